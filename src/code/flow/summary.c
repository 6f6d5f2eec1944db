#include "code/flow/summary.h"
#include <string.h>

struct taking {
    struct flow *flow;
    struct summary *summary;
    struct arena *arena;
    uint8_t *wanted;        // by term
    term_id *term_map;
    object_id *object_map;
    uint32_t *generation_map, *origin_map;
    uint8_t *object_wanted, *generation_wanted;
    size_t term_count, object_count, generation_count;
    bool with_ways, latent_ways; // of outcomes, of obligations
};

// --- which terms matter --------------------------------------------------------------------------

static void want_object(struct taking *t, object_id object)
{
    if (object && object < t->object_count && !t->object_wanted[object]) {
        t->object_wanted[object] = 1;
        const struct object *o = &t->flow->world.terms.objects.items[object];
        if (o->kind == OBJECT_POINTEE)
            t->wanted[o->key] = 1;
    }
}

static void want_generation(struct taking *t, uint32_t generation)
{
    if (!t->generation_wanted[generation]) {
        t->generation_wanted[generation] = 1;
        const struct generation *g = &t->flow->world.terms.generations.items[generation];
        if (g->object)
            want_object(t, g->object);
        if (g->kind == GENERATION_COPY)
            want_generation(t, g->of); // never a copy of a copy
    }
}

static void want_operands(struct taking *t, term_id id)
{
    const struct terms *terms = &t->flow->world.terms;
    const struct term *x = term_of(terms, id);
    const term_id *list;
    switch (x->kind) {
    case TERM_CONTENT:
    case TERM_LENGTH:
        want_object(t, x->a);
        want_generation(t, x->b);
        break;
    case TERM_OBJECT:
        want_object(t, x->a);
        break;
    case TERM_LINEAR:
        for (uint32_t i = 0; i < x->b; i++)
            t->wanted[terms->parts.items[x->a + i].term] = 1;
        break;
    case TERM_JOIN:
        for (uint32_t i = 0, n = term_alternatives(terms, id, &list); i < n; i++)
            t->wanted[list[i]] = 1;
        break;
    case TERM_SWEEP:
        t->wanted[x->a] = 1;
        break;
    case TERM_BINARY:
    case TERM_COMPARE:
    case TERM_CAST:
    case TERM_PURE:
        t->wanted[x->a] = 1;
        if (x->b)
            t->wanted[x->b] = 1;
        break;
    default:
        break;
    }
}

struct walking {
    struct taking *taking;
    struct state *state;
    const uint8_t *reachable;
    size_t size;
    bool collect;
    VEC(struct summary_memory) memory;
    VEC(struct summary_fact) facts;
    const struct trie *shared; // facts that stand in the guard already
};

static bool seen_by_caller(const struct walking *w, object_id object, const struct memory *m)
{
    const struct object *o = &w->taking->flow->world.terms.objects.items[object];
    bool touched = m->written || m->sifted || o->kind == OBJECT_HEAP || (m->escaped && o->kind == OBJECT_POINTEE);
    if (o->kind == OBJECT_STACK || o->kind == OBJECT_FUNCTION || !touched)
        return false;
    if (o->kind == OBJECT_POINTEE) // of something that the caller knows too
        return (term_of(&w->taking->flow->world.terms, o->key)->flags & T_INPUT) || (object < w->size && w->reachable[object]);
    return o->kind == OBJECT_GLOBAL || (object < w->size && w->reachable[object]);
}

