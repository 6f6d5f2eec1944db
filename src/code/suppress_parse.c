#include "code/suppress_parse.h"
#include "base/buf.h"
#include <ctype.h>
#include <limits.h>
#include <string.h>

enum target {
    ON_LINE,          // the comment's own line
    ON_NEXT,          // the next line of code
    ON_LINE_OR_NEXT,  // the next line of code when the comment stands alone, else its own line
    ON_FUNCTION,
    FROM_HERE, UP_TO_HERE // a block between two comments
};

enum names {
    NAMES_COLON,    // "a, b: reason"
    NAMES_BRACKET,  // "[a, b] reason", or one word
    NAMES_PAREN,    // "(a, b) reason", or none
    NAMES_AFTER,    // ": a, b", or none
    NAMES_WORDS,    // "a b \"reason\""
    NAMES_NONE,     // all is reason
    NAMES_QUOTED    // an annotation's arguments
};

struct form {
    const char *marker;
    bool own;
    enum target target;
    enum names names;
    unsigned family; // of FROM_HERE and UP_TO_HERE that belong together
};

// A marker that begins with another one stands before it.
static const struct form FORMS[] = {
    {"theriac-ignore-function", true, ON_FUNCTION, NAMES_COLON, 0},
    {"theriac-ignore", true, ON_LINE_OR_NEXT, NAMES_COLON, 0},
    {"cppcheck-suppress-begin", false, FROM_HERE, NAMES_BRACKET, 1},
    {"cppcheck-suppress-end", false, UP_TO_HERE, NAMES_BRACKET, 1},
    {"cppcheck-suppress", false, ON_LINE_OR_NEXT, NAMES_BRACKET, 0},
    {"NOLINTNEXTLINE", false, ON_NEXT, NAMES_PAREN, 0},
    {"NOLINTBEGIN", false, FROM_HERE, NAMES_PAREN, 2},
    {"NOLINTEND", false, UP_TO_HERE, NAMES_PAREN, 2},
    {"NOLINT", false, ON_LINE, NAMES_PAREN, 0},
    {"codechecker_suppress", false, ON_LINE_OR_NEXT, NAMES_BRACKET, 0},
    {"codechecker_false_positive", false, ON_LINE_OR_NEXT, NAMES_BRACKET, 0},
    {"codechecker_intentional", false, ON_LINE_OR_NEXT, NAMES_BRACKET, 0},
    {"nosemgrep", false, ON_LINE_OR_NEXT, NAMES_AFTER, 0},
    {"NOSONAR", false, ON_LINE, NAMES_NONE, 0},
    {"coverity", false, ON_NEXT, NAMES_BRACKET, 0},
    {"parasoft-begin-suppress", false, FROM_HERE, NAMES_WORDS, 3},
    {"parasoft-end-suppress", false, UP_TO_HERE, NAMES_WORDS, 3},
    {"parasoft-suppress", false, ON_LINE_OR_NEXT, NAMES_WORDS, 0},
    {"@SuppressFBWarnings", false, ON_FUNCTION, NAMES_QUOTED, 0},
    {"SuppressMessage(", false, ON_FUNCTION, NAMES_QUOTED, 0},
};

struct parser {
    struct arena *arena;
    const char *file;
    struct str text;
    struct suppressions *found;
    struct diags *diags;
    struct str line;    // the one being read
    unsigned number;
    struct str behind;  // the lines behind it
    bool in_comment;    // the line begins inside a block comment
};

static struct str from(struct str view, const char *at)
{
    return (struct str){at, view.size - (size_t)(at - view.at)};
}

static const char *find(struct str view, const char *word)
{
    return view.at && view.size ? memmem(view.at, view.size, word, strlen(word)) : NULL;
}

// Where the comment opens that holds this place; NULL when the place is code.
static const char *comment_before(const struct parser *parser, const char *at)
{
    struct str before = {parser->line.at, (size_t)(at - parser->line.at)};
    const char *slashes = find(before, "//"), *block = find(before, "/*");
    const char *opens = !slashes ? block : !block ? slashes : slashes < block ? slashes : block;
    return opens ? opens : parser->in_comment ? parser->line.at : NULL;
}

// Names apart by commas or white space become names apart by one space.
static const char *list_names(struct parser *parser, struct str text)
{
    struct buf out = {0};
    for (size_t i = 0; i < text.size; i++) {
        char c = text.at[i];
        bool part = isgraph((unsigned char)c) && !strchr(",[]()\"", c);
        if (part) buf_char(&out, c);
        else if (out.size && out.bytes[out.size - 1] != ' ') buf_char(&out, ' ');
    }
    struct str trimmed = str_trim((struct str){buf_cstr(&out), out.size});
    const char *copy = arena_copy(parser->arena, trimmed.at, trimmed.size);
    buf_free(&out);
    // Words that mean every check.
    return strcmp(copy, "all") == 0 || strcmp(copy, "*") == 0 ? "" : copy;
}

