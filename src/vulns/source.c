#include "vulns/source.h"
#include "base/file.h"
#include <stdio.h>
#include <string.h>

enum { BATCH_BYTES = 8 << 20 };

enum content { CONTENT_PLAIN, CONTENT_ARCHIVE, CONTENT_DATABASE };

struct input {
    const char *path;
    bool asked_for;
    enum content content;
};

struct level { // an archive that is being read
    struct archive_reader *reader;
    const char *name;
    struct buf content; // of an archive inside an archive
};

struct source {
    struct arena arena;
    const struct archive_limits *limits;
    VEC(struct input) inputs;
    size_t at, database_at;
    struct level levels[SOURCE_DEPTH_MAX];
    unsigned depth;
};

static enum content content_of(const char *path)
{
    char head[ARCHIVE_MAGIC];
    FILE *file = fopen(path, "rbe");
    if (!file) return CONTENT_PLAIN; // the reader tells why
    size_t got = fread(head, 1, sizeof head, file);
    fclose(file);
    if (got >= 16 && memcmp(head, "SQLite format 3", 16) == 0) return CONTENT_DATABASE;
    return archive_recognise(head, got) ? CONTENT_ARCHIVE : CONTENT_PLAIN;
}

static void add_folder(struct source *source, const char *path, struct diags *diags)
{
    struct tree tree = {0};
    if (tree_list(path, true, &tree, diags) == STATUS_OK)
        VEC_EACH(&tree.files, file) {
            const char *kept = arena_str(&source->arena, file->path);
            VEC_PUSH(&source->inputs, ((struct input){kept, false, content_of(kept)}));
        }
    tree_free(&tree);
}

struct source *source_open(const char *const *paths, size_t count, const struct archive_limits *limits,
                           struct diags *diags)
{
    struct source *source = mem_alloc(sizeof *source);
    source->limits = limits;
    for (size_t i = 0; i < count; i++) {
        if (dir_exists(paths[i]))
            add_folder(source, paths[i], diags);
        else if (!file_exists(paths[i]))
            DIAG(diags, DIAG_ERROR, paths[i], 0, "there is no such file or folder");
        else
            VEC_PUSH(&source->inputs, ((struct input){paths[i], true, content_of(paths[i])}));
    }
    return source;
}

static void push(struct source *source, struct archive_reader *reader, const char *name, struct buf content)
{
    if (reader)
        source->levels[source->depth++] = (struct level){reader, arena_str(&source->arena, name), content};
    else
        buf_free(&content);
}

static void pop(struct source *source)
{
    struct level *level = &source->levels[--source->depth];
    archive_close(level->reader);
    buf_free(&level->content);
}

static void keep(struct document_batch *batch, struct buf *content, char *path, bool asked_for)
{
    batch->documents[batch->count++] = (struct document){path, buf_cstr(content), content->size, asked_for};
}

// An archive inside: its bytes move into a level of their own.
static void enter(struct source *source, struct buf *content, const char *name, struct diags *diags)
{
    if (source->depth == SOURCE_DEPTH_MAX) {
        DIAG(diags, DIAG_SKIPPED, name, 0, "archives are nested deeper than %d", SOURCE_DEPTH_MAX);
        return;
    }
    struct buf moved = *content;
    *content = (struct buf){0};
    push(source, archive_open_bytes(moved.bytes, moved.size, name, source->limits, diags), name, moved);
}

static void take_entry(struct source *source, struct document_batch *batch, struct diags *diags)
{
    struct level *level = &source->levels[source->depth - 1];
    struct buf *content = &batch->contents[batch->count];
    const char *name;
    if (archive_next(level->reader, &name, content, diags) != STATUS_OK) { // the end, or told already
        pop(source);
        return;
    }
    char *path = arena_printf(&batch->arena, "%s: %s", level->name, name);
    if (archive_recognise(content->bytes, content->size))
        enter(source, content, path, diags);
    else
        keep(batch, content, path, false);
}

static void take_file(struct source *source, struct document_batch *batch, struct diags *diags)
{
    const struct input *input = &source->inputs.items[source->at++];
    struct buf *content = &batch->contents[batch->count];
    if (input->content == CONTENT_DATABASE) return;
    if (input->content == CONTENT_ARCHIVE)
        push(source, archive_open(input->path, source->limits, diags), input->path, (struct buf){0});
    else if (file_read(input->path, FILE_LIMIT, content, diags) == STATUS_OK)
        keep(batch, content, arena_str(&batch->arena, input->path), input->asked_for);
}

bool source_next(struct source *source, struct document_batch *batch, struct diags *diags)
{
    size_t bytes = 0;
    batch->count = 0;
    arena_free(&batch->arena);
    while (batch->count < DOCUMENT_BATCH && bytes < BATCH_BYTES) {
        size_t before = batch->count;
        if (source->depth)
            take_entry(source, batch, diags);
        else if (source->at < source->inputs.count)
            take_file(source, batch, diags);
        else
            return false;
        if (batch->count > before) bytes += batch->documents[before].size;
    }
    return true;
}

const char *source_next_database(struct source *source)
{
    while (source->database_at < source->inputs.count) {
        const struct input *input = &source->inputs.items[source->database_at++];
        if (input->content == CONTENT_DATABASE) return input->path;
    }
    return NULL;
}

void document_batch_free(struct document_batch *batch)
{
    for (size_t i = 0; i < DOCUMENT_BATCH; i++)
        buf_free(&batch->contents[i]);
    arena_free(&batch->arena);
}

void source_close(struct source *source)
{
    while (source->depth)
        pop(source);
    VEC_FREE(&source->inputs);
    arena_free(&source->arena);
    free(source);
}
