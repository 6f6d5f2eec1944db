// One weakness that several tiers report is one finding.
#pragma once
#include "model/finding.h"

// Findings of the same statement and the same CWE (or, of different tiers, of a CWE and one that it is a kind of)
// become one: the engine's, which has a path, before a syntax rule's before the compiler's. It names the others' rules
// in `also`, has the highest severity and confidence among them, and the finest CWE. After syntax_place, before
// findings_finish. What several functions made from one template have in common is said of one of them.
// What the text alone seems to say and the engine has proved wrong on every path goes: src/code/flow/settle.c.
void merge_tiers(struct findings *findings);
