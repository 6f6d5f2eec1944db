// Every reader of parts, on the seeds of its fuzz target: the first line of a seed is the name of the file.
#include "unit.h"

#include "base/file.h"
#include "parts/parts.h"
#include <string.h>

enum { ROWS_MAX = 16 };
struct row {
    const char *seed;
    unsigned notes;               // diagnostics expected
    const char *parts[ROWS_MAX];  // "purl version scope line", sorted by name
};

// Expected by hand from the seed's text.
static const struct row ROWS[] = {
    {"dpkg", 1,
     {"pkg:deb/debian/libc6@2.36-9%2Bdeb12u1?arch=amd64 2.36-9+deb12u1 required 16",
      "pkg:deb/debian/libssl3@3.0.9-1?arch=amd64 3.0.9-1 required 1"}},
    {"opkg", 0,
     {"pkg:opkg/busybox@1.36.1-r0?arch=cortexa9 1.36.1-r0 required 1", "pkg:opkg/libc@2.37?arch=cortexa9 2.37 required 7"}},
    {"apk", 0,
     {"pkg:apk/alpine/libcrypto3@3.1.4-r1?arch=aarch64 3.1.4-r1 required 11",
      "pkg:apk/alpine/musl@1.2.3-r4?arch=aarch64 1.2.3-r4 required 1"}},
    {"npm-v3", 1,
     {"pkg:npm/%40scope/a@1.2.3 1.2.3 required 5", "pkg:npm/b@1.0.0 1.0.0 excluded 12", "pkg:npm/b@2.0.0 2.0.0 optional 11",
      "pkg:npm/fromgit - required 14"}},
    {"npm-v1", 0,
     {"pkg:npm/a@1.0.0 1.0.0 required 4", "pkg:npm/b@1.0.0 1.0.0 excluded 4", "pkg:npm/b@2.0.0 2.0.0 required 4"}},
    {"cargo", 0, {"pkg:cargo/ring@0.17.8 0.17.8 required 9", "pkg:cargo/spin@0.9.8 0.9.8 required 18"}},
    {"gomod", 1,
     {"pkg:golang/github.com/gorilla/mux@v1.8.0 v1.8.0 required 5", "pkg:golang/github.com/new/name@v1.2.3 v1.2.3 required 9",
      "pkg:golang/golang.org/x/net@v0.17.0 v0.17.0 required 7"}},
    {"requirements", 1,
     {"pkg:pypi/flask-login@0.6.3 0.6.3 required 3", "pkg:pypi/pyserial@3.5 3.5 required 5", "pkg:pypi/requests - required 4"}},
    {"poetry", 0, {"pkg:pypi/jinja2@3.1.3 3.1.3 required 1", "pkg:pypi/markupsafe@2.1.5 2.1.5 excluded 9"}},
    {"uv", 0, {"pkg:pypi/idna@3.6 3.6 required 8"}},
    {"pipfile", 0, {"pkg:pypi/certifi@2024.2.2 2024.2.2 required 3", "pkg:pypi/pytest@8.0.0 8.0.0 excluded 6"}},
    {"distinfo", 0, {"pkg:pypi/six@1.16.0 1.16.0 required 1"}},
    {"conan-lock2", 0,
     {"pkg:conan/cmake@3.28.1 3.28.1 excluded 7", "pkg:conan/openssl@1.1.1k?channel=stable&user=acme 1.1.1k required 5",
      "pkg:conan/zlib@1.2.11?rrev=5fcd9e22 1.2.11 required 4"}},
    {"conan-lock1", 0,
     {"pkg:conan/libcurl@7.79.1 7.79.1 required 5", "pkg:conan/zlib@1.2.12?rrev=abc 1.2.12 required 6"}},
    {"conanfile-txt", 1,
     {"pkg:conan/gtest@1.14.0 1.14.0 excluded 5", "pkg:conan/poco - required 3", "pkg:conan/zlib@1.2.13 1.2.13 required 2"}},
    {"conanfile-py", 1,
     {"pkg:conan/cjson@1.7.15 1.7.15 required 4", "pkg:conan/fmt@10.2.1 10.2.1 required 3",
      "pkg:conan/ninja@1.11.1 1.11.1 excluded 10", "pkg:conan/sqlite3@3.45.0 3.45.0 required 7"}},
    {"vcpkg", 2,
     {"pkg:vcpkg/cmake-tool - excluded 6", "pkg:vcpkg/fmt@10.1.1?port_version=2 10.1.1 required 4",
      "pkg:vcpkg/zlib - required 5"}},
    {"vcpkg-status", 0, {"pkg:vcpkg/expat@2.5.0?port_version=1&triplet=x64-linux 2.5.0 required 1"}},
    {"cmake", 3,
     {"pkg:git/git.example.org/group/thing@main - required 13", "pkg:github/fmtlib/fmt@10.1.1 10.1.1 required 11",
      "pkg:github/nlohmann/json@v3.11.2 3.11.2 required 5", "pkg:github/lz4/lz4@v1.9.4 1.9.4 required 12",
      "pkg:github/mbed-tls/mbedtls@0123456789abcdef0123456789abcdef01234567 - required 10",
      "pkg:generic/zlib@1.2.11?download_url=https:%2F%2Fexample.org%2Fsrc%2Fzlib-1.2.11.tar.gz 1.2.11 required 8"}},
    {"gitmodules", 3, {"pkg:github/lwip-tcpip/lwip - required 1", "pkg:generic/rel - required 4"}},
    {"west", 3,
     {"pkg:github/zephyrproject-rtos/hal_nordic@master - required 14",
      "pkg:github/mcu-tools/mcuboot@0123456789abcdef0123456789abcdef01234567 - required 11",
      "pkg:github/zephyrproject-rtos/zephyr@v3.5.0 3.5.0 required 8"}},
    {"maven", 1,
     {"pkg:maven/a.b/c - required 13", "pkg:maven/junit/junit@4.13.2 4.13.2 excluded 11",
      "pkg:maven/io.netty/netty-handler@4.1.100.Final 4.1.100.Final required 9",
      "pkg:maven/org.slf4j/slf4j-api@2.0.9 2.0.9 required 10"}},
    {"gradle-lock", 0,
     {"pkg:maven/com.google.guava/guava@32.1.2-jre 32.1.2-jre required 2", "pkg:maven/junit/junit@4.13.2 4.13.2 excluded 3"}},
    {"gradle-catalogue", 1,
     {"pkg:maven/com.google.code.gson/gson@2.10.1 2.10.1 required 5",
      "pkg:maven/com.squareup.okhttp3/okhttp@4.12.0 4.12.0 required 4", "pkg:maven/org.x/y - required 6"}},
    {"gradle-build", 0,
     {"pkg:maven/commons-io/commons-io@2.11.0 2.11.0 required 4", "pkg:maven/junit/junit@4.13.2 4.13.2 excluded 5",
      "pkg:maven/org.apache.logging.log4j/log4j-core@2.17.1 2.17.1 required 3"}},
    {"gradle-variable", 1, {"pkg:maven/a/b - required 2"}},
    {"gitmodules-query", 2, {"pkg:generic/q - required 1"}},
    {"nuget-lock", 0,
     {"pkg:nuget/Newtonsoft.Json@12.0.3 12.0.3 required 5", "pkg:nuget/System.Memory@4.5.5 4.5.5 required 6"}},
    {"csproj", 1,
     {"pkg:nuget/Floating - required 6", "pkg:nuget/Newtonsoft.Json@13.0.1 13.0.1 required 4",
      "pkg:nuget/StyleCop@1.1.118 1.1.118 excluded 5"}},
    {"packages-config", 0,
     {"pkg:nuget/NUnit@3.13.0 3.13.0 excluded 4", "pkg:nuget/log4net@2.0.8 2.0.8 required 3"}},
    {"deps-json", 0, {"pkg:nuget/Serilog@2.10.0 2.10.0 required 3"}},
    {"cyclonedx", 5, {"(inner) 1 required 10", "(nothing) - required 11", "pkg:conan/openssl@1.1.1k 1.1.1k required 5"}},
    {"spdx", 1,
     {"(client) 3 required 12", "(tester) - excluded 11", "pkg:generic/zlib@1.2.11 1.2.11 required 6"}},
    {"macros-zlib", 0, {"pkg:generic/zlib@1.2.11 1.2.11 required 3"}},
    {"macros-mbedtls", 0, {"pkg:generic/mbedtls@3.4.1 3.4.1 required 1"}},
    {"macros-openssl", 0, {"pkg:generic/openssl@1.0.2za-fips 1.0.2za-fips required 2"}},
    {"macros-boost", 0, {"pkg:generic/boost@1.74.0 1.74.0 required 2"}},
    {"macros-uboot", 0, {"pkg:generic/u-boot@2023.04 2023.04 required 1"}},
    {"macros-littlefs", 0, {"pkg:generic/littlefs@2.5 2.5 required 1"}},
    {"macros-template", 1, {"pkg:generic/libxml2 - required 0"}},
};

