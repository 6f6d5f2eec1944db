// Runs other programs: no shell, no standard input, output captured up to a limit, killed at a deadline.
#pragma once
#include "base/buf.h"
#include "base/diag.h"

struct proc_result {
    int exit_code;     // 128 + signal when it was killed by one
    bool timed_out;    // the deadline passed and the whole process group was killed
    bool truncated;    // output went past the limit; the rest was read and dropped
    struct buf output; // standard output
    struct buf errors; // standard error
};

struct proc_options {
    const char *folder;     // to run in; NULL stays
    unsigned seconds;       // deadline; 0 means 600
    size_t output_limit;    // bytes for each stream; 0 means 16 MiB
    const char *const *env; // "NAME=value" rows added to the environment, NULL-terminated; may be NULL
};

// argv ends with NULL; argv[0] is looked up in PATH. STATUS_MISSING when the program does not exist.
enum status proc_run(const char *const *argv, const struct proc_options *options, struct proc_result *ret_result,
                     struct diags *diags) MUST_USE;
void proc_result_free(struct proc_result *result);
// Where a program lies: the first of that name in PATH, or `name` itself when it has a slash. NULL when there is none.
const char *program_path(struct arena *arena, const char *name);
bool program_exists(const char *name); // the same, yes or no
