// A summary to bytes and back. Every summary goes this way before anybody uses it, whether it was made now or by an
// earlier run: a member that is forgotten here is missing always, not only when results come from a cache.
// What means nothing outside of the function (values, instructions, locations of its module) is left out.
#include "code/flow/enginep.h"
#include "model/finding_pack.h"

struct summary_packing {
    struct pack *pack;
    const struct engine *engine;
    struct summary *summary;
    size_t checkers;
};

// Arrays of a summary are constant to everybody but who makes them.
#define PACK_ARRAY(p, type, member, count)                                                         \
    ((p)->pack->reading ? ((member) = ARENA_ARRAY(&(p)->summary->arena, type, (count)), (type *)(uintptr_t)(member)) \
                        : (type *)(uintptr_t)(member))

static void pack_below(struct summary_packing *p, uint32_t *id, uint32_t limit)
{
    PACK(p->pack, *id);
    if (*id && *id >= limit) p->pack->bad = true;
    if (p->pack->bad) *id = 0;
}

static void pack_term_id(struct summary_packing *p, term_id *id)
{
    pack_below(p, id, p->summary->term_count);
}

static void pack_small_count(struct summary_packing *p, uint32_t *count)
{
    size_t number = *count;
    pack_count(p->pack, &number);
    if (number > UINT32_MAX) p->pack->bad = true;
    *count = p->pack->bad ? 0 : (uint32_t)number;
}

static void pack_range(struct pack *pack, struct range *range, uint32_t bits)
{
    enum { RANGE_FULL, RANGE_CONST, RANGE_OTHER };
    PACK_COMPLETE(struct range, 32);
    bool plain = bits && bits <= 64;
    uint64_t form = RANGE_OTHER;
    if (plain && range_equal(*range, range_full(bits)))
        form = RANGE_FULL;
    else if (plain && range_is_const(*range) && range_equal(*range, range_const(range->smin, bits)))
        form = RANGE_CONST;
    pack_number(pack, &form);
    if (form == RANGE_OTHER) {
        PACK_SIGNED(pack, range->smin);
        PACK_SIGNED(pack, range->smax);
        PACK(pack, range->umin);
        PACK(pack, range->umax);
        return;
    }
    int64_t number = range->smin;
    if (form == RANGE_CONST) pack_signed(pack, &number);
    if (!plain || form > RANGE_OTHER) pack->bad = true;
    if (pack->reading && !pack->bad) *range = form == RANGE_FULL ? range_full(bits) : range_const(number, bits);
}

// --- what terms are made of ----------------------------------------------------------------------

static void pack_symbol(struct summary_packing *p, struct object *o)
{
    uint64_t identity = p->pack->reading ? 0 : p->engine->identity.symbols[o->key];
    pack_number(p->pack, &identity);
    if (!p->pack->reading || p->pack->bad) return;
    o->key = identity_find(&p->engine->identity, identity);
    if (!o->key) {
        p->pack->bad = true;
        return;
    }
    o->global = ir_program_global(p->engine->program, o->key);
    if (!o->global) return; // a function, or declared only
    o->module = p->engine->program->symbols.items[o->key].module;
    o->literal = o->global->literal;
    o->constant = engine_global_is_constant(p->engine, o->key);
}

static void pack_object(struct summary_packing *p, struct object *o)
{
    PACK_COMPLETE(struct object, 64);
    PACK(p->pack, o->kind);
    PACK(p->pack, o->weak);
    PACK(p->pack, o->may_fail);
    PACK(p->pack, o->must_release);
    PACK(p->pack, o->hooked);
    PACK(p->pack, o->resource);
    pack_text(p->pack, &o->family);
    pack_text(p->pack, &o->name);
    if (o->kind > OBJECT_POINTEE) p->pack->bad = true;
    if (o->kind == OBJECT_POINTEE)
        pack_term_id(p, &o->key);
    else if (o->kind == OBJECT_GLOBAL || o->kind == OBJECT_FUNCTION)
        pack_symbol(p, o);
    // Others are known to their function only, as are `sequence`, `type` and `location`; an address and a size are given
    // by whoever takes the object over.
}

static void pack_generation(struct summary_packing *p, struct generation *g)
{
    PACK_COMPLETE(struct generation, 32);
    PACK(p->pack, g->kind);
    PACK(p->pack, g->flags);
    PACK(p->pack, g->received);
    pack_below(p, &g->origin, p->summary->origin_count);
    pack_below(p, &g->object, p->summary->object_count);
    pack_below(p, &g->of, p->summary->generation_count);
    PACK_SIGNED(p->pack, g->shift);
    if (g->kind > GENERATION_COPY || (g->kind == GENERATION_COPY && !g->object)) p->pack->bad = true;
}

