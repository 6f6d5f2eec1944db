// options: -l
// A library: strangers call what it exports with any number, and with no negative one.
#include <stdint.h>
#include <string.h>

struct element {
    char name[32];
    int level;
};
struct parser {
    void (*start)(void *data, const char *name, int size);
};

static void start_element(void *data, const char *name, int size)
{
    char copy[32];
    memcpy(copy, name, (size_t)size); // expect: stack-buffer-overflow
    ((struct element *)data)->name[0] = copy[0];
}

static void start_limited(void *data, const char *name, int size)
{
    char copy[32];
    if (size < 1 || size > (int)sizeof copy)
        return;
    memcpy(copy, name, (size_t)size);
    ((struct element *)data)->name[0] = copy[0];
}

void set_handlers(struct parser *a, struct parser *b)
{
    a->start = start_element;
    b->start = start_limited;
}

int copy_out(const uint8_t *from, size_t bits)
{
    uint8_t made[66];
    size_t size = bits / 8;
    memcpy(made, from, size); // expect: stack-buffer-overflow
    return made[0];
}

int copy_out_limited(const uint8_t *from, size_t bits)
{
    uint8_t made[66] = {0};
    size_t size = bits / 8;
    if (size > sizeof made)
        return 0;
    memcpy(made, from, size);
    return made[0];
}

static int inner(const int *table, int at)
{
    int copy[4];
    memcpy(copy, table, sizeof copy);
    return copy[at];
}

int outer(const int *table)
{
    return inner(table, 3);
}

int called_by_both(const int *table, unsigned at)
{
    int copy[4];
    memcpy(copy, table, sizeof copy);
    return copy[at]; // expect: buffer-overread
}

int user(const int *table)
{
    return called_by_both(table, 2);
}

int last(const int *table, int count)
{
    return table[count - 1];
}
