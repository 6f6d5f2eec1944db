// CVE records, format 5.0 to 5.2: the CNA's container and those that others add (CISA's vulnrichment). Also the records
// that vendors publish themselves in this format (OpenSSL). Its schema says how versions[] and changes[] are read.
#include "vulns/feed.h"
#include <string.h>

static bool recognises(const struct feed_input *input)
{
    return input->outline && json_outline_get(input->outline, "cveMetadata") &&
           json_outline_get(input->outline, "containers");
}

static enum range_status status_of(const char *text)
{
    if (text && strcmp(text, "affected") == 0) return RANGE_AFFECTED;
    return text && strcmp(text, "unaffected") == 0 ? RANGE_UNAFFECTED : RANGE_UNKNOWN;
}

static bool is_commit_hash(const char *text)
{
    size_t size = text ? strspn(text, "0123456789abcdef") : 0;
    return (size == 12 || size == 40) && !text[size] && strspn(text, "0123456789") < size;
}

// "original_commit_for_fix" stands beside releases, not commits: 5.14 up to everything.
static bool is_commit(const char *scheme, const char *from, const char *below)
{
    return (scheme && strcmp(scheme, "git") == 0) || is_commit_hash(from) || is_commit_hash(below);
}

static void read_changes(const struct json *changes, struct version_range *range)
{
    size_t count = js_size(changes);
    if (!js_is_array(changes) || !count) return;
    range->changes = mem_alloc(count * sizeof *range->changes);
    JS_EACH (changes, change)
        if (js_text(change, "at"))
            range->changes[range->change_count++] =
                (struct range_change){js_text(change, "at"), status_of(js_text(change, "status"))};
}

// The end of a range, which some write with words or a comparison in it: "<=9.3.0".
static void read_end(struct arena *arena, const char *text, bool inclusive, struct version_range *range)
{
    range->to_inclusive = inclusive;
    if (strcmp(text, "*") == 0) return;
    struct version_range words = {0};
    range_from_words(arena, text, &words);
    if (words.unusable || (words.exact ? !words.from : !words.to)) {
        range->unusable = text;
        return;
    }
    range->to = words.exact ? words.from : words.to;
    if (!words.exact) range->to_inclusive = words.to_inclusive;
}

static void read_version(struct arena *arena, const struct json *version, struct affected *affected)
{
    const char *from = js_text(version, "version"), *scheme = js_text(version, "versionType");
    const char *below = js_text(version, "lessThan"), *up_to = js_text(version, "lessThanOrEqual");
    if (is_commit(scheme, from, below ? below : up_to)) {
        affected->only_commits = true;
        return;
    }
    if (!from) from = "";
    struct version_range *range = VEC_ADD(&affected->ranges);
    range->status = status_of(js_text(version, "status"));
    range->scheme = scheme && strcmp(scheme, "original_commit_for_fix") != 0 ? scheme : NULL;
    if (!below && !up_to) {
        range_from_words(arena, from, range);
        return;
    }
    bool open = version_says_nothing(from) || version_is_all(from) || strcmp(from, "0") == 0;
    if (!open) {
        struct version_range words = {0};
        range_from_words(arena, from, &words);
        if (words.unusable || !words.from) range->unusable = from;
        range->from = words.from;
        range->from_exclusive = words.from_exclusive;
    }
    if (below)
        read_end(arena, below, false, range);
    else
        read_end(arena, up_to, true, range);
    read_changes(js_get(version, "changes"), range);
}

static void add_purl(struct arena *arena, struct affected *affected, const char *type, struct str path)
{
    while (path.size && (path.at[path.size - 1] == '/' || path.at[path.size - 1] == '.'))
        path.size--;
    if (text_ends(arena_copy(arena, path.at, path.size), ".git")) path.size -= 4;
    if (path.size)
        VEC_PUSH(&affected->purls, arena_printf(arena, "pkg:%s/%.*s", type, (int)path.size, path.at));
}

// Owner and repository of an address on a forge; empty when there are not both.
static struct str forge_path(const char *url, const char *host)
{
    const char *at = strstr(url, host);
    if (!at) return (struct str){0};
    at += strlen(host);
    if (*at != '/' && *at != ':') return (struct str){0};
    at++;
    const char *slash = strchr(at, '/');
    size_t repository = slash ? strcspn(slash + 1, "/?#") : 0;
    return repository ? (struct str){at, (size_t)(slash - at) + 1 + repository} : (struct str){0};
}

