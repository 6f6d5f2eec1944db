// Builds one function instruction by instruction. Blocks may be filled in any order: ir_build_end brings the
// instructions into the order of their blocks, which the passes require.
#include "base/hash.h"
#include "code/ir/build.h"
#include <string.h>

void ir_function_free(struct ir_function *function)
{
    VEC_EACH(&function->blocks, block)
        VEC_FREE(&block->predecessors);
    VEC_FREE(&function->blocks);
    VEC_FREE(&function->instrs);
    VEC_FREE(&function->values);
    VEC_FREE(&function->variables);
    VEC_FREE(&function->assignments);
    VEC_FREE(&function->operands);
    VEC_FREE(&function->edges);
    VEC_FREE(&function->steps);
    VEC_FREE(&function->checks);
    VEC_FREE(&function->calls);
    VEC_FREE(&function->names);
}

void ir_build_start(struct ir_builder *builder, struct ir_module *module, ir_id symbol)
{
    const struct ir_symbol *of = &module->symbols.items[symbol];
    const struct ir_type *type = &module->types.items[of->type];
    builder->module = module;
    builder->function = (struct ir_function){.symbol = symbol, .name = of->display, .param_count = type->field_count,
                                             .variadic = type->variadic, .is_weak = of->weak};
    builder->block = 0;
    builder->location = 0;
    builder->flags = 0;
    VEC_CLEAR(&builder->block_of);
    idmap_free(&builder->constants);
    builder->constants = (struct idmap){0};
    struct ir_function *function = &builder->function;
    (void)VEC_ADD(&function->values);
    VEC_PUSH(&function->variables, ((struct ir_variable){.name = ""}));
    VEC_PUSH(&function->operands, 0); // so that the place of nobody's operands is a place too
    VEC_PUSH(&function->edges, 0);
    for (uint32_t i = 0; i < type->field_count; i++)
        VEC_PUSH(&function->values, ((struct ir_value){.kind = IR_VALUE_PARAM, .number = i,
                                                       .type = module->fields.items[type->first_field + i].type}));
    ir_build_block(builder);
}

void ir_build_abandon(struct ir_builder *builder)
{
    ir_function_free(&builder->function);
    builder->function = (struct ir_function){0};
}

void ir_builder_free(struct ir_builder *builder)
{
    ir_build_abandon(builder);
    VEC_FREE(&builder->block_of);
    idmap_free(&builder->constants);
    *builder = (struct ir_builder){0};
}

ir_id ir_build_variable(struct ir_builder *builder, const char *name, ir_id type, bool is_signed, bool is_param)
{
    VEC_PUSH(&builder->function.variables,
             ((struct ir_variable){.name = arena_str(&builder->module->arena, name), .type = type,
                                   .location = builder->location, .is_signed = is_signed, .is_param = is_param}));
    return (ir_id)(builder->function.variables.count - 1);
}

uint32_t ir_build_block(struct ir_builder *builder)
{
    (void)VEC_ADD(&builder->function.blocks);
    return (uint32_t)(builder->function.blocks.count - 1);
}

void ir_build_at(struct ir_builder *builder, uint32_t block)
{
    builder->block = block;
}

// --- constants ---------------------------------------------------------------------------------

static bool constant_same(const struct ir_value *a, const struct ir_value *b)
{
    return a->kind == b->kind && a->type == b->type && a->variable == b->variable && a->wide == b->wide &&
           a->number == b->number && a->symbol == b->symbol; // reals by their bits: number shares them
}

static ir_id constant(struct ir_builder *builder, struct ir_value value)
{
    uint64_t found;
    uint64_t key = hash_mix(((uint64_t)value.kind << 56) ^ ((uint64_t)value.symbol << 24) ^ value.variable,
                            hash_mix((uint64_t)value.number, value.type));
    for (;; key++) {
        if (!idmap_get(&builder->constants, key, &found)) {
            idmap_put(&builder->constants, key, builder->function.values.count);
            VEC_PUSH(&builder->function.values, value);
            return (ir_id)(builder->function.values.count - 1);
        }
        if (constant_same(&builder->function.values.items[found], &value)) return (ir_id)found;
    }
}

ir_id ir_build_int(struct ir_builder *builder, ir_id type, int64_t number)
{
    uint32_t bits = builder->module->types.items[type].bits;
    if (bits && bits < 64) number = (int64_t)((uint64_t)number << (64 - bits)) >> (64 - bits);
    return constant(builder, (struct ir_value){.kind = IR_VALUE_INT, .type = type, .number = number});
}

ir_id ir_build_wide(struct ir_builder *builder, ir_id type, uint64_t low)
{
    return constant(builder, (struct ir_value){.kind = IR_VALUE_INT, .type = type, .wide = true,
                                               .number = (int64_t)low});
}

ir_id ir_build_real(struct ir_builder *builder, ir_id type, double real)
{
    return constant(builder, (struct ir_value){.kind = IR_VALUE_FLOAT, .type = type, .real = real});
}

ir_id ir_build_null(struct ir_builder *builder)
{
    return constant(builder, (struct ir_value){.kind = IR_VALUE_NULL, .type = ir_type_pointer(builder->module)});
}

