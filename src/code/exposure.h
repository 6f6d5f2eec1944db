// Which findings can be reached from the functions that take input from outside.
#pragma once
#include "code/ir/program.h"
#include "model/finding.h"

// Sets `exposure` of every finding in a function that an entry reaches in the call graph to that entry's name; of
// several the first counts. Indirect calls go wherever their type allows. `entries` ends with NULL; it may be NULL.
void exposure_mark(const struct ir_program *program, const char *const *entries, struct findings *findings);
