// The files of data/, embedded in the binary at build time, sorted by name.
#pragma once
#include <stddef.h>

struct data_file {
    const char *name;    // below data/, "threats/rules.yaml"
    const char *content; // NUL behind it
    size_t size;         // without that NUL
};
extern const struct data_file DATA_FILES[];
extern const size_t DATA_FILE_COUNT;

const struct data_file *data_find(const char *name); // NULL when there is none
// The first file whose name starts with the prefix, at or after *position; NULL at the end. Start with 0.
const struct data_file *data_next(const char *prefix, size_t *position);
