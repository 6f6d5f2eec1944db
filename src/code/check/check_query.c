// Queries that an attacker has a part in.
#include "code/check/check.h"
#include <string.h>

enum { SQL_INJECTION, LDAP_INJECTION, XPATH_INJECTION };

const struct rule RULES_query[] = {
    [SQL_INJECTION] = {"sql-injection", 89, SEVERITY_HIGH, "SQL from outside",
     "Text from outside becomes part of a statement: whoever sends it reads and changes what the database holds.",
     "Prepare the statement with a mark for each value, and bind the values.", "engine"},
    [LDAP_INJECTION] = {"ldap-injection", 90, SEVERITY_HIGH, "LDAP filter from outside",
     "Text from outside becomes part of a search filter: whoever sends it finds other entries, or logs in as somebody else.",
     "Escape the characters that mean something in a filter (RFC 4515), or check the text against a list.", "engine"},
    [XPATH_INJECTION] = {"xpath-injection", 643, SEVERITY_HIGH, "XPath expression from outside",
     "Text from outside becomes part of an expression: whoever sends it reads other parts of the document.",
     "Bind the value as a variable of the expression, or check the text against a list.", "engine"},
    {0}};

extern const struct checker CHECKER_query;

static void call(struct flow *flow, const struct call *c)
{
    for (uint32_t i = 0; c->model && i < c->model->count && !flow->ended; i++) {
        const struct effect *e = &c->model->effects[i];
        if (e->kind != EFFECT_QUERY || e->arg0 < 0 || (uint32_t)e->arg0 >= c->count)
            continue;
        uint8_t rule = !strcmp(e->family, "ldap") ? LDAP_INJECTION : !strcmp(e->family, "xpath") ? XPATH_INJECTION : SQL_INJECTION;
        (void)flow_require(flow, &CHECKER_query,
                           (struct requirement){.need = NEED_CLEAN, .a = c->terms[e->arg0], .width = e->width, .kind = rule,
                                                .text = flow_text(flow, "%s goes to %s()",
                                                                  flow_name(flow, c->arguments[e->arg0], "a text"), c->name)});
    }
}

static bool judge(struct flow *flow, const struct requirement *q, const struct verdict *v, struct judgement *ret)
{
    (void)flow;
    (void)v;
    ret->rule = &RULES_query[q->kind];
    buf_printf(&ret->message, "%s, and a part of it comes from outside", q->text);
    return true;
}

const struct checker CHECKER_query = {.name = "query", .rules = RULES_query, .call = call, .judge = judge};
