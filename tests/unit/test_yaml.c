#include "unit.h"

#include "codec/yaml.h"
#include "same_yaml.h"
#include <stdio.h>
#include <string.h>

struct fixture {
    struct arena arena;
    struct diags diags;
    struct buf out;
};

static int setup(void **state)
{
    *state = mem_alloc(sizeof(struct fixture));
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    arena_free(&f->arena);
    diags_free(&f->diags);
    buf_free(&f->out);
    free(f);
    return 0;
}

static struct yaml *parse(struct fixture *f, const char *text)
{
    return yaml_parse(&f->arena, text, strlen(text), "x.yaml", &f->diags);
}

static void test_reads(void **state)
{
    struct fixture *f = *state;
    struct yaml *root = parse(f, "name: pump\n"
                                 "count: 12\n"
                                 "text: \"12\"\n"
                                 "on: true\n"
                                 "none: ~\n"
                                 "empty:\n"
                                 "list: [a, 'b', 3]\n"
                                 "deep:\n"
                                 "  - id: x\n"
                                 "    says: |\n"
                                 "      two\n"
                                 "      lines\n");
    int64_t number = 0;
    bool yes = false;
    assert_non_null(root);
    assert_string_equal(yaml_text(root, "name"), "pump");
    assert_true(yaml_to_int(yaml_get(root, "count"), 0, 99, &number));
    assert_int_equal(number, 12);
    assert_false(yaml_to_int(yaml_get(root, "count"), 0, 11, &number));
    assert_false(yaml_to_int(yaml_get(root, "text"), 0, 99, &number));
    assert_true(yaml_to_bool(yaml_get(root, "on"), &yes) && yes);
    assert_false(yaml_to_bool(yaml_get(root, "name"), &yes));
    assert_true(yaml_is_null(yaml_get(root, "none")) && yaml_is_null(yaml_get(root, "empty")));
    assert_true(yaml_is_null(yaml_get(root, "absent")));
    assert_null(yaml_text(root, "list"));
    assert_int_equal(yaml_size(yaml_get(root, "list")), 3);
    assert_string_equal(yaml_string(yaml_at(yaml_get(root, "list"), 1)), "b");
    assert_null(yaml_at(yaml_get(root, "list"), 3));
    const struct yaml *item = yaml_at(yaml_get(root, "deep"), 0);
    assert_int_equal(item->line, 9);
    assert_int_equal(item->column, 5);
    assert_string_equal(yaml_text(item, "says"), "two\nlines\n");
    assert_int_equal(yaml_item(item, "says")->line, 10);
    assert_int_equal(f->diags.list.count, 0);
}

