#include "code/flow/state.h"
#include <string.h>

// Shared parts make sums and hashes trees of exponential size: a question looks at so many terms, then takes what
// holds in every state.
enum { RANGE_DEPTH = 12, RANGE_FUEL = 40, BOUND_DEPTH = 5 };

struct state *state_new(struct world *world)
{
    struct state *state = ARENA_NEW(world->arena, struct state);
    state->token = ++world->next_token;
    return state;
}

struct state *state_fork(struct world *world, struct state *state)
{
    struct state *copy = ARENA_NEW(world->arena, struct state);
    *copy = *state;
    copy->token = ++world->next_token;
    state->token = ++world->next_token;
    return copy;
}

const struct fact *state_fact(const struct state *state, term_id term)
{
    return trie_get(&state->facts, term);
}

void state_set_fact(struct world *world, struct state *state, term_id term, struct fact fact)
{
    struct fact *copy = ARENA_NEW(world->arena, struct fact);
    *copy = fact;
    world->facts_version++;
    trie_put(&state->facts, world->arena, state->token, term, copy);
}

void state_drop_fact(struct world *world, struct state *state, term_id term)
{
    world->facts_version++;
    trie_put(&state->facts, world->arena, state->token, term, NULL);
}

// --- ranges --------------------------------------------------------------------------------------

static struct range range_at(struct world *world, const struct state *state, term_id term, int depth);

static struct range range_linear(struct world *world, const struct state *state, const struct term *t, int depth)
{
    wide_int slow = t->number, shigh = t->number;
    wide_int ulow = t->number, uhigh = t->number;
    for (uint32_t i = 0; i < t->b; i++) {
        struct part p = world->terms.parts.items[t->a + i];
        struct range r = range_at(world, state, p.term, depth + 1);
        if (range_empty(r))
            return r;
        wide_int c = p.coefficient;
        slow += c >= 0 ? c * r.smin : c * r.smax;
        shigh += c >= 0 ? c * r.smax : c * r.smin;
        ulow += c >= 0 ? c * (wide_int)r.umin : c * (wide_int)r.umax;
        uhigh += c >= 0 ? c * (wide_int)r.umax : c * (wide_int)r.umin;
    }
    struct range full = range_full(t->bits), r = full;
    wide_int modulus = (wide_int)full.umax + 1;
    if (slow >= full.smin && shigh <= full.smax) {
        r = range_signed((int64_t)slow, (int64_t)shigh, t->bits);
    } else if (t->flags & T_NSW) { // wrapping was an obligation of its own: here it did not happen
        r = range_signed(slow < full.smin ? full.smin : slow > full.smax ? full.smax : (int64_t)slow,
                         shigh > full.smax ? full.smax : shigh < full.smin ? full.smin : (int64_t)shigh, t->bits);
    }
    struct range u = full;
    if (ulow >= 0 && uhigh < modulus)
        u = range_unsigned((uint64_t)ulow, (uint64_t)uhigh, t->bits);
    else if (uhigh < 0 && ulow >= -modulus)
        u = range_unsigned((uint64_t)(ulow + modulus), (uint64_t)(uhigh + modulus), t->bits);
    else if (ulow >= modulus && uhigh < 2 * modulus)
        u = range_unsigned((uint64_t)(ulow - modulus), (uint64_t)(uhigh - modulus), t->bits);
    struct range both = range_meet(r, u, t->bits);
    return range_empty(both) ? u : both;
}

