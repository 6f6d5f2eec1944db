// Control flow of a function under construction, shared by the passes of this folder.
#pragma once
#include "code/ir/ir.h"

static inline bool ir_op_ends_block(enum ir_op op)
{
    return op >= IR_JUMP && op <= IR_UNREACHABLE;
}

// The blocks that control may go to from here; inline assembly with labels ends in an IR_INDIRECT, so it is no
// exception.
static inline const uint32_t *cfg_successors(const struct ir_function *function, uint32_t block, uint32_t *ret_count)
{
    const struct ir_instr *end = ir_terminator(function, block);
    *ret_count = end->edge_count;
    return function->edges.items + end->first_edge;
}

void cfg_predecessors(struct ir_function *function); // fills them, sorted, each once
// Requires blocks in reverse postorder and predecessors. Cooper, Harvey, Kennedy: A Simple, Fast Dominance Algorithm.
void cfg_dominators(struct ir_function *function);
