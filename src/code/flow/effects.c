// What a modelled library call does: its obligations, its effects on memory, its result.
#include "code/flow/content.h"
#include <ctype.h>
#include <string.h>

struct applying {
    struct flow *flow;
    const struct call *call;
    term_id result; // 0 until an effect sets it
};

static term_id argument(const struct applying *a, int8_t number)
{
    if (number == ARGUMENT_TEXT_RESULT || (number >= ARGUMENT_TEXTS && number < ARGUMENT_TEXTS + MODEL_ARGS))
        return flow_text_of(a->flow, a->call, number, true);
    return number >= 0 && (uint32_t)number < a->call->count ? a->call->terms[number] : 0;
}

static ir_id argument_value(const struct applying *a, int8_t number)
{
    return number >= 0 && (uint32_t)number < a->call->count ? a->call->arguments[number] : 0;
}

static term_id as_size(struct flow *flow, term_id term)
{
    uint32_t bits = flow->world.terms.pointer_bits;
    if (term_of(&flow->world.terms, term)->bits == bits)
        return term;
    uint32_t own = term_of(&flow->world.terms, term)->bits; // short sizes are unsigned
    return state_cast(&flow->world, flow->state, own > bits ? IR_TRUNC : own < 32 ? IR_ZEXT : IR_SEXT, term, bits, false);
}

static term_id size_const(struct flow *flow, int64_t bytes)
{
    return term_const(&flow->world.terms, bytes, flow->world.terms.pointer_bits);
}

static term_id amount_term(const struct applying *a, const struct amount *amount, uint32_t width)
{
    struct flow *flow = a->flow;
    struct terms *terms = &flow->world.terms;
    term_id sum = 0;
    for (uint32_t i = 0; i < amount->count; i++) {
        const struct addend *add = &amount->addends[i];
        term_id product = size_const(flow, add->factor);
        for (int k = 0; k < 2 && add->args[k] >= 0; k++) {
            term_id x = argument(a, add->args[k]);
            if (x && add->length && !k)
                x = flow_text_length(flow, x, width);
            if (!x)
                return 0;
            product = state_binary(&flow->world, flow->state, IR_MUL, as_size(flow, x), product, false);
        }
        sum = sum ? state_binary(&flow->world, flow->state, IR_ADD, sum, product, false) : product;
    }
    (void)terms;
    return sum;
}

// What the bytes at several places together depend on.
struct mix {
    uint16_t flags;
    uint32_t origin;
    object_id source; // the first that the caller knows
};

static void mix_in(struct flow *flow, term_id pointer, struct mix *mix)
{
    struct place place;
    if (!pointer || !flow_place(flow, flow->state, pointer, &place))
        return;
    const struct memory *m = memory_get(flow->state, place.object);
    if (m && m->sifted)
        return;
    mix->flags |= memory_flags(&flow->world, flow->state, place.object, place.exact ? (int64_t)place.range.low : 0, 1,
                               &mix->origin);
    const struct object *o = &flow->world.terms.objects.items[place.object];
    bool known = o->kind == OBJECT_POINTEE && term_of(&flow->world.terms, o->key)->flags & T_INPUT;
    if (!mix->source && mix->flags & T_INPUT && known)
        mix->source = place.object;
}

static uint32_t source_of(const struct applying *a, const char *what)
{
    return origin_make(&a->flow->world.terms, a->flow->instr->location,
                       flow_text(a->flow, "%s() %s", a->call->name ? a->call->name : "the call", what), NULL);
}

static void access_bytes(const struct applying *a, int8_t number, term_id size, bool write)
{
    term_id pointer = argument(a, number);
    if (!pointer || !size || a->flow->ended)
        return;
    flow_access(a->flow, &(struct access){pointer, size, argument_value(a, number), write,
                                          flow_text(a->flow, "%s()", a->call->name)});
}

// Reading a string: there, alive, terminated.
static void read_string(const struct applying *a, int8_t number, uint32_t width)
{
    access_bytes(a, number, size_const(a->flow, width), false);
    if (a->flow->ended || !argument(a, number))
        return;
    for (const struct checker *const *c = ENGINE_CHECKERS; *c && !a->flow->ended; c++)
        if ((*c)->access) // a size of 0 asks for the zero at the end
            (*c)->access(a->flow, &(struct access){argument(a, number), width == 1 ? 0 : UINT32_MAX,
                                                   argument_value(a, number), false,
                                                   flow_text(a->flow, "%s()", a->call->name)});
}

