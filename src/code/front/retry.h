// What an inferred command lacks, read from clang's complaint.
#pragma once
#include "base/arena.h"

// "-DNAME=..." that the first error asks for, or NULL when it asks for none:
// - an #error that only shows because none of the macros of its conditional is defined: the first of them;
// - an unknown type name in capitals that ends like a mark of visibility or a qualifier (FOO_EXPORT, FOO_API, FOO_CONST): nothing.
const char *retry_define(struct arena *arena, const char *messages);
