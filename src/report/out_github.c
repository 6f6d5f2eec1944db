// The part of SARIF that GitHub's code scanning takes: what is open, within its limits. It does not honour
// suppressions, so what is suppressed or answered stays out.
#include "report/output.h"
#include "report/sarif.h"

static enum status write(const struct assessment *assessment, struct buf *out, struct diags *diags)
{
    static const struct sarif_profile GITHUB = {.results_max = 25000, .locations_max = 1000, .line_hash = true};
    sarif_write(assessment, &GITHUB, out, diags);
    return STATUS_OK;
}

const struct output OUTPUT_github = {
    .name = "github",
    .file_name = "github.sarif",
    .description = "open findings for GitHub code scanning, SARIF within its limits",
    .write = write,
};
