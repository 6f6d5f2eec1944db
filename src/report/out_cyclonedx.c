// The bill of materials as CycloneDX 1.6 JSON (ECMA-424), with the vulnerabilities and their answers in it.
#include "base/map.h"
#include "report/cyclonedx.h"
#include "report/output.h"
#include <string.h>

static const char *known_type(const char *type)
{
    static const char *const TYPES[] = {"application", "framework", "library",       "container", "platform",
                                        "operating-system", "device", "device-driver", "firmware",  "file",
                                        "data", "cryptographic-asset", "machine-learning-model"};
    for (size_t i = 0; type && i < COUNT_OF(TYPES); i++)
        if (strcmp(type, TYPES[i]) == 0) return type;
    return "library";
}

static bool hash_is_valid(const struct component_hash *hash)
{
    static const struct {
        const char *name;
        size_t digits;
    } KNOWN[] = {{"MD5", 32},      {"SHA-1", 40},    {"SHA-256", 64},    {"SHA-384", 96},    {"SHA-512", 128},
                 {"SHA3-256", 64}, {"SHA3-384", 96}, {"SHA3-512", 128},  {"BLAKE2b-256", 64},
                 {"BLAKE2b-384", 96}, {"BLAKE2b-512", 128}};
    for (size_t i = 0; i < COUNT_OF(KNOWN); i++)
        if (strcmp(hash->algorithm, KNOWN[i].name) == 0)
            return strlen(hash->hex) == KNOWN[i].digits &&
                   strspn(hash->hex, "0123456789abcdefABCDEF") == KNOWN[i].digits;
    return false;
}

static void write_hashes(struct json_writer *json, const struct component *component)
{
    bool any = false;
    VEC_EACH(&component->hashes, hash) {
        if (!hash_is_valid(hash)) continue;
        if (!any) js_member_array(json, "hashes");
        any = true;
        js_object_begin(json);
        js_member_text(json, "alg", hash->algorithm);
        js_member_text(json, "content", hash->hex);
        js_object_end(json);
    }
    if (any) js_array_end(json);
}

static void write_licence(struct json_writer *json, const char *licence)
{
    if (!licence || !licence[0]) return;
    js_member_array(json, "licenses");
    js_object_begin(json);
    if (is_licence_expression(licence)) {
        js_member_text(json, "expression", licence);
    } else {
        js_member_object(json, "license");
        js_member_text(json, "name", licence);
        js_object_end(json);
    }
    js_object_end(json);
    js_array_end(json);
}

static const char *best_cpe(const struct component *component)
{
    const struct identity *best = NULL;
    VEC_EACH(&component->identities, identity)
        if (identity->kind == IDENTITY_CPE && (!best || identity->confidence > best->confidence)) best = identity;
    return best && text_starts(best->text, "cpe:") ? best->text : NULL;
}

static double confidence_number(enum confidence confidence)
{
    return confidence == CONFIDENCE_HIGH ? 0.9 : confidence == CONFIDENCE_MEDIUM ? 0.6 : 0.3;
}

static const char *technique_of(const struct evidence *evidence)
{
    if (evidence->offset || text_starts(evidence->rule ? evidence->rule : "", "elf")) return "binary-analysis";
    return text_starts(evidence->rule ? evidence->rule : "", "version-macro") ? "source-code-analysis"
                                                                              : "manifest-analysis";
}

static void write_identity(struct json_writer *json, const struct identity *identity)
{
    static const char *const FIELDS[] = {"purl", "cpe", "name"};
    js_object_begin(json);
    js_member_text(json, "field", FIELDS[identity->kind]);
    js_write_key(json, "confidence");
    js_write_real(json, confidence_number(identity->confidence), 1);
    js_member_text(json, "concludedValue", identity->text);
    js_member_array(json, "methods");
    js_object_begin(json);
    js_member_text(json, "technique", technique_of(&identity->evidence));
    js_write_key(json, "confidence");
    js_write_real(json, confidence_number(identity->confidence), 1);
    js_member_text_opt(json, "value", identity->evidence.detail ? identity->evidence.detail : identity->evidence.rule);
    js_object_end(json);
    js_array_end(json);
    js_object_end(json);
}

static void write_occurrence(struct json_writer *json, const struct evidence *evidence)
{
    if (!evidence->file || !evidence->file[0]) return;
    js_object_begin(json);
    js_member_text(json, "location", evidence->file);
    if (evidence->line) js_member_int(json, "line", evidence->line);
    if (evidence->offset && evidence->offset <= INT64_MAX) js_member_int(json, "offset", (int64_t)evidence->offset);
    js_member_text_opt(json, "additionalContext", evidence->rule);
    js_object_end(json);
}

static void write_evidence(struct json_writer *json, const struct component *component)
{
    js_member_object(json, "evidence");
    js_member_array(json, "identity");
    VEC_EACH(&component->identities, identity)
        write_identity(json, identity);
    js_array_end(json);
    js_member_array(json, "occurrences");
    VEC_EACH(&component->evidence, evidence)
        write_occurrence(json, evidence);
    js_array_end(json);
    js_object_end(json);
}

