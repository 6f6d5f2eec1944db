#include "unit.h"

#include "codec/json.h"
#include "report/assessment_read.h"
#include "report/html.h"
#include "report/output.h"
#include "report/render.h"
#include "report/listing.h"
#include "sample_assessment.h"

// Renders the sample in a format and reads the JSON again.
static struct json *render(struct sample *sample, const char *format, struct buf *out)
{
    struct diags diags = {0};
    const struct output *output = output_find(format);
    assert_non_null(output);
    buf_clear(out);
    assert_int_equal(output->write(&sample->assessment, out, &diags), STATUS_OK);
    struct json *root = js_parse(buf_cstr(out), out->size, format, &diags);
    assert_non_null(root);
    diags_free(&diags);
    return root;
}

static void test_round_trip(void **state)
{
    (void)state;
    struct sample sample;
    struct buf first = {0}, second = {0};
    struct diags diags = {0};
    sample_make(&sample);
    js_free(render(&sample, "json", &first));
    struct stored_assessment stored = {0};
    assert_int_equal(assessment_parse(buf_cstr(&first), first.size, "a.json", "tests/data/report", &stored, &diags),
                     STATUS_OK);
    assert_int_equal(diags.list.count, 0);
    assert_int_equal(output_find("json")->write(&stored.assessment, &second, &diags), STATUS_OK);
    assert_string_equal(buf_cstr(&first), buf_cstr(&second));
    // And what was read is what was built.
    assert_int_equal(stored.findings.list.count, 3);
    assert_int_equal(stored.matches.list.items[3].vulnerability, 0);
    assert_int_equal(stored.matches.list.items[3].component, 2);
    assert_int_equal(stored.matches.unmatchable.items[0], 1);
    assert_int_equal(stored.threats.list.items[1].exploitability, -1);
    assert_int_equal(stored.threats.list.items[0].harm, HARM_CRITICAL);
    assert_string_equal(stored.decisions.list.items[0].evidence[0], "test/T-17.md");
    assert_int_equal(stored.assessment.suggestions.items[0].match, 3);
    assert_int_equal(stored.diags.list.items[0].level, DIAG_SKIPPED);
    assert_true(stored.matches.vulnerabilities.items[1].epss < 0);
    stored_assessment_free(&stored);
    buf_free(&first);
    buf_free(&second);
    diags_free(&diags);
    sample_free(&sample);
}

// Every output of two runs over the same assessment has the same bytes, and none tells the workspace's place.
static void test_deterministic(void **state)
{
    (void)state;
    for (const struct output *const *output = OUTPUTS; *output; output++) {
        struct sample one, two;
        struct buf first = {0}, second = {0};
        struct diags diags = {0};
        sample_make(&one);
        sample_make(&two);
        one.assessment.folder = two.assessment.folder = "/some/where/pump";
        DIAG(&one.diags, DIAG_WARNING, "/some/where/pump/device.yaml", 3, "odd");
        DIAG(&two.diags, DIAG_WARNING, "/some/where/pump/device.yaml", 3, "odd");
        one.decisions.list.items[0].file = two.decisions.list.items[0].file = "/some/where/pump/decisions.yaml";
        one.threats.questions.items[0].file = two.threats.questions.items[0].file = "/some/where/pump/device.yaml";
        assert_int_equal((*output)->write(&one.assessment, &first, &diags), STATUS_OK);
        assert_int_equal((*output)->write(&two.assessment, &second, &diags), STATUS_OK);
        assert_true(first.size > 10);
        assert_string_equal(buf_cstr(&first), buf_cstr(&second));
        assert_null(strstr(buf_cstr(&first), "/some/where"));
        buf_free(&first);
        buf_free(&second);
        diags_free(&diags);
        sample_free(&one);
        sample_free(&two);
    }
}

// A step that was not carried out, and an assessment of nothing, are rendered as such.
static void test_empty(void **state)
{
    (void)state;
    for (const struct output *const *output = OUTPUTS; *output; output++) {
        struct assessment nothing = {0};
        struct buf out = {0};
        struct diags diags = {0};
        enum status status = (*output)->write(&nothing, &out, &diags);
        assert_true(status == STATUS_OK || (status == STATUS_MISSING && diags.list.count > 0 && !out.size));
        buf_free(&out);
        diags_free(&diags);
    }
}

