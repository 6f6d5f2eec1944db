// How weaknesses relate (data/triage/cwe-relations.txt).
#pragma once
#include "base/map.h"
#include "base/vec.h"

struct cwe_relations;
struct cwe_relations *cwe_relations_load(void); // of the embedded data
// Equal, one an ancestor of the other, or members of families that count as related. 0 relates to nothing.
bool cwe_related(const struct cwe_relations *relations, unsigned a, unsigned b);
// Equal, or `b` is an ancestor of `a`.
bool cwe_is_below(const struct cwe_relations *relations, unsigned a, unsigned b);
void cwe_relations_free(struct cwe_relations *relations);
