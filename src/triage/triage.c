#include "triage/triage.h"
#include "base/buf.h"
#include "base/hash.h"
#include "base/map.h"
#include <string.h>

struct subjects { // by id: what a decision can be about
    struct map vulnerabilities, findings, threats;
};

static struct subjects subjects_of(const struct assessment *assessment)
{
    struct subjects subjects = {0};
    if (assessment->matches) VEC_EACH(&assessment->matches->vulnerabilities, vulnerability)
            map_put(&subjects.vulnerabilities, vulnerability->id, vulnerability);
    if (assessment->findings) VEC_EACH(&assessment->findings->list, finding)
            map_put(&subjects.findings, finding->fingerprint, finding);
    if (assessment->threats) VEC_EACH(&assessment->threats->list, threat)
            map_put(&subjects.threats, threat->id, threat);
    return subjects;
}

static void subjects_free(struct subjects *subjects)
{
    map_free(&subjects->vulnerabilities);
    map_free(&subjects->findings);
    map_free(&subjects->threats);
}

// --- basis -------------------------------------------------------------------------------------

static const char *hash_of(struct arena *arena, struct buf *text)
{
    char hex[HASH_HEX];
    hash_hex(hash_bytes(buf_cstr(text), text->size), hex);
    buf_free(text);
    return arena_str(arena, hex);
}

// A finding's fingerprint already holds rule, function and statement; what else an answer stands on is how bad it is
// and who can reach it.
static const char *finding_basis(struct arena *arena, const struct finding *finding)
{
    struct buf text = {0};
    buf_printf(&text, "%u %d %s", finding->cwe, (int)finding->severity, finding->exposure ? finding->exposure : "");
    return hash_of(arena, &text);
}

static const char *threat_basis(struct arena *arena, const struct threat *threat)
{
    struct buf text = {0};
    buf_printf(&text, "%d %d %d", threat->exploitability, (int)threat->harm, threat->demonstrated);
    for (const char *const *because = threat->because; because && *because; because++)
        buf_printf(&text, "\n%s", *because);
    return hash_of(arena, &text);
}

static const char *basis_of(struct arena *arena, const struct subjects *subjects, enum decision_kind kind,
                            const char *subject)
{
    const void *found;
    switch (kind) {
    case DECISION_VULNERABILITY:
        found = map_get(&subjects->vulnerabilities, subject);
        return found ? ((const struct vulnerability *)found)->basis : NULL;
    case DECISION_FINDING:
        found = map_get(&subjects->findings, subject);
        return found ? finding_basis(arena, found) : NULL;
    case DECISION_THREAT:
        found = map_get(&subjects->threats, subject);
        return found ? threat_basis(arena, found) : NULL;
    }
    return NULL;
}

const char *triage_basis(struct arena *arena, const struct assessment *assessment, enum decision_kind kind,
                         const char *subject)
{
    struct subjects subjects = subjects_of(assessment);
    const char *basis = basis_of(arena, &subjects, kind, subject);
    subjects_free(&subjects);
    return basis;
}

// --- applying ----------------------------------------------------------------------------------

struct applying {
    struct assessment *assessment;
    struct subjects subjects;
    struct map matched; // vulnerability id -> index + 1 of its first told match, then `next`
    size_t *next;       // of each match, the next one of the same vulnerability, index + 1
    struct diags *diags;
};

static void index_matches(struct applying *applying)
{
    const struct assessment *assessment = applying->assessment;
    if (!assessment->matches || !assessment->components) return;
    size_t count = assessment->matches->list.count;
    applying->next = mem_alloc((count + 1) * sizeof *applying->next);
    for (size_t i = count; i-- > 0;) {
        const struct match *match = &assessment->matches->list.items[i];
        if (match->verdict == VERDICT_NOT_IN_RANGE) continue;
        void **first = map_at(&applying->matched, assessment->matches->vulnerabilities.items[match->vulnerability].id);
        applying->next[i] = (size_t)(uintptr_t)*first;
        *first = (void *)(uintptr_t)(i + 1);
    }
}

// Whether the decision's vulnerability concerns a part that it names.
static bool answers_a_match(const struct applying *applying, const struct decision *decision)
{
    const struct assessment *assessment = applying->assessment;
    size_t at = (size_t)(uintptr_t)map_get(&applying->matched, decision->subject);
    for (; at; at = applying->next[at - 1]) {
        const struct match *match = &assessment->matches->list.items[at - 1];
        if (decision_names_component(decision->component, &assessment->components->list.items[match->component]))
            return true;
    }
    return false;
}

// 1: it answers something; 0: nothing; -1: the step was not carried out.
static int find_use(const struct applying *applying, const struct decision *decision)
{
    switch (decision->kind) {
    case DECISION_VULNERABILITY: return applying->assessment->matches ? answers_a_match(applying, decision) : -1;
    case DECISION_FINDING:
        return applying->assessment->findings ? map_has(&applying->subjects.findings, decision->subject) : -1;
    case DECISION_THREAT:
        return applying->assessment->threats ? map_has(&applying->subjects.threats, decision->subject) : -1;
    }
    return -1;
}

static void reopen(struct applying *applying, struct decision *decision, const char *why)
{
    if (decision->reopened) return;
    decision->reopened = true;
    decision->reopened_why = why;
    DIAG(applying->diags, DIAG_WARNING, decision->file, decision->line, "the decision on %s is open again: %s",
         decision->subject, why);
}

// An exploited vulnerability is not accepted as it is, and an answer from before it was listed is asked again. A plan
// (affected) and a repair (fixed) stay.
static const char *kev_reason(struct arena *arena, const struct decision *decision,
                              const struct vulnerability *vulnerability)
{
    if (!vulnerability || !vulnerability->kev) return NULL;
    if (strcmp(decision->state, "accepted") == 0)
        return "CISA lists it as exploited, and those are not accepted as they are";
    bool stays = strcmp(decision->state, "affected") == 0 || strcmp(decision->state, "fixed") == 0;
    if (stays || !vulnerability->kev_added || !decision->date || strcmp(decision->date, vulnerability->kev_added) >= 0)
        return NULL;
    return arena_printf(arena, "CISA lists it as exploited since %s, after the decision", vulnerability->kev_added);
}

static void apply_one(struct applying *applying, struct decision *decision)
{
    struct arena *arena = &applying->assessment->decisions->arena;
    int use = find_use(applying, decision);
    decision->used = use == 1 && !decision->reopened;
    if (use == 0)
        DIAG(applying->diags, DIAG_WARNING, decision->file, decision->line,
             "the decision on %s answers nothing%s%s in this run", decision->subject,
             decision->component ? " for " : "", decision->component ? decision->component : "");
    if (use != 1) return;
    const char *basis = basis_of(arena, &applying->subjects, decision->kind, decision->subject);
    if (decision->kind == DECISION_VULNERABILITY) {
        const char *why = kev_reason(arena, decision, map_get(&applying->subjects.vulnerabilities, decision->subject));
        if (why) reopen(applying, decision, why);
    }
    if (decision->basis && basis && strcmp(decision->basis, basis) != 0)
        reopen(applying, decision, "what it stood on changed since then; look at it again and set the new basis");
    if (decision->reopened) decision->used = false;
}

void triage_apply(struct assessment *assessment, struct diags *diags)
{
    if (!assessment->decisions) return;
    struct applying applying = {.assessment = assessment, .subjects = subjects_of(assessment), .diags = diags};
    index_matches(&applying);
    VEC_EACH(&assessment->decisions->list, decision)
        apply_one(&applying, decision);
    subjects_free(&applying.subjects);
    map_free(&applying.matched);
    free(applying.next);
}
