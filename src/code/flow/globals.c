// What the whole program does with its globals: those that nobody writes are constants.
#include "code/flow/enginep.h"
#include <string.h>

struct scanning {
    struct engine *engine;
    const struct ir_module *module;
    const struct ir_function *function;
    uint32_t *derived; // by value: program id of the global that it points into; 0 none
};

static uint32_t global_of(const struct scanning *s, ir_id value)
{
    const struct ir_value *v = &s->function->values.items[value];
    if (v->kind == IR_VALUE_SYMBOL && s->module->symbols.items[v->symbol].kind == IR_SYMBOL_GLOBAL)
        return s->module->symbols.items[v->symbol].program_id;
    return v->kind == IR_VALUE_INSTR ? s->derived[value] : 0;
}

enum hold { HOLD_READS, HOLD_WRITES, HOLD_KEEPS };

// What a call does with an object that it gets the address of: library models tell, anybody else may keep it.
static enum hold hold_of(const struct scanning *s, const struct ir_instr *call, uint32_t position)
{
    const struct ir_call_info *info = &s->function->calls.items[call->aux];
    const struct ir_symbol *symbol = info->symbol ? &s->module->symbols.items[info->symbol] : NULL;
    const struct model *model = symbol ? s->engine->known[symbol->program_id].model : NULL;
    if (!model || !position || symbol->returns_memory)
        return position ? HOLD_KEEPS : HOLD_READS;
    enum hold hold = model_effect(model, EFFECT_SCANF) ? HOLD_KEEPS : HOLD_READS;
    int8_t argument = (int8_t)(position - 1);
    for (uint32_t i = 0; i < model->count; i++) {
        const struct effect *e = &model->effects[i];
        bool reads = e->kind == EFFECT_READ || e->kind == EFFECT_STRING || e->kind == EFFECT_NONNULL ||
                     e->kind == EFFECT_PRINTF || e->kind == EFFECT_PATH || e->kind == EFFECT_COMMAND || e->kind == EFFECT_QUERY || e->kind == EFFECT_KEY ||
                     e->kind == EFFECT_NUMBER || e->kind == EFFECT_LENGTH;
        bool source = (e->kind == EFFECT_COPY || e->kind == EFFECT_STRCPY || e->kind == EFFECT_STRCAT ||
                       e->kind == EFFECT_STRNCPY || e->kind == EFFECT_STRNCAT) && e->arg1 == argument;
        bool writes = e->kind == EFFECT_WRITE || e->kind == EFFECT_LOCK || e->kind == EFFECT_UNLOCK ||
                      e->kind == EFFECT_TRYLOCK || e->kind == EFFECT_NEWLOCK;
        if (reads || source || (e->arg0 != argument && e->arg1 != argument))
            continue;
        if (!writes)
            return HOLD_KEEPS;
        hold = HOLD_WRITES;
    }
    return hold;
}

static void scan_operand(struct scanning *s, const struct ir_instr *instr, uint32_t position)
{
    uint32_t id = global_of(s, ir_operand(s->function, instr, position));
    if (!id)
        return;
    struct global_facts *facts = &s->engine->globals[id];
    switch (instr->op) {
    case IR_LOAD:
    case IR_COMPARE:
        break;
    case IR_STORE:
        if (position == 1)
            facts->written = true;
        else
            facts->escaped = true;
        break;
    case IR_ADDRESS:
        if (position == 0)
            s->derived[instr->result] = id;
        break;
    case IR_COPY:
        if (position == 0)
            facts->written = true;
        break;
    case IR_CALL:
    case IR_INVOKE:
        switch (hold_of(s, instr, position)) {
        case HOLD_KEEPS:
            facts->escaped = true;
            break;
        case HOLD_WRITES:
            facts->written = true;
            break;
        case HOLD_READS:
            break;
        }
        break;
    default:
        facts->escaped = true;
    }
}

static void scan_function(struct scanning *s)
{
    s->derived = mem_alloc(s->function->values.count * sizeof *s->derived);
    VEC_EACH(&s->function->instrs, instr)
        for (uint32_t i = 0; i < instr->operand_count; i++)
            scan_operand(s, instr, i);
    free(s->derived);
}

