// Applies a summary at a call: its terms are rebuilt over the caller's, each outcome that is possible here becomes a
// state, and each latent obligation is decided with what the caller knows.
#include "code/flow/instance.h"
#include <string.h>

static uint32_t map_origin(struct instance *in, uint32_t origin)
{
    if (origin && !in->origins[origin]) {
        const struct story *story = in->summary->origins[origin];
        const char *what = story && story->count ? story->events[story->count - 1].message : NULL;
        in->origins[origin] = origin_make(&in->flow->world.terms, in->flow->instr->location,
                                          flow_text(in->flow, "comes from %s%s%s", in->call->name ? in->call->name : "the call",
                                                    what ? ": " : "", what ? what : ""), story);
        in->flow->world.terms.origins.items[in->origins[origin]].local = story && story->local;
    }
    return origin ? in->origins[origin] : 0;
}

// A pointer to the callee's object in the caller.
term_id instance_object(struct instance *in, object_id object)
{
    if (in->objects[object])
        return in->objects[object];
    struct flow *flow = in->flow;
    struct terms *terms = &flow->world.terms;
    const struct object *o = &in->summary->objects[object];
    bool fresh;
    object_id id = 0;
    switch (o->kind) {
    case OBJECT_POINTEE:
        return in->objects[object] = in->terms[o->key];
    case OBJECT_GLOBAL:
    case OBJECT_FUNCTION:
        id = object_make(terms, o->kind, o->key, 0, &fresh);
        if (fresh) {
            struct object *copy = &terms->objects.items[id];
            copy->literal = o->literal;
            copy->constant = o->constant;
            copy->name = o->name;
            copy->module = o->module;
            copy->global = o->global;
            copy->location = 0;
            if (o->kind == OBJECT_GLOBAL && o->global)
                copy->size = term_const(terms, (int64_t)o->global->size, terms->pointer_bits);
        }
        return in->objects[object] = terms->objects.items[id].address;
    case OBJECT_HEAP: {
        uint32_t round = 0;
        do { // each call makes another, to a limit
            id = object_make(terms, OBJECT_HEAP, flow->instr_index, object * 8 + round, &fresh);
        } while (!fresh && memory_get(flow->state, id) && ++round < 4);
        struct object *copy = &terms->objects.items[id];
        copy->weak = o->weak || round >= 3;
        copy->may_fail = o->may_fail;
        copy->must_release = o->must_release;
        copy->hooked = o->hooked;
        copy->resource = o->resource;
        copy->family = o->family;
        copy->location = flow->instr->location;
        copy->name = o->name;
        return in->objects[object] = copy->address;
    }
    default: // a local of the callee: an object that nobody else has
        id = object_make(terms, OBJECT_STACK, in->site | 1u << 30, object, &fresh);
        terms->objects.items[id].name = o->name;
        return in->objects[object] = terms->objects.items[id].address;
    }
}

// What the bytes of an object of the callee depend on here, from where it begins; *ret_place is where that is. False: it
// is nowhere that is known.
static bool depends_on(struct instance *in, object_id object, struct place *ret_place, uint16_t *ret_flags,
                       uint32_t *ret_origin)
{
    struct flow *flow = in->flow;
    term_id pointer = instance_object(in, object);
    *ret_flags = 0;
    *ret_origin = 0;
    if (!pointer || !flow_place(flow, flow->state, pointer, ret_place))
        return false;
    *ret_flags = memory_flags(&flow->world, flow->state, ret_place->object,
                              ret_place->exact ? (int64_t)ret_place->range.low : 0, 1, ret_origin);
    return true;
}

