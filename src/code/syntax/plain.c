#include "code/syntax/plain.h"
#include <ctype.h>
#include <string.h>

enum { RAW_DELIMITER_MAX = 16 }; // the C++ standard's limit

struct cursor {
    char *text;
    size_t at, size;
};

static bool stands(const struct cursor *cursor, size_t at, const char *text)
{
    size_t size = strlen(text);
    return cursor->size - at >= size && memcmp(cursor->text + at, text, size) == 0;
}

static void blank_to(struct cursor *cursor, size_t end)
{
    for (; cursor->at < end; cursor->at++)
        if (cursor->text[cursor->at] != '\n' && cursor->text[cursor->at] != '\r') cursor->text[cursor->at] = ' ';
}

static void blank_line_comment(struct cursor *cursor)
{
    size_t end = cursor->at;
    while (end < cursor->size && (cursor->text[end] != '\n' || cursor->text[end - 1] == '\\'))
        end++;
    blank_to(cursor, end);
}

static void blank_block_comment(struct cursor *cursor)
{
    size_t end = cursor->at + 2;
    while (end < cursor->size && !stands(cursor, end, "*/"))
        end++;
    blank_to(cursor, end < cursor->size ? end + 2 : end);
}

// Skips to behind the next place where `close` stands; to the end when there is none.
static void skip_past(struct cursor *cursor, const char *close)
{
    while (cursor->at < cursor->size && !stands(cursor, cursor->at, close))
        cursor->at++;
    cursor->at += cursor->at < cursor->size ? strlen(close) : 0;
}

// R"x( ... )x": no escapes; a longer delimiter than the standard allows is none.
static bool skip_raw(struct cursor *cursor)
{
    char close[RAW_DELIMITER_MAX + 3] = ")";
    size_t at = cursor->at + 1, size = 0;
    if (!cursor->at || cursor->text[cursor->at - 1] != 'R') return false;
    while (at + size < cursor->size && size < RAW_DELIMITER_MAX && cursor->text[at + size] != '(')
        size++;
    if (at + size >= cursor->size || cursor->text[at + size] != '(') return false;
    memcpy(close + 1, cursor->text + at, size);
    close[size + 1] = '"';
    close[size + 2] = '\0';
    cursor->at = at + size;
    skip_past(cursor, close);
    return true;
}

// C#'s @"...": a quote inside is doubled, a backslash is a backslash, lines may end.
static bool skip_verbatim(struct cursor *cursor)
{
    char before = cursor->at ? cursor->text[cursor->at - 1] : ' ', second = cursor->at > 1 ? cursor->text[cursor->at - 2] : ' ';
    if (before != '@' && !(before == '$' && second == '@')) return false;
    for (cursor->at++; cursor->at < cursor->size; cursor->at++) {
        if (cursor->text[cursor->at] != '"') continue;
        if (!stands(cursor, cursor->at, "\"\"")) break;
        cursor->at++;
    }
    cursor->at += cursor->at < cursor->size;
    return true;
}

static void skip_literal(struct cursor *cursor)
{
    char quote = cursor->text[cursor->at];
    if (quote == '"' && (skip_raw(cursor) || skip_verbatim(cursor))) return;
    if (stands(cursor, cursor->at, "\"\"\"")) {
        cursor->at += 3;
        skip_past(cursor, "\"\"\"");
        return;
    }
    for (cursor->at++; cursor->at < cursor->size; cursor->at++) {
        char c = cursor->text[cursor->at];
        if (c == '\n') return;
        if (c == '\\' && cursor->at + 1 < cursor->size) cursor->at++;
        else if (c == quote) break;
    }
    cursor->at += cursor->at < cursor->size;
}

// 1'000'000: a quote between digits opens nothing.
static bool separates_digits(const struct cursor *cursor)
{
    size_t at = cursor->at;
    if (cursor->text[at] != '\'' || !at || at + 1 >= cursor->size ||
        !isxdigit((unsigned char)cursor->text[at + 1])) return false;
    while (at > 0 && (isalnum((unsigned char)cursor->text[at - 1]) || cursor->text[at - 1] == '\'' ||
                      cursor->text[at - 1] == '_'))
        at--;
    return isdigit((unsigned char)cursor->text[at]) != 0;
}

void plain_blank_comments(char *text, size_t size)
{
    struct cursor cursor = {text, 0, size};
    while (cursor.at < size) {
        char c = text[cursor.at];
        if (c == '/' && stands(&cursor, cursor.at, "//"))
            blank_line_comment(&cursor);
        else if (c == '/' && stands(&cursor, cursor.at, "/*"))
            blank_block_comment(&cursor);
        else if ((c == '"' || c == '\'') && !separates_digits(&cursor))
            skip_literal(&cursor);
        else
            cursor.at++;
    }
}

void plain_squeeze(struct str text, struct buf *out)
{
    for (size_t i = 0; i < text.size; i++)
        if (!isspace((unsigned char)text.at[i])) buf_char(out, text.at[i]);
}
