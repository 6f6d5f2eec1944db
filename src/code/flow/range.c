#include "code/flow/range.h"

struct range range_none(void)
{
    return (struct range){1, 0, 1, 0};
}

bool range_holds(struct range r, int64_t value, uint32_t bits)
{
    uint64_t u = range_zero_extend((uint64_t)value, bits);
    int64_t s = range_sign_extend((uint64_t)value, bits);
    return s >= r.smin && s <= r.smax && u >= r.umin && u <= r.umax;
}

// Lets each reading learn from the other.
static struct range reconcile(struct range r, uint32_t bits)
{
    if (range_empty(r))
        return range_none();
    uint64_t half = (uint64_t)1 << (bits - 1);
    for (int round = 0; round < 2; round++) {
        if (r.smin >= 0 || r.smax < 0) { // one sign: the readings run in parallel
            uint64_t low = range_zero_extend((uint64_t)r.smin, bits), high = range_zero_extend((uint64_t)r.smax, bits);
            r.umin = r.umin > low ? r.umin : low;
            r.umax = r.umax < high ? r.umax : high;
        }
        if (r.umin > r.umax)
            return range_none();
        if (r.umax < half || r.umin >= half) {
            int64_t low = range_sign_extend(r.umin, bits), high = range_sign_extend(r.umax, bits);
            r.smin = r.smin > low ? r.smin : low;
            r.smax = r.smax < high ? r.smax : high;
        }
        if (r.smin > r.smax)
            return range_none();
    }
    return r;
}

struct range range_signed(int64_t low, int64_t high, uint32_t bits)
{
    struct range r = range_full(bits);
    r.smin = low > r.smin ? low : r.smin;
    r.smax = high < r.smax ? high : r.smax;
    return reconcile(r, bits);
}

struct range range_unsigned(uint64_t low, uint64_t high, uint32_t bits)
{
    struct range r = range_full(bits);
    r.umin = low > r.umin ? low : r.umin;
    r.umax = high < r.umax ? high : r.umax;
    return reconcile(r, bits);
}

struct range range_const(int64_t value, uint32_t bits)
{
    int64_t s = range_sign_extend((uint64_t)value, bits);
    uint64_t u = range_zero_extend((uint64_t)value, bits);
    return (struct range){s, s, u, u};
}

struct range range_meet(struct range a, struct range b, uint32_t bits)
{
    struct range r = {a.smin > b.smin ? a.smin : b.smin, a.smax < b.smax ? a.smax : b.smax,
                      a.umin > b.umin ? a.umin : b.umin, a.umax < b.umax ? a.umax : b.umax};
    return range_equal(r, a) || range_equal(r, b) ? r : reconcile(r, bits); // each agrees with itself already
}

struct range range_join(struct range a, struct range b)
{
    if (range_empty(a))
        return b;
    if (range_empty(b))
        return a;
    return (struct range){a.smin < b.smin ? a.smin : b.smin, a.smax > b.smax ? a.smax : b.smax,
                          a.umin < b.umin ? a.umin : b.umin, a.umax > b.umax ? a.umax : b.umax};
}

struct range range_widen(struct range old, struct range grown, uint32_t bits, const int64_t *thresholds, size_t count)
{
    struct range full = range_full(bits), r = range_join(old, grown);
    if (r.smin < old.smin) {
        int64_t next = full.smin;
        for (size_t i = 0; i < count; i++)
            if (thresholds[i] <= r.smin && thresholds[i] > next)
                next = thresholds[i];
        r.smin = next;
    }
    if (r.smax > old.smax) {
        int64_t next = full.smax;
        for (size_t i = count; i-- > 0;)
            if (thresholds[i] >= r.smax && thresholds[i] < next)
                next = thresholds[i];
        r.smax = next;
    }
    if (r.umin < old.umin)
        r.umin = 0;
    if (r.umax > old.umax)
        r.umax = full.umax;
    return reconcile(r, bits);
}

// --- arithmetic ----------------------------------------------------------------------------------

