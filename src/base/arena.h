// An arena hands out memory that is freed all at once. Every pointer from it lives as long as it.
// Not safe for several threads at once: give each its own. Out of memory ends the process.
#pragma once
#include "base/status.h"
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { ARENA_ALIGN = 16 };

struct arena_chunk {
    struct arena_chunk *older;
    size_t size;
    _Alignas(ARENA_ALIGN) unsigned char bytes[];
};

struct arena {
    struct arena_chunk *chunk; // the newest; older ones behind it
    size_t used;               // bytes used in the newest
    size_t total;              // bytes in all chunks, to watch growth
};

struct arena_mark {
    struct arena_chunk *chunk;
    size_t used;
};

// A zeroed struct arena is ready for use. The memory is zeroed and aligned for any type.
void *arena_alloc_chunk(struct arena *arena, size_t size); // where the newest chunk has no room
static inline void *arena_alloc(struct arena *arena, size_t size)
{
    size_t need = (size + ARENA_ALIGN - 1) & ~(size_t)(ARENA_ALIGN - 1);
    if (!arena->chunk || need < size || arena->chunk->size - arena->used < need) return arena_alloc_chunk(arena, size);
    void *memory = arena->chunk->bytes + arena->used;
    arena->used += need;
    return memset(memory, 0, size);
}
char *arena_copy(struct arena *arena, const char *bytes, size_t size); // adds a NUL
char *arena_str(struct arena *arena, const char *text); // NULL stays NULL
char *arena_printf(struct arena *arena, const char *format, ...) PRINTF_LIKE(2, 3);
char *arena_vprintf(struct arena *arena, const char *format, va_list args);
struct arena_mark arena_mark(const struct arena *arena);
void arena_reset(struct arena *arena, struct arena_mark mark); // frees what came after the mark
void arena_free(struct arena *arena);

#define ARENA_NEW(arena, type) ((type *)arena_alloc((arena), sizeof(type)))
#define ARENA_ARRAY(arena, type, count) ((type *)arena_alloc_array((arena), sizeof(type), (count)))
void *arena_alloc_array(struct arena *arena, size_t size, size_t count);

// malloc and friends that never return NULL.
void *mem_alloc(size_t size); // zeroed
void *mem_resize(void *old, size_t size);
// To be called once, before threads start: freed memory stays with the program, which takes it again at once. Analyses
// free and take megabytes for each function; given back to the system, every page costs a fault and a clearing.
void mem_keep_freed(void);
