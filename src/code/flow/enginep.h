// The engine's own state: shared by the workers, written only between levels of the call graph.
#pragma once
#include "base/map.h"
#include "code/flow/identity.h"
#include "code/flow/store.h"
#include "code/ir/demangle.h"

struct global_facts { // of one global, from every function of the program
    bool written, escaped;
};

struct habit { // calls of one function that returns a pointer
    uint32_t calls;
    uint32_t used, tested; // the result is followed or tested in the caller; is tested
};

struct known { // of one symbol
    const struct model *model;    // NULL: none
    const struct cxx_name *cxx;   // NULL: not a C++ function
    bool replaced;                // a C++ function whose body the model stands for
};

struct engine {
    const struct ir_program *program;
    const struct engine_options *options;
    struct models models;
    struct known *known;           // by program id (known.c)
    struct arena known_arena;
    struct identity identity;
    struct summary_slot *slots;    // by program id; engine_summary() is the way to ask
    struct records store;          // what an earlier run kept
    struct kept *kept;             // by component: what the next run finds
    uint64_t store_context;
    struct global_facts *globals;  // by program id
    struct map habits;             // by name: struct habit (habits.c)
    struct arena habit_arena;
    bool *called;                  // by program id: somebody in the program calls it, or may
    struct callgraph graph;
    struct idmap hooks;            // places that function pointers stand in, by key (hooks.h)
    struct map own_structs;        // names of the structs whose members the program writes
};

void engine_find_models(struct engine *engine); // known.c
bool engine_is_entry(const struct engine *engine, uint32_t program_id); // takes input from outside
// What a call of the function does instead of what its body says; NULL: the body counts, or nobody knows.
const struct model *engine_model_of(const struct engine *engine, uint32_t program_id);
bool engine_callers_are_known(const struct engine *engine, uint32_t program_id); // every call of it is followed: settle.c
void engine_find_globals(struct engine *engine); // globals.c
void engine_find_habits(struct engine *engine);
// Whether a null that this function returns now and then is one that its callers reckon with.
bool engine_expects_null(const struct engine *engine, uint32_t program_id);
bool engine_global_is_constant(const struct engine *engine, uint32_t program_id);
// Only functions of its own module can name it, and its address is not handed out.
bool engine_global_is_private(const struct engine *engine, uint32_t program_id);
bool engine_constant_content(void *context, struct world *world, object_id object, int64_t offset, uint32_t bits,
                             bool pointer, term_id *ret_term);
void engine_describe_object(struct flow *flow, object_id object, const struct ir_symbol *symbol);
