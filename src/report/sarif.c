#include "report/sarif.h"
#include "base/map.h"
#include "codec/json.h"
#include "report/render.h"
#include "report/listing.h"
#include <ctype.h>
#include <string.h>

struct sarif {
    const struct assessment *assessment;
    const struct sarif_profile *profile;
    struct json_writer json;
    struct listing listing;
    VEC(const struct finding *) results;
    VEC(struct rule) rules;    // those that results name, sorted by id
    VEC(unsigned) cwes;        // sorted
    struct map rule_index;     // id -> index + 1
};

static const char *level_of(enum severity severity)
{
    switch (severity) {
    case SEVERITY_CRITICAL:
    case SEVERITY_HIGH: return "error";
    case SEVERITY_MEDIUM: return "warning";
    case SEVERITY_LOW:
    case SEVERITY_INFO: return "note";
    case SEVERITY_NONE: break;
    }
    return "none";
}

// What GitHub sorts by: a number within the CVSS band of the severity, as text.
static const char *security_severity(enum severity severity)
{
    static const char *const BANDS[] = {"0.0", "1.0", "3.0", "5.5", "8.0", "9.5"};
    return BANDS[severity];
}

// --- what is written ---------------------------------------------------------------------------

static int by_severity(const void *left, const void *right)
{
    const struct finding *a = *(const struct finding *const *)left, *b = *(const struct finding *const *)right;
    return (a->severity < b->severity) - (a->severity > b->severity);
}

static int by_rule(const void *left, const void *right)
{
    return strcmp(((const struct rule *)left)->id, ((const struct rule *)right)->id);
}

static int by_number(const void *left, const void *right)
{
    unsigned a = *(const unsigned *)left, b = *(const unsigned *)right;
    return (a > b) - (a < b);
}

static void choose_results(struct sarif *sarif, struct diags *diags)
{
    if (!sarif->assessment->findings) return;
    VEC_EACH(&sarif->assessment->findings->list, finding)
        if (sarif->profile->suppressed || finding_is_open(sarif->assessment, finding))
            VEC_PUSH(&sarif->results, finding);
    size_t limit = sarif->profile->results_max;
    if (!limit || sarif->results.count <= limit) return;
    VEC_SORT(&sarif->results, by_severity);
    DIAG(diags, DIAG_WARNING, NULL, 0, "%zu findings of lower severity are left out: the format takes %zu",
         sarif->results.count - limit, limit);
    sarif->results.count = limit;
}

// A rule that nobody described is made from its first finding, so that every result has one.
static void collect_rules(struct sarif *sarif)
{
    struct map seen = {0};
    VEC_EACH(&sarif->results, result) {
        const struct finding *finding = *result;
        if (finding->cwe) VEC_PUSH(&sarif->cwes, finding->cwe);
        if (map_has(&seen, finding->rule)) continue;
        const struct rule *known = report_rule(sarif->assessment, finding->rule);
        struct rule made = {.id = finding->rule, .cwe = finding->cwe, .severity = finding->severity,
                            .title = finding->rule, .tier = finding->tool};
        VEC_PUSH(&sarif->rules, known ? *known : made);
        map_put(&seen, finding->rule, sarif);
    }
    map_free(&seen);
    VEC_SORT(&sarif->rules, by_rule);
    for (size_t i = 0; i < sarif->rules.count; i++) {
        map_put(&sarif->rule_index, sarif->rules.items[i].id, (void *)(uintptr_t)(i + 1));
        if (sarif->rules.items[i].cwe) VEC_PUSH(&sarif->cwes, sarif->rules.items[i].cwe);
    }
    VEC_SORT(&sarif->cwes, by_number);
    size_t kept = 0;
    for (size_t i = 0; i < sarif->cwes.count; i++)
        if (!kept || sarif->cwes.items[kept - 1] != sarif->cwes.items[i])
            sarif->cwes.items[kept++] = sarif->cwes.items[i];
    sarif->cwes.count = kept;
}

static size_t cwe_index(const struct sarif *sarif, unsigned cwe)
{
    size_t low = 0, high = sarif->cwes.count;
    while (low + 1 < high) {
        size_t middle = (low + high) / 2;
        if (sarif->cwes.items[middle] <= cwe)
            low = middle;
        else
            high = middle;
    }
    return low;
}

// --- pieces ------------------------------------------------------------------------------------

static void write_message(struct json_writer *json, const char *key, const char *text)
{
    js_member_object(json, key);
    js_member_text(json, "text", text && text[0] ? text : "-");
    js_object_end(json);
}

