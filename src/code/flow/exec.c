// What one instruction does to a state.
#include "base/hash.h"
#include "code/flow/enginep.h"
#include <string.h>

enum { ADDRESS_SITE = 0x7e000000 }; // beyond every instruction

uint32_t flow_bits(const struct flow *flow, ir_id type)
{
    const struct ir_type *t = &flow->module->types.items[type];
    switch (t->kind) {
    case IR_INT:
        return t->bits <= 64 ? t->bits : 0;
    case IR_POINTER:
        return flow->world.terms.pointer_bits;
    case IR_FLOAT:
        return t->bits <= 64 ? t->bits : 64;
    default:
        return 0;
    }
}

static bool is_pointer(const struct flow *flow, ir_id type)
{
    return flow->module->types.items[type].kind == IR_POINTER;
}

static uint64_t type_size(const struct flow *flow, ir_id type)
{
    return flow->module->types.items[type].size;
}

void flow_set(struct flow *flow, ir_id value, term_id term)
{
    if (value)
        trie_put(&flow->state->environment, flow->world.arena, flow->state->token, value, (void *)(uintptr_t)term);
}

// Aggregates as values live in an object of their own.
static term_id aggregate_object(struct flow *flow, ir_id value, uint64_t size)
{
    bool fresh;
    struct terms *terms = &flow->world.terms;
    object_id id = object_make(terms, OBJECT_STACK, value, 1, &fresh);
    if (fresh)
        terms->objects.items[id].size = term_const(terms, (int64_t)size, terms->pointer_bits);
    return terms->objects.items[id].address;
}

static term_id symbol_term(struct flow *flow, const struct ir_value *v)
{
    struct terms *terms = &flow->world.terms;
    const struct ir_symbol *symbol = &flow->module->symbols.items[v->symbol];
    bool fresh, function = symbol->kind == IR_SYMBOL_FUNCTION;
    object_id id = object_make(terms, function ? OBJECT_FUNCTION : OBJECT_GLOBAL, symbol->program_id, 0, &fresh);
    if (fresh)
        engine_describe_object(flow, id, symbol);
    return term_add(terms, terms->objects.items[id].address, v->number);
}

term_id flow_term(struct flow *flow, ir_id value)
{
    struct terms *terms = &flow->world.terms;
    const struct ir_value *v = &flow->function->values.items[value];
    uint32_t bits = flow_bits(flow, v->type);
    switch (v->kind) {
    case IR_VALUE_INT:
        return v->wide || !bits ? term_fresh(terms, value, 1, 64, 0, 0) : term_const(terms, v->number, bits);
    case IR_VALUE_FLOAT:
        return term_real(terms, v->real);
    case IR_VALUE_NULL:
        return term_const(terms, 0, terms->pointer_bits);
    case IR_VALUE_SYMBOL:
        return symbol_term(flow, v);
    case IR_VALUE_UNDEF:
        if (bits)
            return v->variable ? term_undef(terms, 0, v->variable, bits) : term_fresh(terms, value, 2, bits, 0, 0);
        break;
    case IR_VALUE_ZERO:
        if (bits)
            return term_const(terms, 0, bits);
        break;
    default:
        break;
    }
    term_id known = (term_id)(uintptr_t)trie_get(&flow->state->environment, value);
    if (known)
        return known;
    if (!bits) {
        term_id address = aggregate_object(flow, value, type_size(flow, v->type));
        struct memory *m = memory_own(&flow->world, flow->state, term_of(terms, address)->a);
        m->generation = generation_make(terms, v->kind == IR_VALUE_ZERO ? GENERATION_ZERO : GENERATION_UNKNOWN, 0, 0);
        return address;
    }
    return term_fresh(terms, value, 0, bits, is_pointer(flow, v->type) ? T_POINTER : 0, 0);
}

static term_id operand(struct flow *flow, uint32_t position)
{
    return flow_term(flow, ir_operand(flow->function, flow->instr, position));
}

void flow_event(struct flow *flow, enum event_kind kind, term_id term, const struct story *inner)
{
    struct event *event = ARENA_NEW(flow->world.arena, struct event);
    *event = (struct event){.previous = flow->state->trace, .kind = (uint8_t)kind, .term = term, .inner = inner,
                            .location = flow->instr->location, .instr = flow->instr_index,
                            .length = flow->state->trace ? flow->state->trace->length + 1 : 1};
    flow->state->trace = event;
}