static uint32_t map_generation(struct instance *in, uint32_t generation)
{
    if (!generation)
        return 0;
    if (in->generations[generation])
        return in->generations[generation];
    const struct generation g = in->summary->generations[generation];
    struct terms *terms = &in->flow->world.terms;
    uint32_t made = 0;
    struct place place;
    if (g.kind == GENERATION_COPY && g.of == 0) { // what an object held at entry: what it holds at the call
        term_id pointer = instance_object(in, g.object);
        if (pointer && flow_place(in->flow, in->flow->state, pointer, &place) && place.exact) {
            const struct memory *m = memory_get(in->flow->state, place.object);
            bool plain = !m || !m->count;
            if (plain)
                made = generation_copy(terms, place.object, m ? m->generation : 0,
                                       g.shift + (int64_t)place.range.low);
        }
        if (!made) {
            uint32_t origin = 0;
            uint16_t flags = pointer && flow_place(in->flow, in->flow->state, pointer, &place) ?
                             memory_flags(&in->flow->world, in->flow->state, place.object, 0, UINT64_MAX, &origin) : 0;
            made = generation_make(terms, GENERATION_UNKNOWN, flags & (T_TAINT | T_RANDOM), origin);
        }
    } else if (g.kind == GENERATION_UNKNOWN && g.object) { // made from something that is known here
        uint32_t origin;
        uint16_t flags;
        bool known = depends_on(in, g.object, &place, &flags, &origin);
        bool input = known && flags & T_INPUT && terms->objects.items[place.object].kind == OBJECT_POINTEE;
        made = generation_from(terms, flags, origin, input ? place.object : 0);
    } else if (g.kind == GENERATION_COPY) {
        made = generation_make(terms, GENERATION_UNKNOWN, g.flags, map_origin(in, g.origin));
    } else {
        made = generation_make(terms, g.kind, g.flags, map_origin(in, g.origin));
        terms->generations.items[made].received = g.received;
    }
    return in->generations[generation] = made;
}

static term_id fresh_for(struct instance *in, term_id id, const struct term *t)
{
    uint16_t flags = t->flags & (T_TAINT | T_RANDOM | T_POINTER | T_FAILS);
    term_id fresh = term_fresh(&in->flow->world.terms, in->site, id, t->bits, flags, map_origin(in, t->origin));
    if (!range_equal(t->base, range_full(t->bits)))
        (void)state_narrow(&in->flow->world, in->flow->state, fresh, t->base);
    return fresh;
}

static term_id fit_bits(struct instance *in, term_id term, const struct term *t)
{
    uint32_t bits = term_of(&in->flow->world.terms, term)->bits;
    if (bits == t->bits || term_of(&in->flow->world.terms, term)->kind == TERM_REAL)
        return term;
    return term_cast(&in->flow->world.terms, bits > t->bits ? IR_TRUNC : IR_ZEXT, term, t->bits, t->flags & T_POINTER);
}

// What the callee reads of bytes that it made itself from something known here: as chosen as that.
static term_id map_made(struct instance *in, term_id id, const struct term *t)
{
    struct flow *flow = in->flow;
    struct place place;
    const struct generation *g = &in->summary->generations[t->b];
    uint16_t flags;
    uint32_t origin;
    if (g->kind != GENERATION_UNKNOWN || !g->object || !depends_on(in, g->object, &place, &flags, &origin))
        return fresh_for(in, id, t);
    struct term made = *t;
    made.flags = (uint16_t)((t->flags & T_POINTER) | (flags & (T_TAINT | T_RANDOM)));
    made.origin = 0;
    term_id fresh = fresh_for(in, id, &made);
    if (origin && flags & T_TAINT)
        flow->world.terms.list.items[fresh].origin = origin;
    return fresh;
}

// A text that the callee put there ends inside the object.
static void limit_length(struct instance *in, const struct term *t, term_id length)
{
    struct flow *flow = in->flow;
    struct place place;
    term_id pointer = instance_object(in, t->a), size;
    if (!pointer || !flow_place(flow, flow->state, pointer, &place) || !place.exact || place.range.low < 0 ||
        !(size = memory_size(&flow->world, flow->state, place.object)))
        return;
    wide_int room = (wide_int)state_range(&flow->world, flow->state, size).umax - place.range.low - t->number - 1;
    if (room >= 0 && room < INT64_MAX)
        (void)state_narrow(&flow->world, flow->state, length, range_unsigned(0, (uint64_t)room, t->bits));
}

static term_id map_content(struct instance *in, term_id id, const struct term *t)
{
    struct flow *flow = in->flow;
    struct place place;
    if (t->b) {
        term_id made = map_made(in, id, t);
        if (t->kind == TERM_LENGTH)
            limit_length(in, t, made);
        return made;
    }
    term_id pointer = instance_object(in, t->a);
    if (!pointer || !flow_place(flow, flow->state, pointer, &place))
        return fresh_for(in, id, t);
    if (t->kind == TERM_CONTENT)
        return fit_bits(in, flow_load(flow, term_add(&flow->world.terms, pointer, t->number), t->bits,
                                      t->flags & T_POINTER), t);
    return fit_bits(in, flow_text_length_at(flow, &place, t->number, t->op), t);
}

