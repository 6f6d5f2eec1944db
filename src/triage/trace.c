#include "triage/trace.h"
#include "codec/cvss.h"
#include "triage/cwe.h"
#include <string.h>

struct tracing {
    struct assessment *assessment;
    struct arena *arena;
    struct cwe_relations *relations;
    struct threat *threat;
    const struct element *elements[5]; // of the model that the threat names; NULL where it names none
    size_t first;                      // of the threat's rows
};

static void add_row(struct tracing *tracing, struct trace_row row)
{
    row.threat = tracing->threat->id;
    VEC_PUSH(&tracing->assessment->trace, row);
}

// --- where a finding lies ----------------------------------------------------------------------

static bool names(const struct threat *threat, const char *id)
{
    return id && (text_equal(threat->element, id) || text_equal(threat->flow, id) || text_equal(threat->source, id) ||
                  text_equal(threat->target, id));
}

static bool is_below(const char *file, const char *folder)
{
    size_t size = strlen(folder);
    while (size && folder[size - 1] == '/')
        size--;
    return size == 0 || strcmp(folder, ".") == 0 || (strncmp(file, folder, size) == 0 && file[size] == '/');
}

static bool in_source_of(const struct element *processor, const char *file)
{
    if (!processor || processor->kind != ELEMENT_PROCESSOR) return false;
    const struct model_value *source = element_value(processor, "source");
    for (size_t i = 0; i < source->count; i++)
        if (is_below(file, source->list[i])) return true;
    return false;
}

static bool is_entry_of(const struct element *channel, const char *function)
{
    return channel && channel->kind == ELEMENT_CHANNEL && function[0] && element_lists(channel, "entry", function);
}

static bool refers(const struct element *element, const char *field, const struct element *target)
{
    const struct model_value *value = element_value(element, field);
    for (size_t i = 0; value->refs && i < value->count; i++)
        if (value->refs[i] == target) return true;
    return false;
}

// Who comes over the channel passes the mechanism: its code is reached over the channel.
static bool guards(const struct element *mechanism, const struct element *channel)
{
    if (!mechanism || mechanism->kind != ELEMENT_AUTHENTICATION) return false;
    return refers(mechanism, "protects", channel) || refers(channel, "authentication", mechanism);
}

// The code that receives what the threat sends: reached over its channel, one of the channel's entry functions, or
// behind the mechanism that the threat is about.
static bool is_at_the_door(const struct tracing *tracing, const struct finding *finding)
{
    if (names(tracing->threat, finding->exposure)) return true;
    const struct device *device = tracing->assessment->device;
    const struct element *channel = device && finding->exposure ? device_find(device, finding->exposure) : NULL;
    for (size_t i = 0; i < COUNT_OF(tracing->elements); i++) {
        if (is_entry_of(tracing->elements[i], finding->function)) return true;
        if (channel && guards(tracing->elements[i], channel)) return true;
    }
    return false;
}

// Somewhere in the software of a processor that the threat names.
static bool is_in_the_house(const struct tracing *tracing, const struct finding *finding)
{
    for (size_t i = 0; i < COUNT_OF(tracing->elements); i++)
        if (in_source_of(tracing->elements[i], finding->location.file)) return true;
    return false;
}

// At the door a related weakness will do; in the house it must be the threat's own, or one below it.
static void trace_findings(struct tracing *tracing)
{
    const struct assessment *assessment = tracing->assessment;
    if (!assessment->findings || !tracing->threat->cwe) return;
    VEC_EACH(&assessment->findings->list, finding) {
        bool door = is_at_the_door(tracing, finding);
        if (!door && !is_in_the_house(tracing, finding)) continue;
        bool related = door ? cwe_related(tracing->relations, tracing->threat->cwe, finding->cwe)
                            : cwe_is_below(tracing->relations, finding->cwe, tracing->threat->cwe);
        if (!related || !finding_is_open(assessment, finding)) continue;
        add_row(tracing, (struct trace_row){.finding = finding->fingerprint});
        tracing->threat->demonstrated |= door;
    }
}

