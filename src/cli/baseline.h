// Narrows findings to what is new: against an earlier result, or to the lines that changed since a revision.
#pragma once
#include "base/diag.h"
#include "model/finding.h"

// Drops the findings whose fingerprint the SARIF file already has. ret_dropped counts them.
enum status baseline_apply(struct findings *findings, const char *sarif_path, size_t *ret_dropped,
                           struct diags *diags) MUST_USE;
// Keeps the findings that lie, with their place or a step of their path, in lines that `git diff revision` adds below
// root.
enum status since_apply(struct findings *findings, const char *root, const char *revision, size_t *ret_dropped,
                        struct diags *diags) MUST_USE;

// For tests: reads the output of git diff -U0. file "b/x.c" -> ranges; true when the line is in one.
struct changed_lines;
struct changed_lines *changed_lines_parse(const char *diff, size_t size);
bool changed_lines_has(const struct changed_lines *lines, const char *file, unsigned line);
void changed_lines_free(struct changed_lines *lines);
