#include "codec/json.h"
#include "base/file.h"
#include <jansson.h>
#include <string.h>

static const json_t *node_of(const struct json *node)
{
    return (const json_t *)(const void *)node;
}

static const struct json *wrap(const json_t *node)
{
    return (const struct json *)(const void *)node;
}

static json_t *loose(const struct json *node) // jansson's iterators lack const
{
    return (json_t *)(uintptr_t)node;
}

// jansson refuses nesting past 2,048 by itself; ours is tighter, checked without recursion.
static bool too_deep(const char *bytes, size_t size)
{
    unsigned depth = 0;
    bool quoted = false;
    for (size_t i = 0; i < size; i++) {
        char c = bytes[i];
        if (quoted) {
            if (c == '\\') i++;
            if (c == '"') quoted = false;
        } else if (c == '"') {
            quoted = true;
        } else if (c == '[' || c == '{') {
            if (++depth > JS_DEPTH_MAX) return true;
        } else if ((c == ']' || c == '}') && depth) {
            depth--;
        }
    }
    return false;
}

struct json *js_parse(const char *bytes, size_t size, const char *file, struct diags *diags)
{
    json_error_t error;
    if (size >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) bytes += 3, size -= 3; // byte order mark
    if (too_deep(bytes, size)) {
        DIAG(diags, DIAG_ERROR, file, 0, "JSON nests deeper than %d", JS_DEPTH_MAX);
        return NULL;
    }
    json_t *root = json_loadb(bytes, size, JSON_DECODE_ANY | JSON_ALLOW_NUL, &error);
    if (!root)
        diag_add(diags, DIAG_ERROR, file, error.line > 0 ? (unsigned)error.line : 0,
                 error.column > 0 ? (unsigned)error.column : 0, "not JSON: %s", error.text);
    return (struct json *)(void *)root;
}

struct json *js_read(const char *path, struct diags *diags)
{
    struct buf content = {0};
    struct json *root = NULL;
    if (file_read(path, FILE_LIMIT, &content, diags) == STATUS_OK)
        root = js_parse(content.bytes, content.size, path, diags);
    buf_free(&content);
    return root;
}

void js_free(struct json *root)
{
    json_decref(loose(root));
}

const struct json *js_get(const struct json *object, const char *key)
{
    return object ? wrap(json_object_get(node_of(object), key)) : NULL;
}

const struct json *js_path(const struct json *object, const char *dotted)
{
    struct str rest = str_of(dotted), piece;
    while (object && str_next(&rest, '.', &piece)) {
        char key[128];
        if (piece.size >= sizeof key) return NULL;
        memcpy(key, piece.at, piece.size);
        key[piece.size] = '\0';
        object = js_get(object, key);
    }
    return object;
}

const struct json *js_at(const struct json *array, size_t index)
{
    return array ? wrap(json_array_get(node_of(array), index)) : NULL;
}

size_t js_size(const struct json *node)
{
    const json_t *inner = node_of(node);
    return js_is_array(node) ? json_array_size(inner) : js_is_object(node) ? json_object_size(inner) : 0;
}

const char *js_string(const struct json *node)
{
    return node ? json_string_value(node_of(node)) : NULL;
}

const char *js_text(const struct json *object, const char *key)
{
    return js_string(js_get(object, key));
}

double js_number(const struct json *node, double otherwise)
{
    return js_is_number(node) ? json_number_value(node_of(node)) : otherwise;
}

int64_t js_integer(const struct json *node, int64_t otherwise)
{
    return node && json_is_integer(node_of(node)) ? (int64_t)json_integer_value(node_of(node)) : otherwise;
}

bool js_bool(const struct json *node, bool otherwise)
{
    return node && json_is_boolean(node_of(node)) ? json_is_true(node_of(node)) : otherwise;
}

bool js_is_object(const struct json *node)
{
    return node && json_typeof(node_of(node)) == JSON_OBJECT;
}

bool js_is_array(const struct json *node)
{
    return node && json_typeof(node_of(node)) == JSON_ARRAY;
}

bool js_is_string(const struct json *node)
{
    return node && json_typeof(node_of(node)) == JSON_STRING;
}

bool js_is_number(const struct json *node)
{
    return node && (json_typeof(node_of(node)) == JSON_INTEGER || json_typeof(node_of(node)) == JSON_REAL);
}

const void *js_first(const struct json *object)
{
    return js_is_object(object) ? json_object_iter(loose(object)) : NULL;
}

const void *js_next(const struct json *object, const void *iterator)
{
    return json_object_iter_next(loose(object), (void *)(uintptr_t)iterator);
}

const char *js_key(const void *iterator)
{
    return json_object_iter_key((void *)(uintptr_t)iterator);
}

const struct json *js_value(const void *iterator)
{
    return wrap(json_object_iter_value((void *)(uintptr_t)iterator));
}

static int dump_to_buf(const char *bytes, size_t size, void *out)
{
    buf_add(out, bytes, size);
    return 0;
}

void js_dump(const struct json *node, struct buf *out)
{
    json_dump_callback(node_of(node), dump_to_buf, out, JSON_COMPACT | JSON_SORT_KEYS | JSON_ENCODE_ANY);
}
