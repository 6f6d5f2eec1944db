// Where an import reads from: files, folders and archives (also archives inside archives) as one stream of documents.
#pragma once
#include "codec/archive.h"

enum { DOCUMENT_BATCH = 64, SOURCE_DEPTH_MAX = 3 };

struct document {
    const char *path;  // for diagnostics; of an archive's entry "archive: entry"
    const char *bytes; // NUL behind them
    size_t size;
    bool asked_for;    // named on the command line, not found in a folder or an archive
};

struct document_batch { // zeroed is ready for use; reused by every call
    struct document documents[DOCUMENT_BATCH];
    size_t count;
    struct buf contents[DOCUMENT_BATCH];
    struct arena arena;
};

struct source;
// Lists folders at once; a path that does not exist is told here. `paths` must outlive the source.
struct source *source_open(const char *const *paths, size_t count, const struct archive_limits *limits,
                           struct diags *diags);
// The next documents, up to DOCUMENT_BATCH or some megabytes. False when these are the last.
bool source_next(struct source *source, struct document_batch *batch, struct diags *diags);
const char *source_next_database(struct source *source); // files that are SQLite databases; NULL when no more
void document_batch_free(struct document_batch *batch);
void source_close(struct source *source);
