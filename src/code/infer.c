#include "code/infer.h"
#include "base/hash.h"
#include "base/map.h"
#include "code/configure.h"
#include <string.h>

enum { INCLUDES_MAX = 4000, FOLDERS_MAX = 200 }; // headers and include folders of one source

struct include {
    const char *name; // as written
    bool quoted;
};

VEC_NAMED(includes, struct include);

struct inference {
    const char *root;
    struct arena *arena;      // lives as long as the capture
    struct map by_name;       // base name -> struct texts *: relative paths of the files of that name
    struct map files;         // relative path -> itself
    struct map parsed;        // relative path -> struct includes *
    struct map included;      // sources that other sources include -> one that does
    struct map system_known;  // header name -> whether the system has it
    struct texts templates;   // relative paths of what headers are generated from
    struct map generated;     // header name -> folder of the one that was made, or the header's own name when none was
    const char *generated_folder; // absolute; NULL: nothing is generated
    VEC(struct texts *) lists;
    VEC(struct includes *) include_lists;
};

// --- reading #include lines --------------------------------------------------------------------

static const char *skip_blank(const char *at, const char *end)
{
    while (at < end && (*at == ' ' || *at == '\t'))
        at++;
    return at;
}

static void read_include(struct inference *inference, const char *at, const char *end, struct includes *includes)
{
    at = skip_blank(at, end);
    if (at >= end || *at != '#') return;
    at = skip_blank(at + 1, end);
    if (end - at < 8 || memcmp(at, "include", 7) != 0) return;
    at = skip_blank(at + 7, end);
    if (at >= end || (*at != '"' && *at != '<')) return;
    char close = *at == '"' ? '"' : '>';
    const char *stop = memchr(at + 1, close, (size_t)(end - at - 1));
    if (!stop || stop == at + 1) return;
    struct include include = {arena_copy(inference->arena, at + 1, (size_t)(stop - at - 1)), close == '"'};
    VEC_PUSH(includes, include);
}

static const struct includes *includes_of(struct inference *inference, const char *relative)
{
    void **place = map_at(&inference->parsed, relative);
    if (*place) return *place;
    struct includes *includes = mem_alloc(sizeof *includes);
    *place = includes;
    VEC_PUSH(&inference->include_lists, includes);
    struct buf content = {0};
    struct diags ignored = {0}; // the compiler will tell what is wrong with the file
    char *path = path_join(inference->arena, inference->root, relative);
    if (file_read(path, 16 << 20, &content, &ignored) == STATUS_OK) {
        struct str rest = {content.bytes, content.size}, line;
        while (str_next(&rest, '\n', &line))
            read_include(inference, line.at, line.at + line.size, includes);
    }
    diags_free(&ignored);
    buf_free(&content);
    return includes;
}

// --- finding a header --------------------------------------------------------------------------

static bool system_has(struct inference *inference, const char *name)
{
    static const char *const FOLDERS[] = {"/usr/include", "/usr/include/x86_64-linux-gnu", "/usr/include/aarch64-linux-gnu",
                                          "/usr/include/c++/12", "/usr/lib/llvm-19/lib/clang/19/include"};
    void **known = map_at(&inference->system_known, name);
    if (*known) return *known == (void *)1;
    bool found = false;
    for (size_t i = 0; i < COUNT_OF(FOLDERS) && !found; i++)
        found = file_exists(path_join(inference->arena, FOLDERS[i], name));
    *known = found ? (void *)1 : (void *)2;
    return found;
}

static size_t common_prefix(const char *a, const char *b)
{
    size_t folders = 0;
    for (size_t i = 0; a[i] && a[i] == b[i]; i++)
        folders += a[i] == '/';
    return folders;
}

// The file of the tree whose path ends in `name` and that lies closest to the source; NULL when there is none.
static const char *find_in_tree(const struct inference *inference, const char *source, const char *name)
{
    const struct texts *candidates = map_get(&inference->by_name, path_name(name));
    const char *best = NULL;
    size_t best_score = 0, name_size = strlen(name);
    for (size_t i = 0; candidates && i < candidates->count; i++) {
        const char *path = candidates->items[i];
        size_t size = strlen(path);
        if (size < name_size || strcmp(path + size - name_size, name) != 0) continue;
        if (size > name_size && path[size - name_size - 1] != '/') continue;
        size_t score = common_prefix(source, path) * 1000 + (strstr(path, "include/") ? 500 : 0) + 400 - (size < 400 ? size : 400);
        if (!best || score > best_score) best = path, best_score = score;
    }
    return best;
}

// What defines comes first, what uses the definitions last.
static unsigned part_rank(const char *path)
{
    static const char *const ROWS[] = {"config", "defs", "macros", "typedefs", "types"};
    for (unsigned i = 0; i < COUNT_OF(ROWS); i++)
        if (strstr(path_name(path), ROWS[i])) return i;
    return strstr(path_name(path), "protos") ? COUNT_OF(ROWS) + 1 : COUNT_OF(ROWS);
}

