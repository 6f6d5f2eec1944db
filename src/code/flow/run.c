// Walks one function: blocks in an order that finishes inner loops first, each with its pending states.
// Requires the passes of code/ir/build.h: SSA form, block ids in reverse postorder, loop headers.
#include "base/hash.h"
#include "code/flow/entries.h"
#include "code/flow/flow.h"
#include "code/flow/sweep.h"
#include <string.h>

enum { CONCRETE_STEPS = 1500, CONCRETE_ROUNDS = 130, WIDEN_ROUNDS = 4, SWITCH_TARGETS = 64,
       EXIT_DISJUNCTS = 4 };
enum { ROUND_FRESH = 1 << 30, ROUND_DOUBT = 1 << 29, ROUND_COUNT = ROUND_DOUBT - 1, RESTARTS = 16 };

// --- the pending states of a block ---------------------------------------------------------------

static uint32_t place_bit(size_t place) // there are few states but at the head of a loop
{
    return place < 32 ? 1u << place : 0;
}

static bool loses_little(struct flow *flow, struct state *a, struct state *b, uint32_t block)
{
    return state_same_values(flow, a, b, block) && state_same_holdings(flow, a, b);
}

// One of too many states: it joins the one that it loses least with. Where there is none, two of the others that lose
// little with each other make room: the path after an error is not joined with the others because it came last.
static void add_crowded(struct flow *flow, struct pending *p, uint32_t block, struct state *state)
{
    size_t count = p->states.count;
    for (size_t i = 0; i < count; i++)
        if (loses_little(flow, p->states.items[i], state, block)) {
            p->states.items[i] = state_join(flow, p->states.items[i], state, block, false);
            p->apart &= ~place_bit(i);
            return;
        }
    for (size_t k = count; k-- > 1;)
        for (size_t i = 0; i < k; i++) {
            bool known = p->apart & place_bit(i) && p->apart & place_bit(k);
            if (!known && loses_little(flow, p->states.items[i], p->states.items[k], block)) {
                p->states.items[i] = state_join(flow, p->states.items[i], p->states.items[k], block, false);
                p->states.items[k] = state;
                p->apart &= ~(place_bit(i) | place_bit(k));
                return;
            }
        }
    p->apart = count < 32 ? place_bit(count) - 1 : UINT32_MAX;
    bool leaving = ir_terminator(flow->function, block)->op == IR_RETURN;
    size_t at = leaving ? count - 1 : 0;
    while (at + 1 < count && !state_same_values(flow, p->states.items[at], state, block))
        at++;
    p->states.items[at] = state_join(flow, p->states.items[at], state, block, false);
    p->apart &= ~place_bit(at);
    p->states.items[at]->open_unknowns++; // which branches it takes from here on no single path need take
}

static void add_pending(struct flow *flow, uint32_t block, struct state *state)
{
    struct pending *p = &flow->pending[block];
    // Before a return, path facts matter: they tell callers which outcome is theirs. summary.c joins what is alike.
    bool leaves = ir_terminator(flow->function, block)->op == IR_RETURN && p->states.count < EXIT_DISJUNCTS;
    for (size_t i = 0; i < p->states.count && !leaves; i++)
        if (state_similar(flow, p->states.items[i], state, block)) {
            p->states.items[i] = state_join(flow, p->states.items[i], state, block, false);
            p->apart &= ~place_bit(i);
            flow->joins--; // nothing but path facts were lost
            return;
        }
    size_t limit = flow->exhausted ? 1 : DISJUNCTS;
    if (p->states.count >= limit) {
        add_crowded(flow, p, block, state);
        return;
    }
    *VEC_ADD(&p->states) = state;
}

// --- loops ---------------------------------------------------------------------------------------

static uint32_t loop_size(const struct flow *flow, uint32_t header)
{
    uint32_t size = 0;
    VEC_EACH(&flow->function->blocks, b)
        if (b->loop_header == header + 1)
            size += b->instr_count;
    return size ? size : 1;
}

