// Pointers that are taken for what they are not: subtracted across objects, or given as a struct that is larger than
// what they point to.
#include "code/check/check.h"

enum { DIFFERENT_OBJECTS, WRONG_OBJECT, OVERLAPPING_COPY, WRITE_TO_CONSTANT };

const struct rule RULES_object[] = {
    [DIFFERENT_OBJECTS] = {"pointers-of-different-objects", 469, SEVERITY_MEDIUM, "Difference of pointers to different objects",
     "The distance between two objects is whatever the compiler and the loader made it. Used as a length or an index it leads "
     "far outside of both.",
     "Subtract the start of the same buffer that the other pointer points into.", "engine"},
    [WRONG_OBJECT] = {"object-smaller-than-its-type", 588, SEVERITY_MEDIUM, "Object is given as a larger struct",
     "The function takes the pointer for a whole struct. Members behind the end of the object are read from, or written over, what "
     "lies behind it.",
     "Pass an object of the type that the function expects.", "engine"},
    [OVERLAPPING_COPY] = {"copy-onto-itself", 475, SEVERITY_MEDIUM, "Source and target of memcpy overlap",
     "memcpy may copy in any order and in blocks of any size: what comes out is a mixture of old and new bytes.",
     "Use memmove where source and target may overlap.", "engine"},
    [WRITE_TO_CONSTANT] = {"write-to-constant", 758, SEVERITY_MEDIUM, "Write to what must not change",
     "String literals and constants lie in memory that cannot be written, or that others share: the program ends, or all users of "
     "the literal see the change.",
     "Copy the text into an array of your own before changing it.", "engine"},
    {0}};

extern const struct checker CHECKER_object;

static bool is_pointer(const struct flow *flow, ir_id value)
{
    const struct ir_instr *made = ir_definition(flow->function, value);
    return made && made->op == IR_CAST && made->sub == IR_PTOI;
}

// An object that the program defines as one thing: not what a linker script or another file places.
static const struct object *own_object(const struct flow *flow, term_id pointer)
{
    const struct terms *terms = &flow->world.terms;
    term_id base, offset;
    if (!term_pointer(&((struct flow *)flow)->world.terms, pointer, &base, &offset) ||
        term_of(terms, base)->kind != TERM_OBJECT)
        return NULL;
    const struct object *o = &terms->objects.items[term_of(terms, base)->a];
    bool known = o->kind == OBJECT_STACK || o->kind == OBJECT_HEAP || (o->kind == OBJECT_GLOBAL && o->global);
    return known && !o->weak && !o->literal ? o : NULL;
}

static void subtract(struct flow *flow, const struct ir_instr *instr, term_id a, term_id b)
{
    ir_id x = ir_operand(flow->function, instr, 0), y = ir_operand(flow->function, instr, 1);
    if (instr->sub != IR_SUB || !is_pointer(flow, x) || !is_pointer(flow, y))
        return;
    const struct object *first = own_object(flow, a), *second = own_object(flow, b);
    if (!first || !second || first == second)
        return;
    struct judgement j = {.rule = &RULES_object[DIFFERENT_OBJECTS], .confidence = CONFIDENCE_HIGH};
    object_id from = (object_id)(first - flow->world.terms.objects.items);
    object_id to = (object_id)(second - flow->world.terms.objects.items);
    const char *text = flow_text(flow, "%s", object_text(flow, to));
    buf_printf(&j.message, "a pointer into the %s is subtracted from one into the %s", text, object_text(flow, from));
    flow_report(flow, &j, a, flow->instr->location);
    buf_free(&j.message);
}

static void report(struct flow *flow, int rule, term_id about, const char *message)
{
    struct judgement j = {.rule = &RULES_object[rule], .confidence = CONFIDENCE_HIGH};
    buf_text(&j.message, message);
    flow_report(flow, &j, about, flow->instr->location);
    buf_free(&j.message);
}

