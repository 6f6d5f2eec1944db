// Traceability: which findings and vulnerabilities show that a threat is real, which controls stand against it, and
// what is the evidence for them.
#pragma once
#include "base/buf.h"
#include "model/assessment.h"

// Fills assessment->trace anew, in the order of the threats, and the threats' lists of findings and vulnerabilities;
// needs triage_apply before. A threat that an open finding at its door or an affected library shows to be real is
// marked as demonstrated. What belongs to a threat:
// - a finding in its channel's entry functions, or reached over the channel or over one that its mechanism of
//   authentication guards, whose weakness is related (triage/cwe.h);
// - a finding in the source folders of a processor that it names, with its own weakness or one below;
// - an affected part that its elements, or their authentication, use as a library, where the vulnerability hurts one of
//   the threat's goals (confidentiality, integrity, availability). One without a vector is listed, and demonstrates
//   only a threat to the library itself;
// - a control that protects one of its elements and does not carry out other mitigations only;
// - the decision on it, with its evidence.
// A threat to which nothing belongs has one empty row: the gap is part of the table.
void trace_collect(struct assessment *assessment);
