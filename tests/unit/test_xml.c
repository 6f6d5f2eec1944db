#include "unit.h"

#include "base/buf.h"
#include "codec/xml.h"
#include <string.h>

static struct xml *parse(struct arena *arena, struct diags *diags, const char *text)
{
    return xml_parse(arena, text, strlen(text), "x.xml", diags);
}

static void test_tree(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct diags diags = {0};
    struct xml *root = parse(&arena, &diags,
                             "<?xml version=\"1.0\"?>\n<!-- c -->\n<p:a xmlns:p=\"urn:x\">\n  one <b k=\"v\">\n   deep <c/>\n"
                             "  </b> two\n  <b>second &amp; <![CDATA[<raw>]]></b>\n  <d/>\n</p:a>\n");
    assert_non_null(root);
    assert_string_equal(root->name, "a");
    assert_int_equal(root->line, 3);
    assert_string_equal(root->text, "one  two");
    const struct xml *b = xml_child(root, "b");
    assert_string_equal(b->text, "deep");
    assert_string_equal(xml_attribute(b, "k"), "v");
    assert_null(xml_attribute(b, "none"));
    assert_int_equal(xml_child(b, "c")->line, 5);
    assert_string_equal(xml_next(b, "b")->text, "second & <raw>");
    char names[64] = "";
    for (const struct xml *at = NULL; (at = xml_walk(root, at));) strcat(names, at->name);
    assert_string_equal(names, "abcbd");
    diags_free(&diags);
    arena_free(&arena);
}

static void test_refused(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct diags diags = {0};
    assert_null(parse(&arena, &diags, "<a>\n<b></a>"));
    assert_int_equal(diags.list.items[0].line, 2);
    assert_null(parse(&arena, &diags, ""));
    assert_null(parse(&arena, &diags, "text"));
    assert_int_equal(diags.list.count, 3);
    struct buf deep = {0};
    for (int i = 0; i < 10000; i++) buf_text(&deep, "<a>");
    assert_null(xml_parse(&arena, deep.bytes, deep.size, "deep", &diags));
    buf_free(&deep);
    diags_free(&diags);
    arena_free(&arena);
}

// Entities of the document's own stay unexpanded, and no file is read for one.
static void test_entities(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct diags diags = {0};
    struct xml *root = parse(&arena, &diags,
                             "<!DOCTYPE a [<!ENTITY x \"boom\"><!ENTITY f SYSTEM \"file:///etc/hostname\">]>"
                             "<a>1&x;2&f;3</a>");
    if (root) assert_string_equal(root->text, "123");
    diags_free(&diags);
    arena_free(&arena);
}

RUN(cmocka_unit_test(test_tree), cmocka_unit_test(test_refused), cmocka_unit_test(test_entities))
