#include "base/proc.h"
#include "base/file.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { DEFAULT_SECONDS = 600, DEFAULT_OUTPUT = 16 << 20 };

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

// Runs in the child between vfork and exec, on the parent's memory: async-signal-safe calls only.
static _Noreturn void child_start(const char *const *argv, const struct proc_options *options,
                                  const char *const *environment, int out, int err, int failure)
{
    setpgid(0, 0);
    int null = open("/dev/null", O_RDONLY);
    if (null < 0 || dup2(null, 0) < 0 || dup2(out, 1) < 0 || dup2(err, 2) < 0) _exit(127);
    int ret = options->folder ? chdir(options->folder) : 0;
    if (ret == 0) execvpe(argv[0], (char *const *)(uintptr_t)argv, (char *const *)(uintptr_t)environment);
    int error = errno;
    ssize_t ignored = write(failure, &error, sizeof error);
    (void)ignored;
    _exit(127);
}

// Without a copy of the page tables, which a large program would make for each compiler it runs. A function of its own:
// the child writes to what is on the stack here.
__attribute__((noinline)) static pid_t start(const char *const *argv, const struct proc_options *options,
                                             const char *const *environment, int (*pipes)[2])
{
    pid_t child = vfork();
    if (child == 0) child_start(argv, options, environment, pipes[0][1], pipes[1][1], pipes[2][1]);
    return child;
}

// This process's environment with the rows added: made before vfork, where memory may still be allocated.
static const char **environment_with(const char *const *added)
{
    size_t count = 0, more = 0;
    while (environ[count])
        count++;
    while (added && added[more])
        more++;
    const char **rows = mem_alloc((count + more + 1) * sizeof *rows);
    for (size_t i = 0; i < more; i++) // first, so that they win
        rows[i] = added[i];
    for (size_t i = 0; i < count; i++)
        rows[more + i] = environ[i];
    return rows;
}

// Reads what is there. False at the end of the stream.
static bool drain(int fd, size_t limit, struct buf *into, bool *truncated)
{
    char block[1 << 14];
    ssize_t got = read(fd, block, sizeof block);
    if (got < 0) return errno == EINTR || errno == EAGAIN;
    if (got == 0) return false;
    size_t room = into->size < limit ? limit - into->size : 0;
    if ((size_t)got > room) *truncated = true;
    buf_add(into, block, (size_t)got < room ? (size_t)got : room);
    return true;
}

static void collect(int out, int err, int64_t deadline, size_t limit, pid_t child, struct proc_result *result)
{
    struct pollfd fds[2] = {{.fd = out, .events = POLLIN}, {.fd = err, .events = POLLIN}};
    while (fds[0].fd >= 0 || fds[1].fd >= 0) {
        int64_t left = deadline - now_ms();
        if (left <= 0) {
            result->timed_out = true;
            kill(-child, SIGKILL);
            return;
        }
        if (poll(fds, 2, left > INT_MAX ? INT_MAX : (int)left) < 0 && errno != EINTR) return;
        if (fds[0].fd >= 0 && fds[0].revents && !drain(out, limit, &result->output, &result->truncated)) fds[0].fd = -1;
        if (fds[1].fd >= 0 && fds[1].revents && !drain(err, limit, &result->errors, &result->truncated)) fds[1].fd = -1;
    }
}

static int wait_for(pid_t child)
{
    int state = 0;
    while (waitpid(child, &state, 0) < 0 && errno == EINTR)
        ;
    return WIFSIGNALED(state) ? 128 + WTERMSIG(state) : WEXITSTATUS(state);
}

enum status proc_run(const char *const *argv, const struct proc_options *options, struct proc_result *ret_result,
                     struct diags *diags)
{
    static const struct proc_options DEFAULTS = {0};
    if (!options) options = &DEFAULTS;
    *ret_result = (struct proc_result){0};
    int pipes[3][2];
    for (int i = 0; i < 3; i++) {
        if (pipe2(pipes[i], O_CLOEXEC) != 0) {
            DIAG(diags, DIAG_ERROR, argv[0], 0, "cannot make a pipe: %s", strerror(errno));
            while (i-- > 0)
                close(pipes[i][0]), close(pipes[i][1]);
            return STATUS_IO;
        }
    }
    const char **environment = environment_with(options->env);
    pid_t child = start(argv, options, environment, pipes);
    free(environment);
    for (int i = 0; i < 3; i++)
        close(pipes[i][1]);
    int error = child < 0 ? errno : 0;
    if (child > 0) {
        if (read(pipes[2][0], &error, sizeof error) != sizeof error) error = 0;
        int64_t seconds = options->seconds ? options->seconds : DEFAULT_SECONDS;
        collect(pipes[0][0], pipes[1][0], now_ms() + seconds * 1000,
                options->output_limit ? options->output_limit : DEFAULT_OUTPUT, child, ret_result);
        ret_result->exit_code = wait_for(child);
    }
    for (int i = 0; i < 3; i++)
        close(pipes[i][0]);
    if (!error) return STATUS_OK;
    DIAG(diags, DIAG_ERROR, argv[0], 0, "cannot run: %s", strerror(error));
    return error == ENOENT ? STATUS_MISSING : STATUS_IO;
}

void proc_result_free(struct proc_result *result)
{
    buf_free(&result->output);
    buf_free(&result->errors);
}

const char *program_path(struct arena *arena, const char *name)
{
    const char *path = getenv("PATH");
    struct str rest = str_of(path ? path : "/usr/bin:/bin"), piece;
    if (strchr(name, '/')) return access(name, X_OK) == 0 ? arena_str(arena, name) : NULL;
    while (str_next(&rest, ':', &piece)) {
        const char *full = arena_printf(arena, "%.*s/%s", (int)piece.size, piece.size ? piece.at : "", name);
        if (access(full, X_OK) == 0 && file_exists(full)) return full;
    }
    return NULL;
}

bool program_exists(const char *name)
{
    struct arena scratch = {0};
    bool there = program_path(&scratch, name) != NULL;
    arena_free(&scratch);
    return there;
}
