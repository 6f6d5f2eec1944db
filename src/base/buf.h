// A growable run of bytes, always NUL-terminated once anything was added; and string views.
#pragma once
#include "base/arena.h"
#include <stdbool.h>

struct buf {
    char *bytes;
    size_t size, capacity;
};

void buf_add(struct buf *buf, const void *bytes, size_t size);
void buf_char(struct buf *buf, char c);
void buf_text(struct buf *buf, const char *text); // NULL adds nothing
void buf_printf(struct buf *buf, const char *format, ...) PRINTF_LIKE(2, 3);
void buf_clear(struct buf *buf);
void buf_free(struct buf *buf);
const char *buf_cstr(const struct buf *buf); // "" when empty; valid until the next change

// A view of bytes owned by somebody else; not NUL-terminated.
struct str {
    const char *at;
    size_t size;
};

struct str str_of(const char *text); // NULL gives the empty view
bool str_equal(struct str a, struct str b);
bool str_is(struct str view, const char *text);
struct str str_trim(struct str view); // white space off both ends
// Takes the next piece up to `separator` off the front of *rest. False when nothing is left.
bool str_next(struct str *rest, char separator, struct str *ret_piece);
bool text_equal(const char *a, const char *b); // NULL equals NULL only
bool text_starts(const char *text, const char *prefix);
bool text_ends(const char *text, const char *suffix);
char *text_lower(struct arena *arena, const char *text); // ASCII
bool text_is_utf8(const char *bytes, size_t size);
// A whole decimal number, nothing else, within the limits.
bool text_to_int(const char *text, int64_t low, int64_t high, int64_t *ret_value);