// A counter is told from where it starts, so that a start that the caller knows as a sum cancels.
static term_id map_sweep(struct instance *in, term_id id, const struct term *t)
{
    struct world *world = &in->flow->world;
    struct terms *terms = &world->terms;
    term_id start = in->terms[t->a];
    uint32_t bits = term_of(terms, start)->bits;
    int64_t number;
    if (term_is_const(terms, start, &number) || term_of(terms, start)->flags & (T_POINTER | T_UNDEFINED))
        return term_sweep(terms, in->site, id, start, t->number);
    term_id way = term_sweep(terms, in->site, id, term_const(terms, 0, bits), t->number);
    (void)state_narrow(world, in->flow->state, way, t->number < 0 ? range_signed(INT64_MIN, 0, bits) :
                       range_signed(0, INT64_MAX, bits));
    return state_binary(world, in->flow->state, IR_ADD, start, way, true);
}

static term_id map_sum(struct instance *in, const struct term *t)
{
    struct flow *flow = in->flow;
    struct linear sum = {.bits = t->bits, .constant = t->number};
    bool lost = false;
    for (uint32_t i = 0; i < t->b; i++) {
        struct part p = in->summary->parts[t->a + i];
        struct linear part;
        term_id x = state_simplify(&flow->world, flow->state, in->terms[p.term]);
        if (term_of(&flow->world.terms, x)->bits != t->bits)
            return 0;
        term_take_apart(&flow->world.terms, x, &part);
        linear_add(&sum, &part, p.coefficient, &lost);
    }
    return lost ? 0 : term_linear(&flow->world.terms, &sum, t->flags & T_NSW);
}

static term_id map_join(struct instance *in, term_id id, const struct term *t)
{
    const term_id *list = &in->summary->alternatives[t->b];
    term_id joined = 0;
    for (uint32_t i = 1; i <= list[0]; i++) {
        term_id x = in->terms[list[i]];
        if (x && term_of(&in->flow->world.terms, x)->bits == t->bits)
            joined = !joined || joined == x ? x :
                     term_join(&in->flow->world.terms, in->site & 0xffffff, id, i, joined, x);
    }
    return joined ? joined : fresh_for(in, id, t);
}

static term_id map_term(struct instance *in, term_id id)
{
    const struct term *t = &in->summary->terms[id];
    struct flow *flow = in->flow;
    struct terms *terms = &flow->world.terms;
    term_id a = t->kind >= TERM_BINARY ? in->terms[t->a] : 0;
    term_id b = t->kind >= TERM_BINARY && t->b ? in->terms[t->b] : 0, mapped = 0;
    switch (t->kind) {
    case TERM_CONST:
        return term_const(terms, t->number, t->bits);
    case TERM_REAL:
        return term_real(terms, t->real);
    case TERM_UNDEF:
        return term_undef(terms, 0, 0, t->bits);
    case TERM_PARAM:
        if (t->number < 0 || (uint64_t)t->number >= in->call->count)
            return fresh_for(in, id, t);
        return fit_bits(in, in->call->terms[t->number], t);
    case TERM_CONTENT:
    case TERM_LENGTH:
        return map_content(in, id, t);
    case TERM_OBJECT:
        return instance_object(in, t->a);
    case TERM_JOIN:
        return map_join(in, id, t);
    case TERM_SWEEP:
        return map_sweep(in, id, t);
    case TERM_LINEAR:
        mapped = map_sum(in, t);
        break;
    case TERM_BINARY:
        if (term_of(terms, a)->bits == t->bits && term_of(terms, b)->bits == t->bits)
            mapped = state_binary(&flow->world, flow->state, t->op, a, b, t->flags & T_NSW);
        break;
    case TERM_COMPARE:
        if (term_of(terms, a)->bits == term_of(terms, b)->bits || t->op >= IR_FEQ)
            mapped = term_compare(terms, t->op, a, b);
        break;
    case TERM_CAST:
        mapped = state_cast(&flow->world, flow->state, t->op, a, t->bits, t->flags & T_POINTER);
        break;
    case TERM_PURE:
        mapped = term_pure(terms, t->op, a, b, t->bits);
        break;
    default:
        break;
    }
    return mapped ? mapped : fresh_for(in, id, t);
}

// --- guards --------------------------------------------------------------------------------------

