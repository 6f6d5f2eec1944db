// Allocations whose size an attacker chooses.
#include "code/check/check.h"

enum { UNBOUNDED_ALLOCATION };
enum { GENEROUS = 64 << 20 }; // bytes that a limited request may have without a word

const struct rule RULES_allocation[] = {
    [UNBOUNDED_ALLOCATION] = {"unbounded-allocation", 789, SEVERITY_MEDIUM, "Allocation of a size from outside",
     "Whoever sends the size makes the device give all its memory to one request.",
     "Limit the size to what a legitimate request needs.", "engine"},
    {0}};

extern const struct checker CHECKER_allocation;

static void call(struct flow *flow, const struct call *c)
{
    const struct effect *e = model_effect(c->model, EFFECT_ALLOC);
    if (!e)
        e = model_effect(c->model, EFFECT_REALLOC);
    if (!e || e->amount.count != 1 || e->amount.addends[0].length)
        return;
    for (int k = 0; k < 2 && !flow->ended; k++) {
        int8_t at = e->amount.addends[0].args[k];
        if (at < 0 || (uint32_t)at >= c->count)
            continue;
        uint32_t bits = term_of(&flow->world.terms, c->terms[at])->bits;
        (void)flow_require(flow, &CHECKER_allocation,
                           (struct requirement){.need = NEED_BELOW, .a = c->terms[at],
                                                .b = term_const(&flow->world.terms, GENEROUS, bits), .bits = (uint8_t)bits,
                                                .text = flow_text(flow, "%s() allocates %s bytes", c->name,
                                                                  flow_name(flow, c->arguments[at], "any number of"))});
    }
}

// The length of a text: as many bytes are there already, and whoever sent them has paid for them.
static bool is_length(const struct terms *terms, term_id term)
{
    const struct term *t = term_of(terms, term);
    while (t->kind == TERM_CAST)
        t = term_of(terms, t->a);
    return t->kind == TERM_LENGTH;
}

static bool judge(struct flow *flow, const struct requirement *q, const struct verdict *v, struct judgement *ret)
{
    const struct terms *terms = &flow->world.terms;
    if (!v->chosen || v->side < 0 || is_length(terms, v->culprit) || term_is_total(terms, v->culprit))
        return false;
    ret->rule = &RULES_allocation[UNBOUNDED_ALLOCATION];
    if (!(term_of(&flow->world.terms, v->culprit)->flags & T_TAINT))
        ret->severity = SEVERITY_LOW;
    buf_printf(&ret->message, "%s, and nothing limits what comes from outside", q->text);
    return true;
}

const struct checker CHECKER_allocation = {.name = "allocation", .rules = RULES_allocation, .call = call, .judge = judge};
