#include "codec/archive.h"
#include "base/file.h"
#include <archive.h>
#include <archive_entry.h>
#include <string.h>

struct archive_reader {
    struct archive *inner;
    struct arena arena;
    const char *name;       // of the archive, for diagnostics
    const char *plain_name; // what a lone compressed file is called
    char *entry_name;
    struct archive_limits limits;
    int64_t total, count;
    bool failed;
};

static const int64_t RATIO_FROM = 16 << 20;

bool archive_recognise(const char *bytes, size_t size)
{
    static const struct { const char *magic; size_t size, offset; } MAGICS[] = {
        {"\x28\xB5\x2F\xFD", 4, 0}, {"\x1F\x8B", 2, 0}, {"PK\x03\x04", 4, 0}, {"PK\x05\x06", 4, 0},
        {"\xFD" "7zXZ", 5, 0}, {"BZh", 3, 0}, {"7z\xBC\xAF\x27\x1C", 6, 0}, {"!<arch>\n", 8, 0},
        {"070701", 6, 0}, {"ustar", 5, 257}};
    for (size_t i = 0; i < sizeof MAGICS / sizeof *MAGICS; i++)
        if (size >= MAGICS[i].offset + MAGICS[i].size &&
            memcmp(bytes + MAGICS[i].offset, MAGICS[i].magic, MAGICS[i].size) == 0)
            return true;
    return false;
}

static struct archive_reader *prepare(const char *name, const struct archive_limits *limits)
{
    struct archive_reader *reader = mem_alloc(sizeof *reader);
    reader->name = arena_str(&reader->arena, name);
    char *plain = arena_str(&reader->arena, path_name(name));
    char *dot = strrchr(plain, '.');
    if (dot && dot != plain) *dot = '\0'; // epss.csv.gz holds epss.csv
    reader->plain_name = plain;
    reader->limits = limits ? *limits : (struct archive_limits){0};
    if (!reader->limits.entry) reader->limits.entry = FILE_LIMIT;
    if (!reader->limits.total) reader->limits.total = (int64_t)64 << 30;
    if (!reader->limits.count) reader->limits.count = 4000000;
    if (!reader->limits.ratio) reader->limits.ratio = 500;
    reader->inner = archive_read_new();
    if (!reader->inner) fatal("out of memory");
    archive_read_support_filter_all(reader->inner);
    archive_read_support_format_tar(reader->inner);
    archive_read_support_format_zip(reader->inner);
    archive_read_support_format_cpio(reader->inner);
    archive_read_support_format_ar(reader->inner);
    archive_read_support_format_7zip(reader->inner);
    archive_read_support_format_raw(reader->inner);
    return reader;
}

static struct archive_reader *opened(struct archive_reader *reader, int code, struct diags *diags)
{
    if (code == ARCHIVE_OK) return reader;
    DIAG(diags, DIAG_ERROR, reader->name, 0, "cannot open the archive: %s", archive_error_string(reader->inner));
    archive_close(reader);
    return NULL;
}

struct archive_reader *archive_open(const char *path, const struct archive_limits *limits, struct diags *diags)
{
    struct archive_reader *reader = prepare(path, limits);
    return opened(reader, archive_read_open_filename(reader->inner, path, 1 << 18), diags);
}

struct archive_reader *archive_open_bytes(const char *bytes, size_t size, const char *name,
                                          const struct archive_limits *limits, struct diags *diags)
{
    struct archive_reader *reader = prepare(name, limits);
    return opened(reader, archive_read_open_memory(reader->inner, bytes, size), diags);
}

static enum status broken(struct archive_reader *reader, struct diags *diags)
{
    const char *why = archive_error_string(reader->inner);
    DIAG(diags, DIAG_SKIPPED, reader->name, 0, "the archive is damaged, the rest of it was left out: %s",
         why ? why : "unknown reason");
    reader->failed = true;
    return STATUS_INPUT;
}

static enum status limit_reached(struct archive_reader *reader, struct diags *diags, const char *what)
{
    DIAG(diags, DIAG_SKIPPED, reader->name, 0, "the archive holds more than allowed (%s), the rest was left out", what);
    reader->failed = true;
    return STATUS_LIMIT;
}

// Reads one entry. STATUS_LIMIT when it alone is too large: the next one can still be read.
static enum status read_entry(struct archive_reader *reader, struct buf *content, struct diags *diags)
{
    char block[1 << 16];
    for (;;) {
        la_ssize_t got = archive_read_data(reader->inner, block, sizeof block);
        if (got == ARCHIVE_RETRY) continue;
        if (got < 0) return broken(reader, diags);
        if (got == 0) return STATUS_OK;
        reader->total += got;
        int64_t packed = archive_filter_bytes(reader->inner, -1);
        if (reader->total > reader->limits.total) return limit_reached(reader, diags, "total size");
        if (reader->total > RATIO_FROM && packed >= 0 && reader->total / (packed + 1) > reader->limits.ratio)
            return limit_reached(reader, diags, "compression ratio");
        if ((int64_t)content->size + got > reader->limits.entry) {
            DIAG(diags, DIAG_SKIPPED, reader->name, 0, "%s is larger than the limit of %lld bytes", reader->entry_name,
                 (long long)reader->limits.entry);
            return STATUS_LIMIT;
        }
        buf_add(content, block, (size_t)got);
    }
}

static void name_entry(struct archive_reader *reader, struct archive_entry *entry)
{
    const char *name = archive_entry_pathname_utf8(entry);
    if (!name) name = archive_entry_pathname(entry);
    bool raw = archive_format(reader->inner) == ARCHIVE_FORMAT_RAW;
    free(reader->entry_name);
    reader->entry_name = strdup(raw || !name ? reader->plain_name : name);
    if (!reader->entry_name) fatal("out of memory");
}

enum status archive_next(struct archive_reader *reader, const char **ret_name, struct buf *ret_content,
                         struct diags *diags)
{
    for (;;) {
        struct archive_entry *entry;
        buf_clear(ret_content);
        if (reader->failed) return STATUS_MISSING;
        int code = archive_read_next_header(reader->inner, &entry);
        if (code == ARCHIVE_EOF) return STATUS_MISSING;
        if (code == ARCHIVE_RETRY) continue;
        if (code == ARCHIVE_FATAL) return broken(reader, diags);
        if (++reader->count > reader->limits.count) return limit_reached(reader, diags, "number of entries");
        if (archive_entry_filetype(entry) != AE_IFREG && archive_format(reader->inner) != ARCHIVE_FORMAT_RAW) continue;
        name_entry(reader, entry);
        enum status status = read_entry(reader, ret_content, diags);
        if (status == STATUS_LIMIT && !reader->failed) continue;
        if (status != STATUS_OK) return status;
        buf_add(ret_content, "", 0);
        *ret_name = reader->entry_name;
        return STATUS_OK;
    }
}

void archive_close(struct archive_reader *reader)
{
    if (!reader) return;
    archive_read_free(reader->inner);
    free(reader->entry_name);
    arena_free(&reader->arena);
    free(reader);
}
