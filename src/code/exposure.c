#include "code/exposure.h"
#include "base/map.h"
#include <string.h>

struct reach {
    const struct ir_program *program;
    const struct callgraph *graph;
    const char **entry_of; // by program id; NULL: not reached
    VEC(uint32_t) pending;
};

static void visit(struct reach *reach, uint32_t node, const char *entry)
{
    if (reach->entry_of[node]) return;
    reach->entry_of[node] = entry;
    VEC_PUSH(&reach->pending, node);
}

static void follow(struct reach *reach, const char *entry)
{
    for (uint32_t id = 1; id < reach->program->symbols.count; id++) {
        const struct ir_program_symbol *symbol = &reach->program->symbols.items[id];
        if (symbol->kind != IR_SYMBOL_FUNCTION || !ir_program_function(reach->program, id)) continue;
        if (strcmp(symbol->name, entry) == 0 || strcmp(symbol->display, entry) == 0) visit(reach, id, entry);
    }
    while (reach->pending.count) {
        uint32_t node = VEC_POP(&reach->pending);
        for (uint32_t i = 0; i < reach->graph->callee_counts[node]; i++)
            visit(reach, reach->graph->callees[node][i], entry);
    }
}

// "dir/a.c" of a finding (relative to the root) is the end of a location's absolute path.
static bool is_same_file(const char *absolute, const char *relative)
{
    size_t size = strlen(absolute), tail = strlen(relative);
    return size >= tail && strcmp(absolute + size - tail, relative) == 0 &&
           (size == tail || absolute[size - tail - 1] == '/' || relative[0] == '/');
}

static bool lies_in(const struct ir_program_symbol *symbol, const struct finding *finding)
{
    const struct ir_function *function = &symbol->module->functions.items[symbol->index];
    const struct ir_symbol *own = &symbol->module->symbols.items[function->symbol];
    const struct ir_location *location = &symbol->module->locations.items[own->location];
    return is_same_file(symbol->module->files.items[location->file], finding->location.file);
}

void exposure_mark(const struct ir_program *program, const char *const *entries, struct findings *findings)
{
    struct callgraph graph = {0};
    struct map by_name = {0}; // function name -> the first program id that is reached
    if (!entries || !entries[0]) return;
    callgraph_build(program, &graph);
    struct reach reach = {.program = program, .graph = &graph};
    reach.entry_of = mem_alloc((program->symbols.count + 1) * sizeof *reach.entry_of);
    for (const char *const *entry = entries; *entry; entry++)
        follow(&reach, *entry);
    for (uint32_t id = 1; id < program->symbols.count; id++)
        if (reach.entry_of[id] && ir_program_function(program, id) && !map_has(&by_name, program->symbols.items[id].display))
            map_put(&by_name, program->symbols.items[id].display, (void *)(uintptr_t)id);
    VEC_EACH(&findings->list, finding) {
        uint32_t id = (uint32_t)(uintptr_t)map_get(&by_name, finding->function);
        if (id && !finding->exposure && lies_in(&program->symbols.items[id], finding))
            finding->exposure = arena_str(&findings->arena, reach.entry_of[id]);
    }
    free(reach.entry_of);
    VEC_FREE(&reach.pending);
    map_free(&by_name);
    callgraph_free(&graph);
}
