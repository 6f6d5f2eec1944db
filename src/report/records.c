#include "report/records.h"
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

#define SEVERITY(type, member) FIELD_NAMED(type, member, severity_text, SEVERITY_CRITICAL)
#define CONFIDENCE(type, member) FIELD_NAMED(type, member, confidence_text, CONFIDENCE_HIGH)
#define HARM(type, member) FIELD_NAMED(type, member, harm_text, HARM_CATASTROPHIC)
#define TEXT(type, member) FIELD(FIELD_TEXT, type, member)

const struct field RULE_FIELDS[] = {
    FIELD_MUST(struct rule, id), FIELD(FIELD_UINT, struct rule, cwe), SEVERITY(struct rule, severity),
    TEXT(struct rule, title), TEXT(struct rule, explanation), TEXT(struct rule, remedy), TEXT(struct rule, tier), {0}};

const struct field LOCATION_FIELDS[] = {
    FIELD_MUST(struct location, file), FIELD(FIELD_UINT, struct location, line),
    FIELD(FIELD_UINT, struct location, column), FIELD(FIELD_UINT, struct location, end_line),
    FIELD(FIELD_UINT, struct location, end_column), {0}};

const struct field EVENT_FIELDS[] = {
    FIELD(FIELD_UINT, struct finding_event, depth), FIELD_MUST(struct finding_event, message), {0}};

const struct field FINDING_FIELDS[] = {
    FIELD_MUST(struct finding, fingerprint), FIELD_MUST(struct finding, rule), FIELD(FIELD_UINT, struct finding, cwe),
    SEVERITY(struct finding, severity), CONFIDENCE(struct finding, confidence), FIELD_MUST(struct finding, message),
    TEXT(struct finding, function), TEXT(struct finding, statement), TEXT(struct finding, path_fingerprint),
    TEXT(struct finding, tool), TEXT(struct finding, suppression), TEXT(struct finding, exposure), {0}};

const struct field EVIDENCE_FIELDS[] = {
    TEXT(struct evidence, file), FIELD(FIELD_UINT, struct evidence, line), FIELD(FIELD_U64, struct evidence, offset),
    TEXT(struct evidence, rule), TEXT(struct evidence, detail), {0}};

const struct field IDENTITY_FIELDS[] = {
    FIELD_NAMED(struct identity, kind, identity_text, IDENTITY_NAME), FIELD_MUST(struct identity, text),
    CONFIDENCE(struct identity, confidence), {0}};

const struct field HASH_FIELDS[] = {
    FIELD_MUST(struct component_hash, algorithm), FIELD_MUST(struct component_hash, hex), {0}};

const struct field COMPONENT_FIELDS[] = {
    FIELD_MUST(struct component, ref), TEXT(struct component, type), FIELD_MUST(struct component, name),
    TEXT(struct component, group), TEXT(struct component, version), TEXT(struct component, scheme),
    TEXT(struct component, supplier), TEXT(struct component, licence), TEXT(struct component, scope),
    TEXT(struct component, support_level), TEXT(struct component, end_of_support),
    TEXT(struct component, description), {0}};

const struct field SCORE_FIELDS[] = {
    TEXT(struct score, vector), TEXT(struct score, source), FIELD(FIELD_INT, struct score, tenths), {0}};

const struct field VULNERABILITY_FIELDS[] = {
    FIELD_MUST(struct vulnerability, id), FIELD(FIELD_TEXTS, struct vulnerability, aliases),
    TEXT(struct vulnerability, feed), TEXT(struct vulnerability, record), TEXT(struct vulnerability, title),
    TEXT(struct vulnerability, description), TEXT(struct vulnerability, published),
    TEXT(struct vulnerability, modified), FIELD(FIELD_BOOL, struct vulnerability, withdrawn),
    FIELD(FIELD_TEXTS, struct vulnerability, references), FIELD(FIELD_TEXTS, struct vulnerability, functions),
    FIELD(FIELD_BOOL, struct vulnerability, kev), TEXT(struct vulnerability, kev_added),
    TEXT(struct vulnerability, kev_due), FIELD(FIELD_REAL, struct vulnerability, epss),
    FIELD(FIELD_REAL, struct vulnerability, epss_percentile), TEXT(struct vulnerability, basis), {0}};

const struct field MATCH_FIELDS[] = {
    FIELD_NAMED(struct match, verdict, verdict_text, VERDICT_UNDECIDABLE), CONFIDENCE(struct match, confidence),
    TEXT(struct match, identity), TEXT(struct match, feed), TEXT(struct match, scheme), TEXT(struct match, range),
    TEXT(struct match, fixed), TEXT(struct match, reason), {0}};

