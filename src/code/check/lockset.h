// Which locks are held where, over a whole program: for check_thread.c.
#pragma once
#include "code/check/check.h"
#include "code/flow/conduct.h"

enum { LOCKSET_MAX = 6 }; // further locks are as good as an unknown one

struct lockset { // what is held on every path that leads here
    struct spot list[LOCKSET_MAX];
    uint32_t count;
    bool any; // a lock that nobody can name is, or may be, held: it may be any
};
bool lockset_share(const struct lockset *a, const struct lockset *b); // perhaps one lock is in both

enum root_kind { ROOT_THREAD, ROOT_INTERRUPT, ROOT_REST };
struct root { // where something begins that runs beside the rest
    enum root_kind kind;
    uint32_t function;    // program id
    bool many;            // several threads run it
    struct spot argument; // what all of them get; SPOT_NONE: nothing, or different things
};

struct lockwork {
    const struct engine *engine;
    uint32_t count;                // of program ids
    struct conduct *conducts;      // by program id
    struct locknet *nets;          // by program id: what a call does to the locks
    uint8_t *matters;              // by program id: it or a callee locks (1), waits (1), uses globals (2)
    struct lockset *entry;         // of the walk that goes on
    bool *seen;
    VEC(uint32_t) queue;
    VEC(struct root) roots;        // with interrupts: the functions that nobody calls, too
    bool locks;                    // somebody does
};

void lockwork_start(const struct engine *engine, struct lockwork *ret);
void lockwork_end(struct lockwork *work);
typedef void lockwork_visit(void *context, uint32_t function, const struct deed *deed, const struct lockset *held);
// Shows every deed of the functions that `function` leads to, with the locks that are held there when it begins with none.
// What only calls, and leads to no deed that matters, is left out. `off`: it begins with interrupts off.
void lockwork_walk(struct lockwork *work, uint32_t function, bool off, lockwork_visit *visit, void *context);
// The locks that a call leaves taken, as the caller knows them.
struct lockset lockwork_taken(const struct lockwork *work, uint32_t function, const struct deed *call);
bool lockwork_is_lost(const struct lockwork *work, struct spot lock); // nobody ever releases it
