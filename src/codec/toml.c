#include "codec/toml.h"
#include <ctype.h>
#include <string.h>

struct parser {
    struct arena *arena;
    const char *at, *end, *file;
    struct diags *diags;
    unsigned line;
    unsigned depth;
    bool failed;
};

static void fail(struct parser *parser, const char *what)
{
    if (!parser->failed) DIAG(parser->diags, DIAG_ERROR, parser->file, parser->line, "not TOML: %s", what);
    parser->failed = true;
}

static char peek(const struct parser *parser, size_t ahead)
{
    return (size_t)(parser->end - parser->at) > ahead ? parser->at[ahead] : '\0';
}

static bool take(struct parser *parser, char c)
{
    if (parser->at == parser->end || *parser->at != c) return false;
    if (c == '\n') parser->line++;
    parser->at++;
    return true;
}

static void skip_blanks(struct parser *parser)
{
    while (parser->at < parser->end && (*parser->at == ' ' || *parser->at == '\t')) parser->at++;
}

// Blanks, comments and line ends.
static void skip_lines(struct parser *parser)
{
    for (;;) {
        skip_blanks(parser);
        if (peek(parser, 0) == '#')
            while (parser->at < parser->end && *parser->at != '\n') parser->at++;
        if (parser->at < parser->end && *parser->at == '\r') parser->at++;
        else if (!take(parser, '\n')) return;
    }
}

static void add_utf8(struct buf *out, uint32_t code)
{
    if (code < 0x80) {
        buf_char(out, (char)(code ? code : '?'));
    } else if (code < 0x800) {
        buf_char(out, (char)(0xC0 | code >> 6));
        buf_char(out, (char)(0x80 | (code & 63)));
    } else if (code < 0x10000) {
        buf_char(out, (char)(0xE0 | code >> 12));
        buf_char(out, (char)(0x80 | (code >> 6 & 63)));
        buf_char(out, (char)(0x80 | (code & 63)));
    } else {
        buf_char(out, (char)(0xF0 | (code >> 18 & 7)));
        buf_char(out, (char)(0x80 | (code >> 12 & 63)));
        buf_char(out, (char)(0x80 | (code >> 6 & 63)));
        buf_char(out, (char)(0x80 | (code & 63)));
    }
}

static void add_escape(struct parser *parser, struct buf *out)
{
    static const char FROM[] = "btnfre\"\\", TO[] = "\b\t\n\f\r\033\"\\";
    char c = peek(parser, 0);
    const char *known = c ? strchr(FROM, c) : NULL;
    if (known) {
        buf_char(out, TO[known - FROM]);
        parser->at++;
        return;
    }
    unsigned digits = c == 'u' ? 4 : c == 'U' ? 8 : 0;
    uint32_t code = 0;
    for (unsigned i = 1; i <= digits; i++) {
        char digit = peek(parser, i);
        if (!isxdigit((unsigned char)digit)) digits = 0;
        code = code << 4 | (uint32_t)(isdigit((unsigned char)digit) ? digit - '0' : (digit | 32) - 'a' + 10);
    }
    if (!digits) {
        fail(parser, "an unknown escape in a string");
        return;
    }
    add_utf8(out, code);
    parser->at += digits + 1;
}

