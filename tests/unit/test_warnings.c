#include "unit.h"

#include "base/file.h"
#include "base/proc.h"
#include "code/front/warnings.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void parse(const char *text, struct findings *findings, struct diags *diags)
{
    struct warnings *warnings = warnings_load(diags);
    warnings_parse(warnings, text, strlen(text), "/p", findings, diags);
    findings_finish(findings);
    warnings_free(warnings);
}

static void test_messages(void **state)
{
    (void)state;
    struct findings findings = {0};
    struct diags diags = {0};
    parse("In file included from /p/b.c:1:\n"
          "/p/src/a.c:4:25: warning: variable 'x' is used uninitialized whenever 'if' condition is false [-Wsometimes-uninitialized]\r\n"
          "/p/src/a.c:4:40: note: uninitialized use occurs here\n"
          "/p/src/a.c:4:20: note: initialize the variable 'x' to silence this warning\n"
          "/p/x/../src/b.c:7:1: error: format string is not a string literal [-Werror,-Wformat-security]\n"
          "/usr/include/c.h:7:1: warning: format string is not a string literal [-Wformat-security]\n"
          "/p/src/a.c:9:2: warning: something else [-Wnot-in-our-table]\n"
          "/p/src/a.c:9:3: note: belongs to what was left out\n"
          "/p/src/a.c:11:2: warning: code will never be executed [-Wunreachable-code]\n"
          "/p/src/a.c:10:6: note: silence by adding parentheses to mark code as explicitly dead\n"
          "3 warnings generated.\n",
          &findings, &diags);
    assert_int_equal(diags.list.count, 0);
    assert_int_equal(findings.list.count, 2);
    const struct finding *first = &findings.list.items[0];
    assert_string_equal(first->rule, "clang-sometimes-uninitialized");
    assert_int_equal(first->cwe, 457);
    assert_int_equal(first->severity, SEVERITY_HIGH);
    assert_string_equal(first->location.file, "src/a.c");
    assert_int_equal(first->location.line, 4);
    assert_int_equal(first->location.column, 25);
    assert_string_equal(first->message, "variable 'x' is used uninitialized whenever 'if' condition is false");
    assert_string_equal(first->tool, "clang");
    assert_int_equal(first->event_count, 1);
    assert_int_equal(first->events[0].location.column, 40);
    assert_string_equal(findings.list.items[1].location.file, "src/b.c");
    assert_string_equal(findings.list.items[1].rule, "clang-format-security");
    assert_int_equal(findings.list.items[1].event_count, 0);
    findings_free(&findings);
    diags_free(&diags);
}

static void test_errors_are_no_findings(void **state)
{
    (void)state;
    struct findings findings = {0};
    struct diags diags = {0};
    parse("/p/a.c:1:10: fatal error: 'x.h' file not found\n/p/b c.c:2:3: error: expected ';'\n", &findings, &diags);
    assert_int_equal(findings.list.count, 0);
    assert_int_equal(diags.list.count, 2);
    assert_int_equal(diags.list.items[0].level, DIAG_SKIPPED);
    assert_int_equal(diags.list.items[0].line, 1);
    assert_string_equal(diags.list.items[1].file, "b c.c");
    findings_free(&findings);
    diags_free(&diags);
}

// The real compiler: it knows every option of the table, and its messages are understood.
static void test_clang(void **state)
{
    (void)state;
    if (!program_exists("clang-19")) skip();
    static const char SOURCE[] = "int f(int a) { int x; if (a) x = 1; return x; }\n"
                                 "char *g(void) { char b[4]; return b; }\n"
                                 "int h(void) { int a[3] = {0}; return a[5]; }\n"
                                 "int k(int a) { int x; x = a; return x; }\n"; // clean
    char folder[] = "/tmp/theriac-warnings-XXXXXX", path[200];
    assert_non_null(mkdtemp(folder));
    struct diags diags = {0};
    snprintf(path, sizeof path, "%s/a.c", folder);
    assert_int_equal(file_write(path, SOURCE, sizeof SOURCE - 1, &diags), STATUS_OK);
    struct warnings *warnings = warnings_load(&diags);
    VEC(const char *) argv = {0};
    VEC_PUSH(&argv, "clang-19");
    VEC_PUSH(&argv, "-fsyntax-only");
    for (const char *const *flag = warnings_flags(warnings); *flag; flag++)
        VEC_PUSH(&argv, *flag);
    VEC_PUSH(&argv, "-Wunknown-warning-option");
    VEC_PUSH(&argv, path);
    VEC_PUSH(&argv, NULL);
    struct proc_result result = {0};
    struct findings findings = {0};
    assert_int_equal(proc_run(argv.items, &(struct proc_options){0}, &result, &diags), STATUS_OK);
    if (result.errors.size && strstr(buf_cstr(&result.errors), "unknown warning option"))
        fail_msg("%s", buf_cstr(&result.errors));
    warnings_parse(warnings, buf_cstr(&result.errors), result.errors.size, folder, &findings, &diags);
    findings_finish(&findings);
    assert_int_equal(findings.list.count, 3);
    static const unsigned CWES[] = {457, 562, 119};
    for (unsigned i = 0; i < 3; i++) {
        assert_int_equal(findings.list.items[i].location.line, i + 1);
        assert_int_equal(findings.list.items[i].cwe, CWES[i]);
        assert_string_equal(findings.list.items[i].location.file, "a.c");
    }
    assert_int_equal(diags.list.count, 0);
    findings_free(&findings);
    warnings_free(warnings);
    proc_result_free(&result);
    VEC_FREE(&argv);
    unlink(path);
    rmdir(folder);
    diags_free(&diags);
}

RUN(cmocka_unit_test(test_messages), cmocka_unit_test(test_errors_are_no_findings), cmocka_unit_test(test_clang))
