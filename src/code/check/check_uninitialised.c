// Values that are read before they are written.
#include "code/check/check.h"

enum { UNINITIALISED_USE };

const struct rule RULES_uninitialised[] = {
    [UNINITIALISED_USE] = {"uninitialised-use", 457, SEVERITY_MEDIUM, "Use of an uninitialised value",
     "The value is whatever the memory held before. It may differ from run to run, may leak what was there, and may be "
     "chosen by somebody who can influence earlier calls.",
     "Give the variable a value where it is declared, or on every path that leads here.", "engine"},
    {0}};

extern const struct checker CHECKER_uninitialised;

static const char *what(struct flow *flow, ir_id value, term_id term)
{
    const struct term *t = term_of(&flow->world.terms, term);
    if (t->kind == TERM_UNDEF && t->number > 0)
        return flow_text(flow, "'%s'", flow->function->variables.items[t->number].name);
    if (t->kind == TERM_UNDEF && t->a && flow->world.terms.objects.items[t->a].name)
        return flow_text(flow, "the content of '%s'", flow->world.terms.objects.items[t->a].name);
    return flow_name(flow, value, "a value");
}

enum { FIELD_WINDOW = 6 };

// Writing a bit-field reads the unit that it shares with others, masks it and writes it back: no use of what is there.
static bool keeps_other_bits(const struct flow *flow, ir_id value)
{
    const struct ir_function *f = flow->function;
    const struct ir_instr *load = ir_definition(f, value), *mask = flow->instr;
    if (!load || load->op != IR_LOAD || mask->op != IR_BINARY || mask->sub != IR_AND ||
        f->values.items[ir_operand(f, mask, 1)].kind != IR_VALUE_INT)
        return false;
    ir_id masked = mask->result, unit = 0;
    for (size_t i = flow->instr_index + 1; i < f->instrs.count && i <= flow->instr_index + FIELD_WINDOW; i++) {
        const struct ir_instr *next = &f->instrs.items[i];
        for (uint32_t k = 0; next->op == IR_BINARY && next->sub == IR_OR && k < next->operand_count; k++)
            if (ir_operand(f, next, k) == masked)
                unit = next->result;
        if (next->op == IR_STORE && ir_operand(f, next, 1) == ir_operand(f, load, 0))
            return ir_operand(f, next, 0) == unit || ir_operand(f, next, 0) == masked;
    }
    return false;
}

static void use_value(struct flow *flow, ir_id value, term_id term, enum use use)
{
    const struct term *t = term_of(&flow->world.terms, term);
    if (t->kind != TERM_UNDEF && !(use == USE_POINTER && t->kind == TERM_PARAM))
        return;
    if (t->kind != TERM_UNDEF)
        return;
    uint32_t bits = t->bits;
    if (use == USE_ARITHMETIC && keeps_other_bits(flow, value)) {
        flow_set(flow, value, term_fresh(&flow->world.terms, flow->instr_index, ++flow->world.terms.fresh, bits, 0, 0));
        return;
    }
    static const char *const HOW[] = {"decides a branch", "is followed as a pointer", "is computed with", "is passed on",
                                      "is returned", "is stored for others"};
    (void)flow_require(flow, &CHECKER_uninitialised,
                       (struct requirement){.need = NEED_DEFINED, .a = term,
                                            .text = flow_text(flow, "%s %s", what(flow, value, term), HOW[use])});
    // Said once: from here on it is some value.
    struct terms *terms = &flow->world.terms;
    flow_set(flow, value, term_fresh(terms, flow->instr_index, ++terms->fresh, bits, use == USE_POINTER ? T_POINTER : 0, 0));
    if (flow->function->values.items[value].kind == IR_VALUE_UNDEF && use == USE_POINTER)
        flow->ended = true;
}

// Library functions that read memory: the first byte tells.
static void access_memory(struct flow *flow, const struct access *access)
{
    struct place place;
    if (access->write || !access->who || !access->size || access->size == UINT32_MAX)
        return;
    if (state_range(&flow->world, flow->state, access->size).umin == 0 ||
        !flow_place(flow, flow->state, access->pointer, &place) || !place.exact || place.range.low < 0)
        return;
    term_id first = memory_load(&flow->world, flow->state, place.object, (int64_t)place.range.low, 8, false);
    const struct term *t = term_of(&flow->world.terms, first);
    int64_t size = 0; // a text's first letter; parts of structs may well be left out
    (void)term_is_const(&flow->world.terms, access->size, &size);
    bool asked = size <= 4 && flow->instr->op == IR_CALL && t->kind == TERM_CONTENT && !t->b && t->flags & T_INPUT &&
        !(t->flags & (T_TAINT | T_UNKNOWN));
    if (t->kind != TERM_UNDEF && !asked)
        return;
    (void)flow_require(flow, &CHECKER_uninitialised,
                       (struct requirement){.need = NEED_DEFINED, .a = first,
                                            .text = flow_text(flow, "%s reads %s", access->who,
                                                              what(flow, access->value, first))});
    if (!asked)
        memory_forget(&flow->world, flow->state, place.object, 0, 0);
}

static void leave(struct flow *flow, ir_id value, term_id term)
{
    if (term_of(&flow->world.terms, term)->kind == TERM_UNDEF)
        use_value(flow, value, term, USE_RETURN);
}

// Copied to where others read it. Among locals a copy does no harm yet.
static void store_value(struct flow *flow, term_id pointer, term_id value, ir_id value_id)
{
    struct place place;
    if (term_of(&flow->world.terms, value)->kind != TERM_UNDEF || !flow_place(flow, flow->state, pointer, &place))
        return;
    uint8_t kind = flow->world.terms.objects.items[place.object].kind;
    if (kind == OBJECT_GLOBAL || kind == OBJECT_POINTEE)
        use_value(flow, value_id, value, USE_STORE);
}

// Whether an array went to another function before, which may have filled it in a way that was not followed.
static bool went_elsewhere(struct flow *flow, object_id object)
{
    term_id size = object ? memory_size(&flow->world, flow->state, object) : 0;
    int64_t bytes;
    if (!size || (term_is_const(&flow->world.terms, size, &bytes) && bytes <= 8))
        return false;
    for (uint32_t i = 0; i < flow->instr_index; i++) {
        const struct ir_instr *instr = &flow->function->instrs.items[i];
        if (instr->op != IR_CALL && instr->op != IR_INVOKE)
            continue;
        const struct model *model = models_find_for(flow, flow->function->calls.items[instr->aux].symbol);
        for (uint32_t k = 1; k < instr->operand_count && !model; k++) {
            ir_id value = ir_operand(flow->function, instr, k);
            const struct ir_value *v = &flow->function->values.items[value];
            struct place place;
            if (v->kind != IR_VALUE_INSTR || !trie_get(&flow->state->environment, value))
                continue;
            if (flow_place(flow, flow->state, flow_term(flow, value), &place) && place.object == object)
                return true;
        }
    }
    return false;
}

static bool judge(struct flow *flow, const struct requirement *q, const struct verdict *v, struct judgement *ret)
{
    if (went_elsewhere(flow, v->object))
        return false;
    ret->rule = &RULES_uninitialised[UNINITIALISED_USE];
    buf_printf(&ret->message, "%s, but nothing was ever written to it on this path", q->text);
    return true;
}

const struct checker CHECKER_uninitialised = {.name = "uninitialised", .rules = RULES_uninitialised, .use = use_value,
                                              .access = access_memory, .store = store_value, .leave = leave, .judge = judge};
