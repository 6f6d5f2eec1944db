// Objects that a signal handler and the code that it interrupts use at the same time.
#include "code/check/check.h"
#include "code/flow/enginep.h"
#include "code/flow/mark.h"

enum { SIGNAL_RACE };

const struct rule RULES_signal[] = {
    [SIGNAL_RACE] = {"signal-race", 364, SEVERITY_MEDIUM, "Signal handler uses what is being changed",
     "The signal may arrive between any two instructions: the handler finds a half-made object, or a pointer to what was just "
     "released.",
     "Share nothing but a volatile sig_atomic_t with a handler, or block the signal while the object is changed.", "engine"},
    {0}};

// Whether the handler itself names the global.
static bool uses_global(const struct flow *flow, object_id handler, object_id global)
{
    const struct terms *terms = &flow->world.terms;
    const struct ir_program *program = flow->engine->program;
    uint32_t function_id = terms->objects.items[handler].key, global_id = terms->objects.items[global].key;
    const struct ir_function *function = ir_program_function(program, function_id);
    const struct ir_module *module = program->symbols.items[function_id].module;
    for (size_t i = 1; function && i < function->values.count; i++) {
        const struct ir_value *v = &function->values.items[i];
        if (v->kind == IR_VALUE_SYMBOL && module->symbols.items[v->symbol].program_id == global_id)
            return true;
    }
    return false;
}

static void store(struct flow *flow, term_id pointer, term_id value, ir_id value_id)
{
    struct place place;
    (void)value, (void)value_id;
    if (!flow->marked.count || !flow_place(flow, flow->state, pointer, &place))
        return;
    const struct object *o = &flow->world.terms.objects.items[place.object];
    if (o->kind != OBJECT_GLOBAL || flow->instr->flags & (IR_VOLATILE | IR_ATOMIC_ACCESS))
        return;
    for (size_t i = 0; i < flow->marked.count; i++) {
        const struct marked *m = &flow->marked.items[i];
        if (m->mark != MARK_HANDLER || flow_mark_at(flow, flow->state, m) != 1 ||
            !uses_global(flow, m->object, place.object))
            continue;
        struct judgement j = {.rule = &RULES_signal[SIGNAL_RACE], .confidence = CONFIDENCE_MEDIUM};
        buf_printf(&j.message, "'%s' is changed while signals may call %s(), which uses it", o->name ? o->name : "a global",
                   m->name ? m->name : "a handler");
        flow_report(flow, &j, 0, flow->instr->location);
        buf_free(&j.message);
        return;
    }
}

const struct checker CHECKER_signal = {.name = "signal", .rules = RULES_signal, .store = store};