void flow_sift(struct flow *flow, struct state *state, term_id text)
{
    struct place place;
    if (!flow_place(flow, state, text, &place) || flow->world.terms.objects.items[place.object].constant)
        return;
    const struct memory *m = memory_get(state, place.object);
    if (!m || !m->sifted)
        memory_own(&flow->world, state, place.object)->sifted = true;
}

void flow_use(struct flow *flow, ir_id value, enum use use)
{
    term_id term = flow_term(flow, value);
    for (const struct checker *const *c = ENGINE_CHECKERS; *c && !flow->ended; c++)
        if ((*c)->use)
            (*c)->use(flow, value, term, use);
}

void flow_access(struct flow *flow, const struct access *access)
{
    for (const struct checker *const *c = ENGINE_CHECKERS; *c && !flow->ended; c++)
        if ((*c)->access)
            (*c)->access(flow, access);
}

// --- memory --------------------------------------------------------------------------------------

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

// --- instructions --------------------------------------------------------------------------------

static void execute_alloca(struct flow *flow)
{
    struct world *world = &flow->world;
    const struct ir_instr *instr = flow->instr;
    const struct ir_value *v = &flow->function->values.items[instr->result];
    bool fresh, dynamic = instr->flags & IR_DYNAMIC;
    object_id id = object_make(&world->terms, OBJECT_STACK, instr->result, 0, &fresh);
    uint32_t bits = world->terms.pointer_bits;
    uint64_t size = type_size(flow, instr->aux);
    term_id bytes = term_const(&world->terms, (int64_t)size, bits);
    if (instr->operand_count) {
        term_id count = state_cast(world, flow->state, IR_ZEXT, operand(flow, 0), bits, false);
        if (dynamic)
            flow_use(flow, ir_operand(flow->function, instr, 0), USE_ARITHMETIC);
        bytes = state_binary(world, flow->state, IR_MUL, count, bytes, false);
    }
    struct object *o = &world->terms.objects.items[id];
    if (fresh) {
        o->type = instr->aux;
        o->location = instr->location;
        o->name = v->variable ? flow->function->variables.items[v->variable].name : NULL;
        o->size = bytes;
    }
    struct memory *m = memory_own(world, flow->state, id);
    m->generation = generation_make(&world->terms, instr->flags & IR_IMPLICIT ? GENERATION_UNKNOWN : GENERATION_UNWRITTEN,
                                    0, 0);
    m->count = 0;
    m->size = bytes;
    m->life = LIFE_ALIVE;
    flow_set(flow, instr->result, world->terms.objects.items[id].address);
}

static void execute_begin(struct flow *flow)
{
    struct place place;
    if (!flow_place(flow, flow->state, operand(flow, 0), &place))
        return;
    struct memory *m = memory_own(&flow->world, flow->state, place.object);
    m->count = 0;
    m->last_pointer = 0;
    m->generation = generation_make(&flow->world.terms, GENERATION_UNWRITTEN, 0, 0);
}

static void execute_load(struct flow *flow)
{
    const struct ir_instr *instr = flow->instr;
    struct terms *terms = &flow->world.terms;
    ir_id address = ir_operand(flow->function, instr, 0);
    term_id pointer = flow_term(flow, address);
    uint64_t size = type_size(flow, instr->type);
    flow_use(flow, address, USE_POINTER);
    if (!flow->ended)
        flow_access(flow, &(struct access){pointer, term_const(terms, (int64_t)size, terms->pointer_bits), address,
                                           false, NULL});
    if (flow->ended)
        return;
    uint32_t bits = flow_bits(flow, instr->type);
    bool is_ptr = is_pointer(flow, instr->type);
    if (!bits) {
        term_id copy = aggregate_object(flow, instr->result, size);
        flow_copy(flow, copy, pointer, term_const(terms, (int64_t)size, terms->pointer_bits));
        flow_set(flow, instr->result, copy);
    } else if (instr->flags & IR_VOLATILE) {
        flow_set(flow, instr->result, term_fresh(terms, flow->instr_index, ++terms->fresh, bits,
                                                 is_ptr ? T_POINTER : 0, 0));
    } else {
        term_id value = flow_load(flow, pointer, bits, is_ptr);
        flow_set(flow, instr->result, value);
    }
}

