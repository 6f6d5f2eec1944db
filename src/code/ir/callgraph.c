// The call graph, its strongly connected components (Tarjan, SIAM J. Comput. 1972, without recursion), and levels.
#include "base/hash.h"
#include "code/ir/program.h"
#include <string.h>

VEC_NAMED(ids, uint32_t);

struct vtable_ref { // one virtual table under one class name
    const char *type;
    const struct ir_module *module;
    const struct ir_vtable *vtable;
};

struct candidate { // an address-taken function under its signature
    uint64_t signature;
    uint32_t id;
};

struct graph_builder {
    const struct ir_program *program;
    struct callgraph *graph;
    VEC(struct vtable_ref) vtables;     // by type
    VEC(struct candidate) candidates;   // by signature, then id
};

// --- signatures --------------------------------------------------------------------------------

static uint64_t type_key(const struct ir_module *module, ir_id type)
{
    const struct ir_type *t = &module->types.items[type];
    return ((uint64_t)t->kind << 32) | t->bits | (t->kind == IR_STRUCT ? t->size : 0);
}

static uint64_t function_signature(const struct ir_module *module, ir_id type)
{
    const struct ir_type *t = &module->types.items[type];
    uint64_t hash = hash_mix(type_key(module, t->element), t->variadic);
    for (uint32_t i = 0; i < t->field_count; i++)
        hash = hash_mix(hash, type_key(module, module->fields.items[t->first_field + i].type));
    return hash;
}

static uint64_t call_signature(const struct ir_module *module, const struct ir_function *function,
                               const struct ir_instr *call)
{
    const struct ir_call_info *info = &function->calls.items[call->aux];
    uint64_t hash = hash_mix(type_key(module, call->type), info->variadic);
    for (uint32_t i = 1; i <= info->fixed_arguments && i < call->operand_count; i++)
        hash = hash_mix(hash, type_key(module, function->values.items[ir_operand(function, call, i)].type));
    return hash;
}

static uint64_t virtual_key(const struct ir_call_info *info)
{
    return hash_mix(hash_text(info->virtual_type), info->virtual_slot + 1);
}

// --- sets of targets ---------------------------------------------------------------------------

static int compare_ids(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return a < b ? -1 : a > b;
}

static int compare_vtables(const void *left, const void *right)
{
    return strcmp(((const struct vtable_ref *)left)->type, ((const struct vtable_ref *)right)->type);
}

static int compare_candidates(const void *left, const void *right)
{
    const struct candidate *a = left, *b = right;
    if (a->signature != b->signature) return a->signature < b->signature ? -1 : 1;
    return a->id < b->id ? -1 : a->id > b->id;
}

static void sort_once(struct ids *ids)
{
    VEC_SORT(ids, compare_ids);
    size_t kept = 0;
    for (size_t i = 0; i < ids->count; i++)
        if (!kept || ids->items[kept - 1] != ids->items[i]) ids->items[kept++] = ids->items[i];
    ids->count = kept;
}

static const uint32_t *keep(struct callgraph *graph, const struct ids *ids)
{
    uint32_t *copy = ARENA_ARRAY(&graph->arena, uint32_t, ids->count + 1);
    if (ids->count) memcpy(copy, ids->items, ids->count * sizeof *copy);
    return copy;
}

static void collect(struct graph_builder *builder)
{
    const struct ir_program *program = builder->program;
    VEC_EACH(&program->modules, at) {
        const struct ir_module *module = *at;
        VEC_EACH(&module->vtables, vtable)
            VEC_PUSH(&builder->vtables, ((struct vtable_ref){vtable->type, module, vtable}));
    }
    VEC_SORT(&builder->vtables, compare_vtables);
    for (uint32_t id = 1; id < program->symbols.count; id++) {
        const struct ir_program_symbol *symbol = &program->symbols.items[id];
        if (!symbol->address_taken || !ir_program_function(program, id)) continue;
        ir_id type = symbol->module->symbols.items[ir_program_function(program, id)->symbol].type;
        VEC_PUSH(&builder->candidates, ((struct candidate){function_signature(symbol->module, type), id}));
    }
    VEC_SORT(&builder->candidates, compare_candidates);
}

