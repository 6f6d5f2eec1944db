// The intermediate representation that every front end lowers to and the engine reads.
//
// A module is one translation unit: its own tables of types, symbols, locations and functions, in one arena. A program
// links modules by symbol name (code/ir/program.h). Everything is addressed by 32-bit ids that index the tables; id 0
// is "none" in each table. A function is a list of basic blocks over a list of instructions; after ir_build_ssa every
// value is defined once and each use is dominated by its definition. Before it, locals are IR_ALLOCA with IR_LOAD and
// IR_STORE; after it, only locals whose address is taken, or which are aggregates or volatile, remain in memory.
//
// What a compiler's own IR loses and we keep: obligations as instructions (IR_CHECK), the variable behind a value,
// signedness, field names, uninitialised locals as IR_VALUE_UNDEF with their variable.
#pragma once
#include "base/arena.h"
#include "base/buf.h"
#include "base/map.h"
#include "base/vec.h"
#include <stdbool.h>
#include <stdint.h>

typedef uint32_t ir_id; // an index into the table that the context names

enum ir_type_kind { IR_VOID, IR_INT, IR_FLOAT, IR_POINTER, IR_ARRAY, IR_VECTOR, IR_STRUCT, IR_FUNCTION, IR_OPAQUE };

struct ir_type {
    enum ir_type_kind kind;
    uint32_t bits;        // of an integer or float
    uint64_t size;        // bytes with padding; 0 for void, functions, opaque types
    ir_id element;        // of arrays and vectors; the result of functions
    uint64_t count;       // elements of arrays and vectors
    uint32_t first_field; // into module->fields: members of structs, parameters of functions
    uint32_t field_count;
    bool variadic;        // functions
    const char *name;     // of structs, as the source spells it; NULL when anonymous
};

struct ir_field {
    ir_id type;
    uint64_t offset;  // bytes from the start
    const char *name; // NULL when unknown
    const char *spelling; // the declared type as the source spells it; NULL when unknown
    bool is_signed;   // integers, when spelling is known
};

struct ir_location {
    ir_id file;            // into module->files
    uint32_t line, column; // from 1; 0 when unknown
};

// --- symbols: functions and globals ------------------------------------------------------------

enum { IR_POINTEES = 8 };

enum ir_symbol_kind { IR_SYMBOL_FUNCTION, IR_SYMBOL_GLOBAL };

struct ir_symbol {
    enum ir_symbol_kind kind;
    const char *name;    // linkage name
    const char *display; // as the source spells it, qualified in C++
    ir_id type;          // of the function, or of the global's content
    ir_id location;
    bool defined;        // in this module
    bool internal;       // static: not visible to other modules
    bool weak;           // may be overridden (inline functions, templates, weak attributes)
    bool address_taken;  // functions: used other than as a direct callee
    uint32_t index;      // into module->functions or module->globals when defined
    // Functions, by parameter, one bit each, where the prototype is known: pointers to constant objects, which the
    // function does not change; and those of them that are not `const void *`, which it does not keep either.
    uint64_t reads, borrows;
    const ir_id *pointees; // functions without a body: for the first IR_POINTEES parameters the struct type that they
                           // point to, 0 where there is none; NULL: none at all
    // Functions: the bytes that lie for certain behind the result (0) and each parameter (from 1), which is what C++ says
    // of references; 0 where nothing is said. The first parameter may be where the result goes.
    const uint32_t *extents;
    uint32_t extent_count;
    bool returns_memory;
    uint32_t program_id; // set by ir_program_link: the same number for the same symbol in every module
};

struct ir_relocation { // a pointer inside a global's initial bytes
    uint64_t offset;
    ir_id symbol;
    int64_t addend;
};

struct ir_global {
    ir_id symbol;
    bool constant;        // const, or a literal: never written
    bool is_thread_local;
    bool literal;         // a string literal or another unnamed constant
    bool is_volatile;
    uint64_t size;
    const uint8_t *bytes; // initial content, `size` long; NULL when all zero or unknown
    bool zero;            // all zero
    const struct ir_relocation *relocations; // sorted by offset
    uint32_t relocation_count;
};

// --- values ------------------------------------------------------------------------------------

enum ir_value_kind {
    IR_VALUE_NONE,
    IR_VALUE_PARAM,    // number: its position from 0
    IR_VALUE_INSTR,    // the result of instruction `instr`
    IR_VALUE_INT,      // `number` (sign-extended to 64 bits; wider constants set `wide`)
    IR_VALUE_FLOAT,    // `real`
    IR_VALUE_NULL,     // the null pointer
    IR_VALUE_ZERO,     // an aggregate of zeros
    IR_VALUE_SYMBOL,   // the address of `symbol`, plus `number` bytes
    IR_VALUE_UNDEF,    // never written: `variable` tells which local, 0 when it is none
    IR_VALUE_AGGREGATE // a constant struct, array or vector that nobody looks into
};