// What is left of the comment, without its end and the punctuation that sets a reason off.
static const char *reason_text(struct parser *parser, struct str rest)
{
    const char *close = find(rest, "*/");
    if (close) rest.size = (size_t)(close - rest.at);
    rest = str_trim(rest);
    while (rest.size && strchr(":;-/\" ", rest.at[0]))
        rest = from(rest, rest.at + 1);
    while (rest.size && strchr("\" ", rest.at[rest.size - 1]))
        rest.size--;
    return arena_copy(parser->arena, rest.at, rest.size);
}

static void take_enclosed(struct parser *parser, struct suppression *found, struct str rest, char open, char close)
{
    struct str names = {rest.at, 0};
    struct str inner = str_trim(rest);
    if (inner.size && inner.at[0] == open) {
        const char *end = memchr(inner.at, close, inner.size);
        if (end) {
            names = (struct str){inner.at + 1, (size_t)(end - inner.at - 1)};
            rest = from(inner, end + 1);
        }
    } else if (open == '[') {
        size_t size = 0;
        while (size < inner.size && !isspace((unsigned char)inner.at[size]) && !strchr(";*/", inner.at[size]))
            size++;
        names = (struct str){inner.at, size};
        rest = from(inner, inner.at + size);
    }
    // "coverity[tag : FALSE]": the verdict is no name.
    const char *colon = memchr(names.at, ':', names.size);
    if (colon && open == '[') names.size = (size_t)(colon - names.at);
    found->names = list_names(parser, names);
    found->reason = reason_text(parser, rest);
}

static void take_words(struct parser *parser, struct suppression *found, struct str rest)
{
    const char *quote = memchr(rest.at, '"', rest.size);
    struct str names = quote ? (struct str){rest.at, (size_t)(quote - rest.at)} : rest;
    const char *close = find(names, "*/");
    if (close) names.size = (size_t)(close - names.at);
    found->names = list_names(parser, names);
    found->reason = quote ? reason_text(parser, from(rest, quote)) : "";
}

// The quoted texts of an annotation, which may go on for some lines: those before "ustification" are names.
static void take_quoted(struct parser *parser, struct suppression *found, struct str rest)
{
    size_t left = (size_t)(parser->text.at + parser->text.size - rest.at);
    const char *end = memchr(rest.at, ')', left < 2000 ? left : 2000);
    struct str all = {rest.at, end ? (size_t)(end - rest.at) : rest.size};
    const char *why = find(all, "ustification");
    struct str before = why ? (struct str){all.at, (size_t)(why - all.at)} : all;
    struct buf names = {0};
    const char *open;
    while (before.size && (open = memchr(before.at, '"', before.size))) {
        before = from(before, open + 1);
        const char *close = memchr(before.at, '"', before.size);
        if (!close) break;
        buf_add(&names, before.at, (size_t)(close - before.at));
        buf_char(&names, ' ');
        before = from(before, close + 1);
    }
    found->names = list_names(parser, (struct str){buf_cstr(&names), names.size});
    found->reason = "";
    const char *quote = why ? memchr(why, '"', (size_t)(all.at + all.size - why)) : NULL;
    if (quote) {
        const char *close = memchr(quote + 1, '"', (size_t)(all.at + all.size - quote - 1));
        if (close) found->reason = arena_copy(parser->arena, quote + 1, (size_t)(close - quote - 1));
    }
    buf_free(&names);
}

static void take_colon(struct parser *parser, struct suppression *found, struct str rest)
{
    const char *end = find(rest, "*/");
    if (end) rest.size = (size_t)(end - rest.at);
    const char *colon = memchr(rest.at, ':', rest.size);
    found->names = list_names(parser, colon ? (struct str){rest.at, (size_t)(colon - rest.at)} : rest);
    found->reason = colon ? reason_text(parser, from(rest, colon + 1)) : "";
}

static void take_arguments(struct parser *parser, const struct form *form, struct suppression *found, struct str rest)
{
    switch (form->names) {
    case NAMES_COLON: take_colon(parser, found, rest); break;
    case NAMES_BRACKET: take_enclosed(parser, found, rest, '[', ']'); break;
    case NAMES_PAREN: take_enclosed(parser, found, rest, '(', ')'); break;
    case NAMES_WORDS: take_words(parser, found, rest); break;
    case NAMES_QUOTED: take_quoted(parser, found, rest); break;
    case NAMES_NONE: found->names = "", found->reason = reason_text(parser, rest); break;
    case NAMES_AFTER: {
        struct str list = str_trim(rest);
        bool named = list.size && list.at[0] == ':';
        const char *end = find(list, "*/");
        if (end) list.size = (size_t)(end - list.at);
        found->names = named ? list_names(parser, from(list, list.at + 1)) : "";
        found->reason = "";
        break;
    }
    }
}

