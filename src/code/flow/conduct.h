// What a function does that others who run at the same time can notice: locks taken and released, globals read and
// written, calls, threads started, waits. Taken from the IR alone, without paths; code/check/check_thread.c puts the
// functions of a program together.
#pragma once
#include "base/vec.h"
#include "code/flow/enginep.h"

enum spot_kind {
    SPOT_NONE,       // nobody knows
    SPOT_GLOBAL,     // the global `id`, at `offset`
    SPOT_HANDLE,     // what that global holds: a pointer, or a handle
    SPOT_PARAM,      // what the parameter at position `id` points to
    SPOT_PARAM_HANDLE,
    SPOT_LOCAL,      // the local of value `id`, of the function `function`
    SPOT_INTERRUPTS  // the lock that holds while interrupts are off
};
enum { SPOT_ANYWHERE = INT32_MIN }; // an offset that is not known

struct spot {
    uint8_t kind;
    uint32_t id;
    uint32_t function; // SPOT_LOCAL: program id
    int32_t offset;
};

enum deed_kind { DEED_READ, DEED_WRITE, DEED_LOCK, DEED_UNLOCK, DEED_CALL, DEED_START, DEED_WAIT };

struct deed {
    uint8_t kind;
    bool builds;       // DEED_WRITE: the new value is made from the old one
    bool foreign;      // DEED_LOCK: the lock may belong to somebody else: the callee only tries, or hides what it takes
    struct spot spot;  // accesses and locks; DEED_START: what the thread gets
    uint32_t callee;   // DEED_CALL, DEED_START: program id
    uint32_t first_argument, argument_count; // DEED_CALL: into `arguments`
    ir_id location;
    const char *name;  // of the lock, the callee that waits: for people; may be NULL
};

struct conduct {
    struct arena arena; // owns the names
    const struct ir_module *module;
    const struct ir_function *function; // NULL when the program does not contain it
    VEC(struct deed) deeds;             // in the order of the instructions
    VEC(struct spot) arguments;
    uint32_t *first_deed;               // by block, and one more for the end
    bool locks, accesses;               // any such deed
    bool starts_in_loop;
};

bool spot_same(struct spot a, struct spot b); // surely the same place
bool spot_meets(struct spot a, struct spot b); // perhaps the same place
// Fills a zeroed conduct; with `accesses` reads and writes of globals, too. Frees with conduct_free.
void conduct_take(const struct engine *engine, uint32_t program_id, bool accesses, struct conduct *ret);
void conduct_free(struct conduct *conduct);