void engine_find_globals(struct engine *engine)
{
    VEC_EACH(&engine->program->modules, m) {
        struct scanning s = {.engine = engine, .module = *m};
        VEC_EACH(&(*m)->functions, f) {
            s.function = f;
            scan_function(&s);
        }
        VEC_EACH(&(*m)->globals, g)
            for (uint32_t i = 0; i < g->relocation_count; i++)
                engine->globals[(*m)->symbols.items[g->relocations[i].symbol].program_id].escaped = true;
    }
}

bool engine_global_is_constant(const struct engine *engine, uint32_t program_id)
{
    const struct ir_global *global = ir_program_global(engine->program, program_id);
    if (!global || global->is_volatile)
        return false;
    if (global->constant)
        return true;
    const struct global_facts *facts = &engine->globals[program_id];
    bool closed = engine->program->symbols.items[program_id].internal || !engine->options->library;
    return closed && !facts->written && !facts->escaped && !global->is_thread_local;
}

bool engine_global_is_private(const struct engine *engine, uint32_t program_id)
{
    return engine->program->symbols.items[program_id].internal && !engine->globals[program_id].escaped;
}

void engine_describe_object(struct flow *flow, object_id id, const struct ir_symbol *symbol)
{
    struct terms *terms = &flow->world.terms;
    struct object *o = &terms->objects.items[id];
    o->name = symbol->display ? symbol->display : symbol->name;
    if (o->kind == OBJECT_FUNCTION)
        return;
    const struct ir_global *global = ir_program_global(flow->engine->program, symbol->program_id);
    if (!global)
        return; // declared only: its size may be another's matter
    o->global = global;
    o->module = flow->engine->program->symbols.items[symbol->program_id].module;
    o->literal = global->literal;
    o->constant = engine_global_is_constant(flow->engine, symbol->program_id);
    if (o->literal)
        o->name = NULL;
    term_id size = term_const(terms, (int64_t)global->size, terms->pointer_bits);
    terms->objects.items[id].size = size;
}

// A pointer that a global's initial bytes hold.
static bool relocated(struct engine *engine, struct world *world, const struct object *o, int64_t offset,
                      term_id *ret_term)
{
    for (uint32_t i = 0; i < o->global->relocation_count; i++) {
        const struct ir_relocation *r = &o->global->relocations[i];
        if ((int64_t)r->offset != offset)
            continue;
        const struct ir_symbol *symbol = &o->module->symbols.items[r->symbol];
        bool fresh, function = symbol->kind == IR_SYMBOL_FUNCTION;
        int64_t addend = r->addend;
        object_id id = object_make(&world->terms, function ? OBJECT_FUNCTION : OBJECT_GLOBAL, symbol->program_id, 0,
                                   &fresh);
        if (fresh) {
            struct flow *flow = (struct flow *)((char *)world - offsetof(struct flow, world));
            engine_describe_object(flow, id, symbol);
        }
        *ret_term = term_add(&world->terms, world->terms.objects.items[id].address, addend);
        (void)engine;
        return true;
    }
    return false;
}

bool engine_constant_content(void *context, struct world *world, object_id object, int64_t offset, uint32_t bits,
                             bool pointer, term_id *ret_term)
{
    const struct object o = world->terms.objects.items[object];
    uint64_t size = (bits + 7) / 8;
    if (!o.constant || !o.global || offset < 0 || (uint64_t)offset + size > o.global->size || size > 8)
        return false;
    if (relocated(context, world, &o, offset, ret_term))
        return true;
    for (uint32_t i = 0; i < o.global->relocation_count; i++) // a part of a pointer
        if (o.global->relocations[i].offset < (uint64_t)offset + size && o.global->relocations[i].offset + 8 > (uint64_t)offset)
            return false;
    if (!o.global->bytes && !o.global->zero)
        return false;
    uint64_t number = 0;
    for (uint64_t i = 0; i < size && o.global->bytes; i++)
        number |= (uint64_t)o.global->bytes[(uint64_t)offset + i] << (8 * (world->big_endian ? size - 1 - i : i));
    (void)pointer;
    *ret_term = term_const(&world->terms, (int64_t)number, bits);
    return true;
}
