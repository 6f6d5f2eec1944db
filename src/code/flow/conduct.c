#include "code/flow/conduct.h"
#include <string.h>

enum { SPOT_DEPTH = 8, BUILT_DEPTH = 5 };

struct taking {
    const struct engine *engine;
    const struct ir_module *module;
    const struct ir_function *function;
    uint32_t program_id;
    bool accesses;
    struct conduct *conduct;
};

bool spot_same(struct spot a, struct spot b)
{
    return a.kind != SPOT_NONE && a.kind == b.kind && a.id == b.id && a.offset == b.offset && a.function == b.function &&
           a.offset != SPOT_ANYWHERE;
}

bool spot_meets(struct spot a, struct spot b)
{
    return a.kind != SPOT_NONE && a.kind == b.kind && a.id == b.id && a.function == b.function &&
           (a.offset == b.offset || a.offset == SPOT_ANYWHERE || b.offset == SPOT_ANYWHERE);
}

// --- places --------------------------------------------------------------------------------------

static struct spot move_spot(struct spot spot, const struct ir_function *f, const struct ir_instr *address)
{
    int64_t offset = spot.offset;
    if (spot.offset == SPOT_ANYWHERE)
        return spot;
    for (uint32_t s = 0; s < address->step_count; s++) {
        const struct ir_step *step = &f->steps.items[address->aux + s];
        if (step->operand)
            spot.offset = SPOT_ANYWHERE;
        offset += step->is_field ? step->scale : step->constant * step->scale;
    }
    if (spot.offset != SPOT_ANYWHERE)
        spot.offset = offset > INT32_MIN && offset <= INT32_MAX ? (int32_t)offset : SPOT_ANYWHERE;
    return spot;
}

static struct spot spot_of(const struct taking *t, ir_id value, int depth)
{
    static const struct spot UNKNOWN = {0};
    const struct ir_value *v = &t->function->values.items[value];
    if (v->kind == IR_VALUE_SYMBOL) {
        const struct ir_symbol *symbol = &t->module->symbols.items[v->symbol];
        return symbol->kind == IR_SYMBOL_GLOBAL ?
               (struct spot){.kind = SPOT_GLOBAL, .id = symbol->program_id, .offset = (int32_t)v->number} : UNKNOWN;
    }
    if (v->kind == IR_VALUE_PARAM)
        return (struct spot){.kind = SPOT_PARAM, .id = (uint32_t)v->number};
    const struct ir_instr *made = ir_definition(t->function, value);
    if (!made || depth > SPOT_DEPTH)
        return UNKNOWN;
    struct spot inner = UNKNOWN;
    switch (made->op) {
    case IR_ALLOCA:
        return (struct spot){.kind = SPOT_LOCAL, .id = value, .function = t->program_id};
    case IR_ADDRESS:
        return move_spot(spot_of(t, ir_operand(t->function, made, 0), depth + 1), t->function, made);
    case IR_CAST:
        return spot_of(t, ir_operand(t->function, made, 0), depth + 1);
    case IR_LOAD:
        inner = spot_of(t, ir_operand(t->function, made, 0), depth + 1);
        if (inner.kind == SPOT_GLOBAL || inner.kind == SPOT_PARAM)
            inner.kind = inner.kind == SPOT_GLOBAL ? SPOT_HANDLE : SPOT_PARAM_HANDLE;
        else
            inner = UNKNOWN;
        return inner;
    default:
        return UNKNOWN;
    }
}

// Whether a value is computed from what the place held: counter = counter + 1.
static bool is_built_from(const struct taking *t, ir_id value, struct spot spot, int depth)
{
    const struct ir_instr *made = ir_definition(t->function, value);
    if (!made || depth > BUILT_DEPTH)
        return false;
    if (made->op == IR_LOAD)
        return depth && spot_same(spot_of(t, ir_operand(t->function, made, 0), 0), spot);
    if (made->op != IR_BINARY && made->op != IR_CAST)
        return false;
    for (uint32_t i = 0; i < made->operand_count; i++)
        if (is_built_from(t, ir_operand(t->function, made, i), spot, depth + 1))
            return true;
    return false;
}

