// Reading of whole folders: what several files decide together, package roots, binaries, limits.
#include "unit.h"

#include "base/file.h"
#include "base/proc.h"
#include "codec/elf.h"
#include "parts/libraries.h"
#include "parts/parts.h"
#include "parts/source_url.h"
#include "parts/version_strings.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct place {
    char folder[64];
    struct components parts;
    struct diags diags;
};

static void open_place(struct place *place)
{
    *place = (struct place){.folder = "/tmp/theriac-parts-XXXXXX"};
    assert_non_null(mkdtemp(place->folder));
}

static void put_bytes(struct place *place, const char *name, const void *bytes, size_t size)
{
    struct arena arena = {0};
    char *path = path_join(&arena, place->folder, name);
    assert_int_equal(dir_make(path_folder(&arena, path), &place->diags), STATUS_OK);
    assert_int_equal(file_write(path, bytes, size, &place->diags), STATUS_OK);
    arena_free(&arena);
}

static void put(struct place *place, const char *name, const char *text)
{
    put_bytes(place, name, text, strlen(text));
}

static void read_place(struct place *place, unsigned jobs)
{
    struct parts_options options = {.jobs = jobs};
    assert_int_equal(parts_read(place->folder, &options, &place->parts, &place->diags), STATUS_OK);
}

static void close_place(struct place *place)
{
    struct proc_result result = {0};
    const char *const argv[] = {"rm", "-r", place->folder, NULL};
    assert_int_equal(proc_run(argv, NULL, &result, &place->diags), STATUS_OK);
    proc_result_free(&result);
    components_free(&place->parts);
    diags_free(&place->diags);
}

static const struct component *find(const struct place *place, const char *name)
{
    VEC_EACH(&place->parts.list, part)
        if (strcmp(part->name, name) == 0) return part;
    return NULL;
}

static const char *version_of(const struct place *place, const char *name)
{
    const struct component *part = find(place, name);
    return part ? part->version ? part->version : "unknown" : "absent";
}

static void test_parents(void **state)
{
    (void)state;
    struct place place;
    open_place(&place);
    put(&place, "pom.xml",
        "<project><groupId>g</groupId><artifactId>root</artifactId><version>1</version>"
        "<properties><v>2.5</v></properties><dependencyManagement><dependencies><dependency><groupId>x</groupId>"
        "<artifactId>managed</artifactId><version>${v}</version><scope>test</scope></dependency></dependencies>"
        "</dependencyManagement></project>");
    put(&place, "mod/pom.xml",
        "<project><parent><groupId>g</groupId><artifactId>root</artifactId><version>1</version></parent>"
        "<artifactId>mod</artifactId><dependencies><dependency><groupId>x</groupId><artifactId>managed</artifactId>"
        "</dependency></dependencies></project>");
    put(&place, "app/pom.xml",
        "<project><groupId>g</groupId><artifactId>app</artifactId><version>1</version><dependencies><dependency>"
        "<groupId>g</groupId><artifactId>mod</artifactId><version>1</version></dependency></dependencies></project>");
    put(&place, "Directory.Packages.props",
        "<Project><ItemGroup><PackageVersion Include=\"Central\" Version=\"3.1\"/></ItemGroup></Project>");
    put(&place, "cs/app.csproj", "<Project><ItemGroup><PackageReference Include=\"Central\"/></ItemGroup></Project>");
    put(&place, "CMakeLists.txt", "set(TAG v1.9)\nadd_subdirectory(sub)\n");
    put(&place, "sub/CMakeLists.txt", "FetchContent_Declare(dep GIT_REPOSITORY https://github.com/o/dep GIT_TAG ${TAG})\n");
    put(&place, "locked/conan.lock", "{\"version\": \"0.5\", \"requires\": [\"a/1.0\"]}");
    put(&place, "locked/conanfile.txt", "[requires]\na/[>0]\nb/1\n");
    read_place(&place, 2);
    assert_string_equal(version_of(&place, "managed"), "2.5");
    assert_string_equal(find(&place, "managed")->scope, "excluded");
    assert_string_equal(find(&place, "managed")->evidence.items[0].file, "mod/pom.xml");
    assert_string_equal(version_of(&place, "mod"), "absent"); // made by this tree
    assert_string_equal(version_of(&place, "Central"), "3.1");
    assert_string_equal(version_of(&place, "dep"), "1.9");
    assert_string_equal(version_of(&place, "a"), "1.0");
    assert_string_equal(version_of(&place, "b"), "absent"); // the lock is the truth
    assert_int_equal(place.diags.list.count, 0);
    close_place(&place);
}