struct loaded {
    struct buf text;
    struct components parts;
    struct diags diags;
};

static void load(const char *seed, struct loaded *ret)
{
    char path[256];
    snprintf(path, sizeof path, "tests/fuzz/seeds/parts/%s", seed);
    *ret = (struct loaded){0};
    assert_int_equal(file_read(path, FILE_LIMIT, &ret->text, &ret->diags), STATUS_OK);
    char *end = strchr(ret->text.bytes, '\n');
    assert_non_null(end);
    *end = '\0';
    size_t size = ret->text.size - (size_t)(end + 1 - ret->text.bytes);
    assert_int_equal(parts_read_bytes(ret->text.bytes, end + 1, size, &ret->parts, &ret->diags), STATUS_OK);
}

static void unload(struct loaded *loaded)
{
    buf_free(&loaded->text);
    components_free(&loaded->parts);
    diags_free(&loaded->diags);
}

static void test_seeds(void **state)
{
    (void)state;
    unsigned bad = 0;
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        struct loaded loaded;
        load(ROWS[i].seed, &loaded);
        size_t wanted = 0;
        while (wanted < ROWS_MAX && ROWS[i].parts[wanted]) wanted++;
        for (size_t n = 0; n < loaded.parts.list.count; n++) {
            const struct component *part = &loaded.parts.list.items[n];
            char line[512];
            const char *purl = component_purl(part);
            const struct evidence *seen = &part->evidence.items[0];
            char bare[64];
            snprintf(bare, sizeof bare, "(%s)", part->name);
            snprintf(line, sizeof line, "%s %s %s %u", purl ? purl : bare, part->version ? part->version : "-", part->scope,
                     seen->line);
            bool good = n < wanted && strcmp(line, ROWS[i].parts[n]) == 0;
            if (!good) print_message("%s: got    %s\n", ROWS[i].seed, line);
            if (!good && n < wanted) print_message("%s: wanted %s\n", ROWS[i].seed, ROWS[i].parts[n]);
            bad += !good;
        }
        bool told = loaded.diags.list.count == ROWS[i].notes;
        if (loaded.parts.list.count != wanted || !told)
            print_message("%s: %zu parts, %zu diagnostics\n", ROWS[i].seed, loaded.parts.list.count, loaded.diags.list.count);
        if (!told) diags_print(&loaded.diags, stderr, false);
        bad += loaded.parts.list.count != wanted || !told;
        unload(&loaded);
    }
    assert_int_equal(bad, 0);
}

