#include "code/flow/term.h"
#include "base/hash.h"
#include <math.h>
#include <string.h>

void terms_start(struct terms *terms, struct arena *arena, uint32_t pointer_bits)
{
    *terms = (struct terms){.arena = arena, .pointer_bits = pointer_bits};
    (void)VEC_ADD(&terms->list);
    (void)VEC_ADD(&terms->objects);
    (void)VEC_ADD(&terms->origins);
    VEC_ADD(&terms->generations)->kind = GENERATION_ENTRY;
}

void terms_free(struct terms *terms)
{
    VEC_FREE(&terms->list);
    VEC_FREE(&terms->parts);
    VEC_FREE(&terms->objects);
    VEC_FREE(&terms->generations);
    VEC_FREE(&terms->origins);
    VEC_FREE(&terms->alternatives);
    idmap_free(&terms->index);
    idmap_free(&terms->object_index);
}

// --- hash consing --------------------------------------------------------------------------------

static uint64_t term_hash(const struct term *t)
{
    uint64_t h = (uint64_t)t->kind | (uint64_t)t->op << 8 | (uint64_t)t->bits << 16 |
                 (uint64_t)(t->flags & (T_POINTER | T_NSW)) << 24;
    h = h * 0x9e3779b97f4a7c15u + ((uint64_t)t->a << 32 | t->b);
    h = (h ^ h >> 29) * 0xbf58476d1ce4e5b9u + (uint64_t)t->number;
    h ^= h >> 32;
    return h;
}

static bool same_term(const struct term *x, const struct term *y)
{
    return x->kind == y->kind && x->op == y->op && x->bits == y->bits && x->a == y->a && x->b == y->b &&
           x->number == y->number && ((x->flags ^ y->flags) & (T_POINTER | T_NSW)) == 0;
}

static term_id intern(struct terms *terms, const struct term *wanted)
{
    uint64_t hash = term_hash(wanted), first = 0;
    if (idmap_get(&terms->index, hash, &first))
        for (term_id id = (term_id)first; id; id = terms->list.items[id].next)
            if (same_term(&terms->list.items[id], wanted))
                return id;
    term_id id = (term_id)terms->list.count;
    struct term *t = VEC_ADD(&terms->list);
    *t = *wanted;
    if (t->flags & T_POINTER)
        t->flags |= T_HOLDS;
    t->next = (uint32_t)first;
    idmap_put(&terms->index, hash, id);
    return id;
}

static uint32_t clamp_bits(uint32_t bits)
{
    return bits == 0 || bits > 64 ? 64 : bits;
}

// --- leaves --------------------------------------------------------------------------------------

term_id term_const(struct terms *terms, int64_t value, uint32_t bits)
{
    bits = clamp_bits(bits);
    value = range_sign_extend((uint64_t)value, bits);
    return intern(terms, &(struct term){.kind = TERM_CONST, .bits = (uint8_t)bits, .number = value,
                                        .base = range_const(value, bits)});
}

term_id term_real(struct terms *terms, double value)
{
    return intern(terms, &(struct term){.kind = TERM_REAL, .bits = 64, .real = value, .base = range_full(64)});
}

term_id term_undef(struct terms *terms, object_id object, ir_id variable, uint32_t bits)
{
    bits = clamp_bits(bits);
    return intern(terms, &(struct term){.kind = TERM_UNDEF, .bits = (uint8_t)bits, .a = object, .number = variable,
                                        .flags = T_UNDEFINED, .base = range_full(bits)});
}

term_id term_param(struct terms *terms, uint32_t position, uint32_t bits, bool pointer)
{
    bits = clamp_bits(bits);
    return intern(terms, &(struct term){.kind = TERM_PARAM, .bits = (uint8_t)bits, .number = position,
                                        .flags = (uint16_t)(T_INPUT | (pointer ? T_POINTER : 0)),
                                        .base = range_full(bits)});
}