static uint32_t rounds_of(const struct state *state, uint32_t header)
{
    return (uint32_t)(uintptr_t)trie_get(&state->rounds, header);
}

static void set_round(struct flow *flow, struct state *state, uint32_t header, uint32_t bit, bool on)
{
    uint32_t rounds = rounds_of(state, header), changed = on ? rounds | bit : rounds & ~bit;
    if (changed != rounds)
        trie_put(&state->rounds, flow->world.arena, state->token, header, (void *)(uintptr_t)changed);
}

// The sweep of a counter stands for all rounds, memory does not yet: until the state has come round once more, it can
// leave the loop only with the values that its counters start with.
static void set_fresh(struct flow *flow, struct state *state, uint32_t header, bool fresh)
{
    set_round(flow, state, header, ROUND_FRESH, fresh);
}

static bool in_loop(const struct flow *flow, uint32_t block, uint32_t header)
{
    uint32_t h = flow->function->blocks.items[block].loop_header;
    while (h && h != header + 1)
        h = flow->function->blocks.items[h - 1].loop_parent;
    return h;
}

// Narrows the counters of a loop that `term` is made of to their first values. False: impossible.
static bool narrow_to_start(struct flow *flow, struct state *state, term_id term, uint32_t header, int depth)
{
    struct world *world = &flow->world;
    struct term t = *term_of(&world->terms, term);
    if (!(t.flags & T_SWEEP) || depth > 6)
        return true;
    if (t.kind == TERM_SWEEP)
        return t.b != header || (state_narrow(world, state, term, state_range(world, state, t.a)) &&
                                 state_assume(world, state, term_compare(&world->terms, IR_EQ, term, t.a), true));
    for (uint32_t i = 0; t.kind == TERM_LINEAR && i < t.b; i++)
        if (!narrow_to_start(flow, state, world->terms.parts.items[t.a + i].term, header, depth + 1))
            return false;
    bool operands = t.kind == TERM_BINARY || t.kind == TERM_COMPARE || t.kind == TERM_CAST;
    return !operands || (narrow_to_start(flow, state, t.a, header, depth + 1) &&
                         (t.kind == TERM_CAST || narrow_to_start(flow, state, t.b, header, depth + 1)));
}

// Whether a state may leave the loops around the current block that `to` lies outside of.
static bool may_leave(struct flow *flow, struct state *state, term_id condition, uint32_t to)
{
    for (uint32_t h = flow->function->blocks.items[flow->block].loop_header; h && !in_loop(flow, to, h - 1);
         h = flow->function->blocks.items[h - 1].loop_parent) {
        if (!(rounds_of(state, h - 1) & ROUND_FRESH))
            continue;
        // What leaves with the first values leaves others behind.
        flow->held_back[h - 1] |= (term_of(&flow->world.terms, condition)->flags & T_SWEEP) != 0;
        if (!narrow_to_start(flow, state, condition, h - 1, 0)) {
            flow->held_back[h - 1] = true;
            return false;
        }
    }
    return true;
}

static struct state **find_wide(struct flow *flow, uint32_t header)
{
    VEC_EACH(&flow->pending[header].states, s)
        if ((*s)->wide == header + 1)
            return s;
    return NULL;
}

static void add_wide(struct flow *flow, uint32_t header, struct state *state)
{
    state->wide = header + 1;
    flow->widened[header] = state_fork(&flow->world, state);
    *VEC_ADD(&flow->pending[header].states) = state;
}

