// Package URLs (the purl specification, ECMA-427): parse, make canonical, build.
// Every text of a parsed purl is decoded and lives in the arena given.
#pragma once
#include "base/arena.h"
#include <stdbool.h>

struct purl_qualifier {
    const char *key, *value;
};

enum { PURL_MAX = 8192, PURL_QUALIFIERS_MAX = 32 }; // bytes of a whole purl; qualifiers in one

struct purl { // zeroed is an empty one; type and name are required
    const char *type;
    const char *namespace; // segments joined by '/', decoded; NULL when none
    const char *name;
    const char *version; // NULL when none
    const char *subpath; // NULL when none
    struct purl_qualifier qualifiers[PURL_QUALIFIERS_MAX]; // sorted by key once canonical; no empty values
    unsigned qualifier_count;
};

// Parses and makes canonical, with the rules of the type. On STATUS_INPUT *ret_problem says why, in a few words.
enum status purl_parse(struct arena *arena, const char *text, struct purl *ret_purl, const char **ret_problem) MUST_USE;
// Applies the rules of the type (case, separators, required parts) to a purl made by hand.
enum status purl_normalise(struct arena *arena, struct purl *purl, const char **ret_problem) MUST_USE;
// The canonical text of a normalised purl.
char *purl_text(struct arena *arena, const struct purl *purl);
// Both at once, for a purl made by hand; NULL when it breaks a rule of its type.
char *purl_build(struct arena *arena, const struct purl *purl);
// The canonical form of a text; NULL when it is not a purl.
char *purl_canonical(struct arena *arena, const char *text);
void purl_set(struct purl *purl, const char *key, const char *value); // appends; NULL or empty values are left out
const char *purl_get(const struct purl *purl, const char *key);       // a qualifier; NULL when absent
