// Integer arithmetic and conversions that change the value. They count as low where the result is no size and no index.
#include "code/check/consequence.h"

enum { OVERFLOW_RULE, UNDERFLOW_RULE, SIGN_EXTENSION, TO_UNSIGNED, TO_SIGNED, TRUNCATION, REAL_CONVERSION };
enum { KIND_ARITHMETIC, KIND_CONVERSION, KIND_CAST, KIND_REAL };

const struct rule RULES_integer[] = {
    [OVERFLOW_RULE] = {"integer-overflow", 190, SEVERITY_MEDIUM, "Integer overflow",
     "The exact result is larger than its type can hold. It wraps or is undefined; sizes and limits computed from it are "
     "wrong, which is how many buffer overflows start.",
     "Check the operands before computing, or compute in a wider type.", "engine"},
    [UNDERFLOW_RULE] = {"integer-underflow", 191, SEVERITY_MEDIUM, "Integer underflow",
     "The exact result is smaller than its type can hold; an unsigned one becomes huge.",
     "Check that the first operand is large enough before subtracting.", "engine"},
    [SIGN_EXTENSION] = {"sign-extension", 194, SEVERITY_MEDIUM, "Unexpected sign extension",
     "A negative value of a narrow type becomes a huge one of a wide unsigned type.",
     "Check for negative values before the conversion, or use unsigned types throughout.", "engine"},
    [TO_UNSIGNED] = {"signed-to-unsigned", 195, SEVERITY_MEDIUM, "Negative value becomes unsigned",
     "A negative value turns into a huge one. As a length or an index it passes every check for being too small.",
     "Check for negative values before the conversion.", "engine"},
    [TO_SIGNED] = {"unsigned-to-signed", 196, SEVERITY_MEDIUM, "Large unsigned value becomes negative",
     "A value above the signed type's limit turns negative and passes checks against an upper limit.",
     "Check against the signed type's limit before the conversion.", "engine"},
    [TRUNCATION] = {"integer-truncation", 197, SEVERITY_MEDIUM, "Conversion loses the upper part of a value",
     "The value does not fit the narrower type; what is left is another number.",
     "Check the value against the narrower type's limits, or keep the wider type.", "engine"},
    [REAL_CONVERSION] = {"real-conversion", 681, SEVERITY_MEDIUM, "Real number does not fit the type it is converted to",
     "Outside of the target's range the result is undefined, or infinite; what is not a number becomes some number.",
     "Check the value against the target's limits, and with isnan(), before the conversion.", "engine"},
    {0}};

extern const struct checker CHECKER_integer;

// Steps of an unsigned expression wrap on purpose; what was kept in a variable has a meaning of its own.
static bool is_kept(const struct flow *flow, ir_id value)
{
    for (int depth = 0; depth < 4; depth++) {
        const struct ir_value *v = &flow->function->values.items[value];
        const struct ir_instr *made = ir_definition(flow->function, value);
        if (v->variable || !made || made->op == IR_LOAD || made->op == IR_CALL || made->op == IR_PHI)
            return true;
        if (made->op != IR_CAST)
            return false;
        value = ir_operand(flow->function, made, 0);
    }
    return false;
}

// The operation that a check belongs to follows it, after others' checks.
static const struct ir_instr *checked(const struct flow *flow, const struct ir_instr *check, unsigned op, unsigned sub)
{
    const struct ir_function *f = flow->function;
    const struct ir_instr *end = f->instrs.items + f->instrs.count;
    for (const struct ir_instr *made = check + 1; made < end && made < check + 4; made++)
        if (made->op == op && (op == IR_CAST || made->sub == sub) && ir_operand(f, made, 0) == ir_operand(f, check, 0))
            return made;
    return NULL;
}

// Arithmetic of pointer width whose result only moves a pointer wraps as the address does: what it breaks is said where
// memory is accessed.
static bool only_moves_pointer(const struct flow *flow, const struct ir_instr *made)
{
    const struct ir_function *f = flow->function;
    const struct ir_instr *end = f->instrs.items + f->instrs.count;
    bool used = false;
    for (const struct ir_instr *user = made + 1; user < end; user++)
        for (uint32_t i = 0; i < user->operand_count; i++)
            if (ir_operand(f, user, i) == made->result) {
                if (user->op != IR_ADDRESS || !i)
                    return false;
                used = true;
            }
    return used;
}