// A reader never leaves the folder that was given.
static void test_stays_inside(void **state)
{
    (void)state;
    struct place place;
    open_place(&place);
    put(&place, "Directory.Packages.props",
        "<Project><ItemGroup><PackageVersion Include=\"Central\" Version=\"3.1\"/></ItemGroup></Project>");
    put(&place, "in/app.csproj", "<Project><ItemGroup><PackageReference Include=\"Central\"/></ItemGroup></Project>");
    struct parts_options options = {0};
    struct arena arena = {0};
    assert_int_equal(parts_read(path_join(&arena, place.folder, "in"), &options, &place.parts, &place.diags), STATUS_OK);
    assert_string_equal(version_of(&place, "Central"), "unknown");
    arena_free(&arena);
    close_place(&place);
}

// A minimal index of version 2 with one gitlink, made by hand after git's index-format(5).
static void test_submodule_commit(void **state)
{
    (void)state;
    unsigned char index[12 + 72] = "DIRC";
    struct place place;
    open_place(&place);
    index[7] = 2;
    index[11] = 1;
    unsigned char *entry = index + 12;
    entry[26] = 0xE0; // mode 0160000
    for (int i = 0; i < 20; i++) entry[40 + i] = (unsigned char)(0xA0 + i);
    entry[61] = 3;
    memcpy(entry + 62, "dep", 3);
    put_bytes(&place, ".git/index", index, sizeof index);
    put(&place, ".git/modules/dep/packed-refs",
        "# pack-refs\n1111111111111111111111111111111111111111 refs/tags/v2.4.1\n"
        "^a0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3\n");
    put(&place, ".gitmodules", "[submodule \"dep\"]\n\tpath = dep\n\turl = https://github.com/o/dep.git\n");
    read_place(&place, 1);
    assert_int_equal(place.parts.list.count, 1);
    assert_string_equal(version_of(&place, "dep"), "2.4.1");
    assert_non_null(strstr(component_purl(&place.parts.list.items[0]), "pkg:github/o/dep@v2.4.1"));
    close_place(&place);
}

static void test_package_root(void **state)
{
    (void)state;
    struct place place;
    open_place(&place);
    put(&place, "etc/os-release", "ID=debian\nVERSION_ID=\"12\"\n");
    put(&place, "var/lib/dpkg/status",
        "Package: tool\nStatus: install ok installed\nMaintainer: m\nArchitecture: arm64\nVersion: 1-2\n");
    put(&place, "var/lib/dpkg/info/tool.list", "/.\n/usr\n/usr/bin\n/usr/bin/owned\n");
    struct buf program = {0};
    assert_int_equal(file_read("/proc/self/exe", FILE_LIMIT, &program, &place.diags), STATUS_OK);
    put_bytes(&place, "usr/bin/owned", program.bytes, program.size);
    put_bytes(&place, "usr/bin/foreign", program.bytes, program.size);
    read_place(&place, 2);
    assert_string_equal(component_purl(find(&place, "tool")), "pkg:deb/debian/tool@1-2?arch=arm64&distro=debian-12");
    assert_string_equal(version_of(&place, "owned"), "absent");
    const struct component *foreign = find(&place, "foreign");
    assert_non_null(foreign);
    assert_string_equal(foreign->type, "application");
    assert_int_equal(foreign->hashes.count, 1);
    // This test links cmocka and the C library: its dynamic section says so.
    assert_non_null(find(&place, "libcmocka"));
    assert_non_null(find(&place, "libc"));
    assert_true(foreign->depends_on.count >= 2);
    buf_free(&program);
    close_place(&place);
}