static void write_cwe_reference(struct sarif *sarif, unsigned cwe)
{
    struct json_writer *json = &sarif->json;
    char id[16];
    snprintf(id, sizeof id, "%u", cwe);
    js_member_text(json, "id", id);
    js_member_int(json, "index", (int64_t)cwe_index(sarif, cwe));
    js_member_object(json, "toolComponent");
    js_member_text(json, "name", "CWE");
    js_member_int(json, "index", 0);
    js_object_end(json);
}

static void write_tags(struct json_writer *json, unsigned cwe)
{
    js_member_array(json, "tags");
    js_write_text(json, "security");
    if (cwe) {
        char tag[40];
        snprintf(tag, sizeof tag, "external/cwe/cwe-%03u", cwe);
        js_write_text(json, tag);
    }
    js_array_end(json);
}

static void write_artifact(struct json_writer *json, const char *file)
{
    struct buf uri = {0};
    bool absolute = file[0] == '/';
    if (absolute) buf_text(&uri, "file://");
    uri_path(&uri, file);
    js_member_object(json, "artifactLocation");
    js_member_text(json, "uri", buf_cstr(&uri));
    if (!absolute) js_member_text(json, "uriBaseId", "%SRCROOT%");
    js_object_end(json);
    buf_free(&uri);
}

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80;
}

// Where the place ends when nobody said so: the word that stands there, else one character.
static unsigned guess_end(struct sarif *sarif, const struct location *location)
{
    struct str line;
    unsigned end = location->column;
    if (listing_line(&sarif->listing, location->file, location->line, &line))
        while (end <= line.size && is_word(line.at[end - 1]))
            end++;
    return end == location->column ? end + 1 : end;
}

static void write_region(struct sarif *sarif, const struct location *location)
{
    struct json_writer *json = &sarif->json;
    struct str line;
    if (!location->line) return;
    js_member_object(json, "region");
    js_member_int(json, "startLine", location->line);
    if (location->column) js_member_int(json, "startColumn", location->column);
    js_member_int(json, "endLine", location->end_line >= location->line ? location->end_line : location->line);
    bool known = location->end_column && location->end_line >= location->line &&
                 (location->end_line > location->line || location->end_column > location->column);
    if (location->column) js_member_int(json, "endColumn", known ? location->end_column : guess_end(sarif, location));
    if (listing_line(&sarif->listing, location->file, location->line, &line) && line.size < 1000 &&
        text_is_utf8(line.at, line.size)) {
        struct arena scratch = {0};
        write_message(json, "snippet", arena_copy(&scratch, line.at, line.size));
        arena_free(&scratch);
    }
    js_object_end(json);
}

static void write_physical(struct sarif *sarif, const struct location *location)
{
    js_member_object(&sarif->json, "physicalLocation");
    write_artifact(&sarif->json, location->file);
    write_region(sarif, location);
    js_object_end(&sarif->json);
}

// --- the tool ----------------------------------------------------------------------------------

static void write_help(struct json_writer *json, const struct rule *rule)
{
    struct buf text = {0}, markdown = {0};
    buf_printf(&text, "%s\n\n%s\n\n%s", rule->title ? rule->title : rule->id,
               rule->explanation ? rule->explanation : "", rule->remedy ? rule->remedy : "");
    buf_printf(&markdown, "# %s\n\n%s\n\n## What to do\n\n%s\n", rule->title ? rule->title : rule->id,
               rule->explanation ? rule->explanation : "", rule->remedy ? rule->remedy : "");
    js_member_object(json, "help");
    js_member_text(json, "text", buf_cstr(&text));
    js_member_text(json, "markdown", buf_cstr(&markdown));
    js_object_end(json);
    buf_free(&text);
    buf_free(&markdown);
}

static void write_rule(struct sarif *sarif, const struct rule *rule)
{
    struct json_writer *json = &sarif->json;
    js_object_begin(json);
    js_member_text(json, "id", rule->id);
    write_message(json, "shortDescription", rule->title ? rule->title : rule->id);
    write_message(json, "fullDescription", rule->explanation ? rule->explanation : rule->title);
    write_help(json, rule);
    js_member_object(json, "defaultConfiguration");
    js_member_text(json, "level", level_of(rule->severity));
    js_object_end(json);
    js_member_object(json, "properties");
    write_tags(json, rule->cwe);
    js_member_text(json, "security-severity", security_severity(rule->severity));
    js_member_text_opt(json, "tier", rule->tier);
    js_object_end(json);
    if (rule->cwe) {
        js_member_array(json, "relationships");
        js_object_begin(json);
        js_member_object(json, "target");
        write_cwe_reference(sarif, rule->cwe);
        js_object_end(json);
        js_member_array(json, "kinds");
        js_write_text(json, "superset");
        js_array_end(json);
        js_object_end(json);
        js_array_end(json);
    }
    js_object_end(json);
}

