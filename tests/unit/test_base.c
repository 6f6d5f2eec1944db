#include "unit.h"

#include "base/buf.h"
#include "base/diag.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/map.h"
#include "base/pool.h"
#include "base/proc.h"
#include <string.h>
#include <unistd.h>

static void test_arena_reset(void **state)
{
    (void)state;
    struct arena arena = {0};
    char *kept = arena_str(&arena, "kept");
    struct arena_mark mark = arena_mark(&arena);
    size_t before = arena.total;
    for (int i = 0; i < 1000; i++)
        memset(arena_alloc(&arena, 10000), 0xAA, 10000);
    assert_true(arena.total > before);
    arena_reset(&arena, mark);
    assert_int_equal(arena.total, before);
    assert_string_equal(kept, "kept");
    assert_int_equal(*(char *)arena_alloc(&arena, 100), 0);
    arena_free(&arena);
}

static void test_map(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct map map = {0};
    for (uintptr_t i = 1; i <= 5000; i++)
        map_put(&map, arena_printf(&arena, "key %zu", (size_t)i), (void *)i);
    assert_int_equal(map.count, 5000);
    for (uintptr_t i = 1; i <= 5000; i++)
        assert_ptr_equal(map_get(&map, arena_printf(&arena, "key %zu", (size_t)i)), (void *)i);
    assert_null(map_get(&map, "key 5001"));
    assert_string_equal(map.entries[4999].key, "key 5000");
    map_free(&map);
    arena_free(&arena);

    struct idmap ids = {0};
    uint64_t value;
    for (uint64_t i = 0; i < 3000; i++)
        idmap_put(&ids, i * i, i);
    for (uint64_t i = 0; i < 3000; i++) {
        assert_true(idmap_get(&ids, i * i, &value));
        assert_int_equal(value, i);
    }
    assert_false(idmap_get(&ids, 7, &value));
    idmap_free(&ids);
}

static void test_paths(void **state)
{
    (void)state;
    static const struct {
        const char *path, *clean;
    } ROWS[] = {{"a//b/./c", "a/b/c"}, {"a/../b", "b"}, {"../a", "../a"}, {"/../a", "/a"}, {"a/..", "."},
                {"", "."}, {"/", "/"}, {"a/b/../../..", ".."}, {"../../x/..", "../.."}};
    struct arena arena = {0};
    for (size_t i = 0; i < COUNT_OF(ROWS); i++)
        assert_string_equal(path_clean(&arena, ROWS[i].path), ROWS[i].clean);
    assert_string_equal(path_relative("/a/b", "/a/b/c"), "c");
    assert_string_equal(path_relative("/a/b", "/a/bc"), "/a/bc");
    assert_string_equal(path_extension("x/.bashrc"), "");
    assert_string_equal(path_extension("x.tar.gz"), ".gz");
    arena_free(&arena);
}

static void test_utf8(void **state)
{
    (void)state;
    assert_true(text_is_utf8("\xE2\x82\xAC", 3));
    assert_false(text_is_utf8("\xE2\x82", 2));
    assert_false(text_is_utf8("\xC0\x80", 2));     // overlong
    assert_false(text_is_utf8("\xED\xA0\x80", 3)); // surrogate
    assert_false(text_is_utf8("\xF4\x90\x80\x80", 4));
}

static int by_tens(const void *a, const void *b)
{
    return *(const int *)a / 10 - *(const int *)b / 10;
}

static void test_sort_is_stable(void **state)
{
    (void)state;
    VEC(int) numbers = {0};
    for (int i = 0; i < 500; i++)
        VEC_PUSH(&numbers, (i * 37) % 50);
    VEC_SORT(&numbers, by_tens);
    int given[500];
    for (int i = 0; i < 500; i++)
        given[i] = (i * 37) % 50;
    for (size_t i = 1; i < numbers.count; i++)
        assert_true(numbers.items[i - 1] / 10 <= numbers.items[i] / 10);
    size_t at = 0;
    for (int i = 0; i < 500; i++) // those of the first ten, in the order given
        if (given[i] < 10) assert_int_equal(numbers.items[at++], given[i]);
    VEC_FREE(&numbers);
}

