// How each source file is compiled: from compile_commands.json, or guessed where there is no build.
#pragma once
#include "base/diag.h"
#include "base/file.h"
#include "code/front/clang.h"
#include "code/profile.h"

struct capture { // zeroed is ready for use
    struct arena arena; // owns every text
    VEC(struct compile_command) commands; // sorted by file; one for each C or C++ source
    struct texts uncovered; // C and C++ sources that the build doesn't compile
    size_t inferred;
};

struct capture_options {
    const char *build_dir; // holds compile_commands.json; NULL: looked for in the root and in build folders below it
    const char *generated; // folder for configuration headers that no build has made; NULL: they are not made
    bool only_inferred;    // ignore any compile_commands.json
};

// Finds the commands of the sources of `tree` (below `root`, absolute). A build description is used when there is one;
// with none, every source gets a guessed command: include folders are found by looking for its headers in the tree.
enum status capture_commands(const char *root, const struct tree *tree, const struct capture_options *options,
                             struct capture *ret_capture, struct diags *diags) MUST_USE;
void capture_free(struct capture *capture);

const char *source_language(const char *path); // "c", "c++", or NULL when it is neither's translation unit
bool is_header(const char *path);

// The parts of capture, for tests.
// Splits a shell command line as sh would: quotes and backslashes, no expansions. False on an open quote.
bool capture_split(struct arena *arena, const char *command, struct texts *ret_words);
// Keeps the options that change the meaning of the program, as clang understands them; the compiler's profile adds its
// target, macros and headers. `profiles` may be NULL. NULL-terminated.
const char *const *capture_filter(struct arena *arena, struct profiles *profiles, const char *folder, const char *language,
                                  const struct texts *words);
