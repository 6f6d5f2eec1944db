// The matches that VEX formats speak of, grouped: one group a vulnerability and the answer that holds for its parts.
#pragma once
#include "base/buf.h"
#include "model/assessment.h"

struct answer_group {
    const struct vulnerability *vulnerability;
    const struct decision *decision; // NULL: unanswered
    size_t first, count;             // into struct answers' matches
};

struct answers { // zeroed is ready for use
    VEC(const struct match *) matches;
    VEC(struct answer_group) groups; // in the order of the vulnerabilities' ids
};

// Affected and undecidable matches only.
void answers_collect(const struct assessment *assessment, struct answers *ret_answers);
void answers_free(struct answers *answers);
// "2026-02-03 the rationale": what somebody wrote for the answer; for affected, plan and verification.
void answer_detail(struct buf *out, const struct decision *decision);
