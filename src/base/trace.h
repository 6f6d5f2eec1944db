// Runs a program and sees every program that it starts, however deep: Linux's ptrace, stopping at exec only.
#pragma once
#include "base/diag.h"
#include "base/vec.h"

// Called at each exec, before the new program's first instruction: files that its words name are still there.
typedef void trace_seen(void *context, const char *folder, const struct texts *words);

// argv ends with NULL. Input and errors are this process's own; output goes to its standard error, because standard
// output is for results. STATUS_MISSING when the program does not exist, STATUS_IO when the system does not allow
// tracing; *ret_code as a shell has it.
enum status trace_run(const char *const *argv, const char *folder, trace_seen *seen, void *context, int *ret_code,
                      struct diags *diags) MUST_USE;