static void add_repository(struct arena *arena, const char *url, struct affected *affected)
{
    if (!url) return;
    struct str github = forge_path(url, "github.com"), gitlab = forge_path(url, "gitlab.com");
    if (github.size) add_purl(arena, affected, "github", github);
    if (gitlab.size) add_purl(arena, affected, "gitlab", gitlab);
}

static void add_maven(struct arena *arena, const char *name, struct affected *affected)
{
    char *path = arena_str(arena, name), *colon = strchr(path, ':');
    if (colon) *colon = '/'; // group:artifact
    add_purl(arena, affected, "maven", str_of(path));
}

// "io.undertow:undertow-core", whatever collection is named.
static bool is_maven_name(const char *name)
{
    const char *colon = strchr(name, ':'), *dot = strchr(name, '.');
    return colon && dot && dot < colon && colon[1] && !strchr(colon + 1, ':') && !strpbrk(name, "/ ");
}

// Go's records name packages, and a list of parts names modules: the vendor is the module, or the standard library.
static const char *go_module(const char *vendor, const char *package)
{
    if (!strchr(package, '.')) return "stdlib"; // no host name in front: it comes with Go
    size_t size = vendor ? strlen(vendor) : 0;
    bool module = size && strncmp(package, vendor, size) == 0 && (package[size] == '/' || package[size] == '\0');
    return module ? vendor : package;
}

// A package in a collection: the collection's address says the ecosystem.
static void add_package(struct arena *arena, const char *collection, const char *name, struct affected *affected)
{
    static const struct { const char *part, *type; } COLLECTIONS[] = {
        {"npmjs", "npm"},        {"pypi", "pypi"},       {"maven", "maven"},           {"rubygems", "gem"},
        {"crates.io", "cargo"},  {"pkg.go.dev", "golang"}, {"packagist", "composer"},  {"nuget", "nuget"},
        {"hex.pm", "hex"},       {"pub.dev", "pub"},     {"redhat.com", "rpm/redhat"}, {"fedoraproject", "rpm/fedora"},
        {"conan.io", "conan"}};
    bool maven = is_maven_name(name);
    if (maven) add_maven(arena, name, affected);
    for (size_t i = 0; i < COUNT_OF(COLLECTIONS); i++) {
        const char *type = COLLECTIONS[i].type;
        if (!strstr(collection, COLLECTIONS[i].part)) continue;
        if (strcmp(type, "golang") == 0) name = go_module(affected->vendor, name);
        if (strcmp(type, "maven") != 0)
            add_purl(arena, affected, type, str_of(name));
        else if (!maven)
            add_maven(arena, name, affected);
        return;
    }
    add_repository(arena, collection, affected);
}

static bool is_of_distribution(const struct affected *affected)
{
    VEC_EACH(&affected->purls, purl)
        if (text_starts(*purl, "pkg:rpm/")) return true;
    return false;
}

static void read_product(struct arena *arena, const struct json *product, const char *source, struct record *record)
{
    struct affected *affected = VEC_ADD(&record->affected);
    const char *collection = js_text(product, "collectionURL"), *package = js_text(product, "packageName");
    const char *otherwise = js_text(product, "defaultStatus");
    affected->source = source;
    affected->vendor = js_text(product, "vendor");
    affected->product = js_text(product, "product");
    if (affected->vendor && version_says_nothing(affected->vendor)) affected->vendor = NULL;
    if (affected->product && version_says_nothing(affected->product)) affected->product = NULL;
    if (js_text(product, "packageURL")) VEC_PUSH(&affected->purls, js_text(product, "packageURL"));
    if (collection && package) add_package(arena, collection, package, affected);
    // "Red Hat Enterprise Linux 9" with a package: the package is what is meant. Elsewhere both name the same.
    if (collection && package && is_of_distribution(affected)) affected->vendor = affected->product = NULL;
    if (!package) add_repository(arena, js_text(product, "repo"), affected);
    affected->otherwise = otherwise ? status_of(otherwise) : RANGE_UNKNOWN;
    affected->otherwise_stated = affected->otherwise != RANGE_UNKNOWN;
    const struct json *cpes = js_get(product, "cpes"), *versions = js_get(product, "versions");
    const struct json *files = js_get(product, "programFiles"), *routines = js_get(product, "programRoutines");
    JS_EACH (cpes, cpe)
        if (js_string(cpe)) VEC_PUSH(&affected->cpes, js_string(cpe));
    JS_EACH (versions, version)
        read_version(arena, version, affected);
    JS_EACH (routines, routine)
        if (js_text(routine, "name")) VEC_PUSH(&record->functions, js_text(routine, "name"));
    JS_EACH (files, file)
        if (js_string(file)) VEC_PUSH(&record->functions, js_string(file));
}

