// What the source calls a value. Follows definitions a few steps; what it can't say stays unsaid.
#include "code/ir/ir.h"
#include "code/ir/names.h"
#include <inttypes.h>

enum { DESCRIBE_DEPTH = 8, LITERAL_MAX = 32 };

struct describer {
    const struct ir_module *module;
    const struct ir_function *function;
    struct buf *out;
};

static bool describe_value(struct describer *d, ir_id value, unsigned depth);

static bool describe_literal(struct describer *d, const struct ir_global *global, int64_t offset)
{
    if (!global->bytes || offset < 0 || (uint64_t)offset >= global->size) return false;
    buf_char(d->out, '"');
    uint64_t at = (uint64_t)offset;
    for (unsigned length = 0; at < global->size && global->bytes[at]; at++, length++) {
        if (length == LITERAL_MAX) {
            buf_text(d->out, "...");
            break;
        }
        unsigned char c = global->bytes[at];
        if (c == '\n')
            buf_text(d->out, "\\n");
        else
            buf_char(d->out, c < ' ' || c > '~' ? '?' : (char)c);
    }
    buf_char(d->out, '"');
    return true;
}

// The member of `type` at an offset, through nested structs and arrays: ".tail[2].next".
static void describe_offset(struct describer *d, ir_id type, uint64_t offset)
{
    const struct ir_module *module = d->module;
    for (unsigned depth = 0; depth < DESCRIBE_DEPTH; depth++) {
        const struct ir_type *t = &module->types.items[type];
        if (t->kind == IR_ARRAY && module->types.items[t->element].size) {
            uint64_t size = module->types.items[t->element].size;
            buf_printf(d->out, "[%" PRIu64 "]", offset / size);
            offset %= size;
            type = t->element;
        } else if (t->kind == IR_STRUCT) {
            uint32_t field = t->field_count;
            while (field && module->fields.items[t->first_field + field - 1].offset > offset)
                field--;
            if (!field) return;
            const struct ir_field *f = &module->fields.items[t->first_field + field - 1];
            if (f->name) buf_printf(d->out, ".%s", f->name);
            offset -= f->offset;
            type = f->type;
        } else {
            return;
        }
    }
}

static bool describe_symbol_object(struct describer *d, const struct ir_value *value)
{
    const struct ir_symbol *symbol = &d->module->symbols.items[value->symbol];
    if (symbol->kind == IR_SYMBOL_GLOBAL && symbol->defined && d->module->globals.items[symbol->index].literal)
        return describe_literal(d, &d->module->globals.items[symbol->index], value->number);
    if (!symbol->display[0]) return false;
    buf_text(d->out, symbol->display);
    if (symbol->kind == IR_SYMBOL_GLOBAL && value->number > 0) describe_offset(d, symbol->type,
                                                                               (uint64_t)value->number);
    return true;
}

static bool describe_index(struct describer *d, const struct ir_instr *instr, const struct ir_step *step,
                           unsigned depth)
{
    buf_char(d->out, '[');
    if (!step->operand)
        buf_printf(d->out, "%" PRId64, step->constant);
    else if (!describe_value(d, ir_operand(d->function, instr, step->operand), depth))
        buf_text(d->out, "...");
    buf_char(d->out, ']');
    return true;
}

// The object that an address leads to: "*p", "p->next", "table[i].name", "x".
static bool describe_object(struct describer *d, ir_id address, unsigned depth)
{
    const struct ir_function *function = d->function;
    if (!depth) return false;
    const struct ir_value *value = &function->values.items[address];
    const struct ir_instr *instr = ir_definition(function, address);
    if (value->kind == IR_VALUE_SYMBOL) return describe_symbol_object(d, value);
    if (instr && instr->op == IR_ALLOCA) {
        buf_text(d->out, function->variables.items[value->variable].name);
        return value->variable != 0;
    }
    if (!instr || instr->op != IR_ADDRESS || value->variable) {
        buf_char(d->out, '*');
        return describe_value(d, address, depth - 1);
    }
    ir_id base = ir_operand(function, instr, 0);
    const struct ir_instr *base_instr = ir_definition(function, base);
    bool object = function->values.items[base].kind == IR_VALUE_SYMBOL ||
                  (base_instr && !function->values.items[base].variable && base_instr->op == IR_ADDRESS) ||
                  (base_instr && base_instr->op == IR_ALLOCA);
    if (!(object ? describe_object(d, base, depth - 1) : describe_value(d, base, depth - 1))) return false;
    for (uint32_t i = 0; i < instr->step_count; i++) {
        const struct ir_step *step = &function->steps.items[instr->aux + i];
        if (!step->is_field) {
            bool still = !step->operand && !step->constant && !step->container; // p[0] before ->
            if (still && i + 1 < instr->step_count) continue;
            describe_index(d, instr, step, depth - 1);
            object = true;
            continue;
        }
        const struct ir_type *type = &d->module->types.items[step->container];
        const char *name = step->field < type->field_count ? d->module->fields.items[type->first_field + step->field].name
                                                           : NULL;
        if (name && name[0]) buf_printf(d->out, "%s%s", object ? "." : "->", name);
        object = true;
    }
    return true;
}