static void pack_parts(struct summary_packing *p, struct term *t, uint32_t *at)
{
    PACK_COMPLETE(struct part, 16);
    if (p->pack->reading) t->a = *at;
    pack_small_count(p, &t->b);
    if (t->b > p->summary->part_count - *at) p->pack->bad = true;
    for (uint32_t i = 0; i < t->b && !p->pack->bad; i++) {
        struct part *part = (struct part *)&p->summary->parts[t->a + i];
        pack_term_id(p, &part->term);
        PACK_SIGNED(p->pack, part->coefficient);
    }
    *at += t->b;
}

static void pack_alternatives(struct summary_packing *p, struct term *t, uint32_t *at)
{
    if (p->pack->reading) t->b = *at;
    if (*at >= p->summary->alternative_count) {
        p->pack->bad = true;
        return;
    }
    term_id *list = (term_id *)&p->summary->alternatives[t->b];
    pack_small_count(p, &list[0]);
    if (list[0] > JOIN_ALTERNATIVES || list[0] >= p->summary->alternative_count - *at) p->pack->bad = true;
    for (uint32_t i = 1; !p->pack->bad && i <= list[0]; i++)
        pack_term_id(p, &list[i]);
    *at += list[0] + 1;
}

// Operands come before what is made of them.
static void pack_operand(struct summary_packing *p, term_id *operand, term_id before, bool may_lack)
{
    pack_below(p, operand, before);
    if (!*operand && !may_lack) p->pack->bad = true;
}

static void pack_term(struct summary_packing *p, term_id id, uint32_t *parts_at, uint32_t *alternatives_at)
{
    PACK_COMPLETE(struct term, 64);
    struct pack *pack = p->pack;
    struct term *t = (struct term *)&p->summary->terms[id];
    static const uint8_t LAST_OP[] = {[TERM_BINARY] = IR_BINARY_OTHER, [TERM_COMPARE] = IR_FFALSE, [TERM_CAST] = IR_BITCAST,
                                      [TERM_LENGTH] = 8, [TERM_PURE] = UINT8_MAX};
    PACK(pack, t->kind);
    PACK(pack, t->op);
    PACK(pack, t->bits);
    PACK(pack, t->flags);
    if (t->kind > TERM_PURE || t->bits > 64 || (LAST_OP[t->kind] && t->op > LAST_OP[t->kind])) pack->bad = true;
    if (pack->bad) return;
    switch ((enum term_kind)t->kind) {
    case TERM_CONTENT:
    case TERM_LENGTH:
        pack_below(p, &t->a, p->summary->object_count);
        pack_below(p, &t->b, p->summary->generation_count);
        PACK_SIGNED(pack, t->number);
        break;
    case TERM_OBJECT:
        pack_below(p, &t->a, p->summary->object_count);
        break;
    case TERM_CONST:
    case TERM_REAL: // by its bits
    case TERM_PARAM:
        PACK_SIGNED(pack, t->number);
        break;
    case TERM_SWEEP:
        pack_operand(p, &t->a, id, false);
        PACK_SIGNED(pack, t->number);
        break;
    case TERM_LINEAR:
        PACK_SIGNED(pack, t->number);
        pack_parts(p, t, parts_at);
        break;
    case TERM_JOIN:
        pack_alternatives(p, t, alternatives_at);
        break;
    case TERM_BINARY:
    case TERM_COMPARE:
    case TERM_CAST:
    case TERM_PURE:
        pack_operand(p, &t->a, id, false);
        pack_operand(p, &t->b, id, t->kind == TERM_CAST || t->kind == TERM_PURE);
        break;
    default: // what makes the others unique is their function's matter
        break;
    }
    pack_range(pack, &t->base, t->bits);
    pack_below(p, &t->origin, p->summary->origin_count);
}

// --- stories -------------------------------------------------------------------------------------

static void pack_story(struct summary_packing *p, const struct story **told)
{
    PACK_COMPLETE(struct story, 32);
    struct story *story = p->pack->reading ? ARENA_NEW(&p->summary->arena, struct story) : (struct story *)(uintptr_t)*told;
    *told = story;
    pack_count(p->pack, &story->count);
    struct finding_event *events = PACK_ARRAY(p, struct finding_event, story->events, story->count);
    for (size_t i = 0; i < story->count && !p->pack->bad; i++)
        pack_event(p->pack, &events[i], identity_location, (void *)(uintptr_t)&p->engine->identity);
    pack_text(p->pack, &story->function);
    PACK(p->pack, story->local);
}

