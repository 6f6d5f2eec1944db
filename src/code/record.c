#include "code/record.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/map.h"
#include "base/trace.h"
#include "code/capture.h"
#include "code/options.h"
#include "codec/json.h"
#include <string.h>

struct entry {
    const char *folder, *file;
    struct texts words;
};

struct recording {
    struct arena arena;
    struct profiles profiles;
    VEC(struct entry) entries;
    struct map by_file; // absolute file -> index + 1
    size_t calls;
};

// Only looks at the sources: preprocessing, dependencies, questions about the compiler.
static bool compiles_nothing(const struct texts *words)
{
    static const char *const ROWS[] = {"-E", "-M", "-MM", "-cc1", "-cc1as", "--version", "-dumpmachine", "-dumpversion"};
    for (size_t w = 1; w < words->count; w++)
        for (size_t i = 0; i < COUNT_OF(ROWS); i++)
            if (strcmp(words->items[w], ROWS[i]) == 0) return true;
    return false;
}

static void add_entry(struct recording *recording, const char *folder, const char *file, const struct texts *words)
{
    void **place = map_at(&recording->by_file, file);
    if (*place) return; // ccache calls the compiler once more; of several configurations the first counts
    struct entry entry = {.folder = folder, .file = file};
    VEC_EACH(words, word)
        VEC_PUSH(&entry.words, *word);
    VEC_PUSH(&recording->entries, entry);
    *place = (void *)(uintptr_t)recording->entries.count;
}

// What stands behind these words is no source to compile, even when it looks like one.
static bool takes_next(const char *word)
{
    static const char *const ROWS[] = {"-o", "-include", "-imacros", "-MF", "-MT", "-MQ", "-I", "-D", "-U", "-isystem", "-iquote", "-x", "-T"};
    for (size_t i = 0; i < COUNT_OF(ROWS); i++)
        if (strcmp(word, ROWS[i]) == 0) return true;
    return false;
}

static void see(void *context, const char *folder, const struct texts *words)
{
    struct recording *recording = context;
    struct arena *arena = &recording->arena;
    size_t at = options_compiler(words);
    const struct profile *profile = at < words->count ? profile_find(&recording->profiles, words->items[at]) : NULL;
    if (!profile) return;
    struct texts own = {0};
    for (; at < words->count; at++)
        VEC_PUSH(&own, arena_str(arena, words->items[at]));
    struct texts all = {0};
    const char *where = arena_str(arena, folder);
    options_expand(arena, profile, where, &own, RESPONSE_DEPTH, &all); // now: such files are often removed after the call
    bool counts = !compiles_nothing(&all);
    recording->calls += counts;
    for (size_t i = 1; counts && i < all.count; i++) {
        const char *word = all.items[i];
        if (word[0] != '-' && source_language(word)) add_entry(recording, where, path_join(arena, where, word), &all);
        if (takes_next(word)) i++;
    }
    VEC_FREE(&own);
    VEC_FREE(&all);
}

// --- the database ------------------------------------------------------------------------------

static void keep_old_entry(struct recording *recording, const struct json *old)
{
    struct arena *arena = &recording->arena;
    const char *folder = js_text(old, "directory"), *file = js_text(old, "file");
    struct texts words = {0};
    if (!folder || !file || !file_exists(file)) return;
    JS_EACH(js_get(old, "arguments"), word)
        if (js_string(word)) VEC_PUSH(&words, arena_str(arena, js_string(word)));
    if (words.count) add_entry(recording, arena_str(arena, folder), arena_str(arena, file), &words);
    VEC_FREE(&words);
}

static void keep_old(struct recording *recording, const char *path)
{
    struct diags unused = {0}; // a damaged recording is written anew
    struct json *root = file_exists(path) ? js_read(path, &unused) : NULL;
    JS_EACH(root, entry)
        keep_old_entry(recording, entry);
    js_free(root);
    diags_free(&unused);
}

static int by_file(const void *a, const void *b)
{
    return strcmp(((const struct entry *)a)->file, ((const struct entry *)b)->file);
}

static void write_entries(struct recording *recording, struct buf *out)
{
    struct json_writer json = {.out = out};
    js_array_begin(&json);
    VEC_EACH(&recording->entries, entry) {
        js_object_begin(&json);
        js_member_text(&json, "directory", entry->folder);
        js_member_text(&json, "file", entry->file);
        js_member_array(&json, "arguments");
        VEC_EACH(&entry->words, word)
            js_write_text(&json, *word);
        js_array_end(&json);
        js_object_end(&json);
    }
    js_array_end(&json);
}

// Files that the build made and removed again (a configure script's tests) are no part of the program.
static size_t drop_absent(struct recording *recording)
{
    size_t kept = 0;
    for (size_t i = 0; i < recording->entries.count; i++) {
        struct entry *entry = &recording->entries.items[i];
        if (file_exists(entry->file)) recording->entries.items[kept++] = *entry;
        else VEC_FREE(&entry->words);
    }
    recording->entries.count = kept;
    return kept;
}

static enum status store(struct recording *recording, const char *root, struct diags *diags)
{
    struct arena *arena = &recording->arena;
    struct buf text = {0};
    const char *path = path_join(arena, root, RECORD_FILE);
    keep_old(recording, path);
    VEC_SORT(&recording->entries, by_file);
    write_entries(recording, &text);
    enum status status = dir_make(path_folder(arena, path), diags);
    if (status == STATUS_OK) status = file_write(path, buf_cstr(&text), text.size, diags);
    buf_free(&text);
    return status;
}

enum status record_build(const char *const *argv, const char *root, struct record_result *ret_result,
                         struct diags *diags)
{
    struct recording recording = {0};
    profiles_load(&recording.profiles, diags);
    enum status status = trace_run(argv, root, see, &recording, &ret_result->exit_code, diags);
    if (status == STATUS_OK) {
        ret_result->calls = recording.calls;
        ret_result->entries = drop_absent(&recording);
        status = store(&recording, root, diags);
    }
    if (status == STATUS_OK && ret_result->exit_code)
        DIAG(diags, DIAG_SKIPPED, argv[0], 0, "the build ended with code %d; what it compiled before counts", ret_result->exit_code);
    VEC_EACH(&recording.entries, entry)
        VEC_FREE(&entry->words);
    VEC_FREE(&recording.entries);
    map_free(&recording.by_file);
    profiles_free(&recording.profiles);
    arena_free(&recording.arena);
    return status;
}
