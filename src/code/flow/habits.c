// What the program's authors expect of its own functions: whether callers test a returned pointer for null. A null that
// a callee returns only sometimes is worth a word where others guard against it, and noise where nobody does.
#include "code/flow/enginep.h"

enum { HABIT_CALLS = 3 }; // fewer calls tell nothing

struct watching {
    struct engine *engine;
    const struct ir_function *function;
    uint32_t *made_by; // by value: program id of the callee that returned it; 0 none
    uint8_t *seen;     // by value
};
enum { SEEN_TESTED = 1, SEEN_USED = 2 };

// A function that is defined in a header is another one in each file: its callers count together.
static struct habit *habit_of(struct engine *engine, uint32_t program_id)
{
    void **slot = map_at(&engine->habits, engine->program->symbols.items[program_id].name);
    if (!*slot)
        *slot = ARENA_NEW(&engine->habit_arena, struct habit);
    return *slot;
}

static bool is_null(const struct ir_function *function, ir_id value)
{
    return function->values.items[value].kind == IR_VALUE_NULL;
}

static void watch_instr(struct watching *w, const struct ir_instr *instr)
{
    for (uint32_t i = 0; i < instr->operand_count; i++) {
        ir_id value = ir_operand(w->function, instr, i);
        if (!w->made_by[value])
            continue;
        if (instr->op == IR_COMPARE)
            w->seen[value] |= is_null(w->function, ir_operand(w->function, instr, 1 - i)) ? SEEN_TESTED : 0;
        else if ((instr->op == IR_LOAD || instr->op == IR_ADDRESS || (instr->op == IR_STORE && i == 1)) && i <= 1)
            w->seen[value] |= SEEN_USED;
    }
}

static void watch_function(struct engine *engine, const struct ir_module *module, const struct ir_function *function)
{
    struct watching w = {engine, function, mem_alloc((function->values.count + 1) * sizeof *w.made_by),
                         mem_alloc(function->values.count + 1)};
    bool any = false;
    VEC_EACH(&function->instrs, instr) {
        bool call = instr->op == IR_CALL || instr->op == IR_INVOKE;
        if (!call || !instr->result || module->types.items[instr->type].kind != IR_POINTER)
            continue;
        ir_id symbol = function->calls.items[instr->aux].symbol;
        w.made_by[instr->result] = symbol ? module->symbols.items[symbol].program_id : 0;
        any |= symbol != 0;
    }
    if (any)
        VEC_EACH(&function->instrs, instr)
            watch_instr(&w, instr);
    for (size_t value = 0; any && value < function->values.count; value++)
        if (w.made_by[value]) {
            struct habit *habit = habit_of(engine, w.made_by[value]);
            habit->calls++;
            habit->used += w.seen[value] != 0;
            habit->tested += w.seen[value] & SEEN_TESTED;
        }
    free(w.made_by);
    free(w.seen);
}

void engine_find_habits(struct engine *engine)
{
    VEC_EACH(&engine->program->modules, module)
        VEC_EACH(&(*module)->functions, function)
            watch_function(engine, *module, function);
}

bool engine_expects_null(const struct engine *engine, uint32_t program_id)
{
    const struct habit *habit = map_get(&engine->habits, engine->program->symbols.items[program_id].name);
    if (!habit || habit->calls < HABIT_CALLS)
        return true;
    return habit->tested && habit->tested * 2 >= habit->used;
}
