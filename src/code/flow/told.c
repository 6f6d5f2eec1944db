// Tests that say nothing of what the function itself expects: those of a callee, and those that a macro brings along.
#include "code/flow/flow.h"

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
        return here->line && there->line == here->line && there->column == here->column && there->file == here->file;
    }
    return false;
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
