// Text of functions and modules, for people and golden tests. Operands stand as %id, with the variable's name where
// there is one ("%7.len"); constants as themselves.
#include "code/ir/build.h"
#include "code/ir/names.h"
#include <inttypes.h>

static const char *type_word(const struct ir_type *type)
{
    static const char *const WORDS[] = {"void", "i", "f", "ptr", "array", "vector", "struct", "function", "opaque"};
    return WORDS[type->kind];
}

enum { TYPE_DEPTH = 4 }; // arrays of arrays of arrays; deeper ones end in "..."

static void dump_type(const struct ir_module *module, ir_id id, struct buf *out)
{
    char closing[TYPE_DEPTH + 1];
    unsigned open = 0;
    const struct ir_type *type = &module->types.items[id];
    for (; (type->kind == IR_ARRAY || type->kind == IR_VECTOR) && open < TYPE_DEPTH;
         type = &module->types.items[type->element]) {
        closing[open++] = type->kind == IR_ARRAY ? ']' : '>';
        buf_printf(out, "%c%" PRIu64 " x ", type->kind == IR_ARRAY ? '[' : '<', type->count);
    }
    buf_text(out, type_word(type));
    if (type->kind == IR_INT || type->kind == IR_FLOAT) buf_printf(out, "%u", type->bits);
    if (type->kind == IR_STRUCT) buf_printf(out, " %s", type->name ? type->name : "(unnamed)");
    while (open)
        buf_char(out, closing[--open]);
}

static void dump_constant(const struct ir_module *module, const struct ir_function *function,
                          const struct ir_value *value, struct buf *out)
{
    switch (value->kind) {
    case IR_VALUE_INT:
        buf_printf(out, value->wide ? "wide:%" PRId64 : "%" PRId64, value->number);
        return;
    case IR_VALUE_FLOAT: buf_printf(out, "%.17g", value->real); return;
    case IR_VALUE_NULL: buf_text(out, "null"); return;
    case IR_VALUE_ZERO: buf_text(out, "zero"); return;
    case IR_VALUE_AGGREGATE: buf_text(out, "constant"); return;
    case IR_VALUE_UNDEF:
        buf_printf(out, "undef(%s)", function->variables.items[value->variable].name);
        return;
    case IR_VALUE_SYMBOL:
        buf_printf(out, "@%s", module->symbols.items[value->symbol].name);
        if (value->number) buf_printf(out, "%+" PRId64, value->number);
        return;
    default: buf_text(out, "none"); return;
    }
}

static void dump_value(const struct ir_module *module, const struct ir_function *function, ir_id id, struct buf *out)
{
    const struct ir_value *value = &function->values.items[id];
    if (value->kind != IR_VALUE_INSTR && value->kind != IR_VALUE_PARAM) {
        dump_constant(module, function, value, out);
        return;
    }
    buf_printf(out, "%%%u", id);
    if (value->variable) buf_printf(out, ".%s", function->variables.items[value->variable].name);
}

static void dump_flags(unsigned flags, struct buf *out)
{
    static const char *const FLAGS[] = {"nsw", "nuw", "volatile", "signed", "overlap", "cleanup", "effects", "dynamic",
                                        "implicit", "atomic"};
    for (unsigned i = 0; i < COUNT_OF(FLAGS); i++)
        if (flags & (1u << i)) buf_printf(out, " %s", FLAGS[i]);
}

static void dump_step(const struct ir_module *module, const struct ir_function *function, const struct ir_instr *instr,
                      const struct ir_step *step, struct buf *out)
{
    if (step->is_field) {
        const struct ir_type *type = &module->types.items[step->container];
        const char *name = step->field < type->field_count ? module->fields.items[type->first_field + step->field].name
                                                           : NULL;
        buf_printf(out, " .%s(+%" PRId64 ")", name ? name : "?", step->scale);
        return;
    }
    buf_text(out, " [");
    if (step->operand)
        dump_value(module, function, ir_operand(function, instr, step->operand), out);
    else
        buf_printf(out, "%" PRId64, step->constant);
    buf_printf(out, " x %" PRId64, step->scale);
    if (step->bound) buf_printf(out, " of %" PRIu64, step->bound);
    buf_char(out, ']');
}