static void read_metrics(const struct json *container, const char *source, struct record *record)
{
    static const char *const KINDS[] = {"cvssV4_0", "cvssV3_1", "cvssV3_0", "cvssV2_0"};
    const struct json *metrics = js_get(container, "metrics");
    JS_EACH (metrics, metric)
        for (size_t i = 0; i < COUNT_OF(KINDS); i++) {
            const struct json *cvss = js_get(metric, KINDS[i]);
            int tenths = score_tenths(js_number(js_get(cvss, "baseScore"), -1));
            if (tenths < 0) continue;
            VEC_PUSH(&record->scores, ((struct score){js_text(cvss, "vectorString"), source, tenths}));
        }
}

static void read_problem_types(const struct json *container, struct record *record)
{
    const struct json *types = js_get(container, "problemTypes");
    JS_EACH (types, type) {
        const struct json *descriptions = js_get(type, "descriptions");
        JS_EACH (descriptions, description) {
            unsigned cwe = cwe_number(js_text(description, "cweId"));
            VEC_PUSH(&record->cwes, cwe ? cwe : cwe_number(js_text(description, "description")));
        }
    }
}

// The same form as NVD's configurations.
static void read_applicability(const struct json *container, const char *source, struct record *record)
{
    const struct json *list = js_get(container, "cpeApplicability");
    JS_EACH (list, item)
        configuration_read(item, source, VEC_ADD(&record->configurations));
}

static const char *english(const struct json *texts)
{
    const char *first = NULL;
    JS_EACH (texts, text) {
        const char *language = js_text(text, "lang"), *value = js_text(text, "value");
        if (value && language && text_starts(language, "en")) return value;
        if (!first) first = value;
    }
    return first;
}

static void read_container(struct arena *arena, const struct json *container, const char *source, struct record *record)
{
    const struct json *products = js_get(container, "affected"), *references = js_get(container, "references");
    JS_EACH (products, product)
        read_product(arena, product, source, record);
    read_metrics(container, source, record);
    read_problem_types(container, record);
    read_applicability(container, source, record);
    if (strcmp(source, "CNA") == 0) record->title = js_text(container, "title"); // others title their container
    if (!record->description) record->description = english(js_get(container, "descriptions"));
    JS_EACH (references, reference) {
        const char *url = js_text(reference, "url");
        bool known = !url || record->references.count >= 40;
        for (size_t i = 0; !known && i < record->references.count; i++)
            known = strcmp(record->references.items[i], url) == 0;
        if (!known) VEC_PUSH(&record->references, url);
    }
}

static const char *source_of(struct arena *arena, const struct json *container)
{
    const char *name = js_text(js_get(container, "providerMetadata"), "shortName");
    return name ? arena_printf(arena, "%s%s", name, text_ends(name, "-ADP") ? "" : " (ADP)") : "ADP";
}

// The newest of the record's own date and those of the containers that others added.
static const char *newest_date(const struct json *metadata, const struct json *adp)
{
    const char *newest = js_text(metadata, "dateUpdated");
    if (!newest) newest = js_text(metadata, "datePublished");
    JS_EACH (adp, container) {
        const char *date = js_text(js_get(container, "providerMetadata"), "dateUpdated");
        if (date && (!newest || strcmp(date, newest) > 0)) newest = date;
    }
    return newest;
}

static void read_record(const struct feed_input *input, const struct json *root, struct feed_sink *sink)
{
    struct arena arena = {0};
    struct record record = {.feed = "cve5"};
    const struct json *metadata = js_get(root, "cveMetadata"), *cna = js_path(root, "containers.cna");
    const struct json *adp = js_path(root, "containers.adp");
    const char *state = js_text(metadata, "state");
    (void)input;
    record.name = js_text(metadata, "cveId");
    record.published = js_text(metadata, "datePublished");
    if (!record.published) record.published = js_text(cna, "datePublic");
    record.modified = newest_date(metadata, adp);
    record.withdrawn = state && strcmp(state, "REJECTED") == 0;
    read_container(&arena, cna, "CNA", &record);
    if (record.withdrawn && !record.description) record.description = english(js_get(cna, "rejectedReasons"));
    JS_EACH (adp, container)
        read_container(&arena, container, source_of(&arena, container), &record);
    sort_cwes(&record);
    sink_record(sink, &record);
    record_free(&record);
    arena_free(&arena);
}

static void read(const struct feed_input *input, struct feed_sink *sink)
{
    sink_whole(input, read_record, sink);
}

const struct feed FEED_cve5 = {
    .name = "cve5",
    .title = "CVE records",
    .stale_days = 14,
    .recognises = recognises,
    .read = read,
};
