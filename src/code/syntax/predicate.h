// What a rule may ask of its captures beside the shape of the tree: "#name? @capture arguments". Each kind is one row
// in predicates.c; "#not-name?" is its negation. A capture that is absent from a match satisfies both. Compiled once
// per rule set; read-only afterwards and so shared by threads.
#pragma once
#include "base/regex.h"
#include "code/syntax/unit.h"

enum { NO_CAPTURE = 0xFFFFFFFF };

struct predicate {
    const struct predicate_kind *kind;
    bool negated;
    uint32_t capture; // NO_CAPTURE for those about the file
    uint32_t other;   // a second capture; NO_CAPTURE when there is none
    struct str *texts;
    size_t text_count;
    struct regex *regex; // owned
    struct kinds kinds;
    int64_t numbers[2];
};

struct predicate_kind {
    const char *name;
    // What follows, a letter an argument: c capture, C capture or nothing, x capture or text, s texts (one or more),
    // r regular expression, k node kinds (one or more), i whole number.
    const char *arguments;
    unsigned cost; // cheap ones are asked first
    bool (*holds)(struct unit *unit, const struct predicate *predicate, TSNode node, const TSQueryMatch *match);
};
extern const struct predicate_kind PREDICATES[]; // ends with a row without name

// The predicates of one pattern, cheap ones first. False, with the reason, when one is unknown or has wrong arguments.
struct predicates {
    struct predicate *items;
    size_t count, capacity;
};
bool predicates_compile(struct arena *arena, const struct language *language, const TSQuery *query, uint32_t pattern,
                        struct predicates *ret_predicates, struct buf *ret_error);
bool predicates_hold(struct unit *unit, const struct predicates *predicates, const TSQueryMatch *match);
void predicates_free(struct predicates *predicates);

// The first node of a capture; false when the match lacks it.
bool match_capture(const TSQueryMatch *match, uint32_t capture, TSNode *ret_node);
