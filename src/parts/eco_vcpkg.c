// vcpkg: vcpkg.json (manifest with overrides) and vcpkg/status (what is installed).
#include "codec/json.h"
#include "parts/deb822.h"
#include "parts/ecosystem.h"
#include <string.h>

static const char *override_of(const struct json *root, const char *name)
{
    static const char *const KEYS[] = {"version", "version-string", "version-semver", "version-date"};
    JS_EACH(js_get(root, "overrides"), row) {
        const char *other = js_text(row, "name");
        for (size_t i = 0; other && strcmp(other, name) == 0 && i < COUNT_OF(KEYS); i++)
            if (js_text(row, KEYS[i])) return js_text(row, KEYS[i]);
    }
    return NULL;
}

// "1.2.3#4" is version 1.2.3 with port version 4.
static void set_version(struct part_file *file, struct part *part, const char *text)
{
    const char *mark = strchr(text, '#');
    part->purl.version = mark ? arena_copy(file->arena, text, (size_t)(mark - text)) : text;
    if (mark) purl_set(&part->purl, "port_version", mark + 1);
}

static void read_dependencies(struct part_file *file, const struct json *root, const struct json *list,
                              const char *scope)
{
    struct part_lines lines = {0};
    JS_EACH(list, item) {
        const char *name = js_string(item) ? js_string(item) : js_text(item, "name");
        const char *least = js_text(item, "version>=");
        if (!name) {
            PART_SKIP(file, 0, "a dependency without a name");
            continue;
        }
        struct part part = {.purl = {.type = "vcpkg", .name = name}, .rule = "vcpkg.json", .scope = scope,
                            .line = part_line_of(file, &lines, name)};
        const char *version = override_of(root, name);
        if (js_bool(js_get(item, "host"), false)) part.scope = "excluded";
        if (version)
            set_version(file, &part, version);
        else if (least)
            PART_NOTE(file, part.line, "%s is at least %s: the baseline decides which", name, least);
        else
            PART_NOTE(file, part.line, "%s has no version here: the baseline decides which", name);
        part_add(file, &part);
    }
}

static void read_manifest(struct part_file *file)
{
    struct json *root = js_parse(file->content, file->size, file->shown, file->diags);
    read_dependencies(file, root, js_get(root, "dependencies"), NULL);
    const struct json *features = js_get(root, "features");
    for (const void *it = js_first(features); it; it = js_next(features, it))
        read_dependencies(file, root, js_get(js_value(it), "dependencies"), "optional");
    js_free(root);
}

static void read_status(struct part_file *file)
{
    struct deb822_reader reader = {{file->content, file->size}, 0};
    struct deb822 paragraph;
    while (deb822_next(&reader, &paragraph)) {
        const char *status = deb822_text(file->arena, &paragraph, "Status");
        if (deb822_find(&paragraph, "Feature") || (status && !text_ends(status, " installed"))) continue;
        struct part part = {.purl = {.type = "vcpkg", .name = deb822_text(file->arena, &paragraph, "Package")},
                            .rule = "vcpkg-status", .line = paragraph.line};
        const char *version = deb822_text(file->arena, &paragraph, "Version");
        if (!part.purl.name || !version) {
            PART_SKIP(file, paragraph.line, "a package without Package or Version");
            continue;
        }
        purl_set(&part.purl, "port_version", deb822_text(file->arena, &paragraph, "Port-Version"));
        purl_set(&part.purl, "triplet", deb822_text(file->arena, &paragraph, "Architecture"));
        set_version(file, &part, version);
        part_add(file, &part);
    }
}

static void read(struct part_file *file)
{
    if (text_ends(file->path, ".json"))
        read_manifest(file);
    else
        read_status(file);
}

const struct ecosystem ECO_vcpkg = {
    .name = "vcpkg",
    .title = "vcpkg",
    .files = (const char *const[]){"vcpkg.json", "vcpkg/status", NULL},
    .read = read,
};
