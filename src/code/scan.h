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

// Fills ret_findings (finished) and ret_statistics. With `dump`, the text goes to dump_out and no finding is made.
// STATUS_MISSING when a target does not exist; files that could not be analysed are DIAG_SKIPPED and counted.
enum status scan_run(const struct scan_options *options, struct findings *ret_findings,
                     struct code_statistics *ret_statistics, struct buf *dump_out, struct diags *diags) MUST_USE;
