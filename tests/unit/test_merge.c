#include "unit.h"

#include "base/diag.h"
#include "base/file.h"
#include "code/check/check.h"
#include "code/merge.h"
#include "code/syntax/plain.h"
#include "code/syntax/syntax.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void add(struct findings *findings, const char *rule, unsigned cwe, const char *tool, unsigned line, unsigned end)
{
    struct finding finding = {.rule = rule, .cwe = cwe, .tool = tool, .severity = SEVERITY_LOW, .statement = "s",
                              .location = {"a.c", line, 1, end, 9}, .message = rule, .function = "f"};
    findings_add(findings, &finding);
}

static const struct finding *found(const struct findings *findings, size_t at)
{
    assert_true(at < findings->list.count);
    return &findings->list.items[at];
}

static void test_equal_weakness(void **state)
{
    (void)state;
    struct findings findings = {0};
    add(&findings, "clang-sizeof-pointer-memaccess", 467, "clang", 4, 0);
    add(&findings, "sizeof-pointer", 467, "theriac", 4, 4);
    findings.list.items[0].severity = SEVERITY_HIGH;
    findings.list.items[0].confidence = CONFIDENCE_HIGH;
    add(&findings, "other", 561, "theriac", 4, 4);
    add(&findings, "sizeof-pointer", 467, "theriac", 5, 5);
    merge_tiers(&findings);
    findings_finish(&findings);
    assert_int_equal(findings.list.count, 3);
    assert_string_equal(found(&findings, 0)->rule, "other");
    const struct finding *merged = found(&findings, 1);
    assert_string_equal(merged->rule, "sizeof-pointer");
    assert_string_equal(merged->also, "clang-sizeof-pointer-memaccess");
    assert_int_equal(merged->severity, SEVERITY_HIGH);
    assert_int_equal(merged->confidence, CONFIDENCE_HIGH);
    assert_true(finding_has_rule(merged, "clang-sizeof-pointer-memaccess"));
    assert_true(finding_has_rule(merged, "sizeof-pointer"));
    assert_false(finding_has_rule(merged, "clang-sizeof"));
    assert_null(found(&findings, 2)->also);
    findings_free(&findings);
}

// 476 null dereference; 690 unchecked return leading to it is made of it, not a kind of it. 457 is a kind of 908.
static void test_kinds_of_one_weakness(void **state)
{
    (void)state;
    struct findings findings = {0};
    const char *engine = ENGINE_RULE_TABLES[0][0].id; // any rule of the engine
    add(&findings, "clang-uninitialized", 457, "clang", 8, 0);
    add(&findings, engine, 908, "theriac", 8, 0);
    add(&findings, "a-syntax-rule", 457, "theriac", 20, 20);
    add(&findings, "b-syntax-rule", 908, "theriac", 20, 20); // one tier: it means what it says
    merge_tiers(&findings);
    findings_finish(&findings);
    assert_int_equal(findings.list.count, 3);
    assert_string_equal(found(&findings, 0)->rule, engine);
    assert_int_equal(found(&findings, 0)->cwe, 457); // the finer one
    assert_string_equal(found(&findings, 0)->also, "clang-uninitialized");
    findings_free(&findings);
}

// Two of a kind in one statement stay two, and a statement of several lines is one place.
static void test_several_in_a_statement(void **state)
{
    (void)state;
    struct findings findings = {0};
    add(&findings, "sizeof-pointer", 467, "theriac", 10, 12);
    add(&findings, "clang-a", 467, "clang", 11, 0);
    add(&findings, "clang-a", 467, "clang", 12, 0);
    findings.list.items[2].location.column = 30;
    add(&findings, "long", 480, "theriac", 30, 90); // a whole function
    add(&findings, "clang-b", 480, "clang", 60, 0);
    merge_tiers(&findings);
    findings_finish(&findings);
    assert_int_equal(findings.list.count, 4);
    assert_string_equal(found(&findings, 0)->rule, "clang-a");
    assert_string_equal(found(&findings, 0)->also, "sizeof-pointer");
    assert_string_equal(found(&findings, 1)->also, "sizeof-pointer");
    assert_null(found(&findings, 2)->also);
    findings_free(&findings);
}

static void blanks_to(const char *text, const char *wanted)
{
    char *copy = strdup(text);
    plain_blank_comments(copy, strlen(copy));
    assert_string_equal(copy, wanted);
    free(copy);
}

