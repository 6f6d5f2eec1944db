#include "code/syntax/rulefile.h"
#include <string.h>

enum { EXAMPLE_MATCHES_MAX = 100, QUERY_DEPTH_MAX = 100 };

struct reader {
    struct arena *arena;
    struct rule_file *rule;
    struct diags *diags;
    unsigned line;
    bool failed;
    const char **open;    // where "; " continuation lines go; NULL when they have nowhere to go
    struct buf example;   // code lines of the example that is open
    bool in_example;
};

static void complain(struct reader *reader, const char *what, struct str detail)
{
    DIAG(reader->diags, DIAG_ERROR, reader->rule->file, reader->line, "%s%s%.*s%s", what, detail.size ? ": '" : "",
         (int)(detail.size < 80 ? detail.size : 80), detail.at ? detail.at : "", detail.size ? "'" : "");
    reader->failed = true;
}

static void close_example(struct reader *reader)
{
    if (!reader->in_example) return;
    struct rule_example *example = VEC_LAST(&reader->rule->examples);
    example->code = arena_copy(reader->arena, buf_cstr(&reader->example), reader->example.size);
    if (!reader->example.size) complain(reader, "the example has no ';|' lines", (struct str){0});
    buf_clear(&reader->example);
    reader->in_example = false;
}

static void open_example(struct reader *reader, bool matches, struct str value)
{
    int64_t wanted = 1;
    char *text = arena_copy(reader->arena, value.at, value.size);
    if (value.size && (!matches || !text_to_int(text, 1, EXAMPLE_MATCHES_MAX, &wanted)))
        complain(reader, "'match:' takes the number of findings or nothing, 'no-match:' nothing", value);
    *VEC_ADD(&reader->rule->examples) =
        (struct rule_example){.line = reader->line, .wanted = matches ? (unsigned)wanted : 0, .code = ""};
    reader->in_example = true;
    reader->open = NULL;
}

static void read_cwe(struct reader *reader, struct str value)
{
    int64_t number;
    if (text_to_int(arena_copy(reader->arena, value.at, value.size), 1, 99999, &number))
        reader->rule->rule.cwe = (unsigned)number;
    else
        complain(reader, "cwe wants a number", value);
}

static void read_severity(struct reader *reader, struct str value)
{
    int severity = severity_parse(arena_copy(reader->arena, value.at, value.size));
    if (severity > SEVERITY_NONE)
        reader->rule->rule.severity = (enum severity)severity;
    else
        complain(reader, "severity is one of info low medium high critical", value);
}

static void read_confidence(struct reader *reader, struct str value)
{
    for (enum confidence c = CONFIDENCE_LOW; c <= CONFIDENCE_HIGH; c++)
        if (str_is(value, confidence_name(c))) {
            reader->rule->confidence = c;
            return;
        }
    complain(reader, "confidence is one of low medium high", value);
}

static void read_note(struct reader *reader, struct str value)
{
    const char *space = memchr(value.at, ' ', value.size);
    if (!space) {
        complain(reader, "note wants a capture and a message", value);
        return;
    }
    size_t size = (size_t)(space - value.at);
    struct rule_note *note = VEC_ADD(&reader->rule->notes);
    note->capture = arena_copy(reader->arena, value.at, size);
    note->message = arena_copy(reader->arena, space + 1, value.size - size - 1);
}

static void read_text(struct reader *reader, const char **place, struct str value)
{
    if (*place) complain(reader, "this key is given twice", value);
    *place = arena_copy(reader->arena, value.at, value.size);
    reader->open = place;
}

static void read_key(struct reader *reader, struct str key, struct str value)
{
    struct rule_file *rule = reader->rule;
    close_example(reader);
    reader->open = NULL;
    if (str_is(key, "id")) read_text(reader, &rule->rule.id, value);
    else if (str_is(key, "cwe")) read_cwe(reader, value);
    else if (str_is(key, "severity")) read_severity(reader, value);
    else if (str_is(key, "confidence")) read_confidence(reader, value);
    else if (str_is(key, "title")) read_text(reader, &rule->rule.title, value);
    else if (str_is(key, "message")) read_text(reader, &rule->message, value);
    else if (str_is(key, "explanation")) read_text(reader, &rule->rule.explanation, value);
    else if (str_is(key, "remedy")) read_text(reader, &rule->rule.remedy, value);
    else if (str_is(key, "note")) read_note(reader, value);
    else if (str_is(key, "match")) open_example(reader, true, value);
    else if (str_is(key, "no-match")) open_example(reader, false, value);
    else complain(reader, "unknown key", key);
}

