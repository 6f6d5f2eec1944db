// CycloneDX bills of materials in JSON, 1.2 to 1.7: components (nested ones too), their identities, licences, hashes,
// dependencies and where they occur. What describes no part (services, vulnerabilities, formulation) is named in a
// note.
#include "base/map.h"
#include "codec/json.h"
#include "parts/document.h"
#include "parts/ecosystem.h"
#include <string.h>

enum { NESTING_MAX = 64 };

static bool recognises(const struct part_file *file)
{
    return memmem(file->content, file->size, "\"bomFormat\"", 11) != NULL;
}

// {"expression"}, or {"license": {"id" or "name"}}, several joined by AND.
static void read_licences(struct part_file *file, struct component *component, const struct json *licences,
                          unsigned line)
{
    struct buf joined = {0};
    JS_EACH(licences, item) {
        const struct json *licence = js_get(item, "license");
        const char *text = js_text(item, "expression") ? js_text(item, "expression")
                           : js_text(licence, "id") ? js_text(licence, "id") : js_text(licence, "name");
        document_join_licence(file, component, text, line, &joined);
    }
    if (joined.size) component->licence = arena_copy(&file->components->arena, joined.bytes, joined.size);
    buf_free(&joined);
}

// What the document concludes about identity beyond purl and cpe (1.5 has one object, 1.6 a list).
static void read_identity(struct part_file *file, struct component *component, const struct json *json, unsigned line)
{
    const char *field = js_text(json, "field"), *value = js_text(json, "concludedValue");
    double number = js_number(js_get(json, "confidence"), 0);
    enum confidence confidence = number >= 0.8 ? CONFIDENCE_HIGH : number >= 0.5 ? CONFIDENCE_MEDIUM : CONFIDENCE_LOW;
    struct evidence evidence = {.file = file->shown, .line = line, .rule = "cyclonedx"};
    if (!field || !value || !*value) return;
    if (strcmp(field, "purl") == 0) document_add_purl(file, component, value, confidence, evidence);
    if (strcmp(field, "cpe") == 0) document_add_cpe(file, component, value, confidence, evidence);
    if (strcmp(field, "name") == 0)
        component_add_identity(file->components, component, IDENTITY_NAME, value, confidence, evidence);
}

static void read_evidence(struct part_file *file, struct component *component, const struct json *json, unsigned line)
{
    const struct json *identities = js_path(json, "evidence.identity");
    if (js_is_object(identities)) read_identity(file, component, identities, line);
    JS_EACH(identities, identity)
        read_identity(file, component, identity, line);
    JS_EACH(js_path(json, "evidence.occurrences"), place) {
        int64_t at = js_integer(js_get(place, "line"), 0), offset = js_integer(js_get(place, "offset"), 0);
        const char *context = js_text(place, "additionalContext");
        struct evidence evidence = {.file = js_text(place, "location"),
                                    .rule = context ? context : "cyclonedx-occurrence",
                                    .line = at > 0 && at < INT32_MAX ? (unsigned)at : 0,
                                    .offset = offset > 0 ? (uint64_t)offset : 0};
        if (evidence.file) component_add_evidence(file->components, component, evidence);
    }
}

// What theriac's own documents say beyond the standard.
static void read_properties(struct part_file *file, struct component *component, const struct json *json)
{
    struct arena *arena = &file->components->arena;
    JS_EACH(js_get(json, "properties"), property) {
        const char *name = js_text(property, "name"), *value = js_text(property, "value");
        if (!name || !value || !*value) continue;
        if (strcmp(name, "theriac:version-scheme") == 0) component->scheme = arena_str(arena, value);
        if (strcmp(name, "theriac:support-level") == 0) component->support_level = arena_str(arena, value);
        if (strcmp(name, "theriac:end-of-support") == 0) component->end_of_support = arena_str(arena, value);
    }
}

static const char *supplier_of(const struct json *json)
{
    const char *text = js_text(js_get(json, "supplier"), "name");
    if (!text) text = js_text(js_get(json, "manufacturer"), "name");
    return text ? text : js_text(json, "publisher");
}

static void read_component(struct part_file *file, const struct json *json, struct part_lines *lines)
{
    struct arena *arena = &file->components->arena;
    const char *name = js_text(json, "name"), *ref = js_text(json, "bom-ref"), *purl = js_text(json, "purl");
    const char *version = js_text(json, "version"), *scope = js_text(json, "scope"), *type = js_text(json, "type");
    unsigned line = part_line_of(file, lines, ref ? ref : purl ? purl : name ? name : "");
    if (!name) {
        PART_SKIP(file, line, "a component without a name");
        return;
    }
    struct component *component = components_add(file->components, name, version && *version ? version : NULL);
    struct evidence evidence = {.file = file->shown, .line = line, .rule = "cyclonedx"};
    component->ref = ref ? arena_str(arena, document_ref(file, ref)) : NULL;
    component->group =
        js_text(json, "group") && *js_text(json, "group") ? arena_str(arena, js_text(json, "group")) : NULL;
    if (type) component->type = arena_str(arena, type);
    if (scope) component->scope = arena_str(arena, scope);
    component->supplier = arena_str(arena, supplier_of(json));
    component->description = arena_str(arena, js_text(json, "description"));
    component_add_evidence(file->components, component, evidence);
    read_evidence(file, component, json, line); // first: what it says of confidence counts
    document_add_purl(file, component, purl, CONFIDENCE_HIGH, evidence);
    document_add_cpe(file, component, js_text(json, "cpe"), CONFIDENCE_HIGH, evidence);
    read_licences(file, component, js_get(json, "licenses"), line);
    JS_EACH(js_get(json, "hashes"), hash)
        if (js_text(hash, "alg")) part_add_hash(file, component, js_text(hash, "alg"), js_text(hash, "content"));
    read_properties(file, component, json);
    if (!component_purl(component) && !component->version)
        PART_NOTE(file, line, "%s has neither a version nor a package URL", name);
}

