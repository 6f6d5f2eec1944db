// Resources in the wrong phase of their life, locks, and file names that may stand for another file.
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

void show(const char *text);
char *keep_name(const char *text);

// --- sockets -------------------------------------------------------------------------------------

int accepts_too_early(const struct sockaddr_in *address)
{
    int server = socket(AF_INET, SOCK_STREAM, 0);
    if (server < 0)
        return -1;
    if (bind(server, (const struct sockaddr *)address, sizeof *address) < 0) {
        close(server);
        return -1;
    }
    int client = accept(server, NULL, NULL); // expect: wrong-phase
    if (client >= 0)
        close(client);
    close(server);
    return 0;
}

static int opened(void)
{
    return socket(AF_INET, SOCK_STREAM, 0);
}

static int listening(int server)
{
    return listen(server, 5);
}

int listens_unbound(void)
{
    int server = opened();
    if (server < 0)
        return -1;
    int result = listen(server, 5); // expect: wrong-phase
    close(server);
    return result;
}

int in_order(const struct sockaddr_in *address)
{
    int server = opened();
    if (server < 0)
        return -1;
    int client = -1;
    if (bind(server, (const struct sockaddr *)address, sizeof *address) == 0 && listening(server) == 0)
        client = accept(server, NULL, NULL);
    close(server);
    return client;
}

// --- locks ---------------------------------------------------------------------------------------

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int shared;

void takes_twice(int again)
{
    pthread_mutex_lock(&lock);
    if (again)
        pthread_mutex_lock(&lock); // expect: double-lock
    shared++;
    pthread_mutex_unlock(&lock);
}

int forgets(int value)
{
    pthread_mutex_lock(&lock); // expect: lock-not-released
    if (value < 0)
        return -1;
    shared = value;
    pthread_mutex_unlock(&lock);
    return 0;
}

int hands_over(int value)
{
    pthread_mutex_lock(&lock); // the caller gets it with the 0
    if (value < 0) {
        pthread_mutex_unlock(&lock);
        return -1;
    }
    shared = value;
    return 0;
}

void releases_free(void)
{
    pthread_mutex_t own;
    pthread_mutex_init(&own, NULL);
    pthread_mutex_unlock(&own); // expect: unlock-not-held
}

static void enter(pthread_mutex_t *mutex)
{
    pthread_mutex_lock(mutex);
}

static void leave(pthread_mutex_t *mutex)
{
    pthread_mutex_unlock(mutex);
}

void by_callees(void)
{
    enter(&lock);
    shared++;
    leave(&lock);
    enter(&lock);
    shared--;
    leave(&lock);
    leave(&lock); // known-miss: unlock-not-held
}

void tries(void)
{
    if (pthread_mutex_trylock(&lock) != 0)
        return;
    shared++;
    pthread_mutex_unlock(&lock);
}

// --- file names ----------------------------------------------------------------------------------

int looks_first(const char *path)
{
    struct stat about;
    if (stat(path, &about) != 0)
        return -1;
    return open(path, O_RDONLY); // expect: check-then-use
}

int looks_at_another(const char *path, const char *other)
{
    if (access(other, R_OK) != 0)
        return -1;
    return open(path, O_RDONLY);
}

int name_changes(char *path)
{
    if (access(path, R_OK) != 0)
        return -1;
    strcpy(path, "/etc/fixed");
    return open(path, O_RDONLY);
}

int asks_the_descriptor(const char *path)
{
    struct stat about;
    int fd = open(path, O_RDONLY);
    if (fd >= 0 && fstat(fd, &about) != 0) {
        close(fd);
        return -1;
    }
    return fd;
}

FILE *guessable(void)
{
    char *name = tmpnam(NULL);
    return name ? fopen(name, "w") : NULL; // expect: insecure-temporary-file
}

FILE *must_be_new(void)
{
    char *name = tmpnam(NULL);
    return name ? fopen(name, "wx") : NULL;
}

int must_be_new_too(void)
{
    char name[] = "/tmp/fileXXXXXX";
    if (!mktemp(name))
        return -1;
    int fd = open(name, O_RDWR | O_CREAT | O_EXCL, 0600); // expect: temporary-file-left
    return fd;
}

void leaves(void)
{
    char name[] = "/tmp/fileXXXXXX";
    int fd = mkstemp(name); // expect: temporary-file-left
    if (fd < 0)
        return;
    (void)!write(fd, "x", 1);
    close(fd);
}

void removes(void)
{
    char name[] = "/tmp/fileXXXXXX";
    int fd = mkstemp(name);
    if (fd < 0)
        return;
    if (unlink(name) != 0)
        show(name);
    close(fd);
}

char *tells_others(void)
{
    char name[] = "/tmp/fileXXXXXX";
    int fd = mkstemp(name);
    if (fd < 0)
        return NULL;
    close(fd);
    return keep_name(name);
}

// --- signals -------------------------------------------------------------------------------------

#include <signal.h>

static char *message;
static volatile sig_atomic_t asked;
static int counted;

static void on_signal(int number)
{
    asked = number;
    if (message)
        message[0] = 'x';
}

void changed_meanwhile(void)
{
    signal(SIGINT, on_signal);
    asked = 0;
    free(message);
    message = NULL; // expect: signal-race
    counted = 1;
}

void changed_meanwhile_too(void)
{
    struct sigaction action = {.sa_handler = on_signal};
    if (sigaction(SIGINT, &action, NULL) != 0)
        return;
    message = NULL; // expect: signal-race
}

void changed_before_and_after(void)
{
    message = calloc(1, 8);
    signal(SIGINT, on_signal);
    asked = 0;
    signal(SIGINT, SIG_DFL);
    free(message);
    message = NULL;
}
