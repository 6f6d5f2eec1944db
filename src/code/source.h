// Lines of source files, read once and kept for as long as the struct.
#pragma once
#include "base/arena.h"
#include "base/map.h"

struct sources { // zeroed is ready for use
    struct arena arena;
    struct map files;
};

// The line (from 1) with white space folded and trimmed, "" when there is none. Lives as long as `sources`.
const char *source_statement(struct sources *sources, const char *path, unsigned line);
void sources_free(struct sources *sources);
