// Making functions, and the passes that bring them into the form the engine needs. The pipeline of every front end:
//   ir_build_... calls -> ir_function_finish -> ir_build_ssa -> ir_find_loops -> ir_verify (debug builds and tests)
// ir_build_end runs it.
#pragma once
#include "base/buf.h"
#include "base/diag.h"
#include "code/ir/ir.h"

// --- module tables -----------------------------------------------------------------------------
// Ids are never 0. Equal arguments give the same id. Texts are copied into the module's arena.

void ir_module_start(struct ir_module *module, const char *path, const char *language, uint32_t pointer_bits);
ir_id ir_type_void(struct ir_module *module);
ir_id ir_type_int(struct ir_module *module, uint32_t bits);
ir_id ir_type_float(struct ir_module *module, uint32_t bits);
ir_id ir_type_pointer(struct ir_module *module);
ir_id ir_type_array(struct ir_module *module, ir_id element, uint64_t count);
ir_id ir_type_vector(struct ir_module *module, ir_id element, uint64_t count);
// A new struct each time. `fields` is copied. Size in bytes with padding.
ir_id ir_type_struct(struct ir_module *module, const char *name, uint64_t size, const struct ir_field *fields,
                     uint32_t count);
ir_id ir_type_function(struct ir_module *module, ir_id result, const ir_id *params, uint32_t count, bool variadic);
ir_id ir_type_opaque(struct ir_module *module, uint64_t size);
ir_id ir_file_add(struct ir_module *module, const char *path);
ir_id ir_location_add(struct ir_module *module, ir_id file, uint32_t line, uint32_t column);
ir_id ir_symbol_add(struct ir_module *module, enum ir_symbol_kind kind, const char *name, ir_id type); // always a new one
// The content of a global symbol, which becomes defined. The pointer is good until the next one.
struct ir_global *ir_global_add(struct ir_module *module, ir_id symbol, uint64_t size);

// --- one function ------------------------------------------------------------------------------
// Blocks and instructions may come in any order. One builder serves many functions, one after the other, and each
// thread has its own. Zeroed is ready for use.

struct ir_builder {
    struct ir_module *module;
    struct ir_function function; // under construction; free to set display name, location, flags
    uint32_t block;              // where instructions go
    ir_id location;              // given to each instruction
    uint16_t flags;              // added to each instruction
    VEC(uint32_t) block_of;      // of each instruction
    struct idmap constants;
};

// The symbol has a function type. Makes the parameters' values (1 to param_count) and the entry block, 0.
void ir_build_start(struct ir_builder *builder, struct ir_module *module, ir_id symbol);
ir_id ir_build_variable(struct ir_builder *builder, const char *name, ir_id type, bool is_signed, bool is_param);
uint32_t ir_build_block(struct ir_builder *builder);
void ir_build_at(struct ir_builder *builder, uint32_t block);

// Constants: the same one has the same id within a function.
ir_id ir_build_int(struct ir_builder *builder, ir_id type, int64_t number); // sign-extended from the type's width
ir_id ir_build_wide(struct ir_builder *builder, ir_id type, uint64_t low);  // more than 64 bits, not representable
ir_id ir_build_real(struct ir_builder *builder, ir_id type, double real);
ir_id ir_build_null(struct ir_builder *builder);
ir_id ir_build_symbol(struct ir_builder *builder, ir_id symbol, int64_t offset);
ir_id ir_build_undef(struct ir_builder *builder, ir_id type, ir_id variable);
ir_id ir_build_other(struct ir_builder *builder, enum ir_value_kind kind, ir_id type); // ZERO, AGGREGATE

// Any instruction at the end of the current block. Gives its result; 0 when `type` is void, and for IR_STORE. What is
// not said here (aux, edges, steps) is set in ir_build_last(), which is good until the next instruction.
ir_id ir_build(struct ir_builder *builder, enum ir_op op, unsigned sub, ir_id type, const ir_id *operands,
               uint32_t count);
struct ir_instr *ir_build_last(struct ir_builder *builder);
void ir_build_edges(struct ir_builder *builder, const uint32_t *blocks, uint32_t count); // of the last instruction

// Short forms.
ir_id ir_build_alloca(struct ir_builder *builder, ir_id type, ir_id variable);
ir_id ir_build_load(struct ir_builder *builder, ir_id type, ir_id pointer);
void ir_build_store(struct ir_builder *builder, ir_id value, ir_id pointer);
ir_id ir_build_binary(struct ir_builder *builder, enum ir_binary op, unsigned flags, ir_id a, ir_id b);
ir_id ir_build_compare(struct ir_builder *builder, enum ir_predicate predicate, ir_id a, ir_id b);
ir_id ir_build_cast(struct ir_builder *builder, enum ir_cast cast, ir_id type, ir_id value);
ir_id ir_build_field(struct ir_builder *builder, ir_id base, ir_id container, uint32_t field);
// base + index * scale; `container` is the array type stepped into, or 0 for arithmetic on a pointer.
ir_id ir_build_index(struct ir_builder *builder, ir_id base, ir_id index, ir_id container, int64_t scale);
ir_id ir_build_call(struct ir_builder *builder, ir_id symbol, const ir_id *arguments, uint32_t count);
ir_id ir_build_call_value(struct ir_builder *builder, ir_id type, ir_id callee, const ir_id *arguments, uint32_t count);
void ir_build_check(struct ir_builder *builder, const struct ir_check_info *info, const ir_id *operands,
                    uint32_t count);
ir_id ir_build_phi(struct ir_builder *builder, ir_id type, const ir_id *values, const uint32_t *blocks, uint32_t count);
void ir_build_jump(struct ir_builder *builder, uint32_t target);
void ir_build_branch(struct ir_builder *builder, ir_id condition, uint32_t if_true, uint32_t if_false);
void ir_build_switch(struct ir_builder *builder, ir_id value, uint32_t otherwise, const ir_id *cases,
                     const uint32_t *targets, uint32_t count);
void ir_build_return(struct ir_builder *builder, ir_id value); // 0: nothing

// Lays the blocks out, runs the passes, adds the function to the module and marks the symbol defined.
// The pointer is good until the next function is added.
struct ir_function *ir_build_end(struct ir_builder *builder);
void ir_build_abandon(struct ir_builder *builder); // forgets the function; the symbol stays undefined
void ir_builder_free(struct ir_builder *builder);
void ir_function_free(struct ir_function *function);

// Once all functions and globals are there: the hashes, which look into literals.
void ir_module_finish(struct ir_module *module);

// --- passes ------------------------------------------------------------------------------------

// Requires that each block's instructions are contiguous. Removes unreachable blocks, joins a block to the one whose
// jump is the only way to it, numbers blocks in reverse postorder, fills predecessors and dominators, checks that every
// block ends in its only terminator.
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
void ir_dump_instr(const struct ir_module *module, const struct ir_function *function, const struct ir_instr *instr,
                   struct buf *out); // one line
void ir_dump_cfg(const struct ir_module *module, const struct ir_function *function, struct buf *out); // Graphviz