// A sum of sizes that is smaller than its constant part has wrapped around. Nobody has shown that its other parts can be
// that large, or below zero.
static bool would_wrap(const struct terms *terms, const struct term *t, struct range range)
{
    if (t->kind != TERM_LINEAR || t->bits != 64 || t->number <= 0 || range.umax >= (uint64_t)t->number ||
        t->flags & (T_NSW | T_TAINT | T_RANDOM | T_POINTER))
        return false;
    for (uint32_t i = 0; i < t->b; i++) {
        struct part p = terms->parts.items[t->a + i];
        if (p.coefficient < 0)
            return false;
    }
    return true;
}

// A decision of the callee. Decisions that stay open here are counted.
static bool assume_decision(struct instance *in, term_id term, bool holds)
{
    struct flow *flow = in->flow;
    struct world *world = &flow->world;
    uint16_t flags = term_of(&world->terms, term)->flags;
    bool open = state_truth(world, flow->state, term) == TRUTH_MAYBE;
    if (!state_assume(world, flow->state, term, holds))
        return false;
    if (open && !(flags & (T_TAINT | T_RANDOM))) {
        flow->state->open_unknowns += (flags & T_UNKNOWN) != 0;
        flow->state->open_inputs += !(flags & T_UNKNOWN) && flags & T_INPUT;
    }
    in->guessed |= open && flags & (T_INPUT | T_UNKNOWN);
    return true;
}

static bool assume_range(struct instance *in, term_id term, const struct fact *fact)
{
    struct flow *flow = in->flow;
    struct world *world = &flow->world;
    const struct term *t = term_of(&world->terms, term);
    uint16_t flags = t->flags;
    if (range_within(state_range(world, flow->state, term), fact->range))
        return true;
    if (would_wrap(&world->terms, t, fact->range) || !state_narrow(world, flow->state, term, fact->range))
        return false;
    in->guessed |= (flags & (T_INPUT | T_UNKNOWN)) != 0;
    in->narrowed |= flags & T_INPUT && !(flags & (T_UNKNOWN | T_TAINT | T_RANDOM));
    if (flags & T_POINTER && fact->range.umax == 0)
        state_mark_told(world, flow->state, term);
    return true;
}

// What a fact is about here; 0 where nothing can be said of it.
static term_id fact_term(const struct instance *in, const struct summary_fact *f, bool *ret_decision)
{
    term_id term = in->terms[f->term];
    const struct term *t = term_of(&in->flow->world.terms, term);
    *ret_decision = t->kind == TERM_COMPARE && range_is_const(f->fact.range);
    return t->bits == in->summary->terms[f->term].bits && !(t->flags & T_UNDEFINED) ? term : 0;
}

// Assumes the facts of a guard in flow->state. False: they cannot hold here. Decisions that stay open are counted.
static bool assume_facts(struct instance *in, const struct summary_guard *guard)
{
    struct flow *flow = in->flow;
    struct world *world = &flow->world;
    for (uint32_t i = 0; i < guard->fact_count; i++) {
        const struct summary_fact *f = &guard->facts[i];
        bool decision;
        term_id term = fact_term(in, f, &decision);
        if (!term)
            continue;
        if (decision ? !assume_decision(in, term, f->fact.range.umin != 0) : !assume_range(in, term, &f->fact))
            return false;
        if (f->fact.bounded_above || f->fact.bounded_below) {
            const struct fact *known = state_fact(flow->state, term);
            struct fact fact = known ? *known : (struct fact){.range = state_range(world, flow->state, term)};
            fact.bounded_above |= f->fact.bounded_above;
            fact.bounded_below |= f->fact.bounded_below;
            state_set_fact(world, flow->state, term, fact);
        }
    }
    for (uint32_t i = 0; i < guard->relation_count; i++) {
        const struct summary_relation *r = &guard->relations[i];
        term_id a = in->terms[r->a], b = in->terms[r->b];
        if (!a || !b || term_of(&world->terms, a)->bits != term_of(&world->terms, b)->bits ||
            (r->k != 0 && r->k != -1) || term_of(&world->terms, b)->flags & T_POINTER)
            continue;
        enum ir_predicate p = r->is_signed ? (r->k ? IR_SLT : IR_SLE) : (r->k ? IR_ULT : IR_ULE);
        if (!state_assume(world, flow->state, term_compare(&world->terms, p, a, b), true))
            return false;
    }
    flow->state->doubt |= guard->doubt;
    return true;
}

