#include "unit.h"

#include "base/data.h"
#include "cli/explain.h"
#include "code/rules.h"
#include "codec/cwe.h"
#include "codec/yaml.h"
#include <ctype.h>
#include <string.h>

static bool is_sentence(const char *text)
{
    size_t size = text ? strlen(text) : 0;
    return size > 10 && strchr(".!?", text[size - 1]) && !strchr(text, '\t');
}

// What reports and explain show of a rule is there, whatever its tier; its CWE exists and says what it means on a device.
static void test_every_rule(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct diags diags = {0};
    struct code_rules rules;
    struct cwes cwes = {0};
    code_rules_load(&rules, NULL, &diags);
    cwe_load(&arena, &cwes, &diags);
    diags_print(&diags, stderr, false);
    assert_int_equal(diags.list.count, 0);
    assert_true(rules.list.count > 100);
    assert_null(rules.list.items[rules.list.count]);
    VEC_EACH(&rules.list, place) {
        const struct rule *rule = *place;
        const struct cwe *cwe = cwe_find(&cwes, rule->cwe);
        if (!cwe || strcmp(cwe->kind, "Category") == 0) fail_msg("%s: no weakness CWE-%u", rule->id, rule->cwe);
        if (!cwe->device) fail_msg("%s: data/cwe/device.tsv has no sentence for CWE-%u", rule->id, rule->cwe);
        if (!is_sentence(cwe->device)) fail_msg("CWE-%u: not a sentence: %s", rule->cwe, cwe->device);
        if (!is_sentence(rule->explanation)) fail_msg("%s: not a sentence: %s", rule->id, rule->explanation);
        if (!is_sentence(rule->remedy)) fail_msg("%s: not a sentence: %s", rule->id, rule->remedy);
        if (!rule->title || !isalpha((unsigned char)rule->title[0])) fail_msg("%s: no title", rule->id);
        assert_ptr_equal(code_rules_find(&rules, rule->id), rule);
    }
    assert_null(code_rules_find(&rules, "no-such-rule"));
    assert_non_null(strstr(code_rules_example(&rules, "gets", true), "gets("));
    assert_null(code_rules_example(&rules, "clang-format", true));
    cwe_free(&cwes);
    code_rules_free(&rules);
    diags_free(&diags);
    arena_free(&arena);
}

// Facts that MITRE publishes.
static void test_cwe(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct diags diags = {0};
    struct cwes cwes = {0};
    cwe_load(&arena, &cwes, &diags);
    assert_string_equal(cwe_find(&cwes, 787)->name, "Out-of-bounds Write");
    assert_string_equal(cwe_find(&cwes, 787)->kind, "Base");
    assert_int_equal(cwe_find(&cwes, 79)->top25, 1);
    assert_int_equal(cwe_find(&cwes, 770)->top25, 25);
    assert_int_equal(cwe_find(&cwes, 476)->top25, 13);
    assert_null(cwe_find(&cwes, 99998));
    assert_true(cwe_is_a(&cwes, 121, 787));  // stack overflow is a write out of bounds
    assert_true(cwe_is_a(&cwes, 121, 119));
    assert_true(cwe_is_a(&cwes, 121, 121));
    assert_false(cwe_is_a(&cwes, 787, 121));
    assert_false(cwe_is_a(&cwes, 121, 79));
    size_t ranked = 0;
    VEC_EACH(&cwes, cwe)
        ranked += cwe->top25 > 0;
    assert_int_equal(ranked, 25);
    assert_int_equal(diags.list.count, 0);
    cwe_free(&cwes);
    diags_free(&diags);
    arena_free(&arena);
}

static void test_cwe_malformed(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct diags diags = {0};
    struct cwes cwes = {0};
    // Parents in a circle end; broken rows are told with their line and the others stand.
    static const char TEXT[] = "1\tBase\t0\t2\tone\n2\tBase\t0\t1\ttwo\nx\tBase\t0\t\tbad\n3\tBase\t0\n4\tBase\t0\t1,x\tbad\n";
    cwe_parse(&arena, TEXT, sizeof TEXT - 1, &cwes, &diags);
    assert_int_equal(cwes.count, 2);
    assert_int_equal(diags.list.count, 3);
    assert_int_equal(diags.list.items[0].line, 3);
    assert_false(cwe_is_a(&cwes, 1, 5));
    cwe_free(&cwes);
    diags_free(&diags);
    arena_free(&arena);
}

static void test_glossary(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct diags diags = {0};
    const struct data_file *file = data_find("glossary.yaml");
    struct yaml *terms = yaml_parse(&arena, file->content, file->size, file->name, &diags);
    assert_true(yaml_size(terms) >= 30);
    YAML_EACH(terms, row) {
        assert_non_null(yaml_text(row->value, "term"));
        assert_non_null(yaml_text(row->value, "name"));
        assert_true(is_sentence(yaml_text(row->value, "text")));
        YAML_EACH(yaml_get(row->value, "see"), see) {
            bool found = false;
            YAML_EACH(terms, other)
                found |= strcmp(yaml_text(other->value, "term"), yaml_string(see->value)) == 0;
            if (!found) fail_msg("%s: see %s, which is no term", yaml_text(row->value, "term"), yaml_string(see->value));
        }
    }
    diags_free(&diags);
    arena_free(&arena);
}

static void test_wrapping(void **state)
{
    (void)state;
    struct topic topic = {.kind = "term", .id = "X", .title = "The title"};
    struct buf out = {0};
    topic_add(&topic, "text", "What", "one two three four five six \xC3\xA9\xC3\xA9\xC3\xA9 a-word-that-is-longer-than-the-line b");
    topic_add(&topic, "none", "Nothing", "");
    topic_add_code(&topic, "code", "Code", "int a;\n  int b;\n");
    topic_show(&out, &topic, 20, false);
    assert_string_equal(out.bytes, "X  The title\n\nWhat\n  one two three four\n  five six \xC3\xA9\xC3\xA9\xC3\xA9\n"
                                   "  a-word-that-is-longer-than-the-line\n  b\n\nCode\n    int a;\n      int b;\n");
    topic_free(&topic);
    buf_free(&out);
}

static void test_distance(void **state)
{
    (void)state;
    assert_int_equal(word_distance("gets", "GETS", 9), 0);
    assert_int_equal(word_distance("gets", "fgets", 9), 1);
    assert_int_equal(word_distance("kitten", "sitting", 9), 3);
    assert_int_equal(word_distance("", "abc", 9), 3);
    assert_int_equal(word_distance("abcdef", "uvwxyz", 4), 4);
}

RUN(cmocka_unit_test(test_every_rule), cmocka_unit_test(test_cwe), cmocka_unit_test(test_cwe_malformed),
    cmocka_unit_test(test_glossary), cmocka_unit_test(test_wrapping), cmocka_unit_test(test_distance))
