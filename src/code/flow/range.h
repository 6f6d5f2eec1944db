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

int64_t range_sign_extend(uint64_t value, uint32_t bits);
uint64_t range_zero_extend(uint64_t value, uint32_t bits);
int64_t range_lowest(uint32_t bits); // the smallest signed value
int64_t range_highest(uint32_t bits);
uint64_t range_mask(uint32_t bits);

struct range range_full(uint32_t bits);
struct range range_const(int64_t value, uint32_t bits);
struct range range_signed(int64_t low, int64_t high, uint32_t bits);
struct range range_unsigned(uint64_t low, uint64_t high, uint32_t bits);
struct range range_none(void);
bool range_empty(struct range range);
bool range_is_const(struct range range);
bool range_equal(struct range a, struct range b);
bool range_within(struct range inner, struct range outer);
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