static void execute_store(struct flow *flow)
{
    const struct ir_instr *instr = flow->instr;
    struct terms *terms = &flow->world.terms;
    ir_id source = ir_operand(flow->function, instr, 0), address = ir_operand(flow->function, instr, 1);
    term_id value = flow_term(flow, source), pointer = flow_term(flow, address);
    uint64_t size = type_size(flow, instr->type);
    term_id bytes = term_const(terms, (int64_t)size, terms->pointer_bits);
    flow_use(flow, address, USE_POINTER);
    if (!flow->ended)
        flow_access(flow, &(struct access){pointer, bytes, address, true, NULL});
    for (const struct checker *const *c = ENGINE_CHECKERS; *c && !flow->ended; c++)
        if ((*c)->store)
            (*c)->store(flow, pointer, value, source);
    if (flow->ended)
        return;
    if (flow_bits(flow, instr->type))
        flow_store(flow, pointer, size, value);
    else
        flow_copy(flow, pointer, value, bytes);
    const struct term *t = term_of(terms, value);
    if (t->flags & T_POINTER || t->kind == TERM_CONST)
        flow_event(flow, EVENT_ASSIGN, value, NULL);
}

static void execute_address(struct flow *flow)
{
    const struct ir_instr *instr = flow->instr;
    struct world *world = &flow->world;
    uint32_t bits = world->terms.pointer_bits;
    term_id result = operand(flow, 0);
    for (uint32_t i = 0; i < instr->step_count; i++) {
        const struct ir_step *step = &flow->function->steps.items[instr->aux + i];
        if (step->is_field || !step->operand) {
            int64_t add = step->is_field ? step->scale : (int64_t)((uint64_t)step->scale * (uint64_t)step->constant);
            result = term_add(&world->terms, result, add);
            continue;
        }
        term_id index = operand(flow, step->operand);
        index = state_simplify(world, flow->state, index);
        uint32_t from = term_of(&world->terms, index)->bits;
        if (from != bits)
            index = state_cast(world, flow->state, from < bits ? IR_SEXT : IR_TRUNC, index, bits, false);
        index = term_binary(&world->terms, IR_MUL, index, term_const(&world->terms, step->scale, bits), true);
        result = term_binary(&world->terms, IR_ADD, result, index, true);
    }
    if (!(term_of(&world->terms, result)->flags & T_POINTER) && term_of(&world->terms, result)->kind != TERM_CONST &&
        term_of(&world->terms, result)->kind != TERM_UNDEF)
        result = term_fresh(&world->terms, ADDRESS_SITE, result, bits, // the same sum is the same address
                            T_POINTER | (term_of(&world->terms, result)->flags & T_DEPENDS), 0);
    flow_set(flow, instr->result, result);
}

static void execute_binary(struct flow *flow)
{
    const struct ir_instr *instr = flow->instr;
    struct world *world = &flow->world;
    uint32_t bits = flow_bits(flow, instr->type);
    ir_id x = ir_operand(flow->function, instr, 0), y = ir_operand(flow->function, instr, 1);
    if (!bits) { // wide integers and vectors
        term_id a = flow_term(flow, x), b = flow_term(flow, y);
        uint16_t flags = (term_of(&world->terms, a)->flags | term_of(&world->terms, b)->flags) & (T_TAINT | T_RANDOM);
        flow_set(flow, instr->result, term_fresh(&world->terms, flow->instr_index, ++world->terms.fresh, 64, flags, 0));
        return;
    }
    flow_use(flow, x, USE_ARITHMETIC);
    if (!flow->ended)
        flow_use(flow, y, USE_ARITHMETIC);
    if (flow->ended)
        return;
    term_id a = flow_term(flow, x), b = flow_term(flow, y);
    for (const struct checker *const *c = ENGINE_CHECKERS; *c && !flow->ended; c++)
        if ((*c)->binary)
            (*c)->binary(flow, instr, a, b);
    if (term_of(&world->terms, a)->bits != term_of(&world->terms, b)->bits &&
        term_of(&world->terms, a)->kind != TERM_REAL && term_of(&world->terms, b)->kind != TERM_REAL) {
        flow_set(flow, instr->result, term_fresh(&world->terms, flow->instr_index, a, bits, 0, 0));
        return;
    }
    flow_set(flow, instr->result, state_binary(world, flow->state, instr->sub, a, b, instr->flags & IR_NSW));
}

