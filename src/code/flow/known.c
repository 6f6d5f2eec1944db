// Which model describes which function of the program.
#include "code/flow/content.h"
#include "code/flow/enginep.h"

static void find_model(struct engine *engine, uint32_t id)
{
    const struct ir_program_symbol *symbol = &engine->program->symbols.items[id];
    struct known *known = &engine->known[id];
    if (symbol->kind != IR_SYMBOL_FUNCTION || !symbol->name)
        return;
    known->model = models_find(&engine->models, symbol->name);
    if (!known->model && !symbol->module) // neither defined nor reached otherwise: only its name tells
        known->model = models_guess(&engine->models, symbol->name);
    struct cxx_name name;
    if (!cxx_name_read(&engine->known_arena, symbol->name, &name))
        return;
    struct cxx_name *kept = ARENA_NEW(&engine->known_arena, struct cxx_name);
    *kept = name;
    known->cxx = kept;
    if (known->model)
        return;
    const struct model *model = models_find_cxx(&engine->models, kept);
    if (!model || !flow_content_fits(model, kept) || (model->yields && symbol->module))
        return;
    known->model = model;
    known->replaced = true;
}

void engine_find_models(struct engine *engine)
{
    engine->known = mem_alloc((engine->program->symbols.count + 1) * sizeof *engine->known);
    for (uint32_t id = 0; id < engine->program->symbols.count; id++)
        find_model(engine, id);
}

const struct model *engine_model_of(const struct engine *engine, uint32_t program_id)
{
    const struct known *known = &engine->known[program_id];
    bool own_body = known->model && known->model->yields && !known->replaced && ir_program_function(engine->program, program_id);
    return own_body ? NULL : known->model;
}