static void test_aliases(void **state)
{
    struct fixture *f = *state;
    struct yaml *root = parse(f, "a: &x {k: v}\nb: *x\n");
    assert_non_null(root);
    assert_string_equal(yaml_text(yaml_get(root, "b"), "k"), "v");
    assert_null(parse(f, "a: *nowhere\n"));
    assert_int_equal(f->diags.list.items[0].line, 1);
    assert_null(parse(f, "a: &a [*a]\n")); // an anchor inside of itself
    struct buf bomb = {0};
    buf_text(&bomb, "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
    for (int i = 1; i < 9; i++) {
        buf_printf(&bomb, "a%d: &a%d [", i, i);
        for (int k = 0; k < 10; k++)
            buf_printf(&bomb, "%s*a%d", k ? ", " : "", i - 1);
        buf_text(&bomb, "]\n");
    }
    assert_null(parse(f, bomb.bytes));
    assert_non_null(strstr(VEC_LAST(&f->diags.list)->message, "nodes"));
    buf_free(&bomb);
}

// Each broken document: the line that the diagnostic must name, and a part of its message.
static void test_errors(void **state)
{
    static const struct {
        const char *text;
        unsigned line;
        const char *says;
    } ROWS[] = {
        {"a: 1\nb: 2\na: 3\n", 3, "twice"},
        {"a: 1\nb: {c: 1, c: 2}\n", 2, "twice"},
        {"a: 1\n b: 2\n", 1, "not YAML"},
        {"a: [1, 2\nb: 3\n", 3, "not YAML"},
        {"a: \"open\nb: 1\n", 0, "not YAML"},
        {"x: 1\n[a, b]: 1\n", 2, "key"},
        {"x: \"a\\0b\"\n", 1, "NUL"},
        {"\ta: 1\n", 1, "not YAML"},
        {"a: \xff\n", 0, "UTF-8"},
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        f->diags.list.count = 0;
        assert_null(parse(f, ROWS[i].text));
        assert_int_equal(f->diags.list.count, 1);
        const struct diag *diag = &f->diags.list.items[0];
        if (!strstr(diag->message, ROWS[i].says) || (ROWS[i].line && diag->line != ROWS[i].line))
            fail_msg("row %zu: %u: %s", i, diag->line, diag->message);
        assert_int_equal(diag->level, DIAG_ERROR);
    }
    f->diags.list.count = 0;
    assert_null(yaml_parse(&f->arena, "a\0b", 3, "x.yaml", &f->diags));
    char deep[300];
    memset(deep, '[', sizeof deep);
    assert_null(yaml_parse(&f->arena, deep, sizeof deep, "x.yaml", &f->diags));
    assert_non_null(strstr(f->diags.list.items[1].message, "deeper"));
    assert_non_null(parse(f, "a: 1\n---\nb: 2\n"));
    assert_int_equal(VEC_LAST(&f->diags.list)->level, DIAG_SKIPPED);
    assert_true(yaml_is_null(parse(f, "")) && yaml_is_null(parse(f, "# only a comment\n")));
}

// Canonical text reads and writes as itself.
static void test_canonical(void **state)
{
    static const char *const ROWS[] = {
        "name: pump\n",
        "a: \"12\"\nb: 12\nc: \"true\"\nd: true\ne: null\nf: \"null\"\ng: \"\"\nh: {}\ni: []\n",
        "a: \"x: y\"\nb: \"x #y\"\nc: \"- z\"\nd: don't\ne: \"a\\nb \\n\"\nf: \"tab\\there\"\ng: \"1.10\"\n",
        "top: 1\n\nlist:\n  - id: one\n    enabled: true\n  - id: two\n    of: [a, b]\n  - plain\n",
        "list:\n  - [a, b]\n  - []\n  - - id: x\n    - id: y\n",
        "# head\n# more\na: 1\n\n# about the list\nb:\n  # first\n  - x\n  # second\n  - y\n",
        ("a:\n  # one item\n  - id: x\n    # its key\n    of: y\n  # another\n  - >-\n    folded folded folded folded "
         "folded folded folded folded folded folded folded folded folded\n    folded\n"),
        "a: |\n  two\n  lines\nb: |-\n  two\n\n  more\n",
        "a: \"caf\xC3\xA9 \\u0085 \\x01\"\n\"k: \": v\n",
        "a: >-\n  This sentence is long enough that it does not fit on one line of the file, and so it is folded\n"
        "  between words.\n",
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        struct yaml *root = parse(f, ROWS[i]);
        if (!root) fail_msg("row %zu: %s", i, VEC_LAST(&f->diags.list)->message);
        buf_clear(&f->out);
        yaml_write(root, &f->out);
        assert_string_equal(f->out.bytes, ROWS[i]);
    }
}

static void test_comments_not_in_texts(void **state)
{
    struct fixture *f = *state;
    struct yaml *root = parse(f, "a: |\n  text\n  # not a comment\nb: 1\n# yes\nc: 2\n");
    assert_non_null(root);
    assert_string_equal(yaml_text(root, "a"), "text\n# not a comment\n");
    assert_null(root->items[1].comment);
    assert_string_equal(root->items[2].comment, "# yes");
}

static void test_makes(void **state)
{
    struct fixture *f = *state;
    struct yaml *root = yaml_new_map(&f->arena), *list = yaml_new_list(&f->arena);
    yaml_set_text(&f->arena, root, "version", "1.0");
    yaml_set_text(&f->arena, root, "none", NULL);
    yaml_set(&f->arena, root, "count", yaml_new_plain(&f->arena, "-3"));
    yaml_set(&f->arena, root, "gone", yaml_new_plain(&f->arena, "1"));
    yaml_add(&f->arena, list, yaml_new_text(&f->arena, "a, b"));
    yaml_add(&f->arena, list, yaml_new_text(&f->arena, "no"));
    yaml_set(&f->arena, root, "list", list);
    yaml_set_text(&f->arena, root, "version", "2.0");
    assert_true(yaml_remove(root, "gone"));
    assert_false(yaml_remove(root, "gone"));
    yaml_write(root, &f->out);
    assert_string_equal(f->out.bytes, "version: \"2.0\"\ncount: -3\nlist: [\"a, b\", \"no\"]\n");
    // Every byte value, in values and in keys, comes back.
    struct yaml *odd = yaml_new_map(&f->arena);
    for (int c = 1; c < 256; c++) {
        char text[16];
        snprintf(text, sizeof text, c < 128 ? " %c%c" : "\xC3%c%c", c < 128 ? c : 0x80 | (c & 0x3F), c < 128 ? c : 'x');
        yaml_set_text(&f->arena, odd, text, text);
        yaml_set_text(&f->arena, odd, text + 1, text + (c < 128 ? 1 : 0));
        if (c >= 128) yaml_remove(odd, text + 1); // half a character is no text
    }
    buf_clear(&f->out);
    yaml_write(odd, &f->out);
    struct yaml *again = parse(f, f->out.bytes);
    assert_non_null(again);
    assert_true(same_yaml(odd, again));
}

#define WITH(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
RUN(WITH(test_reads), WITH(test_aliases), WITH(test_errors), WITH(test_canonical), WITH(test_comments_not_in_texts),
    WITH(test_makes))
