// The lowering of LLVM bitcode, shared by the llvm_*.c files. LLVM is called from these files only, through LLVM-C.
#pragma once
#include "base/diag.h"
#include "base/map.h"
#include "code/ir/build.h"
#include <llvm-c/Core.h>
#include <llvm-c/DebugInfo.h>
#include <llvm-c/Target.h>

enum debug_kind { DEBUG_NONE, DEBUG_BASE, DEBUG_POINTER, DEBUG_ARRAY, DEBUG_RECORD, DEBUG_UNION, DEBUG_FUNCTION };

struct debug_type { // a type of the source, typedefs and qualifiers looked through
    LLVMMetadataRef node;   // what it says once looked through; NULL: void
    LLVMMetadataRef target; // pointee, element, result
    enum debug_kind kind;
    const char *spelling;   // as the source has it, with typedefs and qualifiers; NULL when unknown
    bool is_signed, is_integer;
    uint64_t bits;
    bool members_read;
    uint32_t first_member, member_count; // in lower->members, by offset
};

struct debug_member {
    const char *name; // "" for unnamed ones
    uint64_t bit_offset, bits;
    LLVMMetadataRef type;
    bool bit_field, base_class;
};

struct pending_phi {
    LLVMValueRef phi;
    uint32_t instr;
};

struct lower {
    LLVMContextRef context;
    LLVMModuleRef llvm;
    LLVMTargetDataRef layout;
    struct ir_module *module;
    struct diags *diags;
    const char *path;
    struct ir_builder build;

    // Of the module; keys are LLVM's pointers.
    struct idmap types, symbols, locations, files, debug_types, callees;
    VEC(struct debug_type) debug; // 0 is none
    VEC(struct debug_member) members;
    VEC(uint32_t) bound;          // by ir type id: debug type + 1 whose names it got
    VEC(LLVMValueRef) globals;    // referenced, their content still to come
    unsigned kind_nosanitize, kind_dbg, kind_type;
    unsigned attr_noreturn, attr_nounwind, attr_byval, attr_sret, attr_dereferenceable;
    ir_id type_void, type_pointer, type_i1;

    // Of the function.
    LLVMValueRef function;
    struct idmap values;   // LLVM value -> ir value
    struct idmap blocks;   // LLVM block -> struct plan index
    struct idmap overflow; // with.overflow call -> IR_OVERFLOW's value
    struct idmap vtables;  // loaded vtable pointer -> type id text
    struct idmap declared; // alloca -> debug type of its variable
    struct idmap params;   // alloca -> enum home
    VEC(struct plan) plans;
    struct plan *plan;     // of the block being lowered
    VEC(struct pending_phi) phis;
    VEC(uint32_t) order;   // plans in reverse postorder
    unsigned depth;        // of lower_lazy
    struct idmap phi_code; // phi and block -> value made in that block for a constant that needs code
    const char *failure;   // why this function cannot be lowered; NULL: it can so far
    LLVMValueRef failed_at;
};

enum home { HOME_PARAM = 1, HOME_LOCAL = 2 }; // whose storage an alloca is

enum { LOWER_DEPTH = 64 }; // nested constants, types, expressions

struct plan { // what becomes of an LLVM block
    LLVMBasicBlockRef block;
    uint32_t into;         // the IR block that it is emitted to
    uint32_t next;         // plan + 1 of the block that is emitted right behind, into the same IR block; 0: none
    uint32_t predecessors; // edges
    bool dropped;          // a sanitizer's handler or its arithmetic: nothing of it is emitted
    bool inner;            // `next` of another
    bool cut;              // control ended before its own end
    uint8_t taken;         // of a branch that is none: the successor + 1 that control goes to; 0: no such branch
    LLVMValueRef handler;  // the sanitizer call of the dropped block behind the branch; NULL: none
    LLVMBasicBlockRef from; // of an inner one: the block before
};

// llvm_types.c
ir_id lower_type(struct lower *lower, LLVMTypeRef type);
uint64_t lower_size(const struct lower *lower, LLVMTypeRef type); // bytes with padding; 0 when it has none

