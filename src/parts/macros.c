// Reading a version out of a header, make file or version file (parts/libraries.h): macros, assignments, arithmetic.
#include "parts/libraries.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

static struct str line_rest(const char *at, const char *end)
{
    const char *stop = memchr(at, '\n', (size_t)(end - at));
    return str_trim((struct str){at, (size_t)((stop ? stop : end) - at)});
}

// Whether what stands before a name on its line makes it a definition: "#define", "set(", "m4_define([", nothing.
static bool defines(const char *content, const char *at)
{
    const char *start = at;
    while (start > content && start[-1] != '\n') start--;
    struct str before = str_trim((struct str){start, (size_t)(at - start)});
    if (!before.size) return true;
    if (before.at[0] == '#' && before.size >= 7 && memcmp(before.at + before.size - 6, "define", 6) == 0) return true;
    return (before.size == 4 && strncasecmp(before.at, "set(", 4) == 0) || str_is(before, "m4_define([") ||
           str_is(before, "define([");
}

// Cuts a comment, and the marks of an assignment or macro call around the value.
static struct str clean_value(struct str value)
{
    while (value.size && strchr(" \t:?=[](),+", *value.at)) value.at++, value.size--;
    if (value.size && *value.at == '"') {
        const char *close = memchr(value.at + 1, '"', value.size - 1);
        value.size = close ? (size_t)(close - value.at - 1) : value.size - 1;
        value.at++;
        return str_trim(value);
    }
    for (size_t i = 0; i < value.size; i++) {
        bool comment =
            value.at[i] == '#' || (value.at[i] == '/' && i + 1 < value.size && strchr("/*", value.at[i + 1]));
        if (!comment && !strchr(")];", value.at[i])) continue;
        value.size = i;
    }
    return str_trim(value);
}

struct source {
    struct arena *arena;
    const char *content, *end;
    const char *found; // the first definition that was used
    bool spoke;        // a definition was there, readable or not
    bool absent;       // a name had none
};

// The value of a name; empty when nothing defines it.
static struct str value_of(struct source *source, const char *name, size_t size)
{
    const char *at = source->content;
    source->spoke = false;
    for (; (at = memmem(at, (size_t)(source->end - at), name, size)); at += size) {
        if ((at > source->content && is_word(at[-1])) || is_word(at[size])) continue;
        if (!defines(source->content, at)) continue;
        const char *after = at + size;
        // A make file's line must be an assignment; "VERSION is ..." in prose is not.
        bool define = at > source->content && at[-1] != '\n';
        while (!define && (*after == ' ' || *after == '\t')) after++;
        if (!define && !strchr(":?=+", *after)) continue;
        source->spoke = true;
        struct str value = clean_value(line_rest(at + size, source->end));
        if (!value.size) continue;
        if (!source->found) source->found = at;
        return value;
    }
    source->absent = source->absent || !source->spoke;
    return (struct str){0};
}

static bool is_version_char(char c)
{
    return is_word(c) || c == '.' || c == '-' || c == '+' || c == '~';
}

char *version_in_text(struct arena *arena, struct str text)
{
    size_t start = 0;
    // A digit that starts a word, or follows a lone v, V or R.
    for (; start < text.size; start++) {
        if (!isdigit((unsigned char)text.at[start])) continue;
        if (start == 0 || !is_word(text.at[start - 1])) break;
        if (strchr("vVrR", text.at[start - 1]) && (start == 1 || !is_word(text.at[start - 2]))) break;
        if (text.at[start - 1] == '_') break;
    }
    size_t end = start;
    while (end < text.size && is_version_char(text.at[end])) end++;
    while (end > start && !is_word(text.at[end - 1])) end--;
    if (end == start) return NULL;
    char *version = arena_copy(arena, text.at + start, end - start);
    char *described = strstr(version, "-g"); // git describe: 5.3.0-0-g54eaed1
    if (described && isxdigit((unsigned char)described[2])) {
        char *count = described;
        while (count > version && isdigit((unsigned char)count[-1])) count--;
        if (count < described && count > version && count[-1] == '-') count[-1] = '\0';
    }
    if (!strchr(version, '.')) // R_2_5_0, boost's "1_74"
        for (char *c = version; *c; c++)
            if (*c == '_' && isdigit((unsigned char)c[1])) *c = '.';
    return version;
}

