// The bill of materials as SPDX 2.3 JSON (ISO/IEC 5962 has 2.2.1; 2.3 is its successor). What is unknown is
// NOASSERTION, as the standard asks.
#include "base/hash.h"
#include "base/map.h"
#include "codec/json.h"
#include "report/output.h"
#include "report/render.h"
#include <ctype.h>
#include <string.h>

#define ROOT_ID "SPDXRef-Device"

struct spdx {
    const struct assessment *assessment;
    struct json_writer json;
    struct arena scratch;
    struct map ids;      // component ref -> SPDXID
    struct map licences; // declared text that is no expression -> LicenseRef
};

// Letters, digits, dot and dash are all that an SPDXID may hold; a hash of the ref keeps it unique.
static const char *make_id(struct arena *arena, const char *prefix, const char *name, const char *unique)
{
    struct buf id = {0};
    char hash[HASH_HEX];
    hash_hex(hash_text(unique), hash);
    buf_printf(&id, "%s-", prefix);
    for (const char *at = name; *at && at - name < 60; at++)
        buf_char(&id, isalnum((unsigned char)*at) || *at == '.' ? *at : '-');
    buf_printf(&id, "-%.10s", hash);
    const char *text = arena_str(arena, buf_cstr(&id));
    buf_free(&id);
    return text;
}

static const char *declared_licence(struct spdx *spdx, const char *licence)
{
    if (!licence || !licence[0]) return "NOASSERTION";
    if (is_licence_expression(licence)) return licence;
    const char *known = map_get(&spdx->licences, licence);
    if (known) return known;
    char hash[HASH_HEX];
    hash_hex(hash_text(licence), hash);
    char *ref = arena_printf(&spdx->scratch, "LicenseRef-theriac-%s", hash);
    map_put(&spdx->licences, licence, ref);
    return ref;
}

static const char *purpose_of(const char *type)
{
    static const struct {
        const char *type, *purpose;
    } ROWS[] = {{"application", "APPLICATION"}, {"framework", "FRAMEWORK"}, {"operating-system", "OPERATING_SYSTEM"},
                {"firmware", "FIRMWARE"},       {"file", "FILE"},           {"container", "CONTAINER"},
                {"device", "DEVICE"}};
    for (size_t i = 0; type && i < COUNT_OF(ROWS); i++)
        if (strcmp(type, ROWS[i].type) == 0) return ROWS[i].purpose;
    return "LIBRARY";
}

static const char *checksum_name(const char *algorithm)
{
    static const struct {
        const char *ours, *theirs;
        size_t digits;
    } ROWS[] = {{"MD5", "MD5", 32},           {"SHA-1", "SHA1", 40},       {"SHA-256", "SHA256", 64},
                {"SHA-384", "SHA384", 96},    {"SHA-512", "SHA512", 128},  {"SHA3-256", "SHA3-256", 64},
                {"SHA3-384", "SHA3-384", 96}, {"SHA3-512", "SHA3-512", 128}};
    for (size_t i = 0; i < COUNT_OF(ROWS); i++)
        if (strcmp(algorithm, ROWS[i].ours) == 0) return ROWS[i].theirs;
    return NULL;
}

static void write_checksums(struct json_writer *json, const struct component *component)
{
    bool any = false;
    VEC_EACH(&component->hashes, hash) {
        const char *name = checksum_name(hash->algorithm);
        if (!name) continue;
        if (!any) js_member_array(json, "checksums");
        any = true;
        js_object_begin(json);
        js_member_text(json, "algorithm", name);
        js_member_text(json, "checksumValue", hash->hex);
        js_object_end(json);
    }
    if (any) js_array_end(json);
}

static void write_reference(struct json_writer *json, const char *category, const char *type, const char *locator,
                            const char *comment)
{
    for (const char *at = locator; *at; at++)
        if ((unsigned char)*at <= ' ') return; // the standard wants no spaces
    js_object_begin(json);
    js_member_text(json, "referenceCategory", category);
    js_member_text(json, "referenceType", type);
    js_member_text(json, "referenceLocator", locator);
    js_member_text_opt(json, "comment", comment);
    js_object_end(json);
}