// What may be said of something read from an object: it depends on what its address depends on.
uint16_t object_reach(const struct terms *terms, object_id object)
{
    const struct object *o = &terms->objects.items[object];
    if (o->kind == OBJECT_GLOBAL)
        return T_INPUT;
    if (o->kind == OBJECT_POINTEE) {
        uint16_t flags = term_of(terms, o->key)->flags;
        if (flags & (T_TAINT | T_RANDOM)) // what a chosen pointer leads to: getenv()'s text
            return flags & (T_TAINT | T_RANDOM | T_UNKNOWN | T_INPUT);
        return (uint16_t)(flags & T_UNKNOWN ? T_UNKNOWN : flags & T_INPUT ? T_INPUT : T_UNKNOWN);
    }
    return T_UNKNOWN;
}

term_id term_content(struct terms *terms, object_id object, uint32_t generation, int64_t offset, uint32_t bits,
                     bool pointer)
{
    bits = clamp_bits(bits);
    const struct generation *g = &terms->generations.items[generation];
    uint16_t flags = g->kind == GENERATION_ENTRY ? object_reach(terms, object) : g->flags;
    if (g->kind != GENERATION_ENTRY && !(flags & (T_TAINT | T_RANDOM | T_INPUT)))
        flags |= T_UNKNOWN;
    uint32_t origin = g->origin;
    if (g->kind == GENERATION_ENTRY && terms->objects.items[object].kind == OBJECT_POINTEE)
        origin = term_of(terms, terms->objects.items[object].key)->origin;
    return intern(terms, &(struct term){.kind = TERM_CONTENT, .bits = (uint8_t)bits, .a = object, .b = generation,
                                        .number = offset, .flags = (uint16_t)(flags | (pointer ? T_POINTER : 0)),
                                        .origin = origin, .base = range_full(bits)});
}

term_id term_length(struct terms *terms, object_id object, uint32_t generation, int64_t offset, uint32_t width,
                    uint16_t flags, uint32_t origin)
{
    if (!(flags & (T_TAINT | T_RANDOM)))
        flags |= terms->generations.items[generation].kind == GENERATION_ENTRY ? object_reach(terms, object) : T_UNKNOWN;
    uint32_t bits = terms->pointer_bits;
    return intern(terms, &(struct term){.kind = TERM_LENGTH, .op = (uint8_t)width, .bits = (uint8_t)bits, .a = object,
                                        .b = generation, .number = offset, .flags = flags, .origin = origin,
                                        .base = range_unsigned(0, range_mask(bits - 2) / (width ? width : 1), bits)});
}

term_id term_fresh(struct terms *terms, uint32_t site, uint32_t number, uint32_t bits, uint16_t flags, uint32_t origin)
{
    bits = clamp_bits(bits);
    if (!(flags & (T_TAINT | T_RANDOM)))
        flags |= T_UNKNOWN;
    return intern(terms, &(struct term){.kind = TERM_FRESH, .bits = (uint8_t)bits, .a = site, .b = number,
                                        .flags = flags, .origin = origin, .base = range_full(bits)});
}

uint32_t term_alternatives(const struct terms *terms, term_id term, const term_id **ret_terms)
{
    const struct term *t = term_of(terms, term);
    if (t->kind != TERM_JOIN || !t->b)
        return 0;
    const term_id *at = &terms->alternatives.items[t->b - 1];
    *ret_terms = at + 1;
    return at[0];
}

bool term_is_total(const struct terms *terms, term_id term)
{
    const term_id *list;
    int64_t number;
    bool total = false;
    while (term_of(terms, term)->kind == TERM_CAST)
        term = term_of(terms, term)->a;
    uint32_t count = term_of(terms, term)->bits == 64 ? term_alternatives(terms, term, &list) : 0;
    for (uint32_t i = 0; i < count; i++)
        total |= term_is_const(terms, list[i], &number) && !number;
    return total;
}

