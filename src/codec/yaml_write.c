// The writing half of codec/yaml.h.
#include "codec/yaml.h"
#include <string.h>

enum { WIDTH = 100, SIMPLE_KEY_MAX = 900 };

// --- scalars -----------------------------------------------------------------------------------

static bool is_space(char c)
{
    return c == ' ' || c == '\t';
}

// Characters that YAML takes as line ends or forbids although they are beyond ASCII.
static bool is_special_utf8(const char *at)
{
    return memcmp(at, "\xC2", 1) == 0 // U+0080..U+00BF: holds the C1 controls and NEL
               ? (unsigned char)at[1] < 0xA0
               : strncmp(at, "\xE2\x80\xA8", 3) == 0 ||                                          // line separator
                     strncmp(at, "\xE2\x80\xA9", 3) == 0 ||                                      // paragraph separator
                     strncmp(at, "\xEF\xBB\xBF", 3) == 0 ||                                      // byte order mark
                     strncmp(at, "\xEF\xBF\xBE", 3) == 0 || strncmp(at, "\xEF\xBF\xBF", 3) == 0; // non-characters
}

static bool is_clean(const char *text, bool newlines)
{
    for (const char *at = text; *at; at++) {
        unsigned char c = (unsigned char)*at;
        if (c == '\n' && newlines) continue;
        if (c < 0x20 || c == 0x7F || (c >= 0x80 && is_special_utf8(at))) return false;
    }
    return text_is_utf8(text, strlen(text));
}

static bool looks_typed(const char *text)
{
    static const char *const WORDS[] = {"null",  "Null", "NULL", "~",   "true", "True", "TRUE", "false", "False",
                                        "FALSE", "yes",  "Yes",  "YES", "no",   "No",   "NO",   "on",    "On",
                                        "ON",    "off",  "Off",  "OFF", "y",    "Y",    "n",    "N"};
    for (size_t i = 0; i < COUNT_OF(WORDS); i++)
        if (strcmp(text, WORDS[i]) == 0) return true;
    // Anything that could be a number to some reader: 1.10, 0x1f, 1e3, 1_000, 12:30, .5, .inf
    return (text[0] >= '0' && text[0] <= '9' && strspn(text, "0123456789abcdefABCDEFxXoO._+-:") == strlen(text)) ||
           text[0] == '.';
}

static bool is_first_safe(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '/' ||
           c == '(' || c == '.' || (unsigned char)c >= 0x80;
}

// May it stand without quotes and still be read as the same text?
static bool is_plain_safe(const char *text, bool plain)
{
    size_t size = strlen(text);
    if (!size || !is_clean(text, false)) return false;
    if (plain) { // the caller vouches for its meaning (-1 and the like), not for its safety
        if (!is_first_safe(text[0]) && !(text[0] == '-' && size > 1 && !is_space(text[1]) && text[1] != '-'))
            return false;
    } else if (!is_first_safe(text[0]) || looks_typed(text)) {
        return false;
    }
    if (text[size - 1] == ' ' || text[size - 1] == ':' || strncmp(text, "...", 3) == 0) return false;
    for (size_t i = 0; i < size; i++) {
        if (strchr(",[]{}\"'`", text[i]) && text[i] != ',' && text[i] != '\'') return false;
        if (text[i] == '#' && i && is_space(text[i - 1])) return false;
        if (text[i] == ':' && (is_space(text[i + 1]) || (text[i + 1] && strchr(",[]{}", text[i + 1])))) return false;
    }
    return true;
}

static size_t utf8_length(const char *at)
{
    unsigned char c = (unsigned char)at[0];
    size_t wanted = c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4, got = 1;
    while (got < wanted && at[got]) // stops at the NUL
        got++;
    return got == wanted && text_is_utf8(at, wanted) ? wanted : 0;
}

static unsigned code_point(const char *at, size_t length)
{
    const unsigned char *u = (const unsigned char *)at;
    return length == 2 ? ((u[0] & 0x1Fu) << 6) | (u[1] & 0x3Fu)
                       : ((u[0] & 0x0Fu) << 12) | ((u[1] & 0x3Fu) << 6) | (u[2] & 0x3Fu);
}

