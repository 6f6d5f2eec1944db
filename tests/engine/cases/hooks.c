// Allocators that users may replace; what a callee keeps in a place that nobody can name; what was asked before.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef struct hooks {
    void *(*allocate)(size_t size);
    void (*release)(void *memory);
} hooks;

static hooks global_hooks = {malloc, free};
static void *(*allocate_zeroed)(size_t count, size_t size) = calloc;

void set_hooks(const hooks *other)
{
    if (!other) {
        global_hooks.allocate = malloc;
        return;
    }
    global_hooks.allocate = other->allocate;
    global_hooks.release = other->release;
}

void set_allocator(void *(*other)(size_t, size_t))
{
    allocate_zeroed = other;
}

struct buffer {
    char *bytes;
    hooks own;
};

int fill(struct buffer *buffer, int n)
{
    buffer->bytes[0] = (char)n;
    return n < 7;
}

char *lost_by_hook(int n)
{
    struct buffer buffer;
    buffer.bytes = global_hooks.allocate(16); // expect: memory-leak
    if (!buffer.bytes)
        return NULL;
    if (!fill(&buffer, n))
        return NULL;
    return buffer.bytes;
}

char *released_by_hook(int n)
{
    struct buffer buffer;
    buffer.bytes = global_hooks.allocate(16);
    if (!buffer.bytes)
        return NULL;
    if (!fill(&buffer, n)) {
        global_hooks.release(buffer.bytes);
        return NULL;
    }
    return buffer.bytes;
}

void member_hook(struct buffer *buffer)
{
    char *text = buffer->own.allocate(10);
    if (!text)
        return;
    buffer->own.release(text);
    text[0] = 1; // expect: use-after-free
}

int not_tested(void)
{
    int *numbers = allocate_zeroed(4, sizeof *numbers);
    int first = numbers[1]; // expect: unchecked-allocation
    free(numbers);
    return first;
}

int tested(void)
{
    int *numbers = allocate_zeroed(4, sizeof *numbers);
    int first = numbers ? numbers[1] : 0;
    free(numbers);
    return first;
}

// --- kept where nobody can name it ---------------------------------------------------------------

struct table {
    unsigned count;
    void **slots;
};

static int put(struct table *table, unsigned key, void *value)
{
    if (!table->count)
        return 0;
    table->slots[key * 31 % table->count] = value;
    return 1;
}

int kept_in_table(struct table *table, unsigned key)
{
    char *value = strdup("kept");
    if (!value)
        return 0;
    if (!put(table, key, value)) {
        free(value);
        return 0;
    }
    return 1;
}

int not_kept_when_it_fails(struct table *table, unsigned key)
{
    char *value = strdup("lost"); // expect: memory-leak
    if (!value)
        return 0;
    return put(table, key, value);
}

struct connection {
    char *name;
    int state;
};
void tell(const char *text); // defined nowhere

int reachable_through_what_was_kept(struct table *table)
{
    struct connection *made = calloc(1, sizeof *made);
    if (!made)
        return 0;
    if (!put(table, 3, made)) {
        free(made);
        return 0;
    }
    made->name = strdup("a name");
    tell("made");
    return made->state;
}

// --- asked twice ---------------------------------------------------------------------------------

struct names {
    int count;
    const char *name[8];
};

static const char *name_of(const struct names *names, int id)
{
    if (id < 0 || id >= names->count || id >= 8)
        return NULL;
    return names->name[id];
}

char *asked_before(const struct names *names)
{
    return name_of(names, 3) ? strdup(name_of(names, 3)) : NULL;
}

char *asked_of_another(const struct names *names, const struct names *others)
{
    return name_of(names, 3) ? strdup(name_of(others, 3)) : NULL; // expect: untested-result
}

char *changed_meanwhile(struct names *names)
{
    if (!name_of(names, 3))
        return NULL;
    names->count = 1;
    return strdup(name_of(names, 3)); // expect: untested-result
}

// --- sums that would have to wrap ----------------------------------------------------------------

static size_t digits(size_t number)
{
    size_t count = 0;
    while (number && count < 4) {
        number /= 128;
        count++;
    }
    return count;
}

size_t length_of(const char *text); // defined nowhere

unsigned char *packet(const char *text)
{
    size_t size = length_of(text) + 5, n = digits(size);
    unsigned char *made = malloc(size + n + 1);
    if (!made)
        return NULL;
    made[0] = 1;
    made[1 + n] = 2;
    return made;
}
