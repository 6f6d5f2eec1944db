// What the readers of package databases share: which distribution a root file system is.
#pragma once
#include "base/map.h"
#include "parts/ecosystem.h"

struct distribution {
    const char *id;      // "debian", "alpine"; never NULL
    const char *version; // "12"; NULL when unknown
    const char *distro;  // "debian-12", as purls have it; NULL when the version is unknown
};

// From etc/os-release below `up` ("../../../"), the way from the database's folder to the root of the file system.
struct distribution distribution_of(struct part_file *file, const char *up, const char *otherwise);
// The refs of a "Depends:" field: names found in `refs` (name to ref). Alternatives: the first that is there.
void distribution_depends(struct part_file *file, struct component *component, const struct map *refs,
                          const char *list);
