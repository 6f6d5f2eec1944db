#include "code/flow/store.h"
#include "base/hash.h"
#include "base/pack.h"
#include "code/flow/enginep.h"
#include "code/flow/entries.h"
#include "code/flow/hooks.h"
#include "model/finding_pack.h"
#include <stdatomic.h>

// --- questions and answers -----------------------------------------------------------------------

void dependency_add(struct flow *flow, enum dependency_kind kind, uint64_t id)
{
    struct dependencies *d = flow->dependencies;
    uint64_t key = hash_mix(kind, id), seen;
    if (!d || idmap_get(&d->known, key, &seen))
        return;
    idmap_put(&d->known, key, 1);
    *VEC_ADD(&d->list) = (struct dependency){.kind = (uint8_t)kind, .id = id};
}

void dependencies_of_objects(struct flow *flow)
{
    VEC_EACH(&flow->world.terms.objects, o)
        if (o->kind == OBJECT_GLOBAL || o->kind == OBJECT_FUNCTION)
            dependency_add(flow, DEPENDS_OBJECT, o->key);
}

// Functions of the component itself are part of it.
static bool is_before(const struct engine *engine, uint32_t component, uint32_t program_id)
{
    const struct callgraph *graph = &engine->graph;
    return graph->level[graph->component[program_id]] < graph->level[component];
}

static uint64_t text_answer(const char *text)
{
    return text ? hash_text(text) : 1;
}

static uint64_t summary_answer(const struct engine *engine, uint32_t component, uint32_t id)
{
    bool known = is_before(engine, component, id) && engine->slots[id].bytes;
    const struct ir_program_symbol *symbol = &engine->program->symbols.items[id];
    return hash_mix(known ? engine->slots[id].hash : 0, text_answer(symbol->display) ^ (symbol->module != NULL));
}

// Relocations name symbols as the module sees them that holds the global.
static uint64_t content_answer(const struct engine *engine, const struct ir_module *module, const struct ir_global *g)
{
    uint64_t hash = g->bytes ? hash_bytes(g->bytes, g->size) : 0;
    for (uint32_t i = 0; i < g->relocation_count; i++) {
        const struct ir_relocation *r = &g->relocations[i];
        const struct ir_symbol *symbol = &module->symbols.items[r->symbol];
        hash = hash_mix(hash, hash_mix(r->offset, (uint64_t)r->addend));
        hash = hash_mix(hash, hash_mix(engine->identity.symbols[symbol->program_id], text_answer(symbol->display)));
    }
    return hash;
}

static uint64_t object_answer(const struct engine *engine, uint32_t id)
{
    PACK_COMPLETE(struct ir_global, 48);
    const struct ir_program_symbol *symbol = &engine->program->symbols.items[id];
    const struct ir_global *g = ir_program_global(engine->program, id);
    uint64_t hash = hash_mix(text_answer(symbol->display), engine->identity.named[id]);
    hash = hash_mix(hash, (uint64_t)symbol->kind << 1 | engine_global_is_private(engine, id));
    if (!g)
        return hash;
    bool constant = engine_global_is_constant(engine, id);
    hash = hash_mix(hash, (uint64_t)constant << 4 | (uint64_t)g->literal << 3 | (uint64_t)g->zero << 2 |
                          (uint64_t)g->is_volatile << 1 | g->is_thread_local);
    hash = hash_mix(hash, g->size);
    return constant ? hash_mix(hash, content_answer(engine, symbol->module, g)) : hash;
}

static uint64_t targets_answer(const struct engine *engine, uint64_t key)
{
    uint32_t count;
    const uint32_t *targets = callgraph_set(&engine->graph, key, &count);
    uint64_t hash = count;
    for (uint32_t i = 0; i < count; i++)
        hash = hash_mix(hash, engine->identity.symbols[targets[i]]);
    return hash;
}

static uint64_t line_answer(const struct engine *engine, uint32_t id)
{
    const struct ir_function *function = ir_program_function(engine->program, id);
    return function ? ir_location_at(engine->program->symbols.items[id].module, function->location)->line : 0;
}