static struct range range_structure(struct world *world, const struct state *state, const struct term *t, int depth)
{
    switch (t->kind) {
    case TERM_LINEAR:
        return range_linear(world, state, t, depth);
    case TERM_BINARY:
        if (t->op >= IR_FADD && t->op <= IR_FREM)
            return t->base;
        return range_binary(t->op, range_at(world, state, t->a, depth + 1), range_at(world, state, t->b, depth + 1),
                            t->bits);
    case TERM_CAST: {
        const struct term *inner = term_of(&world->terms, t->a);
        return range_cast(t->op, range_at(world, state, t->a, depth + 1), inner->bits, t->bits);
    }
    case TERM_COMPARE: {
        if (t->op >= IR_FEQ)
            return t->base;
        enum truth known = range_compare(t->op, range_at(world, state, t->a, depth + 1),
                                         range_at(world, state, t->b, depth + 1));
        return known == TRUTH_MAYBE ? t->base : range_const(known == TRUTH_YES, 1);
    }
    case TERM_PURE:
        if (t->op == FUNCTION_ABS) {
            struct range r = range_at(world, state, t->a, depth + 1);
            int64_t low = r.smin > 0 ? r.smin : r.smax < 0 ? -r.smax : 0;
            if (r.smin == range_lowest(t->bits))
                return t->base;
            return range_signed(low, r.smax > -r.smin ? r.smax : -r.smin, t->bits);
        }
        return t->base;
    default:
        return t->base;
    }
}

static struct range range_at(struct world *world, const struct state *state, term_id term, int depth)
{
    const struct term *t = term_of(&world->terms, term);
    if (t->kind == TERM_CONST)
        return t->base;
    const struct fact *fact = state_fact(state, term);
    struct range r = t->base;
    if (depth < RANGE_DEPTH && t->kind >= TERM_LINEAR && world->fuel) {
        world->fuel--;
        r = range_meet(r, range_structure(world, state, t, depth), t->bits);
        if (range_empty(r)) // an impossible path that nobody has noticed yet; stay sound for the caller
            r = t->base;
    }
    if (fact) {
        struct range both = range_meet(r, fact->range, t->bits);
        r = range_empty(both) ? fact->range : both;
    }
    return r;
}

struct range state_range(struct world *world, const struct state *state, term_id term)
{
    world->fuel = RANGE_FUEL;
    if (term_of(&world->terms, term)->kind < TERM_LINEAR)
        return range_at(world, state, term, 0);
    struct known_range *known = &world->ranges[term % KNOWN_RANGES];
    if (known->term != term || known->facts != state->facts.root || known->version != world->facts_version)
        *known = (struct known_range){state->facts.root, world->facts_version, term, range_at(world, state, term, 0)};
    return known->range;
}

static bool is_told(const struct world *world, const struct state *state, term_id term)
{
    const struct term *t = term_of(&world->terms, term);
    const struct fact *fact = state_fact(state, term);
    for (uint32_t i = 0; t->kind == TERM_LINEAR && i < t->b && !(fact && fact->told); i++)
        fact = state_fact(state, world->terms.parts.items[t->a + i].term);
    return fact && fact->told;
}

term_id state_simplify(struct world *world, const struct state *state, term_id term)
{
    const struct term *t = term_of(&world->terms, term);
    if (t->kind == TERM_CONST || t->kind == TERM_REAL || t->flags & T_UNDEFINED || t->kind == TERM_OBJECT)
        return term;
    if (t->kind == TERM_FRESH && t->flags & T_POINTER)
        return term; // a null keeps its origin
    if (t->flags & T_POINTER && is_told(world, state, term))
        return term; // and that it is a guess
    struct range r = state_range(world, state, term);
    return range_is_const(r) ? term_const(&world->terms, r.smin, t->bits) : term;
}

// --- narrowing -----------------------------------------------------------------------------------

static bool narrow_at(struct world *world, struct state *state, term_id term, struct range range, int depth);