static void dump_check(const struct ir_check_info *info, struct buf *out)
{
    if (info->from_bits)
        buf_printf(out, " from %c%u", info->from_signed ? 's' : 'u', info->from_bits);
    if (info->bits) buf_printf(out, " in %c%u", info->is_signed ? 's' : 'u', info->bits);
    if (info->bound) buf_printf(out, " below %" PRIu64, info->bound);
    if (info->implicit) buf_text(out, " implicit");
    if (info->from_name) buf_printf(out, " from \"%s\"", info->from_name);
    if (info->type_name) buf_printf(out, " \"%s\"", info->type_name);
}

static void dump_call(const struct ir_function *function, const struct ir_instr *instr, struct buf *out)
{
    const struct ir_call_info *info = &function->calls.items[instr->aux];
    if (info->no_return) buf_text(out, " noreturn");
    if (info->fixed_arguments + 1 < instr->operand_count) buf_printf(out, " fixed %u", info->fixed_arguments);
    if (info->is_virtual)
        buf_printf(out, " virtual %s slot %" PRIu64, info->virtual_type ? info->virtual_type : "?", info->virtual_slot);
}

static void dump_operands(const struct ir_module *module, const struct ir_function *function,
                          const struct ir_instr *instr, struct buf *out)
{
    uint32_t count = instr->op == IR_ADDRESS ? 1 : instr->operand_count; // its indices stand with the steps
    for (uint32_t i = 0; i < count; i++) {
        buf_text(out, i ? ", " : " ");
        dump_value(module, function, ir_operand(function, instr, i), out);
        if (instr->op == IR_PHI) buf_printf(out, " from b%u", function->edges.items[instr->first_edge + i]);
    }
}

void ir_dump_instr(const struct ir_module *module, const struct ir_function *function, const struct ir_instr *instr,
                   struct buf *out)
{
    buf_text(out, "  ");
    if (instr->result) {
        dump_value(module, function, instr->result, out);
        buf_text(out, ": ");
        dump_type(module, instr->type, out);
        buf_text(out, " = ");
    }
    buf_text(out, ir_op_name(instr->op));
    const char *sub = ir_sub_name(instr);
    if (sub) buf_printf(out, " %s", sub);
    if (instr->op == IR_PURE) buf_printf(out, " %s", function->names.items[instr->aux]);
    dump_flags(instr->flags, out);
    if (instr->op == IR_ALLOCA) {
        buf_char(out, ' ');
        dump_type(module, instr->aux, out);
    }
    dump_operands(module, function, instr, out);
    for (uint32_t i = 0; i < instr->step_count; i++)
        dump_step(module, function, instr, &function->steps.items[instr->aux + i], out);
    if (instr->op == IR_CHECK) dump_check(&function->checks.items[instr->aux], out);
    if (instr->op == IR_CALL || instr->op == IR_INVOKE) dump_call(function, instr, out);
    if (instr->op != IR_PHI)
        for (uint32_t i = 0; i < instr->edge_count; i++)
            buf_printf(out, "%s b%u", i ? "," : " ->", function->edges.items[instr->first_edge + i]);
    const struct ir_location *location = ir_location_at(module, instr->location);
    if (location->line) buf_printf(out, "  @%u:%u", location->line, location->column);
    buf_char(out, '\n');
}

static void dump_block_head(const struct ir_block *block, uint32_t number, struct buf *out)
{
    buf_printf(out, "b%u:", number);
    for (size_t i = 0; i < block->predecessors.count; i++)
        buf_printf(out, "%s b%u", i ? "," : " from", block->predecessors.items[i]);
    if (block->is_loop_header)
        buf_printf(out, " loop depth %u", block->loop_depth);
    else if (block->loop_header)
        buf_printf(out, " in loop b%u", block->loop_header - 1);
    buf_char(out, '\n');
}

