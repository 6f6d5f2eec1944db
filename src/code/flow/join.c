// Joining states: what holds in both. At loop headers with widening, so that loops come to an end.
#include "code/flow/flow.h"
#include <string.h>

struct joining {
    struct flow *flow;
    struct state *a, *b, *result;
    uint32_t block;
    bool widen;
    const struct relation *limits; // found for joined values
};
enum { LIMITS_LOOKED = 16 };

bool flow_is_live(const struct flow *flow, uint32_t block, ir_id value)
{
    if (block == JOIN_AT_EXIT)
        return value == RETURN_KEY;
    if (!flow->live_in || block == JOIN_EVERYTHING)
        return true;
    return flow->live_in[(size_t)block * flow->live_words + value / 64] >> (value % 64) & 1;
}

// The only counter in a sum; NULL when there is none.
static const struct term *counter_of(const struct terms *terms, const struct linear *sum, uint32_t *ret_part)
{
    const struct term *sweep = NULL;
    for (uint32_t i = 0; i < sum->count; i++) {
        const struct term *t = term_of(terms, sum->parts[i].term);
        if (t->kind == TERM_SWEEP) {
            sweep = t;
            *ret_part = i;
        }
    }
    return sweep;
}

// A loop counter takes in its first value, and its next: s and s + n * step are both "some value of the sweep".
static bool sweep_absorbs(const struct terms *terms, term_id old, term_id next)
{
    struct linear o, n;
    term_take_apart(terms, old, &o);
    uint32_t part = 0;
    const struct term *sweep = counter_of(terms, &o, &part);
    if (!sweep || !sweep->number)
        return false;
    int64_t factor = o.parts[part].coefficient, by;
    if (__builtin_mul_overflow(sweep->number, factor, &by) || !by)
        return false;
    term_take_apart(terms, next, &n);
    struct linear start, step = n; // next - old
    bool lost = false;
    term_take_apart(terms, sweep->a, &start);
    linear_add(&step, &o, -1, &lost);
    if (!lost && !step.count)
        return step.constant % by == 0 && step.constant / by >= 0;
    // The same with the counter at its start.
    linear_add(&step, &(struct linear){.bits = o.bits, .count = 1, .parts = {{o.parts[part].term, 1}}}, factor, &lost);
    linear_add(&step, &start, -factor, &lost);
    return !lost && !step.count && step.constant % by == 0 && step.constant / by >= 0;
}

// An unsigned counter that runs down is taken to stop before it wraps, as long as no round shows otherwise.
static bool stays_counter(struct joining *j, term_id counter, term_id next)
{
    struct terms *terms = &j->flow->world.terms;
    struct linear sum;
    uint32_t part = 0;
    term_take_apart(terms, counter, &sum);
    const struct term *sweep = counter_of(terms, &sum, &part);
    return !sweep || sweep->number > 0 || sum.count > 1 ||
           range_within(state_range(&j->flow->world, j->b, next), state_range(&j->flow->world, j->a, counter));
}

static void let_wrap(struct joining *j, term_id counter)
{
    struct linear sum;
    uint32_t part = 0;
    term_take_apart(&j->flow->world.terms, counter, &sum);
    const struct term *sweep = counter_of(&j->flow->world.terms, &sum, &part);
    if (sweep)
        state_set_fact(&j->flow->world, j->result, sum.parts[part].term, (struct fact){.range = range_full(sweep->bits)});
}

