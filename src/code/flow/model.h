// Library models: what functions without a body do, as data (data/models/*.model, and the user's rules/models/*.model).
// docs/extend/library-model.md describes the form. Loaded once, read-only afterwards, shared by all threads.
#pragma once
#include "base/buf.h"
#include "base/diag.h"
#include "base/map.h"
#include "base/vec.h"
#include <stdint.h>

enum effect_kind {
    EFFECT_ALLOC,    // returns a new object of `amount` bytes, released by `family`
    EFFECT_REALLOC,  // arg0: the old one; amount: the new size
    EFFECT_FREE,     // arg0, family
    EFFECT_OPEN,     // returns a new resource of `family`
    EFFECT_CLOSE,    // arg0, family
    EFFECT_READ,     // arg0: amount bytes are read
    EFFECT_WRITE,    // arg0: amount bytes are written; taint: by an attacker
    EFFECT_WRITES,   // arg0: a terminated string of at most `amount` bytes is written
    EFFECT_STRING,   // arg0 is read as a terminated string
    EFFECT_COPY,     // arg0 from arg1, amount bytes
    EFFECT_FILL,     // arg0 with the byte arg1, amount bytes
    EFFECT_STRCPY,   // arg0 from arg1
    EFFECT_STRCAT,
    EFFECT_STRNCPY,  // amount: the limit in bytes
    EFFECT_STRNCAT,
    EFFECT_SPRINTF,  // arg0: target, arg1: format; amount: the limit, when limited
    EFFECT_PRINTF,   // arg0: format
    EFFECT_SCANF,    // arg0: format; taint
    EFFECT_NONNULL,  // arg0
    EFFECT_RETURNS,  // amount
    EFFECT_RANGE,    // amount (low) to high
    EFFECT_TAINTED,  // the result is chosen by an attacker
    EFFECT_LOCAL,    // whoever chooses the result is who starts the program
    EFFECT_RANDOM,   // the result is any value
    EFFECT_NUMBER,   // the result is a number read from the string arg0
    EFFECT_LENGTH,   // the result is the length of the string arg0
    EFFECT_ABSOLUTE, // the result is |arg0|
    EFFECT_ROOT,     // the square root of arg0
    EFFECT_INSIDE,   // the result points into the string arg0, or is null
    EFFECT_FAILS,    // the result tells failure: enum failure in `number`
    EFFECT_MUST,     // the result must be looked at
    EFFECT_COMMAND,  // arg0 is run as a command
    EFFECT_PATH,     // arg0 names a file
    EFFECT_LIBRARY,  // arg0 names code to load
    EFFECT_QUERY,    // arg0 is a query in the language `family`
    EFFECT_KEY,      // arg0 is the key of a cipher or of an authentication code
    EFFECT_KEEP,     // arg0 is kept by somebody unknown
    EFFECT_WAITS,   // as long as arg0 says
    EFFECT_ERRNO,   // a bad text shows in errno, and in what arg0 (may be null) gets
    EFFECT_DOMAIN,  // arg0 below zero shows in errno only
    EFFECT_TEST,    // one value of the result tells of failure
    EFFECT_SIGNALS, // failure is a negative result, and 0 tells of none
    EFFECT_SIFTS,   // arg0 is searched for the characters of arg1
    // What containers hold: content.h.
    EFFECT_HOLDS,     // arg0 holds nothing
    EFFECT_APPEND,    // arg1 goes into arg0, at the end
    EFFECT_PREPEND,
    EFFECT_INSERTS,   // arg2 goes into arg0 before the iterator arg1, `amount` times
    EFFECT_RESIZES,   // arg0 has arg1 elements; new ones are as arg2
    EFFECT_ITEM,      // the result refers to the element arg1 of arg0
    EFFECT_ENTRY,     // the result refers to the element of arg0 under the key arg1
    EFFECT_FIRST, EFFECT_LAST, // the result refers to this element of arg0
    EFFECT_BEGIN, EFFECT_END,  // the result is an iterator
    EFFECT_COUNT, EFFECT_EMPTY,
    EFFECT_COPIES,    // arg0 holds what arg1 holds
    EFFECT_MOVES, EFFECT_SWAPS,
    EFFECT_DROPLAST, EFFECT_DROPFIRST,
    EFFECT_BLURS,     // arg0 may hold anything
    EFFECT_KEEPS,     // what arg0 holds may be reached in other ways
    EFFECT_ENDS,      // arg0 is destroyed
    EFFECT_BLENDS,    // the text arg0 may be anything, and is as chosen as it was and as arg1 is
    EFFECT_DRAWS,     // what arg0 points to is read from the stream arg1
    EFFECT_FOLLOWS,   // the result is what the iterator arg0 points to
    EFFECT_STEPS,     // the iterator arg0 moves
    EFFECT_NORETURN,
    // Marks: code/flow/mark.h.
    EFFECT_PHASE,     // the resource arg0 is in the phase `family` from here on
    EFFECT_REFUSES,   // arg0 must not be in one of the phases `family`: "created,bound"
    EFFECT_LOCK,      // arg0; sure: the same thread may take it again
    EFFECT_UNLOCK,
    EFFECT_TRYLOCK,   // taken or not
    EFFECT_NEWLOCK,   // arg0 is a lock that nobody holds
    EFFECT_CHECKS,    // the file that arg0 names is looked at
    EFFECT_REMOVES,   // arg0 names a file, which is gone or has another name from here on
    EFFECT_TEMPNAME,  // arg0 names a file that does not exist yet
    EFFECT_TEMPFILE,  // arg0 names a temporary file that was made here
    EFFECT_EXCLUSIVE, // the bits `amount` of arg0 say that a file is only opened when it is new
    EFFECT_SEARCHED,  // arg0 is looked for in the search path when it names no folder
    EFFECT_VARIABLE,  // arg0 becomes part of the environment
    EFFECT_SHARES,    // arg0 has one owner more: it may be released more than once
    EFFECT_STARTS,    // arg0 is a function that runs beside this one; `family`: thread, signal or interrupt
    EFFECT_KINDS
};

