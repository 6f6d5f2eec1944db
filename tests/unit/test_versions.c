#include "base/file.h"
#include "base/proc.h"
#include "codec/json.h"
#include "codec/version.h"
#include "unit.h"
#include <stdlib.h>
#include <string.h>

// Each row is in ascending order; "=" joins what is equal. From the schemes' own documents.
static const struct { const char *scheme, *row; } ORDERS[] = {
    // SemVer 2.0.0, item 11
    {"semver", "0.9 1.0.0-alpha 1.0.0-alpha.1 1.0.0-alpha.beta 1.0.0-beta 1.0.0-beta.2 1.0.0-beta.11 1.0.0-rc.1 "
               "1.0.0=1=v1.0=1.0.0+build.5 1.0.1 1.2.0 1.10.0 2"},
    // deb-version(7) and Debian policy 5.6.12
    {"deb", "1.0~~ 1.0~~a 1.0~ 1.0~rc1-1 1.0=1.0-0=0:1.0 1.0-1 1.0-1+deb9u1 1.0-1.1 1.0a 1.0+dfsg 1.0.1 1.2 1.10 1:0.5"},
    {"rpm", "1.a 1.0~rc1 1.0 1.0^git1 1.0.a=1.0_a 1.0.1 1.0.10 1.1=1_1 1.10 2:0.1"},
    {"apk", "1.0_alpha 1.0_beta2 1.0_pre1 1.0_rc1 1.0 1.0-r1 1.0_p1 1.0a 1.0b 1.0.1 1.1 1.10"},
    {"maven", "1-alpha1=1-a1 1-beta 1-milestone1 1-rc=1-cr 1-snapshot 1=1.0=1-ga=1.0.0-final=1.0.0.release 1-sp 1-abc 1-1 1.1 "
              "1.2 1.10"},
    // PEP 440, "Summary of permitted suffixes and relative ordering"
    {"pep440", "1.dev0 1.0.dev456 1.0a1 1.0a2.dev456 1.0a12.dev456 1.0a12 1.0b1.dev456 1.0b2 1.0b2.post345.dev456 "
               "1.0b2.post345 1.0rc1.dev456 1.0rc1=1.0c1=1.0-rc.1=v1.0RC1 1.0=1=1.0.0 1.0+abc.5 1.0+abc.7 1.0+5 1.0.post456.dev34 "
               "1.0.post456=1.0-456=1.0r456 1.0.15 1.1.dev1 1!0.1"},
    {"gem", "1.0.a 1.0.b1 1.0.b10 1.0=1=1.0.0 1.0.1.pre 1.0.1 1.9 1.10"},
    {"nuget", "1.0.0-alpha 1.0.0-ALPHA.1=1.0.0-alpha.1 1.0.0-beta 1.0.0=1.0=1.0.0.0=1.0.0+meta 1.0.0.1 1.0.1 1.10.0"},
    {"openssl", "0.9.8za 1.0.0 1.0.2-beta1 1.0.2 1.0.2k=1.0.2k-fips 1.0.2u 1.0.2z 1.0.2za 1.0.2zb 1.1.0-pre1 1.1.0 1.1.1 1.1.1w "
                "1.1.1za 3.0.0-alpha2 3.0.0-beta1 3.0.0 3.0.2 3.0.10"},
    {"generic", "1.0-alpha 1.0-beta 1.0rc1=1.0-rc1 1.0=1=1.0.0=v1.0 1.0a 1.0b 1.0.1 1.2 1.10 4.2.8 4.2.8p9 4.2.8p18 9d 9e"},
};

static void check_pair(const char *scheme, const char *a, const char *b, int wanted)
{
    const struct version_scheme *found = version_scheme_find(scheme);
    if (!version_valid(scheme, a)) fail_msg("%s: '%s' is not valid", scheme, a);
    if (!version_valid(scheme, b)) fail_msg("%s: '%s' is not valid", scheme, b);
    int got = found->compare(str_of(a), str_of(b)), back = found->compare(str_of(b), str_of(a));
    if (got != wanted || back != -wanted) fail_msg("%s: %s against %s: %d and %d, wanted %d", scheme, a, b, got, back, wanted);
}

