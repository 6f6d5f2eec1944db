// Resources used in the wrong phase of their life: a socket that accepts before it listens.
#include "code/check/check.h"
#include "code/flow/mark.h"
#include <string.h>

enum { WRONG_PHASE };

const struct rule RULES_phase[] = {
    [WRONG_PHASE] = {"wrong-phase", 666, SEVERITY_MEDIUM, "Resource is used before it is ready",
     "The call needs a step that has not happened yet. It fails, or does something else than it seems, every time.",
     "Do the steps in the order that the library asks for, and look at each result.", "engine"},
    {0}};

// The phase among "created,bound" that a mark stands for.
static bool names_phase(const char *list, int64_t mark, struct str *ret_word)
{
    struct str rest = {list, strlen(list)};
    while (str_next(&rest, ',', ret_word))
        if (mark_word(ret_word->at, ret_word->size) == mark)
            return true;
    return false;
}

static void check_phase(struct flow *flow, const struct call *c, const struct effect *e)
{
    struct str phase;
    int64_t mark = flow_marked(flow, flow->state, c->terms[e->arg0], MARK_PHASE);
    if (mark <= 0 || !names_phase(e->family, mark, &phase))
        return;
    struct judgement j = {.rule = &RULES_phase[WRONG_PHASE], .confidence = CONFIDENCE_HIGH};
    buf_printf(&j.message, "%s() gets %s, which is only %.*s so far", c->name,
               flow_name(flow, c->arguments[e->arg0], "a resource"), (int)phase.size, phase.at);
    flow_report(flow, &j, c->terms[e->arg0], flow->instr->location);
    buf_free(&j.message);
}

static void call(struct flow *flow, const struct call *c)
{
    for (uint32_t i = 0; c->model && i < c->model->count; i++) {
        const struct effect *e = &c->model->effects[i];
        if (e->kind == EFFECT_REFUSES && e->arg0 >= 0 && (uint32_t)e->arg0 < c->count)
            check_phase(flow, c, e);
    }
}

const struct checker CHECKER_phase = {.name = "phase", .rules = RULES_phase, .call = call};
