// The two axes of a threat's severity: how easily it is exploited (CVSS with environmental metrics from the model) and
// how severe the harm to a patient is; before controls, and after those that were verified.
#pragma once
#include "threats/index.h"
#include "threats/rules.h"

// Fills exploitability, harm and their residuals. `controls` are those that count (verified), with the mitigation that
// each carries out; ends with a NULL mitigation.
struct working_control {
    const struct element *control;
    const struct rule_mitigation *mitigation;
};
void severity_rate(const struct device *device, const struct model_index *index, const struct threat_rule *rule,
                   const struct element *element, const struct working_control *controls, struct threat *ret_threat);
