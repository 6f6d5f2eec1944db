// Shifts by more than the value is wide, or by a negative number.
#include "code/check/check.h"

enum { SHIFT_RANGE };

const struct rule RULES_shift[] = {
    [SHIFT_RANGE] = {"shift-out-of-range", 1335, SEVERITY_MEDIUM, "Shift by more bits than the value has",
     "C leaves open what happens: some processors use only the lowest bits of the distance, others give zero, and compilers assume "
     "that it does not happen.",
     "Check the distance before shifting, or shift a wider type.", "engine"},
    {0}};

extern const struct checker CHECKER_shift;

static void check(struct flow *flow, const struct ir_instr *instr, const struct ir_check_info *info)
{
    if (info->kind != IR_CHECK_SHIFT || instr->operand_count < 2)
        return;
    ir_id shifted = ir_operand(flow->function, instr, 0), distance = ir_operand(flow->function, instr, 1);
    uint32_t width = flow_bits(flow, flow->function->values.items[shifted].type);
    term_id by = flow_term(flow, distance);
    uint32_t bits = term_of(&flow->world.terms, by)->bits;
    if (!width || width > 64 || bits < 8)
        return;
    (void)flow_require(flow, &CHECKER_shift,
                       (struct requirement){.need = NEED_BELOW, .a = by, .b = term_const(&flow->world.terms, width, bits),
                                            .is_signed = info->from_signed, .bits = (uint8_t)bits, .width = (uint8_t)width,
                                            .text = flow_text(flow, "%s is shifted by %s", flow_name(flow, shifted, "a value"),
                                                              flow_name(flow, distance, "a value"))});
}

static bool judge(struct flow *flow, const struct requirement *q, const struct verdict *v, struct judgement *ret)
{
    (void)flow;
    ret->rule = &RULES_shift[SHIFT_RANGE];
    buf_printf(&ret->message, "%s, which %s %s", q->text, v->chosen ? "may be" : "is",
               v->side < 0 ? "negative" : "no less than its width");
    if (v->side >= 0)
        buf_printf(&ret->message, " of %u bits", q->width);
    if (v->chosen)
        buf_text(&ret->message, ": nothing limits what comes from outside");
    return true;
}

const struct checker CHECKER_shift = {.name = "shift", .rules = RULES_shift, .check = check, .judge = judge};
