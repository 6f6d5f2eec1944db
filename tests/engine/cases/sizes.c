// Sizes of allocations that wrap before they are widened.
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct set {
    uint32_t width, count;
    int used;
    char *bytes;
};

char *grow_by_product(struct set *set, uint32_t count)
{
    uint32_t size = count * set->width;
    return realloc(set->bytes, sizeof *set + size); // expect: narrow-size
}

char *grow_in_size_t(struct set *set, uint32_t count)
{
    size_t size = (size_t)count * set->width;
    return realloc(set->bytes, sizeof *set + size);
}

char *grow_limited(struct set *set, uint32_t count)
{
    if (set->width > 64 || count > 100000)
        return NULL;
    return realloc(set->bytes, count * set->width);
}

char *grow_weighed(struct set *set, uint32_t count)
{
    if (count && set->width > UINT_MAX / count)
        return NULL;
    return realloc(set->bytes, count * set->width);
}

char *doubled(struct set *set)
{
    return realloc(set->bytes, set->count *= 2); // expect: narrow-size
}

char *doubled_with_limit(struct set *set)
{
    if (set->count > UINT_MAX / 2u)
        return NULL;
    return realloc(set->bytes, set->count *= 2);
}

static char *allocate(size_t size)
{
    char *made = malloc(size + 16);
    if (!made)
        abort();
    return made;
}

char *by_a_wrapper(const struct set *set)
{
    return allocate(set->used + (int)set->count); // expect: narrow-size
}

char *by_a_wrapper_weighed(const struct set *set)
{
    if (set->used < 0 || set->used > INT_MAX - (int)set->count)
        return NULL;
    return allocate(set->used + (int)set->count);
}

char *cut_off(const struct set *set, size_t length)
{
    uint16_t size = (uint16_t)(length + 1);
    (void)set;
    return malloc(size); // expect: narrow-size
}

char *cut_off_limited(const struct set *set, size_t length)
{
    if (length >= UINT16_MAX)
        return NULL;
    uint16_t size = (uint16_t)(length + 1);
    (void)set;
    return malloc(size);
}

static char *for_callers(uint32_t rows, uint32_t columns)
{
    return malloc(rows * columns);
}

char *small(void)
{
    return for_callers(3, 4);
}

char *bytes_are_small(const uint8_t *header)
{
    return malloc(header[0] * 256u + header[1]);
}

char *cut_off_and_compared(size_t length)
{
    size_t whole = length + 1;
    uint16_t size = (uint16_t)whole;
    if (size < whole)
        return NULL;
    return malloc(size);
}

char *cut_everywhere(const char *text)
{
    uint32_t length = (uint32_t)strlen(text); // what is copied is cut, too
    char *copy = malloc((size_t)length + 1);
    if (copy) {
        memcpy(copy, text, length);
        copy[length] = 0;
    }
    return copy;
}
