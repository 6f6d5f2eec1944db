// Runs a function over 0..count-1 on several threads. Results belong in slot `index` of the caller's
// array, so that the outcome does not depend on the order.
#pragma once
#include <stddef.h>

typedef void pool_work(void *context, size_t index, unsigned worker);

// jobs 0 means one for each processor. Returns when all are done. With one job no thread is made.
void pool_run(unsigned jobs, size_t count, pool_work *work, void *context);
unsigned pool_jobs(unsigned jobs); // what 0 means here; at most POOL_MAX
enum { POOL_MAX = 256 };
