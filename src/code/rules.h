// Every rule of the code analysis, of all tiers: what reports and `explain` say about findings.
#pragma once
#include "base/diag.h"
#include "code/front/warnings.h"
#include "code/syntax/syntax.h"

struct code_rules {
    struct syntax_rules *syntax;
    struct warnings *warnings;
    VEC(const struct rule *) list; // sorted by id; ends with a NULL that `count` does not include
};

// Loads the program's rules and the workspace's own (NULL for none). They live until code_rules_free.
void code_rules_load(struct code_rules *ret_rules, const char *workspace, struct diags *diags);
const struct rule *code_rules_find(const struct code_rules *rules, const char *id); // NULL when there is none
// Of a syntax rule, the first example that it matches or must not match; NULL for rules of other tiers.
const char *code_rules_example(const struct code_rules *rules, const char *id, bool matches);
void code_rules_free(struct code_rules *rules);