static const struct json *result_of(const struct json *sarif, const char *rule)
{
    JS_EACH(js_get(js_at(js_get(sarif, "runs"), 0), "results"), result)
        if (text_equal(js_text(result, "ruleId"), rule)) return result;
    return NULL;
}

static void test_sarif(void **state)
{
    (void)state;
    struct sample sample;
    struct buf out = {0};
    sample_make(&sample);
    struct json *root = render(&sample, "sarif", &out);
    const struct json *run = js_at(js_get(root, "runs"), 0), *null = result_of(root, "null-dereference");
    assert_int_equal(js_size(js_get(run, "results")), 3);
    assert_string_equal(js_text(null, "level"), "error");
    assert_string_equal(js_text(result_of(root, "memory-leak"), "level"), "warning");
    assert_string_equal(js_text(result_of(root, "unlisted-rule"), "level"), "note");
    const struct json *place = js_path(js_at(js_get(null, "locations"), 0), "physicalLocation");
    assert_string_equal(js_string(js_path(place, "artifactLocation.uri")), "src/use.c");
    assert_string_equal(js_string(js_path(place, "artifactLocation.uriBaseId")), "%SRCROOT%");
    assert_int_equal(js_integer(js_path(place, "region.startColumn"), 0), 13);
    assert_int_equal(js_integer(js_path(place, "region.endColumn"), 0), 14); // the word 'p' in tests/data/report
    const struct json *flow = js_at(js_get(js_at(js_get(null, "codeFlows"), 0), "threadFlows"), 0);
    assert_int_equal(js_size(js_get(flow, "locations")), 3);
    assert_string_equal(js_text(js_at(js_get(null, "taxa"), 0), "id"), "476");
    assert_string_equal(js_string(js_at(js_path(null, "properties.tags"), 1)), "external/cwe/cwe-476");
    assert_int_equal(js_size(js_get(null, "suppressions")), 0);
    const struct json *quiet = js_at(js_get(result_of(root, "unlisted-rule"), "suppressions"), 0);
    assert_string_equal(js_text(quiet, "kind"), "inSource");
    assert_string_equal(js_text(quiet, "justification"), "reviewed <b>");
    place = js_path(js_at(js_get(result_of(root, "unlisted-rule"), "locations"), 0), "physicalLocation.artifactLocation");
    assert_string_equal(js_text(place, "uri"), "src/a%20b&%22c.c");
    // The rule's index leads to the rule, and the taxon's index to the taxon.
    const struct json *rule = js_at(js_path(run, "tool.driver.rules"), (size_t)js_integer(js_get(null, "ruleIndex"), 99));
    assert_string_equal(js_text(rule, "id"), "null-dereference");
    assert_string_equal(js_string(js_path(rule, "properties.security-severity")), "8.0");
    const struct json *note = js_at(js_get(js_at(js_get(run, "invocations"), 0), "toolExecutionNotifications"), 0);
    assert_string_equal(js_text(note, "level"), "error");
    js_free(root);
    root = render(&sample, "github", &out); // what is suppressed stays out
    assert_null(result_of(root, "unlisted-rule"));
    assert_non_null(js_path(result_of(root, "null-dereference"), "partialFingerprints.primaryLocationLineHash"));
    js_free(root);
    root = render(&sample, "gitlab", &out);
    assert_int_equal(js_size(root), 2);
    assert_string_equal(js_text(js_at(root, 1), "severity"), "blocker");
    assert_string_equal(js_string(js_path(js_at(root, 1), "location.path")), "src/use.c");
    js_free(root);
    buf_free(&out);
    sample_free(&sample);
}