// One line after its ';'. Two spaces or more continue the text above; ";" alone and ";;" are comments.
static void read_line(struct reader *reader, struct str line)
{
    if (line.size && line.at[0] == '|') {
        if (!reader->in_example) complain(reader, "code outside of an example", line);
        size_t skip = line.size > 1 && line.at[1] == ' ' ? 2 : 1;
        buf_add(&reader->example, line.at + skip, line.size - skip);
        buf_char(&reader->example, '\n');
        return;
    }
    struct str text = str_trim(line);
    if (!text.size || text.at[0] == ';') return;
    if (line.size > 2 && line.at[0] == ' ' && line.at[1] == ' ') {
        if (reader->open)
            *reader->open = arena_printf(reader->arena, "%s%s%.*s", *reader->open, **reader->open ? " " : "",
                                         (int)text.size, text.at);
        else
            complain(reader, "this line continues nothing", text);
        return;
    }
    const char *colon = memchr(text.at, ':', text.size);
    if (!colon) {
        complain(reader, "a header line is '; key: value'", text);
        return;
    }
    size_t size = (size_t)(colon - text.at);
    read_key(reader, (struct str){text.at, size}, str_trim((struct str){colon + 1, text.size - size - 1}));
}

static bool is_id(const char *id)
{
    if (!id || !*id) return false;
    for (const char *c = id; *c; c++)
        if (!(*c >= 'a' && *c <= 'z') && !(*c >= '0' && *c <= '9') && *c != '-') return false;
    return true;
}

static void check_complete(struct reader *reader)
{
    const struct rule_file *rule = reader->rule;
    const struct str none = {0};
    reader->line = 1;
    if (!is_id(rule->rule.id)) complain(reader, "the rule needs an id of lower case letters, digits and '-'", none);
    if (!rule->rule.cwe) complain(reader, "the rule needs a cwe", none);
    if (!rule->rule.severity) complain(reader, "the rule needs a severity", none);
    if (!rule->rule.title) complain(reader, "the rule needs a title", none);
    if (!rule->message) complain(reader, "the rule needs a message", none);
    if (!rule->rule.explanation) complain(reader, "the rule needs an explanation", none);
    if (!rule->rule.remedy) complain(reader, "the rule needs a remedy", none);
    bool must = false, must_not = false;
    VEC_EACH(&rule->examples, example) {
        must |= example->wanted > 0;
        must_not |= example->wanted == 0;
    }
    if (!must || !must_not) complain(reader, "the rule needs an example that matches and one that does not", none);
}

// tree-sitter reads a query by recursion: nesting is limited here. Strings and comments do not nest.
static void check_depth(struct reader *reader, struct str text)
{
    size_t depth = 0;
    char quote = 0;
    unsigned line = 1;
    for (size_t i = 0; i < text.size; i++) {
        char c = text.at[i];
        line += c == '\n';
        if (quote == '"' && c == '\\') i++;
        else if (quote) quote = c == (quote == ';' ? '\n' : quote) ? 0 : quote;
        else if (c == '"' || c == ';') quote = c;
        else if (c == '(' || c == '[') depth++;
        else if ((c == ')' || c == ']') && depth) depth--;
        if (depth <= QUERY_DEPTH_MAX) continue;
        reader->line = line;
        complain(reader, "the query is nested too deeply", (struct str){0});
        return;
    }
}

enum status rule_file_parse(struct arena *arena, const char *file, const char *text, size_t size,
                            struct rule_file *ret_rule, struct diags *diags)
{
    *ret_rule = (struct rule_file){.file = arena_str(arena, file), .confidence = CONFIDENCE_MEDIUM,
                                   .query = text, .query_size = size, .rule.tier = "syntax"};
    struct reader reader = {.arena = arena, .rule = ret_rule, .diags = diags};
    struct str rest = {size ? text : NULL, size}, line;
    if (size && memchr(text, '\0', size)) complain(&reader, "the file holds a NUL byte", (struct str){0});
    while (!reader.failed && str_next(&rest, '\n', &line)) {
        reader.line++;
        if (line.size && line.at[line.size - 1] == '\r') line.size--;
        if (!line.size) continue;
        if (line.at[0] != ';') break;
        read_line(&reader, (struct str){line.at + 1, line.size - 1});
    }
    close_example(&reader);
    if (!reader.failed) check_depth(&reader, (struct str){text, size});
    if (!reader.failed) check_complete(&reader);
    buf_free(&reader.example);
    return reader.failed ? STATUS_INPUT : STATUS_OK;
}

void rule_file_free(struct rule_file *rule)
{
    VEC_FREE(&rule->notes);
    VEC_FREE(&rule->examples);
}
