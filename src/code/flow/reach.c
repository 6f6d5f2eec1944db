// Which objects somebody can reach: for leaks, for what callers see, and for what unknown code may change.
#include "code/flow/flow.h"
#include <string.h>

enum { LAST_STANDARD_STREAM = 2 };

struct reaching {
    struct flow *flow;
    struct state *state;
    uint8_t *seen;        // by object
    size_t size;
    bool handles;         // numbers that the caller gave may be handles: what they stand for is reached, too
    VEC(object_id) work;
};

static void reach_object(struct reaching *r, object_id object)
{
    if (object >= r->size) {
        size_t size = (r->flow->world.terms.objects.count + 64) & ~(size_t)7; // whole words: see next_seen
        r->seen = mem_resize(r->seen, size);
        memset(r->seen + r->size, 0, size - r->size);
        r->size = size;
    }
    if (!r->seen[object]) {
        r->seen[object] = 1;
        *VEC_ADD(&r->work) = object;
    }
}

// The next object from `id` on that was reached; r->size when there is none. Few are, of many.
static object_id next_seen(const struct reaching *r, object_id id)
{
    uint64_t word;
    while (id < r->size && !r->seen[id]) {
        if (id % sizeof word == 0 && (memcpy(&word, r->seen + id, sizeof word), !word))
            id += sizeof word;
        else
            id++;
    }
    return id;
}

// Every object whose address a term may hold.
static void reach_term(struct reaching *r, term_id term, int depth)
{
    struct terms *terms = &r->flow->world.terms;
    struct term t = *term_of(terms, term);
    while (r->handles && t.kind == TERM_CAST && t.flags & T_INPUT && !(t.flags & T_HOLDS)) {
        term = t.a;
        t = *term_of(terms, term);
    }
    if (r->handles && t.kind == TERM_PARAM && t.bits >= 32 && !(t.flags & T_POINTER))
        reach_object(r, object_at(terms, term));
    if (depth > 6 || !(t.flags & T_HOLDS))
        return;
    if (t.kind == TERM_OBJECT) {
        reach_object(r, t.a);
    } else if (t.kind == TERM_LINEAR) {
        for (uint32_t i = 0; i < t.b; i++)
            reach_term(r, terms->parts.items[t.a + i].term, depth + 1);
    } else if (t.kind == TERM_CAST || t.kind == TERM_BINARY || t.kind == TERM_PURE) {
        reach_term(r, t.a, depth + 1);
        if (t.b && t.kind != TERM_CAST)
            reach_term(r, t.b, depth + 1);
    } else if (t.kind == TERM_JOIN) {
        const term_id *list;
        uint32_t count = term_alternatives(terms, term, &list);
        for (uint32_t i = 0; i < count; i++)
            reach_term(r, list[i], depth + 1);
    }
    uint64_t found; // its pointee, where somebody looked at it
    if (t.flags & T_POINTER &&
        idmap_get(&terms->object_index, (uint64_t)term << 32 | (uint64_t)OBJECT_POINTEE << 24, &found))
        reach_object(r, (object_id)found);
}

static void reach_contents(struct reaching *r)
{
    while (r->work.count) {
        object_id id = VEC_POP(&r->work);
        const struct memory *m = memory_get(r->state, id);
        if (!m)
            continue;
        for (uint32_t i = 0; i < m->count; i++)
            if (m->cells[i].kind != CELL_GENERATION)
                reach_term(r, m->cells[i].value, 0);
        if (m->last_pointer && m->last_value)
            reach_term(r, m->last_value, 0);
        const struct generation *g = &r->flow->world.terms.generations.items[m->generation];
        if (g->kind == GENERATION_COPY)
            reach_object(r, g->object);
        for (uint32_t i = 0; i < m->count; i++)
            if (m->cells[i].kind == CELL_GENERATION) {
                g = &r->flow->world.terms.generations.items[m->cells[i].value];
                if (g->kind == GENERATION_COPY)
                    reach_object(r, g->object);
            }
    }
}

static void reach_outside(void *context, uint32_t key, void *a, void *b)
{
    struct reaching *r = context;
    const struct object *o = &r->flow->world.terms.objects.items[key];
    const struct memory *m = a ? a : b;
    bool input = o->kind == OBJECT_GLOBAL || (o->kind == OBJECT_POINTEE);
    if (input || m->escaped)
        reach_object(r, key);
}

// What is reachable from outside the function at an exit: seen[object] is 1. The caller frees it.
uint8_t *flow_reachable(struct flow *flow, struct state *state, term_id returned, size_t *ret_size)
{
    struct reaching r = {.flow = flow, .state = state};
    struct trie none = {0};
    reach_object(&r, 0);
    if (returned)
        reach_term(&r, returned, 0);
    trie_difference(&state->memory, &none, reach_outside, &r);
    reach_contents(&r);
    VEC_FREE(&r.work);
    *ret_size = r.size;
    return r.seen;
}

