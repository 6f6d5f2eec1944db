// Accesses outside of their object.
#include "code/check/check.h"
#include <stdio.h>
#include <string.h>

enum { STACK_OVERFLOW, HEAP_OVERFLOW, GLOBAL_OVERFLOW, UNDERWRITE, OVERREAD, UNDERREAD, NEGATIVE_CHARACTER };
enum { KIND_ACCESS, KIND_INDEX, KIND_STRING, KIND_MEMBER, KIND_CHARACTER };

const struct rule RULES_bounds[] = {
    [STACK_OVERFLOW] = {"stack-buffer-overflow", 121, SEVERITY_HIGH, "Write past the end of a buffer on the stack",
     "The write goes over what lies behind the buffer: other variables, saved registers, the return address. An attacker "
     "who chooses the data can run code of their own.",
     "Check the length against the buffer's size before writing, with the size taken from the buffer itself.", "engine"},
    [HEAP_OVERFLOW] = {"heap-buffer-overflow", 122, SEVERITY_HIGH, "Write past the end of a heap block",
     "The write goes over the neighbouring block or the allocator's bookkeeping. Attackers turn that into control of the "
     "program.",
     "Allocate what will be written, terminating zero included, and check lengths against it.", "engine"},
    [GLOBAL_OVERFLOW] = {"global-buffer-overflow", 787, SEVERITY_HIGH, "Write past the end of a global",
     "The write goes over other global data: tables, pointers, flags.",
     "Check the index or the length against the array's size.", "engine"},
    [UNDERWRITE] = {"buffer-underwrite", 124, SEVERITY_HIGH, "Write before the start of a buffer",
     "A negative index or a pointer moved too far back lets the write hit what lies before the buffer.",
     "Check indexes for both limits; use unsigned types for sizes.", "engine"},
    [OVERREAD] = {"buffer-overread", 126, SEVERITY_MEDIUM, "Read past the end of a buffer",
     "What lies behind the buffer is read as if it belonged to it: secrets leak, or the program ends.",
     "Check the length against the buffer's size; terminate strings.", "engine"},
    [UNDERREAD] = {"buffer-underread", 127, SEVERITY_MEDIUM, "Read before the start of a buffer",
     "What lies before the buffer is read as if it belonged to it.",
     "Check indexes for both limits.", "engine"},
    [NEGATIVE_CHARACTER] = {"negative-character", 127, SEVERITY_LOW, "Character that may be negative given to isalpha() and the like",
     "Where char has a sign, bytes of 128 and more are negative numbers, and C leaves open what isalpha() does with them. glibc's "
     "tables go down to -128, those of small libraries often start at 0.",
     "Cast the character to unsigned char first.", "engine"},
    {0}};

extern const struct checker CHECKER_bounds;

// A library call that is given a member array has that array to work on, not what follows it in the struct.
static void member_bounds(struct flow *flow, const struct access *access)
{
    const struct ir_instr *made = access->value ? ir_definition(flow->function, access->value) : NULL;
    if (made && made->op == IR_ADDRESS && made->step_count &&
        !flow->function->steps.items[made->aux + made->step_count - 1].is_field)
        made = ir_definition(flow->function, ir_operand(flow->function, made, 0)); // &array[0]
    if (!access->who || !made || made->op != IR_ADDRESS || !made->step_count)
        return;
    const struct ir_step *step = &flow->function->steps.items[made->aux + made->step_count - 1];
    if (!step->is_field)
        return;
    const struct ir_type *container = &flow->module->types.items[step->container];
    const struct ir_type *type = &flow->module->types.items[flow->module->fields.items[container->first_field + step->field].type];
    bool last = step->field + 1 == container->field_count; // may be a flexible array
    if (type->kind != IR_ARRAY || type->count < 2 || last)
        return;
    struct terms *terms = &flow->world.terms;
    (void)flow_require(flow, &CHECKER_bounds,
                       (struct requirement){.need = NEED_BELOW, .a = access->size, .kind = KIND_MEMBER, .write = access->write,
                                            .b = term_const(terms, (int64_t)type->size + 1, terms->pointer_bits),
                                            .bits = (uint8_t)terms->pointer_bits,
                                            .op = (uint8_t)flow_storage(flow, access->pointer),
                                            .text = flow_text(flow, "%s %s %s", access->who,
                                                              access->write ? "writes" : "reads",
                                                              flow_name(flow, access->value, "a member"))});
}

// Whether the access looks a character up in the C library's table of kinds.
static bool is_character_table(const struct flow *flow, ir_id value)
{
    const struct ir_function *f = flow->function;
    const struct ir_instr *made = value ? ir_definition(f, value) : NULL;
    if (made && made->op == IR_ADDRESS)
        made = ir_definition(f, ir_operand(f, made, 0));
    if (made && made->op == IR_LOAD)
        made = ir_definition(f, ir_operand(f, made, 0));
    ir_id symbol = made && made->op == IR_CALL ? f->calls.items[made->aux].symbol : 0;
    return symbol && !strncmp(flow->module->symbols.items[symbol].name, "__ctype_", strlen("__ctype_"));
}

