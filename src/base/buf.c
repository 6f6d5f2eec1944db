#include "base/buf.h"
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void reserve(struct buf *buf, size_t more)
{
    if (more > SIZE_MAX / 4 - buf->size) fatal("out of memory");
    size_t need = buf->size + more + 1;
    if (need <= buf->capacity) return;
    size_t capacity = buf->capacity ? buf->capacity : 64;
    while (capacity < need)
        capacity *= 2;
    buf->bytes = mem_resize(buf->bytes, capacity);
    buf->capacity = capacity;
}

void buf_add(struct buf *buf, const void *bytes, size_t size)
{
    reserve(buf, size);
    if (size) memcpy(buf->bytes + buf->size, bytes, size);
    buf->size += size;
    buf->bytes[buf->size] = '\0';
}

void buf_char(struct buf *buf, char c)
{
    buf_add(buf, &c, 1);
}

void buf_text(struct buf *buf, const char *text)
{
    if (text) buf_add(buf, text, strlen(text));
}

void buf_printf(struct buf *buf, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int size = vsnprintf(NULL, 0, format, args);
    if (size < 0) fatal("bad format");
    reserve(buf, (size_t)size);
    vsnprintf(buf->bytes + buf->size, (size_t)size + 1, format, again);
    buf->size += (size_t)size;
    va_end(again);
    va_end(args);
}

void buf_clear(struct buf *buf)
{
    buf->size = 0;
    if (buf->bytes) buf->bytes[0] = '\0';
}

void buf_free(struct buf *buf)
{
    free(buf->bytes);
    *buf = (struct buf){0};
}

const char *buf_cstr(const struct buf *buf)
{
    return buf->bytes ? buf->bytes : "";
}

struct str str_of(const char *text)
{
    return (struct str){text ? text : "", text ? strlen(text) : 0};
}

bool str_equal(struct str a, struct str b)
{
    return a.size == b.size && (a.size == 0 || memcmp(a.at, b.at, a.size) == 0);
}

bool str_is(struct str view, const char *text)
{
    return str_equal(view, str_of(text));
}

struct str str_trim(struct str view)
{
    while (view.size && isspace((unsigned char)view.at[0]))
        view.at++, view.size--;
    while (view.size && isspace((unsigned char)view.at[view.size - 1]))
        view.size--;
    return view;
}

bool str_next(struct str *rest, char separator, struct str *ret_piece)
{
    if (!rest->at) return false;
    const char *end = rest->size ? memchr(rest->at, separator, rest->size) : NULL;
    if (!end) {
        *ret_piece = *rest;
        *rest = (struct str){0};
        return true;
    }
    size_t size = (size_t)(end - rest->at);
    *ret_piece = (struct str){rest->at, size};
    *rest = (struct str){end + 1, rest->size - size - 1};
    return true;
}

bool text_equal(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

bool text_starts(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

bool text_ends(const char *text, const char *suffix)
{
    size_t size = strlen(text), tail = strlen(suffix);
    return size >= tail && memcmp(text + size - tail, suffix, tail) == 0;
}

char *text_lower(struct arena *arena, const char *text)
{
    char *copy = arena_str(arena, text);
    for (char *c = copy; c && *c; c++)
        *c = (char)tolower((unsigned char)*c);
    return copy;
}

// RFC 3629: shortest form only, no surrogates, at most U+10FFFF.
static size_t utf8_step(const unsigned char *at, size_t left)
{
    if (at[0] < 0x80) return 1;
    size_t size = at[0] >= 0xF0 ? 4 : at[0] >= 0xE0 ? 3 : at[0] >= 0xC2 ? 2 : 0;
    if (size == 0 || at[0] > 0xF4 || left < size) return 0;
    for (size_t i = 1; i < size; i++)
        if ((at[i] & 0xC0) != 0x80) return 0;
    if (at[0] == 0xE0 && at[1] < 0xA0) return 0;
    if (at[0] == 0xED && at[1] > 0x9F) return 0;
    if (at[0] == 0xF0 && at[1] < 0x90) return 0;
    if (at[0] == 0xF4 && at[1] > 0x8F) return 0;
    return size;
}

bool text_is_utf8(const char *bytes, size_t size)
{
    for (size_t at = 0; at < size;) {
        size_t step = utf8_step((const unsigned char *)bytes + at, size - at);
        if (!step) return false;
        at += step;
    }
    return true;
}

bool text_to_int(const char *text, int64_t low, int64_t high, int64_t *ret_value)
{
    if (!text || (!isdigit((unsigned char)text[0]) && text[0] != '-')) return false;
    char *end;
    errno = 0;
    long long value = strtoll(text, &end, 10);
    if (errno || *end || end == text || value < low || value > high) return false;
    *ret_value = value;
    return true;
}
