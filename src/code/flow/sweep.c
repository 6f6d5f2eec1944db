#include "code/flow/sweep.h"

enum { ADDITIONS_MAX = 4 }; // in one round

bool flow_is_back_edge(const struct flow *flow, uint32_t from, uint32_t to)
{
    return flow->function->blocks.items[to].is_loop_header && flow->order[to] <= flow->order[from];
}

// What constant additions make of `from` until it is `value`; 0 when it is made in another way.
static int64_t added(const struct ir_function *function, ir_id value, ir_id from)
{
    int64_t sum = 0;
    for (int i = 0; i < ADDITIONS_MAX && value != from; i++) {
        const struct ir_instr *made = ir_definition(function, value);
        int64_t add = 0;
        if (made && made->op == IR_BINARY && (made->sub == IR_ADD || made->sub == IR_SUB)) {
            const struct ir_value *v = &function->values.items[ir_operand(function, made, 1)];
            add = v->kind == IR_VALUE_INT ? (made->sub == IR_ADD ? v->number : -v->number) : 0;
        } else if (made && made->op == IR_ADDRESS && made->step_count == 1 &&
                   !function->steps.items[made->aux].operand) {
            add = function->steps.items[made->aux].scale * function->steps.items[made->aux].constant;
        }
        if (!add || __builtin_add_overflow(sum, add, &sum))
            return 0;
        value = ir_operand(function, made, 0);
    }
    return value == from ? sum : 0;
}

int64_t sweep_step(const struct flow *flow, const struct ir_instr *phi, uint32_t header)
{
    const struct ir_function *function = flow->function;
    int64_t step = 0;
    for (uint32_t e = 0; e < phi->edge_count; e++) {
        uint32_t from = function->edges.items[phi->first_edge + e];
        if (!flow_is_back_edge(flow, from, header))
            continue;
        int64_t add = added(function, ir_phi_from(function, phi, from), phi->result);
        if (!add || (step && step != add))
            return 0;
        step = add;
    }
    return step;
}

// Whether a counter moves by signed arithmetic, whose wrapping has its own obligation.
static bool moves_signed(const struct flow *flow, const struct ir_instr *phi, uint32_t header)
{
    for (uint32_t e = 0; e < phi->edge_count; e++) {
        uint32_t from = flow->function->edges.items[phi->first_edge + e];
        const struct ir_instr *next = flow_is_back_edge(flow, from, header) ?
                                      ir_definition(flow->function, ir_phi_from(flow->function, phi, from)) : NULL;
        if (next && next->op == IR_BINARY && !(next->flags & IR_NSW))
            return false;
    }
    return true;
}

// Whether a counter, or what is made of it by a cast, is compared with something.
static bool is_compared(const struct flow *flow, ir_id value)
{
    const struct ir_function *function = flow->function;
    VEC_EACH(&function->instrs, instr) {
        if (instr->op != IR_COMPARE)
            continue;
        for (uint32_t i = 0; i < 2; i++) {
            ir_id operand = ir_operand(function, instr, i);
            const struct ir_instr *made = ir_definition(function, operand);
            if (operand == value || (made && made->op == IR_CAST && ir_operand(function, made, 0) == value))
                return true;
        }
    }
    return false;
}

struct leader { // the counter that a loop is ended by: others that move in step with it are told by its value
    term_id sweep, start;
    int64_t step;
};

// The value of a counter that moves with the leader; 0 when it does not.
static term_id follow_leader(struct flow *flow, const struct leader *leader, term_id start, int64_t step)
{
    struct terms *terms = &flow->world.terms;
    if (!leader->sweep || step % leader->step || step / leader->step < 0 || term_of(terms, leader->sweep)->bits != term_of(terms, start)->bits)
        return 0;
    int64_t factor = step / leader->step;
    struct linear sum, part;
    bool lost = false;
    term_take_apart(terms, start, &sum);
    term_take_apart(terms, leader->sweep, &part);
    linear_add(&sum, &part, factor, &lost);
    term_take_apart(terms, leader->start, &part);
    linear_add(&sum, &part, -factor, &lost);
    return lost ? 0 : term_linear(terms, &sum, T_NSW);
}

static void start_sweep(struct flow *flow, struct state *state, uint32_t header, uint32_t i, struct leader *leader)
{
    struct world *world = &flow->world;
    const struct ir_instr *phi = &flow->function->instrs.items[flow->function->blocks.items[header].first_instr + i];
    int64_t step = sweep_step(flow, phi, header);
    term_id start = (term_id)(uintptr_t)trie_get(&state->environment, phi->result);
    if (!step || !start || term_of(&world->terms, start)->flags & T_UNDEFINED)
        return;
    term_id base = 0, offset = start;
    if (term_of(&world->terms, start)->flags & T_POINTER && !term_pointer(&world->terms, start, &base, &offset))
        return;
    uint32_t bits = term_of(&world->terms, offset)->bits;
    struct range r = state_range(world, state, offset);
    term_id sweep = is_compared(flow, phi->result) ? 0 : follow_leader(flow, leader, offset, step);
    if (!sweep) {
        sweep = term_sweep(&world->terms, header, i, offset, step);
        // A counter that wraps is reported where it is added to; here it does not.
        struct range all = step > 0 ? range_signed(r.smin, INT64_MAX, bits) : range_signed(INT64_MIN, r.smax, bits);
        if (step < 0 && r.smin >= 0 && !base && !moves_signed(flow, phi, header))
            all = range_signed(0, r.smax, bits); // until a round is seen to wrap: join.c
        state_drop_fact(world, state, sweep);
        (void)state_narrow(world, state, sweep, all);
        if (!range_is_const(r)) // it never comes back to before its start
            (void)state_assume(world, state, step > 0 ? term_compare(&world->terms, IR_SLE, offset, sweep) :
                               term_compare(&world->terms, IR_SLE, sweep, offset), true);
        if (!leader->sweep && is_compared(flow, phi->result))
            *leader = (struct leader){sweep, offset, step};
    }
    if (base)
        sweep = term_binary(&world->terms, IR_ADD, base, sweep, true);
    trie_put(&state->environment, world->arena, state->token, phi->result, (void *)(uintptr_t)sweep);
}

// From here on the counters of the loop stand for all their further values.
void sweeps_start(struct flow *flow, struct state *state, uint32_t header)
{
    const struct ir_block *block = &flow->function->blocks.items[header];
    struct leader leader = {0};
    for (uint32_t i = 0; i < 2 * block->instr_count; i++) { // what is compared comes first
        const struct ir_instr *phi = &flow->function->instrs.items[block->first_instr + i % block->instr_count];
        if (phi->op != IR_PHI || is_compared(flow, phi->result) != (i < block->instr_count))
            continue;
        start_sweep(flow, state, header, i % block->instr_count, &leader);
    }
}