// A 32-bit big-endian shared object, made by hand.
static void test_elf_foreign(void **state)
{
    (void)state;
    struct diags diags = {0};
    struct arena arena = {0};
    struct elf_file elf;
    struct buf bytes = {0};
    assert_int_equal(file_read("tests/fuzz/seeds/elf/mips-shared", FILE_LIMIT, &bytes, &diags), STATUS_OK);
    assert_int_equal(elf_read(&arena, bytes.bytes, bytes.size, "mips", &elf, &diags), STATUS_OK);
    assert_string_equal(elf.machine, "mips");
    assert_string_equal(elf.soname, "libself.so.1");
    assert_string_equal(elf.search_path, "/opt/lib");
    assert_int_equal(elf.needed.count, 1);
    assert_string_equal(elf.needed.items[0], "libneeded.so.2");
    elf_free(&elf);
    buf_free(&bytes);
    arena_free(&arena);
    diags_free(&diags);
}

static void test_elf_broken(void **state)
{
    (void)state;
    struct diags diags = {0};
    struct arena arena = {0};
    struct elf_file elf;
    struct buf program = {0};
    assert_int_equal(file_read("/proc/self/exe", FILE_LIMIT, &program, &diags), STATUS_OK);
    assert_int_equal(elf_read(&arena, program.bytes, program.size, "self", &elf, &diags), STATUS_OK);
    assert_true(elf.has_interpreter);
    assert_true(elf.comments.count > 0);
    elf_free(&elf);
    for (size_t size = 0; size < program.size; size = size * 2 + 17) { // cut anywhere: no crash
        enum status status = elf_read(&arena, program.bytes, size, "cut", &elf, &diags);
        assert_true(status == STATUS_OK || status == STATUS_INPUT);
        elf_free(&elf);
    }
    assert_int_equal(elf_read(&arena, "text", 4, "t", &elf, &diags), STATUS_INPUT);
    buf_free(&program);
    arena_free(&arena);
    diags_free(&diags);
}

static void test_version_strings(void **state)
{
    (void)state;
    static const char BYTES[] = "\0\1 inflate 1.2.11 Copyright 1995\0OpenSSL 1.1.1k  25 Mar 2021\0OpenSSL is\0inflate x "
                                "Copyright\0OpenSSL 1.1.1k  25";
    static const char TABLE[] = "Name: zlib\nBinary: inflate * Copyright\n\nName: openssl\nBinary: OpenSSL *\n";
    struct libraries libraries = {0};
    struct diags diags = {0};
    struct arena arena = {0};
    struct version_strings found = {0};
    libraries_read(&libraries, TABLE, sizeof TABLE - 1, "table", &diags);
    assert_int_equal(diags.list.count, 0);
    version_strings_find(&libraries, &arena, BYTES, sizeof BYTES, &found);
    assert_int_equal(found.count, 2);
    assert_string_equal(found.items[0].version, "1.2.11");
    assert_int_equal(found.items[0].offset, 3);
    assert_string_equal(found.items[1].library->name, "openssl");
    assert_string_equal(found.items[1].version, "1.1.1k");
    VEC_FREE(&found);
    libraries_free(&libraries);
    arena_free(&arena);
    diags_free(&diags);
}

static void test_tags(void **state)
{
    (void)state;
    static const char *const ROWS[][2] = {
        {"v1.2.11", "1.2.11"},        {"curl-8_4_0", "8.4.0"},     {"OpenSSL_1_1_1k", "1.1.1k"}, {"mbedtls-3.4.0", "3.4.0"},
        {"R_2_5_0", "2.5.0"},         {"VER-2-13-0", "2.13.0"},    {"STABLE-2_1_2_RELEASE", "2.1.2"},
        {"release-1.11.0", "1.11.0"}, {"V10.4.3", "10.4.3"},       {"refs/tags/v0.9", "0.9"},    {"v6", "6"},
        {"nimble_1_6_0_tag", "1.6.0"}, {"5.7.2-stable", "5.7.2"},  {"boost-1.84.0.beta1", "1.84.0.beta1"},
        {"main", NULL},               {"develop", NULL},           {"0123456789abcdef0123456789abcdef01234567", NULL},
        {"deadbeef", NULL},
    };
    struct arena arena = {0};
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        char *version = source_tag_version(&arena, ROWS[i][0]);
        if (!text_equal(version, ROWS[i][1])) print_message("%s gave %s\n", ROWS[i][0], version ? version : "nothing");
        assert_true(text_equal(version, ROWS[i][1]));
    }
    arena_free(&arena);
}