struct ir_value {
    enum ir_value_kind kind;
    ir_id type;
    ir_id variable; // the source variable that it stands for (function->variables); 0 when none
    bool wide;      // an integer constant of more than 64 bits: `number` holds its low 64
    union {
        int64_t number;
        double real;
        uint32_t instr;
    };
    ir_id symbol;
};

struct ir_variable { // a parameter or local of the source
    const char *name;
    ir_id location;  // of its declaration
    ir_id type;
    bool is_signed;  // integers
    bool is_param;
    bool is_static;
    const char *spelling; // the declared type as the source spells it, "unsigned char"; NULL when unknown
};

struct ir_assignment { // what SSA loses: where a variable got a value
    ir_id variable, value;
    uint32_t block;
    uint32_t position; // index of the instruction that it comes before
    ir_id location;
    bool unread;       // the variable is read elsewhere, and never this value of it
};

// --- instructions ------------------------------------------------------------------------------

enum ir_op {
    IR_NOP,
    IR_ALLOCA,   // [count] -> pointer; aux: type of one element. IR_DYNAMIC: alloca() or a variable length array
    IR_LOAD,     // [pointer] -> value
    IR_STORE,    // [value, pointer]
    IR_ADDRESS,  // [base, indices...] -> pointer; aux: first of `step_count` in function->steps
    IR_BINARY,   // [a, b]; sub: enum ir_binary
    IR_COMPARE,  // [a, b] -> i1; sub: enum ir_predicate
    IR_CAST,     // [a]; sub: enum ir_cast
    IR_SELECT,   // [condition, a, b]
    IR_PHI,      // values, one for each predecessor; edges: the predecessors' block ids
    IR_OVERFLOW, // [a, b] -> i1, whether `a op b` overflows; sub: enum ir_binary; IR_SIGNED
    IR_CHECK,    // obligation; sub: enum ir_check; operands by kind; aux: index into function->checks
    IR_CALL,     // [callee, arguments...]; aux: index into function->calls
    IR_COPY,     // [to, from, size] memcpy; IR_MAY_OVERLAP: memmove
    IR_FILL,     // [to, byte, size] memset
    IR_EXTRACT,  // [aggregate] -> member; aux: first in function->steps (constant path)
    IR_INSERT,   // [aggregate, member] -> aggregate; aux as above
    IR_ELEMENT,  // vectors: extract, insert, shuffle: result unknown, tainted by its operands
    IR_ATOMIC,   // [pointer, operand] -> old value; writes old `sub` operand (enum ir_binary), with IR_BINARY_NONE the
                 // operand itself; [pointer, expected, new] -> struct of old value and i1 success: compare and exchange
    IR_FENCE,
    IR_VA,       // [list...]: sub: enum ir_va
    IR_PURE,     // [operands...] -> value without effects; aux: name in function->names ("llvm.ctpop", "fneg", ...)
    IR_ASM,      // [operands...]: inline assembly; havocs memory when IR_EFFECTS
    IR_LANDINGPAD, // [type infos caught...; null catches all] -> exception pair; IR_CLEANUP when it has a cleanup
    IR_FREEZE,   // [a]: undefined becomes some value
    IR_BEGIN,    // [alloca]: control passes the local's declaration: its content is indeterminate (again, in a loop)
    IR_ASSUME,   // [condition]: the program says that it holds
    // terminators, only at a block's end
    IR_JUMP,     // edges: target
    IR_BRANCH,   // [condition]; edges: then, else
    IR_SWITCH,   // [value, case constants...]; edges: default, then one for each case
    IR_INDIRECT, // [address]; edges: possible targets
    IR_RETURN,   // [value] or nothing
    IR_INVOKE,   // as IR_CALL; edges: normal, unwind
    IR_RESUME,   // [exception]: unwinding goes on in the caller
    IR_UNREACHABLE,
    IR_OP_COUNT
};

enum ir_binary {
    IR_BINARY_NONE, IR_ADD, IR_SUB, IR_MUL, IR_UDIV, IR_SDIV, IR_UREM, IR_SREM, IR_SHL, IR_LSHR, IR_ASHR, IR_AND, IR_OR,
    IR_XOR, IR_FADD, IR_FSUB, IR_FMUL, IR_FDIV, IR_FREM, IR_UMAX, IR_UMIN, IR_SMAX, IR_SMIN,
    IR_NAND, IR_BINARY_OTHER // of IR_ATOMIC only; what OTHER writes is unknown
};

