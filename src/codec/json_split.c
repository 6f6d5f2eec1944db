#include "codec/json_split.h"
#include <string.h>

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static size_t skip_space(struct str text, size_t at)
{
    while (at < text.size && is_space(text.at[at]))
        at++;
    return at;
}

// Past the closing quote of the string that opens at `at`; text.size when it does not end.
static size_t skip_string(struct str text, size_t at)
{
    for (at++; at < text.size; at++) {
        if (text.at[at] == '\\')
            at++;
        else if (text.at[at] == '"')
            return at + 1;
    }
    return text.size;
}

// Past the value that starts at `at`, up to the comma or bracket behind it.
static size_t skip_value(struct str text, size_t at)
{
    size_t depth = 0;
    while (at < text.size) {
        char c = text.at[at];
        if (c == '"') {
            at = skip_string(text, at);
            continue;
        }
        if (c == '{' || c == '[') depth++;
        if (c == '}' || c == ']') {
            if (!depth) return at;
            depth--;
        }
        if (c == ',' && !depth) return at;
        at++;
    }
    return text.size;
}

static bool take_member(struct str text, size_t *at, struct json_member *ret_member)
{
    if (*at >= text.size || text.at[*at] != '"') return false;
    size_t end = skip_string(text, *at);
    if (end >= text.size) return false;
    ret_member->key = (struct str){text.at + *at + 1, end - *at - 2};
    *at = skip_space(text, end);
    if (*at >= text.size || text.at[*at] != ':') return false;
    *at = skip_space(text, *at + 1);
    end = skip_value(text, *at);
    ret_member->value = str_trim((struct str){text.at + *at, end - *at});
    *at = end;
    return true;
}

bool json_outline(const char *bytes, size_t size, struct json_outline *ret_outline)
{
    struct str text = {bytes, size};
    ret_outline->count = 0;
    ret_outline->whole = false;
    if (size >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) text = (struct str){bytes + 3, size - 3};
    size_t at = skip_space(text, 0);
    if (at >= text.size || text.at[at] != '{') return false;
    at++;
    while (ret_outline->count < JSON_OUTLINE_MAX) {
        at = skip_space(text, at);
        if (!take_member(text, &at, &ret_outline->members[ret_outline->count])) break;
        ret_outline->count++;
        if (at >= text.size || text.at[at] != ',') break;
        at++;
    }
    ret_outline->whole = at < text.size && text.at[at] == '}';
    return true;
}

const struct str *json_outline_get(const struct json_outline *outline, const char *key)
{
    for (size_t i = 0; i < outline->count; i++)
        if (str_is(outline->members[i].key, key)) return &outline->members[i].value;
    return NULL;
}

bool json_next_element(struct str array, size_t *offset, struct str *ret_element)
{
    size_t at = *offset;
    if (at == 0) {
        at = skip_space(array, 0);
        if (at >= array.size || array.at[at] != '[') return false;
        at++;
    } else if (at < array.size && array.at[at] == ',') {
        at++;
    }
    at = skip_space(array, at);
    if (at >= array.size || array.at[at] == ']') return false;
    size_t end = skip_value(array, at);
    *ret_element = str_trim((struct str){array.at + at, end - at});
    if (end == at) return false;
    *offset = end;
    return true;
}

unsigned json_line_of(const char *bytes, const char *at)
{
    unsigned line = 1;
    for (const char *from = bytes; from < at; line++) {
        from = memchr(from, '\n', (size_t)(at - from));
        if (!from) break;
        from++;
    }
    return line;
}
