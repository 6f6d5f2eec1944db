#include "code/suppress_parse.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = {0};
    struct diags diags = {0};
    struct suppressions found = {0};
    suppress_parse(&arena, "fuzz.c", (const char *)data, size, &found, &diags);
    VEC_FREE(&found);
    diags_free(&diags);
    arena_free(&arena);
    return 0;
}
