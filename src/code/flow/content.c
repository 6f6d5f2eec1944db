#include "code/flow/content.h"
#include <string.h>

static const int64_t CONTENT_WORDS = INT64_C(1) << 42, CONTENT_NEXT = INT64_C(1) << 41, CONTENT_ALL = INT64_C(1) << 46;
enum { CONTENT_STRIDE = 4096, CONTENT_KEYS = 1 << 24, CONTENT_REPEATS = 16, CONTENT_SITES = 1 << 20 };

struct content {
    struct flow *flow;
    const struct call *call;
    object_id holder;
    int64_t at;         // of the container in its holder
    bool packed, plain; // plain: elements are numbers or pointers
    int64_t stride;
    term_id begin, end;
};

static uint32_t word_bytes(const struct flow *flow)
{
    return flow->world.terms.pointer_bits / 8;
}

static int64_t word_at(const struct content *c, bool end)
{
    if (c->packed)
        return c->at + (end ? (int64_t)word_bytes(c->flow) : 0);
    return c->at + CONTENT_WORDS + (end ? CONTENT_NEXT : 0);
}

static term_id unknown_pointer(struct flow *flow)
{
    struct terms *terms = &flow->world.terms;
    return term_fresh(terms, flow->instr_index, ++terms->fresh, terms->pointer_bits, T_POINTER | T_UNKNOWN, 0);
}

static term_id load_word(const struct content *c, bool end)
{
    struct world *world = &c->flow->world;
    term_id word = memory_load(world, c->flow->state, c->holder, word_at(c, end), world->terms.pointer_bits, true);
    return term_of(&world->terms, word)->flags & T_UNDEFINED ? unknown_pointer(c->flow) : word;
}

static void store_words(struct content *c, term_id begin, term_id end)
{
    struct flow *flow = c->flow;
    uint32_t bytes = word_bytes(flow);
    c->begin = begin;
    c->end = end;
    memory_store(&flow->world, flow->state, c->holder, word_at(c, false), bytes, begin);
    memory_store(&flow->world, flow->state, c->holder, word_at(c, true), bytes, end);
    if (c->packed) // no room is left: the next element goes through here, too
        memory_store(&flow->world, flow->state, c->holder, c->at + 2 * (int64_t)bytes, bytes, end);
}

static term_id argument(const struct call *call, int8_t number)
{
    if (number == ARGUMENT_RESULT)
        return call->returned_at;
    return number >= 0 && (uint32_t)number < call->count ? call->terms[number] : 0;
}

// The bytes behind a reference that the function takes (number: its position) or gives (-1); 0 when that is not said.
static uint32_t extent(const struct call *call, int number)
{
    uint32_t at = (uint32_t)(number + 1) + (number >= 0 && call->symbol && call->symbol->returns_memory);
    return call->symbol && at < call->symbol->extent_count ? call->symbol->extents[at] : 0;
}

// The type of an argument as written, "this" left out; NULL.
static const char *argument_type(const struct call *call, int8_t number)
{
    return call->cxx && number >= 1 && number <= CXX_ARGUMENTS ? call->cxx->types[number - 1] : NULL;
}

static bool holds_plain(const struct call *call)
{
    const struct cxx_name *cxx = call->cxx;
    if (!cxx || !cxx->arguments[0])
        return true; // no template: what goes in and comes out tells
    bool map = cxx->arguments[1] && !strstr(cxx->arguments[1], "::");
    return cxx_type_is_plain(cxx->arguments[0]) && (!map || cxx_type_is_plain(cxx->arguments[1]));
}

static bool find_content(struct flow *flow, const struct call *call, const struct effect *e, int8_t number,
                         struct content *ret)
{
    struct place place;
    term_id pointer = argument(call, number);
    *ret = (struct content){.flow = flow, .call = call, .packed = e->packed, .plain = holds_plain(call)};
    if (!pointer || !flow_place(flow, flow->state, pointer, &place) || !place.exact || place.range.low < 0 ||
        place.range.low > INT32_MAX || term_of(&flow->world.terms, place.base)->kind == TERM_JOIN ||
        flow->world.terms.objects.items[place.object].weak)
        return false;
    ret->holder = place.object;
    ret->at = (int64_t)place.range.low;
    ret->stride = CONTENT_STRIDE;
    if (e->packed && call->cxx)
        ret->stride = (int64_t)cxx_type_size(call->cxx->arguments[0], word_bytes(flow));
    ret->begin = load_word(ret, false);
    ret->end = load_word(ret, true);
    return true;
}