// --- when ----------------------------------------------------------------------------------------

static void pack_facts(struct summary_packing *p, const struct summary_fact **list, uint32_t *count)
{
    PACK_COMPLETE(struct summary_fact, 48);
    PACK_COMPLETE(struct fact, 40);
    pack_small_count(p, count);
    struct summary_fact *facts = PACK_ARRAY(p, struct summary_fact, *list, *count);
    for (uint32_t i = 0; i < *count && !p->pack->bad; i++) {
        pack_term_id(p, &facts[i].term);
        pack_range(p->pack, &facts[i].fact.range, p->summary->terms[facts[i].term].bits);
        PACK(p->pack, facts[i].fact.bounded_above);
        PACK(p->pack, facts[i].fact.bounded_below);
        PACK(p->pack, facts[i].fact.told);
    }
}

static void pack_guard(struct summary_packing *p, struct summary_guard *guard)
{
    PACK_COMPLETE(struct summary_guard, 48);
    PACK_COMPLETE(struct summary_way, 16);
    PACK_COMPLETE(struct summary_relation, 24);
    pack_facts(p, &guard->facts, &guard->fact_count);
    pack_small_count(p, &guard->relation_count);
    struct summary_relation *relations = PACK_ARRAY(p, struct summary_relation, guard->relations, guard->relation_count);
    for (uint32_t i = 0; i < guard->relation_count && !p->pack->bad; i++) {
        pack_term_id(p, &relations[i].a);
        pack_term_id(p, &relations[i].b);
        PACK_SIGNED(p->pack, relations[i].k);
        PACK(p->pack, relations[i].is_signed);
    }
    pack_small_count(p, &guard->way_count);
    struct summary_way *ways = PACK_ARRAY(p, struct summary_way, guard->ways, guard->way_count);
    for (uint32_t i = 0; i < guard->way_count && !p->pack->bad; i++)
        pack_facts(p, &ways[i].facts, &ways[i].count);
    PACK(p->pack, guard->open_inputs);
    PACK(p->pack, guard->open_unknowns);
    PACK(p->pack, guard->doubt);
    PACK(p->pack, guard->blurred);
}

// --- outcomes and obligations --------------------------------------------------------------------

static void pack_memory(struct summary_packing *p, struct summary_memory *m)
{
    PACK_COMPLETE(struct summary_memory, 32);
    PACK_COMPLETE(struct cell, 24);
    pack_below(p, &m->object, p->summary->object_count);
    PACK(p->pack, m->life);
    PACK(p->pack, m->escaped);
    PACK(p->pack, m->sifted);
    pack_below(p, &m->generation, p->summary->generation_count);
    pack_term_id(p, &m->size);
    pack_small_count(p, &m->cell_count);
    if (m->life > LIFE_ENTRY) p->pack->bad = true;
    struct cell *cells = PACK_ARRAY(p, struct cell, m->cells, m->cell_count);
    for (uint32_t i = 0; i < m->cell_count && !p->pack->bad; i++) {
        struct cell *c = &cells[i];
        PACK_SIGNED(p->pack, c->offset);
        PACK(p->pack, c->size);
        PACK(p->pack, c->kind);
        PACK(p->pack, c->width);
        if (c->kind > CELL_GENERATION) p->pack->bad = true;
        pack_below(p, &c->value, c->kind == CELL_GENERATION ? p->summary->generation_count : p->summary->term_count);
    }
}

static void pack_outcome(struct summary_packing *p, struct summary_outcome *outcome)
{
    PACK_COMPLETE(struct summary_outcome, 72);
    pack_guard(p, &outcome->guard);
    pack_term_id(p, &outcome->returned);
    pack_small_count(p, &outcome->memory_count);
    struct summary_memory *memory = PACK_ARRAY(p, struct summary_memory, outcome->memory, outcome->memory_count);
    for (uint32_t i = 0; i < outcome->memory_count && !p->pack->bad; i++)
        pack_memory(p, &memory[i]);
}

