// The NVD's CVE API 2.0: pages with vulnerabilities[].cve, and the yearly files of the same form; a lone {"cve": ...}
// too, as the collections of corrections to the NVD have it.
#include "vulns/feed.h"
#include <string.h>

static bool recognises(const struct feed_input *input)
{
    if (!input->outline) return false;
    const struct str *format = json_outline_get(input->outline, "format");
    bool page = format && str_is(*format, "\"NVD_CVE\"");
    const struct str *cve = json_outline_get(input->outline, "cve");
    return (page && json_outline_get(input->outline, "vulnerabilities")) || (cve && cve->size && *cve->at == '{');
}

static const char *source_name(const struct json *metric)
{
    const char *source = js_text(metric, "source");
    return !source || strcmp(source, "nvd@nist.gov") == 0 ? "NVD" : source;
}

static void read_metrics(const struct json *metrics, struct record *record)
{
    static const char *const KINDS[] = {"cvssMetricV40", "cvssMetricV31", "cvssMetricV30", "cvssMetricV2"};
    for (size_t i = 0; i < COUNT_OF(KINDS); i++) {
        const struct json *list = js_get(metrics, KINDS[i]);
        JS_EACH (list, metric) {
            const struct json *cvss = js_get(metric, "cvssData");
            int tenths = score_tenths(js_number(js_get(cvss, "baseScore"), -1));
            if (tenths < 0) continue;
            VEC_PUSH(&record->scores, ((struct score){js_text(cvss, "vectorString"), source_name(metric), tenths}));
        }
    }
}

static void read_weaknesses(const struct json *weaknesses, struct record *record)
{
    JS_EACH (weaknesses, weakness) {
        const struct json *descriptions = js_get(weakness, "description");
        JS_EACH (descriptions, description)
            VEC_PUSH(&record->cwes, cwe_number(js_text(description, "value")));
    }
}

static void read_cve(const struct json *cve, struct feed_sink *sink)
{
    struct record record = {.feed = "nvd", .name = js_text(cve, "id")};
    const struct json *descriptions = js_get(cve, "descriptions"), *references = js_get(cve, "references");
    const struct json *configurations = js_get(cve, "configurations");
    const char *status = js_text(cve, "vulnStatus");
    record.modified = js_text(cve, "lastModified");
    record.published = js_text(cve, "published");
    record.withdrawn = status && strcmp(status, "Rejected") == 0;
    JS_EACH (descriptions, description)
        if (!record.description || text_equal(js_text(description, "lang"), "en"))
            record.description = js_text(description, "value");
    read_metrics(js_get(cve, "metrics"), &record);
    read_weaknesses(js_get(cve, "weaknesses"), &record);
    sort_cwes(&record);
    JS_EACH (references, reference)
        if (js_text(reference, "url") && record.references.count < 40)
            VEC_PUSH(&record.references, js_text(reference, "url"));
    JS_EACH (configurations, configuration)
        configuration_read(configuration, "NVD", VEC_ADD(&record.configurations));
    sink_record(sink, &record);
    record_free(&record);
}

static void read_item(const struct feed_input *input, const struct json *item, struct feed_sink *sink)
{
    const struct json *cve = js_get(item, "cve");
    if (!cve)
        DIAG(sink_diags(sink), DIAG_SKIPPED, input->path, 0, "an element without \"cve\" was left out");
    else if (js_text(cve, "id"))
        read_cve(cve, sink);
    else if (js_path(item, "_annotation.cve_id")) { // a correction: the id stands beside it
        struct record record = {.feed = "nvd", .name = js_text(js_get(item, "_annotation"), "cve_id")};
        const struct json *configurations = js_get(cve, "configurations");
        record.modified = js_text(js_get(item, "_annotation"), "modified");
        record.published = js_text(js_get(item, "_annotation"), "published");
        record.description = js_text(js_get(item, "_annotation"), "description");
        JS_EACH (configurations, configuration)
            configuration_read(configuration, "NVD", VEC_ADD(&record.configurations));
        sink_record(sink, &record);
        record_free(&record);
    } else {
        DIAG(sink_diags(sink), DIAG_SKIPPED, input->path, 0, "a CVE without an id was left out");
    }
}

static void read(const struct feed_input *input, struct feed_sink *sink)
{
    const struct str *list = json_outline_get(input->outline, "vulnerabilities");
    const struct str *total = json_outline_get(input->outline, "totalResults");
    if (!list) {
        sink_whole(input, read_item, sink);
        return;
    }
    char digits[24] = "";
    int64_t count;
    if (total && total->size < sizeof digits) memcpy(digits, total->at, total->size);
    if (text_to_int(digits, 0, 100000000, &count)) sink_expect(sink, count);
    sink_each(input, *list, read_item, sink);
}

const struct feed FEED_nvd = {
    .name = "nvd",
    .title = "NVD (API 2.0)",
    .stale_days = 14,
    .recognises = recognises,
    .read = read,
};
