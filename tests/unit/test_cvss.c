#include "unit.h"

#include "base/file.h"
#include "codec/cvss.h"
#include <stdio.h>
#include <string.h>

// Published scores: the specifications' own examples, and CVEs whose score the NVD has.
static const struct {
    const char *vector;
    int base, threat, environmental;
} KNOWN[] = {
    // the guide to 2.0, section 3.3
    {"AV:N/AC:L/Au:N/C:N/I:N/A:C/E:F/RL:OF/RC:C/CDP:H/TD:H/CR:M/IR:M/AR:H", 78, 64, 92},
    {"AV:N/AC:L/Au:N/C:C/I:C/A:C/E:F/RL:OF/RC:C/CDP:H/TD:H/CR:M/IR:M/AR:L", 100, 83, 90},
    {"AV:L/AC:H/Au:N/C:C/I:C/A:C/E:POC/RL:OF/RC:C/CDP:H/TD:H/CR:M/IR:M/AR:M", 62, 49, 75},
    {"AV:N/AC:L/Au:N/C:P/I:N/A:N", 50, 50, 50}, // CVE-2014-0160
    {"AV:L/AC:L/Au:N/C:N/I:N/A:N", 0, 0, 0},
    {"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", 100, 100, 100}, // CVE-2021-44228
    {"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N", 75, 75, 75},    // CVE-2014-0160
    {"CVSS:3.0/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", 61, 61, 61},    // reflected cross-site scripting
    {"CVSS:3.1/AV:P/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N", 0, 0, 0},
    // 9.8 * 0.94 * 0.95 * 1 = 8.7514 -> 8.8; with all impacts not required: MISS = 1 - 0.72^3 = 0.626752,
    // 6.42 * MISS = 4.0237, + 3.8870 = 7.9108 -> 8.0; 8.0 * 0.893 = 7.144 -> 7.2
    {"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/E:P/RL:O/CR:L/IR:L/AR:L", 98, 88, 72},
    {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H", 100, 100, 100},
    {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", 93, 93, 93},
    {"CVSS:4.0/AV:L/AC:L/AT:N/PR:L/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", 85, 85, 85},
    {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:H/SC:N/SI:N/SA:N", 87, 87, 87},
    {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:A/VC:N/VI:N/VA:N/SC:L/SI:L/SA:N", 51, 51, 51},
    {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:N/SC:N/SI:N/SA:N/E:U/MVC:N", 0, 0, 0},
};

static void test_known(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(KNOWN); i++) {
        struct cvss cvss;
        char problem[CVSS_PROBLEM_SIZE];
        assert_int_equal(cvss_parse(KNOWN[i].vector, &cvss, problem), STATUS_OK);
        struct cvss_scores scores = cvss_scores(&cvss);
        if (scores.base != KNOWN[i].base || scores.threat != KNOWN[i].threat ||
            scores.environmental != KNOWN[i].environmental)
            fail_msg("%s: %d %d %d", KNOWN[i].vector, scores.base, scores.threat, scores.environmental);
        struct buf out = {0};
        cvss_write(&cvss, &out);
        assert_string_equal(out.bytes, KNOWN[i].vector);
        buf_free(&out);
    }
}

static void test_errors(void **state)
{
    static const struct {
        const char *vector, *says;
    } ROWS[] = {
        {"", "empty"},
        {"CVSS:3.1/", "empty"},
        {"CVSS:9.9/AV:N", "CVSS:9.9"},
        {"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H", "A is missing"},
        {"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/", "ends with"},
        {"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/A:H", "A stands twice"},
        {"CVSS:3.1/AV:Q/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "AV can't be 'Q'"},
        {"CVSS:3.1/AV:/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "AV can't be ''"},
        {"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/VA:H", "no metric 'VA'"},
        {"CVSS:3.1/AV:N//AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "no metric ''"},
        {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:S/VA:H/SC:N/SI:N/SA:N", "VI can't be 'S'"},
        {"AV:N/AC:L/Au:N/C:P/I:N/A:Q", "A can't be 'Q'"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        struct cvss cvss;
        char problem[CVSS_PROBLEM_SIZE] = "";
        assert_int_equal(cvss_parse(ROWS[i].vector, &cvss, problem), STATUS_INPUT);
        if (!strstr(problem, ROWS[i].says)) fail_msg("%s: %s", ROWS[i].vector, problem);
        assert_int_equal(cvss_score(ROWS[i].vector), -1);
    }
}

static void test_sets(void **state)
{
    (void)state;
    struct cvss cvss;
    char problem[CVSS_PROBLEM_SIZE];
    assert_int_equal(cvss_parse("CVSS:3.1/S:U/AV:N/AC:L/PR:N/UI:N/C:H/I:H/A:H", &cvss, problem), STATUS_OK);
    assert_true(cvss_set(&cvss, "MAV", "P"));
    assert_false(cvss_set(&cvss, "MAV", "Q"));
    assert_false(cvss_set(&cvss, "AT", "N"));
    assert_string_equal(cvss_get(&cvss, "MAV"), "P");
    assert_string_equal(cvss_get(&cvss, "MAC"), "X");
    assert_null(cvss_get(&cvss, "AT"));
    assert_int_equal(cvss_scores(&cvss).base, 98);
    assert_int_equal(cvss_scores(&cvss).environmental, 68); // as AV:P/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H
}

// --- the reference implementations' vectors, where they are at hand ------------------------------

static int tenths_of(const char *text) // "9.8", "10", "-0.0"; -1 for None
{
    double value;
    if (strncmp(text, "None", 4) == 0) return -1;
    assert_int_equal(sscanf(text, "%lf", &value), 1);
    return (int)(value * 10 + 0.5);
}

// "VECTOR - (base, threat, environmental)", "VECTOR - (all,)" or "VECTOR - all"
static void check_line(const char *line)
{
    char vector[400], problem[CVSS_PROBLEM_SIZE] = "";
    const char *dash = strstr(line, " - ");
    assert_non_null(dash);
    snprintf(vector, sizeof vector, "%.*s", (int)(dash - line), line);
    struct cvss cvss;
    if (cvss_parse(vector, &cvss, problem) != STATUS_OK) fail_msg("%s: %s", vector, problem);
    struct cvss_scores scores = cvss_scores(&cvss);
    const char *numbers = dash + 3 + (dash[3] == '('), *second = strchr(numbers, ','), *third = NULL;
    bool three = second && second[1] != ')';
    if (three) third = strchr(second + 1, ',');
    int base = tenths_of(numbers);
    bool good = three ? base == scores.base : base == scores.environmental;
    if (three && tenths_of(second + 2) >= 0) good = good && tenths_of(second + 2) == scores.threat;
    if (three && tenths_of(third + 2) >= 0) good = good && tenths_of(third + 2) == scores.environmental;
    if (!good) fail_msg("%s: %d %d %d", line, scores.base, scores.threat, scores.environmental);
}

// {'vector': 'CVSS:4.0/...', 'score': 9.8, ...}
static void check_macro_line(const char *line)
{
    char vector[400];
    const char *score = strstr(line, "'score': ");
    assert_int_equal(sscanf(line, "{'vector': '%399[^']'", vector), 1);
    assert_non_null(score);
    if (cvss_score(vector) != tenths_of(score + 9)) fail_msg("%s: %d", line, cvss_score(vector));
}

static void test_reference_vectors(void **state)
{
    static const char *const FILES[] = {"vectors_simple2",       "vectors_simple3",     "vectors_simple31",
                                        "vectors_simple4",       "vectors_cvsslib2",    "vectors_cvsslib3",
                                        "vectors_calculator2",   "vectors_calculator3", "vectors_security4",
                                        "vectors_supplemental4", "vectors_threat4",     "vectorFiles/macro-scores"};
    (void)state;
    const char *shared = getenv("THERIAC_SHARED") ? getenv("THERIAC_SHARED") : "../shared";
    struct arena arena = {0};
    struct diags diags = {0};
    const char *folder = path_join(&arena, shared, "data/cvss");
    if (!dir_exists(folder)) {
        print_message("no %s: the reference implementations' vectors are not compared\n", folder);
        arena_free(&arena);
        skip();
    }
    size_t lines = 0;
    for (size_t i = 0; i < COUNT_OF(FILES); i++) {
        struct buf text = {0};
        assert_int_equal(file_read(path_join(&arena, folder, FILES[i]), 1 << 22, &text, &diags), STATUS_OK);
        struct str rest = {text.bytes, text.size}, line;
        while (str_next(&rest, '\n', &line)) {
            if (!str_trim(line).size) continue;
            const char *copy = arena_copy(&arena, line.at, line.size);
            if (copy[0] == '{')
                check_macro_line(copy);
            else
                check_line(copy);
            lines++;
        }
        buf_free(&text);
    }
    assert_true(lines > 7000);
    arena_free(&arena);
    diags_free(&diags);
}

RUN(cmocka_unit_test(test_known), cmocka_unit_test(test_errors), cmocka_unit_test(test_sets),
    cmocka_unit_test(test_reference_vectors))
