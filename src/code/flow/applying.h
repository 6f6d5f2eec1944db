// Applying a library model to a call: what effects.c and format.c share.
#pragma once
#include "code/flow/flow.h"

struct applying {
    struct flow *flow;
    const struct call *call;
    term_id result; // 0 until an effect sets it
};

// What the bytes at several places together depend on.
struct mix {
    uint16_t flags;
    uint32_t origin;
    object_id source; // the first that the caller knows
};

// A term of the call; 0 where the call has none. Numbers as in code/flow/model.h.
term_id apply_argument(const struct applying *a, int8_t number);
ir_id apply_value(const struct applying *a, int8_t number);
term_id apply_amount(const struct applying *a, const struct amount *amount, uint32_t width); // in bytes; 0: unknown
void apply_mix(struct flow *flow, term_id pointer, struct mix *mix); // adds what the bytes there depend on
uint32_t apply_source(const struct applying *a, const char *what);   // an origin: "f() WHAT"
void apply_access(const struct applying *a, int8_t number, term_id size, bool write);
void apply_read_text(const struct applying *a, int8_t number, uint32_t width); // there, alive, terminated
void apply_result_is(struct applying *a, term_id term);
// Sizes in bytes as terms as wide as a pointer.
term_id flow_size(struct flow *flow, int64_t bytes);
term_id flow_plus(struct flow *flow, term_id a, term_id b);
term_id flow_in_bytes(struct flow *flow, term_id characters, uint32_t width);

// format.c. Gives the least number of characters printed (without the zero), as a sum; 0 when unknown.
term_id apply_print_format(struct applying *a, int8_t format, uint32_t width, bool *ret_exact);
// The characters of a constant string, at most `limit`; false when it is none.
bool flow_constant_text(struct flow *flow, term_id pointer, uint32_t width, char *out, size_t limit);
// The number that stands in a text which the caller gave, told apart by `which`; 0: not such a text.
term_id flow_number_of_text(struct flow *flow, const struct place *place, uint32_t width, uint32_t which, uint32_t bits);
void apply_print_text(struct applying *a, const struct effect *e);
void apply_scan_format(struct applying *a, const struct effect *e);
