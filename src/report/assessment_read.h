// Reads assessment.json again, so that triage and reports need no new scan.
#pragma once
#include "model/assessment.h"

struct stored_assessment { // zeroed is ready for use; owns everything that its assessment points to
    struct assessment assessment;
    struct findings findings;
    struct components components;
    struct matches matches;
    struct threats threats;
    struct decisions decisions;
    struct diags diags;
    struct device *device;
    struct arena arena;
};

// `folder` becomes the assessment's workspace. A missing file is STATUS_MISSING; one that is not an assessment is
// STATUS_INPUT; items that lack what they need are left out and told to diags.
enum status assessment_read(const char *path, const char *folder, struct stored_assessment *ret_stored,
                            struct diags *diags) MUST_USE;
// The same of bytes already read; `path` is for messages.
enum status assessment_parse(const char *bytes, size_t size, const char *path, const char *folder,
                             struct stored_assessment *ret_stored, struct diags *diags) MUST_USE;
void stored_assessment_free(struct stored_assessment *stored);
