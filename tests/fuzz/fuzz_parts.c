// The first line is the name of a file, the rest its content: every reader of parts is reached by its names.
#include "parts/parts.h"
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *end = size ? memchr(data, '\n', size) : NULL;
    if (!end || end == data || end - data > 200 || memchr(data, '\0', (size_t)(end - data))) return 0;
    char name[201] = {0};
    memcpy(name, data, (size_t)(end - data));
    struct components parts = {0};
    struct diags diags = {0};
    enum status status = parts_read_bytes(name, (const char *)end + 1, size - (size_t)(end + 1 - data), &parts, &diags);
    components_free(&parts);
    diags_free(&diags);
    return status == STATUS_INTERNAL ? -1 : 0;
}