// --- results -------------------------------------------------------------------------------------

static term_id new_object(struct applying *a, const struct effect *e, term_id size)
{
    struct flow *flow = a->flow;
    struct terms *terms = &flow->world.terms;
    bool fresh, stack = e->family && !strcmp(e->family, "stack");
    uint32_t round = 0; // each round of a loop makes another object, to a limit
    object_id id;
    do {
        id = object_make(terms, stack ? OBJECT_STACK : OBJECT_HEAP, flow->instr_index + (stack ? 1u << 24 : 0), round,
                         &fresh);
    } while (!fresh && memory_get(flow->state, id) && ++round < 4);
    struct object *o = &terms->objects.items[id];
    const struct effect *fails = model_effect(a->call->model, EFFECT_FAILS);
    o->weak = round >= 3;
    o->may_fail = !e->sure && fails;
    o->must_release = !stack;
    o->resource = e->kind == EFFECT_OPEN;
    o->family = stack ? NULL : e->family;
    o->location = flow->instr->location;
    o->size = size;
    ir_id variable = a->call->result ? flow->function->values.items[a->call->result].variable : 0;
    o->name = variable ? flow->function->variables.items[variable].name : NULL;
    struct memory *m = memory_own(&flow->world, flow->state, id);
    m->count = 0;
    m->last_pointer = 0;
    m->life = LIFE_ALIVE;
    m->size = size;
    m->event = NULL;
    m->escaped = m->kept = false;
    bool unwritten = e->kind == EFFECT_ALLOC && !e->filled;
    m->generation = generation_make(terms, e->zero ? GENERATION_ZERO : unwritten ? GENERATION_UNWRITTEN :
                                    GENERATION_UNKNOWN, 0, 0);
    term_id address = terms->objects.items[id].address;
    trie_put(&flow->state->facts, flow->world.arena, flow->state->token, address, NULL);
    if (e->sure || !fails) {
        struct range some = range_full(terms->pointer_bits);
        some.umin = 1;
        (void)state_narrow(&flow->world, flow->state, address, some);
    }
    flow_event(flow, EVENT_ALLOCATE, address, NULL);
    return address;
}

static uint32_t result_bits(const struct applying *a)
{
    uint32_t bits = a->call->result ? flow_bits(a->flow, a->flow->instr->type) : 0;
    return bits ? bits : 64;
}

static bool result_is_pointer(const struct applying *a)
{
    return a->flow->module->types.items[a->flow->instr->type].kind == IR_POINTER;
}

static void set_result(struct applying *a, term_id term)
{
    uint32_t bits = result_bits(a), from = term_of(&a->flow->world.terms, term)->bits;
    if (from != bits && term_of(&a->flow->world.terms, term)->kind != TERM_REAL)
        term = state_cast(&a->flow->world, a->flow->state, from > bits ? IR_TRUNC : IR_SEXT, term, bits,
                          result_is_pointer(a));
    a->result = term;
}

static term_id fresh_result(struct applying *a, uint16_t flags, uint32_t origin)
{
    if (result_is_pointer(a))
        flags |= T_POINTER;
    if (model_effect(a->call->model, EFFECT_FAILS))
        flags |= T_FAILS;
    return term_fresh(&a->flow->world.terms, a->flow->instr_index, ++a->flow->world.terms.fresh, result_bits(a), flags,
                      origin);
}

static void narrow_result(struct applying *a, term_id low, term_id high)
{
    struct flow *flow = a->flow;
    if (!a->result)
        a->result = fresh_result(a, model_effect(a->call->model, EFFECT_TAINTED) ? T_TAINT : 0, 0);
    struct range l = low ? state_range(&flow->world, flow->state, low) : range_full(64);
    struct range h = high ? state_range(&flow->world, flow->state, high) : range_full(64);
    int64_t top = h.smin < 0 ? INT64_MAX : h.smax;
    if (l.smin <= top)
        (void)state_narrow(&flow->world, flow->state, a->result, range_signed(l.smin, top, result_bits(a)));
    if (high && !range_is_const(h) && term_of(&flow->world.terms, high)->bits == result_bits(a))
        (void)state_assume(&flow->world, flow->state, term_compare(&flow->world.terms, IR_SLE, a->result, high), true);
}