static term_id bytes_term(struct flow *flow, int64_t bytes)
{
    return term_const(&flow->world.terms, bytes, flow->world.terms.pointer_bits);
}

static term_id sum(struct flow *flow, enum ir_binary op, term_id a, term_id b)
{
    return state_binary(&flow->world, flow->state, op, a, b, true);
}

// What somebody holds behind the elements is no longer ours to release: it may be reached through what nobody follows.
static void keep_elements(struct flow *flow, term_id begin)
{
    struct place place;
    if (!flow_place(flow, flow->state, begin, &place))
        return;
    flow_keep(flow, flow->state, begin);
    if (flow->world.terms.objects.items[place.object].kind == OBJECT_POINTEE)
        memory_own(&flow->world, flow->state, place.object)->escaped = true;
}

static term_id new_elements(struct content *c, enum generation_kind kind)
{
    struct flow *flow = c->flow;
    struct terms *terms = &flow->world.terms;
    uint32_t round = CONTENT_SITES;
    bool fresh;
    object_id id;
    do { // each round of a loop makes another, to a limit
        id = object_make(terms, OBJECT_HEAP, flow->instr_index, round, &fresh);
    } while (!fresh && memory_get(flow->state, id) && ++round < CONTENT_SITES + 4);
    const char *name = terms->objects.items[c->holder].name;
    struct object *o = &terms->objects.items[id];
    o->weak = round >= CONTENT_SITES + 3;
    o->family = c->packed ? "new" : NULL;
    o->location = flow->instr->location;
    o->name = name;
    struct memory *m = memory_own(&flow->world, flow->state, id);
    m->count = 0;
    m->last_pointer = 0;
    m->text_length = 0;
    m->life = LIFE_ALIVE;
    m->size = 0;
    m->event = NULL;
    m->escaped = m->kept = m->sifted = false;
    m->generation = generation_make(terms, kind, 0, 0);
    term_id address = terms->objects.items[id].address;
    struct range some = range_full(terms->pointer_bits);
    some.umin = 1;
    (void)state_narrow(&flow->world, flow->state, address, some);
    return address;
}

static bool is_null(const struct content *c, term_id pointer)
{
    return state_range(&c->flow->world, c->flow->state, pointer).umax == 0;
}

static term_id length(const struct content *c)
{
    return is_null(c, c->begin) ? bytes_term(c->flow, 0) : sum(c->flow, IR_SUB, c->end, c->begin);
}

// All that lies behind `from` lies behind `to`, a new block, as well.
static void copy_elements(struct content *c, term_id to, term_id from)
{
    struct flow *flow = c->flow;
    struct place source, target;
    if (!flow_place(flow, flow->state, from, &source) || !flow_place(flow, flow->state, to, &target))
        return;
    if (c->plain && source.exact && source.range.low >= 0) {
        memory_copy(&flow->world, flow->state, target.object, 0, source.object, (int64_t)source.range.low,
                    (uint64_t)CONTENT_ALL);
        return;
    }
    uint32_t origin = 0;
    uint16_t flags = memory_flags(&flow->world, flow->state, source.object, 0, UINT64_MAX, &origin);
    memory_forget(&flow->world, flow->state, target.object, flags & (T_TAINT | T_RANDOM), origin);
    keep_elements(flow, from);
}

static void let_go(struct content *c)
{
    struct place place;
    struct flow *flow = c->flow;
    if (is_null(c, c->begin) || !flow_place(flow, flow->state, c->begin, &place) ||
        flow->world.terms.objects.items[place.object].kind != OBJECT_HEAP)
        return;
    memory_own(&flow->world, flow->state, place.object)->life = LIFE_UNKNOWN;
}

// A packed container's block that is as long as what is in it; nobody knows how long another one is.
static bool may_grow(const struct content *c)
{
    struct place place;
    struct flow *flow = c->flow;
    return !c->packed || (flow_place(flow, flow->state, c->begin, &place) && place.exact &&
                          flow->world.terms.objects.items[place.object].kind == OBJECT_HEAP &&
                          !memory_size(&flow->world, flow->state, place.object));
}

