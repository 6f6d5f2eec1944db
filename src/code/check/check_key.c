// Keys that stand in the program.
#include "code/check/check.h"

enum { CONSTANT_KEY };
enum { KEY_BYTES = 8 }; // as many constant ones are no accident

const struct rule RULES_key[] = {
    [CONSTANT_KEY] = {"constant-key", 321, SEVERITY_MEDIUM, "Cryptographic key is a constant of the program",
     "Every device has the same key, and everybody who has the program has it, too. It cannot be changed when it is known.",
     "Make a key for each device when it is set up, and keep it in storage that protects it.", "engine"},
    {0}};

// All zeros is a place that is filled later, or by somebody unseen.
static bool is_constant(struct flow *flow, term_id key)
{
    struct place place;
    int64_t byte, any = 0;
    if (!flow_place(flow, flow->state, key, &place) || !place.exact)
        return false;
    for (int64_t i = 0; i < KEY_BYTES; i++) {
        term_id b = memory_load(&flow->world, flow->state, place.object, (int64_t)place.range.low + i, 8, false);
        if (!term_is_const(&flow->world.terms, b, &byte))
            return false;
        any |= byte;
    }
    return any != 0;
}

static void call(struct flow *flow, const struct call *c)
{
    for (uint32_t i = 0; c->model && i < c->model->count && !flow->ended; i++) {
        const struct effect *e = &c->model->effects[i];
        if (e->kind != EFFECT_KEY || e->arg0 < 0 || (uint32_t)e->arg0 >= c->count || !is_constant(flow, c->terms[e->arg0]))
            continue;
        struct judgement j = {.rule = &RULES_key[CONSTANT_KEY], .confidence = CONFIDENCE_HIGH};
        buf_printf(&j.message, "%s() gets the key %s, whose bytes are known here", c->name,
                   flow_name(flow, c->arguments[e->arg0], "given"));
        flow_report(flow, &j, c->terms[e->arg0], flow->instr->location);
        buf_free(&j.message);
    }
}

const struct checker CHECKER_key = {.name = "key", .rules = RULES_key, .call = call};
