#include "report/members.h"
#include <limits.h>
#include <math.h>
#include <string.h>

void texts_write(struct json_writer *json, const char *key, const char *const *texts)
{
    if (!texts || !texts[0]) return;
    js_member_array(json, key);
    for (; *texts; texts++)
        js_write_text(json, *texts);
    js_array_end(json);
}

static void write_real(struct json_writer *json, const char *key, double value)
{
    if (!(value >= 0)) return;
    js_write_key(json, key);
    js_write_real(json, value, 5);
}

static void member_write(struct json_writer *json, const struct member *member, const void *place)
{
    const char *key = member->key;
    switch (member->kind) {
    case MEMBER_TEXT: js_member_text_opt(json, key, *(const char *const *)place); break;
    case MEMBER_TEXTS: texts_write(json, key, *(const char *const *const *)place); break;
    case MEMBER_BOOL:
        if (*(const bool *)place) js_member_bool(json, key, true);
        break;
    case MEMBER_UINT:
        if (*(const unsigned *)place) js_member_int(json, key, *(const unsigned *)place);
        break;
    case MEMBER_INT:
        if (*(const int *)place >= 0) js_member_int(json, key, *(const int *)place);
        break;
    case MEMBER_SIZE: js_member_int(json, key, (int64_t)*(const size_t *)place); break;
    case MEMBER_U64:
        if (*(const uint64_t *)place) js_member_int(json, key, (int64_t)*(const uint64_t *)place);
        break;
    case MEMBER_REAL: write_real(json, key, *(const double *)place); break;
    case MEMBER_ENUM: js_member_text(json, key, member->name(*(const int *)place)); break;
    }
}

void members_write(struct json_writer *json, const struct member *members, const void *item)
{
    for (; members->key; members++)
        member_write(json, members, (const char *)item + members->offset);
}

const char *const *texts_read(struct arena *arena, const struct json *array)
{
    size_t count = js_is_array(array) ? js_size(array) : 0, kept = 0;
    const char **texts = ARENA_ARRAY(arena, const char *, count + 1);
    for (size_t i = 0; i < count; i++) {
        const char *text = js_string(js_at(array, i));
        if (text) texts[kept++] = arena_str(arena, text);
    }
    return texts;
}

static bool read_number(const struct member *member, const struct json *value, void *place)
{
    if (value && !js_is_number(value)) return false;
    int64_t number = js_integer(value, member->kind == MEMBER_INT ? -1 : 0);
    if (member->kind == MEMBER_INT) {
        if (number < -1 || number > INT_MAX) return false;
        *(int *)place = (int)number;
    } else if (member->kind == MEMBER_UINT) {
        if (number < 0 || number > UINT_MAX) return false;
        *(unsigned *)place = (unsigned)number;
    } else if (number < 0) {
        return false;
    } else if (member->kind == MEMBER_SIZE) {
        *(size_t *)place = (size_t)number;
    } else {
        *(uint64_t *)place = (uint64_t)number;
    }
    return true;
}

static bool read_enum(const struct member *member, const struct json *value, int *place)
{
    const char *text = js_string(value);
    *place = 0;
    for (int i = 0; text && i <= member->last; i++) {
        if (strcmp(text, member->name(i)) != 0) continue;
        *place = i;
        return true;
    }
    return !value;
}

static bool read_real(const struct json *value, double *place)
{
    *place = js_number(value, -1);
    if (!isfinite(*place)) *place = -1;
    return !value || js_is_number(value);
}

static bool member_read(const struct member *member, const struct json *value, struct arena *arena, void *place)
{
    switch (member->kind) {
    case MEMBER_TEXT: *(const char **)place = arena_str(arena, js_string(value)); return !value || js_is_string(value);
    case MEMBER_TEXTS: *(const char *const **)place = texts_read(arena, value); return !value || js_is_array(value);
    case MEMBER_BOOL: *(bool *)place = js_bool(value, false); return true;
    case MEMBER_REAL: return read_real(value, place);
    case MEMBER_ENUM: return read_enum(member, value, place);
    case MEMBER_UINT:
    case MEMBER_INT:
    case MEMBER_SIZE:
    case MEMBER_U64: return read_number(member, value, place);
    }
    return false;
}

const char *members_read(const struct member *members, const struct json *object, struct arena *arena, void *item)
{
    const char *wrong = NULL;
    for (; members->key; members++) {
        const struct json *value = js_get(object, members->key);
        bool fits = member_read(members, value, arena, (char *)item + members->offset);
        if ((!fits || (members->required && !js_is_string(value))) && !wrong) wrong = members->key;
    }
    return wrong;
}