// One of the four kinds of strings; the quote stands at parser->at.
static char *parse_string(struct parser *parser)
{
    struct buf out = {0};
    char quote = *parser->at;
    bool many = peek(parser, 1) == quote && peek(parser, 2) == quote;
    parser->at += many ? 3 : 1;
    if (many && peek(parser, 0) == '\r') parser->at++;
    if (many) take(parser, '\n');
    while (!parser->failed) {
        if (parser->at == parser->end || (!many && *parser->at == '\n')) {
            fail(parser, "a string does not end");
        } else if (*parser->at == quote && (!many || (peek(parser, 1) == quote && peek(parser, 2) == quote))) {
            parser->at += many ? 3 : 1;
            while (many && peek(parser, 0) == quote) buf_char(&out, *parser->at++); // quotes before the end
            break;
        } else if (*parser->at == '\\' && quote == '"') {
            parser->at++;
            char next = peek(parser, 0);
            if (many && (next == '\n' || next == '\r' || next == ' ' || next == '\t'))
                while (parser->at < parser->end && isspace((unsigned char)*parser->at)) {
                    if (!take(parser, '\n')) parser->at++;
                }
            else
                add_escape(parser, &out);
        } else {
            if (*parser->at == '\n') parser->line++;
            if (*parser->at) buf_char(&out, *parser->at);
            parser->at++;
        }
    }
    char *text = arena_copy(parser->arena, out.bytes, out.size);
    buf_free(&out);
    return text;
}

static bool is_bare(char c)
{
    return isalnum((unsigned char)c) || c == '_' || c == '-';
}

static char *parse_key(struct parser *parser)
{
    char c = peek(parser, 0);
    if (c == '"' || c == '\'') return parse_string(parser);
    const char *start = parser->at;
    while (parser->at < parser->end && is_bare(*parser->at)) parser->at++;
    if (parser->at == start) fail(parser, "a key is expected");
    return arena_copy(parser->arena, start, (size_t)(parser->at - start));
}

static struct yaml *mark(struct yaml *node, unsigned line)
{
    node->line = line;
    return node;
}

static void put(struct parser *parser, struct yaml *map, const char *key, struct yaml *value, unsigned line)
{
    if (yaml_get(map, key)) {
        DIAG(parser->diags, DIAG_WARNING, parser->file, line, "the key '%s' is given twice; the first counts", key);
        return;
    }
    yaml_set(parser->arena, map, key, value);
    map->items[map->count - 1].line = line;
}

// The map below `map` at a key, made when absent; of an array of tables the last one.
static struct yaml *descend(struct parser *parser, struct yaml *map, const char *key)
{
    struct yaml *inner = yaml_get(map, key);
    if (!inner) {
        inner = mark(yaml_new_map(parser->arena), parser->line);
        put(parser, map, key, inner, parser->line);
    }
    if (inner->kind == YAML_LIST && inner->count) inner = inner->items[inner->count - 1].value;
    if (inner->kind == YAML_MAP) return inner;
    fail(parser, "a key below something that is no table");
    return map;
}

// "a.b.c": *ret_last is the last key, the map it belongs to is returned.
static struct yaml *parse_path(struct parser *parser, struct yaml *map, char **ret_last)
{
    unsigned parts = 0;
    for (;;) {
        skip_blanks(parser);
        *ret_last = parse_key(parser);
        skip_blanks(parser);
        if (parser->failed || !take(parser, '.')) return map;
        if (++parts > TOML_DEPTH_MAX) {
            fail(parser, "a key with too many parts");
            return map;
        }
        map = descend(parser, map, *ret_last);
    }
}

static struct yaml *parse_value(struct parser *parser);

static struct yaml *parse_array(struct parser *parser)
{
    struct yaml *list = mark(yaml_new_list(parser->arena), parser->line);
    parser->at++;
    for (;;) {
        skip_lines(parser);
        if (parser->failed || take(parser, ']')) return list;
        unsigned line = parser->line;
        struct yaml *value = parse_value(parser);
        if (parser->failed) return list;
        yaml_add(parser->arena, list, value);
        list->items[list->count - 1].line = line;
        skip_lines(parser);
        if (!take(parser, ',') && peek(parser, 0) != ']') fail(parser, "',' or ']' is expected");
    }
}

