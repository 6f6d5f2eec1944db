// Loop counters: what moves by a constant in each round. Once a loop's rounds are not walked one by one any more, a
// counter becomes a TERM_SWEEP, which stands for all its values at once. Counters that move in step with the one that
// ends the loop are sums over that one's sweep, so that a limit of one limits the others.
#pragma once
#include "code/flow/flow.h"

bool flow_is_back_edge(const struct flow *flow, uint32_t from, uint32_t to); // blocks
// The constant by which a header's phi moves each round; 0 when it does not move so.
int64_t sweep_step(const struct flow *flow, const struct ir_instr *phi, uint32_t header);
// From here on the counters of the loop stand for all their further values.
void sweeps_start(struct flow *flow, struct state *state, uint32_t header);