static void make_room(struct content *c)
{
    struct flow *flow = c->flow;
    if (!is_null(c, c->begin) && may_grow(c))
        return;
    term_id used = length(c), block = new_elements(c, GENERATION_UNKNOWN);
    if (!is_null(c, c->begin))
        copy_elements(c, block, c->begin);
    let_go(c);
    store_words(c, block, sum(flow, IR_ADD, block, used));
}

// Nobody knows what becomes of a value that goes somewhere else.
static void give_away(struct flow *flow, const struct call *call, int8_t number)
{
    if (argument(call, number))
        flow_escape(flow, flow->state, argument(call, number), false, 0);
}

// The element at `to` becomes what an argument is, or refers to.
static void put(struct content *c, term_id to, int8_t number)
{
    struct flow *flow = c->flow;
    struct place place;
    term_id value = argument(c->call, number);
    uint32_t bytes = extent(c->call, number);
    const char *type = argument_type(c->call, number);
    bool plain = c->plain && (!type || cxx_type_is_plain(type));
    if (!value)
        return;
    if (bytes && bytes <= 8 && plain)
        value = flow_load(flow, value, 8 * bytes, type && strchr(type, '*'));
    if (plain && (bytes ? bytes <= 8 : !type || !strchr(type, '&'))) {
        flow_store(flow, to, bytes ? bytes : (term_of(&flow->world.terms, value)->bits + 7u) / 8, value);
        return;
    }
    uint32_t origin = 0;
    uint16_t flags = 0;
    if (flow_place(flow, flow->state, value, &place))
        flags = memory_flags(&flow->world, flow->state, place.object, place.exact ? (int64_t)place.range.low : 0,
                             bytes ? bytes : UINT64_MAX, &origin);
    flow_fill(flow, to, bytes_term(flow, bytes ? bytes : c->stride), CELL_GENERATION, 0,
              generation_make(&flow->world.terms, GENERATION_UNKNOWN, flags & (T_TAINT | T_RANDOM), origin));
    give_away(flow, c->call, number);
}

static void append(struct content *c, int8_t number)
{
    make_room(c);
    put(c, c->end, number);
    store_words(c, c->begin, term_add(&c->flow->world.terms, c->end, c->stride));
}

static void prepend(struct content *c, int8_t number)
{
    struct flow *flow = c->flow;
    struct place place;
    term_id used = length(c), block = new_elements(c, GENERATION_UNKNOWN);
    if (c->plain && flow_place(flow, flow->state, c->begin, &place) && place.exact && place.range.low >= 0)
        memory_copy(&flow->world, flow->state, term_of(&flow->world.terms, block)->a, c->stride, place.object,
                    (int64_t)place.range.low, (uint64_t)CONTENT_ALL);
    else
        keep_elements(flow, c->begin);
    let_go(c);
    put(c, block, number);
    store_words(c, block, term_add(&flow->world.terms, sum(flow, IR_ADD, block, used), c->stride));
}

// Nothing is known any more of what it holds.
static void blur(struct content *c)
{
    keep_elements(c->flow, c->begin);
    let_go(c);
    if (!c->packed) {
        store_words(c, unknown_pointer(c->flow), unknown_pointer(c->flow));
        return;
    }
    term_id block = new_elements(c, GENERATION_UNKNOWN), used = unknown_pointer(c->flow);
    store_words(c, block, sum(c->flow, IR_ADD, block, sum(c->flow, IR_SUB, used, bytes_term(c->flow, 0))));
}

static int64_t constant_of(struct flow *flow, term_id term, int64_t otherwise)
{
    int64_t value;
    return term && term_is_const(&flow->world.terms, state_simplify(&flow->world, flow->state, term), &value) ? value :
           otherwise;
}

// `count` times the value before a position: known when that is the end.
static void insert(struct content *c, const struct effect *e, term_id *ret_result)
{
    struct flow *flow = c->flow;
    term_id at = argument(c->call, e->arg1);
    int64_t count = e->amount.count && e->amount.addends[0].args[0] >= 0 ?
                    constant_of(flow, argument(c->call, e->amount.addends[0].args[0]), -1) :
                    e->amount.count ? e->amount.addends[0].factor : -1;
    if (at != c->end || count < 0 || count > CONTENT_REPEATS) {
        give_away(flow, c->call, e->arg2);
        blur(c);
        return;
    }
    term_id used = length(c);
    for (int64_t i = 0; i < count; i++)
        append(c, e->arg2);
    *ret_result = sum(flow, IR_ADD, c->begin, used);
}