struct level {
    const struct json *list;
    unsigned depth;
};

static void read_components(struct part_file *file, const struct json *root)
{
    VEC(struct level) todo = {0};
    struct part_lines lines = {0};
    VEC_PUSH(&todo, ((struct level){js_get(root, "components"), 0}));
    while (todo.count) {
        struct level level = VEC_POP(&todo);
        if (level.depth) lines = (struct part_lines){.misses = lines.misses};
        JS_EACH(level.list, json) {
            read_component(file, json, &lines);
            const struct json *inner = js_get(json, "components");
            if (js_size(inner) && level.depth < NESTING_MAX) VEC_PUSH(&todo, ((struct level){inner, level.depth + 1}));
        }
    }
    VEC_FREE(&todo);
    const struct json *product = js_path(root, "metadata.component");
    if (!file->components->list.count && product) {
        lines = (struct part_lines){0};
        read_component(file, product, &lines);
    } else if (product && js_text(product, "name")) {
        PART_NOTE(file, 0, "it describes the product %s %s, which is not listed as a part of itself",
                  js_text(product, "name"), js_text(product, "version") ? js_text(product, "version") : "");
    }
}

static void read_dependencies(struct part_file *file, const struct json *root)
{
    struct map places = {0};
    size_t unknown = 0;
    for (size_t i = 0; i < file->components->list.count; i++)
        if (file->components->list.items[i].ref)
            map_put(&places, file->components->list.items[i].ref, (void *)(uintptr_t)(i + 1));
    JS_EACH(js_get(root, "dependencies"), row) {
        const char *ref = js_text(row, "ref");
        size_t place = ref ? (size_t)(uintptr_t)map_get(&places, document_ref(file, ref)) : 0;
        JS_EACH(js_get(row, "dependsOn"), wanted) {
            const char *text = js_string(wanted);
            bool known = text && map_has(&places, document_ref(file, text));
            unknown += text && place && !known;
            if (place && known)
                part_depends(file, &file->components->list.items[place - 1], document_ref(file, text));
        }
    }
    if (unknown) PART_NOTE(file, 0, "%zu dependencies point at parts that the document does not list", unknown);
    map_free(&places);
}

static bool made_by_us(const struct json *root)
{
    const struct json *tools = js_path(root, "metadata.tools"),
                      *list = js_is_array(tools) ? tools : js_get(tools, "components");
    JS_EACH(list, tool)
        if (text_equal(js_text(tool, "name"), "theriac")) return true;
    return false;
}

static void note_left_out(struct part_file *file, const struct json *root)
{
    static const char *const OTHER[] = {"services", "vulnerabilities", "compositions", "annotations", "formulation",
                                        "declarations", "definitions", "externalReferences", "citations"};
    struct buf names = {0};
    for (size_t i = 0; i < COUNT_OF(OTHER); i++)
        if (js_size(js_get(root, OTHER[i]))) buf_printf(&names, "%s%s", names.size ? ", " : "", OTHER[i]);
    if (names.size) PART_NOTE(file, 0, "not read from it: %s", names.bytes);
    buf_free(&names);
}

static void read(struct part_file *file)
{
    struct json *root = js_parse(file->content, file->size, file->shown, file->diags);
    const char *format = js_text(root, "bomFormat"), *version = js_text(root, "specVersion");
    if (!root) return;
    if (!format || strcmp(format, "CycloneDX") != 0) {
        PART_SKIP(file, 1, "bomFormat is not CycloneDX");
    } else if (!file->given && made_by_us(root)) {
        PART_NOTE(file, 0, "theriac's own output: not read as input");
    } else {
        if (!version || strncmp(version, "1.", 2) != 0)
            PART_WARN(file, 1, "specVersion '%s' is not known: read like 1.6", version ? version : "");
        read_components(file, root);
        read_dependencies(file, root);
        note_left_out(file, root);
    }
    js_free(root);
}

const struct ecosystem ECO_cyclonedx = {
    .name = "cyclonedx",
    .title = "CycloneDX",
    .files = (const char *const[]){"*.cdx.json", "*bom*.json", NULL},
    .recognises = recognises,
    .read = read,
};
