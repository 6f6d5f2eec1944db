#include "unit.h"

#include "cli/model_parts.h"
#include "base/log.h"
#include <string.h>

static const char MODEL[] = "schema: theriac-device/1\n"
                            "device:\n  name: pump\n"
                            "libraries:\n"
                            "  - id: tls\n    name: TLS\n    version: 3.6.0\n    purl: pkg:github/Mbed-TLS/mbedtls\n"
                            "    supplier: somebody\n    maintained: true\n    end_of_support: 2027-03-31\n"
                            "  - id: ble\n    name: BLE\n    purl: pkg:github/apache/mynewt-nimble@nimble_1_6_0_tag\n"
                            "  - id: zlib\n    name: ZLIB\n"
                            "  - id: json\n    name: JSON\n    version: 1.7.17\n    purl: pkg:github/davegamble/cjson@v1.7.17\n"
                            "  - id: shell\n    name: shell\n    version: 1:9.2\n    purl: pkg:deb/debian/openssh\n"
                            "  - id: own\n    name: own crypto\n    maintained: false\n";

static void add(struct components *parts, const char *name, const char *version, const char *purl)
{
    struct evidence evidence = {.file = "manifest", .line = 7, .rule = "test"};
    struct component *part = components_add(parts, name, version);
    component_add_evidence(parts, part, evidence);
    component_add_identity(parts, part, IDENTITY_PURL, purl, CONFIDENCE_HIGH, evidence);
}

static const struct component *named(const struct components *parts, const char *name)
{
    const struct component *found = NULL;
    VEC_EACH(&parts->list, part)
        if (strcmp(part->name, name) == 0) {
            assert_null(found);
            found = part;
        }
    return found;
}

static void libraries_join_their_parts(void **state)
{
    (void)state;
    struct diags diags = {0};
    struct components parts = {0};
    struct device *device = device_parse(MODEL, strlen(MODEL), "device.yaml", &diags);
    assert_non_null(device);
    add(&parts, "mbedtls", "v3.6.0", "pkg:github/mbed-tls/mbedtls@v3.6.0");
    add(&parts, "nimble", "1.6.0", "pkg:github/apache/mynewt-nimble@1.6.0");
    add(&parts, "zlib", "1.3", "pkg:conan/zlib@1.3");
    add(&parts, "cjson", "1.7.15", "pkg:github/davegamble/cjson@v1.7.15");
    add(&parts, "openssh-server", "1:9.2", "pkg:deb/debian/openssh@1:9.2?arch=source");
    model_parts_add(device, ".", &parts, &diags);

    const struct component *tls = named(&parts, "mbedtls");
    assert_string_equal(tls->end_of_support, "2027-03-31");
    assert_string_equal(tls->support_level, "actively maintained");
    assert_string_equal(tls->supplier, "somebody");
    assert_int_equal(tls->evidence.count, 2);
    assert_null(named(&parts, "TLS"));
    assert_null(named(&parts, "BLE"));
    assert_int_equal(named(&parts, "nimble")->evidence.count, 2);
    assert_null(named(&parts, "ZLIB")); // by name, since the model gives no package URL
    assert_null(named(&parts, "zlib")->support_level);
    // Versions that differ: both stay, and somebody is told. A source package is not the package.
    assert_non_null(named(&parts, "JSON"));
    assert_int_equal(named(&parts, "cjson")->evidence.count, 1);
    assert_non_null(named(&parts, "shell"));
    assert_string_equal(named(&parts, "own crypto")->support_level, "no longer maintained");
    size_t told = 0;
    VEC_EACH(&diags.list, diag)
        if (strstr(diag->message, "JSON is 1.7.17 in the device model, and 1.7.15 in manifest")) told++;
    assert_int_equal(told, 1);
    components_free(&parts);
    device_free(device);
    diags_free(&diags);
}

RUN(cmocka_unit_test(libraries_join_their_parts))
