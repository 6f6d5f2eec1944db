#include "code/flow/entries.h"
#include "base/hash.h"
#include "base/map.h"
#include "code/flow/enginep.h"
#include <string.h>

// The named struct that the access path of an address steps into first; NULL when there is none.
static const char *struct_of(const struct ir_module *module, const struct ir_function *function,
                             const struct ir_instr *address)
{
    for (uint32_t s = 0; s < address->step_count; s++) {
        const struct ir_step *step = &function->steps.items[address->aux + s];
        if (step->is_field && step->container) return module->types.items[step->container].name;
    }
    return NULL;
}

static const struct ir_instr *address_behind(const struct ir_function *function, ir_id value)
{
    const struct ir_value *v = &function->values.items[value];
    if (v->kind != IR_VALUE_INSTR) return NULL;
    const struct ir_instr *instr = &function->instrs.items[v->instr];
    return instr->op == IR_ADDRESS ? instr : NULL;
}

static void find_stores(struct engine *engine, const struct ir_module *module, const struct ir_function *function)
{
    for (size_t i = 0; i < function->instrs.count; i++) {
        const struct ir_instr *instr = &function->instrs.items[i];
        if (instr->op != IR_STORE || instr->operand_count < 2) continue;
        const struct ir_instr *address = address_behind(function, ir_operand(function, instr, 1));
        const char *name = address ? struct_of(module, function, address) : NULL;
        if (name) map_put(&engine->own_structs, name, engine);
    }
}

void engine_find_own_structs(struct engine *engine)
{
    VEC_EACH(&engine->program->modules, module)
        for (size_t f = 0; f < (*module)->functions.count; f++)
            find_stores(engine, *module, &(*module)->functions.items[f]);
}

void engine_free_own_structs(struct engine *engine)
{
    map_free(&engine->own_structs);
}

uint64_t engine_own_structs_hash(const struct engine *engine)
{
    uint64_t hash = 0;
    for (size_t i = 0; i < engine->own_structs.count; i++)
        hash += hash_text(engine->own_structs.entries[i].key);
    return hash;
}

// The struct that the function itself takes the parameter for.
static const char *struct_of_param(const struct flow *flow, ir_id param)
{
    const struct ir_function *function = flow->function;
    for (size_t i = 0; i < function->instrs.count; i++) {
        const struct ir_instr *instr = &function->instrs.items[i];
        if (instr->op != IR_ADDRESS || ir_operand(function, instr, 0) != param) continue;
        const char *name = struct_of(flow->module, function, instr);
        if (name) return name;
    }
    return NULL;
}

// "const struct gatt *": the name behind `struct`, for parameters that are only passed on.
static bool spells_own_struct(const struct flow *flow, const char *spelling)
{
    const char *at = spelling ? strstr(spelling, "struct ") : NULL;
    if (!at) return false;
    at += strlen("struct ");
    char name[128];
    size_t size = strcspn(at, " *");
    if (size >= sizeof name) return false;
    memcpy(name, at, size);
    name[size] = '\0';
    return map_has(&flow->engine->own_structs, name);
}

bool entry_param_is_chosen(const struct flow *flow, uint32_t param)
{
    const struct ir_function *function = flow->function;
    if (function->is_main || ir_type_of(flow->module, function, param + 1)->kind != IR_POINTER) return true;
    const char *name = struct_of_param(flow, param + 1);
    if (name) return !map_has(&flow->engine->own_structs, name);
    ir_id variable = function->values.items[param + 1].variable;
    return !spells_own_struct(flow, variable ? function->variables.items[variable].spelling : NULL);
}