static void walk_memory(void *context, uint32_t key, void *a, void *b)
{
    struct walking *w = context;
    struct taking *t = w->taking;
    const struct memory *m = a ? a : b;
    if (!seen_by_caller(w, key, m))
        return;
    if (!w->collect) {
        want_object(t, key);
        want_generation(t, m->generation);
        if (m->size)
            t->wanted[m->size] = 1;
        for (uint32_t i = 0; i < m->count; i++) {
            if (m->cells[i].kind == CELL_GENERATION)
                want_generation(t, m->cells[i].value);
            else
                t->wanted[m->cells[i].value] = 1;
        }
        return;
    }
    struct cell *cells = ARENA_ARRAY(t->arena, struct cell, m->count + 1);
    for (uint32_t i = 0; i < m->count; i++) {
        cells[i] = m->cells[i];
        cells[i].value = m->cells[i].kind == CELL_GENERATION ? t->generation_map[m->cells[i].value] :
                         t->term_map[m->cells[i].value];
    }
    *VEC_ADD(&w->memory) = (struct summary_memory){t->object_map[key], m->life, m->escaped, m->sifted,
                                                   t->generation_map[m->generation],
                                                   m->size ? t->term_map[m->size] : 0, cells, m->count};
}

static void walk_fact(void *context, uint32_t key, void *a, void *b)
{
    struct walking *w = context;
    struct taking *t = w->taking;
    const struct fact *fact = a ? a : b;
    const struct term *x = term_of(&t->flow->world.terms, key);
    if (!fact || x->kind == TERM_CONST || x->flags & T_UNDEFINED)
        return;
    if (!w->collect) {
        // Path conditions on inputs decide which outcome applies; other facts matter for terms that are kept anyway.
        if (x->flags & T_INPUT && !(x->flags & T_UNKNOWN))
            t->wanted[key] = 1;
        return;
    }
    if (t->term_map[key])
        *VEC_ADD(&w->facts) = (struct summary_fact){t->term_map[key], *fact};
}

// Conditions on inputs that set one path apart from the others it was joined with.
static void walk_way(void *context, uint32_t key, void *a, void *b)
{
    struct walking *w = context;
    struct taking *t = w->taking;
    const struct fact *fact = a;
    const struct term *x = term_of(&t->flow->world.terms, key);
    (void)b;
    if (!fact || !(x->flags & T_INPUT) || x->flags & (T_UNKNOWN | T_UNDEFINED | T_SWEEP) || x->kind == TERM_JOIN ||
        x->kind == TERM_CONST)
        return;
    if (!w->collect)
        t->wanted[key] = 1;
    else if (t->term_map[key])
        *VEC_ADD(&w->facts) = (struct summary_fact){t->term_map[key], *fact};
}

static void walk_state(struct walking *w, term_id returned)
{
    struct trie none = {0};
    uint8_t *reachable = flow_reachable(w->taking->flow, w->state, returned, &w->size);
    w->reachable = reachable;
    if (returned && !w->collect)
        w->taking->wanted[returned] = 1;
    trie_difference(&w->state->memory, &none, walk_memory, w);
    trie_difference(&w->state->facts, &none, walk_fact, w);
    for (const struct way *way = w->taking->with_ways && !w->collect ? w->state->ways : NULL; way; way = way->next)
        trie_difference(&way->facts, &w->state->facts, walk_way, w);
    free(reachable);
}

// --- copying -------------------------------------------------------------------------------------

static uint32_t copy_origin(struct taking *t, uint32_t origin)
{
    const struct origin *o = &t->flow->world.terms.origins.items[origin];
    if (!origin || t->origin_map[origin])
        return origin ? t->origin_map[origin] : 0;
    const struct ir_location *l = ir_location_at(t->flow->module, o->location);
    size_t count = (o->story ? o->story->count : 0) + 1, out = 0;
    struct finding_event *events = ARENA_ARRAY(t->arena, struct finding_event, count);
    for (size_t i = 0; o->story && i < o->story->count && i < STORY_EVENTS; i++) {
        events[out] = o->story->events[i];
        events[out].depth++;
        events[out].message = arena_str(t->arena, events[out].message);
        out++;
    }
    if (o->what)
        events[out++] = (struct finding_event){{ir_location_file(t->flow->module, o->location), l->line, l->column, l->line,
                                                l->column}, 0, arena_str(t->arena, o->what)};
    struct story *story = ARENA_NEW(t->arena, struct story);
    *story = (struct story){events, out, NULL, o->local};
    uint32_t id = t->summary->origin_count++;
    ((const struct story **)t->summary->origins)[id] = story;
    t->origin_map[origin] = id;
    return id;
}

