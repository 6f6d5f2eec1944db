// What is known of a function before it is walked: the order of its blocks, what lives where, the numbers that loops
// stop at, and the state that it begins in.
#include "code/flow/entries.h"
#include "code/flow/flow.h"
#include <string.h>

enum { LIVE_WORDS_MAX = 1 << 23, ARGUMENTS_MAX = 1 << 21 };

// The chain of loop headers around a block, outermost first, then the block itself.
static uint32_t loop_chain(const struct ir_function *function, uint32_t block, uint32_t *chain, uint32_t limit)
{
    uint32_t inner[64], count = 0, out = 0;
    const struct ir_block *b = &function->blocks.items[block];
    uint32_t header = b->loop_header;
    while (header && count < 64) {
        inner[count++] = header - 1;
        header = function->blocks.items[header - 1].loop_parent;
    }
    while (count && out + 1 < limit)
        chain[out++] = inner[--count];
    if (!out || chain[out - 1] != block)
        chain[out++] = block;
    return out;
}

struct ordered {
    uint32_t block, count;
    uint32_t chain[66];
};

static int order_blocks(const void *x, const void *y)
{
    const struct ordered *a = *(struct ordered *const *)x, *b = *(struct ordered *const *)y;
    for (uint32_t i = 0; i < a->count && i < b->count; i++)
        if (a->chain[i] != b->chain[i])
            return a->chain[i] < b->chain[i] ? -1 : 1;
    return a->count < b->count ? -1 : a->count > b->count;
}

// The blocks of a loop stand together: what follows the loop waits until it is done.
static void find_order(struct flow *flow)
{
    size_t count = flow->function->blocks.count;
    flow->order = ARENA_ARRAY(&flow->arena, uint32_t, count);
    flow->block_at = ARENA_ARRAY(&flow->arena, uint32_t, count);
    struct ordered **list = mem_alloc(count * sizeof *list), *rows = mem_alloc(count * sizeof *rows);
    for (uint32_t i = 0; i < count; i++) {
        list[i] = &rows[i];
        rows[i].block = i;
        rows[i].count = loop_chain(flow->function, i, rows[i].chain, 66);
    }
    vec_sort(list, count, sizeof *list, order_blocks);
    for (uint32_t i = 0; i < count; i++) {
        flow->order[list[i]->block] = i;
        flow->block_at[i] = list[i]->block;
    }
    free(list);
    free(rows);
}

static void live_use(uint64_t *set, const struct ir_function *function, ir_id value)
{
    enum ir_value_kind kind = function->values.items[value].kind;
    if (kind == IR_VALUE_INSTR || kind == IR_VALUE_PARAM)
        set[value / 64] |= (uint64_t)1 << (value % 64);
}

// Backwards through one block; phi results count as there at its start, phi operands as read at the end of where
// control comes from.
static void live_block(const struct ir_function *function, const struct ir_block *block, uint64_t *set)
{
    for (uint32_t i = block->instr_count; i-- > 0;) {
        const struct ir_instr *instr = &function->instrs.items[block->first_instr + i];
        if (instr->op == IR_PHI)
            continue;
        if (instr->result)
            set[instr->result / 64] &= ~((uint64_t)1 << (instr->result % 64));
        for (uint32_t k = 0; k < instr->operand_count; k++)
            live_use(set, function, ir_operand(function, instr, k));
    }
}

static void live_edge(const struct flow *flow, uint32_t from, uint32_t to, uint64_t *set)
{
    const struct ir_function *function = flow->function;
    const struct ir_block *block = &function->blocks.items[to];
    const uint64_t *in = &flow->live_in[(size_t)to * flow->live_words];
    uint64_t *phis = mem_alloc(flow->live_words * sizeof *phis);
    memcpy(phis, in, flow->live_words * sizeof *phis);
    for (uint32_t i = 0; i < block->instr_count; i++) {
        const struct ir_instr *phi = &function->instrs.items[block->first_instr + i];
        if (phi->op != IR_PHI)
            break;
        phis[phi->result / 64] &= ~((uint64_t)1 << (phi->result % 64));
    }
    for (uint32_t i = 0; i < block->instr_count; i++) {
        const struct ir_instr *phi = &function->instrs.items[block->first_instr + i];
        if (phi->op != IR_PHI)
            break;
        ir_id value = ir_phi_from(function, phi, from);
        if (value)
            live_use(phis, function, value);
    }
    for (uint32_t w = 0; w < flow->live_words; w++)
        set[w] |= phis[w];
    free(phis);
}