static void execute_cast(struct flow *flow)
{
    const struct ir_instr *instr = flow->instr;
    uint32_t bits = flow_bits(flow, instr->type);
    term_id a = operand(flow, 0);
    if (!bits) {
        uint16_t flags = term_of(&flow->world.terms, a)->flags & (T_TAINT | T_RANDOM);
        flow_set(flow, instr->result, term_fresh(&flow->world.terms, flow->instr_index, a, 64, flags, 0));
        return;
    }
    for (const struct checker *const *c = ENGINE_CHECKERS; *c && !flow->ended &&
         (instr->sub == IR_TRUNC || instr->sub == IR_FTRUNC);
         c++)
        if ((*c)->convert)
            (*c)->convert(flow, instr, a);
    if (flow->ended)
        return;
    a = state_simplify(&flow->world, flow->state, a);
    flow_set(flow, instr->result,
             state_cast(&flow->world, flow->state, instr->sub, a, bits, is_pointer(flow, instr->type)));
}

static void execute_select(struct flow *flow)
{
    term_id condition = operand(flow, 0), a = operand(flow, 1), b = operand(flow, 2);
    flow_use(flow, ir_operand(flow->function, flow->instr, 0), USE_BRANCH);
    if (flow->ended)
        return;
    enum truth truth = state_truth(&flow->world, flow->state, condition);
    if (truth == TRUTH_MAYBE && a != b) {
        struct state *other = state_fork(&flow->world, flow->state);
        if (state_assume(&flow->world, other, condition, false)) {
            trie_put(&other->environment, flow->world.arena, other->token, flow->instr->result, (void *)(uintptr_t)b);
            flow_branch(flow, other);
        }
        flow->ended = !state_assume(&flow->world, flow->state, condition, true);
    }
    flow_set(flow, flow->instr->result, truth == TRUTH_NO ? b : a);
}

// Where in an aggregate value the steps lead.
static int64_t path_offset(struct flow *flow)
{
    int64_t offset = 0;
    for (uint32_t i = 0; i < flow->instr->step_count; i++) {
        const struct ir_step *step = &flow->function->steps.items[flow->instr->aux + i];
        offset = (int64_t)((uint64_t)offset + (step->is_field ? (uint64_t)step->scale : (uint64_t)step->scale * (uint64_t)step->constant));
    }
    return offset;
}

static void execute_extract(struct flow *flow)
{
    struct terms *terms = &flow->world.terms;
    const struct ir_instr *instr = flow->instr;
    term_id from = term_add(terms, operand(flow, 0), path_offset(flow));
    uint32_t bits = flow_bits(flow, instr->type);
    if (bits) {
        flow_set(flow, instr->result, flow_load(flow, from, bits, is_pointer(flow, instr->type)));
    } else {
        term_id to = aggregate_object(flow, instr->result, type_size(flow, instr->type));
        flow_copy(flow, to, from, term_const(terms, (int64_t)type_size(flow, instr->type), terms->pointer_bits));
        flow_set(flow, instr->result, to);
    }
}

static void execute_insert(struct flow *flow)
{
    struct terms *terms = &flow->world.terms;
    const struct ir_instr *instr = flow->instr;
    uint64_t size = type_size(flow, instr->type);
    term_id to = aggregate_object(flow, instr->result, size), from = operand(flow, 0);
    flow_copy(flow, to, from, term_const(terms, (int64_t)size, terms->pointer_bits));
    ir_id member = ir_operand(flow->function, instr, 1), type = flow->function->values.items[member].type;
    term_id at = term_add(terms, to, path_offset(flow));
    if (flow_bits(flow, type))
        flow_store(flow, at, type_size(flow, type), flow_term(flow, member));
    else
        flow_copy(flow, at, flow_term(flow, member), term_const(terms, (int64_t)type_size(flow, type),
                                                               terms->pointer_bits));
    flow_set(flow, instr->result, to);
}

