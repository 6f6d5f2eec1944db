// assessment.json: everything that a run learned, with stable keys (docs/report.md lists them). assessment_read.c reads
// it again. Places are below the workspace; the workspace's own place is not told.
#include "report/output.h"
#include "report/records.h"
#include "report/render.h"

static void write_location(struct json_writer *json, const struct location *location)
{
    js_member_object(json, "location");
    members_write(json, LOCATION_MEMBERS, location);
    js_object_end(json);
}

static void write_finding(struct json_writer *json, const struct assessment *assessment, const struct finding *finding)
{
    js_object_begin(json);
    members_write(json, FINDING_MEMBERS, finding);
    js_member_bool(json, "open", finding_is_open(assessment, finding));
    write_location(json, &finding->location);
    js_member_array(json, "events");
    for (size_t i = 0; i < finding->event_count; i++) {
        js_object_begin(json);
        members_write(json, EVENT_MEMBERS, &finding->events[i]);
        write_location(json, &finding->events[i].location);
        js_object_end(json);
    }
    js_array_end(json);
    js_object_end(json);
}

static void write_evidence(struct json_writer *json, const struct evidence *evidence)
{
    js_object_begin(json);
    members_write(json, EVIDENCE_MEMBERS, evidence);
    js_object_end(json);
}

static void write_identities(struct json_writer *json, const struct component *component)
{
    js_member_array(json, "identities");
    VEC_EACH(&component->identities, identity) {
        js_object_begin(json);
        members_write(json, IDENTITY_MEMBERS, identity);
        js_write_key(json, "evidence");
        write_evidence(json, &identity->evidence);
        js_object_end(json);
    }
    js_array_end(json);
}

static void write_component(struct json_writer *json, const struct component *component)
{
    js_object_begin(json);
    members_write(json, COMPONENT_MEMBERS, component);
    write_identities(json, component);
    js_member_array(json, "evidence");
    VEC_EACH(&component->evidence, evidence)
        write_evidence(json, evidence);
    js_array_end(json);
    js_member_array(json, "hashes");
    VEC_EACH(&component->hashes, hash) {
        js_object_begin(json);
        members_write(json, HASH_MEMBERS, hash);
        js_object_end(json);
    }
    js_array_end(json);
    js_member_array(json, "depends_on");
    VEC_EACH(&component->depends_on, ref)
        js_write_text(json, *ref);
    js_array_end(json);
    js_object_end(json);
}

static void write_vulnerability(struct json_writer *json, const struct vulnerability *vulnerability)
{
    js_object_begin(json);
    members_write(json, VULNERABILITY_MEMBERS, vulnerability);
    js_member_array(json, "cwes");
    for (const unsigned *cwe = vulnerability->cwes; cwe && *cwe; cwe++)
        js_write_int(json, *cwe);
    js_array_end(json);
    js_member_array(json, "scores");
    for (size_t i = 0; i < vulnerability->score_count; i++) {
        js_object_begin(json);
        members_write(json, SCORE_MEMBERS, &vulnerability->scores[i]);
        js_object_end(json);
    }
    js_array_end(json);
    js_object_end(json);
}

static void write_match(struct json_writer *json, const struct assessment *assessment, const struct match *match)
{
    const struct decision *decision = match_decision(assessment, match);
    js_object_begin(json);
    js_member_text(json, "component", match_component(assessment, match)->ref);
    js_member_text(json, "vulnerability", match_vulnerability(assessment, match)->id);
    members_write(json, MATCH_MEMBERS, match);
    js_member_text_opt(json, "answer", decision ? decision->state : NULL);
    js_member_bool(json, "open", match_is_open(assessment, match));
    js_object_end(json);
}

static void write_matches(struct json_writer *json, const struct assessment *assessment)
{
    const struct matches *matches = assessment->matches;
    if (!matches || !assessment->components) return;
    js_member_array(json, "vulnerabilities");
    VEC_EACH(&matches->vulnerabilities, vulnerability)
        write_vulnerability(json, vulnerability);
    js_array_end(json);
    js_member_array(json, "matches");
    VEC_EACH(&matches->list, match)
        write_match(json, assessment, match);
    js_array_end(json);
    js_member_array(json, "feeds");
    VEC_EACH(&matches->feeds, feed) {
        js_object_begin(json);
        members_write(json, FEED_MEMBERS, feed);
        js_object_end(json);
    }
    js_array_end(json);
    js_member_array(json, "unmatchable");
    VEC_EACH(&matches->unmatchable, index)
        js_write_text(json, assessment->components->list.items[*index].ref);
    js_array_end(json);
}

static void write_threats(struct json_writer *json, const struct assessment *assessment)
{
    if (!assessment->threats) return;
    js_member_array(json, "threats");
    VEC_EACH(&assessment->threats->list, threat) {
        js_object_begin(json);
        members_write(json, THREAT_MEMBERS, threat);
        js_member_bool(json, "open", threat_is_open(assessment, threat));
        record_write_mitigations(json, threat);
        js_object_end(json);
    }
    js_array_end(json);
    record_write_questions(json, assessment);
}

