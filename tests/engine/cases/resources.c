// Who must release what: borrowed arguments, paths that something outside decides, addresses that cannot be equal.
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void show(const char *text);     // defined nowhere: it reads, and does not keep
void take(char *text);           // may keep or release it
void queue(const void *message); // may keep it
extern int policy;               // defined nowhere
int asks_policy(void);

void lent_is_not_given_away(void)
{
    char *text = calloc(100, 1); // expect: memory-leak
    if (!text)
        return;
    strcpy(text, "reading");
    show(text);
}

void given_away(void)
{
    char *text = calloc(100, 1);
    if (text)
        take(text);
}

void queued(void)
{
    char *text = calloc(100, 1);
    if (text)
        queue(text);
}

int lent_is_not_changed(void)
{
    char text[4] = "abc";
    show(text);
    return 100 / (text[0] - 'a'); // expect: divide-by-zero
}

void outside_decides(void)
{
    FILE *file = fopen("a", "r");
    if (!file)
        return;
    if (policy)
        fclose(file);
}

void outside_decides_by_call(void)
{
    int fd = open("a", O_RDONLY);
    if (asks_policy() && fd >= 0)
        close(fd);
}

void lost_either_way(void)
{
    FILE *file = fopen("a", "r"); // expect: resource-leak
    if (policy && file)
        show("open");
}

int small_or_allocated(size_t size)
{
    char small[64];
    if (size == 0 || size > 4096)
        return 1;
    char *message = size <= sizeof small ? small : malloc(size);
    if (!message)
        return 2;
    memset(message, 'x', size);
    message[size - 1] = '\0';
    show(message);
    if (message != small)
        free(message);
    return 0;
}

// --- through several calls, by value of a handle ---------------------------------------------------

static int keep_open;

static void close_at_last(int fd)
{
    if (fd != -1)
        close(fd);
}

static void close_in_between(int fd)
{
    close_at_last(fd);
}

void closed_far_away(void)
{
    int fd = open("a", O_RDONLY);
    close_in_between(fd);
}

static void close_unless_kept(int fd)
{
    if (keep_open)
        show("kept");
    else if (fd != -1)
        close(fd);
}

void closed_by_state(void)
{
    int fd = open("a", O_RDONLY);
    keep_open = 0;
    close_unless_kept(fd);
}

// --- what models say that calls write, and take over --------------------------------------------------

#include <sys/socket.h>
#include <sys/wait.h>

FILE *taken_over(void)
{
    int fd = open("a", O_RDONLY);
    if (fd < 0)
        return NULL;
    FILE *file = fdopen(fd, "r");
    if (!file)
        close(fd);
    return file;
}

int written_by_calls(int fd)
{
    int status, kind;
    socklen_t size = sizeof kind;
    if (waitpid(-1, &status, 0) < 0 || getsockopt(fd, SOL_SOCKET, SO_TYPE, &kind, &size) != 0)
        return -1;
    return status + kind;
}
