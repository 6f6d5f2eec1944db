// Diagnostics: what went wrong or was left out, for people, with the place. One list a unit of work;
// workers keep their own and the owner merges them in a fixed order (diags_merge).
#pragma once
#include "base/arena.h"
#include "base/vec.h"
#include <stdbool.h>
#include <stdio.h>

enum diag_level {
    DIAG_NOTE,    // worth knowing; nothing is missing
    DIAG_WARNING, // something in the input is odd; the result stands
    DIAG_SKIPPED, // something was left out of the analysis: the exit code becomes 4
    DIAG_ERROR    // this input could not be used at all: the exit code becomes 4, or 3 where nothing is left
};

struct diag {
    enum diag_level level;
    const char *file; // NULL when there is none
    unsigned line;    // from 1; 0 when unknown
    unsigned column;  // from 1; 0 when unknown
    const char *message;
};

struct diags { // zeroed is ready for use
    struct arena arena; // owns the texts
    VEC(struct diag) list;
    unsigned dropped; // beyond DIAGS_MAX
};

enum { DIAGS_MAX = 10000 };

void diag_add(struct diags *diags, enum diag_level level, const char *file, unsigned line, unsigned column,
              const char *format, ...) PRINTF_LIKE(6, 7);
#define DIAG(diags, level, file, line, ...) diag_add((diags), (level), (file), (line), 0, __VA_ARGS__)
void diags_merge(struct diags *into, const struct diags *from);
bool diags_incomplete(const struct diags *diags); // any DIAG_SKIPPED or DIAG_ERROR
// "file:line:column: error: message" a line; with colour where asked. diags_print_from only counts what is below
// `least`, and shows three of those that say the same and a hundred in all beside errors, unless it shows everything.
void diags_print(const struct diags *diags, FILE *out, bool colour);
void diags_print_from(const struct diags *diags, enum diag_level least, FILE *out, bool colour);
void diags_free(struct diags *diags);
const char *diag_level_name(enum diag_level level);
