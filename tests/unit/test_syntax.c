#include "unit.h"

#include "base/file.h"
#include "code/syntax/ruleset.h"
#include "code/syntax/syntax.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static size_t count_rule(const struct findings *findings, const char *id)
{
    size_t count = 0;
    VEC_EACH(&findings->list, finding)
        count += strcmp(finding->rule, id) == 0;
    return count;
}

// The language a rule's folder is named for, then every other one that takes rules from that folder.
static bool example_holds(struct syntax_rules *rules, const struct rule_file *rule, const struct rule_example *example,
                          const char *language)
{
    struct findings findings = {0};
    struct diags diags = {0};
    syntax_scan_text(rules, language, "example", example->code, strlen(example->code), &findings, &diags);
    findings_finish(&findings);
    size_t got = count_rule(&findings, rule->rule.id);
    bool good = got == example->wanted && !diags.list.count;
    if (!good) {
        print_message("%s:%u: as %s: %zu findings of %s, wanted %u\n", rule->file, example->line, language, got,
                      rule->rule.id, example->wanted);
        diags_print(&diags, stderr, false);
    }
    findings_free(&findings);
    diags_free(&diags);
    return good;
}

// A rule must not lean on its neighbours in the whole query, for instance on a capture that another one named first.
static bool compiles_alone(const struct rule_file *rule, const struct language *language)
{
    uint32_t offset;
    TSQueryError error;
    TSQuery *query = ts_query_new(language->grammar(), rule->query, (uint32_t)rule->query_size, &offset, &error);
    if (!query) print_message("%s: does not compile alone, near: %.40s\n", rule->file, rule->query + offset);
    else ts_query_delete(query);
    return query != NULL;
}

static void test_examples(void **state)
{
    (void)state;
    struct diags diags = {0};
    struct syntax_rules *rules = syntax_rules_load(NULL, &diags);
    size_t wrong = 0, examples = 0;
    for (size_t r = 0; r < rules->files.count; r++)
        for (size_t l = 0; l < LANGUAGE_COUNT; l++) {
            if (!word_listed(LANGUAGES[l].folders, str_of(rules->folders.items[r]))) continue;
            ruleset_prepare(rules, &LANGUAGES[l], &diags);
            wrong += !compiles_alone(rules->files.items[r], &LANGUAGES[l]);
            VEC_EACH(&rules->files.items[r]->examples, example) {
                wrong += !example_holds(rules, rules->files.items[r], example, LANGUAGES[l].name);
                examples++;
            }
        }
    diags_print(&diags, stderr, false);
    assert_int_equal(diags.list.count, 0);
    assert_int_equal(wrong, 0);
    assert_true(rules->files.count >= 40);
    print_message("%zu rules, %zu examples\n", rules->files.count, examples);
    syntax_rules_free(rules);
    diags_free(&diags);
}

// --- the form of a rule file -------------------------------------------------------------------

#define HEAD                                                                                       \
    "; id: one\n; cwe: 1\n; severity: low\n; title: t\n; message: m\n; explanation: first\n;   second\n; remedy: r\n"
#define EXAMPLES "; match: 2\n;| a();\n;|   b();\n; no-match:\n;| c();\n"

static void test_rule_file(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct diags diags = {0};
    struct rule_file rule;
    const char text[] = HEAD "; confidence: high\n; note: x seen here\n" EXAMPLES "(identifier) @match\n";
    assert_int_equal(rule_file_parse(&arena, "one.scm", text, strlen(text), &rule, &diags), STATUS_OK);
    assert_string_equal(rule.rule.explanation, "first second");
    assert_int_equal(rule.confidence, CONFIDENCE_HIGH);
    assert_int_equal(rule.examples.count, 2);
    assert_string_equal(rule.examples.items[0].code, "a();\n  b();\n");
    assert_int_equal(rule.examples.items[0].wanted, 2);
    assert_int_equal(rule.examples.items[1].wanted, 0);
    assert_string_equal(rule.notes.items[0].capture, "x");
    assert_string_equal(rule.notes.items[0].message, "seen here");
    rule_file_free(&rule);
    diags_free(&diags);
    arena_free(&arena);
}

static void refuse(const char *text, unsigned line, const char *why)
{
    struct arena arena = {0};
    struct diags diags = {0};
    struct rule_file rule;
    assert_int_equal(rule_file_parse(&arena, "x.scm", text, strlen(text), &rule, &diags), STATUS_INPUT);
    assert_true(diags.list.count > 0);
    assert_int_equal(diags.list.items[0].line, line);
    if (!strstr(diags.list.items[0].message, why)) fail_msg("'%s' lacks '%s'", diags.list.items[0].message, why);
    rule_file_free(&rule);
    diags_free(&diags);
    arena_free(&arena);
}

