#include "codec/version.h"
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

// Two lines: two versions, ordered by every scheme, there and back.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = {0};
    struct str rest = {(const char *)data, size}, a = {0}, b = {0};
    const char *used;
    str_next(&rest, '\n', &a);
    str_next(&rest, '\n', &b);
    const char *left = arena_copy(&arena, a.at, a.size), *right = arena_copy(&arena, b.at, b.size);
    for (size_t i = 0; version_scheme_at(i); i++) {
        const char *name = version_scheme_at(i)->name;
        enum version_order order = version_compare(name, left, right), back = version_compare(name, right, left);
        if (order == VERSION_UNDECIDED ? back != VERSION_UNDECIDED : (int)order != -(int)back) abort();
        if (version_valid(name, left) && version_compare(name, left, left) != VERSION_EQUAL) abort();
        for (size_t k = 0; version_scheme_at(k); k++)
            version_compare_mixed(name, left, version_scheme_at(k)->name, right, &used);
    }
    arena_free(&arena);
    return 0;
}
