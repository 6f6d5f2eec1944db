// Brings a function's blocks into reverse postorder, drops what cannot be reached, joins what only one jump leads to,
// and hashes bodies.
#include "base/hash.h"
#include "code/ir/build.h"
#include "code/ir/cfg.h"
#include <assert.h>
#include <string.h>

// Phis lose the edges from blocks that are gone; all edges get the new numbers.
static void renumber_edges(struct ir_function *function, struct ir_instr *instr, const uint32_t *number)
{
    uint32_t *edges = function->edges.items + instr->first_edge, kept = 0;
    ir_id *operands = function->operands.items + instr->first_operand;
    for (uint32_t i = 0; i < instr->edge_count; i++) {
        if (number[edges[i]] == UINT32_MAX) continue; // of a phi: a terminator's targets are reachable
        bool repeated = false; // a switch may reach a block by many cases; the phi has one value for all of them
        if (instr->op == IR_PHI)
            for (uint32_t k = 0; k < kept && !repeated; k++)
                repeated = edges[k] == number[edges[i]];
        if (repeated) continue;
        if (instr->op == IR_PHI) operands[kept] = operands[i];
        edges[kept++] = number[edges[i]];
    }
    if (instr->op == IR_PHI) instr->operand_count = kept;
    instr->edge_count = kept;
}

// A block that is entered from one place only, by a jump, becomes part of where it is entered from: front ends make
// many blocks for `for` and `if` that say nothing, and each costs the engine a state.
static uint32_t *find_merges(const struct ir_function *function, const uint32_t *order, size_t reachable)
{
    uint32_t *entered = mem_alloc((function->blocks.count + 1) * sizeof *entered);
    uint32_t *merge = mem_alloc((function->blocks.count + 1) * sizeof *merge); // block -> the one that follows, + 1
    for (size_t i = 0; i < reachable; i++) {
        uint32_t count;
        const uint32_t *successors = cfg_successors(function, order[i], &count);
        for (uint32_t k = 0; k < count; k++)
            entered[successors[k]]++;
    }
    for (size_t i = 0; i < reachable; i++) {
        const struct ir_instr *end = ir_terminator(function, order[i]);
        uint32_t to = end->op == IR_JUMP ? function->edges.items[end->first_edge] : 0;
        if (to && to != order[i] && entered[to] == 1) merge[order[i]] = to + 1;
    }
    free(entered);
    return merge;
}

struct mover {
    struct ir_function *function;
    const uint32_t *number; // by old block: its new one
    struct ir_instr *to;
    uint32_t at;
    ir_id *replaced;        // by value: what stands for it; 0: itself
};

static void move_instrs(struct mover *mover, const struct ir_block *from, bool merged, bool goes_on)
{
    struct ir_function *function = mover->function;
    for (uint32_t i = 0; i < from->instr_count; i++) {
        struct ir_instr instr = function->instrs.items[from->first_instr + i];
        assert(ir_op_ends_block(instr.op) == (i + 1 == from->instr_count));
        if (goes_on && i + 1 == from->instr_count) return;
        renumber_edges(function, &instr, mover->number);
        if (merged && instr.op == IR_PHI) { // of one way in
            mover->replaced[instr.result] = ir_operand(function, &instr, 0);
            function->values.items[instr.result].kind = IR_VALUE_NONE;
            continue;
        }
        if (instr.result) function->values.items[instr.result].instr = mover->at;
        mover->to[mover->at++] = instr;
    }
}

static void replace_operands(struct mover *mover)
{
    VEC_EACH(&mover->function->operands, operand)
        while (mover->replaced[*operand])
            *operand = mover->replaced[*operand];
}

static void forget_block(struct ir_function *function, const struct ir_block *block)
{
    for (uint32_t i = 0; i < block->instr_count; i++) {
        ir_id result = function->instrs.items[block->first_instr + i].result;
        if (result) function->values.items[result].kind = IR_VALUE_NONE;
    }
}

static void adopt(struct ir_function *function, struct ir_block *blocks, size_t count, const struct mover *mover)
{
    size_t capacity = function->instrs.count + 1;
    free(function->blocks.items);
    free(function->instrs.items);
    function->blocks.items = blocks;
    function->blocks.count = count;
    function->blocks.capacity = count + 1;
    function->instrs.items = mover->to;
    function->instrs.count = mover->at;
    function->instrs.capacity = capacity;
}