static bool is_comment_line(struct str line)
{
    line = str_trim(line);
    return !line.size || line.at[0] == '*' || (line.size > 1 && line.at[0] == '/' &&
                                               (line.at[1] == '/' || line.at[1] == '*'));
}

static unsigned next_code_line(const struct parser *parser)
{
    struct str rest = parser->behind, line;
    unsigned number = parser->number;
    while (str_next(&rest, '\n', &line)) {
        number++;
        if (!is_comment_line(line)) return number;
    }
    return number;
}

static void set_range(const struct parser *parser, const struct form *form, struct suppression *found,
                      const char *opens)
{
    struct str before = str_trim((struct str){parser->line.at, (size_t)(opens - parser->line.at)});
    bool next = form->target == ON_NEXT || (form->target == ON_LINE_OR_NEXT && !before.size);
    found->first_line = found->last_line = next ? next_code_line(parser) : parser->number;
    if (form->target == FROM_HERE) found->last_line = UINT_MAX;
    if (form->target == ON_FUNCTION) found->scope = SUPPRESS_FUNCTION;
}

// A block opened by the same tool with the same names, and not closed yet, ends here.
static void close_block(struct parser *parser, const struct suppression *end)
{
    for (size_t i = parser->found->count; i-- > 0;) {
        struct suppression *begin = &parser->found->items[i];
        if (begin->own || begin->last_line != UINT_MAX || strcmp(begin->names, end->names) != 0) continue;
        begin->last_line = parser->number;
        return;
    }
}

static bool is_honoured(struct parser *parser, const struct suppression *found)
{
    if (!found->own || (found->names[0] && found->reason[0])) return true;
    DIAG(parser->diags, DIAG_WARNING, parser->file, parser->number,
         found->names[0] ? "theriac-ignore %s has no reason, so it does not count: write 'theriac-ignore RULE: reason'"
                         : "theriac-ignore%s names no rule, so it does not count: write 'theriac-ignore RULE: reason'",
         found->names);
    return false;
}

static void take_form(struct parser *parser, const struct form *form, const char *at)
{
    const char *opens = form->names == NAMES_QUOTED ? at : comment_before(parser, at);
    if (!opens || (at > parser->line.at && isalnum((unsigned char)at[-1]))) return;
    struct str rest = from(parser->line, at + strlen(form->marker));
    // "coverity" alone is prose; its form has brackets.
    if (strcmp(form->marker, "coverity") == 0 && (!rest.size || rest.at[0] != '[')) return;
    if (rest.size && (isalnum((unsigned char)rest.at[0]) || rest.at[0] == '_' || rest.at[0] == '-')) return;
    struct suppression found = {.own = form->own, .line = parser->number};
    take_arguments(parser, form, &found, rest);
    if (form->target == UP_TO_HERE) {
        close_block(parser, &found);
        return;
    }
    set_range(parser, form, &found, opens);
    if (!is_honoured(parser, &found)) return;
    if (!found.reason[0]) found.reason = arena_printf(parser->arena, "%s, without a reason", form->marker);
    VEC_PUSH(parser->found, found);
}

// Whether the line leaves a block comment open. Texts that hold comment signs can mislead it; markers are rare enough.
static bool leaves_comment_open(struct str line, bool open)
{
    for (size_t i = 0; i + 1 < line.size; i++) {
        if (!open && line.at[i] == '/' && line.at[i + 1] == '/') return false;
        if (!open && line.at[i] == '/' && line.at[i + 1] == '*') open = true, i++;
        else if (open && line.at[i] == '*' && line.at[i + 1] == '/') open = false, i++;
    }
    return open;
}

static bool may_hold_any(struct str text)
{
    static const char *const STEMS[] = {"theriac-ignore", "suppress", "Suppress", "NOLINT", "codechecker_",
                                        "nosemgrep", "NOSONAR", "coverity["};
    for (size_t i = 0; i < COUNT_OF(STEMS); i++)
        if (find(text, STEMS[i])) return true;
    return false;
}

void suppress_parse(struct arena *arena, const char *file, const char *text, size_t size,
                    struct suppressions *ret_suppressions, struct diags *diags)
{
    struct parser parser = {.arena = arena, .file = file, .text = {text, size}, .found = ret_suppressions, .diags = diags};
    if (!may_hold_any(parser.text)) return;
    parser.behind = parser.text;
    while (str_next(&parser.behind, '\n', &parser.line)) {
        parser.number++;
        if (parser.line.size && parser.line.at[parser.line.size - 1] == '\r') parser.line.size--;
        for (size_t i = 0; may_hold_any(parser.line) && i < COUNT_OF(FORMS); i++) {
            const char *at = find(parser.line, FORMS[i].marker);
            if (!at) continue;
            take_form(&parser, &FORMS[i], at);
            break;
        }
        parser.in_comment = leaves_comment_open(parser.line, parser.in_comment);
    }
}
