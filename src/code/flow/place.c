// Reads and writes through pointers: where they lead, and what stands there.
#include "base/hash.h"
#include "code/flow/flow.h"
#include <string.h>

bool flow_place(struct flow *flow, struct state *state, term_id pointer, struct place *ret)
{
    struct world *world = &flow->world;
    *ret = (struct place){0};
    if (!term_pointer(&world->terms, pointer, &ret->base, &ret->offset))
        return false;
    const struct term *handle = term_of(&world->terms, ret->base);
    while (handle->kind == TERM_CAST) // a handle kept in an integer
        handle = term_of(&world->terms, handle->a);
    if (handle->kind == TERM_OBJECT)
        ret->base = world->terms.objects.items[handle->a].address;
    const struct term *base = term_of(&world->terms, ret->base);
    if (base->kind == TERM_CONST || base->kind == TERM_UNDEF || base->kind == TERM_REAL)
        return false;
    ret->object = object_at(&world->terms, ret->base);
    struct linear l;
    term_take_apart(&world->terms, ret->offset, &l);
    ret->range = state_bounds(world, state, &l);
    struct range sum = state_range(world, state, ret->offset); // what is known of the whole, beside its parts
    if (sum.smin > ret->range.low)
        ret->range.low = sum.smin;
    if (sum.smax < ret->range.high)
        ret->range.high = sum.smax;
    ret->exact = ret->range.low == ret->range.high;
    for (uint32_t i = 0; i < l.count; i++) {
        const struct term *t = term_of(&world->terms, l.parts[i].term);
        while (t->kind == TERM_CAST)
            t = term_of(&world->terms, t->a);
        ret->swept = l.count == 1 && t->kind == TERM_SWEEP;
    }
    return true;
}

static int64_t clamp(wide_int value)
{
    return value > INT64_MAX / 2 ? INT64_MAX / 2 : value < INT64_MIN / 2 ? INT64_MIN / 2 : (int64_t)value;
}

// The bytes that an access at any of the place's offsets may touch.
static void place_extent(const struct place *place, uint64_t size, int64_t *ret_from, uint64_t *ret_length)
{
    int64_t low = clamp(place->range.low), high = clamp(place->range.high);
    low = low < 0 ? 0 : low;
    *ret_from = low;
    *ret_length = high >= low ? (uint64_t)(high - low) + size : size;
}

static term_id load_spread(struct flow *flow, term_id pointer, const struct place *place, uint32_t bits, bool is_ptr)
{
    struct world *world = &flow->world;
    const struct memory *m = memory_get(flow->state, place->object);
    if (m && m->last_pointer == pointer && m->last_size == (bits + 7) / 8 &&
        term_of(&world->terms, m->last_value)->bits == bits)
        return m->last_value;
    int64_t from;
    uint64_t length;
    uint32_t origin = 0;
    place_extent(place, (bits + 7) / 8, &from, &length);
    uint16_t flags = memory_flags(world, flow->state, place->object, from, length, &origin);
    if (memory_is_unwritten(world, flow->state, place->object, from, length))
        return term_undef(&world->terms, place->object, 0, bits);
    flags &= T_TAINT | T_RANDOM | T_INPUT;
    // The place of the element may be chosen by an attacker: its content is not, unless it was before.
    return term_fresh(&world->terms, pointer, m ? m->version + 16 : 16, bits,
                      (uint16_t)(flags | T_UNKNOWN | (is_ptr ? T_POINTER : 0)), origin);
}

// What is read through a pointer that may be one of several: reading it again gives the same.
static term_id one_of(struct flow *flow, term_id pointer, term_id a, term_id b)
{
    uint64_t key = hash_mix(pointer, (uint64_t)a << 32 | b), known;
    if (idmap_get(&flow->choices, key, &known))
        return (term_id)known;
    term_id joined = term_join(&flow->world.terms, pointer, 0, ++flow->world.terms.fresh, a, b);
    idmap_put(&flow->choices, key, joined);
    return joined;
}

// What the engine itself keeps beside an object's content lies from here on: mark.h, content.h.
static const int64_t BESIDE_CONTENT = INT64_C(1) << 40;

