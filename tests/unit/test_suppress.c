#include "unit.h"

#include "base/file.h"
#include "code/suppress.h"
#include "code/suppress_parse.h"
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct row {
    const char *text;
    unsigned first, last; // covered lines; 0, 0 for a function
    const char *names, *reason;
    bool own;
};

// One suppression in each text.
static const struct row ROWS[] = {
    {"x = *p; // theriac-ignore null-dereference: p was checked by the caller\n", 1, 1, "null-dereference",
     "p was checked by the caller", true},
    {"// theriac-ignore null-dereference, CWE-690: checked\n// and more\n\nx = *p;\n", 4, 4, "null-dereference CWE-690",
     "checked", true},
    {"/* theriac-ignore gets: fed by us */\ngets(b);\n", 2, 2, "gets", "fed by us", true},
    {"/*\n * theriac-ignore gets: fed by us\n */\ngets(b);\n", 4, 4, "gets", "fed by us", true},
    {"// theriac-ignore-function gets: fed by us\nvoid f(void) {}\n", 0, 0, "gets", "fed by us", true},
    {"// cppcheck-suppress nullPointer ; p was checked\nx = *p;\n", 2, 2, "nullPointer", "p was checked", false},
    {"x = *p; // cppcheck-suppress [nullPointer, uninitvar]\n", 1, 1, "nullPointer uninitvar",
     "cppcheck-suppress, without a reason", false},
    {"x = *p; // NOLINT\n", 1, 1, "", "NOLINT, without a reason", false},
    {"x = *p; // NOLINT(cert-err33-c,bugprone-x): logged elsewhere\n", 1, 1, "cert-err33-c bugprone-x",
     "logged elsewhere", false},
    {"// NOLINTNEXTLINE(cert-err33-c)\nf();\n", 2, 2, "cert-err33-c", "NOLINTNEXTLINE, without a reason", false},
    {"a\n// NOLINTBEGIN(x)\nb\n// NOLINTEND(x)\nc\n", 2, 4, "x", "NOLINTBEGIN, without a reason", false},
    {"// NOLINTBEGIN\nb\n", 1, UINT_MAX, "", "NOLINTBEGIN, without a reason", false},
    {"// codechecker_false_positive [core.DivideZero] never zero here\nx = a / b;\n", 2, 2, "core.DivideZero",
     "never zero here", false},
    {"// codechecker_suppress [all] legacy\nx;\n", 2, 2, "", "legacy", false},
    {"x(); // nosemgrep: c.lang.strcpy\n", 1, 1, "c.lang.strcpy", "nosemgrep, without a reason", false},
    {"x(); // NOSONAR the peer is trusted\n", 1, 1, "", "the peer is trusted", false},
    {"/* coverity[RESOURCE_LEAK : FALSE] */\nreturn 0;\n", 2, 2, "RESOURCE_LEAK", "coverity, without a reason", false},
    {"x(); // parasoft-suppress BD-PB-ZERO \"never zero\"\n", 1, 1, "BD-PB-ZERO", "never zero", false},
    {"@SuppressFBWarnings(value = {\"SQL_INJECTION\", \"X\"},\n  justification = \"constants only\")\nvoid f() {}\n", 0, 0,
     "SQL_INJECTION X", "constants only", false},
};

static void test_forms(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        struct arena arena = {0};
        struct suppressions found = {0};
        struct diags diags = {0};
        suppress_parse(&arena, "a.c", ROWS[i].text, strlen(ROWS[i].text), &found, &diags);
        if (found.count != 1) fail_msg("%zu suppressions in: %s", found.count, ROWS[i].text);
        const struct suppression *one = &found.items[0];
        assert_string_equal(one->names, ROWS[i].names);
        assert_string_equal(one->reason, ROWS[i].reason);
        assert_int_equal(one->own, ROWS[i].own);
        assert_int_equal(one->scope, ROWS[i].first ? SUPPRESS_LINES : SUPPRESS_FUNCTION);
        if (ROWS[i].first) {
            assert_int_equal(one->first_line, ROWS[i].first);
            assert_int_equal(one->last_line, ROWS[i].last);
        }
        assert_int_equal(diags.list.count, 0);
        VEC_FREE(&found);
        arena_free(&arena);
        diags_free(&diags);
    }
}

