// Reads archives and compressed files entry by entry, streaming, with limits: zip, tar, cpio, ar, 7-zip, and gzip,
// zstd, xz, bzip2 around them or around one plain file. The only caller of libarchive. An archive is hostile input:
// sizes that it states are not believed, and what it unpacks to is counted.
#pragma once
#include "base/buf.h"
#include "base/diag.h"

struct archive_limits { // zero means the default
    int64_t entry;      // bytes of one entry; default FILE_LIMIT
    int64_t total;      // bytes of all entries; default 64 GiB
    int64_t count;      // entries; default 4,000,000
    unsigned ratio;     // unpacked : packed, once 16 MiB are unpacked; default 500
};

struct archive_reader;
enum { ARCHIVE_MAGIC = 512 }; // bytes that archive_recognise wants to see, or the whole content if shorter

// Whether the first bytes are those of an archive or a compressed file.
bool archive_recognise(const char *bytes, size_t size);
// NULL with a diagnostic when it cannot be opened. `name` is for diagnostics; `bytes` must outlive the reader.
struct archive_reader *archive_open(const char *path, const struct archive_limits *limits, struct diags *diags);
struct archive_reader *archive_open_bytes(const char *bytes, size_t size, const char *name,
                                          const struct archive_limits *limits, struct diags *diags);
// The next regular file: its name (valid until the next call) and content. STATUS_MISSING at the end; STATUS_LIMIT or
// STATUS_INPUT after a diagnostic when the rest cannot be read. An entry over its limit is skipped with a diagnostic.
enum status archive_next(struct archive_reader *reader, const char **ret_name, struct buf *ret_content,
                         struct diags *diags) MUST_USE;
void archive_close(struct archive_reader *reader); // NULL is fine
