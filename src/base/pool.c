#include "base/pool.h"
#include "base/arena.h"
#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

struct shared {
    atomic_size_t next;
    size_t count;
    pool_work *work;
    void *context;
};

struct worker {
    struct shared *shared;
    pthread_t thread;
    unsigned number;
};

unsigned pool_jobs(unsigned jobs)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    if (jobs == 0) jobs = cores > 0 ? (unsigned)cores : 1;
    return jobs > POOL_MAX ? POOL_MAX : jobs;
}

static void *work_through(void *argument)
{
    struct worker *worker = argument;
    struct shared *shared = worker->shared;
    for (size_t i; (i = atomic_fetch_add(&shared->next, 1)) < shared->count;)
        shared->work(shared->context, i, worker->number);
    return NULL;
}

void pool_run(unsigned jobs, size_t count, pool_work *work, void *context)
{
    struct shared shared = {.count = count, .work = work, .context = context};
    struct worker workers[POOL_MAX];
    unsigned wanted = pool_jobs(jobs);
    if (wanted > count) wanted = count ? (unsigned)count : 1;
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, (size_t)16 << 20); // LLVM's readers recurse
    unsigned started = 1; // this thread is worker 0
    for (; started < wanted; started++) {
        workers[started] = (struct worker){.shared = &shared, .number = started};
        if (pthread_create(&workers[started].thread, &attributes, work_through, &workers[started]) != 0) break;
    }
    pthread_attr_destroy(&attributes);
    workers[0] = (struct worker){.shared = &shared};
    work_through(&workers[0]);
    for (unsigned i = 1; i < started; i++)
        pthread_join(workers[i].thread, NULL);
}
