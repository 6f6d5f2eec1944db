// Regular expressions (PCRE2's syntax), compiled once and matched from any thread. PCRE2 is called from regex.c only.
// Matching is bounded: an expression that backtracks past the limit counts as not matching.
#pragma once
#include "base/status.h"
#include <stdbool.h>
#include <stddef.h>

struct regex;

enum { REGEX_ERROR_SIZE = 200, REGEX_GROUPS_MAX = 16 };

struct regex_group { // the bytes that a group matched; start is SIZE_MAX when it took no part
    size_t start, end;
};

// NULL when the pattern is malformed; ret_error then says why and where.
struct regex *regex_new(const char *pattern, size_t size, char ret_error[REGEX_ERROR_SIZE]);
bool regex_matches(const struct regex *regex, const char *text, size_t size); // anywhere in the text
// The first match at or after `from`; groups beyond the pattern's own are set to SIZE_MAX. Group 0 is the whole.
bool regex_find(const struct regex *regex, const char *text, size_t size, size_t from,
                struct regex_group ret_groups[REGEX_GROUPS_MAX]);
void regex_free(struct regex *regex); // NULL is fine