const struct field FEED_FIELDS[] = {
    FIELD_MUST(struct feed_state, name), TEXT(struct feed_state, date), TEXT(struct feed_state, imported),
    FIELD(FIELD_SIZE, struct feed_state, records), TEXT(struct feed_state, completeness), {0}};

const struct field MITIGATION_FIELDS[] = {
    FIELD_MUST(struct mitigation, id), FIELD_MUST(struct mitigation, text), TEXT(struct mitigation, requirement),
    TEXT(struct mitigation, verification), {0}};

const struct field THREAT_FIELDS[] = {
    FIELD_MUST(struct threat, id), TEXT(struct threat, rule), FIELD_MUST(struct threat, title),
    TEXT(struct threat, description), TEXT(struct threat, element), TEXT(struct threat, source),
    TEXT(struct threat, flow), TEXT(struct threat, target), TEXT(struct threat, asset), TEXT(struct threat, stride),
    TEXT(struct threat, linddun), TEXT(struct threat, cia), FIELD(FIELD_UINT, struct threat, cwe),
    TEXT(struct threat, capec), TEXT(struct threat, emb3d), TEXT(struct threat, attack), TEXT(struct threat, cvss),
    FIELD(FIELD_INT, struct threat, exploitability), HARM(struct threat, harm),
    FIELD(FIELD_INT, struct threat, residual_exploitability), HARM(struct threat, residual_harm),
    TEXT(struct threat, state), FIELD(FIELD_BOOL, struct threat, demonstrated),
    FIELD(FIELD_TEXTS, struct threat, because), TEXT(struct threat, false_alarm),
    FIELD(FIELD_TEXTS, struct threat, findings), FIELD(FIELD_TEXTS, struct threat, vulnerabilities), {0}};

const struct field QUESTION_FIELDS[] = {
    TEXT(struct question, element), TEXT(struct question, attribute), FIELD_MUST(struct question, text),
    TEXT(struct question, file), FIELD(FIELD_UINT, struct question, line),
    FIELD(FIELD_TEXTS, struct question, rules), {0}};

const struct field DECISION_FIELDS[] = {
    FIELD_NAMED(struct decision, kind, kind_text, DECISION_THREAT), FIELD_MUST(struct decision, subject),
    TEXT(struct decision, component), FIELD_MUST(struct decision, state), TEXT(struct decision, justification),
    TEXT(struct decision, rationale), TEXT(struct decision, patch_plan), TEXT(struct decision, verification),
    TEXT(struct decision, verification_status), TEXT(struct decision, by), TEXT(struct decision, date),
    TEXT(struct decision, expires), FIELD(FIELD_TEXTS, struct decision, evidence), TEXT(struct decision, basis),
    TEXT(struct decision, file), FIELD(FIELD_UINT, struct decision, line),
    FIELD(FIELD_BOOL, struct decision, reopened), TEXT(struct decision, reopened_why),
    FIELD(FIELD_BOOL, struct decision, used), {0}};

const struct field DIAG_FIELDS[] = {
    FIELD_NAMED(struct diag, level, level_text, DIAG_ERROR), TEXT(struct diag, file), FIELD(FIELD_UINT, struct diag, line),
    FIELD(FIELD_UINT, struct diag, column), FIELD_MUST(struct diag, message), {0}};

const struct field STATISTICS_FIELDS[] = {
    FIELD(FIELD_SIZE, struct code_statistics, files), FIELD(FIELD_SIZE, struct code_statistics, lines),
    FIELD(FIELD_SIZE, struct code_statistics, functions), FIELD(FIELD_SIZE, struct code_statistics, files_failed),
    FIELD(FIELD_SIZE, struct code_statistics, limits_hit), {0}};

const struct field GATE_FIELDS[] = {FIELD_MUST(struct gate_line, what), FIELD_MUST(struct gate_line, why), {0}};

const struct field TRACE_FIELDS[] = {
    FIELD_MUST(struct trace_row, threat), TEXT(struct trace_row, finding), TEXT(struct trace_row, vulnerability),
    TEXT(struct trace_row, control), TEXT(struct trace_row, evidence), {0}};

const struct field SUGGESTION_FIELDS[] = {
    FIELD_MUST(struct suggestion, state), TEXT(struct suggestion, justification), TEXT(struct suggestion, rung),
    FIELD_MUST(struct suggestion, text), {0}};
