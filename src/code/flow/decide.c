// Decides obligations in a state. The rule behind all of it: proved, broken for certain, broken by somebody who
// chooses the value, open on inputs (the callers decide), or unknown (silence).
#include "code/flow/flow.h"
#include <math.h>
#include <string.h>

// What an open obligation depends on.
static enum decision open_by(uint16_t flags)
{
    return flags & T_INPUT && !(flags & (T_UNKNOWN | T_UNDEFINED)) ? DECISION_INPUT : DECISION_UNKNOWN;
}

static bool may_fail(struct flow *flow, term_id term)
{
    const struct term *t = term_of(&flow->world.terms, term);
    if (t->kind == TERM_OBJECT)
        return flow->world.terms.objects.items[t->a].may_fail;
    return t->flags & T_FAILS && t->kind == TERM_FRESH;
}

static struct verdict decide_nonzero(struct flow *flow, struct state *state, const struct requirement *q)
{
    struct world *world = &flow->world;
    const struct term *t = term_of(&world->terms, q->a);
    struct range r = state_range(world, state, q->a);
    struct verdict v = {.culprit = q->a, .range = r};
    if (t->kind == TERM_REAL) {
        v.decision = t->real == 0 ? DECISION_BROKEN : DECISION_PROVED;
    } else if (t->kind == TERM_UNDEF) {
        v.decision = DECISION_UNKNOWN;
    } else if (r.umin > 0 || r.smin > 0 || r.smax < 0) {
        v.decision = DECISION_PROVED;
    } else if (r.umax == 0) {
        const struct fact *fact = state_fact(state, q->a);
        v.decision = fact && fact->told && !flow_null_source(flow, q->a) ? DECISION_UNKNOWN : DECISION_BROKEN;
    } else if (may_fail(flow, q->a)) {
        v.decision = DECISION_BROKEN;
        v.may_fail = true;
        v.object = t->kind == TERM_OBJECT ? t->a : 0;
    } else if (t->flags & (T_TAINT | T_RANDOM) && !(t->flags & T_POINTER) &&
               !(state_bounded(world, state, q->a, true) && state_bounded(world, state, q->a, false))) {
        v.decision = DECISION_BROKEN;
        v.chosen = true;
    } else {
        v.decision = open_by(t->flags);
    }
    return v;
}

// The exact value of a op b as bounds.
static struct bounds exact_bounds(struct flow *flow, const struct state *state, const struct requirement *q)
{
    struct range a = state_range(&flow->world, state, q->a), b = state_range(&flow->world, state, q->b);
    wide_int x[2] = {q->is_signed ? (wide_int)a.smin : (wide_int)a.umin, q->is_signed ? (wide_int)a.smax : (wide_int)a.umax};
    wide_int y[2] = {q->is_signed ? (wide_int)b.smin : (wide_int)b.umin, q->is_signed ? (wide_int)b.smax : (wide_int)b.umax};
    struct bounds e;
    switch (q->op) {
    case IR_ADD:
        return (struct bounds){x[0] + y[0], x[1] + y[1]};
    case IR_SUB:
        return (struct bounds){x[0] - y[1], x[1] - y[0]};
    default: {
        wide_int limit = (wide_int)1 << 63; // keeps products of 64-bit values inside 128 bits
        wide_int p[4];
        for (int i = 0; i < 4; i++) {
            wide_int l = x[i & 1], r = y[i >> 1];
            p[i] = (l > limit || r > limit) && l && r && (l > 1 && r > 1) ? (wide_int)1 << 120 : l * r;
        }
        e.low = e.high = p[0];
        for (int i = 1; i < 4; i++) {
            e.low = p[i] < e.low ? p[i] : e.low;
            e.high = p[i] > e.high ? p[i] : e.high;
        }
        // A square is never negative.
        if (q->a == q->b && e.low < 0)
            e.low = 0;
        return e;
    }
    }
}

static bool chosen(struct flow *flow, const struct state *state, term_id term, bool above)
{
    const struct term *t = term_of(&flow->world.terms, term);
    return t->flags & (T_TAINT | T_RANDOM) && !state_bounded(&flow->world, state, term, above);
}

