// NuGet: packages.lock.json, *.deps.json of built programs, packages.config, and project files (PackageReference) with
// the central versions of Directory.Packages.props. Where a lock stands beside it, a project file is not read.
#include "base/file.h"
#include "base/map.h"
#include "codec/json.h"
#include "codec/xml.h"
#include "parts/ecosystem.h"
#include <ctype.h>
#include <string.h>

enum { FOLDERS_MAX = 12, EXPANSION_MAX = 10 };

static void read_lock(struct part_file *file)
{
    struct json *root = js_parse(file->content, file->size, file->shown, file->diags);
    const struct json *frameworks = js_get(root, "dependencies");
    for (const void *it = js_first(frameworks); it; it = js_next(frameworks, it)) {
        const struct json *packages = js_value(it);
        struct map refs = {0};
        struct part_lines lines = {0};
        VEC(size_t) places = {0};
        for (const void *row = js_first(packages); row; row = js_next(packages, row)) {
            const struct json *package = js_value(row);
            const char *type = js_text(package, "type"), *version = js_text(package, "resolved");
            unsigned line = part_line_of(file, &lines, js_key(row));
            VEC_PUSH(&places, SIZE_MAX);
            if (type && strcmp(type, "Project") == 0) continue;
            if (!version) {
                PART_SKIP(file, line, "%s has no resolved version", js_key(row));
                continue;
            }
            struct part part = {.purl = {.type = "nuget", .name = js_key(row), .version = version},
                                .rule = "packages.lock.json", .line = line, .detail = js_key(it)};
            struct component *component = part_add(file, &part);
            if (!component) continue;
            *VEC_LAST(&places) = file->components->list.count - 1;
            map_put(&refs, text_lower(file->arena, js_key(row)), arena_str(file->arena, component->ref));
        }
        size_t n = 0;
        for (const void *row = js_first(packages); row; row = js_next(packages, row), n++) {
            const struct json *wanted = js_get(js_value(row), "dependencies");
            for (const void *edge = js_first(wanted); edge && places.items[n] != SIZE_MAX; edge = js_next(wanted, edge))
                part_depends(file, &file->components->list.items[places.items[n]],
                             map_get(&refs, text_lower(file->arena, js_key(edge))));
        }
        VEC_FREE(&places);
        map_free(&refs);
    }
    if (root && !js_is_object(frameworks)) PART_SKIP(file, 1, "not a packages.lock.json: no dependencies");
    js_free(root);
}

// What the .NET host loads: "libraries": {"Name/1.2.3": {"type": "package"}}.
static void read_deps(struct part_file *file)
{
    struct json *root = js_parse(file->content, file->size, file->shown, file->diags);
    const struct json *libraries = js_get(root, "libraries");
    struct part_lines lines = {0};
    for (const void *it = js_first(libraries); it; it = js_next(libraries, it)) {
        const char *type = js_text(js_value(it), "type"), *slash = strchr(js_key(it), '/');
        if (!type || strcmp(type, "package") != 0 || !slash) continue;
        struct part part = {.purl = {.type = "nuget",
                                     .name = arena_copy(file->arena, js_key(it), (size_t)(slash - js_key(it))),
                                     .version = slash + 1},
                            .rule = "deps.json",
                            .line = part_line_of(file, &lines, js_key(it))};
        part_add(file, &part);
    }
    js_free(root);
}

static void read_config(struct part_file *file)
{
    const struct xml *root = xml_parse(file->arena, file->content, file->size, file->shown, file->diags);
    XML_EACH(root, package) {
        const char *id = xml_attribute(package, "id"), *version = xml_attribute(package, "version");
        const char *development = xml_attribute(package, "developmentDependency");
        if (strcmp(package->name, "package") != 0) continue;
        if (!id || !version) {
            PART_SKIP(file, package->line, "a package without id or version");
            continue;
        }
        struct part part = {.purl = {.type = "nuget", .name = id, .version = version}, .rule = "packages.config",
                            .line = package->line,
                            .scope = development && strcmp(development, "true") == 0 ? "excluded" : NULL};
        part_add(file, &part);
    }
}

struct project {
    struct part_file *file;
    const struct xml
        *sources[2 * FOLDERS_MAX + 1]; // the project, then what MSBuild adds from folders above, nearest first
    size_t count;
};

