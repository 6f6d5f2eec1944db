#include "code/profile.h"
#include "base/buf.h"
#include "base/data.h"
#include "base/file.h"
#include "base/proc.h"
#include "codec/yaml.h"
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

enum { ASK_SECONDS = 20 };

// --- reading -----------------------------------------------------------------------------------

static void read_texts(const struct yaml *list, struct texts *into)
{
    YAML_EACH(list, item)
        if (yaml_string(item->value)) VEC_PUSH(into, yaml_string(item->value));
}

static bool read_option(struct profile *profile, const struct yaml_item *item, const char *file, struct diags *diags)
{
    const char *value = yaml_text(item->value, "value");
    struct profile_option option = {.from = yaml_text(item->value, "from"), .to = yaml_text(item->value, "to")};
    option.next = value && (strcmp(value, "next") == 0 || strcmp(value, "either") == 0);
    option.joined = value && (strcmp(value, "joined") == 0 || strcmp(value, "either") == 0);
    (void)yaml_to_bool(yaml_get(item->value, "path"), &option.path);
    (void)yaml_to_bool(yaml_get(item->value, "lower"), &option.lower);
    (void)yaml_to_bool(yaml_get(item->value, "file"), &option.file);
    if (option.from && option.from[0] && (!value || option.next || option.joined) && (!option.file || value)) {
        VEC_PUSH(&profile->options, option);
        return true;
    }
    DIAG(diags, DIAG_ERROR, file, item->line, "an option needs 'from', and of 'value' one of: next joined either");
    return false;
}

static void profile_free(struct profile *profile)
{
    VEC_FREE(&profile->programs);
    VEC_FREE(&profile->arguments);
    VEC_FREE(&profile->define);
    VEC_FREE(&profile->includes);
    VEC_FREE(&profile->options);
}

void profiles_add(struct profiles *profiles, const char *file, const char *text, size_t size, struct diags *diags)
{
    struct arena *arena = &profiles->arena;
    struct yaml *root = yaml_parse(arena, text, size, file, diags);
    if (!root) return;
    struct profile *profile = ARENA_NEW(arena, struct profile);
    const char *ask = yaml_text(root, "ask");
    bool good = true;
    profile->name = arena_str(arena, file);
    profile->target = yaml_text(root, "target");
    profile->asks = ask && strcmp(ask, "gcc") == 0;
    read_texts(yaml_get(root, "programs"), &profile->programs);
    read_texts(yaml_get(root, "arguments"), &profile->arguments);
    read_texts(yaml_get(root, "define"), &profile->define);
    read_texts(yaml_get(root, "includes"), &profile->includes);
    YAML_EACH(yaml_get(root, "options"), item)
        good &= read_option(profile, item, file, diags);
    if (!profile->programs.count || (ask && !profile->asks)) {
        DIAG(diags, DIAG_ERROR, file, root->line, "a compiler needs 'programs'; 'ask' is gcc or absent");
        good = false;
    }
    if (good) VEC_PUSH(&profiles->list, profile);
    else profile_free(profile);
}

void profiles_load(struct profiles *ret_profiles, struct diags *diags)
{
    size_t position = 0;
    for (const struct data_file *file; (file = data_next("compilers/", &position));)
        profiles_add(ret_profiles, file->name, file->content, file->size, diags);
}

void profiles_free(struct profiles *profiles)
{
    VEC_EACH(&profiles->list, profile)
        profile_free(*profile);
    for (size_t i = 0; i < profiles->asked.count; i++)
        VEC_FREE((struct texts *)profiles->asked.entries[i].value);
    VEC_FREE(&profiles->list);
    map_free(&profiles->asked);
    arena_free(&profiles->arena);
}

// --- looking up --------------------------------------------------------------------------------

// A build on Windows may have written the path.
static const char *program_name(const char *program)
{
    const char *name = path_name(program), *back = strrchr(name, '\\');
    return back ? back + 1 : name;
}

const struct profile *profile_find(const struct profiles *profiles, const char *program)
{
    const struct profile *best = NULL;
    size_t best_size = 0;
    VEC_EACH(&profiles->list, profile)
        VEC_EACH(&(*profile)->programs, pattern) {
            size_t size = strlen(*pattern);
            if (size <= best_size || fnmatch(*pattern, program_name(program), 0) != 0) continue;
            best = *profile, best_size = size;
        }
    return best;
}

const struct profile_option *profile_option(const struct profile *profile, const char *word)
{
    const struct profile_option *best = NULL;
    if (!profile) return NULL;
    VEC_EACH(&profile->options, option) {
        size_t size = strlen(option->from);
        bool whole = strcmp(word, option->from) == 0 && (option->next || !option->joined);
        bool begins = option->joined && strncmp(word, option->from, size) == 0 && word[size];
        if ((whole || begins) && (!best || size > strlen(best->from))) best = option;
    }
    return best;
}

