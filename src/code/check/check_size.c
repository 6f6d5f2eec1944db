// Sizes of allocations that are worked out in a narrower type than the allocator takes: `malloc(count * width)` with two
// 32-bit numbers asks for too little once the product wraps, and what is written then goes past the block's end. It counts
// as low: nobody has shown who chooses the numbers (for those that somebody outside does, see check_integer.c).
#include "code/check/check.h"
#include "code/flow/enginep.h"
#include "code/flow/summary.h"

enum { NARROW_SIZE };
enum { MADE_DEPTH = 6, MENTION_DEPTH = 4, LARGE = INT16_MAX };

const struct rule RULES_size[] = {
    [NARROW_SIZE] = {"narrow-size", 190, SEVERITY_LOW, "Size of an allocation may wrap before it is widened",
     "A product or a sum is worked out in a narrow type and then becomes the size of an allocation. When it wraps, the block "
     "is smaller than what is written to it.",
     "Work the size out in size_t, or compare the operands with a limit before.", "engine"},
    {0}};

extern const struct checker CHECKER_size;
extern const struct checker CHECKER_allocation;

// --- which argument is a size --------------------------------------------------------------------

static bool is_amount(const struct model *model, uint32_t argument)
{
    const struct effect *e = model_effect(model, EFFECT_ALLOC);
    if (!e)
        e = model_effect(model, EFFECT_REALLOC);
    for (uint32_t i = 0; e && i < e->amount.count; i++)
        if (!e->amount.addends[i].length && (e->amount.addends[i].args[0] == (int8_t)argument ||
                                             e->amount.addends[i].args[1] == (int8_t)argument))
            return true;
    return false;
}

static bool is_made_of(const struct summary *s, term_id term, uint32_t argument)
{
    const struct term *t = &s->terms[term];
    while (term && t->kind == TERM_CAST)
        t = &s->terms[t->a];
    for (uint32_t i = 0; t->kind == TERM_LINEAR && i < t->b; i++) {
        const struct term *part = &s->terms[s->parts[t->a + i].term];
        if (part->kind == TERM_PARAM && part->number == argument)
            return true;
    }
    return t->kind == TERM_PARAM && t->number == argument;
}

// Of a function that hands it on to an allocator.
static bool is_passed_on(const struct summary *s, uint32_t argument)
{
    for (uint32_t i = 0; s && i < s->latent_count; i++) {
        const struct requirement *q = &s->latents[i].requirement;
        if (ENGINE_CHECKERS[q->checker] == &CHECKER_allocation && is_made_of(s, q->a, argument))
            return true;
    }
    return false;
}

// --- how it was worked out -----------------------------------------------------------------------

static bool is_constant(const struct flow *flow, ir_id value)
{
    return flow->function->values.items[value].kind == IR_VALUE_INT;
}

static bool may_grow(const struct flow *flow, const struct ir_instr *made)
{
    ir_id x = ir_operand(flow->function, made, 0), y = ir_operand(flow->function, made, 1);
    switch (made->sub) {
    case IR_MUL:
        return !is_constant(flow, x);
    case IR_SHL:
        return !is_constant(flow, x) && is_constant(flow, y);
    case IR_ADD:
        return !is_constant(flow, x) && !is_constant(flow, y);
    default:
        return false;
    }
}

// The narrow product or sum that a size is made of, or what cuts it off in the end; NULL when there is none. A number that
// is cut first and then worked with is cut wherever else it is used, too.
static const struct ir_instr *narrow_part(const struct flow *flow, ir_id value, bool widened, bool whole, int depth)
{
    const struct ir_instr *made = ir_definition(flow->function, value);
    if (!made || depth > MADE_DEPTH)
        return NULL;
    uint32_t bits = flow_bits(flow, made->type);
    if (made->op == IR_CAST && (made->sub == IR_ZEXT || made->sub == IR_SEXT))
        return narrow_part(flow, ir_operand(flow->function, made, 0), true, whole, depth + 1);
    if (made->op == IR_CAST && made->sub == IR_TRUNC && widened && whole && bits >= 16 && !is_constant(flow, ir_operand(flow->function, made, 0)))
        return made;
    if (made->op != IR_BINARY || (made->sub != IR_MUL && made->sub != IR_SHL && made->sub != IR_ADD))
        return NULL;
    if (widened && bits >= 32 && bits < flow->world.terms.pointer_bits && may_grow(flow, made))
        return made;
    const struct ir_instr *part = narrow_part(flow, ir_operand(flow->function, made, 0), widened, false, depth + 1);
    return part ? part : narrow_part(flow, ir_operand(flow->function, made, 1), widened, false, depth + 1);
}

