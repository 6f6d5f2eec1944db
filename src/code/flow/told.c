// Nulls and zeros that say nothing of what the function itself expects: those that a test of a callee or of a macro brings
// up, those that a callee leaves behind under conditions nobody has decided, and those that a loop would have replaced.
#include "code/flow/flow.h"

enum { SITE_GUESS = 0xd0000000u };

void state_mark_told(struct world *world, struct state *state, term_id term)
{
    const struct fact *known = state_fact(state, term);
    if (!known)
        return;
    struct fact fact = *known;
    fact.told = true;
    state_set_fact(world, state, term, fact);
    struct term t = *term_of(&world->terms, term);
    for (uint32_t i = 0; t.kind == TERM_LINEAR && i < t.b; i++)
        if (term_of(&world->terms, world->terms.parts.items[t.a + i].term)->flags & T_POINTER)
            state_mark_told(world, state, world->terms.parts.items[t.a + i].term);
}

static bool same_place(const struct ir_location *a, const struct ir_location *b)
{
    return a->line && a->line == b->line && a->column == b->column && a->file == b->file;
}

// Everything that a macro expands to stands where the macro is used: what comes behind a test has the test's own place.
static bool is_of_macro(const struct flow *flow, uint32_t block)
{
    const struct ir_location *here = ir_location_at(flow->module, flow->instr->location);
    const struct ir_block *b = &flow->function->blocks.items[block];
    for (uint32_t i = 0; i < b->instr_count; i++) {
        const struct ir_instr *instr = &flow->function->instrs.items[b->first_instr + i];
        if (!instr->location || instr->op == IR_PHI)
            continue;
        const struct ir_location *there = ir_location_at(flow->module, instr->location);
        return same_place(here, there);
    }
    return false;
}

// "condition ? head : NULL" out of a macro: what the other way works out stands at the same place as the choice itself.
bool flow_is_macros_choice(const struct flow *flow, const struct ir_instr *phi, uint32_t from)
{
    const struct ir_function *function = flow->function;
    const struct ir_location *here = ir_location_at(flow->module, phi->location);
    bool any = false;
    for (uint32_t i = 0; i < phi->edge_count; i++) {
        uint32_t edge = function->edges.items[phi->first_edge + i];
        const struct ir_block *other = &function->blocks.items[edge];
        for (uint32_t k = 0; edge != from && k + 1 < other->instr_count; k++) {
            const struct ir_instr *instr = &function->instrs.items[other->first_instr + k];
            if (!instr->location || instr->op == IR_PHI)
                continue;
            if (!same_place(here, ir_location_at(flow->module, instr->location)))
                return false;
            any = true;
        }
    }
    return any;
}

void flow_note_macro(struct flow *flow, struct state *state, term_id condition, uint32_t other)
{
    struct world *world = &flow->world;
    const struct term *t = term_of(&world->terms, condition);
    if (t->kind != TERM_COMPARE)
        return;
    term_id pointer = t->a;
    if (term_of(&world->terms, pointer)->flags & T_POINTER && state_range(world, state, pointer).umax == 0 &&
        is_of_macro(flow, other))
        state_mark_told(world, state, pointer);
}

term_id flow_guess(struct flow *flow, struct state *state, term_id zero)
{
    struct world *world = &flow->world;
    const struct term t = *term_of(&world->terms, zero);
    term_id guess = term_fresh(&world->terms, SITE_GUESS, ++world->terms.fresh, t.bits, t.flags & T_POINTER, 0);
    (void)state_narrow(world, state, guess, range_const(0, t.bits));
    state_mark_told(world, state, guess);
    return guess;
}

bool flow_is_zero(const struct flow *flow, term_id term)
{
    int64_t number;
    return term && term_is_const(&flow->world.terms, term, &number) && !number;
}

// Whether a round of the loop gives the value of `phi` anew.
static bool changes(const struct flow *flow, const struct ir_instr *phi)
{
    const struct ir_function *function = flow->function;
    for (uint32_t i = 0; i < phi->operand_count; i++) {
        ir_id value = ir_operand(function, phi, i);
        const struct ir_value *v = &function->values.items[value];
        if (value != phi->result && v->kind != IR_VALUE_NULL && !(v->kind == IR_VALUE_INT && !v->number))
            return true;
    }
    return false;
}

// A test whether there is something to do shows that both answers are reckoned with. That of a loop does not: it comes out
// false at some time, and nothing says that it may be the first time.
void flow_note_unentered(struct flow *flow, struct state *state)
{
    const struct ir_function *function = flow->function;
    const struct ir_block *header = &function->blocks.items[flow->block];
    struct state *before = flow->state;
    flow->state = state;
    for (uint32_t i = 0; i < header->instr_count; i++) {
        const struct ir_instr *phi = &function->instrs.items[header->first_instr + i];
        if (phi->op != IR_PHI)
            break;
        term_id value = flow_term(flow, phi->result);
        if (flow_is_zero(flow, value) && changes(flow, phi))
            flow_set(flow, phi->result, flow_guess(flow, state, value));
    }
    flow->state = before;
}