static term_id join_terms(struct joining *j, term_id x, term_id y, uint32_t key)
{
    struct flow *flow = j->flow;
    struct terms *terms = &flow->world.terms;
    if (x == y)
        return x;
    if (sweep_absorbs(terms, x, y)) {
        if (!stays_counter(j, x, y))
            let_wrap(j, x);
        return x;
    }
    struct range rx = state_range(&flow->world, j->a, x), ry = state_range(&flow->world, j->b, y);
    uint32_t bits = term_of(terms, x)->bits;
    if (bits != term_of(terms, y)->bits)
        return term_fresh(terms, j->block, ++terms->fresh, bits, 0, 0);
    term_id bx, by, ox, oy;
    bool pointers = term_of(terms, x)->flags & term_of(terms, y)->flags & T_POINTER;
    if (pointers && term_pointer(terms, x, &bx, &ox) && term_pointer(terms, y, &by, &oy) && bx == by) {
        term_id offset = join_terms(j, ox, oy, key | 1u << 31); // one level: offsets are no pointers
        return term_binary(terms, IR_ADD, bx, offset, true);
    }
    const term_id *list;
    if (pointers && term_alternatives(terms, x, &list) + term_alternatives(terms, y, &list) >= JOIN_ALTERNATIVES) {
        flow_escape(flow, j->result, x, false, 0); // more than the join can name
        flow_escape(flow, j->result, y, false, 0);
    }
    uint32_t round = j->block < JOIN_EVERYTHING ? flow->widen_rounds[j->block] : 0;
    term_id joined = term_join(terms, j->block, key, round, x, y);
    struct range r = j->widen ? range_widen(rx, ry, bits, flow->thresholds, flow->threshold_count) : range_join(rx, ry);
    struct fact fact = {.range = r};
    fact.bounded_above = state_bounded(&flow->world, j->a, x, true) && state_bounded(&flow->world, j->b, y, true);
    fact.bounded_below = state_bounded(&flow->world, j->a, x, false) && state_bounded(&flow->world, j->b, y, false);
    state_set_fact(&flow->world, j->result, joined, fact);
    return joined;
}

static bool still_holds(struct joining *j, struct state *state, term_id a, const struct relation *r)
{
    struct world *world = &j->flow->world;
    if (r->k < -1 || r->k > 0 || term_of(&world->terms, a)->bits != term_of(&world->terms, r->b)->bits)
        return false;
    enum ir_predicate p = r->is_signed ? (r->k ? IR_SLT : IR_SLE) : (r->k ? IR_ULT : IR_ULE);
    return state_truth(world, state, term_compare(&world->terms, p, a, r->b)) == TRUTH_YES;
}

// A limit that one side keeps and the other one keeps too holds for the joined value.
static void keep_limits(struct joining *j, term_id x, term_id y, term_id joined)
{
    for (int side = 0; side < 2; side++) {
        struct state *from = side ? j->b : j->a, *other = side ? j->a : j->b;
        term_id mine = side ? y : x, theirs = side ? x : y;
        uint32_t looked = 0;
        for (const struct relation *r = from->relations; r && looked < LIMITS_LOOKED; r = r->previous, looked++) {
            if (r->a != mine || r->b == joined || !still_holds(j, other, theirs, r))
                continue;
            struct relation *copy = ARENA_NEW(j->flow->world.arena, struct relation);
            *copy = (struct relation){j->limits, joined, r->b, r->k, r->is_signed, 0};
            j->limits = copy;
        }
    }
}

static void join_value(void *context, uint32_t key, void *a, void *b)
{
    struct joining *j = context;
    term_id joined = 0;
    if (a && b && flow_is_live(j->flow, j->block, key)) {
        term_id x = (term_id)(uintptr_t)a, y = (term_id)(uintptr_t)b;
        joined = join_terms(j, x, y, key);
        if (joined != x && !(term_of(&j->flow->world.terms, x)->flags & T_POINTER))
            keep_limits(j, x, y, joined);
    }
    trie_put(&j->result->environment, j->flow->world.arena, j->result->token, key, (void *)(uintptr_t)joined);
}

static void join_fact(void *context, uint32_t key, void *a, void *b)
{
    struct joining *j = context;
    struct world *world = &j->flow->world;
    const struct fact *x = a, *y = b;
    if (!x && !y)
        return;
    uint32_t bits = term_of(&world->terms, key)->bits;
    struct range rx = x ? x->range : state_range(world, j->a, key), ry = y ? y->range : state_range(world, j->b, key);
    struct fact fact = {.range = j->widen ? range_widen(rx, ry, bits, j->flow->thresholds, j->flow->threshold_count)
                                          : range_join(rx, ry)};
    fact.bounded_above = x && y && x->bounded_above && y->bounded_above;
    fact.bounded_below = x && y && x->bounded_below && y->bounded_below;
    fact.told = (x && x->told) || (y && y->told);
    bool empty = range_within(term_of(&world->terms, key)->base, fact.range) && !fact.bounded_above &&
        !fact.bounded_below;
    if (empty)
        state_drop_fact(world, j->result, key);
    else
        state_set_fact(world, j->result, key, fact);
}

// --- memory --------------------------------------------------------------------------------------