// What the range of a sum says about its only part, or about each part when the others are known.
static bool narrow_linear(struct world *world, struct state *state, term_id term, struct range r, int depth)
{
    struct linear l;
    term_take_apart(&world->terms, term, &l);
    uint32_t bits = l.bits;
    for (uint32_t i = 0; i < l.count; i++) {
        int64_t c = l.parts[i].coefficient;
        struct range rest = range_const(l.constant, bits), old = state_range(world, state, l.parts[i].term);
        for (uint32_t j = 0; j < l.count; j++) {
            if (j == i)
                continue;
            struct range x = state_range(world, state, l.parts[j].term);
            x = range_binary(IR_MUL, x, range_const(l.parts[j].coefficient, bits), bits);
            rest = range_binary(IR_ADD, rest, x, bits);
        }
        struct range part = range_binary(IR_SUB, r, rest, bits); // exact modulo 2^bits: sound in any case
        if (c == -1) {
            part = range_binary(IR_SUB, range_const(0, bits), part, bits);
        } else if (c != 1) {
            // Division is sound only where the product cannot wrap.
            wide_int low = (wide_int)old.smin * c, high = (wide_int)old.smax * c;
            wide_int least = low < high ? low : high, most = low < high ? high : low;
            if (least < range_lowest(bits) || most > range_highest(bits) || c == 0 || c == INT64_MIN)
                continue;
            wide_int a = part.smin, b = part.smax, m = c < 0 ? -(wide_int)c : c;
            if (c < 0)
                low = -b, high = -a;
            else
                low = a, high = b;
            wide_int up = low >= 0 ? (low + m - 1) / m : -(-low / m), down = high >= 0 ? high / m : -((-high + m - 1) / m);
            if (up > down)
                return false;
            part = range_signed((int64_t)up, (int64_t)down, bits);
        }
        part = range_meet(part, old, bits);
        if (range_empty(part))
            return false;
        if (!range_equal(part, old) && !narrow_at(world, state, l.parts[i].term, part, depth + 1))
            return false;
    }
    return true;
}

static bool narrow_cast(struct world *world, struct state *state, const struct term *t, struct range r, int depth)
{
    term_id inner = t->a;
    uint32_t from = term_of(&world->terms, inner)->bits, to = t->bits;
    struct range x = state_range(world, state, inner), part;
    if (t->op == IR_ZEXT && to >= from) {
        part = range_unsigned(r.umin, r.umax, from);
    } else if (t->op == IR_SEXT) {
        part = range_signed(r.smin, r.smax, from);
    } else if (t->op == IR_TRUNC && from <= 64) {
        if (x.umax <= range_mask(to))
            part = range_unsigned(r.umin, r.umax, from);
        else if (x.smin >= range_lowest(to) && x.smax <= range_highest(to))
            part = range_signed(r.smin, r.smax, from);
        else
            return true;
    } else {
        return true;
    }
    part = range_meet(part, x, from);
    return !range_empty(part) && narrow_at(world, state, inner, part, depth + 1);
}

static void mark_bounded(struct world *world, struct state *state, term_id term, bool above, int depth);

static bool narrow_abs(struct world *world, struct state *state, const struct term *t, struct range r, int depth)
{
    if (r.smax < range_highest(t->bits)) { // both ends of what it was made of, in whatever reading
        mark_bounded(world, state, t->a, true, 0);
        mark_bounded(world, state, t->a, false, 0);
    }
    if (r.smax < 0)
        return false;
    uint32_t bits = term_of(&world->terms, t->a)->bits;
    return narrow_at(world, state, t->a, range_signed(-r.smax, r.smax, bits), depth + 1);
}

// The address of a member, or of an element, is no null pointer, whatever is asked of it.
static bool is_inner_address(const struct world *world, const struct term *t)
{
    return t->kind == TERM_LINEAR && t->flags & T_POINTER && t->number > 0 && t->number < INT32_MAX && t->b == 1 &&
           world->terms.parts.items[t->a].coefficient == 1;
}

static bool narrow_at(struct world *world, struct state *state, term_id term, struct range range, int depth)
{
    struct term t = *term_of(&world->terms, term);
    struct range old = state_range(world, state, term), r = range_meet(old, range, t.bits);
    if (range_empty(r) || (r.umax == 0 && is_inner_address(world, &t)))
        return false;
    if (t.kind == TERM_CONST || (range_equal(r, old) && state_fact(state, term)))
        return true;
    struct fact fact = {.range = r};
    const struct fact *known = state_fact(state, term);
    if (known)
        fact.bounded_above = known->bounded_above, fact.bounded_below = known->bounded_below, fact.told = known->told;
    state_set_fact(world, state, term, fact);
    if (depth >= BOUND_DEPTH)
        return true;
    switch (t.kind) {
    case TERM_LINEAR:
        return narrow_linear(world, state, term, r, depth);
    case TERM_CAST:
        return narrow_cast(world, state, &t, r, depth);
    case TERM_COMPARE:
        return !range_is_const(r) || state_assume(world, state, term, r.umin != 0);
    case TERM_PURE:
        return t.op != FUNCTION_ABS || narrow_abs(world, state, &t, r, depth);
    default:
        return true;
    }
}

