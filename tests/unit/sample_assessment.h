// An assessment built by hand, with something of everything and names that try to break out of the formats.
#pragma once
#include "model/assessment.h"
#include <string.h>

#define HOSTILE "<script>alert(\"1\")</script> & 'x' \x01\xff]]>"

struct sample {
    struct assessment assessment;
    struct findings findings;
    struct components components;
    struct matches matches;
    struct threats threats;
    struct decisions decisions;
    struct diags diags;
};

static const struct rule SAMPLE_NULL = {.id = "null-dereference", .cwe = 476, .severity = SEVERITY_HIGH,
                                        .title = "Null pointer dereference", .explanation = "It ends the program.",
                                        .remedy = "Check the pointer.", .tier = "engine"};
static const struct rule SAMPLE_LEAK = {.id = "memory-leak", .cwe = 401, .severity = SEVERITY_MEDIUM,
                                        .title = "Memory leak", .explanation = "Memory runs out.",
                                        .remedy = "Free it.", .tier = "engine"};
static const struct rule *const SAMPLE_RULES[] = {&SAMPLE_NULL, &SAMPLE_LEAK, NULL};

static inline void sample_findings(struct sample *sample)
{
    static const struct finding_event STEPS[] = {
        {.location = {.file = "src/frame.c", .line = 4, .column = 9}, .depth = 0, .message = "'p' may be null here"},
        {.location = {.file = "src/frame.c", .line = 9, .column = 5}, .depth = 1, .message = "calls 'use'"},
        {.location = {.file = "src/use.c", .line = 3, .column = 13}, .depth = 1, .message = "'p' is dereferenced"}};
    struct finding null = {.rule = "null-dereference", .cwe = 476, .severity = SEVERITY_CRITICAL,
                           .confidence = CONFIDENCE_HIGH, .location = {"src/use.c", 3, 13, 0, 0}, .function = "use",
                           .message = "'p' may be null", .events = STEPS, .event_count = 3,
                           .statement = "return *p;", .exposure = "ble"};
    struct finding leak = {.rule = "memory-leak", .cwe = 401, .severity = SEVERITY_MEDIUM,
                           .confidence = CONFIDENCE_MEDIUM, .location = {"src/frame.c", 12, 5, 12, 11}, .function = "f",
                           .message = "'buffer' leaks", .statement = "return;"};
    struct finding quiet = {.rule = "unlisted-rule", .cwe = 0, .severity = SEVERITY_LOW, .confidence = CONFIDENCE_LOW,
                            .location = {"src/a b&\"c.c", 0, 0, 0, 0}, .message = HOSTILE, .statement = "x",
                            .suppression = "reviewed <b>", .tool = "cppcheck"};
    findings_add(&sample->findings, &null);
    findings_add(&sample->findings, &leak);
    findings_add(&sample->findings, &quiet);
    findings_finish(&sample->findings);
    sample->assessment.findings = &sample->findings;
    sample->assessment.rules = SAMPLE_RULES;
}

static inline void sample_components(struct sample *sample)
{
    struct components *parts = &sample->components;
    struct evidence lock = {.file = "conan.lock", .line = 7, .rule = "conan", .detail = "zlib/1.2.11"};
    struct component *zlib = components_add(parts, "zlib", "1.2.11");
    component_add_identity(parts, zlib, IDENTITY_PURL, "pkg:conan/zlib@1.2.11", CONFIDENCE_HIGH, lock);
    component_add_identity(parts, zlib, IDENTITY_CPE, "cpe:2.3:a:zlib:zlib:1.2.11:*:*:*:*:*:*:*", CONFIDENCE_MEDIUM,
                           lock);
    component_add_evidence(parts, zlib, lock);
    zlib->licence = "Zlib";
    zlib->supplier = "zlib project";
    VEC_PUSH(&zlib->hashes, ((struct component_hash){
                                "SHA-256", "c3e5e9fdd5004dcb542feda5ee4f0ff0744628baf8ed2dd5d66f8ca1197cb1a1"}));
    struct component *app = components_add(parts, "app", "1.0");
    component_add_identity(parts, app, IDENTITY_PURL, "pkg:generic/app@1.0", CONFIDENCE_MEDIUM, lock);
    app->scheme = "semver";
    VEC_PUSH(&app->depends_on, "pkg:conan/zlib@1.2.11");
    struct component *odd = components_add(parts, "odd <part> \"x\"", NULL);
    odd->licence = "Odd licence, see file";
    odd->scope = "excluded";
    components_finish(parts); // app, odd, zlib
    // The dependency names a ref that only exists now.
    VEC_CLEAR(&parts->list.items[0].depends_on);
    VEC_PUSH(&parts->list.items[0].depends_on, parts->list.items[2].ref);
    sample->assessment.components = parts;
}