// A state has come round once more.
static void enter_round(struct flow *flow, uint32_t header, struct state *state)
{
    uint32_t known = rounds_of(state, header), round = (known & ROUND_COUNT) + 1;
    trie_put(&state->rounds, flow->world.arena, state->token, header,
             (void *)(uintptr_t)(round | (known & ROUND_DOUBT)));
    uint32_t concrete = CONCRETE_STEPS / loop_size(flow, header);
    concrete = concrete > CONCRETE_ROUNDS ? CONCRETE_ROUNDS : concrete;
    struct state *widened = flow->widened[header], **wide = find_wide(flow, header);
    if (!flow->exhausted && (round < LOOP_ROUNDS || (state->decided && round < concrete)) && !widened) {
        add_pending(flow, header, state);
    } else if (!widened) {
        sweeps_start(flow, state, header);
        state->doubt = rounds_of(state, header) & ROUND_DOUBT;
        set_fresh(flow, state, header, true);
        add_wide(flow, header, state);
    } else if (wide) { // of the same round
        if (!state_includes(flow, *wide, state, header)) {
            *wide = state_join(flow, *wide, state, header, true);
            (*wide)->wide = header + 1;
            flow->pending[header].apart = 0;
            flow->widened[header] = state_fork(&flow->world, *wide);
        }
    } else if (state_includes(flow, widened, state, header)) {
        if (flow->held_back[header]) {
            flow->held_back[header] = false;
            state = state_fork(&flow->world, widened);
            set_fresh(flow, state, header, false);
            add_wide(flow, header, state);
        }
    } else if (flow->widen_rounds[header]++ < WIDEN_ROUNDS) {
        flow->held_back[header] = false;
        state = state_join(flow, widened, state, header, true);
        set_fresh(flow, state, header, flow->widen_rounds[header] < WIDEN_ROUNDS); // the last chance to leave
        add_wide(flow, header, state);
    }
}

// --- edges ---------------------------------------------------------------------------------------

static void set_phis(struct flow *flow, struct state *state, uint32_t from, uint32_t to)
{
    const struct ir_function *function = flow->function;
    const struct ir_block *block = &function->blocks.items[to];
    uint32_t count = 0;
    while (count < block->instr_count && function->instrs.items[block->first_instr + count].op == IR_PHI)
        count++;
    if (!count)
        return;
    term_id *values = mem_alloc(count * sizeof *values);
    struct state *before = flow->state;
    flow->state = state;
    for (uint32_t i = 0; i < count; i++) {
        const struct ir_instr *phi = &function->instrs.items[block->first_instr + i];
        ir_id value = ir_phi_from(function, phi, from);
        values[i] = value ? flow_term(flow, value) : 0;
        if (value && function->values.items[value].kind == IR_VALUE_NULL && flow_is_macros_choice(flow, phi, from))
            values[i] = flow_guess(flow, state, values[i]);
    }
    for (uint32_t i = 0; i < count; i++)
        flow_set(flow, function->instrs.items[block->first_instr + i].result, values[i]);
    flow->state = before;
    free(values);
}

static void go(struct flow *flow, struct state *state, uint32_t from, uint32_t to)
{
    const struct ir_block *block = &flow->function->blocks.items[to];
    set_phis(flow, state, from, to);
    if (block->is_loop_header) {
        if (!flow_is_back_edge(flow, from, to)) {
            trie_put(&state->rounds, flow->world.arena, state->token, to, NULL);
            flow->widened[to] = NULL;
            flow->widen_rounds[to] = 0;
            flow->held_back[to] = false;
        } else {
            enter_round(flow, to, state);
            return;
        }
    }
    add_pending(flow, to, state);
}

// --- branches ------------------------------------------------------------------------------------

