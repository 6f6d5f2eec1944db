// The analysis of one function: its context, and what a checker may ask and demand. One struct flow serves one
// function on one thread; it is dropped, with its arena, once the summary is taken.
#pragma once
#include "code/flow/engine.h"
#include "code/flow/model.h"
#include "code/flow/state.h"
#include "code/ir/demangle.h"

struct story { // events told in full, for findings; lives as long as its summary
    const struct finding_event *events; // the last one is the place where it breaks
    size_t count;
    const char *function; // which that place lies in
    bool local;           // of a value's origin: as struct origin has it
};

// --- obligations ---------------------------------------------------------------------------------

enum need {
    NEED_NONZERO,    // a is not 0: a pointer that is followed, a divisor
    NEED_FITS,       // a op b, exactly, fits `bits` and sign
    NEED_KEEPS,      // a keeps its value from from_bits and sign to bits and sign
    NEED_INSIDE,     // the bytes [a, a + b) lie in one object
    NEED_DEFINED,    // a was written
    NEED_ALIVE,      // the object of a was not released
    NEED_RELEASABLE, // a is the start of an alive object of the family `family`
    NEED_CLEAN,      // no attacker chooses the text at a (`width` bytes a character), or the value a itself (width 0)
    NEED_BELOW,      // a < b, unsigned
    NEED_ABSOLUTE,   // the text at a (`width` bytes a character) starts with a folder, not with a bare name
    NEED_NEVER,      // no path leads here; a: the value that decides it
    NEED_LIMITED,    // a real: chosen by nobody, or compared with a limit
    NEED_TERMINATED  // a zero character lies in the object of a, at or behind it
};

enum settles { SETTLES_NOTHING, SETTLES_FORMAT, SETTLES_BOUNDS };

struct requirement {
    uint8_t need, op, bits, from_bits, width;
    bool is_signed, from_signed, write;
    bool certain;     // of a callee: broken by what it does itself, wherever its path is taken
    bool consequence; // the checker's own: what breaks goes on to do harm
    uint8_t settles; // enum settles: what simpler rules say of the place when this holds on every path
    uint8_t kind;    // the checker's own distinction
    uint8_t checker; // index into ENGINE_CHECKERS; set by flow_require
    term_id a, b;
    term_id size;    // NEED_INSIDE: of the object, when callers cannot look it up; 0
    uint8_t storage; // and its kind
    const char *family;
    const char *text; // what the place does: "'p' is dereferenced"; in an arena of the analysis
    ir_id location;
};

enum decision { DECISION_PROVED, DECISION_BROKEN, DECISION_INPUT, DECISION_UNKNOWN };

struct verdict {
    enum decision decision;
    bool chosen;        // broken by a value that an attacker or the environment chooses
    bool allowed;       // broken by one step, at the very value that a test before lets through
    bool may_fail;      // broken by a result that was not tested
    int side;           // below (-1) or above (1) the limits
    object_id object;   // 0 when none
    term_id culprit;    // the term to tell about
    struct range range; // of the culprit
    wide_int value, limit; // NEED_INSIDE: first byte outside and size; 0 when not constant
    const struct event *released;
    enum { RELEASE_OK, RELEASE_TWICE, RELEASE_NOT_HEAP, RELEASE_OFFSET, RELEASE_FAMILY } release;
};

struct judgement { // what a checker makes of a broken requirement
    const struct rule *rule;
    unsigned cwe;            // 0: the rule's
    enum severity severity;  // SEVERITY_NONE: the rule's
    enum confidence confidence;
    struct buf message;
};

// --- checkers ------------------------------------------------------------------------------------

struct flow;
struct engine;

struct access { // a read or write of memory
    term_id pointer, size;
    ir_id value;     // the pointer's value in the IR; 0 when it is not one
    bool write;
    const char *who; // "memcpy() writes to": a library call; NULL for the program's own
};

enum use { USE_BRANCH, USE_POINTER, USE_ARITHMETIC, USE_ARGUMENT, USE_RETURN, USE_STORE };

enum { QUESTION_SITE = 0x7d000000 }; // of answers from outside of the program, beyond every instruction: call.c

struct call { // before its effects
    const char *name;    // display name of the callee; NULL when indirect and unknown
    const struct model *model; // NULL when there is none
    const ir_id *arguments;
    const term_id *terms;
    uint32_t count;
    ir_id result;
    const struct ir_symbol *symbol; // of the module; NULL when indirect
    uint32_t callee;                // program id; 0 when nobody knows
    const struct cxx_name *cxx;     // NULL: not a C++ function's name
    term_id returned_at;            // C++ functions with a model: where the result goes, which is left out of `terms`; 0
};