static void copy_objects(struct taking *t)
{
    struct terms *terms = &t->flow->world.terms;
    struct object *objects = ARENA_ARRAY(t->arena, struct object, t->object_count + 1);
    uint32_t count = 1;
    for (object_id id = 1; id < t->object_count; id++)
        if (t->object_wanted[id]) {
            t->object_map[id] = count;
            objects[count++] = terms->objects.items[id];
        }
    t->summary->objects = objects;
    t->summary->object_count = count;
    struct generation *generations = ARENA_ARRAY(t->arena, struct generation, t->generation_count);
    count = 1;
    for (uint32_t id = 1; id < t->generation_count; id++)
        if (t->generation_wanted[id]) {
            t->generation_map[id] = count;
            generations[count] = terms->generations.items[id];
            generations[count].origin = copy_origin(t, generations[count].origin);
            count++;
        }
    for (uint32_t id = 1; id < count; id++)
        if (generations[id].object) {
            generations[id].object = t->object_map[generations[id].object];
            generations[id].of = t->generation_map[generations[id].of];
        }
    t->summary->generations = generations;
    t->summary->generation_count = count;
}

static void copy_terms(struct taking *t)
{
    struct terms *terms = &t->flow->world.terms;
    uint32_t wanted = 1, parts_at = 0, alternatives_at = 0;
    size_t part_count = 0, alternative_count = 1;
    for (term_id id = 1; id < t->term_count; id++) {
        const struct term *x = term_of(terms, id);
        wanted += t->wanted[id];
        part_count += t->wanted[id] && x->kind == TERM_LINEAR ? x->b : 0;
        alternative_count += t->wanted[id] && x->kind == TERM_JOIN ? JOIN_ALTERNATIVES + 1 : 0;
    }
    struct term *copy = ARENA_ARRAY(t->arena, struct term, wanted);
    struct part *parts = ARENA_ARRAY(t->arena, struct part, part_count + 1);
    term_id *alternatives = ARENA_ARRAY(t->arena, term_id, alternative_count);
    uint32_t count = 1;
    for (term_id id = 1; id < t->term_count; id++) {
        if (!t->wanted[id])
            continue;
        struct term x = *term_of(terms, id);
        const term_id *list;
        switch (x.kind) {
        case TERM_CONTENT:
        case TERM_LENGTH:
            x.a = t->object_map[x.a];
            x.b = t->generation_map[x.b];
            break;
        case TERM_OBJECT:
            x.a = t->object_map[x.a];
            break;
        case TERM_UNDEF:
            x.a = 0;
            break;
        case TERM_LINEAR:
            for (uint32_t i = 0; i < x.b; i++) {
                struct part p = terms->parts.items[x.a + i];
                parts[parts_at + i] = (struct part){t->term_map[p.term], p.coefficient};
            }
            x.a = parts_at;
            parts_at += x.b;
            break;
        case TERM_JOIN: {
            uint32_t n = term_alternatives(terms, id, &list);
            x.b = alternatives_at;
            alternatives[alternatives_at++] = n;
            for (uint32_t i = 0; i < n; i++)
                alternatives[alternatives_at++] = t->term_map[list[i]];
            break;
        }
        case TERM_SWEEP:
            x.a = t->term_map[x.a];
            break;
        case TERM_BINARY:
        case TERM_COMPARE:
        case TERM_CAST:
        case TERM_PURE:
            x.a = t->term_map[x.a];
            x.b = x.b ? t->term_map[x.b] : 0;
            break;
        default:
            break;
        }
        x.origin = copy_origin(t, x.origin);
        t->term_map[id] = count;
        copy[count++] = x;
    }
    for (uint32_t i = 1; i < t->summary->object_count; i++) {
        struct object *o = &((struct object *)t->summary->objects)[i];
        if (o->kind == OBJECT_POINTEE)
            o->key = t->term_map[o->key];
        o->size = 0;
        o->name = arena_str(t->arena, o->name);
        o->address = 0;
    }
    t->summary->terms = copy;
    t->summary->parts = parts;
    t->summary->part_count = parts_at;
    t->summary->alternative_count = alternatives_at;
    t->summary->alternatives = alternatives;
    t->summary->term_count = count;
}