static uint32_t unknown_of(struct joining *j, object_id object, int64_t offset, uint64_t size)
{
    uint32_t origin = 0;
    uint16_t flags = memory_flags(&j->flow->world, j->a, object, offset, size, &origin);
    flags |= memory_flags(&j->flow->world, j->b, object, offset, size, &origin);
    return generation_make(&j->flow->world.terms, GENERATION_UNKNOWN, flags & (T_TAINT | T_RANDOM | T_INPUT), origin);
}

static const struct cell *same_cell(const struct memory *m, const struct cell *wanted)
{
    for (uint32_t i = 0; m && i < m->count && m->cells[i].offset <= wanted->offset; i++)
        if (m->cells[i].offset == wanted->offset && m->cells[i].size == wanted->size)
            return &m->cells[i];
    return NULL;
}

static void join_cell(struct joining *j, object_id object, const struct cell *cell, const struct memory *other,
                      bool from_a)
{
    struct world *world = &j->flow->world;
    const struct cell *match = same_cell(other, cell);
    if (match && match->kind == cell->kind && match->value == cell->value && match->width == cell->width) {
        memory_set(world, j->result, object, cell->offset, cell->size, cell->kind, cell->width, cell->value);
        return;
    }
    if (cell->kind == CELL_VALUE && (!match || match->kind == CELL_VALUE)) {
        const struct term *t = term_of(&world->terms, cell->value);
        uint32_t bits = t->bits;
        bool pointer = t->flags & T_POINTER;
        term_id mine = cell->value;
        if (bits == cell->size * 8 || match) {
            term_id theirs = match ? match->value :
                             memory_load(world, from_a ? j->b : j->a, object, cell->offset, bits, pointer);
            if (term_of(&world->terms, theirs)->bits == bits) {
                uint32_t key = 1u << 30 | (object & 0xffff) << 14 | ((uint32_t)cell->offset & 0x3fff);
                term_id joined = join_terms(j, from_a ? mine : theirs, from_a ? theirs : mine, key);
                memory_store(world, j->result, object, cell->offset, cell->size, joined);
                return;
            }
        }
    }
    const struct cell *lost[2] = {cell, match};
    for (int i = 0; i < 2; i++) // what they point to is held by something that nobody can follow any more
        if (lost[i] && lost[i]->kind != CELL_GENERATION && term_of(&world->terms, lost[i]->value)->flags & T_POINTER)
            flow_escape(j->flow, j->result, lost[i]->value, false, 0);
    memory_set(world, j->result, object, cell->offset, cell->size, CELL_GENERATION, 0,
               unknown_of(j, object, cell->offset, cell->size));
}

static bool overlaps(const struct memory *m, const struct cell *cell)
{
    for (uint32_t i = 0; m && i < m->count; i++) {
        const struct cell *c = &m->cells[i];
        bool before = c->size != UINT64_MAX && c->offset + (int64_t)c->size <= cell->offset;
        bool after = cell->size != UINT64_MAX && cell->offset + (int64_t)cell->size <= c->offset;
        if (!before && !after)
            return true;
    }
    return false;
}

// An allocation that failed on one of the paths: there is nothing to release there.
static enum life life_on(struct joining *j, struct state *state, object_id object)
{
    const struct object *o = &j->flow->world.terms.objects.items[object];
    bool failed = o->kind == OBJECT_HEAP && o->may_fail && state_range(&j->flow->world, state, o->address).umax == 0;
    return failed ? LIFE_ABSENT : memory_life(&j->flow->world, state, object);
}

static enum life join_life(enum life a, enum life b)
{
    return a == b ? a : LIFE_UNKNOWN;
}

enum { JOINED_FLAGS = T_TAINT | T_RANDOM | T_INPUT };

// Whether something unknown stays the same when what has these flags may be there instead.
static bool takes_in(const struct world *world, uint32_t generation, uint16_t others)
{
    const struct generation *g = &world->terms.generations.items[generation];
    return g->kind == GENERATION_UNKNOWN && !g->object && !g->received && !(others & JOINED_FLAGS & ~g->flags);
}

// What one path made of an object that the other one has not touched: when that is nothing but unknown, the object stays
// as it is. Its generations are of that path alone, so the other one holds nothing that could be mistaken for it.
static bool stays_unknown(const struct world *world, object_id object, const struct memory *m)
{
    uint16_t others = object_reach(&world->terms, object);
    bool same = m->written && !m->size && !m->last_pointer && (!m->generation || takes_in(world, m->generation, others));
    for (uint32_t i = 0; i < m->count && same; i++)
        same = m->cells[i].kind == CELL_GENERATION && takes_in(world, m->cells[i].value, others);
    return same;
}

