// Lays the decisions over what a run found: which answers hold, which reopen because the ground under them moved.
#pragma once
#include "model/assessment.h"

// Marks every decision that answers something as used, reopens those whose basis changed, that expired, or whose CVE
// CISA now lists as exploited. What answers nothing in a step that was carried out is told.
// Needs decisions_check before; the assessment's decisions may be NULL.
void triage_apply(struct assessment *assessment, struct diags *diags);

// The hash over what would change an answer on a subject: 16 hex digits. NULL when the subject is not in the assessment
// or nothing is known that could change. Decisions store it as `basis`.
const char *triage_basis(struct arena *arena, const struct assessment *assessment, enum decision_kind kind,
                         const char *subject);
