#include "unit.h"

#include "base/buf.h"
#include "model/vex.h"
#include "sample_assessment.h"
#include "triage/cwe.h"
#include "triage/decisions.h"
#include "triage/evidence.h"
#include "triage/gate.h"
#include "triage/trace.h"
#include "triage/triage.h"
#include "triage/vex_in.h"

#define WHOLE "by: A\n    date: 2026-01-02\n"

// One decision each: what is said about it; NULL where it is fine.
static const struct {
    const char *yaml, *said;
    unsigned line;
} CASES[] = {
    {"  - vulnerability: CVE-1\n    state: not_affected\n    justification: code_not_present\n    rationale: r\n    " WHOLE,
     NULL, 0},
    {"  - vulnerability: CVE-1\n    state: not_affected\n    justification: code_not_present\n    " WHOLE,
     "needs a rationale", 2},
    {"  - vulnerability: CVE-1\n    state: not_affected\n    rationale: r\n    " WHOLE, "needs a justification", 2},
    {"  - vulnerability: CVE-1\n    state: not_affected\n    justification: because\n    rationale: r\n    " WHOLE,
     "'because' is no justification", 2},
    {"  - vulnerability: CVE-1\n    state: affected\n    verification: v\n    " WHOLE, "needs a patch_plan", 2},
    {"  - vulnerability: CVE-1\n    state: affected\n    patch_plan: p\n    " WHOLE, "needs a verification", 2},
    {"  - vulnerability: CVE-1\n    state: affected\n    patch_plan: p\n    verification: v\n    " WHOLE, NULL, 0},
    {"  - vulnerability: CVE-1\n    state: mitigated\n    verification: v\n    " WHOLE, "does not exist for a vulnerability", 2},
    {"  - vulnerability: CVE-1\n    state: harmless\n    " WHOLE, "the state 'harmless' does not exist", 2},
    {"  - finding: abc\n    state: false_positive\n    " WHOLE, "needs a rationale", 2},
    {"  - finding: abc\n    state: false_positive\n    rationale: r\n    date: 2026-01-02\n", "nobody signed it", 2},
    {"  - finding: abc\n    state: false_positive\n    rationale: r\n    by: A\n", "it has no date", 2},
    {"  - finding: abc\n    state: false_positive\n    rationale: r\n    by: A\n    date: 2026-02-30\n", "not of the form", 2},
    {"  - threat: T-1\n    state: accepted\n    " WHOLE, "needs a rationale", 2},
    {"  - threat: T-1\n    state: mitigated\n    verification: v\n    verification_status: failed\n    " WHOLE,
     "its verification failed", 2},
    {"  - threat: T-1\n    state: accepted\n    rationale: r\n    expires: 2026-01-31\n    " WHOLE, "expired on 2026-01-31", 2},
    {"  - threat: T-1\n    state: accepted\n    rationale: r\n    expires: 2026-06-01\n    " WHOLE, NULL, 0},
    {"  - state: accepted\n    " WHOLE, "names nothing", 2},
    {"  - threat: T-1\n    finding: abc\n    state: accepted\n    rationale: r\n    " WHOLE, "already has a subject", 3},
    {"  - threat: T-1\n    " WHOLE, "has no state", 2},
    {"  - threat: T-1\n    state: accepted\n    rational: r\n    " WHOLE, "'rational' is no member", 4},
    {"  - threat: T-1\n    state: accepted\n    rationale: [r]\n    " WHOLE, "expected a text, found a list", 4},
    {"  - just words\n", "expected a decision (a map)", 2},
    {"  - threat: T-1\n    state: accepted\n    rationale: r\n    basis: xyz\n    " WHOLE, "16 hexadecimal digits", 2},
};

static bool said(const struct diags *diags, const char *part, unsigned line)
{
    VEC_EACH(&diags->list, diag)
        if (strstr(diag->message, part) && diag->line == line && text_equal(diag->file, "d.yaml")) return true;
    return false;
}

