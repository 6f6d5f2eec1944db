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
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        struct loaded loaded;
        load(ROWS[i].seed, &loaded);
        size_t wanted = 0;
        while (wanted < ROWS_MAX && ROWS[i].parts[wanted]) wanted++;
        for (size_t n = 0; n < loaded.parts.list.count; n++) {
            const struct component *part = &loaded.parts.list.items[n];
            char line[512];
            snprintf(line, sizeof line, "%s %s %s %u", component_purl(part), part->version ? part->version : "-",
                     part->scope, part->evidence.items[0].line);
            if (n >= wanted || strcmp(line, ROWS[i].parts[n]) != 0) print_message("%s: got %s\n", ROWS[i].seed, line);
            assert_true(n < wanted);
            assert_string_equal(line, ROWS[i].parts[n]);
        }
        assert_int_equal(loaded.parts.list.count, wanted);
        if (loaded.diags.list.count != ROWS[i].notes) diags_print(&loaded.diags, stderr, false);
        assert_int_equal(loaded.diags.list.count, ROWS[i].notes);
        unload(&loaded);
    }
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

RUN(cmocka_unit_test(test_seeds), cmocka_unit_test(test_details))
