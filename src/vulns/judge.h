// Whether a version lies in what a record says, and why: the arithmetic under every verdict.
#pragma once
#include "vulns/names.h"
#include "vulns/record.h"

struct judgement {
    bool spoken;          // false: this entry says nothing about versions like this one
    enum verdict verdict;
    enum confidence limit; // the most confidence that this reading can have
    const char *range;    // for people: ">= 1.2.0, < 1.2.13"; NULL when none decided
    const char *fixed;    // first fixed version; NULL
    const char *scheme;   // used for the comparison; NULL
    const char *reason;   // one sentence
};

// `version` NULL: undecidable. `scheme` is the part's. Texts in the arena or the record's own.
struct judgement judge_affected(struct arena *arena, const struct affected *affected, const char *version,
                                const char *scheme);
// One CPE match that names the part. `cpe` is the part's own, where it has one.
struct judgement judge_cpe_match(struct arena *arena, const struct cpe_match *match, const char *version,
                                 const char *scheme, const char *type, const struct cpe *cpe);
// The stronger statement of two about the same part by the same source: affected, then undecidable, then not in range.
struct judgement judgement_join(struct judgement a, struct judgement b);
