// What a number is good for: what goes wrong with it decides how much it matters.
#pragma once
#include "code/check/check.h"

// Whether the value, or what is computed from it in the same function, becomes an index, a size, or an argument of which the
// callee demands a limit.
bool reaches_memory(const struct flow *flow, ir_id value);
