// Brings a function's blocks into reverse postorder, drops what cannot be reached, and hashes the body.
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

static void move_block(struct ir_function *function, const struct ir_block *from, const uint32_t *number,
                       struct ir_instr *to, uint32_t at)
{
    memcpy(to + at, function->instrs.items + from->first_instr, from->instr_count * sizeof *to);
    for (uint32_t i = at; i < at + from->instr_count; i++) {
        assert(ir_op_ends_block(to[i].op) == (i + 1 == at + from->instr_count));
        renumber_edges(function, &to[i], number);
        if (to[i].result) function->values.items[to[i].result].instr = i;
    }
}

static void forget_block(struct ir_function *function, struct ir_block *block)
{
    for (uint32_t i = 0; i < block->instr_count; i++) {
        ir_id result = function->instrs.items[block->first_instr + i].result;
        if (result) function->values.items[result].kind = IR_VALUE_NONE;
    }
    VEC_FREE(&block->predecessors);
}

static void reorder(struct ir_function *function)
{
    size_t count = function->blocks.count, reachable = 0;
    uint32_t *order = mem_alloc(count * sizeof *order), *number = mem_alloc(count * sizeof *number);
    ir_reverse_postorder(function, order);
    memset(number, 0xff, count * sizeof *number);
    while (reachable < count && order[reachable] != UINT32_MAX) {
        number[order[reachable]] = (uint32_t)reachable;
        reachable++;
    }
    for (size_t b = 0; b < count; b++)
        if (number[b] == UINT32_MAX) forget_block(function, &function->blocks.items[b]);
    struct ir_block *blocks = mem_alloc((count + 1) * sizeof *blocks);
    struct ir_instr *instrs = mem_alloc((function->instrs.count + 1) * sizeof *instrs);
    uint32_t at = 0;
    for (size_t i = 0; i < reachable; i++) {
        blocks[i] = function->blocks.items[order[i]];
        move_block(function, &blocks[i], number, instrs, at);
        blocks[i].first_instr = at;
        at += blocks[i].instr_count;
    }
    free(function->blocks.items);
    free(function->instrs.items);
    function->blocks.items = blocks;
    function->blocks.count = reachable;
    function->blocks.capacity = count + 1;
    function->instrs.items = instrs;
    function->instrs.capacity = function->instrs.count + 1;
    function->instrs.count = at;
    free(order);
    free(number);
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