static const struct component *find(const struct loaded *loaded, const char *name, const char *version)
{
    VEC_EACH(&loaded->parts.list, part)
        if (strcmp(part->name, name) == 0 && text_equal(part->version, version)) return part;
    return NULL;
}

static bool has_identity(const struct component *part, const char *text)
{
    VEC_EACH(&part->identities, identity)
        if (strcmp(identity->text, text) == 0) return true;
    return false;
}

static void assert_edge(const struct component *from, const struct component *to)
{
    assert_non_null(from);
    assert_non_null(to);
    bool found = false;
    VEC_EACH(&from->depends_on, ref)
        found = found || strcmp(*ref, to->ref) == 0;
    assert_true(found);
}

static void test_details(void **state)
{
    (void)state;
    struct loaded dpkg, apk, npm, old, macros;
    load("dpkg", &dpkg);
    const struct component *ssl = find(&dpkg, "libssl3", "3.0.9-1"), *libc = find(&dpkg, "libc6", "2.36-9+deb12u1");
    assert_edge(ssl, libc);
    assert_string_equal(ssl->scheme, "deb");
    assert_true(has_identity(libc, "pkg:deb/debian/glibc@2.36-9?arch=source"));
    assert_true(has_identity(ssl, "pkg:deb/debian/openssl@3.0.9-1?arch=source"));
    load("apk", &apk);
    assert_edge(find(&apk, "libcrypto3", "3.1.4-r1"), find(&apk, "musl", "1.2.3-r4"));
    assert_string_equal(find(&apk, "musl", "1.2.3-r4")->licence, "MIT");
    load("npm-v3", &npm);
    const struct component *a = find(&npm, "a", "1.2.3");
    assert_edge(a, find(&npm, "b", "2.0.0")); // the inner one, as Node resolves it
    assert_int_equal(a->depends_on.count, 1);
    assert_string_equal(a->group, "@scope");
    assert_string_equal(a->licence, "(MIT OR Apache-2.0)");
    assert_string_equal(a->hashes.items[0].hex, "0102030405060708090a0b0c0d0e0f1011121314");
    load("npm-v1", &old);
    assert_edge(find(&old, "a", "1.0.0"), find(&old, "b", "2.0.0"));
    load("macros-openssl", &macros);
    const struct component *openssl = find(&macros, "openssl", "1.0.2za-fips");
    assert_string_equal(openssl->scheme, "openssl");
    assert_true(has_identity(openssl, "cpe:2.3:a:openssl:openssl:1.0.2za-fips:*:*:*:*:*:*:*"));
    unload(&dpkg);
    unload(&apk);
    unload(&npm);
    unload(&old);
    unload(&macros);
}

