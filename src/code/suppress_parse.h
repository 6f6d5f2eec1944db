// Finds the comments and annotations in a source text that suppress findings. It knows no language: a marker counts
// when a comment opens before it on its line, or the line continues one.
#pragma once
#include "base/diag.h"
#include "base/vec.h"
#include <stdbool.h>
#include <stddef.h>

enum suppress_scope { SUPPRESS_LINES, SUPPRESS_FUNCTION };
enum { SUPPRESS_NAME_MAX = 120 };

struct suppression {
    enum suppress_scope scope;
    bool own;            // theriac's own form
    bool used;           // it answered a finding
    unsigned line;       // of the comment
    unsigned first_line, last_line; // what it covers; for a function set by who knows functions
    const char *names;   // rules, CWEs or another tool's checks, a space between; "" for all (never of our own form)
    const char *reason;  // never empty
};
VEC_NAMED(suppressions, struct suppression);

// Our own form without a rule or without a reason is told to diags and left out.
void suppress_parse(struct arena *arena, const char *file, const char *text, size_t size,
                    struct suppressions *ret_suppressions, struct diags *diags);
