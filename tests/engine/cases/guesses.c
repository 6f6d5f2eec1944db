// What a callee or a macro considers possible is no evidence that it happens here.
#include <limits.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct number {
    int *digits;
    short sign;
};
struct group {
    int id;
    struct number prime;
};

static void number_init(struct number *number)
{
    number->digits = NULL;
    number->sign = 1;
}

static void group_init(struct group *group)
{
    group->id = 0;
    number_init(&group->prime);
}

static void group_free(struct group *group)
{
    if (group == NULL)
        return;
    free(group->prime.digits);
}

void group_load(struct group *group, int id)
{
    group_free(group);
    group_init(group);
    group->id = id;
}

struct session {
    int verbose, raw;
};
void trace(const char *text);
#define TRACE(session, text) \
    do { \
        if ((session) && (session)->verbose) \
            trace(text); \
    } while (0)

int flush_session(struct session *session)
{
    TRACE(session, "flush");
    return session->raw;
}

int flush_by_hand(struct session *session)
{
    if (session && session->verbose)
        trace("flush");
    return session->raw; // expect: null-dereference
}

static long elapsed(long from, long to)
{
    long seconds = to - from;
    if (seconds > LONG_MAX / 1000)
        return LONG_MAX;
    if (seconds < LONG_MIN / 1000)
        return LONG_MIN;
    return seconds * 1000;
}

long twice_as_old(long then)
{
    long age = elapsed(then, (long)time(NULL));
    return age * 2;
}

long twice_the_largest(void)
{
    long age = LONG_MAX;
    return age * 2; // expect: integer-overflow
}

struct value {
    struct value *table;
    int read_only;
};
static const struct value NIL = {NULL, 0};
struct stack {
    struct value *base;
    int count;
};

static const struct value *value_at(const struct stack *stack, int index)
{
    if (index < stack->count)
        return &stack->base[index];
    return &NIL;
}

int is_read_only(const struct stack *stack, int index)
{
    const struct value *value = value_at(stack, index);
    return value->table->read_only;
}

struct store {
    unsigned long keys, parts;
    struct store **part;
};

static unsigned long store_size(const struct store *store)
{
    if (store->parts != 1)
        return store->keys;
    return store->part[0] ? store->part[0]->keys : 0;
}

unsigned long pick_any(const struct store *store)
{
    return store_size(store) ? (unsigned long)rand() % store_size(store) : 0;
}

int pick_element(unsigned count)
{
    int table[16] = {0};
    if (count == 0 || count > 16)
        return 0;
    return table[(unsigned)rand() % count];
}

static void *get_memory(size_t size)
{
    if (size >= SIZE_MAX / 2)
        return NULL;
    return malloc(size > 0 ? size : 8);
}

struct table {
    void *slots[4];
    int used;
    char extra[];
};

struct table *table_new(size_t extra)
{
    struct table *table = get_memory(sizeof *table + extra);
    if (!table)
        return NULL;
    table->slots[3] = NULL;
    table->used = 1;
    return table;
}

struct table *table_too_small(void)
{
    struct table *table = get_memory(0);
    if (!table)
        return NULL;
    table->slots[3] = NULL; // expect: heap-buffer-overflow
    return table;
}

struct packet {
    void *data;
    int size;
};
int next_packet(struct packet **packet);

static int packet_data(const struct packet *packet, void **ret_data, int *ret_size)
{
    if (packet == NULL || ret_data == NULL || ret_size == NULL)
        return -1;
    *ret_data = packet->data;
    *ret_size = packet->size;
    return 0;
}

int serve(void)
{
    struct packet *packet;
    void *data;
    int size;
    if (next_packet(&packet) != 0)
        return 0;
    packet_data(packet, &data, &size);
    return size >= 5 && *(char *)data == 'G';
}

struct digest {
    unsigned total;
    unsigned char block[64];
};
void digest_block(struct digest *digest, const unsigned char *block);

static void digest_add(struct digest *digest, const unsigned char *input, size_t size)
{
    unsigned left = digest->total & 63;
    size_t fill = 64 - left;
    digest->total += (unsigned)size;
    if (left && size >= fill) {
        memcpy(digest->block + left, input, fill);
        digest_block(digest, digest->block);
        input += fill;
        size -= fill;
        left = 0;
    }
    while (size >= 64) {
        digest_block(digest, input);
        input += 64;
        size -= 64;
    }
    if (size > 0)
        memcpy(digest->block + left, input, size);
}

static void digest_end(struct digest *digest)
{
    static const unsigned char PADDING[64] = {0x80};
    unsigned last = digest->total & 63, padding = last < 56 ? 56 - last : 120 - last;
    digest_add(digest, PADDING, padding);
    digest_add(digest, PADDING, 8);
}

void digest_of(const unsigned char *input, size_t size)
{
    struct digest digest = {0};
    digest_add(&digest, input, size);
    digest_end(&digest);
}

static void digest_add_wrong(struct digest *digest, const unsigned char *input, size_t size)
{
    unsigned left = digest->total & 63;
    if (size > 64)
        return;
    memcpy(digest->block + left, input, size);
}

void digest_of_wrong(const unsigned char *input)
{
    struct digest digest = {8, {0}};
    digest_add_wrong(&digest, input, 60); // expect: stack-buffer-overflow
}

struct drug {
    int number;
    const char *name;
};

static const struct drug *find_drug(const struct drug *list, int count, int number)
{
    for (int i = 0; i < count; i++)
        if (list[i].number == number)
            return &list[i];
    return NULL;
}

int known_drug(const struct drug *list, int count)
{
    const struct drug *drug = find_drug(list, count, 3);
    return drug ? drug->number : 0;
}

int default_drug(const struct drug *list, int count)
{
    const struct drug *drug = find_drug(list, count, 4);
    return drug ? drug->number : 0;
}

int first_drug(const struct drug *list, int count)
{
    return find_drug(list, count, 1)->number; // expect: untested-result
}

int asked_drug(const struct drug *list, int count)
{
    const char *asked = getenv("DRUG");
    if (!asked)
        return 0;
    return find_drug(list, count, atoi(asked))->number; // expect: null-dereference
}

static int starts_with(const char *text, const char *prefix)
{
    if (!text || !prefix)
        return 0;
    while (*prefix)
        if (*text++ != *prefix++)
            return 0;
    return 1;
}

static void skip_blanks(const char **text)
{
    while (**text == ' ')
        ++*text;
}

int read_header(const char *header)
{
    if (starts_with(header, "CSeq:"))
        return 1;
    const char *rest = header + 8;
    skip_blanks(&rest);
    return *rest;
}

// Text put together piece by piece: that a piece filled the buffer is a guess, and so is where the next one would go.
static size_t add_text(char *buffer, size_t size, size_t pos, const char *text)
{
    if (buffer != NULL && pos < size) {
        if (text != NULL)
            while (*text != '\0' && pos < size - 1)
                buffer[pos++] = *text++;
        buffer[pos] = '\0';
    }
    return pos;
}
void put_together(const char *name, int c)
{
    char m[196];
    size_t pos = add_text(m, sizeof m, 0, "profile '");
    pos = add_text(m, pos + 79, pos, name);
    pos = add_text(m, sizeof m, pos, "': ");
    if (c) {
        pos += 6;
        m[pos++] = ':';
        m[pos++] = ' ';
    }
    add_text(m, sizeof m, pos, name);
    printf("%s\n", m);
}
