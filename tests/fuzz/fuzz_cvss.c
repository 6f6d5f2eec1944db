#include "codec/cvss.h"
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

// Whatever parses has scores within bounds and writes as a vector that parses to the same.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = {0};
    struct buf out = {0};
    struct cvss cvss, again;
    char problem[CVSS_PROBLEM_SIZE] = "";
    const char *vector = arena_copy(&arena, (const char *)data, size);
    if (cvss_parse(vector, &cvss, problem) == STATUS_OK) {
        struct cvss_scores scores = cvss_scores(&cvss);
        if (scores.base < 0 || scores.base > 100 || scores.threat < 0 || scores.threat > scores.base) abort();
        if (scores.environmental < 0 || scores.environmental > 100) abort();
        cvss_write(&cvss, &out);
        if (cvss_parse(out.bytes, &again, problem) != STATUS_OK || memcmp(&cvss, &again, sizeof cvss) != 0) abort();
    } else if (!problem[0]) {
        abort();
    }
    buf_free(&out);
    arena_free(&arena);
    return 0;
}