// A counter that moves by one leaves `counter < limit` exactly at the limit.
static void leave_sweep(struct flow *flow, struct state *state, term_id condition, bool holds)
{
    struct world *world = &flow->world;
    struct term t = *term_of(&world->terms, condition);
    if (t.kind != TERM_COMPARE)
        return;
    enum ir_predicate p = holds ? t.op : predicate_negate(t.op);
    term_id sweep = t.a, limit = t.b;
    if (term_of(&world->terms, sweep)->kind == TERM_CAST)
        sweep = term_of(&world->terms, sweep)->a;
    struct term s = *term_of(&world->terms, sweep);
    if (s.kind != TERM_SWEEP || s.b != flow->block)
        return;
    bool up = s.number > 0 && (p == IR_SGE || p == IR_UGE), down = s.number < 0 && (p == IR_SLT || p == IR_ULT);
    struct range l = state_range(world, state, limit), start = state_range(world, state, s.a);
    if (l.smin < 0 && (p == IR_UGE || p == IR_ULT))
        return; // the readings differ
    if (up) { // it has just passed the limit, or began behind it
        int64_t most = l.smax > INT64_MAX - s.number ? INT64_MAX : l.smax + s.number - 1;
        most = start.smax > most ? start.smax : most;
        (void)state_narrow(world, state, sweep, range_signed(INT64_MIN, most, s.bits));
        if (s.number == 1 && sweep == t.a && start.smax <= l.smin)
            (void)state_assume(world, state, term_compare(&world->terms, IR_SLE, sweep, limit), true);
    } else if (down) {
        int64_t least = l.smin < INT64_MIN - s.number ? INT64_MIN : l.smin + s.number;
        least = start.smin < least ? start.smin : least;
        (void)state_narrow(world, state, sweep, range_signed(least, INT64_MAX, s.bits));
    }
}

// Whether the current branch compares a counter of a loop around it, in whatever round.
static bool compares_counter(const struct flow *flow)
{
    const struct ir_function *function = flow->function;
    const struct ir_instr *compare = flow->instr->operand_count ?
                                     ir_definition(function, ir_operand(function, flow->instr, 0)) : NULL;
    for (uint32_t i = 0; compare && compare->op == IR_COMPARE && i < 2; i++) {
        const struct ir_instr *made = ir_definition(function, ir_operand(function, compare, i));
        while (made && (made->op == IR_CAST || (made->op == IR_BINARY && made->sub <= IR_SUB)))
            made = ir_definition(function, ir_operand(function, made, 0));
        for (uint32_t h = flow->function->blocks.items[flow->block].loop_header; made && made->op == IR_PHI && h;
             h = flow->function->blocks.items[h - 1].loop_parent) {
            const struct ir_block *header = &function->blocks.items[h - 1];
            size_t index = (size_t)(made - function->instrs.items);
            if (index >= header->first_instr && index < header->first_instr + header->instr_count)
                return sweep_step(flow, made, h - 1) != 0;
        }
    }
    return false;
}

// The loops that the way to `to` stays in, while another way leaves them: how often they are gone round depends on more
// than their counters.
static void doubt_rounds(struct flow *flow, struct state *state, uint32_t to)
{
    const uint32_t *edges = &flow->function->edges.items[flow->instr->first_edge];
    for (uint32_t h = flow->function->blocks.items[flow->block].loop_header; h;
         h = flow->function->blocks.items[h - 1].loop_parent) {
        bool leaves = false;
        for (uint32_t e = 0; e < flow->instr->edge_count; e++)
            leaves |= edges[e] != to && !in_loop(flow, edges[e], h - 1);
        if (leaves && in_loop(flow, to, h - 1))
            set_round(flow, state, h - 1, ROUND_DOUBT, true);
    }
}

// Whether a branch asks if a library call failed: both answers are possible, whatever else the path decided.
static bool asks_for_failure(const struct terms *terms, term_id condition, int depth)
{
    const struct term *t = term_of(terms, condition);
    if (depth > 4)
        return false;
    if (t->kind == TERM_OBJECT)
        return terms->objects.items[t->a].may_fail;
    if (t->kind == TERM_FRESH)
        return t->flags & T_FAILS;
    if (t->kind == TERM_COMPARE)
        return term_of(terms, t->b)->kind == TERM_CONST && asks_for_failure(terms, t->a, depth + 1);
    return t->kind == TERM_CAST && asks_for_failure(terms, t->a, depth + 1);
}

