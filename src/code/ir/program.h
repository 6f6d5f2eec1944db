// A whole program: modules linked by symbol name, with its call graph. The modules are borrowed.
#pragma once
#include "base/buf.h"
#include "base/diag.h"
#include "code/ir/ir.h"

struct ir_program_symbol {
    const char *name, *display;
    enum ir_symbol_kind kind;
    const struct ir_module *module; // the defining one; NULL when nobody defines it
    uint32_t index;                 // into its functions or globals
    bool internal;
    bool address_taken;
};

struct ir_program {
    struct arena arena;
    VEC(struct ir_module *) modules;
    VEC(struct ir_program_symbol) symbols; // by program_id; 0 is none. Order: modules in order, symbols in order
    bool closed; // has a main or was said to be whole: nobody else calls its external functions
};

// Gives every symbol its program id. Two strong definitions of one name in different modules (several programs scanned
// at once) stay apart: each module keeps its own, others take the first; a DIAG_NOTE counts them.
void ir_program_link(struct ir_program *program, struct diags *diags);
const struct ir_function *ir_program_function(const struct ir_program *program, uint32_t program_id); // NULL: undefined
const struct ir_global *ir_program_global(const struct ir_program *program, uint32_t program_id);
void ir_program_free(struct ir_program *program); // not the modules

// The call graph: direct calls, and for indirect ones every address-taken function of a compatible type.
struct callgraph_set {
    const uint32_t *targets;
    uint32_t count;
};
struct callgraph {
    struct arena arena;
    uint32_t node_count;              // = program->symbols.count
    const uint32_t **callees;         // by program id: sorted program ids
    uint32_t *callee_counts;
    uint32_t *component;              // strongly connected component of each node; callees have lower or equal numbers
    uint32_t component_count;
    const uint32_t **component_nodes; // by component: its nodes in program id order
    uint32_t *component_sizes;
    uint32_t *level;                  // by component: 0 for leaves, else 1 + the highest callee's; one level is independent
    uint32_t level_count;
    VEC(struct callgraph_set) sets;   // of indirect and virtual calls; 0 is empty
    struct idmap set_ids;             // hash of the signature, or of class and slot -> index into sets
    uint32_t *self;                   // by program id: itself, so that a direct callee is a set too
};
void callgraph_build(const struct ir_program *program, struct callgraph *ret_graph);
// The functions that a call may reach: the direct callee, or the address-taken ones of the call's type, or, of a
// virtual call, what the virtual tables of its class and the classes derived from it hold. Ascending program ids.
// Indirect sets of more than CALLGRAPH_INDIRECT_MAX are given here, but left out of `callees` and so of components and
// levels: they would tie most of a program into one component. Whoever follows them must not count on their level being
// lower.
const uint32_t *callgraph_targets(const struct callgraph *graph, const struct ir_program *program,
                                  const struct ir_module *module, const struct ir_function *function,
                                  const struct ir_instr *call, uint32_t *ret_count);
// The key of an indirect or virtual call's set: a hash that is the same in every run; and the set of a key.
uint64_t callgraph_set_key(const struct ir_module *module, const struct ir_function *function,
                           const struct ir_instr *call);
const uint32_t *callgraph_set(const struct callgraph *graph, uint64_t key, uint32_t *ret_count);
enum { CALLGRAPH_INDIRECT_MAX = 16, CALLGRAPH_TABLE_MAX = 64 };
void callgraph_free(struct callgraph *graph);
void callgraph_dump(const struct ir_program *program, const struct callgraph *graph, struct buf *out); // Graphviz