static void write_tool(struct sarif *sarif)
{
    struct json_writer *json = &sarif->json;
    const char *version = sarif->assessment->tool_version;
    js_member_object(json, "tool");
    js_member_object(json, "driver");
    js_member_text(json, "name", "theriac");
    js_member_text_opt(json, "version", version);
    js_member_text_opt(json, "semanticVersion", version);
    js_member_array(json, "supportedTaxonomies");
    js_object_begin(json);
    js_member_text(json, "name", "CWE");
    js_member_int(json, "index", 0);
    js_object_end(json);
    js_array_end(json);
    js_member_array(json, "rules");
    VEC_EACH(&sarif->rules, rule)
        write_rule(sarif, rule);
    js_array_end(json);
    js_object_end(json);
    js_object_end(json);
}

static void write_taxonomy(struct sarif *sarif)
{
    struct json_writer *json = &sarif->json;
    js_member_array(json, "taxonomies");
    js_object_begin(json);
    js_member_text(json, "name", "CWE");
    js_member_text(json, "organization", "MITRE");
    js_member_text(json, "informationUri", "https://cwe.mitre.org/");
    write_message(json, "shortDescription", "Common Weakness Enumeration");
    js_member_array(json, "taxa");
    VEC_EACH(&sarif->cwes, cwe) {
        char id[16], uri[80];
        snprintf(id, sizeof id, "%u", *cwe);
        snprintf(uri, sizeof uri, "https://cwe.mitre.org/data/definitions/%u.html", *cwe);
        js_object_begin(json);
        js_member_text(json, "id", id);
        js_member_text(json, "helpUri", uri);
        js_object_end(json);
    }
    js_array_end(json);
    js_object_end(json);
    js_array_end(json);
}

static void write_notification(struct sarif *sarif, const struct diag *diag)
{
    static const char *const LEVELS[] = {"note", "warning", "error", "error"};
    struct json_writer *json = &sarif->json;
    js_object_begin(json);
    js_member_text(json, "level", LEVELS[diag->level]);
    write_message(json, "message", diag->message);
    if (diag->file && diag->file[0]) {
        struct location location = {
            .file = report_path(sarif->assessment, diag->file), .line = diag->line, .column = diag->column};
        js_member_array(json, "locations");
        js_object_begin(json);
        write_physical(sarif, &location);
        js_object_end(json);
        js_array_end(json);
    }
    js_object_end(json);
}

static void write_invocation(struct sarif *sarif)
{
    struct json_writer *json = &sarif->json;
    struct arena scratch = {0};
    js_member_array(json, "invocations");
    js_object_begin(json);
    js_member_bool(json, "executionSuccessful", true);
    js_member_text_opt(json, "endTimeUtc", date_time_of(&scratch, sarif->assessment->date));
    js_member_array(json, "toolExecutionNotifications");
    if (sarif->assessment->diags) VEC_EACH(&sarif->assessment->diags->list, diag)
            write_notification(sarif, diag);
    js_array_end(json);
    js_object_end(json);
    js_array_end(json);
    arena_free(&scratch);
}

// --- results -----------------------------------------------------------------------------------

static void write_step(struct sarif *sarif, const struct finding_event *event, size_t order)
{
    struct json_writer *json = &sarif->json;
    js_object_begin(json);
    js_member_object(json, "location");
    write_physical(sarif, &event->location);
    write_message(json, "message", event->message);
    js_object_end(json);
    js_member_int(json, "nestingLevel", event->depth);
    js_member_int(json, "executionOrder", (int64_t)order + 1);
    js_object_end(json);
}

static void write_path(struct sarif *sarif, const struct finding *finding)
{
    struct json_writer *json = &sarif->json;
    size_t count = finding->event_count, limit = sarif->profile->locations_max;
    size_t first = limit && count > limit ? count - limit : 0; // the end of the story is what matters
    if (!count) return;
    js_member_array(json, "codeFlows");
    js_object_begin(json);
    js_member_array(json, "threadFlows");
    js_object_begin(json);
    js_member_array(json, "locations");
    for (size_t i = first; i < count; i++)
        write_step(sarif, &finding->events[i], i);
    js_array_end(json);
    js_object_end(json);
    js_array_end(json);
    js_object_end(json);
    js_array_end(json);
}

static void write_suppression(struct json_writer *json, const char *kind, const char *reason)
{
    js_object_begin(json);
    js_member_text(json, "kind", kind);
    js_member_text(json, "status", "accepted");
    js_member_text(json, "justification", reason && reason[0] ? reason : "-");
    js_object_end(json);
}

