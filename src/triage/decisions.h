// decisions.yaml: who decided what, when, why, on which evidence, until when. docs/triage.md is its reference.
#pragma once
#include "base/buf.h"
#include "base/diag.h"
#include "model/decision.h"

// Reads the file into the list. STATUS_MISSING, without a message, when there is none; STATUS_INPUT when it cannot be
// used at all. An item that cannot be read is left out and told with its line.
enum status decisions_load(const char *path, struct decisions *ret_decisions, struct diags *diags) MUST_USE;
enum status decisions_parse(const char *bytes, size_t size, const char *path, struct decisions *ret_decisions,
                            struct diags *diags) MUST_USE;

// Whether each decision holds what its state asks for, and is not expired on `today` (an ISO date, with or without
// time; NULL: not asked). One that is wrong or expired is told and marked as reopened, so that it answers nothing.
void decisions_check(struct decisions *decisions, const char *today, struct diags *diags);

// Sets one decision in the text of a file: replaces the one with the same kind, subject and component, else inserts it
// in order. Comments and members that theriac does not know stay. `old` may be empty. Appends the new text to *out.
enum status decisions_edit(const char *old, size_t size, const char *path, const struct decision *const *changes,
                           size_t count, struct buf *out, struct diags *diags) MUST_USE;
bool date_is_valid(const char *text); // an ISO date of the calendar, YYYY-MM-DD
