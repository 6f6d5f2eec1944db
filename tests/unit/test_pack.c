// Values to bytes and back, and files of records: what was written is read, and nothing else is accepted.
#include "unit.h"
#include "base/file.h"
#include "base/pack.h"
#include "base/records.h"
#include "model/finding_pack.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct sample {
    uint64_t number;
    int64_t offset;
    uint8_t small;
    bool flag;
    const char *name, *again, *none;
};

static void pack_sample(struct pack *pack, struct sample *s)
{
    PACK(pack, s->number);
    PACK_SIGNED(pack, s->offset);
    PACK(pack, s->small);
    PACK(pack, s->flag);
    pack_text(pack, &s->name);
    pack_text(pack, &s->again);
    pack_text(pack, &s->none);
}

static void test_round_trip(void **state)
{
    (void)state;
    static const uint64_t NUMBERS[] = {0, 1, 127, 128, 16383, 16384, UINT32_MAX, UINT64_MAX};
    static const int64_t OFFSETS[] = {0, 1, -1, 63, -64, 64, INT64_MAX, INT64_MIN};
    for (size_t i = 0; i < COUNT_OF(NUMBERS); i++) {
        struct sample in = {NUMBERS[i], OFFSETS[i], 200, true, "a name", "a name", NULL}, out = {0};
        struct pack pack = {0}, reading;
        pack_sample(&pack, &in);
        assert_true(pack_done(&pack));
        pack_read(&reading, pack.out.bytes, pack.out.size);
        pack_sample(&reading, &out);
        assert_true(pack_done(&reading));
        assert_true(out.number == in.number && out.offset == in.offset && out.small == 200 && out.flag);
        assert_string_equal(out.name, "a name");
        assert_ptr_equal(out.again, out.name); // it is there once
        assert_null(out.none);
        pack_free(&pack);
        pack_free(&reading);
    }
}

static void test_cut_off(void **state)
{
    (void)state;
    struct sample in = {1000000, -5, 7, false, "text", "other", NULL}, out;
    struct pack pack = {0}, reading;
    pack_sample(&pack, &in);
    for (size_t size = 0; size < pack.out.size; size++) {
        pack_read(&reading, pack.out.bytes, size);
        pack_sample(&reading, &out);
        assert_false(pack_done(&reading));
        pack_free(&reading);
    }
    pack_free(&pack);
}

static void test_what_does_not_fit(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t size;
    } BAD[] = {
        {"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02", 10}, // more than 64 bits
        {"\xff\xff", 2},                                  // no end
        {"\x80\x02", 2},                                  // 256, in a byte
    };
    for (size_t i = 0; i < COUNT_OF(BAD); i++) {
        struct pack pack;
        uint8_t small = 0;
        pack_read(&pack, BAD[i].bytes, BAD[i].size);
        PACK(&pack, small);
        assert_false(pack_done(&pack));
        pack_free(&pack);
    }
    struct pack pack;
    const char *text = NULL;
    size_t count = 0;
    pack_read(&pack, "\x05", 1); // a text that was never there
    pack_text(&pack, &text);
    assert_true(pack.bad);
    assert_null(text);
    pack_free(&pack);
    pack_read(&pack, "\x03" "ab", 3); // three items in two bytes
    pack_count(&pack, &count);
    assert_true(pack.bad);
    assert_int_equal(count, 0);
    pack_free(&pack);
}

static void test_findings(void **state)
{
    (void)state;
    struct findings in = {0}, out = {0};
    const struct finding_event EVENTS[] = {{{"a.c", 3, 4, 3, 4}, 1, "called"}};
    findings_add(&in, &(struct finding){.rule = "rule", .cwe = 78, .severity = SEVERITY_HIGH, .location = {"a.c", 7, 2, 7, 9},
                                        .function = "f", .message = "bad", .events = EVENTS, .event_count = 1,
                                        .statement = "x;", .also = "other", .tool = "clang"});
    struct pack pack = {0}, reading;
    pack_findings(&pack, &in, pack_location, NULL);
    pack_read(&reading, pack.out.bytes, pack.out.size);
    pack_findings(&reading, &out, pack_location, NULL);
    assert_true(pack_done(&reading));
    assert_int_equal(out.list.count, 1);
    const struct finding *f = out.list.items;
    assert_string_equal(f->rule, "rule");
    assert_int_equal(f->cwe, 78);
    assert_int_equal(f->severity, SEVERITY_HIGH);
    assert_int_equal(f->location.end_column, 9);
    assert_int_equal(f->event_count, 1);
    assert_string_equal(f->events[0].message, "called");
    assert_int_equal(f->events[0].depth, 1);
    assert_string_equal(f->also, "other");
    assert_string_equal(f->tool, "clang");
    assert_null(f->key);
    pack_free(&pack);
    pack_free(&reading);
    findings_free(&in);
    findings_free(&out);
}

static void test_records(void **state)
{
    (void)state;
    char folder[] = "/tmp/theriac-unit-XXXXXX";
    assert_non_null(mkdtemp(folder));
    struct arena arena = {0};
    const char *path = path_join(&arena, folder, "sub/file.rec");
    const struct record LIST[] = {{{1, 2}, {"one", 3}}, {{3, 4}, {"", 0}}};
    struct records records;
    struct str bytes;
    records_open(&records, path, 9);
    assert_int_equal(records.list.count, 0);
    records_update(&records, path, 9, LIST, COUNT_OF(LIST));
    records_open(&records, path, 9);
    assert_true(records_find(&records, (struct hash128){1, 2}, &bytes) && str_is(bytes, "one"));
    assert_true(records_find(&records, (struct hash128){3, 4}, &bytes) && bytes.size == 0);
    assert_false(records_find(&records, (struct hash128){1, 3}, &bytes));
    assert_false(records_find(&records, (struct hash128){5, 5}, &bytes));
    struct buf file = {0};
    buf_add(&file, records.file.bytes, records.file.size);
    records_free(&records);
    records_open(&records, path, 8); // of something else
    assert_int_equal(records.list.count, 0);
    records_free(&records);
    for (size_t i = 0; i < file.size; i++) { // a bit turned over anywhere, and every length
        struct records damaged = {0}, cut = {0};
        records_parse(&cut, file.bytes, i, 9);
        assert_int_equal(cut.list.count, 0);
        file.bytes[i] ^= 4;
        records_parse(&damaged, file.bytes, file.size, 9);
        assert_int_equal(damaged.list.count, 0);
        file.bytes[i] ^= 4;
        records_free(&damaged);
        records_free(&cut);
    }
    buf_free(&file);
    unlink(path);
    rmdir(path_folder(&arena, path));
    rmdir(folder);
    arena_free(&arena);
}

RUN(cmocka_unit_test(test_round_trip), cmocka_unit_test(test_cut_off), cmocka_unit_test(test_what_does_not_fit),
    cmocka_unit_test(test_findings), cmocka_unit_test(test_records))
