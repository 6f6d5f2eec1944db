#include "code/rules.h"
#include "code/check/check.h"
#include <string.h>

static int by_id(const void *left, const void *right)
{
    const struct rule *const *a = left, *const *b = right;
    return strcmp((*a)->id, (*b)->id);
}

// Decisions name a rule by its id alone, so that no two may share one, whatever their tier.
static void check_unique(const struct code_rules *rules, struct diags *diags)
{
    for (size_t i = 1; i < rules->list.count; i++)
        if (strcmp(rules->list.items[i - 1]->id, rules->list.items[i]->id) == 0)
            DIAG(diags, DIAG_ERROR, NULL, 0, "two rules have the id '%s' (%s, %s)", rules->list.items[i]->id,
                 rules->list.items[i - 1]->tier, rules->list.items[i]->tier);
}

void code_rules_load(struct code_rules *ret_rules, const char *workspace, struct diags *diags)
{
    *ret_rules = (struct code_rules){syntax_rules_load(workspace, diags), warnings_load(diags), {0}};
    for (size_t i = 0; i < syntax_rule_count(ret_rules->syntax); i++)
        VEC_PUSH(&ret_rules->list, syntax_rule_at(ret_rules->syntax, i));
    for (size_t i = 0; i < warnings_rule_count(ret_rules->warnings); i++)
        VEC_PUSH(&ret_rules->list, warnings_rule_at(ret_rules->warnings, i));
    for (const struct rule *const *table = ENGINE_RULE_TABLES; *table; table++)
        for (const struct rule *rule = *table; rule->id; rule++)
            VEC_PUSH(&ret_rules->list, rule);
    VEC_SORT(&ret_rules->list, by_id);
    check_unique(ret_rules, diags);
    VEC_PUSH(&ret_rules->list, NULL);
    ret_rules->list.count--;
}

const struct rule *code_rules_find(const struct code_rules *rules, const char *id)
{
    VEC_EACH(&rules->list, rule)
        if (strcmp((*rule)->id, id) == 0) return *rule;
    return NULL;
}

const char *code_rules_example(const struct code_rules *rules, const char *id, bool matches)
{
    for (size_t i = 0; i < syntax_rule_count(rules->syntax); i++)
        if (strcmp(syntax_rule_at(rules->syntax, i)->id, id) == 0) return syntax_rule_example(rules->syntax, i, matches);
    return NULL;
}

void code_rules_free(struct code_rules *rules)
{
    VEC_FREE(&rules->list);
    syntax_rules_free(rules->syntax);
    warnings_free(rules->warnings);
    *rules = (struct code_rules){0};
}
