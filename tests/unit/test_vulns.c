#include "base/file.h"
#include "unit.h"
#include "vulns/history.h"
#include "vulns/import.h"
#include "vulns/match.h"
#include "vulns/names.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// A folder of feed files, a database made of them, and a list of parts.
struct world {
    struct arena arena;
    struct diags diags;
    const char *folder, *feeds, *db;
    struct components parts;
    struct matches matches;
    struct import_result result; // of the last import
};

static void world_begin(struct world *world)
{
    char name[] = "/tmp/theriac-vulns-XXXXXX";
    *world = (struct world){0};
    world->folder = arena_str(&world->arena, mkdtemp(name));
    world->feeds = path_join(&world->arena, world->folder, "feeds");
    world->db = path_join(&world->arena, world->folder, "vulns.db");
    assert_int_equal(dir_make(world->feeds, &world->diags), STATUS_OK);
}

static void world_end(struct world *world)
{
    struct tree tree = {0};
    assert_int_equal(tree_list(world->folder, true, &tree, &world->diags), STATUS_OK);
    VEC_EACH(&tree.files, file)
        unlink(file->path);
    tree_free(&tree);
    rmdir(world->feeds);
    rmdir(world->folder);
    VEC_FREE(&world->result.feeds);
    matches_free(&world->matches);
    components_free(&world->parts);
    diags_free(&world->diags);
    arena_free(&world->arena);
}

static void put_file(struct world *world, const char *name, const char *text)
{
    assert_int_equal(file_write(path_join(&world->arena, world->feeds, name), text, strlen(text), &world->diags), STATUS_OK);
}

static struct import_result import(struct world *world, bool commit)
{
    struct database *database;
    VEC_FREE(&world->result.feeds);
    struct import_options options = {.jobs = 2, .now = "2099-06-01T00:00:00Z"};
    const char *paths[] = {world->feeds};
    assert_int_equal(database_begin(world->db, &world->diags, &database), STATUS_OK);
    assert_int_equal(database_import(database, paths, 1, &options, &world->result, &world->diags), STATUS_OK);
    if (commit) assert_int_equal(database_commit(database), STATUS_OK);
    database_close(database);
    return world->result;
}

// A CVE record whose CNA names acme's libpump, with the given product members and versions.
static void put_cve(struct world *world, const char *id, const char *product, const char *date)
{
    const char *text = arena_printf(
        &world->arena,
        "{\"dataType\":\"CVE_RECORD\",\"cveMetadata\":{\"cveId\":\"%s\",\"state\":\"PUBLISHED\",\"dateUpdated\":\"%s\"},"
        "\"containers\":{\"cna\":{\"title\":\"about %s\",\"metrics\":[{\"cvssV3_1\":{\"baseScore\":7.5,\"vectorString\":"
        "\"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H\"}}],\"affected\":[{\"vendor\":\"Acme\",\"product\":\"libpump\",%s}]}}}",
        id, date, id, product);
    put_file(world, arena_printf(&world->arena, "%s.json", id), text);
}

static struct component *add_part(struct world *world, const char *name, const char *version, const char *purl,
                                  const char *cpe)
{
    struct component *part = components_add(&world->parts, name, version);
    struct evidence evidence = {.rule = "test"};
    if (purl) component_add_identity(&world->parts, part, IDENTITY_PURL, purl, CONFIDENCE_HIGH, evidence);
    if (cpe) component_add_identity(&world->parts, part, IDENTITY_CPE, cpe, CONFIDENCE_HIGH, evidence);
    return part;
}

static const char PUMP_CPE[] = "cpe:2.3:a:acme:libpump:*:*:*:*:*:*:*:*";

static void match(struct world *world)
{
    struct database *database;
    matches_free(&world->matches);
    assert_int_equal(database_open(world->db, &world->diags, &database), STATUS_OK);
    assert_int_equal(vulns_match(database, &world->parts, &world->matches, &world->diags), STATUS_OK);
    database_close(database);
}

static const struct match *match_of(const struct world *world, size_t part, const char *id)
{
    VEC_EACH(&world->matches.list, match)
        if (match->component == part && strcmp(world->matches.vulnerabilities.items[match->vulnerability].id, id) == 0)
            return match;
    return NULL;
}

// --- verdicts ----------------------------------------------------------------------------------------------

struct verdict_row {
    const char *product, *scheme, *version;
    int verdict;       // -1: no match at all
    const char *fixed; // NULL: not asked
};

static void check_rows(const struct verdict_row *rows, size_t count)
{
    struct world world;
    world_begin(&world);
    for (size_t i = 0; i < count; i++)
        put_cve(&world, arena_printf(&world.arena, "CVE-2099-%04zu", i), rows[i].product, "2099-01-01T00:00:00");
    import(&world, true);
    for (size_t i = 0; i < count; i++) {
        add_part(&world, "libpump", rows[i].version, NULL, PUMP_CPE)->scheme = rows[i].scheme;
        match(&world);
        const char *id = arena_printf(&world.arena, "CVE-2099-%04zu", i);
        const struct match *found = match_of(&world, i, id);
        if ((found ? (int)found->verdict : -1) != rows[i].verdict)
            fail_msg("%s with %s (%s): %s: %s", rows[i].version, rows[i].product, rows[i].scheme,
                     found ? verdict_name(found->verdict) : "none", found ? found->reason : "");
        if (rows[i].fixed && !text_equal(found->fixed, rows[i].fixed))
            fail_msg("%s with %s: fixed in %s", rows[i].version, rows[i].product, found->fixed);
    }
    world_end(&world);
}

