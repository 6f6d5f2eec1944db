// Threat rules with their compiled conditions: for derive.c; others see threats.h.
#pragma once
#include "threats/expr.h"
#include "threats/threats.h"

enum { RULE_PARTS_MAX = 12 };

struct residual_metric { // what a mitigation that works makes of the vector
    char metric[4], value[2];
};

struct rule_mitigation {
    struct mitigation mitigation;
    struct residual_metric residual[8];
    size_t residual_count;
    bool lowers_harm; // by one step
};

struct compiled_rule {
    struct threat_rule rule;
    struct expr_scope scope;
    struct expr *when[RULE_PARTS_MAX]; // all must hold
    size_t when_count;
    struct expr *unless[RULE_PARTS_MAX]; // any suffices
    size_t unless_count;
    const struct rule_mitigation **mitigations; // beside rule.mitigations, in the same order
};

const struct compiled_rule *threat_rules_compiled(const struct threat_rules *rules, size_t index);