static void write_quoted(struct buf *out, const char *text)
{
    buf_char(out, '"');
    for (const char *at = text; *at;) {
        unsigned char c = (unsigned char)*at;
        size_t length = c < 0x80 ? 1 : utf8_length(at);
        if (c == '"' || c == '\\')
            buf_printf(out, "\\%c", c);
        else if (c == '\n')
            buf_text(out, "\\n");
        else if (c == '\t')
            buf_text(out, "\\t");
        else if (c < 0x20 || c == 0x7F)
            buf_printf(out, "\\x%02x", c);
        else if (!length)
            buf_text(out, "\xEF\xBF\xBD");
        else if (length > 1 && length < 4 && is_special_utf8(at))
            buf_printf(out, "\\u%04x", code_point(at, length));
        else
            buf_add(out, at, length);
        at += length ? length : 1;
    }
    buf_char(out, '"');
}

static void write_scalar(struct buf *out, const char *text, bool plain)
{
    if (is_plain_safe(text, plain))
        buf_text(out, text);
    else
        write_quoted(out, text);
}

static void indent(struct buf *out, unsigned depth)
{
    for (unsigned i = 0; i < depth; i++)
        buf_text(out, "  ");
}

// A literal block keeps the text readable; it can't hold lines that begin with white space, and editors
// take white space off line ends.
static bool fits_literal(const char *text)
{
    size_t size = strlen(text);
    if (!strchr(text, '\n') || !is_clean(text, true) || text[0] == '\n') return false;
    if (strstr(text, " \n") || text[size - 1] == ' ') return false;
    if (size >= 2 && text[size - 1] == '\n' && text[size - 2] == '\n') return false;
    for (const char *line = text; line; line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL)
        if (is_space(line[0])) return false;
    return true;
}

static void write_literal(struct buf *out, const char *text, unsigned depth)
{
    size_t size = strlen(text);
    bool ended = text[size - 1] == '\n';
    buf_text(out, ended ? "|\n" : "|-\n");
    struct str rest = {text, ended ? size - 1 : size}, line;
    while (str_next(&rest, '\n', &line)) {
        if (line.size) indent(out, depth);
        buf_add(out, line.at, line.size);
        buf_char(out, '\n');
    }
}

// A folded block: only single spaces between words may become line ends.
static bool fits_folded(const char *text)
{
    size_t size = strlen(text);
    return size > WIDTH - 10 && is_clean(text, false) && !is_space(text[0]) && !is_space(text[size - 1]) &&
           !strstr(text, "  ") && strchr(text, ' ');
}

static void write_folded(struct buf *out, const char *text, unsigned depth)
{
    buf_text(out, ">-\n");
    struct str rest = str_of(text), word;
    size_t column = 0;
    while (str_next(&rest, ' ', &word)) {
        if (column && column + 1 + word.size > WIDTH) {
            buf_char(out, '\n');
            column = 0;
        }
        if (column) {
            buf_char(out, ' ');
            column++;
        } else {
            indent(out, depth);
            column = 2 * (size_t)depth;
        }
        buf_add(out, word.at, word.size);
        column += word.size;
    }
    buf_char(out, '\n');
}

// --- collections -------------------------------------------------------------------------------

static bool is_scalar(const struct yaml *node)
{
    return node->kind == YAML_TEXT || node->kind == YAML_NULL;
}

static void write_flow_item(struct buf *out, const struct yaml *node)
{
    if (node->kind == YAML_NULL)
        buf_text(out, "null");
    else if (strpbrk(node->text, ",'"))
        write_quoted(out, node->text);
    else
        write_scalar(out, node->text, node->plain);
}

