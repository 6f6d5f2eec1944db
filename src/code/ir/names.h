// The words of the dumps.
#pragma once
#include "code/ir/ir.h"

const char *ir_op_name(enum ir_op op);
const char *ir_sub_name(const struct ir_instr *instr); // NULL when the op has none
const char *ir_binary_sign(enum ir_binary op);         // as C writes it: "+"; NULL when C has none