bool state_narrow(struct world *world, struct state *state, term_id term, struct range range)
{
    return narrow_at(world, state, term, range, 0);
}

// --- relations -----------------------------------------------------------------------------------

void state_relate(struct world *world, struct state *state, term_id a, term_id b, int64_t k, bool is_signed)
{
    uint32_t length = state->relations ? state->relations->length + 1 : 1;
    if (a == b || length > RELATIONS_MAX)
        return;
    struct relation *r = ARENA_NEW(world->arena, struct relation);
    *r = (struct relation){state->relations, a, b, k, is_signed, length};
    state->relations = r;
}

// A term as part + constant where that holds without wrapping; the part alone otherwise.
static term_id anchor(struct world *world, const struct state *state, term_id term, bool is_signed, int64_t *ret_add)
{
    *ret_add = 0;
    const struct term *t = term_of(&world->terms, term);
    if (t->kind != TERM_LINEAR || t->b != 1 || world->terms.parts.items[t->a].coefficient != 1)
        return term;
    term_id part = world->terms.parts.items[t->a].term;
    struct range r = state_range(world, state, part);
    struct range full = range_full(t->bits);
    wide_int low = is_signed ? (wide_int)r.smin : (wide_int)r.umin, high = is_signed ? (wide_int)r.smax : (wide_int)r.umax;
    low += t->number;
    high += t->number;
    bool fits = is_signed ? low >= full.smin && high <= full.smax : low >= 0 && high <= full.umax;
    if (!fits && !(is_signed && t->flags & T_NSW))
        return term;
    *ret_add = t->number;
    return part;
}

// a < b or a <= b was assumed.
static void relate(struct world *world, struct state *state, term_id a, term_id b, bool strict, bool is_signed)
{
    int64_t ka, kb;
    term_id x = anchor(world, state, a, is_signed, &ka), y = anchor(world, state, b, is_signed, &kb);
    wide_int k = (wide_int)kb - ka - strict;
    int64_t number;
    if (term_is_const(&world->terms, x, &number) || term_is_const(&world->terms, y, &number) ||
        k > INT64_MAX / 4 || k < INT64_MIN / 4)
        return;
    state_relate(world, state, x, y, (int64_t)k, is_signed);
}

// The attacker-chosen parts of a term get a bound by something that is not a constant.
static void mark_bounded(struct world *world, struct state *state, term_id term, bool above, int depth)
{
    struct term t = *term_of(&world->terms, term);
    if (!(t.flags & (T_TAINT | T_RANDOM | T_SWEEP)) || depth > BOUND_DEPTH)
        return;
    const struct fact *known = state_fact(state, term);
    struct fact fact = known ? *known : (struct fact){.range = state_range(world, state, term)};
    if (above)
        fact.bounded_above = true;
    else
        fact.bounded_below = true;
    state_set_fact(world, state, term, fact);
    if (t.kind == TERM_CAST || t.kind == TERM_PURE)
        mark_bounded(world, state, t.a, above, depth + 1);
    for (uint32_t i = 0; t.kind == TERM_LINEAR && i < t.b; i++) {
        struct part p = world->terms.parts.items[t.a + i];
        mark_bounded(world, state, p.term, above == (p.coefficient > 0), depth + 1);
    }
    if (t.kind == TERM_BINARY && t.op >= IR_MUL && t.op <= IR_XOR) {
        mark_bounded(world, state, t.a, above, depth + 1);
        mark_bounded(world, state, t.b, above, depth + 1);
    }
}

