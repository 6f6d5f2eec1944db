// Code of everyday programs that is right, and looks wrong to who does not look closely; with what is wrong beside it.
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct flags { unsigned kind : 4, state : 4; int count; };
struct job { int kind; int fd; };
struct listener { int fd[16]; int count; void *context; };
void give(struct flags *flags);
void submit(struct job *job);
void submit_number(int fd);
void work(void);

void bit_fields_are_written(void)
{
    struct flags flags, several[4];
    flags.kind = 1;
    flags.state = 2;
    several[flags.count = 3].kind = 1;
    give(&flags);
    give(several);
}

int bit_field_is_read(void)
{
    struct flags flags;
    return flags.kind; // expect: uninitialised-use
}

static void keep_in_job(int fd)
{
    struct job *job = malloc(sizeof *job);
    if (!job)
        abort();
    job->fd = fd;
    submit(job);
}

static void hand_over(int fd)
{
    submit_number(fd);
}

static void look_at(int fd)
{
    (void)fd;
}

int descriptor_goes_on(const char *name)
{
    int fd = open(name, O_RDONLY);
    if (fd < 0)
        return -1;
    keep_in_job(fd);
    return 0;
}

int descriptor_is_handed_over(const char *name)
{
    int fd = open(name, O_RDONLY);
    if (fd < 0)
        return -1;
    hand_over(fd);
    return 0;
}

int descriptor_is_lost(const char *name)
{
    int fd = open(name, O_RDONLY); // expect: resource-leak
    if (fd < 0)
        return -1;
    look_at(fd);
    return 0;
}

void standard_streams(void)
{
    int fd = open("/dev/null", O_RDWR);
    if (fd < 0)
        return;
    dup2(fd, 0);
    if (fd > 2)
        close(fd);
}

static void out_of_memory(size_t size)
{
    fprintf(stderr, "no %zu bytes\n", size);
    abort();
}

static void restart(size_t size)
{
    (void)size;
    exit(1);
}

static void (*when_out_of_memory)(size_t) = out_of_memory;

void restart_when_out_of_memory(void)
{
    when_out_of_memory = restart;
}

static void *sure_block(size_t size)
{
    void *block = calloc(1, size);
    if (!block)
        when_out_of_memory(size);
    return block;
}

struct flags *block_is_there(void)
{
    struct flags *flags = sure_block(sizeof *flags);
    flags->count = 1;
    return flags;
}

static struct listener listeners[3];

void limit_is_kept_elsewhere(void)
{
    for (int i = 0; i < 3; i++)
        for (int k = 0; k < listeners[i].count; k++)
            close(listeners[i].fd[k]);
}

void add_listener(int which, int fd)
{
    if (which >= 0 && which < 3 && listeners[which].count < 16)
        listeners[which].fd[listeners[which].count++] = fd;
}

static pthread_mutex_t locks[8];

void *locks_of_workers(void *context)
{
    long id = (long)context;
    for (;;) {
        pthread_mutex_lock(&locks[id]);
        pthread_mutex_unlock(&locks[id]);
        work();
    }
}

int is_enabled(void);
int next_byte(void);
void use(long number);

void asked_twice(void)
{
    long level;
    if (is_enabled())
        level = 1;
    work();
    if (is_enabled())
        use(level);
}

void asked_once(void)
{
    long level;
    if (is_enabled())
        level = 1;
    work();
    use(level); // expect: uninitialised-use
}

int answers_differ(void)
{
    int divisor = 0;
    if (next_byte() == 1)
        divisor = 1;
    if (next_byte() == 1)
        return 1;
    return divisor;
}
