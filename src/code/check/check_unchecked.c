// Results that tell of failure and that nobody looks at.
#include "code/check/check.h"

enum { UNCHECKED_RETURN };

const struct rule RULES_unchecked[] = {
    [UNCHECKED_RETURN] = {"unchecked-return", 252, SEVERITY_LOW, "Result that tells of failure is not looked at",
     "When the call fails, the program goes on as if it had worked: with old data, without the rights it thinks it gave "
     "up, or with a file that is not there.",
     "Look at the result and handle the failure.", "engine"},
    {0}};

static bool is_read(const struct flow *flow, ir_id value)
{
    VEC_EACH(&flow->function->operands, operand)
        if (*operand == value)
            return true;
    return false;
}

static void call(struct flow *flow, const struct call *c)
{
    if (!model_effect(c->model, EFFECT_MUST) || (c->result && is_read(flow, c->result)))
        return;
    struct judgement j = {.rule = &RULES_unchecked[UNCHECKED_RETURN], .confidence = CONFIDENCE_HIGH};
    buf_printf(&j.message, "the result of %s() is not looked at", c->name);
    flow_report(flow, &j, 0, flow->instr->location);
    buf_free(&j.message);
}

const struct checker CHECKER_unchecked = {.name = "unchecked", .rules = RULES_unchecked, .call = call};