static bool bounded_at(struct world *world, const struct state *state, term_id term, bool above, int depth)
{
    if (depth > BOUND_DEPTH)
        return false;
    const struct fact *fact = state_fact(state, term);
    if (fact && (above ? fact->bounded_above : fact->bounded_below))
        return true;
    struct term t = *term_of(&world->terms, term);
    if (t.kind == TERM_CAST || t.kind == TERM_PURE)
        return bounded_at(world, state, t.a, above, depth + 1);
    if (t.kind == TERM_LINEAR) {
        bool all = true;
        for (uint32_t i = 0; i < t.b; i++) {
            struct part p = world->terms.parts.items[t.a + i];
            if (term_of(&world->terms, p.term)->flags & (T_TAINT | T_RANDOM))
                all &= bounded_at(world, state, p.term, above == (p.coefficient > 0), depth + 1);
        }
        return all;
    }
    if (t.kind == TERM_BINARY && (t.op == IR_UDIV || t.op == IR_SDIV) && above) // no larger than what is divided
        return bounded_at(world, state, t.a, above, depth + 1);
    if (t.kind == TERM_BINARY && t.op == IR_MUL) // factors that were limited make no product that wraps
        return bounded_at(world, state, t.a, true, depth + 1) && bounded_at(world, state, t.b, true, depth + 1);
    bool cuts = t.kind == TERM_BINARY && (t.op == IR_UREM || t.op == IR_SREM || t.op == IR_AND);
    if (cuts && (t.op == IR_AND || above || t.op == IR_UREM)) // by something that nobody chooses
        for (int i = t.op == IR_AND ? 0 : 1; i < 2; i++)
            if (!(term_of(&world->terms, i ? t.b : t.a)->flags & (T_TAINT | T_RANDOM)))
                return true;
    return !(t.flags & (T_TAINT | T_RANDOM));
}

bool state_bounded(struct world *world, const struct state *state, term_id term, bool above)
{
    return bounded_at(world, state, term, above, 0);
}

// --- assumptions ---------------------------------------------------------------------------------

static bool weighable(struct world *world, const struct state *state, term_id term, bool above)
{
    const struct term *t = term_of(&world->terms, term);
    return !(t->flags & (T_TAINT | T_RANDOM)) || state_bounded(world, state, term, above);
}

// "b <= most / a" limits a as well as b: the usual question before a * b.
static void mark_divisor(struct world *world, struct state *state, term_id quotient)
{
    const struct term *t = term_of(&world->terms, quotient);
    while (t->kind == TERM_CAST)
        t = term_of(&world->terms, t->a);
    if (t->kind == TERM_BINARY && (t->op == IR_UDIV || t->op == IR_SDIV) && weighable(world, state, t->a, true))
        mark_bounded(world, state, t->b, true, 0);
}

static void learn_order(struct world *world, struct state *state, enum ir_predicate p, term_id a, term_id b)
{
    if (p == IR_UGT || p == IR_UGE || p == IR_SGT || p == IR_SGE) {
        term_id swap = a;
        a = b;
        b = swap;
        p = predicate_swap(p);
    }
    bool is_signed = p == IR_SLT || p == IR_SLE;
    int64_t number;
    if (p == IR_EQ) {
        relate(world, state, a, b, false, true);
        relate(world, state, b, a, false, true);
    } else {
        relate(world, state, a, b, p == IR_SLT || p == IR_ULT, is_signed);
    }
    mark_divisor(world, state, b);
    bool both = p == IR_EQ || !is_signed;
    if (!term_is_const(&world->terms, b, &number) && weighable(world, state, b, true)) {
        mark_bounded(world, state, a, true, 0);
        if (both)
            mark_bounded(world, state, a, false, 0);
    }
    if (!term_is_const(&world->terms, a, &number) && weighable(world, state, a, false)) {
        mark_bounded(world, state, b, false, 0);
        if (p == IR_EQ)
            mark_bounded(world, state, b, true, 0);
    }
}

