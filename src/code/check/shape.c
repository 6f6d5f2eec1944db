#include "code/check/shape.h"

bool shape_is_of_macro(const struct flow *flow, const struct ir_instr *instr, ir_id location)
{
    const struct ir_location *at = ir_location_at(flow->module, location);
    VEC_EACH(&flow->function->instrs, other) {
        const struct ir_location *l = ir_location_at(flow->module, other->location);
        bool acts = other != instr && (other->op == IR_COMPARE || other->op == IR_CALL || other->op == IR_ADDRESS);
        if (acts && l->line == at->line && l->column == at->column && l->file == at->file)
            return true;
    }
    return false;
}

bool shape_is_assertion(const struct ir_function *f, uint32_t block)
{
    const struct ir_instr *last = ir_terminator(f, block);
    for (uint32_t e = 0; e < last->edge_count; e++)
        if (ir_terminator(f, f->edges.items[last->first_edge + e])->op == IR_UNREACHABLE)
            return true;
    return false;
}

uint32_t shape_block_of(const struct ir_function *f, const struct ir_instr *instr)
{
    uint32_t at = (uint32_t)(instr - f->instrs.items), low = 0, high = (uint32_t)f->blocks.count;
    while (high - low > 1) { // blocks hold their instructions one after the other
        uint32_t middle = (low + high) / 2;
        if (f->blocks.items[middle].first_instr <= at)
            low = middle;
        else
            high = middle;
    }
    return low;
}

void shape_report(struct flow *flow, struct judgement *judgement, const struct ir_instr *instr, ir_id location)
{
    flow->state = state_new(&flow->world);
    flow->instr = instr;
    flow->instr_index = (uint32_t)(instr - flow->function->instrs.items);
    flow_report(flow, judgement, 0, location);
}
