#include "base/log.h"
#include <pthread.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

// The terminal is one per process, and so is its progress line.
static struct {
    pthread_mutex_t lock;
    enum log_level level;
    char title[64];
    size_t done, total;
    double started, drawn;
    bool active;
} terminal = {.lock = PTHREAD_MUTEX_INITIALIZER, .level = LOG_NORMAL};

double clock_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

void log_set_level(enum log_level level)
{
    terminal.level = level;
}

void log_verbose(const char *format, ...)
{
    if (terminal.level < LOG_VERBOSE) return;
    va_list args;
    va_start(args, format);
    pthread_mutex_lock(&terminal.lock);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    pthread_mutex_unlock(&terminal.lock);
    va_end(args);
}

bool colour_wanted(FILE *stream)
{
    const char *term = getenv("TERM"), *none = getenv("NO_COLOR");
    return isatty(fileno(stream)) && !(none && none[0]) && term && strcmp(term, "dumb") != 0;
}

static void draw(void)
{
    enum { WIDTH = 28 };
    char bar[WIDTH + 1];
    size_t filled = terminal.total ? terminal.done * WIDTH / terminal.total : 0;
    if (filled > WIDTH) filled = WIDTH;
    memset(bar, '-', WIDTH);
    memset(bar, '#', filled);
    bar[WIDTH] = '\0';
    if (terminal.total)
        fprintf(stderr, "\r\033[K%-22s [%s] %zu/%zu", terminal.title, bar, terminal.done, terminal.total);
    else
        fprintf(stderr, "\r\033[K%-22s %zu", terminal.title, terminal.done);
    fflush(stderr);
}

void progress_start(const char *title, size_t total)
{
    pthread_mutex_lock(&terminal.lock);
    snprintf(terminal.title, sizeof terminal.title, "%s", title);
    terminal.done = 0;
    terminal.total = total;
    terminal.started = terminal.drawn = clock_seconds();
    terminal.active = terminal.level > LOG_QUIET && isatty(STDERR_FILENO);
    pthread_mutex_unlock(&terminal.lock);
}

void progress_step(size_t done)
{
    pthread_mutex_lock(&terminal.lock);
    terminal.done += done;
    double now = clock_seconds();
    if (terminal.active && now - terminal.drawn > 0.1) {
        terminal.drawn = now;
        draw();
    }
    pthread_mutex_unlock(&terminal.lock);
}

void progress_end(void)
{
    pthread_mutex_lock(&terminal.lock);
    if (terminal.active) fputs("\r\033[K", stderr);
    terminal.active = false;
    pthread_mutex_unlock(&terminal.lock);
}
