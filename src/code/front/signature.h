// Function types as the C++ ABI for Itanium mangles them.
#pragma once
#include <stddef.h>
#include <stdint.h>

// Of a mangled function type ("_ZTSFvPKcE"): the parameters that point to constant objects, one bit each, and those of
// them that do not point to `const void`. What cannot be read counts as plain, and so does everything behind it.
void signature_read(const char *text, size_t size, uint64_t *ret_reads, uint64_t *ret_borrows);
