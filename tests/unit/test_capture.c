#include "unit.h"

#include "base/file.h"
#include "code/cache.h"
#include "code/capture.h"
#include "code/configure.h"
#include "code/front/retry.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void test_split(void **state)
{
    (void)state;
    static const struct {
        const char *command, *words; // words joined with |
        bool good;
    } ROWS[] = {
        {"cc -c  a.c", "cc|-c|a.c", true},
        {"cc '-DX=\"a b\"' a\\ b.c", "cc|-DX=\"a b\"|a b.c", true},
        {"cc \"-DY=\\\"q\\\"\" ''", "cc|-DY=\"q\"|", true},
        {"cc \"open", "cc|open", false},
        {"", "", true},
    };
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        struct arena arena = {0};
        struct texts words = {0};
        struct buf joined = {0};
        assert_int_equal(capture_split(&arena, ROWS[i].command, &words), ROWS[i].good);
        for (size_t w = 0; w < words.count; w++)
            buf_printf(&joined, "%s%s", w ? "|" : "", words.items[w]);
        assert_string_equal(buf_cstr(&joined), ROWS[i].words);
        buf_free(&joined);
        VEC_FREE(&words);
        arena_free(&arena);
    }
}

static void test_retry(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct diags diags = {0};
    char file[] = "/tmp/theriac-test-XXXXXX.h";
    int fd = mkstemps(file, 2);
    assert_true(fd >= 0);
    close(fd);
    static const struct {
        const char *text;
        unsigned line;
        const char *define;
    } ROWS[] = {
        {"#ifdef UNIT\n#elif defined(WHOLE)\n#else\n#error outside\n#endif\n", 4, "-DUNIT=1"},
        {"#if defined(UNIT) && X\n#  if A\n#  endif\n#else\n#  error outside\n#endif\n", 5, "-DUNIT=1"},
        {"#ifndef SIZE\n#error SIZE\n#endif\n", 2, "-DSIZE=1"},
        {"#if !PCB_ARGS\n#error needs PCB_ARGS\n#endif\n", 2, "-DPCB_ARGS=1"},
        {"#if !defined(PORT)\n#if OTHER\n#endif\n#error no port\n#endif\n", 4, "-DPORT=1"},
        {"#ifdef OLD\n#error not any more\n#endif\n", 2, NULL},
        {"#if VERSION < 3\n#error too old\n#endif\n", 2, NULL},
        {"#error always\n", 1, NULL},
        {"int x\n", 1, NULL},
    };
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        assert_int_equal(file_write(file, ROWS[i].text, strlen(ROWS[i].text), &diags), STATUS_OK);
        const char *message = arena_printf(&arena, "%s:%u:2: error: said\n", file, ROWS[i].line);
        if (!text_equal(retry_define(&arena, message), ROWS[i].define)) fail_msg("row %zu", i);
    }
    unlink(file);
    assert_string_equal(retry_define(&arena, "/a.c:1:1: warning: w\n/a.c:3:1: error: unknown type name 'LIB_EXPORT'\n"), "-DLIB_EXPORT=");
    assert_null(retry_define(&arena, "/a.c:3:1: error: unknown type name 'DWORD'; did you mean 'WORD'?\n"));
    assert_null(retry_define(&arena, "/a.c:3:1: error: unknown type name 'my_export'\n"));
    assert_null(retry_define(&arena, "error: no place\n"));
    assert_null(retry_define(&arena, ""));
    arena_free(&arena);
    diags_free(&diags);
}

