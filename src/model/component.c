#include "model/component.h"
#include "base/buf.h"
#include "base/map.h"
#include <string.h>

static struct evidence evidence_copy(struct arena *arena, struct evidence evidence)
{
    evidence.file = arena_str(arena, evidence.file);
    evidence.rule = arena_str(arena, evidence.rule);
    evidence.detail = arena_str(arena, evidence.detail);
    return evidence;
}

struct component *components_add(struct components *components, const char *name, const char *version)
{
    struct component *component = VEC_ADD(&components->list);
    component->name = arena_str(&components->arena, name);
    component->version = arena_str(&components->arena, version);
    component->type = "library";
    component->scheme = "generic";
    component->scope = "required";
    return component;
}

void component_add_identity(struct components *components, struct component *component, enum identity_kind kind,
                            const char *text, enum confidence confidence, struct evidence evidence)
{
    VEC_EACH(&component->identities, identity)
        if (identity->kind == kind && strcmp(identity->text, text) == 0) return;
    struct identity identity = {kind, arena_str(&components->arena, text), confidence,
                                evidence_copy(&components->arena, evidence)};
    VEC_PUSH(&component->identities, identity);
}

void component_add_evidence(struct components *components, struct component *component, struct evidence evidence)
{
    VEC_EACH(&component->evidence, known)
        if (text_equal(known->file, evidence.file) && known->line == evidence.line &&
            text_equal(known->rule, evidence.rule) && known->offset == evidence.offset)
            return;
    VEC_PUSH(&component->evidence, evidence_copy(&components->arena, evidence));
}

static void add_hash(struct component *component, struct component_hash hash)
{
    VEC_EACH(&component->hashes, known)
        if (strcmp(known->algorithm, hash.algorithm) == 0 && strcmp(known->hex, hash.hex) == 0) return;
    VEC_PUSH(&component->hashes, hash);
}

static void copy_texts(struct arena *arena, struct component *to, const struct component *from)
{
    to->ref = arena_str(arena, from->ref);
    to->type = arena_str(arena, from->type);
    to->group = arena_str(arena, from->group);
    to->scheme = arena_str(arena, from->scheme);
    to->supplier = arena_str(arena, from->supplier);
    to->licence = arena_str(arena, from->licence);
    to->scope = arena_str(arena, from->scope);
    to->support_level = arena_str(arena, from->support_level);
    to->end_of_support = arena_str(arena, from->end_of_support);
    to->description = arena_str(arena, from->description);
}

void components_merge(struct components *into, const struct components *from)
{
    struct arena *arena = &into->arena;
    VEC_EACH(&from->list, old) {
        struct component *component = components_add(into, old->name, old->version);
        copy_texts(arena, component, old);
        VEC_EACH(&old->identities, identity)
            component_add_identity(into, component, identity->kind, identity->text, identity->confidence,
                                   identity->evidence);
        VEC_EACH(&old->evidence, evidence)
            component_add_evidence(into, component, *evidence);
        VEC_EACH(&old->hashes, hash) {
            struct component_hash copy = {arena_str(arena, hash->algorithm), arena_str(arena, hash->hex)};
            add_hash(component, copy);
        }
        VEC_EACH(&old->depends_on, ref)
            VEC_PUSH(&component->depends_on, arena_str(arena, *ref));
    }
}

const char *component_purl(const struct component *component)
{
    const struct identity *best = NULL;
    VEC_EACH(&component->identities, identity)
        if (identity->kind == IDENTITY_PURL && (!best || identity->confidence > best->confidence)) best = identity;
    return best ? best->text : NULL;
}

static const char *merge_key(struct arena *scratch, const struct component *component)
{
    const char *purl = component_purl(component);
    if (purl) return purl;
    return arena_printf(scratch, "%s\n%s\n%s\n%s", component->group ? component->group : "", component->name,
                        component->version ? component->version : "", component->scheme);
}

static void keep_first(const char **known, const char *other)
{
    if (!*known) *known = other;
}

// One use that ships outweighs any number of uses in tests.
static int scope_rank(const char *scope)
{
    return strcmp(scope, "required") == 0 ? 2 : strcmp(scope, "optional") == 0 ? 1 : 0;
}

