// One disjunct: what holds on one path through a function, or on several that were joined. A state knows the terms
// behind the function's values, the ranges of terms, differences between them, and memory. Forking is cheap: copies
// share everything until they change it. Everything lives in the arena of the function's analysis.
#pragma once
#include "code/flow/term.h"
#include "code/flow/trie.h"

struct fact { // never changed once stored
    struct range range;
    bool bounded_above, bounded_below; // compared with something that the analysis cannot weigh
    bool told; // by a test of a callee or a macro, which says nothing of what this function expects
};

struct relation { // a - b <= k as whole numbers, in the signed or unsigned reading; persistent list
    const struct relation *previous;
    term_id a, b;
    int64_t k;
    bool is_signed;
    uint32_t length; // of the list up to here
};
enum { RELATIONS_MAX = 48 };

enum cell_kind { CELL_VALUE, CELL_FILL, CELL_GENERATION };
struct cell {
    int64_t offset;
    uint64_t size;
    uint8_t kind;   // value: a term; fill: every byte (element of `width`) holds that term; generation: see term.h
    uint8_t width;  // CELL_FILL: bytes an element
    uint32_t value; // term or generation
};

enum life {
    LIFE_ALIVE, LIFE_FREED, LIFE_UNKNOWN, LIFE_ABSENT,
    LIFE_ENTRY // of what somebody else has made: as it was at entry
};
struct memory { // of one object; shared until its token differs from the writer's
    uint32_t token;
    uint32_t generation; // where no cell says otherwise
    uint8_t life;
    bool escaped;        // somebody unknown may hold a pointer to it
    bool kept;           // library code that the analysis sees through only in part may hold a pointer to it
    bool written;        // changed since entry
    bool sifted;         // the program has looked through its characters for bad ones
    term_id size;        // overrides the object's; 0
    uint32_t version;    // another after each change
    term_id last_pointer, last_value; // the latest write at an offset that is no constant: what the same pointer reads
    uint64_t last_size;
    const struct event *event; // where it was freed
    term_id text_length; // of the text at text_at, which strcpy() or strcat() put there; while it is this version
    int64_t text_at;
    uint32_t text_version;
    uint32_t count, capacity;
    struct cell *cells;  // sorted by offset, not overlapping
};
enum { CELLS_MAX = 192 };

enum event_kind { EVENT_ASSIGN, EVENT_BRANCH, EVENT_CALL, EVENT_RELEASE, EVENT_ALLOCATE, EVENT_SOURCE, EVENT_JOIN };
struct event { // one step of the path; persistent list
    const struct event *previous;
    uint8_t kind;
    bool taken;         // EVENT_BRANCH: the condition held
    bool foreign;       // EVENT_RELEASE: by library code
    ir_id location;
    uint32_t instr;     // index in the function
    ir_id variable;     // EVENT_ASSIGN
    term_id term;
    const struct story *inner; // a callee's part; may be NULL
    uint32_t length;
};

struct way { // what held on one of the paths that were joined; persistent list
    const struct way *next;
    struct trie facts;
    uint32_t count; // of the list from here on
};
enum { WAYS_MAX = 4 };

struct state {
    struct trie environment; // value id -> term id (as a pointer-sized number)
    struct trie facts;       // term id -> struct fact
    struct trie memory;      // object id -> struct memory
    struct trie rounds;      // loop header -> rounds done, and whether its counters have just become sweeps
    const struct relation *relations;
    const struct way *ways; // of a joined state: at least one of them was taken; NULL: nothing known
    const struct event *trace;
    uint32_t token;
    uint32_t open_inputs;   // undecided branches on inputs since entry
    uint32_t open_unknowns; // undecided branches on what is not known
    uint32_t open_failures; // branches on whether a library call failed
    bool doubt;             // in a swept loop: whether this round goes this way depends on more than the counter
    uint32_t wide;          // block id + 1 of the loop header that it waits at as the joined state; 0
    bool guessed;           // a callee's outcome was taken that other conditions would not have led to
    bool blurred;           // joined from more paths than could be told: it may be on none of them in all that it says
    bool thrown;            // on its way out with an exception that this function throws
    bool decided;           // the latest branch had one possible way only
};

enum { KNOWN_RANGES = 64 };
struct known_range { // holds while the facts have that root and version
    const struct trie_node *facts;
    uint32_t version;
    term_id term;
    struct range range;
};