static void test_profiles(void **state)
{
    (void)state;
    struct profiles profiles = {0};
    struct diags diags = {0};
    struct arena arena = {0};
    profiles_load(&profiles, &diags);
    assert_int_equal(diags.list.count, 0);
    static const struct {
        const char *program, *profile, *target;
    } ROWS[] = {
        {"cc", "compilers/gcc.yaml", NULL},
        {"/usr/bin/g++-12", "compilers/gcc.yaml", NULL},
        {"riscv32-unknown-elf-gcc-13", "compilers/gcc.yaml", "riscv32-unknown-elf"},
        {"xc32-gcc", "compilers/xc32.yaml", "mipsel-none-elf"}, // also fits *-gcc
        {"C:\\IAR\\bin\\iccarm.exe", "compilers/iar-arm.yaml", "arm-none-eabi"},
        {"clang-19", "compilers/clang.yaml", NULL},
    };
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        const struct profile *profile = profile_find(&profiles, ROWS[i].program);
        assert_non_null(profile);
        assert_string_equal(profile->name, ROWS[i].profile);
        const char *target = profile_target(&arena, profile, ROWS[i].program);
        assert_true(text_equal(target, ROWS[i].target));
    }
    assert_null(profile_find(&profiles, "/usr/bin/make"));
    assert_null(profile_find(&profiles, "ld"));
    const struct profile *iar = profile_find(&profiles, "iccarm");
    assert_string_equal(profile_option(iar, "--cpu=Cortex-M4")->from, "--cpu=");
    assert_string_equal(profile_option(iar, "--cpu")->from, "--cpu");
    assert_null(profile_option(iar, "--cpus"));
    static const char *const BAD[] = {"target: x", "programs: [a]\nask: me", "programs: [a]\noptions: [{to: -x}]",
                                      "programs: [a]\noptions: [{from: -x, value: behind}]", "programs: ["};
    for (size_t i = 0; i < COUNT_OF(BAD); i++) {
        size_t before = profiles.list.count, said = diags.list.count;
        profiles_add(&profiles, "bad.yaml", BAD[i], strlen(BAD[i]), &diags);
        assert_int_equal(profiles.list.count, before);
        assert_true(diags.list.count > said);
    }
    profiles_free(&profiles);
    diags_free(&diags);
    arena_free(&arena);
}

static void test_filter(void **state)
{
    (void)state;
    static const struct {
        const char *command, *kept;
    } ROWS[] = {
        {"ccache gcc -O2 -Wall -Iinc -I ../x -DA=1 -D B -c a.c -o a.o -MD -MF a.d", "-I/w/d/inc|-I|/w/x|-DA=1|-D|B"},
        {"/opt/bin/arm-none-eabi-gcc -mcpu=cortex-m4 -mthumb -std=c99 a.c", "--target=arm-none-eabi|-mcpu=cortex-m4|-mthumb|-std=c99"},
        {"gcc -march=native -std=gnu11 a.c", "-std=gnu11"},
        {"clang++ -isystem /usr/x -fno-exceptions a.cpp", "-isystem|/usr/x|-fno-exceptions"},
        {"gcc -I", ""},
    };
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        struct arena arena = {0};
        struct texts words = {0};
        struct buf joined = {0};
        assert_true(capture_split(&arena, ROWS[i].command, &words));
        const char *const *kept = capture_filter(&arena, NULL, "/w/d", "c", &words);
        for (size_t w = 0; kept[w]; w++)
            buf_printf(&joined, "%s%s", w ? "|" : "", kept[w]);
        assert_string_equal(buf_cstr(&joined), ROWS[i].kept);
        buf_free(&joined);
        VEC_FREE(&words);
        arena_free(&arena);
    }
}

static void write_text(struct arena *arena, const char *folder, const char *name, const char *text)
{
    struct diags diags = {0};
    const char *path = path_join(arena, folder, name);
    assert_int_equal(dir_make(path_folder(arena, path), &diags), STATUS_OK);
    assert_int_equal(file_write(path, text, strlen(text), &diags), STATUS_OK);
    diags_free(&diags);
}

static void remove_tree(struct arena *arena, const char *folder)
{
    struct tree tree = {0};
    struct diags diags = {0};
    assert_int_equal(tree_list(folder, true, &tree, &diags), STATUS_OK);
    VEC_EACH(&tree.files, file) {
        unlink(file->path);
        for (char *up = path_folder(arena, file->path); strlen(up) >= strlen(folder); up = path_folder(arena, up))
            if (rmdir(up) != 0) break;
    }
    tree_free(&tree);
    diags_free(&diags);
}

