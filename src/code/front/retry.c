#include "code/front/retry.h"
#include "base/buf.h"
#include "base/file.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { HEADER_LIMIT = 16 << 20, NAME_SIZE_MAX = 120 };

static bool is_name(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

static const char *take_name(struct arena *arena, struct str text)
{
    size_t size = 0;
    while (size < text.size && is_name(text.at[size]))
        size++;
    return size && size < NAME_SIZE_MAX && !isdigit((unsigned char)text.at[0]) ? arena_copy(arena, text.at, size) : NULL;
}

// Of "#  if defined(X) && ..." the word "if", and what follows it.
static bool directive(struct str line, struct str *ret_word, struct str *ret_rest)
{
    line = str_trim(line);
    if (!line.size || line.at[0] != '#') return false;
    line = str_trim((struct str){line.at + 1, line.size - 1});
    size_t size = 0;
    while (size < line.size && is_name(line.at[size]))
        size++;
    *ret_word = (struct str){line.at, size};
    *ret_rest = str_trim((struct str){line.at + size, line.size - size});
    return size > 0;
}

// The macro that a condition wants to be defined, or, with `wanted` false, wants not to be.
static const char *macro_of(struct arena *arena, struct str word, struct str rest, bool wanted)
{
    if (str_is(word, "ifdef")) return wanted ? take_name(arena, rest) : NULL;
    if (str_is(word, "ifndef")) return wanted ? NULL : take_name(arena, rest);
    if (!str_is(word, "if") && !str_is(word, "elif")) return NULL;
    bool negated = rest.size && rest.at[0] == '!';
    if (negated == wanted) return NULL;
    if (negated) rest = str_trim((struct str){rest.at + 1, rest.size - 1});
    if (rest.size > 7 && memcmp(rest.at, "defined", 7) == 0) {
        rest = (struct str){rest.at + 7, rest.size - 7};
        while (rest.size && (rest.at[0] == '(' || rest.at[0] == ' '))
            rest.at++, rest.size--;
    }
    return take_name(arena, rest);
}

// Walks up from the #error to the conditional that it stands in.
static const char *wanted_macro(struct arena *arena, const struct str *lines, size_t at)
{
    size_t closed = 0;
    bool in_else = false;
    for (size_t i = at; i-- > 0;) {
        struct str word, rest;
        if (!directive(lines[i], &word, &rest)) continue;
        bool opens = str_is(word, "if") || str_is(word, "ifdef") || str_is(word, "ifndef");
        if (str_is(word, "endif")) closed++;
        if (closed) {
            closed -= opens;
            continue;
        }
        if (str_is(word, "else")) in_else = true;
        if (str_is(word, "elif") && !in_else) return macro_of(arena, word, rest, false);
        if (opens) return macro_of(arena, word, rest, in_else);
    }
    return NULL;
}

static const char *from_error_directive(struct arena *arena, const char *file, unsigned number)
{
    struct buf text = {0};
    struct diags unused = {0};
    VEC(struct str) lines = {0};
    const char *name = NULL;
    if (file_read(file, HEADER_LIMIT, &text, &unused) == STATUS_OK) {
        struct str rest = {text.bytes, text.size}, line, word, tail;
        while (lines.count < number && str_next(&rest, '\n', &line))
            VEC_PUSH(&lines, line);
        if (number && lines.count == number && directive(lines.items[number - 1], &word, &tail) &&
            str_is(word, "error"))
            name = wanted_macro(arena, lines.items, number - 1);
    }
    VEC_FREE(&lines);
    diags_free(&unused);
    buf_free(&text);
    return name ? arena_printf(arena, "-D%s=1", name) : NULL;
}

// Marks of visibility and the qualifiers that a configure script finds out; an empty one is right on most systems.
static bool is_mark(struct str name)
{
    static const char *const TAILS[] = {"EXPORT", "EXPORTED", "API", "EXTERN", "PUBLIC", "PRIVATE", "LOCAL", "DLL", "VISIBLE", "DECL",
                                        "CONST", "NOTHROW", "INLINE", "NORETURN", "ATTR", "DEPRECATED"};
    for (size_t i = 0; i < name.size; i++)
        if (islower((unsigned char)name.at[i])) return false;
    for (size_t i = 0; i < COUNT_OF(TAILS); i++) {
        size_t size = strlen(TAILS[i]);
        if (name.size > size && memcmp(name.at + name.size - size, TAILS[i], size) == 0) return true;
    }
    return false;
}

const char *retry_define(struct arena *arena, const char *messages)
{
    static const char UNKNOWN[] = "unknown type name '";
    struct str rest = str_of(messages), line;
    while (str_next(&rest, '\n', &line)) {
        const char *error = memmem(line.at, line.size, "error: ", 7);
        if (!error) continue;
        struct str text = {error + 7, (size_t)(line.at + line.size - error - 7)};
        if (text.size > sizeof UNKNOWN && memcmp(text.at, UNKNOWN, sizeof UNKNOWN - 1) == 0) {
            const char *name = take_name(arena, (struct str){text.at + sizeof UNKNOWN - 1,
                                                             text.size - sizeof UNKNOWN + 1});
            return name && is_mark(str_of(name)) ? arena_printf(arena, "-D%s=", name) : NULL;
        }
        const char *place = arena_copy(arena, line.at, (size_t)(error - line.at)), *colon = strchr(place, ':');
        if (!colon) return NULL;
        return from_error_directive(arena, arena_copy(arena, place, (size_t)(colon - place)),
                                    (unsigned)strtoul(colon + 1, NULL, 10));
    }
    return NULL;
}
