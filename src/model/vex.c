#include "model/vex.h"
#include "base/buf.h"
#include "base/vec.h"

const char *const VEX_JUSTIFICATIONS[] = {
    "code_not_present",      "code_not_reachable",   "requires_configuration",
    "requires_dependency",   "requires_environment", "protected_by_compiler",
    "protected_at_runtime",  "protected_at_perimeter", "protected_by_mitigating_control", NULL};

struct pair {
    const char *ours, *theirs;
};

// The first row with a given right side is the way back.
static const struct pair OPENVEX_JUSTIFICATIONS[] = {
    {"code_not_present", "vulnerable_code_not_present"},
    {"code_not_present", "component_not_present"},
    {"code_not_reachable", "vulnerable_code_not_in_execute_path"},
    {"requires_environment", "vulnerable_code_cannot_be_controlled_by_adversary"},
    {"requires_configuration", "vulnerable_code_cannot_be_controlled_by_adversary"},
    {"requires_dependency", "vulnerable_code_cannot_be_controlled_by_adversary"},
    {"protected_by_mitigating_control", "inline_mitigations_already_exist"},
    {"protected_by_compiler", "inline_mitigations_already_exist"},
    {"protected_at_runtime", "inline_mitigations_already_exist"},
    {"protected_at_perimeter", "inline_mitigations_already_exist"},
};
static const struct pair OPENVEX_STATES[] = {
    {"not_affected", "not_affected"},
    {"false_positive", "not_affected"},
    {"affected", "affected"},
    {"accepted", "affected"},
    {"fixed", "fixed"},
    {"under_investigation", "under_investigation"},
};
static const struct pair CYCLONEDX_STATES[] = {
    {"not_affected", "not_affected"}, {"false_positive", "false_positive"}, {"affected", "exploitable"},
    {"accepted", "exploitable"},      {"fixed", "resolved"},                {"fixed", "resolved_with_pedigree"},
    {"under_investigation", "in_triage"},
};

static const char *theirs(const struct pair *rows, size_t count, const char *ours)
{
    for (size_t i = 0; ours && i < count; i++)
        if (text_equal(rows[i].ours, ours)) return rows[i].theirs;
    return NULL;
}

static const char *ours(const struct pair *rows, size_t count, const char *theirs)
{
    for (size_t i = 0; theirs && i < count; i++)
        if (text_equal(rows[i].theirs, theirs)) return rows[i].ours;
    return NULL;
}

bool vex_justification_valid(const char *text)
{
    for (const char *const *known = VEX_JUSTIFICATIONS; text && *known; known++)
        if (text_equal(*known, text)) return true;
    return false;
}

const char *vex_openvex_justification(const char *justification)
{
    return theirs(OPENVEX_JUSTIFICATIONS, COUNT_OF(OPENVEX_JUSTIFICATIONS), justification);
}

const char *vex_from_openvex_justification(const char *openvex)
{
    return ours(OPENVEX_JUSTIFICATIONS, COUNT_OF(OPENVEX_JUSTIFICATIONS), openvex);
}

const char *vex_openvex_status(const char *state)
{
    return theirs(OPENVEX_STATES, COUNT_OF(OPENVEX_STATES), state);
}

const char *vex_cyclonedx_state(const char *state)
{
    return theirs(CYCLONEDX_STATES, COUNT_OF(CYCLONEDX_STATES), state);
}

const char *vex_from_openvex_status(const char *status)
{
    return ours(OPENVEX_STATES, COUNT_OF(OPENVEX_STATES), status);
}

const char *vex_from_cyclonedx_state(const char *cyclonedx)
{
    return ours(CYCLONEDX_STATES, COUNT_OF(CYCLONEDX_STATES), cyclonedx);
}