static uint64_t answer_of(const struct engine *engine, uint32_t component, enum dependency_kind kind, uint64_t id)
{
    switch (kind) {
    case DEPENDS_SUMMARY: return summary_answer(engine, component, (uint32_t)id);
    case DEPENDS_OBJECT: return object_answer(engine, (uint32_t)id);
    case DEPENDS_HABIT: return engine_expects_null(engine, (uint32_t)id);
    case DEPENDS_TARGETS: return targets_answer(engine, id);
    case DEPENDS_HOOK: return engine->identity.symbols[hook_default(engine, id)];
    case DEPENDS_CALLERS: return engine_callers_are_known(engine, (uint32_t)id);
    default: return line_answer(engine, (uint32_t)id);
    }
}

// --- summaries -----------------------------------------------------------------------------------

static void slot_forget(struct summary_slot *slot)
{
    summary_free(atomic_exchange(&slot->read, NULL));
}

void slot_free(struct summary_slot *slot)
{
    slot_forget(slot);
    buf_free(&slot->own);
    *slot = (struct summary_slot){0};
}

static void slot_point(struct summary_slot *slot, const char *bytes, size_t size)
{
    slot->bytes = bytes;
    slot->size = size;
    slot->hash = hash_bytes(bytes, size);
}

void slot_set(struct engine *engine, uint32_t program_id, struct summary *summary)
{
    struct summary_slot *slot = &engine->slots[program_id];
    slot_free(slot);
    if (!summary)
        return;
    summary_write(engine, summary, &slot->own);
    summary_free(summary);
    slot_point(slot, buf_cstr(&slot->own), slot->own.size);
}

const struct summary *engine_summary(const struct flow *flow, uint32_t program_id)
{
    struct engine *engine = flow->engine;
    uint32_t component = engine->graph.component[flow->program_id];
    bool same = engine->graph.component[program_id] == component;
    if (!same)
        dependency_add((struct flow *)(uintptr_t)flow, DEPENDS_SUMMARY, program_id);
    struct summary_slot *slot = &engine->slots[program_id];
    if ((!same && !is_before(engine, component, program_id)) || !slot->bytes)
        return NULL;
    struct summary *known = atomic_load(&slot->read);
    if (known)
        return known;
    struct summary *made = summary_read(engine, slot->bytes, slot->size);
    if (made && !atomic_compare_exchange_strong(&slot->read, &known, made)) {
        summary_free(made); // another worker was faster
        return known;
    }
    return made;
}

// --- results of components -----------------------------------------------------------------------

static bool has_store(const struct engine *engine)
{
    return engine->options->store && !engine->options->dump;
}

static struct hash128 component_key(const struct engine *engine, uint32_t component)
{
    const struct callgraph *graph = &engine->graph;
    VEC(uint64_t) parts = {0};
    for (uint32_t i = 0; i < graph->component_sizes[component]; i++) {
        uint32_t id = graph->component_nodes[component][i];
        bool entry = ir_program_function(engine->program, id) && engine_is_entry(engine, id);
        VEC_PUSH(&parts, engine->identity.symbols[id]);
        VEC_PUSH(&parts, engine->identity.bodies[id]);
        VEC_PUSH(&parts, (uint64_t)engine->known[id].replaced << 2 | (uint64_t)engine->called[id] << 1 | entry);
        VEC_PUSH(&parts, entry ? engine_own_structs_hash(engine) : 0);
    }
    struct hash128 key = hash128_bytes(parts.items, parts.count * sizeof *parts.items);
    VEC_FREE(&parts);
    return key;
}

static bool is_by_key(const struct dependency *d)
{
    return d->kind == DEPENDS_TARGETS || d->kind == DEPENDS_HOOK;
}

static void pack_dependency(const struct engine *engine, struct pack *pack, struct dependency *d)
{
    uint64_t id = pack->reading || is_by_key(d) ? d->id : engine->identity.symbols[d->id];
    PACK(pack, d->kind);
    pack_number(pack, &id);
    pack_number(pack, &d->answer);
    if (!pack->reading)
        return;
    d->id = is_by_key(d) ? id : identity_find(&engine->identity, id);
    if (d->kind >= DEPENDENCY_KINDS || (!is_by_key(d) && !d->id))
        pack->bad = true; // or gone
}

static bool dependencies_hold(const struct engine *engine, uint32_t component, struct pack *pack)
{
    size_t count = 0;
    pack_count(pack, &count);
    for (size_t i = 0; i < count; i++) {
        struct dependency d = {0};
        pack_dependency(engine, pack, &d);
        if (pack->bad || answer_of(engine, component, d.kind, d.id) != d.answer)
            return false;
    }
    return !pack->bad;
}