static struct summary_guard copy_guard(struct taking *t, struct state *state, struct walking *w)
{
    struct summary_guard guard = {.open_inputs = state->open_inputs, .open_unknowns = state->open_unknowns,
                                  .doubt = state->doubt, .blurred = state->blurred};
    struct summary_fact *facts = ARENA_ARRAY(t->arena, struct summary_fact, w->facts.count + 1);
    if (w->facts.count)
        memcpy(facts, w->facts.items, w->facts.count * sizeof *facts);
    guard.facts = facts;
    guard.fact_count = (uint32_t)w->facts.count;
    struct summary_relation *relations = ARENA_ARRAY(t->arena, struct summary_relation, RELATIONS_MAX);
    for (const struct relation *r = state->relations; r && guard.relation_count < RELATIONS_MAX; r = r->previous)
        if (t->term_map[r->a] && t->term_map[r->b])
            relations[guard.relation_count++] = (struct summary_relation){t->term_map[r->a], t->term_map[r->b], r->k,
                                                                         r->is_signed};
    guard.relations = relations;
    return guard;
}

// --- outcomes ------------------------------------------------------------------------------------

// C tells success from failure by what a function returns: exits that return the same kind of value go together.
static int return_class(struct flow *flow, const struct state *state, term_id returned)
{
    if (!returned)
        return 0;
    struct range r = state_range(&flow->world, state, returned);
    if (term_of(&flow->world.terms, returned)->flags & T_POINTER)
        return r.umax == 0 ? 1 : r.umin > 0 ? 2 : 3;
    return range_is_const(r) ? 16 + (int)(r.smin % 1000) : r.smax < 0 ? 4 : r.smin > 0 ? 5 : r.smin >= 0 ? 6 : 7;
}

static void merge_two(struct flow *flow, size_t a, size_t b)
{
    size_t at[2] = {a, b};
    for (int i = 0; i < 2; i++) {
        struct state *state = flow->exits.items[at[i]];
        state->environment = (struct trie){0};
        trie_put(&state->environment, flow->world.arena, state->token, RETURN_KEY,
                 (void *)(uintptr_t)flow->returned.items[at[i]]);
    }
    flow->exits.items[a] = state_join(flow, flow->exits.items[a], flow->exits.items[b], JOIN_AT_EXIT, false);
    flow->returned.items[a] = (term_id)(uintptr_t)trie_get(&flow->exits.items[a]->environment, RETURN_KEY);
    flow->exits.items[b] = VEC_POP(&flow->exits);
    flow->returned.items[b] = VEC_POP(&flow->returned);
}

struct dropping {
    struct flow *flow;
    struct state *state;
};

static void drop_local(void *context, uint32_t key, void *a, void *b)
{
    struct dropping *d = context;
    const struct memory *m = a ? a : b;
    if (d->flow->world.terms.objects.items[key].kind == OBJECT_STACK && !m->escaped)
        trie_put(&d->state->memory, d->flow->world.arena, d->state->token, key, NULL);
}

// Locals end with the function.
static void drop_locals(struct flow *flow, struct state *state)
{
    struct dropping d = {flow, state};
    struct trie none = {0}, now = state->memory;
    state->token = ++flow->world.next_token; // `now` must stay as it is
    trie_difference(&now, &none, drop_local, &d);
}

// Where every exit leaves the same behind, which path led there does not matter to anybody.
static void merge_alike(struct flow *flow)
{
    VEC_EACH(&flow->exits, exit)
        drop_locals(flow, *exit);
    for (size_t i = 0; i < flow->exits.count; i++) {
        flow->exits.items[i]->environment = (struct trie){0};
        if (i && (flow->returned.items[i] != flow->returned.items[0] ||
                  !state_similar(flow, flow->exits.items[0], flow->exits.items[i], JOIN_AT_EXIT)))
            return;
    }
    while (flow->exits.count > 1)
        merge_two(flow, 0, flow->exits.count - 1);
}

