// OSV records (schema 1.x) as JSON, as a JSON array of them, as an API answer with "vulns", or as YAML. Events of a
// range are sorted by the ecosystem's order and become ranges; ranges of commits say nothing about versions.
#include "codec/cvss.h"
#include "codec/version.h"
#include "codec/yaml.h"
#include "vulns/feed.h"
#include "vulns/purl_name.h"
#include <stdlib.h>
#include <string.h>

struct ecosystem {
    const char *name, *purl; // "Debian:12" is "Debian" with a release; purl type, and namespace where it is fixed
};

static const struct ecosystem ECOSYSTEMS[] = {
    {"AlmaLinux", "rpm/almalinux"}, {"Alpine", "apk/alpine"},     {"Bitnami", "bitnami"},
    {"Chainguard", "apk/chainguard"}, {"ConanCenter", "conan"},   {"crates.io", "cargo"},
    {"Debian", "deb/debian"},       {"Go", "golang"},             {"Hackage", "hackage"},
    {"Hex", "hex"},                 {"Linux", "generic"},         {"Maven", "maven"},
    {"npm", "npm"},                 {"NuGet", "nuget"},           {"openEuler", "rpm/openeuler"},
    {"openSUSE", "rpm/opensuse"},   {"OSS-Fuzz", "generic"},      {"Packagist", "composer"},
    {"Pub", "pub"},                 {"PyPI", "pypi"},             {"Red Hat", "rpm/redhat"},
    {"Rocky Linux", "rpm/rocky-linux"}, {"RubyGems", "gem"},      {"SUSE", "rpm/suse"},
    {"SwiftURL", "swift"},          {"Ubuntu", "deb/ubuntu"},     {"Wolfi", "apk/wolfi"},
};

static bool is_osv(const struct json_outline *outline)
{
    return json_outline_get(outline, "id") && json_outline_get(outline, "modified") &&
           (json_outline_get(outline, "affected") || json_outline_get(outline, "withdrawn"));
}

static bool is_osv_yaml(const char *bytes)
{
    bool starts = text_starts(bytes, "id:") || text_starts(bytes, "schema_version:") || strstr(bytes, "\nid:");
    return starts && strstr(bytes, "\nmodified:") && (strstr(bytes, "\naffected:") || strstr(bytes, "\nwithdrawn:"));
}

static bool first_is_osv(struct str array)
{
    struct str element;
    size_t offset = 0;
    struct json_outline outline;
    return json_next_element(array, &offset, &element) && json_outline(element.at, element.size, &outline) &&
           is_osv(&outline);
}

static bool recognises(const struct feed_input *input)
{
    if (input->outline) {
        const struct str *vulns = json_outline_get(input->outline, "vulns");
        return is_osv(input->outline) || (vulns && first_is_osv(*vulns));
    }
    struct str text = str_trim((struct str){input->bytes, input->size});
    if (text.size && *text.at == '[') return first_is_osv(text);
    return is_osv_yaml(input->bytes);
}

// --- one record --------------------------------------------------------------------------------------------

static const struct ecosystem *find_ecosystem(const char *name, const char **ret_release)
{
    size_t size = strcspn(name, ":");
    *ret_release = name[size] ? name + size + 1 : NULL;
    for (size_t i = 0; i < COUNT_OF(ECOSYSTEMS); i++)
        if (strlen(ECOSYSTEMS[i].name) == size && strncmp(ECOSYSTEMS[i].name, name, size) == 0) return &ECOSYSTEMS[i];
    return NULL;
}

static void read_package(struct arena *arena, const struct json *package, struct affected *affected)
{
    const char *ecosystem = js_text(package, "ecosystem"), *name = js_text(package, "name");
    const char *purl = js_text(package, "purl");
    struct purl_name parsed;
    if (purl) VEC_PUSH(&affected->purls, purl);
    const struct ecosystem *known = ecosystem ? find_ecosystem(ecosystem, &affected->release) : NULL;
    if (!purl && known && name) {
        char *path = arena_str(arena, name);
        char *colon = strcmp(known->purl, "maven") == 0 ? strchr(path, ':') : NULL;
        if (colon) *colon = '/';
        purl = arena_printf(arena, "pkg:%s/%s", known->purl, path);
        VEC_PUSH(&affected->purls, purl);
    }
    affected->product = affected->purls.count ? NULL : name;
    if (purl && purl_name_parse(arena, purl, &parsed)) affected->scheme = purl_type_scheme(parsed.type);
}

