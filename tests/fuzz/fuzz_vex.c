#include "triage/decisions.h"
#include "triage/vex_in.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct decisions decisions = {0};
    struct diags diags = {0};
    if (vex_parse((const char *)data, size, "fuzz.json", &decisions, &diags) == STATUS_OK)
        decisions_check(&decisions, NULL, &diags);
    decisions_free(&decisions);
    diags_free(&diags);
    return 0;
}