enum { NEAR_LIMIT = 4096 };

static term_id below_casts(const struct terms *terms, term_id term)
{
    while (term_of(terms, term)->kind == TERM_CAST)
        term = term_of(terms, term)->a;
    return term;
}

// What ends a counter that goes through all its values, in the direction that lowers the sum; 0: a number does.
static term_id counter_limit(struct flow *flow, const struct state *state, struct part part)
{
    int64_t add;
    term_id id = below_casts(&flow->world.terms, part.term);
    const struct term *t = term_of(&flow->world.terms, id);
    bool top = part.coefficient < 0;
    return t->kind == TERM_SWEEP && (t->number > 0) == top ? state_limit(&flow->world, state, id, top, &add) : 0;
}

// The extreme value that a counter really takes below its limit, in the direction that lowers the sum. False: it is not
// known to take any in particular.
static bool attained(struct flow *flow, const struct state *state, struct part part, wide_int *ret_value)
{
    term_id id = below_casts(&flow->world.terms, part.term);
    const struct term *t = term_of(&flow->world.terms, id);
    if (t->kind != TERM_SWEEP || state->doubt || !t->number)
        return false;
    struct range r = state_range(&flow->world, state, id), start = state_range(&flow->world, state, t->a);
    bool top = part.coefficient < 0;
    int64_t near = t->bits > 16 ? NEAR_LIMIT : 0; // i < n, i + 4 <= n: n has no limit but its type's
    if (top ? r.smax >= range_highest(t->bits) - near : r.smin <= range_lowest(t->bits) + near)
        return false; // nothing but its type limits it: it ends for another reason
    wide_int value = top ? r.smax : r.smin, step = t->number < 0 ? -(wide_int)t->number : t->number;
    bool moves_away = (t->number > 0) == top;
    if (moves_away && step > 1) { // it steps over values
        if (!range_is_const(start))
            return false;
        wide_int way = top ? value - start.smin : start.smin - value;
        if (way < 0)
            return false;
        value = top ? start.smin + way / step * step : start.smin - way / step * step;
    }
    *ret_value = value;
    return true;
}

static struct verdict decide_fits(struct flow *flow, struct state *state, const struct requirement *q)
{
    struct world *world = &flow->world;
    struct bounds e = exact_bounds(flow, state, q);
    wide_int low = q->is_signed ? (wide_int)range_lowest(q->bits) : 0;
    wide_int high = q->is_signed ? (wide_int)range_highest(q->bits) : (wide_int)range_mask(q->bits);
    struct verdict v = {.culprit = q->a, .range = state_range(world, state, q->a)};
    uint16_t flags = term_of(&world->terms, q->a)->flags | term_of(&world->terms, q->b)->flags;
    const struct fact *a = state_fact(state, q->a), *b = state_fact(state, q->b);
    if (flags & T_UNDEFINED) {
        v.decision = DECISION_UNKNOWN;
        return v;
    }
    if (e.low >= low && e.high <= high) {
        v.decision = DECISION_PROVED;
        return v;
    }
    if ((a && a->told) || (b && b->told)) { // cut off at the end of the type's range, in a case that nobody decided
        v.decision = DECISION_UNKNOWN;
        return v;
    }
    if (e.low > high || e.high < low) {
        v.decision = DECISION_BROKEN;
        v.side = e.low > high ? 1 : -1;
        return v;
    }
    // Which operand grows the result out of the limit, and is it chosen?
    bool above = e.high > high, by_a = false, by_b = false;
    for (int side = above ? 1 : -1;; side = -1) {
        bool up = side > 0;
        by_a = chosen(flow, state, q->a, q->op == IR_MUL ? true : up);
        by_b = chosen(flow, state, q->b, q->op == IR_MUL ? true : q->op == IR_SUB ? !up : up);
        v.side = side;
        if (by_a || by_b || side < 0 || e.low >= low)
            break;
    }
    if (by_a || by_b) {
        v.decision = DECISION_BROKEN;
        v.chosen = true;
        v.culprit = by_a ? q->a : q->b;
        v.range = state_range(world, state, v.culprit);
    } else {
        v.decision = flags & T_SWEEP ? DECISION_UNKNOWN : open_by(flags);
    }
    return v;
}