// The alternatives of both, without repetition; what is more than fits is dropped (the join then knows fewer).
static uint32_t merge_alternatives(const struct terms *terms, term_id a, term_id b, term_id *out)
{
    uint32_t count = 0;
    const term_id both[2] = {a, b};
    for (int i = 0; i < 2; i++) {
        const term_id *list = &both[i];
        uint32_t n = term_of(terms, both[i])->kind == TERM_JOIN ? term_alternatives(terms, both[i], &list) : 1;
        for (uint32_t j = 0; j < n; j++) {
            bool known = false;
            for (uint32_t k = 0; k < count; k++)
                known |= out[k] == list[j];
            if (!known && count < JOIN_ALTERNATIVES)
                out[count++] = list[j];
        }
    }
    return count;
}

term_id term_join(struct terms *terms, uint32_t site, uint32_t number, uint32_t round, term_id a, term_id b)
{
    const struct term *x = term_of(terms, a), *y = term_of(terms, b);
    term_id merged[JOIN_ALTERNATIVES];
    uint32_t count = merge_alternatives(terms, a, b, merged);
    uint32_t taint = x->flags & T_TAINT ? x->origin : y->origin;
    // Undefined on one path only is not undefined: that path has its own disjunct, or was joined away and is silent.
    uint16_t flags = (uint16_t)(((x->flags | y->flags) & (T_TAINT | T_RANDOM | T_INPUT | T_POINTER | T_HOLDS)) | T_UNKNOWN);
    struct term wanted = {.kind = TERM_JOIN, .bits = x->bits, .a = site, .number = (int64_t)((uint64_t)number << 32 | round),
                          .flags = flags, .origin = taint ? taint : x->origin, .base = range_full(x->bits)};
    uint64_t key = (uint64_t)a << 32 | b;
    wanted.op = (uint8_t)(key % 251); // keeps joins of different pairs at one place apart
    uint64_t index = terms->alternatives.count;
    wanted.b = (uint32_t)index + 1;
    *VEC_ADD(&terms->alternatives) = count;
    for (uint32_t i = 0; i < count; i++)
        *VEC_ADD(&terms->alternatives) = merged[i];
    return intern(terms, &wanted);
}

term_id term_sweep(struct terms *terms, uint32_t site, uint32_t number, term_id start, int64_t step)
{
    const struct term *s = term_of(terms, start);
    return intern(terms, &(struct term){.kind = TERM_SWEEP, .bits = s->bits, .a = start, .b = site,
                                        .op = (uint8_t)number, .number = step,
                                        .flags = (uint16_t)((s->flags & (T_DEPENDS | T_POINTER)) | T_SWEEP),
                                        .origin = s->origin, .base = range_full(s->bits)});
}

// --- sums ----------------------------------------------------------------------------------------

static int64_t wrap_multiply(int64_t a, int64_t b)
{
    return (int64_t)((uint64_t)a * (uint64_t)b);
}

static int64_t wrap_add(int64_t a, int64_t b)
{
    return (int64_t)((uint64_t)a + (uint64_t)b);
}

void term_take_apart(const struct terms *terms, term_id term, struct linear *ret)
{
    const struct term *t = term_of(terms, term);
    *ret = (struct linear){.bits = t->bits};
    if (t->kind == TERM_CONST) {
        ret->constant = t->number;
    } else if (t->kind == TERM_LINEAR) {
        ret->constant = t->number;
        ret->count = t->b;
        memcpy(ret->parts, &terms->parts.items[t->a], t->b * sizeof *ret->parts);
    } else {
        ret->count = 1;
        ret->parts[0] = (struct part){term, 1};
    }
}

