#include "code/capture.h"
#include "base/map.h"
#include "code/infer.h"
#include "codec/json.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

const char *source_language(const char *path)
{
    static const struct {
        const char *extension, *language;
    } ROWS[] = {{".c", "c"}, {".cpp", "c++"}, {".cc", "c++"}, {".cxx", "c++"}, {".c++", "c++"}, {".C", "c++"}};
    const char *extension = path_extension(path);
    for (size_t i = 0; i < COUNT_OF(ROWS); i++)
        if (strcmp(extension, ROWS[i].extension) == 0) return ROWS[i].language;
    return NULL;
}

bool is_header(const char *path)
{
    static const char *const ROWS[] = {".h", ".hpp", ".hh", ".hxx", ".h++", ".H", ".inc", ".inl", ".ipp"};
    const char *extension = path_extension(path);
    for (size_t i = 0; i < COUNT_OF(ROWS); i++)
        if (strcmp(extension, ROWS[i]) == 0) return true;
    return false;
}

// --- the words of a command --------------------------------------------------------------------

bool capture_split(struct arena *arena, const char *command, struct texts *ret_words)
{
    struct buf word = {0};
    bool in_word = false;
    char quote = 0;
    for (const char *c = command; *c; c++) {
        if (quote) {
            if (*c == quote)
                quote = 0;
            else if (quote == '"' && *c == '\\' && c[1] && strchr("\"\\$`", c[1]))
                buf_char(&word, *++c);
            else
                buf_char(&word, *c);
        } else if (*c == '\'' || *c == '"') {
            quote = *c;
            in_word = true;
        } else if (*c == '\\' && c[1]) {
            buf_char(&word, *++c);
            in_word = true;
        } else if (isspace((unsigned char)*c)) {
            if (in_word) VEC_PUSH(ret_words, arena_str(arena, buf_cstr(&word)));
            buf_clear(&word);
            in_word = false;
        } else {
            buf_char(&word, *c);
            in_word = true;
        }
    }
    if (in_word) VEC_PUSH(ret_words, arena_str(arena, buf_cstr(&word)));
    buf_free(&word);
    return quote == 0;
}

// Options with their value in the next word, or joined; `path` values are made absolute.
static const struct option_row {
    const char *name;
    bool separate, joined, path;
} KEPT[] = {
    {"-I", true, true, true},          {"-isystem", true, true, true},  {"-iquote", true, true, true},
    {"-idirafter", true, true, true},  {"-include", true, false, true}, {"-imacros", true, false, true},
    {"-D", true, true, false},         {"-U", true, true, false},       {"-x", true, true, false},
    {"--sysroot", true, false, true},  {"--sysroot=", false, true, false}, {"-isysroot", true, false, true},
    {"-std=", false, true, false},     {"--std=", false, true, false},  {"-target", true, false, false},
    {"--target=", false, true, false}, {"-stdlib=", false, true, false},
};

static const char *const KEPT_FLAGS[] = {
    "-ansi", "-nostdinc", "-nostdinc++", "-pthread", "-m32", "-m64", "-funsigned-char", "-fsigned-char", "-fshort-enums",
    "-fshort-wchar", "-fno-builtin", "-ffreestanding", "-fms-extensions", "-fexceptions", "-fno-exceptions",
    "-fno-rtti", "-frtti", "-fcommon", "-fno-common", "-fwrapv", "-fgnu89-inline", "-fpack-struct", "-fblocks",
    "-fno-strict-aliasing", "-mbig-endian", "-mlittle-endian", "-mthumb", "-fsized-deallocation", "-fchar8_t", "-trigraphs"};

// Options that matter only where the target is the one that they were written for.
static bool is_machine_option(const char *word)
{
    static const char *const PREFIXES[] = {"-mcpu=", "-march=", "-mfpu=", "-mfloat-abi=", "-mabi=", "-mtune="};
    for (size_t i = 0; i < COUNT_OF(PREFIXES); i++)
        if (text_starts(word, PREFIXES[i])) return true;
    return false;
}