static void join_memory(void *context, uint32_t key, void *a, void *b)
{
    struct joining *j = context;
    struct world *world = &j->flow->world;
    const struct memory *x = a, *y = b;
    const struct object *o = &world->terms.objects.items[key];
    uint32_t gx = x ? x->generation : 0, gy = y ? y->generation : 0;
    bool absent = (!x || !y) && (o->kind == OBJECT_HEAP || o->kind == OBJECT_STACK);
    enum life life = absent ? LIFE_UNKNOWN : join_life(life_on(j, j->a, key), life_on(j, j->b, key));
    const struct event *event = x && x->event ? x->event : y ? y->event : NULL;
    if (absent && o->kind == OBJECT_STACK) { // a local of one branch: as that branch has it
        trie_put(&j->result->memory, world->arena, j->result->token, key, x ? a : b);
        return;
    }
    if (!absent && (!x || !y) && life == (x ? x : y)->life && stays_unknown(world, key, x ? x : y)) {
        if (!x)
            trie_put(&j->result->memory, world->arena, j->result->token, key, b);
        return;
    }
    struct memory *m = memory_own(world, j->result, key);
    m->count = 0;
    m->last_pointer = x && y && x->last_pointer == y->last_pointer && x->last_value == y->last_value ? x->last_pointer : 0;
    m->generation = gx == gy ? gx : absent ? (x ? gx : gy) : unknown_of(j, key, INT64_MAX - 8, 1);
    m->life = (uint8_t)life;
    m->escaped = (x && x->escaped) || (y && y->escaped);
    bool sifted = (x && x->sifted) || (y && y->sifted);
    m->kept = (x && x->kept) || (y && y->kept);
    m->written = true;
    m->event = event;
    if (!x || !y || x->text_length != y->text_length || x->version != y->version)
        m->text_length = 0;
    m->size = x && y && x->size == y->size ? x->size : absent ? (x ? x->size : y->size) : 0;
    if (absent) {
        const struct memory *only = x ? x : y;
        for (uint32_t i = 0; i < only->count; i++)
            memory_set(world, j->result, key, only->cells[i].offset, only->cells[i].size, only->cells[i].kind,
                       only->cells[i].width, only->cells[i].value);
        m->sifted = sifted;
        return;
    }
    for (uint32_t i = 0; x && i < x->count; i++)
        join_cell(j, key, &x->cells[i], y, true);
    for (uint32_t i = 0; y && i < y->count; i++)
        if (!same_cell(x, &y->cells[i])) {
            if (overlaps(x, &y->cells[i]))
                memory_set(world, j->result, key, y->cells[i].offset, y->cells[i].size, CELL_GENERATION, 0,
                           unknown_of(j, key, y->cells[i].offset, y->cells[i].size));
            else
                join_cell(j, key, &y->cells[i], x, false);
        }
    memory_own(world, j->result, key)->sifted = sifted;
}

// --- relations, and all together -----------------------------------------------------------------

static bool has_relation(const struct relation *list, const struct relation *wanted)
{
    for (; list; list = list->previous)
        if (list->a == wanted->a && list->b == wanted->b && list->is_signed == wanted->is_signed &&
            list->k <= wanted->k)
            return true;
    return false;
}

static void join_relations(struct joining *j)
{
    const struct relation *common = j->a->relations, *other = j->b->relations;
    while (common != other) {
        if (other && (!common || other->length >= common->length))
            other = other->previous;
        else
            common = common->previous;
    }
    j->result->relations = common;
    for (const struct relation *r = j->a->relations; r != common; r = r->previous)
        if (has_relation(j->b->relations, r))
            state_relate(&j->flow->world, j->result, r->a, r->b, r->k, r->is_signed);
    for (const struct relation *r = j->limits; r; r = r->previous)
        state_relate(&j->flow->world, j->result, r->a, r->b, r->k, r->is_signed);
}

static const struct way *add_way(struct flow *flow, const struct way *next, struct trie facts)
{
    struct way *way = ARENA_NEW(flow->world.arena, struct way);
    *way = (struct way){next, facts, next ? next->count + 1 : 1};
    return way;
}