struct losing {
    struct flow *flow;
    struct state *state;
    const uint8_t *seen;
    size_t size;
    VEC(object_id) lost;
};

static void collect_lost(void *context, uint32_t key, void *a, void *b)
{
    struct losing *l = context;
    struct world *world = &l->flow->world;
    const struct object *o = &world->terms.objects.items[key];
    const struct memory *m = a ? a : b;
    if (o->kind != OBJECT_HEAP || !o->must_release || o->weak || m->life != LIFE_ALIVE || m->escaped || m->kept)
        return;
    if (key < l->size && l->seen[key])
        return;
    struct range r = state_range(world, l->state, o->address);
    if (r.umax == 0)
        return; // the allocation failed on this path
    term_id handle = term_cast(&world->terms, IR_TRUNC, o->address, 32, false); // a descriptor
    struct range h = state_range(world, l->state, handle);
    if (h.smax <= LAST_STANDARD_STREAM && o->resource)
        return; // closed where it is another one: if (fd > 2) close(fd)
    *VEC_ADD(&l->lost) = key;
}

// A call without arguments of a function without a body: it tells something that is decided elsewhere.
static bool asks_outside(const struct flow *flow, uint32_t site)
{
    if (site == QUESTION_SITE)
        return true;
    if (site >= flow->function->instrs.count)
        return false;
    const struct ir_instr *instr = &flow->function->instrs.items[site];
    if ((instr->op != IR_CALL && instr->op != IR_INVOKE) || instr->operand_count != 1)
        return false;
    ir_id symbol = flow->function->calls.items[instr->aux].symbol;
    return symbol && !flow_knows(flow, symbol);
}

// Whether a value comes from a global, or a question, that no part of the analysed program defines.
static bool is_from_outside(const struct flow *flow, term_id term, int depth)
{
    const struct terms *terms = &flow->world.terms;
    const struct term *t = term_of(terms, term);
    if (depth > 4 || !(t->flags & (T_INPUT | T_UNKNOWN)))
        return false;
    if (t->kind == TERM_FRESH)
        return asks_outside(flow, t->a);
    if (t->kind == TERM_CONTENT)
        return terms->objects.items[t->a].kind == OBJECT_GLOBAL && !terms->objects.items[t->a].global;
    if (t->kind == TERM_LINEAR) {
        for (uint32_t i = 0; i < t->b; i++)
            if (is_from_outside(flow, terms->parts.items[t->a + i].term, depth + 1))
                return true;
        return false;
    }
    return (t->kind == TERM_COMPARE || t->kind == TERM_CAST || t->kind == TERM_BINARY) &&
           (is_from_outside(flow, t->a, depth + 1) ||
            (t->kind != TERM_CAST && is_from_outside(flow, t->b, depth + 1)));
}

// Whether something outside of the program decided the path after the object was made.
static bool decided_outside(const struct flow *flow, const struct state *state, object_id object)
{
    const struct terms *terms = &flow->world.terms;
    for (const struct event *e = state->trace; e; e = e->previous) {
        if (e->kind == EVENT_ALLOCATE && e->term == terms->objects.items[object].address)
            return false;
        if (e->kind == EVENT_BRANCH && is_from_outside(flow, e->term, 0))
            return true;
    }
    return false;
}

static void tell_lost(struct flow *flow, object_id object)
{
    for (const struct checker *const *c = ENGINE_CHECKERS; *c; c++)
        if ((*c)->lost)
            (*c)->lost(flow, object);
}

void flow_find_lost(struct flow *flow, struct state *state, term_id returned)
{
    struct trie none = {0};
    struct losing l = {.flow = flow, .state = state};
    uint8_t *seen = flow_reachable(flow, state, returned, &l.size);
    l.seen = seen;
    if (!flow->function->is_main)
        trie_difference(&state->memory, &none, collect_lost, &l);
    VEC_EACH(&l.lost, object) {
        if (decided_outside(flow, state, *object))
            *VEC_ADD(&flow->unsure) = (struct unsure){state_fork(&flow->world, state), *object, flow->instr_index};
        else
            tell_lost(flow, *object);
    }
    VEC_FREE(&l.lost);
    free(seen);
}