static uint32_t slot_target(const struct ir_program *program, const struct vtable_ref *ref, uint64_t slot)
{
    const struct ir_symbol *symbol = &ref->module->symbols.items[ref->vtable->symbol];
    if (!symbol->defined) return 0;
    const struct ir_global *global = &ref->module->globals.items[symbol->index];
    size_t low = 0, high = global->relocation_count;
    uint64_t offset = ref->vtable->address_point + slot;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (global->relocations[middle].offset < offset)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == global->relocation_count || global->relocations[low].offset != offset) return 0;
    uint32_t id = ref->module->symbols.items[global->relocations[low].symbol].program_id;
    return ir_program_function(program, id) ? id : 0;
}

static void virtual_targets(const struct graph_builder *builder, const struct ir_call_info *info, struct ids *ret_ids)
{
    size_t low = 0, high = builder->vtables.count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (strcmp(builder->vtables.items[middle].type, info->virtual_type) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < builder->vtables.count && text_equal(builder->vtables.items[low].type, info->virtual_type); low++) {
        uint32_t id = slot_target(builder->program, &builder->vtables.items[low], info->virtual_slot);
        if (id) VEC_PUSH(ret_ids, id);
    }
}

static void indirect_targets(const struct graph_builder *builder, uint64_t signature, struct ids *ret_ids)
{
    size_t low = 0, high = builder->candidates.count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (builder->candidates.items[middle].signature < signature)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < builder->candidates.count && builder->candidates.items[low].signature == signature; low++)
        VEC_PUSH(ret_ids, builder->candidates.items[low].id);
}

uint64_t callgraph_set_key(const struct ir_module *module, const struct ir_function *function,
                           const struct ir_instr *call)
{
    const struct ir_call_info *info = &function->calls.items[call->aux];
    if (info->is_virtual && info->virtual_type) return virtual_key(info);
    return call_signature(module, function, call);
}

static const struct callgraph_set *set_of(struct graph_builder *builder, const struct ir_module *module,
                                          const struct ir_function *function, const struct ir_instr *call)
{
    struct callgraph *graph = builder->graph;
    const struct ir_call_info *info = &function->calls.items[call->aux];
    uint64_t key = callgraph_set_key(module, function, call), index;
    if (!idmap_get(&graph->set_ids, key, &index)) {
        struct ids ids = {0};
        if (info->is_virtual && info->virtual_type)
            virtual_targets(builder, info, &ids);
        else
            indirect_targets(builder, key, &ids);
        sort_once(&ids);
        index = graph->sets.count;
        VEC_PUSH(&graph->sets, ((struct callgraph_set){keep(graph, &ids), (uint32_t)ids.count}));
        idmap_put(&graph->set_ids, key, index);
        VEC_FREE(&ids);
    }
    return &graph->sets.items[index];
}

const uint32_t *callgraph_targets(const struct callgraph *graph, const struct ir_program *program,
                                  const struct ir_module *module, const struct ir_function *function,
                                  const struct ir_instr *call, uint32_t *ret_count)
{
    (void)program;
    const struct ir_call_info *info = &function->calls.items[call->aux];
    if (info->symbol) {
        *ret_count = 1;
        return &graph->self[module->symbols.items[info->symbol].program_id];
    }
    return callgraph_set(graph, callgraph_set_key(module, function, call), ret_count);
}

const uint32_t *callgraph_set(const struct callgraph *graph, uint64_t key, uint32_t *ret_count)
{
    uint64_t index = 0;
    (void)idmap_get(&graph->set_ids, key, &index);
    *ret_count = graph->sets.items[index].count;
    return graph->sets.items[index].targets;
}

// --- edges -------------------------------------------------------------------------------------

