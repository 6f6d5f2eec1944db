// An output format: one file out_NAME.c that defines `const struct output OUTPUT_NAME`, and one line in formats.h.
// Writers know the model alone: they render what an assessment holds and analyse nothing.
#pragma once
#include "base/buf.h"
#include "model/assessment.h"

struct output {
    const char *name;        // as --format spells it
    const char *file_name;   // below the report folder
    const char *description; // one line
    bool in_report;          // written by `assess`; the others on demand
    // Appends the document to *out. What could not be told in this format goes to diags.
    enum status (*write)(const struct assessment *assessment, struct buf *out, struct diags *diags);
};

extern const struct output *const OUTPUTS[]; // in the order of formats.h, ends with NULL
const struct output *output_find(const char *name); // NULL when there is none

// Writes every output with `in_report` into the folder, each atomically. Goes on after a failure and returns the first.
enum status outputs_write_report(const struct assessment *assessment, const char *folder, struct diags *diags) MUST_USE;
