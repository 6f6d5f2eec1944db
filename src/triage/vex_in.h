// Answers that somebody else wrote: OpenVEX 0.2.0 and CycloneDX (1.4 to 1.7) documents become decisions that name
// their source. What a document does not say is not made up: an answer that lacks what its state asks for comes in as
// under_investigation.
#pragma once
#include "base/diag.h"
#include "model/decision.h"

// Reads a document of either format. A statement that cannot be used is left out and told. STATUS_INPUT when the file
// is neither format.
enum status vex_read(const char *path, struct decisions *ret_decisions, struct diags *diags) MUST_USE;
enum status vex_parse(const char *bytes, size_t size, const char *path, struct decisions *ret_decisions,
                      struct diags *diags) MUST_USE;
