// Debian's package database: var/lib/dpkg/status, and status.d as distroless images have it (deb-control(5)).
#include "base/file.h"
#include "base/map.h"
#include "parts/deb822.h"
#include "parts/distribution.h"
#include <string.h>

static bool recognises(const struct part_file *file)
{
    struct deb822_reader reader = {{file->content, file->size}, 0};
    struct deb822 paragraph;
    if (!deb822_next(&reader, &paragraph)) return false;
    // opkg's has no Maintainer of its own and vcpkg's no numbers; both have other names or fields.
    return deb822_find(&paragraph, "Package") && deb822_find(&paragraph, "Version") &&
           deb822_find(&paragraph, "Maintainer") && !deb822_find(&paragraph, "Port-Version");
}

static bool is_installed(struct arena *arena, const struct deb822 *paragraph)
{
    const char *status = deb822_text(arena, paragraph, "Status");
    return !status || text_ends(status, " installed") || text_ends(status, " unpacked") ||
           text_ends(status, " half-configured") || text_ends(status, "triggers-pending") ||
           text_ends(status, "triggers-awaited");
}

// "glibc (2.36-9)" or "glibc": the source's name and version.
static void source_of(struct arena *arena, const char *text, const char **name, const char **version)
{
    if (!text) return;
    const char *open = strchr(text, '('), *close = open ? strchr(open, ')') : NULL;
    struct str bare = str_trim((struct str){text, open ? (size_t)(open - text) : strlen(text)});
    *name = arena_copy(arena, bare.at, bare.size);
    if (close) *version = arena_copy(arena, open + 1, (size_t)(close - open - 1));
}

static struct part part_of(struct part_file *file, const struct deb822 *paragraph, const struct distribution *distro)
{
    struct arena *arena = file->arena;
    struct part part = {.purl = {.type = "deb",
                                 .namespace = distro->id,
                                 .name = deb822_text(arena, paragraph, "Package"),
                                 .version = deb822_text(arena, paragraph, "Version")},
                        .supplier = deb822_text(arena, paragraph, "Maintainer"),
                        .rule = "dpkg-status",
                        .line = paragraph->line};
    purl_set(&part.purl, "arch", deb822_text(arena, paragraph, "Architecture"));
    purl_set(&part.purl, "distro", distro->distro);
    return part;
}

// Advisories name the source package: it is a second identity.
static void add_source(struct part_file *file, struct component *component, const struct deb822 *paragraph,
                       const struct part *part)
{
    const char *name = part->purl.name, *version = part->purl.version;
    source_of(file->arena, deb822_text(file->arena, paragraph, "Source"), &name, &version);
    struct purl source = {.type = "deb", .namespace = part->purl.namespace, .name = name, .version = version};
    purl_set(&source, "arch", "source");
    purl_set(&source, "distro", purl_get(&part->purl, "distro"));
    char *text = purl_build(file->arena, &source);
    struct evidence evidence = {.file = file->shown, .line = part->line, .rule = "dpkg-source"};
    if (text)
        component_add_identity(file->components, component, IDENTITY_PURL, text, CONFIDENCE_MEDIUM, evidence);
}

static void read_packages(struct part_file *file, const struct distribution *distro, struct map *refs, bool edges)
{
    struct deb822_reader reader = {{file->content, file->size}, 0};
    struct deb822 paragraph;
    size_t at = 0; // the component that the paragraph became in the first round
    while (deb822_next(&reader, &paragraph)) {
        if (!is_installed(file->arena, &paragraph)) continue;
        struct part part = part_of(file, &paragraph, distro);
        if (!part.purl.name || !part.purl.version) {
            if (!edges) PART_SKIP(file, paragraph.line, "a package without Package or Version");
            continue;
        }
        char *ref = part_ref(file->arena, &part.purl);
        if (!ref && edges) continue;
        if (edges) {
            struct component *component = &file->components->list.items[at++];
            distribution_depends(file, component, refs, deb822_text(file->arena, &paragraph, "Pre-Depends"));
            distribution_depends(file, component, refs, deb822_text(file->arena, &paragraph, "Depends"));
            continue;
        }
        struct component *component = part_add(file, &part);
        if (!component) continue;
        add_source(file, component, &paragraph, &part);
        if (!map_has(refs, part.purl.name)) map_put(refs, part.purl.name, ref);
    }
}

static void read(struct part_file *file)
{
    struct map refs = {0};
    static const char UBUNTU[] = "Maintainer: Ubuntu Developers"; // tells the family where there is no os-release
    bool ubuntu = memmem(file->content, file->size, UBUNTU, sizeof UBUNTU - 1) != NULL;
    bool single = strstr(file->shown, "status.d/") != NULL;
    if (single && text_ends(file->shown, ".md5sums")) return;
    struct distribution distro =
        distribution_of(file, single ? "../../../../" : "../../../", ubuntu ? "ubuntu" : "debian");
    if (!distro.version)
        PART_NOTE(file, 0, "no etc/os-release for this database: the release is unknown, taken as %s", distro.id);
    read_packages(file, &distro, &refs, false);
    read_packages(file, &distro, &refs, true);
    map_free(&refs);
}

const struct ecosystem ECO_dpkg = {
    .name = "dpkg",
    .title = "Debian packages",
    .files = (const char *const[]){"lib/dpkg/status", "lib/dpkg/status.d/*", NULL},
    .recognises = recognises,
    .read = read,
};