// What the recorded differences say about a comparison.
static enum truth relations_say(struct world *world, const struct state *state, enum ir_predicate p, term_id a,
                                term_id b)
{
    if (p == IR_UGT || p == IR_UGE || p == IR_SGT || p == IR_SGE)
        return relations_say(world, state, predicate_swap(p), b, a);
    if (p >= IR_FEQ || !state->relations)
        return TRUTH_MAYBE;
    bool is_signed = p != IR_ULT && p != IR_ULE;
    int64_t ka, kb;
    term_id x = anchor(world, state, a, is_signed, &ka), y = anchor(world, state, b, is_signed, &kb);
    wide_int most = INT64_MAX, least = INT64_MIN; // of a - b
    for (const struct relation *r = state->relations; r; r = r->previous) {
        if (r->is_signed != is_signed)
            continue;
        if (r->a == x && r->b == y && (wide_int)r->k + ka - kb < most)
            most = (wide_int)r->k + ka - kb;
        if (r->a == y && r->b == x && -(wide_int)r->k + ka - kb > least)
            least = -(wide_int)r->k + ka - kb;
    }
    switch (p) {
    case IR_ULT:
    case IR_SLT:
        return most < 0 ? TRUTH_YES : least >= 0 ? TRUTH_NO : TRUTH_MAYBE;
    case IR_ULE:
    case IR_SLE:
        return most <= 0 ? TRUTH_YES : least > 0 ? TRUTH_NO : TRUTH_MAYBE;
    case IR_EQ:
        return most < 0 || least > 0 ? TRUTH_NO : most == 0 && least == 0 ? TRUTH_YES : TRUTH_MAYBE;
    default:
        return most < 0 || least > 0 ? TRUTH_YES : most == 0 && least == 0 ? TRUTH_NO : TRUTH_MAYBE;
    }
}

term_id state_limit(struct world *world, const struct state *state, term_id term, bool above, int64_t *ret_add)
{
    int64_t add;
    for (const struct relation *r = state->relations; r; r = r->previous) {
        term_id x = anchor(world, state, term, r->is_signed, &add);
        if ((above ? r->a : r->b) != x)
            continue;
        *ret_add = above ? add + r->k : add - r->k;
        return above ? r->b : r->a;
    }
    return 0;
}

// Whether a pointer that is compared with null is one that is not, moved on: it stays inside of its object.
static bool is_place_in_object(struct world *world, const struct state *state, term_id pointer, term_id null)
{
    int64_t number;
    term_id base, offset;
    const struct term *t = term_of(&world->terms, pointer);
    return t->kind == TERM_LINEAR && t->flags & T_POINTER && term_is_const(&world->terms, null, &number) && !number &&
           term_pointer(&world->terms, pointer, &base, &offset) && base != pointer && state_range(world, state, base).umin > 0;
}

enum truth state_truth(struct world *world, const struct state *state, term_id condition)
{
    struct range r = state_range(world, state, condition);
    if (range_is_const(r))
        return r.umin ? TRUTH_YES : TRUTH_NO;
    const struct term *t = term_of(&world->terms, condition);
    if (t->kind != TERM_COMPARE)
        return TRUTH_MAYBE;
    // The opposite comparison may be what is known.
    struct term c = *t; // making terms moves the list
    const struct fact *opposite = state_fact(state, term_compare(&world->terms, predicate_negate(c.op), c.a, c.b));
    if (opposite && range_is_const(opposite->range))
        return opposite->range.umin ? TRUTH_NO : TRUTH_YES;
    if ((c.op == IR_EQ || c.op == IR_NE) && is_place_in_object(world, state, c.a, c.b))
        return c.op == IR_NE ? TRUTH_YES : TRUTH_NO;
    t = term_of(&world->terms, condition);
    return relations_say(world, state, t->op, t->a, t->b);
}

