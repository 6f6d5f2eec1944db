// Texts that end early because a number from outside became one of their letters.
#include "code/check/check.h"

enum { EARLY_END };

const struct rule RULES_sentinel[] = {
    [EARLY_END] = {"number-ends-text", 464, SEVERITY_LOW, "Number from outside becomes a letter of a text",
     "A text ends at its first zero. Whoever sends a number that is, or ends in, a zero byte cuts off what follows: the unit, the "
     "warning, the closing quote.",
     "Check that the number is a letter that the text may hold before it is stored.", "engine"},
    {0}};

extern const struct checker CHECKER_sentinel;

// A letter made of a number that was read from a text.
static bool is_number(const struct terms *terms, term_id letter)
{
    const struct term *t = term_of(terms, letter);
    while (t->kind == TERM_CAST)
        t = term_of(terms, t->a);
    return t->kind == TERM_PURE && t->op == FUNCTION_NUMBER && t->flags & T_TAINT;
}

static bool is_letter(struct flow *flow, object_id object, int64_t offset)
{
    int64_t value;
    term_id next = memory_load(&flow->world, flow->state, object, offset, 8, false);
    return term_is_const(&flow->world.terms, next, &value) && value > ' ' && value < 127;
}

// The single letters that were stored in front of others.
static void check_text(struct flow *flow, term_id text, ir_id value)
{
    struct place place;
    if (!(term_of(&flow->world.terms, text)->flags & T_POINTER) || !flow_place(flow, flow->state, text, &place) ||
        !place.exact)
        return;
    const struct memory *m = memory_get(flow->state, place.object);
    for (uint32_t i = 0; m && i < m->count && !flow->ended; i++) {
        struct cell c = m->cells[i];
        if (c.kind != CELL_VALUE || c.size != 1 || c.offset < place.range.low)
            continue;
        const struct term *t = term_of(&flow->world.terms, c.value);
        bool asked = t->flags & T_INPUT && !(t->flags & (T_UNKNOWN | T_TAINT)) &&
                     (t->kind == TERM_PARAM || (t->kind == TERM_CONTENT && !t->b));
        if ((!asked && !is_number(&flow->world.terms, c.value)) || !is_letter(flow, place.object, c.offset + 1))
            continue;
        (void)flow_require(flow, &CHECKER_sentinel,
                           (struct requirement){.need = NEED_NONZERO, .a = c.value,
                                                .text = flow_text(flow, "a letter of the text %s",
                                                                  flow_name(flow, value, "that is read"))});
        m = memory_get(flow->state, place.object);
    }
}

static void call(struct flow *flow, const struct call *c)
{
    ir_id symbol = flow->function->calls.items[flow->instr->aux].symbol;
    for (uint32_t i = 0; c->model && i < c->model->count && !flow->ended; i++) {
        const struct effect *e = &c->model->effects[i];
        if (e->kind == EFFECT_STRING && e->width == 1 && e->arg0 >= 0 && (uint32_t)e->arg0 < c->count)
            check_text(flow, c->terms[e->arg0], c->arguments[e->arg0]);
    }
    // Lent to a function without a body: what it reads.
    uint64_t lent = symbol && !flow_knows(flow, symbol) ? flow->module->symbols.items[symbol].borrows : 0;
    for (uint32_t i = 0; i < c->count && i < 64 && !flow->ended; i++)
        if (lent >> i & 1)
            check_text(flow, c->terms[i], c->arguments[i]);
}

static bool judge(struct flow *flow, const struct requirement *q, const struct verdict *v, struct judgement *ret)
{
    if (!v->chosen || !is_number(&flow->world.terms, q->a))
        return false;
    ret->rule = &RULES_sentinel[EARLY_END];
    buf_printf(&ret->message, "%s is a number from outside, which may be zero and end it there", q->text);
    return true;
}

const struct checker CHECKER_sentinel = {.name = "sentinel", .rules = RULES_sentinel, .call = call, .judge = judge};