static void check_arithmetic(struct flow *flow, const struct ir_instr *instr, const struct ir_check_info *info)
{
    static const enum ir_binary OPS[] = {[IR_CHECK_ADD] = IR_ADD, [IR_CHECK_SUB] = IR_SUB, [IR_CHECK_MUL] = IR_MUL};
    static const char *const SIGNS[] = {[IR_CHECK_ADD] = "+", [IR_CHECK_SUB] = "-", [IR_CHECK_MUL] = "*"};
    ir_id x = ir_operand(flow->function, instr, 0), y = ir_operand(flow->function, instr, 1);
    term_id a = flow_term(flow, x), b = flow_term(flow, y);
    if (info->bits > 64 || term_of(&flow->world.terms, a)->bits != term_of(&flow->world.terms, b)->bits)
        return;
    if (!info->is_signed && !(is_kept(flow, x) && is_kept(flow, y)))
        return;
    const struct ir_instr *made = checked(flow, instr, IR_BINARY, OPS[info->kind]);
    if (!info->is_signed && info->bits == flow->world.terms.pointer_bits && made && only_moves_pointer(flow, made))
        return;
    const char *text = flow_text(flow, "%s %s %s", flow_name(flow, x, "a value"), SIGNS[info->kind],
                                 flow_name(flow, y, "a value"));
    (void)flow_require(flow, &CHECKER_integer,
                       (struct requirement){.need = NEED_FITS, .op = (uint8_t)OPS[info->kind], .a = a, .b = b,
                                            .bits = (uint8_t)info->bits, .is_signed = info->is_signed,
                                            .kind = KIND_ARITHMETIC, .text = text,
                                            .consequence = made && reaches_memory(flow, made->result)});
}

static void check_conversion(struct flow *flow, const struct ir_instr *instr, const struct ir_check_info *info)
{
    ir_id value = ir_operand(flow->function, instr, 0);
    term_id a = flow_term(flow, value);
    if (info->bits > 64 || info->from_bits > 64 || !info->bits || info->bits == 1)
        return;
    const struct ir_value *literal = &flow->function->values.items[value];
    if (literal->kind == IR_VALUE_INT && (info->bits >= 64 || !info->implicit ||
                                          (literal->number >= range_lowest(info->bits) &&
                                           literal->number <= (int64_t)range_mask(info->bits))))
        return; // -1 for "all ones": no bit is lost
    const struct term *t = term_of(&flow->world.terms, a);
    if (t->kind == TERM_CAST && term_of(&flow->world.terms, t->a)->bits == info->bits)
        return; // widened before: this only undoes it
    const char *text = flow_text(flow, "%s is converted from %s to %s", flow_name(flow, value, "a value"),
                                 info->from_name ? info->from_name : "its type",
                                 info->type_name ? info->type_name : "another type");
    const struct ir_instr *made = checked(flow, instr, IR_CAST, 0);
    (void)flow_require(flow, &CHECKER_integer,
                       (struct requirement){.need = NEED_KEEPS, .a = a, .bits = (uint8_t)info->bits,
                                            .from_bits = (uint8_t)info->from_bits, .is_signed = info->is_signed,
                                            .from_signed = info->from_signed,
                                            .kind = info->implicit ? KIND_CONVERSION : KIND_CAST, .text = text,
                                            .consequence = made && reaches_memory(flow, made->result)});
}

static void check_real(struct flow *flow, ir_id value, const struct ir_check_info *info, const char *to)
{
    (void)flow_require(flow, &CHECKER_integer,
                       (struct requirement){.need = NEED_LIMITED, .a = flow_term(flow, value), .kind = KIND_REAL,
                                            .bits = info ? (uint8_t)info->bits : 0, .is_signed = info && info->is_signed,
                                            .text = flow_text(flow, "%s is converted to %s",
                                                              flow_name(flow, value, "a real number"), to)});
}

static void check(struct flow *flow, const struct ir_instr *instr, const struct ir_check_info *info)
{
    switch (info->kind) {
    case IR_CHECK_ADD:
    case IR_CHECK_SUB:
    case IR_CHECK_MUL:
        check_arithmetic(flow, instr, info);
        break;
    case IR_CHECK_FLOAT:
        check_real(flow, ir_operand(flow->function, instr, 0), info, info->type_name ? info->type_name : "an integer");
        break;
    case IR_CHECK_CONVERT:
        check_conversion(flow, instr, info);
        break;
    default:
        break;
    }
}

// An explicit cast of a variable that fits neither reading of the narrower type.
static void convert(struct flow *flow, const struct ir_instr *instr, term_id a)
{
    ir_id value = ir_operand(flow->function, instr, 0);
    if (instr->sub == IR_FTRUNC) {
        check_real(flow, value, NULL, "a narrower real");
        return;
    }
    uint32_t bits = flow_bits(flow, instr->type), from = term_of(&flow->world.terms, a)->bits;
    if (!(term_of(&flow->world.terms, a)->flags & (T_TAINT | T_RANDOM | T_INPUT)) || bits < 8 || !is_kept(flow, value))
        return;
    if (!(term_of(&flow->world.terms, a)->flags & (T_TAINT | T_INPUT)) && !flow->function->values.items[value].variable)
        return; // (uint8_t)rand()
    struct range r = state_range(&flow->world, flow->state, a);
    if (r.umax <= range_mask(bits) || (r.smin >= range_lowest(bits) && r.smax <= (int64_t)range_mask(bits)))
        return;
    (void)flow_require(flow, &CHECKER_integer,
                       (struct requirement){.need = NEED_KEEPS, .a = a, .bits = (uint8_t)bits, .from_bits = (uint8_t)from,
                                            .is_signed = true, .from_signed = true, .kind = KIND_CAST,
                                            .text = flow_text(flow, "%s is cast to %u bits",
                                                              flow_name(flow, value, "a value"), bits)});
}

