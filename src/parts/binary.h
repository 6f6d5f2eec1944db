// Parts that compiled files speak of: ELF dynamic sections, Go's build information, version strings of the libraries
// in the table. Files that a package database of the same tree owns are left to it.
#pragma once
#include "base/file.h"
#include "parts/ecosystem.h"

struct binaries_job {
    const struct part_context *context;
    const struct tree *tree; // the files to look at
    const char *prefix;      // of shown names; NULL for none
    unsigned jobs;
    bool given;              // one file by hand: look at it whatever its name
};

// Adds to `components`. Returns how many of the files were binaries that said something.
size_t binaries_read(const struct binaries_job *job, struct components *components, struct diags *diags);