static bool describe_call(struct describer *d, const struct ir_instr *instr, unsigned depth)
{
    ir_id symbol = d->function->calls.items[instr->aux].symbol;
    if (symbol)
        buf_text(d->out, d->module->symbols.items[symbol].display);
    else if (!describe_value(d, ir_operand(d->function, instr, 0), depth - 1))
        return false;
    buf_char(d->out, '(');
    for (uint32_t i = 1; i < instr->operand_count; i++) {
        if (i > 1) buf_text(d->out, ", ");
        if (!describe_value(d, ir_operand(d->function, instr, i), depth - 1)) buf_text(d->out, "...");
    }
    buf_char(d->out, ')');
    return true;
}

// Whether an address is that of an array's first element: the source then has just the array's name.
static bool decayed(const struct describer *d, const struct ir_instr *instr)
{
    const struct ir_step *last = &d->function->steps.items[instr->aux + instr->step_count - 1];
    return instr->step_count && !last->is_field && last->container && !last->operand && !last->constant;
}

static bool describe_address(struct describer *d, ir_id value, const struct ir_instr *instr, unsigned depth)
{
    bool array = decayed(d, instr);
    if (!array) buf_char(d->out, '&');
    if (!describe_object(d, value, depth)) return false;
    if (array && text_ends(buf_cstr(d->out), "[0]")) {
        d->out->size -= 3;
        d->out->bytes[d->out->size] = 0;
    }
    return true;
}

static bool describe_instr(struct describer *d, ir_id value, const struct ir_instr *instr, unsigned depth)
{
    const struct ir_function *function = d->function;
    switch ((enum ir_op)instr->op) {
    case IR_LOAD: return describe_object(d, ir_operand(function, instr, 0), depth);
    case IR_ADDRESS: return describe_address(d, value, instr, depth);
    case IR_ALLOCA:
        if (!function->values.items[value].variable) return false;
        if (d->module->types.items[instr->aux].kind != IR_ARRAY) buf_char(d->out, '&');
        buf_text(d->out, function->variables.items[function->values.items[value].variable].name);
        return true;
    case IR_CAST:
    case IR_FREEZE: return describe_value(d, ir_operand(function, instr, 0), depth - 1);
    case IR_CALL:
    case IR_INVOKE: return describe_call(d, instr, depth);
    case IR_BINARY: {
        const char *sign = ir_binary_sign(instr->sub);
        if (!sign || !describe_value(d, ir_operand(function, instr, 0), depth - 1)) return false;
        buf_printf(d->out, " %s ", sign);
        return describe_value(d, ir_operand(function, instr, 1), depth - 1);
    }
    default: return false;
    }
}

static bool describe_value(struct describer *d, ir_id id, unsigned depth)
{
    if (!depth) return false;
    const struct ir_value *value = &d->function->values.items[id];
    const struct ir_instr *instr = ir_definition(d->function, id);
    if (instr && (instr->op == IR_ALLOCA || !value->variable)) return describe_instr(d, id, instr, depth);
    switch (value->kind) {
    case IR_VALUE_INT:
        if (value->wide) return false;
        buf_printf(d->out, "%" PRId64, value->number);
        return true;
    case IR_VALUE_FLOAT: buf_printf(d->out, "%g", value->real); return true;
    case IR_VALUE_NULL: buf_text(d->out, "NULL"); return true;
    case IR_VALUE_SYMBOL:
        if (d->module->symbols.items[value->symbol].kind == IR_SYMBOL_GLOBAL) {
            const struct ir_symbol *symbol = &d->module->symbols.items[value->symbol];
            bool literal = symbol->defined && d->module->globals.items[symbol->index].literal;
            if (!literal && d->module->types.items[symbol->type].kind != IR_ARRAY) buf_char(d->out, '&');
        }
        return describe_symbol_object(d, value);
    default: break;
    }
    if (!value->variable) return false;
    buf_text(d->out, d->function->variables.items[value->variable].name);
    return true;
}

bool ir_describe(const struct ir_module *module, const struct ir_function *function, ir_id value, struct buf *out)
{
    struct describer d = {module, function, out};
    size_t before = out->size;
    if (describe_value(&d, value, DESCRIBE_DEPTH)) return true;
    if (out->bytes) out->bytes[before] = 0;
    out->size = before;
    return false;
}