// From exact bounds in either reading; a reading that leaves the type wraps and knows nothing.
static struct range from_exact(wide_int slow, wide_int shigh, wide_int ulow, wide_int uhigh, uint32_t bits)
{
    struct range full = range_full(bits), r = full;
    if (slow >= full.smin && shigh <= full.smax)
        r.smin = (int64_t)slow, r.smax = (int64_t)shigh;
    if (ulow >= 0 && uhigh <= full.umax)
        r.umin = (uint64_t)ulow, r.umax = (uint64_t)uhigh;
    else if (uhigh < 0 && ulow >= -(wide_int)full.umax - 1) // all wrap below zero alike
        r.umin = (uint64_t)(ulow + full.umax + 1), r.umax = (uint64_t)(uhigh + full.umax + 1);
    return reconcile(r, bits);
}

static wide_int least(const wide_int v[4])
{
    wide_int r = v[0];
    for (int i = 1; i < 4; i++)
        r = v[i] < r ? v[i] : r;
    return r;
}

static wide_int most(const wide_int v[4])
{
    wide_int r = v[0];
    for (int i = 1; i < 4; i++)
        r = v[i] > r ? v[i] : r;
    return r;
}

static struct range multiply(struct range a, struct range b, uint32_t bits)
{
    wide_int s[4] = {(wide_int)a.smin * b.smin, (wide_int)a.smin * b.smax, (wide_int)a.smax * b.smin,
                     (wide_int)a.smax * b.smax};
    // 64 x 64 unsigned bits do not fit a signed 128-bit number.
    unsigned __int128 low = (unsigned __int128)a.umin * b.umin, high = (unsigned __int128)a.umax * b.umax;
    bool fits = high <= (unsigned __int128)range_mask(bits);
    return from_exact(least(s), most(s), fits ? (wide_int)low : 0, fits ? (wide_int)high : range_mask(bits), bits);
}

static struct range divide_unsigned(struct range a, struct range b, uint32_t bits)
{
    uint64_t low = b.umin ? b.umin : 1; // a zero divisor has its own obligation
    if (!b.umax)
        return range_full(bits);
    return range_unsigned(a.umin / b.umax, a.umax / low, bits);
}

static struct range divide_signed(struct range a, struct range b, uint32_t bits)
{
    if (b.smin <= 0 && b.smax >= 0) {
        if (b.smin == 0 && b.smax == 0)
            return range_full(bits);
        if (a.smin == range_lowest(bits))
            return range_full(bits);
        int64_t high = a.smax > -a.smin ? a.smax : -a.smin; // magnitude can only shrink
        high = high < 0 ? -high : high;
        return range_signed(-high, high, bits);
    }
    wide_int s[4] = {(wide_int)a.smin / b.smin, (wide_int)a.smin / b.smax, (wide_int)a.smax / b.smin,
                     (wide_int)a.smax / b.smax};
    return from_exact(least(s), most(s), -1, (wide_int)1 << 100, bits);
}

static struct range remainder_of(enum ir_binary op, struct range a, struct range b, uint32_t bits)
{
    if (op == IR_UREM) {
        if (!b.umax)
            return range_full(bits);
        if (b.umin > a.umax)
            return range_unsigned(a.umin, a.umax, bits);
        return range_unsigned(0, b.umax - 1 < a.umax ? b.umax - 1 : a.umax, bits);
    }
    if (b.smin == range_lowest(bits))
        return range_full(bits);
    int64_t limit = b.smax > -b.smin ? b.smax : -b.smin;
    limit = limit > 0 ? limit - 1 : 0;
    int64_t low = a.smin >= 0 ? 0 : (a.smin > -limit ? a.smin : -limit);
    int64_t high = a.smax <= 0 ? 0 : (a.smax < limit ? a.smax : limit);
    return range_signed(low, high, bits);
}

static struct range shift(enum ir_binary op, struct range a, struct range b, uint32_t bits)
{
    if (b.umin != b.umax || b.umax >= bits) {
        if (op == IR_LSHR)
            return range_unsigned(0, a.umax, bits);
        if (op == IR_ASHR)
            return range_signed(a.smin < 0 ? a.smin : 0, a.smax > 0 ? a.smax : 0, bits);
        return range_full(bits);
    }
    uint32_t n = (uint32_t)b.umin;
    if (op == IR_LSHR)
        return range_unsigned(a.umin >> n, a.umax >> n, bits);
    if (op == IR_ASHR)
        return range_signed(a.smin >> n, a.smax >> n, bits);
    wide_int one = (wide_int)1 << n;
    bool fits = a.umax <= (range_mask(bits) >> n);
    return from_exact((wide_int)a.smin * one, (wide_int)a.smax * one, fits ? (wide_int)a.umin * one : 0,
                      fits ? (wide_int)a.umax * one : range_mask(bits), bits);
}