bool state_assume(struct world *world, struct state *state, term_id condition, bool holds)
{
    enum truth known = state_truth(world, state, condition);
    if (known != TRUTH_MAYBE)
        return (known == TRUTH_YES) == holds;
    struct term t = *term_of(&world->terms, condition);
    state_set_fact(world, state, condition, (struct fact){.range = range_const(holds, t.bits)});
    if (t.kind == TERM_CAST)
        return state_narrow(world, state, t.a, range_const(holds, term_of(&world->terms, t.a)->bits));
    if (t.kind == TERM_BINARY && t.bits == 1 && ((t.op == IR_AND && holds) || (t.op == IR_OR && !holds)))
        return state_assume(world, state, t.a, holds) && state_assume(world, state, t.b, holds);
    if (t.kind == TERM_COMPARE && t.op >= IR_FEQ) { // floats have no ranges: a test is taken for a good one
        for (int above = 0; above < 2; above++) {
            mark_bounded(world, state, t.a, above, 0);
            mark_bounded(world, state, t.b, above, 0);
        }
        return true;
    }
    if (t.kind != TERM_COMPARE)
        return true;
    enum ir_predicate p = holds ? t.op : predicate_negate(t.op);
    uint32_t bits = term_of(&world->terms, t.a)->bits;
    struct range a = state_range(world, state, t.a), b = state_range(world, state, t.b);
    if (!range_assume(p, &a, &b, bits))
        return false;
    if (p != IR_NE)
        learn_order(world, state, p, t.a, t.b);
    return state_narrow(world, state, t.a, a) && state_narrow(world, state, t.b, b);
}

// --- sums as whole numbers -----------------------------------------------------------------------

// The term below casts that keep the signed value.
static term_id strip(struct world *world, term_id term, bool *ret_unsigned)
{
    const struct term *t = term_of(&world->terms, term);
    while (t->kind == TERM_CAST && (t->op == IR_SEXT || t->op == IR_ZEXT)) {
        *ret_unsigned |= t->op == IR_ZEXT;
        term = t->a;
        t = term_of(&world->terms, term);
    }
    return term;
}

// Whether x - y <= k is recorded, for terms seen through widening casts.
static bool related(struct world *world, const struct state *state, term_id x, term_id y, int64_t *ret_k)
{
    bool ux = false, uy = false, found = false;
    term_id sx = strip(world, x, &ux), sy = strip(world, y, &uy);
    for (const struct relation *r = state->relations; r; r = r->previous) {
        bool direct = r->a == x && r->b == y;
        bool through = r->a == sx && r->b == sy && (r->is_signed ? !ux && !uy : (ux || sx == x) && (uy || sy == y));
        if (!direct && !through)
            continue;
        if (!r->is_signed && direct && (state_range(world, state, x).smin < 0 || state_range(world, state, y).smin < 0))
            continue; // the readings differ
        if (!found || r->k < *ret_k)
            *ret_k = r->k;
        found = true;
    }
    return found;
}

static struct bounds sum_bounds(struct world *world, const struct state *state, const struct linear *l)
{
    struct bounds b = {l->constant, l->constant};
    for (uint32_t i = 0; i < l->count; i++) {
        struct range r = state_range(world, state, l->parts[i].term);
        wide_int c = l->parts[i].coefficient;
        b.low += c >= 0 ? c * r.smin : c * r.smax;
        b.high += c >= 0 ? c * r.smax : c * r.smin;
    }
    return b;
}

static bool sum_fits(struct world *world, const struct state *state, const struct linear *l, bool is_signed);

// What was compared with a sum, such as `left < size - used`: b - a >= -k, where it is part of `linear`, leaves the rest.
static void bound_by_sums(struct world *world, const struct state *state, const struct linear *linear, struct bounds *best)
{
    for (const struct relation *r = state->relations; r; r = r->previous) {
        const struct term *a = term_of(&world->terms, r->a), *b = term_of(&world->terms, r->b);
        struct linear x, y, rest = *linear;
        if ((a->kind != TERM_LINEAR && b->kind != TERM_LINEAR) || (a->flags | b->flags) & T_POINTER ||
            a->bits != linear->bits || b->bits != linear->bits)
            continue;
        term_take_apart(&world->terms, r->a, &x);
        term_take_apart(&world->terms, r->b, &y);
        bool lost = !sum_fits(world, state, &x, r->is_signed) || !sum_fits(world, state, &y, r->is_signed);
        bool apart = !r->is_signed && (state_range(world, state, r->a).smin < 0 || state_range(world, state, r->b).smin < 0);
        linear_add(&rest, &y, -1, &lost);
        linear_add(&rest, &x, 1, &lost);
        if (lost || apart || rest.count >= linear->count)
            continue;
        wide_int low = sum_bounds(world, state, &rest).low - r->k;
        if (low > best->low)
            best->low = low;
    }
}

