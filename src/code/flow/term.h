// Symbolic values of one function's analysis. Terms are hash-consed: equal expressions are the same id, in every state
// and disjunct, so that equality is a comparison of two numbers. What a path learns about a term (its range) is kept in
// the state (code/flow/state.h), never here. Everything lives in the arena given to terms_start.
//
// A sum is kept in normal form: constant + coefficient * term + ..., modulo 2^bits. A pointer is such a sum with one
// pointer part of coefficient 1, its base.
#pragma once
#include "base/map.h"
#include "base/vec.h"
#include "code/flow/range.h"

typedef uint32_t term_id;   // 0: none
typedef uint32_t object_id; // 0: none

enum term_kind {
    TERM_NONE,
    TERM_CONST,   // number
    TERM_REAL,    // real
    TERM_UNDEF,   // never written; a: object or 0; number: variable
    TERM_PARAM,   // number: its position
    TERM_CONTENT, // of object a at byte `number` in generation b, `bits` wide
    TERM_OBJECT,  // the address of object a
    TERM_FRESH,   // a value that nothing is known of: a, b, number make it unique
    TERM_JOIN,    // one of several values, merged: alternatives
    TERM_SWEEP,   // a loop counter that takes every value from `a` on by steps of `number`
    TERM_LENGTH,  // of the string in object a from byte `number` on in generation b; op: bytes a character
    TERM_LINEAR,  // number + sum of parts
    TERM_BINARY,  // a op b
    TERM_COMPARE, // a op b, one bit
    TERM_CAST,    // op a
    TERM_PURE     // a function of a (and b) by its number: enum term_function
};

enum term_function { FUNCTION_ABS = 1, FUNCTION_SQRT, FUNCTION_NUMBER, FUNCTION_OTHER };

enum term_flag {
    T_INPUT = 1 << 0,   // depends on what the caller or the memory before the call holds
    T_UNKNOWN = 1 << 1, // depends on something that the analysis does not know
    T_TAINT = 1 << 2,   // an attacker chooses it
    T_RANDOM = 1 << 3,  // the environment chooses it: any value is possible
    T_SWEEP = 1 << 4,
    T_POINTER = 1 << 5,
    T_UNDEFINED = 1 << 6, // contains a value never written
    T_FAILS = 1 << 7,     // a result that may tell failure (null, -1): model says so
    T_NSW = 1 << 8,       // signed arithmetic of the source: wrapping has its own obligation
    T_HOLDS = 1 << 9,     // an address is part of it
    T_DEPENDS = T_HOLDS | T_INPUT | T_UNKNOWN | T_TAINT | T_RANDOM | T_SWEEP | T_UNDEFINED
};

struct term {
    uint8_t kind, op, bits;
    uint16_t flags;
    term_id a, b;
    union {
        int64_t number;
        double real;
    };
    struct range base; // what holds in every state
    uint32_t origin;   // where a tainted or failing value was born: index into origins; 0 none
    uint32_t next;     // chain of the hash table
};

struct part {
    term_id term;
    int64_t coefficient;
};

enum { LINEAR_PARTS = 6, JOIN_ALTERNATIVES = 6 };

struct linear { // a sum taken apart
    int64_t constant;
    uint32_t count;
    uint32_t bits;
    struct part parts[LINEAR_PARTS];
};

struct origin { // where a value came into the function
    ir_id location;
    const char *what; // "recv() receives data"
    const struct story *story; // deeper, from a callee's summary; may be NULL
    bool local;                // chosen by whoever starts the program: its command line, its environment
};

enum object_kind {
    OBJECT_NONE,
    OBJECT_STACK,
    OBJECT_HEAP,     // made by an allocating call, of any resource
    OBJECT_GLOBAL,
    OBJECT_FUNCTION,
    OBJECT_POINTEE   // what an unknown pointer points to
};

struct object {
    uint8_t kind;
    bool weak;         // stands for several (a site in a loop)
    bool literal, constant;
    bool may_fail;     // the pointer may be null until tested
    bool must_release;
    bool hooked;       // made by a function behind a pointer, which users of the program may replace
    bool resource;     // a file, socket, context: closed, not released
    uint32_t key;      // alloca's value, program id, pointer term, or allocating call
    uint32_t sequence;
    term_id address;   // its address as a term (for a pointee: the pointer)
    term_id size;      // bytes; 0 unknown
    const char *family; // what releases it: "malloc", "new", "file"; NULL
    const char *name;   // for people; NULL
    ir_id type;         // in the function's module; 0 unknown
    ir_id location;
    const struct ir_module *module; // of a global's definition
    const struct ir_global *global;
};

