#include "unit.h"

#include "codec/json.h"
#include <string.h>

static void test_reads(void **state)
{
    (void)state;
    struct diags diags = {0};
    const char *text = "{\"a\": {\"b\": [1, 2.5, \"x\"]}, \"t\": true}";
    struct json *root = js_parse(text, strlen(text), "x.json", &diags);
    assert_non_null(root);
    const struct json *list = js_path(root, "a.b");
    assert_int_equal(js_size(list), 3);
    assert_int_equal(js_integer(js_at(list, 0), -1), 1);
    assert_true(js_number(js_at(list, 1), 0) == 2.5);
    assert_string_equal(js_string(js_at(list, 2)), "x");
    assert_true(js_bool(js_get(root, "t"), false));
    assert_null(js_text(root, "a"));
    assert_null(js_path(root, "a.c.d"));
    size_t seen = 0;
    JS_EACH(list, item) seen += item != NULL;
    assert_int_equal(seen, 3);
    js_free(root);
    diags_free(&diags);
}

static void test_errors_have_lines(void **state)
{
    (void)state;
    struct diags diags = {0};
    assert_null(js_parse("{\n\"a\": }", 8, "x.json", &diags));
    assert_int_equal(diags.list.items[0].line, 2);
    char deep[1000];
    memset(deep, '[', sizeof deep);
    assert_null(js_parse(deep, sizeof deep, "x.json", &diags));
    assert_non_null(strstr(diags.list.items[1].message, "deeper"));
    diags_free(&diags);
}

static void test_writes(void **state)
{
    (void)state;
    struct buf out = {0};
    struct json_writer json = {.out = &out};
    js_object_begin(&json);
    js_member_text(&json, "q", "a\"b\\\n\x01\xC3\xA9\xFF");
    js_member_text_opt(&json, "none", NULL);
    js_member_array(&json, "l");
    js_write_int(&json, -1);
    js_write_real(&json, 0.5, 2);
    js_array_end(&json);
    js_member_object(&json, "o");
    js_object_end(&json);
    js_object_end(&json);
    assert_string_equal(out.bytes, "{\"q\":\"a\\\"b\\\\\\n\\u0001\xC3\xA9\xEF\xBF\xBD\",\"l\":[-1,0.50],\"o\":{}}");
    buf_free(&out);
}

RUN(cmocka_unit_test(test_reads), cmocka_unit_test(test_errors_have_lines), cmocka_unit_test(test_writes))
