#include "model/decision.h"
#include <string.h>

#define VULNERABILITY (1u << DECISION_VULNERABILITY)
#define FINDING (1u << DECISION_FINDING)
#define THREAT (1u << DECISION_THREAT)

const struct decision_state DECISION_STATES[] = {
    {.name = "not_affected", .kinds = VULNERABILITY, .settles = true, .needs_rationale = true,
     .needs_justification = true, .meaning = "The device cannot be attacked through it."},
    {.name = "affected", .kinds = VULNERABILITY | FINDING, .settles = true, .needs_patch_plan = true,
     .needs_verification = true, .meaning = "It applies; a patch plan says what is done and by when."},
    {.name = "fixed", .kinds = VULNERABILITY | FINDING, .settles = true, .needs_verification = true,
     .meaning = "It applied and was repaired; the verification shows it."},
    {.name = "under_investigation", .kinds = VULNERABILITY | FINDING | THREAT,
     .meaning = "Somebody looks into it; it still counts as unanswered."},
    {.name = "false_positive", .kinds = VULNERABILITY | FINDING, .settles = true, .needs_rationale = true,
     .meaning = "The report is wrong."},
    {.name = "accepted", .kinds = VULNERABILITY | FINDING | THREAT, .settles = true, .needs_rationale = true,
     .meaning = "The risk is known and borne."},
    {.name = "mitigated", .kinds = FINDING | THREAT, .settles = true, .needs_verification = true,
     .meaning = "A control brings the risk down; the verification shows it."},
    {.name = "transferred", .kinds = THREAT, .settles = true, .needs_rationale = true,
     .meaning = "Somebody else controls the risk, by agreement."},
    {.name = "avoided", .kinds = THREAT, .settles = true, .needs_rationale = true,
     .meaning = "What made it possible was removed."},
    {.name = "not_applicable", .kinds = FINDING | THREAT, .settles = true, .needs_rationale = true,
     .meaning = "It cannot happen in this device."},
    {0}};

const struct decision_state *decision_state_find(const char *name)
{
    for (const struct decision_state *state = DECISION_STATES; name && state->name; state++)
        if (strcmp(state->name, name) == 0) return state;
    return NULL;
}

bool decision_settles(const struct decision *decision)
{
    const struct decision_state *state = decision ? decision_state_find(decision->state) : NULL;
    return state && state->settles;
}

static const char *const KINDS[] = {"vulnerability", "finding", "threat"};

const char *decision_kind_name(enum decision_kind kind)
{
    return KINDS[kind];
}

int decision_kind_parse(const char *text)
{
    for (size_t i = 0; text && i < COUNT_OF(KINDS); i++)
        if (strcmp(text, KINDS[i]) == 0) return (int)i;
    return -1;
}

bool decision_names_component(const char *stated, const struct component *component)
{
    if (!stated || !component) return true;
    if (strcmp(stated, component->name) == 0) return true;
    size_t size = strlen(stated);
    VEC_EACH(&component->identities, identity) {
        if (strncmp(identity->text, stated, size) != 0) continue;
        char next = identity->text[size];
        if (next == '\0' || next == '@' || next == '?' || next == '#') return true;
    }
    return false;
}

void decisions_free(struct decisions *decisions)
{
    VEC_FREE(&decisions->list);
    arena_free(&decisions->arena);
}
