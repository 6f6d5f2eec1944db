// What printf, scanf and their kin read and write, by the directives of a format that is known.
#include "code/flow/applying.h"
#include <ctype.h>
#include <string.h>

// The characters of a constant string; false when it is none. At most `limit`.
bool flow_constant_text(struct flow *flow, term_id pointer, uint32_t width, char *out, size_t limit)
{
    struct place place;
    if (!pointer || !flow_place(flow, flow->state, pointer, &place) || !place.exact)
        return false;
    for (size_t i = 0; i + 1 < limit; i++) {
        int64_t value;
        term_id c = memory_load(&flow->world, flow->state, place.object, (int64_t)place.range.low + (int64_t)(i * width),
                                8 * width, false);
        if (!term_is_const(&flow->world.terms, c, &value) || value < -128 || value > 255)
            return false;
        out[i] = (char)value;
        if (!value)
            return true;
    }
    return false;
}

struct directive {
    char conversion;      // 's', 'd', ...; '%' for a literal percent
    int64_t width, precision; // -1: none
    bool width_argument, precision_argument, suppressed, is_long;
    uint8_t halves;       // h: 1, hh: 2
    size_t literal;       // characters before it
};

static const char *digits(const char *at, int64_t *ret)
{
    *ret = 0;
    while (isdigit((unsigned char)*at)) {
        if (*ret < INT32_MAX)
            *ret = *ret * 10 + (*at - '0');
        at++;
    }
    return at;
}

// The next directive of a format; NULL at the end (with the literal characters counted).
static const char *next_directive(const char *at, bool scan, struct directive *ret)
{
    *ret = (struct directive){.width = -1, .precision = -1};
    while (*at && *at != '%')
        at++, ret->literal++;
    if (!*at)
        return NULL;
    at++;
    while (*at && strchr(scan ? "" : "-+ #0'", *at))
        at++;
    if (*at == '*')
        ret->width_argument = ret->suppressed = true, at++;
    else if (isdigit((unsigned char)*at))
        at = digits(at, &ret->width);
    if (!scan && *at == '.') {
        at++;
        if (*at == '*')
            ret->precision_argument = true, at++;
        else
            at = digits(at, &ret->precision);
    }
    while (*at && strchr("hlLqjzt", *at))
        ret->is_long |= *at == 'l' || *at == 'L' || *at == 'q' || *at == 'j' || *at == 'z' || *at == 't',
            ret->halves = (uint8_t)(ret->halves + (*at == 'h')), at++;
    ret->conversion = *at;
    if (scan && *at == '[') {
        at += at[1] == '^' ? 2 : 1;
        at += *at == ']';
        while (*at && *at != ']')
            at++;
    }
    return *at ? at + 1 : NULL;
}

enum { FORMAT_MAX = 2048, FIXED_START = 4 };

// printf and its kin. Gives the least number of characters written (without the zero), as a sum; 0 when unknown.
term_id apply_print_format(struct applying *a, int8_t format, uint32_t width, bool *ret_exact)
{
    struct flow *flow = a->flow;
    char text[FORMAT_MAX];
    *ret_exact = false;
    if (!flow_constant_text(flow, apply_argument(a, format), width, text, sizeof text))
        return 0;
    term_id total = flow_size(flow, 0);
    int8_t next = (int8_t)(format + 1);
    struct directive d;
    bool exact = true;
    for (const char *at = text; at;) {
        at = next_directive(at, false, &d);
        total = flow_plus(flow, total, flow_size(flow, (int64_t)d.literal));
        if (!at && !d.conversion)
            break;
        if (d.conversion == '%') {
            total = flow_plus(flow, total, flow_size(flow, 1));
            continue;
        }
        next = (int8_t)(next + d.width_argument + d.precision_argument);
        if (d.conversion == 's' || d.conversion == 'S') {
            uint32_t unit = d.conversion == 'S' || d.is_long ? 4 : 1;
            if (d.precision < 0 && !d.precision_argument)
                apply_read_text(a, next, unit);
            else
                apply_access(a, next, flow_size(flow, 1), false);
            if (flow->ended)
                return 0;
            term_id length = d.precision < 0 && !d.precision_argument ? flow_text_length(flow, apply_argument(a, next), unit) : 0;
            exact &= length != 0;
            if (length)
                total = flow_plus(flow, total, length);
        } else {
            total = flow_plus(flow, total, flow_size(flow, d.width > 1 ? d.width : d.conversion == 'n' ? 0 : 1));
            exact = false;
            if (d.conversion == 'n')
                apply_access(a, next, flow_size(flow, 4), true);
            else if (apply_argument(a, next))
                flow_use(flow, apply_value(a, next), USE_ARGUMENT);
            if (flow->ended)
                return 0;
        }
        next++;
    }
    *ret_exact = exact;
    return total;
}

