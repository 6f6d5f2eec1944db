// npm's package-lock.json and npm-shrinkwrap.json, lockfileVersion 1, 2 and 3.
#include "base/map.h"
#include "codec/json.h"
#include "parts/ecosystem.h"
#include <string.h>

enum { NESTING_MAX = 64 }; // of packages inside packages, version 1

static bool recognises(const struct part_file *file)
{
    return memmem(file->content, file->size, "\"lockfileVersion\"", 17) != NULL;
}

struct entry { // one installed package
    const char *path; // "node_modules/a/node_modules/b"
    const char *ref;
    const struct json *json;
};

struct lock {
    struct part_file *file;
    struct part_lines lines;
    struct map by_path; // to the purl
    VEC(struct entry) entries;
};

static const char *name_in_path(const char *path)
{
    const char *name = path;
    for (const char *at; (at = strstr(name, "node_modules/"));) name = at + 13;
    return name;
}

static bool split_name(struct arena *arena, const char *full, struct purl *purl)
{
    const char *slash = full[0] == '@' ? strchr(full, '/') : NULL;
    purl->name = slash ? slash + 1 : full;
    if (slash) purl->namespace = arena_copy(arena, full, (size_t)(slash - full));
    return *purl->name != '\0';
}

// "sha512-BASE64": the hash as hexadecimal.
static void add_integrity(struct part_file *file, struct component *component, const char *integrity)
{
    static const struct {
        const char *prefix, *name;
        size_t size;
    } KINDS[] = {
        {"sha512-", "SHA-512", 64}, {"sha256-", "SHA-256", 32}, {"sha1-", "SHA-1", 20}, {"sha384-", "SHA-384", 48}};
    static const char DIGITS[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t k = 0; integrity && k < COUNT_OF(KINDS); k++) {
        if (!text_starts(integrity, KINDS[k].prefix)) continue;
        struct buf hex = {0};
        unsigned bits = 0, count = 0;
        for (const char *c = integrity + strlen(KINDS[k].prefix); *c && strchr(DIGITS, *c); c++) {
            bits = bits << 6 | (unsigned)(strchr(DIGITS, *c) - DIGITS);
            count += 6;
            if (count < 8) continue;
            count -= 8;
            buf_printf(&hex, "%02x", (bits >> count) & 255u);
        }
        if (hex.size == 2 * KINDS[k].size) part_add_hash(file, component, KINDS[k].name, hex.bytes);
        buf_free(&hex);
    }
}

static const char *scope_of(const struct json *package)
{
    bool dev = js_bool(js_get(package, "dev"), false) || js_bool(js_get(package, "devOptional"), false);
    bool optional = js_bool(js_get(package, "optional"), false) || js_bool(js_get(package, "peer"), false);
    return dev ? "excluded" : optional ? "optional" : NULL;
}

static const char *licence_of(const struct json *package)
{
    const struct json *licence = js_get(package, "license");
    return js_is_string(licence) ? js_string(licence) : js_text(licence, "type");
}

// A version that names a place instead ("file:../x", "git+ssh://...#commit") is no version.
static bool is_version(const char *version)
{
    return version && *version && !strchr(version, '/') && !strchr(version, ':');
}

// `quoted` is how the file itself names it, to find the line.
static void add_package(struct lock *lock, const char *path, const char *quoted, const char *name,
                        const struct json *json)
{
    struct part_file *file = lock->file;
    const char *version = js_text(json, "version");
    struct part part = {.purl = {.type = "npm"}, .rule = "package-lock.json", .licence = licence_of(json),
                        .scope = scope_of(json), .detail = js_text(json, "resolved")};
    part.line = part_line_of(file, &lock->lines, quoted);
    if (js_bool(js_get(json, "link"), false)) return; // its own entry follows
    if (!split_name(file->arena, name, &part.purl)) {
        PART_SKIP(file, part.line, "a package without a name");
        return;
    }
    part.name = part.purl.name;
    part.group = part.purl.namespace;
    if (is_version(version))
        part.purl.version = version;
    else
        PART_NOTE(file, part.line, "%s has no version number here%s%s", name, version ? ": " : "",
                  version ? version : "");
    struct component *component = part_add(file, &part);
    if (!component) return;
    add_integrity(file, component, js_text(json, "integrity"));
    char *copy = arena_str(file->arena, path);
    struct entry entry = {copy, arena_str(file->arena, component->ref), json};
    VEC_PUSH(&lock->entries, entry);
    map_put(&lock->by_path, copy, (void *)(uintptr_t)entry.ref);
}