enum failure { FAILURE_NULL, FAILURE_NEGATIVE, FAILURE_ZERO, FAILURE_NONZERO };

// "result", "function" and "interrupts" where a model names an argument: what the call gives, the first argument that is
// a function, and the lock that holds while interrupts are off.
enum { ARGUMENT_RESULT = 100, ARGUMENT_FUNCTION, ARGUMENT_INTERRUPTS };
enum { MODEL_ARGS = 32 };
// "text(arg2)": where the characters of the string object begin that the argument is, or refers to.
enum { ARGUMENT_TEXTS = MODEL_ARGS, ARGUMENT_TEXT_RESULT = 103 };

struct addend { // factor * args; length: the string length of the first
    int64_t factor;
    int8_t args[2]; // -1: none
    bool length;
};
struct amount { // a sum; no addends: unknown
    struct addend addends[3];
    uint32_t count;
};

struct effect {
    uint8_t kind;
    int8_t arg0, arg1, arg2; // -1: none
    uint8_t width;           // bytes a character
    bool taint, zero, sure, filled, handle;
    bool packed, fresh; // of containers: content.h; a constructor's (or i++, which gives what i was)
    int8_t number;
    struct amount amount, high;
    const char *family;
};

struct model {
    const char *name;
    bool texts;  // it names the characters of a string object
    bool yields; // to the function's own body, where the program has one: a library's source is analysed, too
    const struct effect *effects;
    uint32_t count;
};

struct models {
    struct arena arena;
    struct map by_name; // struct model
    uint64_t hash;      // of all texts that were read
    VEC(const struct model *) guesses; // by the words that a name ends with: lines that begin with "~"
};

// Reads the embedded models, then the user's folder (may be NULL), which win. What cannot be read is told with file and
// line, and the rest goes on.
void models_load(struct models *models, const char *folder, struct diags *diags);
void models_parse(struct models *models, const char *file, const char *text, size_t size, struct diags *diags);
void models_free(struct models *models);
const struct model *models_find(const struct models *models, const char *name); // NULL when there is none
// Of a C++ function, by its name without template arguments, most exact first: with its parameters, with the first one
// ("f(int, ...)"), with their number ("f/2"), alone, or any member of its class ("C::*", "C::* const").
struct cxx_name;
const struct model *models_find_cxx(const struct models *models, const struct cxx_name *name);
// For a function that nothing describes: by the words that its name ends with; NULL.
const struct model *models_guess(const struct models *models, const char *name); // model_words.c
const struct effect *model_effect(const struct model *model, enum effect_kind kind); // the first; NULL