static void test_decisions_table(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        struct decisions decisions = {0};
        struct diags diags = {0};
        struct buf text = {0};
        buf_printf(&text, "decisions:\n%s", CASES[i].yaml);
        assert_int_equal(decisions_parse(buf_cstr(&text), text.size, "d.yaml", &decisions, &diags), STATUS_OK);
        decisions_check(&decisions, i % 2 ? "2026-03-04" : "2026-03-04T05:06:07Z", &diags);
        bool holds = decisions.list.count == 1 && !decisions.list.items[0].reopened;
        if (CASES[i].said ? holds && !strstr(CASES[i].said, "no member") : !holds || diags.list.count)
            fail_msg("case %zu: %s", i, CASES[i].yaml);
        if (CASES[i].said && !said(&diags, CASES[i].said, CASES[i].line)) fail_msg("case %zu says something else", i);
        buf_free(&text);
        decisions_free(&decisions);
        diags_free(&diags);
    }
}

static void test_duplicate_and_broken(void **state)
{
    (void)state;
    static const char TWICE[] = "decisions:\n"
                                "  - {threat: T-1, state: accepted, rationale: r, by: A, date: 2026-01-02}\n"
                                "  - {threat: T-1, state: accepted, rationale: s, by: A, date: 2026-01-02}\n";
    struct decisions decisions = {0};
    struct diags diags = {0};
    assert_int_equal(decisions_parse(TWICE, sizeof TWICE - 1, "d.yaml", &decisions, &diags), STATUS_OK);
    decisions_check(&decisions, NULL, &diags);
    assert_false(decisions.list.items[0].reopened);
    assert_true(decisions.list.items[1].reopened);
    assert_true(said(&diags, "line 2 already decides it", 3));
    assert_int_equal(decisions_parse("a: [", 4, "d.yaml", &decisions, &diags), STATUS_INPUT);
    assert_int_equal(decisions_parse("decisions: 7\n", 13, "d.yaml", &decisions, &diags), STATUS_INPUT);
    assert_int_equal(decisions_parse("", 0, "d.yaml", &decisions, &diags), STATUS_OK);
    assert_int_equal(decisions_load("tests/no-such-file.yaml", &decisions, &diags), STATUS_MISSING);
    decisions_free(&decisions);
    diags_free(&diags);
}

static void test_edit(void **state)
{
    (void)state;
    static const char OLD[] = "decisions:\n"
                              "  # kept\n"
                              "  - threat: T-1\n"
                              "    ticket: 17\n"
                              "    rationale: old\n"
                              "    state: accepted\n"
                              "    by: A\n"
                              "    date: 2026-01-02\n";
    static const char *const EVIDENCE[] = {"a.md", NULL};
    struct decision changed = {.kind = DECISION_THREAT, .subject = "T-1", .state = "mitigated", .verification = "v",
                               .by = "B", .date = "2026-02-02", .evidence = EVIDENCE};
    struct decision added = {.kind = DECISION_VULNERABILITY, .subject = "CVE-2", .component = "zlib",
                             .state = "under_investigation", .by = "B", .date = "2026-02-02"};
    const struct decision *changes[] = {&changed, &added};
    struct buf out = {0}, again = {0};
    struct diags diags = {0};
    assert_int_equal(decisions_edit(OLD, sizeof OLD - 1, "d.yaml", changes, 2, &out, &diags), STATUS_OK);
    const char *text = buf_cstr(&out);
    assert_non_null(strstr(text, "# kept"));
    assert_non_null(strstr(text, "ticket: 17"));
    assert_null(strstr(text, "old"));
    assert_true(strstr(text, "CVE-2") < strstr(text, "T-1")); // vulnerabilities stand before threats
    assert_true(strstr(text, "state: mitigated") < strstr(text, "verification: v"));
    // The same change again gives the same bytes, and what was written is read.
    assert_int_equal(decisions_edit(text, out.size, "d.yaml", changes, 2, &again, &diags), STATUS_OK);
    assert_string_equal(text, buf_cstr(&again));
    struct decisions decisions = {0};
    assert_int_equal(decisions_parse(text, out.size, "d.yaml", &decisions, &diags), STATUS_OK);
    assert_int_equal(decisions.list.count, 2);
    assert_string_equal(decisions.list.items[1].evidence[0], "a.md");
    assert_null(decisions.list.items[1].rationale);
    // A file that cannot be read is not written over.
    buf_clear(&out);
    assert_int_equal(decisions_edit("a: [", 4, "d.yaml", changes, 1, &out, &diags), STATUS_INPUT);
    assert_int_equal(out.size, 0);
    buf_free(&out);
    buf_free(&again);
    decisions_free(&decisions);
    diags_free(&diags);
}

