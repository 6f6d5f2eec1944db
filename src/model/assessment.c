#include "model/assessment.h"
#include <string.h>

const struct decision *assessment_decision_any(const struct assessment *assessment, enum decision_kind kind,
                                               const char *subject, const struct component *component)
{
    const struct decision *reopened = NULL;
    if (!assessment->decisions) return NULL;
    VEC_EACH(&assessment->decisions->list, decision) {
        if (decision->kind != kind || strcmp(decision->subject, subject) != 0 ||
            !decision_names_component(decision->component, component))
            continue;
        if (!decision->reopened) return decision;
        reopened = decision;
    }
    return reopened;
}

const struct decision *assessment_decision(const struct assessment *assessment, enum decision_kind kind,
                                           const char *subject, const struct component *component)
{
    const struct decision *decision = assessment_decision_any(assessment, kind, subject, component);
    return decision && !decision->reopened ? decision : NULL;
}

void assessment_free(struct assessment *assessment)
{
    VEC_FREE(&assessment->gate);
    VEC_FREE(&assessment->trace);
    VEC_FREE(&assessment->suggestions);
    arena_free(&assessment->arena);
}
