// The file: magic, context, hash of the rest, count; then for each record key, size, bytes.
// Numbers are 64 bits in this machine's order: the file never leaves it.
#include "base/records.h"
#include "base/file.h"
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char MAGIC[8] = "THRCREC";
struct head {
    char magic[8];
    uint64_t context, hash, count;
};
struct row {
    uint64_t low, high, size;
};

static bool read_rows(struct records *records, const char *at, size_t left, uint64_t count)
{
    for (uint64_t i = 0; i < count; i++) {
        struct row row;
        if (left < sizeof row) return false;
        memcpy(&row, at, sizeof row);
        at += sizeof row;
        left -= sizeof row;
        if (row.size > left) return false;
        VEC_PUSH(&records->list, ((struct record){{row.low, row.high}, {at, (size_t)row.size}}));
        idmap_put(&records->index, row.low, i);
        at += row.size;
        left -= (size_t)row.size;
    }
    return left == 0;
}

void records_parse(struct records *records, const char *bytes, size_t size, uint64_t context)
{
    struct head head;
    if (size < sizeof head) return;
    memcpy(&head, bytes, sizeof head);
    size_t left = size - sizeof head;
    bool good = memcmp(head.magic, MAGIC, sizeof MAGIC) == 0 && head.context == context &&
                head.count <= left / sizeof(struct row) && head.hash == hash_bytes(bytes + sizeof head, left);
    if (good && read_rows(records, bytes + sizeof head, left, head.count)) return;
    VEC_CLEAR(&records->list);
    idmap_free(&records->index);
}

void records_open(struct records *records, const char *path, uint64_t context)
{
    struct diags unused = {0};
    *records = (struct records){0};
    if (path && file_exists(path) && file_read(path, RECORDS_LIMIT, &records->file, &unused) == STATUS_OK)
        records_parse(records, records->file.bytes, records->file.size, context);
    diags_free(&unused);
}

bool records_find(const struct records *records, struct hash128 key, struct str *ret_bytes)
{
    uint64_t index;
    if (!records->list.count || !idmap_get(&records->index, key.low, &index)) return false;
    const struct record *record = &records->list.items[index];
    *ret_bytes = record->bytes;
    return record->key.high == key.high;
}

void records_free(struct records *records)
{
    buf_free(&records->file);
    VEC_FREE(&records->list);
    idmap_free(&records->index);
}

void records_format(struct buf *out, uint64_t context, const struct record *list, size_t count)
{
    struct head head = {.context = context, .count = count};
    memcpy(head.magic, MAGIC, sizeof MAGIC);
    buf_clear(out);
    buf_add(out, &head, sizeof head);
    for (size_t i = 0; i < count; i++) {
        struct row row = {list[i].key.low, list[i].key.high, list[i].bytes.size};
        buf_add(out, &row, sizeof row);
        buf_add(out, list[i].bytes.at, list[i].bytes.size);
    }
    head.hash = hash_bytes(out->bytes + sizeof head, out->size - sizeof head);
    memcpy(out->bytes, &head, sizeof head);
}

static void write_all(const char *path, uint64_t context, const struct record *list, size_t count)
{
    struct buf out = {0};
    struct diags unused = {0}; // what cannot be kept is made again
    struct arena scratch = {0};
    records_format(&out, context, list, count);
    bool good = out.size <= RECORDS_LIMIT && dir_make(path_folder(&scratch, path), &unused) == STATUS_OK &&
                file_keep(path, out.bytes, out.size, &unused) == STATUS_OK;
    if (!good) unlink(path); // what stands there is of another time
    diags_free(&unused);
    arena_free(&scratch);
    buf_free(&out);
}

void records_touch(const char *path)
{
    (void)utimensat(AT_FDCWD, path, NULL, 0);
}

void records_update(const struct records *records, const char *path, uint64_t context, const struct record *list,
                    size_t count)
{
    const char *start = records->file.bytes, *end = start + records->file.size;
    bool same = records->list.count && count == records->list.count;
    for (size_t i = 0; i < count && same; i++)
        same = list[i].bytes.at >= start && list[i].bytes.at < end;
    if (same)
        records_touch(path);
    else
        write_all(path, context, list, count);
}

uint64_t records_program(void)
{
    struct buf program = {0};
    struct diags unused = {0};
    uint64_t hash = file_read("/proc/self/exe", FILE_LIMIT, &program, &unused) == STATUS_OK ?
                    hash_bytes(program.bytes, program.size) : 0;
    diags_free(&unused);
    buf_free(&program);
    return hash;
}
