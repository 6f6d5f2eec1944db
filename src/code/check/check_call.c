// Calls through pointers with arguments that the function does not take.
#include "code/check/check.h"
#include "code/flow/enginep.h"

enum { WRONG_ARGUMENTS };

const struct rule RULES_call[] = {
    [WRONG_ARGUMENTS] = {"wrong-arguments", 686, SEVERITY_MEDIUM, "Function is called with other arguments than it takes",
     "The pointer was cast from another type of function. The callee reads arguments that nobody passed, or takes a number for an "
     "address.",
     "Give the pointer the function's own type, and do not cast function pointers.", "engine"},
    {0}};

static const char *kind_name(enum ir_type_kind kind)
{
    return kind == IR_POINTER ? "a pointer" : kind == IR_FLOAT ? "a real number" : "an integer";
}

static void call(struct flow *flow, const struct call *c)
{
    const struct ir_function *callee = ir_program_function(flow->engine->program, c->callee);
    if (c->symbol || !c->callee || !callee || callee->variadic || c->model)
        return;
    const struct ir_module *module = flow->engine->program->symbols.items[c->callee].module;
    const char *problem = callee->param_count == c->count ? NULL :
                          flow_text(flow, "%u arguments, and takes %u", c->count, callee->param_count);
    for (uint32_t i = 0; !problem && i < c->count; i++) {
        const struct ir_type *wants = ir_type_of(module, callee, i + 1), *gets = ir_type_of(flow->module, flow->function, c->arguments[i]);
        bool plain = wants->kind == IR_INT || wants->kind == IR_POINTER || wants->kind == IR_FLOAT;
        bool given = gets->kind == IR_INT || gets->kind == IR_POINTER || gets->kind == IR_FLOAT;
        if (plain && given && wants->kind != gets->kind)
            problem = flow_text(flow, "%s as argument %u, and takes %s", kind_name(gets->kind), i + 1, kind_name(wants->kind));
    }
    if (!problem)
        return;
    struct judgement j = {.rule = &RULES_call[WRONG_ARGUMENTS], .confidence = CONFIDENCE_HIGH};
    buf_printf(&j.message, "%s() is called through a pointer with %s", c->name, problem);
    flow_report(flow, &j, 0, flow->instr->location);
    buf_free(&j.message);
}

const struct checker CHECKER_call = {.name = "call", .rules = RULES_call, .call = call};