// So many elements, of one value (or of zeros).
static void resize(struct content *c, const struct effect *e)
{
    struct flow *flow = c->flow;
    struct world *world = &flow->world;
    term_id count = argument(c->call, e->arg1), value = argument(c->call, e->arg2);
    if (!count)
        return;
    count = state_cast(world, flow->state, IR_ZEXT, count, world->terms.pointer_bits, false);
    term_id bytes = state_binary(world, flow->state, IR_MUL, count, bytes_term(flow, c->stride), false);
    bool empty = e->fresh || is_null(c, c->begin) || c->begin == c->end;
    bool filled = value && cxx_type_is_plain(argument_type(c->call, e->arg2));
    term_id block = new_elements(c, empty && !filled ? GENERATION_ZERO : GENERATION_UNKNOWN);
    if (!empty) {
        copy_elements(c, block, c->begin);
        let_go(c);
    } else if (filled && c->stride <= 8) {
        value = extent(c->call, e->arg2) ? flow_load(flow, value, 8u * (uint32_t)c->stride, false) : value;
        flow_fill(flow, block, bytes, CELL_FILL, (uint8_t)c->stride, value);
    }
    memory_own(world, flow->state, term_of(&world->terms, block)->a)->size = bytes;
    store_words(c, block, sum(flow, IR_ADD, block, bytes));
}

// The element under a key.
static term_id entry(struct content *c, const struct effect *e)
{
    struct flow *flow = c->flow;
    term_id key = argument(c->call, e->arg1);
    uint32_t bytes = extent(c->call, e->arg1);
    bool plain = c->plain && cxx_type_is_plain(argument_type(c->call, e->arg1));
    if (key && plain && bytes && bytes <= 8)
        key = flow_load(flow, key, 8 * bytes, false);
    int64_t number = plain && (!bytes || bytes <= 8) ? constant_of(flow, key, CONTENT_KEYS) : CONTENT_KEYS;
    if (number >= CONTENT_KEYS || number <= -CONTENT_KEYS) {
        keep_elements(flow, c->begin);
        return c->plain ? sum(flow, IR_ADD, c->begin,
                              term_fresh(&flow->world.terms, flow->instr_index, ++flow->world.terms.fresh,
                                         flow->world.terms.pointer_bits, T_UNKNOWN, 0)) : unknown_pointer(flow);
    }
    number = number < 0 ? -2 * number - 1 : 2 * number;
    return term_add(&flow->world.terms, c->begin, number * CONTENT_STRIDE);
}

// The element at an index.
static term_id item(struct content *c, const struct effect *e)
{
    struct flow *flow = c->flow;
    struct world *world = &flow->world;
    term_id index = argument(c->call, e->arg1);
    if (!index)
        return 0;
    index = state_simplify(world, flow->state, index);
    uint32_t bits = world->terms.pointer_bits;
    int64_t number;
    if (term_of(&world->terms, index)->bits != bits)
        index = state_cast(world, flow->state, IR_ZEXT, index, bits, false);
    if (!term_is_const(&world->terms, index, &number))
        keep_elements(flow, c->begin);
    return sum(flow, IR_ADD, c->begin, sum(flow, IR_MUL, index, bytes_term(flow, c->stride)));
}

static void copy_all(struct content *to, struct content *from)
{
    term_id used = length(from), block = new_elements(to, GENERATION_UNKNOWN);
    from->plain = to->plain = from->plain && to->plain;
    if (!is_null(from, from->begin))
        copy_elements(to, block, from->begin);
    store_words(to, block, sum(to->flow, IR_ADD, block, used));
}

static void make_empty(struct content *c, bool zero)
{
    if (c->packed) {
        store_words(c, bytes_term(c->flow, 0), bytes_term(c->flow, 0));
        return;
    }
    term_id block = new_elements(c, zero ? GENERATION_ZERO : GENERATION_UNKNOWN);
    store_words(c, block, block);
}