// --- whether it was compared ---------------------------------------------------------------------

// What a value is without its casts and without what is added to it.
static ir_id plain(const struct flow *flow, ir_id value)
{
    for (int i = 0; i < MADE_DEPTH; i++) {
        const struct ir_instr *made = ir_definition(flow->function, value);
        bool sum = made && made->op == IR_BINARY && (made->sub == IR_ADD || made->sub == IR_SUB || made->sub == IR_AND) &&
                   is_constant(flow, ir_operand(flow->function, made, 1));
        if (!made || (made->op != IR_CAST && !sum))
            break;
        value = ir_operand(flow->function, made, 0);
    }
    return value;
}

// The same value, or one that is read from the same place of the source.
static bool is_same(const struct flow *flow, ir_id a, ir_id b)
{
    const struct ir_instr *x = ir_definition(flow->function, a), *y = ir_definition(flow->function, b);
    if (a == b || !x || !y || x->op != IR_LOAD || y->op != IR_LOAD)
        return a == b;
    struct buf one = {0}, other = {0};
    bool same = ir_describe(flow->module, flow->function, a, &one) && ir_describe(flow->module, flow->function, b, &other) &&
                text_equal(buf_cstr(&one), buf_cstr(&other));
    buf_free(&one);
    buf_free(&other);
    return same;
}

static bool mentions(const struct flow *flow, ir_id where, ir_id what, int depth)
{
    const struct ir_instr *made = ir_definition(flow->function, where);
    if (is_same(flow, where, what))
        return true;
    if (!made || depth > MENTION_DEPTH || (made->op != IR_CAST && made->op != IR_BINARY))
        return false;
    for (uint32_t i = 0; i < made->operand_count; i++)
        if (mentions(flow, ir_operand(flow->function, made, i), what, depth + 1))
            return true;
    return false;
}

// A large number, what is left of one, or a quotient.
static bool is_limit(const struct flow *flow, ir_id value)
{
    const struct ir_instr *made = ir_definition(flow->function, value);
    for (int i = 0; i < MADE_DEPTH && made && made->op == IR_CAST; i++) {
        value = ir_operand(flow->function, made, 0);
        made = ir_definition(flow->function, value);
    }
    if (made && made->op == IR_BINARY && made->sub == IR_SUB)
        return is_limit(flow, ir_operand(flow->function, made, 0));
    const struct ir_value *v = &flow->function->values.items[value];
    return (made && made->op == IR_BINARY && (made->sub == IR_UDIV || made->sub == IR_SDIV)) ||
           (v->kind == IR_VALUE_INT && (v->number > LARGE || v->number < -LARGE));
}

// The function weighs an operand against another one, or against a large number. Which way the test went is not asked.
static bool is_weighed(const struct flow *flow, ir_id operand)
{
    const struct ir_function *f = flow->function;
    if (is_constant(flow, operand))
        return false;
    ir_id what = plain(flow, operand);
    VEC_EACH(&f->instrs, instr) {
        if (instr->op != IR_COMPARE)
            continue;
        ir_id a = ir_operand(f, instr, 0), b = ir_operand(f, instr, 1);
        if ((is_limit(flow, b) && mentions(flow, a, what, 0)) || (is_limit(flow, a) && mentions(flow, b, what, 0)))
            return true;
    }
    return false;
}

// What callers pass is theirs to answer for, where all of them are known.
static bool is_answered_by_callers(struct flow *flow, term_id operand)
{
    const struct term *t = term_of(&flow->world.terms, operand);
    while (t->kind == TERM_CAST || (t->kind == TERM_LINEAR && t->b == 1))
        t = term_of(&flow->world.terms, t->kind == TERM_CAST ? t->a : flow->world.terms.parts.items[t->a].term);
    if (t->kind != TERM_PARAM)
        return t->kind == TERM_CONST;
    dependency_add(flow, DEPENDS_CALLERS, flow->program_id);
    return engine_callers_are_known(flow->engine, flow->program_id);
}