// The two places of memcpy: the size that was copied is larger than what lies between them.
static void check_overlap(struct flow *flow, const struct access *access)
{
    struct place to, from;
    const struct ir_instr *instr = flow->instr;
    if (instr->op != IR_COPY || instr->flags & (IR_MAY_OVERLAP | IR_IMPLICIT) || access->write ||
        !flow_place(flow, flow->state, flow_term(flow, ir_operand(flow->function, instr, 0)), &to) ||
        !flow_place(flow, flow->state, access->pointer, &from))
        return;
    wide_int apart = to.range.low - from.range.low;
    apart = apart < 0 ? -apart : apart;
    if (to.object != from.object || !to.exact || !from.exact || !apart ||
        flow->world.terms.objects.items[to.object].weak ||
        (wide_int)state_range(&flow->world, flow->state, access->size).umin <= apart)
        return;
    report(flow, OVERLAPPING_COPY, access->pointer,
           flow_text(flow, "memcpy() gets source and target only %lld bytes apart, in the %s", (long long)apart,
                     object_text(flow, to.object)));
}

static void access_object(struct flow *flow, const struct access *access)
{
    struct place place;
    if (access->who && !access->write)
        check_overlap(flow, access);
    if (!access->write || !access->pointer || !flow_place(flow, flow->state, access->pointer, &place))
        return;
    const struct object *o = &flow->world.terms.objects.items[place.object];
    bool fixed = o->kind == OBJECT_GLOBAL && (o->literal || (o->global && o->global->constant));
    if (fixed && term_of(&flow->world.terms, place.base)->kind == TERM_OBJECT)
        report(flow, WRITE_TO_CONSTANT, access->pointer,
               flow_text(flow, "%s writes to the %s, which is constant",
                         access->who ? access->who : flow_name(flow, access->value, "a pointer"), object_text(flow, place.object)));
}

// A last member of one element, or of none, has as many as the block has room for.
static uint64_t least_size(const struct flow *flow, const struct ir_type *type)
{
    if (type->kind != IR_STRUCT || !type->field_count)
        return 0;
    const struct ir_field *last = &flow->module->fields.items[type->first_field + type->field_count - 1];
    const struct ir_type *last_type = &flow->module->types.items[last->type];
    return last_type->kind == IR_ARRAY && last_type->count <= 1 ? last->offset : type->size;
}

static void call(struct flow *flow, const struct call *c)
{
    const struct ir_call_info *info = &flow->function->calls.items[flow->instr->aux];
    const struct ir_symbol *symbol = info->symbol ? &flow->module->symbols.items[info->symbol] : NULL;
    if (!symbol || !symbol->pointees || flow_knows(flow, info->symbol))
        return;
    for (uint32_t i = 0; i < c->count && i < IR_POINTEES; i++) {
        if (!symbol->pointees[i])
            continue;
        const struct ir_type *type = &flow->module->types.items[symbol->pointees[i]];
        uint64_t size = least_size(flow, type);
        if (size < 2 || !(term_of(&flow->world.terms, c->terms[i])->flags & T_POINTER))
            continue;
        (void)flow_require(flow, &CHECKER_object,
                           (struct requirement){.need = NEED_INSIDE, .a = c->terms[i],
                                                .b = term_const(&flow->world.terms, (int64_t)size, flow->world.terms.pointer_bits),
                                                .text = flow_text(flow, "%s() gets %s as a '%s' of %llu bytes", c->name,
                                                                  flow_name(flow, c->arguments[i], "a pointer"),
                                                                  type->name ? type->name : "struct",
                                                                  (unsigned long long)size)});
    }
}

static bool judge(struct flow *flow, const struct requirement *q, const struct verdict *v, struct judgement *ret)
{
    (void)flow;
    if (v->side < 0 || v->limit <= 0)
        return false;
    ret->rule = &RULES_object[WRONG_OBJECT];
    buf_printf(&ret->message, "%s, but the object ends after %lld", q->text, (long long)v->limit);
    return true;
}

const struct checker CHECKER_object = {.name = "object", .rules = RULES_object, .binary = subtract, .access = access_object, .call = call, .judge = judge};
