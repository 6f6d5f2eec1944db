// Results that tell of failure and that nobody looks at.
#include "code/check/check.h"
#include <string.h>

enum { UNCHECKED_RETURN, UNCHECKED_ERROR, FAILURE_NOT_SEEN };

const struct rule RULES_unchecked[] = {
    [UNCHECKED_RETURN] = {"unchecked-return", 252, SEVERITY_LOW, "Result that tells of failure is not looked at",
     "When the call fails, the program goes on as if it had worked: with old data, without the rights it thinks it gave "
     "up, or with a file that is not there.",
     "Look at the result and handle the failure.", "engine"},
    [UNCHECKED_ERROR] = {"unchecked-error", 391, SEVERITY_LOW, "Nobody asks whether the call worked",
     "The call tells of failure in a way that this function never looks at: through errno, through the place where it "
     "stopped reading, or through a result like any other. A wrong number goes on as if it were right.",
     "Set errno to 0 before the call and look at it afterwards, or look at where the text ended.", "engine"},
    [FAILURE_NOT_SEEN] = {"failure-not-seen", 253, SEVERITY_MEDIUM, "Failure is looked for in zero and shows below it",
     "The call tells of failure with a negative result. A comparison with zero alone takes failure for success, or success for "
     "failure.",
     "Test for a result below zero, or for the number that is expected.", "engine"},
    {0}};

static bool is_read(const struct flow *flow, ir_id value)
{
    VEC_EACH(&flow->function->operands, operand)
        if (*operand == value)
            return true;
    return false;
}

static bool reads_errno(const struct flow *flow)
{
    static const char *const NAMES[] = {"__errno_location", "__errno", "_errno", "___errno", "__error"};
    VEC_EACH(&flow->function->calls, info)
        for (size_t i = 0; info->symbol && i < COUNT_OF(NAMES); i++)
            if (!strcmp(flow->module->symbols.items[info->symbol].name, NAMES[i]))
                return true;
    return false;
}

// Whether anything compares the value, or a wider or narrower form of it, before it is used.
static bool is_compared(const struct flow *flow, ir_id value, int depth)
{
    VEC_EACH(&flow->function->instrs, instr)
        for (uint32_t i = 0; i < instr->operand_count; i++) {
            if (ir_operand(flow->function, instr, i) != value)
                continue;
            if (instr->op == IR_COMPARE || instr->op == IR_SWITCH || instr->op == IR_RETURN || instr->op == IR_STORE ||
                instr->op == IR_PHI)
                return true; // or left to others
            if (instr->op == IR_CAST && depth < 4 && is_compared(flow, instr->result, depth + 1))
                return true;
        }
    return false;
}

static bool is_zero(const struct flow *flow, ir_id value)
{
    const struct ir_value *v = &flow->function->values.items[value];
    return v->kind == IR_VALUE_INT && !v->wide && v->number == 0;
}

// Whether the result is compared, but only for being zero or not; what others get of it they may compare.
static bool only_zero_is_seen(const struct flow *flow, ir_id value, int depth, bool *ret_left)
{
    bool compared = false;
    VEC_EACH(&flow->function->instrs, instr)
        for (uint32_t i = 0; i < instr->operand_count; i++) {
            if (ir_operand(flow->function, instr, i) != value)
                continue;
            if (instr->op == IR_COMPARE) {
                *ret_left |= (instr->sub != IR_EQ && instr->sub != IR_NE) ||
                             !is_zero(flow, ir_operand(flow->function, instr, 1 - i));
                compared = true;
            } else if (instr->op == IR_CAST && depth < 4) {
                compared |= only_zero_is_seen(flow, instr->result, depth + 1, ret_left);
            } else if (instr->op != IR_CHECK) {
                *ret_left |= instr->op != IR_CALL && instr->op != IR_INVOKE;
            }
        }
    return compared;
}

// Whether the argument of a function of real numbers may lie outside of what it is defined for: below zero.
static bool may_be_negative(struct flow *flow, term_id real)
{
    const struct term *t = term_of(&flow->world.terms, real);
    if (t->kind == TERM_REAL)
        return t->real < 0;
    return t->flags & (T_TAINT | T_RANDOM) && !state_bounded(&flow->world, flow->state, real, false);
}

static bool is_unasked(struct flow *flow, const struct call *c, const struct effect *e)
{
    term_id x = e->arg0 >= 0 && (uint32_t)e->arg0 < c->count ? c->terms[e->arg0] : 0;
    switch (e->kind) {
    case EFFECT_ERRNO: // x: where to store how far it read; null: nobody wants to know
        if (c->result && flow->module->types.items[flow->instr->type].kind == IR_FLOAT && is_compared(flow, c->result, 0))
            return false; // a real is compared with the one that it should be
        return c->result && is_read(flow, c->result) && x && state_range(&flow->world, flow->state, x).umax == 0 &&
               !reads_errno(flow);
    case EFFECT_DOMAIN:
        return x && may_be_negative(flow, x) && !reads_errno(flow);
    case EFFECT_SIGNALS: {
        bool left = false;
        return c->result && only_zero_is_seen(flow, c->result, 0, &left) && !left;
    }
    case EFFECT_TEST:
        return c->result && is_read(flow, c->result) && !is_compared(flow, c->result, 0) && !reads_errno(flow);
    default:
        return false;
    }
}

static void report(struct flow *flow, int rule, const char *format, const char *name)
{
    struct judgement j = {.rule = &RULES_unchecked[rule], .confidence = CONFIDENCE_HIGH};
    buf_printf(&j.message, "%s %s() %s", rule == UNCHECKED_ERROR ? "nothing asks whether" : "the result of", name, format);
    flow_report(flow, &j, 0, flow->instr->location);
    buf_free(&j.message);
}

static void call(struct flow *flow, const struct call *c)
{
    if (model_effect(c->model, EFFECT_MUST) && !(c->result && is_read(flow, c->result)))
        report(flow, UNCHECKED_RETURN, "is not looked at", c->name);
    for (uint32_t i = 0; c->model && i < c->model->count; i++)
        if (is_unasked(flow, c, &c->model->effects[i])) {
            bool seen = c->model->effects[i].kind == EFFECT_SIGNALS;
            report(flow, seen ? FAILURE_NOT_SEEN : UNCHECKED_ERROR,
                   seen ? "is compared with zero only, and is negative when the call fails" : "failed", c->name);
        }
}

const struct checker CHECKER_unchecked = {.name = "unchecked", .rules = RULES_unchecked, .call = call};
