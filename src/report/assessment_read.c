#include "report/assessment_read.h"
#include "base/file.h"
#include "base/map.h"
#include "report/records.h"
#include <limits.h>
#include <string.h>

struct reading {
    struct stored_assessment *stored;
    const char *path;
    struct diags *diags;
    struct map refs;            // component ref -> index + 1
    struct map vulnerabilities; // id -> index + 1
    struct idmap pairs;         // component and vulnerability -> index of their match
};

// Reads one item; tells when it cannot be used.
static bool read_item(struct reading *reading, const struct member *members, const struct json *object,
                      const char *what, size_t index, struct arena *arena, void *item)
{
    const char *wrong = js_is_object(object) ? members_read(members, object, arena, item) : "everything";
    if (!wrong) return true;
    DIAG(reading->diags, DIAG_SKIPPED, reading->path, 0, "%s[%zu] is left out: its '%s' is absent or of the wrong kind",
         what, index, wrong);
    return false;
}

// The array of a step; an absent one means that the step was not carried out.
#define READ_EACH(root, key, node) JS_EACH(js_get((root), (key)), node)

static void read_location(const struct json *object, struct arena *arena, struct location *ret_location)
{
    if (members_read(LOCATION_MEMBERS, js_get(object, "location"), arena, ret_location))
        *ret_location = (struct location){.file = ret_location->file ? ret_location->file : ""};
}

static void default_text(const char **text, const char *otherwise)
{
    if (!*text) *text = otherwise;
}

static void read_findings(struct reading *reading, const struct json *root)
{
    struct findings *findings = &reading->stored->findings;
    struct arena *arena = &findings->arena;
    READ_EACH(root, "findings", node) {
        struct finding finding = {0};
        if (!read_item(reading, FINDING_MEMBERS, node, "findings", node_at, arena, &finding)) continue;
        read_location(node, arena, &finding.location);
        default_text(&finding.function, "");
        default_text(&finding.statement, "");
        default_text(&finding.tool, "theriac");
        const struct json *events = js_get(node, "events");
        struct finding_event *list =
            ARENA_ARRAY(arena, struct finding_event, js_is_array(events) ? js_size(events) : 0);
        JS_EACH(events, event) {
            struct finding_event *into = &list[finding.event_count];
            if (!read_item(reading, EVENT_MEMBERS, event, "events", event_at, arena, into)) continue;
            read_location(event, arena, &into->location);
            finding.event_count++;
        }
        finding.events = list;
        VEC_PUSH(&findings->list, finding);
    }
    if (js_get(root, "findings")) reading->stored->assessment.findings = findings;
}

static void read_rules(struct reading *reading, const struct json *root)
{
    const struct json *array = js_get(root, "rules");
    struct arena *arena = &reading->stored->arena;
    const struct rule **rules = ARENA_ARRAY(arena, const struct rule *, (js_is_array(array) ? js_size(array) : 0) + 1);
    size_t count = 0;
    JS_EACH(array, node) {
        struct rule *rule = ARENA_NEW(arena, struct rule);
        if (read_item(reading, RULE_MEMBERS, node, "rules", node_at, arena, rule)) rules[count++] = rule;
    }
    reading->stored->assessment.rules = rules;
}

static void read_evidence(struct reading *reading, struct component *component, const struct json *node)
{
    struct arena *arena = &reading->stored->components.arena;
    JS_EACH(js_get(node, "evidence"), item) {
        struct evidence evidence = {0};
        if (read_item(reading, EVIDENCE_MEMBERS, item, "evidence", item_at, arena, &evidence))
            VEC_PUSH(&component->evidence, evidence);
    }
    JS_EACH(js_get(node, "identities"), item) {
        struct identity identity = {0};
        if (!read_item(reading, IDENTITY_MEMBERS, item, "identities", item_at, arena, &identity)) continue;
        if (members_read(EVIDENCE_MEMBERS, js_get(item, "evidence"), arena, &identity.evidence))
            identity.evidence = (struct evidence){0};
        VEC_PUSH(&component->identities, identity);
    }
}