static struct verdict decide_keeps(struct flow *flow, struct state *state, const struct requirement *q)
{
    struct world *world = &flow->world;
    struct range r = state_range(world, state, q->a);
    uint16_t flags = term_of(&world->terms, q->a)->flags;
    struct verdict v = {.culprit = q->a, .range = r};
    wide_int low = q->is_signed ? (wide_int)range_lowest(q->bits) : 0;
    wide_int high = q->is_signed ? (wide_int)range_highest(q->bits) : (wide_int)range_mask(q->bits);
    wide_int least = q->from_signed ? (wide_int)r.smin : (wide_int)r.umin;
    wide_int most = q->from_signed ? (wide_int)r.smax : (wide_int)r.umax;
    if (flags & T_UNDEFINED) {
        v.decision = DECISION_UNKNOWN;
    } else if (least >= low && most <= high) {
        v.decision = DECISION_PROVED;
    } else if (most < low || least > high) {
        v.decision = DECISION_BROKEN;
        v.side = most < low ? -1 : 1;
    } else if ((most > high && chosen(flow, state, q->a, true)) || (least < low && chosen(flow, state, q->a, false))) {
        v.decision = DECISION_BROKEN;
        v.chosen = true;
        v.side = most > high && chosen(flow, state, q->a, true) ? 1 : -1;
    } else {
        v.decision = flags & T_SWEEP ? DECISION_UNKNOWN : open_by(flags);
    }
    return v;
}

// --- bounds --------------------------------------------------------------------------------------

// Whether any part of a sum is chosen and not bounded in the direction that lowers the sum.
static term_id chosen_part(struct flow *flow, const struct state *state, const struct linear *sum)
{
    for (uint32_t i = 0; i < sum->count; i++) {
        const struct term *t = term_of(&flow->world.terms, sum->parts[i].term);
        if (!(t->flags & (T_TAINT | T_RANDOM)))
            continue;
        if (!state_bounded(&flow->world, state, sum->parts[i].term, sum->parts[i].coefficient < 0))
            return sum->parts[i].term;
    }
    return 0;
}

static uint16_t sum_flags(const struct terms *terms, const struct linear *sum)
{
    uint16_t flags = 0;
    for (uint32_t i = 0; i < sum->count; i++)
        flags |= term_of(terms, sum->parts[i].term)->flags;
    return flags;
}

static bool adds_to(const struct linear *sum, term_id part)
{
    for (uint32_t i = 0; i < sum->count; i++)
        if (sum->parts[i].term == part && sum->parts[i].coefficient > 0)
            return true;
    return false;
}

enum { TESTS_BACK = 256 };

// Whether a branch on the way here compared just this value, or it and a constant, with a constant: what is only taken for
// granted, because an access would have gone wrong otherwise, is no test.
static bool was_tested(const struct terms *terms, const struct state *state, term_id id)
{
    const struct event *e = state->trace;
    for (int i = 0; e && i < TESTS_BACK; e = e->previous, i++) {
        const struct term *t = e->kind == EVENT_BRANCH ? term_of(terms, e->term) : NULL;
        bool orders = t && t->kind == TERM_COMPARE && t->op != IR_EQ && t->op != IR_NE;
        for (int k = 0; orders && k < 2; k++) {
            struct linear sum;
            term_take_apart(terms, below_casts(terms, k ? t->b : t->a), &sum);
            if (sum.count == 1 && below_casts(terms, sum.parts[0].term) == id)
                return true;
        }
        if (t && t->kind != TERM_COMPARE && below_casts(terms, e->term) == id) // a switch
            return true;
    }
    return false;
}