// One family of checks: hooks (any may be NULL) that state requirements, and the judge of broken ones.
struct checker {
    const char *name;
    const struct rule *rules; // ends with a row whose id is NULL
    void (*access)(struct flow *flow, const struct access *access);
    void (*use)(struct flow *flow, ir_id value, term_id term, enum use use);
    void (*check)(struct flow *flow, const struct ir_instr *instr, const struct ir_check_info *info);
    void (*binary)(struct flow *flow, const struct ir_instr *instr, term_id a, term_id b);
    void (*call)(struct flow *flow, const struct call *call);
    void (*release)(struct flow *flow, term_id pointer, ir_id value, const char *family);
    void (*store)(struct flow *flow, term_id pointer, term_id value, ir_id value_id);
    void (*convert)(struct flow *flow, const struct ir_instr *instr, term_id a); // a narrowing cast
    void (*branch)(struct flow *flow, term_id condition); // one that goes both ways
    void (*leave)(struct flow *flow, ir_id value, term_id term); // return of a value
    void (*lost)(struct flow *flow, object_id object);           // a resource that nobody can reach any more
    void (*finish)(struct flow *flow, term_id returned); // each way out, after `leave`; returned: 0 for nothing
    void (*done)(struct flow *flow);                     // once, when all ways out are known: flow->exits
    void (*program)(const struct engine *engine, struct findings *findings); // once, when all functions are done
    // Fills ret_judgement; false: not worth a word.
    bool (*judge)(struct flow *flow, const struct requirement *requirement, const struct verdict *verdict,
                  struct judgement *ret_judgement);
};
extern const struct checker *const ENGINE_CHECKERS[]; // ends with NULL

// --- the context ---------------------------------------------------------------------------------

enum { WAY_TRUE = 1, WAY_FALSE = 2 };
enum { DISJUNCTS = 12, LOOP_ROUNDS = 3, SUMMARY_OUTCOMES = 5, LATENTS = 64, TERMS_MAX = 8000,
       SUMMARY_TERMS = 300, CALL_ARGUMENTS = 64, STORY_EVENTS = 24 };

struct latent { // an open obligation that callers decide
    struct requirement requirement;
    const struct story *inner; // of a callee, when it came from there
    struct state *state; // a fork, for its facts and relations
};

struct pending {
    VEC(struct state *) states;
    uint32_t apart; // bits by place: states of which no two are worth joining for room
};

struct unsure { // a loss on a path that something outside of the program decides
    struct state *state;
    object_id object;
    uint32_t instr_index;
};

struct marked { // a place that the function marked: mark.h
    object_id object;
    int64_t offset;
    uint8_t mark;
    ir_id location;
    uint32_t instr_index;
    const char *name; // for people
};

struct engine;
struct summary;
struct dependencies;

struct flow {
    struct world world;
    struct arena arena;
    struct engine *engine;
    struct dependencies *dependencies; // what the analysis asks of the rest of the program (store.h); NULL: nobody cares
    const struct ir_module *module;
    const struct ir_function *function;
    uint32_t program_id;
    uint32_t *order;             // block id -> its place in the visiting order
    uint32_t *block_at;          // the other way round
    struct pending *pending;     // by block
    struct state **widened;      // by block: the last joined state of a loop header; NULL
    uint32_t *widen_rounds;
    uint8_t *ways;               // by block that ends in a branch: WAY_TRUE, WAY_FALSE that some state took
    bool *held_back;             // by block: a state could not leave the loop yet
    const char **names;    // of values, as messages spell them; made when first asked for, "" where there is none
    uint64_t *live_in;           // by block: values that are read there or later, one bit each
    uint32_t live_words;
    uint32_t *assignment_at;     // by instruction: first assignment that comes before it
    // Where the analysis stands.
    struct state *state;
    const struct ir_instr *instr;
    uint32_t instr_index, block;
    bool ended;                  // the current path does not go on
    bool throws;                 // an exception may leave the function
    bool unwind;                 // the current call may throw
    bool tainted_entry;          // its parameters come from outside
    bool stranger;               // somebody outside of a library calls it
    bool foreign;                // code of a system header: what it does is said where it is used
    // What it found.
    VEC(struct state *) exits;   // at returns; `returned` beside it
    VEC(term_id) returned;
    VEC(struct unsure) unsure;   // told at the end, if no other path shows that they are cared for
    VEC(struct marked) marked;
    VEC(struct state *) branches; // states that the current instruction split off, to go on behind it
    VEC(struct latent) latents;
    struct idmap latent_index, reported, choices;
    struct findings *findings;
    struct buf *trace;           // what the walk knows step by step, as text; NULL when nobody asks
    size_t steps, step_limit, joins, unknowns, proved;
    bool exhausted, abandoned; // budget used up: states are joined; even that was not enough: no summary
    const int64_t *thresholds;
    size_t threshold_count;
};