// Headers are found where they are, beside the source, by the closest match, and through other headers.
static void test_inference(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct diags diags = {0};
    struct tree tree = {0};
    struct capture capture = {0};
    char *root = arena_printf(&arena, "/tmp/theriac-infer-%ld", (long)getpid());
    write_text(&arena, root, "src/a/main.c", "#include \"local.h\"\n#  include <lib/api.h>\n#include <stdio.h>\n");
    write_text(&arena, root, "src/a/local.h", "#include \"config.h\"\n");
    write_text(&arena, root, "other/lib/api.h", "");
    write_text(&arena, root, "src/include/lib/api.h", "#include <lib/more.h>\n");
    write_text(&arena, root, "src/include/lib/more.h", "");
    write_text(&arena, root, "src/gen/config.h", "");
    assert_int_equal(tree_list(root, false, &tree, &diags), STATUS_OK);
    assert_int_equal(capture_commands(root, &tree, &(struct capture_options){0}, &capture, &diags), STATUS_OK);
    assert_int_equal(capture.commands.count, 1);
    const char *const *arguments = capture.commands.items[0].arguments;
    assert_string_equal(arguments[0], arena_printf(&arena, "-I%s/src/include", root));
    assert_string_equal(arguments[1], arena_printf(&arena, "-I%s/src/gen", root));
    assert_string_equal(arguments[2], "-DHAVE_CONFIG_H");
    assert_null(arguments[3]);
    assert_int_equal(diags.list.count, 0);
    capture_free(&capture);
    tree_free(&tree);
    remove_tree(&arena, root);
    diags_free(&diags);
    arena_free(&arena);
}

static void test_database(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct diags diags = {0};
    struct tree tree = {0};
    struct capture capture = {0};
    char *root = arena_printf(&arena, "/tmp/theriac-database-%ld", (long)getpid());
    write_text(&arena, root, "a.c", "");
    write_text(&arena, root, "b.c", "");
    write_text(&arena, root, "build/compile_commands.json",
               "[{\"directory\": \"..\", \"file\": \"a.c\", \"arguments\": [\"cc\", \"-DX\", \"a.c\"]},"
               "{\"directory\": \"..\", \"file\": \"gone.c\", \"command\": \"cc gone.c\"}, {\"file\": 3}]");
    assert_int_equal(tree_list(root, false, &tree, &diags), STATUS_OK);
    assert_int_equal(capture_commands(root, &tree, &(struct capture_options){0}, &capture, &diags), STATUS_OK);
    assert_int_equal(capture.commands.count, 1);
    assert_string_equal(capture.commands.items[0].arguments[0], "-DX");
    assert_int_equal(capture.uncovered.count, 1);
    assert_true(text_ends(capture.uncovered.items[0], "/b.c"));
    assert_int_equal(diags.list.count, 2); // the absent file and the broken entry
    capture_free(&capture);
    tree_free(&tree);
    remove_tree(&arena, root);
    diags_free(&diags);
    arena_free(&arena);
}