static void test_no_forms(void **state)
{
    (void)state;
    static const char *const TEXTS[] = {
        "const char *s = \"NOLINT\";\n", "int theriac_ignore; // myNOLINT coverity says so\n", "int NOSONARS = 1; // NOSONARX\n",
        "// theriac-ignored: was once\n", "suppress();\n"};
    for (size_t i = 0; i < COUNT_OF(TEXTS); i++) {
        struct arena arena = {0};
        struct suppressions found = {0};
        struct diags diags = {0};
        suppress_parse(&arena, "a.c", TEXTS[i], strlen(TEXTS[i]), &found, &diags);
        if (found.count) fail_msg("a suppression in: %s", TEXTS[i]);
        VEC_FREE(&found);
        arena_free(&arena);
        diags_free(&diags);
    }
}

static void test_needs_reason(void **state)
{
    (void)state;
    static const char *const TEXTS[] = {"x(); // theriac-ignore gets\n", "x(); // theriac-ignore gets: \n",
                                        "x(); // theriac-ignore: because\n", "/* theriac-ignore */ x();\n"};
    for (size_t i = 0; i < COUNT_OF(TEXTS); i++) {
        struct arena arena = {0};
        struct suppressions found = {0};
        struct diags diags = {0};
        suppress_parse(&arena, "a.c", TEXTS[i], strlen(TEXTS[i]), &found, &diags);
        assert_int_equal(found.count, 0);
        assert_int_equal(diags.list.count, 1);
        assert_int_equal(diags.list.items[0].line, 1);
        VEC_FREE(&found);
        arena_free(&arena);
        diags_free(&diags);
    }
}

// --- on findings -------------------------------------------------------------------------------

static void add(struct findings *findings, const char *rule, unsigned cwe, unsigned line)
{
    struct finding finding = {.rule = rule, .cwe = cwe, .location = {.file = "a.c", .line = line}, .message = "m"};
    findings_add(findings, &finding);
}

static const char *reason_at(const struct findings *findings, unsigned line)
{
    VEC_EACH(&findings->list, finding)
        if (finding->location.line == line) return finding->suppression;
    fail_msg("no finding in line %u", line);
    return NULL;
}

static void test_apply(void **state)
{
    (void)state;
    static const char SOURCE[] = "void f(void)\n"                                             // 1
                                 "{\n"                                                        // 2
                                 "    gets(b); // theriac-ignore gets: fed by us\n"           // 3
                                 "    gets(b); // theriac-ignore other-rule: not this\n"      // 4
                                 "    *p = 1; // cppcheck-suppress nullPointer ; checked\n"   // 5
                                 "    *p = 1; // cppcheck-suppress memleak ; not this one\n"  // 6
                                 "    gets(b); // NOLINT\n"                                   // 7
                                 "}\n"                                                        // 8
                                 "// theriac-ignore-function CWE-242: test code\n"            // 9
                                 "void g(void) {\n"                                           // 10
                                 "    gets(b);\n"                                             // 11
                                 "}\n"                                                        // 12
                                 "void h(void) { gets(b); }\n";                               // 13
    char folder[] = "/tmp/theriac-suppress-XXXXXX", path[200];
    assert_non_null(mkdtemp(folder));
    struct diags diags = {0};
    struct findings findings = {0};
    snprintf(path, sizeof path, "%s/a.c", folder);
    assert_int_equal(file_write(path, SOURCE, sizeof SOURCE - 1, &diags), STATUS_OK);
    static const unsigned LINES[] = {3, 4, 7, 11, 13};
    for (size_t i = 0; i < COUNT_OF(LINES); i++)
        add(&findings, "gets", 242, LINES[i]);
    add(&findings, "null-dereference", 476, 5);
    add(&findings, "null-dereference", 476, 6);
    const char *files[] = {path};
    suppress_apply(&findings, folder, files, 1, &diags);
    assert_string_equal(reason_at(&findings, 3), "fed by us");
    assert_null(reason_at(&findings, 4));
    assert_string_equal(reason_at(&findings, 5), "checked");
    assert_null(reason_at(&findings, 6));
    assert_non_null(reason_at(&findings, 7));
    assert_string_equal(reason_at(&findings, 11), "test code");
    assert_null(reason_at(&findings, 13));
    assert_int_equal(diags.list.count, 1); // the unused one of our own form
    assert_int_equal(diags.list.items[0].line, 4);
    assert_non_null(strstr(diags.list.items[0].message, "answers no finding"));
    findings_free(&findings);
    diags_free(&diags);
    unlink(path);
    rmdir(folder);
}

RUN(cmocka_unit_test(test_forms), cmocka_unit_test(test_no_forms), cmocka_unit_test(test_needs_reason),
    cmocka_unit_test(test_apply))