static void add_repository(struct arena *arena, const char *url, struct affected *affected)
{
    const char *at = url ? strstr(url, "github.com/") : NULL;
    if (!at) return;
    char *path = arena_str(arena, at + strlen("github.com/"));
    if (text_ends(path, ".git")) path[strlen(path) - 4] = '\0';
    const char *purl = arena_printf(arena, "pkg:github/%s", path);
    VEC_EACH(&affected->purls, known)
        if (strcmp(*known, purl) == 0) return;
    VEC_PUSH(&affected->purls, purl);
}

enum event_kind { EVENT_INTRODUCED, EVENT_FIXED, EVENT_LAST };

struct event {
    const char *version;
    const char *scheme;
    enum event_kind kind;
};
VEC_NAMED(events, struct event);

// "0" comes before all; of equal versions the end of a range comes before the start of the next.
static int by_version(const void *left, const void *right)
{
    const struct event *a = left, *b = right;
    bool zero_a = strcmp(a->version, "0") == 0, zero_b = strcmp(b->version, "0") == 0;
    if (zero_a != zero_b) return zero_a ? -1 : 1;
    enum version_order order = version_compare(a->scheme, a->version, b->version);
    if (order == VERSION_LESS || order == VERSION_GREATER) return order;
    return order == VERSION_EQUAL ? (a->kind == EVENT_INTRODUCED) - (b->kind == EVENT_INTRODUCED) : 0;
}

static struct version_range *open_range(struct affected *affected, const struct event *event)
{
    struct version_range *range = VEC_ADD(&affected->ranges);
    range->scheme = event->scheme;
    if (event->kind == EVENT_INTRODUCED && strcmp(event->version, "0") != 0) range->from = event->version;
    return range;
}

static void ranges_from_events(struct events *events, struct affected *affected)
{
    struct version_range *open = NULL;
    VEC_SORT(events, by_version);
    VEC_EACH(events, event) {
        if (event->kind == EVENT_INTRODUCED) {
            if (!open) open = open_range(affected, event);
            continue;
        }
        if (!open && event->kind == EVENT_FIXED) continue; // an end without a start, already closed
        if (!open) open = open_range(affected, event);
        open->to = event->version;
        open->to_inclusive = event->kind == EVENT_LAST;
        open = NULL;
    }
}

static void read_range(struct arena *arena, const struct json *range, struct affected *affected)
{
    static const char *const KINDS[] = {"introduced", "fixed", "last_affected"};
    const char *type = js_text(range, "type");
    const struct json *list = js_get(range, "events");
    struct events events = {0};
    if (!type || strcmp(type, "GIT") == 0) {
        affected->only_commits = true;
        add_repository(arena, js_text(range, "repo"), affected);
        return;
    }
    const char *scheme = strcmp(type, "SEMVER") == 0 ? "semver" : affected->scheme;
    JS_EACH (list, item)
        for (size_t i = 0; i < COUNT_OF(KINDS); i++)
            if (js_text(item, KINDS[i]))
                VEC_PUSH(&events, ((struct event){js_text(item, KINDS[i]), scheme, (enum event_kind)i}));
    ranges_from_events(&events, affected);
    VEC_FREE(&events);
}

static void read_severity(const struct json *list, struct record *record)
{
    JS_EACH (list, item) {
        const char *vector = js_text(item, "score"), *type = js_text(item, "type");
        if (!vector || !type || !text_starts(type, "CVSS") || record->scores.count >= 8) continue;
        VEC_PUSH(&record->scores, ((struct score){vector, "OSV", cvss_score(vector)}));
    }
}

static void read_symbols(const struct json *specific, struct record *record)
{
    const struct json *imports = js_get(specific, "imports");
    JS_EACH (imports, import) {
        const struct json *symbols = js_get(import, "symbols");
        JS_EACH (symbols, symbol)
            if (js_string(symbol)) VEC_PUSH(&record->functions, js_string(symbol));
    }
    const struct json *functions = js_path(specific, "affects.functions"); // RustSec's
    JS_EACH (functions, function)
        if (js_string(function)) VEC_PUSH(&record->functions, js_string(function));
}