// The paths behind a joined state, while they are few.
static const struct way *join_ways(struct flow *flow, const struct state *a, const struct state *b)
{
    uint32_t count = (a->ways ? a->ways->count : 1) + (b->ways ? b->ways->count : 1);
    if (count > WAYS_MAX)
        return NULL;
    const struct way *ways = b->ways ? b->ways : add_way(flow, NULL, b->facts);
    if (!a->ways)
        return add_way(flow, ways, a->facts);
    for (const struct way *w = a->ways; w; w = w->next)
        ways = add_way(flow, ways, w->facts);
    return ways;
}

struct state *state_join(struct flow *flow, struct state *a, struct state *b, uint32_t block, bool widen)
{
    struct joining j = {.flow = flow, .a = a, .b = b, .block = block, .widen = widen};
    j.result = state_fork(&flow->world, a);
    b->token = ++flow->world.next_token; // its facts are shared from now on
    j.result->ways = widen ? NULL : join_ways(flow, a, b);
    j.result->blurred = a->blurred || b->blurred || (!widen && !j.result->ways);
    flow->joins++;
    // Facts first: what is joined below adds facts of its own.
    trie_difference(&a->facts, &b->facts, join_fact, &j);
    trie_difference(&a->environment, &b->environment, join_value, &j);
    trie_difference(&a->memory, &b->memory, join_memory, &j);
    join_relations(&j);
    j.result->open_inputs = a->open_inputs > b->open_inputs ? a->open_inputs : b->open_inputs;
    j.result->open_unknowns = a->open_unknowns > b->open_unknowns ? a->open_unknowns : b->open_unknowns;
    j.result->doubt = a->doubt || b->doubt;
    j.result->guessed = a->guessed || b->guessed;
    j.result->thrown = a->thrown && b->thrown;
    j.result->decided = false;
    return j.result;
}

static bool compare_value(void *context, uint32_t key, void *a, void *b)
{
    struct joining *j = context;
    (void)a, (void)b;
    return !flow_is_live(j->flow, j->block, key);
}

static bool same_memory(const struct memory *x, const struct memory *y)
{
    if (!x || !y)
        return false;
    if (x->generation != y->generation || x->life != y->life || x->count != y->count || x->size != y->size ||
        x->escaped != y->escaped)
        return false;
    for (uint32_t i = 0; i < x->count; i++) {
        const struct cell *p = &x->cells[i], *q = &y->cells[i];
        if (p->offset != q->offset || p->size != q->size || p->kind != q->kind || p->value != q->value)
            return false;
    }
    return true;
}

static bool compare_memory(void *context, uint32_t key, void *a, void *b)
{
    (void)context, (void)key;
    return same_memory(a, b);
}

// A pointer that is null in one and not in the other is worth two states.
static bool compare_fact(void *context, uint32_t key, void *a, void *b)
{
    struct joining *j = context;
    struct world *world = &j->flow->world;
    const struct fact *x = a, *y = b;
    if (!(term_of(&world->terms, key)->flags & (T_POINTER | T_FAILS)))
        return true;
    bool nx = x && x->range.umax == 0, ny = y && y->range.umax == 0;
    return nx == ny;
}

// What there is to release, an object that is alive in one state and not made in the other, and what was released.
static bool compare_holding(void *context, uint32_t key, void *a, void *b)
{
    struct joining *j = context;
    const struct object *o = &j->flow->world.terms.objects.items[key];
    enum life one = a ? life_on(j, j->a, key) : LIFE_ABSENT, other = b ? life_on(j, j->b, key) : LIFE_ABSENT;
    bool owned = o->kind == OBJECT_HEAP && o->must_release;
    return (one == LIFE_FREED) == (other == LIFE_FREED) && (!owned || (one == LIFE_ALIVE) == (other == LIFE_ALIVE));
}

bool state_same_holdings(struct flow *flow, struct state *a, struct state *b)
{
    struct joining j = {.flow = flow, .a = a, .b = b};
    return trie_differences_hold(&a->memory, &b->memory, compare_holding, &j);
}

bool state_same_values(struct flow *flow, const struct state *a, const struct state *b, uint32_t block)
{
    struct joining j = {.flow = flow, .block = block};
    return trie_differences_hold(&a->environment, &b->environment, compare_value, &j);
}