static bool is_possible(struct instance *in, const struct summary_way *way)
{
    struct world *world = &in->flow->world;
    for (uint32_t i = 0; i < way->count; i++) {
        const struct summary_fact *f = &way->facts[i];
        term_id term = in->terms[f->term];
        const struct term *t = term_of(&world->terms, term);
        if (!term || t->bits != in->summary->terms[f->term].bits || t->flags & T_UNDEFINED)
            continue;
        uint32_t bits = t->bits;
        if (range_empty(range_meet(state_range(world, in->flow->state, term), f->fact.range, bits)))
            return false;
        enum truth truth = t->kind == TERM_COMPARE && range_is_const(f->fact.range) ?
                           state_truth(world, in->flow->state, term) : TRUTH_MAYBE;
        if (truth != TRUTH_MAYBE && (truth == TRUTH_YES) != (f->fact.range.umin != 0))
            return false;
    }
    return true;
}

// Several paths are possible: which of them it was, the caller's own callers may still decide.
static void keep_ways(struct instance *in, const struct summary_guard *guard, uint32_t possible)
{
    struct state *state = in->flow->state;
    struct arena *arena = in->flow->world.arena;
    for (uint32_t i = 0; possible <= WAYS_MAX && i < guard->way_count; i++) {
        if (!is_possible(in, &guard->ways[i]))
            continue;
        struct way *way = ARENA_NEW(arena, struct way);
        *way = (struct way){.next = state->ways, .count = state->ways ? state->ways->count + 1 : 1};
        for (uint32_t k = 0; k < guard->ways[i].count; k++) {
            const struct summary_fact *f = &guard->ways[i].facts[k];
            struct fact *fact = ARENA_NEW(arena, struct fact);
            *fact = f->fact;
            if (in->terms[f->term] && term_of(&in->flow->world.terms, in->terms[f->term])->bits == in->summary->terms[f->term].bits)
                trie_put(&way->facts, arena, state->token, in->terms[f->term], fact);
        }
        state->ways = way;
    }
}

// Whether one of the paths that a guard was joined from is possible here. The only one that is, is taken.
static bool assume_ways(struct instance *in, const struct summary_guard *guard)
{
    const struct summary_way *only = NULL;
    uint32_t possible = 0;
    for (uint32_t i = 0; i < guard->way_count; i++)
        if (is_possible(in, &guard->ways[i])) {
            only = &guard->ways[i];
            possible++;
        }
    if (possible > 1 && !in->flow->state->ways)
        keep_ways(in, guard, possible);
    if (possible != 1)
        return possible || !guard->way_count;
    return assume_facts(in, &(struct summary_guard){.facts = only->facts, .fact_count = only->count});
}

static bool assume_guard(struct instance *in, const struct summary_guard *guard)
{
    return assume_facts(in, guard) && assume_ways(in, guard);
}

// --- latent obligations --------------------------------------------------------------------------

static void decide_latents(struct instance *in)
{
    struct flow *flow = in->flow;
    struct state *before = flow->state;
    const char *via = in->call->name;
    for (uint32_t i = 0; i < in->summary->latent_count; i++) {
        const struct summary_latent *l = &in->summary->latents[i];
        struct requirement q = l->requirement;
        q.a = in->terms[q.a];
        q.b = q.b ? in->terms[q.b] : 0;
        q.size = q.size ? in->terms[q.size] : 0;
        if (!q.a || (l->requirement.b && !q.b)) {
            flow_settle(flow, &q, l->story, DECISION_UNKNOWN);
            continue;
        }
        if (flow_decide(flow, before, &q).decision == DECISION_PROVED) {
            flow_settle(flow, &q, l->story, DECISION_PROVED);
            continue;
        }
        flow->state = state_fork(&flow->world, before);
        bool doubt = before->doubt;
        flow->state->doubt = false;
        in->guessed = in->narrowed = false;
        if (assume_guard(in, &l->guard)) {
            if (in->narrowed && flow->state->open_inputs == before->open_inputs)
                flow->state->open_inputs++; // the ranges left nothing open of the decisions behind them
            struct verdict v = flow_decide(flow, flow->state, &q);
            flow_settle(flow, &q, l->story, v.decision);
            flow->state->doubt |= doubt;
            flow->state->blurred |= l->guard.blurred;
            // That a callee gave a null, and that another one follows it, may hang on conditions that exclude each other.
            bool twice = q.need == NEED_NONZERO && before->guessed && in->guessed && !v.may_fail;
            if (v.decision == DECISION_BROKEN && (l->guard.blurred || twice) && !v.chosen) {
                flow->unknowns++;
            } else if (v.decision == DECISION_BROKEN) {
                flow_broken(flow, &q, &v, l->story, via);
            } else if (v.decision == DECISION_INPUT) {
                q.location = flow->instr->location;
                flow_keep_latent(flow, &q, l->story, via);
            }
        }
    }
    flow->state = before;
}