static uint64_t fill_below(uint64_t value) // every bit below the highest set one
{
    return value ? UINT64_MAX >> __builtin_clzll(value) : 0;
}

static struct range bitwise(enum ir_binary op, struct range a, struct range b, uint32_t bits)
{
    if (a.umin == a.umax && b.umin == b.umax) {
        uint64_t x = a.umin, y = b.umin;
        return range_const((int64_t)(op == IR_AND ? x & y : op == IR_OR ? x | y : x ^ y), bits);
    }
    if (op == IR_AND)
        return range_unsigned(0, a.umax < b.umax ? a.umax : b.umax, bits);
    uint64_t high = fill_below(a.umax | b.umax) & range_mask(bits);
    if (op == IR_OR)
        return range_unsigned(a.umin > b.umin ? a.umin : b.umin, high, bits);
    return range_unsigned(0, high, bits);
}

static struct range extreme(enum ir_binary op, struct range a, struct range b, uint32_t bits)
{
    switch (op) {
    case IR_UMAX:
        return range_unsigned(a.umin > b.umin ? a.umin : b.umin, a.umax > b.umax ? a.umax : b.umax, bits);
    case IR_UMIN:
        return range_unsigned(a.umin < b.umin ? a.umin : b.umin, a.umax < b.umax ? a.umax : b.umax, bits);
    case IR_SMAX:
        return range_signed(a.smin > b.smin ? a.smin : b.smin, a.smax > b.smax ? a.smax : b.smax, bits);
    default:
        return range_signed(a.smin < b.smin ? a.smin : b.smin, a.smax < b.smax ? a.smax : b.smax, bits);
    }
}

struct range range_binary(enum ir_binary op, struct range a, struct range b, uint32_t bits)
{
    if (range_empty(a) || range_empty(b))
        return range_none();
    switch (op) {
    case IR_ADD:
        return from_exact((wide_int)a.smin + b.smin, (wide_int)a.smax + b.smax, (wide_int)a.umin + b.umin,
                          (wide_int)a.umax + b.umax, bits);
    case IR_SUB:
        return from_exact((wide_int)a.smin - b.smax, (wide_int)a.smax - b.smin, (wide_int)a.umin - b.umax,
                          (wide_int)a.umax - b.umin, bits);
    case IR_MUL:
        return multiply(a, b, bits);
    case IR_UDIV:
        return divide_unsigned(a, b, bits);
    case IR_SDIV:
        return divide_signed(a, b, bits);
    case IR_UREM:
    case IR_SREM:
        return remainder_of(op, a, b, bits);
    case IR_SHL:
    case IR_LSHR:
    case IR_ASHR:
        return shift(op, a, b, bits);
    case IR_AND:
    case IR_OR:
    case IR_XOR:
        return bitwise(op, a, b, bits);
    case IR_UMAX:
    case IR_UMIN:
    case IR_SMAX:
    case IR_SMIN:
        return extreme(op, a, b, bits);
    default:
        return range_full(bits);
    }
}

struct range range_cast(enum ir_cast cast, struct range a, uint32_t from, uint32_t to)
{
    if (range_empty(a))
        return a;
    switch (cast) {
    case IR_ZEXT:
        return range_unsigned(a.umin, a.umax, to);
    case IR_SEXT:
        return range_signed(a.smin, a.smax, to);
    case IR_PTOI:
    case IR_ITOP:
    case IR_BITCAST:
    case IR_TRUNC:
        if (to >= from)
            return range_unsigned(a.umin, a.umax, to);
        if (a.umax <= range_mask(to))
            return range_unsigned(a.umin, a.umax, to);
        if (a.smin >= range_lowest(to) && a.smax <= range_highest(to))
            return range_signed(a.smin, a.smax, to);
        return range_full(to);
    default:
        return range_full(to);
    }
}

// --- comparison ----------------------------------------------------------------------------------

enum ir_predicate predicate_negate(enum ir_predicate p)
{
    static const enum ir_predicate NEGATED[] = {IR_NE, IR_EQ, IR_ULE, IR_ULT, IR_UGE, IR_UGT, IR_SLE, IR_SLT, IR_SGE,
                                                IR_SGT, IR_FNE, IR_FEQ, IR_FLE, IR_FLT, IR_FGE, IR_FGT, IR_FUNO,
                                                IR_FORD, IR_FFALSE, IR_FTRUE};
    return NEGATED[p];
}

