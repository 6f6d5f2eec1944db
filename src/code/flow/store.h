// What the engine keeps from one run to the next: for each component of the call graph its summaries and findings, and
// everything that the analysis asked of the rest of the program, with the answers. The results are taken over when the
// bodies are the same and every question has the same answer now: nobody has to know in advance what an edit can change.
// docs/decisions/0008 has the reasons.
#pragma once
#include "base/records.h"
#include "code/flow/engine.h"
#include "code/flow/summary.h"

enum dependency_kind {
    DEPENDS_SUMMARY, // what is known of a function when it is called
    DEPENDS_OBJECT,  // what is known of a global, or of a function whose address is used
    DEPENDS_HABIT,   // whether callers of a function reckon with null
    DEPENDS_TARGETS, // the functions that an indirect call may reach; id: the key of their set
    DEPENDS_HOOK,    // the allocator that stands behind a function pointer, unless somebody replaces it; id: its key
    DEPENDS_CALLERS, // whether all calls of a function are followed
    DEPENDS_LINE,    // the line where a function begins: a finding's text tells a line
    DEPENDENCY_KINDS
};

struct dependency {
    uint8_t kind;
    uint64_t id; // of a symbol: code/flow/identity.h
    uint64_t answer;
};

struct dependencies { // of one component; each once
    uint32_t component;
    VEC(struct dependency) list;
    struct idmap known;
};

// Remembers that the analysis asked. `id`: a program id, or the key of a set or a hook.
void dependency_add(struct flow *flow, enum dependency_kind kind, uint64_t id);
void dependencies_of_objects(struct flow *flow); // at the end of a function's analysis

// --- summaries -----------------------------------------------------------------------------------

struct summary_slot { // of a function; written when its component is done, by the one worker that does it
    const char *bytes; // NULL: no summary
    size_t size;
    uint64_t hash;     // of the bytes
    struct buf own;    // the bytes, when this run made them
    _Atomic(struct summary *) read; // made from the bytes when somebody asks
};

void slot_set(struct engine *engine, uint32_t program_id, struct summary *summary); // takes it; NULL: none
void slot_free(struct summary_slot *slot);
// What is known of a function where another one calls it; NULL when nothing is. Functions that are not done before this
// one for certain count as unknown.
const struct summary *engine_summary(const struct flow *flow, uint32_t program_id);

// --- results of components -----------------------------------------------------------------------

struct kept { // of one component
    struct hash128 key;
    struct str bytes;
    struct buf own; // the bytes, when this run made them
};

struct component_results { // by program id, for all functions
    struct findings *findings;
    struct engine_statistics *statistics;
};

void store_open(struct engine *engine);
// True when the component's results were kept and still hold; they are in their places then.
bool store_take_over(struct engine *engine, uint32_t component, const struct component_results *results);
void store_keep(struct engine *engine, const struct dependencies *dependencies, const struct component_results *results);
void store_close(struct engine *engine); // writes what this run made