// --- libraries ---------------------------------------------------------------------------------

// A library is part of what the threat is about when one of its elements uses it, by itself or by its authentication.
static bool uses_library(const struct tracing *tracing, const struct element *library)
{
    for (size_t i = 0; i < COUNT_OF(tracing->elements); i++) {
        const struct element *element = tracing->elements[i];
        if (!element) continue;
        if (element == library || refers(element, "libraries", library) || refers(element, "library", library) ||
            refers(library, "used_by", element))
            return true;
        const struct model_value *mechanisms =
            element->kind == ELEMENT_CHANNEL ? element_value(element, "authentication") : NULL;
        for (size_t j = 0; mechanisms && mechanisms->refs && j < mechanisms->count; j++)
            if (mechanisms->refs[j] && refers(mechanisms->refs[j], "library", library)) return true;
    }
    return false;
}

static bool is_component_of(const struct element *library, const struct component *component)
{
    const char *purl = element_text(library, "purl"), *version = element_text(library, "version");
    if (purl) return decision_names_component(purl, component);
    return strcasecmp(library->name, component->name) == 0 &&
           (!version || !component->version || strcmp(version, component->version) == 0);
}

enum harm_to_goal { HURTS_NOT, HURTS, HURTS_PERHAPS };

// Whether a vulnerability takes away one of the goals that the threat is about: the confidentiality, integrity or
// availability of its vector. Without a vector nobody knows.
static enum harm_to_goal hurts(const struct threat *threat, const struct vulnerability *vulnerability)
{
    static const struct { char goal; const char *metrics[2]; } GOALS[] = {
        {'C', {"C", "VC"}}, {'I', {"I", "VI"}}, {'A', {"A", "VA"}}};
    const struct score *score = vulnerability_best_score(vulnerability);
    struct cvss cvss;
    char problem[CVSS_PROBLEM_SIZE];
    if (!threat->cia || !score || !score->vector || cvss_parse(score->vector, &cvss, problem) != STATUS_OK)
        return HURTS_PERHAPS;
    for (size_t i = 0; i < COUNT_OF(GOALS); i++) {
        const char *impact = cvss_get(&cvss, GOALS[i].metrics[0]);
        if (!impact) impact = cvss_get(&cvss, GOALS[i].metrics[1]); // CVSS 4.0
        if (strchr(threat->cia, GOALS[i].goal) && impact && strcmp(impact, "N") != 0) return HURTS;
    }
    return HURTS_NOT;
}

static void trace_library(struct tracing *tracing, const struct element *library)
{
    const struct assessment *assessment = tracing->assessment;
    VEC_EACH(&assessment->matches->list, match) {
        if (match->verdict != VERDICT_AFFECTED ||
            !is_component_of(library, &assessment->components->list.items[match->component]))
            continue;
        const struct decision *decision = match_decision(assessment, match);
        bool applies = !decision_settles(decision) || strcmp(decision->state, "affected") == 0;
        const struct vulnerability *vulnerability = &assessment->matches->vulnerabilities.items[match->vulnerability];
        enum harm_to_goal harm = hurts(tracing->threat, vulnerability);
        if (!applies || harm == HURTS_NOT) continue;
        add_row(tracing, (struct trace_row){.vulnerability = vulnerability->id});
        tracing->threat->demonstrated |= harm == HURTS || names(tracing->threat, library->id);
    }
}

static void trace_vulnerabilities(struct tracing *tracing)
{
    const struct assessment *assessment = tracing->assessment;
    const struct element *library;
    if (!assessment->matches || !assessment->components || !assessment->device) return;
    for (size_t at = 0; (library = device_next(assessment->device, ELEMENT_LIBRARY, &at));)
        if (uses_library(tracing, library)) trace_library(tracing, library);
}

// --- controls and answers ----------------------------------------------------------------------