static void test_instances_of_a_template(void **state)
{
    (void)state;
    static const char *const FUNCTIONS[] = {"box<int>::get", "box<pair<int, char>>::get", "box<int>::put", "shelf::get",
                                            "box<int>::operator<<", "box<long>::operator<<"};
    struct findings findings = {0};
    for (size_t i = 0; i < COUNT_OF(FUNCTIONS); i++) {
        add(&findings, "r", 476, "theriac", 4, 4);
        findings.list.items[i].function = FUNCTIONS[i];
    }
    add(&findings, "r", 476, "theriac", 5, 5);
    findings.list.items[COUNT_OF(FUNCTIONS)].function = "box<char>::get";
    merge_tiers(&findings);
    assert_int_equal(findings.list.count, 5); // get of two boxes, and << of two boxes, are one each
    findings_free(&findings);
}

static void test_comments(void **state)
{
    (void)state;
    blanks_to("a; // b\nc /* d\ne */ f", "a;     \nc     \n     f");
    blanks_to("x = \"// no\" + '\"'; // y", "x = \"// no\" + '\"';     ");
    blanks_to("n = 1'000'000; // y", "n = 1'000'000;     ");
    blanks_to("s = R\"x(\"// no)x\"; // y", "s = R\"x(\"// no)x\";     ");
    blanks_to("s = @\"c:\\\"; // y", "s = @\"c:\\\";     ");
    blanks_to("s = @\"a\"\"//\"; // y", "s = @\"a\"\"//\";     ");
    blanks_to("s = \"\"\"\n// no\"\"\"; // y", "s = \"\"\"\n// no\"\"\";     ");
    blanks_to("open \" // no\n// y", "open \" // no\n    ");
    blanks_to("// a \\\nb\nc", "      \n \nc");
    blanks_to("/* open", "       ");
    blanks_to("a /", "a /");
}

static const char *fingerprint_of(struct arena *arena, const char *folder, const char *file, const char *text, unsigned line)
{
    struct diags diags = {0};
    struct findings findings = {0};
    assert_int_equal(file_write(path_join(arena, folder, file), text, strlen(text), &diags), STATUS_OK);
    struct finding finding = {.rule = "r", .cwe = 1, .location = {file, line, 1, 0, 0}, .tool = "clang"};
    findings_add(&findings, &finding);
    syntax_place(&findings, folder, NULL);
    findings_finish(&findings);
    const char *fingerprint = arena_str(arena, findings.list.items[0].fingerprint);
    findings_free(&findings);
    diags_free(&diags);
    return fingerprint;
}

static void test_what_keeps_a_fingerprint(void **state)
{
    (void)state;
    struct arena arena = {0};
    char folder[] = "/tmp/theriac-test-XXXXXX";
    assert_non_null(mkdtemp(folder));
    const char *start = fingerprint_of(&arena, folder, "a.c", "void f(int x)\n{\n    g(x + 1);\n}\n", 3);
    const char *const SAME[] = {"void f(int x)\n{\n\n    g(x + 1);\n}\n", "void f(int x)\n{\n    /* why */\n\tg( x+1 ); // because\n}\n",
                                "void f(int x)\n{ /* a\n    comment */ g(x + 1);\n\n}\n"};
    const unsigned LINES[] = {4, 4, 3};
    for (size_t i = 0; i < COUNT_OF(SAME); i++) {
        assert_string_equal(start, fingerprint_of(&arena, folder, "a.c", SAME[i], LINES[i]));
        assert_string_equal(start, fingerprint_of(&arena, folder, "moved.c", SAME[i], LINES[i]));
    }
    assert_string_not_equal(start, fingerprint_of(&arena, folder, "a.c", "void f(int x)\n{\n    g(x + 2);\n}\n", 3));
    assert_string_not_equal(start, fingerprint_of(&arena, folder, "a.c", "void h(int x)\n{\n    g(x + 1);\n}\n", 3));
    // A finding about a comment keeps the comment.
    assert_string_not_equal(fingerprint_of(&arena, folder, "a.c", "// FIXME: one\n", 1),
                            fingerprint_of(&arena, folder, "a.c", "// FIXME: two\n", 1));
    unlink(path_join(&arena, folder, "a.c"));
    unlink(path_join(&arena, folder, "moved.c"));
    rmdir(folder);
    arena_free(&arena);
}

RUN(cmocka_unit_test(test_equal_weakness), cmocka_unit_test(test_kinds_of_one_weakness),
    cmocka_unit_test(test_several_in_a_statement), cmocka_unit_test(test_comments), cmocka_unit_test(test_instances_of_a_template),
    cmocka_unit_test(test_what_keeps_a_fingerprint))