static void find_live(struct flow *flow)
{
    const struct ir_function *function = flow->function;
    size_t blocks = function->blocks.count;
    flow->live_words = (uint32_t)(function->values.count / 64 + 1);
    if (blocks * flow->live_words > LIVE_WORDS_MAX)
        return; // joins then keep values that nobody reads: slower, not wrong
    flow->live_in = ARENA_ARRAY(&flow->arena, uint64_t, blocks * flow->live_words);
    uint64_t *set = mem_alloc(flow->live_words * sizeof *set);
    for (bool changed = true; changed;) {
        changed = false;
        for (size_t b = blocks; b-- > 0;) {
            const struct ir_instr *end = ir_terminator(function, (uint32_t)b);
            memset(set, 0, flow->live_words * sizeof *set);
            for (uint32_t e = 0; e < end->edge_count; e++)
                live_edge(flow, (uint32_t)b, function->edges.items[end->first_edge + e], set);
            live_block(function, &function->blocks.items[b], set);
            uint64_t *in = &flow->live_in[b * flow->live_words];
            if (memcmp(in, set, flow->live_words * sizeof *set)) {
                memcpy(in, set, flow->live_words * sizeof *set);
                changed = true;
            }
        }
    }
    free(set);
}

static int order_numbers(const void *x, const void *y)
{
    int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;
    return a < b ? -1 : a > b;
}

// The function's own constants, and their neighbours, are where widening stops.
static void find_thresholds(struct flow *flow)
{
    VEC(int64_t) list = {0};
    const int64_t usual[] = {-1, 0, 1, 127, 128, 255, 256, 32767, 65535, 65536, INT32_MAX, UINT32_MAX};
    for (size_t i = 0; i < COUNT_OF(usual); i++)
        *VEC_ADD(&list) = usual[i];
    VEC_EACH(&flow->function->values, v)
        if (v->kind == IR_VALUE_INT && list.count < 200) {
            *VEC_ADD(&list) = v->number;
            *VEC_ADD(&list) = v->number - (v->number > INT64_MIN);
            *VEC_ADD(&list) = v->number + (v->number < INT64_MAX);
        }
    vec_sort(list.items, list.count, sizeof *list.items, order_numbers);
    int64_t *copy = ARENA_ARRAY(&flow->arena, int64_t, list.count);
    memcpy(copy, list.items, list.count * sizeof *copy);
    flow->thresholds = copy;
    flow->threshold_count = list.count;
    VEC_FREE(&list);
}

static void find_assignments(struct flow *flow)
{
    const struct ir_function *function = flow->function;
    flow->assignment_at = ARENA_ARRAY(&flow->arena, uint32_t, function->instrs.count + 1);
    for (size_t i = function->assignments.count; i-- > 0;)
        if (function->assignments.items[i].position <= function->instrs.count)
            flow->assignment_at[function->assignments.items[i].position] = (uint32_t)i + 1;
}

static struct state *entry_state(struct flow *flow)
{
    struct state *state = state_new(&flow->world);
    flow->state = state;
    for (uint32_t i = 0; i < flow->function->param_count; i++) {
        const struct ir_type *t = ir_type_of(flow->module, flow->function, i + 1);
        uint32_t bits = flow_bits(flow, flow->function->values.items[i + 1].type);
        if (!bits)
            continue;
        if (flow->tainted_entry && entry_param_is_chosen(flow, i)) {
            uint32_t origin = origin_make(&flow->world.terms, flow->function->location,
                                          flow->function->is_main ? "the command line gives it" : "comes from outside",
                                          NULL);
            flow->world.terms.origins.items[origin].local = flow->function->is_main;
            term_id chosen = term_fresh(&flow->world.terms, UINT32_MAX - 3, i, bits,
                                        (uint16_t)(T_TAINT | (t->kind == IR_POINTER ? T_POINTER : 0)), origin);
            if (flow->function->is_main && i == 0) // argc
                (void)state_narrow(&flow->world, state, chosen, range_signed(1, ARGUMENTS_MAX, bits));
            flow_set(flow, i + 1, chosen);
        } else {
            flow_set(flow, i + 1, term_param(&flow->world.terms, i, bits, t->kind == IR_POINTER));
        }
    }
    return state;
}

struct state *flow_prepare(struct flow *flow)
{
    find_order(flow);
    find_live(flow);
    find_thresholds(flow);
    find_assignments(flow);
    return entry_state(flow);
}
