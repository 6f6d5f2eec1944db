// EPSS scores: "#model_version:...,score_date:..." and rows cve,epss,percentile.
#include "vulns/csv.h"
#include "vulns/feed.h"
#include <stdlib.h>
#include <string.h>

static bool recognises(const struct feed_input *input)
{
    if (input->outline) return false;
    const char *line = input->bytes;
    if (*line == '#') line = strchr(line, '\n');
    if (!line) return false;
    return text_starts(line + (*line == '\n'), "cve,epss,percentile");
}

static bool probability(const char *text, double *ret_value)
{
    char *end;
    if (!text || !text[0]) return false;
    *ret_value = strtod(text, &end);
    return *end == '\0' && *ret_value >= 0 && *ret_value <= 1;
}

static void read_date(const struct feed_input *input, struct feed_sink *sink)
{
    char date[32] = "";
    const char *found = *input->bytes == '#' ? strstr(input->bytes, "score_date:") : NULL;
    const char *end = strchr(input->bytes, '\n');
    if (!found || !end || found > end) return;
    found += strlen("score_date:");
    size_t size = strcspn(found, "\r\n,");
    memcpy(date, found, size < sizeof date ? size : sizeof date - 1);
    sink_date(sink, date);
}

static void read(const struct feed_input *input, struct feed_sink *sink)
{
    struct csv csv = csv_start(input->bytes, input->size);
    int cve = -1, score = -1, percentile = -1;
    read_date(input, sink);
    while (csv_next(&csv)) {
        if (csv_field(&csv, 0)[0] == '#' || (csv.field_count == 1 && !csv_field(&csv, 0)[0])) continue;
        if (cve < 0) {
            cve = csv_column(&csv, "cve");
            score = csv_column(&csv, "epss");
            percentile = csv_column(&csv, "percentile");
            continue;
        }
        struct epss_row row = {.cve = csv_field(&csv, cve)};
        if (row.cve && text_starts(row.cve, "CVE-") && probability(csv_field(&csv, score), &row.score) &&
            probability(csv_field(&csv, percentile), &row.percentile))
            sink_epss(sink, &row);
        else
            DIAG(sink_diags(sink), DIAG_SKIPPED, input->path, csv.line, "not a row of CVE, probability, percentile");
    }
    csv_end(&csv);
}

const struct feed FEED_epss = {
    .name = "epss",
    .title = "EPSS scores",
    .stale_days = 7,
    .recognises = recognises,
    .read = read,
};
