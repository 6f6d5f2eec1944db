// Pointers that are taken for what they are not: subtracted across objects, or given as a struct that is larger than
// what they point to.
#include "code/check/check.h"

enum { DIFFERENT_OBJECTS, WRONG_OBJECT };

const struct rule RULES_object[] = {
    [DIFFERENT_OBJECTS] = {"pointers-of-different-objects", 469, SEVERITY_MEDIUM, "Difference of pointers to different objects",
     "The distance between two objects is whatever the compiler and the loader made it. Used as a length or an index it leads "
     "far outside of both.",
     "Subtract the start of the same buffer that the other pointer points into.", "engine"},
    [WRONG_OBJECT] = {"object-smaller-than-its-type", 588, SEVERITY_MEDIUM, "Object is given as a larger struct",
     "The function takes the pointer for a whole struct. Members behind the end of the object are read from, or written over, what "
     "lies behind it.",
     "Pass an object of the type that the function expects.", "engine"},
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

const struct checker CHECKER_object = {.name = "object", .rules = RULES_object, .binary = subtract, .call = call, .judge = judge};
