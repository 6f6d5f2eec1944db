// A feed: how its files are recognised, and how they become records. One file feed_NAME.c that defines
// `const struct feed FEED_NAME`, and one line in feeds.h. A feed reads one file at a time, on any thread, and hands
// what it finds to a sink; it keeps no state. Malformed parts become diagnostics and the rest goes on.
#pragma once
#include "base/diag.h"
#include "codec/json.h"
#include "codec/json_split.h"
#include "vulns/record.h"

struct feed_input {
    const char *path;                   // for diagnostics; of an archive's entry "archive: entry"
    const char *bytes;                  // NUL behind them
    size_t size;
    const struct json_outline *outline; // NULL when the file is no JSON object
};

struct kev_row {
    const char *cve, *added, *due, *name;
    bool ransomware;
};

struct epss_row {
    const char *cve;
    double score, percentile;
};

struct feed_sink; // vulns/import.c has it

struct feed {
    const char *name;        // stable: it stands in databases
    const char *title;       // for people
    unsigned stale_days;     // older than this and `db status` says so
    bool (*recognises)(const struct feed_input *input);
    void (*read)(const struct feed_input *input, struct feed_sink *sink);
};
extern const struct feed *const FEEDS[]; // ends with NULL
const struct feed *feed_find(const char *name);
const struct feed *feed_recognise(const struct feed_input *input);

// What a feed tells its sink. Texts are copied. A record without a name is told as a diagnostic and left out.
void sink_record(struct feed_sink *sink, const struct record *record);
void sink_kev(struct feed_sink *sink, const struct kev_row *row);
void sink_epss(struct feed_sink *sink, const struct epss_row *row);
void sink_date(struct feed_sink *sink, const char *date);      // ISO date of the feed itself, where it states one
void sink_expect(struct feed_sink *sink, int64_t records);     // how many records the whole feed says it has
struct diags *sink_diags(struct feed_sink *sink);
// Calls back for every element of the array, parsed. Malformed ones are told with their line and left out.
typedef void sink_element(const struct feed_input *input, const struct json *element, struct feed_sink *sink);
void sink_each(const struct feed_input *input, struct str array, sink_element *call, struct feed_sink *sink);
void sink_whole(const struct feed_input *input, sink_element *call, struct feed_sink *sink); // the file is one element

// --- for several feeds ---
// A range from the words that feeds use for versions: "1.2", "< 1.2", ">= 1, < 2", "1.2 through 1.4", "1.*", "n/a".
void range_from_words(struct arena *arena, const char *words, struct version_range *ret_range);
bool version_says_nothing(const char *text); // "n/a", "unspecified", "unknown", "-", ""
bool version_is_all(const char *text);       // "*", "all", "all versions"
unsigned cwe_number(const char *text);       // "CWE-79" anywhere in it gives 79; 0 when there is none
// One element of NVD configurations or CVE 5.x cpeApplicability (their forms are the same).
void configuration_read(const struct json *item, const char *source, struct cpe_configuration *ret_configuration);
int score_tenths(double score);              // -1 when it is out of 0..10
void sort_cwes(struct record *record);       // sorted, each once, without 0