#define RANGE(rest) "\"versions\":[{\"status\":\"affected\"," rest "}],\"defaultStatus\":\"unaffected\""
#define LOOSE(rest) "\"versions\":[{\"status\":\"affected\"," rest "}]"

static void cve_ranges(void **state)
{
    enum { YES = VERDICT_AFFECTED, NO = VERDICT_NOT_IN_RANGE, OPEN = VERDICT_UNDECIDABLE };
    static const struct verdict_row ROWS[] = {
        {RANGE("\"version\":\"1.0\",\"lessThan\":\"1.4.2\",\"versionType\":\"semver\""), "semver", "1.4.1", YES, "1.4.2"},
        {RANGE("\"version\":\"1.0\",\"lessThan\":\"1.4.2\",\"versionType\":\"semver\""), "semver", "1.4.2", NO, NULL},
        {RANGE("\"version\":\"1.0\",\"lessThan\":\"1.4.2\",\"versionType\":\"semver\""), "semver", "0.9", NO, NULL},
        {RANGE("\"version\":\"1.0\",\"lessThan\":\"1.4.2\",\"versionType\":\"semver\""), "semver", "1.4.2-rc.1", YES, NULL},
        {RANGE("\"version\":\"0\",\"lessThanOrEqual\":\"2.0\",\"versionType\":\"custom\""), "generic", "2.0", YES, NULL},
        {RANGE("\"version\":\"1.0.2\",\"lessThan\":\"1.0.2zk\",\"versionType\":\"custom\""), "openssl", "1.0.2z", YES, "1.0.2zk"},
        {RANGE("\"version\":\"1.0.2\",\"lessThan\":\"1.0.2zk\",\"versionType\":\"custom\""), "openssl", "1.0.2zl", NO, NULL},
        {RANGE("\"version\":\"unspecified\",\"lessThan\":\"3.1\",\"versionType\":\"custom\""), "generic", "3.0.9", YES, "3.1"},
        {RANGE("\"version\":\"5.0\",\"lessThanOrEqual\":\"*\",\"versionType\":\"semver\""), "generic", "99.1", YES, NULL},
        {RANGE("\"version\":\"6.1\",\"lessThanOrEqual\":\"6.1.*\",\"versionType\":\"semver\""), "generic", "6.1.77", YES, NULL},
        {RANGE("\"version\":\"6.1\",\"lessThanOrEqual\":\"6.1.*\",\"versionType\":\"semver\""), "generic", "6.10", NO, NULL},
        // as GitHub writes them
        {LOOSE("\"version\":\"< 2.3.1\""), "generic", "2.3.0", YES, "2.3.1"},
        {LOOSE("\"version\":\">= 2.0, < 2.3.1\""), "generic", "1.9", NO, NULL},
        {LOOSE("\"version\":\">= 2.0, < 2.3.1\""), "generic", "2.3", YES, NULL},
        {LOOSE("\"version\":\"2.3 and earlier\""), "generic", "2.2.9", YES, NULL},
        {LOOSE("\"version\":\"prior to 2.3\""), "generic", "2.3", NO, NULL},
        {LOOSE("\"version\":\"1.0 through 1.4\""), "generic", "1.4", YES, NULL},
        {LOOSE("\"version\":\"4.2.8p17\""), "generic", "4.2.8p17", YES, NULL},
        {LOOSE("\"version\":\"4.2.8p17\""), "generic", "4.2.8p18", NO, NULL},
        // nothing that can be compared
        {LOOSE("\"version\":\"n/a\""), "generic", "1.0", OPEN, NULL},
        {LOOSE("\"version\":\"*\""), "generic", "1.0", OPEN, NULL},
        {LOOSE("\"version\":\"all builds of spring\""), "generic", "1.0", OPEN, NULL},
        {LOOSE("\"version\":\"1.0-foo\""), "generic", "1.0", OPEN, NULL},
        {RANGE("\"version\":\"1.0\",\"lessThan\":\"1.2.0\",\"versionType\":\"semver\""), "deb", "1:1.1", OPEN, NULL},
        {RANGE("\"version\":\"4ec3f1b2a9d0\",\"lessThan\":\"99aabbccddee\",\"versionType\":\"git\""), "generic", "1.0", OPEN, NULL},
        {RANGE("\"version\":\"4ec3f1b2a9d0\",\"lessThan\":\"99aabbccddee\",\"versionType\":\"custom\""), "generic", "1.0", OPEN, NULL},
        // changes within a range
        {RANGE("\"version\":\"1.0\",\"lessThan\":\"3\",\"versionType\":\"semver\",\"changes\":[{\"at\":\"1.5.3\",\"status\":\"unaffected\"}]"),
         "semver", "1.5.2", YES, "1.5.3"},
        {RANGE("\"version\":\"1.0\",\"lessThan\":\"3\",\"versionType\":\"semver\",\"changes\":[{\"at\":\"1.5.3\",\"status\":\"unaffected\"}]"),
         "semver", "1.5.3", NO, NULL},
        // everything but what is listed, as the kernel's CNA writes it
        {"\"versions\":[{\"version\":\"0\",\"lessThan\":\"4.15\",\"status\":\"unaffected\"},{\"version\":\"5.10.37\",\"lessThanOrEqual\":"
         "\"5.10.*\",\"status\":\"unaffected\"},{\"version\":\"5.13\",\"lessThanOrEqual\":\"*\",\"status\":\"unaffected\",\"versionType\":"
         "\"original_commit_for_fix\"}],\"defaultStatus\":\"affected\"", "generic", "5.10.36", YES, "5.10.37"},
        {"\"versions\":[{\"version\":\"0\",\"lessThan\":\"4.15\",\"status\":\"unaffected\"},{\"version\":\"5.10.37\",\"lessThanOrEqual\":"
         "\"5.10.*\",\"status\":\"unaffected\"},{\"version\":\"5.13\",\"lessThanOrEqual\":\"*\",\"status\":\"unaffected\",\"versionType\":"
         "\"original_commit_for_fix\"}],\"defaultStatus\":\"affected\"", "generic", "6.1.60", NO, NULL},
        {"\"defaultStatus\":\"affected\"", "generic", "1.0", OPEN, NULL},
        {"\"defaultStatus\":\"unaffected\"", "generic", "1.0", NO, NULL},
    };
    (void)state;
    check_rows(ROWS, COUNT_OF(ROWS));
}