void linear_add(struct linear *into, const struct linear *from, int64_t factor, bool *ret_lost)
{
    into->constant = wrap_add(into->constant, wrap_multiply(from->constant, factor));
    for (uint32_t i = 0; i < from->count; i++) {
        int64_t coefficient = wrap_multiply(from->parts[i].coefficient, factor);
        uint32_t at = 0;
        while (at < into->count && into->parts[at].term < from->parts[i].term)
            at++;
        if (at < into->count && into->parts[at].term == from->parts[i].term) {
            struct part *p = &into->parts[at];
            p->coefficient = range_sign_extend((uint64_t)wrap_add(p->coefficient, coefficient), into->bits);
            if (!p->coefficient)
                memmove(p, p + 1, (--into->count - at) * sizeof *p);
        } else if (into->count == LINEAR_PARTS) {
            *ret_lost = true;
            return;
        } else {
            memmove(&into->parts[at + 1], &into->parts[at], (into->count++ - at) * sizeof *into->parts);
            into->parts[at] = (struct part){from->parts[i].term, coefficient};
        }
    }
}

// The parts of equal sums are stored once: the index is found by a term whose `a` points at the first copy.
static term_id intern_linear(struct terms *terms, const struct linear *l, struct term *wanted)
{
    uint64_t hash = (uint64_t)l->constant * 31 + wanted->bits + (uint64_t)(wanted->flags & (T_POINTER | T_NSW)) * 77;
    for (uint32_t i = 0; i < l->count; i++)
        hash = hash_mix(hash, (uint64_t)l->parts[i].term << 20 ^ (uint64_t)l->parts[i].coefficient);
    uint64_t first = 0;
    if (idmap_get(&terms->index, hash, &first))
        for (term_id id = (term_id)first; id; id = terms->list.items[id].next) {
            const struct term *t = &terms->list.items[id];
            if (t->kind == TERM_LINEAR && t->bits == wanted->bits && t->number == l->constant && t->b == l->count &&
                !((t->flags ^ wanted->flags) & (T_POINTER | T_NSW)) &&
                !memcmp(&terms->parts.items[t->a], l->parts, l->count * sizeof *l->parts))
                return id;
        }
    wanted->a = (uint32_t)terms->parts.count;
    wanted->b = l->count;
    for (uint32_t i = 0; i < l->count; i++)
        *VEC_ADD(&terms->parts) = l->parts[i];
    wanted->next = (uint32_t)first;
    term_id id = (term_id)terms->list.count;
    *VEC_ADD(&terms->list) = *wanted;
    idmap_put(&terms->index, hash, id);
    return id;
}

term_id term_linear(struct terms *terms, const struct linear *l, uint16_t flags)
{
    int64_t constant = range_sign_extend((uint64_t)l->constant, l->bits);
    if (!l->count)
        return term_const(terms, constant, l->bits);
    if (l->count == 1 && !constant && l->parts[0].coefficient == 1)
        return l->parts[0].term;
    struct term wanted = {.kind = TERM_LINEAR, .bits = (uint8_t)l->bits, .number = constant,
                          .flags = flags & T_NSW, .base = range_full(l->bits)};
    int pointers = 0;
    for (uint32_t i = 0; i < l->count; i++) {
        const struct term *t = term_of(terms, l->parts[i].term);
        wanted.flags |= t->flags & T_DEPENDS;
        pointers += t->flags & T_POINTER ? (l->parts[i].coefficient == 1 ? 1 : 2) : 0;
        if (t->origin && (!wanted.origin || t->flags & T_TAINT))
            wanted.origin = t->origin;
    }
    if (pointers == 1)
        wanted.flags |= T_POINTER | T_HOLDS;
    struct linear normal = *l;
    normal.constant = constant;
    return intern_linear(terms, &normal, &wanted);
}

term_id term_add(struct terms *terms, term_id a, int64_t number)
{
    if (!number)
        return a;
    struct linear l;
    term_take_apart(terms, a, &l);
    l.constant = wrap_add(l.constant, number);
    return term_linear(terms, &l, 0);
}

// --- operations ----------------------------------------------------------------------------------

bool term_is_const(const struct terms *terms, term_id term, int64_t *ret_value)
{
    const struct term *t = term_of(terms, term);
    *ret_value = t->number;
    return t->kind == TERM_CONST;
}

