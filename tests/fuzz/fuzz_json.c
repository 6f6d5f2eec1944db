#include "codec/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct diags diags = {0};
    struct buf out = {0};
    struct json *root = js_parse((const char *)data, size, "fuzz.json", &diags);
    if (root) js_dump(root, &out);
    js_free(root);
    buf_free(&out);
    diags_free(&diags);
    return 0;
}