// The number in a text that the caller gave: which one, and who chooses it, is for the caller to know. 0: not such a
// text.
term_id flow_number_of_text(struct flow *flow, const struct place *place, uint32_t width, uint32_t which,
                               uint32_t bits)
{
    struct terms *terms = &flow->world.terms;
    if (!place->exact || term_of(terms, place->base)->kind == TERM_JOIN)
        return 0;
    term_id letter = memory_load(&flow->world, flow->state, place->object, (int64_t)place->range.low, 8 * width, false);
    uint16_t flags = term_of(terms, letter)->flags;
    if (!(flags & T_INPUT) || flags & (T_UNKNOWN | T_UNDEFINED | T_TAINT | T_RANDOM))
        return 0;
    return term_pure(terms, FUNCTION_NUMBER, letter, term_const(terms, which, 8), bits);
}

// Bytes that a number takes which a directive of scanf() reads.
static uint32_t number_size(const struct flow *flow, const struct directive *d)
{
    if (strchr("aefgAEFG", d->conversion))
        return d->is_long ? 8 : 4;
    if (d->halves)
        return d->halves > 1 ? 1 : 2;
    return d->is_long || d->conversion == 'p' ? flow->world.terms.pointer_bits / 8 : 4;
}

// The bytes that a word read by scanf takes at most, its end included: sscanf's are limited by the text that it reads.
static uint64_t longest_word(const struct applying *a, const struct effect *e, uint32_t unit)
{
    term_id length = e->taint ? 0 : flow_text_length(a->flow, apply_argument(a, 0), e->width);
    uint64_t most = length ? state_range(&a->flow->world, a->flow->state, length).umax : INT64_MAX;
    return most < INT32_MAX ? (most + 1) * unit : INT64_MAX;
}

static bool fits_whole(struct flow *flow, term_id to, uint64_t bytes)
{
    struct place place;
    int64_t whole;
    if (!to || !flow_place(flow, flow->state, to, &place) || !place.exact)
        return false;
    term_id size = memory_size(&flow->world, flow->state, place.object);
    return size && term_is_const(&flow->world.terms, size, &whole) && place.range.low + (wide_int)bytes <= whole;
}

