#include "codec/spdx_licence.h"
#include "base/buf.h"
#include "base/data.h"
#include <ctype.h>
#include <string.h>

static bool same(struct str a, struct str b)
{
    return a.size == b.size && strncasecmp(a.at, b.at, a.size) == 0;
}

static bool cut(struct str *text, const char *prefix)
{
    size_t size = strlen(prefix);
    if (text->size < size || memcmp(text->at, prefix, size) != 0) return false;
    *text = (struct str){text->at + size, text->size - size};
    return true;
}

static struct str list(void)
{
    const struct data_file *file = data_find("parts/spdx-licences.txt");
    return file ? (struct str){file->content, file->size} : (struct str){0};
}

// The identifier in its own case; an empty view when the list does not have it.
static struct str find_id(struct str wanted)
{
    struct str rest = list(), line;
    while (str_next(&rest, '\n', &line))
        if ((cut(&line, "id ") || cut(&line, "old ")) && same(line, wanted)) return line;
    return (struct str){0};
}

static struct str find_exception(struct str wanted)
{
    struct str rest = list(), line;
    while (str_next(&rest, '\n', &line))
        if (cut(&line, "exception ") && same(line, wanted)) return line;
    return (struct str){0};
}

static struct str find_alias(struct str wanted)
{
    struct str rest = list(), line;
    while (str_next(&rest, '\n', &line)) {
        if (!cut(&line, "alias ")) continue;
        const char *sign = memmem(line.at, line.size, " = ", 3);
        if (!sign || !same((struct str){line.at, (size_t)(sign - line.at)}, wanted)) continue;
        return (struct str){sign + 3, line.size - (size_t)(sign - line.at) - 3};
    }
    return (struct str){0};
}

struct parser {
    struct str rest;
    struct buf out;
    unsigned depth;
    const char *problem;
};

static bool is_mark(char c)
{
    return c && strchr("()&|", c);
}

static bool next_token(struct parser *parser, struct str *ret_token)
{
    parser->rest = str_trim(parser->rest);
    if (!parser->rest.size) return false;
    size_t size = 1;
    if (!is_mark(*parser->rest.at))
        while (size < parser->rest.size && !isspace((unsigned char)parser->rest.at[size]) &&
               !is_mark(parser->rest.at[size]))
            size++;
    *ret_token = (struct str){parser->rest.at, size};
    parser->rest = (struct str){parser->rest.at + size, parser->rest.size - size};
    return true;
}

static void put(struct parser *parser, struct str token)
{
    bool glue = !parser->out.size || parser->out.bytes[parser->out.size - 1] == '(' || str_is(token, ")");
    if (!glue) buf_char(&parser->out, ' ');
    buf_add(&parser->out, token.at, token.size);
}

static bool is_reference(struct str token)
{
    struct str name = token;
    if (cut(&name, "DocumentRef-")) {
        const char *colon = name.size ? memchr(name.at, ':', name.size) : NULL;
        if (!colon || colon == name.at) return false;
        name = (struct str){colon + 1, name.size - (size_t)(colon - name.at) - 1};
    }
    if (!cut(&name, "LicenseRef-") || !name.size) return false;
    for (size_t i = 0; i < name.size; i++)
        if (!isalnum((unsigned char)name.at[i]) && !strchr(".-", name.at[i])) return false;
    return true;
}

static bool take_identifier(struct parser *parser, struct str token)
{
    bool later = false;
    if (is_reference(token)) {
        put(parser, token);
        return true;
    }
    struct str id = find_id(token);
    if (!id.size && token.size && token.at[token.size - 1] == '+') {
        later = true;
        id = find_id((struct str){token.at, token.size - 1});
    }
    if (!id.size) {
        later = false;
        id = find_alias(token);
    }
    if (!id.size) {
        parser->problem = "it names a licence that is not in the SPDX list";
        return false;
    }
    put(parser, id);
    if (later) buf_char(&parser->out, '+');
    return true;
}

// What may stand where a licence is expected: '(' or an identifier. *ret_done: an operand is complete.
static bool take_operand(struct parser *parser, struct str token, bool *ret_done)
{
    if (str_is(token, "(")) {
        parser->depth++;
        put(parser, token);
        return true;
    }
    *ret_done = true;
    return take_identifier(parser, token);
}

static bool take_operator(struct parser *parser, struct str token, bool *ret_done)
{
    if (str_is(token, ")")) {
        parser->problem = "a ')' without its '('";
        if (!parser->depth) return false;
        parser->depth--;
        put(parser, token);
        return true;
    }
    if (same(token, str_of("WITH"))) {
        struct str exception = {0};
        bool more = next_token(parser, &exception);
        exception = more ? find_exception(exception) : exception;
        parser->problem = "it names an exception that is not in the SPDX list";
        if (!exception.size) return false;
        put(parser, str_of("WITH"));
        put(parser, exception);
        return true;
    }
    *ret_done = false;
    bool and = same(token, str_of("AND")) || str_is(token, "&"), or = same(token, str_of("OR")) || str_is(token, "|");
    parser->problem = "AND, OR or WITH is missing between two names";
    if (and || or) put(parser, str_of(and ? "AND" : "OR"));
    return and || or;
}

static bool parse(struct parser *parser)
{
    struct str token;
    bool done = false; // a complete expression stands so far
    while (next_token(parser, &token))
        if (done ? !take_operator(parser, token, &done) : !take_operand(parser, token, &done)) return false;
    parser->problem = !done ? "it ends where a name is expected" : "a '(' without its ')'";
    return done && !parser->depth;
}

char *spdx_licence_normalise(struct arena *arena, const char *text, const char **ret_problem)
{
    struct parser parser = {.rest = str_trim(str_of(text))};
    struct str whole = parser.rest;
    *ret_problem = NULL;
    if (!whole.size || str_is(whole, "NOASSERTION") || str_is(whole, "NONE")) return NULL;
    if (whole.size > SPDX_LICENCE_MAX) {
        *ret_problem = "it is too long";
        return NULL;
    }
    struct str alias = find_alias(whole);
    if (alias.size) return arena_copy(arena, alias.at, alias.size);
    char *result = NULL;
    if (parse(&parser))
        result = arena_copy(arena, parser.out.bytes, parser.out.size);
    else
        *ret_problem = parser.problem;
    buf_free(&parser.out);
    return result;
}