static void merge_exits(struct flow *flow, size_t limit)
{
    while (flow->exits.count > limit) {
        size_t a = flow->exits.count - 2, b = flow->exits.count - 1;
        bool found = false;
        for (size_t i = 0; i + 1 < flow->exits.count && !found; i++)
            for (size_t j = i + 1; j < flow->exits.count && !found; j++)
                if (return_class(flow, flow->exits.items[i], flow->returned.items[i]) ==
                    return_class(flow, flow->exits.items[j], flow->returned.items[j])) {
                    a = i, b = j;
                    found = true;
                }
        merge_two(flow, a, b);
    }
}

static void copy_ways(struct taking *t, struct state *state, struct summary_guard *guard)
{
    if (!state->ways)
        return;
    struct summary_way *ways = ARENA_ARRAY(t->arena, struct summary_way, state->ways->count);
    for (const struct way *way = state->ways; way; way = way->next) {
        struct walking w = {.taking = t, .state = state, .collect = true};
        trie_difference(&way->facts, &state->facts, walk_way, &w);
        struct summary_fact *facts = ARENA_ARRAY(t->arena, struct summary_fact, w.facts.count + 1);
        if (w.facts.count)
            memcpy(facts, w.facts.items, w.facts.count * sizeof *facts);
        ways[guard->way_count++] = (struct summary_way){facts, (uint32_t)w.facts.count};
        VEC_FREE(&w.facts);
    }
    guard->ways = ways;
}

static void copy_outcomes(struct taking *t)
{
    struct flow *flow = t->flow;
    struct summary_outcome *outcomes = ARENA_ARRAY(t->arena, struct summary_outcome, flow->exits.count + 1);
    for (size_t i = 0; i < flow->exits.count; i++) {
        struct walking w = {.taking = t, .state = flow->exits.items[i], .collect = true};
        walk_state(&w, flow->returned.items[i]);
        struct summary_memory *memory = ARENA_ARRAY(t->arena, struct summary_memory, w.memory.count + 1);
        if (w.memory.count)
            memcpy(memory, w.memory.items, w.memory.count * sizeof *memory);
        outcomes[i] = (struct summary_outcome){.guard = copy_guard(t, w.state, &w), .memory = memory,
                                               .returned = t->term_map[flow->returned.items[i]],
                                               .memory_count = (uint32_t)w.memory.count};
        if (t->with_ways)
            copy_ways(t, w.state, &outcomes[i].guard);
        VEC_FREE(&w.memory);
        VEC_FREE(&w.facts);
    }
    t->summary->outcomes = outcomes;
    t->summary->outcome_count = (uint32_t)flow->exits.count;
}

static void copy_latents(struct taking *t)
{
    struct flow *flow = t->flow;
    struct summary_latent *latents = ARENA_ARRAY(t->arena, struct summary_latent, flow->latents.count + 1);
    struct trie none = {0};
    for (size_t i = 0; i < flow->latents.count; i++) {
        struct latent *l = &flow->latents.items[i];
        struct walking w = {.taking = t, .state = l->state, .collect = true};
        trie_difference(&l->state->facts, &none, walk_fact, &w);
        latents[i].requirement = l->requirement;
        latents[i].requirement.a = t->term_map[l->requirement.a];
        latents[i].requirement.b = l->requirement.b ? t->term_map[l->requirement.b] : 0;
        latents[i].requirement.size = l->requirement.size ? t->term_map[l->requirement.size] : 0;
        latents[i].requirement.text = arena_str(t->arena, l->requirement.text);
        latents[i].requirement.family = arena_str(t->arena, l->requirement.family);
        latents[i].guard = copy_guard(t, l->state, &w);
        if (t->latent_ways)
            copy_ways(t, l->state, &latents[i].guard);
        latents[i].story = story_tell(flow, t->arena, l->state, l->requirement.a, l->requirement.location,
                                      latents[i].requirement.text, l->inner);
        VEC_FREE(&w.facts);
    }
    t->summary->latents = latents;
    t->summary->latent_count = (uint32_t)flow->latents.count;
}

