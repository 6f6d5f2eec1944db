// Suppressions that stand in the source: our own comments, which need a reason, and those of other tools.
// docs/suppressions.md lists the forms. Names of other tools' checks mean CWEs: data/suppressions.yaml.
#pragma once
#include "base/diag.h"
#include "model/finding.h"

// Sets `suppression` of the findings that a comment answers; nothing is removed. `files` are those that were analysed
// (paths that can be opened, below `root`), so that comments which answer nothing are found as well. To diags: our own
// form without a reason (not honoured) and our own form that answers nothing. Before or after findings_finish.
void suppress_apply(struct findings *findings, const char *root, const char *const *files, size_t count,
                    struct diags *diags);