// Writes "[a, b]" where all are short scalars without comments and the line stays within the width.
static bool write_flow(struct buf *out, const struct yaml *list, unsigned depth)
{
    struct buf line = {0};
    bool fits = true;
    buf_char(&line, '[');
    YAML_EACH(list, item) {
        if (!is_scalar(item->value) || item->comment || line.size > WIDTH) {
            fits = false;
            break;
        }
        if (line.size > 1) buf_text(&line, ", ");
        write_flow_item(&line, item->value);
    }
    buf_text(&line, "]\n");
    fits = fits && line.size + 2 * (size_t)depth <= WIDTH;
    if (fits) buf_add(out, line.bytes, line.size);
    buf_free(&line);
    return fits;
}

static bool is_block(const struct yaml *node, unsigned depth)
{
    struct buf scratch = {0};
    bool block = node->kind == YAML_MAP ? node->count > 0 : node->kind == YAML_LIST && node->count > 0;
    if (block && node->kind == YAML_LIST) block = !write_flow(&scratch, node, depth);
    buf_free(&scratch);
    return block;
}

static void write_comment(struct buf *out, const char *comment, unsigned depth)
{
    struct str rest = str_of(comment), line;
    while (comment && str_next(&rest, '\n', &line)) {
        indent(out, depth);
        buf_add(out, line.at, line.size);
        buf_char(out, '\n');
    }
}

static void write_key(struct buf *out, const char *key, unsigned depth)
{
    struct buf text = {0};
    write_scalar(&text, key, false);
    if (text.size > SIMPLE_KEY_MAX) { // a reader looks no further than 1,024 bytes for the colon
        buf_printf(out, "? %s\n", text.bytes);
        indent(out, depth);
        buf_char(out, ':');
    } else {
        buf_printf(out, "%s:", text.bytes);
    }
    buf_free(&text);
}

// One value after "key:" or "-", on the same line where it is no block.
static void write_value(struct buf *out, const struct yaml *node, unsigned depth)
{
    buf_char(out, ' ');
    if (node->kind == YAML_NULL)
        buf_text(out, "null\n");
    else if (node->kind == YAML_MAP)
        buf_text(out, "{}\n");
    else if (node->kind == YAML_LIST)
        (void)write_flow(out, node, depth);
    else if (fits_literal(node->text))
        write_literal(out, node->text, depth + 1);
    else if (fits_folded(node->text))
        write_folded(out, node->text, depth + 1);
    else {
        write_scalar(out, node->text, node->plain);
        buf_char(out, '\n');
    }
}

struct frame {
    const struct yaml *node;
    size_t next;
    unsigned depth;
    bool in_line; // its first line continues the dash of the list above
};

static void write_items(const struct yaml *root, struct buf *out)
{
    VEC(struct frame) stack = {0};
    VEC_PUSH(&stack, ((struct frame){root, 0, 0, false}));
    while (stack.count) {
        struct frame *top = VEC_LAST(&stack);
        if (top->next == top->node->count) {
            stack.count--;
            continue;
        }
        const struct yaml_item *item = &top->node->items[top->next++];
        unsigned depth = top->depth;
        bool block = is_block(item->value, depth), in_line = top->in_line && top->next == 1;
        if (depth == 0 && top->next > 1 && (block || item->comment)) buf_char(out, '\n');
        if (in_line && item->comment) { // the comment needs lines of its own below the dash
            buf_char(out, '\n');
            in_line = false;
        } else if (in_line) {
            buf_char(out, ' ');
        }
        write_comment(out, item->comment, depth);
        if (!in_line) indent(out, depth);
        if (item->key)
            write_key(out, item->key, depth);
        else
            buf_char(out, '-');
        if (!block) {
            write_value(out, item->value, depth);
            continue;
        }
        if (item->key) buf_char(out, '\n');
        VEC_PUSH(&stack, ((struct frame){item->value, 0, depth + 1, !item->key}));
    }
    VEC_FREE(&stack);
}

void yaml_write(const struct yaml *root, struct buf *out)
{
    if (!is_block(root, 0)) {
        struct buf value = {0};
        write_value(&value, root, 0);
        buf_add(out, value.bytes + 1, value.size - 1); // without the space that follows a key
        buf_free(&value);
        return;
    }
    write_items(root, out);
}