// Node looks in node_modules of the package itself, then of each folder above it.
static const char *resolve(struct lock *lock, const char *from, const char *name)
{
    struct arena *arena = lock->file->arena;
    char *base = arena_str(arena, from);
    for (;;) {
        struct arena_mark mark = arena_mark(arena);
        const char *ref =
            map_get(&lock->by_path, arena_printf(arena, "%s%snode_modules/%s", base, *base ? "/" : "", name));
        arena_reset(arena, mark);
        if (ref || !*base) return ref;
        char *cut = NULL;
        for (char *at = base; (at = strstr(at, "node_modules/")); at++) cut = at;
        if (!cut || cut == base)
            *base = '\0';
        else
            cut[-1] = '\0';
    }
}

static void add_edges(struct lock *lock, const char *member)
{
    for (size_t i = 0; i < lock->entries.count; i++) {
        const struct entry *entry = &lock->entries.items[i];
        const struct json *wanted = js_get(entry->json, member);
        for (const void *it = js_first(wanted); it; it = js_next(wanted, it)) {
            const char *ref = resolve(lock, entry->path, js_key(it));
            if (ref) part_depends(lock->file, &lock->file->components->list.items[i], ref);
        }
    }
}

// Versions 2 and 3: one flat object by path. "" is the project itself.
static void read_flat(struct lock *lock, const struct json *packages)
{
    for (const void *it = js_first(packages); it; it = js_next(packages, it)) {
        const char *path = js_key(it);
        const struct json *json = js_value(it);
        if (!*path || !js_is_object(json)) continue;
        const char *name = js_text(json, "name");
        bool installed = strstr(path, "node_modules/") != NULL;
        if (!installed && !name) continue; // a workspace folder of the project itself
        add_package(lock, path, path, name ? name : name_in_path(path), json);
    }
    add_edges(lock, "dependencies");
    add_edges(lock, "optionalDependencies");
}

struct level {
    const struct json *list;
    const char *path;
    unsigned depth;
};

// Version 1: packages inside packages.
static void read_nested(struct lock *lock, const struct json *root)
{
    VEC(struct level) todo = {0};
    VEC_PUSH(&todo, ((struct level){js_get(root, "dependencies"), "", 0}));
    while (todo.count) {
        struct level level = VEC_POP(&todo);
        for (const void *it = js_first(level.list); it; it = js_next(level.list, it)) {
            const char *path = arena_printf(lock->file->arena, "%s%snode_modules/%s", level.path,
                                            *level.path ? "/" : "", js_key(it));
            struct part_lines before = lock->lines; // our order is not always the file's
            if (!part_line_of(lock->file, &before, js_key(it))) lock->lines.at = NULL;
            add_package(lock, path, js_key(it), js_key(it), js_value(it));
            const struct json *inner = js_get(js_value(it), "dependencies");
            if (js_size(inner) && level.depth < NESTING_MAX)
                VEC_PUSH(&todo, ((struct level){inner, path, level.depth + 1}));
        }
    }
    VEC_FREE(&todo);
    add_edges(lock, "requires");
}

static void read(struct part_file *file)
{
    struct json *root = js_parse(file->content, file->size, file->shown, file->diags);
    struct lock lock = {.file = file};
    if (!root) return;
    const struct json *packages = js_get(root, "packages");
    if (js_is_object(packages))
        read_flat(&lock, packages);
    else if (js_is_object(js_get(root, "dependencies")))
        read_nested(&lock, root);
    else if (js_integer(js_get(root, "lockfileVersion"), 0) < 1)
        PART_SKIP(file, 1, "not a package-lock.json: no lockfileVersion");
    VEC_FREE(&lock.entries);
    map_free(&lock.by_path);
    js_free(root);
}

const struct ecosystem ECO_npm = {
    .name = "npm",
    .title = "npm lock files",
    .files = (const char *const[]){"package-lock.json", "npm-shrinkwrap.json", NULL},
    .recognises = recognises,
    .read = read,
};