// llvm_constant.c
ir_id lower_value(struct lower *lower, LLVMValueRef value); // a constant, parameter or earlier result; 0 after a failure
ir_id lower_symbol(struct lower *lower, LLVMValueRef global);
bool lower_constant_address(struct lower *lower, LLVMValueRef value, LLVMValueRef *ret_global, int64_t *ret_offset);
void lower_globals(struct lower *lower);
bool constant_needs_code(LLVMValueRef value); // its value is made by an instruction

// llvm_debug.c
ir_id debug_location(struct lower *lower, LLVMMetadataRef location);
ir_id debug_file(struct lower *lower, LLVMMetadataRef file);
uint32_t debug_type(struct lower *lower, LLVMMetadataRef node); // index into lower->debug
const struct debug_member *debug_members(struct lower *lower, uint32_t type, uint32_t *ret_count);
const char *debug_name(struct lower *lower, LLVMMetadataRef entity, unsigned operand); // qualified by its scopes
void debug_function(struct lower *lower, LLVMValueRef function, struct ir_symbol *symbol);
void lower_signature(struct lower *lower, LLVMValueRef function, struct ir_symbol *symbol); // llvm_signature.c
void lower_extents(struct lower *lower, LLVMValueRef function, struct ir_symbol *symbol);
void debug_global(struct lower *lower, LLVMValueRef global, ir_id symbol);
ir_id debug_variable(struct lower *lower, LLVMMetadataRef variable, ir_id type, bool is_param);
void debug_bind(struct lower *lower, ir_id ir_type, uint32_t type); // gives an IR struct the names of its members
LLVMMetadataRef debug_operand(struct lower *lower, LLVMMetadataRef node, unsigned index); // NULL when absent
const char *debug_text(struct lower *lower, LLVMMetadataRef string); // in the module's arena; NULL when it is none
uint32_t debug_result(struct lower *lower, LLVMValueRef call); // what the callee is declared to return; 0: unknown
uint32_t debug_pointee(struct lower *lower, LLVMValueRef pointer); // what the source says is there; 0: unknown

// llvm_function.c
void lower_function(struct lower *lower, LLVMValueRef function);
void lower_fail(struct lower *lower, LLVMValueRef at, const char *why);
ir_id lower_address(struct lower *lower, LLVMValueRef gep);
void note_home(struct lower *lower, LLVMValueRef address, enum home what); // the first note counts
ir_id lower_lazy(struct lower *lower, LLVMValueRef instr); // makes it here, for one use

// llvm_plan.c
void plan_blocks(struct lower *lower);
bool is_nosanitize(const struct lower *lower, LLVMValueRef instr);
bool is_lazy(const struct lower *lower, LLVMValueRef instr); // made only where something else wants it
static inline struct plan *plan_of(struct lower *lower, LLVMBasicBlockRef block)
{
    uint64_t index = 0;
    (void)idmap_get(&lower->blocks, (uint64_t)(uintptr_t)block, &index);
    return &lower->plans.items[index];
}

// llvm_call.c
void lower_call(struct lower *lower, LLVMValueRef call);
void call_homes(struct lower *lower, LLVMValueRef call); // notes what a declaration or copy says of an alloca

// llvm_check.c
const char *sanitizer_name(LLVMValueRef call); // "add_overflow" of a handler's call; NULL of any other instruction
void lower_check(struct lower *lower, LLVMValueRef handler, LLVMValueRef condition);
void lower_explicit_cast(struct lower *lower, LLVMValueRef trunc); // behind the cast: what a cast in the source may lose

// The tables move when they grow, and what finds an index may let them: the index first, then the place.
static inline struct debug_type *debug_type_at(struct lower *lower, uint32_t index)
{
    return &lower->debug.items[index];
}
static inline struct ir_symbol *lower_symbol_at(struct lower *lower, ir_id symbol)
{
    return &lower->module->symbols.items[symbol];
}
static inline const struct ir_type *lower_type_at(struct lower *lower, ir_id type)
{
    return &lower->module->types.items[type];
}

static inline void set_value(struct lower *lower, LLVMValueRef value, ir_id id)
{
    idmap_put(&lower->values, (uint64_t)(uintptr_t)value, id);
}