// Whether nothing but the outermost value breaks `sum` >= 0, and a test on the way here has let just that value through:
// `if (i > 10) return;` before the eleventh element of ten.
static bool test_allows(struct flow *flow, const struct state *state, const struct linear *sum)
{
    struct world *world = &flow->world;
    wide_int step = sum->count == 1 ? sum->parts[0].coefficient : 0;
    if (!step || state_bounds(world, state, sum).low != (step < 0 ? step : -step))
        return false;
    term_id id = below_casts(&world->terms, sum->parts[0].term);
    const struct term *t = term_of(&world->terms, id);
    const struct fact *fact = state_fact(state, id);
    bool plain = t->kind == TERM_PARAM || t->kind == TERM_CONTENT || t->kind == TERM_LENGTH || t->kind == TERM_FRESH;
    if (!plain || !fact || fact->told || (t->kind != TERM_FRESH && !was_tested(&world->terms, state, id)) || t->flags & (T_SWEEP | T_UNDEFINED) || state->blurred || state->guessed)
        return false;
    struct range r = state_range(world, state, id);
    if (r.smin == r.smax || (t->kind == TERM_LENGTH && step > 0)) // a case of its own; texts may be empty without a test
        return false;
    if (t->kind == TERM_FRESH && !(t->flags & T_FAILS && (step < 0 || r.smin < 0))) // a result and its failure, no more
        return false;
    return step < 0 ? r.smax < range_highest(t->bits) && r.umax < range_mask(t->bits) : r.smin > range_lowest(t->bits);
}

// One side of an access: `sum` >= 0 must hold.
static enum decision decide_side(struct flow *flow, struct state *state, const struct linear *sum, struct verdict *v)
{
    struct bounds b = state_bounds(&flow->world, state, sum);
    if (b.low >= 0)
        return DECISION_PROVED;
    if (b.high < 0)
        return DECISION_BROKEN;
    uint16_t flags = sum_flags(&flow->world.terms, sum);
    term_id part = chosen_part(flow, state, sum);
    const struct memory *m = memory_get(state, v->object);
    if (part && adds_to(sum, part) && ((flags & T_SWEEP && state->doubt) || (m && m->sifted)))
        return DECISION_UNKNOWN; // the size is chosen, and what ends the loop may well be what the object holds
    if (part) {
        v->chosen = true;
        v->culprit = part;
        return DECISION_BROKEN;
    }
    term_id limit = sum->count == 1 ? counter_limit(flow, state, sum->parts[0]) : 0;
    if (limit && !state->doubt && open_by(term_of(&flow->world.terms, limit)->flags) == DECISION_INPUT)
        return DECISION_INPUT; // whoever calls says how far the loop goes
    wide_int extreme;
    if (sum->count == 1 && !(flags & (T_INPUT | T_TAINT | T_RANDOM)) && attained(flow, state, sum->parts[0], &extreme))
        return sum->constant + sum->parts[0].coefficient * extreme < 0 ? DECISION_BROKEN : DECISION_PROVED;
    if (test_allows(flow, state, sum)) {
        v->allowed = true;
        v->culprit = below_casts(&flow->world.terms, sum->parts[0].term);
        return DECISION_BROKEN;
    }
    return flags & T_SWEEP && state->doubt ? DECISION_UNKNOWN : open_by(flags);
}