// --- outcomes ------------------------------------------------------------------------------------

static void apply_memory(struct instance *in, const struct summary_memory *m)
{
    struct flow *flow = in->flow;
    struct world *world = &flow->world;
    struct place place;
    term_id pointer = in->objects[m->object] ? in->objects[m->object] : instance_object(in, m->object);
    if (!pointer || !flow_place(flow, flow->state, pointer, &place))
        return;
    const struct object *o = &in->summary->objects[m->object];
    object_id id = place.object;
    if (m->escaped && o->kind != OBJECT_HEAP) // what is overwritten below may be held somewhere, and have been changed
        flow_escape(flow, flow->state, pointer, m->generation, 0);
    if (o->kind == OBJECT_HEAP) {
        struct memory *mine = memory_own(world, flow->state, id);
        mine->count = 0;
        mine->life = m->life;
        mine->generation = map_generation(in, m->generation);
        mine->size = m->size ? in->terms[m->size] : 0;
        mine->written = true;
        mine->last_pointer = 0;
        mine->text_length = 0;
        mine->event = NULL;
        mine->kept |= in->summary->foreign; // an element that a container made
    } else if (m->generation) {
        const struct generation *g = &in->summary->generations[m->generation];
        flow_keep_range(flow, flow->state, id, place.exact ? (int64_t)place.range.low : 0, UINT64_MAX);
        if (place.exact)
            memory_set(world, flow->state, id, (int64_t)place.range.low, UINT64_MAX, CELL_GENERATION, 0,
                       map_generation(in, m->generation));
        else
            memory_forget(world, flow->state, id, g->flags & (T_TAINT | T_RANDOM), map_origin(in, g->origin));
    }
    for (uint32_t i = 0; i < m->cell_count; i++) {
        const struct cell *c = &m->cells[i];
        if (!place.exact) {
            flow_keep_range(flow, flow->state, id, 0, UINT64_MAX);
            memory_forget(world, flow->state, id, 0, 0);
            for (; i < m->cell_count; i++)
                if (m->cells[i].kind != CELL_GENERATION)
                    flow_escape(flow, flow->state, in->terms[m->cells[i].value], false, 0);
            break;
        }
        uint32_t value = c->kind == CELL_GENERATION ? map_generation(in, c->value) : in->terms[c->value];
        if (guess_of_null(in, c, m->object))
            value = flow_guess(flow, flow->state, value);
        if (c->kind == CELL_VALUE && c->size <= 8 && c->offset < INT32_MAX) // marks lie further on: mark.h
            flow_store(flow, term_add(&world->terms, pointer, c->offset), c->size, value);
        else
            memory_set(world, flow->state, id, (int64_t)place.range.low + c->offset, c->size, c->kind, c->width, value);
    }
    if (m->life == LIFE_FREED && o->kind != OBJECT_HEAP && world->terms.objects.items[id].kind != OBJECT_STACK &&
        world->terms.objects.items[id].kind != OBJECT_GLOBAL) {
        flow_event(flow, EVENT_RELEASE, pointer, NULL);
        struct memory *mine = memory_own(world, flow->state, id);
        mine->life = world->terms.objects.items[id].weak ? LIFE_UNKNOWN : LIFE_FREED;
        ((struct event *)flow->state->trace)->foreign = in->summary->foreign; // just made, nobody shares it yet
        mine->event = flow->state->trace;
        mine->written = true; // what the callers' callers see
    } else if (m->life == LIFE_UNKNOWN && o->kind == OBJECT_POINTEE && world->terms.objects.items[id].kind == OBJECT_HEAP) {
        memory_own(world, flow->state, id)->escaped = true;
    }
    if (m->sifted)
        flow_sift(flow, flow->state, pointer);
    if (m->escaped)
        flow_escape(flow, flow->state, pointer, false, 0);
}

