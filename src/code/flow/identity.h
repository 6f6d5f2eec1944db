// Who is who from one run to the next. Program ids, value ids and lines change with every edit; what results are kept
// under must not: symbols are known by a hash of their name (and of their file, or of their content, where the name says
// too little), functions by a hash of their body with lines relative to their first one, and a place in a file by the
// function that it lies in.
#pragma once
#include "base/pack.h"
#include "code/ir/program.h"
#include "model/finding.h"

struct anchor { // the lines of one function
    const char *file, *name; // linkage name
    uint32_t first, last;
    bool alone; // no other function shares a line, and none of this file has the same name
};

struct identity {
    uint64_t *symbols; // by program id: not 0, each once
    uint64_t *bodies;  // by program id: of a function's whole body, and of what its own module says of all that it names
    uint64_t *named;   // by program id: of the set of symbols that a function names
    struct idmap ids;  // from `symbols` back to program ids
    VEC(struct anchor) anchors; // by file, first line
    struct map anchor_files;    // file -> index of its first anchor + 1
    struct idmap anchor_names;  // hash of file and name -> index of the anchor
};

// The program must be linked and outlive the identity.
void identity_build(struct identity *identity, const struct ir_program *program, unsigned jobs);
void identity_free(struct identity *identity);
uint32_t identity_find(const struct identity *identity, uint64_t symbol); // a program id; 0: not there
// The function whose lines alone contain this one; NULL when there is none.
const struct anchor *identity_anchor(const struct identity *identity, const char *file, uint32_t line);
// Packs a place relative to its function (a location_pack; `identity` is the context).
void identity_location(void *identity, struct pack *pack, struct location *location);
