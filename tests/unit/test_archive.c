#include "codec/archive.h"
#include "unit.h"
#include <stdio.h>
#include <string.h>

// A tar entry by hand: a 512-byte header with the octal size and checksum, then the content in blocks of 512.
static void add_entry(struct buf *tar, const char *name, char fill, size_t size)
{
    char header[512] = "";
    unsigned sum = 0;
    snprintf(header, 100, "%s", name);
    memcpy(header + 100, "0000644", 8);
    memcpy(header + 108, "0000000", 8);
    memcpy(header + 116, "0000000", 8);
    snprintf(header + 124, 12, "%011zo", size);
    snprintf(header + 136, 12, "%011o", 0u);
    memset(header + 148, ' ', 8);
    header[156] = '0';
    memcpy(header + 257, "ustar\0" "00", 8);
    for (size_t i = 0; i < sizeof header; i++)
        sum += (unsigned char)header[i];
    snprintf(header + 148, 8, "%06o", sum);
    buf_add(tar, header, sizeof header);
    for (size_t i = 0; i < (size + 511) / 512 * 512; i++)
        buf_char(tar, i < size ? fill : '\0');
}

static size_t read_all(const struct buf *tar, size_t size, const struct archive_limits *limits, struct diags *diags,
                       struct buf *ret_names)
{
    size_t count = 0;
    const char *name;
    struct buf content = {0};
    struct archive_reader *reader = archive_open_bytes(tar->bytes, size, "test.tar", limits, diags);
    while (reader && archive_next(reader, &name, &content, diags) == STATUS_OK) {
        buf_printf(ret_names, "%s:%zu:%c ", name, content.size, content.size ? content.bytes[0] : '-');
        count++;
    }
    archive_close(reader);
    buf_free(&content);
    return count;
}

struct three {
    struct buf tar, names;
    struct diags diags;
};

static void make(struct three *three)
{
    add_entry(&three->tar, "a.json", 'a', 10);
    add_entry(&three->tar, "big.json", 'b', 3000);
    add_entry(&three->tar, "c.json", 'c', 0);
    for (int i = 0; i < 1024; i++)
        buf_char(&three->tar, '\0');
}

static void drop(struct three *three)
{
    buf_free(&three->tar);
    buf_free(&three->names);
    diags_free(&three->diags);
}

static void entries_come_in_order(void **state)
{
    (void)state;
    struct three three = {0};
    make(&three);
    assert_true(archive_recognise(three.tar.bytes, ARCHIVE_MAGIC));
    assert_false(archive_recognise("{\"a\": 1}", 8));
    assert_int_equal(read_all(&three.tar, three.tar.size, NULL, &three.diags, &three.names), 3);
    assert_string_equal(buf_cstr(&three.names), "a.json:10:a big.json:3000:b c.json:0:- ");
    assert_int_equal(three.diags.list.count, 0);
    drop(&three);
}

static void limits_hold_and_are_told(void **state)
{
    static const struct { struct archive_limits limits; const char *names, *message; } ROWS[] = {
        {{.entry = 100}, "a.json:10:a c.json:0:- ", "big.json is larger than the limit of 100 bytes"},
        {{.total = 100}, "a.json:10:a ", "total size"},
        {{.count = 2}, "a.json:10:a big.json:3000:b ", "number of entries"}};
    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        struct three three = {0};
        make(&three);
        read_all(&three.tar, three.tar.size, &ROWS[i].limits, &three.diags, &three.names);
        assert_string_equal(buf_cstr(&three.names), ROWS[i].names);
        assert_int_equal(three.diags.list.count, 1);
        assert_int_equal(three.diags.list.items[0].level, DIAG_SKIPPED);
        assert_non_null(strstr(three.diags.list.items[0].message, ROWS[i].message));
        drop(&three);
    }
}

static void a_cut_archive_gives_what_it_has(void **state)
{
    (void)state;
    struct three three = {0};
    make(&three);
    assert_int_equal(read_all(&three.tar, 512 + 512 + 512 + 1000, NULL, &three.diags, &three.names), 1);
    assert_string_equal(buf_cstr(&three.names), "a.json:10:a ");
    assert_true(diags_incomplete(&three.diags));
    drop(&three);
}

RUN(cmocka_unit_test(entries_come_in_order), cmocka_unit_test(limits_hold_and_are_told),
    cmocka_unit_test(a_cut_archive_gives_what_it_has))