// A generation: what an object holds where no cell says otherwise.
enum generation_kind {
    GENERATION_ENTRY,     // as when the function was entered
    GENERATION_UNWRITTEN, // indeterminate
    GENERATION_ZERO,
    GENERATION_UNKNOWN,
    GENERATION_COPY       // what `object` held in generation `of`, `shift` bytes further on
};
struct generation {
    uint8_t kind;
    uint16_t flags; // T_TAINT, ... of what is read from it
    uint32_t origin;
    object_id object; // GENERATION_UNKNOWN: what its bytes were made from, when the caller knows that; 0
    uint32_t of;
    int64_t shift;
    bool received; // all of it came from outside, byte by byte
};

struct terms {
    struct arena *arena;
    uint32_t pointer_bits;
    VEC(struct term) list;
    VEC(struct part) parts;
    VEC(struct object) objects;
    VEC(struct generation) generations; // 0 is GENERATION_ENTRY
    VEC(struct origin) origins;
    VEC(term_id) alternatives;
    struct idmap index;        // hash -> first term of the chain
    struct idmap object_index; // kind, key, sequence -> object
    uint32_t fresh;
};

void terms_start(struct terms *terms, struct arena *arena, uint32_t pointer_bits);
void terms_free(struct terms *terms);
static inline const struct term *term_of(const struct terms *terms, term_id id)
{
    return &terms->list.items[id];
}

term_id term_const(struct terms *terms, int64_t value, uint32_t bits);
term_id term_real(struct terms *terms, double value);
term_id term_undef(struct terms *terms, object_id object, ir_id variable, uint32_t bits);
term_id term_param(struct terms *terms, uint32_t position, uint32_t bits, bool pointer);
term_id term_content(struct terms *terms, object_id object, uint32_t generation, int64_t offset, uint32_t bits,
                     bool pointer);
term_id term_length(struct terms *terms, object_id object, uint32_t generation, int64_t offset, uint32_t width,
                    uint16_t flags, uint32_t origin);
// Unique for (site, number): the same call of the same site gives the same term.
term_id term_fresh(struct terms *terms, uint32_t site, uint32_t number, uint32_t bits, uint16_t flags, uint32_t origin);
term_id term_join(struct terms *terms, uint32_t site, uint32_t number, uint32_t round, term_id a, term_id b);
term_id term_sweep(struct terms *terms, uint32_t site, uint32_t number, term_id start, int64_t step);
term_id term_binary(struct terms *terms, enum ir_binary op, term_id a, term_id b, bool nsw);
term_id term_compare(struct terms *terms, enum ir_predicate predicate, term_id a, term_id b);
term_id term_cast(struct terms *terms, enum ir_cast cast, term_id a, uint32_t bits, bool pointer);
term_id term_pure(struct terms *terms, enum term_function function, term_id a, term_id b, uint32_t bits);
term_id term_linear(struct terms *terms, const struct linear *linear, uint16_t flags);
term_id term_add(struct terms *terms, term_id a, int64_t number);

void term_take_apart(const struct terms *terms, term_id term, struct linear *ret_linear); // always succeeds
void linear_add(struct linear *into, const struct linear *from, int64_t factor, bool *ret_lost);
bool term_is_const(const struct terms *terms, term_id term, int64_t *ret_value);
// The base of a pointer and its offset in bytes (a term, 0 bytes a constant). False when it has no single base.
bool term_pointer(struct terms *terms, term_id pointer, term_id *ret_base, term_id *ret_offset);
uint32_t term_alternatives(const struct terms *terms, term_id term, const term_id **ret_terms); // of a TERM_JOIN
bool term_is_total(const struct terms *terms, term_id term); // 64 bits that a loop adds up from nothing: they never wrap

object_id object_make(struct terms *terms, enum object_kind kind, uint32_t key, uint32_t sequence, bool *ret_new);
object_id object_at(struct terms *terms, term_id base); // of a pointer's base; makes a pointee when needed
uint16_t object_reach(const struct terms *terms, object_id object); // flags of what it held at entry
uint32_t generation_make(struct terms *terms, enum generation_kind kind, uint16_t flags, uint32_t origin);
uint32_t generation_from(struct terms *terms, uint16_t flags, uint32_t origin, object_id source); // of unknown bytes
uint32_t generation_copy(struct terms *terms, object_id object, uint32_t of, int64_t shift);
uint32_t origin_make(struct terms *terms, ir_id location, const char *what, const struct story *story);