// A list of items that one table describes in full.
#define WRITE_LIST(json, key, list, members)                                                        \
    do {                                                                                           \
        js_member_array((json), (key));                                                            \
        VEC_EACH((list), item) {                                                                   \
            js_object_begin(json);                                                                 \
            members_write((json), (members), item);                                                  \
            js_object_end(json);                                                                   \
        }                                                                                          \
        js_array_end(json);                                                                        \
    } while (0)

static void write_suggestions(struct json_writer *json, const struct assessment *assessment)
{
    if (!assessment->matches || !assessment->components) return;
    js_member_array(json, "suggestions");
    VEC_EACH(&assessment->suggestions, suggestion) {
        const struct match *match = &assessment->matches->list.items[suggestion->match];
        js_object_begin(json);
        js_member_text(json, "component", match_component(assessment, match)->ref);
        js_member_text(json, "vulnerability", match_vulnerability(assessment, match)->id);
        members_write(json, SUGGESTION_MEMBERS, suggestion);
        js_object_end(json);
    }
    js_array_end(json);
}

static void write_steps(struct json_writer *json, const struct assessment *assessment)
{
    if (assessment->findings) {
        js_member_array(json, "findings");
        VEC_EACH(&assessment->findings->list, finding)
            write_finding(json, assessment, finding);
        js_array_end(json);
    }
    js_member_array(json, "rules");
    for (const struct rule *const *rule = assessment->rules; rule && *rule; rule++) {
        js_object_begin(json);
        members_write(json, RULE_MEMBERS, *rule);
        js_object_end(json);
    }
    js_array_end(json);
    if (assessment->components) {
        js_member_array(json, "components");
        VEC_EACH(&assessment->components->list, component)
            write_component(json, component);
        js_array_end(json);
    }
    write_matches(json, assessment);
    write_suggestions(json, assessment);
    write_threats(json, assessment);
}

// The model as its canonical YAML, so that the report can be written again when device.yaml has moved on.
static void write_model(struct json_writer *json, const struct assessment *assessment)
{
    const struct device *device = assessment->device;
    struct buf text = {0};
    if (!device) return;
    device_write(device, &text);
    js_member_text_opt(json, "file", report_path(assessment, device_file(device)));
    js_member_text(json, "model", buf_cstr(&text));
    buf_free(&text);
}

static void write_head(struct json_writer *json, const struct assessment *assessment)
{
    js_member_text(json, "format", "theriac-assessment");
    js_member_int(json, "format_version", 1);
    js_member_text_opt(json, "tool_version", assessment->tool_version);
    js_member_text_opt(json, "date", assessment->date);
    js_member_object(json, "device");
    js_member_text(json, "name", report_device_name(assessment));
    js_member_text_opt(json, "version", report_device_version(assessment));
    js_member_text_opt(json, "manufacturer", report_manufacturer(assessment));
    write_model(json, assessment);
    js_object_end(json);
    js_member_text(json, "verdict", assessment->gate.count ? "closed" : "open");
    js_member_bool(json, "complete", !assessment->diags || !diags_incomplete(assessment->diags));
    WRITE_LIST(json, "gate", &assessment->gate, GATE_MEMBERS);
}

static void write_decisions(struct json_writer *json, const struct assessment *assessment)
{
    if (!assessment->decisions) return;
    js_member_array(json, "decisions");
    VEC_EACH(&assessment->decisions->list, decision) {
        struct decision told = *decision;
        told.file = report_path(assessment, decision->file);
        js_object_begin(json);
        members_write(json, DECISION_MEMBERS, &told);
        js_object_end(json);
    }
    js_array_end(json);
}

static void write_diagnostics(struct json_writer *json, const struct assessment *assessment)
{
    if (!assessment->diags) return;
    js_member_array(json, "diagnostics");
    VEC_EACH(&assessment->diags->list, diag) {
        struct diag told = *diag;
        told.file = report_path(assessment, diag->file);
        js_object_begin(json);
        members_write(json, DIAG_MEMBERS, &told);
        js_object_end(json);
    }
    js_array_end(json);
}

static enum status write(const struct assessment *assessment, struct buf *out, struct diags *diags)
{
    (void)diags;
    struct json_writer json = {.out = out, .pretty = true};
    js_object_begin(&json);
    write_head(&json, assessment);
    js_member_object(&json, "code");
    members_write(&json, STATISTICS_MEMBERS, &assessment->code);
    js_object_end(&json);
    write_steps(&json, assessment);
    write_decisions(&json, assessment);
    WRITE_LIST(&json, "trace", &assessment->trace, TRACE_MEMBERS);
    write_diagnostics(&json, assessment);
    js_member_text_opt(&json, "diagram", assessment->diagram_svg);
    js_object_end(&json);
    return STATUS_OK;
}

const struct output OUTPUT_json = {
    .name = "json",
    .file_name = "assessment.json",
    .description = "everything, for programs and for rendering again",
    .in_report = true,
    .write = write,
};