static void osv_ranges(void **state)
{
    static const struct { const char *affected, *version; int verdict; const char *fixed; } ROWS[] = {
        {"\"ranges\":[{\"type\":\"SEMVER\",\"events\":[{\"fixed\":\"1.2.0\"},{\"introduced\":\"0\"}]}]", "1.1.9", VERDICT_AFFECTED, "1.2.0"},
        {"\"ranges\":[{\"type\":\"SEMVER\",\"events\":[{\"fixed\":\"1.2.0\"},{\"introduced\":\"0\"}]}]", "1.2.0", VERDICT_NOT_IN_RANGE, NULL},
        {"\"ranges\":[{\"type\":\"SEMVER\",\"events\":[{\"introduced\":\"2.0.0\"},{\"fixed\":\"2.1.0\"},{\"introduced\":\"1.0.0\"},{\"fixed\":\"1.5.0\"}]}]",
         "1.7.0", VERDICT_NOT_IN_RANGE, NULL},
        {"\"ranges\":[{\"type\":\"SEMVER\",\"events\":[{\"introduced\":\"2.0.0\"},{\"fixed\":\"2.1.0\"},{\"introduced\":\"1.0.0\"},{\"fixed\":\"1.5.0\"}]}]",
         "2.0.0", VERDICT_AFFECTED, "2.1.0"},
        {"\"ranges\":[{\"type\":\"SEMVER\",\"events\":[{\"introduced\":\"1.0.0\"},{\"last_affected\":\"1.5.0\"}]}]", "1.5.0", VERDICT_AFFECTED, NULL},
        {"\"ranges\":[{\"type\":\"SEMVER\",\"events\":[{\"introduced\":\"1.0.0\"},{\"last_affected\":\"1.5.0\"}]}]", "1.5.1", VERDICT_NOT_IN_RANGE, NULL},
        {"\"ranges\":[{\"type\":\"GIT\",\"repo\":\"https://x\",\"events\":[{\"introduced\":\"0\"}]}]", "1.0.0", VERDICT_UNDECIDABLE, NULL},
        {"\"ranges\":[{\"type\":\"GIT\",\"repo\":\"https://x\",\"events\":[{\"introduced\":\"0\"}]}],\"versions\":[\"valve-1_0_0\"]", "1.0.0", VERDICT_AFFECTED, NULL},
        {"\"ranges\":[{\"type\":\"GIT\",\"repo\":\"https://x\",\"events\":[{\"introduced\":\"0\"}]}],\"versions\":[\"valve-1_0_0\"]", "1.0.1", VERDICT_NOT_IN_RANGE, NULL},
        {"\"versions\":[\"1.0\",\"1.1\"]", "1.1.0", VERDICT_AFFECTED, NULL},
    };
    struct world world;
    (void)state;
    world_begin(&world);
    for (size_t i = 0; i < COUNT_OF(ROWS); i++)
        put_file(&world, arena_printf(&world.arena, "%zu.json", i),
                 arena_printf(&world.arena, "{\"id\":\"ACME-%02zu\",\"modified\":\"2099-01-01T00:00:00Z\",\"aliases\":[\"CVE-2099-%04zu\"],\"affected\":["
                                            "{\"package\":{\"ecosystem\":\"npm\",\"name\":\"valve\"},%s}]}", i, i, ROWS[i].affected));
    put_file(&world, "withdrawn.json", "{\"id\":\"ACME-99\",\"modified\":\"2099-01-01T00:00:00Z\",\"withdrawn\":\"2099-01-02T00:00:00Z\",\"affected\":"
                                       "[{\"package\":{\"ecosystem\":\"npm\",\"name\":\"valve\"},\"versions\":[\"1.1.0\"]}]}");
    import(&world, true);
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        add_part(&world, "valve", ROWS[i].version, arena_printf(&world.arena, "pkg:npm/valve@%s", ROWS[i].version), NULL)->scheme = "semver";
        match(&world);
        const struct match *found = match_of(&world, i, arena_printf(&world.arena, "CVE-2099-%04zu", i));
        if (!found || (int)found->verdict != ROWS[i].verdict)
            fail_msg("%s with %s: %s", ROWS[i].version, ROWS[i].affected, found ? found->reason : "none");
        if (ROWS[i].fixed && !text_equal(found->fixed, ROWS[i].fixed)) fail_msg("fixed in %s", found->fixed);
        assert_null(match_of(&world, i, "ACME-99"));
    }
    world_end(&world);
}

