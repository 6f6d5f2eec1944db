#include "triage/gate.h"
#include <string.h>

const struct gate_limits GATE_DEFAULTS = {.findings = SEVERITY_HIGH, .score = 70, .kev = true, .harm = HARM_SERIOUS};

static void add_line(struct assessment *assessment, const char *what, const char *why)
{
    VEC_PUSH(&assessment->gate, ((struct gate_line){what, why}));
}

// A confirmed weakness with a plan is still in the code: only what removes it, bounds it or denies it opens the gate.
static bool finding_passes(const struct assessment *assessment, const struct finding *finding,
                           const struct gate_limits *limits)
{
    if (finding->suppression || finding->severity < limits->findings) return false;
    const struct decision *decision = finding_decision(assessment, finding);
    return !decision_settles(decision) || strcmp(decision->state, "affected") == 0;
}

static void gate_findings(struct assessment *assessment, const struct gate_limits *limits)
{
    if (!assessment->findings || limits->findings == SEVERITY_NONE) return;
    for (int severity = SEVERITY_CRITICAL; severity >= (int)limits->findings; severity--) // the worst first
        VEC_EACH(&assessment->findings->list, finding) {
            if ((int)finding->severity != severity || !finding_passes(assessment, finding, limits)) continue;
            add_line(assessment,
                     arena_printf(&assessment->arena, "finding %s (%s, %s:%u)", finding->fingerprint, finding->rule,
                                  finding->location.file, finding->location.line),
                     arena_printf(&assessment->arena, "%s, and the limit is %s", severity_name(finding->severity),
                                  severity_name(limits->findings)));
        }
}

// Why an unanswered match closes the gate; NULL when it does not.
static const char *match_reason(struct assessment *assessment, const struct match *match,
                                const struct vulnerability *vulnerability, const struct gate_limits *limits)
{
    int score = vulnerability_score(vulnerability);
    if (match->verdict == VERDICT_NOT_IN_RANGE || vulnerability->withdrawn) return NULL;
    if (limits->kev && vulnerability->kev)
        return match->verdict == VERDICT_AFFECTED ? "known to be exploited (KEV), unanswered"
                                                  : "known to be exploited (KEV), undecidable, unanswered";
    if (match->verdict != VERDICT_AFFECTED || limits->score < 0) return NULL;
    if (score < 0) return "unanswered, and no score says that it is harmless";
    if (score < limits->score) return NULL;
    return arena_printf(&assessment->arena, "CVSS %d.%d, unanswered, and the limit is %d.%d", score / 10, score % 10,
                        limits->score / 10, limits->score % 10);
}

static void gate_match(struct assessment *assessment, const struct match *match, const struct gate_limits *limits)
{
    const struct vulnerability *vulnerability = &assessment->matches->vulnerabilities.items[match->vulnerability];
    const struct component *component = &assessment->components->list.items[match->component];
    const char *why = match_reason(assessment, match, vulnerability, limits);
    if (!why || !match_is_open(assessment, match)) return;
    add_line(assessment,
             arena_printf(&assessment->arena, "%s in %s %s", vulnerability->id, component->name,
                          component->version ? component->version : "(version unknown)"),
             why);
}

static void gate_vulnerabilities(struct assessment *assessment, const struct gate_limits *limits)
{
    if (!assessment->matches || !assessment->components) return;
    for (int kev = 1; kev >= 0; kev--) // what is exploited first
        VEC_EACH(&assessment->matches->list, match)
            if (assessment->matches->vulnerabilities.items[match->vulnerability].kev == kev)
                gate_match(assessment, match, limits);
}

static void gate_threats(struct assessment *assessment, const struct gate_limits *limits)
{
    if (!assessment->threats || limits->harm == HARM_UNKNOWN) return;
    VEC_EACH(&assessment->threats->list, threat) {
        if (!threat_is_open(assessment, threat) || threat->residual_exploitability == 0) continue;
        enum harm_severity harm = threat->residual_harm != HARM_UNKNOWN ? threat->residual_harm : threat->harm;
        if (harm < limits->harm) continue;
        add_line(assessment, arena_printf(&assessment->arena, "threat %s (%s)", threat->id, threat->title),
                 arena_printf(&assessment->arena, "open, %s harm, and the limit is %s", harm_severity_name(harm),
                              harm_severity_name(limits->harm)));
    }
}

void gate_close(struct assessment *assessment, const struct gate_limits *limits)
{
    VEC_CLEAR(&assessment->gate);
    gate_findings(assessment, limits);
    gate_vulnerabilities(assessment, limits);
    gate_threats(assessment, limits);
}
