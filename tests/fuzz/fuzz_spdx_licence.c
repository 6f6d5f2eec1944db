#include "codec/spdx_licence.h"
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

// What was normalised once stays as it is.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = {0};
    const char *why;
    char *text = spdx_licence_normalise(&arena, arena_copy(&arena, (const char *)data, size), &why);
    if (text) {
        char *again = spdx_licence_normalise(&arena, text, &why);
        if (!again || strcmp(text, again) != 0) abort();
    }
    arena_free(&arena);
    return 0;
}
