// CISA's catalogue of known exploited vulnerabilities, as JSON and as CSV.
#include "vulns/csv.h"
#include "vulns/feed.h"
#include <string.h>

static bool recognises(const struct feed_input *input)
{
    if (input->outline)
        return json_outline_get(input->outline, "catalogVersion") &&
               json_outline_get(input->outline, "vulnerabilities");
    return text_starts(input->bytes, "cveID,") || text_starts(input->bytes, "\"cveID\",") ||
           text_starts(input->bytes, "\xEF\xBB\xBF" "cveID,");
}

static void emit(const struct feed_input *input, unsigned line, const struct kev_row *row, struct feed_sink *sink)
{
    if (!row->cve || !text_starts(row->cve, "CVE-"))
        DIAG(sink_diags(sink), DIAG_SKIPPED, input->path, line, "a row without a CVE id was left out");
    else
        sink_kev(sink, row);
}

static void read_json(const struct feed_input *input, const struct json *item, struct feed_sink *sink)
{
    const char *ransomware = js_text(item, "knownRansomwareCampaignUse");
    struct kev_row row = {js_text(item, "cveID"), js_text(item, "dateAdded"), js_text(item, "dueDate"),
                          js_text(item, "vulnerabilityName"), ransomware && strcmp(ransomware, "Known") == 0};
    emit(input, 0, &row, sink);
}

static void read_csv(const struct feed_input *input, struct feed_sink *sink)
{
    struct csv csv = csv_start(input->bytes, input->size);
    const char *newest = NULL;
    struct arena arena = {0};
    if (!csv_next(&csv)) return;
    int cve = csv_column(&csv, "cveID"), added = csv_column(&csv, "dateAdded"), due = csv_column(&csv, "dueDate");
    int name = csv_column(&csv, "vulnerabilityName"), ransomware = csv_column(&csv, "knownRansomwareCampaignUse");
    while (csv_next(&csv)) {
        if (csv.field_count == 1 && !csv_field(&csv, 0)[0]) continue; // an empty line
        const char *use = csv_field(&csv, ransomware);
        struct kev_row row = {csv_field(&csv, cve), csv_field(&csv, added), csv_field(&csv, due), csv_field(&csv, name),
                              use && strcmp(use, "Known") == 0};
        emit(input, csv.line, &row, sink);
        if (row.added && (!newest || strcmp(row.added, newest) > 0)) newest = arena_str(&arena, row.added);
    }
    sink_date(sink, newest);
    arena_free(&arena);
    csv_end(&csv);
}

static char *unquoted(struct arena *arena, const struct str *text) // of a plain JSON string; NULL for others
{
    if (!text || text->size < 2 || *text->at != '"') return NULL;
    return arena_copy(arena, text->at + 1, text->size - 2);
}

static void read(const struct feed_input *input, struct feed_sink *sink)
{
    struct arena arena = {0};
    int64_t count;
    if (!input->outline) {
        read_csv(input, sink);
        return;
    }
    const struct str *total = json_outline_get(input->outline, "count");
    sink_date(sink, unquoted(&arena, json_outline_get(input->outline, "dateReleased")));
    if (total && text_to_int(arena_copy(&arena, total->at, total->size), 0, 10000000, &count)) sink_expect(sink, count);
    sink_each(input, *json_outline_get(input->outline, "vulnerabilities"), read_json, sink);
    arena_free(&arena);
}

const struct feed FEED_kev = {
    .name = "kev",
    .title = "CISA known exploited vulnerabilities",
    .stale_days = 7,
    .recognises = recognises,
    .read = read,
};