static void count_decision(struct flow *flow, struct state *state, term_id condition, bool holds, uint32_t to)
{
    uint16_t flags = term_of(&flow->world.terms, condition)->flags;
    const struct term *t = term_of(&flow->world.terms, condition);
    bool by_counter = t->kind == TERM_COMPARE && flags & T_SWEEP && !(flags & (T_UNKNOWN | T_RANDOM));
    if (!by_counter) {
        state->doubt = true;
        if (flags & (T_UNKNOWN | T_RANDOM) || !compares_counter(flow))
            doubt_rounds(flow, state, to);
    }
    if (asks_for_failure(&flow->world.terms, condition, 0))
        state->open_failures++;
    else if (flags & T_UNKNOWN)
        state->open_unknowns++;
    else if (flags & T_INPUT)
        state->open_inputs++;
    struct event *event = ARENA_NEW(flow->world.arena, struct event);
    *event = (struct event){.previous = state->trace, .kind = EVENT_BRANCH, .term = condition, .taken = holds,
                            .location = flow->instr->location, .instr = flow->instr_index,
                            .length = state->trace ? state->trace->length + 1 : 1};
    state->trace = event;
}

// A loop that looks at a text's characters one by one sifts it: what comes out was accepted by the program. `value` is
// followed back to the characters it was made from.
static void note_sifting(struct flow *flow, ir_id value, int depth)
{
    const struct ir_function *function = flow->function;
    const struct ir_instr *made = ir_definition(function, value);
    if (!made || depth > 8)
        return;
    const struct ir_type *type = made->type ? &flow->module->types.items[made->type] : NULL;
    if (made->op == IR_LOAD && type && type->kind == IR_INT && type->bits == 8) {
        const struct ir_instr *address = ir_definition(function, ir_operand(function, made, 0));
        if (address) // a place that moves, not a fixed one
            flow_sift(flow, flow->state, flow_term(flow, ir_operand(function, made, 0)));
        return;
    }
    bool follow = made->op == IR_LOAD || made->op == IR_CAST || made->op == IR_COMPARE || made->op == IR_BINARY ||
                  made->op == IR_ADDRESS || made->op == IR_CALL;
    for (uint32_t i = made->op == IR_CALL; follow && i < made->operand_count; i++)
        note_sifting(flow, ir_operand(function, made, i), depth + 1);
}

// Whether the loop's own condition ends it before its first round, and nobody outside chooses that.
static bool leaves_unentered(const struct flow *flow, const struct state *state, term_id condition, uint32_t to)
{
    return flow->function->blocks.items[flow->block].is_loop_header && !rounds_of(state, flow->block) &&
           !in_loop(flow, to, flow->block) && !(term_of(&flow->world.terms, condition)->flags & (T_TAINT | T_RANDOM));
}

