// SPDX 2.2 and 2.3 documents in JSON: packages with identities, licences, checksums, and the relationships that are
// dependencies. SPDX 3 documents are told apart and left out with a diagnostic.
#include "base/map.h"
#include "codec/json.h"
#include "parts/document.h"
#include <string.h>

static bool recognises(const struct part_file *file)
{
    return memmem(file->content, file->size, "\"spdxVersion\"", 13) ||
           memmem(file->content, file->size, "spdx.org/rdf/3", 14);
}

static void read_references(struct part_file *file, struct component *component, const struct json *package,
                            struct evidence evidence)
{
    JS_EACH(js_get(package, "externalRefs"), reference) {
        const char *type = js_text(reference, "referenceType"), *locator = js_text(reference, "referenceLocator");
        if (!type || !locator) continue;
        if (strcmp(type, "purl") == 0) document_add_purl(file, component, locator, CONFIDENCE_HIGH, evidence);
        if (strcmp(type, "cpe23Type") == 0 || strcmp(type, "cpe22Type") == 0 || text_ends(type, "/cpe23Type"))
            document_add_cpe(file, component, locator, CONFIDENCE_HIGH, evidence);
    }
}

static void read_checksums(struct part_file *file, struct component *component, const struct json *package)
{
    static const char *const NAMES[][2] = {{"SHA1", "SHA-1"},     {"SHA256", "SHA-256"}, {"SHA384", "SHA-384"},
                                           {"SHA512", "SHA-512"}, {"MD5", "MD5"},        {"SHA3-256", "SHA3-256"}};
    JS_EACH(js_get(package, "checksums"), checksum) {
        const char *algorithm = js_text(checksum, "algorithm");
        for (size_t i = 0; algorithm && i < COUNT_OF(NAMES); i++)
            if (strcmp(NAMES[i][0], algorithm) == 0)
                part_add_hash(file, component, NAMES[i][1], js_text(checksum, "checksumValue"));
    }
}

// "Organization: Name (mail)" is Name.
static const char *supplier_of(struct part_file *file, const char *text)
{
    if (!text || strcmp(text, "NOASSERTION") == 0) return NULL;
    const char *colon = strchr(text, ':');
    struct str name = str_trim(str_of(colon ? colon + 1 : text));
    const char *open = name.size ? memmem(name.at, name.size, " (", 2) : NULL;
    if (open) name.size = (size_t)(open - name.at);
    return name.size ? arena_copy(file->arena, name.at, name.size) : NULL;
}

static const char *type_of(struct part_file *file, const char *purpose)
{
    static const char *const KNOWN[] = {"APPLICATION",      "FRAMEWORK", "LIBRARY",  "CONTAINER",
                                        "OPERATING-SYSTEM", "DEVICE",    "FIRMWARE", "FILE"};
    char *text = purpose ? arena_str(file->arena, purpose) : NULL;
    for (char *c = text; c && *c; c++)
        if (*c == '_') *c = '-';
    for (size_t i = 0; text && i < COUNT_OF(KNOWN); i++)
        if (strcmp(KNOWN[i], text) == 0) return text_lower(&file->components->arena, text);
    return NULL;
}

// A LicenseRef that stands alone is known by the name that the document gives it.
static const char *licence_name(const struct json *root, const char *licence)
{
    if (!licence || !text_starts(licence, "LicenseRef-")) return licence;
    JS_EACH(js_get(root, "hasExtractedLicensingInfos"), info) {
        const char *name = js_text(info, "name");
        if (text_equal(js_text(info, "licenseId"), licence) && name && *name && strcmp(name, "NOASSERTION") != 0)
            return name;
    }
    return licence;
}

static void read_package(struct part_file *file, const struct json *root, const struct json *package,
                         struct part_lines *lines)
{
    struct arena *arena = &file->components->arena;
    const char *name = js_text(package, "name"), *id = js_text(package, "SPDXID"),
               *version = js_text(package, "versionInfo");
    unsigned line = id ? part_line_of(file, lines, id) : 0;
    if (!name || !id) {
        PART_SKIP(file, line, "a package without name or SPDXID");
        return;
    }
    bool known = version && *version && strcmp(version, "NOASSERTION") != 0;
    struct component *component = components_add(file->components, name, known ? version : NULL);
    struct evidence evidence = {.file = file->shown, .line = line, .rule = "spdx"};
    component->ref = arena_str(arena, document_ref(file, id));
    component->supplier = arena_str(arena, supplier_of(file, js_text(package, "supplier")));
    component->description =
        arena_str(arena, js_text(package, "summary") ? js_text(package, "summary") : js_text(package, "description"));
    const char *type = type_of(file, js_text(package, "primaryPackagePurpose"));
    if (type) component->type = type;
    component_add_evidence(file->components, component, evidence);
    read_references(file, component, package, evidence);
    read_checksums(file, component, package);
    static const char SCHEME[] = "version scheme: "; // theriac's own documents
    const char *comment = js_text(package, "comment");
    if (comment && text_starts(comment, SCHEME))
        component->scheme = arena_copy(arena, comment + sizeof SCHEME - 1, strcspn(comment + sizeof SCHEME - 1, ";"));
    struct buf licence = {0};
    document_join_licence(file, component, licence_name(root, js_text(package, "licenseConcluded")), line, &licence);
    if (!licence.size) 
        document_join_licence(file, component, licence_name(root, js_text(package, "licenseDeclared")), line, &licence);
    if (licence.size) component->licence = arena_copy(arena, licence.bytes, licence.size);
    buf_free(&licence);
}

