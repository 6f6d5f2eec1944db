#include "triage/trace.h"
#include "triage/cwe.h"
#include <string.h>

struct tracing {
    struct assessment *assessment;
    struct cwe_relations *relations;
    const struct threat *threat;
    size_t first; // of the threat's rows
};

static bool threat_names(const struct threat *threat, const char *element)
{
    return element && (text_equal(threat->element, element) || text_equal(threat->flow, element) ||
                       text_equal(threat->source, element) || text_equal(threat->target, element));
}

static void add_row(struct tracing *tracing, struct trace_row row)
{
    row.threat = tracing->threat->id;
    VEC_PUSH(&tracing->assessment->trace, row);
}

static void trace_findings(struct tracing *tracing)
{
    const struct assessment *assessment = tracing->assessment;
    if (!assessment->findings) return;
    VEC_EACH(&assessment->findings->list, finding)
        if (threat_names(tracing->threat, finding->exposure) && finding_is_open(assessment, finding) &&
            cwe_related(tracing->relations, tracing->threat->cwe, finding->cwe))
            add_row(tracing, (struct trace_row){.finding = finding->fingerprint});
}

void trace_collect(struct assessment *assessment)
{
    struct tracing tracing = {.assessment = assessment};
    VEC_CLEAR(&assessment->trace);
    if (!assessment->threats) return;
    tracing.relations = cwe_relations_load();
    VEC_EACH(&assessment->threats->list, threat) {
        tracing.threat = threat;
        tracing.first = assessment->trace.count;
        trace_findings(&tracing);
    }
    cwe_relations_free(tracing.relations);
}