// An empty array says that somebody looked and found none: SARIF wants it in all results or in no result.
static void write_suppressions(struct sarif *sarif, const struct finding *finding)
{
    struct json_writer *json = &sarif->json;
    const struct decision *decision = finding_decision(sarif->assessment, finding);
    js_member_array(json, "suppressions");
    if (finding->suppression) write_suppression(json, "inSource", finding->suppression);
    if (decision_settles(decision))
        write_suppression(json, "external", decision->rationale      ? decision->rationale
                                            : decision->patch_plan ? decision->patch_plan
                                                                     : decision->verification);
    js_array_end(json);
}

static void write_fingerprints(struct sarif *sarif, const struct finding *finding)
{
    struct json_writer *json = &sarif->json;
    js_member_object(json, "partialFingerprints");
    js_member_text_opt(json, "theriac/v1", finding->fingerprint);
    js_member_text_opt(json, "theriacPath/v1", finding->path_fingerprint);
    if (sarif->profile->line_hash) {
        char hash[64];
        snprintf(hash, sizeof hash, "%s:1",
                 finding->path_fingerprint ? finding->path_fingerprint : finding->fingerprint);
        js_member_text(json, "primaryLocationLineHash", hash);
    }
    js_object_end(json);
}

static void write_result(struct sarif *sarif, const struct finding *finding)
{
    struct json_writer *json = &sarif->json;
    js_object_begin(json);
    js_member_text(json, "ruleId", finding->rule);
    js_member_int(json, "ruleIndex", (int64_t)(uintptr_t)map_get(&sarif->rule_index, finding->rule) - 1);
    js_member_text(json, "level", level_of(finding->severity));
    write_message(json, "message", finding->message);
    js_member_array(json, "locations");
    js_object_begin(json);
    write_physical(sarif, &finding->location);
    if (finding->function[0]) {
        js_member_array(json, "logicalLocations");
        js_object_begin(json);
        js_member_text(json, "name", finding->function);
        js_member_text(json, "kind", "function");
        js_object_end(json);
        js_array_end(json);
    }
    js_object_end(json);
    js_array_end(json);
    write_fingerprints(sarif, finding);
    write_path(sarif, finding);
    if (finding->cwe) {
        js_member_array(json, "taxa");
        js_object_begin(json);
        write_cwe_reference(sarif, finding->cwe);
        js_object_end(json);
        js_array_end(json);
    }
    if (sarif->profile->suppressed) write_suppressions(sarif, finding);
    js_member_object(json, "properties");
    write_tags(json, finding->cwe);
    js_member_text(json, "severity", severity_name(finding->severity));
    js_member_text(json, "confidence", confidence_name(finding->confidence));
    js_member_text_opt(json, "tool", finding->tool);
    js_member_text_opt(json, "also", finding->also);
    js_member_text_opt(json, "exposure", finding->exposure);
    js_object_end(json);
    js_object_end(json);
}

static void write_run(struct sarif *sarif)
{
    struct json_writer *json = &sarif->json;
    js_object_begin(json);
    write_tool(sarif);
    write_taxonomy(sarif);
    js_member_object(json, "originalUriBaseIds");
    js_member_object(json, "%SRCROOT%");
    write_message(json, "description", "The folder that was analysed.");
    js_object_end(json);
    js_object_end(json);
    write_invocation(sarif);
    js_member_object(json, "automationDetails");
    js_member_text(json, "id", "theriac/");
    js_object_end(json);
    js_member_text(json, "columnKind", "unicodeCodePoints");
    js_member_array(json, "results");
    VEC_EACH(&sarif->results, result)
        write_result(sarif, *result);
    js_array_end(json);
    js_object_end(json);
}

void sarif_write(const struct assessment *assessment, const struct sarif_profile *profile, struct buf *out,
                 struct diags *diags)
{
    struct sarif sarif = {.assessment = assessment, .profile = profile, .json = {.out = out, .pretty = true},
                          .listing = {.folder = assessment->folder}};
    choose_results(&sarif, diags);
    collect_rules(&sarif);
    js_object_begin(&sarif.json);
    js_member_text(&sarif.json, "$schema",
                   "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json");
    js_member_text(&sarif.json, "version", "2.1.0");
    js_member_array(&sarif.json, "runs");
    write_run(&sarif);
    js_array_end(&sarif.json);
    js_object_end(&sarif.json);
    VEC_FREE(&sarif.results);
    VEC_FREE(&sarif.rules);
    VEC_FREE(&sarif.cwes);
    map_free(&sarif.rule_index);
    listing_free(&sarif.listing);
}
