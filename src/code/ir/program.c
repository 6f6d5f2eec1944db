// Links modules: one program id for each name, as a linker would resolve it.
#include "code/ir/program.h"

struct linker {
    struct ir_program *program;
    struct map names;   // external name -> program id, as a pointer-sized number
    unsigned repeated;  // strong definitions beyond the first
    const char *example;
};

static uint32_t name_id(const struct linker *linker, const char *name)
{
    return (uint32_t)(uintptr_t)map_get(&linker->names, name);
}

static uint32_t add_symbol(struct linker *linker, const struct ir_module *module, const struct ir_symbol *symbol)
{
    struct ir_program_symbol *added = VEC_ADD(&linker->program->symbols);
    *added = (struct ir_program_symbol){.name = symbol->name, .display = symbol->display, .kind = symbol->kind,
                                        .module = symbol->defined ? module : NULL, .index = symbol->index,
                                        .internal = symbol->internal};
    return (uint32_t)(linker->program->symbols.count - 1);
}

static bool program_symbol_weak(const struct ir_program_symbol *symbol)
{
    // The definition's own symbol stands in its module; an alias shares the index but not the weakness.
    const struct ir_module *module = symbol->module;
    if (symbol->kind == IR_SYMBOL_GLOBAL) return module->symbols.items[module->globals.items[symbol->index].symbol].weak;
    return module->symbols.items[module->functions.items[symbol->index].symbol].weak;
}

static void define(struct ir_program_symbol *known, const struct ir_module *module, const struct ir_symbol *symbol)
{
    known->module = module;
    known->index = symbol->index;
    known->kind = symbol->kind;
    known->display = symbol->display;
}

static uint32_t link_external(struct linker *linker, const struct ir_module *module, const struct ir_symbol *symbol)
{
    uint32_t id = name_id(linker, symbol->name);
    if (!id) {
        id = add_symbol(linker, module, symbol);
        map_put(&linker->names, symbol->name, (void *)(uintptr_t)id);
        return id;
    }
    if (!symbol->defined) return id;
    struct ir_program_symbol *known = &linker->program->symbols.items[id];
    if (!known->module || (program_symbol_weak(known) && !symbol->weak)) {
        define(known, module, symbol);
        return id;
    }
    if (symbol->weak || known->module == module) return id;
    if (!linker->repeated++) linker->example = symbol->name;
    return add_symbol(linker, module, symbol);
}

static void link_module(struct linker *linker, struct ir_module *module)
{
    for (size_t i = 1; i < module->symbols.count; i++) {
        struct ir_symbol *symbol = &module->symbols.items[i];
        symbol->program_id = symbol->internal ? add_symbol(linker, module, symbol)
                                              : link_external(linker, module, symbol);
        if (symbol->address_taken) linker->program->symbols.items[symbol->program_id].address_taken = true;
    }
}

void ir_program_link(struct ir_program *program, struct diags *diags)
{
    struct linker linker = {.program = program};
    VEC_CLEAR(&program->symbols);
    VEC_PUSH(&program->symbols, ((struct ir_program_symbol){.name = "", .display = ""}));
    VEC_EACH(&program->modules, module)
        link_module(&linker, *module);
    uint32_t main_id = name_id(&linker, "main");
    if (main_id && program->symbols.items[main_id].module) program->closed = true;
    if (linker.repeated)
        DIAG(diags, DIAG_NOTE, NULL, 0, "%u names, %s one of them, are defined in several modules: seemingly these belong to "
             "several programs. Each module uses its own definition, others the first", linker.repeated, linker.example);
    map_free(&linker.names);
}

const struct ir_function *ir_program_function(const struct ir_program *program, uint32_t program_id)
{
    const struct ir_program_symbol *symbol = &program->symbols.items[program_id];
    if (!symbol->module || symbol->kind != IR_SYMBOL_FUNCTION) return NULL;
    return &symbol->module->functions.items[symbol->index];
}

const struct ir_global *ir_program_global(const struct ir_program *program, uint32_t program_id)
{
    const struct ir_program_symbol *symbol = &program->symbols.items[program_id];
    if (!symbol->module || symbol->kind != IR_SYMBOL_GLOBAL) return NULL;
    return &symbol->module->globals.items[symbol->index];
}

void ir_program_free(struct ir_program *program)
{
    VEC_FREE(&program->modules);
    VEC_FREE(&program->symbols);
    arena_free(&program->arena);
    *program = (struct ir_program){0};
}