static void test_cyclonedx(void **state)
{
    (void)state;
    struct sample sample;
    struct buf out = {0};
    sample_make(&sample);
    struct json *root = render(&sample, "cyclonedx", &out);
    const struct json *zlib = js_at(js_get(root, "components"), 2), *odd = js_at(js_get(root, "components"), 1);
    assert_string_equal(js_text(zlib, "purl"), "pkg:conan/zlib@1.2.11");
    assert_string_equal(js_text(zlib, "cpe"), "cpe:2.3:a:zlib:zlib:1.2.11:*:*:*:*:*:*:*");
    assert_string_equal(js_text(js_at(js_get(zlib, "licenses"), 0), "expression"), "Zlib");
    assert_string_equal(js_string(js_path(js_at(js_get(odd, "licenses"), 0), "license.name")), "Odd licence, see file");
    assert_string_equal(js_text(odd, "scope"), "excluded");
    const struct json *seen = js_at(js_path(zlib, "evidence.occurrences"), 0);
    assert_string_equal(js_text(seen, "location"), "conan.lock");
    assert_int_equal(js_integer(js_get(seen, "line"), 0), 7);
    // The root depends on what nothing else brings: app and odd, not zlib.
    const struct json *first = js_get(js_at(js_get(root, "dependencies"), 0), "dependsOn");
    assert_int_equal(js_size(first), 2);
    assert_string_equal(js_string(js_at(first, 0)), "pkg:generic/app@1.0");
    // CVE-2018-25032 has an answer for zlib and none for the odd part: two entries. Not in range: no entry.
    const struct json *list = js_get(root, "vulnerabilities");
    assert_int_equal(js_size(list), 3);
    assert_string_equal(js_text(js_at(list, 0), "id"), "CVE-2018-25032");
    assert_null(js_get(js_at(list, 0), "analysis"));
    assert_null(js_get(js_at(js_get(js_at(list, 0), "affects"), 0), "versions")); // it has no version
    assert_string_equal(js_string(js_path(js_at(list, 1), "analysis.justification")), "code_not_reachable");
    assert_string_equal(js_string(js_path(js_at(list, 1), "analysis.state")), "not_affected");
    assert_string_equal(js_text(js_at(list, 1), "recommendation"), "Update to 1.2.12 or later.");
    assert_int_equal(js_size(js_get(js_at(list, 2), "advisories")), 1); // javascript: is no reference
    assert_true(js_number(js_path(js_at(js_get(js_at(list, 2), "ratings"), 0), "score"), 0) == 9.8);
    js_free(root);
    root = render(&sample, "cyclonedx-vex", &out);
    const char *ref = js_text(js_at(js_get(js_at(js_get(root, "vulnerabilities"), 1), "affects"), 0), "ref");
    assert_true(text_starts(ref, "urn:cdx:") && text_ends(ref, "/1#pkg%3Aconan/zlib@1.2.11"));
    js_free(root);
    buf_free(&out);
    sample_free(&sample);
}

static void test_openvex(void **state)
{
    (void)state;
    struct sample sample;
    struct buf out = {0};
    sample_make(&sample);
    struct json *root = render(&sample, "openvex", &out);
    const struct json *list = js_get(root, "statements");
    assert_int_equal(js_size(list), 3);
    assert_string_equal(js_text(js_at(list, 0), "status"), "under_investigation");
    assert_string_equal(js_text(js_at(list, 1), "status"), "not_affected");
    assert_string_equal(js_text(js_at(list, 1), "justification"), "vulnerable_code_not_in_execute_path");
    assert_string_equal(js_text(js_at(list, 1), "impact_statement"), "Deflate is not called.");
    assert_string_equal(js_text(js_at(list, 1), "timestamp"), "2026-02-03T00:00:00Z");
    const struct json *part = js_at(js_get(js_at(js_get(js_at(list, 1), "products"), 0), "subcomponents"), 0);
    assert_string_equal(js_text(part, "@id"), "pkg:conan/zlib@1.2.11");
    js_free(root);
    buf_free(&out);
    sample_free(&sample);
}

