#include "code/flow/hooks.h"
#include "base/hash.h"
#include "code/flow/enginep.h"
#include <string.h>

enum { CASTS_MAX = 4, NESTING_MAX = 8 };
static const uint64_t SEVERAL = UINT64_MAX; // different defaults in one place

// A member is the same place in every object of its struct, whoever holds it.
static uint64_t member_key(const char *container, uint64_t offset)
{
    return hash_mix(hash_text(container), offset + 1);
}

static uint64_t global_key(const struct engine *engine, uint32_t program_id, uint64_t offset)
{
    return hash_mix(engine->identity.symbols[program_id], ~offset);
}

static bool handles_memory(const struct engine *engine, const char *name)
{
    const struct model *model = models_find(&engine->models, name);
    return model && (model_effect(model, EFFECT_ALLOC) || model_effect(model, EFFECT_REALLOC) ||
                     model_effect(model, EFFECT_FREE));
}

static void note_default(struct engine *engine, uint64_t key, const struct ir_symbol *function)
{
    uint64_t known;
    if (!key || function->kind != IR_SYMBOL_FUNCTION)
        return;
    if (!idmap_get(&engine->hooks, key, &known))
        idmap_put(&engine->hooks, key, function->program_id);
    else if (known != function->program_id)
        idmap_put(&engine->hooks, key, SEVERAL);
}

// The place that an address names: the member that its path ends in, or a global; 0 when it is neither.
static uint64_t address_key(const struct engine *engine, const struct ir_module *module,
                            const struct ir_function *function, ir_id address)
{
    const struct ir_value *v = &function->values.items[address];
    if (v->kind == IR_VALUE_SYMBOL)
        return global_key(engine, module->symbols.items[v->symbol].program_id, (uint64_t)v->number);
    const struct ir_instr *instr = ir_definition(function, address);
    if (!instr || instr->op != IR_ADDRESS || !instr->step_count)
        return 0;
    const struct ir_step *last = &function->steps.items[instr->aux + instr->step_count - 1];
    const char *container = last->is_field && last->container ? module->types.items[last->container].name : NULL;
    return container ? member_key(container, (uint64_t)last->scale) : 0;
}

static const struct ir_symbol *function_behind(const struct ir_module *module, const struct ir_function *function,
                                               ir_id value)
{
    for (int i = 0; i < CASTS_MAX; i++) {
        const struct ir_value *v = &function->values.items[value];
        if (v->kind == IR_VALUE_SYMBOL)
            return v->number ? NULL : &module->symbols.items[v->symbol];
        const struct ir_instr *made = ir_definition(function, value);
        if (!made || made->op != IR_CAST || made->sub != IR_BITCAST)
            return NULL;
        value = ir_operand(function, made, 0);
    }
    return NULL;
}

static void find_stores(struct engine *engine, const struct ir_module *module, const struct ir_function *function)
{
    VEC_EACH(&function->instrs, instr) {
        if (instr->op != IR_STORE || instr->operand_count < 2)
            continue;
        const struct ir_symbol *stored = function_behind(module, function, ir_operand(function, instr, 0));
        if (stored)
            note_default(engine, address_key(engine, module, function, ir_operand(function, instr, 1)), stored);
    }
}

// The innermost named struct that a byte of a global lies in, as a place; 0 when it lies in none.
static uint64_t initial_key(const struct ir_module *module, ir_id type, uint64_t offset)
{
    uint64_t key = 0;
    for (int depth = 0; depth < NESTING_MAX && type; depth++) {
        const struct ir_type *t = &module->types.items[type];
        if (t->kind == IR_ARRAY && t->element && module->types.items[t->element].size) {
            offset %= module->types.items[t->element].size;
            type = t->element;
            continue;
        }
        if (t->kind != IR_STRUCT)
            break;
        if (t->name)
            key = member_key(t->name, offset);
        type = 0;
        for (uint32_t i = 0; i < t->field_count && !type; i++) {
            const struct ir_field *field = &module->fields.items[t->first_field + i];
            if (offset >= field->offset && offset < field->offset + module->types.items[field->type].size) {
                type = field->type;
                offset -= field->offset;
            }
        }
    }
    return key;
}

static void find_initial(struct engine *engine, const struct ir_module *module, const struct ir_global *global)
{
    const struct ir_symbol *symbol = &module->symbols.items[global->symbol];
    for (uint32_t i = 0; i < global->relocation_count; i++) {
        const struct ir_relocation *r = &global->relocations[i];
        const struct ir_symbol *target = &module->symbols.items[r->symbol];
        note_default(engine, global_key(engine, symbol->program_id, r->offset), target);
        note_default(engine, initial_key(module, symbol->type, r->offset), target);
    }
}

void engine_find_hooks(struct engine *engine)
{
    VEC_EACH(&engine->program->modules, module) {
        VEC_EACH(&(*module)->functions, function)
            find_stores(engine, *module, function);
        VEC_EACH(&(*module)->globals, global)
            find_initial(engine, *module, global);
    }
}

void engine_free_hooks(struct engine *engine)
{
    idmap_free(&engine->hooks);
}

uint64_t hook_key(const struct flow *flow, ir_id callee)
{
    const struct ir_instr *load = ir_definition(flow->function, callee);
    return load && load->op == IR_LOAD ?
           address_key(flow->engine, flow->module, flow->function, ir_operand(flow->function, load, 0)) : 0;
}

uint32_t hook_default(const struct engine *engine, uint64_t key)
{
    uint64_t known;
    if (!key || !idmap_get(&engine->hooks, key, &known) || known == SEVERAL)
        return 0;
    return handles_memory(engine, engine->program->symbols.items[known].name) ? (uint32_t)known : 0;
}