enum ir_predicate {
    IR_EQ, IR_NE, IR_UGT, IR_UGE, IR_ULT, IR_ULE, IR_SGT, IR_SGE, IR_SLT, IR_SLE,
    IR_FEQ, IR_FNE, IR_FGT, IR_FGE, IR_FLT, IR_FLE, IR_FORD, IR_FUNO, IR_FTRUE, IR_FFALSE // ordered or not alike
};

enum ir_cast {
    IR_TRUNC, IR_ZEXT, IR_SEXT, IR_FTRUNC, IR_FEXT, IR_FTOU, IR_FTOS, IR_UTOF, IR_STOF, IR_PTOI, IR_ITOP, IR_BITCAST
};

enum ir_va { IR_VA_START, IR_VA_END, IR_VA_COPY, IR_VA_ARG };

// What must hold for the operation that follows to be defined, or to keep its value. Execution goes on either way.
enum ir_check {
    IR_CHECK_ADD, IR_CHECK_SUB, IR_CHECK_MUL, // [a, b]: the exact result fits bits and sign
    IR_CHECK_NEGATE,      // [a]: is not the smallest signed value
    IR_CHECK_DIVIDE,      // [a, b]: b is not 0, and not smallest / -1 when signed
    IR_CHECK_SHIFT,       // [a, b]: b is below the width; a signed left shift stays in range
    IR_CHECK_INDEX,       // [index]: below `bound`; [index, bound] where the bound is no constant
    IR_CHECK_CONVERT,     // [a]: keeps its value when converted from from_* to bits and sign
    IR_CHECK_FLOAT,       // [a]: a float converted to an integer fits
    IR_CHECK_VLA,         // [size]: is positive
    IR_CHECK_RETURN,      // control reaches the end of a function that must return a value
    IR_CHECK_UNREACHABLE, // control reaches what the program says is unreachable
    IR_CHECK_BOOL,        // [a]: a bool or enum holds one of its values
    IR_CHECK_NONZERO,     // [a]: the argument of a bit-counting builtin is not 0
    IR_CHECK_KINDS
};

struct ir_check_info {
    enum ir_check kind;
    bool is_signed, from_signed;
    uint32_t bits, from_bits;
    uint64_t bound;                    // IR_CHECK_INDEX; 0 when unknown. One more than the count where only the
                                       // address is taken; with two operands 1 says that index == bound is allowed
    bool implicit;                     // the source has no cast here
    const char *type_name, *from_name; // as the source spells them; NULL when unknown
};

struct ir_call_info {
    ir_id symbol;             // direct callee; 0 when indirect
    bool is_virtual;          // indirect through a vtable
    const char *virtual_type; // static class of a virtual call (its type id); NULL when unknown
    uint64_t virtual_slot;    // byte offset in the vtable
    bool no_return;
    bool no_throw;
    uint32_t fixed_arguments; // of a variadic callee, else all
    bool variadic;            // the callee's type ends with "..."
};

// One step of an access path, applied from the base in order.
struct ir_step {
    bool is_field;
    uint32_t field;   // index in the container's fields, for is_field
    uint32_t operand; // position in the instruction's operands; 0 when the index is constant
    int64_t scale;    // bytes by one index; for fields the byte offset itself
    int64_t constant; // index when operand is 0
    ir_id container;  // type stepped into; 0 for the first index of a pointer
    uint64_t bound;   // elements of the array stepped into; 0 when unknown
};

enum ir_flags {
    IR_NSW = 1 << 0,        // signed arithmetic of the source
    IR_NUW = 1 << 1,
    IR_VOLATILE = 1 << 2,
    IR_SIGNED = 1 << 3,
    IR_MAY_OVERLAP = 1 << 4,
    IR_CLEANUP = 1 << 5,
    IR_EFFECTS = 1 << 6,
    IR_DYNAMIC = 1 << 7,
    IR_IMPLICIT = 1 << 8,   // made by the compiler: argument copies, cleanup flags
    IR_ATOMIC_ACCESS = 1 << 9
};

struct ir_instr {
    uint8_t op;  // enum ir_op
    uint8_t sub;
    uint16_t flags;
    ir_id type;     // of the result; IR_STORE: of the value stored
    ir_id result;   // value id; 0 when none
    ir_id location;
    uint32_t first_operand; // into function->operands (value ids)
    uint32_t operand_count;
    uint32_t first_edge;    // terminators and IR_PHI: into function->edges (block ids)
    uint32_t edge_count;
    uint32_t aux;
    uint32_t step_count;    // IR_ADDRESS, IR_EXTRACT, IR_INSERT
};

