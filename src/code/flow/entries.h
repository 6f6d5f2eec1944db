// What the parameters of a function that takes input from outside bring along.
#pragma once
#include "code/flow/flow.h"

struct engine;

// Finds the structs that the program itself fills: those are its own state, not messages.
void engine_find_own_structs(struct engine *engine);
void engine_free_own_structs(struct engine *engine);
uint64_t engine_own_structs_hash(const struct engine *engine); // of the set
// Whether the sender chooses what the parameter (from 0) holds or points to: numbers and bytes, and messages that
// nobody in the program ever writes. A pointer to the program's own state carries what the program put there.
bool entry_param_is_chosen(const struct flow *flow, uint32_t param);
