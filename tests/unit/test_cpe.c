#include "codec/cpe.h"
#include "unit.h"
#include <string.h>

static void names_are_read_and_written_again(void **state)
{
    static const struct { const char *text, *canonical; enum cpe_attribute attribute; const char *value; } ROWS[] = {
        {"cpe:2.3:a:openssl:openssl:1.0.2k:*:*:*:*:*:*:*", "cpe:2.3:a:openssl:openssl:1.0.2k:*:*:*:*:*:*:*", CPE_VERSION, "1.0.2k"},
        {"cpe:2.3:a:ntp:ntp:4.2.8:p18:*:*:*:*:*:*", "cpe:2.3:a:ntp:ntp:4.2.8:p18:*:*:*:*:*:*", CPE_UPDATE, "p18"},
        {"cpe:2.3:a:ARM:Mbed_TLS:-:*:*:*:*:*:*:*", "cpe:2.3:a:arm:mbed_tls:-:*:*:*:*:*:*:*", CPE_PRODUCT, "mbed_tls"},
        {"cpe:2.3:a:foo\\\\bar:big\\$money:2010:*:*:*:special:ipod_touch:80gb:*",
         "cpe:2.3:a:foo\\\\bar:big\\$money:2010:*:*:*:special:ipod_touch:80gb:*", CPE_VENDOR, "foo\\bar"}, // NISTIR 7695, 6.2.3
        {"cpe:2.3:a:x:y\\:z:1:*:*:*:*:*:*:*", "cpe:2.3:a:x:y\\:z:1:*:*:*:*:*:*:*", CPE_PRODUCT, "y:z"},
        {"cpe:2.3:a:x:y:\\-:*:*:*:*:*:*:*", "cpe:2.3:a:x:y:\\-:*:*:*:*:*:*:*", CPE_VERSION, "-"},
        {"cpe:/a:microsoft:internet_explorer:8.0.6001:beta", "cpe:2.3:a:microsoft:internet_explorer:8.0.6001:beta:*:*:*:*:*:*",
         CPE_UPDATE, "beta"},
        {"cpe:/a:hp:insight_diagnostics:7.4.0.1570:-:~~online~win2003~x64~",
         "cpe:2.3:a:hp:insight_diagnostics:7.4.0.1570:-:*:*:online:win2003:x64:*", CPE_TARGET_SW, "win2003"}, // 6.1.3.2
        {"cpe:/a:foo~bar:big%7emoney_2010", "cpe:2.3:a:foo\\~bar:big\\~money_2010:*:*:*:*:*:*:*:*", CPE_PRODUCT, "big~money_2010"}};
    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        struct arena arena = {0};
        struct buf out = {0};
        struct cpe cpe, again;
        if (!cpe_parse(&arena, ROWS[i].text, &cpe)) fail_msg("%s is not read", ROWS[i].text);
        assert_string_equal(cpe_text(&cpe, ROWS[i].attribute), ROWS[i].value);
        cpe_format(&cpe, &out);
        assert_string_equal(buf_cstr(&out), ROWS[i].canonical);
        assert_true(cpe_parse(&arena, buf_cstr(&out), &again));
        assert_int_equal(cpe_compare(&cpe, &again), CPE_EQUAL);
        buf_free(&out);
        arena_free(&arena);
    }
}

static void what_is_no_name(void **state)
{
    static const char *const BAD[] = {"", "cpe", "cpe:2.3:a:x:y", "cpe:2.3:q:x:y:1:*:*:*:*:*:*:*", "cpe:2.3:a:x:y:1:*:*:*:*:*:*:*:*",
                                      "cpe:2.3:a::y:1:*:*:*:*:*:*:*", "cpe:2.3:a:x:y:1\\", "cpe:/", "cpe:/a:x%7", "cpe:/a:x%zz",
                                      "cpe:/a:b:c:d:e:f:g:h"};
    (void)state;
    struct arena arena = {0};
    struct cpe cpe;
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++)
        if (cpe_parse(&arena, BAD[i], &cpe)) fail_msg("'%s' is taken", BAD[i]);
    assert_false(cpe_parse(&arena, NULL, &cpe));
    arena_free(&arena);
}

// NISTIR 7696, table 6-2: source, target, relation.
static void attributes_compare(void **state)
{
    static const struct { const char *source, *target; enum cpe_relation wanted; } ROWS[] = {
        {"*", "*", CPE_EQUAL}, {"*", "-", CPE_SUPERSET}, {"*", "1.0", CPE_SUPERSET}, {"*", "1.?", CPE_UNDEFINED},
        {"-", "*", CPE_SUBSET}, {"-", "-", CPE_EQUAL}, {"-", "1.0", CPE_DISJOINT}, {"1.0", "*", CPE_SUBSET},
        {"1.0", "-", CPE_DISJOINT}, {"1.0", "1.0", CPE_EQUAL}, {"1.0", "2.0", CPE_DISJOINT}, {"1.*", "1.5", CPE_SUPERSET},
        {"1.*", "2.5", CPE_DISJOINT}, {"1.*", "-", CPE_DISJOINT}, {"1.*", "*", CPE_SUBSET}, {"1.?", "1.5", CPE_SUPERSET},
        {"1.?", "1.55", CPE_DISJOINT}, {"*5", "1.5", CPE_SUPERSET}};
    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        struct arena arena = {0};
        struct cpe source, target;
        assert_true(cpe_parse(&arena, arena_printf(&arena, "cpe:2.3:a:v:p:%s:*:*:*:*:*:*:*", ROWS[i].source), &source));
        assert_true(cpe_parse(&arena, arena_printf(&arena, "cpe:2.3:a:v:p:%s:*:*:*:*:*:*:*", ROWS[i].target), &target));
        enum cpe_relation got = cpe_compare(&source, &target);
        if (got != ROWS[i].wanted) fail_msg("%s against %s: %d", ROWS[i].source, ROWS[i].target, got);
        arena_free(&arena);
    }
}

RUN(cmocka_unit_test(names_are_read_and_written_again), cmocka_unit_test(what_is_no_name), cmocka_unit_test(attributes_compare))