// --- for checkers --------------------------------------------------------------------------------

// States an obligation at the current instruction. Broken: the checker's judge decides about a report; open on inputs:
// kept for callers. True when it holds or is taken to hold from here on; false: the path ends here.
bool flow_require(struct flow *flow, const struct checker *checker, struct requirement requirement);
// A finding that needs no obligation; `text` is the message.
void flow_report(struct flow *flow, const struct judgement *judgement, term_id about, ir_id location);
enum object_kind flow_storage(struct flow *flow, term_id pointer); // what kind of object it points into
bool flow_knows(const struct flow *flow, ir_id symbol); // there is a model or a summary
// The program's function that returned this null under conditions that are not decided here; 0 when it is none.
uint32_t flow_null_source(const struct flow *flow, term_id term);
bool flow_expects_null(const struct flow *flow, uint32_t program_id); // its callers reckon with null
bool flow_is_root(const struct flow *flow);       // nobody in the program calls it
bool flow_is_outside(const struct flow *flow, uint32_t program_id); // a global that a model calls tainted
const struct model *models_find_for(const struct flow *flow, ir_id symbol); // of a symbol of the module; NULL
term_id flow_term(struct flow *flow, ir_id value);
struct verdict flow_decide(struct flow *flow, struct state *state, const struct requirement *requirement);
// "'name'" of a value of the source, or `otherwise` for a temporary.
const char *flow_name(struct flow *flow, ir_id value, const char *otherwise);
const char *flow_text(struct flow *flow, const char *format, ...) PRINTF_LIKE(2, 3);
unsigned flow_line(struct flow *flow, ir_id location); // for a message; such a text must not outlive a moved function
uint32_t flow_bits(const struct flow *flow, ir_id type); // of a value of that type; 0 for aggregates
const char *object_text(struct flow *flow, object_id object); // "the buffer 'name' of 10 bytes"

// --- between the engine's own files --------------------------------------------------------------