static term_id plain(struct terms *terms, uint8_t kind, uint8_t op, term_id a, term_id b, uint32_t bits, uint16_t flags)
{
    const struct term *x = term_of(terms, a), *y = term_of(terms, b);
    struct term wanted = {.kind = kind, .op = op, .bits = (uint8_t)bits, .a = a, .b = b, .base = range_full(bits)};
    wanted.flags = (uint16_t)(flags | ((x->flags | y->flags) & T_DEPENDS));
    wanted.origin = x->origin && (x->flags & T_TAINT || !y->origin) ? x->origin : y->origin;
    if (kind == TERM_BINARY)
        wanted.base = range_binary(op, x->base, y->base, bits);
    else if (kind == TERM_CAST)
        wanted.base = range_cast(op, x->base, x->bits, bits);
    else if (kind == TERM_COMPARE)
        wanted.base = range_unsigned(0, 1, 1);
    if (range_empty(wanted.base))
        wanted.base = range_full(bits);
    return intern(terms, &wanted);
}

static term_id fold_reals(struct terms *terms, enum ir_binary op, double x, double y)
{
    return term_real(terms, op == IR_FADD ? x + y : op == IR_FSUB ? x - y : op == IR_FMUL ? x * y :
                     op == IR_FDIV && y != 0 ? x / y : 0);
}

static term_id binary_sum(struct terms *terms, enum ir_binary op, term_id a, term_id b, bool nsw)
{
    struct linear x, y;
    bool lost = false;
    term_take_apart(terms, a, &x);
    term_take_apart(terms, b, &y);
    linear_add(&x, &y, op == IR_ADD ? 1 : -1, &lost);
    return lost ? 0 : term_linear(terms, &x, nsw ? T_NSW : 0);
}

static term_id binary_product(struct terms *terms, term_id a, int64_t factor, uint32_t bits, bool nsw)
{
    struct linear x, sum = {.bits = bits};
    bool lost = false;
    term_take_apart(terms, a, &x);
    linear_add(&sum, &x, factor, &lost);
    for (uint32_t i = 0; i < sum.count; i++)
        sum.parts[i].coefficient = range_sign_extend((uint64_t)sum.parts[i].coefficient, bits);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < sum.count; i++)
        if (sum.parts[i].coefficient)
            sum.parts[kept++] = sum.parts[i];
    sum.count = kept;
    return lost ? 0 : term_linear(terms, &sum, nsw ? T_NSW : 0);
}

term_id term_binary(struct terms *terms, enum ir_binary op, term_id a, term_id b, bool nsw)
{
    const struct term *x = term_of(terms, a), *y = term_of(terms, b);
    uint32_t bits = x->bits;
    if (op >= IR_FADD && op <= IR_FREM) {
        if (x->kind == TERM_REAL && y->kind == TERM_REAL && op != IR_FREM && !(op == IR_FDIV && y->real == 0))
            return fold_reals(terms, op, x->real, y->real);
        return plain(terms, TERM_BINARY, (uint8_t)op, a, b, bits, 0);
    }
    term_id sum = 0;
    if (op == IR_ADD || op == IR_SUB)
        sum = binary_sum(terms, op, a, b, nsw);
    else if (op == IR_MUL && y->kind == TERM_CONST)
        sum = binary_product(terms, a, y->number, bits, nsw);
    else if (op == IR_MUL && x->kind == TERM_CONST)
        sum = binary_product(terms, b, x->number, bits, nsw);
    else if (op == IR_SHL && y->kind == TERM_CONST && y->number >= 0 && y->number < bits)
        sum = binary_product(terms, a, (int64_t)((uint64_t)1 << y->number), bits, false);
    if (sum)
        return sum;
    if (x->kind == TERM_CONST && y->kind == TERM_CONST) {
        struct range r = range_binary(op, x->base, y->base, bits);
        if (!range_empty(r) && range_is_const(r))
            return term_const(terms, r.smin, bits);
    }
    if (op == IR_XOR && bits == 1 && y->kind == TERM_CONST && y->number && x->kind == TERM_COMPARE)
        return term_compare(terms, predicate_negate(x->op), x->a, x->b);
    if ((op == IR_AND || op == IR_OR) && a == b)
        return a;
    return plain(terms, TERM_BINARY, (uint8_t)op, a, b, bits, nsw ? T_NSW : 0);
}

