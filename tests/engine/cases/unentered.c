// Nulls and zeros that only a guess brings along: a loop that may have no round, a callee that may not have written, a
// macro's own "or none".
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

struct item {
    struct item *next;
    int size, deleted;
};
int read_item(FILE *in, struct item *ret_item);

int average(FILE *in)
{
    struct item item;
    int count = 0, sum = 0;
    while (read_item(in, &item)) {
        sum += item.size;
        count++;
    }
    return sum / count; // who reads a list reckons with an end, not with none at all
}

int average_of_tested(FILE *in, int wanted)
{
    struct item item;
    int count = 0, sum = 0;
    if (wanted && read_item(in, &item)) {
        sum += item.size;
        count++;
    }
    return sum / count; // expect: divide-by-zero
}

int last_size(struct item *list)
{
    struct item *last = NULL;
    for (struct item *item = list; item; item = item->next)
        last = item;
    return last->size;
}

int last_alive_size(struct item *list)
{
    struct item *last = NULL;
    if (!list)
        return 0;
    for (struct item *item = list; item; item = item->next)
        if (!item->deleted)
            last = item;
    return last->size; // expect: null-dereference
}

int average_of_argument(int argc, char **argv)
{
    int count = 0, sum = 0, rounds = atoi(argv[argc - 1]);
    while (count < rounds)
        sum += count++;
    return sum / count;
}

int main(int argc, char **argv)
{
    int count = 0, sum = 0, rounds = atoi(argv[argc - 1]);
    while (count < rounds) // expect: loop-bound
        sum += count++;
    return sum / count; // expect: divide-by-zero
}

struct table {
    struct item *items;
    int count;
};

static int look_up(const struct table *table, int size, struct item **ret_item)
{
    if (!table->count)
        return -1;
    for (int i = 0; i < table->count; i++)
        if (table->items[i].size == size) {
            *ret_item = &table->items[i];
            return i;
        }
    return -2;
}

void mark_deleted(const struct table *table)
{
    struct item *found = NULL;
    look_up(table, 3, &found);
    found->deleted = 1; // it was put there before: nobody has decided otherwise
}

static int look_nowhere(const struct table *table, int size, struct item **ret_item)
{
    if (table->count > size)
        return -1;
    *ret_item = NULL;
    return 0;
}

int follow_none(const struct table *table)
{
    struct item *found = NULL;
    if (look_nowhere(table, 3, &found) < 0)
        return 0;
    return found->deleted; // expect: null-dereference
}

struct queue {
    int available;
    struct item *head;
};
int fetch_more(struct queue *queue);
#define PEEK(queue) (((queue)->available || fetch_more(queue)) ? (queue)->head : NULL)

int peek_first(struct queue *queue)
{
    struct item *item = PEEK(queue);
    return item->size;
}

int peek_tested(struct queue *queue)
{
    struct item *item = PEEK(queue);
    if (!item)
        return 0;
    return item->size;
}

int peek_by_hand(struct queue *queue)
{
    struct item *item = queue->available || fetch_more(queue) ? queue->head : NULL;
    return item->size; // expect: null-dereference
}

struct cipher {
    char *buffer;
    int mode;
};
int cipher_run(struct cipher *cipher);

static int get_output(struct cipher *cipher, size_t size, char **ret_output)
{
    *ret_output = NULL;
    if (size == 0)
        return 0;
    char *made = malloc(size);
    if (!made)
        return -1;
    cipher->buffer = made;
    *ret_output = made;
    return 0;
}

static void wipe(char *output, size_t size)
{
    for (size_t i = 0; i < size; i++)
        output[i] = 0;
}

int cipher_finish(struct cipher *cipher, size_t size)
{
    char *output = NULL;
    int status = get_output(cipher, size, &output);
    if (status)
        goto out;
    status = cipher_run(cipher);
out:
    if (status)
        wipe(output, 16); // expect: null-dereference
    return status;
}

struct reader {
    struct item *next;
    int ended;
};

static int next_item(struct reader *reader)
{
    if (reader->ended)
        return 0;
    if (!reader->next)
        return 0;
    reader->next = reader->next->next;
    return 1;
}

int average_read(struct reader *reader)
{
    int count = 0, sum = 0;
    while (next_item(reader)) {
        sum += reader->ended;
        count++;
    }
    return sum / count;
}
