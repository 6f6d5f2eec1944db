// Functions behind pointers that the program sets to one allocator and lets others replace: a struct of hooks, a global
// pointer to malloc(). Where all that the scanned program itself puts in such a place is one function of the library that
// gives or takes memory, a call through it counts as a call of that function: whoever replaces it gives the same promise.
#pragma once
#include "code/flow/flow.h"

void engine_find_hooks(struct engine *engine);
void engine_free_hooks(struct engine *engine);
// The key of the place that a called pointer was read from; 0: none that could have a default.
uint64_t hook_key(const struct flow *flow, ir_id callee);
uint32_t hook_default(const struct engine *engine, uint64_t key); // program id of the function; 0: none, or several