// A comparison of a widened boolean with zero is that boolean or its negation.
static term_id compare_boolean(struct terms *terms, enum ir_predicate p, term_id a, int64_t against)
{
    const struct term *x = term_of(terms, a);
    while (x->kind == TERM_CAST && (x->op == IR_ZEXT || x->op == IR_SEXT || x->op == IR_TRUNC)) {
        a = x->a;
        x = term_of(terms, a);
    }
    if (x->kind != TERM_COMPARE || (against != 0 && against != 1) || (p != IR_EQ && p != IR_NE))
        return 0;
    bool same = (p == IR_NE) == (against == 0);
    return same ? a : term_compare(terms, predicate_negate(x->op), x->a, x->b);
}

// The addresses of two objects that exist at the same time. Blocks of the heap may follow each other at one address,
// and what a pointer from outside leads to may be anything.
static bool are_different_objects(const struct terms *terms, const struct term *x, const struct term *y)
{
    if (x->kind != TERM_OBJECT || y->kind != TERM_OBJECT || x->a == y->a)
        return false;
    const struct object *a = &terms->objects.items[x->a], *b = &terms->objects.items[y->a];
    return a->kind != OBJECT_POINTEE && b->kind != OBJECT_POINTEE && !a->weak && !b->weak &&
           (a->kind == OBJECT_STACK || b->kind == OBJECT_STACK || (a->kind != b->kind));
}

// Sums of the same parts are so far apart, whatever the parts are and whether or not they wrap around.
static bool constant_difference(const struct terms *terms, term_id a, term_id b, int64_t *ret)
{
    *ret = 0;
    if (a == b)
        return true;
    const struct term *x = term_of(terms, a), *y = term_of(terms, b);
    if (x->bits != y->bits || (x->kind != TERM_LINEAR && y->kind != TERM_LINEAR))
        return false;
    struct linear l, other;
    bool lost = false;
    term_take_apart(terms, a, &l);
    term_take_apart(terms, b, &other);
    linear_add(&l, &other, -1, &lost);
    *ret = range_sign_extend((uint64_t)l.constant, l.bits);
    return !lost && !l.count;
}

term_id term_compare(struct terms *terms, enum ir_predicate p, term_id a, term_id b)
{
    const struct term *x = term_of(terms, a), *y = term_of(terms, b);
    if (x->kind == TERM_CONST && y->kind != TERM_CONST)
        return term_compare(terms, predicate_swap(p), b, a);
    if (p >= IR_FEQ && p <= IR_FLE && x->kind == TERM_REAL && y->kind == TERM_REAL) {
        double v = x->real, w = y->real;
        bool holds = p == IR_FEQ ? v == w : p == IR_FNE ? v != w : p == IR_FGT ? v > w : p == IR_FGE ? v >= w :
                     p == IR_FLT ? v < w : v <= w;
        return term_const(terms, holds, 1);
    }
    if (y->kind == TERM_CONST) {
        term_id same = compare_boolean(terms, p, a, y->number);
        if (same)
            return same;
    }
    int64_t apart;
    bool known_apart = p < IR_FEQ && constant_difference(terms, a, b, &apart);
    if (known_apart && !apart)
        return term_const(terms, p == IR_EQ || p == IR_UGE || p == IR_ULE || p == IR_SGE || p == IR_SLE, 1);
    if (known_apart && (p == IR_EQ || p == IR_NE))
        return term_const(terms, p == IR_NE, 1);
    if ((p == IR_EQ || p == IR_NE) && are_different_objects(terms, x, y))
        return term_const(terms, p == IR_NE, 1);
    enum truth known = p < IR_FEQ ? range_compare(p, x->base, y->base) : TRUTH_MAYBE;
    if (known != TRUTH_MAYBE)
        return term_const(terms, known == TRUTH_YES, 1);
    return plain(terms, TERM_COMPARE, (uint8_t)p, a, b, 1, 0);
}

