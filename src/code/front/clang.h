// Runs clang: a compile command becomes bitcode and the compiler's messages.
#pragma once
#include "base/buf.h"
#include "base/diag.h"

struct compile_command {
    const char *folder;           // to run in
    const char *file;             // absolute, cleaned
    const char *const *arguments; // the options that matter to meaning (-I -D -U -include -std -m... -f...), NULL-terminated
    const char *language;         // "c" or "c++"
    bool inferred;                // guessed: no compile_commands.json covered it
    const char *part_of;          // another source includes this one: that it does not compile alone is no loss; or NULL
};

#define CLANG_STUBS "/tmp/theriac-stubs-" // begins the path of every header that was taken as empty

struct clang_result {
    struct buf bitcode;  // empty when the file did not compile
    struct buf messages; // clang's diagnostics as text
    struct buf guesses;  // a line each: "-DNAME=1" for a macro, or the name of a header that was taken as empty
};

// What had to be guessed for a file's neighbours. A file that needs one of these gets all of them at once; where every
// neighbour needed some, a file gets them before clang runs.
struct clang_known {
    struct str guesses; // a line each, as in clang_result
    bool from_start;
};

// STATUS_INPUT when the file does not compile: a DIAG_SKIPPED tells the first error with its place.
// A header that an inferred command doesn't find is taken as empty, a macro that an #error asks for is defined, with a
// note; clang then runs once more. `depfile`, when not NULL, receives the files that were read, in Make's form.
enum status clang_compile(const struct compile_command *command, const char *const *warning_flags, const char *depfile,
                          struct clang_known known, struct clang_result *ret_result, struct diags *diags) MUST_USE;
void clang_result_free(struct clang_result *result);
// The options that make the bitcode what front_llvm_lower expects, NULL-terminated.
const char *const *clang_bitcode_flags(void);
const char *clang_program(void); // "clang-19", or what THERIAC_CLANG names
