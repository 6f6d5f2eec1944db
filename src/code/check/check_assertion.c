// Assertions that input from outside can make fail.
#include "code/check/check.h"
#include <string.h>

enum { REACHABLE_ASSERTION };

const struct rule RULES_assertion[] = {
    [REACHABLE_ASSERTION] = {"reachable-assertion", 617, SEVERITY_MEDIUM, "Assertion that can fail",
     "An assertion ends the program. Where input decides whether it fails, whoever sends that input can stop the device.",
     "Check input with code that handles the failure; keep assertions for what cannot happen.", "engine"},
    {0}};

extern const struct checker CHECKER_assertion;

static bool fails_assertion(const struct call *c)
{
    static const char *const NAMES[] = {"__assert_fail", "__assert", "__assert_rtn", "__assert_func", "_wassert", "_assert"};
    for (size_t i = 0; c->model && i < COUNT_OF(NAMES); i++)
        if (!strcmp(c->model->name, NAMES[i]))
            return true;
    return false;
}

// What the assertion compares: the side that is no constant; both, as the answer, when neither is one.
static term_id asserted(const struct terms *terms, term_id condition)
{
    const struct term *t = term_of(terms, condition);
    while (t->kind == TERM_CAST)
        t = term_of(terms, t->a);
    if (t->kind != TERM_COMPARE)
        return condition;
    bool left = term_of(terms, t->a)->kind == TERM_CONST, right = term_of(terms, t->b)->kind == TERM_CONST;
    return left ? t->b : right ? t->a : condition;
}

static void call(struct flow *flow, const struct call *c)
{
    if (!fails_assertion(c))
        return;
    struct judgement j = {.rule = &RULES_assertion[REACHABLE_ASSERTION], .confidence = CONFIDENCE_HIGH};
    const struct event *last = flow->state->trace;
    while (last && last->kind != EVENT_BRANCH)
        last = last->previous;
    if (!last)
        return; // it asks nothing: a mark for what must not be called
    if (flow->state->decided) { // what it asks is known here
        buf_printf(&j.message, "the assertion fails here");
        if (!flow->state->open_inputs && !flow->state->open_unknowns && !flow->state->guessed)
            flow_report(flow, &j, 0, flow->instr->location);
        buf_free(&j.message);
        return;
    }
    (void)flow_require(flow, &CHECKER_assertion,
                       (struct requirement){.need = NEED_NEVER, .a = asserted(&flow->world.terms, last->term),
                                            .text = "the assertion fails"});
}

static bool judge(struct flow *flow, const struct requirement *q, const struct verdict *v, struct judgement *ret)
{
    (void)flow;
    ret->rule = &RULES_assertion[REACHABLE_ASSERTION];
    buf_printf(&ret->message, "%s%s", q->text, v->chosen ? " for some input from outside" : " with what is passed here");
    return true;
}

const struct checker CHECKER_assertion = {.name = "assertion", .rules = RULES_assertion, .call = call, .judge = judge};
