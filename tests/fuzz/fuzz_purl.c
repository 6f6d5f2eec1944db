#include "codec/purl.h"
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

// What is canonical once stays as it is.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = {0};
    char *text = purl_canonical(&arena, arena_copy(&arena, (const char *)data, size));
    if (text) {
        char *again = purl_canonical(&arena, text);
        if (!again || strcmp(text, again) != 0) abort();
    }
    arena_free(&arena);
    return 0;
}
