#include "report/output.h"

static enum status write(const struct assessment *assessment, struct buf *out, struct diags *diags)
{
    if (!assessment->diagram_svg) {
        DIAG(diags, DIAG_NOTE, NULL, 0, "there is no diagram: the assessment had no device model");
        return STATUS_MISSING;
    }
    buf_text(out, assessment->diagram_svg);
    return STATUS_OK;
}

const struct output OUTPUT_svg = {
    .name = "svg",
    .file_name = "model.svg",
    .description = "the data-flow diagram of the device model",
    .in_report = true,
    .write = write,
};
