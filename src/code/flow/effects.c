// What a modelled library call does: its obligations, its effects on memory, its result.
#include "code/flow/applying.h"
#include "code/flow/content.h"
#include <string.h>

term_id apply_argument(const struct applying *a, int8_t number)
{
    if (number == ARGUMENT_TEXT_RESULT || (number >= ARGUMENT_TEXTS && number < ARGUMENT_TEXTS + MODEL_ARGS))
        return flow_text_of(a->flow, a->call, number, true);
    return number >= 0 && (uint32_t)number < a->call->count ? a->call->terms[number] : 0;
}

ir_id apply_value(const struct applying *a, int8_t number)
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

term_id flow_size(struct flow *flow, int64_t bytes)
{
    return term_const(&flow->world.terms, bytes, flow->world.terms.pointer_bits);
}

term_id apply_amount(const struct applying *a, const struct amount *amount, uint32_t width)
{
    struct flow *flow = a->flow;
    struct terms *terms = &flow->world.terms;
    term_id sum = 0;
    for (uint32_t i = 0; i < amount->count; i++) {
        const struct addend *add = &amount->addends[i];
        term_id product = flow_size(flow, add->factor);
        for (int k = 0; k < 2 && add->args[k] >= 0; k++) {
            term_id x = apply_argument(a, add->args[k]);
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

void apply_mix(struct flow *flow, term_id pointer, struct mix *mix)
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

uint32_t apply_source(const struct applying *a, const char *what)
{
    return origin_make(&a->flow->world.terms, a->flow->instr->location,
                       flow_text(a->flow, "%s() %s", a->call->name ? a->call->name : "the call", what), NULL);
}

void apply_access(const struct applying *a, int8_t number, term_id size, bool write)
{
    term_id pointer = apply_argument(a, number);
    if (!pointer || !size || a->flow->ended)
        return;
    flow_access(a->flow, &(struct access){pointer, size, apply_value(a, number), write,
                                          flow_text(a->flow, "%s()", a->call->name)});
}

// Reading a string: there, alive, terminated.
void apply_read_text(const struct applying *a, int8_t number, uint32_t width)
{
    apply_access(a, number, flow_size(a->flow, width), false);
    if (a->flow->ended || !apply_argument(a, number))
        return;
    for (const struct checker *const *c = ENGINE_CHECKERS; *c && !a->flow->ended; c++)
        if ((*c)->access) // a size of 0 asks for the zero at the end
            (*c)->access(a->flow, &(struct access){apply_argument(a, number), width == 1 ? 0 : UINT32_MAX,
                                                   apply_value(a, number), false,
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
    o->hooked = !a->call->symbol;
    o->resource = e->kind == EFFECT_OPEN;
    o->family = stack ? NULL : e->family;
    o->location = flow->instr->location;
    o->size = size;
    ir_id variable = a->call->result ? flow->function->values.items[a->call->result].variable : 0;
    o->name = variable ? flow->function->variables.items[variable].name : NULL;
    struct memory *m = memory_own(&flow->world, flow->state, id);
    m->count = 0;
    m->last_pointer = 0;
    m->text_length = 0;
    m->life = LIFE_ALIVE;
    m->size = size;
    m->event = NULL;
    m->escaped = m->kept = false;
    bool unwritten = e->kind == EFFECT_ALLOC && !e->filled;
    m->generation = generation_make(terms, e->zero ? GENERATION_ZERO : unwritten ? GENERATION_UNWRITTEN :
                                    GENERATION_UNKNOWN, 0, 0);
    term_id address = terms->objects.items[id].address;
    state_drop_fact(&flow->world, flow->state, address);
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

void apply_result_is(struct applying *a, term_id term)
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

term_id flow_plus(struct flow *flow, term_id a, term_id b)
{
    return state_binary(&flow->world, flow->state, IR_ADD, a, b, true);
}

term_id flow_in_bytes(struct flow *flow, term_id characters, uint32_t width)
{
    return state_binary(&flow->world, flow->state, IR_MUL, characters, flow_size(flow, width), true);
}

static void copy_string(struct applying *a, const struct effect *e, bool append)
{
    struct flow *flow = a->flow;
    apply_read_text(a, e->arg1, e->width);
    if (append)
        apply_read_text(a, e->arg0, e->width);
    if (flow->ended)
        return;
    term_id to = apply_argument(a, e->arg0), from = apply_argument(a, e->arg1);
    term_id length = flow_text_length(flow, from, e->width), before = append ? flow_text_length(flow, to, e->width) : 0;
    if (!length || (append && !before)) {
        apply_access(a, e->arg0, flow_size(flow, e->width), true);
        return;
    }
    term_id bytes = flow_in_bytes(flow, term_add(&flow->world.terms, length, 1), e->width);
    term_id start = before ? flow_in_bytes(flow, before, e->width) : 0;
    apply_access(a, e->arg0, start ? flow_plus(flow, bytes, start) : bytes, true);
    if (flow->ended)
        return;
    term_id at = start ? flow_plus(flow, to, start) : to;
    flow_copy(flow, at, from, bytes);
    struct place place;
    if (e->width > 1 || !flow_place(flow, flow->state, to, &place) || !place.exact)
        return;
    term_id total = before ? flow_plus(flow, before, length) : length, size = memory_size(&flow->world, flow->state, place.object);
    struct range room = size ? state_range(&flow->world, flow->state, size) : range_full(64);
    if (room.umax <= INT64_MAX && place.range.low >= 0 && room.umax > place.range.low && // what does not fit was told
        !state_narrow(&flow->world, flow->state, total, range_unsigned(0, room.umax - (uint64_t)place.range.low - 1, flow->world.terms.pointer_bits)))
        return;
    struct memory *m = memory_own(&flow->world, flow->state, place.object);
    m->text_length = total;
    m->text_at = (int64_t)place.range.low;
    m->text_version = m->version;
}

static void copy_limited(struct applying *a, const struct effect *e, bool append)
{
    struct flow *flow = a->flow;
    struct world *world = &flow->world;
    term_id limit = apply_amount(a, &e->amount, e->width), to = apply_argument(a, e->arg0), from = apply_argument(a, e->arg1);
    if (!limit || !to || !from)
        return;
    apply_access(a, e->arg1, flow_size(flow, e->width), false);
    if (append)
        apply_read_text(a, e->arg0, e->width);
    term_id before = append && !flow->ended ? flow_text_length(flow, to, e->width) : 0;
    if (flow->ended || (append && !before))
        return;
    term_id length = flow_text_length(flow, from, e->width);
    struct range n = state_range(world, flow->state, limit), l = range_full(64);
    if (length)
        l = state_range(world, flow->state, flow_in_bytes(flow, length, e->width));
    // strncpy fills up to the limit; strncat writes what the source has, and a zero.
    term_id written = limit;
    bool fits = l.umax < n.umin; // the whole string and its zero are copied
    if (append) {
        term_id copied = length && l.umax <= n.umin ? flow_in_bytes(flow, length, e->width) :
                         length && l.umin < n.umax && l.umin != l.umax ? 0 : limit;
        if (length && !copied) // one of the two; the smaller is certain
            copied = l.umin >= n.umin ? limit : 0;
        if (!copied)
            copied = term_of(&world->terms, length)->flags & T_TAINT ? limit : flow_size(flow, 0);
        written = flow_plus(flow, flow_plus(flow, flow_in_bytes(flow, before, e->width), copied), flow_size(flow, e->width));
    }
    apply_access(a, e->arg0, written, true);
    if (flow->ended)
        return;
    term_id at = before ? flow_plus(flow, to, flow_in_bytes(flow, before, e->width)) : to;
    if (append) {
        struct mix mix = {0};
        apply_mix(flow, from, &mix);
        if (length && l.umin == l.umax && l.umax <= n.umin)
            flow_copy(flow, at, from, flow_in_bytes(flow, term_add(&world->terms, length, 1), e->width));
        else
            flow_fill(flow, at, limit, CELL_GENERATION, 0,
                      generation_from(&world->terms, mix.flags, mix.origin, mix.source));
        return;
    }
    flow_copy(flow, at, from, fits && l.umin == l.umax ?
              flow_in_bytes(flow, term_add(&world->terms, length, 1), e->width) : limit);
    if (fits && l.umin == l.umax && n.umin == n.umax && n.umax > l.umax + e->width)
        flow_fill(flow, flow_plus(flow, at, flow_size(flow, (int64_t)(l.umax + e->width))),
                  flow_size(flow, (int64_t)(n.umax - l.umax - e->width)), CELL_FILL, 1, term_const(&world->terms, 0, 8));
}

// --- one effect ----------------------------------------------------------------------------------

static void write_memory(struct applying *a, const struct effect *e)
{
    struct flow *flow = a->flow;
    struct terms *terms = &flow->world.terms;
    term_id to = apply_argument(a, e->arg0), size = apply_amount(a, &e->amount, e->width);
    // A null result pointer asks for nothing, and ioctl() may get a number.
    if (!to || !(term_of(terms, to)->flags & T_POINTER) || state_range(&flow->world, flow->state, to).umax == 0)
        return;
    if (e->kind == EFFECT_WRITES && !size) { // gets(): as much as comes
        size = term_fresh(terms, flow->instr_index, ++terms->fresh, terms->pointer_bits, T_TAINT,
                          apply_source(a, "reads input"));
        (void)state_narrow(&flow->world, flow->state, size, range_unsigned(2, INT64_MAX, terms->pointer_bits));
    }
    apply_access(a, e->arg0, size, true);
    if (flow->ended)
        return;
    uint32_t origin = e->taint ? apply_source(a, "receives data from outside") : 0;
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
    term_id from = apply_argument(a, e->arg0);
    uint16_t flags = 0;
    uint32_t origin = 0;
    struct place place;
    if (from && !(term_of(&flow->world.terms, from)->flags & T_POINTER)) {
        flags = term_of(&flow->world.terms, from)->flags;
        origin = term_of(&flow->world.terms, from)->origin;
    } else if (from && flow_place(flow, flow->state, from, &place)) {
        flags = memory_flags(&flow->world, flow->state, place.object, place.exact ? (int64_t)place.range.low : 0, 1,
                             &origin);
        a->result = flow_number_of_text(flow, &place, e->width, 0, result_bits(a));
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
    term_id old = apply_argument(a, e->arg0);
    struct place place;
    bool known = old && flow_place(flow, flow->state, old, &place);
    term_id size = apply_amount(a, &e->amount, 1), result = new_object(a, e, size);
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
        flow_release(flow, old, apply_value(a, e->arg0), e->family);
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
    apply_result_is(a, address);
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
    if (apply_argument(a, number))
        flow_escape(a->flow, a->flow->state, apply_argument(a, number), false, 0);
}

static void apply_memory(struct applying *a, const struct effect *e)
{
    struct flow *flow = a->flow;
    term_id size = 0;
    switch ((enum effect_kind)e->kind) {
    case EFFECT_READ:
        apply_access(a, e->arg0, apply_amount(a, &e->amount, e->width), false);
        break;
    case EFFECT_WRITE:
    case EFFECT_WRITES:
        write_memory(a, e);
        break;
    case EFFECT_STRING:
        apply_read_text(a, e->arg0, e->width);
        break;
    case EFFECT_COPY:
        size = apply_amount(a, &e->amount, e->width);
        apply_access(a, e->arg0, size, true);
        apply_access(a, e->arg1, size, false);
        if (!flow->ended && apply_argument(a, e->arg0) && apply_argument(a, e->arg1))
            flow_copy(flow, apply_argument(a, e->arg0), apply_argument(a, e->arg1), size);
        break;
    case EFFECT_FILL:
        size = apply_amount(a, &e->amount, e->width);
        apply_access(a, e->arg0, size, true);
        if (!flow->ended && apply_argument(a, e->arg0) && apply_argument(a, e->arg1))
            flow_fill(flow, apply_argument(a, e->arg0), size, CELL_FILL, e->width,
                      term_cast(&flow->world.terms, IR_TRUNC, apply_argument(a, e->arg1), 8u * e->width, false));
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
        apply_access(a, e->arg0, flow_size(flow, 0), false);
        break;
    default:
        break;
    }
}

static void apply_result(struct applying *a, const struct effect *e)
{
    struct flow *flow = a->flow;
    struct terms *terms = &flow->world.terms;
    term_id x = apply_argument(a, e->arg0);
    uint32_t origin;
    switch ((enum effect_kind)e->kind) {
    case EFFECT_RETURNS:
        x = apply_amount(a, &e->amount, e->width);
        if (e->amount.count == 1 && e->amount.addends[0].args[0] >= 0 && e->amount.addends[0].factor == 1)
            x = apply_argument(a, e->amount.addends[0].args[0]);
        if (x)
            apply_result_is(a, x);
        break;
    case EFFECT_RANGE:
        narrow_result(a, apply_amount(a, &e->amount, 1), apply_amount(a, &e->high, 1));
        break;
    case EFFECT_TAINTED:
        origin = apply_source(a, "gives a value from outside");
        terms->origins.items[origin].local = model_effect(a->call->model, EFFECT_LOCAL);
        a->result = fresh_result(a, T_TAINT, origin);
        break;
    case EFFECT_RANDOM:
        a->result = fresh_result(a, T_RANDOM, apply_source(a, "gives any value"));
        if (term_of(terms, a->result)->bits == 32 && !strcmp(a->call->name ? a->call->name : "", "rand"))
            (void)state_narrow(&flow->world, flow->state, a->result, range_signed(0, INT32_MAX, 32));
        break;
    case EFFECT_NUMBER:
        number_from(a, e);
        break;
    case EFFECT_LENGTH:
        if (x && (x = flow_text_length(flow, x, e->width)))
            apply_result_is(a, x);
        break;
    case EFFECT_ABSOLUTE:
    case EFFECT_ROOT:
        if (x)
            apply_result_is(a, term_pure(terms, e->kind == EFFECT_ROOT ? FUNCTION_SQRT : FUNCTION_ABS, x, 0,
                                    term_of(terms, x)->bits));
        break;
    case EFFECT_SIFTS: {
        char needle[16] = "";
        term_id y = apply_argument(a, e->arg1);
        int64_t letter;
        if (x && y && (flow_constant_text(flow, y, 1, needle, sizeof needle) ||
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
        term_id size = apply_amount(a, &e->amount, e->width);
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
        if (apply_argument(a, e->arg0))
            flow_release(flow, handle_of(flow, apply_argument(a, e->arg0)), apply_value(a, e->arg0), e->family);
        break;
    case EFFECT_PRINTF:
        (void)apply_print_format(a, e->arg0, e->width, &exact);
        break;
    case EFFECT_SPRINTF:
        apply_print_text(a, e);
        break;
    case EFFECT_SCANF:
        apply_scan_format(a, e);
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
        flow_opens_name(flow, apply_argument(&a, path->arg0), a.result);
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