static void test_sha256(void **state)
{
    (void)state;
    char hex[SHA256_HEX]; // FIPS 180-4's example "abc"
    sha256_hex("abc", 3, hex);
    assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

static void test_files(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct diags diags = {0};
    struct buf content = {0};
    char *folder = arena_printf(&arena, "/tmp/theriac-test-%ld", (long)getpid());
    assert_int_equal(dir_make(path_join(&arena, folder, "a/b"), &diags), STATUS_OK);
    char *file = path_join(&arena, folder, "a/b/x.txt");
    assert_int_equal(file_write(file, "hello", 5, &diags), STATUS_OK);
    assert_int_equal(file_read(file, 5, &content, &diags), STATUS_OK);
    assert_string_equal(content.bytes, "hello");
    assert_int_equal(diags.list.count, 0);
    assert_int_equal(file_read(file, 4, &content, &diags), STATUS_LIMIT);
    assert_int_equal(file_read(folder, 100, &content, &diags), STATUS_INPUT);
    assert_int_equal(file_read("/nonexistent", 100, &content, &diags), STATUS_MISSING);
    assert_int_equal(diags.list.count, 3);
    struct tree tree = {0};
    assert_int_equal(tree_list(folder, false, &tree, &diags), STATUS_OK);
    assert_int_equal(tree.files.count, 1);
    assert_string_equal(tree.files.items[0].relative, "a/b/x.txt");
    tree_free(&tree);
    unlink(file);
    rmdir(path_join(&arena, folder, "a/b"));
    rmdir(path_join(&arena, folder, "a"));
    rmdir(folder);
    buf_free(&content);
    diags_free(&diags);
    arena_free(&arena);
}

static void test_processes(void **state)
{
    (void)state;
    struct diags diags = {0};
    struct proc_result result;
    const char *const ECHO[] = {"sh", "-c", "echo out; echo err >&2; exit 3", NULL};
    assert_int_equal(proc_run(ECHO, NULL, &result, &diags), STATUS_OK);
    assert_int_equal(result.exit_code, 3);
    assert_string_equal(buf_cstr(&result.output), "out\n");
    assert_string_equal(buf_cstr(&result.errors), "err\n");
    proc_result_free(&result);
    const char *const SLEEP[] = {"sleep", "60", NULL};
    assert_int_equal(proc_run(SLEEP, &(struct proc_options){.seconds = 1}, &result, &diags), STATUS_OK);
    assert_true(result.timed_out);
    proc_result_free(&result);
    const char *const ABSENT[] = {"no-such-program-anywhere", NULL};
    assert_int_equal(proc_run(ABSENT, NULL, &result, &diags), STATUS_MISSING);
    proc_result_free(&result);
    assert_int_equal(diags.list.count, 1);
    diags_free(&diags);
}

static void square(void *context, size_t index, unsigned worker)
{
    (void)worker;
    ((size_t *)context)[index] = index * index;
}

static void test_pool(void **state)
{
    (void)state;
    size_t squares[1000] = {0};
    pool_run(4, 1000, square, squares);
    for (size_t i = 0; i < 1000; i++)
        assert_int_equal(squares[i], i * i);
}

// One missing header stops a hundred files: three of them are shown, and how many more.
static void diagnostics_that_say_the_same(void **state)
{
    (void)state;
    struct diags diags = {0};
    for (unsigned i = 1; i <= 10; i++)
        DIAG(&diags, DIAG_SKIPPED, "a.c", i, "no header.h");
    DIAG(&diags, DIAG_WARNING, "b.c", 1, "odd");
    DIAG(&diags, DIAG_NOTE, "c.c", 1, "by the way");
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    diags_print_from(&diags, DIAG_WARNING, out, false);
    fclose(out);
    assert_string_equal(text, "a.c:1: skipped: no header.h\na.c:2: skipped: no header.h\na.c:3: skipped: no header.h\n"
                              "theriac: 7 more skipped for the same reason; --verbose shows them\n"
                              "b.c:1: warning: odd\ntheriac: 1 note; --verbose shows them\n");
    free(text);
    out = open_memstream(&text, &size);
    diags_print(&diags, out, false);
    fclose(out);
    assert_non_null(strstr(text, "a.c:10: skipped"));
    assert_null(strstr(text, "more"));
    free(text);
    diags_free(&diags);
}

RUN(cmocka_unit_test(diagnostics_that_say_the_same), cmocka_unit_test(test_arena_reset), cmocka_unit_test(test_map), cmocka_unit_test(test_paths),
    cmocka_unit_test(test_utf8), cmocka_unit_test(test_sort_is_stable), cmocka_unit_test(test_sha256),
    cmocka_unit_test(test_files), cmocka_unit_test(test_processes), cmocka_unit_test(test_pool))