static void execute_block_copy(struct flow *flow, bool fill)
{
    const struct ir_instr *instr = flow->instr;
    ir_id to = ir_operand(flow->function, instr, 0), from = ir_operand(flow->function, instr, 1);
    ir_id count = ir_operand(flow->function, instr, 2);
    uint32_t bits = flow->world.terms.pointer_bits;
    term_id size = flow_term(flow, count);
    bool library = !(instr->flags & IR_IMPLICIT);
    if (term_of(&flow->world.terms, size)->bits != bits)
        size = state_cast(&flow->world, flow->state, IR_ZEXT, size, bits, false);
    flow_use(flow, count, USE_ARGUMENT);
    if (!flow->ended)
        flow_access(flow, &(struct access){flow_term(flow, to), size, to, true, !library ? NULL : fill ? "memset()" :
                                           instr->flags & IR_MAY_OVERLAP ? "memmove()" : "memcpy()"});
    if (!fill && !flow->ended)
        flow_access(flow, &(struct access){flow_term(flow, from), size, from, false, !library ? NULL :
                                           instr->flags & IR_MAY_OVERLAP ? "memmove()" : "memcpy()"});
    if (flow->ended)
        return;
    if (fill)
        flow_fill(flow, flow_term(flow, to), size, CELL_FILL, 1,
                  term_cast(&flow->world.terms, IR_TRUNC, flow_term(flow, from), 8, false));
    else
        flow_copy(flow, flow_term(flow, to), flow_term(flow, from), size);
}

static void execute_pure(struct flow *flow)
{
    const struct ir_instr *instr = flow->instr;
    struct terms *terms = &flow->world.terms;
    uint32_t bits = flow_bits(flow, instr->type);
    const char *name = flow->function->names.items[instr->aux];
    term_id a = instr->operand_count ? operand(flow, 0) : 0, b = instr->operand_count > 1 ? operand(flow, 1) : 0;
    uint16_t flags = (uint16_t)((a ? term_of(terms, a)->flags : 0) | (b ? term_of(terms, b)->flags : 0)) & T_DEPENDS;
    if (!bits || !a || !name) {
        flow_set(flow, instr->result, term_fresh(terms, flow->instr_index, ++terms->fresh, bits ? bits : 64, flags, 0));
        return;
    }
    enum term_function function = text_starts(name, "llvm.fabs") || text_starts(name, "llvm.abs") ? FUNCTION_ABS :
                                  text_starts(name, "llvm.sqrt") ? FUNCTION_SQRT : FUNCTION_OTHER;
    if (function == FUNCTION_OTHER) {
        enum ir_binary op = text_starts(name, "llvm.umax") ? IR_UMAX : text_starts(name, "llvm.umin") ? IR_UMIN :
                            text_starts(name, "llvm.smax") ? IR_SMAX : text_starts(name, "llvm.smin") ? IR_SMIN : 0;
        if (op && b) {
            flow_set(flow, instr->result, term_binary(terms, op, a, b, false));
            return;
        }
        b = term_const(terms, (int64_t)instr->aux, 32); // keeps different functions apart
    } else {
        b = 0;
    }
    flow_set(flow, instr->result, term_pure(terms, function, a, b, bits));
}

static void execute_atomic(struct flow *flow)
{
    const struct ir_instr *instr = flow->instr;
    struct terms *terms = &flow->world.terms;
    ir_id address = ir_operand(flow->function, instr, 0);
    uint64_t size = type_size(flow, instr->type);
    flow_access(flow, &(struct access){flow_term(flow, address), term_const(terms, (int64_t)size, terms->pointer_bits),
                                       address, true, NULL});
    if (flow->ended)
        return;
    uint32_t bits = flow_bits(flow, instr->type);
    flow_fill(flow, flow_term(flow, address), term_const(terms, (int64_t)(size ? size : 8), terms->pointer_bits),
              CELL_GENERATION, 0, generation_make(terms, GENERATION_UNKNOWN, 0, 0));
    if (bits)
        flow_set(flow, instr->result, term_fresh(terms, flow->instr_index, ++terms->fresh, bits,
                                                 is_pointer(flow, instr->type) ? T_POINTER : 0, 0));
}