// arm-none-eabi-gcc compiles for arm-none-eabi; a bare gcc, clang, cc for this machine.
static const char *target_of(struct arena *arena, const char *compiler)
{
    static const char *const TAILS[] = {"-gcc", "-g++", "-cc", "-c++", "-clang", "-clang++"};
    const char *name = path_name(compiler);
    for (size_t i = 0; i < COUNT_OF(TAILS); i++) {
        const char *tail = strstr(name, TAILS[i]);
        if (!tail || tail == name || !memchr(name, '-', (size_t)(tail - name))) continue;
        return arena_printf(arena, "--target=%.*s", (int)(tail - name), name);
    }
    return NULL;
}

struct filter {
    struct arena *arena;
    const char *folder;
    struct texts kept;
    bool cross;
};

static const char *resolved(struct filter *filter, const char *value)
{
    return path_join(filter->arena, filter->folder, value);
}

// Returns how many words of the command the row at `at` used; 0 when no row fits.
static size_t keep_row(struct filter *filter, const struct texts *words, size_t at)
{
    const char *word = words->items[at];
    for (size_t i = 0; i < COUNT_OF(KEPT); i++) {
        const struct option_row *row = &KEPT[i];
        if (row->separate && strcmp(word, row->name) == 0) {
            if (at + 1 >= words->count) return 1;
            const char *value = words->items[at + 1];
            VEC_PUSH(&filter->kept, row->name);
            VEC_PUSH(&filter->kept, row->path ? resolved(filter, value) : value);
            return 2;
        }
        if (row->joined && text_starts(word, row->name) && word[strlen(row->name)]) {
            const char *value = word + strlen(row->name);
            if (row->path) value = resolved(filter, value);
            VEC_PUSH(&filter->kept, arena_printf(filter->arena, "%s%s", row->name, value));
            return 1;
        }
    }
    return 0;
}

static bool is_kept_flag(const struct filter *filter, const char *word)
{
    for (size_t i = 0; i < COUNT_OF(KEPT_FLAGS); i++)
        if (strcmp(word, KEPT_FLAGS[i]) == 0) return true;
    return filter->cross && is_machine_option(word);
}

// gcc's @file: its words stand in its place. One level is enough: response files don't nest in practice.
static void expand_response(struct arena *arena, const char *folder, const struct texts *words, struct texts *ret_all)
{
    for (size_t i = 0; i < words->count; i++) {
        struct buf content = {0};
        struct diags ignored = {0};
        const char *word = words->items[i];
        if (word[0] == '@' && file_read(path_join(arena, folder, word + 1), 1 << 20, &content, &ignored) == STATUS_OK)
            (void)capture_split(arena, content.bytes, ret_all);
        else
            VEC_PUSH(ret_all, word);
        diags_free(&ignored);
        buf_free(&content);
    }
}

const char *const *capture_filter(struct arena *arena, const char *folder, const struct texts *words)
{
    struct filter filter = {.arena = arena, .folder = folder};
    struct texts all = {0};
    expand_response(arena, folder, words, &all);
    size_t at = 0;
    while (at < all.count && (strcmp(path_name(all.items[at]), "ccache") == 0 || strcmp(path_name(all.items[at]), "distcc") == 0))
        at++;
    const char *target = at < all.count ? target_of(arena, all.items[at]) : NULL;
    if (target) VEC_PUSH(&filter.kept, target);
    filter.cross = target != NULL;
    for (at++; at < all.count;) {
        size_t used = keep_row(&filter, &all, at);
        if (!used && is_kept_flag(&filter, all.items[at])) VEC_PUSH(&filter.kept, all.items[at]);
        at += used ? used : 1;
    }
    const char **row = ARENA_ARRAY(arena, const char *, filter.kept.count + 1);
    if (filter.kept.count) memcpy(row, filter.kept.items, filter.kept.count * sizeof *row);
    VEC_FREE(&filter.kept);
    VEC_FREE(&all);
    return row;
}

// --- compile_commands.json ---------------------------------------------------------------------

static const char *find_database(struct arena *arena, const char *root, const struct tree *tree,
                                 const struct capture_options *options)
{
    if (options->only_inferred) return NULL;
    if (options->build_dir) {
        const char *given = path_absolute(arena, options->build_dir);
        return text_ends(given, ".json") ? given : path_join(arena, given, "compile_commands.json");
    }
    const char *best = NULL; // the one closest to the root
    for (size_t i = 0; i < tree->files.count; i++) {
        const char *path = tree->files.items[i].path;
        if (strcmp(path_name(path), "compile_commands.json") != 0) continue;
        if (!best || strlen(path) < strlen(best)) best = path;
    }
    return best ? path_join(arena, root, best) : NULL;
}

