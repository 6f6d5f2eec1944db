// The bill of materials of a folder, a manifest, a package root or a binary: what the files themselves say.
// Everything found carries the file and line it was read from. What has no known version keeps version NULL.
#pragma once
#include "base/diag.h"
#include "model/component.h"

struct parts_options {
    unsigned jobs;      // 0: one for each processor
    bool everything;    // also node_modules, .git and the like
    const struct texts *excludes; // paths below the folder, or patterns with '*', that are left out; NULL for none
    const char *prefix; // put before the file names in evidence, "gateway/"; NULL for none
};

// Reads `path` and ends with components_finish. A folder is walked once; a single file may also be a CycloneDX or
// SPDX document. STATUS_MISSING: no such path. STATUS_INPUT: one file that no reader knows. Files that are broken are
// told to diags and the rest goes on. Evidence names files as seen from the folder, or as given for a single file.
enum status parts_read(const char *path, const struct parts_options *options, struct components *ret_components,
                       struct diags *diags) MUST_USE;

// The same for bytes in memory that would stand in a file of that name; nothing else is read. STATUS_INPUT: no reader
// knows it.
enum status parts_read_bytes(const char *name, const char *bytes, size_t size, struct components *ret_components,
                             struct diags *diags) MUST_USE;
