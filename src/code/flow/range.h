// What is known of an integer: an interval in the signed and in the unsigned reading of its bits at once.
// Both readings hold at the same time; each operation keeps whatever it can of both. Widths are 1 to 64 bits.
// Every operation is sound: the result holds every value that operands in the given ranges can produce
// (tests/unit/test_range.c compares with all 8-bit values).
#pragma once
#include "code/ir/ir.h"
#include <stdbool.h>
#include <stdint.h>

typedef __int128 wide_int; // exact results of 64-bit arithmetic

struct range {
    int64_t smin, smax;
    uint64_t umin, umax;
};

enum truth { TRUTH_NO, TRUTH_YES, TRUTH_MAYBE };


// Small and asked all the time.
static inline uint64_t range_mask(uint32_t bits)
{
    return bits >= 64 ? UINT64_MAX : ((uint64_t)1 << bits) - 1;
}

static inline int64_t range_sign_extend(uint64_t value, uint32_t bits)
{
    if (bits >= 64)
        return (int64_t)value;
    uint64_t sign = (uint64_t)1 << (bits - 1);
    value &= range_mask(bits);
    return (int64_t)((value ^ sign) - sign);
}

static inline uint64_t range_zero_extend(uint64_t value, uint32_t bits)
{
    return value & range_mask(bits);
}

static inline int64_t range_lowest(uint32_t bits)
{
    return bits >= 64 ? INT64_MIN : -((int64_t)1 << (bits - 1));
}

static inline int64_t range_highest(uint32_t bits)
{
    return bits >= 64 ? INT64_MAX : ((int64_t)1 << (bits - 1)) - 1;
}

static inline struct range range_full(uint32_t bits)
{
    return (struct range){range_lowest(bits), range_highest(bits), 0, range_mask(bits)};
}

static inline bool range_empty(struct range r)
{
    return r.smin > r.smax || r.umin > r.umax;
}

static inline bool range_is_const(struct range r)
{
    return r.smin == r.smax;
}

static inline bool range_equal(struct range a, struct range b)
{
    return a.smin == b.smin && a.smax == b.smax && a.umin == b.umin && a.umax == b.umax;
}

static inline bool range_within(struct range inner, struct range outer)
{
    return range_empty(inner) || (inner.smin >= outer.smin && inner.smax <= outer.smax && inner.umin >= outer.umin &&
                                  inner.umax <= outer.umax);
}

struct range range_const(int64_t value, uint32_t bits);
struct range range_signed(int64_t low, int64_t high, uint32_t bits);
struct range range_unsigned(uint64_t low, uint64_t high, uint32_t bits);
struct range range_none(void);
bool range_holds(struct range range, int64_t value, uint32_t bits);

struct range range_meet(struct range a, struct range b, uint32_t bits);
struct range range_join(struct range a, struct range b);
// What grew since `old` jumps to the next threshold (sorted ascending), then to the type's limit.
struct range range_widen(struct range old, struct range grown, uint32_t bits, const int64_t *thresholds, size_t count);

struct range range_binary(enum ir_binary op, struct range a, struct range b, uint32_t bits);
struct range range_cast(enum ir_cast cast, struct range a, uint32_t from, uint32_t to);
enum truth range_compare(enum ir_predicate predicate, struct range a, struct range b);
// Assumes that `a predicate b` holds and narrows both. False: it cannot hold.
bool range_assume(enum ir_predicate predicate, struct range *a, struct range *b, uint32_t bits);
enum ir_predicate predicate_negate(enum ir_predicate predicate);
enum ir_predicate predicate_swap(enum ir_predicate predicate); // a P b == b swap(P) a