// A new container: its own bytes are written.
static void start(struct content *c)
{
    uint32_t bytes = extent(c->call, 0);
    if (bytes && !c->packed)
        memory_set(&c->flow->world, c->flow->state, c->holder, c->at, bytes, CELL_GENERATION, 0,
                   generation_make(&c->flow->world.terms, GENERATION_UNKNOWN, 0, 0));
}

static void end_elements(struct content *c)
{
    struct flow *flow = c->flow;
    struct place place;
    if (!c->plain)
        keep_elements(flow, c->begin);
    if (is_null(c, c->begin) || !flow_place(flow, flow->state, c->begin, &place) || !place.exact ||
        term_of(&flow->world.terms, place.base)->kind == TERM_JOIN)
        return;
    const struct object *o = &flow->world.terms.objects.items[place.object];
    bool weak = o->weak || (o->kind != OBJECT_HEAP && o->kind != OBJECT_POINTEE);
    flow_event(flow, EVENT_RELEASE, c->begin, NULL);
    struct memory *m = memory_own(&flow->world, flow->state, place.object);
    m->life = weak ? LIFE_UNKNOWN : LIFE_FREED;
    m->event = flow->state->trace;
    m->written = true;
}

static term_id is_empty(struct content *c)
{
    struct flow *flow = c->flow;
    uint32_t bits = flow_bits(flow, flow->instr->type);
    term_id same = term_compare(&flow->world.terms, IR_EQ, length(c), bytes_term(flow, 0));
    return bits > 1 ? state_cast(&flow->world, flow->state, IR_ZEXT, same, bits, false) : same;
}

static void two_containers(struct flow *flow, const struct call *call, const struct effect *e)
{
    struct content to, from;
    if (!find_content(flow, call, e, e->arg0, &to) || !find_content(flow, call, e, e->arg1, &from)) {
        give_away(flow, call, e->arg1);
        if (to.holder)
            blur(&to);
        return;
    }
    if (e->kind == EFFECT_COPIES) {
        if (e->fresh)
            start(&to);
        copy_all(&to, &from);
        return;
    }
    term_id begin = to.begin, end = to.end;
    if (e->fresh)
        start(&to);
    store_words(&to, from.begin, from.end);
    if (e->kind == EFFECT_SWAPS)
        store_words(&from, begin, end);
    else
        make_empty(&from, e->zero);
}

static term_id element_result(struct content *c, const struct effect *e)
{
    struct terms *terms = &c->flow->world.terms;
    // That something is in it is what whoever asks for an element knows, and a path on which nothing was put in rarely is
    // one: that a loop went round at all is not followed.
    bool asks = e->kind == EFFECT_ITEM || e->kind == EFFECT_FIRST || e->kind == EFFECT_LAST;
    if (asks && (c->begin == c->end || is_null(c, c->begin)))
        return unknown_pointer(c->flow);
    if (asks) {
        struct range some = range_full(terms->pointer_bits);
        some.umin = 1;
        (void)state_narrow(&c->flow->world, c->flow->state, c->begin, some);
    }
    switch ((enum effect_kind)e->kind) {
    case EFFECT_ITEM:
        return item(c, e);
    case EFFECT_ENTRY:
        return entry(c, e);
    case EFFECT_FIRST:
        return c->begin;
    case EFFECT_LAST:
        return term_add(terms, c->end, -c->stride);
    case EFFECT_BEGIN:
        keep_elements(c->flow, c->begin);
        return c->begin;
    case EFFECT_END:
        return c->end;
    case EFFECT_COUNT:
        return sum(c->flow, IR_UDIV, length(c), bytes_term(c->flow, c->stride));
    default:
        return is_empty(c);
    }
}

