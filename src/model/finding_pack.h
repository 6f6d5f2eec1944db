// Findings to bytes and back (base/pack.h), for caches. Each member but those that findings_finish sets.
#pragma once
#include "base/pack.h"
#include "model/finding.h"

// How a place is packed: whoever keeps findings while lines move gives one of their own. `context` is theirs.
typedef void location_pack(void *context, struct pack *pack, struct location *location);

void pack_location(void *unused, struct pack *pack, struct location *location); // as it is
void pack_event(struct pack *pack, struct finding_event *event, location_pack *place, void *context);
// Reading adds to the list; what was read is copied.
void pack_findings(struct pack *pack, struct findings *findings, location_pack *place, void *context);