static void read_component(struct reading *reading, struct component *component, const struct json *node)
{
    struct arena *arena = &reading->stored->components.arena;
    read_evidence(reading, component, node);
    JS_EACH(js_get(node, "hashes"), item) {
        struct component_hash hash = {0};
        if (read_item(reading, HASH_MEMBERS, item, "hashes", item_at, arena, &hash)) VEC_PUSH(&component->hashes, hash);
    }
    JS_EACH(js_get(node, "depends_on"), item)
        if (js_string(item)) VEC_PUSH(&component->depends_on, arena_str(arena, js_string(item)));
    default_text(&component->type, "library");
    default_text(&component->scheme, "generic");
    default_text(&component->scope, "required");
}

static void read_components(struct reading *reading, const struct json *root)
{
    struct components *components = &reading->stored->components;
    READ_EACH(root, "components", node) {
        struct component component = {0};
        if (!read_item(reading, COMPONENT_MEMBERS, node, "components", node_at, &components->arena, &component))
            continue;
        if (map_has(&reading->refs, component.ref)) {
            DIAG(reading->diags, DIAG_SKIPPED, reading->path, 0, "components[%zu] is left out: the ref '%s' repeats",
                 node_at, component.ref);
            continue;
        }
        read_component(reading, &component, node);
        VEC_PUSH(&components->list, component);
        map_put(&reading->refs, component.ref, (void *)(uintptr_t)components->list.count);
    }
    if (js_get(root, "components")) reading->stored->assessment.components = components;
}

static void read_scores(struct reading *reading, struct vulnerability *into, const struct json *node)
{
    struct arena *arena = &reading->stored->matches.arena;
    const struct json *scores = js_get(node, "scores"), *cwes = js_get(node, "cwes");
    into->scores = ARENA_ARRAY(arena, struct score, js_is_array(scores) ? js_size(scores) : 0);
    JS_EACH(scores, score)
        if (read_item(reading, SCORE_MEMBERS, score, "scores", score_at, arena, &into->scores[into->score_count]))
            into->score_count++;
    unsigned *numbers = ARENA_ARRAY(arena, unsigned, (js_is_array(cwes) ? js_size(cwes) : 0) + 1);
    size_t count = 0;
    JS_EACH(cwes, cwe) {
        int64_t number = js_integer(cwe, 0);
        if (number > 0 && number <= INT_MAX) numbers[count++] = (unsigned)number;
    }
    into->cwes = numbers;
}

static uint64_t pair_key(size_t component, size_t vulnerability)
{
    return (uint64_t)component << 32 | (uint64_t)vulnerability;
}

// The index that a member names through a map; false, with a message, when it names nothing.
static bool find_index(struct reading *reading, const struct map *map, const struct json *node, const char *key,
                       const char *what, size_t at, size_t *ret_index)
{
    const char *name = js_text(node, key);
    size_t found = name ? (size_t)(uintptr_t)map_get(map, name) : 0;
    if (found) {
        *ret_index = found - 1;
        return true;
    }
    DIAG(reading->diags, DIAG_SKIPPED, reading->path, 0, "%s[%zu] is left out: its %s '%s' is not in the file", what,
         at, key, name ? name : "");
    return false;
}

static void read_match_list(struct reading *reading, const struct json *root)
{
    struct matches *matches = &reading->stored->matches;
    READ_EACH(root, "matches", node) {
        struct match match = {0};
        if (read_item(reading, MATCH_MEMBERS, node, "matches", node_at, &matches->arena, &match) &&
            find_index(reading, &reading->refs, node, "component", "matches", node_at, &match.component) &&
            find_index(reading, &reading->vulnerabilities, node, "vulnerability", "matches", node_at,
                       &match.vulnerability)) {
            idmap_put(&reading->pairs, pair_key(match.component, match.vulnerability), matches->list.count);
            VEC_PUSH(&matches->list, match);
        }
    }
    READ_EACH(root, "unmatchable", node) {
        size_t index = js_string(node) ? (size_t)(uintptr_t)map_get(&reading->refs, js_string(node)) : 0;
        if (index) VEC_PUSH(&matches->unmatchable, index - 1);
    }
}