const char *profile_target(struct arena *arena, const struct profile *profile, const char *program)
{
    static const char *const TAILS[] = {"-gcc", "-g++", "-cc", "-c++", "-clang", "-clang++"};
    const char *name = program_name(program);
    if (profile && profile->target) return profile->target;
    for (size_t i = 0; i < COUNT_OF(TAILS); i++) {
        const char *tail = strstr(name, TAILS[i]);
        if (tail && tail != name && memchr(name, '-', (size_t)(tail - name))) return arena_copy(arena, name,
            (size_t)(tail - name));
    }
    return NULL;
}

// --- include folders ---------------------------------------------------------------------------

// gcc's own headers (stddef.h, the intrinsics) are for gcc only; clang has its own of the same names.
static bool is_compilers_own(const char *folder)
{
    return strstr(folder, "/lib/gcc") && (text_ends(folder, "/include") || text_ends(folder, "/include-fixed"));
}

static void read_search_list(struct profiles *profiles, const char *errors, struct texts *folders)
{
    struct str rest = str_of(errors), line;
    bool inside = false;
    while (str_next(&rest, '\n', &line)) {
        if (memmem(line.at, line.size, "search starts here:", 19)) inside = true;
        else if (memmem(line.at, line.size, "End of search list", 18)) inside = false;
        else if (inside && line.size && line.at[0] == ' ') {
            struct str trimmed = str_trim(line);
            const char *folder = path_clean(&profiles->arena, arena_copy(&profiles->arena, trimmed.at, trimmed.size));
            if (!is_compilers_own(folder)) VEC_PUSH(folders, folder);
        }
    }
}

static void ask(struct profiles *profiles, const char *program, const char *language, const char *const *machine,
                struct texts *folders)
{
    struct texts argv = {0};
    struct proc_result result;
    struct diags unused = {0}; // without an answer the profile's folders are looked for
    struct proc_options options = {.seconds = ASK_SECONDS};
    VEC_PUSH(&argv, program);
    for (; machine && *machine; machine++)
        VEC_PUSH(&argv, *machine);
    const char *const REST[] = {"-E", "-v", "-x", language, "/dev/null", NULL};
    for (size_t i = 0; i < COUNT_OF(REST); i++)
        VEC_PUSH(&argv, REST[i]);
    if (proc_run(argv.items, &options, &result, &unused) == STATUS_OK) {
        read_search_list(profiles, buf_cstr(&result.errors), folders);
        proc_result_free(&result);
    }
    VEC_FREE(&argv);
    diags_free(&unused);
}

// What PATH has under this name, when it is the program that was named; NULL otherwise.
static const char *trusted(struct arena *arena, const char *program)
{
    const char *known = program_path(arena, path_name(program));
    if (!known || !strchr(program, '/')) return known;
    char *real = realpath(program, NULL), *other = realpath(known, NULL);
    bool same = real && other && strcmp(real, other) == 0;
    free(real);
    free(other);
    return same ? known : NULL;
}

static const char *with_target(struct arena *arena, const char *folder, const char *target)
{
    const char *hole = strstr(folder, "{target}");
    if (!hole) return folder;
    return arena_printf(arena, "%.*s%s%s", (int)(hole - folder), folder, target, hole + strlen("{target}"));
}

static void look(struct profiles *profiles, const struct profile *profile, const char *program, struct texts *folders)
{
    struct arena *arena = &profiles->arena;
    const char *found = strchr(program, '/') ? program : program_path(arena, program);
    const char *target = profile_target(arena, profile, program);
    if (!found) return;
    VEC_EACH(&profile->includes, folder) {
        const char *path = path_join(arena, path_folder(arena, found), with_target(arena, *folder, target ? target : ""));
        if (dir_exists(path)) VEC_PUSH(folders, path);
    }
}

const struct texts *profile_includes(struct profiles *profiles, const struct profile *profile, const char *program,
                                     const char *language, const char *const *machine)
{
    struct arena *arena = &profiles->arena;
    char *key = arena_printf(arena, "%s\n%s", program, language);
    for (const char *const *word = machine; word && *word; word++)
        key = arena_printf(arena, "%s\n%s", key, *word);
    void **place = map_at(&profiles->asked, key);
    if (*place) return *place;
    struct texts *folders = ARENA_NEW(arena, struct texts);
    *place = folders;
    const char *safe = profile->asks ? trusted(arena, program) : NULL;
    if (safe) ask(profiles, safe, language, machine, folders);
    if (!folders->count) look(profiles, profile, program, folders);
    return folders;
}