static void write_references(struct json_writer *json, const struct component *component)
{
    js_member_array(json, "externalRefs");
    VEC_EACH(&component->identities, identity) {
        if (identity->kind == IDENTITY_PURL)
            write_reference(json, "PACKAGE-MANAGER", "purl", identity->text, NULL);
        else if (identity->kind == IDENTITY_CPE && text_starts(identity->text, "cpe:2.3:"))
            write_reference(json, "SECURITY", "cpe23Type", identity->text, NULL);
    }
    js_array_end(json);
}

// Where the part was seen and how its versions compare: SPDX has no member for either.
static void write_source_info(struct spdx *spdx, const struct component *component)
{
    struct buf text = {0};
    VEC_EACH(&component->evidence, evidence) {
        if (!evidence->file) continue;
        buf_printf(&text, "%s%s", text.size ? "; " : "seen in ", evidence->file);
        if (evidence->line) buf_printf(&text, ":%u", evidence->line);
        if (evidence->rule) buf_printf(&text, " (%s)", evidence->rule);
    }
    js_member_text_opt(&spdx->json, "sourceInfo", buf_cstr(&text));
    buf_clear(&text);
    buf_printf(&text, "version scheme: %s", component->scheme);
    if (component->support_level) buf_printf(&text, "; level of support: %s", component->support_level);
    if (!component->version) buf_text(&text, "; the version is not known");
    js_member_text(&spdx->json, "comment", buf_cstr(&text));
    buf_free(&text);
}

static void write_supplier(struct spdx *spdx, const char *supplier)
{
    js_member_text(&spdx->json, "supplier",
                   supplier && supplier[0] ? arena_printf(&spdx->scratch, "Organization: %s", supplier)
                                           : "NOASSERTION");
}

static void write_package(struct spdx *spdx, const struct component *component)
{
    struct json_writer *json = &spdx->json;
    js_object_begin(json);
    js_member_text(json, "SPDXID", map_get(&spdx->ids, component->ref));
    js_member_text(json, "name", component->name);
    js_member_text_opt(json, "versionInfo", component->version);
    write_supplier(spdx, component->supplier);
    js_member_text(json, "downloadLocation", "NOASSERTION");
    js_member_bool(json, "filesAnalyzed", false);
    write_checksums(json, component);
    js_member_text(json, "licenseConcluded", "NOASSERTION");
    js_member_text(json, "licenseDeclared", declared_licence(spdx, component->licence));
    js_member_text(json, "copyrightText", "NOASSERTION");
    js_member_text_opt(json, "description", component->description);
    js_member_text_opt(json, "validUntilDate", date_time_of(&spdx->scratch, component->end_of_support));
    js_member_text(json, "primaryPackagePurpose", purpose_of(component->type));
    write_source_info(spdx, component);
    write_references(json, component);
    js_object_end(json);
}

static void write_root(struct spdx *spdx)
{
    struct json_writer *json = &spdx->json;
    js_object_begin(json);
    js_member_text(json, "SPDXID", ROOT_ID);
    js_member_text(json, "name", report_device_name(spdx->assessment));
    js_member_text_opt(json, "versionInfo", report_device_version(spdx->assessment));
    write_supplier(spdx, report_manufacturer(spdx->assessment));
    js_member_text(json, "downloadLocation", "NOASSERTION");
    js_member_bool(json, "filesAnalyzed", false);
    js_member_text(json, "licenseConcluded", "NOASSERTION");
    js_member_text(json, "licenseDeclared", "NOASSERTION");
    js_member_text(json, "copyrightText", "NOASSERTION");
    js_member_text(json, "primaryPackagePurpose", spdx->assessment->device ? "DEVICE" : "APPLICATION");
    js_object_end(json);
}

static void write_relationship(struct json_writer *json, const char *from, const char *type, const char *to)
{
    js_object_begin(json);
    js_member_text(json, "spdxElementId", from);
    js_member_text(json, "relationshipType", type);
    js_member_text(json, "relatedSpdxElement", to);
    js_object_end(json);
}

static void write_relationships(struct spdx *spdx, const struct components *components)
{
    struct json_writer *json = &spdx->json;
    js_member_array(json, "relationships");
    write_relationship(json, "SPDXRef-DOCUMENT", "DESCRIBES", ROOT_ID);
    VEC_EACH(&components->list, component) {
        const char *id = map_get(&spdx->ids, component->ref);
        bool excluded = text_equal(component->scope, "excluded"), optional = text_equal(component->scope, "optional");
        if (excluded || optional)
            write_relationship(json, id, excluded ? "DEV_DEPENDENCY_OF" : "OPTIONAL_COMPONENT_OF", ROOT_ID);
        else
            write_relationship(json, ROOT_ID, "CONTAINS", id);
        VEC_EACH(&component->depends_on, ref)
            if (map_has(&spdx->ids, *ref)) write_relationship(json, id, "DEPENDS_ON", map_get(&spdx->ids, *ref));
    }
    js_array_end(json);
}