// A page of the NVD with one CVE a row; the part is acme's libpump 1.4 with no platform known but the given one.
static void nvd_configurations(void **state)
{
#define CPE_OF(vulnerable, name, rest) "{\"vulnerable\":" vulnerable ",\"criteria\":\"cpe:2.3:" name "\"" rest "}"
#define PUMP(rest) CPE_OF("true", "a:acme:libpump:*:*:*:*:*:*:*:*", rest)
#define ALONE(match) "{\"nodes\":[{\"operator\":\"OR\",\"negate\":false,\"cpeMatch\":[" match "]}]}"
#define WITH(match, other) "{\"operator\":\"AND\",\"nodes\":[{\"operator\":\"OR\",\"cpeMatch\":[" match "]},{\"operator\":\"OR\",\"cpeMatch\":[" other "]}]}"
    static const struct { const char *configuration; int verdict; } ROWS[] = {
        {ALONE(PUMP(",\"versionEndExcluding\":\"1.5\"")), VERDICT_AFFECTED},
        {ALONE(PUMP(",\"versionEndExcluding\":\"1.4\"")), VERDICT_NOT_IN_RANGE},
        {ALONE(PUMP(",\"versionStartExcluding\":\"1.4\"")), VERDICT_NOT_IN_RANGE},
        {ALONE(PUMP(",\"versionStartIncluding\":\"1.4\",\"versionEndIncluding\":\"1.4\"")), VERDICT_AFFECTED},
        {ALONE(PUMP("")), VERDICT_UNDECIDABLE},                                                        // every version, without limits
        {ALONE(CPE_OF("true", "a:acme:libpump:-:*:*:*:*:*:*:*", "")), VERDICT_UNDECIDABLE},            // no version
        {ALONE(CPE_OF("true", "a:acme:libpump:1.4:*:*:*:*:*:*:*", "")), VERDICT_AFFECTED},
        {ALONE(CPE_OF("true", "a:acme:libpump:1.4:p2:*:*:*:*:*:*", "")), VERDICT_NOT_IN_RANGE},        // update is identity
        {ALONE(CPE_OF("true", "a:acme:libpump:1.*:*:*:*:*:*:*:*", "")), VERDICT_AFFECTED},
        {ALONE(CPE_OF("true", "a:acme:libpump:*:*:*:*:*:wordpress:*:*", ",\"versionEndExcluding\":\"9\"")), -1}, // another product
        {ALONE(CPE_OF("false", "a:acme:libpump:*:*:*:*:*:*:*:*", "")), -1},                            // running on it alone
        {WITH(CPE_OF("true", "a:other:app:*:*:*:*:*:*:*:*", ""), CPE_OF("false", "a:acme:libpump:*:*:*:*:*:*:*:*", "")), -1},
        {WITH(PUMP(",\"versionEndExcluding\":\"1.5\""), CPE_OF("false", "o:acme:rtos:*:*:*:*:*:*:*:*", "")), VERDICT_AFFECTED},
        {WITH(PUMP(",\"versionEndExcluding\":\"1.5\""), CPE_OF("false", "o:microsoft:windows:-:*:*:*:*:*:*:*", "")), VERDICT_UNDECIDABLE},
        {WITH(PUMP(",\"versionEndExcluding\":\"1.5\""), CPE_OF("false", "o:acme:rtos:*:*:*:*:*:*:*:*", ",\"versionEndExcluding\":\"2.0\"")), VERDICT_UNDECIDABLE},
        {"{\"negate\":true,\"nodes\":[{\"operator\":\"OR\",\"cpeMatch\":[" PUMP(",\"versionEndExcluding\":\"1.5\"") "]}]}", VERDICT_UNDECIDABLE},
    };
    struct world world;
    struct buf page = {0};
    (void)state;
    world_begin(&world);
    buf_text(&page, "{\"resultsPerPage\":99,\"totalResults\":99,\"format\":\"NVD_CVE\",\"version\":\"2.0\",\"vulnerabilities\":[");
    for (size_t i = 0; i < COUNT_OF(ROWS); i++)
        buf_printf(&page, "%s{\"cve\":{\"id\":\"CVE-2099-%04zu\",\"lastModified\":\"2099-01-01T00:00:00\",\"configurations\":[%s]}}", i ? "," : "", i,
                   ROWS[i].configuration);
    buf_text(&page, "]}");
    put_file(&world, "nvd.json", buf_cstr(&page));
    import(&world, true);
    add_part(&world, "libpump", "1.4", "pkg:generic/libpump@1.4", PUMP_CPE);
    add_part(&world, "rtos", "2.0", NULL, "cpe:2.3:o:acme:rtos:2.0:*:*:*:*:*:*:*");
    match(&world);
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        const struct match *found = match_of(&world, 0, arena_printf(&world.arena, "CVE-2099-%04zu", i));
        if ((found ? (int)found->verdict : -1) != ROWS[i].verdict)
            fail_msg("row %zu, %s: %s", i, ROWS[i].configuration, found ? found->reason : "none");
    }
    assert_int_equal(world.matches.feeds.count, 1);
    assert_non_null(strstr(world.matches.feeds.items[0].completeness, "partial: 16 of 99 records"));
    buf_free(&page);
    world_end(&world);
}