static void pack_requirement(struct summary_packing *p, struct requirement *q)
{
    PACK_COMPLETE(struct requirement, 56);
    struct pack *pack = p->pack;
    PACK(pack, q->need);
    PACK(pack, q->op);
    PACK(pack, q->bits);
    PACK(pack, q->from_bits);
    PACK(pack, q->width);
    PACK(pack, q->is_signed);
    PACK(pack, q->from_signed);
    PACK(pack, q->write);
    PACK(pack, q->certain);
    PACK(pack, q->consequence);
    PACK(pack, q->settles);
    PACK(pack, q->kind);
    PACK(pack, q->checker);
    pack_term_id(p, &q->a);
    pack_term_id(p, &q->b);
    pack_term_id(p, &q->size);
    PACK(pack, q->storage);
    pack_text(pack, &q->family);
    pack_text(pack, &q->text);
    if (q->need > NEED_TERMINATED || q->checker >= p->checkers) pack->bad = true;
}

static void pack_latent(struct summary_packing *p, struct summary_latent *latent)
{
    PACK_COMPLETE(struct summary_latent, 112);
    pack_requirement(p, &latent->requirement);
    pack_guard(p, &latent->guard);
    pack_story(p, &latent->story);
}

// --- all of it -----------------------------------------------------------------------------------

static void pack_counts(struct summary_packing *p)
{
    struct summary *s = p->summary;
    PACK(p->pack, s->throws);
    PACK(p->pack, s->foreign);
    pack_small_count(p, &s->term_count);
    pack_small_count(p, &s->part_count);
    pack_small_count(p, &s->alternative_count);
    pack_small_count(p, &s->object_count);
    pack_small_count(p, &s->generation_count);
    pack_small_count(p, &s->origin_count);
    pack_small_count(p, &s->outcome_count);
    pack_small_count(p, &s->latent_count);
    if (!s->term_count || !s->object_count || !s->generation_count || !s->origin_count) p->pack->bad = true;
}

static void pack_tables(struct summary_packing *p)
{
    struct summary *s = p->summary;
    const struct story **origins = PACK_ARRAY(p, const struct story *, s->origins, s->origin_count);
    struct object *objects = PACK_ARRAY(p, struct object, s->objects, s->object_count);
    struct generation *generations = PACK_ARRAY(p, struct generation, s->generations, s->generation_count);
    (void)PACK_ARRAY(p, struct term, s->terms, s->term_count);
    (void)PACK_ARRAY(p, struct part, s->parts, s->part_count + 1);
    (void)PACK_ARRAY(p, term_id, s->alternatives, s->alternative_count + 1);
    uint32_t parts_at = 0, alternatives_at = 0;
    for (uint32_t i = 1; i < s->origin_count && !p->pack->bad; i++)
        pack_story(p, &origins[i]);
    for (uint32_t i = 1; i < s->object_count && !p->pack->bad; i++)
        pack_object(p, &objects[i]);
    for (uint32_t i = 1; i < s->generation_count && !p->pack->bad; i++)
        pack_generation(p, &generations[i]);
    for (term_id id = 1; id < s->term_count && !p->pack->bad; id++)
        pack_term(p, id, &parts_at, &alternatives_at);
}

static void pack_summary(struct summary_packing *p)
{
    PACK_COMPLETE(struct summary, 128);
    struct summary *s = p->summary;
    pack_counts(p);
    if (p->pack->bad) return;
    pack_tables(p);
    struct summary_outcome *outcomes = PACK_ARRAY(p, struct summary_outcome, s->outcomes, s->outcome_count);
    struct summary_latent *latents = PACK_ARRAY(p, struct summary_latent, s->latents, s->latent_count);
    for (uint32_t i = 0; i < s->outcome_count && !p->pack->bad; i++)
        pack_outcome(p, &outcomes[i]);
    for (uint32_t i = 0; i < s->latent_count && !p->pack->bad; i++)
        pack_latent(p, &latents[i]);
}

static size_t count_checkers(void)
{
    size_t count = 0;
    while (ENGINE_CHECKERS[count])
        count++;
    return count;
}

void summary_write(const struct engine *engine, struct summary *summary, struct buf *out)
{
    struct pack pack = {0};
    struct summary_packing p = {&pack, engine, summary, count_checkers()};
    pack_summary(&p);
    buf_add(out, buf_cstr(&pack.out), pack.out.size);
    pack_free(&pack);
}

struct summary *summary_read(const struct engine *engine, const char *bytes, size_t size)
{
    struct pack pack;
    struct summary *summary = mem_alloc(sizeof *summary);
    struct summary_packing p = {&pack, engine, summary, count_checkers()};
    pack_read(&pack, bytes, size);
    pack_summary(&p);
    bool good = pack_done(&pack);
    pack_free(&pack);
    if (good) return summary;
    summary_free(summary);
    return NULL;
}
