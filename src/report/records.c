#include "report/records.h"
#include "report/render.h"
#include "model/assessment.h"

static const char *severity_text(int value)
{
    return severity_name((enum severity)value);
}

static const char *confidence_text(int value)
{
    return confidence_name((enum confidence)value);
}

static const char *harm_text(int value)
{
    return harm_severity_name((enum harm_severity)value);
}

static const char *verdict_text(int value)
{
    return verdict_name((enum verdict)value);
}

static const char *kind_text(int value)
{
    return decision_kind_name((enum decision_kind)value);
}

static const char *level_text(int value)
{
    return diag_level_name((enum diag_level)value);
}

static const char *identity_text(int value)
{
    static const char *const NAMES[] = {"purl", "cpe", "name"};
    return NAMES[value];
}

#define SEVERITY(type, member) MEMBER_NAMED(type, member, severity_text, SEVERITY_CRITICAL)
#define CONFIDENCE(type, member) MEMBER_NAMED(type, member, confidence_text, CONFIDENCE_HIGH)
#define HARM(type, member) MEMBER_NAMED(type, member, harm_text, HARM_CATASTROPHIC)
#define TEXT(type, member) MEMBER(MEMBER_TEXT, type, member)

const struct member RULE_MEMBERS[] = {
    MEMBER_MUST(struct rule, id), MEMBER(MEMBER_UINT, struct rule, cwe), SEVERITY(struct rule, severity),
    TEXT(struct rule, title), TEXT(struct rule, explanation), TEXT(struct rule, remedy), TEXT(struct rule, tier), {0}};

const struct member LOCATION_MEMBERS[] = {
    MEMBER_MUST(struct location, file), MEMBER(MEMBER_UINT, struct location, line),
    MEMBER(MEMBER_UINT, struct location, column), MEMBER(MEMBER_UINT, struct location, end_line),
    MEMBER(MEMBER_UINT, struct location, end_column), {0}};

const struct member EVENT_MEMBERS[] = {
    MEMBER(MEMBER_UINT, struct finding_event, depth), MEMBER_MUST(struct finding_event, message), {0}};

const struct member FINDING_MEMBERS[] = {MEMBER_MUST(struct finding, fingerprint),
                                         MEMBER_MUST(struct finding, rule),
                                         MEMBER(MEMBER_UINT, struct finding, cwe),
                                         SEVERITY(struct finding, severity),
                                         CONFIDENCE(struct finding, confidence),
                                         MEMBER_MUST(struct finding, message),
                                         TEXT(struct finding, function),
                                         TEXT(struct finding, statement),
                                         TEXT(struct finding, path_fingerprint),
                                         TEXT(struct finding, tool),
                                         TEXT(struct finding, also),
                                         TEXT(struct finding, suppression),
                                         TEXT(struct finding, exposure),
                                         {0}};

const struct member EVIDENCE_MEMBERS[] = {TEXT(struct evidence, file),
                                          MEMBER(MEMBER_UINT, struct evidence, line),
                                          MEMBER(MEMBER_U64, struct evidence, offset),
                                          TEXT(struct evidence, rule),
                                          TEXT(struct evidence, detail),
                                          {0}};

const struct member IDENTITY_MEMBERS[] = {
    MEMBER_NAMED(struct identity, kind, identity_text, IDENTITY_NAME), MEMBER_MUST(struct identity, text),
    CONFIDENCE(struct identity, confidence), {0}};

const struct member HASH_MEMBERS[] = {
    MEMBER_MUST(struct component_hash, algorithm), MEMBER_MUST(struct component_hash, hex), {0}};

const struct member COMPONENT_MEMBERS[] = {
    MEMBER_MUST(struct component, ref), TEXT(struct component, type), MEMBER_MUST(struct component, name),
    TEXT(struct component, group), TEXT(struct component, version), TEXT(struct component, scheme),
    TEXT(struct component, supplier), TEXT(struct component, licence), TEXT(struct component, scope),
    TEXT(struct component, support_level), TEXT(struct component, end_of_support),
    TEXT(struct component, description), {0}};

const struct member SCORE_MEMBERS[] = {
    TEXT(struct score, vector), TEXT(struct score, source), MEMBER(MEMBER_INT, struct score, tenths), {0}};

const struct member VULNERABILITY_MEMBERS[] = {
    MEMBER_MUST(struct vulnerability, id), MEMBER(MEMBER_TEXTS, struct vulnerability, aliases),
    TEXT(struct vulnerability, feed), TEXT(struct vulnerability, record), TEXT(struct vulnerability, title),
    TEXT(struct vulnerability, description), TEXT(struct vulnerability, published),
    TEXT(struct vulnerability, modified), MEMBER(MEMBER_BOOL, struct vulnerability, withdrawn),
    MEMBER(MEMBER_TEXTS, struct vulnerability, references), MEMBER(MEMBER_TEXTS, struct vulnerability, functions),
    MEMBER(MEMBER_BOOL, struct vulnerability, kev), TEXT(struct vulnerability, kev_added),
    TEXT(struct vulnerability, kev_due), MEMBER(MEMBER_REAL, struct vulnerability, epss),
    MEMBER(MEMBER_REAL, struct vulnerability, epss_percentile), TEXT(struct vulnerability, basis), {0}};

const struct member MATCH_MEMBERS[] = {
    MEMBER_NAMED(struct match, verdict, verdict_text, VERDICT_UNDECIDABLE), CONFIDENCE(struct match, confidence),
    TEXT(struct match, identity), TEXT(struct match, feed), TEXT(struct match, scheme), TEXT(struct match, range),
    TEXT(struct match, fixed), TEXT(struct match, reason), {0}};

