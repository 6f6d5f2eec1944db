#include "codec/cpe.h"
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

// What was read is written and read again as the same.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = {0};
    struct buf out = {0};
    struct cpe cpe, again;
    if (cpe_parse(&arena, arena_copy(&arena, (const char *)data, size), &cpe)) {
        cpe_format(&cpe, &out);
        enum cpe_relation relation = CPE_UNDEFINED;
        if (out.size <= CPE_TEXT_MAX && cpe_parse(&arena, buf_cstr(&out), &again)) relation = cpe_compare(&cpe, &again);
        if (relation == CPE_DISJOINT) abort();
    }
    buf_free(&out);
    arena_free(&arena);
    return 0;
}