static void write_licences(struct spdx *spdx)
{
    struct json_writer *json = &spdx->json;
    if (!spdx->licences.count) return;
    js_member_array(json, "hasExtractedLicensingInfos");
    for (size_t i = 0; i < spdx->licences.count; i++) {
        js_object_begin(json);
        js_member_text(json, "licenseId", spdx->licences.entries[i].value);
        js_member_text(json, "name", spdx->licences.entries[i].key);
        js_member_text(json, "extractedText", spdx->licences.entries[i].key);
        js_object_end(json);
    }
    js_array_end(json);
}

static void write_creation(struct spdx *spdx)
{
    struct json_writer *json = &spdx->json;
    const char *date = date_time_of(&spdx->scratch, spdx->assessment->date);
    const char *version = spdx->assessment->tool_version;
    js_member_object(json, "creationInfo");
    js_member_text(json, "created", date ? date : "1970-01-01T00:00:00Z");
    js_member_array(json, "creators");
    js_write_text(json, arena_printf(&spdx->scratch, "Tool: theriac-%s", version ? version : "unknown"));
    if (report_manufacturer(spdx->assessment))
        js_write_text(json, arena_printf(&spdx->scratch, "Organization: %s", report_manufacturer(spdx->assessment)));
    js_array_end(json);
    js_object_end(json);
}

static void write_namespace(struct spdx *spdx, const struct components *components)
{
    struct buf key = {0}, uri = {0};
    char uuid[UUID_TEXT];
    buf_printf(&key, "%s\n%s\n", report_device_name(spdx->assessment),
               report_device_version(spdx->assessment) ? report_device_version(spdx->assessment) : "");
    VEC_EACH(&components->list, component)
        buf_printf(&key, "%s %s %s\n", component->ref, component->version ? component->version : "",
                   component->licence ? component->licence : "");
    uuid_of(buf_cstr(&key), key.size, uuid);
    buf_text(&uri, "https://spdx.org/spdxdocs/");
    for (const char *at = report_device_name(spdx->assessment); *at; at++)
        buf_char(&uri, isalnum((unsigned char)*at) ? *at : '-');
    buf_printf(&uri, "-%s", uuid);
    js_member_text(&spdx->json, "documentNamespace", buf_cstr(&uri));
    buf_free(&key);
    buf_free(&uri);
}

static enum status write(const struct assessment *assessment, struct buf *out, struct diags *diags)
{
    (void)diags;
    static const struct components NONE = {0};
    const struct components *components = assessment->components ? assessment->components : &NONE;
    struct spdx spdx = {.assessment = assessment, .json = {.out = out, .pretty = true}};
    struct json_writer *json = &spdx.json;
    VEC_EACH(&components->list, component)
        map_put(&spdx.ids, component->ref,
                (void *)(uintptr_t)make_id(&spdx.scratch, "SPDXRef-Package", component->name, component->ref));
    js_object_begin(json);
    js_member_text(json, "spdxVersion", "SPDX-2.3");
    js_member_text(json, "dataLicense", "CC0-1.0");
    js_member_text(json, "SPDXID", "SPDXRef-DOCUMENT");
    js_member_text(json, "name", report_device_name(assessment));
    write_namespace(&spdx, components);
    write_creation(&spdx);
    js_member_array(json, "packages");
    write_root(&spdx);
    VEC_EACH(&components->list, component)
        write_package(&spdx, component);
    js_array_end(json);
    write_licences(&spdx);
    write_relationships(&spdx, components);
    js_object_end(json);
    map_free(&spdx.ids);
    map_free(&spdx.licences);
    arena_free(&spdx.scratch);
    return STATUS_OK;
}

const struct output OUTPUT_spdx = {
    .name = "spdx",
    .file_name = "sbom.spdx.json",
    .description = "parts, SPDX 2.3 JSON",
    .in_report = true,
    .write = write,
};
