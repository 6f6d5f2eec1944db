// What a callee did only under conditions that nobody has decided here is no more than a guess: special answers mean
// "there is none", and what other outcomes write or release is neither unwritten nor anybody's for certain.
#include "code/flow/instance.h"

// Sites of fresh terms that stand for a null: with the id of the function that returned it.
#define SITE_NULL 0xf0000000u

static bool is_null_cell(const struct instance *in, const struct cell *c)
{
    const struct term *t = &in->summary->terms[c->value];
    return c->kind == CELL_VALUE && t->kind == TERM_CONST && !t->number && t->bits == in->flow->world.terms.pointer_bits;
}

// Whether the caller compares what the call returns, which tells it which outcome is its own.
static bool asks(const struct instance *in)
{
    const struct ir_function *f = in->flow->function;
    VEC_EACH(&f->instrs, instr)
        for (uint32_t i = 0; in->call->result && i < instr->operand_count; i++)
            if ((instr->op == IR_COMPARE || instr->op == IR_SWITCH) && ir_operand(f, instr, i) == in->call->result)
                return true;
    return false;
}

// Whether the caller cannot tell the current outcome from another one.
static bool is_mistakable(const struct instance *in, const struct summary_outcome *other)
{
    const struct term *a = &in->summary->terms[in->outcome->returned], *b = &in->summary->terms[other->returned];
    return other != in->outcome && (a->kind != TERM_CONST || b->kind != TERM_CONST || a->number == b->number || !asks(in));
}

// Whether an outcome that this one may be mistaken for leaves something else there than a null.
static bool may_be_other(const struct instance *in, object_id object, int64_t offset)
{
    for (uint32_t i = 0; i < in->summary->outcome_count; i++) {
        const struct summary_outcome *o = &in->summary->outcomes[i];
        bool null = false;
        for (uint32_t k = 0; k < o->memory_count; k++)
            for (uint32_t n = 0; o->memory[k].object == object && n < o->memory[k].cell_count; n++)
                null |= o->memory[k].cells[n].offset == offset && is_null_cell(in, &o->memory[k].cells[n]);
        if (!null && is_mistakable(in, o))
            return true;
    }
    return false;
}

bool guess_of_null(const struct instance *in, const struct cell *cell, object_id object)
{
    return in->open && is_null_cell(in, cell) && may_be_other(in, object, cell->offset);
}

// Whether the callee returns a number that it works out, not one of a few codes.
static bool computes(const struct summary *summary)
{
    for (uint32_t i = 0; i < summary->outcome_count; i++) {
        const struct term *t = &summary->terms[summary->outcomes[i].returned];
        if (summary->outcomes[i].returned && t->kind != TERM_CONST)
            return true;
    }
    return false;
}

// A number that stands for more than itself: the end of the type's range where a result was cut off, the zero of a
// function that counts.
static bool is_special(const struct instance *in, const struct term *t)
{
    if (t->kind != TERM_CONST || t->bits < 8)
        return false;
    uint64_t u = range_zero_extend((uint64_t)t->number, t->bits);
    bool extreme = t->bits >= 32 && (t->number == range_highest(t->bits) || t->number == range_lowest(t->bits) ||
                                     (t->bits == 64 && u == range_mask(64)));
    return extreme || (t->number == 0 && computes(in->summary));
}

// The address of a constant object that means "there is none", as null does.
static bool is_sentinel(const struct instance *in, const struct term *t)
{
    if (t->kind != TERM_OBJECT || !in->summary->objects[t->a].constant)
        return false;
    for (uint32_t i = 0; i < in->summary->outcome_count; i++) {
        const struct term *other = &in->summary->terms[in->summary->outcomes[i].returned];
        if (in->summary->outcomes[i].returned && other->kind != TERM_OBJECT && other->kind != TERM_CONST)
            return true;
    }
    return false;
}

// A block of one byte, an empty text, where another outcome makes another block: it means "there is nothing to say".
static void blur_empty(struct instance *in, const struct summary_outcome *outcome)
{
    struct flow *flow = in->flow;
    const struct term *t = &in->summary->terms[outcome->returned];
    int64_t bytes;
    for (uint32_t i = 0; t->kind == TERM_OBJECT && i < outcome->memory_count; i++) {
        const struct summary_memory *m = &outcome->memory[i];
        struct place place;
        if (m->object != t->a || in->summary->objects[t->a].kind != OBJECT_HEAP || !m->size ||
            !term_is_const(&flow->world.terms, in->terms[m->size], &bytes) || bytes != 1 ||
            !flow_place(flow, flow->state, in->terms[outcome->returned], &place))
            continue;
        uint32_t bits = flow->world.terms.pointer_bits;
        memory_own(&flow->world, flow->state, place.object)->size =
            term_fresh(&flow->world.terms, in->site, ++flow->world.terms.fresh, bits, 0, 0);
    }
}