static void read_matches(struct reading *reading, const struct json *root)
{
    struct matches *matches = &reading->stored->matches;
    READ_EACH(root, "vulnerabilities", node) {
        struct vulnerability one = {0};
        if (!read_item(reading, VULNERABILITY_MEMBERS, node, "vulnerabilities", node_at, &matches->arena, &one))
            continue;
        if (map_has(&reading->vulnerabilities, one.id)) continue;
        read_scores(reading, &one, node);
        VEC_PUSH(&matches->vulnerabilities, one);
        map_put(&reading->vulnerabilities, one.id, (void *)(uintptr_t)matches->vulnerabilities.count);
    }
    read_match_list(reading, root);
    READ_EACH(root, "feeds", node) {
        struct feed_state feed = {0};
        if (read_item(reading, FEED_MEMBERS, node, "feeds", node_at, &matches->arena, &feed))
            VEC_PUSH(&matches->feeds, feed);
    }
    if (js_get(root, "matches") && reading->stored->assessment.components)
        reading->stored->assessment.matches = matches;
}

static void read_suggestions(struct reading *reading, const struct json *root)
{
    struct stored_assessment *stored = reading->stored;
    READ_EACH(root, "suggestions", node) {
        struct suggestion suggestion = {0};
        size_t component, vulnerability;
        if (!read_item(reading, SUGGESTION_MEMBERS, node, "suggestions", node_at, &stored->arena, &suggestion) ||
            !find_index(reading, &reading->refs, node, "component", "suggestions", node_at, &component) ||
            !find_index(reading, &reading->vulnerabilities, node, "vulnerability", "suggestions", node_at,
                        &vulnerability))
            continue;
        uint64_t at;
        if (!idmap_get(&reading->pairs, pair_key(component, vulnerability), &at)) continue;
        suggestion.match = (size_t)at;
        VEC_PUSH(&stored->assessment.suggestions, suggestion);
    }
}

static void read_threats(struct reading *reading, const struct json *root)
{
    struct threats *threats = &reading->stored->threats;
    struct arena *arena = &threats->arena;
    READ_EACH(root, "threats", node) {
        struct threat threat = {0};
        if (!read_item(reading, THREAT_MEMBERS, node, "threats", node_at, arena, &threat)) continue;
        const struct json *mitigations = js_get(node, "mitigations");
        struct mitigation *list = ARENA_ARRAY(arena, struct mitigation,
                                              js_is_array(mitigations) ? js_size(mitigations) : 0);
        JS_EACH(mitigations, item)
            if (read_item(reading, MITIGATION_MEMBERS, item, "mitigations", item_at, arena,
                          &list[threat.mitigation_count]))
                threat.mitigation_count++;
        threat.mitigations = list;
        default_text(&threat.state, "open");
        VEC_PUSH(&threats->list, threat);
    }
    READ_EACH(root, "questions", node) {
        struct question question = {0};
        if (read_item(reading, QUESTION_MEMBERS, node, "questions", node_at, arena, &question))
            VEC_PUSH(&threats->questions, question);
    }
    if (js_get(root, "threats")) reading->stored->assessment.threats = threats;
}

static void read_records(struct reading *reading, const struct json *root)
{
    struct stored_assessment *stored = reading->stored;
    READ_EACH(root, "decisions", node) {
        struct decision decision = {0};
        if (read_item(reading, DECISION_MEMBERS, node, "decisions", node_at, &stored->decisions.arena, &decision))
            VEC_PUSH(&stored->decisions.list, decision);
    }
    READ_EACH(root, "gate", node) {
        struct gate_line line = {0};
        if (read_item(reading, GATE_MEMBERS, node, "gate", node_at, &stored->arena, &line))
            VEC_PUSH(&stored->assessment.gate, line);
    }
    READ_EACH(root, "trace", node) {
        struct trace_row row = {0};
        if (read_item(reading, TRACE_MEMBERS, node, "trace", node_at, &stored->arena, &row))
            VEC_PUSH(&stored->assessment.trace, row);
    }
    READ_EACH(root, "diagnostics", node) {
        struct diag diag = {0};
        if (read_item(reading, DIAG_MEMBERS, node, "diagnostics", node_at, &stored->arena, &diag))
            diag_add(&stored->diags, diag.level, diag.file, diag.line, diag.column, "%s", diag.message);
    }
    stored->assessment.decisions = js_get(root, "decisions") ? &stored->decisions : NULL;
    stored->assessment.diags = &stored->diags;
}

