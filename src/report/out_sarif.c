#include "report/output.h"
#include "report/sarif.h"

static enum status write(const struct assessment *assessment, struct buf *out, struct diags *diags)
{
    static const struct sarif_profile FULL = {.suppressed = true};
    sarif_write(assessment, &FULL, out, diags);
    return STATUS_OK;
}

const struct output OUTPUT_sarif = {
    .name = "sarif",
    .file_name = "findings.sarif",
    .description = "findings in code, SARIF 2.1.0",
    .in_report = true,
    .write = write,
};