static void test_rule_file_refuses(void **state)
{
    (void)state;
    refuse("", 1, "needs an id");
    refuse(HEAD "; match:\n;| a();\n(identifier) @match\n", 1, "does not");
    refuse(HEAD "; no-match:\n;| a();\n(identifier) @match\n", 1, "one that");
    refuse("; id: a\n; severity: grave\n", 2, "severity is one of");
    refuse("; id: a\n; cwe: x\n", 2, "cwe wants a number");
    refuse("; id: a\n; colour: red\n", 2, "unknown key");
    refuse("; id: a\n; id: b\n", 2, "twice");
    refuse("; id: a\n;| code\n", 2, "outside of an example");
    refuse("; id: A_b\n" EXAMPLES, 1, "lower case");
    char deep[2000] = HEAD EXAMPLES;
    memset(deep + strlen(deep), '(', 200);
    refuse(deep, 14, "too deeply");
}

// --- a workspace's own rules -------------------------------------------------------------------

static void write_text(const char *path, const char *text)
{
    struct diags diags = {0};
    assert_int_equal(file_write(path, text, strlen(text), &diags), STATUS_OK);
    diags_free(&diags);
}

static void test_workspace_rules(void **state)
{
    (void)state;
    char folder[] = "/tmp/theriac-syntax-XXXXXX", path[200];
    assert_non_null(mkdtemp(folder));
    struct diags diags = {0};
    snprintf(path, sizeof path, "%s/rules/syntax/c", folder);
    assert_int_equal(dir_make(path, &diags), STATUS_OK);
    snprintf(path, sizeof path, "%s/rules/syntax/c/good.scm", folder);
    write_text(path, HEAD EXAMPLES "((identifier) @match (#eq? @match \"forbidden\"))\n");
    snprintf(path, sizeof path, "%s/rules/syntax/c/query.scm", folder);
    write_text(path, "; id: two\n; cwe: 1\n; severity: low\n; title: t\n; message: m\n; explanation: e\n; remedy: r\n" EXAMPLES
                     "\n(no_such_node) @match\n");
    snprintf(path, sizeof path, "%s/rules/syntax/c/predicate.scm", folder);
    write_text(path, "; id: three\n; cwe: 1\n; severity: low\n; title: t\n; message: m\n; explanation: e\n; remedy: r\n" EXAMPLES
                     "\n((identifier) @match (#no-such? @match))\n");
    snprintf(path, sizeof path, "%s/rules/syntax/c/open.scm", folder); // a parenthesis is missing
    write_text(path, "; id: four\n; cwe: 1\n; severity: low\n; title: t\n; message: m\n; explanation: e\n; remedy: r\n" EXAMPLES
                     "\n((identifier) @match (#eq? @match \"x\")\n");
    struct syntax_rules *rules = syntax_rules_load(folder, &diags);
    struct findings findings = {0};
    assert_int_equal(diags.list.count, 0);
    syntax_scan_text(rules, "c", "a.c", "int forbidden;\n", 15, &findings, &diags);
    assert_int_equal(count_rule(&findings, "one"), 1); // the broken ones don't take the good one along
    assert_int_equal(diags.list.count, 3);
    assert_true(diags_incomplete(&diags));
    for (size_t i = 0; i < 3; i++)
        assert_in_range(diags.list.items[i].line, 14, 15); // an open parenthesis shows at the end
    findings_free(&findings);
    syntax_rules_free(rules);
    diags_free(&diags);
    snprintf(path, sizeof path, "rm -r %s", folder);
    assert_int_equal(system(path), 0);
}

// --- places ------------------------------------------------------------------------------------

static void scan(const char *language, const char *text, struct findings *findings, struct diags *diags)
{
    struct syntax_rules *rules = syntax_rules_load(NULL, diags);
    syntax_scan_text(rules, language, "a.c", text, strlen(text), findings, diags);
    findings_finish(findings);
    syntax_rules_free(rules);
}

static void test_place(void **state)
{
    (void)state;
    struct findings findings = {0};
    struct diags diags = {0};
    scan("cpp", "namespace n { struct S {\n  void m() {\n    char  b[8];  gets( b );\n  } }; }\nvoid T::k() { gets(x); }\n",
         &findings, &diags);
    assert_int_equal(count_rule(&findings, "gets"), 2);
    const struct finding *first = &findings.list.items[0];
    assert_int_equal(first->location.line, 3);
    assert_int_equal(first->location.column, 18);
    assert_string_equal(first->function, "n::S::m");
    assert_string_equal(first->statement, "char b[8]; gets( b );");
    assert_string_equal(findings.list.items[findings.list.count - 1].function, "T::k");
    findings_free(&findings);
    diags_free(&diags);
}

static void test_dead_branches(void **state)
{
    (void)state;
    struct findings findings = {0};
    struct diags diags = {0};
    scan("c", "void f(char *b) {\n#if 0\n#if X\ngets(b);\n#else\ngets(b);\n#endif\n#else\ngets(b);\n#endif\n}\n", &findings,
         &diags);
    assert_int_equal(count_rule(&findings, "gets"), 1);
    assert_int_equal(findings.list.items[0].location.line, 9);
    findings_free(&findings);
    diags_free(&diags);
}