// --- names -------------------------------------------------------------------------------------------------

static void a_name_is_worth_its_evidence(void **state)
{
    struct world world;
    (void)state;
    world_begin(&world);
    put_cve(&world, "CVE-2099-0001", RANGE("\"version\":\"1.0\",\"lessThan\":\"2.0\""), "2099-01-01T00:00:00");
    put_file(&world, "tls.json", "{\"cveMetadata\":{\"cveId\":\"CVE-2099-0002\"},\"containers\":{\"cna\":{\"affected\":[{\"vendor\":\"Mbed TLS\",\"product\":\"mbedtls\","
                                 "\"versions\":[{\"status\":\"affected\",\"version\":\"2.0\",\"lessThan\":\"2.28.9\"}],\"defaultStatus\":\"unaffected\"}]}}}");
    // One npm package in a CVE record: npm as a whole is not covered by that.
    put_file(&world, "npm.json", "{\"cveMetadata\":{\"cveId\":\"CVE-2099-0003\"},\"containers\":{\"cna\":{\"affected\":[{\"collectionURL\":\"https://x/npmjs\",\"packageName\":"
                                 "\"another\",\"versions\":[{\"status\":\"affected\",\"version\":\"1.0\"}]}]}}}");
    import(&world, true);
    add_part(&world, "libpump", "1.5", NULL, PUMP_CPE);                                   // 0: the CPE came with it
    add_part(&world, "libpump", "1.5", "pkg:github/acme/libpump@1.5", NULL);              // 1: the forge says who
    add_part(&world, "libpump", "1.5", "pkg:generic/libpump@1.5", NULL);                  // 2: a name only
    add_part(&world, "libpump", "1.5", "pkg:npm/libpump@1.5", NULL);                      // 3: another world's name
    add_part(&world, "libpump", "1:1.5-2+b1", "pkg:deb/debian/libpump@1:1.5-2%2Bb1", PUMP_CPE)->scheme = "deb"; // 4: a distribution's
    add_part(&world, "libpump", "1:2.1-1", "pkg:deb/debian/libpump@1:2.1-1", PUMP_CPE)->scheme = "deb";         // 5: past the fix
    add_part(&world, "libpump", NULL, NULL, PUMP_CPE);                                    // 6: no version
    add_part(&world, "nobody-knows", "1.0", "pkg:generic/nobody-knows@1.0", NULL);        // 7
    add_part(&world, "mbedtls", "2.28.0", "pkg:conan/mbedtls@2.28.0", NULL);              // 8: by the table of aliases
    match(&world);
    const struct match *by_cpe = match_of(&world, 0, "CVE-2099-0001"), *by_forge = match_of(&world, 1, "CVE-2099-0001");
    const struct match *by_name = match_of(&world, 2, "CVE-2099-0001"), *packaged = match_of(&world, 4, "CVE-2099-0001");
    const struct match *newer = match_of(&world, 5, "CVE-2099-0001"), *alias = match_of(&world, 8, "CVE-2099-0002");
    assert_int_equal(by_cpe->verdict, VERDICT_AFFECTED);
    assert_int_equal(by_cpe->confidence, CONFIDENCE_HIGH);
    assert_string_equal(by_cpe->range, ">= 1.0, < 2.0");
    assert_int_equal(by_forge->verdict, VERDICT_AFFECTED);
    assert_int_equal(by_forge->confidence, CONFIDENCE_MEDIUM);
    assert_int_equal(by_name->verdict, VERDICT_UNDECIDABLE);
    assert_int_equal(by_name->confidence, CONFIDENCE_LOW);
    assert_null(match_of(&world, 3, "CVE-2099-0001"));
    assert_int_equal(packaged->verdict, VERDICT_UNDECIDABLE);
    assert_non_null(strstr(packaged->reason, "distribution"));
    assert_int_equal(newer->verdict, VERDICT_NOT_IN_RANGE);
    assert_int_equal(alias->verdict, VERDICT_AFFECTED);
    assert_int_equal(alias->confidence, CONFIDENCE_MEDIUM);
    size_t unknown[] = {3, 6, 7}; // never shown as clean
    assert_int_equal(world.matches.unmatchable.count, COUNT_OF(unknown));
    for (size_t i = 0; i < COUNT_OF(unknown); i++)
        assert_int_equal(world.matches.unmatchable.items[i], unknown[i]);
    assert_string_equal(unmatchable_reason(&world.parts.list.items[6]), "Its version is unknown.");
    world_end(&world);
}

