// Everything one run of `assess` learned, for reports to render. It owns nothing but its own texts.
#pragma once
#include "base/diag.h"
#include "model/component.h"
#include "model/decision.h"
#include "model/device.h"
#include "model/finding.h"
#include "model/threat.h"
#include "model/vulnerability.h"

struct gate_line { // one reason why the gate closed
    const char *what; // "finding 0123456789abcdef", "CVE-2024-1 in zlib 1.2.11", "threat T-..."
    const char *why;
};

struct trace_row { // traceability: threat -> finding, CVE, control, evidence
    const char *threat;
    const char *finding;       // fingerprint; NULL
    const char *vulnerability; // id; NULL
    const char *control;       // NULL
    const char *evidence;      // NULL
};

struct suggestion { // evidence that an open vulnerability may not apply: for a person to sign, never an answer
    size_t match;              // index into matches' list
    const char *state, *justification; // what a decision could say
    const char *rung;          // which kind of evidence: "component absent", "file not compiled", "channel absent"
    const char *text;          // what was seen, with the places
};

struct code_statistics {
    size_t files, lines, functions, files_failed, limits_hit;
    double seconds;
};

struct assessment { // zeroed is ready for use
    struct arena arena;
    const char *folder;         // the workspace
    const char *tool_version;
    const char *date;           // ISO date and time of the run, UTC; SOURCE_DATE_EPOCH when set
    const struct device *device;   // NULL when there is no model
    struct findings *findings;     // each may be NULL: that step was not carried out
    struct components *components;
    struct matches *matches;
    struct threats *threats;
    struct decisions *decisions;
    struct diags *diags;
    const char *diagram_svg;       // NULL when there is none
    const struct rule *const *rules; // every rule that may appear, ends with NULL
    struct code_statistics code;
    VEC(struct gate_line) gate;    // empty: the gate is open
    VEC(struct trace_row) trace;
    VEC(struct suggestion) suggestions; // sorted by match
};

// The decision that answers a finding, a vulnerability of a component, a threat; NULL when there is none that holds.
const struct decision *assessment_decision(const struct assessment *assessment, enum decision_kind kind,
                                           const char *subject, const struct component *component);
// The same, but also one that was reopened; asks what somebody once decided.
const struct decision *assessment_decision_any(const struct assessment *assessment, enum decision_kind kind,
                                               const char *subject, const struct component *component);
// What still waits for an answer: neither suppressed, nor settled by a decision, nor (threats) in another state than
// open by itself. A match is open while it is affected or undecidable.
bool finding_is_open(const struct assessment *assessment, const struct finding *finding);
bool match_is_open(const struct assessment *assessment, const struct match *match);
bool threat_is_open(const struct assessment *assessment, const struct threat *threat);
// The decision that holds for each; NULL when there is none.
const struct decision *finding_decision(const struct assessment *assessment, const struct finding *finding);
const struct decision *match_decision(const struct assessment *assessment, const struct match *match);
const struct decision *threat_decision(const struct assessment *assessment, const struct threat *threat);
void assessment_free(struct assessment *assessment); // its own texts only
