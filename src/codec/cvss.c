// Tables of metrics, reading and writing of vectors; the formulas are in cvss2.c, cvss3.c and cvss4.c.
#include "codec/cvss.h"
#include "base/vec.h"
#include "codec/cvss_internal.h"
#include <assert.h>
#include <stdio.h>
#include <string.h>

static const struct cvss_metric METRICS_2[] = {
    {"AV", "L A N", true},
    {"AC", "H M L", true},
    {"Au", "M S N", true},
    {"C", "N P C", true},
    {"I", "N P C", true},
    {"A", "N P C", true},
    {"E", "ND U POC F H", false},
    {"RL", "ND OF TF W U", false},
    {"RC", "ND UC UR C", false},
    {"CDP", "ND N L LM MH H", false},
    {"TD", "ND N L M H", false},
    {"CR", "ND L M H", false},
    {"IR", "ND L M H", false},
    {"AR", "ND L M H", false},
    {0},
};

static const struct cvss_metric METRICS_3[] = {
    {"AV", "N A L P", true},
    {"AC", "L H", true},
    {"PR", "N L H", true},
    {"UI", "N R", true},
    {"S", "U C", true},
    {"C", "N L H", true},
    {"I", "N L H", true},
    {"A", "N L H", true},
    {"E", "X U P F H", false},
    {"RL", "X O T W U", false},
    {"RC", "X U R C", false},
    {"CR", "X L M H", false},
    {"IR", "X L M H", false},
    {"AR", "X L M H", false},
    {"MAV", "X N A L P", false},
    {"MAC", "X L H", false},
    {"MPR", "X N L H", false},
    {"MUI", "X N R", false},
    {"MS", "X U C", false},
    {"MC", "X N L H", false},
    {"MI", "X N L H", false},
    {"MA", "X N L H", false},
    {0},
};

static const struct cvss_metric METRICS_4[] = {
    {"AV", "N A L P", true},
    {"AC", "L H", true},
    {"AT", "N P", true},
    {"PR", "N L H", true},
    {"UI", "N P A", true},
    {"VC", "H L N", true},
    {"VI", "H L N", true},
    {"VA", "H L N", true},
    {"SC", "H L N", true},
    {"SI", "H L N", true},
    {"SA", "H L N", true},
    {"E", "X A P U", false},
    {"CR", "X H M L", false},
    {"IR", "X H M L", false},
    {"AR", "X H M L", false},
    {"MAV", "X N A L P", false},
    {"MAC", "X L H", false},
    {"MAT", "X N P", false},
    {"MPR", "X N L H", false},
    {"MUI", "X N P A", false},
    {"MVC", "X H L N", false},
    {"MVI", "X H L N", false},
    {"MVA", "X H L N", false},
    {"MSC", "X H L N", false},
    {"MSI", "X S H L N", false},
    {"MSA", "X S H L N", false},
    {"S", "X N P", false},
    {"AU", "X N Y", false},
    {"R", "X A U I", false},
    {"V", "X D C", false},
    {"RE", "X L M H", false},
    {"U", "X Clear Green Amber Red", false},
    {0},
};
_Static_assert(COUNT_OF(METRICS_2) <= CVSS_METRICS_MAX, "too many metrics");
_Static_assert(COUNT_OF(METRICS_3) <= CVSS_METRICS_MAX, "too many metrics");
_Static_assert(COUNT_OF(METRICS_4) <= CVSS_METRICS_MAX, "too many metrics");

const struct cvss_table CVSS_TABLES[] = {
    [CVSS_2_0] = {"", METRICS_2},
    [CVSS_3_0] = {"CVSS:3.0/", METRICS_3},
    [CVSS_3_1] = {"CVSS:3.1/", METRICS_3},
    [CVSS_4_0] = {"CVSS:4.0/", METRICS_4},
};

// --- metrics -----------------------------------------------------------------------------------

static int find_metric(enum cvss_version version, struct str name)
{
    const struct cvss_metric *metrics = CVSS_TABLES[version].metrics;
    for (int i = 0; metrics[i].name; i++)
        if (str_is(name, metrics[i].name)) return i;
    return -1;
}

static int find_value(const struct cvss_metric *metric, struct str value)
{
    struct str rest = str_of(metric->values), word;
    for (int i = 0; str_next(&rest, ' ', &word); i++)
        if (str_equal(word, value)) return i;
    return -1;
}

static struct str value_text(const struct cvss_metric *metric, int index)
{
    struct str rest = str_of(metric->values), word = {0};
    for (int i = 0; i <= index; i++)
        if (!str_next(&rest, ' ', &word)) break;
    return word;
}

int cvss_index(const struct cvss *cvss, const char *metric)
{
    int at = find_metric(cvss->version, str_of(metric));
    assert(at >= 0);
    return cvss->values[at];
}

char cvss_letter(const struct cvss *cvss, const char *metric)
{
    int at = find_metric(cvss->version, str_of(metric));
    assert(at >= 0);
    return value_text(&CVSS_TABLES[cvss->version].metrics[at], cvss->values[at]).at[0];
}

bool cvss_set(struct cvss *cvss, const char *metric, const char *value)
{
    int at = find_metric(cvss->version, str_of(metric));
    int index = at < 0 ? -1 : find_value(&CVSS_TABLES[cvss->version].metrics[at], str_of(value));
    if (index >= 0) cvss->values[at] = (signed char)index;
    return index >= 0;
}