static int by_rank(const void *left, const void *right)
{
    const char *a = *(const char *const *)left, *b = *(const char *const *)right;
    unsigned rank = part_rank(a), other = part_rank(b);
    return rank != other ? (rank > other) - (rank < other) : strcmp(a, b);
}

// "lib/lib.h" that is put together from lib/lib_defs.h.in, lib/lib_macros.h.in, ...: two parts at least.
static void find_parts(struct inference *inference, const char *name, struct texts *parts)
{
    const char *file = path_name(name);
    size_t stem = strlen(file) - strlen(path_extension(file));
    VEC_EACH(&inference->templates, path) {
        const char *part = path_name(*path);
        if (strncmp(part, file, stem) != 0 || part[stem] != '_' || !text_ends(part, ".h.in")) continue;
        const char *folder = path_folder(inference->arena, *path);
        if (strchr(name, '/') && !text_ends(folder, path_folder(inference->arena, name))) continue;
        VEC_PUSH(parts, *path);
    }
    VEC_SORT(parts, by_rank);
    if (parts->count < 2) VEC_CLEAR(parts);
}

static void find_templates(struct inference *inference, const char *name, struct texts *found)
{
    const char *best = NULL;
    VEC_EACH(&inference->templates, path)
        if (configure_is_template(path_name(*path), path_name(name)) && (!best || strlen(*path) < strlen(best))) best = *path;
    if (best) VEC_PUSH(found, best);
    else find_parts(inference, name, found);
}

static bool has_content(const char *file, const struct buf *content)
{
    struct buf old = {0};
    struct diags unused = {0};
    bool same = file_exists(file) && file_read(file, 64 << 20, &old, &unused) == STATUS_OK && old.size == content->size &&
                (!old.size || memcmp(old.bytes, content->bytes, old.size) == 0);
    diags_free(&unused);
    buf_free(&old);
    return same;
}

// Makes the header that a build would have made, below the folder of this tree. NULL when nothing tells how.
static const char *generate(struct inference *inference, const char *name)
{
    struct texts found = {0};
    struct buf template = {0}, header = {0};
    struct diags ignored = {0};
    const char *folder = NULL;
    if (inference->generated_folder) find_templates(inference, name, &found);
    VEC_EACH(&found, path)
        if (file_read(path_join(inference->arena, inference->root, *path), 4 << 20, &template, &ignored) == STATUS_OK)
            configure_template(buf_cstr(&template), template.size, &header);
    if (found.count) {
        const char *made = inference->generated_folder;
        const char *file = path_join(inference->arena, made, name);
        if (has_content(file, &header) || (dir_make(path_folder(inference->arena, file), &ignored) == STATUS_OK &&
            file_write(file, buf_cstr(&header), header.size, &ignored) == STATUS_OK))
            folder = made;
    }
    VEC_FREE(&found);
    diags_free(&ignored);
    buf_free(&template);
    buf_free(&header);
    return folder;
}

struct walk { // the headers of one source
    struct inference *inference;
    const char *source;
    struct texts folders; // relative to the root, "" is the root itself
    struct texts pending; // files to look into
    struct map seen;
    struct texts generated; // folders of headers that were made
};

static void reach(struct walk *walk, const char *relative)
{
    if (map_has(&walk->seen, relative) || walk->seen.count >= INCLUDES_MAX) return;
    map_put(&walk->seen, relative, walk);
    VEC_PUSH(&walk->pending, relative);
}

static const char *known_file(const struct walk *walk, const char *folder, const char *name)
{
    const char *path = path_join(walk->inference->arena, folder, name);
    return map_get(&walk->inference->files, path);
}

static void resolve_generated(struct walk *walk, const char *name)
{
    if (!name) return;
    void **known = map_at(&walk->inference->generated, name);
    if (!*known) {
        const char *folder = generate(walk->inference, name);
        *known = (void *)(uintptr_t)(folder ? folder : name);
    }
    const char *folder = *known;
    if (strcmp(folder, name) == 0) return;
    reach(walk, path_join(walk->inference->arena, folder, name)); // it includes others
    VEC_EACH(&walk->generated, other)
        if (strcmp(*other, folder) == 0) return;
    VEC_PUSH(&walk->generated, folder);
}

// What a made header includes as "../name.h" lies beside it, under the name without the dots. NULL: it lies elsewhere.
static const char *generated_name(const struct inference *inference, const char *includer, const char *name)
{
    if (!strstr(name, "..")) return name;
    if (!inference->generated_folder) return NULL;
    const char *path = path_join(inference->arena, path_folder(inference->arena, includer), name);
    const char *relative = path_relative(inference->generated_folder, path);
    return relative == path ? NULL : relative;
}