static bool is_known(const struct flow *flow, ir_id value)
{
    return is_constant(flow, value) || trie_get(&flow->state->environment, value);
}

static void tell(struct flow *flow, term_id about, const char *message)
{
    struct judgement judgement = {.rule = &RULES_size[NARROW_SIZE], .confidence = CONFIDENCE_LOW};
    buf_text(&judgement.message, message);
    flow_report(flow, &judgement, about, flow->instr->location);
    buf_free(&judgement.message);
}

// What is left is compared with what it was: (uint16_t)n < n.
static bool is_compared_with_whole(const struct flow *flow, const struct ir_instr *made, ir_id whole)
{
    const struct ir_function *f = flow->function;
    VEC_EACH(&f->instrs, instr) {
        if (instr->op != IR_COMPARE)
            continue;
        ir_id a = ir_operand(f, instr, 0), b = ir_operand(f, instr, 1);
        if ((mentions(flow, a, made->result, 0) && mentions(flow, b, whole, 0)) ||
            (mentions(flow, b, made->result, 0) && mentions(flow, a, whole, 0)))
            return true;
    }
    return false;
}

static void check_cut(struct flow *flow, const struct ir_instr *made)
{
    ir_id x = ir_operand(flow->function, made, 0);
    if (!is_known(flow, x))
        return;
    term_id a = flow_term(flow, x);
    uint32_t bits = flow_bits(flow, made->type), from = term_of(&flow->world.terms, a)->bits;
    struct requirement q = {.need = NEED_KEEPS, .a = a, .bits = (uint8_t)bits, .from_bits = (uint8_t)from};
    struct verdict v = flow_decide(flow, flow->state, &q);
    if (v.decision != DECISION_PROVED && v.decision != DECISION_BROKEN && !is_weighed(flow, x) &&
        !is_compared_with_whole(flow, made, x) && !is_answered_by_callers(flow, a))
        tell(flow, a, flow_text(flow, "the size of this allocation is what %u bits hold of %s, which nothing limits", bits,
                                flow_name(flow, x, "a larger number")));
}

static void check_size(struct flow *flow, ir_id size)
{
    bool widened = flow_bits(flow, flow->function->values.items[size].type) < flow->world.terms.pointer_bits; // by the callee
    const struct ir_instr *made = narrow_part(flow, size, widened, true, 0);
    if (!made)
        return;
    if (made->op == IR_CAST) {
        check_cut(flow, made);
        return;
    }
    ir_id x = ir_operand(flow->function, made, 0), y = ir_operand(flow->function, made, 1);
    if (!is_known(flow, x) || !is_known(flow, y))
        return;
    struct terms *terms = &flow->world.terms;
    uint32_t bits = flow_bits(flow, made->type);
    term_id a = flow_term(flow, x), b = flow_term(flow, y);
    int64_t shift;
    if (made->sub == IR_SHL) {
        if (!term_is_const(terms, b, &shift) || shift < 0 || shift >= bits - 1)
            return;
        b = term_const(terms, INT64_C(1) << shift, bits);
    }
    struct requirement q = {.need = NEED_FITS, .op = made->sub == IR_SHL ? IR_MUL : made->sub, .a = a, .b = b,
                            .bits = (uint8_t)bits, .is_signed = made->flags & IR_NSW};
    struct verdict v = flow_decide(flow, flow->state, &q);
    if (v.decision == DECISION_PROVED || v.decision == DECISION_BROKEN)
        return; // what is certain, or chosen by somebody outside, is said where it is worked out
    if (is_weighed(flow, x) || is_weighed(flow, y) || (is_answered_by_callers(flow, a) && is_answered_by_callers(flow, b)))
        return;
    tell(flow, a, flow_text(flow, "the size of this allocation is worked out in %u bits from %s and %s, which nothing limits",
                            bits, flow_name(flow, x, "a number"), flow_name(flow, y, "a number")));
}

static void call(struct flow *flow, const struct call *c)
{
    const struct summary *s = !c->model && c->callee ? engine_summary(flow, c->callee) : NULL;
    for (uint32_t i = 0; i < c->count && i < INT8_MAX; i++)
        if (c->model ? is_amount(c->model, i) : is_passed_on(s, i))
            check_size(flow, c->arguments[i]);
}

const struct checker CHECKER_size = {.name = "size", .rules = RULES_size, .call = call};
