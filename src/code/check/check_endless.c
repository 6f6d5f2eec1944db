// Loops that nothing in them can end: found in the shape of the function, without following paths.
#include "code/check/shape.h"

enum { ENDLESS_LOOP };

const struct rule RULES_endless[] = {
    [ENDLESS_LOOP] = {"endless-loop", 835, SEVERITY_MEDIUM, "Loop that does not end",
     "What the loop tests never changes in it, or its counter moves away from the limit: once entered, it goes on for ever, and the "
     "device does nothing else.",
     "Change what the condition tests inside of the loop, in the direction of its end.", "engine"},
    {0}};

struct shape {
    const struct flow *flow;
    const struct ir_function *f;
    uint32_t header;
};

static bool is_inside(const struct shape *s, uint32_t block)
{
    uint32_t header = s->f->blocks.items[block].loop_header;
    for (int depth = 0; header && depth < 64; depth++) {
        if (header - 1 == s->header)
            return true;
        header = s->f->blocks.items[header - 1].loop_parent;
    }
    return false;
}

// Whether a value is the same in every round.
static bool is_invariant(const struct shape *s, ir_id value, int depth)
{
    const struct ir_instr *made = ir_definition(s->f, value);
    if (!made || !is_inside(s, shape_block_of(s->f, made)))
        return true;
    if (depth > 6 || (made->op != IR_COMPARE && made->op != IR_CAST && made->op != IR_BINARY))
        return false;
    for (uint32_t i = 0; i < made->operand_count; i++)
        if (!is_invariant(s, ir_operand(s->f, made, i), depth + 1))
            return false;
    return true;
}

// while (1): meant so. Compilers fold what the source spells as a constant; a comparison that is left was not.
static bool is_constant(const struct shape *s, ir_id value)
{
    return !ir_definition(s->f, value) && s->f->values.items[value].kind != IR_VALUE_PARAM;
}

// The step by which a value of the loop's header grows in every round; 0 when it is none, or not always the same.
static int64_t step_of(const struct shape *s, ir_id value)
{
    const struct ir_instr *phi = ir_definition(s->f, value);
    int64_t step = 0;
    if (!phi || phi->op != IR_PHI || shape_block_of(s->f, phi) != s->header)
        return 0;
    for (uint32_t i = 0; i < phi->operand_count; i++) {
        if (!is_inside(s, s->f->edges.items[phi->first_edge + i]))
            continue;
        const struct ir_instr *next = ir_definition(s->f, ir_operand(s->f, phi, i));
        if (!next || next->op != IR_BINARY || (next->sub != IR_ADD && next->sub != IR_SUB) ||
            ir_operand(s->f, next, 0) != value)
            return 0;
        const struct ir_value *by = &s->f->values.items[ir_operand(s->f, next, 1)];
        int64_t moved = by->kind != IR_VALUE_INT || by->wide ? 0 : next->sub == IR_ADD ? by->number : -by->number;
        if (!moved || (step && step != moved))
            return 0;
        step = moved;
    }
    return step;
}

// for (i = 0; i < n; i--): the loop goes on while `condition` is `goes_on`, which the counter only makes truer.
static bool moves_away(const struct shape *s, ir_id condition, bool goes_on)
{
    const struct ir_instr *compare = ir_definition(s->f, condition);
    if (!compare || compare->op != IR_COMPARE)
        return false;
    ir_id x = ir_operand(s->f, compare, 0), y = ir_operand(s->f, compare, 1);
    bool less = compare->sub == IR_SLT || compare->sub == IR_SLE, more = compare->sub == IR_SGT || compare->sub == IR_SGE;
    if (!less && !more)
        return false;
    if (!goes_on) {
        less = !less;
        more = !more;
    }
    int64_t step = is_invariant(s, y, 0) ? step_of(s, x) : 0;
    return (less && step < 0) || (more && step > 0);
}

// The terminators that leave the loop: returns the only one; NULL when there are several or none. *ret_open: one of them
// depends on something that changes.
static const struct ir_instr *only_exit(const struct shape *s, bool *ret_open, bool *ret_any)
{
    const struct ir_instr *only = NULL;
    size_t count = 0;
    *ret_open = *ret_any = false;
    for (uint32_t b = 0; b < s->f->blocks.count; b++) {
        if (!is_inside(s, b))
            continue;
        const struct ir_instr *last = ir_terminator(s->f, b);
        bool leaves = false;
        for (uint32_t e = 0; e < last->edge_count; e++)
            leaves |= !is_inside(s, s->f->edges.items[last->first_edge + e]);
        if (last->op == IR_INVOKE || last->op == IR_RESUME || last->op == IR_INDIRECT)
            *ret_open = true; // what may throw may end it
        if (!leaves)
            continue;
        only = count++ ? NULL : last;
        ir_id decides = last->operand_count ? ir_operand(s->f, last, 0) : 0;
        *ret_any |= decides && !is_constant(s, decides);
        *ret_open |= !decides || !is_invariant(s, decides, 0);
    }
    return only;
}

static void tell(struct flow *flow, const struct ir_instr *at, const char *message)
{
    struct judgement j = {.rule = &RULES_endless[ENDLESS_LOOP], .confidence = CONFIDENCE_MEDIUM};
    flow->state = state_new(&flow->world);
    flow->instr = at;
    flow->instr_index = (uint32_t)(at - flow->function->instrs.items);
    buf_text(&j.message, message);
    flow_report(flow, &j, 0, at->location);
    buf_free(&j.message);
}

static void done(struct flow *flow)
{
    for (uint32_t b = 0; b < flow->function->blocks.count; b++) {
        struct shape s = {flow, flow->function, b};
        bool open, any;
        if (!flow->function->blocks.items[b].is_loop_header)
            continue;
        const struct ir_instr *exit = only_exit(&s, &open, &any);
        if (!open && any) {
            const struct ir_instr *last = exit ? exit : ir_terminator(s.f, b);
            tell(flow, last, "nothing that decides whether this loop goes on changes in it");
            continue;
        }
        if (!exit || exit->op != IR_BRANCH)
            continue;
        bool goes_on = is_inside(&s, s.f->edges.items[exit->first_edge]);
        if (moves_away(&s, ir_operand(s.f, exit, 0), goes_on))
            tell(flow, exit, "the counter of this loop moves away from its limit");
    }
}

const struct checker CHECKER_endless = {.name = "endless", .rules = RULES_endless, .done = done};