static void test_documents(void **state)
{
    (void)state;
    struct loaded bom, spdx, cargo, maven, nuget, conan;
    load("cyclonedx", &bom);
    const struct component *ssl = find(&bom, "openssl", "1.1.1k"), *nothing = find(&bom, "nothing", NULL);
    assert_edge(ssl, find(&bom, "inner", "1"));
    assert_int_equal(ssl->depends_on.count, 1);
    assert_string_equal(ssl->licence, "OpenSSL AND MIT");
    assert_string_equal(ssl->supplier, "OpenSSL Foundation");
    assert_string_equal(ssl->scheme, "openssl");
    assert_true(has_identity(ssl, "cpe:2.3:a:openssl:openssl:1.1.1k:*:*:*:*:*:*:*"));
    assert_int_equal(ssl->hashes.count, 1);
    assert_string_equal(nothing->evidence.items[1].file, "src/x.c");
    assert_int_equal(nothing->evidence.items[1].line, 7);
    load("spdx", &spdx);
    const struct component *zlib = find(&spdx, "zlib", "1.2.11");
    assert_edge(find(&spdx, "client", "3"), zlib);
    assert_string_equal(zlib->licence, "Zlib");
    assert_string_equal(zlib->supplier, "Zlib");
    assert_true(has_identity(zlib, "cpe:2.3:a:zlib:zlib:1.2.11:*:*:*:*:*:*:*"));
    assert_string_equal(zlib->hashes.items[0].algorithm, "SHA-1");
    load("cargo", &cargo);
    assert_edge(find(&cargo, "ring", "0.17.8"), find(&cargo, "spin", "0.9.8"));
    load("maven", &maven);
    assert_string_equal(find(&maven, "junit", "4.13.2")->group, "junit");
    load("nuget-lock", &nuget);
    assert_edge(find(&nuget, "Newtonsoft.Json", "12.0.3"), find(&nuget, "System.Memory", "4.5.5"));
    load("conan-lock1", &conan);
    assert_edge(find(&conan, "libcurl", "7.79.1"), find(&conan, "zlib", "1.2.12"));
    assert_true(has_identity(find(&conan, "zlib", "1.2.12"), "cpe:2.3:a:zlib:zlib:1.2.12:*:*:*:*:*:*:*"));
    unload(&bom);
    unload(&spdx);
    unload(&cargo);
    unload(&maven);
    unload(&nuget);
    unload(&conan);
}

// What cannot be read is told with its line, never passed over.
static void test_broken(void **state)
{
    (void)state;
    static const struct {
        const char *name, *text;
        unsigned line;
    } BROKEN[] = {
        {"package-lock.json", "{\n \"lockfileVersion\": 3,\n oops}", 3},
        {"Cargo.lock", "[[package]]\nname = \"x\n", 2},
        {"pom.xml", "<project>\n<a></project>", 2},
        {"x.csproj", "<Project", 1},
        {"x.spdx.json", "{\"spdxVersion\": \"SPDX-3.0\"}", 1},
        {"x.cdx.json", "{\"bomFormat\": \"Other\"}", 1},
        {"west.yml", "manifest:\n  projects: [", 3},
        {"conan.lock", "{}", 1},
        {"conanfile.txt", "[requires]\nnonsense\n", 2},
        {"lib/dpkg/status", "Package: x\nVersion:\nMaintainer: y\n", 1},
        {"requirements.txt", "a==1\n==2\n", 2},
        {"CMakeLists.txt", "FetchContent_Declare(a\n  URL ${X}/y.zip)\n", 1},
    };
    for (size_t i = 0; i < COUNT_OF(BROKEN); i++) {
        struct components parts = {0};
        struct diags diags = {0};
        enum status status = parts_read_bytes(BROKEN[i].name, BROKEN[i].text, strlen(BROKEN[i].text), &parts, &diags);
        assert_int_equal(status, STATUS_OK);
        if (!diags_incomplete(&diags)) print_message("nothing said about %s\n", BROKEN[i].name);
        assert_true(diags_incomplete(&diags));
        bool placed = false;
        VEC_EACH(&diags.list, diag)
            placed = placed || (diag->level >= DIAG_SKIPPED && diag->line == BROKEN[i].line);
        if (!placed) diags_print(&diags, stderr, false);
        assert_true(placed);
        components_free(&parts);
        diags_free(&diags);
    }
}

RUN(cmocka_unit_test(test_documents), cmocka_unit_test(test_broken), cmocka_unit_test(test_seeds), cmocka_unit_test(test_details))
