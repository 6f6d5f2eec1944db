// Clang's warnings as findings. Which ones, and the CWE, severity and words of each: data/clang-warnings.yaml.
// Read-only once loaded: parse from any thread.
#pragma once
#include "base/diag.h"
#include "model/finding.h"

struct warnings;

struct warnings *warnings_load(struct diags *diags); // never NULL
void warnings_free(struct warnings *warnings);       // NULL is fine
// What clang must be given so that warnings_parse understands its messages: NULL-terminated, valid as long as
// `warnings`.
const char *const *warnings_flags(const struct warnings *warnings);
size_t warnings_rule_count(const struct warnings *warnings);
const struct rule *warnings_rule_at(const struct warnings *warnings, size_t index); // "clang-OPTION", in the file's order

// Reads clang's diagnostics as text. A warning of the table becomes a finding, its notes events; what lies outside of
// `root` (absolute, cleaned) is not the user's code and left out, as are warnings that the table lacks. Errors mean
// that the file did not compile: a DIAG_SKIPPED each, the first of a kind only. `function` and `statement` are left
// empty: syntax_place fills them.
void warnings_parse(const struct warnings *warnings, const char *text, size_t size, const char *root,
                    struct findings *findings, struct diags *diags);
