// Searching a text, and reading into the rest of a buffer.
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *extension(const char *name)
{
    const char *at = name;
    while (strstr(at, ".") != NULL) {
        at = strstr(at, ".");
        at++;
    }
    return at;
}

int is_listed(const char *list, const char *name)
{
    const char *at = list;
    while (*at != '\0') {
        const char *comma = strchr(at, ',');
        if (comma == NULL)
            comma = strchr(at, '\0');
        if (!strncmp(at, name, (size_t)(comma - at)))
            return 1;
        at = *comma ? comma + 1 : comma;
    }
    return 0;
}

char behind_comma(const char *list)
{
    const char *comma = strchr(list, ',');
    return comma[1]; // expect: null-dereference
}

char behind_second(char *list)
{
    if (strchr(list, ',') == NULL)
        return 0;
    list[0] = '#'; // may have been the only one
    return strchr(list, ',')[1]; // expect: null-dereference
}

struct queue {
    unsigned char data[64];
    int used, total;
};

int fill_queue(struct queue *queue, int fd)
{
    int got = (int)read(fd, &queue->data[queue->used], (size_t)(64 - queue->used));
    if (got < 0)
        return -1;
    queue->used += got;
    return queue->used;
}

struct timer {
    struct timer *next;
    unsigned short left;
};

void tick(struct timer *timers)
{
    for (struct timer *timer = timers; timer; timer = timer->next) {
        if (timer->left > 0)
            timer->left--;
        else
            timer->left = (unsigned short)(rand() % 10);
    }
}
