// SARIF 2.1.0 (OASIS), shared by the full format and by the profile that GitHub's code scanning accepts.
#pragma once
#include "base/buf.h"
#include "model/assessment.h"

struct sarif_profile {
    size_t results_max;   // 0 is without limit; the most severe ones are kept
    size_t locations_max; // of one path
    bool suppressed;      // whether suppressed and answered findings are written, with their reason
    bool line_hash;       // GitHub's own name for a stable fingerprint beside ours
};

// `findings` is what is written: all of the assessment's, or fewer. Findings that a limit drops are told to diags.
void sarif_write(const struct assessment *assessment, const struct sarif_profile *profile, struct buf *out,
                 struct diags *diags);