static void change(struct content *c, const struct effect *e, term_id *ret_result)
{
    struct terms *terms = &c->flow->world.terms;
    switch ((enum effect_kind)e->kind) {
    case EFFECT_HOLDS:
        if (e->fresh)
            start(c);
        else if (!c->plain)
            keep_elements(c->flow, c->begin);
        make_empty(c, e->zero);
        break;
    case EFFECT_APPEND:
        append(c, e->arg1);
        break;
    case EFFECT_PREPEND:
        prepend(c, e->arg1);
        break;
    case EFFECT_INSERTS:
        insert(c, e, ret_result);
        break;
    case EFFECT_RESIZES:
        resize(c, e);
        break;
    case EFFECT_DROPLAST:
        store_words(c, c->begin, term_add(terms, c->end, -c->stride));
        break;
    case EFFECT_DROPFIRST:
        store_words(c, term_add(terms, c->begin, c->stride), c->end);
        break;
    case EFFECT_BLURS:
        blur(c);
        break;
    case EFFECT_KEEPS:
        keep_elements(c->flow, c->begin);
        break;
    case EFFECT_ENDS:
        end_elements(c);
        break;
    default:
        *ret_result = element_result(c, e);
    }
}

// An iterator: a word that points to an element.
static void step(struct flow *flow, const struct call *call, const struct effect *e, term_id *ret_result)
{
    struct terms *terms = &flow->world.terms;
    term_id iterator = argument(call, e->arg0);
    if (!iterator)
        return;
    term_id pointer = flow_load(flow, iterator, terms->pointer_bits, true);
    if (e->kind == EFFECT_STEPS) {
        int64_t by = e->amount.count ? e->amount.addends[0].factor : 1;
        flow_store(flow, iterator, word_bytes(flow), term_add(terms, pointer, by * CONTENT_STRIDE));
    }
    *ret_result = e->kind == EFFECT_STEPS && !e->fresh ? iterator : pointer; // ++i gives itself, i++ what it was
}

// --- strings and streams -------------------------------------------------------------------------

static const struct effect PLAIN_TEXT; // a container that is not packed

term_id flow_text_of(struct flow *flow, const struct call *call, int8_t number, bool make)
{
    struct content c;
    int8_t holder = number == ARGUMENT_TEXT_RESULT ? ARGUMENT_RESULT : (int8_t)(number - ARGUMENT_TEXTS);
    if (!argument(call, holder) || !find_content(flow, call, &PLAIN_TEXT, holder, &c))
        return 0;
    term_id held = memory_load(&flow->world, flow->state, c.holder, word_at(&c, false), flow->world.terms.pointer_bits, true);
    if (term_of(&flow->world.terms, held)->flags & T_UNDEFINED) {
        if (!make)
            return 0;
        make_empty(&c, false);
    }
    return c.begin;
}

// How far somebody outside chooses what a pointer leads to, or what a value is.
static uint16_t chosen_by(struct flow *flow, term_id value, bool follow, uint32_t *ret_origin)
{
    struct place place;
    const struct term *t = term_of(&flow->world.terms, value);
    if (!follow || !flow_place(flow, flow->state, value, &place)) {
        *ret_origin = t->origin;
        return t->flags & (T_TAINT | T_RANDOM);
    }
    return memory_flags(&flow->world, flow->state, place.object, place.exact ? (int64_t)place.range.low : 0, UINT64_MAX,
                        ret_origin) & (T_TAINT | T_RANDOM);
}

static void blend(struct flow *flow, const struct call *call, const struct effect *e)
{
    term_id text = flow_text_of(flow, call, e->arg0, true);
    bool from_text = e->arg1 >= ARGUMENT_TEXTS;
    term_id from = from_text ? flow_text_of(flow, call, e->arg1, false) : argument(call, e->arg1);
    const char *type = argument_type(call, e->arg1);
    uint32_t origin = 0, more = 0;
    if (!text)
        return;
    uint16_t flags = chosen_by(flow, text, true, &origin);
    if (from)
        flags |= chosen_by(flow, from, from_text || (type && strpbrk(type, "*&")), &more);
    if (e->taint) {
        flags |= T_TAINT;
        origin = origin_make(&flow->world.terms, flow->instr->location,
                             flow_text(flow, "%s() opens what gives values from outside", call->name), NULL);
    }
    flow_fill(flow, text, 0, CELL_GENERATION, 0,
              generation_make(&flow->world.terms, GENERATION_UNKNOWN, flags, origin ? origin : more));
}

