// Dates as ISO 8601 texts in UTC. The present is SOURCE_DATE_EPOCH where that is set, so that output can be reproduced.
#pragma once
#include "base/arena.h"
#include <stdbool.h>

char *date_now(struct arena *arena); // "2026-11-23T17:57:00Z"
// Days since 1970-01-01 of a text that starts with an ISO date; false when it does not.
bool date_days(const char *date, int64_t *ret_days);
