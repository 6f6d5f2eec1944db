// A summary that is being applied at a call: what stands for its terms and objects in the caller. Lives for one call.
#pragma once
#include "code/flow/summary.h"

struct instance {
    struct flow *flow;
    const struct summary *summary;
    const struct call *call;
    term_id *terms;          // summary term -> caller's term; 0 not yet
    term_id *objects;        // summary object -> pointer to it in the caller; 0 unknown
    uint32_t *generations, *origins;
    uint32_t site;           // unique for this application
    uint32_t program_id;     // of the callee
    const struct summary_outcome *outcome; // that is being applied
    bool narrowed;           // a guard says more of an input than is known here
    bool guessed;            // the outcome holds under conditions that are not decided here
    bool open;               // ... or the callee had itself some that it did not decide
};

term_id instance_object(struct instance *in, object_id object); // a pointer to the callee's object in the caller; 0
// guess.c: what an outcome says that was taken under conditions nobody has decided. The value that stands for the result:
term_id guess_value(struct instance *in, const struct summary_outcome *outcome, term_id value);
// Whether the null that the cell leaves there may be something else as well:
bool guess_of_null(const struct instance *in, const struct cell *cell, object_id object);
// Whether the outcome hangs on decisions of the callee that its facts do not tell.
bool guard_is_open(const struct instance *in, const struct summary_guard *guard);
void guess_unwritten(struct instance *in);
void guess_ownership(struct instance *in);