void apply_scan_format(struct applying *a, const struct effect *e)
{
    struct flow *flow = a->flow;
    struct terms *terms = &flow->world.terms;
    char text[FORMAT_MAX];
    if (!flow_constant_text(flow, apply_argument(a, e->arg0), e->width, text, sizeof text)) {
        for (uint32_t i = (uint32_t)e->arg0 + 1; i < a->call->count; i++)
            flow_escape(flow, flow->state, a->call->terms[i], true, e->taint ? T_TAINT : 0);
        return;
    }
    uint16_t taint = e->taint ? T_TAINT : 0;
    if (!e->taint) { // sscanf: what the scanned string is
        term_id from = apply_argument(a, 0);
        struct place place;
        uint32_t origin = 0;
        if (from && flow_place(flow, flow->state, from, &place))
            taint = memory_flags(&flow->world, flow->state, place.object, 0, UINT64_MAX, &origin) & (T_TAINT | T_RANDOM);
    }
    uint32_t origin = apply_source(a, "reads input");
    int8_t next = (int8_t)(e->arg0 + 1);
    struct directive d;
    for (const char *at = text; at && !flow->ended;) {
        at = next_directive(at, true, &d);
        if (!at || d.conversion == '%' || d.suppressed)
            continue;
        term_id to = apply_argument(a, next);
        uint32_t generation = generation_make(terms, GENERATION_UNKNOWN, taint, origin);
        bool string = d.conversion == 's' || d.conversion == '[' || d.conversion == 'S';
        uint32_t unit = d.is_long || d.conversion == 'S' ? 4 : 1;
        term_id size;
        if (string && d.width < 0) { // as long as the input
            size = term_fresh(terms, flow->instr_index, ++terms->fresh, terms->pointer_bits, taint ? taint : T_UNKNOWN,
                              origin);
            uint64_t most = longest_word(a, e, unit);
            (void)state_narrow(&flow->world, flow->state, size, range_unsigned(2, INT64_MAX, terms->pointer_bits));
            if (most < INT64_MAX && fits_whole(flow, apply_argument(a, next), most))
                size = flow_size(flow, (int64_t)most);
        } else if (string) {
            size = flow_size(flow, (d.width + 1) * unit);
        } else if (d.conversion == 'c') {
            size = flow_size(flow, d.width > 0 ? d.width : 1);
        } else {
            size = flow_size(flow, number_size(flow, &d));
        }
        apply_access(a, next, size, true);
        struct place place;
        term_id text_from = e->taint ? 0 : apply_argument(a, 0);
        term_id number = text_from && !flow->ended && flow_place(flow, flow->state, text_from, &place) ?
                         flow_number_of_text(flow, &place, e->width, (uint32_t)next, 8 * number_size(flow, &d)) : 0;
        if (!flow->ended && to && (string || d.conversion == 'c'))
            flow_fill(flow, to, size, CELL_GENERATION, 0, generation);
        else if (!flow->ended && to) // a value of its own: what is learned about it survives where paths meet
            flow_store(flow, to, number_size(flow, &d), number ? number : term_fresh(terms, flow->instr_index, ++terms->fresh, 8 * number_size(flow, &d), taint, origin));
        next++;
    }
}

// The start of what a format prints, as far as it is fixed: where a path or a command begins decides what it can
// become.
static void print_fixed_start(struct applying *a, const struct effect *e)
{
    struct flow *flow = a->flow;
    struct place place;
    char text[FORMAT_MAX];
    if (e->width != 1 || !flow_constant_text(flow, apply_argument(a, e->arg1), 1, text, sizeof text) ||
        !flow_place(flow, flow->state, apply_argument(a, e->arg0), &place) || !place.exact)
        return;
    for (int64_t i = 0; i < FIXED_START && text[i] && text[i] != '%'; i++)
        memory_store(&flow->world, flow->state, place.object, (int64_t)place.range.low + i, 1,
                     term_const(&flow->world.terms, text[i], 8));
}

void apply_print_text(struct applying *a, const struct effect *e)
{
    struct flow *flow = a->flow;
    bool exact;
    term_id length = apply_print_format(a, e->arg1, e->width, &exact), limit = apply_amount(a, &e->amount, e->width);
    if (flow->ended)
        return;
    term_id need = length ? flow_in_bytes(flow, term_add(&flow->world.terms, length, 1), e->width) : flow_size(flow, 1);
    if (e->amount.count)
        need = limit;
    bool asks = e->amount.count && limit && state_range(&flow->world, flow->state, limit).umax == 0;
    if (!asks) // a size of 0 asks for the length only, and the place may be null
        apply_access(a, e->arg0, need ? need : flow_size(flow, 1), true);
    if (length && exact)
        apply_result_is(a, length);
    if (flow->ended || asks || !apply_argument(a, e->arg0))
        return;
    // What is written is as chosen as what is printed.
    struct mix mix = {0};
    for (uint32_t i = (uint32_t)e->arg1; i < a->call->count; i++)
        if (term_of(&flow->world.terms, a->call->terms[i])->flags & T_POINTER) // a number's digits are harmless text
            apply_mix(flow, a->call->terms[i], &mix);
    flow_fill(flow, apply_argument(a, e->arg0), need, CELL_GENERATION, 0,
              generation_from(&flow->world.terms, mix.flags, mix.origin, mix.source));
    print_fixed_start(a, e);
}