// --- strings -------------------------------------------------------------------------------------

static term_id plus(struct flow *flow, term_id a, term_id b)
{
    return state_binary(&flow->world, flow->state, IR_ADD, a, b, true);
}

static term_id in_bytes(struct flow *flow, term_id characters, uint32_t width)
{
    return state_binary(&flow->world, flow->state, IR_MUL, characters, size_const(flow, width), true);
}

static void copy_string(struct applying *a, const struct effect *e, bool append)
{
    struct flow *flow = a->flow;
    read_string(a, e->arg1, e->width);
    if (append)
        read_string(a, e->arg0, e->width);
    if (flow->ended)
        return;
    term_id to = argument(a, e->arg0), from = argument(a, e->arg1);
    term_id length = flow_text_length(flow, from, e->width), before = append ? flow_text_length(flow, to, e->width) : 0;
    if (!length || (append && !before)) {
        access_bytes(a, e->arg0, size_const(flow, e->width), true);
        return;
    }
    term_id bytes = in_bytes(flow, term_add(&flow->world.terms, length, 1), e->width);
    term_id start = before ? in_bytes(flow, before, e->width) : 0;
    access_bytes(a, e->arg0, start ? plus(flow, bytes, start) : bytes, true);
    if (flow->ended)
        return;
    term_id at = start ? plus(flow, to, start) : to;
    flow_copy(flow, at, from, bytes);
    int64_t number;
    if (!term_is_const(&flow->world.terms, bytes, &number)) // the copy ends with a zero, wherever that is
        return;
}

static void copy_limited(struct applying *a, const struct effect *e, bool append)
{
    struct flow *flow = a->flow;
    struct world *world = &flow->world;
    term_id limit = amount_term(a, &e->amount, e->width), to = argument(a, e->arg0), from = argument(a, e->arg1);
    if (!limit || !to || !from)
        return;
    access_bytes(a, e->arg1, size_const(flow, e->width), false);
    if (append)
        read_string(a, e->arg0, e->width);
    term_id before = append && !flow->ended ? flow_text_length(flow, to, e->width) : 0;
    if (flow->ended || (append && !before))
        return;
    term_id length = flow_text_length(flow, from, e->width);
    struct range n = state_range(world, flow->state, limit), l = range_full(64);
    if (length)
        l = state_range(world, flow->state, in_bytes(flow, length, e->width));
    // strncpy fills up to the limit; strncat writes what the source has, and a zero.
    term_id written = limit;
    bool fits = l.umax < n.umin; // the whole string and its zero are copied
    if (append) {
        term_id copied = length && l.umax <= n.umin ? in_bytes(flow, length, e->width) :
                         length && l.umin < n.umax && l.umin != l.umax ? 0 : limit;
        if (length && !copied) // one of the two; the smaller is certain
            copied = l.umin >= n.umin ? limit : 0;
        if (!copied)
            copied = term_of(&world->terms, length)->flags & T_TAINT ? limit : size_const(flow, 0);
        written = plus(flow, plus(flow, in_bytes(flow, before, e->width), copied), size_const(flow, e->width));
    }
    access_bytes(a, e->arg0, written, true);
    if (flow->ended)
        return;
    term_id at = before ? plus(flow, to, in_bytes(flow, before, e->width)) : to;
    if (append) {
        struct mix mix = {0};
        mix_in(flow, from, &mix);
        if (length && l.umin == l.umax && l.umax <= n.umin)
            flow_copy(flow, at, from, in_bytes(flow, term_add(&world->terms, length, 1), e->width));
        else
            flow_fill(flow, at, limit, CELL_GENERATION, 0,
                      generation_from(&world->terms, mix.flags, mix.origin, mix.source));
        return;
    }
    flow_copy(flow, at, from, fits && l.umin == l.umax ?
              in_bytes(flow, term_add(&world->terms, length, 1), e->width) : limit);
    if (fits && l.umin == l.umax && n.umin == n.umax && n.umax > l.umax + e->width)
        flow_fill(flow, plus(flow, at, size_const(flow, (int64_t)(l.umax + e->width))),
                  size_const(flow, (int64_t)(n.umax - l.umax - e->width)), CELL_FILL, 1, term_const(&world->terms, 0, 8));
}