// --- deeds ---------------------------------------------------------------------------------------

static const char *name_of(const struct taking *t, ir_id value)
{
    struct buf text = {0};
    const char *name = NULL;
    if (ir_describe(t->module, t->function, value, &text) && text.size && text.size < 80)
        name = arena_str(&t->conduct->arena, buf_cstr(&text) + (text.bytes[0] == '&'));
    buf_free(&text);
    return name;
}

static void access(struct taking *t, const struct ir_instr *instr, ir_id pointer, bool write)
{
    if (!t->accesses || instr->flags & IR_ATOMIC_ACCESS)
        return;
    struct spot spot = spot_of(t, pointer, 0);
    if (spot.kind != SPOT_GLOBAL && spot.kind != SPOT_PARAM)
        return;
    if (spot.kind == SPOT_GLOBAL) {
        const struct ir_global *global = ir_program_global(t->engine->program, spot.id);
        if (!global || global->constant || global->literal || global->is_thread_local)
            return;
    }
    bool builds = write && instr->op == IR_STORE && is_built_from(t, ir_operand(t->function, instr, 0), spot, 0);
    t->conduct->accesses = true;
    *VEC_ADD(&t->conduct->deeds) = (struct deed){.kind = write ? DEED_WRITE : DEED_READ, .spot = spot, .builds = builds,
                                                 .location = instr->location, .name = name_of(t, pointer)};
}

static ir_id argument_of(const struct taking *t, const struct ir_instr *call, int8_t number)
{
    return number >= 0 && (uint32_t)number + 1 < call->operand_count ?
           ir_operand(t->function, call, (uint32_t)number + 1) : 0;
}

static uint32_t function_id(const struct taking *t, ir_id value)
{
    const struct ir_value *v = &t->function->values.items[value];
    const struct ir_symbol *symbol = value && v->kind == IR_VALUE_SYMBOL ? &t->module->symbols.items[v->symbol] : NULL;
    return symbol && symbol->kind == IR_SYMBOL_FUNCTION ? symbol->program_id : 0;
}

static void start(struct taking *t, const struct ir_instr *call, const struct model *model, const struct effect *e)
{
    int8_t at = e->arg0;
    for (int8_t i = 0; e->arg0 == ARGUMENT_FUNCTION && at == ARGUMENT_FUNCTION && (uint32_t)i + 1 < call->operand_count; i++)
        if (function_id(t, argument_of(t, call, i)))
            at = i;
    uint32_t id = function_id(t, argument_of(t, call, at));
    if (!id || strcmp(e->family, "thread") != 0)
        return;
    int8_t given = e->arg0 == ARGUMENT_FUNCTION ? (int8_t)(at + 1) : -1;
    for (uint32_t i = 0; i < model->count && given < 0; i++)
        if (model->effects[i].kind == EFFECT_KEEP && model->effects[i].arg0 != at)
            given = model->effects[i].arg0;
    ir_id argument = argument_of(t, call, given);
    *VEC_ADD(&t->conduct->deeds) = (struct deed){.kind = DEED_START, .callee = id, .location = call->location,
                                                 .spot = argument ? spot_of(t, argument, 0) : (struct spot){0}};
}

static void lock(struct taking *t, const struct ir_instr *call, const struct effect *e)
{
    struct spot spot = {.kind = SPOT_INTERRUPTS};
    ir_id argument = argument_of(t, call, e->arg0);
    if (e->arg0 != ARGUMENT_INTERRUPTS)
        spot = argument ? spot_of(t, argument, 0) : (struct spot){0};
    t->conduct->locks = true;
    *VEC_ADD(&t->conduct->deeds) = (struct deed){.kind = e->kind == EFFECT_UNLOCK ? DEED_UNLOCK : DEED_LOCK, .spot = spot,
                                                 .foreign = e->kind == EFFECT_TRYLOCK, .location = call->location,
                                                 .name = argument ? name_of(t, argument) : "interrupts"};
}

