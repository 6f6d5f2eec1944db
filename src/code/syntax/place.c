// Functions of files, and what they tell of findings that other tools made.
#include "base/file.h"
#include "code/syntax/plain.h"
#include "code/syntax/ruleset.h"
#include <ctype.h>
#include <string.h>

enum { STATEMENT_MAX = 240 };

void unit_functions(const struct unit *unit, struct arena *arena, struct syntax_functions *ret_functions)
{
    VEC_EACH(&unit->functions, function)
        *VEC_ADD(ret_functions) =
            (struct syntax_function){arena_str(arena, function->name), ts_node_start_point(function->node).row + 1,
                                     ts_node_end_point(function->node).row + 1};
}

void syntax_functions_of(struct arena *arena, const char *file, const char *text, size_t size,
                         struct syntax_functions *ret_functions)
{
    const struct language *language = language_of_file(file);
    if (!language || !size) return;
    if (text_ends(file, ".h")) language = language_of_header(text, size);
    struct unit unit;
    struct diags unused = {0}; // the scan itself tells what it could not parse
    struct unit_kinds kinds = unit_kinds_new(arena, language);
    TSParser *parser = ts_parser_new();
    struct buf copy = {0};
    buf_add(&copy, text, size);
    if (unit_parse(&unit, language, &kinds, parser, file, copy.bytes, size, &unused) == STATUS_OK)
        unit_functions(&unit, arena, ret_functions);
    unit_free(&unit);
    ts_parser_delete(parser);
    buf_free(&copy);
    diags_free(&unused);
}

// One file's text and functions, kept while findings of the same file follow each other.
struct file_view {
    struct arena arena;
    const char *file;
    struct buf text, plain; // as it is; without comments
    VEC(size_t) lines;      // where each begins
    struct syntax_functions parsed;
    const struct syntax_functions *functions; // of the index, or parsed; NULL: not asked yet
};

static void view_close(struct file_view *view)
{
    buf_free(&view->text);
    buf_free(&view->plain);
    VEC_FREE(&view->lines);
    VEC_FREE(&view->parsed);
    arena_free(&view->arena);
    *view = (struct file_view){0};
}

static void view_open(struct file_view *view, const char *root, const char *file)
{
    struct diags unused = {0};
    view_close(view);
    view->file = file;
    if (file_read(path_join(&view->arena, root, file), UNIT_BYTES_MAX, &view->text, &unused) == STATUS_OK) {
        VEC_PUSH(&view->lines, 0);
        for (size_t i = 0; i < view->text.size; i++)
            if (view->text.bytes[i] == '\n') VEC_PUSH(&view->lines, i + 1);
        buf_add(&view->plain, buf_cstr(&view->text), view->text.size);
        plain_blank_comments(view->plain.bytes, view->plain.size);
    }
    diags_free(&unused);
}

static const char *function_at(struct file_view *view, const struct syntax_index *index, unsigned line)
{
    const char *name = "";
    if (!view->functions) {
        view->functions = index ? map_get(&index->by_file, view->file) : NULL;
        if (!view->functions && view->text.size)
            syntax_functions_of(&view->arena, view->file, view->text.bytes, view->text.size, &view->parsed);
        if (!view->functions) view->functions = &view->parsed;
    }
    VEC_EACH(view->functions, function)
        if (function->first_line <= line && line <= function->last_line) name = function->name;
    return name;
}

static struct str line_of(const struct file_view *view, const struct buf *text, unsigned line)
{
    if (!line || line > view->lines.count) return (struct str){"", 0};
    size_t start = view->lines.items[line - 1];
    size_t end = line < view->lines.count ? view->lines.items[line] - 1 : text->size;
    return str_trim((struct str){text->bytes + start, end - start});
}

static const char *statement_of(struct arena *arena, const struct file_view *view, unsigned line)
{
    struct buf folded = {0};
    struct str text = line_of(view, &view->text, line);
    for (size_t i = 0; i < text.size && folded.size < STATEMENT_MAX; i++) {
        bool space = isspace((unsigned char)text.at[i]) != 0;
        if (!space || !isspace((unsigned char)text.at[i - 1])) buf_char(&folded, space ? ' ' : text.at[i]);
    }
    const char *copy = arena_str(arena, buf_cstr(&folded));
    buf_free(&folded);
    return copy;
}

// Findings about a comment have nothing but it.
static const char *key_of(struct arena *arena, const struct file_view *view, unsigned line)
{
    struct buf key = {0};
    plain_squeeze(line_of(view, &view->plain, line), &key);
    if (!key.size) plain_squeeze(line_of(view, &view->text, line), &key);
    const char *copy = key.size ? arena_str(arena, key.bytes) : NULL;
    buf_free(&key);
    return copy;
}

static int by_file(const void *left, const void *right)
{
    const struct finding *const *a = left, *const *b = right;
    return strcmp((*a)->location.file, (*b)->location.file);
}

void syntax_place(struct findings *findings, const char *root, const struct syntax_index *index)
{
    VEC(struct finding *) open = {0};
    VEC_EACH(&findings->list, finding)
        if (finding->location.line) VEC_PUSH(&open, finding);
    VEC_SORT(&open, by_file);
    struct file_view view = {0};
    VEC_EACH(&open, place) {
        struct finding *finding = *place;
        unsigned line = finding->location.line;
        if (!view.file || strcmp(view.file, finding->location.file) != 0) view_open(&view, root,
            finding->location.file);
        if (!finding->function[0]) finding->function = arena_str(&findings->arena, function_at(&view, index, line));
        if (!finding->statement[0]) finding->statement = statement_of(&findings->arena, &view, line);
        if (!finding->key) finding->key = key_of(&findings->arena, &view, line);
    }
    view_close(&view);
    VEC_FREE(&open);
}