static void write_properties(struct json_writer *json, const struct component *component, bool unmatchable)
{
    const char *purl = component_purl(component), *cpe = best_cpe(component);
    js_member_array(json, "properties");
    cyclonedx_write_property(json, "theriac:version-scheme", component->scheme);
    if (!component->version) cyclonedx_write_property(json, "theriac:version", "unknown");
    if (!component->supplier) cyclonedx_write_property(json, "theriac:supplier", "unknown");
    if (!component->licence) cyclonedx_write_property(json, "theriac:licence", "unknown");
    if (unmatchable) cyclonedx_write_property(json, "theriac:vulnerabilities", "unmatchable");
    cyclonedx_write_property(json, "theriac:support-level", component->support_level);
    cyclonedx_write_property(json, "theriac:end-of-support", component->end_of_support);
    VEC_EACH(&component->identities, identity) {
        if (text_equal(identity->text, purl) || text_equal(identity->text, cpe)) continue;
        cyclonedx_write_property(json, "theriac:identity", identity->text);
    }
    js_array_end(json);
}

static bool is_unmatchable(const struct assessment *assessment, size_t index)
{
    if (assessment->matches) VEC_EACH(&assessment->matches->unmatchable, at)
            if (*at == index) return true;
    return false;
}

static void write_component(struct json_writer *json, const struct assessment *assessment, size_t index)
{
    const struct component *component = &assessment->components->list.items[index];
    js_object_begin(json);
    js_member_text(json, "type", known_type(component->type));
    js_member_text(json, "bom-ref", component->ref);
    if (component->supplier) {
        js_member_object(json, "supplier");
        js_member_text(json, "name", component->supplier);
        js_object_end(json);
    }
    js_member_text_opt(json, "group", component->group);
    js_member_text(json, "name", component->name);
    js_member_text_opt(json, "version", component->version);
    js_member_text_opt(json, "description", component->description);
    bool scoped = text_equal(component->scope, "optional") || text_equal(component->scope, "excluded");
    js_member_text(json, "scope", scoped ? component->scope : "required");
    write_hashes(json, component);
    write_licence(json, component->licence);
    js_member_text_opt(json, "cpe", best_cpe(component));
    js_member_text_opt(json, "purl", component_purl(component));
    write_evidence(json, component);
    write_properties(json, component, is_unmatchable(assessment, index));
    js_object_end(json);
}

static void write_dependency(struct json_writer *json, const char *ref, const struct component *component)
{
    js_object_begin(json);
    js_member_text(json, "ref", ref);
    js_member_array(json, "dependsOn");
    VEC_EACH(&component->depends_on, target)
        js_write_text(json, *target);
    js_array_end(json);
    js_object_end(json);
}

// The device depends on what no other part brings along.
static void write_root_dependency(struct json_writer *json, const struct components *components)
{
    struct map inner = {0};
    VEC_EACH(&components->list, component)
        VEC_EACH(&component->depends_on, ref)
            map_put(&inner, *ref, component);
    js_object_begin(json);
    js_member_text(json, "ref", CYCLONEDX_ROOT);
    js_member_array(json, "dependsOn");
    VEC_EACH(&components->list, component)
        if (!map_has(&inner, component->ref)) js_write_text(json, component->ref);
    js_array_end(json);
    js_object_end(json);
    map_free(&inner);
}

// Nobody can promise that every part was seen; what was left out makes it certain that some were not.
static void write_completeness(struct json_writer *json, const struct assessment *assessment)
{
    bool incomplete = assessment->diags && diags_incomplete(assessment->diags);
    js_member_array(json, "compositions");
    js_object_begin(json);
    js_member_text(json, "aggregate", incomplete ? "incomplete" : "unknown");
    js_member_array(json, "assemblies");
    js_write_text(json, CYCLONEDX_ROOT);
    js_array_end(json);
    js_object_end(json);
    js_array_end(json);
}

static enum status write(const struct assessment *assessment, struct buf *out, struct diags *diags)
{
    (void)diags;
    struct json_writer json = {.out = out, .pretty = true};
    const struct components *components = assessment->components;
    char uuid[UUID_TEXT];
    cyclonedx_serial(assessment, uuid);
    js_object_begin(&json);
    cyclonedx_write_head(&json, uuid);
    cyclonedx_write_metadata(&json, assessment);
    js_member_array(&json, "components");
    for (size_t i = 0; components && i < components->list.count; i++)
        write_component(&json, assessment, i);
    js_array_end(&json);
    if (components) {
        js_member_array(&json, "dependencies");
        write_root_dependency(&json, components);
        VEC_EACH(&components->list, component)
            write_dependency(&json, component->ref, component);
        js_array_end(&json);
    }
    write_completeness(&json, assessment);
    if (assessment->matches && components) cyclonedx_write_vulnerabilities(&json, assessment, "");
    js_object_end(&json);
    return STATUS_OK;
}

const struct output OUTPUT_cyclonedx = {
    .name = "cyclonedx",
    .file_name = "sbom.cdx.json",
    .description = "parts, their vulnerabilities and the answers, CycloneDX 1.6 JSON",
    .in_report = true,
    .write = write,
};