static struct yaml *parse_inline_table(struct parser *parser)
{
    struct yaml *table = mark(yaml_new_map(parser->arena), parser->line);
    parser->at++;
    for (;;) {
        skip_lines(parser);
        if (parser->failed || take(parser, '}')) return table;
        char *key;
        unsigned line = parser->line;
        struct yaml *map = parse_path(parser, table, &key);
        if (!parser->failed && !take(parser, '=')) fail(parser, "'=' is expected");
        struct yaml *value = parser->failed ? NULL : parse_value(parser);
        if (parser->failed) return table;
        put(parser, map, key, value, line);
        skip_lines(parser);
        if (!take(parser, ',') && peek(parser, 0) != '}') fail(parser, "',' or '}' is expected");
    }
}

static struct yaml *parse_scalar(struct parser *parser)
{
    const char *start = parser->at;
    while (parser->at < parser->end && !strchr(",]}#\r\n", *parser->at)) parser->at++;
    struct str text = str_trim((struct str){start, (size_t)(parser->at - start)});
    if (!text.size || !(is_bare(*text.at) || *text.at == '+')) fail(parser, "a value is expected");
    if (parser->failed) return NULL;
    return mark(yaml_new_plain(parser->arena, arena_copy(parser->arena, text.at, text.size)), parser->line);
}

static struct yaml *parse_value(struct parser *parser)
{
    struct yaml *value = NULL;
    skip_blanks(parser);
    if (++parser->depth > TOML_DEPTH_MAX) fail(parser, "values nest too deep");
    unsigned line = parser->line;
    char c = peek(parser, 0);
    if (parser->failed)
        value = NULL;
    else if (c == '"' || c == '\'')
        value = mark(yaml_new_text(parser->arena, parse_string(parser)), line);
    else if (c == '[')
        value = parse_array(parser);
    else if (c == '{')
        value = parse_inline_table(parser);
    else
        value = parse_scalar(parser);
    parser->depth--;
    return value;
}

// "[a.b]" or "[[a.b]]": the table that the lines below belong to.
static struct yaml *parse_header(struct parser *parser, struct yaml *root)
{
    parser->at++;
    bool array = take(parser, '[');
    char *key;
    struct yaml *map = parse_path(parser, root, &key);
    if (!parser->failed && (!take(parser, ']') || (array && !take(parser, ']')))) fail(parser, "']' is expected");
    if (parser->failed) return root;
    if (!array) return descend(parser, map, key);
    struct yaml *list = yaml_get(map, key);
    if (!list) {
        list = mark(yaml_new_list(parser->arena), parser->line);
        put(parser, map, key, list, parser->line);
    }
    if (list->kind != YAML_LIST) {
        fail(parser, "a table where an array of tables stands");
        return root;
    }
    struct yaml *table = mark(yaml_new_map(parser->arena), parser->line);
    yaml_add(parser->arena, list, table);
    list->items[list->count - 1].line = parser->line;
    return table;
}

static void parse_pair(struct parser *parser, struct yaml *table)
{
    char *key;
    unsigned line = parser->line;
    struct yaml *map = parse_path(parser, table, &key);
    if (!parser->failed && !take(parser, '=')) fail(parser, "'=' is expected");
    struct yaml *value = parser->failed ? NULL : parse_value(parser);
    if (!parser->failed) put(parser, map, key, value, line);
}

struct yaml *toml_parse(struct arena *arena, const char *bytes, size_t size, const char *file, struct diags *diags)
{
    struct parser parser = {arena, bytes, bytes + size, file, diags, 1, 0, false};
    struct yaml *root = mark(yaml_new_map(arena), 1), *table = root;
    if (size > TOML_SIZE_MAX) fail(&parser, "larger than the limit");
    if (size >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) parser.at += 3;
    while (!parser.failed) {
        skip_lines(&parser);
        if (parser.failed || parser.at == parser.end) break;
        if (*parser.at == '[')
            table = parse_header(&parser, root);
        else
            parse_pair(&parser, table);
        skip_blanks(&parser);
        char next = peek(&parser, 0);
        if (!parser.failed && parser.at < parser.end && next != '\n' && next != '\r' && next != '#')
            fail(&parser, "something follows on the line");
    }
    return parser.failed ? NULL : root;
}