static void take_branch(struct flow *flow)
{
    const uint32_t *edges = &flow->function->edges.items[flow->instr->first_edge];
    flow_use(flow, ir_operand(flow->function, flow->instr, 0), USE_BRANCH);
    if (flow->ended)
        return;
    term_id condition = flow_term(flow, ir_operand(flow->function, flow->instr, 0));
    enum truth truth = state_truth(&flow->world, flow->state, condition);
    if (truth != TRUTH_MAYBE) {
        flow->ways[flow->block] |= truth == TRUTH_YES ? WAY_TRUE : WAY_FALSE;
        flow->state->decided = true;
        if (flow->state->guessed && leaves_unentered(flow, flow->state, condition, edges[truth == TRUTH_YES ? 0 : 1]))
            flow_note_unentered(flow, flow->state); // by what a callee answers, for reasons that nobody has decided
        if (may_leave(flow, flow->state, condition, edges[truth == TRUTH_YES ? 0 : 1]))
            go(flow, flow->state, flow->block, edges[truth == TRUTH_YES ? 0 : 1]);
        return;
    }
    if (flow->function->blocks.items[flow->block].loop_header)
        note_sifting(flow, ir_operand(flow->function, flow->instr, 0), 0);
    for (const struct checker *const *c = ENGINE_CHECKERS; *c; c++)
        if ((*c)->branch)
            (*c)->branch(flow, condition);
    struct state *other = state_fork(&flow->world, flow->state), *both[2] = {flow->state, other};
    for (int i = 0; i < 2; i++) {
        both[i]->decided = false;
        if (!state_assume(&flow->world, both[i], condition, i == 0))
            continue;
        flow->ways[flow->block] |= i == 0 ? WAY_TRUE : WAY_FALSE;
        if (!may_leave(flow, both[i], condition, edges[i]))
            continue;
        leave_sweep(flow, both[i], condition, i == 0);
        flow_note_macro(flow, both[i], condition, edges[1 - i]);
        if (leaves_unentered(flow, both[i], condition, edges[i]))
            flow_note_unentered(flow, both[i]);
        count_decision(flow, both[i], condition, i == 0, edges[i]);
        go(flow, both[i], flow->block, edges[i]);
    }
}

static void take_switch(struct flow *flow)
{
    const struct ir_function *function = flow->function;
    const struct ir_instr *instr = flow->instr;
    struct world *world = &flow->world;
    const uint32_t *edges = &function->edges.items[instr->first_edge];
    flow_use(flow, ir_operand(function, instr, 0), USE_BRANCH);
    if (flow->ended)
        return;
    term_id value = flow_term(flow, ir_operand(function, instr, 0));
    uint32_t bits = term_of(&world->terms, value)->bits;
    struct range known = state_range(world, flow->state, value);
    struct state *otherwise = state_fork(world, flow->state);
    bool open = true;
    for (uint32_t i = 1; i < instr->operand_count && open; i++) {
        const struct ir_value *v = &function->values.items[ir_operand(function, instr, i)];
        term_id equal = term_compare(&world->terms, IR_EQ, value, term_const(&world->terms, v->number, bits));
        open = state_assume(world, otherwise, equal, false);
    }
    for (uint32_t i = 1; i < instr->edge_count; i++) { // one state a target, whatever number of cases lead there
        struct range cases = range_none();
        bool first = true;
        for (uint32_t k = 1; k < instr->edge_count; k++) {
            if (edges[k] != edges[i])
                continue;
            first &= k >= i;
            int64_t number = function->values.items[ir_operand(function, instr, k)].number;
            if (range_holds(known, number, bits))
                cases = range_join(cases, range_const(number, bits));
        }
        if (!first || range_empty(cases))
            continue;
        struct state *state = state_fork(world, flow->state);
        if (!state_narrow(world, state, value, cases))
            continue;
        state->decided = range_is_const(known);
        if (!state->decided)
            count_decision(flow, state, value, true, edges[i]);
        go(flow, state, flow->block, edges[i]);
    }
    if (open && edges[0] < function->blocks.count) {
        otherwise->decided = false;
        if (!range_is_const(known))
            count_decision(flow, otherwise, value, false, edges[0]);
        go(flow, otherwise, flow->block, edges[0]);
    }
}

static void take_return(struct flow *flow)
{
    ir_id value = flow->instr->operand_count ? ir_operand(flow->function, flow->instr, 0) : 0;
    term_id term = value ? flow_term(flow, value) : 0;
    for (const struct checker *const *c = ENGINE_CHECKERS; *c && value && !flow->ended; c++)
        if ((*c)->leave)
            (*c)->leave(flow, value, term);
    for (const struct checker *const *c = ENGINE_CHECKERS; *c && !flow->ended; c++)
        if ((*c)->finish)
            (*c)->finish(flow, term);
    if (flow->ended)
        return;
    flow_find_lost(flow, flow->state, term);
    *VEC_ADD(&flow->exits) = flow->state;
    *VEC_ADD(&flow->returned) = term;
}

