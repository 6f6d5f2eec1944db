// Threats of a device: rules over its model (STRIDE, LINDDUN, CIA), scored on two axes, and the picture of it.
//
// Rules are data: those below data/threats/ and the user's own in a workspace's rules/threats/*.yaml. The form of a
// rule is in docs/extend/threat-rule.md. What the model leaves open becomes a question, never a threat.
#pragma once
#include "base/diag.h"
#include "codec/yaml.h"
#include "model/device.h"
#include "model/rule.h"
#include "model/threat.h"

struct threat_rule {
    struct rule rule;        // for lists and `explain`; tier is "threat", severity that of the seed vector's score
    unsigned version;        // of the rule; grows when its meaning changes
    enum element_kind scope; // the kind of element that it looks at, one by one
    const char *when, *unless; // as written, for people; unless may be NULL
    const char *title, *description; // templates: "{channel.name} ..."
    const char *stride, *linddun, *cia;
    const char *cvss;        // seed vector
    const char *capec, *emb3d, *attack; // NULL when none
    const char *false_alarm; // NULL when none
    const struct mitigation *mitigations; // the first is what `unless` expresses
    size_t mitigation_count;
    const char *file;
    unsigned line;
    const struct yaml *fires, *quiet, *base; // its examples: changes to the model `base`
};

struct threat_rules;

// The built-in rules and those of `folder` (NULL or absent: none), sorted by id. A rule that is wrong is left out with
// a diagnostic; a user's rule with the id of a built-in one takes its place.
struct threat_rules *threat_rules_load(const char *folder, struct diags *diags);
// Only these bytes: for tests and fuzzing.
struct threat_rules *threat_rules_parse(const char *bytes, size_t size, const char *file, struct diags *diags);
size_t threat_rules_count(const struct threat_rules *rules);
const struct threat_rule *threat_rules_at(const struct threat_rules *rules, size_t index);
const struct threat_rule *threat_rules_find(const struct threat_rules *rules, const char *id); // NULL when none
void threat_rules_free(struct threat_rules *rules); // NULL is fine

// Adds the threats and questions that the rules find in the model; `only` may name one rule, NULL for all. The list is
// sorted by id when it returns. Texts are copies: device and rules may be freed.
void threats_derive_with(const struct device *device, const struct threat_rules *rules, const char *only,
                         struct threats *ret_threats, struct diags *diags);
// The same with the built-in rules and those of a folder.
void threats_derive(const struct device *device, const char *rules_folder, struct threats *ret_threats,
                    struct diags *diags);

// The data-flow diagram as a complete SVG document: zones as boxes, processors, memories, parties, channels, a legend.
// Failures and limits are told to diags, and ret_svg is left as it was.
enum status threats_diagram(const struct device *device, struct buf *ret_svg, struct diags *diags) MUST_USE;

// The reference of what rules can read besides the model's fields, in Markdown.
void threats_attribute_reference(struct buf *out);
