#include "unit.h"

#include "model/component.h"
#include "model/finding.h"
#include <string.h>

static struct finding finding_at(unsigned line, const char *statement)
{
    return (struct finding){.rule = "r", .cwe = 476, .location = {.file = "a.c", .line = line, .column = 1},
                            .function = "f", .message = "m", .statement = statement};
}

static void test_fingerprints(void **state)
{
    (void)state;
    struct findings here = {0}, moved = {0};
    for (unsigned i = 0; i < 3; i++) {
        struct finding one = finding_at(10 + i, "x = *p;"), other = finding_at(30 - i, "x = *p;");
        findings_add(&here, &one);
        findings_add(&moved, &other);
    }
    struct finding again = finding_at(10, "x = *p;");
    findings_add(&here, &again);
    findings_finish(&here);
    findings_finish(&moved);
    assert_int_equal(here.list.count, 3); // the repetition is gone
    for (size_t i = 0; i < 3; i++)        // lines don't matter, the ordinal does
        assert_string_equal(here.list.items[i].fingerprint, moved.list.items[i].fingerprint);
    assert_string_not_equal(here.list.items[0].fingerprint, here.list.items[1].fingerprint);
    findings_free(&here);
    findings_free(&moved);
}

static void test_components_merge(void **state)
{
    (void)state;
    struct components parts = {0};
    struct evidence seen = {.file = "conan.lock", .line = 3, .rule = "conan"};
    struct component *zlib = components_add(&parts, "zlib", "1.2.11");
    component_add_identity(&parts, zlib, IDENTITY_PURL, "pkg:conan/zlib@1.2.11", CONFIDENCE_HIGH, seen);
    zlib->ref = "z1";
    struct component *app = components_add(&parts, "app", "1");
    app->ref = "app";
    VEC_PUSH(&app->depends_on, "z2");
    VEC_PUSH(&app->depends_on, "nowhere");
    struct component *again = components_add(&parts, "zlib", "1.2.11");
    component_add_identity(&parts, again, IDENTITY_PURL, "pkg:conan/zlib@1.2.11", CONFIDENCE_HIGH, seen);
    again->ref = "z2";
    again->licence = "Zlib";
    components_finish(&parts);
    assert_int_equal(parts.list.count, 2);
    assert_string_equal(parts.list.items[0].name, "app");
    assert_string_equal(parts.list.items[1].licence, "Zlib");
    assert_int_equal(parts.list.items[0].depends_on.count, 1);
    assert_string_equal(parts.list.items[0].depends_on.items[0], parts.list.items[1].ref);
    components_free(&parts);
}

static void test_components_of_two_files(void **state)
{
    (void)state;
    struct components all = {0}, one = {0}, two = {0};
    struct component *dev = components_add(&one, "left", "1");
    dev->scope = "excluded";
    dev->ref = "left";
    VEC_PUSH(&dev->hashes, ((struct component_hash){"SHA-256", "aa"}));
    struct component *used = components_add(&two, "left", "1");
    used->ref = "left";
    VEC_PUSH(&used->hashes, ((struct component_hash){"SHA-256", "aa"}));
    VEC_PUSH(&used->hashes, ((struct component_hash){"SHA-1", "bb"}));
    components_merge(&all, &one);
    components_merge(&all, &two);
    components_free(&one);
    components_free(&two);
    components_finish(&all);
    assert_int_equal(all.list.count, 1);
    assert_string_equal(all.list.items[0].scope, "required"); // one use that ships is enough
    assert_int_equal(all.list.items[0].hashes.count, 2);
    assert_string_equal(all.list.items[0].hashes.items[1].hex, "bb");
    components_free(&all);
}

RUN(cmocka_unit_test(test_components_of_two_files), cmocka_unit_test(test_fingerprints), cmocka_unit_test(test_components_merge))