// Where too many functions have the type of an indirect call: those that the caller itself names, or that stand in a
// table that it names, are the likely ones, and have to be known first.
static void named_targets(const struct graph_builder *builder, const struct ir_module *module,
                          const struct ir_function *function, struct ids *ids)
{
    VEC_EACH(&function->values, value) {
        if (value->kind != IR_VALUE_SYMBOL) continue;
        const struct ir_symbol *symbol = &module->symbols.items[value->symbol];
        if (symbol->kind == IR_SYMBOL_FUNCTION) {
            VEC_PUSH(ids, symbol->program_id);
            continue;
        }
        const struct ir_module *home = builder->program->symbols.items[symbol->program_id].module;
        const struct ir_global *table = ir_program_global(builder->program, symbol->program_id);
        for (uint32_t i = 0; table && i < table->relocation_count && i < CALLGRAPH_TABLE_MAX; i++) {
            uint32_t target = home->symbols.items[table->relocations[i].symbol].program_id;
            if (ir_program_function(builder->program, target)) VEC_PUSH(ids, target);
        }
    }
}

static void find_callees(struct graph_builder *builder, uint32_t id, struct ids *ids)
{
    const struct ir_function *function = ir_program_function(builder->program, id);
    VEC_CLEAR(ids);
    if (!function) return;
    const struct ir_module *module = builder->program->symbols.items[id].module;
    bool unknown = false;
    VEC_EACH(&function->instrs, instr) {
        if (instr->op != IR_CALL && instr->op != IR_INVOKE) continue;
        const struct ir_call_info *info = &function->calls.items[instr->aux];
        if (info->symbol) {
            VEC_PUSH(ids, module->symbols.items[info->symbol].program_id);
            continue;
        }
        const struct callgraph_set *set = set_of(builder, module, function, instr);
        if (set->count > CALLGRAPH_INDIRECT_MAX) {
            unknown = true;
            continue;
        }
        for (uint32_t i = 0; i < set->count; i++)
            VEC_PUSH(ids, set->targets[i]);
    }
    if (unknown) named_targets(builder, module, function, ids);
    sort_once(ids);
}

// --- components --------------------------------------------------------------------------------

struct tarjan {
    struct callgraph *graph;
    uint32_t *index, *low; // by node; index 0: not visited
    bool *on_stack;
    uint32_t next;
    struct ids stack;
};

static void close_component(struct tarjan *tarjan, uint32_t root)
{
    struct callgraph *graph = tarjan->graph;
    uint32_t node;
    do {
        node = VEC_POP(&tarjan->stack);
        tarjan->on_stack[node] = false;
        graph->component[node] = graph->component_count;
    } while (node != root);
    graph->component_count++;
}

struct call_frame {
    uint32_t node, next;
};

static void visit_from(struct tarjan *tarjan, uint32_t start)
{
    struct callgraph *graph = tarjan->graph;
    VEC(struct call_frame) frames = {0};
    VEC_PUSH(&frames, ((struct call_frame){start, 0}));
    while (frames.count) {
        struct call_frame *frame = VEC_LAST(&frames);
        uint32_t node = frame->node;
        if (!frame->next) {
            tarjan->index[node] = tarjan->low[node] = ++tarjan->next;
            tarjan->on_stack[node] = true;
            VEC_PUSH(&tarjan->stack, node);
        }
        if (frame->next < graph->callee_counts[node]) {
            uint32_t to = graph->callees[node][frame->next++];
            if (!tarjan->index[to])
                VEC_PUSH(&frames, ((struct call_frame){to, 0}));
            else if (tarjan->on_stack[to] && tarjan->index[to] < tarjan->low[node])
                tarjan->low[node] = tarjan->index[to];
            continue;
        }
        frames.count--;
        if (tarjan->low[node] == tarjan->index[node]) close_component(tarjan, node);
        if (frames.count) {
            uint32_t caller = VEC_LAST(&frames)->node;
            if (tarjan->low[node] < tarjan->low[caller]) tarjan->low[caller] = tarjan->low[node];
        }
    }
    VEC_FREE(&frames);
}

static void find_components(struct callgraph *graph)
{
    struct tarjan tarjan = {.graph = graph, .index = mem_alloc((graph->node_count + 1) * sizeof(uint32_t)),
                            .low = mem_alloc((graph->node_count + 1) * sizeof(uint32_t)),
                            .on_stack = mem_alloc(graph->node_count + 1)};
    for (uint32_t node = 0; node < graph->node_count; node++)
        if (!tarjan.index[node]) visit_from(&tarjan, node);
    free(tarjan.index);
    free(tarjan.low);
    free(tarjan.on_stack);
    VEC_FREE(&tarjan.stack);
}

