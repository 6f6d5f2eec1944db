// Records a real build: every compiler call that it makes, through make, ninja, ccache or a shell, into a compilation
// database.
#pragma once
#include "base/diag.h"
#include "base/vec.h"

#define RECORD_FILE ".theriac/build/compile_commands.json" // below the root; capture finds it there when there is no other

struct record_result {
    size_t calls;   // compiler calls that were seen
    size_t entries; // files that were recorded now
    int exit_code;  // of the build
};

// Runs the build (argv ends with NULL) in `root` and writes RECORD_FILE. Files that an earlier recording has and this
// one has not keep their command, so that a build which only makes what changed adds to it. A build that fails is a
// DIAG_SKIPPED; what it compiled counts.
enum status record_build(const char *const *argv, const char *root, struct record_result *ret_result,
                         struct diags *diags) MUST_USE;
