#include "cli/model_parts.h"
#include "base/file.h"
#include "codec/version.h"
#include "vulns/purl_name.h"
#include <string.h>
#include <strings.h>

struct joining {
    struct components *components;
    const struct element *library;
    const char *version; // as the model states it, or as in its package URL; NULL
    const char *purl;    // NULL when the model states none
    const char *base;    // of the purl; NULL
    struct evidence evidence;
    struct arena arena;
};

// Tags and releases of one version: v3.6.0, V10.6.1, nimble_1_6_0_tag.
static const char *number_in(struct arena *arena, const char *version)
{
    char *text = arena_str(arena, version + strcspn(version, "0123456789"));
    for (char *at = text; *at; at++)
        if (*at == '_') *at = '.';
    size_t size = strlen(text);
    if (text_ends(text, ".tag")) text[size - strlen(".tag")] = '\0';
    return text;
}

static bool same_version(struct joining *joining, const struct component *component)
{
    const char *used;
    if (!joining->version || !component->version || strcmp(joining->version, component->version) == 0) return true;
    return version_compare_mixed(component->scheme, number_in(&joining->arena, component->version), NULL,
                                 number_in(&joining->arena, joining->version), &used) == VERSION_EQUAL;
}

static bool same_package(struct joining *joining, const struct component *component)
{
    if (!joining->base) return strcasecmp(joining->library->name, component->name) == 0;
    VEC_EACH(&component->identities, identity) {
        struct purl_name name;
        if (identity->kind != IDENTITY_PURL || !purl_name_parse(&joining->arena, identity->text, &name)) continue;
        // "arch=source" tells where a package comes from; the package itself is another.
        if (strcmp(name.base, joining->base) == 0 && !strstr(identity->text, "arch=source")) return true;
    }
    return false;
}

static void keep_first(struct components *components, const char **known, const char *other)
{
    if (!*known && other) *known = arena_str(&components->arena, other);
}

static void describe(struct joining *joining, struct component *component)
{
    struct components *components = joining->components;
    const struct model_value *maintained = element_value(joining->library, "maintained");
    const char *level = !maintained->known ? NULL : maintained->number ? "actively maintained" : "no longer maintained";
    keep_first(components, &component->version, joining->version);
    keep_first(components, &component->supplier, element_text(joining->library, "supplier"));
    keep_first(components, &component->support_level, level);
    keep_first(components, &component->end_of_support, element_text(joining->library, "end_of_support"));
    component_add_evidence(components, component, joining->evidence);
    component_add_identity(components, component, joining->purl ? IDENTITY_PURL : IDENTITY_NAME,
                           joining->purl ? joining->purl : joining->library->name, CONFIDENCE_MEDIUM,
                           joining->evidence);
}

// A version that differs: whoever wrote the model has not followed the build, or the other way round.
static void tell_drift(const struct joining *joining, const struct component *component, struct diags *diags)
{
    const struct evidence *seen = component->evidence.count ? &component->evidence.items[0] : NULL;
    DIAG(diags, DIAG_WARNING, joining->evidence.file, joining->evidence.line,
         "%s is %s in the device model, and %s in %s", joining->library->name, joining->version, component->version,
         seen && seen->file ? seen->file : "the parts");
}

static void join_library(struct joining *joining, size_t known, struct diags *diags)
{
    const struct component *other = NULL;
    bool found = false;
    for (size_t i = 0; i < known; i++) {
        struct component *component = &joining->components->list.items[i];
        if (!same_package(joining, component)) continue;
        if (same_version(joining, component)) {
            describe(joining, component);
            found = true;
        } else if (!other) {
            other = component;
        }
    }
    if (found) return;
    if (other) tell_drift(joining, other, diags);
    describe(joining, components_add(joining->components, joining->library->name, joining->version));
}

void model_parts_add(const struct device *device, const char *root, struct components *components, struct diags *diags)
{
    const struct element *library;
    components_finish(components);
    size_t known = components->list.count; // what the model adds is not compared with itself
    for (size_t at = 0; (library = device_next(device, ELEMENT_LIBRARY, &at));) {
        struct joining joining = {.components = components,
                                  .library = library,
                                  .version = element_text(library, "version"),
                                  .purl = element_text(library, "purl"),
                                  .evidence = {.file = path_relative(root, device_file(device)),
                                               .line = library->line,
                                               .rule = "device-model",
                                               .detail = library->name}};
        struct purl_name name;
        if (joining.purl && purl_name_parse(&joining.arena, joining.purl, &name)) {
            joining.base = name.base;
            if (!joining.version) joining.version = name.version;
        }
        join_library(&joining, known, diags);
        arena_free(&joining.arena);
    }
    components_finish(components);
}
