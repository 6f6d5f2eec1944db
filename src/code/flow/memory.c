// Memory of one state: what each object holds, by byte offset, and whether it is alive.
#include "code/flow/state.h"
#include <string.h>

enum { LOCAL_CELLS = 8 };

const struct memory *memory_get(const struct state *state, object_id object)
{
    return trie_get(&state->memory, object);
}

struct memory *memory_own(struct world *world, struct state *state, object_id object)
{
    struct memory *old = trie_get(&state->memory, object);
    if (old && old->token == state->token)
        return old;
    struct memory *copy = ARENA_NEW(world->arena, struct memory);
    if (old) {
        *copy = *old;
        copy->cells = ARENA_ARRAY(world->arena, struct cell, old->count + 2);
        copy->capacity = old->count + 2;
        if (old->count)
            memcpy(copy->cells, old->cells, old->count * sizeof *old->cells);
    } else if (world->terms.objects.items[object].kind == OBJECT_POINTEE ||
               world->terms.objects.items[object].kind == OBJECT_HEAP) { // whoever makes one says that it is alive
        copy->life = LIFE_ENTRY;
    }
    copy->token = state->token;
    trie_put(&state->memory, world->arena, state->token, object, copy);
    return copy;
}

enum life memory_life(const struct world *world, const struct state *state, object_id object)
{
    const struct memory *m = memory_get(state, object);
    if (m)
        return m->life;
    return world->terms.objects.items[object].kind == OBJECT_POINTEE ? LIFE_ENTRY : LIFE_ALIVE;
}

term_id memory_size(struct world *world, const struct state *state, object_id object)
{
    const struct memory *m = memory_get(state, object);
    return m && m->size ? m->size : world->terms.objects.items[object].size;
}

// --- cells ---------------------------------------------------------------------------------------

static int64_t cell_end(const struct cell *cell)
{
    if (cell->size > (uint64_t)INT64_MAX - (uint64_t)(cell->offset > 0 ? cell->offset : 0))
        return INT64_MAX;
    return cell->offset + (int64_t)cell->size;
}

