// The gate: whether anything that a run found passes the limits that the workspace states.
#pragma once
#include "model/assessment.h"

struct gate_limits {
    enum severity findings;  // open findings of this severity or above; SEVERITY_NONE: none
    int score;               // unanswered vulnerabilities with this CVSS score or above, in tenths; -1: none
    bool kev;                // unanswered vulnerabilities on CISA's list of known exploited ones
    enum harm_severity harm; // open threats with this harm or above after verified controls; HARM_UNKNOWN: none
};
extern const struct gate_limits GATE_DEFAULTS; // high, 7.0, true, serious

// Fills assessment->gate anew. Needs triage_apply before. Findings, the worst first, then vulnerabilities, then
// threats, each in the order of the assessment.
void gate_close(struct assessment *assessment, const struct gate_limits *limits);