// -1 as "all ones" and masks are everyday C: constants are converted on purpose.
static bool judge_conversion(struct flow *flow, const struct requirement *q, const struct verdict *v,
                             struct judgement *ret)
{
    uint16_t flags = term_of(&flow->world.terms, q->a)->flags;
    if (!v->chosen && term_of(&flow->world.terms, q->a)->kind != TERM_CONST)
        return false;
    if (!v->chosen && q->kind == KIND_CAST)
        return false;
    if (!(flags & T_TAINT) || !q->consequence)
        ret->severity = SEVERITY_LOW;
    bool narrower = q->bits < q->from_bits;
    int rule = narrower && (q->is_signed || v->side > 0) ? TRUNCATION : q->from_signed && !q->is_signed ?
               (q->bits > q->from_bits ? (q->from_bits < 32 ? SIGN_EXTENSION : TO_UNSIGNED) : TO_UNSIGNED) : TO_SIGNED;
    ret->rule = &RULES_integer[rule];
    if (!v->chosen)
        ret->severity = SEVERITY_LOW;
    if (q->kind == KIND_CAST)
        ret->severity = SEVERITY_LOW;
    buf_printf(&ret->message, "%s, which cannot hold %s", q->text,
               v->chosen ? "every value that it may have here: nothing limits what comes from outside" : "its value");
    return true;
}

static bool is_modest(struct flow *flow, term_id term)
{
    struct linear sum;
    term_take_apart(&flow->world.terms, term, &sum);
    struct bounds b = state_bounds(&flow->world, flow->state, &sum);
    return b.high <= UINT32_MAX && b.low >= -(wide_int)UINT32_MAX;
}

// A total of 64 bits does not wrap in any time that somebody would wait; one that a negative number went into was told
// where that became a size.
static bool adds_up(struct flow *flow, const struct requirement *q, const struct verdict *v)
{
    if (q->op != IR_ADD || q->bits != 64 || q->is_signed || !v->chosen)
        return false;
    term_id added = v->culprit == q->a ? q->b : q->a;
    return is_modest(flow, added) && (term_is_total(&flow->world.terms, v->culprit) || is_modest(flow, v->culprit));
}

static bool judge(struct flow *flow, const struct requirement *q, const struct verdict *v, struct judgement *ret)
{
    if (q->kind == KIND_REAL) {
        ret->rule = &RULES_integer[REAL_CONVERSION];
        if (!v->chosen) {
            buf_printf(&ret->message, "%s, which cannot hold its value", q->text);
            return true;
        }
        if (!(term_of(&flow->world.terms, q->a)->flags & T_TAINT))
            ret->severity = SEVERITY_LOW;
        buf_printf(&ret->message, "%s, and nothing limits what comes from outside", q->text);
        return true;
    }
    if (q->kind != KIND_ARITHMETIC)
        return judge_conversion(flow, q, v, ret);
    uint16_t flags = term_of(&flow->world.terms, v->culprit)->flags;
    if (!q->is_signed && v->chosen && !(flags & T_TAINT) && q->bits != 32 && q->bits != 64)
        return false;
    if (adds_up(flow, q, v))
        return false;
    if (!q->is_signed && !v->chosen) { // hashes and counters wrap on purpose
        int64_t a, b;
        bool constants = term_is_const(&flow->world.terms, q->a, &a) && term_is_const(&flow->world.terms, q->b, &b);
        if (!constants || (q->op == IR_SUB && a == 0 && b == 1))
            return false;
        ret->severity = SEVERITY_LOW;
    }
    if ((v->chosen && !(flags & T_TAINT)) || !q->consequence)
        ret->severity = SEVERITY_LOW;
    ret->rule = &RULES_integer[v->side < 0 ? UNDERFLOW_RULE : OVERFLOW_RULE];
    buf_printf(&ret->message, "%s may be %s than %u bits hold%s", q->text, v->side < 0 ? "smaller" : "larger", q->bits,
               v->chosen ? ": nothing limits what comes from outside" : "");
    return true;
}

const struct checker CHECKER_integer = {.name = "integer", .rules = RULES_integer, .check = check,
                                        .convert = convert, .judge = judge};
