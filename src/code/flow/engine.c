#include "code/flow/engine.h"
#include "base/pool.h"
#include "code/flow/enginep.h"
#include "code/flow/entries.h"
#include "code/flow/hooks.h"
#include <string.h>

enum { FUNCTION_STEPS = 8000 };

struct work {
    struct engine *engine;
    const uint32_t *components; // of this level
    struct component_results results;
    struct buf *dumps;          // by program id
};

bool engine_is_entry(const struct engine *engine, uint32_t program_id)
{
    const struct ir_function *function = ir_program_function(engine->program, program_id);
    const char *name = engine->program->symbols.items[program_id].name;
    bool entry = function->is_main;
    for (const char *const *e = engine->options->entries; e && *e; e++)
        entry |= text_equal(*e, name) || text_equal(*e, function->name);
    return entry;
}

static void set_entry(struct flow *flow)
{
    flow->tainted_entry = flow->stranger || engine_is_entry(flow->engine, flow->program_id);
    const char *file = ir_location_file(flow->module, flow->function->location);
    flow->foreign = file && (text_starts(file, "/usr/include/") || text_starts(file, "/usr/lib/") ||
                             strstr(file, "/include/c++/"));
}

static bool wants_dump(const struct engine *engine, const char *what, const struct ir_function *function)
{
    const char *dump = engine->options->dump;
    return dump && text_starts(dump, what) && text_equal(dump + strlen(what), function->name);
}

// Strangers call what a library exports, and what it hands to them as a callback.
static bool strangers_call(const struct engine *engine, uint32_t program_id)
{
    const struct ir_program_symbol *symbol = &engine->program->symbols.items[program_id];
    return engine->options->library && (!symbol->internal || (symbol->address_taken && !engine->called[program_id]));
}

// What is found for any caller counts; what strangers add is told where nothing else is.
static void add_new(struct findings *findings, const struct findings *more)
{
    size_t before = findings->list.count;
    VEC_EACH(&more->list, f) {
        bool known = false;
        for (size_t i = 0; i < before && !known; i++) {
            const struct finding *old = &findings->list.items[i];
            known = text_equal(old->rule, f->rule) && old->location.line == f->location.line &&
                    text_equal(old->location.file, f->location.file);
        }
        if (!known)
            findings_add(findings, f);
    }
}

enum caller { CALLER_ANY, CALLER_STRANGER };

static void analyse_for(struct work *work, uint32_t program_id, struct dependencies *dependencies, enum caller caller)
{
    struct engine *engine = work->engine;
    const struct ir_function *function = ir_program_function(engine->program, program_id);
    const struct ir_program_symbol *symbol = &engine->program->symbols.items[program_id];
    struct flow flow = {.engine = engine, .module = symbol->module, .function = function, .program_id = program_id,
                        .dependencies = dependencies};
    flow.world.arena = &flow.arena;
    flow.world.big_endian = flow.module->big_endian;
    flow.world.constant_content = engine_constant_content;
    flow.world.context = engine;
    struct findings by_strangers = {0};
    flow.stranger = caller == CALLER_STRANGER;
    flow.findings = flow.stranger ? &by_strangers : &work->results.findings[program_id];
    flow.step_limit = engine->options->function_steps ? engine->options->function_steps : FUNCTION_STEPS;
    terms_start(&flow.world.terms, &flow.arena, flow.module->pointer_bits);
    set_entry(&flow);
    if (wants_dump(engine, "trace:", function))
        flow.trace = &work->dumps[program_id];
    flow_run(&flow);
    struct summary *summary = flow.stranger ? NULL : summary_take(&flow);
    dependencies_of_objects(&flow);
    if (summary && wants_dump(engine, "summary:", function))
        summary_dump(summary, function->name, &work->dumps[program_id]);
    if (!flow.stranger) { // the slot owns the summary from here on
        struct engine_statistics *s = &work->results.statistics[program_id];
        *s = (struct engine_statistics){.functions = 1, .states = flow.steps, .joins = flow.joins,
                                        .budget_hits = flow.exhausted};
        slot_set(engine, program_id, summary);
    }
    if (engine->options->dump && text_equal(engine->options->dump, "stats") && (flow.joins || flow.exhausted))
        buf_printf(&work->dumps[program_id], "%s: %zu steps, %zu joins, %zu proved, %zu unknown, %zu terms%s\n",
                   function->name, flow.steps, flow.joins, flow.proved, flow.unknowns, flow.world.terms.list.count,
                   flow.abandoned ? ", abandoned" : flow.exhausted ? ", budget exhausted" : "");
    VEC_FREE(&flow.exits);
    VEC_FREE(&flow.returned);
    VEC_FREE(&flow.branches);
    VEC_FREE(&flow.latents);
    idmap_free(&flow.latent_index);
    idmap_free(&flow.reported);
    idmap_free(&flow.choices);
    terms_free(&flow.world.terms);
    arena_free(&flow.arena);
    add_new(&work->results.findings[program_id], &by_strangers);
    findings_free(&by_strangers);
}

// Callers of the library itself know what they pass; its strangers pass anything.
static void analyse(struct work *work, uint32_t program_id, struct dependencies *dependencies)
{
    analyse_for(work, program_id, dependencies, CALLER_ANY);
    if (strangers_call(work->engine, program_id))
        analyse_for(work, program_id, dependencies, CALLER_STRANGER);
}

