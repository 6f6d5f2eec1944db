// Loops whose number of rounds an attacker chooses.
#include "code/check/check.h"

enum { LOOP_BOUND };

const struct rule RULES_loop[] = {
    [LOOP_BOUND] = {"loop-bound", 606, SEVERITY_LOW, "Number of rounds of a loop comes from outside",
     "Whoever sends the number keeps the device busy for as long as they like.",
     "Limit the number to what a legitimate request needs.", "engine"},
    {0}};

static void branch(struct flow *flow, term_id condition)
{
    struct terms *terms = &flow->world.terms;
    const struct term t = *term_of(terms, condition);
    if (t.kind != TERM_COMPARE || t.op >= IR_FEQ || !flow->function->blocks.items[flow->block].is_loop_header)
        return;
    bool counter_first = term_of(terms, t.a)->flags & T_SWEEP;
    term_id limit = counter_first ? t.b : t.a, counter = counter_first ? t.a : t.b;
    const struct term *l = term_of(terms, limit);
    if (!(term_of(terms, counter)->flags & T_SWEEP) || !(l->flags & (T_TAINT | T_RANDOM)) || l->flags & T_SWEEP ||
        state_bounded(&flow->world, flow->state, limit, true))
        return;
    struct range r = state_range(&flow->world, flow->state, limit);
    uint32_t bits = l->bits;
    if (bits < 32 || (uint64_t)r.smax < (uint64_t)INT32_MAX / 2 || r.umax < INT32_MAX / 2)
        return;
    struct judgement j = {.rule = &RULES_loop[LOOP_BOUND], .confidence = CONFIDENCE_HIGH};
    buf_printf(&j.message, "the loop runs as often as %s says, which comes from outside without a limit",
               flow_name(flow, ir_operand(flow->function, flow->instr, 0), "a value"));
    flow_report(flow, &j, limit, flow->instr->location);
    buf_free(&j.message);
}

const struct checker CHECKER_loop = {.name = "loop", .rules = RULES_loop, .branch = branch};
