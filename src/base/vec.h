// Typed growable arrays: VEC(int) numbers = {0}; *VEC_ADD(&numbers) = 7; ... VEC_FREE(&numbers);
// The items move when the vector grows: keep indices, not pointers.
#pragma once
#include "base/arena.h"
#include <stdlib.h>

#define VEC(type)                                                                                  \
    struct {                                                                                       \
        type *items;                                                                               \
        size_t count, capacity;                                                                    \
    }

// A pointer to a new zeroed item at the end.
#define VEC_ADD(vec)                                                                               \
    ((vec)->count == (vec)->capacity                                                               \
         ? vec_grow((void **)&(vec)->items, &(vec)->capacity, sizeof *(vec)->items)                \
         : (void)0,                                                                                \
     (vec)->count++, memset(&(vec)->items[(vec)->count - 1], 0, sizeof *(vec)->items),             \
     &(vec)->items[(vec)->count - 1])
#define VEC_PUSH(vec, value) (*VEC_ADD(vec) = (value))
#define VEC_POP(vec) ((vec)->items[--(vec)->count])
#define VEC_LAST(vec) (&(vec)->items[(vec)->count - 1])
#define VEC_CLEAR(vec) ((vec)->count = 0)
#define VEC_FREE(vec) (free((vec)->items), (vec)->items = NULL, (vec)->count = (vec)->capacity = 0)
#define VEC_EACH(vec, name)                                                                        \
    for (__typeof__(*(vec)->items) *name = (vec)->items,                                           \
                                   *name##_end = (vec)->count ? name + (vec)->count : name;        \
         name < name##_end; name++)
#define VEC_SORT(vec, compare) vec_sort((vec)->items, (vec)->count, sizeof *(vec)->items, compare)

void vec_grow(void **items, size_t *capacity, size_t size); // doubles the room
// Stable (merge) sort, so that equal items keep their order and output is the same everywhere.
void vec_sort(void *items, size_t count, size_t size, int (*compare)(const void *, const void *));
// The same with a name, for members and parameters: VEC_NAMED(texts, const char *); struct texts list;
#define VEC_NAMED(name, type)                                                                      \
    struct name {                                                                                  \
        type *items;                                                                               \
        size_t count, capacity;                                                                    \
    }
VEC_NAMED(texts, const char *);
#define COUNT_OF(array) (sizeof(array) / sizeof *(array))
