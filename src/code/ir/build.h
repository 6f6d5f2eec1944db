// Making functions, and the passes that bring them into the form the engine needs. The pipeline of every front end:
//   builder calls -> ir_function_finish -> ir_build_ssa -> ir_find_loops -> ir_verify (debug builds and tests)
#pragma once
#include "base/buf.h"
#include "base/diag.h"
#include "code/ir/ir.h"

// Removes unreachable blocks, fills predecessors, checks that every block ends in its only terminator, sets the hash.
void ir_function_finish(struct ir_module *module, struct ir_function *function);
// Requires ir_function_finish. Promotes scalar locals whose address is only loaded and stored, neither volatile nor
// atomic, to values (Braun et al., CC 2013, or Cytron et al., TOPLAS 1991). A read before any write is
// IR_VALUE_UNDEF with the variable set. Values keep the variable they stand for; stores become assignments.
void ir_build_ssa(struct ir_module *module, struct ir_function *function);
// Natural loops: headers, depth, innermost header of each block. Irreducible cycles get a header too (the first of
// their blocks in reverse postorder), so that every cycle passes through one.
void ir_find_loops(struct ir_function *function);
// Reverse postorder of block ids into ret_order (blocks.count entries).
void ir_reverse_postorder(const struct ir_function *function, uint32_t *ret_order);
// False with a diagnostic for each rule that is broken: ids in range, types of operands, one definition a value,
// definitions dominate uses, phi operands match predecessors, terminators, steps, checks.
bool ir_verify(const struct ir_module *module, const struct ir_function *function, struct diags *diags);

// Text for people and for golden tests (--dump=ir, --dump=cfg).
void ir_dump_module(const struct ir_module *module, struct buf *out);
void ir_dump_function(const struct ir_module *module, const struct ir_function *function, struct buf *out);
void ir_dump_cfg(const struct ir_module *module, const struct ir_function *function, struct buf *out); // Graphviz