bool guard_is_open(const struct instance *in, const struct summary_guard *guard)
{
    uint32_t told = 0;
    bool decision;
    for (uint32_t i = 0; i < guard->fact_count; i++) {
        const struct term *t = &in->summary->terms[guard->facts[i].term];
        told += fact_term(in, &guard->facts[i], &decision) && t->kind == TERM_COMPARE && !(t->flags & T_UNKNOWN);
    }
    return guard->open_unknowns || told < guard->open_inputs;
}

static bool apply_outcome(struct instance *in, const struct summary_outcome *outcome)
{
    struct flow *flow = in->flow;
    bool doubt = flow->state->doubt;
    in->guessed = false;
    in->outcome = outcome;
    if (!assume_guard(in, &outcome->guard))
        return false;
    flow->state->doubt = doubt; // the callee's loops are over
    flow->state->guessed |= in->guessed && in->summary->outcome_count > 1;
    in->open = in->guessed || guard_is_open(in, &outcome->guard) || outcome->guard.way_count;
    for (uint32_t i = 0; i < outcome->memory_count; i++)
        apply_memory(in, &outcome->memory[i]);
    if (in->open)
        guess_unwritten(in);
    if (in->guessed)
        guess_ownership(in);
    if (!in->call->result)
        return true;
    uint32_t bits = flow_bits(flow, flow->instr->type);
    term_id value = outcome->returned ? in->terms[outcome->returned] : 0;
    if (value && bits)
        value = guess_value(in, outcome, value);
    if (bits && value) {
        if (term_of(&flow->world.terms, value)->bits != bits && term_of(&flow->world.terms, value)->kind != TERM_REAL)
            value = state_cast(&flow->world, flow->state, IR_BITCAST, value, bits, false);
        struct place place; // into the middle of a block, at a place that a header decides: only its own functions find it again
        if (flow_place(flow, flow->state, value, &place) && !place.exact &&
            flow->world.terms.objects.items[place.object].kind == OBJECT_HEAP)
            memory_own(&flow->world, flow->state, place.object)->kept = true;
        flow_set(flow, in->call->result, value);
    } else if (bits) {
        flow_set(flow, in->call->result, term_fresh(&flow->world.terms, in->site, 1u << 29, bits, 0, 0));
    }
    return true;
}

static void instantiate(struct instance *in)
{
    const struct summary *s = in->summary;
    in->flow->steps += s->term_count / 4;
    in->terms = mem_alloc((s->term_count + 1) * sizeof *in->terms);
    in->objects = mem_alloc((s->object_count + 1) * sizeof *in->objects);
    in->generations = mem_alloc((s->generation_count + 1) * sizeof *in->generations);
    in->origins = mem_alloc((s->origin_count + 1) * sizeof *in->origins);
    in->site = 1u << 25 | (++in->flow->world.terms.fresh & 0xffffff);
    for (term_id id = 1; id < s->term_count; id++)
        in->terms[id] = map_term(in, id);
}

static void discard(struct instance *in)
{
    free(in->terms);
    free(in->objects);
    free(in->generations);
    free(in->origins);
}

void summary_check(struct flow *flow, const struct summary *s, const struct call *call, uint32_t program_id)
{
    struct instance in = {.flow = flow, .summary = s, .call = call, .program_id = program_id};
    instantiate(&in);
    decide_latents(&in);
    discard(&in);
}

void summary_apply(struct flow *flow, const struct summary *s, const struct call *call, uint32_t program_id)
{
    struct instance in = {.flow = flow, .summary = s, .call = call, .program_id = program_id};
    instantiate(&in);
    decide_latents(&in);
    flow->unwind = s->throws;
    struct state *before = flow->state;
    bool any = false;
    for (uint32_t i = 0; i < s->outcome_count; i++) {
        struct state *state = i + 1 < s->outcome_count ? state_fork(&flow->world, before) : before;
        flow->state = state;
        if (!apply_outcome(&in, &s->outcomes[i]))
            continue;
        if (i + 1 < s->outcome_count) {
            flow_branch(flow, state);
        } else {
            any = true;
        }
    }
    flow->state = before;
    if (!any && flow->branches.count) {
        flow->state = VEC_POP(&flow->branches);
        any = true;
    }
    flow->ended = !any;
    discard(&in);
}