struct bounds state_bounds(struct world *world, const struct state *state, const struct linear *linear)
{
    struct bounds best = sum_bounds(world, state, linear);
    if (linear->count > 1 && best.low < 0)
        bound_by_sums(world, state, linear, &best);
    // +c*y - c*x with x - y <= k is at least -c*k; the pair leaves the sum.
    for (uint32_t i = 0; i < linear->count; i++)
        for (uint32_t j = 0; j < linear->count; j++) {
            int64_t c = linear->parts[i].coefficient, k;
            if (i == j || c <= 0 || linear->parts[j].coefficient != -c)
                continue;
            struct linear rest = *linear;
            uint32_t kept = 0;
            for (uint32_t n = 0; n < linear->count; n++)
                if (n != i && n != j)
                    rest.parts[kept++] = linear->parts[n];
            rest.count = kept;
            struct bounds r = sum_bounds(world, state, &rest);
            term_id y = linear->parts[i].term, x = linear->parts[j].term;
            if (related(world, state, x, y, &k) && r.low - (wide_int)c * k > best.low)
                best.low = r.low - (wide_int)c * k;
            if (related(world, state, y, x, &k) && r.high + (wide_int)c * k < best.high)
                best.high = r.high + (wide_int)c * k;
        }
    return best;
}

// --- operations that the state can simplify ------------------------------------------------------

// Whether a sum keeps its exact value in the given reading.
static bool sum_fits(struct world *world, const struct state *state, const struct linear *l, bool is_signed)
{
    wide_int low = l->constant, high = l->constant;
    for (uint32_t i = 0; i < l->count; i++) {
        struct range r = state_range(world, state, l->parts[i].term);
        wide_int c = l->parts[i].coefficient;
        wide_int least = is_signed ? (wide_int)r.smin : (wide_int)r.umin;
        wide_int most = is_signed ? (wide_int)r.smax : (wide_int)r.umax;
        low += c >= 0 ? c * least : c * most;
        high += c >= 0 ? c * most : c * least;
    }
    struct range full = range_full(l->bits);
    return is_signed ? low >= full.smin && high <= full.smax : low >= 0 && high <= (wide_int)full.umax;
}

term_id state_cast(struct world *world, const struct state *state, enum ir_cast cast, term_id a, uint32_t bits,
                   bool pointer)
{
    struct term t = *term_of(&world->terms, a);
    bool widens = (cast == IR_SEXT || cast == IR_ZEXT) && bits <= 64 && bits > t.bits;
    if (!widens || t.kind == TERM_CONST)
        return term_cast(&world->terms, cast, a, bits, pointer);
    if (cast == IR_SEXT && state_range(world, state, a).smin >= 0 && t.kind == TERM_CAST && t.op == IR_ZEXT)
        cast = IR_ZEXT;
    if (t.kind != TERM_LINEAR)
        return term_cast(&world->terms, cast, a, bits, pointer);
    struct linear l;
    term_take_apart(&world->terms, a, &l);
    bool fits = sum_fits(world, state, &l, cast == IR_SEXT) || (cast == IR_SEXT && t.flags & T_NSW);
    if (!fits)
        return term_cast(&world->terms, cast, a, bits, pointer);
    struct linear wide = {.bits = bits, .constant = l.constant};
    bool lost = false;
    for (uint32_t i = 0; i < l.count; i++) {
        struct linear part;
        term_take_apart(&world->terms, term_cast(&world->terms, cast, l.parts[i].term, bits, false), &part);
        linear_add(&wide, &part, l.parts[i].coefficient, &lost);
    }
    return lost ? term_cast(&world->terms, cast, a, bits, pointer) :
           term_linear(&world->terms, &wide, cast == IR_SEXT ? T_NSW : 0);
}

term_id state_binary(struct world *world, const struct state *state, enum ir_binary op, term_id a, term_id b, bool nsw)
{
    if (op < IR_FADD || op > IR_FREM) {
        a = state_simplify(world, state, a);
        b = state_simplify(world, state, b);
    }
    return term_binary(&world->terms, op, a, b, nsw);
}