static void library_call(struct taking *t, const struct ir_instr *call, const struct model *model)
{
    for (uint32_t i = 0; i < model->count; i++) {
        const struct effect *e = &model->effects[i];
        if (e->kind == EFFECT_LOCK || e->kind == EFFECT_UNLOCK || e->kind == EFFECT_TRYLOCK)
            lock(t, call, e);
        else if (e->kind == EFFECT_STARTS)
            start(t, call, model, e);
        else if (e->kind == EFFECT_WAITS)
            *VEC_ADD(&t->conduct->deeds) = (struct deed){.kind = DEED_WAIT, .location = call->location, .name = model->name};
    }
}

static void call_deeds(struct taking *t, const struct ir_instr *call)
{
    ir_id symbol = t->function->calls.items[call->aux].symbol;
    uint32_t id = symbol ? t->module->symbols.items[symbol].program_id : 0;
    const struct model *model = symbol ? engine_model_of(t->engine, id) : NULL;
    if (model) {
        library_call(t, call, model);
        return;
    }
    if (!ir_program_function(t->engine->program, id))
        return;
    struct deed deed = {.kind = DEED_CALL, .callee = id, .location = call->location,
                        .first_argument = (uint32_t)t->conduct->arguments.count};
    for (uint32_t i = 1; i < call->operand_count && i <= 8; i++, deed.argument_count++)
        *VEC_ADD(&t->conduct->arguments) = spot_of(t, ir_operand(t->function, call, i), 0);
    *VEC_ADD(&t->conduct->deeds) = deed;
}

static void instr_deeds(struct taking *t, const struct ir_instr *instr)
{
    switch (instr->op) {
    case IR_LOAD:
        access(t, instr, ir_operand(t->function, instr, 0), false);
        break;
    case IR_STORE:
        access(t, instr, ir_operand(t->function, instr, 1), true);
        break;
    case IR_COPY:
        access(t, instr, ir_operand(t->function, instr, 1), false);
        access(t, instr, ir_operand(t->function, instr, 0), true);
        break;
    case IR_FILL:
        access(t, instr, ir_operand(t->function, instr, 0), true);
        break;
    case IR_CALL:
    case IR_INVOKE:
        call_deeds(t, instr);
        break;
    case IR_ASM: // switches interrupts off and on, for all we know
        if (instr->flags & IR_EFFECTS) {
            t->conduct->locks = true;
            *VEC_ADD(&t->conduct->deeds) = (struct deed){.kind = DEED_LOCK, .foreign = true, .location = instr->location};
        }
        break;
    default:
        break;
    }
}

void conduct_take(const struct engine *engine, uint32_t program_id, bool accesses, struct conduct *ret)
{
    const struct ir_function *function = ir_program_function(engine->program, program_id);
    struct taking t = {engine, engine->program->symbols.items[program_id].module, function, program_id, accesses, ret};
    ret->module = t.module;
    ret->function = function;
    if (!function)
        return;
    ret->first_deed = mem_alloc((function->blocks.count + 1) * sizeof *ret->first_deed);
    for (size_t b = 0; b < function->blocks.count; b++) {
        const struct ir_block *block = &function->blocks.items[b];
        size_t before = ret->deeds.count;
        ret->first_deed[b] = (uint32_t)before;
        for (uint32_t i = 0; i < block->instr_count; i++)
            instr_deeds(&t, &function->instrs.items[block->first_instr + i]);
        for (size_t i = before; i < ret->deeds.count; i++)
            ret->starts_in_loop |= ret->deeds.items[i].kind == DEED_START && block->loop_depth > 0;
    }
    ret->first_deed[function->blocks.count] = (uint32_t)ret->deeds.count;
}

void conduct_free(struct conduct *conduct)
{
    VEC_FREE(&conduct->deeds);
    VEC_FREE(&conduct->arguments);
    free(conduct->first_deed);
    arena_free(&conduct->arena);
    *conduct = (struct conduct){0};
}
