// CVSS vectors and their scores: 2.0, 3.0, 3.1 and 4.0, as FIRST specifies them. Scores are whole tenths, 0 to 100.
// Metrics may stand in any order; each once. A vector without a prefix is read as 2.0.
#pragma once
#include "base/buf.h"

enum cvss_version { CVSS_2_0, CVSS_3_0, CVSS_3_1, CVSS_4_0 };
enum { CVSS_METRICS_MAX = 34, CVSS_PROBLEM_SIZE = 128 };

struct cvss {
    enum cvss_version version;
    signed char values[CVSS_METRICS_MAX]; // index into the metric's values; of optional metrics 0 is "not defined"
};

struct cvss_scores { // tenths
    int base;
    int threat;        // with the threat (temporal) metrics; equals base where they are not defined
    int environmental; // with all metrics
};

// STATUS_INPUT when the text is no vector: then ret_problem names the metric and what is wrong with it.
enum status cvss_parse(const char *vector, struct cvss *ret_cvss, char ret_problem[CVSS_PROBLEM_SIZE]) MUST_USE;
struct cvss_scores cvss_scores(const struct cvss *cvss);
int cvss_score(const char *vector); // with all metrics of the vector; -1 when it is none
// Sets one metric, "MAV" to "P". False when this version has no such metric or value.
bool cvss_set(struct cvss *cvss, const char *metric, const char *value);
// The metric's value, "N"; "X" (2.0: "ND") when not defined; NULL when this version has no such metric.
const char *cvss_get(const struct cvss *cvss, const char *metric);
// The canonical vector: the specification's order, without metrics that are not defined.
void cvss_write(const struct cvss *cvss, struct buf *out);