const struct member FEED_MEMBERS[] = {
    MEMBER_MUST(struct feed_state, name), TEXT(struct feed_state, date), TEXT(struct feed_state, imported),
    MEMBER(MEMBER_SIZE, struct feed_state, records), TEXT(struct feed_state, completeness), {0}};

const struct member MITIGATION_MEMBERS[] = {
    MEMBER_MUST(struct mitigation, id), MEMBER_MUST(struct mitigation, text), TEXT(struct mitigation, requirement),
    TEXT(struct mitigation, verification), {0}};

const struct member THREAT_MEMBERS[] = {
    MEMBER_MUST(struct threat, id), TEXT(struct threat, rule), MEMBER_MUST(struct threat, title),
    TEXT(struct threat, description), TEXT(struct threat, element), TEXT(struct threat, source),
    TEXT(struct threat, flow), TEXT(struct threat, target), TEXT(struct threat, asset), TEXT(struct threat, stride),
    TEXT(struct threat, linddun), TEXT(struct threat, cia), MEMBER(MEMBER_UINT, struct threat, cwe),
    TEXT(struct threat, capec), TEXT(struct threat, emb3d), TEXT(struct threat, attack), TEXT(struct threat, cvss),
    MEMBER(MEMBER_INT, struct threat, exploitability), HARM(struct threat, harm),
    MEMBER(MEMBER_INT, struct threat, residual_exploitability), HARM(struct threat, residual_harm),
    TEXT(struct threat, state), MEMBER(MEMBER_BOOL, struct threat, demonstrated),
    MEMBER(MEMBER_TEXTS, struct threat, because), TEXT(struct threat, false_alarm),
    MEMBER(MEMBER_TEXTS, struct threat, findings), MEMBER(MEMBER_TEXTS, struct threat, vulnerabilities), {0}};

const struct member QUESTION_MEMBERS[] = {
    TEXT(struct question, element), TEXT(struct question, attribute), MEMBER_MUST(struct question, text),
    TEXT(struct question, file), MEMBER(MEMBER_UINT, struct question, line),
    MEMBER(MEMBER_TEXTS, struct question, rules), {0}};

const struct member DECISION_MEMBERS[] = {
    MEMBER_NAMED(struct decision, kind, kind_text, DECISION_THREAT), MEMBER_MUST(struct decision, subject),
    TEXT(struct decision, component), MEMBER_MUST(struct decision, state), TEXT(struct decision, justification),
    TEXT(struct decision, rationale), TEXT(struct decision, patch_plan), TEXT(struct decision, verification),
    TEXT(struct decision, verification_status), TEXT(struct decision, by), TEXT(struct decision, date),
    TEXT(struct decision, expires), MEMBER(MEMBER_TEXTS, struct decision, evidence), TEXT(struct decision, basis),
    TEXT(struct decision, file), MEMBER(MEMBER_UINT, struct decision, line),
    MEMBER(MEMBER_BOOL, struct decision, reopened), TEXT(struct decision, reopened_why),
    MEMBER(MEMBER_BOOL, struct decision, used), {0}};

const struct member DIAG_MEMBERS[] = {MEMBER_NAMED(struct diag, level, level_text, DIAG_ERROR),
                                      TEXT(struct diag, file),
                                      MEMBER(MEMBER_UINT, struct diag, line),
                                      MEMBER(MEMBER_UINT, struct diag, column),
                                      MEMBER_MUST(struct diag, message),
                                      {0}};

const struct member STATISTICS_MEMBERS[] = {
    MEMBER(MEMBER_SIZE, struct code_statistics, files), MEMBER(MEMBER_SIZE, struct code_statistics, lines),
    MEMBER(MEMBER_SIZE, struct code_statistics, functions), MEMBER(MEMBER_SIZE, struct code_statistics, files_failed),
    MEMBER(MEMBER_SIZE, struct code_statistics, limits_hit), {0}};

const struct member GATE_MEMBERS[] = {MEMBER_MUST(struct gate_line, what), MEMBER_MUST(struct gate_line, why), {0}};

const struct member TRACE_MEMBERS[] = {
    MEMBER_MUST(struct trace_row, threat), TEXT(struct trace_row, finding), TEXT(struct trace_row, vulnerability),
    TEXT(struct trace_row, control), TEXT(struct trace_row, evidence), {0}};

const struct member SUGGESTION_MEMBERS[] = {
    MEMBER_MUST(struct suggestion, state), TEXT(struct suggestion, justification), TEXT(struct suggestion, rung),
    MEMBER_MUST(struct suggestion, text), {0}};

void record_write_mitigations(struct json_writer *json, const struct threat *threat)
{
    js_member_array(json, "mitigations");
    for (size_t i = 0; i < threat->mitigation_count; i++) {
        js_object_begin(json);
        members_write(json, MITIGATION_MEMBERS, &threat->mitigations[i]);
        js_object_end(json);
    }
    js_array_end(json);
}

void record_write_questions(struct json_writer *json, const struct assessment *assessment)
{
    js_member_array(json, "questions");
    if (assessment->threats) VEC_EACH(&assessment->threats->questions, question) {
            struct question told = *question;
            told.file = report_path(assessment, question->file);
            js_object_begin(json);
            members_write(json, QUESTION_MEMBERS, &told);
            js_object_end(json);
        }
    js_array_end(json);
}