static void pack_statistics(struct pack *pack, struct engine_statistics *s)
{
    PACK_COMPLETE(struct engine_statistics, 40);
    PACK(pack, s->functions);
    PACK(pack, s->states);
    PACK(pack, s->joins);
    PACK(pack, s->budget_hits);
}

// The rest of a record: for each function whether it has a summary, the summary, counts, findings.
static void pack_member(struct engine *engine, struct pack *pack, uint32_t id, const struct component_results *results)
{
    struct summary_slot *slot = &engine->slots[id];
    struct str summary = {slot->bytes, slot->size};
    bool has = slot->bytes != NULL;
    PACK(pack, has);
    if (has)
        pack_bytes(pack, &summary);
    if (pack->reading && has && !pack->bad)
        slot_point(slot, summary.at, summary.size);
    pack_statistics(pack, &results->statistics[id]);
    pack_findings(pack, &results->findings[id], identity_location, &engine->identity);
}

static void forget_member(struct engine *engine, uint32_t id, const struct component_results *results)
{
    slot_free(&engine->slots[id]);
    findings_free(&results->findings[id]);
    results->findings[id] = (struct findings){0};
    results->statistics[id] = (struct engine_statistics){0};
}

bool store_take_over(struct engine *engine, uint32_t component, const struct component_results *results)
{
    struct kept *kept = &engine->kept[component];
    const struct callgraph *graph = &engine->graph;
    if (!has_store(engine))
        return false;
    kept->key = component_key(engine, component);
    struct pack pack;
    if (!records_find(&engine->store, kept->key, &kept->bytes))
        return false;
    pack_read(&pack, kept->bytes.at, kept->bytes.size);
    bool good = dependencies_hold(engine, component, &pack);
    for (uint32_t i = 0; good && i < graph->component_sizes[component]; i++) {
        uint32_t id = graph->component_nodes[component][i];
        if (ir_program_function(engine->program, id))
            pack_member(engine, &pack, id, results);
    }
    good = good && pack_done(&pack);
    for (uint32_t i = 0; i < graph->component_sizes[component]; i++) {
        uint32_t id = graph->component_nodes[component][i];
        if (!good)
            forget_member(engine, id, results);
        else
            results->statistics[id].summaries_reused = results->statistics[id].functions;
    }
    pack_free(&pack);
    return good;
}

void store_keep(struct engine *engine, const struct dependencies *dependencies, const struct component_results *results)
{
    uint32_t component = dependencies->component;
    const struct callgraph *graph = &engine->graph;
    struct kept *kept = &engine->kept[component];
    struct pack pack = {0};
    size_t count = dependencies->list.count;
    if (!has_store(engine))
        return;
    pack_count(&pack, &count);
    VEC_EACH(&dependencies->list, d) {
        d->answer = answer_of(engine, component, d->kind, d->id);
        pack_dependency(engine, &pack, d);
    }
    for (uint32_t i = 0; i < graph->component_sizes[component]; i++) {
        uint32_t id = graph->component_nodes[component][i];
        if (ir_program_function(engine->program, id))
            pack_member(engine, &pack, id, results);
    }
    kept->own = pack.out;
    pack.out = (struct buf){0};
    kept->bytes = (struct str){buf_cstr(&kept->own), kept->own.size};
    pack_free(&pack);
}

// --- the file ------------------------------------------------------------------------------------

static uint64_t store_context(const struct engine *engine)
{
    uint64_t hash = hash_mix(records_program(), engine->models.hash);
    return hash_mix(hash, (uint64_t)engine->options->function_steps << 1 | engine->options->library);
}

void store_open(struct engine *engine)
{
    if (!has_store(engine))
        return;
    engine->store_context = store_context(engine);
    records_open(&engine->store, engine->options->store, engine->store_context);
    engine->kept = mem_alloc((engine->graph.component_count + 1) * sizeof *engine->kept);
}

void store_close(struct engine *engine)
{
    if (!has_store(engine))
        return;
    VEC(struct record) list = {0};
    for (uint32_t c = 0; c < engine->graph.component_count; c++) {
        struct kept *kept = &engine->kept[c];
        if (kept->bytes.size)
            VEC_PUSH(&list, ((struct record){kept->key, kept->bytes}));
    }
    records_update(&engine->store, engine->options->store, engine->store_context, list.items, list.count);
    for (uint32_t c = 0; c < engine->graph.component_count; c++)
        buf_free(&engine->kept[c].own);
    VEC_FREE(&list);
    free(engine->kept);
    records_free(&engine->store);
}