static struct decision *sample_decision(struct sample *sample, enum decision_kind kind, const char *subject)
{
    struct decision *decision = VEC_ADD(&sample->decisions.list); // valid until the next one
    *decision = (struct decision){.kind = kind, .subject = subject, .state = "accepted", .rationale = "r", .by = "A",
                                  .date = "2026-02-03", .file = "d.yaml", .line = 9};
    return decision;
}

static void test_apply(void **state)
{
    (void)state;
    struct sample sample;
    struct diags diags = {0};
    sample_make(&sample);
    struct assessment *assessment = &sample.assessment;
    struct decision *kev = sample_decision(&sample, DECISION_VULNERABILITY, "CVE-2022-37434");
    kev->file = "kev";
    struct decision *nothing = sample_decision(&sample, DECISION_FINDING, "ffffffffffffffff");
    nothing->file = "nothing";
    const char *leak = sample.findings.list.items[1].fingerprint;
    struct decision *finding = sample_decision(&sample, DECISION_FINDING, leak);
    finding->basis = triage_basis(&sample.assessment.arena, assessment, DECISION_FINDING, leak);
    assert_non_null(finding->basis);
    triage_apply(assessment, &diags);
    struct decision *list = sample.decisions.list.items;
    assert_true(list[0].used && !list[0].reopened);        // its basis is what the record has
    assert_true(list[1].used);
    assert_true(list[2].reopened && !list[2].used);        // on CISA's list: not accepted as it is
    assert_false(list[3].used);                            // answers nothing, and is told
    assert_true(list[4].used && !list[4].reopened);
    bool told = false;
    VEC_EACH(&diags.list, diag)
        told = told || (text_equal(diag->file, "nothing") && strstr(diag->message, "answers nothing"));
    assert_true(told);
    // The feed's record changes, and the finding becomes worse: both are open again.
    list[0].used = list[4].used = false;
    sample.matches.vulnerabilities.items[1].basis = "00000000000000cc";
    VEC_EACH(&sample.findings.list, one)
        if (text_equal(one->fingerprint, leak)) one->severity = SEVERITY_CRITICAL;
    triage_apply(assessment, &diags);
    assert_true(list[0].reopened && strstr(list[0].reopened_why, "changed"));
    assert_true(list[4].reopened);
    assert_null(match_decision(assessment, &sample.matches.list.items[2]));
    diags_free(&diags);
    sample_free(&sample);
}

// An answer from before CISA's entry is asked again; one from after it holds.
static void test_kev_date(void **state)
{
    (void)state;
    static const struct {
        const char *state, *date;
        bool reopened;
    } ROWS[] = {{"not_affected", "2022-12-31", true}, {"not_affected", "2023-01-01", false},
                {"affected", "2022-12-31", false},    {"accepted", "2026-01-01", true},
                {"fixed", "2020-01-01", false},       {"false_positive", "2020-01-01", true}};
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        struct sample sample;
        struct diags diags = {0};
        sample_make(&sample);
        struct decision *decision = sample_decision(&sample, DECISION_VULNERABILITY, "CVE-2022-37434");
        decision->state = ROWS[i].state;
        decision->date = ROWS[i].date;
        triage_apply(&sample.assessment, &diags);
        assert_int_equal(VEC_LAST(&sample.decisions.list)->reopened, ROWS[i].reopened);
        diags_free(&diags);
        sample_free(&sample);
    }
}

static bool gate_has(const struct assessment *assessment, const char *what, const char *why)
{
    VEC_EACH(&assessment->gate, line)
        if (strstr(line->what, what) && strstr(line->why, why)) return true;
    return false;
}