// What a CVE record calls a package, a list of parts may call by coordinates, by module, or by vendor and product.
static void collections_name_packages(void **state)
{
#define PACKAGE(who, where, package) "{\"cveMetadata\":{\"cveId\":\"CVE-2099-000" who "\"},\"containers\":{\"cna\":{\"affected\":[{" where \
    ",\"packageName\":\"" package "\",\"versions\":[{\"status\":\"affected\",\"version\":\"1.0\",\"lessThan\":\"2.0\"}]}]}}}"
#define COLLECTION(address) "\"collectionURL\":\"https://" address "\""
    static const struct { const char *purl, *cpe, *id; } PARTS[] = {
        {"pkg:maven/org.acme/pump-core@1.5", NULL, "CVE-2099-0001"},
        {NULL, "cpe:2.3:a:acme_foundation:acme_pump:1.5:*:*:*:*:*:*:*", "CVE-2099-0001"},
        {"pkg:maven/io.acme/valve@1.5", NULL, "CVE-2099-0002"},
        {"pkg:github/acme/valve@1.5", NULL, "CVE-2099-0002"},
        {"pkg:golang/acme.example/mod@v1.5.0", NULL, "CVE-2099-0003"},
        {"pkg:golang/stdlib@1.5.0", NULL, "CVE-2099-0004"},
        {"pkg:rpm/redhat/pump@1.5-1", NULL, "CVE-2099-0005"},
        {NULL, "cpe:2.3:o:acme_foundation:acme_linux:1.5:*:*:*:*:*:*:*", NULL}, // its package is meant, not all of it
    };
    struct world world;
    (void)state;
    world_begin(&world);
    put_file(&world, "1.json", PACKAGE("1", COLLECTION("repo.maven.apache.org/maven2") ",\"vendor\":\"Acme Foundation\",\"product\":\"Acme Pump\"",
                                       "org.acme:pump-core"));
    put_file(&world, "2.json", PACKAGE("2", COLLECTION("github.com/acme/valve"), "io.acme:valve"));
    put_file(&world, "3.json", PACKAGE("3", COLLECTION("pkg.go.dev") ",\"vendor\":\"acme.example/mod\"", "acme.example/mod/sub"));
    put_file(&world, "4.json", PACKAGE("4", COLLECTION("pkg.go.dev") ",\"vendor\":\"Go standard library\"", "net/http"));
    put_file(&world, "5.json", PACKAGE("5", COLLECTION("access.redhat.com/x") ",\"vendor\":\"Acme Foundation\",\"product\":\"Acme Linux\"", "pump"));
    import(&world, true);
    for (size_t i = 0; i < COUNT_OF(PARTS); i++)
        add_part(&world, "part", "1.5", PARTS[i].purl, PARTS[i].cpe);
    match(&world);
    for (size_t i = 0; i < COUNT_OF(PARTS); i++) {
        const struct match *found = PARTS[i].id ? match_of(&world, i, PARTS[i].id) : NULL;
        if (PARTS[i].id && (!found || found->verdict == VERDICT_NOT_IN_RANGE)) fail_msg("row %zu: %s", i, found ? found->reason : "none");
        if (!PARTS[i].id && match_of(&world, i, "CVE-2099-0005")) fail_msg("row %zu is named", i);
    }
    world_end(&world);
}

static void feeds_are_merged_and_may_disagree(void **state)
{
    struct world world;
    (void)state;
    world_begin(&world);
    put_cve(&world, "CVE-2099-0001", RANGE("\"version\":\"1.0\",\"lessThan\":\"1.4.2\",\"versionType\":\"semver\""), "2099-01-01T00:00:00");
    put_file(&world, "nvd.json", "{\"format\":\"NVD_CVE\",\"totalResults\":1,\"vulnerabilities\":[{\"cve\":{\"id\":\"CVE-2099-0001\",\"lastModified\":\"2099-01-02\","
                                 "\"weaknesses\":[{\"description\":[{\"value\":\"CWE-787\"}]}],\"metrics\":{\"cvssMetricV31\":[{\"source\":\"nvd@nist.gov\",\"cvssData\":"
                                 "{\"baseScore\":9.8,\"vectorString\":\"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H\"}}]},\"configurations\":[{\"nodes\":[{\"operator\":\"OR\","
                                 "\"cpeMatch\":[{\"vulnerable\":true,\"criteria\":\"cpe:2.3:a:acme:libpump:*:*:*:*:*:*:*:*\",\"versionEndExcluding\":\"1.6\"}]}]}]}}]}");
    put_file(&world, "osv.json", "{\"id\":\"GHSA-aaaa-bbbb-cccc\",\"modified\":\"2099-01-01T00:00:00Z\",\"aliases\":[\"CVE-2099-0001\"],\"affected\":[{\"package\":"
                                 "{\"ecosystem\":\"npm\",\"name\":\"else\"},\"versions\":[\"1\"]}]}");
    put_file(&world, "kev.csv", "cveID,vendorProject,product,vulnerabilityName,dateAdded,shortDescription,requiredAction,dueDate,knownRansomwareCampaignUse,notes\n"
                                "CVE-2099-0001,Acme,libpump,\"A \"\"bad\"\" one, truly\",2099-02-01,\"Two\nlines\",do,2099-02-22,Unknown,\n");
    put_file(&world, "epss.csv", "#model_version:v1,score_date:2099-01-01T00:00:00+0000\ncve,epss,percentile\nCVE-2099-0001,0.25,0.9\n");
    import(&world, true);
    add_part(&world, "libpump", "1.4.1", NULL, PUMP_CPE);
    add_part(&world, "libpump", "1.5.0", NULL, PUMP_CPE);
    match(&world);
    assert_int_equal(world.matches.vulnerabilities.count, 1);
    assert_int_equal(world.matches.list.count, 2); // one a part, whatever the number of feeds
    const struct vulnerability *vulnerability = &world.matches.vulnerabilities.items[0];
    assert_string_equal(vulnerability->id, "CVE-2099-0001");
    assert_string_equal(vulnerability->aliases[0], "GHSA-aaaa-bbbb-cccc");
    assert_int_equal(vulnerability->score_count, 2);
    assert_int_equal(vulnerability_score(vulnerability), 75); // the CNA's
    assert_int_equal(vulnerability->cwes[0], 787);
    assert_true(vulnerability->kev);
    assert_string_equal(vulnerability->kev_due, "2099-02-22");
    assert_true(vulnerability->epss > 0.249 && vulnerability->epss < 0.251);
    const struct match *agreed = match_of(&world, 0, "CVE-2099-0001"), *disputed = match_of(&world, 1, "CVE-2099-0001");
    assert_int_equal(agreed->verdict, VERDICT_AFFECTED);
    assert_null(strstr(agreed->reason, "But"));
    assert_int_equal(disputed->verdict, VERDICT_NOT_IN_RANGE); // the maker's word
    assert_non_null(strstr(disputed->reason, "But nvd says affected (< 1.6)."));
    assert_int_equal(disputed->confidence, CONFIDENCE_MEDIUM);
    world_end(&world);
}