const char *cvss_get(const struct cvss *cvss, const char *metric)
{
    // Values by name, so that a whole text can be given without memory of its own.
    static const char *const WORDS[] = {"N",  "A",  "L",  "P",  "H",  "M",  "S",     "U",     "C",     "R",
                                        "X",  "F",  "O",  "T",  "W",  "I",  "D",     "Y",     "ND",    "POC",
                                        "OF", "TF", "UC", "UR", "LM", "MH", "Clear", "Green", "Amber", "Red"};
    int at = find_metric(cvss->version, str_of(metric));
    if (at < 0) return NULL;
    struct str text = value_text(&CVSS_TABLES[cvss->version].metrics[at], cvss->values[at]);
    for (size_t i = 0; i < COUNT_OF(WORDS); i++)
        if (str_is(text, WORDS[i])) return WORDS[i];
    return NULL;
}

// --- vectors -----------------------------------------------------------------------------------

static const char *version_of(const char *vector, enum cvss_version *ret_version)
{
    for (int version = CVSS_3_0; version <= CVSS_4_0; version++)
        if (text_starts(vector, CVSS_TABLES[version].prefix)) {
            *ret_version = (enum cvss_version)version;
            return vector + strlen(CVSS_TABLES[version].prefix);
        }
    *ret_version = CVSS_2_0;
    return text_starts(vector, "CVSS:") ? NULL : vector;
}

static enum status parse_metric(struct str piece, struct cvss *cvss, bool *seen, char *problem)
{
    const char *colon = piece.size ? memchr(piece.at, ':', piece.size) : NULL;
    struct str name = {piece.at, colon ? (size_t)(colon - piece.at) : piece.size};
    int at = colon ? find_metric(cvss->version, name) : -1;
    if (at < 0) {
        snprintf(problem, CVSS_PROBLEM_SIZE, "no metric '%.*s'", (int)(name.size > 40 ? 40 : name.size), name.at);
        return STATUS_INPUT;
    }
    const struct cvss_metric *metric = &CVSS_TABLES[cvss->version].metrics[at];
    struct str value = {colon + 1, piece.size - name.size - 1};
    int index = find_value(metric, value);
    if (index < 0) {
        snprintf(problem, CVSS_PROBLEM_SIZE, "%s can't be '%.*s' (one of %s)", metric->name,
                 (int)(value.size > 20 ? 20 : value.size), value.at, metric->values);
        return STATUS_INPUT;
    }
    if (seen[at]) {
        snprintf(problem, CVSS_PROBLEM_SIZE, "%s stands twice", metric->name);
        return STATUS_INPUT;
    }
    seen[at] = true;
    cvss->values[at] = (signed char)index;
    return STATUS_OK;
}

enum status cvss_parse(const char *vector, struct cvss *ret_cvss, char ret_problem[CVSS_PROBLEM_SIZE])
{
    bool seen[CVSS_METRICS_MAX] = {0};
    memset(ret_cvss, 0, sizeof *ret_cvss);
    const char *text = version_of(vector, &ret_cvss->version);
    if (!text) {
        snprintf(ret_problem, CVSS_PROBLEM_SIZE, "'%.8s' is no version that is known", vector);
        return STATUS_INPUT;
    }
    size_t size = strlen(text);
    if (!size || text[size - 1] == '/') {
        snprintf(ret_problem, CVSS_PROBLEM_SIZE, size ? "it ends with '/'" : "it is empty");
        return STATUS_INPUT;
    }
    struct str rest = {text, size}, piece;
    while (str_next(&rest, '/', &piece))
        if (parse_metric(piece, ret_cvss, seen, ret_problem) != STATUS_OK) return STATUS_INPUT;
    const struct cvss_metric *metrics = CVSS_TABLES[ret_cvss->version].metrics;
    for (int i = 0; metrics[i].name; i++)
        if (metrics[i].mandatory && !seen[i]) {
            snprintf(ret_problem, CVSS_PROBLEM_SIZE, "%s is missing", metrics[i].name);
            return STATUS_INPUT;
        }
    return STATUS_OK;
}

void cvss_write(const struct cvss *cvss, struct buf *out)
{
    const struct cvss_table *table = &CVSS_TABLES[cvss->version];
    const char *separator = "";
    buf_text(out, table->prefix);
    for (int i = 0; table->metrics[i].name; i++) {
        if (!table->metrics[i].mandatory && cvss->values[i] == 0) continue;
        struct str value = value_text(&table->metrics[i], cvss->values[i]);
        buf_printf(out, "%s%s:%.*s", separator, table->metrics[i].name, (int)value.size, value.at);
        separator = "/";
    }
}

// --- scores ------------------------------------------------------------------------------------

struct cvss_scores cvss_scores(const struct cvss *cvss)
{
    switch (cvss->version) {
    case CVSS_2_0: return cvss2_scores(cvss);
    case CVSS_4_0: return cvss4_scores(cvss);
    default: return cvss3_scores(cvss);
    }
}

int cvss_score(const char *vector)
{
    struct cvss cvss;
    char problem[CVSS_PROBLEM_SIZE];
    if (cvss_parse(vector, &cvss, problem) != STATUS_OK) return -1;
    return cvss_scores(&cvss).environmental;
}