static bool protects(const struct tracing *tracing, const struct element *control)
{
    for (size_t i = 0; i < COUNT_OF(tracing->elements); i++)
        if (tracing->elements[i] && refers(control, "protects", tracing->elements[i])) return true;
    return false;
}

// A control says which of the rules' mitigations it carries out; one that says none counts by what it protects.
static bool implements(const struct tracing *tracing, const struct element *control)
{
    const struct model_value *ids = element_value(control, "implements");
    if (!ids->known || !ids->count) return true;
    for (size_t i = 0; i < ids->count; i++)
        for (size_t j = 0; j < tracing->threat->mitigation_count; j++)
            if (text_equal(ids->list[i], tracing->threat->mitigations[j].id)) return true;
    return false;
}

static void trace_controls(struct tracing *tracing)
{
    const struct element *control;
    if (!tracing->assessment->device) return;
    for (size_t at = 0; (control = device_next(tracing->assessment->device, ELEMENT_CONTROL, &at));) {
        if (!protects(tracing, control) || !implements(tracing, control)) continue;
        const char *test = element_text(control, "verification.test"),
                   *status = element_text(control, "verification.status");
        add_row(tracing, (struct trace_row){.control = control->id,
                                            .evidence = arena_printf(tracing->arena, "%s (%s)", test ? test : "no test",
                                                                     status ? status : "not verified")});
    }
}

static void trace_decision(struct tracing *tracing)
{
    const struct decision *decision = threat_decision(tracing->assessment, tracing->threat);
    if (!decision) return;
    add_row(tracing, (struct trace_row){.evidence = arena_printf(tracing->arena, "%s by %s on %s", decision->state,
                                                                 decision->by ? decision->by : "nobody",
                                                                 decision->date ? decision->date : "an unknown day")});
    for (const char *const *evidence = decision->evidence; evidence && *evidence; evidence++)
        add_row(tracing, (struct trace_row){.evidence = *evidence});
}

// --- the whole ---------------------------------------------------------------------------------

static const char *const *ids_of(struct tracing *tracing, bool findings)
{
    const struct trace_row *rows = tracing->assessment->trace.items + tracing->first;
    size_t count = tracing->assessment->trace.count - tracing->first, kept = 0;
    const char **ids = ARENA_ARRAY(tracing->arena, const char *, count + 1);
    for (size_t i = 0; i < count; i++) {
        const char *id = findings ? rows[i].finding : rows[i].vulnerability;
        bool known = !id;
        for (size_t j = 0; j < kept && !known; j++)
            known = strcmp(ids[j], id) == 0;
        if (!known) ids[kept++] = id;
    }
    return ids;
}

static void trace_threat(struct tracing *tracing)
{
    const struct device *device = tracing->assessment->device;
    struct threat *threat = tracing->threat;
    const char *const ids[] = {threat->element, threat->flow, threat->source, threat->target, threat->asset};
    for (size_t i = 0; i < COUNT_OF(ids); i++)
        tracing->elements[i] = device && ids[i] ? device_find(device, ids[i]) : NULL;
    tracing->first = tracing->assessment->trace.count;
    trace_findings(tracing);
    trace_vulnerabilities(tracing);
    trace_controls(tracing);
    trace_decision(tracing);
    if (tracing->assessment->trace.count == tracing->first) add_row(tracing, (struct trace_row){0}); // a gap is shown
    threat->findings = ids_of(tracing, true);
    threat->vulnerabilities = ids_of(tracing, false);
}

void trace_collect(struct assessment *assessment)
{
    struct tracing tracing = {.assessment = assessment, .arena = &assessment->arena};
    VEC_CLEAR(&assessment->trace);
    if (!assessment->threats) return;
    tracing.relations = cwe_relations_load();
    VEC_EACH(&assessment->threats->list, threat) {
        tracing.threat = threat;
        trace_threat(&tracing);
    }
    cwe_relations_free(tracing.relations);
}