// A component of the call graph: its functions in order; a cycle twice, so that each knows something of the others.
static void run_component(void *context, size_t index, unsigned worker)
{
    struct work *work = context;
    (void)worker;
    const struct callgraph *graph = &work->engine->graph;
    struct dependencies dependencies = {.component = work->components[index]};
    uint32_t size = graph->component_sizes[dependencies.component];
    const uint32_t *nodes = graph->component_nodes[dependencies.component];
    bool has_body = size > 1 || ir_program_function(work->engine->program, nodes[0]);
    if (!has_body || store_take_over(work->engine, dependencies.component, &work->results))
        return;
    for (int round = 0; round < (size > 1 ? 2 : 1); round++)
        for (uint32_t i = 0; i < size; i++) {
            uint32_t id = nodes[i];
            if (!ir_program_function(work->engine->program, id) || work->engine->known[id].replaced)
                continue;
            findings_free(&work->results.findings[id]);
            work->results.findings[id] = (struct findings){0};
            buf_clear(&work->dumps[id]);
            analyse(work, id, &dependencies);
        }
    store_keep(work->engine, &dependencies, &work->results);
    VEC_FREE(&dependencies.list);
    idmap_free(&dependencies.known);
}

static void run_levels(struct work *work, unsigned jobs)
{
    const struct callgraph *graph = &work->engine->graph;
    uint32_t *components = mem_alloc((graph->component_count + 1) * sizeof *components);
    for (uint32_t level = 0; level < graph->level_count; level++) {
        size_t count = 0;
        for (uint32_t c = 0; c < graph->component_count; c++)
            if (graph->level[c] == level)
                components[count++] = c;
        work->components = components;
        pool_run(jobs, count, run_component, work);
    }
    free(components);
}

// In the order of program ids, whatever order the workers had.
static void collect(struct work *work, struct findings *findings, struct engine_statistics *total, struct buf *dump,
                    struct diags *diags)
{
    const struct ir_program *program = work->engine->program;
    for (uint32_t id = 0; id < program->symbols.count; id++) {
        const struct engine_statistics *s = &work->results.statistics[id];
        total->functions += s->functions;
        total->states += s->states;
        total->joins += s->joins;
        total->budget_hits += s->budget_hits;
        total->summaries_reused += s->summaries_reused;
        if (s->budget_hits)
            DIAG(diags, DIAG_NOTE, NULL, 0, "%s: the budget for one function was used up; its states were joined %zu times",
                 program->symbols.items[id].display ? program->symbols.items[id].display : program->symbols.items[id].name,
                 s->joins);
        VEC_EACH(&work->results.findings[id].list, f)
            findings_add(findings, f);
        findings_free(&work->results.findings[id]);
        if (dump)
            buf_add(dump, buf_cstr(&work->dumps[id]), work->dumps[id].size);
        buf_free(&work->dumps[id]);
    }
}

enum status engine_run(const struct ir_program *program, const struct engine_options *options, struct findings *findings,
                       struct engine_statistics *ret_statistics, struct buf *dump, struct diags *diags)
{
    struct engine engine = {.program = program, .options = options};
    size_t count = program->symbols.count + 1;
    models_load(&engine.models, options->models, diags);
    engine.slots = mem_alloc(count * sizeof *engine.slots);
    engine.globals = mem_alloc(count * sizeof *engine.globals);
    callgraph_build(program, &engine.graph);
    engine_find_models(&engine);
    identity_build(&engine.identity, program, options->jobs);
    engine_find_globals(&engine);
    engine_find_own_structs(&engine);
    engine_find_habits(&engine);
    engine_find_hooks(&engine);
    engine.called = mem_alloc(count);
    for (uint32_t id = 0; id < engine.graph.node_count; id++)
        for (uint32_t i = 0; i < engine.graph.callee_counts[id]; i++)
            engine.called[engine.graph.callees[id][i]] |= engine.graph.callees[id][i] != id;
    struct work work = {.engine = &engine};
    work.results.findings = mem_alloc(count * sizeof *work.results.findings);
    work.results.statistics = mem_alloc(count * sizeof *work.results.statistics);
    work.dumps = mem_alloc(count * sizeof *work.dumps);
    store_open(&engine);
    run_levels(&work, options->jobs);
    store_close(&engine);
    *ret_statistics = (struct engine_statistics){0};
    collect(&work, findings, ret_statistics, dump, diags);
    for (const struct checker *const *c = ENGINE_CHECKERS; *c; c++)
        if ((*c)->program)
            (*c)->program(&engine, findings);
    for (size_t i = 0; i < count; i++)
        slot_free(&engine.slots[i]);
    free(engine.slots);
    free(engine.globals);
    free(engine.called);
    map_free(&engine.habits);
    arena_free(&engine.habit_arena);
    free(work.results.findings);
    free(work.results.statistics);
    free(work.dumps);
    callgraph_free(&engine.graph);
    engine_free_own_structs(&engine);
    engine_free_hooks(&engine);
    identity_free(&engine.identity);
    models_free(&engine.models);
    free(engine.known);
    arena_free(&engine.known_arena);
    return STATUS_OK;
}