static term_id cast_constant(struct terms *terms, enum ir_cast cast, const struct term *x, uint32_t bits)
{
    switch (cast) {
    case IR_ZEXT:
        return term_const(terms, (int64_t)range_zero_extend((uint64_t)x->number, x->bits), bits);
    case IR_STOF:
        return term_real(terms, (double)x->number);
    case IR_UTOF:
        return term_real(terms, (double)range_zero_extend((uint64_t)x->number, x->bits));
    case IR_FTRUNC: case IR_FEXT: case IR_FTOU: case IR_FTOS:
        return 0;
    default:
        return term_const(terms, x->number, bits);
    }
}

static term_id cast_real(struct terms *terms, enum ir_cast cast, const struct term *x, uint32_t bits)
{
    double v = x->real;
    if (cast == IR_FEXT || cast == IR_FTRUNC)
        return term_real(terms, v);
    if ((cast == IR_FTOS || cast == IR_FTOU) && v > -9.2e18 && v < 9.2e18)
        return term_const(terms, (int64_t)v, bits);
    return 0;
}

term_id term_cast(struct terms *terms, enum ir_cast cast, term_id a, uint32_t bits, bool pointer)
{
    bits = clamp_bits(bits);
    const struct term *x = term_of(terms, a);
    term_id folded = x->kind == TERM_CONST ? cast_constant(terms, cast, x, bits) :
                     x->kind == TERM_REAL ? cast_real(terms, cast, x, bits) : 0;
    if (folded)
        return folded;
    bool keeps = cast == IR_PTOI || cast == IR_ITOP || cast == IR_BITCAST;
    if (x->kind == TERM_UNDEF)
        return term_undef(terms, x->a, (ir_id)x->number, bits);
    if (keeps && bits == x->bits)
        return a;
    if (cast == IR_TRUNC && x->kind == TERM_CAST && (x->op == IR_ZEXT || x->op == IR_SEXT)) {
        uint32_t inner = term_of(terms, x->a)->bits;
        if (inner == bits)
            return x->a;
        if (inner > bits)
            return term_cast(terms, IR_TRUNC, x->a, bits, pointer);
    }
    if ((cast == IR_ZEXT || cast == IR_SEXT) && x->kind == TERM_CAST && x->op == cast)
        return term_cast(terms, cast, x->a, bits, pointer);
    if (cast == IR_SEXT && x->kind == TERM_CAST && x->op == IR_ZEXT)
        return term_cast(terms, IR_ZEXT, x->a, bits, pointer);
    if (keeps)
        cast = bits < x->bits ? IR_TRUNC : IR_ZEXT;
    return plain(terms, TERM_CAST, (uint8_t)cast, a, 0, bits, pointer ? T_POINTER : 0);
}

term_id term_pure(struct terms *terms, enum term_function function, term_id a, term_id b, uint32_t bits)
{
    bits = clamp_bits(bits);
    const struct term *x = term_of(terms, a);
    if (function == FUNCTION_SQRT && x->kind == TERM_REAL && x->real >= 0)
        return term_real(terms, sqrt(x->real));
    if (function == FUNCTION_ABS && x->kind == TERM_CONST && x->number != range_lowest(x->bits))
        return term_const(terms, x->number < 0 ? -x->number : x->number, bits);
    if (function == FUNCTION_ABS && x->kind == TERM_REAL)
        return term_real(terms, fabs(x->real));
    return plain(terms, TERM_PURE, (uint8_t)function, a, b, bits, 0);
}

// --- pointers and objects ------------------------------------------------------------------------