static void group_components(struct callgraph *graph)
{
    graph->component_nodes = ARENA_ARRAY(&graph->arena, const uint32_t *, graph->component_count + 1);
    graph->component_sizes = ARENA_ARRAY(&graph->arena, uint32_t, graph->component_count + 1);
    graph->level = ARENA_ARRAY(&graph->arena, uint32_t, graph->component_count + 1);
    uint32_t *nodes = ARENA_ARRAY(&graph->arena, uint32_t, graph->node_count + 1);
    uint32_t *next = mem_alloc((graph->component_count + 1) * sizeof *next), at = 0;
    for (uint32_t node = 0; node < graph->node_count; node++)
        graph->component_sizes[graph->component[node]]++;
    for (uint32_t component = 0; component < graph->component_count; component++) {
        graph->component_nodes[component] = nodes + at;
        next[component] = at;
        at += graph->component_sizes[component];
    }
    for (uint32_t node = 0; node < graph->node_count; node++)
        nodes[next[graph->component[node]]++] = node;
    free(next);
}

static void find_levels(struct callgraph *graph)
{
    for (uint32_t component = 0; component < graph->component_count; component++) {
        uint32_t level = 0;
        for (uint32_t i = 0; i < graph->component_sizes[component]; i++) {
            uint32_t node = graph->component_nodes[component][i];
            for (uint32_t k = 0; k < graph->callee_counts[node]; k++) {
                uint32_t callee = graph->component[graph->callees[node][k]];
                if (callee != component && graph->level[callee] >= level) level = graph->level[callee] + 1;
            }
        }
        graph->level[component] = level;
        if (level >= graph->level_count) graph->level_count = level + 1;
    }
}

void callgraph_build(const struct ir_program *program, struct callgraph *ret_graph)
{
    struct callgraph *graph = ret_graph;
    *graph = (struct callgraph){.node_count = (uint32_t)program->symbols.count};
    struct graph_builder builder = {.program = program, .graph = graph};
    VEC_PUSH(&graph->sets, ((struct callgraph_set){0}));
    graph->callees = ARENA_ARRAY(&graph->arena, const uint32_t *, graph->node_count + 1);
    graph->callee_counts = ARENA_ARRAY(&graph->arena, uint32_t, graph->node_count + 1);
    graph->component = ARENA_ARRAY(&graph->arena, uint32_t, graph->node_count + 1);
    graph->self = ARENA_ARRAY(&graph->arena, uint32_t, graph->node_count + 1);
    collect(&builder);
    struct ids ids = {0};
    for (uint32_t node = 0; node < graph->node_count; node++) {
        graph->self[node] = node;
        find_callees(&builder, node, &ids);
        graph->callees[node] = keep(graph, &ids);
        graph->callee_counts[node] = (uint32_t)ids.count;
    }
    VEC_FREE(&ids);
    VEC_FREE(&builder.vtables);
    VEC_FREE(&builder.candidates);
    find_components(graph);
    group_components(graph);
    find_levels(graph);
}

void callgraph_free(struct callgraph *graph)
{
    VEC_FREE(&graph->sets);
    idmap_free(&graph->set_ids);
    arena_free(&graph->arena);
    *graph = (struct callgraph){0};
}

void callgraph_dump(const struct ir_program *program, const struct callgraph *graph, struct buf *out)
{
    buf_text(out, "digraph calls {\n  rankdir=LR\n  node [shape=box]\n");
    for (uint32_t node = 1; node < graph->node_count; node++) {
        const struct ir_program_symbol *symbol = &program->symbols.items[node];
        if (symbol->kind != IR_SYMBOL_FUNCTION) continue;
        buf_printf(out, "  n%u [label=\"%s\"%s]\n", node, symbol->display, symbol->module ? "" : " style=dashed");
        for (uint32_t i = 0; i < graph->callee_counts[node]; i++)
            buf_printf(out, "  n%u -> n%u\n", node, graph->callees[node][i]);
    }
    buf_text(out, "}\n");
}