static void merge_into(struct components *components, struct component *into, struct component *from)
{
    VEC_EACH(&from->identities, identity)
        component_add_identity(components, into, identity->kind, identity->text, identity->confidence,
                               identity->evidence);
    VEC_EACH(&from->evidence, evidence)
        component_add_evidence(components, into, *evidence);
    VEC_EACH(&from->hashes, hash)
        add_hash(into, *hash);
    VEC_EACH(&from->depends_on, ref)
        VEC_PUSH(&into->depends_on, *ref);
    keep_first(&into->version, from->version);
    keep_first(&into->supplier, from->supplier);
    keep_first(&into->licence, from->licence);
    keep_first(&into->support_level, from->support_level);
    keep_first(&into->end_of_support, from->end_of_support);
    keep_first(&into->description, from->description);
    if (scope_rank(from->scope) > scope_rank(into->scope)) into->scope = from->scope;
    VEC_FREE(&from->identities);
    VEC_FREE(&from->evidence);
    VEC_FREE(&from->hashes);
    VEC_FREE(&from->depends_on);
}

static int by_name(const void *left, const void *right)
{
    const struct component *a = left, *b = right;
    int order = strcmp(a->name, b->name);
    if (!order) order = strcmp(a->version ? a->version : "", b->version ? b->version : "");
    if (!order) order = strcmp(a->ref ? a->ref : "", b->ref ? b->ref : "");
    return order;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

// Follows the renaming of refs, drops what points nowhere or at itself, sorts, removes repetitions.
static void clean_dependencies(struct component *component, const struct map *renamed)
{
    size_t kept = 0;
    for (size_t i = 0; i < component->depends_on.count; i++) {
        const char *ref = map_get(renamed, component->depends_on.items[i]);
        if (ref && strcmp(ref, component->ref) != 0) component->depends_on.items[kept++] = ref;
    }
    component->depends_on.count = kept;
    VEC_SORT(&component->depends_on, by_text);
    kept = 0;
    for (size_t i = 0; i < component->depends_on.count; i++)
        if (!kept || strcmp(component->depends_on.items[kept - 1], component->depends_on.items[i]) != 0)
            component->depends_on.items[kept++] = component->depends_on.items[i];
    component->depends_on.count = kept;
}

static void give_refs(struct components *components)
{
    struct map taken = {0};
    VEC_EACH(&components->list, component) {
        if (!component->ref) {
            const char *purl = component_purl(component);
            component->ref = purl ? purl
                                  : arena_printf(&components->arena, "%s@%s", component->name,
                                                 component->version ? component->version : "unknown");
        }
        const char *base = component->ref;
        for (unsigned n = 2; map_has(&taken, component->ref); n++)
            component->ref = arena_printf(&components->arena, "%s#%u", base, n);
        map_put(&taken, component->ref, component);
    }
    map_free(&taken);
}

void components_finish(struct components *components)
{
    struct arena scratch = {0};
    struct map seen = {0}, renamed = {0};
    VEC(const char *) old_refs = {0};
    size_t kept = 0;
    VEC_SORT(&components->list, by_name);
    VEC(size_t) place = {0}; // where each old component went
    for (size_t i = 0; i < components->list.count; i++) {
        struct component *component = &components->list.items[i];
        VEC_PUSH(&old_refs, component->ref);
        void **slot = map_at(&seen, merge_key(&scratch, component));
        if (*slot) {
            size_t at = (size_t)(uintptr_t)*slot - 1;
            VEC_PUSH(&place, at);
            merge_into(components, &components->list.items[at], component);
            continue;
        }
        VEC_PUSH(&place, kept);
        components->list.items[kept++] = *component;
        *slot = (void *)(uintptr_t)kept;
    }
    components->list.count = kept;
    give_refs(components);
    for (size_t i = 0; i < old_refs.count; i++) {
        const char *now = components->list.items[place.items[i]].ref;
        if (old_refs.items[i]) map_put(&renamed, old_refs.items[i], (void *)(uintptr_t)now);
    }
    VEC_EACH(&components->list, component)
        clean_dependencies(component, &renamed);
    VEC_FREE(&old_refs);
    VEC_FREE(&place);
    map_free(&seen);
    map_free(&renamed);
    arena_free(&scratch);
}

void components_free(struct components *components)
{
    VEC_EACH(&components->list, component) {
        VEC_FREE(&component->identities);
        VEC_FREE(&component->evidence);
        VEC_FREE(&component->hashes);
        VEC_FREE(&component->depends_on);
    }
    VEC_FREE(&components->list);
    arena_free(&components->arena);
}
