// The language of rule conditions: `channel.crosses and not channel.encrypted and channel.classes has [health, key]`.
// docs/extend/threat-rule.md is its reference.
//
//   or         := and {"or" and}
//   and        := not {"and" not}
//   not        := "not" not | "any"|"all"|"no" NAME "in" path ":" not | "(" or ")" | comparison
//   comparison := operand ["is" ["not"] | "=" | "!=" | "<" | "<=" | ">" | ">=" | ["not"] "in" | "has" | "lacks" |
//                 "reaches" operand]
//   operand    := path | word | number | 'text' | "[" {literal ","} "]" | "version" "(" path "," word ")" |
//                 "known" "(" path ")" | "count" "(" path ")"
//   path       := NAME {"." NAME}, where the first name is a variable of the rule or a section of the model
//
// Evaluation has three values (Kleene's strong logic): what the model does not say is unknown, and comes out with the
// facts that would decide it. Names, fields and words are checked when an expression is read, with line and column.
#pragma once
#include "base/diag.h"
#include "model/device.h"

enum tri { TRI_NO, TRI_UNKNOWN, TRI_YES };
enum { EXPR_VARIABLES_MAX = 12, EXPR_DEPTH_MAX = 40, EXPR_SIZE_MAX = 10000 };

struct expr_variable {
    const char *name;
    unsigned kinds; // KIND_BITs of the elements that it may stand for
};

struct expr_scope { // the variables that an expression may use, in the order of expr_run.variables
    struct expr_variable variables[EXPR_VARIABLES_MAX];
    size_t count;
};

struct expr; // lives in the arena that it was parsed into

// NULL after a diagnostic (DIAG_SKIPPED) that names file, line and column. `line` and `column` are where text begins.
struct expr *expr_parse(struct arena *arena, const char *text, const struct expr_scope *scope, const char *file,
                        unsigned line, unsigned column, struct diags *diags);

// One thing that the model says or leaves open, which an outcome rests on.
struct expr_fact {
    const struct element *element;
    const char *attribute;
    bool known;
    const char *value; // for people; NULL when not known
};
VEC_NAMED(expr_facts, struct expr_fact);

struct expr_run {
    const struct device *device;
    const struct model_index *index;
    const struct element *variables[EXPR_VARIABLES_MAX + EXPR_DEPTH_MAX]; // NULL: not known
    struct expr_facts facts; // what the last outcome rests on; the caller clears and frees it
    struct arena *arena;     // for texts of facts and lists
};
// A condition of several parts: all must hold, or any suffices.
enum tri expr_eval_parts(struct expr *const *parts, size_t count, bool all, struct expr_run *run);
enum tri expr_eval(const struct expr *expr, struct expr_run *run);

// Writes the template with every {path} replaced: an element by its name, a list with commas. False and a diagnostic
// when a path is wrong. With `run` NULL it only checks.
bool expr_template(const char *text, const struct expr_scope *scope, struct expr_run *run, struct buf *out,
                   const char *file, unsigned line, struct diags *diags);