static void test_broken_source(void **state)
{
    (void)state;
    struct findings findings = {0};
    struct diags diags = {0};
    scan("c", "void f(char *b) { gets(b); }\nvoid g( { ((( ;\n", &findings, &diags);
    assert_int_equal(count_rule(&findings, "gets"), 1);
    assert_int_equal(diags.list.count, 1);
    assert_int_equal(diags.list.items[0].level, DIAG_NOTE);
    assert_int_equal(diags.list.items[0].line, 2);
    findings_free(&findings);
    diags_free(&diags);
}

// A condition whose block stands behind an #endif is no empty branch.
static void test_split_condition(void **state)
{
    (void)state;
    struct findings findings = {0};
    struct diags diags = {0};
    scan("c", "void f(void) {\n#if TLS\n  if (!peer)\n#endif\n  { start(); }\n  if (!peer) { }\n}\n", &findings, &diags);
    assert_int_equal(count_rule(&findings, "empty-error-branch"), 1);
    assert_int_equal(findings.list.items[0].location.line, 6);
    findings_free(&findings);
    diags_free(&diags);
}

static void test_test_folders(void **state)
{
    (void)state;
    static const struct {
        const char *file;
        enum severity severity;
    } ROWS[] = {{"src/a.c", SEVERITY_CRITICAL}, {"tests/a.c", SEVERITY_LOW}, {"src/Test/a.c", SEVERITY_LOW},
                {"Pump.Tests/a.c", SEVERITY_LOW}, {"src/test.c", SEVERITY_CRITICAL}, {"contest/a.c", SEVERITY_CRITICAL}};
    struct diags diags = {0};
    struct syntax_rules *rules = syntax_rules_load(NULL, &diags);
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        struct findings findings = {0};
        syntax_scan_text(rules, "c", ROWS[i].file, "void f(void) { gets(b); }", 25, &findings, &diags);
        assert_int_equal(findings.list.count, 1);
        assert_int_equal(findings.list.items[0].severity, ROWS[i].severity);
        findings_free(&findings);
    }
    syntax_rules_free(rules);
    diags_free(&diags);
}

// Nesting as deep as an attacker likes must neither overflow the stack nor take long.
static void test_deep_nesting(void **state)
{
    (void)state;
    enum { DEPTH = 20000 };
    static const char *const LANGUAGES_HERE[] = {"c", "cpp", "java", "csharp"};
    char *text = malloc(2 * DEPTH + 200);
    for (size_t l = 0; l < 4; l++)
        for (size_t shape = 0; shape < 3; shape++) {
            struct findings findings = {0};
            struct diags diags = {0};
            strcpy(text, l < 2 ? "int x = " : "class A { int x = ");
            size_t at = strlen(text);
            memset(text + at, "({!"[shape], DEPTH);
            memset(text + at + DEPTH, "1};"[shape], 1);
            memset(text + at + DEPTH + 1, ")}1"[shape], DEPTH);
            text[at + 2 * DEPTH + 1] = '\0';
            scan(LANGUAGES_HERE[l], text, &findings, &diags);
            findings_free(&findings);
            diags_free(&diags);
        }
    free(text);
}

static void test_header_language(void **state)
{
    (void)state;
    static const struct {
        const char *text, *language;
    } ROWS[] = {
        {"struct a { int b; };\n", "c"},
        {"/*\nclass of device\n*/\nint a;\n", "c"},
        {"#ifdef __cplusplus\nextern \"C\" {\n#endif\nint a(void);\n", "c"},
        {"#pragma once\nnamespace a {\n}\n", "cpp"},
        {"  template<class T> T a(T);\n", "cpp"},
        {"class A;\n", "cpp"},
    };
    for (size_t i = 0; i < COUNT_OF(ROWS); i++)
        assert_string_equal(language_of_header(ROWS[i].text, strlen(ROWS[i].text))->name, ROWS[i].language);
    assert_null(language_of_file("a.txt"));
    assert_null(language_of_file("c"));
    assert_string_equal(language_of_file("x/Y.CS")->name, "csharp");
    assert_string_equal(language_of_file("x/y.C")->name, "cpp");
}

RUN(cmocka_unit_test(test_examples), cmocka_unit_test(test_rule_file), cmocka_unit_test(test_rule_file_refuses),
    cmocka_unit_test(test_workspace_rules), cmocka_unit_test(test_place), cmocka_unit_test(test_dead_branches),
    cmocka_unit_test(test_broken_source), cmocka_unit_test(test_split_condition), cmocka_unit_test(test_test_folders),
    cmocka_unit_test(test_deep_nesting), cmocka_unit_test(test_header_language))
