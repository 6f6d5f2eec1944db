// What the terminal shows of an assessment: short lines for people.
#pragma once
#include "base/buf.h"
#include "model/assessment.h"

// Findings, most severe first, each with its place, the source line and the steps of its path; then a line of counts.
void show_findings(struct buf *out, const struct assessment *assessment, bool suppressed_too, bool colour);
// The verdict of the gate with its reasons, and counts of each step.
void show_summary(struct buf *out, const struct assessment *assessment, bool colour);