// A stream gives what its text is; one that a model calls tainted, such as std::cin, gives what somebody types.
static uint16_t stream_flags(struct flow *flow, const struct call *call, int8_t number, uint32_t *ret_origin)
{
    struct place place;
    term_id stream = argument(call, number);
    *ret_origin = 0;
    if (stream && flow_place(flow, flow->state, stream, &place) &&
        flow->world.terms.objects.items[place.object].kind == OBJECT_GLOBAL &&
        flow_is_outside(flow, flow->world.terms.objects.items[place.object].key)) {
        *ret_origin = origin_make(&flow->world.terms, flow->instr->location,
                                  flow_text(flow, "%s gives a value from outside", call->name), NULL);
        return T_TAINT;
    }
    term_id text = stream ? flow_text_of(flow, call, (int8_t)(number + ARGUMENT_TEXTS), false) : 0;
    return text ? chosen_by(flow, text, true, ret_origin) : 0;
}

// Whether a text has no characters: its first one is the zero at its end.
static void ask_text(struct flow *flow, const struct call *call, const struct effect *e, term_id *ret_result)
{
    struct terms *terms = &flow->world.terms;
    term_id text = flow_text_of(flow, call, e->arg0, false);
    uint32_t bits = flow_bits(flow, flow->instr->type);
    if (!text || !bits)
        return;
    term_id none = term_compare(terms, IR_EQ, flow_load(flow, text, 8, false), term_const(terms, 0, 8));
    *ret_result = bits > 1 ? state_cast(&flow->world, flow->state, IR_ZEXT, none, bits, false) : none;
}

static void draw(struct flow *flow, const struct call *call, const struct effect *e)
{
    struct world *world = &flow->world;
    uint32_t origin, bytes = e->arg0 < ARGUMENT_TEXTS ? extent(call, e->arg0) : 0;
    uint16_t flags = stream_flags(flow, call, e->arg1, &origin);
    term_id to = e->arg0 >= ARGUMENT_TEXTS ? flow_text_of(flow, call, e->arg0, true) : argument(call, e->arg0);
    if (!to || flow_storage(flow, to) == OBJECT_FUNCTION)
        return; // std::ws and the like
    if (bytes && bytes <= 8) {
        flow_store(flow, to, bytes, term_fresh(&world->terms, flow->instr_index, ++world->terms.fresh, 8 * bytes, flags, origin));
        return;
    }
    flow_fill(flow, to, 0, CELL_GENERATION, 0, generation_make(&world->terms, GENERATION_UNKNOWN, flags, origin));
}

void flow_apply_content(struct flow *flow, const struct call *call, const struct effect *e, term_id *ret_result)
{
    struct content c;
    if (e->kind == EFFECT_FOLLOWS || e->kind == EFFECT_STEPS) {
        step(flow, call, e, ret_result);
    } else if (e->kind == EFFECT_EMPTY && e->arg0 >= ARGUMENT_TEXTS) {
        ask_text(flow, call, e, ret_result);
    } else if (e->kind == EFFECT_BLENDS) {
        blend(flow, call, e);
    } else if (e->kind == EFFECT_DRAWS) {
        draw(flow, call, e);
    } else if (e->kind == EFFECT_COPIES || e->kind == EFFECT_MOVES || e->kind == EFFECT_SWAPS) {
        two_containers(flow, call, e);
    } else if (find_content(flow, call, e, e->arg0, &c)) {
        change(&c, e, ret_result);
    } else if (e->kind == EFFECT_APPEND || e->kind == EFFECT_PREPEND || e->kind == EFFECT_INSERTS) {
        give_away(flow, call, e->kind == EFFECT_INSERTS ? e->arg2 : e->arg1);
    }
}

// Texts are followed character by character, of one byte each.
static bool is_wide(const struct cxx_name *name)
{
    for (uint32_t i = 0; i < CXX_ARGUMENTS; i++)
        if ((name->types[i] && strstr(name->types[i], "::basic_") && strstr(name->types[i], "<wchar_t")) ||
            (!i && name->arguments[0] && name->holder && strstr(name->holder, "::basic_") &&
             strcmp(name->arguments[0], "char") != 0))
            return true;
    return false;
}

bool flow_content_fits(const struct model *model, const struct cxx_name *name)
{
    if (name && is_wide(name))
        return false;
    for (uint32_t i = 0; i < model->count; i++)
        if (model->effects[i].packed && name && name->arguments[0] &&
            (!cxx_type_size(name->arguments[0], 1) || !strcmp(name->arguments[0], "bool")))
            return false;
    return true;
}