// The first cell that ends after `offset`.
static uint32_t cell_at(const struct memory *m, int64_t offset)
{
    uint32_t low = 0, high = m->count;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (cell_end(&m->cells[middle]) <= offset)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void cell_insert(struct world *world, struct memory *m, uint32_t at, struct cell cell)
{
    if (m->count == m->capacity) {
        uint32_t capacity = m->capacity ? m->capacity * 2 : 4;
        struct cell *cells = ARENA_ARRAY(world->arena, struct cell, capacity);
        if (m->count)
            memcpy(cells, m->cells, m->count * sizeof *cells);
        m->cells = cells;
        m->capacity = capacity;
    }
    memmove(&m->cells[at + 1], &m->cells[at], (m->count - at) * sizeof *m->cells);
    m->cells[at] = cell;
    m->count++;
}

static void cell_remove(struct memory *m, uint32_t at)
{
    memmove(&m->cells[at], &m->cells[at + 1], (m->count - at - 1) * sizeof *m->cells);
    m->count--;
}

// Cuts [from, to) out of the cells. What is left of a value cut in half is unknown.
static void cells_cut(struct world *world, struct memory *m, int64_t from, int64_t to)
{
    for (uint32_t at = cell_at(m, from); at < m->count && m->cells[at].offset < to;) {
        struct cell old = m->cells[at];
        int64_t end = cell_end(&old);
        if (old.kind == CELL_VALUE && (old.offset < from || end > to)) {
            const struct term *t = term_of(&world->terms, old.value);
            old.kind = CELL_GENERATION;
            old.value = generation_make(&world->terms, GENERATION_UNKNOWN, t->flags & (T_TAINT | T_RANDOM | T_INPUT),
                                        t->origin);
        }
        cell_remove(m, at);
        if (old.offset < from) {
            struct cell left = old;
            left.size = (uint64_t)(from - old.offset);
            cell_insert(world, m, at++, left);
        }
        if (end > to) {
            struct cell right = old;
            right.offset = to;
            right.size = old.size == UINT64_MAX ? UINT64_MAX : (uint64_t)(end - to);
            cell_insert(world, m, at++, right);
        }
    }
}

void memory_set(struct world *world, struct state *state, object_id object, int64_t offset, uint64_t size,
                enum cell_kind kind, uint8_t width, uint32_t value)
{
    struct memory *m = memory_own(world, state, object);
    m->written = true;
    m->version = ++world->terms.fresh;
    m->last_pointer = 0;
    m->text_length = 0;
    if (kind == CELL_GENERATION)
        m->sifted = false;
    if (!size)
        return;
    struct cell cell = {offset, size, (uint8_t)kind, width, value};
    cells_cut(world, m, offset, cell_end(&cell));
    if (m->count >= CELLS_MAX) { // too detailed: what was known of the rest goes
        m->count = 0;
        m->generation = generation_make(&world->terms, GENERATION_UNKNOWN, 0, 0);
    }
    cell_insert(world, m, cell_at(m, offset), cell);
}

void memory_store(struct world *world, struct state *state, object_id object, int64_t offset, uint64_t size,
                  term_id value)
{
    memory_set(world, state, object, offset, size, CELL_VALUE, 0, value);
}

void memory_forget(struct world *world, struct state *state, object_id object, uint16_t flags, uint32_t origin)
{
    struct memory *m = memory_own(world, state, object);
    m->count = 0;
    m->written = true;
    m->version = ++world->terms.fresh;
    m->last_pointer = 0;
    m->text_length = 0;
    m->generation = generation_make(&world->terms, GENERATION_UNKNOWN, flags, origin);
}

// --- reading -------------------------------------------------------------------------------------

static term_id read_generation(struct world *world, object_id object, uint32_t generation, int64_t offset,
                               uint32_t bits, bool pointer)
{
    const struct generation *g = &world->terms.generations.items[generation];
    if (g->kind == GENERATION_COPY) { // never a copy of a copy
        object = g->object;
        generation = g->of;
        offset += g->shift;
        g = &world->terms.generations.items[generation];
    }
    term_id constant;
    switch (g->kind) {
    case GENERATION_ZERO:
        return term_const(&world->terms, 0, bits);
    case GENERATION_UNWRITTEN:
        return term_undef(&world->terms, object, 0, bits);
    case GENERATION_ENTRY:
        if (world->terms.objects.items[object].kind == OBJECT_GLOBAL && world->constant_content &&
            world->constant_content(world->context, world, object, offset, bits, pointer, &constant))
            return constant;
        break;
    default:
        break;
    }
    return term_content(&world->terms, object, generation, offset, bits, pointer);
}

static bool byte_of(struct world *world, const struct state *state, term_id value, uint64_t position, uint64_t size,
                    uint8_t *ret_byte)
{
    struct range r = state_range(world, state, value);
    const struct term *t = term_of(&world->terms, value);
    if (!range_is_const(r) || t->flags & T_UNDEFINED || position >= 8 || size > 8)
        return false;
    uint64_t shift = world->big_endian ? size - 1 - position : position;
    *ret_byte = (uint8_t)(r.umin >> (8 * shift));
    return true;
}

enum { BYTE_UNKNOWN, BYTE_KNOWN, BYTE_NONZERO, BYTE_UNDEFINED };

// One byte: *ret_byte when known. What else is known is in the result.
static int byte_at(struct world *world, struct state *state, object_id object, int64_t offset, uint8_t *ret_byte,
                   int64_t *ret_same_until)
{
    const struct memory *m = memory_get(state, object);
    uint32_t generation = m ? m->generation : 0;
    *ret_same_until = offset + 1;
    if (m) {
        uint32_t at = cell_at(m, offset);
        if (at < m->count && m->cells[at].offset <= offset) {
            const struct cell *c = &m->cells[at];
            if (c->kind == CELL_VALUE)
                return byte_of(world, state, c->value, (uint64_t)(offset - c->offset), c->size, ret_byte) ? BYTE_KNOWN :
                       term_of(&world->terms, c->value)->flags & T_UNDEFINED ? BYTE_UNDEFINED : BYTE_UNKNOWN;
            if (c->kind == CELL_FILL) {
                if (c->width == 1)
                    *ret_same_until = cell_end(c);
                return byte_of(world, state, c->value, (uint64_t)(offset - c->offset) % c->width, c->width, ret_byte)
                           ? BYTE_KNOWN : BYTE_UNKNOWN;
            }
            generation = c->value;
            enum generation_kind kind = world->terms.generations.items[generation].kind;
            if (kind == GENERATION_ZERO || kind == GENERATION_UNWRITTEN)
                *ret_same_until = cell_end(c);
        } else if (world->terms.generations.items[generation].kind == GENERATION_ZERO ||
                   world->terms.generations.items[generation].kind == GENERATION_UNWRITTEN) {
            *ret_same_until = at < m->count ? m->cells[at].offset : INT64_MAX;
        }
    }
    switch (world->terms.generations.items[generation].kind) {
    case GENERATION_ZERO:
        *ret_byte = 0;
        return BYTE_KNOWN;
    case GENERATION_UNWRITTEN:
        return BYTE_UNDEFINED;
    case GENERATION_COPY:
    case GENERATION_ENTRY: {
        term_id term = read_generation(world, object, generation, offset, 8, false);
        int64_t value;
        if (!term_is_const(&world->terms, term, &value))
            return BYTE_UNKNOWN;
        *ret_byte = (uint8_t)value;
        return BYTE_KNOWN;
    }
    default:
        return BYTE_UNKNOWN;
    }
}

static term_id load_bytes(struct world *world, struct state *state, object_id object, int64_t offset, uint32_t bits,
                          bool pointer)
{
    uint64_t number = 0, size = (bits + 7) / 8;
    bool known = size <= 8;
    uint16_t flags = 0;
    for (uint64_t i = 0; i < size && known; i++) {
        uint8_t byte = 0;
        int64_t until;
        int what = byte_at(world, state, object, offset + (int64_t)i, &byte, &until);
        known = what == BYTE_KNOWN;
        if (what == BYTE_UNDEFINED)
            flags = T_UNDEFINED;
        number |= (uint64_t)byte << (8 * (world->big_endian ? size - 1 - i : i));
    }
    if (known)
        return term_const(&world->terms, (int64_t)number, bits);
    uint32_t origin = 0;
    flags = (uint16_t)(flags & 0) | memory_flags(world, state, object, offset, size, &origin);
    return term_fresh(&world->terms, UINT32_MAX, ++world->terms.fresh, bits,
                      (uint16_t)((flags & (T_TAINT | T_RANDOM | T_INPUT)) | (pointer ? T_POINTER : 0)), origin);
}

// What is read from a local that somebody outside has filled stands in a cell from then on: where paths meet, what they
// have found out about it is joined, not lost with the generation.
static term_id read_local(struct world *world, struct state *state, object_id object, uint32_t generation, int64_t offset,
                          uint32_t bits, bool pointer)
{
    const struct memory *m = memory_get(state, object);
    term_id term = read_generation(world, object, generation, offset, bits, pointer);
    if (!m || world->terms.objects.items[object].kind != OBJECT_STACK || m->count >= LOCAL_CELLS || offset < 0 ||
        bits % 8 || world->terms.generations.items[generation].kind != GENERATION_UNKNOWN)
        return term;
    struct memory *own = memory_own(world, state, object);
    cells_cut(world, own, offset, offset + bits / 8);
    cell_insert(world, own, cell_at(own, offset), (struct cell){offset, bits / 8, CELL_VALUE, 0, term});
    return term;
}

term_id memory_load(struct world *world, struct state *state, object_id object, int64_t offset, uint32_t bits,
                    bool pointer)
{
    const struct memory *m = memory_get(state, object);
    uint64_t size = (bits + 7) / 8;
    if (!m || !m->count)
        return read_local(world, state, object, m ? m->generation : 0, offset, bits, pointer);
    uint32_t at = cell_at(m, offset);
    if (at == m->count || m->cells[at].offset >= offset + (int64_t)size)
        return read_local(world, state, object, m->generation, offset, bits, pointer);
    const struct cell *c = &m->cells[at];
    bool inside = c->offset <= offset && cell_end(c) >= offset + (int64_t)size;
    if (c->kind == CELL_VALUE && c->offset == offset && c->size == size) {
        const struct term *t = term_of(&world->terms, c->value);
        if (t->bits == bits || t->kind == TERM_REAL)
            return c->value;
        return term_cast(&world->terms, t->bits > bits ? IR_TRUNC : IR_ZEXT, c->value, bits, pointer);
    }
    if (c->kind == CELL_VALUE && c->offset == offset && inside && !world->big_endian && bits < 64) // the low bytes
        return term_cast(&world->terms, IR_TRUNC, c->value, bits, pointer);
    if (c->kind == CELL_FILL && inside && c->width == size && (offset - c->offset) % c->width == 0 &&
        term_of(&world->terms, c->value)->bits == bits)
        return c->value;
    if (c->kind == CELL_GENERATION && inside)
        return read_local(world, state, object, c->value, offset, bits, pointer);
    return load_bytes(world, state, object, offset, bits, pointer);
}

static uint16_t generation_flags(const struct world *world, object_id object, uint32_t generation,
                                 uint32_t *ret_origin)
{
    const struct generation *g = &world->terms.generations.items[generation];
    if (g->kind == GENERATION_COPY && world->terms.generations.items[g->of].kind == GENERATION_ENTRY) {
        object = g->object;
        g = &world->terms.generations.items[g->of];
    }
    if (g->kind == GENERATION_ENTRY) {
        const struct object *o = &world->terms.objects.items[object];
        uint16_t flags = object_reach(&world->terms, object);
        if (flags & T_TAINT && o->kind == OBJECT_POINTEE)
            *ret_origin = term_of(&world->terms, o->key)->origin;
        return flags;
    }
    if (g->flags & T_TAINT || !*ret_origin)
        *ret_origin = g->origin ? g->origin : *ret_origin;
    return (uint16_t)(g->flags | (g->kind == GENERATION_UNWRITTEN ? T_UNDEFINED : 0) |
                      (g->kind == GENERATION_UNKNOWN && !(g->flags & (T_TAINT | T_RANDOM | T_INPUT)) ? T_UNKNOWN : 0));
}

uint16_t memory_flags(struct world *world, struct state *state, object_id object, int64_t offset, uint64_t size,
                      uint32_t *ret_origin)
{
    const struct memory *m = memory_get(state, object);
    struct cell wanted = {.offset = offset, .size = size};
    int64_t end = cell_end(&wanted), at_byte = offset;
    uint16_t flags = 0;
    for (uint32_t at = m ? cell_at(m, offset) : 0; m && at < m->count && m->cells[at].offset < end; at++) {
        const struct cell *c = &m->cells[at];
        if (c->offset > at_byte)
            flags |= generation_flags(world, object, m->generation, ret_origin);
        at_byte = cell_end(c);
        if (c->kind == CELL_GENERATION) {
            flags |= generation_flags(world, object, c->value, ret_origin);
        } else {
            const struct term *t = term_of(&world->terms, c->value);
            flags |= t->flags & T_DEPENDS;
            if (t->flags & T_TAINT && t->origin)
                *ret_origin = t->origin;
        }
    }
    if (at_byte < end)
        flags |= generation_flags(world, object, m ? m->generation : 0, ret_origin);
    return flags;
}

object_id memory_source(const struct world *world, const struct state *state, object_id object, int64_t offset)
{
    const struct memory *m = memory_get(state, object);
    for (uint32_t at = m ? cell_at(m, offset) : 0; m && at < m->count; at++)
        if (m->cells[at].kind == CELL_GENERATION && world->terms.generations.items[m->cells[at].value].object)
            return world->terms.generations.items[m->cells[at].value].object;
    return m ? world->terms.generations.items[m->generation].object : 0;
}

bool memory_is_unwritten(struct world *world, const struct state *state, object_id object, int64_t offset,
                         uint64_t size)
{
    const struct memory *m = memory_get(state, object);
    if (!m)
        return false;
    struct cell wanted = {.offset = offset, .size = size};
    int64_t end = cell_end(&wanted), at_byte = offset;
    for (uint32_t at = cell_at(m, offset); at < m->count && m->cells[at].offset < end; at++) {
        const struct cell *c = &m->cells[at];
        bool unwritten = c->kind == CELL_GENERATION ?
            world->terms.generations.items[c->value].kind == GENERATION_UNWRITTEN :
            (term_of(&world->terms, c->value)->kind == TERM_UNDEF);
        if (!unwritten)
            return false;
        at_byte = cell_end(c);
    }
    return at_byte >= end || world->terms.generations.items[m->generation].kind == GENERATION_UNWRITTEN;
}

// --- strings and copies --------------------------------------------------------------------------

enum { STRING_SCAN = 65536 };

static bool term_const_size(struct world *world, const struct state *state, object_id object, int64_t *ret_size)
{
    term_id size = memory_size(world, state, object);
    if (!size)
        return false;
    struct range r = state_range(world, state, size);
    *ret_size = r.smin;
    return range_is_const(r) && r.smin >= 0;
}

term_id memory_string(struct world *world, struct state *state, object_id object, int64_t offset, uint32_t width,
                      bool *ret_unterminated)
{
    uint32_t bits = world->terms.pointer_bits;
    int64_t size = INT64_MAX, at = offset;
    bool sized = term_const_size(world, state, object, &size);
    const struct memory *known = memory_get(state, object);
    *ret_unterminated = false;
    if (known && known->text_length && known->text_version == known->version && known->text_at == offset && width == 1)
        return known->text_length;
    for (int steps = 0; steps < STRING_SCAN && at >= 0; steps++) {
        if (at + (int64_t)width > size) {
            *ret_unterminated = sized;
            return term_const(&world->terms, (at - offset) / width, bits);
        }
        bool zero = true, told = true;
        int64_t until = at + 1;
        for (uint32_t i = 0; i < width && told; i++) {
            uint8_t byte;
            told = byte_at(world, state, object, at + i, &byte, &until) == BYTE_KNOWN;
            zero &= told && !byte;
        }
        if (!told)
            break;
        if (zero)
            return term_const(&world->terms, (at - offset) / width, bits);
        at = width == 1 && until > at ? (until < size ? until : size) : at + (int64_t)width;
    }
    const struct memory *m = memory_get(state, object);
    uint32_t origin = 0;
    uint32_t at_cell = m ? cell_at(m, at) : 0;
    uint32_t generation = !m ? 0 : at_cell < m->count && m->cells[at_cell].offset <= at &&
                          m->cells[at_cell].kind == CELL_GENERATION ? m->cells[at_cell].value : m->generation;
    uint16_t flags = memory_flags(world, state, object, at, 1, &origin);
    // Bytes never written: no string at all; whoever reads it has an obligation of their own.
    uint16_t taint = flags & (T_TAINT | T_RANDOM);
    term_id length = term_length(&world->terms, object, generation, at, width, taint, origin);
    // A zero further on bounds the length: look for one behind the unknown stretch.
    int64_t limit = -1;
    for (uint32_t i = at_cell; m && i < m->count && limit < 0; i++) {
        uint8_t byte;
        int64_t until;
        for (int64_t b = m->cells[i].offset > at ? m->cells[i].offset : at;
             b < cell_end(&m->cells[i]) && b - m->cells[i].offset < 64; b++) {
            if (byte_at(world, state, object, b, &byte, &until) == BYTE_KNOWN && !byte) {
                limit = b;
                break;
            }
            if (until > b + 1)
                break;
        }
        if (limit < 0 && cell_end(&m->cells[i]) > at && m->cells[i].offset <= at &&
            cell_end(&m->cells[i]) < INT64_MAX) {
            int64_t end = cell_end(&m->cells[i]);
            if (byte_at(world, state, object, end, &byte, &until) == BYTE_KNOWN && !byte)
                limit = end;
        }
    }
    if (limit < 0 && sized)
        limit = size - (int64_t)width; // a terminated string lies in its object
    if (limit >= at)
        (void)state_narrow(world, state, length, range_unsigned(0, (uint64_t)(limit - at) / width, bits));
    term_id whole = memory_size(world, state, object);
    if (!sized && whole && width == 1 && at >= 0 && state_range(world, state, whole).umax < INT64_MAX)
        (void)state_assume(world, state, term_compare(&world->terms, IR_ULT, term_add(&world->terms, length, at), whole), true);
    return term_add(&world->terms, length, (at - offset) / width);
}

void memory_copy(struct world *world, struct state *state, object_id to, int64_t to_offset, object_id from,
                 int64_t from_offset, uint64_t size)
{
    const struct memory *source = memory_get(state, from);
    struct cell wanted = {.offset = from_offset, .size = size};
    int64_t end = cell_end(&wanted), shift = to_offset - from_offset;
    struct cell copied[CELLS_MAX];
    uint32_t count = 0;
    for (uint32_t at = source ? cell_at(source, from_offset) : 0;
         source && at < source->count && source->cells[at].offset < end && count < CELLS_MAX; at++) {
        struct cell c = source->cells[at];
        int64_t stop = cell_end(&c) < end ? cell_end(&c) : end;
        if (c.kind == CELL_VALUE && (c.offset < from_offset || cell_end(&c) > end)) {
            c.kind = CELL_GENERATION;
            c.value = generation_make(&world->terms, GENERATION_UNKNOWN,
                                      term_of(&world->terms, c.value)->flags & (T_TAINT | T_RANDOM), 0);
        }
        if (c.kind == CELL_GENERATION)
            c.value = generation_copy(&world->terms, from, c.value, -shift);
        c.offset = c.offset < from_offset ? from_offset : c.offset;
        c.size = (uint64_t)(stop - c.offset);
        copied[count++] = c;
    }
    uint32_t generation = generation_copy(&world->terms, from, source ? source->generation : 0, -shift);
    if (size)
        memory_set(world, state, to, to_offset, size, CELL_GENERATION, 0, generation);
    for (uint32_t i = 0; i < count; i++)
        memory_set(world, state, to, copied[i].offset + shift, copied[i].size, copied[i].kind, copied[i].width,
                   copied[i].value);
}
