// Reads decisions, checks them, and writes one more among them.
#include "triage/decisions.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct decision NEW = {.kind = DECISION_THREAT, .subject = "T-1", .state = "accepted", .by = "A",
                                        .date = "2026-01-02", .rationale = "r"};
    const struct decision *changes[] = {&NEW};
    struct decisions decisions = {0};
    struct diags diags = {0};
    struct buf out = {0};
    if (decisions_parse((const char *)data, size, "fuzz.yaml", &decisions, &diags) == STATUS_OK)
        decisions_check(&decisions, "2026-03-04", &diags);
    if (decisions_edit((const char *)data, size, "fuzz.yaml", changes, 1, &out, &diags) != STATUS_OK) buf_clear(&out);
    buf_free(&out);
    decisions_free(&decisions);
    diags_free(&diags);
    return 0;
}