static void test_cache(void **state)
{
    (void)state;
    struct arena arena = {0};
    char *root = arena_printf(&arena, "/tmp/theriac-cache-%ld", (long)getpid());
    struct cache cache = {.folder = path_join(&arena, root, "cache"), .limit = 1 << 20};
    struct diags told = {0};
    struct clang_result stored = {0}, loaded;
    char name[40], other[40];
    write_text(&arena, root, "a b.c", "int x;");
    write_text(&arena, root, "a.d", arena_printf(&arena, "a.o: %s/a\\ b.c \\\n  %s/a\\ b.c\n", root, root));
    struct compile_command command = {.folder = root, .file = "a b.c", .language = "c",
                                      .arguments = (const char *const[]){"-DA", NULL}};
    cache_key(&command, NULL, (struct clang_known){0}, name);
    command.arguments = (const char *const[]){"-DB", NULL};
    cache_key(&command, NULL, (struct clang_known){0}, other);
    assert_string_not_equal(name, other);
    buf_text(&stored.bitcode, "BC\0bits");
    buf_text(&stored.messages, "warning");
    assert_false(cache_load(&cache, name, &command, &loaded, &told));
    DIAG(&told, DIAG_NOTE, "a.c", 3, "a header was guessed");
    cache_store(&cache, name, path_join(&arena, root, "a.d"), &stored, &told);
    diags_free(&told);
    told = (struct diags){0};
    assert_true(cache_load(&cache, name, &command, &loaded, &told));
    assert_int_equal(told.list.count, 1); // what was told then is told again
    assert_string_equal(told.list.items[0].message, "a header was guessed");
    assert_string_equal(loaded.messages.bytes, "warning");
    assert_int_equal(loaded.bitcode.size, stored.bitcode.size);
    clang_result_free(&loaded);
    write_text(&arena, root, "a b.c", "int x;"); // touched, the same content
    assert_true(cache_load(&cache, name, &command, &loaded, &told));
    clang_result_free(&loaded);
    struct buf entry = {0};
    const char *stored_at = path_join(&arena, cache.folder, name);
    assert_int_equal(file_read(stored_at, 1 << 20, &entry, &told), STATUS_OK);
    entry.bytes[entry.size - 1] ^= 1; // a damaged entry does not count
    assert_int_equal(file_write(stored_at, entry.bytes, entry.size, &told), STATUS_OK);
    assert_false(cache_load(&cache, name, &command, &loaded, &told));
    entry.bytes[entry.size - 1] ^= 1;
    assert_int_equal(file_write(stored_at, entry.bytes, entry.size, &told), STATUS_OK);
    buf_free(&entry);
    diags_free(&told);
    write_text(&arena, root, "a b.c", "int y;"); // the same size, other content
    assert_false(cache_load(&cache, name, &command, &loaded, &told));
    cache.limit = 1;
    cache_prune(&cache);
    struct tree tree = {0};
    struct diags diags = {0};
    assert_int_equal(tree_list(cache.folder, true, &tree, &diags), STATUS_OK);
    assert_int_equal(tree.files.count, 0);
    tree_free(&tree);
    diags_free(&diags);
    rmdir(cache.folder);
    remove_tree(&arena, root);
    clang_result_free(&stored);
    arena_free(&arena);
}

static void test_configuration(void **state)
{
    (void)state;
    static const struct {
        const char *template, *header;
    } ROWS[] = {
        {"#undef HAVE_STDIO_H", "#define HAVE_STDIO_H 1\n"},
        {"#  undef HAVE_NO_SUCH_THING_H", "/* #undef HAVE_NO_SUCH_THING_H */\n"},
        {"#cmakedefine HAVE_SYS_SOCKET_H 1", "#define HAVE_SYS_SOCKET_H 1\n"},
        {"#cmakedefine HAVE_STRDUP", "#define HAVE_STRDUP 1\n"},
        {"#cmakedefine USE_OTHER_LIBRARY 1", "/* #undef USE_OTHER_LIBRARY */\n"},
        {"#cmakedefine01 HAVE_POLL", "#define HAVE_POLL 1\n"},
        {"#cmakedefine01 HAVE_NOTHING", "#define HAVE_NOTHING 0\n"},
        {"#mesondefine SIZEOF_LONG", "#define SIZEOF_LONG 8\n"},
        {"${SIZEOF_OFF_T_CODE}", "#define SIZEOF_OFF_T 8\n"},
        {"#define SIZE @SIZEOF_INT@", "#define SIZE 4\n"},
        {"#define WHO \"@NOBODY@\"", "/* #undef WHO */\n"},
        {"#ifdef X // a@b.c", "#ifdef X // a@b.c\n"},
        {"#undef HAVE_INFLATE", "/* #undef HAVE_INFLATE */\n"}, // of a library that we link: not the C library's
    };
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        struct buf out = {0};
        configure_template(ROWS[i].template, strlen(ROWS[i].template), &out);
        assert_string_equal(buf_cstr(&out), ROWS[i].header);
        buf_free(&out);
    }
    assert_true(configure_is_template("config.h.in", "config.h"));
    assert_true(configure_is_template("x_config-cmake.h.in", "x_config.h"));
    assert_false(configure_is_template("x_config.h.in", "x.h"));
}

RUN(cmocka_unit_test(test_split), cmocka_unit_test(test_filter), cmocka_unit_test(test_profiles), cmocka_unit_test(test_retry), cmocka_unit_test(test_inference),
    cmocka_unit_test(test_database), cmocka_unit_test(test_cache), cmocka_unit_test(test_configuration))
