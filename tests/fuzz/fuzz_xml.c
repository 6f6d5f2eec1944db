#include "codec/xml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = {0};
    struct diags diags = {0};
    struct xml *root = xml_parse(&arena, (const char *)data, size, "fuzz.xml", &diags);
    size_t count = 0;
    for (const struct xml *at = NULL; root && (at = xml_walk(root, at));) count++;
    diags_free(&diags);
    arena_free(&arena);
    return root && !count ? -1 : 0;
}