static inline void sample_matches(struct sample *sample)
{
    static struct score SCORES[] = {{"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "NVD", 98}};
    static const unsigned CWES[] = {787, 0};
    static const char *const ALIASES[] = {"GHSA-1111-2222-3333", NULL};
    static const char *const REFERENCES[] = {"https://example.org/advisory", "javascript:alert(1)", NULL};
    struct matches *matches = &sample->matches;
    VEC_PUSH(&matches->vulnerabilities,
             ((struct vulnerability){.id = "CVE-2022-37434", .aliases = ALIASES, .feed = "cve5",
                                     .record = "CVE-2022-37434", .title = "Buffer over-read in inflate",
                                     .description = HOSTILE, .published = "2022-08-05", .scores = SCORES,
                                     .score_count = 1, .cwes = CWES, .references = REFERENCES, .kev = true,
                                     .kev_added = "2023-01-01", .epss = 0.5, .epss_percentile = 0.97,
                                     .basis = "00000000000000aa"}));
    VEC_PUSH(&matches->vulnerabilities, ((struct vulnerability){.id = "CVE-2018-25032", .feed = "cve5", .epss = -1,
                                                                .epss_percentile = -1, .basis = "00000000000000bb"}));
    VEC_PUSH(&matches->vulnerabilities, ((struct vulnerability){.id = "CVE-2000-0001", .feed = "osv", .epss = -1,
                                                                .epss_percentile = -1}));
    VEC_PUSH(&matches->list, ((struct match){.component = 1, .vulnerability = 1, .verdict = VERDICT_UNDECIDABLE,
                                             .identity = "odd", .feed = "cve5", .reason = "the part has no version"}));
    VEC_PUSH(&matches->list, ((struct match){.component = 2, .vulnerability = 2, .verdict = VERDICT_NOT_IN_RANGE,
                                             .identity = "pkg:conan/zlib@1.2.11"}));
    VEC_PUSH(&matches->list, ((struct match){.component = 2, .vulnerability = 1, .verdict = VERDICT_AFFECTED,
                                             .confidence = CONFIDENCE_HIGH, .identity = "pkg:conan/zlib@1.2.11",
                                             .feed = "cve5", .scheme = "generic", .range = "< 1.2.12",
                                             .fixed = "1.2.12", .reason = "in range"}));
    VEC_PUSH(&matches->list, ((struct match){.component = 2, .vulnerability = 0, .verdict = VERDICT_AFFECTED,
                                             .confidence = CONFIDENCE_HIGH, .identity = "pkg:conan/zlib@1.2.11",
                                             .feed = "cve5", .scheme = "generic", .range = "<= 1.2.12"}));
    VEC_PUSH(&matches->feeds, ((struct feed_state){"cve5", "2024-12-31", "2026-01-01T00:00:00Z", 38876,
                                                   "one year of records only"}));
    VEC_PUSH(&matches->unmatchable, (size_t)1);
    sample->assessment.matches = matches;
}

static inline void sample_threats(struct sample *sample)
{
    static const char *const BECAUSE[] = {"ble.encryption is none", "ble.commands has bolus", NULL};
    static const struct mitigation MITIGATIONS[] = {
        {"M-auth", "Authenticate the companion app", "CR 1.2", "Pair with a wrong key; it is refused"}};
    static const char *const FOUND[] = {"0123456789abcdef", NULL};
    VEC_PUSH(&sample->threats.list,
             ((struct threat){.id = "T-0000000001", .rule = "wireless-command", .title = "A stranger commands a bolus",
                              .description = HOSTILE, .element = "ble", .source = "app", .flow = "ble",
                              .target = "controller", .asset = "therapy", .stride = "STE", .linddun = "", .cia = "IA",
                              .cwe = 306, .cvss = "CVSS:3.1/AV:A/AC:L/PR:N/UI:N/S:U/C:N/I:H/A:H", .exploitability = 81,
                              .harm = HARM_CRITICAL, .residual_exploitability = 42, .residual_harm = HARM_SERIOUS,
                              .state = "open", .demonstrated = true, .because = BECAUSE, .mitigations = MITIGATIONS,
                              .mitigation_count = 1, .findings = FOUND, .false_alarm = "The link has no commands."}));
    VEC_PUSH(&sample->threats.list,
             ((struct threat){.id = "T-0000000002", .title = "Readings of the log", .element = "log", .stride = "I",
                              .linddun = "Data Disclosure", .cia = "C", .exploitability = -1, .harm = HARM_UNKNOWN,
                              .residual_exploitability = -1, .residual_harm = HARM_UNKNOWN, .state = "open"}));
    VEC_PUSH(&sample->threats.questions, ((struct question){"ble", "authentication", "Who may connect over BLE?",
                                                            "device.yaml", 12, NULL}));
    sample->assessment.threats = &sample->threats;
}

static inline void sample_decisions(struct sample *sample)
{
    static const char *const EVIDENCE[] = {"test/T-17.md", NULL};
    VEC_PUSH(&sample->decisions.list,
             ((struct decision){.kind = DECISION_VULNERABILITY, .subject = "CVE-2018-25032",
                                .component = "pkg:conan/zlib", .state = "not_affected",
                                .justification = "code_not_reachable", .rationale = "Deflate is not called.",
                                .by = "A. Person", .date = "2026-02-03", .evidence = EVIDENCE,
                                .basis = "00000000000000bb", .file = "decisions.yaml", .line = 2}));
    VEC_PUSH(&sample->decisions.list,
             ((struct decision){.kind = DECISION_THREAT, .subject = "T-0000000002", .state = "accepted",
                                .rationale = "The log holds no personal data.", .by = "A. Person",
                                .date = "2026-02-04", .file = "decisions.yaml", .line = 12}));
    sample->assessment.decisions = &sample->decisions;
}

static inline void sample_make(struct sample *sample)
{
    memset(sample, 0, sizeof *sample);
    sample->assessment.folder = "tests/data/report";
    sample->assessment.tool_version = "0.0.1";
    sample->assessment.date = "2026-03-04T05:06:07Z";
    sample->assessment.diagram_svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\"></svg>";
    sample->assessment.diags = &sample->diags;
    sample->assessment.code = (struct code_statistics){2, 40, 3, 1, 0, 0.5};
    DIAG(&sample->diags, DIAG_SKIPPED, "src/broken.c", 4, "cannot be compiled: %s", HOSTILE);
    sample_findings(sample);
    sample_components(sample);
    sample_matches(sample);
    sample_threats(sample);
    sample_decisions(sample);
    VEC_PUSH(&sample->assessment.gate, ((struct gate_line){"CVE-2022-37434 in zlib 1.2.11", "CVSS 9.8, unanswered"}));
    VEC_PUSH(&sample->assessment.trace, ((struct trace_row){.threat = "T-0000000001", .vulnerability = "CVE-2022-37434",
                                                            .control = "C-1", .evidence = "test/T-17.md"}));
    VEC_PUSH(&sample->assessment.suggestions,
             ((struct suggestion){3, "not_affected", "code_not_present", "file not compiled", "inflate.c is not built"}));
}

static inline void sample_free(struct sample *sample)
{
    assessment_free(&sample->assessment);
    findings_free(&sample->findings);
    components_free(&sample->components);
    matches_free(&sample->matches);
    threats_free(&sample->threats);
    decisions_free(&sample->decisions);
    diags_free(&sample->diags);
}