bool state_similar(struct flow *flow, const struct state *a, const struct state *b, uint32_t block)
{
    struct joining j = {.flow = flow, .block = block};
    return trie_differences_hold(&a->memory, &b->memory, compare_memory, &j) && // most often what differs
           trie_differences_hold(&a->environment, &b->environment, compare_value, &j) &&
           trie_differences_hold(&a->facts, &b->facts, compare_fact, &j);
}

// --- inclusion -----------------------------------------------------------------------------------

static bool includes_term(struct joining *j, term_id outer, term_id inner)
{
    struct terms *terms = &j->flow->world.terms;
    if (outer == inner)
        return true;
    if (sweep_absorbs(terms, outer, inner))
        return stays_counter(j, outer, inner);
    const struct term *t = term_of(terms, outer);
    term_id bo, bi, oo, oi;
    if (t->kind == TERM_LINEAR && t->flags & T_POINTER && term_pointer(terms, outer, &bo, &oo) &&
        term_pointer(terms, inner, &bi, &oi) && bo == bi) {
        outer = oo;
        inner = oi;
        t = term_of(terms, outer);
    }
    if (t->kind != TERM_JOIN || t->a != j->block)
        return false;
    return range_within(state_range(&j->flow->world, j->b, inner), state_range(&j->flow->world, j->a, outer));
}

static bool include_value(void *context, uint32_t key, void *a, void *b)
{
    struct joining *j = context;
    return !a || !flow_is_live(j->flow, j->block, key) || (b && includes_term(j, (term_id)(uintptr_t)a, (term_id)(uintptr_t)b));
}

static bool holds_anything(const struct joining *j, uint32_t generation)
{
    return j->flow->world.terms.generations.items[generation].kind == GENERATION_UNKNOWN;
}

// Whether anything may stand where `cell` lies.
static bool covers(const struct joining *j, const struct memory *m, const struct cell *cell)
{
    int64_t at = cell->offset, end = cell->size > INT64_MAX / 2 ? INT64_MAX : cell->offset + (int64_t)cell->size;
    for (uint32_t i = 0; i < m->count && at < end; i++) {
        const struct cell *c = &m->cells[i];
        int64_t stop = c->size > INT64_MAX / 2 ? INT64_MAX : c->offset + (int64_t)c->size;
        if (stop <= at)
            continue;
        if ((c->offset > at && !holds_anything(j, m->generation)) || (c->offset < end &&
            (c->kind != CELL_GENERATION || !holds_anything(j, c->value))))
            return false;
        at = stop;
    }
    return at >= end || holds_anything(j, m->generation);
}

// Whether an attacker chooses what `inner` holds there, and not what `outer` does.
static bool adds_taint(struct joining *j, object_id object)
{
    uint32_t origin = 0;
    uint16_t outer = memory_flags(&j->flow->world, j->a, object, 0, UINT64_MAX, &origin);
    uint16_t inner = memory_flags(&j->flow->world, j->b, object, 0, UINT64_MAX, &origin);
    return inner & ~outer & (T_TAINT | T_RANDOM);
}

static bool include_memory(void *context, uint32_t key, void *a, void *b)
{
    struct joining *j = context;
    const struct memory *x = a, *y = b;
    if (!x) // not touched outside, a local of this round, or changed
        return !y || !y->written || j->flow->world.terms.objects.items[key].kind == OBJECT_STACK;
    if (y && adds_taint(j, key))
        return false;
    if (!y || x->life != y->life)
        return x->life == LIFE_UNKNOWN || (!y && x->life == LIFE_ENTRY);
    for (uint32_t i = 0; i < x->count; i++) {
        const struct cell *match = same_cell(y, &x->cells[i]);
        if (x->cells[i].kind == CELL_VALUE &&
            (!match || match->kind != CELL_VALUE || !includes_term(j, x->cells[i].value, match->value)))
            return false;
    }
    bool all = x->generation == y->generation || holds_anything(j, x->generation);
    for (uint32_t i = 0; i < y->count && all; i++)
        all = same_cell(x, &y->cells[i]) || covers(j, x, &y->cells[i]);
    return all;
}

bool state_includes(struct flow *flow, struct state *outer, struct state *inner, uint32_t block)
{
    struct joining j = {.flow = flow, .a = outer, .b = inner, .block = block};
    return trie_differences_hold(&outer->environment, &inner->environment, include_value, &j) &&
           trie_differences_hold(&outer->memory, &inner->memory, include_memory, &j);
}
