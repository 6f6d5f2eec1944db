// Reads an assessment and renders what was read in every format.
#include "report/assessment_read.h"
#include "report/output.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct diags diags = {0};
    struct stored_assessment stored = {0};
    if (assessment_parse((const char *)data, size, "fuzz.json", NULL, &stored, &diags) == STATUS_OK)
        for (const struct output *const *output = OUTPUTS; *output; output++) {
            struct buf out = {0};
            if ((*output)->write(&stored.assessment, &out, &diags) != STATUS_OK) buf_clear(&out);
            buf_free(&out);
        }
    stored_assessment_free(&stored);
    diags_free(&diags);
    return 0;
}
