// What a function does, as its callers see it: a bounded set of outcomes and the obligations that only callers can
// decide. All of it is tables of 32-bit ids over terms, objects and generations of its own, in the summary's arena, so
// that it can be written to disk as it is. Terms are in an order in which operands come first.
#pragma once
#include "code/flow/flow.h"

struct summary_fact {
    term_id term;
    struct fact fact;
};

struct summary_relation {
    term_id a, b;
    int64_t k;
    bool is_signed;
};

struct summary_way {
    const struct summary_fact *facts;
    uint32_t count;
};

struct summary_guard { // when it holds
    const struct summary_fact *facts;
    const struct summary_relation *relations;
    const struct summary_way *ways; // several paths were joined: at least one of these held; none: nothing known
    uint32_t fact_count, relation_count, way_count;
    uint32_t open_inputs, open_unknowns;
    bool doubt, blurred;
};

struct summary_memory { // of one object after the call
    object_id object;
    uint8_t life;
    bool escaped, sifted;
    uint32_t generation;
    term_id size;
    const struct cell *cells;
    uint32_t cell_count;
};

struct summary_outcome {
    struct summary_guard guard;
    term_id returned; // 0: nothing
    const struct summary_memory *memory;
    uint32_t memory_count;
};

struct summary_latent {
    struct requirement requirement;
    struct summary_guard guard;
    const struct story *story;
};

struct summary {
    struct arena arena;
    const struct term *terms;       // 0 is none
    const struct part *parts;
    const struct object *objects;   // 0 is none
    const struct generation *generations;
    const struct story *const *origins; // by term.origin; 0 none
    const term_id *alternatives;
    uint32_t term_count, object_count, generation_count, origin_count, part_count, alternative_count;
    const struct summary_outcome *outcomes;
    const struct summary_latent *latents;
    uint32_t outcome_count, latent_count;
    bool throws;
    bool foreign; // of library code
};

struct summary *summary_take(struct flow *flow); // of a function whose walk is done; the caller frees it
void summary_free(struct summary *summary);
struct engine;
// To bytes and back, for everybody but who made it (summary_pack.c). Texts of a summary that was read point into the
// bytes. NULL when they are not what was written.
void summary_write(const struct engine *engine, struct summary *summary, struct buf *out);
struct summary *summary_read(const struct engine *engine, const char *bytes, size_t size);
// States the callee's obligations on these arguments; changes nothing else.
void summary_check(struct flow *flow, const struct summary *summary, const struct call *call, uint32_t program_id);
void summary_apply(struct flow *flow, const struct summary *summary, const struct call *call, uint32_t program_id);
void summary_dump(const struct summary *summary, const char *name, struct buf *out);