// What is odd in the model was told when it was assessed.
static void read_device(struct reading *reading, const struct json *root)
{
    const char *model = js_string(js_path(root, "device.model")), *file = js_string(js_path(root, "device.file"));
    struct diags unseen = {0};
    if (!model) return;
    reading->stored->device = device_parse(model, strlen(model), file ? file : "device.yaml", &unseen);
    if (!reading->stored->device)
        DIAG(reading->diags, DIAG_SKIPPED, reading->path, 0, "the device model in it cannot be read");
    reading->stored->assessment.device = reading->stored->device;
    diags_free(&unseen);
}

static void read_root(struct reading *reading, const struct json *root, const char *folder)
{
    struct stored_assessment *stored = reading->stored;
    struct arena *arena = &stored->arena;
    stored->assessment.folder = arena_str(arena, folder);
    stored->assessment.tool_version = arena_str(arena, js_text(root, "tool_version"));
    stored->assessment.date = arena_str(arena, js_text(root, "date"));
    stored->assessment.diagram_svg = arena_str(arena, js_text(root, "diagram"));
    if (members_read(STATISTICS_MEMBERS, js_get(root, "code"), arena, &stored->assessment.code))
        DIAG(reading->diags, DIAG_SKIPPED, reading->path, 0, "the statistics in 'code' cannot be read");
    read_device(reading, root);
    read_findings(reading, root);
    read_rules(reading, root);
    read_components(reading, root);
    read_matches(reading, root);
    read_suggestions(reading, root);
    read_threats(reading, root);
    read_records(reading, root);
}

enum status assessment_parse(const char *bytes, size_t size, const char *path, const char *folder,
                             struct stored_assessment *ret_stored, struct diags *diags)
{
    struct json *root = js_parse(bytes, size, path, diags);
    if (!root) return STATUS_INPUT;
    if (!text_equal(js_text(root, "format"), "theriac-assessment") ||
        js_integer(js_get(root, "format_version"), 0) != 1) {
        DIAG(diags, DIAG_ERROR, path, 0, "this is not an assessment that this version of theriac wrote");
        js_free(root);
        return STATUS_INPUT;
    }
    struct reading reading = {.stored = ret_stored, .path = path, .diags = diags};
    read_root(&reading, root, folder);
    map_free(&reading.refs);
    map_free(&reading.vulnerabilities);
    idmap_free(&reading.pairs);
    js_free(root);
    return STATUS_OK;
}

enum status assessment_read(const char *path, const char *folder, struct stored_assessment *ret_stored,
                            struct diags *diags)
{
    struct buf content = {0};
    if (!file_exists(path)) {
        DIAG(diags, DIAG_ERROR, path, 0, "no assessment here yet: run 'theriac assess' first");
        return STATUS_MISSING;
    }
    enum status status = file_read(path, FILE_LIMIT, &content, diags);
    if (status == STATUS_OK) status = assessment_parse(content.bytes, content.size, path, folder, ret_stored, diags);
    buf_free(&content);
    return status;
}

void stored_assessment_free(struct stored_assessment *stored)
{
    assessment_free(&stored->assessment);
    device_free(stored->device);
    findings_free(&stored->findings);
    components_free(&stored->components);
    matches_free(&stored->matches);
    threats_free(&stored->threats);
    decisions_free(&stored->decisions);
    diags_free(&stored->diags);
    arena_free(&stored->arena);
}