// T_TAINT where somebody outside chooses what the callee is asked for.
static uint16_t asked_from_outside(const struct instance *in, uint32_t *ret_origin)
{
    for (uint32_t i = 0; i < in->call->count; i++) {
        const struct term *t = term_of(&in->flow->world.terms, in->call->terms[i]);
        if (t->flags & T_TAINT && !(t->flags & T_POINTER)) {
            *ret_origin = t->origin;
            return T_TAINT;
        }
    }
    return 0;
}

// What the callee returns only under conditions nobody has decided: a null keeps its origin, other special values are no
// more than a guess.
term_id guess_value(struct instance *in, const struct summary_outcome *outcome, term_id value)
{
    struct flow *flow = in->flow;
    struct world *world = &flow->world;
    const struct ir_type *type = &flow->module->types.items[flow->instr->type];
    bool open = (flow->state->guessed || outcome->guard.open_inputs + outcome->guard.open_unknowns) &&
                in->summary->outcome_count > 1;
    const struct term *returned = &in->summary->terms[outcome->returned];
    struct range r = state_range(world, flow->state, value);
    if (!open)
        return value;
    blur_empty(in, outcome);
    uint32_t bits = term_of(&world->terms, value)->bits;
    if (type->kind == IR_POINTER && is_sentinel(in, returned))
        return term_fresh(&world->terms, in->site, ++world->terms.fresh, bits, T_POINTER | T_UNKNOWN, 0);
    bool null = type->kind == IR_POINTER && r.umax == 0;
    if (!null && (type->kind != IR_INT || !is_special(in, returned)))
        return value;
    uint32_t origin = 0;
    uint16_t taint = null ? asked_from_outside(in, &origin) : 0;
    term_id guess = term_fresh(&world->terms, null ? SITE_NULL | in->program_id : in->site, ++world->terms.fresh, bits,
                               null ? T_POINTER | taint : 0, origin);
    (void)state_narrow(world, flow->state, guess, r);
    if (!null)
        state_mark_told(world, flow->state, guess);
    return guess;
}

uint32_t flow_null_source(const struct flow *flow, term_id term)
{
    const struct term *t = term_of(&flow->world.terms, term);
    return t->kind == TERM_FRESH && (t->a & SITE_NULL) == SITE_NULL && t->a < UINT32_MAX - 8 ? t->a & ~SITE_NULL : 0;
}

// What the callee writes in some cases and not in this one, for reasons that nobody has decided: that it is still null, or
// still unwritten, is no more than a guess.
static void blur_null(struct instance *in, term_id pointer, const struct cell *c)
{
    struct flow *flow = in->flow;
    struct terms *terms = &flow->world.terms;
    if (c->kind != CELL_VALUE || c->size * 8 != terms->pointer_bits || is_null_cell(in, c))
        return;
    term_id at = term_add(terms, pointer, c->offset), held = flow_load(flow, at, terms->pointer_bits, true);
    if (flow_is_zero(flow, held))
        flow_store(flow, at, c->size, flow_guess(flow, flow->state, held));
}

void guess_unwritten(struct instance *in)
{
    struct flow *flow = in->flow;
    struct terms *terms = &flow->world.terms;
    for (uint32_t i = 0; i < in->summary->outcome_count; i++)
        for (uint32_t k = 0; k < in->summary->outcomes[i].memory_count; k++) {
            struct place place;
            object_id object = in->summary->outcomes[i].memory[k].object;
            bool own = in->summary->objects[object].kind == OBJECT_HEAP; // made by the other outcome only
            term_id pointer = own ? 0 : instance_object(in, object);
            if (!pointer || !flow_place(flow, flow->state, pointer, &place))
                continue;
            const struct summary_memory *theirs = &in->summary->outcomes[i].memory[k];
            for (uint32_t c = 0; place.exact && c < theirs->cell_count && is_mistakable(in, &in->summary->outcomes[i]); c++)
                blur_null(in, pointer, &theirs->cells[c]);
            const struct memory *m = memory_get(flow->state, place.object);
            if (m && terms->generations.items[m->generation].kind == GENERATION_UNWRITTEN)
                memory_own(&flow->world, flow->state, place.object)->generation =
                    generation_make(terms, GENERATION_UNKNOWN, 0, 0);
        }
}

// An object that the callee releases in some cases and not in this one, for reasons that nobody has decided: whose it
// is now nobody can say.
void guess_ownership(struct instance *in)
{
    struct flow *flow = in->flow;
    for (uint32_t i = 0; i < in->summary->outcome_count; i++)
        for (uint32_t k = 0; k < in->summary->outcomes[i].memory_count; k++) {
            const struct summary_memory *m = &in->summary->outcomes[i].memory[k];
            struct place place;
            term_id pointer = m->life == LIFE_FREED ? instance_object(in, m->object) : 0;
            if (pointer && flow_place(flow, flow->state, pointer, &place) &&
                memory_life(&flow->world, flow->state, place.object) == LIFE_ALIVE)
                memory_own(&flow->world, flow->state, place.object)->kept = true;
        }
}
