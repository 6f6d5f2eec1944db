// Assertions that input from outside can make fail.
#include "code/check/check.h"
#include <string.h>

enum { REACHABLE_ASSERTION };

const struct rule RULES_assertion[] = {
    [REACHABLE_ASSERTION] = {"reachable-assertion", 617, SEVERITY_MEDIUM, "Assertion that can fail",
     "An assertion ends the program. Where input decides whether it fails, whoever sends that input can stop the device.",
     "Check input with code that handles the failure; keep assertions for what cannot happen.", "engine"},
    {0}};

static void call(struct flow *flow, const struct call *c)
{
    if (!c->model || (strcmp(c->model->name, "__assert_fail") != 0 && strcmp(c->model->name, "__assert") != 0 &&
                      strcmp(c->model->name, "__assert_rtn") != 0))
        return;
    const struct event *last = flow->state->trace;
    while (last && last->kind != EVENT_BRANCH)
        last = last->previous;
    bool chosen = last && term_of(&flow->world.terms, last->term)->flags & (T_TAINT | T_RANDOM);
    bool certain = !flow->state->open_inputs && !flow->state->open_unknowns && !last;
    if (!chosen && !certain)
        return;
    struct judgement j = {.rule = &RULES_assertion[REACHABLE_ASSERTION], .confidence = CONFIDENCE_HIGH};
    buf_printf(&j.message, "the assertion fails %s", chosen ? "for some input from outside" : "here");
    flow_report(flow, &j, last ? last->term : 0, flow->instr->location);
    buf_free(&j.message);
}

const struct checker CHECKER_assertion = {.name = "assertion", .rules = RULES_assertion, .call = call};
