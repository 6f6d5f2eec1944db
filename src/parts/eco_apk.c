// Alpine's package database lib/apk/db/installed: paragraphs of one-letter fields (apk-tools, apk-v2(5)).
#include "base/map.h"
#include "parts/deb822.h"
#include "parts/distribution.h"
#include <string.h>

static bool recognises(const struct part_file *file)
{
    return file->size > 4 && memcmp(file->content, "C:Q", 3) == 0 && memmem(file->content, file->size, "\nP:", 3);
}

struct package {
    struct part part;
    const char *origin, *depends, *provides;
};

// The fields that matter, up to the empty line; those of the package's files are passed over.
static bool next_package(struct part_file *file, struct str *rest, unsigned *line, struct package *ret)
{
    struct str text;
    *ret = (struct package){.part = {.purl = {.type = "apk"}, .rule = "apk-installed"}};
    while (str_next(rest, '\n', &text)) {
        ++*line;
        if (!str_trim(text).size) {
            if (ret->part.line) return true;
            continue;
        }
        if (!ret->part.line) ret->part.line = *line;
        if (text.size < 2 || text.at[1] != ':') continue;
        struct str view = str_trim((struct str){text.at + 2, text.size - 2});
        switch (text.at[0]) {
        case 'P': ret->part.purl.name = arena_copy(file->arena, view.at, view.size); break;
        case 'V': ret->part.purl.version = arena_copy(file->arena, view.at, view.size); break;
        case 'A': purl_set(&ret->part.purl, "arch", arena_copy(file->arena, view.at, view.size)); break;
        case 'L': ret->part.licence = arena_copy(file->arena, view.at, view.size); break;
        case 'm': ret->part.supplier = arena_copy(file->arena, view.at, view.size); break;
        case 'o': ret->origin = arena_copy(file->arena, view.at, view.size); break;
        case 'D': ret->depends = arena_copy(file->arena, view.at, view.size); break;
        case 'p': ret->provides = arena_copy(file->arena, view.at, view.size); break;
        default: break;
        }
    }
    return ret->part.line != 0;
}

// "so:libz.so.1=1.2.11" provides so:libz.so.1.
static const char *strip_version(struct arena *arena, struct str word)
{
    size_t size = 0;
    while (size < word.size && !strchr("<=>~", word.at[size])) size++;
    return arena_copy(arena, word.at, size);
}

static void add_origin(struct part_file *file, struct component *component, const struct package *package)
{
    struct purl source = {.type = "apk", .namespace = package->part.purl.namespace, .name = package->origin,
                          .version = package->part.purl.version};
    if (!package->origin || strcmp(package->origin, package->part.purl.name) == 0) return;
    purl_set(&source, "arch", "source");
    purl_set(&source, "distro", purl_get(&package->part.purl, "distro"));
    char *text = purl_build(file->arena, &source);
    struct evidence evidence = {.file = file->shown, .line = package->part.line, .rule = "apk-origin"};
    if (text)
        component_add_identity(file->components, component, IDENTITY_PURL, text, CONFIDENCE_MEDIUM, evidence);
}

static void read(struct part_file *file)
{
    struct distribution distro = distribution_of(file, "../../../", "alpine");
    struct str rest = {file->content, file->size}, word;
    struct map refs = {0};
    VEC(const char *) depends = {0};
    struct package package;
    unsigned line = 0;
    size_t first = file->components->list.count;
    while (next_package(file, &rest, &line, &package)) {
        package.part.purl.namespace = distro.id;
        purl_set(&package.part.purl, "distro", distro.distro);
        if (!package.part.purl.name || !package.part.purl.version) {
            PART_SKIP(file, package.part.line, "a package without name (P:) or version (V:)");
            continue;
        }
        struct component *component = part_add(file, &package.part);
        if (!component) continue;
        add_origin(file, component, &package);
        char *ref = part_ref(file->arena, &package.part.purl);
        map_put(&refs, package.part.purl.name, ref);
        struct str provides = str_of(package.provides);
        while (str_next(&provides, ' ', &word))
            map_put(&refs, strip_version(file->arena, word), ref);
        VEC_PUSH(&depends, package.depends);
    }
    for (size_t i = 0; i < depends.count; i++) {
        struct str list = str_of(depends.items[i]);
        while (str_next(&list, ' ', &word))
            part_depends(file, &file->components->list.items[first + i],
                         map_get(&refs, strip_version(file->arena, word)));
    }
    VEC_FREE(&depends);
    map_free(&refs);
}

const struct ecosystem ECO_apk = {
    .name = "apk",
    .title = "Alpine packages",
    .files = (const char *const[]){"lib/apk/db/installed", NULL},
    .recognises = recognises,
    .read = read,
};