static void test_addresses(void **state)
{
    (void)state;
    static const char *const ROWS[][2] = {
        {"https://github.com/madler/zlib/archive/refs/tags/v1.2.11.tar.gz", "pkg:github/madler/zlib@v1.2.11"},
        {"https://github.com/curl/curl/releases/download/curl-8_4_0/curl-8.4.0.tar.xz", "pkg:github/curl/curl@curl-8_4_0"},
        {"git@gitlab.com:group/name.git", "pkg:gitlab/group/name"},
        {"https://github.com/o/n.git?x@y:z", "pkg:github/o/n"},
        {"https://user:secret@git.example.org/a/b/c.git", "pkg:git/git.example.org/a/b/c"},
        {"https://www.sqlite.org/2023/sqlite-autoconf-3420000.tar.gz",
         "pkg:generic/sqlite-autoconf@3420000?download_url=https:%2F%2Fwww.sqlite.org%2F2023%2Fsqlite-autoconf-3420000.tar.gz"},
    };
    struct arena arena = {0};
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        struct purl purl = {0};
        assert_true(source_url_purl(&arena, ROWS[i][0], &purl));
        assert_string_equal(purl_build(&arena, &purl), ROWS[i][1]);
    }
    struct purl purl = {0};
    assert_false(source_url_purl(&arena, "nonsense", &purl));
    arena_free(&arena);
}

static void test_same_on_any_jobs(void **state)
{
    (void)state;
    struct place place;
    open_place(&place);
    for (int i = 0; i < 40; i++) {
        char name[64], text[256];
        snprintf(name, sizeof name, "m%02d/requirements.txt", i);
        snprintf(text, sizeof text, "shared==1.0\nown%02d==%d.0\n", i, i);
        put(&place, name, text);
    }
    read_place(&place, 1);
    struct components again = {0};
    struct parts_options options = {.jobs = 7};
    assert_int_equal(parts_read(place.folder, &options, &again, &place.diags), STATUS_OK);
    assert_int_equal(again.list.count, 41);
    assert_int_equal(place.parts.list.count, 41);
    for (size_t i = 0; i < again.list.count; i++) {
        const struct component *a = &again.list.items[i], *b = &place.parts.list.items[i];
        assert_string_equal(a->ref, b->ref);
        assert_int_equal(a->evidence.count, b->evidence.count);
        for (size_t k = 0; k < a->evidence.count; k++)
            assert_string_equal(a->evidence.items[k].file, b->evidence.items[k].file);
    }
    components_free(&again);
    close_place(&place);
}

static void test_not_there(void **state)
{
    (void)state;
    struct parts_options options = {0};
    struct components parts = {0};
    struct diags diags = {0};
    assert_int_equal(parts_read("/no/such/place", &options, &parts, &diags), STATUS_MISSING);
    assert_int_equal(parts_read("tests/unit/unit.h", &options, &parts, &diags), STATUS_INPUT);
    assert_int_equal(diags.list.count, 2);
    components_free(&parts);
    diags_free(&diags);
}

// The table that is embedded is clean: every row has its fields, every licence is an expression.
static void test_table(void **state)
{
    (void)state;
    struct libraries libraries = {0};
    struct diags diags = {0};
    struct buf text = {0};
    assert_int_equal(file_read("data/parts/version-macros.txt", FILE_LIMIT, &text, &diags), STATUS_OK);
    libraries_read(&libraries, text.bytes, text.size, "version-macros.txt", &diags);
    diags_print(&diags, stderr, false);
    assert_int_equal(diags.list.count, 0);
    assert_true(libraries.list.count >= 40);
    assert_string_equal(libraries_by_repository(&libraries, "github", "Mbed-TLS", "mbedtls")->name, "mbedtls");
    assert_string_equal(libraries_by_name(&libraries, "libZ")->name, "zlib");
    assert_null(libraries_by_name(&libraries, "nothing"));
    buf_free(&text);
    libraries_free(&libraries);
    diags_free(&diags);
}

RUN(cmocka_unit_test(test_parents), cmocka_unit_test(test_stays_inside), cmocka_unit_test(test_submodule_commit),
    cmocka_unit_test(test_package_root), cmocka_unit_test(test_elf_broken), cmocka_unit_test(test_elf_foreign), cmocka_unit_test(test_version_strings),
    cmocka_unit_test(test_tags), cmocka_unit_test(test_addresses), cmocka_unit_test(test_same_on_any_jobs),
    cmocka_unit_test(test_not_there), cmocka_unit_test(test_table))