static struct verdict decide_inside(struct flow *flow, struct state *state, const struct requirement *q)
{
    struct world *world = &flow->world;
    struct verdict v = {.decision = DECISION_UNKNOWN, .culprit = q->a};
    struct place place;
    uint32_t bits = world->terms.pointer_bits;
    if (!flow_place(flow, state, q->a, &place))
        return v;
    struct range size_range = state_range(world, state, q->b);
    if (size_range.umax == 0) { // nothing is touched
        v.decision = DECISION_PROVED;
        return v;
    }
    v.object = place.object;
    struct linear low, high, size;
    bool lost = false;
    term_take_apart(&world->terms, place.offset, &low);
    term_id whole = q->size ? q->size : memory_size(world, state, place.object);
    // Sizes are unsigned: one that is negative as a signed number is larger than any object.
    term_take_apart(&world->terms, q->b, &size);
    enum decision below = place.range.low >= 0 ? DECISION_PROVED : decide_side(flow, state, &low, &v);
    v.side = -1;
    v.value = place.range.low;
    const struct term *base = term_of(&world->terms, place.base);
    if (below == DECISION_BROKEN && !v.chosen && base->kind != TERM_OBJECT)
        below = open_by(base->flags | term_of(&world->terms, place.offset)->flags); // it may point into the middle
    // An object made for this much and more: were the offset negative, it would not be there.
    bool total = whole && v.chosen && term_is_total(&world->terms, v.culprit);
    if (below == DECISION_BROKEN && total) {
        term_take_apart(&world->terms, whole, &size);
        if (adds_to(&size, v.culprit))
            below = DECISION_UNKNOWN;
        term_take_apart(&world->terms, q->b, &size);
        v.chosen = below == DECISION_BROKEN;
    }
    if (below == DECISION_BROKEN) {
        v.decision = below;
        return v;
    }
    if (!whole) {
        bool known = term_of(&world->terms, place.base)->kind == TERM_OBJECT;
        uint16_t flags = term_of(&world->terms, place.base)->flags | term_of(&world->terms, place.offset)->flags |
                         term_of(&world->terms, q->b)->flags;
        v.decision = known || (flags & T_SWEEP && state->doubt) ? DECISION_UNKNOWN : open_by(flags);
        return v;
    }
    high = (struct linear){.bits = bits};
    struct linear s;
    term_take_apart(&world->terms, whole, &s);
    linear_add(&high, &s, 1, &lost);
    linear_add(&high, &low, -1, &lost);
    linear_add(&high, &size, -1, &lost);
    if (lost)
        return v;
    v.side = 1;
    if (size_range.smin < 0 && size_range.smax < 0) { // a length above the largest object
        v.decision = DECISION_BROKEN;
        v.culprit = q->b;
        v.range = size_range;
        return v;
    }
    enum decision above;
    if (size_range.smin < 0 && chosen(flow, state, q->b, false) && !(term_of(&world->terms, q->b)->flags & T_SWEEP)) {
        v.chosen = true;
        v.culprit = q->b;
        above = DECISION_BROKEN;
    } else {
        above = decide_side(flow, state, &high, &v);
    }
    struct range whole_range = state_range(world, state, whole);
    if (above != DECISION_PROVED && place.range.low >= 0 && size_range.umax <= INT64_MAX &&
        place.range.high + (wide_int)size_range.umax <= (wide_int)whole_range.umin)
        above = DECISION_PROVED;
    v.limit = range_is_const(whole_range) ? (wide_int)whole_range.umax : -1;
    v.value = place.range.high + (size_range.umax > INT64_MAX ? 0 : (wide_int)size_range.umax);
    v.range = state_range(world, state, v.culprit);
    v.decision = above == DECISION_PROVED ? below : above;
    if (above == DECISION_PROVED)
        v.side = -1;
    else if (above == DECISION_UNKNOWN && below == DECISION_INPUT)
        v.decision = above;
    return v;
}

static struct verdict decide_below(struct flow *flow, struct state *state, const struct requirement *q)
{
    struct world *world = &flow->world;
    struct verdict v = {.culprit = q->a, .range = state_range(world, state, q->a), .side = 1};
    struct linear index, high;
    bool lost = false;
    term_id a = q->a;
    if (term_of(&world->terms, a)->bits < 64)
        a = state_cast(world, state, q->is_signed ? IR_SEXT : IR_ZEXT, a, 64, false);
    term_take_apart(&world->terms, a, &index);
    term_id b = q->b;
    if (term_of(&world->terms, b)->bits < 64)
        b = state_cast(world, state, IR_ZEXT, b, 64, false);
    term_take_apart(&world->terms, b, &high);
    linear_add(&high, &index, -1, &lost);
    high.constant -= 1;
    enum decision below = q->is_signed ? decide_side(flow, state, &index, &v) : DECISION_PROVED;
    if (below == DECISION_BROKEN) {
        v.decision = below;
        v.side = -1;
        return v;
    }
    enum decision above = lost ? DECISION_UNKNOWN : decide_side(flow, state, &high, &v);
    v.decision = above == DECISION_PROVED ? below : above;
    return v;
}

// --- lifetime ------------------------------------------------------------------------------------

