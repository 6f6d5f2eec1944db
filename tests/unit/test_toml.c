#include "unit.h"

#include "codec/toml.h"
#include <string.h>

static struct yaml *parse(struct arena *arena, struct diags *diags, const char *text)
{
    return toml_parse(arena, text, strlen(text), "x.toml", diags);
}

static void test_document(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct diags diags = {0};
    struct yaml *root = parse(&arena, &diags,
                              "# comment\n"
                              "title = \"a\\tb \\u00e9\" # behind\n"
                              "a.\"b c\".d = 'lit\\eral'\n"
                              "\r\n"
                              "list = [1, \"two\",\n  { x = true, y.z = 2.5 }, # in it\n  [],\n]\n"
                              "text = \"\"\"\nfirst\n  second \\\n     third\"\"\"\n"
                              "[[package]]\nname = \"one\"\n"
                              "[package.source]\nurl = \"u\"\n"
                              "[[package]]\nname = \"two\"\nwhen = 1979-05-27T07:32:00Z\n");
    assert_non_null(root);
    assert_string_equal(yaml_text(root, "title"), "a\tb \xC3\xA9");
    assert_string_equal(yaml_text(yaml_get(yaml_get(root, "a"), "b c"), "d"), "lit\\eral");
    struct yaml *list = yaml_get(root, "list");
    assert_int_equal(yaml_size(list), 4);
    assert_string_equal(yaml_text(yaml_get(yaml_at(list, 2), "y"), "z"), "2.5");
    assert_int_equal(list->items[2].line, 6);
    assert_string_equal(yaml_text(root, "text"), "first\n  second third");
    struct yaml *packages = yaml_get(root, "package");
    assert_int_equal(yaml_size(packages), 2);
    assert_string_equal(yaml_text(yaml_get(yaml_at(packages, 0), "source"), "url"), "u");
    assert_string_equal(yaml_text(yaml_at(packages, 1), "name"), "two");
    assert_string_equal(yaml_text(yaml_at(packages, 1), "when"), "1979-05-27T07:32:00Z");
    assert_int_equal(yaml_at(packages, 1)->line, 17);
    assert_int_equal(diags.list.count, 0);
    diags_free(&diags);
    arena_free(&arena);
}

static void test_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        unsigned line;
    } ROWS[] = {{"a = \"b\n", 1}, {"a = 1\nb\n", 2}, {"a = [1\n", 2},   {"[a\n", 1},        {"a = 1 2 = 3", 0}, {"= 1", 1},
                {"a = \"\\q\"", 1}, {"\n\na = {b 1}", 3}, {"[[a]]\n[a.b]\n[[a.b]]\n", 3}, {"a = 'x' y", 1}};
    struct arena arena = {0};
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        struct diags diags = {0};
        struct yaml *root = parse(&arena, &diags, ROWS[i].text);
        if (!ROWS[i].line) { // bare texts are taken up to the end of the line: lenient, but not lost
            assert_non_null(root);
        } else {
            assert_null(root);
            assert_int_equal(diags.list.items[0].line, ROWS[i].line);
        }
        diags_free(&diags);
    }
    char deep[5000];
    memset(deep, '[', sizeof deep);
    memcpy(deep, "a=", 2);
    struct diags diags = {0};
    assert_null(toml_parse(&arena, deep, sizeof deep, "x", &diags));
    assert_non_null(strstr(diags.list.items[0].message, "deep"));
    diags_free(&diags);
    arena_free(&arena);
}

RUN(cmocka_unit_test(test_document), cmocka_unit_test(test_refused))
