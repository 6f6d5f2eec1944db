// Conditions that come out the same whenever they are tested, and what is written to a variable and never read.
#include "code/check/shape.h"
#include <string.h>

enum { ALWAYS_TRUE, ALWAYS_FALSE, UNREAD_VALUE };

const struct rule RULES_condition[] = {
    [ALWAYS_TRUE] = {"always-true", 571, SEVERITY_INFO, "Condition that always holds",
     "On every path that leads here the values are such that the condition holds: the test says nothing, and what should happen otherwise "
     "never does.", "Look whether the limits are the ones that were meant; remove the test if they are.", "engine"},
    [ALWAYS_FALSE] = {"always-false", 570, SEVERITY_INFO, "Condition that never holds",
     "On every path that leads here the values are such that the condition does not hold: what it guards is never done.",
     "Look whether the limits are the ones that were meant; remove the test if they are.", "engine"},
    [UNREAD_VALUE] = {"unread-value", 563, SEVERITY_INFO, "Value that is never read",
     "The variable gets a value that nothing reads before it gets another one or ends: either work is done for nothing, or the value was to "
     "be used and is not.", "Use the value, or remove what computes it.", "engine"},
    {0}};

// --- conditions ----------------------------------------------------------------------------------

// Whether all that decides about the value stands in this function. What another function gives is tested by good custom,
// whatever it always gives; a global that nobody writes is a setting; what a loop changes has too many values.
static bool is_decided_here(const struct ir_function *f, ir_id value, int depth)
{
    const struct ir_instr *made = ir_definition(f, value);
    if (!made)
        return f->values.items[value].kind != IR_VALUE_NULL; // tested by good custom, too
    if (depth > 6 || (made->op != IR_CAST && made->op != IR_COMPARE && made->op != IR_BINARY && made->op != IR_PHI) ||
        (made->op == IR_PHI && f->blocks.items[shape_block_of(f, made)].is_loop_header))
        return false;
    for (uint32_t i = 0; i < made->operand_count; i++)
        if (!is_decided_here(f, ir_operand(f, made, i), depth + 1))
            return false;
    return true;
}

static void tell_condition(struct flow *flow, uint32_t block, bool holds)
{
    const struct ir_function *f = flow->function;
    const struct ir_instr *branch = ir_terminator(f, block);
    ir_id condition = ir_operand(f, branch, 0);
    const struct ir_instr *made = ir_definition(f, condition);
    if (!made || !branch->location || !is_decided_here(f, condition, 0) || shape_is_assertion(f, block) ||
        shape_is_of_macro(flow, made, made->location))
        return;
    struct judgement j = {.rule = &RULES_condition[holds ? ALWAYS_TRUE : ALWAYS_FALSE], .confidence = CONFIDENCE_MEDIUM};
    buf_printf(&j.message, "the condition %s whenever it is tested", holds ? "holds" : "does not hold");
    shape_report(flow, &j, branch, made->location ? made->location : branch->location);
    buf_free(&j.message);
}

// --- values --------------------------------------------------------------------------------------

// i++ behind its last use, and where a pointer that was walked stops.
static bool is_step(const struct ir_function *f, const struct ir_assignment *a)
{
    const struct ir_instr *made = ir_definition(f, a->value);
    if (!made || (made->op != IR_BINARY && made->op != IR_ADDRESS))
        return false;
    for (uint32_t i = 0; i < made->operand_count; i++)
        if (f->values.items[ir_operand(f, made, i)].variable == a->variable)
            return true;
    return false;
}

// A declaration that gives a first value is good custom, and so is a zero.
static bool is_initial(const struct flow *flow, const struct ir_assignment *a)
{
    const struct ir_function *f = flow->function;
    const struct ir_value *v = &f->values.items[a->value];
    const struct ir_instr *made = ir_definition(f, a->value);
    ir_id declared = f->variables.items[a->variable].location;
    bool plain = made ? made->op == IR_LOAD : v->kind != IR_VALUE_PARAM;
    return (v->kind == IR_VALUE_INT && !v->wide && v->number == 0) || (plain && declared &&
            ir_location_at(flow->module, declared)->line == ir_location_at(flow->module, a->location)->line);
}

// What assembly and atomic exchanges write, wanted or not.
static bool is_by_the_way(const struct ir_function *f, ir_id value)
{
    const struct ir_instr *made = ir_definition(f, value);
    if (made && made->op != IR_ASM && made->op != IR_ATOMIC && made->operand_count)
        made = ir_definition(f, ir_operand(f, made, 0));
    return made && (made->op == IR_ASM || made->op == IR_ATOMIC);
}

// (x = f()) < 0: what was assigned goes on without the variable.
static bool is_used(const struct ir_function *f, ir_id value)
{
    enum ir_value_kind kind = f->values.items[value].kind;
    if (kind != IR_VALUE_INSTR && kind != IR_VALUE_PARAM)
        return false;
    VEC_EACH(&f->instrs, instr)
        for (uint32_t i = 0; i < instr->operand_count; i++)
            if (ir_operand(f, instr, i) == value)
                return true;
    return false;
}

static void tell_value(struct flow *flow, const struct ir_assignment *a)
{
    const struct ir_function *f = flow->function;
    const struct ir_variable *variable = &f->variables.items[a->variable];
    enum ir_value_kind kind = f->values.items[a->value].kind;
    bool cleared = kind == IR_VALUE_NULL || kind == IR_VALUE_ZERO || kind == IR_VALUE_UNDEF; // nobody uses it by mistake
    if (!a->location || cleared || a->position >= f->instrs.count || is_step(f, a) || is_initial(flow, a) ||
        is_used(f, a->value) || is_by_the_way(f, a->value) || shape_is_of_macro(flow, NULL, a->location))
        return;
    struct judgement j = {.rule = &RULES_condition[UNREAD_VALUE], .confidence = CONFIDENCE_HIGH};
    buf_printf(&j.message, "nothing reads the value that '%s' gets here", variable->name);
    shape_report(flow, &j, &f->instrs.items[a->position], a->location);
    buf_free(&j.message);
}

static void done(struct flow *flow)
{
    const struct ir_function *f = flow->function;
    if (flow->stranger || flow->foreign || strchr(f->name, '<')) // of a template: for other types it is otherwise
        return;
    for (uint32_t b = 0; b < f->blocks.count && !flow->abandoned && !flow->exhausted; b++)
        if (!f->blocks.items[b].is_loop_header && (flow->ways[b] == WAY_TRUE || flow->ways[b] == WAY_FALSE))
            tell_condition(flow, b, flow->ways[b] == WAY_TRUE);
    VEC_EACH(&f->assignments, a)
        if (a->unread)
            tell_value(flow, a);
}

const struct checker CHECKER_condition = {.name = "condition", .rules = RULES_condition, .done = done};