// A decimal or hexadecimal number, whole; -1 when it is none.
static long number_of(struct str value)
{
    char text[32];
    if (!value.size || value.size >= sizeof text || !isdigit((unsigned char)*value.at)) return -1;
    memcpy(text, value.at, value.size);
    text[value.size] = '\0';
    bool hex = text[0] == '0' && tolower((unsigned char)text[1]) == 'x';
    char *end;
    long number = strtol(text, &end, hex ? 16 : 10);
    while (*end && strchr("uUlL", *end)) end++;
    return *end || number < 0 ? -1 : number;
}

// "NAME/100%1000": the value with the arithmetic applied; -1 when it is no number. *ret_optional: a '?' ends it.
// *ret_digits: the digits as written when they are the value, so that "2023.04" keeps its zero.
static long evaluate(struct source *source, struct str expression, bool *ret_optional, struct str *ret_digits)
{
    size_t size = 0;
    *ret_optional = expression.size && expression.at[expression.size - 1] == '?';
    if (*ret_optional) expression.size--;
    while (size < expression.size && is_word(expression.at[size])) size++;
    struct str value = value_of(source, expression.at, size);
    long number = number_of(value);
    bool decimal = number >= 0 && size == expression.size && strspn(value.at, "0123456789") >= value.size;
    *ret_digits = decimal ? value : (struct str){0};
    for (size_t at = size; at < expression.size && number >= 0;) {
        char sign = expression.at[at++];
        long operand = 0;
        while (at < expression.size && isdigit((unsigned char)expression.at[at]) && operand < 1000000000)
            operand = operand * 10 + (expression.at[at++] - '0');
        if (operand == 0) return -1;
        number = sign == '/' ? number / operand : sign == '%' ? number % operand : number - operand;
        if (sign != '/' && sign != '%' && sign != '-') return -1;
    }
    return number;
}

static char *fill_template(struct source *source, const char *template)
{
    struct buf out = {0};
    struct buf literal = {0};
    char *version = NULL;
    for (const char *at = template; *at;) {
        const char *close = *at == '{' ? strchr(at, '}') : NULL;
        if (!close) {
            buf_char(&literal, *at++);
            continue;
        }
        bool optional;
        struct str digits;
        long number = evaluate(source, (struct str){at + 1, (size_t)(close - at - 1)}, &optional, &digits);
        if (number < 0 && !optional) goto give_up;
        if (digits.size)
            buf_printf(&out, "%s%.*s", buf_cstr(&literal), (int)digits.size, digits.at);
        else if (number >= 0)
            buf_printf(&out, "%s%ld", buf_cstr(&literal), number);
        buf_clear(&literal);
        at = close + 1;
    }
    version = arena_copy(source->arena, out.bytes, out.size);
give_up:
    buf_free(&out);
    buf_free(&literal);
    return version;
}

// "text" *: the version right behind a text.
static char *after_text(struct source *source, const char *template)
{
    const char *close = strchr(template + 1, '"');
    if (!close) return NULL;
    size_t size = (size_t)(close - template - 1);
    const char *at = size ? memmem(source->content, (size_t)(source->end - source->content), template + 1, size)
                          : source->content;
    if (!at) return NULL;
    source->spoke = true;
    source->found = at;
    struct str rest = line_rest(at + size, source->end);
    return rest.size && isdigit((unsigned char)*rest.at) ? version_in_text(source->arena, rest) : NULL;
}

static char *apply(struct source *source, const char *template)
{
    if (*template == '"') return after_text(source, template);
    if (strchr(template, '{')) return fill_template(source, template);
    return version_in_text(source->arena, value_of(source, template, strlen(template)));
}

enum macro_result library_version(const struct library *library, struct arena *arena, const char *content, size_t size,
                                  const char **ret_version, unsigned *ret_line, const char **ret_detail)
{
    struct source source = {.arena = arena, .content = content, .end = content + size};
    bool spoke = false;
    *ret_version = NULL;
    *ret_line = 0;
    if (library->contains && !memmem(content, size, library->contains, strlen(library->contains))) return MACRO_ABSENT;
    VEC_EACH(&library->versions, template) {
        source.found = NULL;
        source.spoke = source.absent = false;
        *ret_version = apply(&source, *template);
        spoke = spoke || (source.spoke && !source.absent);
        if (!*ret_version) continue;
        *ret_line = 1;
        for (const char *c = content; source.found && c < source.found; c++)
            *ret_line += *c == '\n';
        struct str seen = line_rest(source.found ? source.found : content, source.end);
        *ret_detail = arena_copy(arena, seen.at, seen.size < 120 ? seen.size : 120);
        return MACRO_FOUND;
    }
    return spoke ? MACRO_UNREADABLE : MACRO_ABSENT;
}