enum ir_predicate predicate_swap(enum ir_predicate p)
{
    static const enum ir_predicate SWAPPED[] = {IR_EQ, IR_NE, IR_ULT, IR_ULE, IR_UGT, IR_UGE, IR_SLT, IR_SLE, IR_SGT,
                                                IR_SGE, IR_FEQ, IR_FNE, IR_FLT, IR_FLE, IR_FGT, IR_FGE, IR_FORD,
                                                IR_FUNO, IR_FTRUE, IR_FFALSE};
    return SWAPPED[p];
}

enum truth range_compare(enum ir_predicate p, struct range a, struct range b)
{
    switch (p) {
    case IR_EQ:
        if (a.smin == a.smax && b.smin == b.smax && a.smin == b.smin)
            return TRUTH_YES;
        return a.smax < b.smin || a.smin > b.smax || a.umax < b.umin || a.umin > b.umax ? TRUTH_NO : TRUTH_MAYBE;
    case IR_ULT:
        return a.umax < b.umin ? TRUTH_YES : a.umin >= b.umax ? TRUTH_NO : TRUTH_MAYBE;
    case IR_ULE:
        return a.umax <= b.umin ? TRUTH_YES : a.umin > b.umax ? TRUTH_NO : TRUTH_MAYBE;
    case IR_SLT:
        return a.smax < b.smin ? TRUTH_YES : a.smin >= b.smax ? TRUTH_NO : TRUTH_MAYBE;
    case IR_SLE:
        return a.smax <= b.smin ? TRUTH_YES : a.smin > b.smax ? TRUTH_NO : TRUTH_MAYBE;
    case IR_UGT:
    case IR_UGE:
    case IR_SGT:
    case IR_SGE:
        return range_compare(predicate_swap(p), b, a);
    case IR_NE: {
        enum truth equal = range_compare(IR_EQ, a, b);
        return equal == TRUTH_YES ? TRUTH_NO : equal == TRUTH_NO ? TRUTH_YES : TRUTH_MAYBE;
    }
    case IR_FTRUE:
        return TRUTH_YES;
    case IR_FFALSE:
        return TRUTH_NO;
    default:
        return TRUTH_MAYBE;
    }
}

// `r` without one value, where that value is at one of its ends.
static struct range without(struct range r, struct range value, uint32_t bits)
{
    if (!range_is_const(value))
        return r;
    if (r.smin == value.smin && r.smax == value.smin)
        return range_none();
    if (r.smin == value.smin)
        r.smin++;
    if (r.smax == value.smin)
        r.smax--;
    if (r.umin == value.umin)
        r.umin++;
    if (r.umax == value.umin)
        r.umax--;
    return reconcile(r, bits);
}

static bool assume_less(struct range *a, struct range *b, uint32_t bits, bool is_signed, bool strict)
{
    struct range full = range_full(bits), x = full, y = full;
    if (is_signed) {
        if (strict && (b->smax == full.smin || a->smin == full.smax))
            return false;
        x.smax = b->smax - strict;
        y.smin = a->smin + strict;
    } else {
        if (strict && (b->umax == 0 || a->umin == full.umax))
            return false;
        x.umax = b->umax - strict;
        y.umin = a->umin + strict;
    }
    *a = range_meet(*a, x, bits);
    *b = range_meet(*b, y, bits);
    return !range_empty(*a) && !range_empty(*b);
}

bool range_assume(enum ir_predicate p, struct range *a, struct range *b, uint32_t bits)
{
    if (range_empty(*a) || range_empty(*b))
        return false;
    switch (p) {
    case IR_EQ:
        *a = *b = range_meet(*a, *b, bits);
        return !range_empty(*a);
    case IR_NE: {
        struct range x = without(*a, *b, bits), y = without(*b, *a, bits);
        *a = x;
        *b = y;
        return !range_empty(x) && !range_empty(y);
    }
    case IR_ULT:
    case IR_ULE:
    case IR_SLT:
    case IR_SLE:
        return assume_less(a, b, bits, p == IR_SLT || p == IR_SLE, p == IR_ULT || p == IR_SLT);
    case IR_UGT:
    case IR_UGE:
    case IR_SGT:
    case IR_SGE:
        return range_assume(predicate_swap(p), b, a, bits);
    default:
        return p != IR_FFALSE;
    }
}