static void test_spdx(void **state)
{
    (void)state;
    struct sample sample;
    struct buf out = {0};
    sample_make(&sample);
    struct json *root = render(&sample, "spdx", &out);
    const struct json *packages = js_get(root, "packages");
    assert_int_equal(js_size(packages), 4); // the device and three parts
    assert_string_equal(js_text(js_at(packages, 3), "licenseDeclared"), "Zlib");
    assert_string_equal(js_text(js_at(packages, 1), "licenseDeclared"), "NOASSERTION");
    assert_true(text_starts(js_text(js_at(packages, 2), "licenseDeclared"), "LicenseRef-"));
    assert_string_equal(js_text(js_at(js_get(root, "hasExtractedLicensingInfos"), 0), "licenseId"),
                        js_text(js_at(packages, 2), "licenseDeclared"));
    assert_null(js_get(js_at(packages, 2), "versionInfo"));
    JS_EACH(packages, package)
        assert_int_equal(strspn(js_text(package, "SPDXID"), "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-"),
                         strlen(js_text(package, "SPDXID")));
    JS_EACH(js_get(root, "relationships"), relation) {
        bool found = strcmp(js_text(relation, "relatedSpdxElement"), "SPDXRef-DOCUMENT") == 0;
        JS_EACH(packages, package)
            found = found || strcmp(js_text(package, "SPDXID"), js_text(relation, "relatedSpdxElement")) == 0;
        assert_true(found);
    }
    js_free(root);
    buf_free(&out);
    sample_free(&sample);
}

static const char *render_html(struct sample *sample, struct buf *out)
{
    struct diags diags = {0};
    buf_clear(out);
    assert_int_equal(output_find("html")->write(&sample->assessment, out, &diags), STATUS_OK);
    diags_free(&diags);
    return buf_cstr(out);
}

static size_t count_of(const char *text, const char *part)
{
    size_t count = 0;
    for (; (text = strstr(text, part)); text += strlen(part))
        count++;
    return count;
}

// No text of the input becomes markup: our one script is the only one, and every reference stays inside.
static void test_html_hostile(void **state)
{
    (void)state;
    struct sample sample;
    struct buf out = {0};
    sample_make(&sample);
    sample.findings.list.items[1].message = "\"><img src=x onerror=alert(1)>";
    sample.findings.list.items[1].fingerprint = "\" onclick=\"alert(1)";
    sample.components.list.items[0].version = "</td><script>alert(1)</script>";
    sample.threats.list.items[0].title = "</details><iframe src=//x>";
    sample.matches.feeds.items[0].name = "<b>feed";
    sample.assessment.date = "<i>now";
    sample.assessment.gate.items[0].what = "finding <u>x</u> y";
    const char *text = render_html(&sample, &out);
    assert_int_equal(count_of(text, "<script"), 1);
    assert_null(strstr(text, "<img"));
    assert_null(strstr(text, "<iframe"));
    assert_null(strstr(text, "<b>feed"));
    assert_null(strstr(text, "<i>now"));
    assert_null(strstr(text, "<u>"));
    assert_null(strstr(text, "\" onclick"));
    assert_null(strstr(text, "href=\"javascript"));
    assert_null(strstr(text, "src=\"http"));
    assert_null(strstr(text, "<link"));
    assert_non_null(strstr(text, "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;x&#39; \xEF\xBF\xBD\xEF\xBF\xBD]]&gt;"));
    assert_true(text_is_utf8(text, out.size));
    // A drawing that could run something becomes an image; a plain one stays markup.
    assert_non_null(strstr(text, "<svg"));
    static const char *const BAD[] = {
        "<svg><script>alert(1)</script></svg>",         "<svg onload=alert(1)></svg>",
        "<svg><a href=\"javascript:alert(1)\">x</a></svg>", "<svg><g\nonclick = 'x'></g></svg>",
        "<svg><foreignObject></foreignObject></svg>",   "<svg><use href=\"http://x/y\"/></svg>",
        "<svg><style>*{background:url(//x)}</style></svg>", "</div><b>no drawing</b>"};
    for (size_t i = 0; i < COUNT_OF(BAD); i++) {
        sample.assessment.diagram_svg = BAD[i];
        text = render_html(&sample, &out);
        assert_non_null(strstr(text, "src=\"data:image/svg+xml;base64,"));
        assert_null(strstr(text, BAD[i]));
    }
    buf_free(&out);
    sample_free(&sample);
}