static void access_bounds(struct flow *flow, const struct access *access)
{
    const char *name = flow_name(flow, access->value, "memory");
    const char *who = access->who ? flow_text(flow, "%s ", access->who) : "";
    if (!access->size || access->size == UINT32_MAX) {
        (void)flow_require(flow, &CHECKER_bounds,
                           (struct requirement){.need = NEED_TERMINATED, .a = access->pointer, .kind = KIND_STRING,
                                                .width = access->size ? 4 : 1,
                                                .text = flow_text(flow, "%sreads the string %s", who, name)});
        return;
    }
    member_bounds(flow, access);
    (void)flow_require(flow, &CHECKER_bounds,
                       (struct requirement){.need = NEED_INSIDE, .a = access->pointer, .b = access->size,
                                            .kind = is_character_table(flow, access->value) ? KIND_CHARACTER : KIND_ACCESS,
                                            .write = access->write,
                                            .settles = access->who && access->write ? SETTLES_BOUNDS : SETTLES_NOTHING,
                                            .text = flow_text(flow, "%s%s %s", who, access->write ? "writes" : "reads", name)});
}

// The access that an index check belongs to: the address made with that index, and what is done with it.
static bool find_access(struct flow *flow, ir_id index, term_id *ret_base, bool *ret_write)
{
    const struct ir_function *f = flow->function;
    const struct ir_block *b = &f->blocks.items[flow->block];
    ir_id address = 0;
    *ret_write = false;
    for (uint32_t i = flow->instr_index + 1; i < b->first_instr + b->instr_count && i < flow->instr_index + 24; i++) {
        const struct ir_instr *instr = &f->instrs.items[i];
        if (instr->op == IR_CAST && ir_operand(f, instr, 0) == index && !address)
            index = instr->result;
        for (uint32_t s = 0; instr->op == IR_ADDRESS && !address && s < instr->step_count; s++) {
            uint32_t at = f->steps.items[instr->aux + s].operand;
            if (at && ir_operand(f, instr, at) == index) {
                address = instr->result;
                *ret_base = flow_term(flow, ir_operand(f, instr, 0));
            }
        }
        if (address && instr->op == IR_STORE && ir_operand(f, instr, 1) == address)
            return *ret_write = true;
        if (address && instr->op == IR_LOAD && ir_operand(f, instr, 0) == address)
            return true;
    }
    return false;
}

static void check_index(struct flow *flow, const struct ir_instr *instr, const struct ir_check_info *info)
{
    if (info->kind != IR_CHECK_INDEX || !info->bound || instr->operand_count != 1)
        return;
    ir_id value = ir_operand(flow->function, instr, 0);
    term_id index = flow_term(flow, value), base = 0;
    bool write;
    if (!find_access(flow, value, &base, &write))
        return;
    uint32_t bits = term_of(&flow->world.terms, index)->bits;
    (void)flow_require(flow, &CHECKER_bounds,
                       (struct requirement){.need = NEED_BELOW, .a = index,
                                            .b = term_const(&flow->world.terms, (int64_t)info->bound, bits < 32 ? 32 : bits),
                                            .is_signed = info->from_signed, .kind = KIND_INDEX, .write = write,
                                            .bits = (uint8_t)bits, .op = (uint8_t)flow_storage(flow, base),
                                            .text = flow_text(flow, "%s the element %s", write ? "writes" : "reads",
                                                              flow_name(flow, value, "chosen by an index"))});
}

static void tell_range(struct buf *out, const struct verdict *v)
{
    if (v->range.smin == v->range.smax)
        buf_printf(out, " (%lld)", (long long)v->range.smin);
    else if (v->range.smin > INT32_MIN && v->range.smax < INT32_MAX)
        buf_printf(out, " (from %lld to %lld)", (long long)v->range.smin, (long long)v->range.smax);
}

static bool judge(struct flow *flow, const struct requirement *q, const struct verdict *v, struct judgement *ret)
{
    const struct object *o = &flow->world.terms.objects.items[v->object];
    enum object_kind kind = q->kind == KIND_INDEX || q->kind == KIND_MEMBER ? q->op : q->storage && q->storage != OBJECT_POINTEE ? q->storage : o->kind;
    int rule = q->write ? (v->side < 0 ? UNDERWRITE : kind == OBJECT_STACK ? STACK_OVERFLOW :
               kind == OBJECT_GLOBAL ? GLOBAL_OVERFLOW : HEAP_OVERFLOW) : v->side < 0 ? UNDERREAD : OVERREAD;
    ret->rule = &RULES_bounds[rule];
    if (q->kind == KIND_CHARACTER && v->side < 0) {
        ret->rule = &RULES_bounds[NEGATIVE_CHARACTER];
        buf_text(&ret->message, "a character from outside is looked up in a table of the C library, and it may be negative");
        return true;
    }
    const char *where = v->side < 0 ? "before the start" : "past the end";
    if (q->kind == KIND_INDEX) {
        buf_printf(&ret->message, "%s, %s of the array", q->text, where);
        tell_range(&ret->message, v);
    } else if (q->kind == KIND_MEMBER) {
        if (v->side < 0)
            return false;
        buf_printf(&ret->message, "%s past the end of that member of the struct", q->text);
    } else if (q->kind == KIND_STRING) {
        buf_printf(&ret->message, "%s, and no zero ends it inside the %s", q->text, object_text(flow, v->object));
    } else {
        buf_printf(&ret->message, "%s %s of the %s", q->text, where, object_text(flow, v->object));
        if (v->side > 0 && v->limit >= 0 && v->value > v->limit && v->value < INT32_MAX && !v->chosen)
            buf_printf(&ret->message, ", up to byte %lld", (long long)v->value);
    }
    if (v->allowed)
        buf_text(&ret->message, ": the test before lets one value too many through");
    if (v->chosen)
        buf_text(&ret->message, ": a value from outside decides how far, and nothing limits it enough");
    return true;
}

const struct checker CHECKER_bounds = {.name = "bounds", .rules = RULES_bounds, .access = access_bounds,
                                       .check = check_index, .judge = judge};