struct ir_block { // ids are in reverse postorder after ir_function_finish: id order is a good visiting order
    uint32_t first_instr, instr_count; // the last one is the only terminator; phis come first
    VEC(uint32_t) predecessors;        // sorted block ids, each once; filled by ir_function_finish
    uint32_t dominator;                // block id + 1 of the immediate dominator; 0 for the entry
    uint32_t loop_parent;              // of a header: block id + 1 of the enclosing loop's header; 0 when outermost
    uint32_t loop_depth;               // 0 outside of loops; set with loop_header by ir_find_loops
    uint32_t loop_header;              // block id + 1 of the innermost loop's header; 0 when none
    bool is_loop_header;
};

struct ir_function {
    ir_id symbol;
    const char *name; // display name, for findings
    ir_id location;
    uint32_t end_line;
    uint32_t param_count;
    bool variadic, no_return, no_throw, is_main, is_weak;
    bool is_constructor, is_destructor; // runs before or after main
    VEC(struct ir_block) blocks;       // block 0 is the entry; all are reachable after ir_function_finish
    VEC(struct ir_instr) instrs;
    VEC(struct ir_value) values;       // 0 is IR_VALUE_NONE; 1 to param_count are the parameters
    VEC(struct ir_variable) variables; // 0 is none
    VEC(struct ir_assignment) assignments;
    VEC(uint32_t) operands;
    VEC(uint32_t) edges;
    VEC(struct ir_step) steps;
    VEC(struct ir_check_info) checks;
    VEC(struct ir_call_info) calls;
    VEC(const char *) names;
    uint64_t hash; // of the normalised body, without locations: the cache's key; set by ir_module_finish
};

struct ir_vtable { // C++: objects of `type`, or of a class derived from it, may point into this virtual table
    ir_id symbol;
    uint64_t address_point; // where in it, in bytes
    const char *type;       // type id, "_ZTS5Shape"
};

struct ir_module {
    struct arena arena;   // owns texts, bytes and relocations
    struct buf packed;    // and these, of a module that was read from bytes (pack.h)
    const char *path;     // the main source file
    const char *language; // "c", "c++", "java", "csharp"
    uint32_t pointer_bits;
    bool big_endian;
    VEC(const char *) files;
    VEC(struct ir_type) types;
    VEC(struct ir_field) fields;
    VEC(struct ir_symbol) symbols;
    VEC(struct ir_location) locations;
    VEC(struct ir_function) functions;
    VEC(struct ir_global) globals;
    VEC(struct ir_vtable) vtables;
    uint64_t hash;
    uint32_t skipped;       // functions left out because of something that cannot be lowered; diagnostics name them
    struct idmap interned;  // of the ir_type_... and ir_..._add functions: structure hash -> id
};

void ir_module_free(struct ir_module *module);

static inline const struct ir_type *ir_type_of(const struct ir_module *module, const struct ir_function *function,
                                               ir_id value)
{
    return &module->types.items[function->values.items[value].type];
}

static inline ir_id ir_operand(const struct ir_function *function, const struct ir_instr *instr, uint32_t position)
{
    return function->operands.items[instr->first_operand + position];
}

// The instruction that makes a value; NULL for parameters and constants.
static inline const struct ir_instr *ir_definition(const struct ir_function *function, ir_id value)
{
    const struct ir_value *v = &function->values.items[value];
    return v->kind == IR_VALUE_INSTR ? &function->instrs.items[v->instr] : NULL;
}

bool ir_dominates(const struct ir_function *function, uint32_t a, uint32_t b); // blocks; each dominates itself
// The value that a phi has when control comes from block `from`; 0 when there is no such edge.
ir_id ir_phi_from(const struct ir_function *function, const struct ir_instr *phi, uint32_t from);
const struct ir_location *ir_location_at(const struct ir_module *module, ir_id location); // never NULL; 0: unknown
const char *ir_location_file(const struct ir_module *module, ir_id location);            // NULL when unknown
// Appends what the source calls a value, as far as known: "p->next", "table[i]", "strlen(name)", "&buf", "42".
// False, and nothing appended, for a temporary that cannot be told.
bool ir_describe(const struct ir_module *module, const struct ir_function *function, ir_id value, struct buf *out);

static inline const struct ir_instr *ir_terminator(const struct ir_function *function, uint32_t block)
{
    const struct ir_block *b = &function->blocks.items[block];
    return &function->instrs.items[b->first_instr + b->instr_count - 1];
}
