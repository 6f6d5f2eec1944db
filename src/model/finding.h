// A weakness found in code, by us or by another tool, and the list of them that an analysis fills.
#pragma once
#include "base/arena.h"
#include "base/vec.h"
#include "model/rule.h"
#include <stdbool.h>

struct location {
    const char *file;           // relative to the scanned root where it lies below it
    unsigned line, column;      // from 1; 0 when unknown
    unsigned end_line, end_column;
};

struct finding_event { // one step of the story that the path tells
    struct location location;
    unsigned depth; // calls entered since the path's start
    const char *message;
};

struct finding {
    const char *rule;           // rule id
    unsigned cwe;               // the CWE of this finding (may be finer than the rule's)
    enum severity severity;     // impact x likelihood
    enum confidence confidence;
    struct location location;   // where it breaks
    const char *function;       // enclosing function as the source spells it; "" outside of any
    const char *message;        // one sentence, with the names and values of this place
    const struct finding_event *events;
    size_t event_count;
    const char *statement;      // the source line, white space folded
    const char *key; // the statement as the fingerprint has it: no comments, no white space; NULL: made of `statement`
    const char *also;           // other rules that report the same weakness here, a space between; NULL for none
    const char *fingerprint;    // 16 hex digits: rule + function + key + ordinal; set by findings_finish
    const char *path_fingerprint; // the same with the file's path
    const char *tool;           // "theriac", "clang", or the name of the tool it was imported from
    const char *suppression;    // the reason given in the source; NULL when it counts
    const char *exposure;       // the device model's channel that reaches it; NULL when none is known
};

struct findings { // zeroed is ready for use
    struct arena arena; // owns every text of the list
    VEC(struct finding) list;
};

// Whether a rule is the finding's own or one of those that agree with it.
bool finding_has_rule(const struct finding *finding, const char *rule);

// Copies the finding with its texts and events into the list.
void findings_add(struct findings *findings, const struct finding *finding);
// Sorts by file, line, rule; drops exact repetitions; numbers equal ones and sets the fingerprints. Call it once,
// after everything was added: the outcome does not depend on the order of additions.
void findings_finish(struct findings *findings);
void findings_free(struct findings *findings);