// --- import ------------------------------------------------------------------------------------------------

static void import_keeps_the_newer(void **state)
{
    struct world world;
    (void)state;
    world_begin(&world);
    put_cve(&world, "CVE-2099-0001", RANGE("\"version\":\"1.0\",\"lessThan\":\"2.0\""), "2099-01-02T00:00:00");
    struct import_result result = import(&world, true);
    assert_int_equal(result.feeds.items[0].added, 1);
    result = import(&world, true);
    assert_int_equal(result.feeds.items[0].same, 1);
    put_cve(&world, "CVE-2099-0001", RANGE("\"version\":\"1.0\",\"lessThan\":\"9.0\""), "2099-01-01T00:00:00");
    result = import(&world, true);
    assert_int_equal(result.feeds.items[0].older, 1);
    put_cve(&world, "CVE-2099-0001", RANGE("\"version\":\"1.0\",\"lessThan\":\"1.2\""), "2099-01-03T00:00:00");
    result = import(&world, false); // as if it had been killed before the end
    assert_int_equal(result.feeds.items[0].replaced, 1);
    add_part(&world, "libpump", "1.5", NULL, PUMP_CPE);
    match(&world);
    assert_int_equal(match_of(&world, 0, "CVE-2099-0001")->verdict, VERDICT_AFFECTED);
    result = import(&world, true);
    match(&world);
    assert_int_equal(match_of(&world, 0, "CVE-2099-0001")->verdict, VERDICT_NOT_IN_RANGE);
    // Another product now: the key of the old one is gone, so that the part has no match at all.
    put_file(&world, "CVE-2099-0001.json", "{\"cveMetadata\":{\"cveId\":\"CVE-2099-0001\",\"dateUpdated\":\"2099-01-04\"},\"containers\":{\"cna\":{\"affected\":[{\"vendor\":\"x\",\"product\":\"y\"}]}}}");
    result = import(&world, true);
    match(&world);
    assert_int_equal(world.matches.list.count, 0);
    world_end(&world);
}

static void broken_files_are_told_and_the_rest_is_read(void **state)
{
    struct world world;
    (void)state;
    world_begin(&world);
    put_cve(&world, "CVE-2099-0001", RANGE("\"version\":\"1.0\",\"lessThan\":\"2.0\""), "2099-01-02T00:00:00");
    put_file(&world, "broken.json", "{\n\"cveMetadata\":{},\n\"containers\":{\"cna\":oops}}");
    put_file(&world, "noid.json", "{\"cveMetadata\":{},\"containers\":{}}");
    put_file(&world, "cut.json", "{\"format\":\"NVD_CVE\",\"vulnerabilities\":[{\"cve\":{\"id\":\"CVE-2099-0007\"}},\n{\"cve\":{\"id\":\"CV");
    put_file(&world, "kev.csv", "cveID,dateAdded\nnonsense,2099-01-01\nCVE-2099-0001,2099-01-01\n");
    put_file(&world, "README.txt", "nothing of interest");
    struct import_result result = import(&world, true);
    assert_int_equal(result.unrecognised, 1);
    assert_int_equal(result.feeds.count, 3);
    static const struct { const char *file; unsigned line; const char *part; } WANTED[] = {
        {"broken.json", 3, "not JSON"}, {"noid.json", 0, "without an id"}, {"cut.json", 2, "breaks off"}, {"kev.csv", 2, "without a CVE id"}};
    for (size_t i = 0; i < COUNT_OF(WANTED); i++) {
        bool found = false;
        VEC_EACH(&world.diags.list, diag)
            found |= diag->file && text_ends(diag->file, WANTED[i].file) && diag->line == WANTED[i].line && strstr(diag->message, WANTED[i].part);
        if (!found) fail_msg("nothing is told of %s line %u", WANTED[i].file, WANTED[i].line);
    }
    assert_true(diags_incomplete(&world.diags));
    world_end(&world);
}

// --- history -----------------------------------------------------------------------------------------------

