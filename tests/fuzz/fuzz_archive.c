#include "codec/archive.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct diags diags = {0};
    struct buf content = {0};
    const char *name;
    const struct archive_limits limits = {.entry = 1 << 20, .total = 4 << 20, .count = 100, .ratio = 50};
    struct archive_reader *reader = archive_open_bytes((const char *)data, size, "fuzz", &limits, &diags);
    while (reader && archive_next(reader, &name, &content, &diags) == STATUS_OK) {}
    archive_close(reader);
    buf_free(&content);
    diags_free(&diags);
    return 0;
}