static struct verdict decide_alive(struct flow *flow, struct state *state, const struct requirement *q)
{
    struct verdict v = {.decision = DECISION_UNKNOWN, .culprit = q->a};
    struct place place;
    if (!flow_place(flow, state, q->a, &place))
        return v;
    v.object = place.object;
    const struct memory *m = memory_get(state, place.object);
    enum life life = memory_life(&flow->world, state, place.object);
    v.decision = life == LIFE_ALIVE || life == LIFE_ABSENT ? DECISION_PROVED : life == LIFE_FREED ? DECISION_BROKEN :
                 m && m->life == LIFE_UNKNOWN && m->event ? DECISION_UNKNOWN :
                 open_by(term_of(&flow->world.terms, place.base)->flags);
    v.released = m ? m->event : NULL;
    return v;
}

static struct verdict decide_releasable(struct flow *flow, struct state *state, const struct requirement *q)
{
    struct verdict v = {.decision = DECISION_BROKEN, .culprit = q->a};
    struct world *world = &flow->world;
    struct place place;
    struct range r = state_range(world, state, q->a);
    if (r.umax == 0) {
        v.decision = DECISION_PROVED;
        return v;
    }
    if (!flow_place(flow, state, q->a, &place)) {
        v.decision = DECISION_UNKNOWN;
        return v;
    }
    v.object = place.object;
    const struct object *o = &world->terms.objects.items[place.object];
    const struct memory *m = memory_get(state, place.object);
    v.released = m ? m->event : NULL;
    enum life life = memory_life(world, state, place.object);
    if (life == LIFE_FREED) {
        v.release = RELEASE_TWICE;
    } else if (o->kind == OBJECT_STACK || o->kind == OBJECT_FUNCTION || (o->kind == OBJECT_GLOBAL)) {
        v.release = RELEASE_NOT_HEAP;
    } else if (o->kind == OBJECT_HEAP && o->family && q->family && strcmp(o->family, q->family) != 0) {
        v.release = RELEASE_FAMILY;
    } else if (place.range.low > 0 || place.range.high < 0) {
        v.release = RELEASE_OFFSET;
        if (o->kind == OBJECT_POINTEE) // member of a container, or a pointer that points before its object
            v.decision = open_by(term_of(&world->terms, place.base)->flags);
        else if (m && m->kept) // behind a header whose size it tells itself
            v.decision = DECISION_UNKNOWN;
    } else if (o->kind == OBJECT_POINTEE) {
        v.decision = open_by(term_of(&world->terms, place.base)->flags);
    } else {
        v.decision = place.exact ? DECISION_PROVED : DECISION_UNKNOWN;
    }
    return v;
}

// --- contents ------------------------------------------------------------------------------------

static struct verdict decide_defined(struct flow *flow, const struct requirement *q)
{
    const struct term *t = term_of(&flow->world.terms, q->a);
    struct verdict v = {.culprit = q->a};
    if (t->kind == TERM_UNDEF)
        v.decision = DECISION_BROKEN;
    else
        v.decision = t->flags & T_UNDEFINED ? DECISION_UNKNOWN : open_by(t->flags);
    v.object = t->kind == TERM_UNDEF ? t->a : 0;
    // A value of unknown history is taken to be written: only what callers pass is worth asking them.
    if (v.decision == DECISION_INPUT && t->kind != TERM_PARAM && t->kind != TERM_CONTENT)
        v.decision = DECISION_PROVED;
    return v;
}

