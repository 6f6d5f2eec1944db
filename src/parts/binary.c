#include "parts/binary.h"
#include "base/hash.h"
#include "base/log.h"
#include "base/pool.h"
#include "codec/elf.h"
#include "codec/json.h"
#include "parts/version_strings.h"
#include <ctype.h>
#include <fnmatch.h>
#include <string.h>

struct binary {
    const char *path, *shown;
    bool elf, readable;
    struct elf_file info;
    char sha256[SHA256_HEX];
    struct version_strings hits;
    struct arena arena;
    struct diags diags;
    const char *ref; // of its own component; NULL when it has none
};

struct work {
    const struct part_context *context;
    VEC(struct binary) list;
};

static bool starts_with_elf(const char *path)
{
    char head[16] = {0};
    FILE *file = fopen(path, "rbe");
    size_t got = file ? fread(head, 1, sizeof head, file) : 0;
    if (file) fclose(file);
    return elf_is(head, got);
}

// Names that programs and libraries have: none after a dot, .so, .so.1.2, .elf, .axf, .out, .ko, .mod; and images.
static bool may_be_binary(const char *name, bool *ret_image)
{
    static const char *const ENDINGS[] = {".so", ".elf", ".axf", ".out", ".ko", ".exe", ".cgi"};
    static const char *const IMAGES[] = {".bin", ".img", ".fw", ".rom"};
    const char *end = path_extension(name);
    *ret_image = false;
    for (size_t i = 0; i < COUNT_OF(IMAGES); i++) *ret_image = *ret_image || strcasecmp(end, IMAGES[i]) == 0;
    if (*ret_image || !*end || strstr(name, ".so.")) return true;
    for (size_t i = 0; i < COUNT_OF(ENDINGS); i++)
        if (strcasecmp(end, ENDINGS[i]) == 0) return true;
    return isdigit((unsigned char)end[1]) != 0; // python3.11
}

static void read_one(void *context, size_t index, unsigned worker)
{
    struct work *work = context;
    struct binary *binary = &work->list.items[index];
    struct buf content = {0};
    (void)worker;
    if (file_read(binary->path, PART_FILE_LIMIT, &content, &binary->diags) == STATUS_OK) {
        binary->elf = elf_is(content.bytes, content.size);
        binary->readable = !binary->elf || elf_read(&binary->arena, content.bytes, content.size, binary->shown,
                                                    &binary->info, &binary->diags) == STATUS_OK;
        sha256_hex(content.bytes, content.size, binary->sha256);
        if (binary->readable)
            version_strings_find(work->context->libraries, &binary->arena, content.bytes, content.size, &binary->hits);
    }
    buf_free(&content);
    progress_step(1);
}

// The paths that package databases own, as seen from the tree's folder.
static void own_list(struct arena *arena, struct map *owned, const struct tree_file *file, size_t depth,
                     struct diags *diags)
{
    struct buf text = {0};
    if (file_read(file->path, PART_NEAR_LIMIT, &text, diags) == STATUS_OK) {
        struct str rest = {text.bytes, text.size}, line;
        while (str_next(&rest, '\n', &line)) {
            const char *tab = line.size ? memchr(line.at, '\t', line.size) : NULL; // opkg adds modes behind
            if (tab) line.size = (size_t)(tab - line.at);
            if (line.size < 2 || *line.at != '/') continue;
            const char *below =
                arena_printf(arena, "%.*s%.*s", (int)depth, file->relative, (int)line.size - 1, line.at + 1);
            map_put(owned, below, owned);
            // With a merged /usr the database may still say /lib.
            map_put(owned,
                    arena_printf(arena, "%.*susr/%.*s", (int)depth, file->relative, (int)line.size - 1, line.at + 1),
                    owned);
        }
    }
    buf_free(&text);
}

