#include "base/trace.h"
#include "base/buf.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CMDLINE_MAX = 4 << 20, KILLED = 128 };

// Between fork and exec: waits until the parent has attached.
static _Noreturn void child_start(const char *const *argv, const char *folder, int go, int failure)
{
    char byte;
    if (read(go, &byte, 1) != 1) _exit(127);
    if (dup2(2, 1) >= 0 && (!folder || chdir(folder) == 0)) execvp(argv[0], (char *const *)(uintptr_t)argv);
    int error = errno;
    ssize_t ignored = write(failure, &error, sizeof error);
    (void)ignored;
    _exit(127);
}

static bool read_words(pid_t process, struct buf *content, struct texts *words)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/cmdline", (int)process);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return false;
    char block[1 << 14];
    ssize_t got;
    while (content->size < CMDLINE_MAX && (got = read(fd, block, sizeof block)) > 0)
        buf_add(content, block, (size_t)got);
    close(fd);
    for (size_t at = 0; at < content->size; at += strlen(content->bytes + at) + 1)
        VEC_PUSH(words, content->bytes + at);
    return words->count > 0;
}

static void see_exec(pid_t process, trace_seen *seen, void *context)
{
    char link[64], folder[PATH_MAX];
    struct buf content = {0};
    struct texts words = {0};
    snprintf(link, sizeof link, "/proc/%d/cwd", (int)process);
    ssize_t size = readlink(link, folder, sizeof folder - 1);
    if (size > 0 && read_words(process, &content, &words)) {
        folder[size] = '\0';
        seen(context, folder, &words);
    }
    VEC_FREE(&words);
    buf_free(&content);
}

// What to do with a stopped process: go on, with the signal that stopped it, or, when it was told to stop, leave it so.
static void resume(pid_t process, int status, trace_seen *seen, void *context)
{
    int event = status >> 16, signal = WSTOPSIG(status);
    bool group_stop = event == PTRACE_EVENT_STOP && (signal == SIGSTOP || signal == SIGTSTP || signal == SIGTTIN ||
                                                     signal == SIGTTOU);
    if (event == PTRACE_EVENT_EXEC) see_exec(process, seen, context);
    if (group_stop)
        ptrace(PTRACE_LISTEN, process, 0, 0);
    else
        ptrace(PTRACE_CONT, process, 0, event ? 0 : signal);
}

static int follow(pid_t first, trace_seen *seen, void *context)
{
    int status, code = 127;
    for (;;) {
        pid_t process = waitpid(-1, &status, __WALL);
        if (process < 0 && errno == EINTR) continue;
        if (process < 0) return code;
        if (WIFSTOPPED(status)) resume(process, status, seen, context);
        if (process != first) continue;
        if (WIFEXITED(status)) code = WEXITSTATUS(status);
        if (WIFSIGNALED(status)) code = KILLED + WTERMSIG(status);
    }
}

static enum status attach(pid_t child, struct diags *diags)
{
    long options = PTRACE_O_TRACEEXEC | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE | PTRACE_O_EXITKILL;
    if (ptrace(PTRACE_SEIZE, child, 0, options) == 0) return STATUS_OK;
    DIAG(diags, DIAG_ERROR, NULL, 0, "this system does not let programs be traced (ptrace: %s); use the build system's "
         "compile_commands.json instead", strerror(errno));
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    return STATUS_IO;
}

enum status trace_run(const char *const *argv, const char *folder, trace_seen *seen, void *context, int *ret_code,
                      struct diags *diags)
{
    int go[2], failure[2], error = 0;
    if (pipe2(go, O_CLOEXEC) != 0) return STATUS_IO;
    if (pipe2(failure, O_CLOEXEC) != 0) {
        close(go[0]), close(go[1]);
        return STATUS_IO;
    }
    pid_t child = fork();
    if (child == 0) child_start(argv, folder, go[0], failure[1]);
    close(go[0]);
    close(failure[1]);
    enum status status = child > 0 ? attach(child, diags) : STATUS_IO;
    if (status == STATUS_OK) {
        if (write(go[1], "", 1) != 1) kill(child, SIGKILL);
        *ret_code = follow(child, seen, context);
        if (read(failure[0], &error, sizeof error) == sizeof error) {
            DIAG(diags, DIAG_ERROR, argv[0], 0, "cannot run: %s", strerror(error));
            status = STATUS_MISSING;
        }
    }
    close(go[1]);
    close(failure[0]);
    return status;
}