static struct verdict decide_clean(struct flow *flow, struct state *state, const struct requirement *q)
{
    struct world *world = &flow->world;
    struct verdict v = {.decision = DECISION_UNKNOWN, .culprit = q->a};
    uint16_t flags = 0;
    uint32_t origin = 0;
    if (!q->width) {
        flags = term_of(&world->terms, q->a)->flags;
    } else {
        struct place place;
        if (!flow_place(flow, state, q->a, &place))
            return v;
        v.object = place.object;
        int64_t from = place.exact ? (int64_t)place.range.low : 0;
        bool unterminated;
        term_id length = place.exact ? memory_string(world, state, place.object, from, q->width, &unterminated) : 0;
        uint64_t size = length ? state_range(world, state, length).umax : UINT64_MAX;
        if (size <= 1 && q->width == 1) { // one letter and zeros may be wide text behind a cast
            term_id wide = memory_string(world, state, place.object, from, 4, &unterminated);
            uint64_t bytes = state_range(world, state, wide).umax;
            size = bytes > INT64_MAX / 8 ? UINT64_MAX : bytes > size ? bytes * 4 : size;
        }
        size = size > INT64_MAX / 8 ? UINT64_MAX : size * q->width + (size ? 0 : 1);
        flags = memory_flags(world, state, place.object, from, size, &origin);
        const struct memory *memory = memory_get(state, place.object);
        if (memory && memory->sifted)
            return v;
        if (length)
            flags |= term_of(&world->terms, length)->flags & T_TAINT;
        const struct object *o = &world->terms.objects.items[place.object];
        if (o->kind == OBJECT_GLOBAL && o->constant)
            flags = 0;
        // The bytes of an argument are the caller's to know, whatever else they may be.
        if (flags & T_INPUT && o->kind == OBJECT_POINTEE && !(flags & T_TAINT))
            flags = term_of(&world->terms, o->key)->flags & (T_INPUT | T_UNKNOWN);
    }
    if (flags & T_TAINT) {
        v.decision = DECISION_BROKEN;
        v.chosen = true;
        if (origin)
            v.culprit = term_fresh(&world->terms, UINT32_MAX - 1, origin, 8, T_TAINT, origin);
    } else {
        v.decision = flags & (T_INPUT | T_UNKNOWN | T_UNDEFINED | T_RANDOM) ? open_by(flags) : DECISION_PROVED;
    }
    return v;
}

static struct verdict decide_terminated(struct flow *flow, struct state *state, const struct requirement *q)
{
    struct world *world = &flow->world;
    struct verdict v = {.decision = DECISION_UNKNOWN, .culprit = q->a, .side = 1};
    struct place place;
    if (!flow_place(flow, state, q->a, &place))
        return v;
    v.object = place.object;
    term_id whole = memory_size(world, state, place.object);
    struct range size = whole ? state_range(world, state, whole) : range_full(64);
    v.limit = whole && range_is_const(size) ? (wide_int)size.umax : -1;
    if (place.exact) {
        bool unterminated;
        if (place.range.low < 0 || (v.limit >= 0 && place.range.low >= v.limit)) {
            v.decision = DECISION_BROKEN;
            v.side = place.range.low < 0 ? -1 : 1;
            return v;
        }
        term_id length = memory_string(world, state, place.object, (int64_t)place.range.low, q->width, &unterminated);
        if (unterminated) {
            v.decision = DECISION_BROKEN;
            v.value = v.limit + 1;
            return v;
        }
        int64_t number;
        if (term_is_const(&world->terms, length, &number)) {
            v.decision = DECISION_PROVED;
            return v;
        }
    }
    v.decision = term_of(&world->terms, place.base)->kind == TERM_OBJECT ? DECISION_UNKNOWN :
                 open_by(term_of(&world->terms, place.base)->flags);
    return v;
}

// A name that holds a separator, or starts with a variable of the shell, is not looked for in the search path.
static struct verdict decide_absolute(struct flow *flow, struct state *state, const struct requirement *q)
{
    struct world *world = &flow->world;
    struct verdict v = {.decision = DECISION_UNKNOWN, .culprit = q->a};
    struct place place;
    if (!flow_place(flow, state, q->a, &place) || !place.exact)
        return v;
    v.object = place.object;
    bool first = true;
    for (int64_t at = (int64_t)place.range.low;; at += q->width, first = false) {
        int64_t letter;
        term_id c = memory_load(world, state, place.object, at, 8u * q->width, false);
        if (!term_is_const(&world->terms, c, &letter)) {
            uint16_t flags = term_of(&world->terms, place.base)->flags;
            v.decision = first ? open_by(flags & T_INPUT ? flags : term_of(&world->terms, c)->flags) : DECISION_UNKNOWN;
            return v;
        }
        if (letter == '/' || letter == '\\' || letter == '$' || letter == '%' || (letter == ':' && !first))
            v.decision = DECISION_PROVED;
        else if (!letter || letter == ' ' || letter == '\t' || at - (int64_t)place.range.low > 4096)
            v.decision = first ? DECISION_PROVED : DECISION_BROKEN; // an empty command asks for nothing
        if (v.decision != DECISION_UNKNOWN)
            return v;
    }
}

