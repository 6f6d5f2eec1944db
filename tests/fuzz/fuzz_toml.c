#include "codec/toml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = {0};
    struct diags diags = {0};
    struct buf out = {0};
    struct yaml *root = toml_parse(&arena, (const char *)data, size, "fuzz.toml", &diags);
    if (root) yaml_write(root, &out);
    buf_free(&out);
    diags_free(&diags);
    arena_free(&arena);
    return 0;
}