static void test_html_text(void **state)
{
    (void)state;
    static const struct {
        const char *in, *out;
    } ROWS[] = {
        {"a<b>&\"'", "a&lt;b&gt;&amp;&quot;&#39;"}, {"\x01\t\n", "\xEF\xBF\xBD\t\n"},
        {"\xC3\xA9 \xF0\x9F\x98\x80", "\xC3\xA9 \xF0\x9F\x98\x80"}, {"\xC3", "\xEF\xBF\xBD"},
        {"\xE2\x80\xAE" "x", "[U+202E]x"}, {"\xED\xA0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
        {"\xC2\x85", "\xEF\xBF\xBD"}};
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        struct buf out = {0};
        html_text(&out, ROWS[i].in);
        assert_string_equal(buf_cstr(&out), ROWS[i].out);
        buf_free(&out);
    }
}

// What the page says of the sample, counted by hand.
static void test_html_content(void **state)
{
    (void)state;
    struct sample sample;
    struct buf out = {0};
    sample_make(&sample);
    struct html_counts counts = html_count(&sample.assessment);
    assert_int_equal(counts.findings_open, 2);
    assert_int_equal(counts.findings_settled, 1);
    assert_int_equal(counts.affected, 2);
    assert_int_equal(counts.affected_open, 1);
    assert_int_equal(counts.undecidable_open, 1);
    assert_int_equal(counts.kev_open, 1);
    assert_int_equal(counts.threats_open, 1);
    assert_int_equal(counts.left_out, 1);
    const char *text = render_html(&sample, &out);
    assert_non_null(strstr(text, "The gate is closed"));
    assert_non_null(strstr(text, "<li class=\"hit\"><span>3</span><span>    return *p;</span></li>"));
    assert_non_null(strstr(text, "Deflate is not called."));
    assert_non_null(strstr(text, "unmatchable"));
    assert_non_null(strstr(text, "one year of records only"));
    assert_non_null(strstr(text, "Who may connect over BLE?"));
    assert_non_null(strstr(text, "inflate.c is not built"));
    // Every link inside the page leads somewhere.
    for (const char *at = text; (at = strstr(at, "href=\"#")); at += 7) {
        char id[200], wanted[220];
        assert_int_equal(sscanf(at, "href=\"#%199[^\"]", id), 1);
        snprintf(wanted, sizeof wanted, "id=\"%s\"", id);
        if (!strstr(text, wanted) && !text_starts(id, "f-0123456789abcdef") && !text_starts(id, "e-C-1"))
            fail_msg("a link to #%s leads nowhere", id);
    }
    // The line has changed since: the report says so and shows what was analysed.
    VEC_EACH(&sample.findings.list, finding)
        if (finding->location.line == 3) finding->statement = "return p[0];";
    text = render_html(&sample, &out);
    assert_non_null(strstr(text, "has changed since it was analysed"));
    VEC_CLEAR(&sample.assessment.gate);
    text = render_html(&sample, &out);
    assert_non_null(strstr(text, "The gate is open"));
    buf_free(&out);
    sample_free(&sample);
}