// A result that nothing is known of, tainted by the operands.
static void execute_unknown(struct flow *flow)
{
    const struct ir_instr *instr = flow->instr;
    struct terms *terms = &flow->world.terms;
    uint16_t flags = 0;
    for (uint32_t i = 0; i < instr->operand_count; i++)
        flags |= term_of(terms, operand(flow, i))->flags & (T_TAINT | T_RANDOM);
    uint32_t bits = instr->result ? flow_bits(flow, instr->type) : 0;
    if (bits)
        flow_set(flow, instr->result,
                 term_fresh(terms, flow->instr_index, ++terms->fresh, bits,
                            (uint16_t)(flags | (is_pointer(flow, instr->type) ? T_POINTER : 0)), 0));
    else if (instr->result) // its object, unknown: flow_term makes it
        trie_put(&flow->state->environment, flow->world.arena, flow->state->token, instr->result, NULL);
}

static void execute_check(struct flow *flow)
{
    const struct ir_check_info *info = &flow->function->checks.items[flow->instr->aux];
    for (const struct checker *const *c = ENGINE_CHECKERS; *c && !flow->ended; c++)
        if ((*c)->check)
            (*c)->check(flow, flow->instr, info);
}

void flow_execute(struct flow *flow)
{
    const struct ir_instr *instr = flow->instr;
    struct world *world = &flow->world;
    switch ((enum ir_op)instr->op) {
    case IR_ALLOCA:
        execute_alloca(flow);
        break;
    case IR_BEGIN:
        execute_begin(flow);
        break;
    case IR_LOAD:
        execute_load(flow);
        break;
    case IR_STORE:
        execute_store(flow);
        break;
    case IR_ADDRESS:
        execute_address(flow);
        break;
    case IR_BINARY:
        execute_binary(flow);
        break;
    case IR_COMPARE:
        flow_use(flow, ir_operand(flow->function, instr, 0), USE_ARITHMETIC);
        if (!flow->ended)
            flow_use(flow, ir_operand(flow->function, instr, 1), USE_ARITHMETIC);
        if (!flow->ended)
            flow_set(flow, instr->result, flow_bits(flow, instr->type) ?
                     term_compare(&world->terms, instr->sub, operand(flow, 0), operand(flow, 1)) :
                     term_fresh(&world->terms, flow->instr_index, ++world->terms.fresh, 1, 0, 0));
        break;
    case IR_CAST:
        execute_cast(flow);
        break;
    case IR_SELECT:
        execute_select(flow);
        break;
    case IR_CHECK:
        execute_check(flow);
        break;
    case IR_CALL:
    case IR_INVOKE:
        flow_call(flow);
        break;
    case IR_COPY:
    case IR_FILL:
        execute_block_copy(flow, instr->op == IR_FILL);
        break;
    case IR_EXTRACT:
        execute_extract(flow);
        break;
    case IR_INSERT:
        execute_insert(flow);
        break;
    case IR_ATOMIC:
        execute_atomic(flow);
        break;
    case IR_PURE:
        execute_pure(flow);
        break;
    case IR_FREEZE:
        flow_set(flow, instr->result, operand(flow, 0));
        break;
    case IR_ASSUME:
        flow->ended = !state_assume(world, flow->state, operand(flow, 0), true);
        break;
    case IR_ASM:
        for (uint32_t i = 0; i < instr->operand_count; i++)
            flow_escape(flow, flow->state, operand(flow, i), true, 0);
        execute_unknown(flow);
        break;
    case IR_VA: // the list is set up, or moves on
        for (uint32_t i = 0; i < instr->operand_count; i++)
            flow_escape(flow, flow->state, operand(flow, i), true, 0);
        execute_unknown(flow);
        break;
    case IR_OVERFLOW:
    case IR_ELEMENT:
    case IR_LANDINGPAD:
        execute_unknown(flow);
        break;
    default: // no-ops, fences; phis and terminators belong to the walk (run.c)
        break;
    }
}
