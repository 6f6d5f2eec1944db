#include "base/arena.h"
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK_MIN = 1 << 14, CHUNK_MAX = 1 << 20 };
enum { MAPPED_MIN = 32 << 20, TRIM_MIN = 256 << 20 }; // bytes: what malloc maps apart, what it gives back at the top

_Noreturn void fatal(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fputs("theriac: ", stderr);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
    abort();
}

void *mem_alloc(size_t size)
{
    void *memory = calloc(1, size ? size : 1);
    if (!memory) fatal("out of memory (%zu bytes)", size);
    return memory;
}

void *mem_resize(void *old, size_t size)
{
    void *memory = realloc(old, size ? size : 1);
    if (!memory) fatal("out of memory (%zu bytes)", size);
    return memory;
}

void mem_keep_freed(void)
{
    mallopt(M_MMAP_THRESHOLD, MAPPED_MIN);
    mallopt(M_TRIM_THRESHOLD, TRIM_MIN);
}

static void chunk_add(struct arena *arena, size_t need)
{
    // Doubling keeps the number of chunks small; the cap keeps the waste small.
    size_t size = arena->chunk ? arena->chunk->size * 2 : CHUNK_MIN;
    if (size > CHUNK_MAX) size = CHUNK_MAX;
    if (size < need) size = need;
    struct arena_chunk *chunk = malloc(sizeof *chunk + size);
    if (!chunk) fatal("out of memory (%zu bytes)", size);
    chunk->older = arena->chunk;
    chunk->size = size;
    arena->chunk = chunk;
    arena->used = 0;
    arena->total += size;
}

void *arena_alloc_chunk(struct arena *arena, size_t size)
{
    if (size > SIZE_MAX / 4) fatal("out of memory (%zu bytes)", size);
    chunk_add(arena, (size + ARENA_ALIGN - 1) & ~(size_t)(ARENA_ALIGN - 1));
    return arena_alloc(arena, size);
}

void *arena_alloc_array(struct arena *arena, size_t size, size_t count)
{
    size_t total;
    if (__builtin_mul_overflow(size, count, &total)) fatal("out of memory");
    return arena_alloc(arena, total);
}

char *arena_copy(struct arena *arena, const char *bytes, size_t size)
{
    char *copy = arena_alloc(arena, size + 1);
    if (size) memcpy(copy, bytes, size);
    return copy;
}

char *arena_str(struct arena *arena, const char *text)
{
    return text ? arena_copy(arena, text, strlen(text)) : NULL;
}

char *arena_vprintf(struct arena *arena, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    int size = vsnprintf(NULL, 0, format, args);
    if (size < 0) fatal("bad format");
    char *text = arena_alloc(arena, (size_t)size + 1);
    vsnprintf(text, (size_t)size + 1, format, again);
    va_end(again);
    return text;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    char *text = arena_vprintf(arena, format, args);
    va_end(args);
    return text;
}

struct arena_mark arena_mark(const struct arena *arena)
{
    return (struct arena_mark){arena->chunk, arena->used};
}

void arena_reset(struct arena *arena, struct arena_mark mark)
{
    while (arena->chunk != mark.chunk) {
        struct arena_chunk *older = arena->chunk->older;
        arena->total -= arena->chunk->size;
        free(arena->chunk);
        arena->chunk = older;
    }
    arena->used = mark.used;
}

void arena_free(struct arena *arena)
{
    arena_reset(arena, (struct arena_mark){NULL, 0});
}
