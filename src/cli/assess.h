// One run of all steps on a workspace, from what stands in its files to a filled assessment.
#pragma once
#include "base/buf.h"
#include "cli/workspace.h"
#include "code/rules.h"
#include "code/scan.h"
#include "model/assessment.h"

struct assess_options {
    const char *folder;   // the workspace
    const char *database; // --db; NULL: the workspace's, else the usual places
    unsigned jobs;
    bool no_cache;
    bool remember;        // store this release in the history that `theriac watch` looks at
};

struct assess { // owns everything that its assessment points to
    struct workspace workspace;
    struct device *device;
    struct scan_result code;
    struct components components;
    struct matches matches;
    struct threats threats;
    struct decisions decisions;
    struct buf diagram;
    struct code_rules rules;
    struct assessment assessment;
};

// Runs scope, code, parts, vulnerabilities, threats, decisions, traceability, the gate, and the history. A step that
// cannot be carried out is told to diags and left NULL in the assessment; the others go on. STATUS_MISSING when the
// workspace does not exist.
enum status assess_run(const struct assess_options *options, struct assess *ret_assess, struct diags *diags) MUST_USE;
void assess_free(struct assess *assess);
