// theriac.yaml: what to assess, where things are, and the gate's limits. docs/workspace.md is its reference.
#pragma once
#include "base/diag.h"
#include "base/vec.h"
#include "model/rule.h"
#include "model/threat.h"

struct workspace_source {
    const char *path;  // relative to the workspace
    const char *build; // folder that holds compile_commands.json; NULL: looked for
};

struct workspace { // zeroed is ready for use
    struct arena arena;
    const char *folder;                    // absolute
    const char *file;                      // theriac.yaml; NULL when there is none
    const char *release;                   // name of the release that history keeps; NULL: the device's version
    VEC(struct workspace_source) sources;  // none stated: the folder itself
    struct texts parts;                    // folders and files to look for parts in; none stated: the folder itself
    struct texts excludes;                 // below sources and parts
    const char *device;                    // device.yaml
    const char *decisions;                 // decisions.yaml
    const char *database;                  // vulnerability database; NULL: the usual places
    struct texts regimes;                  // FDA MDR CRA ...
    bool library;                          // exported functions are called by strangers
    enum severity gate_findings;           // SEVERITY_NONE: findings don't close the gate
    int gate_score;                        // tenths; vulnerabilities from this score on; -1: none
    bool gate_kev;                         // known exploited ones do whatever their score
    enum harm_severity gate_harm;          // open threats from this harm on; HARM_UNKNOWN: none
};

// Reads `folder`/theriac.yaml; without one the defaults stand. Errors tell file, line, and what was expected;
// STATUS_INPUT when the file cannot be used at all.
enum status workspace_load(const char *folder, struct workspace *ret_workspace, struct diags *diags) MUST_USE;
void workspace_free(struct workspace *workspace);