static void test_gate(void **state)
{
    (void)state;
    struct sample sample;
    sample_make(&sample);
    struct assessment *assessment = &sample.assessment;
    gate_close(assessment, &GATE_DEFAULTS);
    assert_int_equal(assessment->gate.count, 3);
    assert_true(gate_has(assessment, "src/use.c:3", "critical"));
    assert_true(gate_has(assessment, "CVE-2022-37434 in zlib 1.2.11", "KEV"));
    assert_true(gate_has(assessment, "T-0000000001", "serious harm"));
    // Stricter and looser limits.
    struct gate_limits strict = {.findings = SEVERITY_INFO, .score = 0, .kev = true, .harm = HARM_NEGLIGIBLE};
    gate_close(assessment, &strict);
    assert_int_equal(assessment->gate.count, 4); // the leak too; the suppressed one not, the accepted threat not
    struct gate_limits none = {.findings = SEVERITY_NONE, .score = -1, .kev = false, .harm = HARM_UNKNOWN};
    gate_close(assessment, &none);
    assert_int_equal(assessment->gate.count, 0);
    struct gate_limits score = none;
    score.score = 99;
    gate_close(assessment, &score);
    assert_int_equal(assessment->gate.count, 0);
    score.score = 98;
    gate_close(assessment, &score);
    assert_true(gate_has(assessment, "CVE-2022-37434", "CVSS 9.8"));
    // Without a score nothing says that it is harmless; an answer opens it.
    sample.matches.vulnerabilities.items[0].score_count = 0;
    gate_close(assessment, &score);
    assert_true(gate_has(assessment, "CVE-2022-37434", "no score"));
    struct decision *plan = sample_decision(&sample, DECISION_VULNERABILITY, "CVE-2022-37434");
    plan->state = "affected";
    gate_close(assessment, &score);
    assert_int_equal(assessment->gate.count, 0);
    plan->state = "under_investigation";
    gate_close(assessment, &score);
    assert_int_equal(assessment->gate.count, 1);
    // A confirmed finding with a plan is still in the code.
    struct decision *finding = sample_decision(&sample, DECISION_FINDING, sample.findings.list.items[2].fingerprint);
    finding->state = "affected";
    struct gate_limits findings = none;
    findings.findings = SEVERITY_CRITICAL;
    gate_close(assessment, &findings);
    assert_int_equal(assessment->gate.count, 1);
    VEC_LAST(&sample.decisions.list)->state = "false_positive";
    gate_close(assessment, &findings);
    assert_int_equal(assessment->gate.count, 0);
    sample_free(&sample);
}

static void test_vex_words(void **state)
{
    (void)state;
    for (const char *const *word = VEX_JUSTIFICATIONS; *word; word++) {
        assert_true(vex_justification_valid(*word));
        assert_non_null(vex_openvex_justification(*word));
    }
    assert_false(vex_justification_valid("nothing"));
    assert_string_equal(vex_from_openvex_justification("component_not_present"), "code_not_present");
    assert_string_equal(vex_from_cyclonedx_state("resolved_with_pedigree"), "fixed");
    assert_null(vex_from_openvex_status("perhaps"));
}

static void test_openvex_in(void **state)
{
    (void)state;
    static const char TEXT[] =
        "{\"@context\":\"https://openvex.dev/ns/v0.2.0\",\"@id\":\"urn:x\",\"author\":\"Supplier\","
        "\"timestamp\":\"2026-01-02T03:04:05Z\",\"version\":1,\"statements\":["
        "{\"vulnerability\":{\"name\":\"CVE-1\"},\"products\":[{\"@id\":\"pkg:a/b@1\"},{\"@id\":\"d\",\"subcomponents\":"
        "[{\"@id\":\"pkg:c/d@2\"}]}],\"status\":\"not_affected\",\"justification\":\"inline_mitigations_already_exist\"},"
        "{\"vulnerability\":{\"name\":\"CVE-2\"},\"products\":[{\"@id\":\"pkg:a/b\"}],\"status\":\"affected\","
        "\"action_statement\":\"Update.\",\"timestamp\":\"2026-02-03T00:00:00Z\"},"
        "{\"vulnerability\":{\"name\":\"CVE-3\"},\"status\":\"maybe\"}]}";
    struct decisions decisions = {0};
    struct diags diags = {0};
    assert_int_equal(vex_parse(TEXT, sizeof TEXT - 1, "v.json", &decisions, &diags), STATUS_OK);
    assert_int_equal(decisions.list.count, 3);
    const struct decision *list = decisions.list.items;
    assert_string_equal(list[0].component, "pkg:a/b@1");
    assert_string_equal(list[0].justification, "protected_by_mitigating_control");
    assert_string_equal(list[0].by, "Supplier");
    assert_string_equal(list[0].date, "2026-01-02");
    assert_string_equal(list[0].evidence[0], "OpenVEX urn:x (v.json)");
    assert_string_equal(list[1].component, "pkg:c/d@2");
    // A plan without a verification leaves the question open.
    assert_string_equal(list[2].state, "under_investigation");
    assert_string_equal(list[2].patch_plan, "Update.");
    assert_string_equal(list[2].date, "2026-02-03");
    assert_true(diags_incomplete(&diags)); // the third statement was left out
    decisions_check(&decisions, NULL, &diags);
    for (size_t i = 0; i < 3; i++)
        assert_false(decisions.list.items[i].reopened);
    decisions_free(&decisions);
    diags_free(&diags);
}