term_id flow_load(struct flow *flow, term_id pointer, uint32_t bits, bool is_ptr)
{
    struct terms *terms = &flow->world.terms;
    const term_id *list;
    struct place place;
    if (!flow_place(flow, flow->state, pointer, &place))
        return term_fresh(terms, pointer, ++terms->fresh, bits, is_ptr ? T_POINTER : 0, 0);
    uint32_t count = term_alternatives(terms, place.base, &list);
    if (count && count <= 4 && place.exact) {
        term_id alternatives[JOIN_ALTERNATIVES], joined = 0;
        memcpy(alternatives, list, count * sizeof *list);
        for (uint32_t i = 0; i < count; i++) {
            struct place at;
            int64_t number;
            if (term_is_const(terms, alternatives[i], &number))
                continue; // following a null or fixed address does not get here
            term_id moved = term_add(terms, alternatives[i], clamp(place.range.low));
            if (!flow_place(flow, flow->state, moved, &at) || !at.exact || term_of(terms, at.base)->kind == TERM_JOIN)
                return term_fresh(terms, pointer, ++terms->fresh, bits, is_ptr ? T_POINTER : 0, 0);
            term_id value = memory_load(&flow->world, flow->state, at.object, clamp(at.range.low), bits, is_ptr);
            joined = !joined || joined == value ? value : one_of(flow, pointer, joined, value);
        }
        if (joined)
            return joined;
    }
    // Outside: said where the access is checked; what lies there nobody knows. A pointer from elsewhere may point into
    // the middle of something.
    bool middle = place.exact && terms->objects.items[place.object].kind == OBJECT_POINTEE;
    term_id size = memory_size(&flow->world, flow->state, place.object);
    bool behind = size && place.range.low < BESIDE_CONTENT &&
                  place.range.low >= state_range(&flow->world, flow->state, size).umax;
    if ((place.range.high < 0 && !middle) || behind)
        return term_fresh(terms, pointer, ++terms->fresh, bits, is_ptr ? T_POINTER : 0, 0);
    if (place.exact)
        return memory_load(&flow->world, flow->state, place.object, clamp(place.range.low), bits, is_ptr);
    return load_spread(flow, pointer, &place, bits, is_ptr);
}

// A write through a pointer that may be one of several: each may hold it now.
static void store_alternatives(struct flow *flow, const struct place *place, uint64_t size, term_id value)
{
    struct terms *terms = &flow->world.terms;
    const term_id *list;
    term_id alternatives[JOIN_ALTERNATIVES];
    uint32_t count = term_alternatives(terms, place->base, &list);
    memcpy(alternatives, list, count * sizeof *list);
    const struct term *v = term_of(terms, value);
    uint16_t flags = v->flags & (T_TAINT | T_RANDOM);
    uint32_t origin = v->origin;
    for (uint32_t i = 0; i < count; i++) {
        struct place at;
        if (!flow_place(flow, flow->state, alternatives[i], &at))
            continue;
        uint32_t generation = generation_make(terms, GENERATION_UNKNOWN, flags, origin);
        bool exact = at.exact && place->exact;
        memory_set(&flow->world, flow->state, at.object, exact ? clamp(at.range.low + place->range.low) : 0,
                   exact ? size : UINT64_MAX, CELL_GENERATION, 0, generation);
    }
    if (term_of(terms, value)->flags & T_POINTER)
        flow_escape(flow, flow->state, value, false, 0);
}

static void store_spread(struct flow *flow, term_id pointer, const struct place *place, uint64_t size, term_id value)
{
    struct world *world = &flow->world;
    int64_t from;
    uint64_t length;
    uint32_t origin = 0;
    place_extent(place, size, &from, &length);
    const struct term *v = term_of(&world->terms, value);
    uint16_t taint = v->flags & (T_TAINT | T_RANDOM);
    if (taint)
        origin = v->origin;
    bool fill = place->swept && size <= 8 && !(v->flags & (T_SWEEP | T_UNDEFINED));
    if (!fill)
        taint |= memory_flags(world, flow->state, place->object, from, length, &origin) & (T_TAINT | T_RANDOM);
    if (length > size && term_of(&world->terms, value)->flags & T_POINTER)
        flow_escape(flow, flow->state, value, false, 0);
    if (length > size)
        flow_keep_range(flow, flow->state, place->object, from, length);
    if (fill)
        memory_set(world, flow->state, place->object, from, length, CELL_FILL, (uint8_t)size, value);
    else
        memory_set(world, flow->state, place->object, from, length, CELL_GENERATION, 0,
                   generation_make(&world->terms, GENERATION_UNKNOWN, taint, origin));
    struct memory *m = memory_own(world, flow->state, place->object);
    m->last_pointer = pointer;
    m->last_value = value;
    m->last_size = size;
}

