// Threads, interrupt handlers and locks, as the whole program uses them.
#include <pthread.h>
#include <stdint.h>
#include <unistd.h>

typedef void *app_lock;
int app_lock_create(app_lock *lock);
void app_lock_acquire(app_lock lock);
void app_lock_release(app_lock lock);
int app_thread_start(void (*run)(void *), void *context);
void disable_irq(void);
void enable_irq(void);
void say(const char *text);

static pthread_mutex_t doses = PTHREAD_MUTEX_INITIALIZER, log_lock, never;
static int given, counted, mixed, wrapped, started, kept;
static app_lock app;

static void *count_doses(void *unused)
{
    (void)unused;
    given++; // expect: thread-race
    return NULL;
}

static void *count_safely(void *unused)
{
    (void)unused;
    pthread_mutex_lock(&doses);
    counted++;
    pthread_mutex_unlock(&doses);
    return NULL;
}

static void *without_lock(void *unused)
{
    (void)unused;
    mixed += 1; // expect: thread-race
    return NULL;
}

static void *with_lock(void *unused)
{
    (void)unused;
    pthread_mutex_lock(&doses);
    mixed -= 1;
    pthread_mutex_unlock(&doses);
    return NULL;
}

static void hold(pthread_mutex_t *lock)
{
    pthread_mutex_lock(lock);
}

static void let_go(pthread_mutex_t *lock)
{
    pthread_mutex_unlock(lock);
}

static void *through_wrappers(void *unused)
{
    (void)unused;
    hold(&doses);
    wrapped++;
    let_go(&doses);
    return NULL;
}

static void *by_reference(void *context)
{
    int *total = context;
    *total += 1; // expect: thread-race
    return NULL;
}

static void *own_number(void *context)
{
    int *number = context;
    *number += 1;
    return NULL;
}

void start_threads(void)
{
    pthread_t threads[12];
    int total = 0, numbers[2] = {0, 0};
    for (int i = 0; i < 2; i++)
        pthread_create(&threads[i], NULL, count_doses, NULL);
    pthread_create(&threads[2], NULL, count_safely, NULL);
    pthread_create(&threads[3], NULL, count_safely, NULL);
    pthread_create(&threads[4], NULL, without_lock, NULL);
    pthread_create(&threads[5], NULL, with_lock, NULL);
    pthread_create(&threads[6], NULL, through_wrappers, NULL);
    pthread_create(&threads[7], NULL, through_wrappers, NULL);
    pthread_create(&threads[8], NULL, by_reference, &total);
    pthread_create(&threads[9], NULL, by_reference, &total);
    pthread_create(&threads[10], NULL, own_number, &numbers[0]);
    pthread_create(&threads[11], NULL, own_number, &numbers[1]);
    for (int i = 0; i < 12; i++)
        pthread_join(threads[i], NULL);
}

void dose_then_log(void)
{
    pthread_mutex_lock(&doses);
    pthread_mutex_lock(&log_lock); // expect: lock-order
    pthread_mutex_unlock(&log_lock);
    pthread_mutex_unlock(&doses);
}

void log_then_dose(void)
{
    pthread_mutex_lock(&log_lock);
    hold(&doses); // expect: lock-order
    let_go(&doses);
    pthread_mutex_unlock(&log_lock);
}

void hang(void)
{
    pthread_mutex_lock(&never); // expect: lock-never-released
}

void nap(void)
{
    pthread_mutex_lock(&doses);
    sleep(3); // expect: wait-with-lock
    pthread_mutex_unlock(&doses);
}

void handle_is_never_released(void)
{
    static app_lock lock;
    if (!app_lock_create(&lock))
        return;
    say("created");
    app_lock_acquire(lock); // expect: lock-never-released
}

void handle_is_not_held(void)
{
    static app_lock lock;
    if (!app_lock_create(&lock))
        return;
    say("created");
    app_lock_release(lock); // expect: unlock-not-held
}

void handle_is_used_well(void)
{
    static app_lock lock;
    if (!app_lock_create(&lock))
        return;
    app_lock_acquire(lock);
    say("held");
    app_lock_release(lock);
}

static void run(void *unused)
{
    (void)unused;
    started = started + 1; // expect: thread-race
    app_lock_acquire(app);
    kept = kept + 1;
    app_lock_release(app);
}

void start_tasks(void)
{
    app_thread_start(run, NULL);
    app_thread_start(run, NULL);
}

static volatile uint32_t pending, ticks, open_samples;

void USART1_IRQHandler(void)
{
    pending |= 1;
    ticks++;
    open_samples++;
}

uint32_t now(void)
{
    return ticks;
}

void serve(void)
{
    if (pending & 1)
        pending &= ~UINT32_C(1); // expect: interrupt-race
    disable_irq();
    open_samples--;
    enable_irq();
}
