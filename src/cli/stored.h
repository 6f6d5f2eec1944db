// The last assessment of a workspace with the decisions as they are now: what triage and report work on.
#pragma once
#include "cli/cli.h"
#include "cli/workspace.h"
#include "report/assessment_read.h"

struct stored_state { // zeroed is ready for use
    struct workspace workspace;
    struct stored_assessment stored;
    struct decisions decisions; // those of decisions.yaml, checked and applied
    const char *folder;         // as the caller gave it
    const char *report;         // its report folder
    const char *decisions_path;
    bool assessed;              // there was an assessment
};

// Reads workspace, decisions and, when there is one, the last assessment; applies the decisions and closes the gate
// anew. STATUS_MISSING when `need_assessment` and there is none.
enum status stored_open(struct cli *cli, const char *folder, bool need_assessment, struct stored_state *ret_state)
    MUST_USE;
void stored_close(struct stored_state *state);