static bool entry_words(struct arena *arena, const struct json *entry, struct texts *ret_words)
{
    const char *command = js_text(entry, "command");
    if (command) return capture_split(arena, command, ret_words);
    JS_EACH(js_get(entry, "arguments"), word) {
        const char *text = js_string(word);
        if (text) VEC_PUSH(ret_words, arena_str(arena, text));
    }
    return ret_words->count > 0;
}

static void read_entry(struct capture *capture, struct map *seen, const char *database, size_t number,
                       const struct json *entry, struct diags *diags)
{
    struct arena *arena = &capture->arena;
    const char *folder = js_text(entry, "directory"), *file = js_text(entry, "file");
    struct texts words = {0};
    if (!folder || !file || !entry_words(arena, entry, &words)) {
        DIAG(diags, DIAG_SKIPPED, database, 0, "entry %zu has no directory, file, or command", number);
        VEC_FREE(&words);
        return;
    }
    char *base = path_folder(arena, database);
    folder = path_join(arena, base, folder);
    file = path_join(arena, folder, file);
    const char *language = source_language(file);
    if (language && !map_has(seen, file) && file_exists(file)) {
        map_put(seen, file, capture);
        VEC_PUSH(&capture->commands, ((struct compile_command){.folder = folder, .file = file, .language = language,
                                                              .arguments = capture_filter(arena, folder, &words)}));
    } else if (language && !map_has(seen, file)) {
        DIAG(diags, DIAG_SKIPPED, file, 0, "named in %s but absent", database);
    }
    VEC_FREE(&words);
}

static enum status read_database(struct capture *capture, const char *path, struct map *seen, struct diags *diags)
{
    struct json *root = js_read(path, diags);
    if (!root) return STATUS_INPUT;
    if (!js_is_array(root)) {
        DIAG(diags, DIAG_ERROR, path, 1, "a compilation database is an array of entries");
        js_free(root);
        return STATUS_INPUT;
    }
    for (size_t i = 0; i < js_size(root); i++)
        read_entry(capture, seen, path, i + 1, js_at(root, i), diags);
    js_free(root);
    return STATUS_OK;
}

static int by_file(const void *a, const void *b)
{
    return strcmp(((const struct compile_command *)a)->file, ((const struct compile_command *)b)->file);
}

// Only what lies below the root was asked for.
static void keep_below(struct capture *capture, const char *root)
{
    size_t kept = 0;
    for (size_t i = 0; i < capture->commands.count; i++) {
        const char *file = capture->commands.items[i].file;
        if (path_relative(root, file) != file || strcmp(root, file) == 0)
            capture->commands.items[kept++] = capture->commands.items[i];
    }
    capture->commands.count = kept;
}

enum status capture_commands(const char *root, const struct tree *tree, const struct capture_options *options,
                             struct capture *ret_capture, struct diags *diags)
{
    struct map seen = {0};
    enum status status = STATUS_OK;
    const char *database = find_database(&ret_capture->arena, root, tree, options);
    if (database) {
        status = read_database(ret_capture, database, &seen, diags);
        keep_below(ret_capture, root);
    }
    struct texts guess = {0};
    for (size_t i = 0; i < tree->files.count; i++) {
        const char *file = path_join(&ret_capture->arena, root, tree->files.items[i].relative);
        if (!source_language(file) || map_has(&seen, file)) continue;
        if (database && ret_capture->commands.count)
            VEC_PUSH(&ret_capture->uncovered, file);
        else
            VEC_PUSH(&guess, file);
    }
    if (guess.count) infer_commands(root, tree, &guess, options->generated, ret_capture);
    VEC_FREE(&guess);
    map_free(&seen);
    VEC_SORT(&ret_capture->commands, by_file);
    return status;
}

void capture_free(struct capture *capture)
{
    VEC_FREE(&capture->commands);
    VEC_FREE(&capture->uncovered);
    arena_free(&capture->arena);
}