static void own_apk(struct arena *arena, struct map *owned, const struct tree_file *file, size_t depth,
                    struct diags *diags)
{
    struct buf text = {0};
    if (file_read(file->path, PART_FILE_LIMIT, &text, diags) == STATUS_OK) {
        struct str rest = {text.bytes, text.size}, line, folder = {0};
        while (str_next(&rest, '\n', &line)) {
            if (line.size < 2 || line.at[1] != ':') continue;
            if (*line.at == 'F') folder = (struct str){line.at + 2, line.size - 2};
            if (*line.at == 'R')
                map_put(owned,
                        arena_printf(arena, "%.*s%.*s%s%.*s", (int)depth, file->relative, (int)folder.size, folder.at,
                                     folder.size ? "/" : "", (int)line.size - 2, line.at + 2),
                        owned);
        }
    }
    buf_free(&text);
}

static void find_owned(const struct tree *tree, struct arena *arena, struct map *owned, struct diags *diags)
{
    static const struct {
        const char *folder, *name;
        bool apk;
    } DATABASES[] = {{"var/lib/dpkg/info/", "*.list", false}, {"usr/lib/opkg/info/", "*.list", false},
                     {"var/lib/opkg/info/", "*.list", false}, {"lib/apk/db/", "installed", true}};
    VEC_EACH(&tree->files, file)
        for (size_t i = 0; i < COUNT_OF(DATABASES); i++) {
            const char *at = strstr(file->relative, DATABASES[i].folder);
            if (!at || (at != file->relative && at[-1] != '/')) continue;
            const char *name = at + strlen(DATABASES[i].folder);
            if (strchr(name, '/') || fnmatch(DATABASES[i].name, name, 0) != 0) continue;
            size_t depth = (size_t)(at - file->relative);
            if (DATABASES[i].apk)
                own_apk(arena, owned, file, depth, diags);
            else
                own_list(arena, owned, file, depth, diags);
        }
}

// "libz.so.1" is libz; the number is of the interface, not of the release.
static char *stem_of(struct arena *arena, const char *soname)
{
    const char *end = strstr(soname, ".so");
    return arena_copy(arena, soname, end ? (size_t)(end - soname) : strlen(soname));
}

static const struct library *library_of(const struct part_context *context, struct arena *arena, const char *soname)
{
    return libraries_by_name(context->libraries, stem_of(arena, soname));
}

struct builder {
    struct part_file file; // its components and diags are the caller's
    struct map providers;  // soname to struct binary
    struct map needed;     // soname to ref of a part that nothing here provides
};

static void add_go_modules(struct builder *builder, const struct binary *binary, size_t own)
{
    struct str rest = str_of(binary->info.go_modules), line, word;
    struct arena *arena = builder->file.arena;
    while (str_next(&rest, '\n', &line)) {
        const char *words[3] = {NULL, NULL, NULL};
        size_t count = 0;
        while (count < 3 && str_next(&line, '\t', &word)) words[count++] = arena_copy(arena, word.at, word.size);
        if (count < 3 || (strcmp(words[0], "dep") != 0 && strcmp(words[0], "=>") != 0)) continue;
        if (words[1][0] == '.' || words[1][0] == '/' || words[2][0] == '(') continue; // replaced by a folder
        const char *slash = strrchr(words[1], '/');
        struct part part = {.purl = {.type = "golang", .name = slash ? slash + 1 : words[1], .version = words[2]},
                            .name = words[1], .rule = "go-buildinfo"};
        if (slash) part.purl.namespace = arena_copy(arena, words[1], (size_t)(slash - words[1]));
        struct component *component = part_add(&builder->file, &part);
        const char *ref = component ? arena_str(arena, component->ref) : NULL;
        if (ref && own != SIZE_MAX) part_depends(&builder->file, &builder->file.components->list.items[own], ref);
    }
}

// A library that this one only calls, and whose version text came with a header, is not inside it.
static bool is_linked(const struct builder *builder, const struct binary *binary, const struct library *library)
{
    VEC_EACH(&binary->info.needed, soname)
        if (library_of(builder->file.context, builder->file.arena, *soname) == library) return true;
    return false;
}

