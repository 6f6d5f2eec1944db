#include "code/flow/engine.h"
#include "base/pool.h"
#include "code/flow/enginep.h"
#include "code/flow/entries.h"
#include <string.h>

enum { FUNCTION_STEPS = 8000 };

struct work {
    struct engine *engine;
    const uint32_t *components; // of this level
    struct findings *findings;  // by program id
    struct engine_statistics *statistics; // by program id
    struct buf *dumps;          // by program id
};

static void entry_taint(struct flow *flow)
{
    const struct engine_options *options = flow->engine->options;
    bool entry = flow->function->is_main;
    const char *name = flow->engine->program->symbols.items[flow->program_id].name;
    for (const char *const *e = options->entries; e && *e; e++)
        entry |= text_equal(*e, name) || text_equal(*e, flow->function->name);
    flow->tainted_entry = entry;
    const char *file = ir_location_file(flow->module, flow->function->location);
    flow->foreign = file && (text_starts(file, "/usr/include/") || text_starts(file, "/usr/lib/") ||
                             strstr(file, "/include/c++/"));
}

static bool wants_dump(const struct engine *engine, const char *what, const struct ir_function *function)
{
    const char *dump = engine->options->dump;
    return dump && text_starts(dump, what) && text_equal(dump + strlen(what), function->name);
}

static void analyse(struct work *work, uint32_t program_id)
{
    struct engine *engine = work->engine;
    const struct ir_function *function = ir_program_function(engine->program, program_id);
    const struct ir_program_symbol *symbol = &engine->program->symbols.items[program_id];
    struct flow flow = {.engine = engine, .module = symbol->module, .function = function, .program_id = program_id};
    flow.world.arena = &flow.arena;
    flow.world.big_endian = flow.module->big_endian;
    flow.world.constant_content = engine_constant_content;
    flow.world.context = engine;
    flow.findings = &work->findings[program_id];
    flow.step_limit = engine->options->function_steps ? engine->options->function_steps : FUNCTION_STEPS;
    terms_start(&flow.world.terms, &flow.arena, flow.module->pointer_bits);
    entry_taint(&flow);
    if (wants_dump(engine, "trace:", function))
        flow.trace = &work->dumps[program_id];
    flow_run(&flow);
    struct summary *summary = summary_take(&flow);
    summary_free(engine->summaries[program_id]);
    engine->summaries[program_id] = summary;
    struct engine_statistics *s = &work->statistics[program_id];
    *s = (struct engine_statistics){.functions = 1, .states = flow.steps, .joins = flow.joins,
                                    .budget_hits = flow.exhausted};
    if (summary && wants_dump(engine, "summary:", function))
        summary_dump(summary, function->name, &work->dumps[program_id]);
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
    terms_free(&flow.world.terms);
    arena_free(&flow.arena);
}

// A component of the call graph: its functions in order; a cycle twice, so that each knows something of the others.
static void run_component(void *context, size_t index, unsigned worker)
{
    struct work *work = context;
    (void)worker;
    const struct callgraph *graph = &work->engine->graph;
    uint32_t component = work->components[index], size = graph->component_sizes[component];
    for (int round = 0; round < (size > 1 ? 2 : 1); round++)
        for (uint32_t i = 0; i < size; i++) {
            uint32_t id = graph->component_nodes[component][i];
            if (!ir_program_function(work->engine->program, id) || work->engine->known[id].replaced)
                continue;
            findings_free(&work->findings[id]);
            work->findings[id] = (struct findings){0};
            buf_clear(&work->dumps[id]);
            analyse(work, id);
        }
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
        const struct engine_statistics *s = &work->statistics[id];
        total->functions += s->functions;
        total->states += s->states;
        total->joins += s->joins;
        total->budget_hits += s->budget_hits;
        if (s->budget_hits)
            DIAG(diags, DIAG_NOTE, NULL, 0, "%s: the budget for one function was used up; its states were joined %zu times",
                 program->symbols.items[id].display ? program->symbols.items[id].display : program->symbols.items[id].name,
                 s->joins);
        VEC_EACH(&work->findings[id].list, f)
            findings_add(findings, f);
        findings_free(&work->findings[id]);
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
    engine.summaries = mem_alloc(count * sizeof *engine.summaries);
    engine.globals = mem_alloc(count * sizeof *engine.globals);
    callgraph_build(program, &engine.graph);
    engine_find_models(&engine);
    engine_find_globals(&engine);
    engine_find_own_structs(&engine);
    engine_find_habits(&engine);
    engine.called = mem_alloc(count);
    for (uint32_t id = 0; id < engine.graph.node_count; id++)
        for (uint32_t i = 0; i < engine.graph.callee_counts[id]; i++)
            engine.called[engine.graph.callees[id][i]] |= engine.graph.callees[id][i] != id;
    struct work work = {.engine = &engine};
    work.findings = mem_alloc(count * sizeof *work.findings);
    work.statistics = mem_alloc(count * sizeof *work.statistics);
    work.dumps = mem_alloc(count * sizeof *work.dumps);
    run_levels(&work, options->jobs);
    *ret_statistics = (struct engine_statistics){0};
    collect(&work, findings, ret_statistics, dump, diags);
    for (size_t i = 0; i < count; i++)
        summary_free(engine.summaries[i]);
    free(engine.summaries);
    free(engine.globals);
    free(engine.called);
    map_free(&engine.habits);
    arena_free(&engine.habit_arena);
    free(work.findings);
    free(work.statistics);
    free(work.dumps);
    callgraph_free(&engine.graph);
    engine_free_own_structs(&engine);
    models_free(&engine.models);
    free(engine.known);
    arena_free(&engine.known_arena);
    return STATUS_OK;
}