static void want_all(struct taking *t)
{
    struct flow *flow = t->flow;
    struct trie none = {0};
    for (size_t i = 0; i < flow->exits.count; i++) {
        struct walking w = {.taking = t, .state = flow->exits.items[i]};
        walk_state(&w, flow->returned.items[i]);
    }
    for (size_t i = 0; i < flow->latents.count; i++) {
        struct walking w = {.taking = t, .state = flow->latents.items[i].state};
        t->wanted[flow->latents.items[i].requirement.a] = 1;
        if (flow->latents.items[i].requirement.size)
            t->wanted[flow->latents.items[i].requirement.size] = 1;
        if (flow->latents.items[i].requirement.b)
            t->wanted[flow->latents.items[i].requirement.b] = 1;
        trie_difference(&w.state->facts, &none, walk_fact, &w);
        for (const struct way *way = t->latent_ways ? w.state->ways : NULL; way; way = way->next)
            trie_difference(&way->facts, &w.state->facts, walk_way, &w);
    }
    t->wanted[0] = 0;
    for (term_id id = (term_id)t->term_count; id-- > 1;) // operands have lower ids
        if (t->wanted[id])
            want_operands(t, id);
}

static size_t count_wanted(const struct taking *t)
{
    size_t count = 0;
    for (size_t i = 0; i < t->term_count; i++)
        count += t->wanted[i];
    return count;
}

static void make_maps(struct taking *t)
{
    struct terms *terms = &t->flow->world.terms;
    t->term_count = terms->list.count;
    t->object_count = terms->objects.count;
    t->generation_count = terms->generations.count;
    t->wanted = mem_alloc(t->term_count + 1);
    t->term_map = mem_alloc((t->term_count + 1) * sizeof *t->term_map);
    t->object_wanted = mem_alloc(t->object_count + 1);
    t->object_map = mem_alloc((t->object_count + 1) * sizeof *t->object_map);
    t->generation_wanted = mem_alloc(t->generation_count + 1);
    t->generation_map = mem_alloc((t->generation_count + 1) * sizeof *t->generation_map);
    t->origin_map = mem_alloc((terms->origins.count + 1) * sizeof *t->origin_map);
}

static void free_maps(struct taking *t)
{
    free(t->wanted);
    free(t->term_map);
    free(t->object_wanted);
    free(t->object_map);
    free(t->generation_wanted);
    free(t->generation_map);
    free(t->origin_map);
}

struct summary *summary_take(struct flow *flow)
{
    if (flow->abandoned) {
        flow_unsettle(flow);
        return NULL; // some of its outcomes are not known: callers must expect anything
    }
    struct taking t = {.flow = flow};
    merge_alike(flow);
    static const size_t LIMITS[] = {SUMMARY_OUTCOMES, SUMMARY_OUTCOMES, SUMMARY_OUTCOMES, 3, 1};
    for (size_t i = 0;; i++) {
        if (i == COUNT_OF(LIMITS))
            return NULL;
        merge_exits(flow, LIMITS[i]);
        t.latent_ways = i == 0;
        t.with_ways = i <= 1;
        if (i == COUNT_OF(LIMITS) - 1) {
            flow_unsettle(flow);
            VEC_CLEAR(&flow->latents);
        }
        make_maps(&t);
        want_all(&t);
        if (count_wanted(&t) <= SUMMARY_TERMS)
            break;
        free_maps(&t);
    }
    struct terms *terms = &flow->world.terms;
    struct summary *summary = mem_alloc(sizeof *summary);
    t.summary = summary;
    t.arena = &summary->arena;
    summary->origins = (const struct story *const *)ARENA_ARRAY(t.arena, struct story *, terms->origins.count + 1);
    summary->origin_count = 1;
    summary->throws = flow->throws;
    summary->foreign = flow->foreign;
    copy_objects(&t);
    copy_terms(&t);
    copy_outcomes(&t);
    copy_latents(&t);
    free_maps(&t);
    return summary;
}

void summary_free(struct summary *summary)
{
    if (!summary)
        return;
    arena_free(&summary->arena);
    free(summary);
}
