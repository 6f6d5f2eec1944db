// A threat against the device: derived by a rule from the model, or entered by a person.
#pragma once
#include "base/arena.h"
#include "base/vec.h"
#include "model/rule.h"
#include <stdbool.h>

enum harm_severity { HARM_UNKNOWN, HARM_NEGLIGIBLE, HARM_MINOR, HARM_SERIOUS, HARM_CRITICAL, HARM_CATASTROPHIC };

struct mitigation {
    const char *id;          // stable within the rule library
    const char *text;        // what to do
    const char *requirement; // IEC 62443-4-2 requirement; NULL when none
    const char *verification; // how its effect is verified
};

struct threat {
    const char *id;          // "T-" + 10 hex digits of hash(rule, source, flow, target, asset): survives regeneration
    const char *rule;        // threat rule id; NULL when a person entered it
    const char *title, *description;
    const char *element;     // id of the model's element it is about
    const char *source, *flow, *target, *asset; // ids in the model; NULL where they don't apply
    const char *stride;      // letters out of "STRIDE"; "" when none
    const char *linddun;     // comma separated names; "" when none
    const char *cia;         // letters out of "CIA"
    unsigned cwe;            // 0 when none
    const char *capec, *emb3d, *attack; // ids; NULL when none
    const char *cvss;        // seed vector; NULL when none
    int exploitability;      // tenths, CVSS base with environmental metrics from the model; -1 when unknown
    enum harm_severity harm; // before controls
    int residual_exploitability; // after controls that are verified
    enum harm_severity residual_harm;
    const char *state;       // open, mitigated, accepted, not applicable, transferred, avoided
    bool demonstrated;       // a confirmed finding or an affected part shows that it is real
    const char *const *because; // why the rule fired: the attributes and their values, ends with NULL
    const char *false_alarm; // when this is a false alarm; NULL
    const struct mitigation *mitigations;
    size_t mitigation_count;
    const char *const *findings; // fingerprints of linked findings, ends with NULL
    const char *const *vulnerabilities; // ids of linked vulnerabilities, ends with NULL
};

struct question { // something that the model does not say and a rule or a check needs
    const char *element, *attribute, *text;
    const char *file;
    unsigned line;
    const char *const *rules; // who asks, ends with NULL
};

struct threats { // zeroed is ready for use
    struct arena arena; // owns every text
    VEC(struct threat) list;      // sorted by id after threats were derived
    VEC(struct question) questions;
};

// Adds a question, or the rule to the one that is already there for that element and attribute. Texts are copied; the
// first text and line stand. `rule` may be NULL.
void threats_ask(struct threats *threats, const struct question *question, const char *rule);
const char *harm_severity_name(enum harm_severity severity); // "unknown" "negligible" ... "catastrophic"
int harm_severity_parse(const char *text);                   // -1 when it is none of these
void threats_free(struct threats *threats);