static void test_cyclonedx_in(void **state)
{
    (void)state;
    static const char TEXT[] =
        "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.5\",\"serialNumber\":\"urn:uuid:1\",\"metadata\":{\"timestamp\":"
        "\"2026-01-02T00:00:00Z\",\"supplier\":{\"name\":\"S\"}},\"components\":[{\"bom-ref\":\"r1\",\"name\":\"n\","
        "\"purl\":\"pkg:a/b@1\"}],\"vulnerabilities\":["
        "{\"id\":\"CVE-1\",\"analysis\":{\"state\":\"not_affected\",\"justification\":\"code_not_reachable\",\"detail\":"
        "\"Unused.\"},\"affects\":[{\"ref\":\"r1\"},{\"ref\":\"urn:cdx:9/1#pkg%3Ac/d%402\"}]},"
        "{\"id\":\"CVE-2\"},"
        "{\"id\":\"CVE-3\",\"analysis\":{\"state\":\"exploitable\",\"response\":[\"will_not_fix\"],\"detail\":\"No.\"},"
        "\"affects\":[{\"ref\":\"r1\"}]}]}";
    struct decisions decisions = {0};
    struct diags diags = {0};
    assert_int_equal(vex_parse(TEXT, sizeof TEXT - 1, "v.json", &decisions, &diags), STATUS_OK);
    assert_int_equal(decisions.list.count, 3);
    assert_string_equal(decisions.list.items[0].component, "pkg:a/b@1");
    assert_string_equal(decisions.list.items[0].rationale, "Unused.");
    assert_string_equal(decisions.list.items[1].component, "pkg:c/d@2");
    assert_string_equal(decisions.list.items[2].state, "accepted");
    assert_int_equal(vex_parse("{}", 2, "v.json", &decisions, &diags), STATUS_INPUT);
    decisions_free(&decisions);
    diags_free(&diags);
}

static void test_cwe(void **state)
{
    (void)state;
    static const struct {
        unsigned a, b;
        bool related;
    } ROWS[] = {
        {476, 476, true}, {121, 787, true},  {787, 121, true}, {121, 119, true}, {20, 121, true}, {20, 78, true},
        {20, 190, true},  {319, 327, true},  {306, 798, true}, {476, 798, false}, {319, 121, false}, {0, 0, false},
        {400, 401, true}, {121, 0, false},   {99999, 121, false},
    };
    struct cwe_relations *relations = cwe_relations_load();
    for (size_t i = 0; i < COUNT_OF(ROWS); i++)
        if (cwe_related(relations, ROWS[i].a, ROWS[i].b) != ROWS[i].related) fail_msg("%u %u", ROWS[i].a, ROWS[i].b);
    cwe_relations_free(relations);
}

static const char MODEL[] = "schema: theriac-device/1\n"
                            "device:\n  name: pump\n"
                            "zones:\n  - {id: z, kind: device, trust: 5}\n"
                            "processors:\n  - {id: controller, zone: z, source: [src]}\n  - {id: other, zone: z, source: [lib]}\n"
                            "parties:\n  - {id: app, kind: system, zone: z}\n"
                            "authentication:\n  - {id: pin, kind: pin, library: tls}\n"
                            "libraries:\n  - {id: tls, purl: 'pkg:conan/zlib'}\n"
                            "channels:\n  - {id: ble, from: app, to: controller, medium: bluetooth-le, entry: [use], "
                            "authentication: [pin]}\n"
                            "controls:\n  - {id: c-1, protects: [ble], implements: [M-auth], verification: {test: T-1, status: passed}}\n"
                            "  - {id: c-2, protects: [ble], implements: [M-other]}\n  - {id: c-3, protects: [controller]}\n";

