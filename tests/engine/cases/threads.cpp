// Locks and threads of the C++ library.
#include <mutex>
#include <thread>

static std::mutex mu;
static int shared, both;
int forgets(int c)
{
    mu.lock(); // expect: lock-not-released
    if (c)
        return -1;
    mu.unlock();
    return 0;
}
int guarded(int c)
{
    std::lock_guard<std::mutex> hold(mu);
    if (c)
        return 1;
    return 0;
}
static void worker()
{
    for (int i = 0; i < 100; i++)
        shared++; // expect: thread-race
    std::unique_lock<std::mutex> hold(mu);
    both++;
}
static void other()
{
    shared--; // expect: thread-race
    std::lock_guard<std::mutex> hold(mu);
    both--;
}
void starts()
{
    std::thread a(worker), b(other);
    a.join();
    b.join();
}