static void documented_orders(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(ORDERS); i++) {
        const char *texts[64];
        int ranks[64], rank = -1;
        size_t count = 0;
        char *row = strdup(ORDERS[i].row);
        for (char *outer, *group = strtok_r(row, " ", &outer); group; group = strtok_r(NULL, " ", &outer)) {
            rank++;
            for (char *inner, *text = strtok_r(group, "=", &inner); text; text = strtok_r(NULL, "=", &inner)) {
                texts[count] = text;
                ranks[count++] = rank;
            }
        }
        assert_true(count > 5);
        for (size_t a = 0; a < count; a++)
            for (size_t b = 0; b < count; b++)
                check_pair(ORDERS[i].scheme, texts[a], texts[b], (ranks[a] > ranks[b]) - (ranks[a] < ranks[b]));
        free(row);
    }
}

static void what_is_no_version(void **state)
{
    static const struct { const char *scheme, *text; } BAD[] = {
        {"semver", ""}, {"semver", "1.2.3.4"}, {"semver", "1.2.3-"}, {"semver", "abc"}, {"deb", "a1"}, {"deb", ":1"},
        {"deb", "1.0-"}, {"pep440", "1.0.x"}, {"pep440", "1.0+"}, {"nuget", "1.2.3.4.5"}, {"openssl", "1.0.2K"}, {"apk", "1.0_foo"},
        {"gem", "a.1"}, {"generic", "unspecified"}, {"generic", "1 2"}, {"maven", "[1,2)"}};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(BAD); i++)
        if (version_valid(BAD[i].scheme, BAD[i].text)) fail_msg("%s takes '%s'", BAD[i].scheme, BAD[i].text);
    char big[VERSION_TEXT_MAX + 2];
    memset(big, '1', sizeof big - 1);
    big[sizeof big - 1] = '\0';
    for (size_t i = 0; version_scheme_at(i); i++) {
        assert_false(version_valid(version_scheme_at(i)->name, big));
        assert_true(version_valid(version_scheme_at(i)->name, big + 1));
    }
}

static void generic_answers_only_what_is_certain(void **state)
{
    static const struct { const char *a, *b; enum version_order wanted; } ROWS[] = {
        {"1.2.9", "1.2.10", VERSION_LESS}, {"1.2.11-rc1", "1.2.13", VERSION_LESS}, {"1.0rc1", "1.0", VERSION_LESS},
        {"4.2.8p18", "4.2.8", VERSION_GREATER}, {"9d", "9e", VERSION_LESS}, {"1.0", "1.0.0", VERSION_EQUAL},
        {"1.0", "1.0-1", VERSION_UNDECIDED}, {"1.0-foo", "1.0", VERSION_UNDECIDED}, {"1.0k", "1.0.1", VERSION_UNDECIDED},
        {"1.0-2", "1.0.2", VERSION_UNDECIDED}, {"1.0-dev", "1.0-alpha", VERSION_UNDECIDED}};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(ROWS); i++)
        if (version_compare("generic", ROWS[i].a, ROWS[i].b) != ROWS[i].wanted)
            fail_msg("%s against %s: %d", ROWS[i].a, ROWS[i].b, version_compare("generic", ROWS[i].a, ROWS[i].b));
}

static void two_schemes(void **state)
{
    static const struct { const char *scheme_a, *a, *scheme_b, *b; enum version_order wanted; const char *used; } ROWS[] = {
        {"openssl", "1.0.2k", "custom", "1.0.2zk", VERSION_LESS, "openssl"},
        {"openssl", "3.0.7", "semver", "3.0.13", VERSION_LESS, "numbers"},
        {"openssl", "1.0.2k", "semver", "1.0.2", VERSION_UNDECIDED, NULL},
        {"deb", "1:1.2.11", "semver", "1.2.13", VERSION_UNDECIDED, NULL},
        {NULL, "1.2.11", "semver", "1.2.11-rc1", VERSION_GREATER, "semver"},
        {"python", "1.0c1", "pypi", "1.0", VERSION_LESS, "pep440"},
        {"maven", "1.2", "semver", "1.2.0", VERSION_UNDECIDED, NULL},
        {"server", "1.5", "9.1 build 7", "1.10", VERSION_LESS, "generic"}};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        const char *used;
        enum version_order got = version_compare_mixed(ROWS[i].scheme_a, ROWS[i].a, ROWS[i].scheme_b, ROWS[i].b, &used);
        if (got != ROWS[i].wanted || !text_equal(used, ROWS[i].used))
            fail_msg("%s %s against %s %s: %d by %s", ROWS[i].scheme_a, ROWS[i].a, ROWS[i].scheme_b, ROWS[i].b, got, used);
    }
}

