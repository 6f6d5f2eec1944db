// What the syntax tier knows of a language: its grammar and the node kinds that mean function, class, declaration
// and scope in it. The rows stand in languages.h; everything here is constant.
#pragma once
#include "base/buf.h"
#include "base/status.h"
#include <stdbool.h>
#include <tree_sitter/api.h>

struct language {
    const char *name;       // "c": also what examples and diagnostics call it
    const TSLanguage *(*grammar)(void);
    const char *extensions; // space separated, with the dot, lower case
    const char *folders;    // of rules below data/syntax/ and the workspace's rules/syntax/
    const char *functions, *classes, *separator, *declarations, *scopes; // node kinds, space separated
};

extern const struct language LANGUAGES[];
extern const size_t LANGUAGE_COUNT;
enum { LANGUAGES_MAX = 32 };

// The language of a file by its extension; NULL when no row has it. A header named .h is C here: what it really
// is depends on its content (language_of_header).
const struct language *language_of_file(const char *path);
const struct language *language_find(const char *name);
// C or C++ for a ".h": by what the text declares.
const struct language *language_of_header(const char *text, size_t size);
bool word_listed(const char *list, struct str word); // in a space separated list

// A set of node kinds of one grammar, looked up by symbol.
struct kinds {
    bool *is_member; // by TSSymbol
    uint32_t count;  // symbols of the grammar
};
// Kinds that the grammar does not know are left out; *ret_unknown then is the first such (a view into the list).
struct kinds kinds_new(struct arena *arena, const struct language *language, const char *list, struct str *ret_unknown);
bool kinds_have(const struct kinds *kinds, TSNode node);