static void reorder(struct ir_function *function)
{
    size_t count = function->blocks.count, reachable = 0, kept = 0;
    uint32_t *order = mem_alloc(count * sizeof *order), *number = mem_alloc(count * sizeof *number);
    ir_reverse_postorder(function, order);
    while (reachable < count && order[reachable] != UINT32_MAX)
        reachable++;
    uint32_t *merge = find_merges(function, order, reachable);
    bool *inner = mem_alloc(count + 1);
    for (size_t i = 0; i < count; i++)
        if (merge[i]) inner[merge[i] - 1] = true;
    memset(number, 0xff, count * sizeof *number);
    for (size_t i = 0; i < reachable; i++) {
        if (inner[order[i]]) continue;
        for (uint32_t b = order[i] + 1; b; b = merge[b - 1])
            number[b - 1] = (uint32_t)kept;
        kept++;
    }
    for (size_t b = 0; b < count; b++)
        if (number[b] == UINT32_MAX) forget_block(function, &function->blocks.items[b]);
    struct ir_block *blocks = mem_alloc((kept + 1) * sizeof *blocks);
    struct mover mover = {.function = function, .number = number,
                          .to = mem_alloc((function->instrs.count + 1) * sizeof *mover.to),
                          .replaced = mem_alloc((function->values.count + 1) * sizeof *mover.replaced)};
    for (size_t i = 0; i < reachable; i++) {
        if (inner[order[i]]) continue;
        struct ir_block *block = &blocks[number[order[i]]];
        block->first_instr = mover.at;
        for (uint32_t b = order[i] + 1; b; b = merge[b - 1])
            move_instrs(&mover, &function->blocks.items[b - 1], inner[b - 1], merge[b - 1] != 0);
        block->instr_count = mover.at - block->first_instr;
    }
    replace_operands(&mover);
    adopt(function, blocks, kept, &mover);
    free(order), free(number), free(merge), free(inner), free(mover.replaced);
}

static uint64_t hash_symbol(const struct ir_module *module, ir_id symbol)
{
    const struct ir_symbol *s = &module->symbols.items[symbol];
    if (s->kind == IR_SYMBOL_GLOBAL && s->defined && module->globals.items[s->index].literal) {
        // Literals are numbered through the module: only their content says what they are.
        const struct ir_global *global = &module->globals.items[s->index];
        return hash_mix(global->bytes ? hash_bytes(global->bytes, global->size) : 0, global->size);
    }
    return hash_text(s->name);
}

static uint64_t hash_value(const struct ir_module *module, const struct ir_value *value)
{
    const struct ir_type *type = &module->types.items[value->type];
    uint64_t hash = hash_mix(((uint64_t)value->kind << 32) | type->kind, ((uint64_t)type->bits << 32) | type->count);
    if (value->kind == IR_VALUE_SYMBOL) hash = hash_mix(hash, hash_symbol(module, value->symbol));
    return hash_mix(hash, (uint64_t)value->number);
}

static uint64_t hash_instr(const struct ir_module *module, const struct ir_function *function,
                           const struct ir_instr *instr)
{
    const struct ir_type *type = &module->types.items[instr->type];
    uint64_t hash = hash_mix(((uint64_t)instr->op << 40) | ((uint64_t)instr->sub << 32) | instr->flags,
                             ((uint64_t)type->kind << 32) | type->bits);
    for (uint32_t i = 0; i < instr->operand_count; i++)
        hash = hash_mix(hash, hash_value(module, &function->values.items[ir_operand(function, instr, i)]));
    for (uint32_t i = 0; i < instr->edge_count; i++)
        hash = hash_mix(hash, function->edges.items[instr->first_edge + i]);
    if (instr->op == IR_ALLOCA) hash = hash_mix(hash, module->types.items[instr->aux].size);
    for (uint32_t i = 0; i < instr->step_count; i++) {
        const struct ir_step *step = &function->steps.items[instr->aux + i];
        hash = hash_mix(hash, hash_mix((uint64_t)step->scale, (uint64_t)step->constant));
        hash = hash_mix(hash, hash_mix(step->bound, step->operand));
    }
    if (instr->op == IR_CHECK) {
        const struct ir_check_info *info = &function->checks.items[instr->aux];
        hash = hash_mix(hash, hash_mix(((uint64_t)info->bits << 32) | info->from_bits, info->bound));
        hash = hash_mix(hash, (uint64_t)(info->is_signed | info->from_signed << 1 | info->implicit << 2));
    }
    if (instr->op == IR_PURE) hash = hash_mix(hash, hash_text(function->names.items[instr->aux]));
    return hash;
}

static uint64_t hash_body(const struct ir_module *module, const struct ir_function *function)
{
    uint64_t hash = hash_mix(function->param_count, function->variadic);
    VEC_EACH(&function->instrs, instr)
        hash = hash_mix(hash, hash_instr(module, function, instr));
    return hash;
}

void ir_module_finish(struct ir_module *module)
{
    module->hash = hash_text(module->language ? module->language : "");
    VEC_EACH(&module->functions, function) {
        function->hash = hash_body(module, function);
        module->hash = hash_mix(module->hash, function->hash);
    }
}

void ir_function_finish(struct ir_module *module, struct ir_function *function)
{
    (void)module;
    reorder(function);
    cfg_predecessors(function);
    assert(!function->blocks.items[0].predecessors.count); // a phi in the entry would lack the value from outside
    cfg_dominators(function);
}