static const struct change *change_of(const struct look *look, enum change_kind kind, const char *id)
{
    VEC_EACH(&look->releases.items[0].changes, change)
        if (change->kind == kind && strcmp(change->vulnerability, id) == 0) return change;
    return NULL;
}

static void look(struct world *world, const char *history, bool store, struct look *ret_look)
{
    struct database *database;
    assert_int_equal(database_open(world->db, &world->diags, &database), STATUS_OK);
    assert_int_equal(history_look(history, database, store, "2099-07-01T00:00:00Z", ret_look, &world->diags), STATUS_OK);
    database_close(database);
}

static void the_world_moves(void **state)
{
    struct world world;
    struct look seen;
    (void)state;
    world_begin(&world);
    const char *history = path_join(&world.arena, world.folder, "history.db");
    for (int i = 1; i <= 5; i++)
        put_cve(&world, arena_printf(&world.arena, "CVE-2099-000%d", i), RANGE("\"version\":\"1.0\",\"lessThan\":\"2.0\""), "2099-01-01T00:00:00");
    import(&world, true);
    add_part(&world, "libpump", "1.5", NULL, PUMP_CPE);
    components_finish(&world.parts);
    match(&world);
    const char *basis = arena_str(&world.arena, world.matches.vulnerabilities.items[match_of(&world, 0, "CVE-2099-0005")->vulnerability].basis);
    assert_int_equal(history_save(history, "1.0", &world.parts, &world.matches, "2099-06-01T00:00:00Z", &world.diags), STATUS_OK);
    look(&world, history, true, &seen);
    assert_int_equal(seen.releases.count, 1);
    assert_int_equal(seen.releases.items[0].components.list.count, 1);
    assert_int_equal(seen.releases.items[0].changes.count, 0); // nothing moved yet
    look_free(&seen);
    // 1 is withdrawn, 2 no longer fits, 3 is exploited, 4 stays, 5 has another range, 6 is new
    put_file(&world, "CVE-2099-0001.json", "{\"cveMetadata\":{\"cveId\":\"CVE-2099-0001\",\"state\":\"REJECTED\",\"dateUpdated\":\"2099-02-01\"},\"containers\":{\"cna\":{}}}");
    put_cve(&world, "CVE-2099-0002", RANGE("\"version\":\"1.0\",\"lessThan\":\"1.4\""), "2099-02-01T00:00:00");
    put_file(&world, "kev.csv", "cveID,dateAdded\nCVE-2099-0003,2099-02-01\n");
    put_cve(&world, "CVE-2099-0005", RANGE("\"version\":\"1.0\",\"lessThan\":\"1.9\""), "2099-02-01T00:00:00");
    put_cve(&world, "CVE-2099-0006", RANGE("\"version\":\"1.0\",\"lessThan\":\"2.0\""), "2099-02-01T00:00:00");
    import(&world, true);
    for (int turn = 0; turn < 2; turn++) { // the first look is not stored: the second tells the same
        look(&world, history, turn == 1, &seen);
        assert_int_equal(seen.releases.items[0].changes.count, 5);
        assert_non_null(change_of(&seen, CHANGE_WITHDRAWN, "CVE-2099-0001"));
        assert_non_null(change_of(&seen, CHANGE_GONE, "CVE-2099-0002"));
        assert_non_null(change_of(&seen, CHANGE_EXPLOITED, "CVE-2099-0003"));
        assert_null(change_of(&seen, CHANGE_CHANGED, "CVE-2099-0004"));
        const struct change *changed = change_of(&seen, CHANGE_CHANGED, "CVE-2099-0005");
        assert_non_null(changed);
        assert_string_equal(changed->basis_before, basis);
        assert_true(vulnerability_changed(&seen.releases.items[0].matches.vulnerabilities.items[changed->match->vulnerability], basis));
        assert_string_equal(change_of(&seen, CHANGE_NEW, "CVE-2099-0006")->match->fixed, "2.0");
        look_free(&seen);
    }
    look(&world, history, true, &seen);
    assert_int_equal(seen.releases.items[0].changes.count, 0);
    look_free(&seen);
    world_end(&world);
}

static void the_aliases_are_well_formed(void **state)
{
    struct diags diags = {0};
    (void)state;
    struct aliases *aliases = aliases_load(&diags);
    assert_int_equal(diags.list.count, 0);
    assert_true(aliases_count(aliases) > 60);
    aliases_free(aliases);
    aliases = aliases_read("good | other | pkg:generic/good | a:b\nbad line\nx | | nopurl | a:b\ny | | | nopair\n", "t", &diags);
    assert_int_equal(diags.list.count, 3);
    assert_int_equal(diags.list.items[0].line, 2);
    aliases_free(aliases);
    diags_free(&diags);
}

RUN(cmocka_unit_test(cve_ranges), cmocka_unit_test(osv_ranges), cmocka_unit_test(nvd_configurations),
    cmocka_unit_test(a_name_is_worth_its_evidence), cmocka_unit_test(collections_name_packages),
    cmocka_unit_test(feeds_are_merged_and_may_disagree),
    cmocka_unit_test(import_keeps_the_newer), cmocka_unit_test(broken_files_are_told_and_the_rest_is_read),
    cmocka_unit_test(the_world_moves), cmocka_unit_test(the_aliases_are_well_formed))
