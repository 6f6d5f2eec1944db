// Zephyr's west manifests: west.yml, and what imports name beside it (docs.zephyrproject.org, "West Manifests").
#include "codec/yaml.h"
#include "parts/source_url.h"
#include <string.h>

static bool recognises(const struct part_file *file)
{
    return memmem(file->content, file->size, "manifest:", 9) != NULL;
}

static const char *url_base(const struct yaml *manifest, const char *remote)
{
    YAML_EACH(yaml_get(manifest, "remotes"), item) {
        const char *name = yaml_text(item->value, "name");
        if (name && remote && strcmp(name, remote) == 0) return yaml_text(item->value, "url-base");
    }
    return NULL;
}

static void add_project(struct part_file *file, const struct yaml *manifest, const struct yaml_item *item)
{
    const struct yaml *project = item->value, *defaults = yaml_get(manifest, "defaults");
    const char *name = yaml_text(project, "name"), *url = yaml_text(project, "url");
    const char *remote = yaml_text(project, "remote"), *path = yaml_text(project, "repo-path");
    const char *revision = yaml_text(project, "revision");
    struct part part = {.name = name, .rule = "west.yml", .line = item->line};
    if (!name) {
        PART_SKIP(file, item->line, "a project without a name");
        return;
    }
    const char *base = url_base(manifest, remote ? remote : yaml_text(defaults, "remote"));
    if (!url && base) url = arena_printf(file->arena, "%s/%s", base, path ? path : name);
    if (!revision) revision = yaml_text(defaults, "revision");
    if (!url || !source_url_purl(file->arena, url, &part.purl)) {
        PART_NOTE(file, item->line, "%s has no address: neither url nor a remote that is listed", name);
        part.purl = (struct purl){.type = "generic", .name = name};
    }
    part.detail = url;
    source_set_reference(file, &part, revision ? revision : "master");
    part_add(file, &part);
    const struct yaml *import = yaml_get(project, "import");
    bool wanted = false;
    if (import && (!yaml_to_bool(import, &wanted) || wanted))
        PART_NOTE(file, item->line,
                  "%s imports a manifest of its own: its projects are listed where its folder is there too", name);
}

static void read(struct part_file *file)
{
    struct yaml *root = yaml_parse(file->arena, file->content, file->size, file->shown, file->diags);
    const struct yaml *manifest = yaml_get(root, "manifest");
    if (root && !manifest) PART_SKIP(file, 1, "not a west manifest: no 'manifest' at the top");
    YAML_EACH(yaml_get(manifest, "projects"), item)
        add_project(file, manifest, item);
}

const struct ecosystem ECO_west = {
    .name = "west",
    .title = "Zephyr west manifests",
    .files = (const char *const[]){"west.yml", "west.yaml", "submanifests/*.yml", "submanifests/*.yaml", NULL},
    .recognises = recognises,
    .read = read,
};