static void resolve(struct walk *walk, const char *includer, const struct include *include)
{
    struct arena *arena = walk->inference->arena;
    const char *found = include->quoted ? known_file(walk, path_folder(arena, includer), include->name) : NULL;
    for (size_t i = 0; i < walk->folders.count && !found; i++)
        found = known_file(walk, walk->folders.items[i], include->name);
    if (!found && !(!include->quoted && system_has(walk->inference, include->name))) {
        found = find_in_tree(walk->inference, walk->source, include->name);
        const char *clean = path_clean(arena, include->name);
        if (found && walk->folders.count < FOLDERS_MAX && text_ends(found, clean)) {
            size_t size = strlen(found) - strlen(clean);
            VEC_PUSH(&walk->folders, size ? arena_copy(arena, found, size - 1) : ".");
        }
    }
    if (found)
        reach(walk, found);
    else if (!system_has(walk->inference, include->name))
        resolve_generated(walk, generated_name(walk->inference, includer, include->name));
}

static const char *const *command_of(struct walk *walk, const char *root)
{
    struct arena *arena = walk->inference->arena;
    const char **arguments = ARENA_ARRAY(arena, const char *, walk->folders.count + walk->generated.count + 2);
    size_t count = 0;
    bool has_config = walk->generated.count > 0;
    for (size_t i = 0; i < walk->folders.count; i++)
        arguments[count++] = arena_printf(arena, "-I%s", path_join(arena, root, walk->folders.items[i]));
    VEC_EACH(&walk->generated, folder)
        arguments[count++] = arena_printf(arena, "-I%s", *folder);
    for (size_t i = 0; i < walk->seen.count; i++)
        has_config |= text_ends(walk->seen.entries[i].key, "config.h");
    if (has_config) arguments[count++] = "-DHAVE_CONFIG_H";
    return arguments;
}

static void infer_one(struct inference *inference, const char *file, struct capture *capture)
{
    const char *relative = path_relative(inference->root, file);
    struct walk walk = {.inference = inference, .source = relative};
    reach(&walk, relative);
    while (walk.pending.count) {
        const char *next = VEC_POP(&walk.pending);
        const struct includes *includes = includes_of(inference, next);
        for (size_t i = 0; i < includes->count; i++)
            resolve(&walk, next, &includes->items[i]);
    }
    struct compile_command command = {.folder = path_folder(inference->arena, file), .file = file, .inferred = true,
                                      .language = source_language(file), .arguments = command_of(&walk, inference->root)};
    VEC_PUSH(&capture->commands, command);
    capture->inferred++;
    VEC_FREE(&walk.folders);
    VEC_FREE(&walk.pending);
    VEC_FREE(&walk.generated);
    for (size_t i = 1; i < walk.seen.count; i++)
        if (source_language(walk.seen.entries[i].key)) map_put(&inference->included, walk.seen.entries[i].key, (void *)(uintptr_t)file);
    map_free(&walk.seen);
}

static void index_tree(struct inference *inference, const struct tree *tree)
{
    for (size_t i = 0; i < tree->files.count; i++) {
        const char *relative = tree->files.items[i].relative;
        const char *extension = path_extension(relative);
        if (strcmp(extension, ".in") == 0 || strcmp(extension, ".cmake") == 0 || strcmp(extension, ".meson") == 0)
            VEC_PUSH(&inference->templates, relative);
        if (!is_header(relative) && !source_language(relative)) continue;
        map_put(&inference->files, relative, (void *)(uintptr_t)relative);
        void **place = map_at(&inference->by_name, path_name(relative));
        if (!*place) {
            *place = mem_alloc(sizeof(struct texts));
            VEC_PUSH(&inference->lists, *place);
        }
        VEC_PUSH((struct texts *)*place, relative);
    }
}

void infer_commands(const char *root, const struct tree *tree, const struct texts *sources, const char *generated_folder,
                    struct capture *capture)
{
    struct inference inference = {.root = root, .arena = &capture->arena};
    char hash[HASH_HEX];
    hash_hex(hash_text(root), hash);
    if (generated_folder) inference.generated_folder = path_join(&capture->arena, generated_folder, hash);
    size_t first = capture->commands.count;
    index_tree(&inference, tree);
    VEC_EACH(sources, source)
        infer_one(&inference, *source, capture);
    for (size_t i = first; i < capture->commands.count; i++) {
        struct compile_command *command = &capture->commands.items[i];
        command->part_of = map_get(&inference.included, path_relative(root, command->file));
    }
    VEC_EACH(&inference.lists, list) {
        VEC_FREE(*list);
        free(*list);
    }
    VEC_EACH(&inference.include_lists, list) {
        VEC_FREE(*list);
        free(*list);
    }
    VEC_FREE(&inference.lists);
    VEC_FREE(&inference.include_lists);
    VEC_FREE(&inference.templates);
    map_free(&inference.generated);
    map_free(&inference.included);
    map_free(&inference.by_name);
    map_free(&inference.files);
    map_free(&inference.parsed);
    map_free(&inference.system_known);
}