static void dump_head(const struct ir_module *module, const struct ir_function *function, struct buf *out)
{
    const struct ir_symbol *symbol = &module->symbols.items[function->symbol];
    buf_printf(out, "function %s", symbol->name);
    if (!text_equal(symbol->name, function->name)) buf_printf(out, " \"%s\"", function->name);
    buf_char(out, '(');
    for (uint32_t i = 1; i <= function->param_count; i++) {
        if (i > 1) buf_text(out, ", ");
        dump_value(module, function, i, out);
        buf_text(out, ": ");
        dump_type(module, function->values.items[i].type, out);
    }
    if (function->variadic) buf_text(out, function->param_count ? ", ..." : "...");
    buf_text(out, ") -> ");
    dump_type(module, module->types.items[symbol->type].element, out);
    if (symbol->internal) buf_text(out, " internal");
    if (function->is_weak) buf_text(out, " weak");
    if (function->no_return) buf_text(out, " noreturn");
    const struct ir_location *location = ir_location_at(module, function->location);
    if (location->line) buf_printf(out, "  @%u", location->line);
    buf_char(out, '\n');
}

static void dump_variables(const struct ir_function *function, struct buf *out)
{
    for (size_t i = 1; i < function->variables.count; i++) {
        const struct ir_variable *variable = &function->variables.items[i];
        buf_printf(out, "  variable %s", variable->name);
        if (variable->spelling) buf_printf(out, " \"%s\"", variable->spelling);
        buf_printf(out, "%s%s\n", variable->is_signed ? " signed" : "", variable->is_param ? " param" : "");
    }
}

void ir_dump_function(const struct ir_module *module, const struct ir_function *function, struct buf *out)
{
    dump_head(module, function, out);
    dump_variables(function, out);
    const struct ir_assignment *assignment = function->assignments.items;
    const struct ir_assignment *end = assignment ? assignment + function->assignments.count : NULL;
    for (uint32_t b = 0; b < function->blocks.count; b++) {
        const struct ir_block *block = &function->blocks.items[b];
        dump_block_head(block, b, out);
        for (uint32_t i = block->first_instr; i < block->first_instr + block->instr_count; i++) {
            for (; assignment < end && assignment->position == i; assignment++) {
                buf_printf(out, "  # %s := ", function->variables.items[assignment->variable].name);
                dump_value(module, function, assignment->value, out);
                const struct ir_location *location = ir_location_at(module, assignment->location);
                buf_printf(out, "  @%u:%u%s\n", location->line, location->column, assignment->unread ? " unread" : "");
            }
            ir_dump_instr(module, function, &function->instrs.items[i], out);
        }
    }
}

static void dump_global(const struct ir_module *module, const struct ir_global *global, struct buf *out)
{
    const struct ir_symbol *symbol = &module->symbols.items[global->symbol];
    buf_printf(out, "global %s: ", symbol->name);
    dump_type(module, symbol->type, out);
    buf_printf(out, " %" PRIu64 " bytes%s%s%s%s%s", global->size, global->constant ? " constant" : "",
               global->literal ? " literal" : "", global->is_thread_local ? " thread" : "",
               symbol->internal ? " internal" : "", global->zero ? " zero" : "");
    for (uint32_t i = 0; i < global->relocation_count; i++) {
        const struct ir_relocation *relocation = &global->relocations[i];
        buf_printf(out, " +%" PRIu64 "=@%s", relocation->offset, module->symbols.items[relocation->symbol].name);
        if (relocation->addend) buf_printf(out, "%+" PRId64, relocation->addend);
    }
    buf_char(out, '\n');
}

void ir_dump_module(const struct ir_module *module, struct buf *out)
{
    buf_printf(out, "module %s\n", module->path);
    VEC_EACH(&module->globals, global)
        dump_global(module, global, out);
    VEC_EACH(&module->functions, function) {
        buf_char(out, '\n');
        ir_dump_function(module, function, out);
    }
}

void ir_dump_cfg(const struct ir_module *module, const struct ir_function *function, struct buf *out)
{
    buf_printf(out, "digraph \"%s\" {\n  node [shape=box]\n", module->symbols.items[function->symbol].name);
    for (uint32_t b = 0; b < function->blocks.count; b++) {
        const struct ir_block *block = &function->blocks.items[b];
        const struct ir_instr *first = &function->instrs.items[block->first_instr];
        buf_printf(out, "  b%u [label=\"b%u line %u%s\"]\n", b, b, ir_location_at(module, first->location)->line,
                   block->is_loop_header ? " loop" : "");
        const struct ir_instr *end = ir_terminator(function, b);
        for (uint32_t i = 0; i < end->edge_count; i++)
            buf_printf(out, "  b%u -> b%u\n", b, function->edges.items[end->first_edge + i]);
    }
    buf_text(out, "}\n");
}
