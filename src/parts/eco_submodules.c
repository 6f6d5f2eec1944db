// Git submodules: .gitmodules for what and whence, the repository's index for which commit, and the tags known to the
// checked-out submodule for which version.
#include "base/map.h"
#include "parts/source_url.h"
#include <string.h>

enum { SUBMODULES_MAX = 10000 };

struct submodule {
    const char *name, *path, *url;
    unsigned line;
};

static uint32_t big32(const unsigned char *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

// The commits of the index's gitlinks by path (git's index-format(5), versions 2 to 4, SHA-1).
static void read_index(struct part_file *file, const struct buf *index, struct map *commits)
{
    const unsigned char *at = (const unsigned char *)index->bytes, *end = at + index->size;
    if (index->size < 12 || memcmp(at, "DIRC", 4) != 0) return;
    uint32_t version = big32(at + 4), count = big32(at + 8);
    struct buf path = {0};
    if (version < 2 || version > 4) return;
    at += 12;
    for (uint32_t i = 0; i < count && end - at >= 63; i++) {
        const unsigned char *entry = at;
        uint32_t mode = big32(entry + 24);
        bool extended = version >= 3 && (entry[60] & 0x40);
        at += extended ? 64 : 62;
        if (version == 4) { // the path continues the one before it
            size_t strip = 0;
            unsigned char c;
            bool first = true;
            do {
                if (at >= end) goto done;
                c = *at++;
                strip = (first ? strip : strip + 1) << 7 | (c & 0x7Fu);
                first = false;
            } while (c & 0x80 && strip < (1u << 20));
            path.size = strip > path.size ? 0 : path.size - strip;
        } else {
            buf_clear(&path);
        }
        const unsigned char *stop = at < end ? memchr(at, '\0', (size_t)(end - at)) : NULL;
        if (!stop) break;
        buf_add(&path, at, (size_t)(stop - at));
        if (version == 4) {
            at = stop + 1;
        } else {
            size_t size = (size_t)(stop - entry);
            size_t whole = (size + 8) & ~(size_t)7;
            if (whole > (size_t)(end - entry)) break;
            at = entry + whole;
        }
        if ((mode & 0170000) != 0160000) continue;
        char hex[41];
        for (int k = 0; k < 20; k++) snprintf(hex + 2 * k, 3, "%02x", entry[40 + k]);
        map_put(commits, arena_copy(file->arena, path.bytes, path.size), arena_str(file->arena, hex));
    }
done:
    buf_free(&path);
}

// A tag that points to the commit; the packed refs of the submodule's own repository list them.
static const char *tag_of(struct part_file *file, const char *name, const char *commit)
{
    struct buf text = {0};
    const char *found = NULL;
    if (strstr(name, "..") || !part_near(file, arena_printf(file->arena, ".git/modules/%s/packed-refs", name), &text)) {
        buf_free(&text);
        return NULL;
    }
    struct str rest = {text.bytes, text.size}, line, last = {0};
    while (str_next(&rest, '\n', &line)) {
        // "COMMIT refs/tags/v1" or, for annotated tags, the line after it: "^COMMIT".
        bool peeled = line.size >= 41 && *line.at == '^';
        const char *tag = peeled ? (last.size ? last.at : NULL) : line.size > 41 ? line.at + 41 : NULL;
        size_t size = peeled ? last.size : line.size > 41 ? line.size - 41 : 0;
        bool is_tag = tag && size > 10 && memcmp(tag, "refs/tags/", 10) == 0;
        if (is_tag && memcmp(line.at + peeled, commit, 40) == 0) {
            char *candidate = arena_copy(file->arena, tag + 10, size - 10);
            if (source_tag_version(file->arena, candidate)) found = candidate;
        }
        last = is_tag ? (struct str){tag, size} : (struct str){0};
    }
    buf_free(&text);
    return found;
}

static void add(struct part_file *file, const struct submodule *module, const char *commit)
{
    struct part part = {.rule = "gitmodules", .line = module->line, .detail = module->url};
    if (!module->url || !source_url_purl(file->arena, module->url, &part.purl) || text_starts(module->url, ".")) {
        PART_NOTE(file, module->line, "the submodule %s has no address of its own: %s", module->name,
                  module->url ? module->url : "none");
        const char *name = module->path ? module->path : module->name, *slash = strrchr(name, '/');
        part.purl = (struct purl){.type = "generic", .name = slash ? slash + 1 : name};
    }
    const char *slash = strrchr(part.purl.name, '/');
    part.name = slash ? slash + 1 : part.purl.name;
    const char *tag = commit ? tag_of(file, module->name, commit) : NULL;
    if (tag) {
        source_set_reference(file, &part, tag);
        purl_set(&part.purl, "vcs_url", arena_printf(file->arena, "git+%s@%s", module->url ? module->url : "", commit));
    } else if (commit) {
        source_set_reference(file, &part, commit);
    } else {
        part.no_version = true;
        PART_NOTE(file, module->line, "the submodule %s: its commit is in the repository's index, which is not here",
                  module->name);
    }
    part_add(file, &part);
}

static void read(struct part_file *file)
{
    struct str rest = {file->content, file->size}, line;
    VEC(struct submodule) modules = {0};
    for (unsigned number = 1; str_next(&rest, '\n', &line); number++) {
        line = str_trim(line);
        if (!line.size || *line.at == '#' || *line.at == ';') continue;
        if (*line.at == '[') {
            const char *open = memchr(line.at, '"', line.size);
            const char *close = open ? memchr(open + 1, '"', (size_t)(line.at + line.size - open - 1)) : NULL;
            if (!close || modules.count == SUBMODULES_MAX) {
                PART_SKIP(file, number, "not a submodule section");
                continue;
            }
            VEC_PUSH(&modules,
                     ((struct submodule){.name = arena_copy(file->arena, open + 1, (size_t)(close - open - 1)),
                                         .line = number}));
            continue;
        }
        const char *equals = memchr(line.at, '=', line.size);
        if (!equals || !modules.count) {
            PART_SKIP(file, number, "not a 'key = value' line of a submodule");
            continue;
        }
        struct str key = str_trim((struct str){line.at, (size_t)(equals - line.at)});
        struct str value = str_trim((struct str){equals + 1, (size_t)(line.at + line.size - equals - 1)});
        char *text = arena_copy(file->arena, value.at, value.size);
        if (str_is(key, "path")) VEC_LAST(&modules)->path = text;
        if (str_is(key, "url")) VEC_LAST(&modules)->url = text;
    }
    struct buf index = {0};
    struct map commits = {0};
    if (part_near_exists(file, ".git/index") && part_near(file, ".git/index", &index))
        read_index(file, &index, &commits);
    VEC_EACH(&modules, module)
        add(file, module, module->path ? map_get(&commits, module->path) : NULL);
    VEC_FREE(&modules);
    map_free(&commits);
    buf_free(&index);
}

const struct ecosystem ECO_submodules = {
    .name = "submodules",
    .title = "git submodules",
    .files = (const char *const[]){".gitmodules", NULL},
    .read = read,
};
