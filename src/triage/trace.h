// Traceability: which findings and vulnerabilities show that a threat is real, which controls stand against it, and
// what is the evidence for them.
#pragma once
#include "base/buf.h"
#include "model/assessment.h"

// Fills assessment->trace anew, sorted by threat, and marks threats with an open finding or an affected part as
// demonstrated. A finding belongs to a threat when their weaknesses are related (same CWE, or one the other's family)
// and it lies where the threat's element lies: reached over its channel, in its entry functions, or in its processor's
// source folders. A vulnerability belongs to it when a library that the threat's element uses is affected.
void trace_collect(struct assessment *assessment);
