// Version texts that compiled programs carry ("OpenSSL 1.1.1k", "inflate 1.2.11 Copyright"), by the table's Binary
// patterns, in one pass over the bytes for all of them.
#pragma once
#include "parts/libraries.h"

struct version_string {
    const struct library *library;
    const char *version; // in the arena
    uint64_t offset;     // of the text
};
VEC_NAMED(version_strings, struct version_string);

// Every library and version once, at its first place.
void version_strings_find(const struct libraries *libraries, struct arena *arena, const char *bytes, size_t size,
                          struct version_strings *ret_found);