void flow_store(struct flow *flow, term_id pointer, uint64_t size, term_id value)
{
    struct place place;
    if (!flow_place(flow, flow->state, pointer, &place)) {
        flow_escape(flow, flow->state, value, false, 0);
        return;
    }
    uint8_t base = term_of(&flow->world.terms, place.base)->kind;
    if (base == TERM_JOIN)
        store_alternatives(flow, &place, size, value);
    if (flow->world.terms.objects.items[place.object].weak && base == TERM_OBJECT)
        store_spread(flow, pointer, &place, size, value);
    else if (place.exact)
        memory_store(&flow->world, flow->state, place.object, clamp(place.range.low), size, value);
    else
        store_spread(flow, pointer, &place, size, value);
}

// Where [offset, offset + size) ends at the latest: `&buffer[used]` with `limit - used` bytes ends at the limit.
static uint64_t fill_end(struct flow *flow, const struct place *place, term_id size)
{
    struct linear end, bytes;
    bool lost = false;
    term_take_apart(&flow->world.terms, place->offset, &end);
    term_take_apart(&flow->world.terms, size, &bytes);
    linear_add(&end, &bytes, 1, &lost);
    wide_int last = lost ? -1 : state_bounds(&flow->world, flow->state, &end).high;
    return last > 0 && last < INT64_MAX / 2 ? (uint64_t)last : UINT64_MAX;
}

void flow_fill(struct flow *flow, term_id pointer, term_id size, enum cell_kind kind, uint8_t width, uint32_t value)
{
    struct place place;
    if (!flow_place(flow, flow->state, pointer, &place))
        return;
    uint64_t length = UINT64_MAX;
    bool certain = false;
    if (size) {
        struct range r = state_range(&flow->world, flow->state, size);
        length = r.umax;
        certain = r.umin == r.umax;
    }
    if (length > INT64_MAX / 4) { // no more than the object holds
        term_id whole = memory_size(&flow->world, flow->state, place.object);
        int64_t bytes;
        length = whole && term_is_const(&flow->world.terms, whole, &bytes) ? (uint64_t)bytes : UINT64_MAX;
        if (place.exact && length != UINT64_MAX)
            length = place.range.low < (wide_int)length ? length - (uint64_t)clamp(place.range.low) : 1;
    }
    if (kind == CELL_FILL && (!certain || !place.exact)) {
        kind = CELL_GENERATION;
        const struct term *t = term_of(&flow->world.terms, value);
        value = generation_make(&flow->world.terms, GENERATION_UNKNOWN, t->flags & (T_TAINT | T_RANDOM), t->origin);
    }
    if (!place.exact) {
        int64_t from;
        uint64_t extent;
        place_extent(&place, length == UINT64_MAX ? 1 : length, &from, &extent);
        if (length == UINT64_MAX)
            extent = length;
        uint64_t end = size ? fill_end(flow, &place, size) : UINT64_MAX;
        if (end > (uint64_t)from && end - (uint64_t)from < extent)
            extent = end - (uint64_t)from;
        memory_set(&flow->world, flow->state, place.object, from, extent, kind, width, value);
        return;
    }
    memory_set(&flow->world, flow->state, place.object, clamp(place.range.low), length, kind, width, value);
}

void flow_copy(struct flow *flow, term_id to, term_id from, term_id size)
{
    struct place target, source;
    bool known = flow_place(flow, flow->state, from, &source);
    if (!flow_place(flow, flow->state, to, &target))
        return;
    struct range r = size ? state_range(&flow->world, flow->state, size) : range_full(64);
    if (known && source.exact && target.exact && r.umin == r.umax && r.umax < INT64_MAX / 4) {
        memory_copy(&flow->world, flow->state, target.object, clamp(target.range.low), source.object,
                    clamp(source.range.low), r.umax);
        return;
    }
    uint32_t origin = 0;
    uint16_t flags = known ? memory_flags(&flow->world, flow->state, source.object, clamp(source.range.low),
                                          r.umax > INT64_MAX / 4 ? 1 : r.umax, &origin) : 0;
    flow_fill(flow, to, size, CELL_GENERATION, 0,
              generation_from(&flow->world.terms, flags, origin,
                              known && flags & T_INPUT && flow->world.terms.objects.items[source.object].kind == OBJECT_POINTEE ?
                              source.object : 0));
}