// What is wrong in a stored assessment is told and left out; the rest is read.
static void test_broken_file(void **state)
{
    (void)state;
    static const char TEXT[] = "{\"format\":\"theriac-assessment\",\"format_version\":1,"
                               "\"findings\":[{\"rule\":\"r\"},{\"rule\":\"r\",\"fingerprint\":\"f\",\"message\":\"m\","
                               "\"severity\":\"high\"},7],\"components\":[{\"ref\":\"a\",\"name\":\"a\"}],"
                               "\"vulnerabilities\":[{\"id\":\"CVE-1\"}],\"matches\":[{\"component\":\"b\","
                               "\"vulnerability\":\"CVE-1\",\"verdict\":\"affected\"},{\"component\":\"a\","
                               "\"vulnerability\":\"CVE-1\",\"verdict\":\"perhaps\"}],\"unmatchable\":[\"zz\"]}";
    struct stored_assessment stored = {0};
    struct diags diags = {0};
    assert_int_equal(assessment_parse(TEXT, sizeof TEXT - 1, "x.json", ".", &stored, &diags), STATUS_OK);
    assert_int_equal(stored.findings.list.count, 1);
    assert_string_equal(stored.findings.list.items[0].function, "");
    assert_int_equal(stored.matches.list.count, 0);
    assert_int_equal(stored.matches.unmatchable.count, 0);
    assert_int_equal(diags.list.count, 4); // two findings, a dangling match, an unknown verdict
    assert_true(diags_incomplete(&diags));
    stored_assessment_free(&stored);
    stored = (struct stored_assessment){0};
    assert_int_equal(assessment_parse("{}", 2, "x.json", ".", &stored, &diags), STATUS_INPUT);
    stored_assessment_free(&stored);
    diags_free(&diags);
}

static void test_helpers(void **state)
{
    (void)state;
    struct arena arena = {0};
    assert_true(is_licence_expression("MIT"));
    assert_true(is_licence_expression("(MIT OR Apache-2.0) AND GPL-2.0-only WITH Classpath-exception-2.0"));
    assert_false(is_licence_expression("MIT, see file"));
    assert_false(is_licence_expression("MIT OR"));
    assert_false(is_licence_expression("(MIT"));
    assert_false(is_licence_expression("Apache License"));
    assert_false(is_licence_expression(""));
    assert_string_equal(date_time_of(&arena, "2026-01-02"), "2026-01-02T00:00:00Z");
    assert_string_equal(date_time_of(&arena, "2026-01-02T03:04:05"), "2026-01-02T03:04:05Z");
    assert_string_equal(date_time_of(&arena, "2026-01-02T03:04:05.123+01:00"), "2026-01-02T03:04:05.123+01:00");
    assert_null(date_time_of(&arena, "soon"));
    assert_true(is_web_reference("https://a.b/c?d=e"));
    assert_false(is_web_reference("https://a b"));
    assert_false(is_web_reference("file:///etc/passwd"));
    assert_true(listing_line_is(str_of("\t return  *p;"), "return *p;"));
    assert_false(listing_line_is(str_of("return *q;"), "return *p;"));
    assert_false(listing_line_is(str_of("return *p; // more"), "return *p;"));
    char uuid[UUID_TEXT];
    uuid_of("x", 1, uuid);
    assert_int_equal(strlen(uuid), 36);
    assert_int_equal(uuid[14], '8');
    assert_non_null(strchr("89ab", uuid[19]));
    struct listing listing = {.folder = "tests/data/report"};
    struct str line;
    assert_false(listing_line(&listing, "../../unit/unit.h", 1, &line)); // outside of the workspace
    assert_false(listing_line(&listing, "/etc/hostname", 1, &line));
    assert_true(listing_line(&listing, "src/use.c", 3, &line));
    assert_false(listing_line(&listing, "src/use.c", 4000, &line));
    listing_free(&listing);
    arena_free(&arena);
}

// What formats.h says that --format takes is what each format calls itself.
static void test_words(void **state)
{
    (void)state;
    static const char *const WORDS[] = {
#define OUTPUT(name, word) word,
#include "report/formats.h"
#undef OUTPUT
    };
    for (size_t i = 0; i < COUNT_OF(WORDS); i++)
        assert_string_equal(OUTPUTS[i]->name, WORDS[i]);
    assert_null(OUTPUTS[COUNT_OF(WORDS)]);
}

RUN(cmocka_unit_test(test_words), cmocka_unit_test(test_round_trip), cmocka_unit_test(test_deterministic), cmocka_unit_test(test_empty),
    cmocka_unit_test(test_sarif), cmocka_unit_test(test_cyclonedx), cmocka_unit_test(test_openvex),
    cmocka_unit_test(test_spdx), cmocka_unit_test(test_html_hostile), cmocka_unit_test(test_html_text),
    cmocka_unit_test(test_html_content), cmocka_unit_test(test_broken_file), cmocka_unit_test(test_helpers))