// --- formats -------------------------------------------------------------------------------------

// The characters of a constant string; false when it is none. At most `limit`.
static bool constant_text(struct flow *flow, term_id pointer, uint32_t width, char *out, size_t limit)
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
static term_id print_format(struct applying *a, int8_t format, uint32_t width, bool *ret_exact)
{
    struct flow *flow = a->flow;
    char text[FORMAT_MAX];
    *ret_exact = false;
    if (!constant_text(flow, argument(a, format), width, text, sizeof text))
        return 0;
    term_id total = size_const(flow, 0);
    int8_t next = (int8_t)(format + 1);
    struct directive d;
    bool exact = true;
    for (const char *at = text; at;) {
        at = next_directive(at, false, &d);
        total = plus(flow, total, size_const(flow, (int64_t)d.literal));
        if (!at && !d.conversion)
            break;
        if (d.conversion == '%') {
            total = plus(flow, total, size_const(flow, 1));
            continue;
        }
        next = (int8_t)(next + d.width_argument + d.precision_argument);
        if (d.conversion == 's' || d.conversion == 'S') {
            uint32_t unit = d.conversion == 'S' || d.is_long || (width == 4 && !d.is_long && false) ? 4 : 1;
            if (d.precision < 0 && !d.precision_argument)
                read_string(a, next, unit);
            else
                access_bytes(a, next, size_const(flow, 1), false);
            if (flow->ended)
                return 0;
            term_id length = d.precision < 0 && !d.precision_argument ? flow_text_length(flow, argument(a, next), unit) : 0;
            exact &= length != 0;
            if (length)
                total = plus(flow, total, length);
        } else {
            total = plus(flow, total, size_const(flow, d.width > 1 ? d.width : d.conversion == 'n' ? 0 : 1));
            exact = false;
            if (d.conversion == 'n')
                access_bytes(a, next, size_const(flow, 4), true);
            else if (argument(a, next))
                flow_use(flow, argument_value(a, next), USE_ARGUMENT);
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
static term_id number_of_input(struct flow *flow, const struct place *place, uint32_t width, uint32_t which,
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
    term_id length = e->taint ? 0 : flow_text_length(a->flow, argument(a, 0), e->width);
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

static void scan_format(struct applying *a, const struct effect *e)
{
    struct flow *flow = a->flow;
    struct terms *terms = &flow->world.terms;
    char text[FORMAT_MAX];
    if (!constant_text(flow, argument(a, e->arg0), e->width, text, sizeof text)) {
        for (uint32_t i = (uint32_t)e->arg0 + 1; i < a->call->count; i++)
            flow_escape(flow, flow->state, a->call->terms[i], true, e->taint ? T_TAINT : 0);
        return;
    }
    uint16_t taint = e->taint ? T_TAINT : 0;
    if (!e->taint) { // sscanf: what the scanned string is
        term_id from = argument(a, 0);
        struct place place;
        uint32_t origin = 0;
        if (from && flow_place(flow, flow->state, from, &place))
            taint = memory_flags(&flow->world, flow->state, place.object, 0, UINT64_MAX, &origin) & (T_TAINT | T_RANDOM);
    }
    uint32_t origin = source_of(a, "reads input");
    int8_t next = (int8_t)(e->arg0 + 1);
    struct directive d;
    for (const char *at = text; at && !flow->ended;) {
        at = next_directive(at, true, &d);
        if (!at || d.conversion == '%' || d.suppressed)
            continue;
        term_id to = argument(a, next);
        uint32_t generation = generation_make(terms, GENERATION_UNKNOWN, taint, origin);
        bool string = d.conversion == 's' || d.conversion == '[' || d.conversion == 'S';
        uint32_t unit = d.is_long || d.conversion == 'S' ? 4 : 1;
        term_id size;
        if (string && d.width < 0) { // as long as the input
            size = term_fresh(terms, flow->instr_index, ++terms->fresh, terms->pointer_bits, taint ? taint : T_UNKNOWN,
                              origin);
            uint64_t most = longest_word(a, e, unit);
            (void)state_narrow(&flow->world, flow->state, size, range_unsigned(2, INT64_MAX, terms->pointer_bits));
            if (most < INT64_MAX && fits_whole(flow, argument(a, next), most))
                size = size_const(flow, (int64_t)most);
        } else if (string) {
            size = size_const(flow, (d.width + 1) * unit);
        } else if (d.conversion == 'c') {
            size = size_const(flow, d.width > 0 ? d.width : 1);
        } else {
            size = size_const(flow, number_size(flow, &d));
        }
        access_bytes(a, next, size, true);
        struct place place;
        term_id text_from = e->taint ? 0 : argument(a, 0);
        term_id number = text_from && !flow->ended && flow_place(flow, flow->state, text_from, &place) ?
                         number_of_input(flow, &place, e->width, (uint32_t)next, 8 * number_size(flow, &d)) : 0;
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
    if (e->width != 1 || !constant_text(flow, argument(a, e->arg1), 1, text, sizeof text) ||
        !flow_place(flow, flow->state, argument(a, e->arg0), &place) || !place.exact)
        return;
    for (int64_t i = 0; i < FIXED_START && text[i] && text[i] != '%'; i++)
        memory_store(&flow->world, flow->state, place.object, (int64_t)place.range.low + i, 1,
                     term_const(&flow->world.terms, text[i], 8));
}

static void print_to_string(struct applying *a, const struct effect *e)
{
    struct flow *flow = a->flow;
    bool exact;
    term_id length = print_format(a, e->arg1, e->width, &exact), limit = amount_term(a, &e->amount, e->width);
    if (flow->ended)
        return;
    term_id need = length ? in_bytes(flow, term_add(&flow->world.terms, length, 1), e->width) : size_const(flow, 1);
    if (e->amount.count)
        need = limit;
    bool asks = e->amount.count && limit && state_range(&flow->world, flow->state, limit).umax == 0;
    if (!asks) // a size of 0 asks for the length only, and the place may be null
        access_bytes(a, e->arg0, need ? need : size_const(flow, 1), true);
    if (length && exact)
        set_result(a, length);
    if (flow->ended || asks || !argument(a, e->arg0))
        return;
    // What is written is as chosen as what is printed.
    struct mix mix = {0};
    for (uint32_t i = (uint32_t)e->arg1; i < a->call->count; i++)
        if (term_of(&flow->world.terms, a->call->terms[i])->flags & T_POINTER) // a number's digits are harmless text
            mix_in(flow, a->call->terms[i], &mix);
    flow_fill(flow, argument(a, e->arg0), need, CELL_GENERATION, 0,
              generation_from(&flow->world.terms, mix.flags, mix.origin, mix.source));
    print_fixed_start(a, e);
}

// --- one effect ----------------------------------------------------------------------------------

static void write_memory(struct applying *a, const struct effect *e)
{
    struct flow *flow = a->flow;
    struct terms *terms = &flow->world.terms;
    term_id to = argument(a, e->arg0), size = amount_term(a, &e->amount, e->width);
    // A null result pointer asks for nothing, and ioctl() may get a number.
    if (!to || !(term_of(terms, to)->flags & T_POINTER) || state_range(&flow->world, flow->state, to).umax == 0)
        return;
    if (e->kind == EFFECT_WRITES && !size) { // gets(): as much as comes
        size = term_fresh(terms, flow->instr_index, ++terms->fresh, terms->pointer_bits, T_TAINT,
                          source_of(a, "reads input"));
        (void)state_narrow(&flow->world, flow->state, size, range_unsigned(2, INT64_MAX, terms->pointer_bits));
    }
    access_bytes(a, e->arg0, size, true);
    if (flow->ended)
        return;
    uint32_t origin = e->taint ? source_of(a, "receives data from outside") : 0;
    uint32_t generation = generation_make(terms, GENERATION_UNKNOWN, e->taint ? T_TAINT : 0, origin);
    int64_t bytes;
    struct place place;
    terms->generations.items[generation].received = e->taint && size && term_is_const(terms, size, &bytes);
    flow_fill(flow, to, size, CELL_GENERATION, 0, generation);
    if (e->kind == EFFECT_WRITES && size && term_is_const(terms, size, &bytes) && bytes >= e->width &&
        flow_place(flow, flow->state, to, &place) && place.exact) // terminated within
        memory_set(&flow->world, flow->state, place.object, (int64_t)place.range.low + bytes - e->width, e->width,
                   CELL_VALUE, 0, term_const(terms, 0, 8u * e->width));
}

static void number_from(struct applying *a, const struct effect *e)
{
    struct flow *flow = a->flow;
    term_id from = argument(a, e->arg0);
    uint16_t flags = 0;
    uint32_t origin = 0;
    struct place place;
    if (from && !(term_of(&flow->world.terms, from)->flags & T_POINTER)) {
        flags = term_of(&flow->world.terms, from)->flags;
        origin = term_of(&flow->world.terms, from)->origin;
    } else if (from && flow_place(flow, flow->state, from, &place)) {
        flags = memory_flags(&flow->world, flow->state, place.object, place.exact ? (int64_t)place.range.low : 0, 1,
                             &origin);
        a->result = number_of_input(flow, &place, e->width, 0, result_bits(a));
    }
    if (a->result)
        return;
    a->result = fresh_result(a, flags & (T_TAINT | T_RANDOM), origin);
    struct terms *terms = &flow->world.terms;
    if (flags & T_TAINT && term_of(terms, from)->flags & T_POINTER) // what is a number stays known as one
        a->result = term_pure(terms, FUNCTION_NUMBER, a->result, term_const(terms, 0, 8), result_bits(a));
}

static void reallocate(struct applying *a, const struct effect *e)
{
    struct flow *flow = a->flow;
    term_id old = argument(a, e->arg0);
    struct place place;
    bool known = old && flow_place(flow, flow->state, old, &place);
    term_id size = amount_term(a, &e->amount, 1), result = new_object(a, e, size);
    object_id made = term_of(&flow->world.terms, result)->a;
    struct state *failed = state_fork(&flow->world, flow->state);
    if (state_narrow(&flow->world, failed, result, range_const(0, flow->world.terms.pointer_bits))) {
        // It failed: the old block stays.
        if (flow->instr->result)
            trie_put(&failed->environment, flow->world.arena, failed->token, flow->instr->result,
                     (void *)(uintptr_t)result);
        flow_branch(flow, failed);
    }
    struct range some = range_full(flow->world.terms.pointer_bits);
    some.umin = 1;
    (void)state_narrow(&flow->world, flow->state, result, some);
    if (known && state_range(&flow->world, flow->state, old).umax != 0) {
        flow_release(flow, old, argument_value(a, e->arg0), e->family);
        const struct memory *before = memory_get(flow->state, place.object);
        const struct object *o = &flow->world.terms.objects.items[place.object];
        int64_t bytes;
        if (!flow->ended && o->size && before && term_is_const(&flow->world.terms, before->size ? before->size : o->size,
                                                               &bytes) && bytes < 4096)
            memory_copy(&flow->world, flow->state, made, 0, place.object, 0, (uint64_t)bytes);
        else
            memory_forget(&flow->world, flow->state, made, 0, 0);
    }
    a->result = result;
}

static void open_resource(struct applying *a, const struct effect *e)
{
    term_id address = new_object(a, e, 0);
    struct flow *flow = a->flow;
    memory_forget(&flow->world, flow->state, term_of(&flow->world.terms, address)->a, 0, 0);
    set_result(a, address);
}

static term_id handle_of(struct flow *flow, term_id term)
{
    const struct term *t = term_of(&flow->world.terms, term);
    while (t->kind == TERM_CAST) {
        term = t->a;
        t = term_of(&flow->world.terms, term);
    }
    return term;
}

static void keep(struct applying *a, int8_t number)
{
    if (argument(a, number))
        flow_escape(a->flow, a->flow->state, argument(a, number), false, 0);
}

static void apply_memory(struct applying *a, const struct effect *e)
{
    struct flow *flow = a->flow;
    term_id size = 0;
    switch ((enum effect_kind)e->kind) {
    case EFFECT_READ:
        access_bytes(a, e->arg0, amount_term(a, &e->amount, e->width), false);
        break;
    case EFFECT_WRITE:
    case EFFECT_WRITES:
        write_memory(a, e);
        break;
    case EFFECT_STRING:
        read_string(a, e->arg0, e->width);
        break;
    case EFFECT_COPY:
        size = amount_term(a, &e->amount, e->width);
        access_bytes(a, e->arg0, size, true);
        access_bytes(a, e->arg1, size, false);
        if (!flow->ended && argument(a, e->arg0) && argument(a, e->arg1))
            flow_copy(flow, argument(a, e->arg0), argument(a, e->arg1), size);
        break;
    case EFFECT_FILL:
        size = amount_term(a, &e->amount, e->width);
        access_bytes(a, e->arg0, size, true);
        if (!flow->ended && argument(a, e->arg0) && argument(a, e->arg1))
            flow_fill(flow, argument(a, e->arg0), size, CELL_FILL, e->width,
                      term_cast(&flow->world.terms, IR_TRUNC, argument(a, e->arg1), 8u * e->width, false));
        break;
    case EFFECT_STRCPY:
    case EFFECT_STRCAT:
        copy_string(a, e, e->kind == EFFECT_STRCAT);
        break;
    case EFFECT_STRNCPY:
    case EFFECT_STRNCAT:
        copy_limited(a, e, e->kind == EFFECT_STRNCAT);
        break;
    case EFFECT_NONNULL:
        access_bytes(a, e->arg0, size_const(flow, 0), false);
        break;
    default:
        break;
    }
}

static void apply_result(struct applying *a, const struct effect *e)
{
    struct flow *flow = a->flow;
    struct terms *terms = &flow->world.terms;
    term_id x = argument(a, e->arg0);
    switch ((enum effect_kind)e->kind) {
    case EFFECT_RETURNS:
        x = amount_term(a, &e->amount, e->width);
        if (e->amount.count == 1 && e->amount.addends[0].args[0] >= 0 && e->amount.addends[0].factor == 1)
            x = argument(a, e->amount.addends[0].args[0]);
        if (x)
            set_result(a, x);
        break;
    case EFFECT_RANGE:
        narrow_result(a, amount_term(a, &e->amount, 1), amount_term(a, &e->high, 1));
        break;
    case EFFECT_TAINTED:
        a->result = fresh_result(a, T_TAINT, source_of(a, "gives a value from outside"));
        break;
    case EFFECT_RANDOM:
        a->result = fresh_result(a, T_RANDOM, source_of(a, "gives any value"));
        if (term_of(terms, a->result)->bits == 32 && !strcmp(a->call->name ? a->call->name : "", "rand"))
            (void)state_narrow(&flow->world, flow->state, a->result, range_signed(0, INT32_MAX, 32));
        break;
    case EFFECT_NUMBER:
        number_from(a, e);
        break;
    case EFFECT_LENGTH:
        if (x && (x = flow_text_length(flow, x, e->width)))
            set_result(a, x);
        break;
    case EFFECT_ABSOLUTE:
    case EFFECT_ROOT:
        if (x)
            set_result(a, term_pure(terms, e->kind == EFFECT_ROOT ? FUNCTION_SQRT : FUNCTION_ABS, x, 0,
                                    term_of(terms, x)->bits));
        break;
    case EFFECT_SIFTS: {
        char needle[16] = "";
        term_id y = argument(a, e->arg1);
        int64_t letter;
        if (x && y && (constant_text(flow, y, 1, needle, sizeof needle) ||
                       (term_is_const(terms, y, &letter) && letter > 0 && letter < 128 && (needle[0] = (char)letter))) &&
            strpbrk(needle, "/\\.:;|&$`<>'\"%*?(){}[]~!"))
            flow_sift(flow, flow->state, x);
        break;
    }
    case EFFECT_INSIDE:
        a->result = flow_search(flow, a->call, x, e->width);
        break;
    default:
        break;
    }
}

static void apply_effect(struct applying *a, const struct effect *e)
{
    struct flow *flow = a->flow;
    bool exact;
    switch ((enum effect_kind)e->kind) {
    case EFFECT_ALLOC: {
        term_id size = amount_term(a, &e->amount, e->width);
        bool possible = !size || state_range(&flow->world, flow->state, size).umin <= INT64_MAX; // no object is larger
        if (possible)
            a->result = new_object(a, e, size);
        else if (e->sure)
            flow->throws = flow->unwind = flow->ended = true;
        else
            a->result = term_const(&flow->world.terms, 0, flow->world.terms.pointer_bits);
        break;
    }
    case EFFECT_REALLOC:
        reallocate(a, e);
        break;
    case EFFECT_OPEN:
        open_resource(a, e);
        break;
    case EFFECT_FREE:
    case EFFECT_CLOSE:
        if (argument(a, e->arg0))
            flow_release(flow, handle_of(flow, argument(a, e->arg0)), argument_value(a, e->arg0), e->family);
        break;
    case EFFECT_PRINTF:
        (void)print_format(a, e->arg0, e->width, &exact);
        break;
    case EFFECT_SPRINTF:
        print_to_string(a, e);
        break;
    case EFFECT_SCANF:
        scan_format(a, e);
        break;
    case EFFECT_KEEP:
        keep(a, e->arg0);
        break;
    case EFFECT_NORETURN:
        flow->ended = true;
        break;
    default:
        if (e->kind >= EFFECT_HOLDS && e->kind <= EFFECT_STEPS) {
            flow_apply_content(flow, a->call, e, &a->result);
            break;
        }
        apply_memory(a, e);
        if (!flow->ended)
            apply_result(a, e);
    }
}

void flow_apply_model(struct flow *flow, const struct call *call)
{
    struct applying a = {.flow = flow, .call = call};
    const struct model *model = call->model;
    for (uint32_t i = 0; i < model->count && !flow->ended; i++)
        if (model->effects[i].kind <= EFFECT_NORETURN)
            apply_effect(&a, &model->effects[i]);
    if (flow->ended)
        return;
    bool gives = call->result && flow_bits(flow, flow->instr->type);
    if (gives && !a.result)
        a.result = fresh_result(&a, 0, 0);
    const struct effect *path = model_effect(model, EFFECT_PATH);
    if (path && a.result && model_effect(model, EFFECT_OPEN))
        flow_opens_name(flow, argument(&a, path->arg0), a.result);
    for (uint32_t i = 0; i < model->count; i++)
        if (model->effects[i].kind > EFFECT_NORETURN)
            flow_apply_phase(flow, call, &model->effects[i], a.result);
    if (gives)
        flow_set(flow, call->result, a.result);
}

// --- releasing -----------------------------------------------------------------------------------

void flow_release(struct flow *flow, term_id pointer, ir_id value, const char *family)
{
    struct place place;
    if (state_range(&flow->world, flow->state, pointer).umax == 0)
        return; // free(NULL)
    for (const struct checker *const *c = ENGINE_CHECKERS; *c && !flow->ended; c++)
        if ((*c)->release)
            (*c)->release(flow, pointer, value, family);
    if (flow->ended || !flow_place(flow, flow->state, pointer, &place))
        return;
    flow_event(flow, EVENT_RELEASE, pointer, NULL);
    const term_id *list;
    uint32_t count = term_alternatives(&flow->world.terms, place.base, &list);
    for (uint32_t i = 0; i < count; i++) { // one of these: none is certain
        struct place at;
        if (!flow_place(flow, flow->state, list[i], &at))
            continue;
        struct memory *m = memory_own(&flow->world, flow->state, at.object);
        m->life = LIFE_UNKNOWN;
        m->event = flow->state->trace;
        count = term_alternatives(&flow->world.terms, place.base, &list);
    }
    uint8_t kind = flow->world.terms.objects.items[place.object].kind;
    if (kind == OBJECT_STACK || kind == OBJECT_GLOBAL || kind == OBJECT_FUNCTION)
        return;
    struct memory *m = memory_own(&flow->world, flow->state, place.object);
    m->life = flow->world.terms.objects.items[place.object].weak ? LIFE_UNKNOWN : LIFE_FREED;
    m->event = flow->state->trace;
    m->written = true;
}
