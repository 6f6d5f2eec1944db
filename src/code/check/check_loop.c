// Loops whose number of rounds an attacker chooses, and waits whose length.
#include "code/check/check.h"

enum { LOOP_BOUND, LONG_WAIT };
enum { KIND_LOOP, KIND_WAIT };
enum { MANY_ROUNDS = INT32_MAX / 2 };

const struct rule RULES_loop[] = {
    [LOOP_BOUND] = {"loop-bound", 606, SEVERITY_LOW, "Number of rounds of a loop comes from outside",
     "Whoever sends the number keeps the device busy for as long as they like.",
     "Limit the number to what a legitimate request needs.", "engine"},
    [LONG_WAIT] = {"wait-from-outside", 400, SEVERITY_LOW, "Time to wait comes from outside",
     "Whoever sends the number makes the device wait for as long as they like.",
     "Limit the time to what a legitimate request needs.", "engine"},
    {0}};

extern const struct checker CHECKER_loop;

// Whether a value is one of the loop header's own: it changes from round to round.
static bool is_counter(const struct flow *flow, ir_id value)
{
    const struct ir_instr *made = ir_definition(flow->function, value);
    for (int depth = 0; made && made->op == IR_CAST && depth < 4; depth++)
        made = ir_definition(flow->function, ir_operand(flow->function, made, 0));
    const struct ir_block *block = &flow->function->blocks.items[flow->block];
    const struct ir_instr *first = &flow->function->instrs.items[block->first_instr];
    return made && made->op == IR_PHI && made >= first && made < first + block->instr_count;
}

static void branch(struct flow *flow, term_id condition)
{
    struct terms *terms = &flow->world.terms;
    const struct term t = *term_of(terms, condition);
    const struct ir_instr *compare = ir_definition(flow->function, ir_operand(flow->function, flow->instr, 0));
    if (t.kind != TERM_COMPARE || t.op >= IR_FEQ || !flow->function->blocks.items[flow->block].is_loop_header ||
        !compare || compare->op != IR_COMPARE)
        return;
    ir_id x = ir_operand(flow->function, compare, 0), y = ir_operand(flow->function, compare, 1);
    bool counter_first = is_counter(flow, x);
    if (counter_first == is_counter(flow, y))
        return;
    term_id limit = flow_term(flow, counter_first ? y : x), counter = flow_term(flow, counter_first ? x : y);
    const struct term l = *term_of(terms, limit); // making terms moves the list
    if (l.kind == TERM_LENGTH || term_of(terms, counter)->kind == TERM_CONST || // a text is as long as memory is large l.flags & T_SWEEP || l.bits < 32 || l.flags & T_POINTER ||
        !(l.flags & (T_TAINT | T_RANDOM | T_INPUT)))
        return;
    struct state *before = flow->state; // asked only: the branch must not learn from it
    flow->state = state_fork(&flow->world, before);
    (void)flow_require(flow, &CHECKER_loop,
                       (struct requirement){.need = NEED_BELOW, .a = limit, .b = term_const(terms, MANY_ROUNDS, l.bits),
                                            .bits = l.bits, .text = "the loop"});
    flow->state = before;
}

static void call(struct flow *flow, const struct call *c)
{
    const struct effect *e = model_effect(c->model, EFFECT_WAITS);
    if (!e || e->arg0 < 0 || (uint32_t)e->arg0 >= c->count)
        return;
    term_id time = c->terms[e->arg0];
    uint32_t bits = term_of(&flow->world.terms, time)->bits;
    (void)flow_require(flow, &CHECKER_loop,
                       (struct requirement){.need = NEED_BELOW, .a = time, .b = term_const(&flow->world.terms, MANY_ROUNDS, bits),
                                            .bits = (uint8_t)bits, .kind = KIND_WAIT,
                                            .text = flow_text(flow, "%s() waits as long", c->name)});
}

static bool judge(struct flow *flow, const struct requirement *q, const struct verdict *v, struct judgement *ret)
{
    (void)flow;
    if (!v->chosen || v->side < 0)
        return false;
    ret->rule = &RULES_loop[q->kind == KIND_WAIT ? LONG_WAIT : LOOP_BOUND];
    if (q->kind == KIND_WAIT)
        buf_printf(&ret->message, "%s as a value says that comes from outside without a limit", q->text);
    else
        buf_printf(&ret->message, "the loop runs as often as a value says that comes from outside without a limit");
    return true;
}

const struct checker CHECKER_loop = {.name = "loop", .rules = RULES_loop, .branch = branch, .call = call, .judge = judge};