struct state *flow_prepare(struct flow *flow);          // prepare.c: block order, live values; gives the entry state
void flow_run(struct flow *flow);                       // run.c: analyses the function
void flow_trace(struct flow *flow, struct state *state, size_t number); // trace_dump.c: one line to flow->trace
void flow_execute(struct flow *flow);                   // exec.c: one instruction on flow->state
void flow_call(struct flow *flow);                      // call.c
void flow_apply_model(struct flow *flow, const struct call *call); // effects.c
// phase.c: what a call does to the marks of what it gets and gives; result: 0 when it gives nothing.
void flow_apply_phase(struct flow *flow, const struct call *call, const struct effect *effect, term_id result);
void flow_opens_name(struct flow *flow, term_id text, term_id result);
// Where a pointer leads: an object and a byte range for the start of the access. False: nowhere that is known.
struct place {
    object_id object;
    term_id base, offset;
    struct bounds range; // of the offset
    bool exact;          // one constant offset
    bool swept;          // every offset of the range is visited
};
uint8_t *flow_reachable(struct flow *flow, struct state *state, term_id returned, size_t *ret_size); // reach.c
bool flow_place(struct flow *flow, struct state *state, term_id pointer, struct place *ret_place);
// text.c: the length in characters of the text at a pointer; 0 when that leads nowhere known. At a place + `add` bytes: never 0.
term_id flow_text_length(struct flow *flow, term_id pointer, uint32_t width);
// The result of a library function that searches the text and gives a pointer into it, or null; 0 when nothing is known.
term_id flow_search(struct flow *flow, const struct call *call, term_id text, uint32_t width);
term_id flow_text_length_at(struct flow *flow, const struct place *place, int64_t add, uint32_t width);
term_id flow_load(struct flow *flow, term_id pointer, uint32_t bits, bool is_pointer);
void flow_store(struct flow *flow, term_id pointer, uint64_t size, term_id value);
// [pointer, pointer + size) holds what `kind` and `value` say (state.h); a size of 0 is one that nobody knows.
void flow_fill(struct flow *flow, term_id pointer, term_id size, enum cell_kind kind, uint8_t width, uint32_t value);
void flow_copy(struct flow *flow, term_id to, term_id from, term_id size);
term_id flow_call_result(struct flow *flow, uint16_t flags, uint32_t origin);
void flow_access(struct flow *flow, const struct access *access);
void flow_use(struct flow *flow, ir_id value, enum use use);
void flow_sift(struct flow *flow, struct state *state, term_id text); // its characters are looked at one by one
void flow_event(struct flow *flow, enum event_kind kind, term_id term, const struct story *inner);
void flow_branch(struct flow *flow, struct state *state); // goes on behind the current instruction, too
void flow_set(struct flow *flow, ir_id value, term_id term);
// Everything that `term` leads to may have been changed and kept by somebody unknown.
void flow_escape(struct flow *flow, struct state *state, term_id term, bool changed, uint16_t flags);
// The same where no more than so many bytes behind a pointer are somebody's to change.
void flow_escape_part(struct flow *flow, struct state *state, term_id pointer, uint32_t bytes);
// The same for a pointer to a constant object: that object stays as it is and is not kept, what it leads to is open.
void flow_lend(struct flow *flow, struct state *state, term_id term);
// What must be released behind `term` may be kept by library code whose containers the analysis follows only in part.
void flow_keep(struct flow *flow, struct state *state, term_id term);
// The same for what the bytes [from, from + size) of an object hold: most of it stays where it is, but nobody knows what.
void flow_keep_range(struct flow *flow, struct state *state, object_id object, int64_t from, uint64_t size);
void flow_release(struct flow *flow, term_id pointer, ir_id value, const char *family);
// told.c: a null that only a callee or a macro has tested for is no more than a guess. `other` is where the branch goes
// when the pointer is not null.
void state_mark_told(struct world *world, struct state *state, term_id term);
void flow_note_macro(struct flow *flow, struct state *state, term_id condition, uint32_t other);
bool flow_is_macros_choice(const struct flow *flow, const struct ir_instr *phi, uint32_t from);
// A value that is zero (null) in `state` as `zero` is, but only by a guess: nothing is said of what it breaks.
term_id flow_guess(struct flow *flow, struct state *state, term_id zero);
bool flow_is_zero(const struct flow *flow, term_id term);
// `state` leaves the loop that the current block heads without a round: zeros that a round would have replaced are guesses.
void flow_note_unentered(struct flow *flow, struct state *state);
// Where states are joined: at a block's start, inside of one, or when the function is left.
enum { JOIN_EVERYTHING = 0xfffffffe, JOIN_AT_EXIT = 0xffffffff, RETURN_KEY = 0x7fffffff };
struct state *state_join(struct flow *flow, struct state *a, struct state *b, uint32_t block, bool widen); // join.c
// Whether two states hold the same values for what is still read from the block on.
bool state_same_holdings(struct flow *flow, struct state *a, struct state *b); // the same objects are released, or still to be
bool state_same_values(struct flow *flow, const struct state *a, const struct state *b, uint32_t block);
// Whether two states differ in nothing that matters at the block's start but facts.
bool state_similar(struct flow *flow, const struct state *a, const struct state *b, uint32_t block);
// Whether `inner` adds nothing to the widened `outer`.
bool state_includes(struct flow *flow, struct state *outer, struct state *inner, uint32_t block);
bool flow_is_live(const struct flow *flow, uint32_t block, ir_id value);
void flow_broken(struct flow *flow, const struct requirement *requirement, const struct verdict *verdict,
                 const struct story *inner, const char *via);
void flow_keep_latent(struct flow *flow, const struct requirement *requirement, const struct story *inner,
                      const char *via);
void flow_issue(struct flow *flow, const struct requirement *requirement, const struct verdict *verdict,
                const struct story *inner, const char *via);
struct story *story_tell(struct flow *flow, struct arena *arena, const struct state *state, term_id about,
                         ir_id location, const char *message, const struct story *inner);
extern const char SETTLED_RULE[]; // settle.c: the rule of findings that only merge_tiers reads
void flow_settle(struct flow *flow, const struct requirement *requirement, const struct story *inner, enum decision decision);
void flow_unsettle(struct flow *flow); // the open obligations go no further: callers will not decide them
void flow_find_lost(struct flow *flow, struct state *state, term_id returned); // leaks at an exit
void flow_tell_unsure(struct flow *flow); // once the walk is done
