// Division and remainder by zero.
#include "code/check/check.h"

enum { DIVIDE_BY_ZERO };

const struct rule RULES_divide[] = {
    [DIVIDE_BY_ZERO] = {"divide-by-zero", 369, SEVERITY_MEDIUM, "Division by zero",
     "Dividing an integer by zero ends the program on most processors and gives an arbitrary result on others; dividing a "
     "floating-point number by zero gives an infinity that spreads.",
     "Check the divisor before dividing.", "engine"},
    {0}};

extern const struct checker CHECKER_divide;

enum { INTEGERS, REALS };

static void require_divisor(struct flow *flow, ir_id value, term_id divisor, uint8_t kind)
{
    (void)flow_require(flow, &CHECKER_divide,
                       (struct requirement){.need = NEED_NONZERO, .a = divisor, .kind = kind,
                                            .text = flow_text(flow, "division by %s", flow_name(flow, value, "a value"))});
}

static void check(struct flow *flow, const struct ir_instr *instr, const struct ir_check_info *info)
{
    if (info->kind == IR_CHECK_DIVIDE && instr->operand_count > 1) {
        ir_id value = ir_operand(flow->function, instr, 1);
        require_divisor(flow, value, flow_term(flow, value), INTEGERS);
    }
}

static void binary(struct flow *flow, const struct ir_instr *instr, term_id a, term_id b)
{
    (void)a;
    if (instr->sub == IR_FDIV || instr->sub == IR_FREM)
        require_divisor(flow, ir_operand(flow->function, instr, 1), b, REALS);
}

static bool judge(struct flow *flow, const struct requirement *q, const struct verdict *v, struct judgement *ret)
{
    (void)flow;
    ret->rule = &RULES_divide[DIVIDE_BY_ZERO];
    if (q->kind == REALS && !v->chosen) // gives an infinity or no number, and goes on
        ret->severity = SEVERITY_LOW;
    buf_printf(&ret->message, "%s, which %s", q->text, v->chosen ? "may be zero: it comes from outside and nobody has tested it" :
               v->may_fail ? "may be zero: the call that gave it may have failed" : "is zero here");
    return true;
}

const struct checker CHECKER_divide = {.name = "divide", .rules = RULES_divide, .check = check, .binary = binary,
                                       .judge = judge};