ir_id ir_build_symbol(struct ir_builder *builder, ir_id symbol, int64_t offset)
{
    return constant(builder, (struct ir_value){.kind = IR_VALUE_SYMBOL, .type = ir_type_pointer(builder->module),
                                               .symbol = symbol, .number = offset});
}

ir_id ir_build_undef(struct ir_builder *builder, ir_id type, ir_id variable)
{
    return constant(builder, (struct ir_value){.kind = IR_VALUE_UNDEF, .type = type, .variable = variable});
}

ir_id ir_build_other(struct ir_builder *builder, enum ir_value_kind kind, ir_id type)
{
    return constant(builder, (struct ir_value){.kind = kind, .type = type});
}

// --- instructions ------------------------------------------------------------------------------

ir_id ir_build(struct ir_builder *builder, enum ir_op op, unsigned sub, ir_id type, const ir_id *operands,
               uint32_t count)
{
    struct ir_function *function = &builder->function;
    uint32_t index = (uint32_t)function->instrs.count;
    struct ir_instr instr = {.op = (uint8_t)op, .sub = (uint8_t)sub, .flags = builder->flags, .type = type,
                             .location = builder->location, .first_operand = (uint32_t)function->operands.count,
                             .operand_count = count, .first_edge = (uint32_t)function->edges.count};
    for (uint32_t i = 0; i < count; i++)
        VEC_PUSH(&function->operands, operands[i]);
    if (type && builder->module->types.items[type].kind != IR_VOID && op != IR_STORE) {
        instr.result = (ir_id)function->values.count;
        VEC_PUSH(&function->values, ((struct ir_value){.kind = IR_VALUE_INSTR, .type = type, .instr = index}));
    }
    VEC_PUSH(&function->instrs, instr);
    VEC_PUSH(&builder->block_of, builder->block);
    return instr.result;
}

struct ir_instr *ir_build_last(struct ir_builder *builder)
{
    return VEC_LAST(&builder->function.instrs);
}

void ir_build_edges(struct ir_builder *builder, const uint32_t *blocks, uint32_t count)
{
    ir_build_last(builder)->first_edge = (uint32_t)builder->function.edges.count;
    ir_build_last(builder)->edge_count = count;
    for (uint32_t i = 0; i < count; i++)
        VEC_PUSH(&builder->function.edges, blocks[i]);
}

static ir_id value_type(const struct ir_builder *builder, ir_id value)
{
    return builder->function.values.items[value].type;
}

ir_id ir_build_alloca(struct ir_builder *builder, ir_id type, ir_id variable)
{
    ir_id result = ir_build(builder, IR_ALLOCA, 0, ir_type_pointer(builder->module), NULL, 0);
    ir_build_last(builder)->aux = type;
    builder->function.values.items[result].variable = variable;
    return result;
}

ir_id ir_build_load(struct ir_builder *builder, ir_id type, ir_id pointer)
{
    return ir_build(builder, IR_LOAD, 0, type, &pointer, 1);
}

void ir_build_store(struct ir_builder *builder, ir_id value, ir_id pointer)
{
    ir_build(builder, IR_STORE, 0, value_type(builder, value), (ir_id[]){value, pointer}, 2);
}

ir_id ir_build_binary(struct ir_builder *builder, enum ir_binary op, unsigned flags, ir_id a, ir_id b)
{
    ir_id result = ir_build(builder, IR_BINARY, op, value_type(builder, a), (ir_id[]){a, b}, 2);
    ir_build_last(builder)->flags |= (uint16_t)flags;
    return result;
}

ir_id ir_build_compare(struct ir_builder *builder, enum ir_predicate predicate, ir_id a, ir_id b)
{
    return ir_build(builder, IR_COMPARE, predicate, ir_type_int(builder->module, 1), (ir_id[]){a, b}, 2);
}

ir_id ir_build_cast(struct ir_builder *builder, enum ir_cast cast, ir_id type, ir_id value)
{
    return ir_build(builder, IR_CAST, cast, type, &value, 1);
}

static void last_steps(struct ir_builder *builder, struct ir_step step)
{
    ir_build_last(builder)->aux = (uint32_t)builder->function.steps.count;
    ir_build_last(builder)->step_count = 1;
    VEC_PUSH(&builder->function.steps, step);
}

ir_id ir_build_field(struct ir_builder *builder, ir_id base, ir_id container, uint32_t field)
{
    const struct ir_type *type = &builder->module->types.items[container];
    int64_t offset = (int64_t)builder->module->fields.items[type->first_field + field].offset;
    ir_id result = ir_build(builder, IR_ADDRESS, 0, ir_type_pointer(builder->module), &base, 1);
    last_steps(builder, (struct ir_step){.is_field = true, .field = field, .scale = offset, .container = container});
    return result;
}

ir_id ir_build_index(struct ir_builder *builder, ir_id base, ir_id index, ir_id container, int64_t scale)
{
    ir_id result = ir_build(builder, IR_ADDRESS, 0, ir_type_pointer(builder->module), (ir_id[]){base, index}, 2);
    last_steps(builder, (struct ir_step){.operand = 1, .scale = scale, .container = container,
                                         .bound = container ? builder->module->types.items[container].count : 0});
    return result;
}