struct world { // what the states of one function's analysis share
    struct arena *arena;
    struct terms terms;
    uint32_t next_token;
    uint32_t fuel; // terms that the current question about a range may still look into
    struct known_range ranges[KNOWN_RANGES]; // of the terms asked for last
    uint32_t facts_version;                  // another after each change of any state's facts
    bool big_endian;
    // The content of a global that never changes; false when it is not known. `context` is the engine's.
    bool (*constant_content)(void *context, struct world *world, object_id object, int64_t offset, uint32_t bits,
                             bool pointer, term_id *ret_term);
    void *context;
};

struct state *state_new(struct world *world);
struct state *state_fork(struct world *world, struct state *state);

struct range state_range(struct world *world, const struct state *state, term_id term);
const struct fact *state_fact(const struct state *state, term_id term);
// Narrows a term. False: the path is impossible.
bool state_narrow(struct world *world, struct state *state, term_id term, struct range range);
// Assumes a one-bit term to be true or false. False: the path is impossible.
bool state_assume(struct world *world, struct state *state, term_id condition, bool holds);
// Records that a - b <= k as whole numbers. Beyond RELATIONS_MAX nothing more is recorded.
void state_relate(struct world *world, struct state *state, term_id a, term_id b, int64_t k, bool is_signed);
enum truth state_truth(struct world *world, const struct state *state, term_id condition);
// The least and the greatest exact value of a sum that is read as signed whole numbers, relations used.
// False when nothing is known (a part's reading may wrap).
struct bounds {
    wide_int low, high;
};
struct bounds state_bounds(struct world *world, const struct state *state, const struct linear *linear);
// Whether an attacker-chosen term has an upper (lower) bound that is not just its type's: a constant one, or one that
// it was compared with.
// What is recorded as the most (or the least) that a term can be: another term plus *ret_add; 0: nothing but numbers.
term_id state_limit(struct world *world, const struct state *state, term_id term, bool above, int64_t *ret_add);
bool state_bounded(struct world *world, const struct state *state, term_id term, bool above);
// `a cast to bits` where the state may know that nothing is lost, which keeps sums as sums.
term_id state_cast(struct world *world, const struct state *state, enum ir_cast cast, term_id a, uint32_t bits,
                   bool pointer);
term_id state_binary(struct world *world, const struct state *state, enum ir_binary op, term_id a, term_id b, bool nsw);
// A term that the state knows to be one value becomes that constant.
term_id state_simplify(struct world *world, const struct state *state, term_id term);
void state_set_fact(struct world *world, struct state *state, term_id term, struct fact fact);
void state_drop_fact(struct world *world, struct state *state, term_id term);

// --- memory (memory.c) ---------------------------------------------------------------------------

const struct memory *memory_get(const struct state *state, object_id object); // NULL: as at entry
struct memory *memory_own(struct world *world, struct state *state, object_id object); // for changing
term_id memory_load(struct world *world, struct state *state, object_id object, int64_t offset, uint32_t bits,
                    bool pointer);
void memory_store(struct world *world, struct state *state, object_id object, int64_t offset, uint64_t size,
                  term_id value);
// [offset, offset + size) holds `cell_kind` `value`; size UINT64_MAX: to the end.
void memory_set(struct world *world, struct state *state, object_id object, int64_t offset, uint64_t size,
                enum cell_kind kind, uint8_t width, uint32_t value);
// Nothing is known any more of what the object holds.
void memory_forget(struct world *world, struct state *state, object_id object, uint16_t flags, uint32_t origin);
void memory_copy(struct world *world, struct state *state, object_id to, int64_t to_offset, object_id from,
                 int64_t from_offset, uint64_t size);
term_id memory_size(struct world *world, const struct state *state, object_id object); // 0: unknown
enum life memory_life(const struct world *world, const struct state *state, object_id object);
// The length of the string at object + offset, in characters of `width` bytes, as a term whose range the state knows.
// *ret_unterminated: no zero lies before the end of the object, and that is certain.
term_id memory_string(struct world *world, struct state *state, object_id object, int64_t offset, uint32_t width,
                      bool *ret_unterminated);
// The object that unknown bytes from `offset` on were made from; 0 when that is not known.
object_id memory_source(const struct world *world, const struct state *state, object_id object, int64_t offset);
// Whether nobody has written any of the bytes [offset, offset + size).
bool memory_is_unwritten(struct world *world, const struct state *state, object_id object, int64_t offset,
                         uint64_t size);
// Flags of everything that the bytes [offset, offset + size) may hold (T_TAINT ...).
uint16_t memory_flags(struct world *world, struct state *state, object_id object, int64_t offset, uint64_t size,
                      uint32_t *ret_origin);