// Where one way out releases the object and another does not, and a global that we do not see decides which, it is that
// global's meaning that counts. Where no way out releases it, it is lost whatever the global says.
void flow_tell_unsure(struct flow *flow)
{
    VEC_EACH(&flow->unsure, u) {
        bool released = false;
        VEC_EACH(&flow->exits, exit) {
            const struct memory *m = memory_get(*exit, u->object);
            released |= m && m->life != LIFE_ALIVE;
        }
        if (released)
            continue;
        flow->state = u->state;
        flow->instr_index = u->instr_index;
        flow->instr = &flow->function->instrs.items[u->instr_index];
        tell_lost(flow, u->object);
    }
    VEC_FREE(&flow->unsure);
}

static void escape(struct flow *flow, struct state *state, term_id term, bool changed, uint16_t flags, bool lent)
{
    struct reaching r = {.flow = flow, .state = state, .handles = true};
    reach_object(&r, 0);
    term_id base, offset;
    uint16_t kind = term_of(&flow->world.terms, term)->flags;
    if (kind & T_POINTER && kind & T_INPUT && !(kind & T_UNKNOWN) &&
        term_pointer(&flow->world.terms, term, &base, &offset))
        reach_object(&r, object_at(&flow->world.terms, base)); // the caller knows it, even if nobody here looked at it
    reach_term(&r, term, 0);
    struct idmap own = {0};
    uint64_t known;
    for (size_t i = 0; lent && i < r.work.count; i++)
        idmap_put(&own, r.work.items[i], 1);
    reach_contents(&r);
    VEC_FREE(&r.work);
    for (object_id id = next_seen(&r, 1); id < r.size; id = next_seen(&r, id + 1)) {
        if (id >= flow->world.terms.objects.count || (lent && idmap_get(&own, id, &known)))
            continue;
        const struct object *o = &flow->world.terms.objects.items[id];
        if (o->kind == OBJECT_FUNCTION || o->constant)
            continue;
        if (changed)
            memory_forget(&flow->world, state, id, flags, 0);
        struct memory *m = memory_own(&flow->world, state, id);
        m->escaped = true;
        if (changed && flow->world.terms.objects.items[id].kind == OBJECT_HEAP && m->life == LIFE_ALIVE)
            m->life = LIFE_ALIVE;
    }
    idmap_free(&own);
    free(r.seen);
}

void flow_escape(struct flow *flow, struct state *state, term_id term, bool changed, uint16_t flags)
{
    escape(flow, state, term, changed, flags, false);
}

VEC_NAMED(held, term_id);

// Addresses that lie in the bytes [from, from + size).
static void find_held(struct flow *flow, struct state *state, object_id object, int64_t from, uint64_t size,
                      struct held *ret)
{
    const struct memory *m = memory_get(state, object);
    for (uint32_t i = 0; m && i < m->count; i++) {
        const struct cell *c = &m->cells[i];
        if (c->kind != CELL_GENERATION && c->offset >= from && (uint64_t)(c->offset - from) < size &&
            term_of(&flow->world.terms, c->value)->flags & T_HOLDS)
            *VEC_ADD(ret) = c->value;
    }
}

void flow_escape_part(struct flow *flow, struct state *state, term_id pointer, uint32_t bytes)
{
    struct place place;
    if (!flow_place(flow, state, pointer, &place) || !place.exact || place.range.low < 0 || place.range.low > INT32_MAX ||
        term_of(&flow->world.terms, place.base)->kind == TERM_JOIN) {
        flow_escape(flow, state, pointer, true, 0);
        return;
    }
    int64_t from = (int64_t)place.range.low;
    struct held held = {0};
    find_held(flow, state, place.object, from, bytes, &held);
    VEC_EACH(&held, value)
        flow_escape(flow, state, *value, true, 0);
    VEC_FREE(&held);
    memory_set(&flow->world, state, place.object, from, bytes, CELL_GENERATION, 0,
               generation_make(&flow->world.terms, GENERATION_UNKNOWN, 0, 0));
    memory_own(&flow->world, state, place.object)->escaped = true;
}

void flow_lend(struct flow *flow, struct state *state, term_id term)
{
    escape(flow, state, term, true, 0, true);
}

void flow_keep(struct flow *flow, struct state *state, term_id term)
{
    struct reaching r = {.flow = flow, .state = state};
    reach_object(&r, 0);
    reach_term(&r, term, 0);
    reach_contents(&r);
    VEC_FREE(&r.work);
    for (object_id id = 1; id < r.size; id++)
        if (r.seen[id] && id < flow->world.terms.objects.count && flow->world.terms.objects.items[id].must_release)
            memory_own(&flow->world, state, id)->kept = true;
    free(r.seen);
}

void flow_keep_range(struct flow *flow, struct state *state, object_id object, int64_t from, uint64_t size)
{
    struct held held = {0};
    find_held(flow, state, object, from, size, &held);
    VEC_EACH(&held, value)
        flow_keep(flow, state, *value);
    VEC_FREE(&held);
}
