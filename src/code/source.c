#include "code/source.h"
#include "base/file.h"
#include <ctype.h>

struct source_text {
    VEC(struct str) lines;
};

enum { SOURCE_LIMIT = 64 << 20, STATEMENT_MAX = 400 };

static struct source_text *text_of(struct sources *sources, const char *path)
{
    void **place = map_at(&sources->files, path);
    if (*place) return *place;
    struct source_text *text = mem_alloc(sizeof *text);
    *place = text;
    struct buf content = {0};
    struct diags ignored = {0}; // whoever reads the file for its meaning tells
    if (file_exists(path) && file_read(path, SOURCE_LIMIT, &content, &ignored) == STATUS_OK) {
        struct str rest = {arena_copy(&sources->arena, content.bytes, content.size), content.size}, line;
        while (str_next(&rest, '\n', &line))
            VEC_PUSH(&text->lines, line);
    }
    diags_free(&ignored);
    buf_free(&content);
    return text;
}

const char *source_statement(struct sources *sources, const char *path, unsigned line)
{
    if (!map_has(&sources->files, path)) path = arena_str(&sources->arena, path); // keys must live on
    const struct source_text *text = text_of(sources, path);
    if (line == 0 || line > text->lines.count) return "";
    struct str view = str_trim(text->lines.items[line - 1]);
    size_t size = view.size < STATEMENT_MAX ? view.size : STATEMENT_MAX, kept = 0;
    char *folded = arena_alloc(&sources->arena, size + 1);
    for (size_t i = 0; i < size; i++) {
        bool space = isspace((unsigned char)view.at[i]) != 0;
        if (space && kept && folded[kept - 1] == ' ') continue;
        folded[kept++] = space ? ' ' : view.at[i];
    }
    folded[kept] = '\0';
    return folded;
}

void sources_free(struct sources *sources)
{
    for (size_t i = 0; i < sources->files.count; i++) {
        struct source_text *text = sources->files.entries[i].value;
        VEC_FREE(&text->lines);
        free(text);
    }
    map_free(&sources->files);
    arena_free(&sources->arena);
}
