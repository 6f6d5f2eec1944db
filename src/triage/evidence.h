// Evidence that an open vulnerability may not apply. It is collected, never assumed, and only suggested: a person
// signs. Each rung can be checked again from what the suggestion names.
#pragma once
#include "model/assessment.h"

// Fills assessment->suggestions anew, sorted by match. Rungs:
// - "component absent": the part is declared for tests or development only, so that it is not in the device;
// - "file not compiled": the record names source files, the part's sources lie in the workspace and some are compiled,
//   those files are not;
// - "channel absent": the attack needs a network, a nearby radio or a port, and the model, which states the medium of
//   every channel, has none. The suggestion rests on the model: a decision on it should name it as evidence.
// `compiled` holds the paths of the files that were compiled, relative to the workspace; none (count 0) means that
// nobody knows, and that rung is left out.
void evidence_collect(struct assessment *assessment, const char *const *compiled, size_t count);
