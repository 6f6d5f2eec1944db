#include "parts/version_strings.h"
#include <ctype.h>
#include <string.h>

enum { PREFIX_MIN = 4, VERSION_MAX = 40 }; // bytes; shorter texts in front of a version mean nothing

struct pattern {
    const struct library *library;
    const char *text; // "before*after"
    size_t before, after;
};

static size_t version_length(const char *at, size_t room)
{
    size_t length = 0;
    while (length < room && length < VERSION_MAX && at[length] &&
           (isalnum((unsigned char)at[length]) || strchr(".-_+", at[length])))
        length++;
    while (length && !isalnum((unsigned char)at[length - 1])) length--; // a full stop behind it
    return length && isdigit((unsigned char)*at) && memchr(at, '.', length) ? length : 0;
}

static unsigned pair_at(const char *at)
{
    return (unsigned)(unsigned char)at[0] << 8 | (unsigned char)at[1];
}

static void add(const struct pattern *pattern, struct arena *arena, const char *version, size_t length, uint64_t offset,
                struct version_strings *found)
{
    VEC_EACH(found, known)
        if (known->library == pattern->library && strlen(known->version) == length &&
            memcmp(known->version, version, length) == 0)
            return;
    VEC_PUSH(found, ((struct version_string){pattern->library, arena_copy(arena, version, length), offset}));
}

void version_strings_find(const struct libraries *libraries, struct arena *arena, const char *bytes, size_t size,
                          struct version_strings *ret_found)
{
    VEC(struct pattern) patterns = {0};
    unsigned char starts[65536 / 8] = {0}; // the first two bytes of any pattern
    VEC_EACH(&libraries->list, library)
        VEC_EACH(&library->binaries, text) {
            const char *star = strchr(*text, '*');
            if (!star || star - *text < PREFIX_MIN) continue;
            VEC_PUSH(&patterns, ((struct pattern){library, *text, (size_t)(star - *text), strlen(star + 1)}));
            starts[pair_at(*text) / 8] |= (unsigned char)(1u << pair_at(*text) % 8);
        }
    for (size_t i = 0; i + 2 <= size; i++) {
        unsigned pair = pair_at(bytes + i);
        if (!(starts[pair / 8] >> pair % 8 & 1)) continue;
        VEC_EACH(&patterns, pattern) {
            size_t room = size - i;
            if (room <= pattern->before || memcmp(bytes + i, pattern->text, pattern->before) != 0) continue;
            const char *version = bytes + i + pattern->before;
            size_t length = version_length(version, room - pattern->before);
            if (!length || room - pattern->before - length < pattern->after) continue;
            if (memcmp(version + length, pattern->text + pattern->before + 1, pattern->after) == 0)
                add(pattern, arena, version, length, i, ret_found);
        }
    }
    VEC_FREE(&patterns);
}