static void read_affected(struct arena *arena, const struct json *item, struct record *record)
{
    struct affected *affected = VEC_ADD(&record->affected);
    const struct json *ranges = js_get(item, "ranges"), *versions = js_get(item, "versions");
    affected->source = "OSV";
    affected->otherwise = RANGE_UNAFFECTED;
    affected->otherwise_stated = true;
    read_package(arena, js_get(item, "package"), affected);
    JS_EACH (ranges, range)
        read_range(arena, range, affected);
    JS_EACH (versions, version)
        if (js_string(version)) VEC_PUSH(&affected->versions, js_string(version));
    read_symbols(js_get(item, "ecosystem_specific"), record);
    if (!record->scores.count) read_severity(js_get(item, "severity"), record);
}

static void read_record(const struct feed_input *input, const struct json *root, struct feed_sink *sink)
{
    struct arena arena = {0};
    struct record record = {.feed = "osv", .name = js_text(root, "id"), .modified = js_text(root, "modified"),
                            .published = js_text(root, "published"), .title = js_text(root, "summary"),
                            .description = js_text(root, "details"), .withdrawn = js_text(root, "withdrawn") != NULL};
    const struct json *aliases = js_get(root, "aliases"), *upstream = js_get(root, "upstream");
    const struct json *affected = js_get(root, "affected"), *references = js_get(root, "references");
    const struct json *cwes = js_path(root, "database_specific.cwe_ids");
    (void)input;
    JS_EACH (aliases, alias)
        if (js_string(alias)) VEC_PUSH(&record.aliases, js_string(alias));
    JS_EACH (upstream, id)
        if (js_string(id)) VEC_PUSH(&record.upstream, js_string(id));
    JS_EACH (cwes, cwe)
        VEC_PUSH(&record.cwes, cwe_number(js_string(cwe)));
    sort_cwes(&record);
    read_severity(js_get(root, "severity"), &record);
    JS_EACH (affected, item)
        read_affected(&arena, item, &record);
    JS_EACH (references, reference)
        if (js_text(reference, "url") && record.references.count < 40)
            VEC_PUSH(&record.references, js_text(reference, "url"));
    sink_record(sink, &record);
    record_free(&record);
    arena_free(&arena);
}

// --- YAML: the same tree as JSON text ----------------------------------------------------------------------

enum { YAML_NESTING = 32 }; // OSV nests eight levels

static void yaml_as_json(const struct yaml *node, unsigned depth, struct json_writer *json)
{
    const char *text = yaml_string(node);
    if (depth > YAML_NESTING || yaml_is_null(node)) {
        js_write_text(json, NULL);
    } else if (text) {
        js_write_text(json, text);
    } else if (yaml_is_map(node)) {
        js_object_begin(json);
        YAML_EACH (node, item) {
            js_write_key(json, item->key);
            yaml_as_json(item->value, depth + 1, json);
        }
        js_object_end(json);
    } else {
        js_array_begin(json);
        YAML_EACH (node, item)
            yaml_as_json(item->value, depth + 1, json);
        js_array_end(json);
    }
}

static void read_yaml(const struct feed_input *input, struct feed_sink *sink)
{
    struct arena arena = {0};
    struct buf text = {0};
    struct json_writer json = {.out = &text};
    struct yaml *root = yaml_parse(&arena, input->bytes, input->size, input->path, sink_diags(sink));
    if (root) {
        yaml_as_json(root, 0, &json);
        struct feed_input converted = {input->path, buf_cstr(&text), text.size, NULL};
        sink_whole(&converted, read_record, sink);
    }
    buf_free(&text);
    arena_free(&arena);
}

static void read(const struct feed_input *input, struct feed_sink *sink)
{
    struct str text = str_trim((struct str){input->bytes, input->size});
    const struct str *vulns = input->outline ? json_outline_get(input->outline, "vulns") : NULL;
    if (vulns)
        sink_each(input, *vulns, read_record, sink);
    else if (input->outline)
        sink_whole(input, read_record, sink);
    else if (text.size && *text.at == '[')
        sink_each(input, text, read_record, sink);
    else
        read_yaml(input, sink);
}

const struct feed FEED_osv = {
    .name = "osv",
    .title = "OSV",
    .stale_days = 14,
    .recognises = recognises,
    .read = read,
};
