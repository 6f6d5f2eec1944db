#include "code/capture.h"
#include "base/map.h"
#include "code/infer.h"
#include "code/record.h"
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
    if (best) return path_join(arena, root, best);
    const char *recorded = path_join(arena, root, RECORD_FILE);
    return file_exists(recorded) ? recorded : NULL;
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

struct reading {
    struct capture *capture;
    struct profiles *profiles;
    struct map *seen; // files that have a command
};

static void read_entry(struct reading *reading, const char *database, size_t number,
                       const struct json *entry, struct diags *diags)
{
    struct arena *arena = &reading->capture->arena;
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
    if (language && !map_has(reading->seen, file) && file_exists(file)) {
        map_put(reading->seen, file, reading->capture);
        VEC_PUSH(&reading->capture->commands,
                 ((struct compile_command){.folder = folder, .file = file, .language = language,
                                           .arguments = capture_filter(arena, reading->profiles, folder, language, &words)}));
    } else if (language && !map_has(reading->seen, file)) {
        DIAG(diags, DIAG_SKIPPED, file, 0, "named in %s but absent", database);
    }
    VEC_FREE(&words);
}

static enum status read_database(struct capture *capture, const char *path, struct map *seen, struct diags *diags)
{
    struct json *root = js_read(path, diags);
    struct profiles profiles = {0};
    struct reading reading = {capture, &profiles, seen};
    if (!root) return STATUS_INPUT;
    if (!js_is_array(root)) {
        DIAG(diags, DIAG_ERROR, path, 1, "a compilation database is an array of entries");
        js_free(root);
        return STATUS_INPUT;
    }
    profiles_load(&profiles, diags);
    for (size_t i = 0; i < js_size(root); i++)
        read_entry(&reading, path, i + 1, js_at(root, i), diags);
    profiles_free(&profiles);
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