static ir_id build_call(struct ir_builder *builder, ir_id type, ir_id symbol, ir_id callee, const ir_id *arguments,
                        uint32_t count, uint32_t fixed)
{
    ir_id result = ir_build(builder, IR_CALL, 0, type, &callee, 1);
    for (uint32_t i = 0; i < count; i++)
        VEC_PUSH(&builder->function.operands, arguments[i]);
    ir_build_last(builder)->operand_count += count;
    ir_build_last(builder)->aux = (uint32_t)builder->function.calls.count;
    VEC_PUSH(&builder->function.calls, ((struct ir_call_info){.symbol = symbol, .fixed_arguments = fixed}));
    return result;
}

ir_id ir_build_call(struct ir_builder *builder, ir_id symbol, const ir_id *arguments, uint32_t count)
{
    const struct ir_type type = builder->module->types.items[builder->module->symbols.items[symbol].type];
    uint32_t fixed = type.variadic ? type.field_count : count;
    ir_id result = build_call(builder, type.element, symbol, ir_build_symbol(builder, symbol, 0), arguments, count,
                              fixed);
    VEC_LAST(&builder->function.calls)->variadic = type.variadic;
    return result;
}

ir_id ir_build_call_value(struct ir_builder *builder, ir_id type, ir_id callee, const ir_id *arguments, uint32_t count)
{
    return build_call(builder, type, 0, callee, arguments, count, count);
}

void ir_build_check(struct ir_builder *builder, const struct ir_check_info *info, const ir_id *operands, uint32_t count)
{
    ir_build(builder, IR_CHECK, info->kind, 0, operands, count);
    ir_build_last(builder)->aux = (uint32_t)builder->function.checks.count;
    VEC_PUSH(&builder->function.checks, *info);
}

ir_id ir_build_phi(struct ir_builder *builder, ir_id type, const ir_id *values, const uint32_t *blocks, uint32_t count)
{
    ir_id result = ir_build(builder, IR_PHI, 0, type, values, count);
    ir_build_edges(builder, blocks, count);
    return result;
}

void ir_build_jump(struct ir_builder *builder, uint32_t target)
{
    ir_build(builder, IR_JUMP, 0, 0, NULL, 0);
    ir_build_edges(builder, &target, 1);
}

void ir_build_branch(struct ir_builder *builder, ir_id condition, uint32_t if_true, uint32_t if_false)
{
    ir_build(builder, IR_BRANCH, 0, 0, &condition, 1);
    ir_build_edges(builder, (uint32_t[]){if_true, if_false}, 2);
}

void ir_build_switch(struct ir_builder *builder, ir_id value, uint32_t otherwise, const ir_id *cases,
                     const uint32_t *targets, uint32_t count)
{
    ir_build(builder, IR_SWITCH, 0, 0, &value, 1);
    ir_build_edges(builder, &otherwise, 1);
    for (uint32_t i = 0; i < count; i++) {
        VEC_PUSH(&builder->function.operands, cases[i]);
        VEC_PUSH(&builder->function.edges, targets[i]);
    }
    ir_build_last(builder)->operand_count += count;
    ir_build_last(builder)->edge_count += count;
}

void ir_build_return(struct ir_builder *builder, ir_id value)
{
    ir_build(builder, IR_RETURN, 0, 0, &value, value ? 1 : 0);
}

// --- layout ------------------------------------------------------------------------------------

// Sorts the instructions by block, each block's in the order given.
static void lay_out(struct ir_builder *builder)
{
    struct ir_function *function = &builder->function;
    size_t count = function->instrs.count;
    struct ir_instr *sorted = mem_alloc((count + 1) * sizeof *sorted);
    for (size_t i = 0; i < count; i++)
        function->blocks.items[builder->block_of.items[i]].instr_count++;
    uint32_t next = 0;
    VEC_EACH(&function->blocks, block) {
        block->first_instr = next;
        next += block->instr_count;
        block->instr_count = 0;
    }
    for (size_t i = 0; i < count; i++) {
        struct ir_block *block = &function->blocks.items[builder->block_of.items[i]];
        uint32_t at = block->first_instr + block->instr_count++;
        sorted[at] = function->instrs.items[i];
        if (sorted[at].result) function->values.items[sorted[at].result].instr = at;
    }
    free(function->instrs.items);
    function->instrs.items = sorted;
    function->instrs.capacity = count + 1;
}

struct ir_function *ir_build_end(struct ir_builder *builder)
{
    struct ir_module *module = builder->module;
    lay_out(builder);
    ir_function_finish(module, &builder->function);
    ir_build_ssa(module, &builder->function);
    ir_find_loops(&builder->function);
    struct ir_symbol *symbol = &module->symbols.items[builder->function.symbol];
    symbol->defined = true;
    symbol->index = (uint32_t)module->functions.count;
    VEC_PUSH(&module->functions, builder->function);
    builder->function = (struct ir_function){0};
    return VEC_LAST(&module->functions);
}
