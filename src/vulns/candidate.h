// What one record says about one part: each source of the record gives one answer, under the strongest of the part's
// names that it knows. Part of the matcher.
#pragma once
#include "base/map.h"
#include "vulns/judge.h"

struct candidate {
    const char *id;               // of the vulnerability
    const char *feed, *source;
    const struct part_name *name; // of the part
    struct judgement judgement;
    const char *about;            // the record's product, for people
};
VEC_NAMED(candidates, struct candidate);

struct part_list { // every part, so that "running on" can be answered
    VEC(struct part) items;
    struct idmap products; // key_of_product -> index + 1
};

void part_list_add(struct part_list *parts, struct arena *arena, const struct aliases *aliases,
                   const struct component *component);
void part_list_free(struct part_list *parts);

// Appends the record's answers about the part; none when it does not name it. Texts are in the arena.
void candidates_of_record(struct arena *arena, const struct part_list *parts, const struct part *part,
                          const struct record *record, struct candidates *ret_candidates);
