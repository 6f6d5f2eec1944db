// The code step as a whole: sources in, findings out. Every tier takes part: the compiler's warnings, the syntax rules,
// the engine; then the source's own suppressions.
#pragma once
#include "base/buf.h"
#include "base/diag.h"
#include "base/vec.h"
#include "model/assessment.h"

struct scan_target {
    const char *path;      // file or folder
    const char *build_dir; // holds compile_commands.json; NULL: looked for
};

struct scan_options {
    const char *root;               // findings name files relative to it; absolute
    VEC(struct scan_target) targets;
    struct texts excludes;          // path prefixes relative to the root, that are left out
    const char *cache_folder;       // NULL: no cache
    const char *workspace;          // its rules/ folder holds the user's own rules and models; NULL
    const char *const *entries;     // functions that take input from outside; NULL-terminated or NULL
    const char *dump;               // "ir", "cfg", "callgraph", or what the engine dumps; NULL
    bool library;                   // exported functions may be called by anybody
    unsigned jobs;
};

struct scan_result { // zeroed is ready for use
    struct findings findings;          // finished
    struct code_statistics statistics;
    struct texts compiled;             // C and C++ sources that were analysed in depth, relative to the root, sorted;
                                       // their texts live in the findings' arena
    struct buf dump;                   // what options->dump asked for; then there are no findings
};

// STATUS_MISSING when a target does not exist; files that could not be analysed are DIAG_SKIPPED and counted.
enum status scan_run(const struct scan_options *options, struct scan_result *ret_result, struct diags *diags) MUST_USE;
void scan_result_free(struct scan_result *result);