static bool trace_has(const struct assessment *assessment, const char *finding, const char *vulnerability,
                      const char *control, const char *evidence)
{
    VEC_EACH(&assessment->trace, row)
        if (strcmp(row->threat, "T-0000000001") == 0 && text_equal(row->finding, finding) &&
            text_equal(row->vulnerability, vulnerability) && text_equal(row->control, control) &&
            text_equal(row->evidence, evidence))
            return true;
    return false;
}

static void test_trace(void **state)
{
    (void)state;
    struct sample sample;
    struct diags diags = {0};
    sample_make(&sample);
    struct assessment *assessment = &sample.assessment;
    struct threat *threat = &sample.threats.list.items[0];
    const char *null = sample.findings.list.items[2].fingerprint, *leak = sample.findings.list.items[1].fingerprint;
    struct device *device = device_parse(MODEL, sizeof MODEL - 1, "device.yaml", &diags);
    assert_non_null(device);
    // Without a model: a finding that is reached over the threat's channel.
    threat->cwe = 476;
    threat->demonstrated = false;
    trace_collect(assessment);
    assert_true(trace_has(assessment, null, NULL, NULL, NULL));
    assert_true(threat->demonstrated);
    assert_string_equal(threat->findings[0], null);
    assert_null(threat->findings[1]);
    // The accepted threat has its decision; an unrelated weakness leaves a gap.
    threat->cwe = 319;
    trace_collect(assessment);
    assert_int_equal(assessment->trace.count, 2);
    assert_true(trace_has(assessment, NULL, NULL, NULL, NULL));
    assert_string_equal(assessment->trace.items[1].evidence, "accepted by A. Person on 2026-02-04");
    // With one: the channel's entry function, the library behind its PIN, its controls but not those of other mitigations.
    assessment->device = device;
    sample.findings.list.items[2].exposure = NULL;
    threat->cwe = 476;
    trace_collect(assessment);
    assert_true(trace_has(assessment, null, NULL, NULL, NULL));
    assert_true(trace_has(assessment, NULL, "CVE-2022-37434", NULL, NULL));
    assert_false(trace_has(assessment, NULL, "CVE-2018-25032", NULL, NULL)); // answered: not affected
    assert_true(trace_has(assessment, NULL, NULL, "c-1", "T-1 (passed)"));
    assert_false(trace_has(assessment, NULL, NULL, "c-2", "no test (not verified)"));
    assert_true(trace_has(assessment, NULL, NULL, "c-3", "no test (not verified)"));
    // A finding behind the channel that the threat's own mechanism guards.
    sample.findings.list.items[2].exposure = "ble";
    threat->element = "pin";
    threat->flow = threat->source = threat->target = NULL;
    trace_collect(assessment);
    assert_true(trace_has(assessment, null, NULL, NULL, NULL));
    // A vulnerability belongs to a threat whose goal it hurts: this one takes all three, then availability alone.
    threat->cia = "C";
    trace_collect(assessment);
    assert_true(trace_has(assessment, NULL, "CVE-2022-37434", NULL, NULL));
    VEC_EACH(&sample.matches.vulnerabilities, vulnerability) {
        static struct score crash = {"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H", "CNA", 75};
        vulnerability->scores = &crash;
        vulnerability->score_count = 1;
    }
    trace_collect(assessment);
    assert_false(trace_has(assessment, NULL, "CVE-2022-37434", NULL, NULL));
    threat->cia = "CA";
    trace_collect(assessment);
    assert_true(trace_has(assessment, NULL, "CVE-2022-37434", NULL, NULL));
    // Not at the door but in the processor's sources: its own weakness or one below, and it demonstrates nothing.
    sample.findings.list.items[2].exposure = NULL;
    threat->element = "controller";
    threat->cwe = 772;
    threat->demonstrated = false;
    sample.matches.list.count = 0;
    trace_collect(assessment);
    assert_true(trace_has(assessment, leak, NULL, NULL, NULL)); // 401 is below 772
    assert_false(trace_has(assessment, null, NULL, NULL, NULL));
    assert_false(threat->demonstrated);
    device_free(device);
    diags_free(&diags);
    sample_free(&sample);
}