static struct verdict decide_limited(struct flow *flow, struct state *state, const struct requirement *q)
{
    struct world *world = &flow->world;
    const struct term *t = term_of(&world->terms, q->a);
    struct verdict v = {.decision = DECISION_PROVED, .culprit = q->a};
    if (t->kind == TERM_REAL && q->bits && q->bits <= 64) {
        double most = ldexp(1, q->is_signed ? q->bits - 1 : q->bits), least = q->is_signed ? -most : 0;
        v.decision = t->real > least - 1 && t->real < most ? DECISION_PROVED : DECISION_BROKEN;
        v.side = t->real < 0 ? -1 : 1;
        return v;
    }
    if (t->kind == TERM_REAL || t->kind == TERM_CONST)
        return v;
    if (!(t->flags & (T_TAINT | T_RANDOM))) {
        v.decision = open_by(t->flags);
        return v;
    }
    if (state_bounded(world, state, q->a, true) || state_bounded(world, state, q->a, false))
        return v;
    v.decision = DECISION_BROKEN;
    v.chosen = true;
    return v;
}

// Where the path exists, only who decides it is left to ask.
static struct verdict decide_never(struct flow *flow, const struct requirement *q)
{
    const struct term *t = term_of(&flow->world.terms, q->a);
    struct verdict v = {.culprit = q->a, .chosen = t->flags & (T_TAINT | T_RANDOM)};
    v.decision = v.chosen || t->kind == TERM_CONST || t->kind == TERM_REAL ? DECISION_BROKEN : open_by(t->flags);
    return v;
}

static struct verdict decide(struct flow *flow, struct state *state, const struct requirement *q)
{
    switch ((enum need)q->need) {
    case NEED_NONZERO:
        return decide_nonzero(flow, state, q);
    case NEED_FITS:
        return decide_fits(flow, state, q);
    case NEED_KEEPS:
        return decide_keeps(flow, state, q);
    case NEED_INSIDE:
        return decide_inside(flow, state, q);
    case NEED_BELOW:
        return decide_below(flow, state, q);
    case NEED_DEFINED:
        return decide_defined(flow, q);
    case NEED_ALIVE:
        return decide_alive(flow, state, q);
    case NEED_RELEASABLE:
        return decide_releasable(flow, state, q);
    case NEED_CLEAN:
        return decide_clean(flow, state, q);
    case NEED_ABSOLUTE:
        return decide_absolute(flow, state, q);
    case NEED_NEVER:
        return decide_never(flow, q);
    case NEED_LIMITED:
        return decide_limited(flow, state, q);
    case NEED_TERMINATED:
        return decide_terminated(flow, state, q);
    }
    return (struct verdict){.decision = DECISION_UNKNOWN};
}

// The callee released it before: that the caller still has it whole says nothing.
static struct verdict decide_certain(struct flow *flow, struct state *state, const struct requirement *q)
{
    struct verdict v = {.decision = DECISION_BROKEN, .culprit = q->a,
                        .release = q->need == NEED_RELEASABLE ? RELEASE_TWICE : RELEASE_OK};
    struct place place;
    if (flow_place(flow, state, q->a, &place))
        v.object = place.object;
    return v;
}

struct verdict flow_decide(struct flow *flow, struct state *state, const struct requirement *q)
{
    struct verdict v = q->certain ? decide_certain(flow, state, q) : decide(flow, state, q);
    bool counts = q->need == NEED_INSIDE || q->need == NEED_BELOW || q->need == NEED_FITS;
    if (flow->stranger && v.chosen && counts && v.side < 0 && v.decision == DECISION_BROKEN)
        v.decision = DECISION_UNKNOWN; // nobody calls a library with a negative count
    return v;
}