struct relation {
    const char *name;
    bool inverse;      // "B is a dependency of A"
    const char *scope; // what it says about the dependency; NULL: nothing
};
static const struct relation RELATIONS[] = {
    {"DEPENDS_ON", false, NULL},
    {"DEPENDENCY_OF", true, NULL},
    {"RUNTIME_DEPENDENCY_OF", true, NULL},
    {"STATIC_LINK", false, NULL},
    {"DYNAMIC_LINK", false, NULL},
    {"HAS_PREREQUISITE", false, NULL},
    {"PREREQUISITE_FOR", true, NULL},
    {"OPTIONAL_DEPENDENCY_OF", true, "optional"},
    {"PROVIDED_DEPENDENCY_OF", true, "optional"},
    {"DEV_DEPENDENCY_OF", true, "excluded"},
    {"TEST_DEPENDENCY_OF", true, "excluded"},
    {"BUILD_DEPENDENCY_OF", true, "excluded"},
    {"OPTIONAL_COMPONENT_OF", true, "optional"},
    {"BUILD_TOOL_OF", true, "excluded"},
    {"DEV_TOOL_OF", true, "excluded"},
    {"TEST_TOOL_OF", true, "excluded"},
};

static void read_relationships(struct part_file *file, const struct json *root, const struct map *places)
{
    JS_EACH(js_get(root, "relationships"), row) {
        const char *type = js_text(row, "relationshipType");
        const char *from = js_text(row, "spdxElementId"), *to = js_text(row, "relatedSpdxElement");
        for (size_t i = 0; type && from && to && i < COUNT_OF(RELATIONS); i++) {
            if (strcmp(RELATIONS[i].name, type) != 0) continue;
            const char *user = RELATIONS[i].inverse ? to : from, *used = RELATIONS[i].inverse ? from : to;
            size_t a = (size_t)(uintptr_t)map_get(places, user), b = (size_t)(uintptr_t)map_get(places, used);
            if (a && b) part_depends(file, &file->components->list.items[a - 1], document_ref(file, used));
            if (b && RELATIONS[i].scope)
                file->components->list.items[b - 1].scope = RELATIONS[i].scope;
        }
    }
}

// What the document is about: identifiers to anything.
static void find_described(const struct json *root, struct map *described)
{
    JS_EACH(js_get(root, "documentDescribes"), id)
        if (js_string(id)) map_put(described, js_string(id), described);
    JS_EACH(js_get(root, "relationships"), row) {
        const char *type = js_text(row, "relationshipType");
        const char *member = type && strcmp(type, "DESCRIBES") == 0      ? "relatedSpdxElement"
                             : type && strcmp(type, "DESCRIBED_BY") == 0 ? "spdxElementId"
                                                                         : NULL;
        const char *id = member ? js_text(row, member) : NULL;
        if (id) map_put(described, id, described);
    }
}

// What is described is no part of itself, when the document lists anything else.
static void read_packages(struct part_file *file, const struct json *root, struct map *places)
{
    const struct json *packages = js_get(root, "packages");
    struct part_lines lines = {0};
    struct map about = {0};
    size_t described = 0;
    find_described(root, &about);
    JS_EACH(packages, candidate)
        described += js_text(candidate, "SPDXID") && map_has(&about, js_text(candidate, "SPDXID"));
    bool others = js_size(packages) > described && described == 1;
    JS_EACH(packages, package) {
        const char *id = js_text(package, "SPDXID");
        if (others && id && map_has(&about, id)) {
            PART_NOTE(file, 0, "it describes the product %s, which is not listed as a part of itself",
                      js_text(package, "name") ? js_text(package, "name") : id);
            continue;
        }
        size_t before = file->components->list.count;
        read_package(file, root, package, &lines);
        if (id && file->components->list.count > before) map_put(places, id, (void *)(uintptr_t)(before + 1));
    }
    map_free(&about);
}

static bool made_by_us(const struct json *root)
{
    JS_EACH(js_path(root, "creationInfo.creators"), creator)
        if (js_string(creator) && text_starts(js_string(creator), "Tool: theriac")) return true;
    return false;
}

static void read(struct part_file *file)
{
    struct json *root = js_parse(file->content, file->size, file->shown, file->diags);
    const char *version = js_text(root, "spdxVersion");
    struct map places = {0};
    if (!root) return;
    if (!version || strncmp(version, "SPDX-2.", 7) != 0) {
        PART_SKIP(file, 1, "an SPDX document of version '%s': only 2.2 and 2.3 are read",
                  version ? version : "3 or unknown");
    } else if (!file->given && made_by_us(root)) {
        PART_NOTE(file, 0, "theriac's own output: not read as input");
    } else {
        read_packages(file, root, &places);
        read_relationships(file, root, &places);
        size_t files = js_size(js_get(root, "files")), snippets = js_size(js_get(root, "snippets"));
        if (files || snippets) PART_NOTE(file, 0, "not read from it: %zu files, %zu snippets", files, snippets);
    }
    map_free(&places);
    js_free(root);
}

const struct ecosystem ECO_spdx = {
    .name = "spdx",
    .title = "SPDX",
    .files = (const char *const[]){"*.spdx.json", "*sbom*.json", NULL},
    .recognises = recognises,
    .read = read,
};
