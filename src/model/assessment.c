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

const struct decision *match_decision(const struct assessment *assessment, const struct match *match)
{
    return assessment_decision(assessment, DECISION_VULNERABILITY,
                               assessment->matches->vulnerabilities.items[match->vulnerability].id,
                               &assessment->components->list.items[match->component]);
}

const struct decision *finding_decision(const struct assessment *assessment, const struct finding *finding)
{
    return assessment_decision(assessment, DECISION_FINDING, finding->fingerprint, NULL);
}

const struct decision *threat_decision(const struct assessment *assessment, const struct threat *threat)
{
    return assessment_decision(assessment, DECISION_THREAT, threat->id, NULL);
}

bool finding_is_open(const struct assessment *assessment, const struct finding *finding)
{
    return !finding->suppression && !decision_settles(finding_decision(assessment, finding));
}

bool match_is_open(const struct assessment *assessment, const struct match *match)
{
    return match->verdict != VERDICT_NOT_IN_RANGE && !decision_settles(match_decision(assessment, match));
}

bool threat_is_open(const struct assessment *assessment, const struct threat *threat)
{
    if (threat->state && strcmp(threat->state, "open") != 0) return false;
    return !decision_settles(threat_decision(assessment, threat));
}

void assessment_free(struct assessment *assessment)
{
    VEC_FREE(&assessment->gate);
    VEC_FREE(&assessment->trace);
    VEC_FREE(&assessment->suggestions);
    arena_free(&assessment->arena);
}