static const struct version_string *own_hit(const struct binary *binary, const struct library *library)
{
    VEC_EACH(&binary->hits, hit)
        if (library && hit->library == library) return hit;
    return NULL;
}

// systemd's package metadata: {"type": "deb", "os": "debian", "name": "x", "version": "1"}.
static bool read_package_note(struct builder *builder, const struct binary *binary, struct part *part)
{
    if (!binary->info.package_note) return false;
    struct json *note =
        js_parse(binary->info.package_note, strlen(binary->info.package_note), binary->shown, builder->file.diags);
    const char *type = js_text(note, "type"), *name = js_text(note, "name"), *version = js_text(note, "version");
    struct arena *arena = builder->file.arena;
    if (type && name && version) {
        part->purl = (struct purl){.type = arena_str(arena, type), .namespace = arena_str(arena, js_text(note, "os")),
                                   .name = arena_str(arena, name), .version = arena_str(arena, version)};
        purl_set(&part->purl, "arch", arena_str(arena, js_text(note, "architecture")));
        part->rule = "elf-package-note";
    }
    js_free(note);
    return type && name && version;
}

static void add_own(struct builder *builder, struct binary *binary)
{
    struct arena *arena = builder->file.arena;
    const struct elf_file *info = &binary->info;
    bool program = info->has_interpreter || info->kind == ELF_EXECUTABLE;
    const char *name = program || !info->soname ? path_name(binary->shown) : stem_of(arena, info->soname);
    const struct library *library = info->soname ? library_of(builder->file.context, arena, info->soname) : NULL;
    const struct version_string *hit = own_hit(binary, library);
    const char *compiler = info->comments.count ? info->comments.items[0] : NULL;
    struct part part = {
        .purl = {.type = "generic", .name = library ? library->name : name, .version = hit ? hit->version : NULL},
        .rule = program ? "elf-program" : "elf-soname",
        .component_type = program ? "application" : NULL,
        .detail = info->soname ? info->soname : compiler};
    bool noted = read_package_note(builder, binary, &part);
    // Two programs of one name are two parts: the hash of a file without a version keeps them apart.
    if (!part.purl.version && !noted)
        purl_set(&part.purl, "checksum", arena_printf(arena, "sha256:%s", binary->sha256));
    struct component *component = part_add(&builder->file, &part);
    if (!component) return;
    binary->ref = arena_str(arena, component->ref);
    part_add_hash(&builder->file, component, "SHA-256", binary->sha256);
    struct evidence evidence = {.file = binary->shown, .rule = "elf-build-id", .detail = info->build_id};
    if (info->build_id) component_add_evidence(builder->file.components, component, evidence);
    evidence = (struct evidence){.file = binary->shown, .rule = "binary-string", .offset = hit ? hit->offset : 0};
    if (hit) component_add_evidence(builder->file.components, component, evidence);
    evidence = (struct evidence){.file = binary->shown, .rule = "elf-soname"};
    if (info->soname)
        component_add_identity(builder->file.components, component, IDENTITY_NAME, info->soname, CONFIDENCE_HIGH,
                               evidence);
}

// What is inside: found by its version text, when it is neither the file itself nor only linked.
static void add_inside(struct builder *builder, struct binary *binary, size_t own)
{
    const struct library *self =
        binary->info.soname ? library_of(builder->file.context, builder->file.arena, binary->info.soname) : NULL;
    VEC_EACH(&binary->hits, hit) {
        if (hit->library == self || is_linked(builder, binary, hit->library)) continue;
        struct part part = {.purl = {.type = "generic", .name = hit->library->name, .version = hit->version},
                            .rule = "binary-string"};
        struct component *component = part_add(&builder->file, &part);
        if (!component) continue;
        component->evidence.items[0].offset = hit->offset;
        const char *ref = arena_str(builder->file.arena, component->ref);
        if (own != SIZE_MAX) part_depends(&builder->file, &builder->file.components->list.items[own], ref);
    }
}