// MSBuild takes the nearest file of that name; projects that import further ones name them, so all are looked at.
static void load_above(struct project *project, const char *name)
{
    struct part_file *file = project->file;
    const char *up = "";
    for (unsigned i = 0; i < FOLDERS_MAX; i++, up = arena_printf(file->arena, "../%s", up)) {
        struct buf text = {0};
        const char *path = arena_printf(file->arena, "%s%s", up, name);
        if (part_near(file, path, &text)) {
            const struct xml *root = xml_parse(file->arena, text.bytes, text.size, path, file->diags);
            if (root) project->sources[project->count++] = root;
        }
        buf_free(&text);
    }
}

static const char *property(const struct project *project, const char *name)
{
    for (size_t i = 0; i < project->count; i++)
        XML_EACH(project->sources[i], group) {
            const char *value = strcmp(group->name, "PropertyGroup") == 0 ? xml_text(group, name) : NULL;
            if (value) return value;
        }
    return NULL;
}

static const char *expand(const struct project *project, const char *text)
{
    for (unsigned round = 0; text && round < EXPANSION_MAX; round++) {
        const char *open = strstr(text, "$("), *close = open ? strchr(open, ')') : NULL;
        if (!close) return open ? NULL : text;
        const char *value = property(project, arena_copy(project->file->arena, open + 2, (size_t)(close - open - 2)));
        if (!value || strlen(value) + strlen(text) > 2000) return NULL;
        text = arena_printf(project->file->arena, "%.*s%s%s", (int)(open - text), text, value, close + 1);
    }
    return NULL;
}

static const char *member(const struct xml *element, const char *name)
{
    return xml_attribute(element, name) ? xml_attribute(element, name) : xml_text(element, name);
}

static const char *central_version(const struct project *project, const char *name)
{
    for (size_t i = 0; i < project->count; i++)
        for (const struct xml *at = NULL; (at = xml_walk(project->sources[i], at));) {
            bool central = strcmp(at->name, "PackageVersion") == 0 || strcmp(at->name, "GlobalPackageReference") == 0;
            const char *other = central ? member(at, "Include") : NULL;
            if (other && strcasecmp(other, name) == 0 && member(at, "Version")) return member(at, "Version");
        }
    return NULL;
}

// "1.2.3" and "[1.2.3]" name one version; "1.*" and "[1.0,2.0)" do not.
static const char *exact_version(struct arena *arena, const char *version)
{
    if (!version) return NULL;
    size_t size = strlen(version);
    if (version[0] == '[' && version[size - 1] == ']' && !strchr(version, ','))
        return arena_copy(arena, version + 1, size - 2);
    return strpbrk(version, "*,[()]") ? NULL : version;
}

static void add_reference(struct project *project, const struct xml *reference)
{
    struct part_file *file = project->file;
    const char *name = expand(project, member(reference, "Include"));
    if (!name) return; // an Update, or a name made at build time
    const char *stated =
        member(reference, "VersionOverride") ? member(reference, "VersionOverride") : member(reference, "Version");
    if (!stated) stated = central_version(project, name);
    const char *version = exact_version(file->arena, expand(project, stated)),
               *assets = member(reference, "PrivateAssets");
    struct part part = {.purl = {.type = "nuget", .name = name, .version = version},
                        .rule = path_extension(file->path) + 1,
                        .line = reference->line,
                        .detail = stated,
                        .scope = assets && strcasecmp(assets, "all") == 0 ? "excluded" : NULL};
    if (!version)
        PART_NOTE(file, part.line, "%s has no fixed version here%s%s", name, stated ? ": " : "", stated ? stated : "");
    part_add(file, &part);
}

static void read_project(struct part_file *file)
{
    struct project project = {.file = file};
    if (part_near_exists(file, "packages.lock.json")) return;
    const struct xml *root = xml_parse(file->arena, file->content, file->size, file->shown, file->diags);
    if (!root) return;
    project.sources[project.count++] = root;
    load_above(&project, "Directory.Packages.props");
    load_above(&project, "Directory.Build.props");
    for (const struct xml *at = NULL; (at = xml_walk(root, at));)
        if (strcmp(at->name, "PackageReference") == 0) add_reference(&project, at);
}

static void read(struct part_file *file)
{
    if (text_ends(file->path, ".deps.json"))
        read_deps(file);
    else if (text_ends(file->path, ".json"))
        read_lock(file);
    else if (text_ends(file->path, ".config"))
        read_config(file);
    else
        read_project(file);
}

const struct ecosystem ECO_nuget = {
    .name = "nuget",
    .title = "NuGet",
    .files = (const char *const[]){"packages.lock.json", "*.deps.json", "packages.config", "*.csproj", "*.fsproj",
                                   "*.vbproj", "Directory.Build.props", NULL},
    .read = read,
};