bool term_pointer(struct terms *terms, term_id pointer, term_id *ret_base, term_id *ret_offset)
{
    const struct term copy = *term_of(terms, pointer), *t = &copy; // making terms moves the list
    *ret_base = 0;
    *ret_offset = 0;
    if (t->kind != TERM_LINEAR) {
        *ret_base = pointer;
        *ret_offset = term_const(terms, 0, t->bits);
        return t->kind != TERM_CONST;
    }
    struct linear l;
    term_take_apart(terms, pointer, &l);
    for (uint32_t i = 0; i < l.count; i++) {
        if (!(term_of(terms, l.parts[i].term)->flags & T_POINTER) || l.parts[i].coefficient != 1)
            continue;
        if (*ret_base)
            return false;
        *ret_base = l.parts[i].term;
    }
    if (!*ret_base)
        return false;
    struct linear base = {.bits = l.bits, .count = 1, .parts = {{*ret_base, 1}}};
    bool lost = false;
    linear_add(&l, &base, -1, &lost);
    *ret_offset = term_linear(terms, &l, T_NSW);
    return true;
}

object_id object_make(struct terms *terms, enum object_kind kind, uint32_t key, uint32_t sequence, bool *ret_new)
{
    uint64_t index = (uint64_t)key << 32 | (uint64_t)kind << 24 | (sequence & 0xffffff), found;
    *ret_new = false;
    if (idmap_get(&terms->object_index, index, &found))
        return (object_id)found;
    object_id id = (object_id)terms->objects.count;
    *VEC_ADD(&terms->objects) = (struct object){.kind = (uint8_t)kind, .key = key, .sequence = sequence};
    idmap_put(&terms->object_index, index, id);
    *ret_new = true;
    if (kind == OBJECT_POINTEE) {
        terms->objects.items[id].address = key;
        return id;
    }
    uint32_t bits = terms->pointer_bits;
    struct term wanted = {.kind = TERM_OBJECT, .bits = (uint8_t)bits, .a = id, .flags = T_POINTER};
    // A heap address may be null until the program has tested it; the state knows.
    wanted.base = kind == OBJECT_HEAP ? range_full(bits) : range_unsigned(1, range_mask(bits), bits);
    terms->objects.items[id].address = intern(terms, &wanted);
    return id;
}

object_id object_at(struct terms *terms, term_id base)
{
    const struct term *t = term_of(terms, base);
    if (t->kind == TERM_OBJECT)
        return t->a;
    bool fresh;
    return object_make(terms, OBJECT_POINTEE, base, 0, &fresh);
}

uint32_t generation_make(struct terms *terms, enum generation_kind kind, uint16_t flags, uint32_t origin)
{
    // Two that say nothing are still two: their contents need not be equal.
    *VEC_ADD(&terms->generations) = (struct generation){.kind = (uint8_t)kind, .flags = flags, .origin = origin};
    return (uint32_t)terms->generations.count - 1;
}

uint32_t generation_from(struct terms *terms, uint16_t flags, uint32_t origin, object_id source)
{
    uint16_t kept = flags & (T_TAINT | T_RANDOM);
    uint32_t made = generation_make(terms, GENERATION_UNKNOWN, source && !kept ? T_INPUT : kept, origin);
    terms->generations.items[made].object = source;
    return made;
}

uint32_t generation_copy(struct terms *terms, object_id object, uint32_t of, int64_t shift)
{
    struct generation g = terms->generations.items[of];
    if (g.kind == GENERATION_UNWRITTEN || g.kind == GENERATION_ZERO)
        return of;
    if (g.kind == GENERATION_COPY) {
        object = g.object;
        of = g.of;
        shift += g.shift;
        g = terms->generations.items[of];
    }
    *VEC_ADD(&terms->generations) = (struct generation){GENERATION_COPY, g.flags, g.origin, object, of, shift};
    return (uint32_t)terms->generations.count - 1;
}

uint32_t origin_make(struct terms *terms, ir_id location, const char *what, const struct story *story)
{
    *VEC_ADD(&terms->origins) = (struct origin){location, what, story, false};
    return (uint32_t)terms->origins.count - 1;
}