static const struct suggestion *suggested(const struct assessment *assessment, size_t match, const char *rung)
{
    VEC_EACH(&assessment->suggestions, suggestion)
        if (suggestion->match == match && strcmp(suggestion->rung, rung) == 0) return suggestion;
    return NULL;
}

static struct device *device_with(const char *channels, struct diags *diags)
{
    struct buf text = {0};
    buf_printf(&text, "schema: theriac-device/1\ndevice: {name: pump}\nzones:\n  - {id: z, kind: device}\nprocessors:\n"
                      "  - {id: a, zone: z}\n  - {id: b, zone: z}\nchannels:\n%s", channels);
    struct device *device = device_parse(buf_cstr(&text), text.size, "device.yaml", diags);
    buf_free(&text);
    return device;
}

static void test_evidence(void **state)
{
    (void)state;
    static const char *const COMPILED[] = {"third_party/zlib/inflate.c", "src/main.c", "other/gzread.c"};
    static const char *const HERE[] = {"inflate.c", NULL}, *const ABSENT[] = {"contrib/minizip/zip.c", "gzread.c", NULL};
    static const char *const NOT_FILES[] = {"inflateInit", NULL};
    struct sample sample;
    struct diags diags = {0};
    sample_make(&sample);
    struct assessment *assessment = &sample.assessment;
    struct vulnerability *zlib = &sample.matches.vulnerabilities.items[0];
    struct evidence macro = {.file = "third_party/zlib/zlib.h", .line = 40, .rule = "version-macro"};
    component_add_evidence(&sample.components, &sample.components.list.items[2], macro);
    zlib->functions = ABSENT;
    evidence_collect(assessment, COMPILED, 3);
    assert_non_null(suggested(assessment, 0, "component absent")); // scope excluded
    assert_null(suggested(assessment, 2, "component absent"));     // answered, so nothing is suggested
    const struct suggestion *file = suggested(assessment, 3, "file not compiled");
    assert_non_null(file); // other/gzread.c is not zlib's
    assert_string_equal(file->text, "contrib/minizip/zip.c, gzread.c are not among the compiled files below third_party/zlib");
    // One that is compiled, names that are no files, nobody knowing what is compiled: no suggestion.
    zlib->functions = HERE;
    evidence_collect(assessment, COMPILED, 3);
    assert_null(suggested(assessment, 3, "file not compiled"));
    zlib->functions = NOT_FILES;
    evidence_collect(assessment, COMPILED, 3);
    assert_null(suggested(assessment, 3, "file not compiled"));
    zlib->functions = ABSENT;
    evidence_collect(assessment, NULL, 0);
    assert_null(suggested(assessment, 3, "file not compiled"));
    evidence_collect(assessment, &COMPILED[1], 1); // nothing of zlib is compiled here: it may be prebuilt
    assert_null(suggested(assessment, 3, "file not compiled"));
    // The attack comes over a network: a device without one, with one, and one that does not say.
    static const struct {
        const char *channels;
        bool suggested;
    } ROWS[] = {{"  - {id: c, from: a, to: b, medium: serial}\n", true},
                {"  - {id: c, from: a, to: b, medium: bluetooth-le}\n", true},
                {"  - {id: c, from: a, to: b, medium: ethernet}\n", false},
                {"  - {id: c, from: a, to: b, medium: serial, internet: true}\n", false},
                {"  - {id: c, from: a, to: b, medium: serial}\n  - {id: d, from: a, to: b}\n", false}};
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        struct device *device = device_with(ROWS[i].channels, &diags);
        assessment->device = device;
        evidence_collect(assessment, NULL, 0);
        assert_int_equal(suggested(assessment, 3, "channel absent") != NULL, ROWS[i].suggested);
        device_free(device);
    }
    diags_free(&diags);
    sample_free(&sample);
}

RUN(cmocka_unit_test(test_evidence), cmocka_unit_test(test_decisions_table), cmocka_unit_test(test_duplicate_and_broken), cmocka_unit_test(test_edit),
    cmocka_unit_test(test_apply), cmocka_unit_test(test_kev_date), cmocka_unit_test(test_gate),
    cmocka_unit_test(test_vex_words), cmocka_unit_test(test_openvex_in), cmocka_unit_test(test_cyclonedx_in),
    cmocka_unit_test(test_cwe), cmocka_unit_test(test_trace))
