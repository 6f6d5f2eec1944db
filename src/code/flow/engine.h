// The analysis engine: whole program, bottom-up over the call graph, path sensitive, by function summaries.
#pragma once
#include "base/buf.h"
#include "base/diag.h"
#include "code/ir/program.h"
#include "model/finding.h"

struct engine_options {
    unsigned jobs;
    const char *const *entries; // functions that take input from outside (device model), NULL-terminated; may be NULL
    const char *models;         // folder of the user's own library models; may be NULL
    const char *dump;           // NULL, or "summary:FUNCTION", "trace:FUNCTION", "stats"
    bool library;               // exported functions are called by strangers
    size_t function_steps;      // budget for one function; 0: the default
    const char *store;          // file of results that the next run may take over; NULL: none. Not used for a dump
};

struct engine_statistics {
    size_t functions, states, joins, budget_hits;
    size_t summaries_reused; // of functions that were not analysed again
};

// Adds findings (the caller calls findings_finish). Deterministic for any number of jobs.
enum status engine_run(const struct ir_program *program, const struct engine_options *options, struct findings *findings,
                       struct engine_statistics *ret_statistics, struct buf *dump, struct diags *diags) MUST_USE;
