#include "cli/explain.h"
#include "codec/json.h"
#include <ctype.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { WIDTH_LOW = 40, WIDTH_HIGH = 100, WIDTH_DEFAULT = 80, WORD_MAX = 64 };

void topic_add(struct topic *topic, const char *key, const char *heading, const char *text)
{
    if (text && *text) *VEC_ADD(&topic->sections) = (struct topic_section){key, heading, text, false};
}

void topic_add_code(struct topic *topic, const char *key, const char *heading, const char *code)
{
    if (code && *code) *VEC_ADD(&topic->sections) = (struct topic_section){key, heading, code, true};
}

void topic_free(struct topic *topic)
{
    VEC_FREE(&topic->sections);
}

unsigned terminal_width(void)
{
    struct winsize size;
    if (!isatty(STDOUT_FILENO) || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || !size.ws_col) return WIDTH_DEFAULT;
    return size.ws_col < WIDTH_LOW ? WIDTH_LOW : size.ws_col > WIDTH_HIGH ? WIDTH_HIGH : size.ws_col;
}

// Columns that a word takes: bytes that continue a UTF-8 character take none.
static unsigned columns_of(struct str word)
{
    unsigned columns = 0;
    for (size_t i = 0; i < word.size; i++)
        columns += ((unsigned char)word.at[i] & 0xC0) != 0x80;
    return columns;
}

static void add_wrapped(struct buf *out, const char *text, unsigned indent, unsigned width)
{
    struct str lines = str_of(text), line;
    while (str_next(&lines, '\n', &line)) {
        unsigned column = 0;
        struct str word;
        while (str_next(&line, ' ', &word)) {
            unsigned columns = columns_of(word);
            if (!columns) continue;
            if (column && column + 1 + columns > width) {
                buf_char(out, '\n');
                column = 0;
            }
            buf_printf(out, "%*s%.*s", column ? 1 : (int)indent, "", (int)word.size, word.at);
            column = column ? column + 1 + columns : indent + columns;
        }
        buf_char(out, '\n');
    }
}

static void add_code(struct buf *out, const char *code, const char *colour)
{
    struct str rest = str_of(code), line;
    while (str_next(&rest, '\n', &line))
        if (line.size || rest.size)
            buf_printf(out, "    %s%.*s%s\n", colour, (int)line.size, line.at, *colour ? "\033[0m" : "");
}

static const char *severity_colour(const char *severity)
{
    static const char *const ROWS[][2] = {{"critical", "\033[1;31m"}, {"high", "\033[31m"}, {"medium", "\033[33m"},
                                          {"low", "\033[36m"}};
    for (size_t i = 0; severity && i < COUNT_OF(ROWS); i++)
        if (strcmp(severity, ROWS[i][0]) == 0) return ROWS[i][1];
    return "\033[2m";
}

void topic_show(struct buf *out, const struct topic *topic, unsigned width, bool colour)
{
    const char *bold = colour ? "\033[1m" : "", *plain = colour ? "\033[0m" : "", *dim = colour ? "\033[2m" : "";
    buf_printf(out, "%s%s%s", bold, topic->id, plain);
    if (strcmp(topic->id, topic->title) != 0) buf_printf(out, "  %s", topic->title);
    buf_char(out, '\n');
    if (topic->facts)
        buf_printf(out, "%s%s%s\n", colour ? severity_colour(topic->severity) : "", topic->facts, plain);
    VEC_EACH(&topic->sections, section) {
        buf_printf(out, "\n%s%s%s\n", bold, section->heading, plain);
        if (section->is_code) add_code(out, section->text, dim);
        else add_wrapped(out, section->text, 2, width);
    }
}

void topic_write_json(struct json_writer *json, const struct topic *topic)
{
    js_object_begin(json);
    js_member_text(json, "kind", topic->kind);
    js_member_text(json, "id", topic->id);
    js_member_text(json, "title", topic->title);
    js_member_text_opt(json, "severity", topic->severity);
    VEC_EACH(&topic->sections, section)
        js_member_text(json, section->key, section->text);
    js_object_end(json);
}

unsigned word_distance(const char *a, const char *b, unsigned limit)
{
    unsigned row[WORD_MAX + 1];
    size_t rows = strlen(a), columns = strlen(b);
    if (rows > WORD_MAX || columns > WORD_MAX) return limit;
    for (unsigned i = 0; i <= columns; i++)
        row[i] = i;
    for (unsigned i = 1; i <= rows; i++) {
        unsigned diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= columns; j++) {
            bool same = tolower((unsigned char)a[i - 1]) == tolower((unsigned char)b[j - 1]);
            unsigned best = diagonal + !same, above = row[j];
            if (above + 1 < best) best = above + 1;
            if (row[j - 1] + 1 < best) best = row[j - 1] + 1;
            diagonal = above;
            row[j] = best;
        }
    }
    return row[columns] < limit ? row[columns] : limit;
}
