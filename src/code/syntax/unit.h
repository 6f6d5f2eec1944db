// One parsed source file, with what rules ask about places in it: ancestors, the enclosing function, the declared type
// of a name. Everything lives until unit_free. Used by one thread.
#pragma once
#include "base/diag.h"
#include "base/map.h"
#include "code/syntax/language.h"
#include "code/syntax/syntax.h"

struct function_span {
    const char *name; // as the source spells it, with its class where the language has one: "Pump::start"
    TSNode node;
    uint32_t start, end; // bytes
};

struct declaration { // a name with a type, and where it holds
    const char *name;
    const char *type; // qualifiers, the type's text without white space around "*", then '*' and "[]" as declared
    uint32_t scope_start, scope_end;
    TSNode node;             // the declaration
    struct declaration *next; // another one of the same name
};

struct unit {
    const struct language *language;
    const char *file;  // as findings name it
    const char *text;  // owned by the caller; dead preprocessor branches are blanked
    uint32_t size;
    uint32_t depth;    // of the tree
    TSTree *tree;
    TSNode root;
    struct arena arena;
    VEC(struct function_span) functions; // in order of their start
    struct map declarations;             // name -> struct declaration list
    VEC(TSNode) ancestors;               // of the node asked last, root first
    const void *ancestors_of;
    struct map passed;                   // function name -> struct passed list; made when first asked for
    bool passed_known;
    bool is_test; // stands in a folder of tests
    uint64_t work, work_limit; // nodes visited on behalf of rules; past the limit they stop
};

struct passed { // a function's name was handed to something
    const char *to; // the callee's text, or the field that was assigned
    struct passed *next;
};

enum { UNIT_BYTES_MAX = 32 << 20 };

// Kinds of a language that building a unit needs: made once, shared by all units.
struct unit_kinds {
    struct kinds functions, classes, declarations, scopes;
};
struct unit_kinds unit_kinds_new(struct arena *arena, const struct language *language);

// Parses. `text` is changed: what stands between `#if 0` and its #else or #endif becomes blanks. Regions with syntax
// errors are told in a note, and the rest stands. STATUS_LIMIT, and a diagnostic, when the parser gave up.
enum status unit_parse(struct unit *unit, const struct language *language, const struct unit_kinds *kinds,
                       TSParser *parser, const char *file, char *text, size_t size, struct diags *diags) MUST_USE;
void unit_free(struct unit *unit);

// What findings need to know of the functions; adds to the list.
void unit_functions(const struct unit *unit, struct arena *arena, struct syntax_functions *ret_functions);

struct str unit_text(const struct unit *unit, TSNode node);
// The ancestors of a node, the root first, the parent last. Valid until the next call.
size_t unit_ancestors(struct unit *unit, TSNode node, const TSNode **ret_nodes);
const struct function_span *unit_function_at(const struct unit *unit, uint32_t byte); // innermost; NULL outside of any
// The declaration that the name has at a byte; NULL when this file does not declare it, or
// declares it twice with different types.
const struct declaration *unit_declaration(const struct unit *unit, struct str name, uint32_t byte);
// What the name of a function of this unit was passed to or stored in: call-backs and handlers. NULL when nothing.
const struct passed *unit_passed(struct unit *unit, const char *function);
// False once the unit's budget is used up.
bool unit_work(struct unit *unit, uint64_t nodes);
