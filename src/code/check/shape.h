// What several checkers ask about a function as it is written, without following paths.
#pragma once
#include "code/check/check.h"

// All that a macro stands for has the place of the macro: it acts for whoever uses it.
bool shape_is_of_macro(const struct flow *flow, const struct ir_instr *instr, ir_id location);
// Where one way of the branch that ends the block ends the program.
bool shape_is_assertion(const struct ir_function *f, uint32_t block);
uint32_t shape_block_of(const struct ir_function *f, const struct ir_instr *instr);
// A finding at the instruction, on no path in particular.
void shape_report(struct flow *flow, struct judgement *judgement, const struct ir_instr *instr, ir_id location);
