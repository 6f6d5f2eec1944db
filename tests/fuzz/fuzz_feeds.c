// Every feed: whatever the bytes are recognised as is parsed into records and written as the database keeps them.
#include "vulns/import.h"
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct diags diags = {0};
    struct buf text = {0};
    buf_add(&text, data, size);
    import_parse("fuzz", buf_cstr(&text), size, &diags);
    buf_free(&text);
    diags_free(&diags);
    return 0;
}