static void add_needed(struct builder *builder, const struct binary *binary, size_t own)
{
    struct arena *arena = builder->file.arena;
    VEC_EACH(&binary->info.needed, soname) {
        const struct binary *provider = map_get(&builder->providers, *soname);
        const char *ref = provider ? provider->ref : map_get(&builder->needed, *soname);
        if (!provider) {
            const struct library *library = library_of(builder->file.context, arena, *soname);
            struct part part = {.purl = {.type = "generic", .name = library ? library->name : stem_of(arena, *soname)},
                                .rule = "elf-needed", .detail = *soname};
            struct component *component = part_add(&builder->file, &part);
            if (!component) continue;
            struct evidence evidence = {.file = binary->shown, .rule = "elf-needed"};
            component_add_identity(builder->file.components, component, IDENTITY_NAME, *soname, CONFIDENCE_HIGH,
                                   evidence);
            if (!ref) map_put(&builder->needed, *soname, arena_str(arena, component->ref));
            ref = map_get(&builder->needed, *soname);
        }
        if (own != SIZE_MAX) part_depends(&builder->file, &builder->file.components->list.items[own], ref);
    }
}

static void build(struct work *work, struct components *components, struct diags *diags)
{
    struct arena arena = {0};
    struct texts own_names = {0};
    struct builder builder = {
        .file = {
            .context = work->context, .arena = &arena, .components = components, .diags = diags, .own = &own_names}};
    VEC(size_t) places = {0};
    VEC_EACH(&work->list, binary) {
        size_t before = components->list.count;
        builder.file.path = binary->path;
        builder.file.shown = binary->shown;
        bool part_of_own =
            binary->elf && binary->readable && binary->info.kind != ELF_RELOCATABLE && binary->info.kind != ELF_CORE;
        if (part_of_own) add_own(&builder, binary);
        VEC_PUSH(&places, components->list.count > before ? before : SIZE_MAX);
        if (binary->info.soname && binary->ref && !map_has(&builder.providers, binary->info.soname))
            map_put(&builder.providers, binary->info.soname, binary);
    }
    for (size_t i = 0; i < work->list.count; i++) {
        struct binary *binary = &work->list.items[i];
        builder.file.path = binary->path;
        builder.file.shown = binary->shown;
        add_inside(&builder, binary, places.items[i]);
        add_needed(&builder, binary, places.items[i]);
        if (binary->info.go_modules) add_go_modules(&builder, binary, places.items[i]);
        diags_merge(diags, &binary->diags);
    }
    VEC_FREE(&places);
    VEC_FREE(&own_names);
    map_free(&builder.providers);
    map_free(&builder.needed);
    arena_free(&arena);
}

size_t binaries_read(const struct binaries_job *job, struct components *components, struct diags *diags)
{
    struct work work = {.context = job->context};
    struct arena arena = {0};
    struct map owned = {0};
    size_t found = 0;
    if (!job->given) find_owned(job->tree, &arena, &owned, diags);
    VEC_EACH(&job->tree->files, file) {
        bool image;
        bool wanted = may_be_binary(path_name(file->relative), &image);
        if (!job->given && (!wanted || file->size < 16 || map_has(&owned, file->relative))) continue;
        if (!job->given && !image && !starts_with_elf(file->path)) continue;
        struct binary binary = {.path = file->path,
                                .shown = arena_printf(&arena, "%s%s", job->prefix ? job->prefix : "", file->relative)};
        VEC_PUSH(&work.list, binary);
    }
    if (work.list.count) {
        progress_start("binaries", work.list.count);
        pool_run(job->jobs, work.list.count, read_one, &work);
        progress_end();
        build(&work, components, diags);
    }
    VEC_EACH(&work.list, binary) {
        found += binary->elf || binary->hits.count;
        elf_free(&binary->info);
        VEC_FREE(&binary->hits);
        arena_free(&binary->arena);
        diags_free(&binary->diags);
    }
    VEC_FREE(&work.list);
    map_free(&owned);
    arena_free(&arena);
    return found;
}