// --- properties over generated texts -----------------------------------------------------------------------

static unsigned next_random(unsigned *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

static void make_version(unsigned *seed, char *ret_text, size_t size)
{
    static const char *const PIECES[] = {"0", "1", "2", "10", "007", ".", ".", ".", "-", "~", "+", "_", ":", "a", "b", "rc", "p", "alpha", "beta", "dev",
                                         "post", "za", "sp", "ga", "final", "x", "-r1", "!", "SNAPSHOT"};
    ret_text[0] = '\0';
    unsigned count = 1 + next_random(seed) % 7;
    snprintf(ret_text, size, "%u", next_random(seed) % 3);
    for (unsigned i = 0; i < count; i++) {
        const char *piece = PIECES[next_random(seed) % COUNT_OF(PIECES)];
        if (strlen(ret_text) + strlen(piece) + 1 < size) strcat(ret_text, piece);
    }
}

static void orders_are_total(void **state)
{
    enum { TEXTS = 90 };
    (void)state;
    for (size_t s = 0; version_scheme_at(s); s++) {
        const struct version_scheme *scheme = version_scheme_at(s);
        static char texts[TEXTS][48];
        unsigned seed = 7 + (unsigned)s, tries = 0;
        size_t count = 0;
        while (count < TEXTS && tries++ < 100000) {
            make_version(&seed, texts[count], sizeof texts[count]);
            if (scheme->valid(str_of(texts[count]))) count++;
        }
        assert_int_equal(count, TEXTS);
        static signed char order[TEXTS][TEXTS];
        for (size_t a = 0; a < count; a++)
            for (size_t b = 0; b < count; b++)
                order[a][b] = (signed char)scheme->compare(str_of(texts[a]), str_of(texts[b]));
        for (size_t a = 0; a < count; a++) {
            assert_int_equal(order[a][a], 0);
            for (size_t b = 0; b < count; b++) {
                if (order[a][b] != -order[b][a]) fail_msg("%s: %s and %s are not antisymmetric", scheme->name, texts[a], texts[b]);
                for (size_t c = 0; c < count; c++)
                    if (order[a][b] <= 0 && order[b][c] <= 0 && order[a][c] > 0)
                        fail_msg("%s: %s <= %s <= %s but not %s <= %s", scheme->name, texts[a], texts[b], texts[c], texts[a],
                                 texts[c]);
            }
        }
    }
}

// --- other people's answers --------------------------------------------------------------------------------

// A program that orders pairs: compares with ours over generated texts.
static void differs_nowhere(const char *scheme, bool (*oracle)(const char *a, const char *b, int *ret_order))
{
    unsigned seed = 99;
    size_t compared = 0;
    for (unsigned tries = 0; compared < 150 && tries < 100000; tries++) {
        char a[48], b[48];
        int wanted;
        make_version(&seed, a, sizeof a);
        make_version(&seed, b, sizeof b);
        if (!version_valid(scheme, a) || !version_valid(scheme, b) || !oracle(a, b, &wanted)) continue;
        int got = version_compare(scheme, a, b);
        if (got != wanted) fail_msg("%s: %s against %s: %d, the other program says %d", scheme, a, b, got, wanted);
        compared++;
    }
    assert_true(compared >= 100);
}

static bool dpkg_says(const char *a, const char *b, int *ret_order)
{
    static const char *const RELATIONS[] = {"lt", "eq", "gt"};
    for (int i = 0; i < 3; i++) {
        const char *const argv[] = {"dpkg", "--compare-versions", a, RELATIONS[i], b, NULL};
        struct proc_result result = {0};
        struct diags diags = {0};
        bool yes = proc_run(argv, NULL, &result, &diags) == STATUS_OK && result.exit_code == 0 && !result.errors.size;
        proc_result_free(&result);
        diags_free(&diags);
        *ret_order = i - 1;
        if (yes) return true;
    }
    return false; // it warned or refused: no answer to compare with
}

static void as_dpkg(void **state)
{
    (void)state;
    if (!program_exists("dpkg")) skip();
    differs_nowhere("deb", dpkg_says);
}

static bool packaging_says(const char *a, const char *b, int *ret_order)
{
    static const char SCRIPT[] = "import sys\nfrom packaging.version import Version as V\n"
                                 "a, b = V(sys.argv[1]), V(sys.argv[2])\nprint((a > b) - (a < b))";
    const char *const argv[] = {"/usr/bin/python3", "-c", SCRIPT, a, b, NULL};
    struct proc_result result = {0};
    struct diags diags = {0};
    bool answered = proc_run(argv, NULL, &result, &diags) == STATUS_OK && result.exit_code == 0;
    if (answered) *ret_order = atoi(buf_cstr(&result.output));
    proc_result_free(&result);
    diags_free(&diags);
    return answered;
}

static void as_python(void **state)
{
    (void)state;
    int order;
    if (!packaging_says("1", "2", &order)) skip();
    differs_nowhere("pep440", packaging_says);
}

// Four rows have Maven's order from before 3.8, when ".a" did not read as "-a"; Maven 3.8.7 itself orders them our way.
static bool is_outdated(const char *scheme, const char *a, const char *b)
{
    return strcmp(scheme, "maven") == 0 && strcmp(a, "2-1") == 0 && (strcmp(b, "2.0.a") == 0 || strcmp(b, "2.0.0.a") == 0);
}

static void check_shared_row(const struct json *test, const char *scheme, size_t *count)
{
    const struct json *versions = js_path(test, "input.versions"), *expected = js_get(test, "expected_output");
    const char *type = js_text(test, "test_type");
    if (strcmp(type, "equality") == 0) {
        const char *a = js_string(js_at(versions, 0)), *b = js_string(js_at(versions, 1));
        bool equal = version_compare(scheme, a, b) == VERSION_EQUAL;
        if (equal != js_bool(expected, false)) fail_msg("%s: %s and %s: equal %d", scheme, a, b, equal);
        (*count)++;
        return;
    }
    for (size_t i = 0; i + 1 < js_size(expected); i++) {
        const char *a = js_string(js_at(expected, i)), *b = js_string(js_at(expected, i + 1));
        enum version_order order = version_compare(scheme, a, b);
        if (order != VERSION_LESS && order != VERSION_EQUAL && !is_outdated(scheme, a, b))
            fail_msg("%s: %s before %s: %d", scheme, a, b, order);
        (*count)++;
    }
}

static void as_the_shared_tests(void **state)
{
    static const struct { const char *file, *scheme; } FILES[] = {
        {"alpine_version_cmp.json", "apk"}, {"deb_version_python_pkg_test.json", "deb"}, {"maven_version_cmp.json", "maven"},
        {"nuget_version_cmp.json", "nuget"}, {"openssl_version_cmp.json", "openssl"}};
    struct arena arena = {0};
    const char *shared = getenv("THERIAC_SHARED");
    size_t count = 0;
    (void)state;
    const char *folder = path_join(&arena, shared ? shared : "../shared", "data/versions/schema");
    bool present = dir_exists(folder);
    for (size_t i = 0; present && i < COUNT_OF(FILES); i++) {
        struct diags diags = {0};
        struct json *root = js_read(path_join(&arena, folder, FILES[i].file), &diags);
        const struct json *tests = js_is_array(root) ? root : js_get(root, "tests");
        JS_EACH (tests, test)
            check_shared_row(test, FILES[i].scheme, &count);
        js_free(root);
        diags_free(&diags);
    }
    arena_free(&arena);
    if (!present) skip();
    if (count < 1500) fail_msg("%zu comparisons only", count);
}

RUN(cmocka_unit_test(documented_orders), cmocka_unit_test(what_is_no_version),
    cmocka_unit_test(generic_answers_only_what_is_certain), cmocka_unit_test(two_schemes), cmocka_unit_test(orders_are_total),
    cmocka_unit_test(as_dpkg), cmocka_unit_test(as_python), cmocka_unit_test(as_the_shared_tests))
