#include "base/vec.h"
#include <string.h>

void vec_grow(void **items, size_t *capacity, size_t size)
{
    size_t wanted = *capacity ? *capacity * 2 : 8, bytes;
    if (__builtin_mul_overflow(wanted, size, &bytes)) fatal("out of memory");
    *items = mem_resize(*items, bytes);
    *capacity = wanted;
}

static void merge(char *from, char *to, size_t low, size_t middle, size_t high, size_t size,
                  int (*compare)(const void *, const void *))
{
    size_t left = low, right = middle;
    for (size_t at = low; at < high; at++) {
        int take_left = left < middle && (right >= high || compare(from + left * size, from + right * size) <= 0);
        size_t source = take_left ? left++ : right++;
        memcpy(to + at * size, from + source * size, size);
    }
}

void vec_sort(void *items, size_t count, size_t size, int (*compare)(const void *, const void *))
{
    if (count < 2) return;
    char *from = items, *to = mem_alloc(count * size), *spare = to;
    for (size_t width = 1; width < count; width *= 2) {
        for (size_t low = 0; low < count; low += 2 * width) {
            size_t middle = low + width < count ? low + width : count;
            size_t high = low + 2 * width < count ? low + 2 * width : count;
            merge(from, to, low, middle, high, size, compare);
        }
        char *swap = from;
        from = to;
        to = swap;
    }
    if (from != (char *)items) memcpy(items, from, count * size);
    free(spare);
}
