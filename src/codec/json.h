// JSON (RFC 8259). Reading: a tree of immutable nodes over jansson, which this module alone calls. Writing: a
// stream of events into a buffer, so that member order is ours and output is deterministic.
#pragma once
#include "base/buf.h"
#include "base/diag.h"

struct json; // a node, owned by its document's root
enum { JS_DEPTH_MAX = 200 };

// Parses a whole document. Malformed text, or nesting past JS_DEPTH_MAX: a diagnostic with file and line, NULL.
struct json *js_parse(const char *bytes, size_t size, const char *file, struct diags *diags);
struct json *js_read(const char *path, struct diags *diags); // a file, up to FILE_LIMIT
void js_free(struct json *root);                             // NULL is fine

// Every getter takes NULL and the wrong kind, and answers with nothing: NULL, 0, the default.
const struct json *js_get(const struct json *object, const char *key);
const struct json *js_path(const struct json *object, const char *dotted); // "a.b.c"; keys without dots
const struct json *js_at(const struct json *array, size_t index);
size_t js_size(const struct json *array_or_object);
const char *js_string(const struct json *node); // NULL unless it is a string
const char *js_text(const struct json *object, const char *key);
double js_number(const struct json *node, double otherwise);
int64_t js_integer(const struct json *node, int64_t otherwise);
bool js_bool(const struct json *node, bool otherwise);
bool js_is_object(const struct json *node);
bool js_is_array(const struct json *node);
bool js_is_string(const struct json *node);
bool js_is_number(const struct json *node);
// Members in the order of the file: for (it = js_first(o); it; it = js_next(o, it)) ...
const void *js_first(const struct json *object);
const void *js_next(const struct json *object, const void *iterator);
const char *js_key(const void *iterator);
const struct json *js_value(const void *iterator);
void js_dump(const struct json *node, struct buf *out); // compact, keys sorted: for hashing and storing

#define JS_EACH(array, name)                                                                     \
    for (size_t name##_at = 0, name##_count = js_is_array(array) ? js_size(array) : 0;         \
         name##_at < name##_count; name##_at++)                                                    \
        for (const struct json *name = js_at((array), name##_at), *name##_once = name;           \
             name##_once; name##_once = NULL)

// Writing. Keys are written in call order. Text that is not UTF-8 has its bad bytes replaced by U+FFFD.
struct json_writer {
    struct buf *out;
    unsigned depth;
    bool pretty;  // two spaces a level
    bool started; // something was written at this level
    bool in_line; // the value follows a key on its line
};
void js_object_begin(struct json_writer *json);
void js_object_end(struct json_writer *json);
void js_array_begin(struct json_writer *json);
void js_array_end(struct json_writer *json);
void js_write_key(struct json_writer *json, const char *key);
void js_write_text(struct json_writer *json, const char *text); // NULL writes null
void js_write_int(struct json_writer *json, int64_t value);
void js_write_real(struct json_writer *json, double value, int decimals);
void js_write_bool(struct json_writer *json, bool value);
// A member; the _opt form leaves out a NULL or empty text.
void js_member_text(struct json_writer *json, const char *key, const char *text);
void js_member_text_opt(struct json_writer *json, const char *key, const char *text);
void js_member_int(struct json_writer *json, const char *key, int64_t value);
void js_member_bool(struct json_writer *json, const char *key, bool value);
void js_member_object(struct json_writer *json, const char *key); // then members, then js_object_end
void js_member_array(struct json_writer *json, const char *key);
void js_escape(struct buf *out, const char *text); // the quoted string alone
