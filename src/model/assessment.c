#include "model/assessment.h"
#include <string.h>

// A decision names a component by its purl (with or without version) or by its bare name.
static bool names_component(const char *stated, const struct component *component)
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

const struct decision *assessment_decision(const struct assessment *assessment, enum decision_kind kind,
                                           const char *subject, const struct component *component)
{
    if (!assessment->decisions) return NULL;
    VEC_EACH(&assessment->decisions->list, decision)
        if (decision->kind == kind && !decision->reopened && strcmp(decision->subject, subject) == 0 &&
            names_component(decision->component, component))
            return decision;
    return NULL;
}

void assessment_free(struct assessment *assessment)
{
    VEC_FREE(&assessment->gate);
    VEC_FREE(&assessment->trace);
    arena_free(&assessment->arena);
}