static void take_terminator(struct flow *flow)
{
    const struct ir_instr *instr = flow->instr;
    const uint32_t *edges = &flow->function->edges.items[instr->first_edge];
    switch (instr->op) {
    case IR_JUMP:
        go(flow, flow->state, flow->block, edges[0]);
        break;
    case IR_BRANCH:
        take_branch(flow);
        break;
    case IR_SWITCH:
        take_switch(flow);
        break;
    case IR_INVOKE: {
        struct state *before = flow->unwind ? state_fork(&flow->world, flow->state) : NULL;
        if (!flow->ended)
            go(flow, flow->state, flow->block, edges[0]);
        if (before)
            go(flow, before, flow->block, edges[1]);
        break;
    }
    case IR_INDIRECT:
        for (uint32_t i = 0; i < instr->edge_count; i++)
            go(flow, state_fork(&flow->world, flow->state), flow->block, edges[i]);
        break;
    case IR_RETURN:
        take_return(flow);
        break;
    case IR_RESUME:
        flow->throws = true;
        if (flow->state->thrown)
            flow_find_lost(flow, flow->state, 0);
        break;
    default:
        break;
    }
}

// --- the walk ------------------------------------------------------------------------------------

static void tell_assignments(struct flow *flow)
{
    uint32_t at = flow->assignment_at[flow->instr_index];
    for (; at; at++) {
        if (at > flow->function->assignments.count)
            break;
        const struct ir_assignment *a = &flow->function->assignments.items[at - 1];
        if (a->position != flow->instr_index)
            break;
        struct event *event = ARENA_NEW(flow->world.arena, struct event);
        *event = (struct event){.previous = flow->state->trace, .kind = EVENT_ASSIGN, .variable = a->variable,
                                .term = flow_term(flow, a->value), .location = a->location,
                                .instr = flow->instr_index,
                                .length = flow->state->trace ? flow->state->trace->length + 1 : 1};
        flow->state->trace = event;
    }
}

// Calls may split a state: what differs in nothing but facts goes on as one, and there are no more than the limit.
static void thin_out(struct flow *flow, struct pending *states)
{
    size_t limit = flow->exhausted ? 1 : DISJUNCTS, kept = 0;
    for (size_t i = 0; i < states->states.count; i++) {
        struct state *state = states->states.items[i];
        size_t same = 0;
        while (same < kept && !state_similar(flow, states->states.items[same], state, JOIN_EVERYTHING))
            same++;
        if (same == kept && kept < limit) {
            states->states.items[kept++] = state;
            continue;
        }
        same = same == kept ? kept - 1 : same;
        states->states.items[same] = state_join(flow, states->states.items[same], state, JOIN_EVERYTHING, false);
    }
    states->states.count = kept;
}

// One instruction on one state; what it becomes is added to `next`, or leaves the block with its terminator.
static void step(struct flow *flow, struct state *state, bool last, struct pending *next)
{
    flow->state = state;
    flow->ended = flow->unwind = false;
    flow->steps++;
    tell_assignments(flow);
    flow_execute(flow);
    struct state *current = flow->state;
    bool ended = flow->ended;
    struct pending split = {0};
    while (flow->branches.count)
        *VEC_ADD(&split.states) = VEC_POP(&flow->branches);
    if (!ended || (last && flow->unwind))
        *VEC_ADD(&split.states) = current;
    for (size_t i = 0; i < split.states.count; i++) {
        if (!last) {
            *VEC_ADD(&next->states) = split.states.items[i];
            continue;
        }
        flow->state = split.states.items[i];
        flow->ended = flow->state == current && ended;
        take_terminator(flow);
    }
    VEC_FREE(&split.states);
}

