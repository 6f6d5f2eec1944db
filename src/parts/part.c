// What every reader of parts uses: adding a part, lines, files nearby (parts/ecosystem.h).
#include "base/file.h"
#include "codec/spdx_licence.h"
#include "parts/ecosystem.h"
#include "parts/libraries.h"
#include <string.h>

const char *part_scheme(const char *purl_type, const char *name)
{
    static const char *const ROWS[][2] = {
        {"npm", "semver"},   {"cargo", "semver"}, {"golang", "semver"}, {"maven", "maven"}, {"nuget", "nuget"},
        {"pypi", "pep440"},  {"deb", "deb"},      {"opkg", "deb"},      {"apk", "apk"},     {"rpm", "rpm"},
        {"gem", "gem"},      {"composer", "composer"},
    };
    for (size_t i = 0; i < COUNT_OF(ROWS); i++)
        if (strcmp(ROWS[i][0], purl_type) == 0) return ROWS[i][1];
    return strcasecmp(name, "openssl") == 0 ? "openssl" : "generic";
}

// Names mean the same library only where the registry holds C and C++. Distribution packages (deb, apk, rpm) carry
// fixes that upstream's version ranges know nothing of: no upstream CPE for them.
static bool names_c_library(const char *purl_type)
{
    static const char *const TYPES[] = {"conan", "vcpkg", "generic", "github", "gitlab", "bitbucket", "git"};
    for (size_t i = 0; i < COUNT_OF(TYPES); i++)
        if (strcmp(TYPES[i], purl_type) == 0) return true;
    return false;
}

char *part_ref(struct arena *arena, const struct purl *purl)
{
    return purl_build(arena, purl);
}

static void set_licence(struct part_file *file, struct component *component, const struct part *part)
{
    const char *wrong = NULL;
    if (!part->licence || !*part->licence) return;
    char *licence = spdx_licence_normalise(&file->components->arena, part->licence, &wrong);
    component->licence = wrong ? arena_str(&file->components->arena, part->licence) : licence;
    if (wrong)
        PART_NOTE(file, part->line, "%s: the licence '%.80s' is not an SPDX expression: %s", component->name,
                  part->licence, wrong);
}

void part_add_cpe(struct part_file *file, struct component *component, const char *cpe, struct evidence evidence)
{
    component_add_identity(file->components, component, IDENTITY_CPE, cpe, CONFIDENCE_MEDIUM, evidence);
}

static void add_known_cpe(struct part_file *file, struct component *component, const struct part *part,
                          struct evidence evidence)
{
    if (!names_c_library(part->purl.type)) return;
    const struct library *library = libraries_by_name(file->context->libraries, part->purl.name);
    if (!library && part->purl.namespace)
        library = libraries_by_repository(file->context->libraries, part->purl.type, part->purl.namespace,
                                          part->purl.name);
    for (size_t i = 0; library && component->version && i < library->cpes.count; i++)
        part_add_cpe(file, component, library_cpe(file->arena, library->cpes.items[i], component->version), evidence);
    if (library && !component->licence) 
        component->licence = arena_str(&file->components->arena, library_licence(library, component->version));
    if (library && library->scheme && strcmp(component->scheme, "generic") == 0)
        component->scheme = arena_str(&file->components->arena, library->scheme);
}

struct component *part_add(struct part_file *file, const struct part *part)
{
    struct purl purl = part->purl;
    const char *why;
    struct arena *arena = &file->components->arena;
    if (purl_normalise(file->arena, &purl, &why) != STATUS_OK) {
        PART_SKIP(file, part->line, "'%s' cannot be named as a package: %s", purl.name ? purl.name : "", why);
        return NULL;
    }
    const char *version = part->no_version ? NULL : part->version ? part->version : purl.version;
    struct component *component = components_add(file->components, part->name ? part->name : purl.name, version);
    struct evidence evidence = {.file = file->shown, .line = part->line, .rule = part->rule, .detail = part->detail};
    char *text = purl_text(file->arena, &purl);
    component->ref = arena_str(arena, text);
    component->group = arena_str(arena, part->group);
    component->supplier = arena_str(arena, part->supplier);
    component->scheme = arena_str(arena, part->scheme ? part->scheme : part_scheme(purl.type, purl.name));
    if (part->scope) component->scope = arena_str(arena, part->scope);
    if (part->component_type) component->type = arena_str(arena, part->component_type);
    component_add_identity(file->components, component, IDENTITY_PURL, text, CONFIDENCE_HIGH, evidence);
    component_add_evidence(file->components, component, evidence);
    set_licence(file, component, part);
    add_known_cpe(file, component, part, evidence);
    return component;
}

void part_add_hash(struct part_file *file, struct component *component, const char *algorithm, const char *hex)
{
    struct arena *arena = &file->components->arena;
    if (!component || !hex || !*hex || strlen(hex) > 256 || hex[strspn(hex, "0123456789abcdefABCDEF")]) return;
    struct component_hash hash = {arena_str(arena, algorithm), text_lower(arena, hex)};
    VEC_PUSH(&component->hashes, hash);
}

void part_depends(struct part_file *file, struct component *component, const char *ref)
{
    if (component && ref) VEC_PUSH(&component->depends_on, arena_str(&file->components->arena, ref));
}

void part_own(struct part_file *file, const char *ref)
{
    if (ref) VEC_PUSH(file->own, arena_str(&file->components->arena, ref));
}

unsigned part_line(const struct part_file *file, const char *at)
{
    unsigned line = 1;
    for (const char *c = file->content; c < at; c++)
        line += *c == '\n';
    return line;
}

// A path is followed as text and never above the root: a manifest must not make us read the user's other files.
static char *near_path(struct part_file *file, const char *relative)
{
    if (!file->context->root || relative[0] == '/') return NULL;
    char *folder = path_folder(file->arena, path_absolute(file->arena, file->path));
    char *path = path_clean(file->arena, path_join(file->arena, folder, relative));
    const char *root = path_absolute(file->arena, file->context->root);
    size_t size = strlen(root);
    bool inside = strcmp(root, "/") == 0 || (strncmp(path, root, size) == 0 && path[size] == '/');
    return inside && file_exists(path) ? path : NULL;
}

bool part_near(struct part_file *file, const char *relative, struct buf *ret_content)
{
    const char *path = near_path(file, relative);
    return path && file_read(path, PART_NEAR_LIMIT, ret_content, file->diags) == STATUS_OK;
}

bool part_near_exists(struct part_file *file, const char *relative)
{
    return near_path(file, relative) != NULL;
}

enum { MISSES_MAX = 200 }; // then lines are no longer looked for: the file escapes its names

unsigned part_line_of(const struct part_file *file, struct part_lines *lines, const char *quoted)
{
    if (!lines->at) *lines = (struct part_lines){file->content, 1, 0};
    const char *end = file->content + file->size;
    size_t size = strlen(quoted);
    if (lines->misses > MISSES_MAX) return 0;
    for (const char *at = lines->at; (at = memmem(at, (size_t)(end - at), quoted, size)); at++) {
        if (at == file->content || at[-1] != '"' || at[size] != '"') continue;
        for (; lines->at < at; lines->at++)
            lines->line += *lines->at == '\n';
        return lines->line;
    }
    lines->misses++;
    return 0;
}
