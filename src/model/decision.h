// Who decided what, when, why, on which evidence, until when: one row of decisions.yaml.
#pragma once
#include "base/arena.h"
#include "base/vec.h"
#include "model/component.h"
#include <stdbool.h>

enum decision_kind { DECISION_VULNERABILITY, DECISION_FINDING, DECISION_THREAT };

struct decision {
    enum decision_kind kind;
    const char *subject;       // CVE id, finding fingerprint, or threat id
    const char *component;     // purl without or with version, or name; NULL where it does not apply
    const char *state;         // VEX: not_affected affected fixed under_investigation; findings and threats:
                               // false_positive accepted mitigated transferred avoided not_applicable
    const char *justification; // CycloneDX justification, for not_affected
    const char *rationale;     // mandatory for not_affected, false_positive, accepted, not_applicable
    const char *patch_plan;    // mandatory for affected: what will be done, by when
    const char *verification;  // mandatory for affected, fixed, mitigated: how the effect is shown
    const char *verification_status; // planned passed failed; NULL means planned
    const char *by, *date;     // who, ISO date; both mandatory
    const char *expires;       // ISO date; NULL never
    const char *const *evidence; // files, links, hashes, ends with NULL
    const char *basis;         // hash of the feed record or finding at the time; a change reopens the decision
    const char *file;          // where it stands
    unsigned line;
    bool reopened;             // set when checked: the basis changed, it expired, or KEV lists it
    const char *reopened_why;
    bool used;                 // it answered something in this run
};

struct decisions { // zeroed is ready for use
    struct arena arena; // owns every text
    VEC(struct decision) list;
};

// What a state means and asks for. One row of the table in decision.c a state.
struct decision_state {
    const char *name;
    unsigned kinds;       // 1u << kind for each kind that may be in this state
    bool settles;         // nothing more is owed: it no longer counts as unanswered
    bool needs_rationale, needs_patch_plan, needs_verification, needs_justification;
    const char *meaning;  // a sentence for people
};
extern const struct decision_state DECISION_STATES[]; // ends with a row without name
const struct decision_state *decision_state_find(const char *name); // NULL when there is none

bool decision_settles(const struct decision *decision); // false for NULL and for states that leave it open

const char *decision_kind_name(enum decision_kind kind); // "vulnerability" "finding" "threat"
int decision_kind_parse(const char *text);               // -1 when it is none of these
// Whether a decision's `component` means this one: by a purl with or without version, or by its bare name. NULL on
// either side means every component.
bool decision_names_component(const char *stated, const struct component *component);
void decisions_free(struct decisions *decisions);