// All states of a block go through it side by side.
static void run_block(struct flow *flow, uint32_t block, struct pending *states)
{
    const struct ir_block *b = &flow->function->blocks.items[block];
    struct pending now = *states, next = {0};
    *states = (struct pending){0};
    flow->block = block;
    VEC_EACH(&now.states, state)
        (*state)->wide = 0;
    for (uint32_t i = 0; i < b->instr_count && now.states.count && !flow->abandoned; i++) {
        flow->instr_index = b->first_instr + i;
        flow->instr = &flow->function->instrs.items[flow->instr_index];
        if (flow->instr->op == IR_PHI)
            continue;
        for (size_t k = 0; k < now.states.count && !flow->abandoned; k++) {
            size_t terms = flow->world.terms.list.count;
            flow->exhausted |= flow->steps > flow->step_limit || terms > TERMS_MAX;
            // Even joined states did not come to an end.
            flow->abandoned |= flow->steps > 4 * flow->step_limit || terms > 3 * TERMS_MAX;
            size_t before = next.states.count;
            step(flow, now.states.items[k], i + 1 == b->instr_count, &next);
            for (size_t n = before; flow->trace && n < next.states.count; n++)
                flow_trace(flow, next.states.items[n], k);
            if (flow->trace && before == next.states.count)
                flow_trace(flow, now.states.items[k], k);
        }
        struct pending done = now;
        now = next;
        next = done;
        VEC_CLEAR(&next.states);
        if (now.states.count > 1 && (flow->instr->op == IR_CALL || flow->instr->op == IR_SELECT))
            thin_out(flow, &now);
    }
    VEC_FREE(&now.states);
    VEC_FREE(&next.states);
}

// The end of a loop whose header has states again leads back to it, the innermost first.
static size_t next_place(const struct flow *flow, size_t place)
{
    const struct ir_function *function = flow->function;
    uint32_t block = flow->block_at[place];
    size_t blocks = function->blocks.count;
    for (uint32_t h = function->blocks.items[block].loop_header; h; h = function->blocks.items[h - 1].loop_parent) {
        if (place + 1 < blocks && in_loop(flow, flow->block_at[place + 1], h - 1))
            break;
        if (flow->pending[h - 1].states.count)
            return flow->order[h - 1];
    }
    return place + 1;
}

// Blocks that a cycle with several ways in has filled behind the walk's back.
static size_t first_waiting(const struct flow *flow)
{
    size_t place = 0, blocks = flow->function->blocks.count;
    while (place < blocks && !flow->pending[flow->block_at[place]].states.count)
        place++;
    return place;
}

void flow_run(struct flow *flow)
{
    size_t blocks = flow->function->blocks.count;
    struct state *start = flow_prepare(flow);
    flow->pending = ARENA_ARRAY(&flow->arena, struct pending, blocks);
    flow->widened = ARENA_ARRAY(&flow->arena, struct state *, blocks);
    flow->widen_rounds = ARENA_ARRAY(&flow->arena, uint32_t, blocks);
    flow->held_back = ARENA_ARRAY(&flow->arena, bool, blocks);
    flow->ways = ARENA_ARRAY(&flow->arena, uint8_t, blocks);
    *VEC_ADD(&flow->pending[0].states) = start;
    size_t again = 0;
    for (size_t place = 0; place < blocks || (again++ < RESTARTS && (place = first_waiting(flow)) < blocks);) {
        uint32_t block = flow->block_at[place];
        struct pending *p = &flow->pending[block];
        if (!p->states.count) {
            place = next_place(flow, place);
            continue;
        }
        run_block(flow, block, p);
        if (flow->abandoned)
            break;
        place = next_place(flow, place);
    }
    flow_tell_unsure(flow);
    for (const struct checker *const *c = ENGINE_CHECKERS; *c; c++)
        if ((*c)->done)
            (*c)->done(flow);
    VEC_FREE(&flow->marked);
    for (size_t b = 0; b < blocks; b++)
        VEC_FREE(&flow->pending[b].states);
}
