#include "code/options.h"
#include "base/file.h"
#include "code/capture.h"
#include <ctype.h>
#include <string.h>

enum { RESPONSE_MAX = 1 << 20 }; // bytes of a response file

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

struct filter {
    struct arena *arena;
    const char *folder;
    const struct profile *profile; // NULL: nothing special is known of the compiler
    struct texts kept, machine;    // the machine's options are also what the compiler is asked with
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

// What a profile says about a word. Returns how many words it used; 0 when it says nothing.
static size_t translate(struct filter *filter, const struct texts *words, size_t at)
{
    const struct profile_option *option = profile_option(filter->profile, words->items[at]);
    if (!option) return 0;
    const char *tail = words->items[at] + strlen(option->from), *value = option->joined && *tail ? tail : NULL;
    size_t used = 1;
    if (!value && option->next) {
        if (at + 1 >= words->count) return 1;
        value = words->items[at + 1];
        used = 2;
    }
    if (!option->to) return used;
    if (value && option->path) value = resolved(filter, value);
    if (value && option->lower) value = text_lower(filter->arena, value);
    bool glued = value && (text_ends(option->to, "=") || (option->to[0] == '-' && option->to[1] && !option->to[2]));
    VEC_PUSH(&filter->kept, arena_printf(filter->arena, "%s%s", option->to, glued ? value : "")); // profiles go, commands stay
    if (value && !glued) VEC_PUSH(&filter->kept, value);
    return used;
}

// The file that a word says stands in its place: gcc's @file, IAR's -f file, Arm's --via=file. NULL when it says none.
static const char *response_file(const struct profile *profile, const struct texts *words, size_t *at)
{
    const char *word = words->items[*at];
    const struct profile_option *option = profile_option(profile, word);
    if (word[0] == '@' && word[1]) return word + 1;
    if (!option || !option->file) return NULL;
    const char *tail = word + strlen(option->from);
    if (option->joined && *tail) return tail;
    return *at + 1 < words->count ? words->items[++*at] : NULL;
}

void options_expand(struct arena *arena, const struct profile *profile, const char *folder, const struct texts *words,
                    unsigned depth, struct texts *ret_all)
{
    for (size_t i = 0; i < words->count; i++) {
        size_t at = i;
        struct buf content = {0};
        struct diags unused = {0}; // a word that names no file stays what it is
        const char *file = depth ? response_file(profile, words, &at) : NULL;
        if (file && file_read(path_join(arena, folder, file), RESPONSE_MAX, &content, &unused) == STATUS_OK) {
            struct texts inner = {0};
            (void)capture_split(arena, buf_cstr(&content), &inner);
            options_expand(arena, profile, folder, &inner, depth - 1, ret_all);
            VEC_FREE(&inner);
            i = at;
        } else {
            VEC_PUSH(ret_all, words->items[i]);
        }
        diags_free(&unused);
        buf_free(&content);
    }
}

// A compiler that is a script shows as "/bin/sh /opt/bin/gcc ...": the system names the interpreter first.
static bool interprets(const struct texts *words, size_t at)
{
    static const char *const ROWS[] = {"sh", "bash", "dash", "python3", "python", "perl"};
    for (size_t i = 0; i < COUNT_OF(ROWS); i++)
        if (strcmp(path_name(words->items[at]), ROWS[i]) == 0)
            return at + 1 < words->count && words->items[at + 1][0] != '-' && strchr(words->items[at + 1], '/');
    return false;
}

size_t options_compiler(const struct texts *words)
{
    static const char *const WRAPPERS[] = {"ccache", "sccache", "distcc", "icecc", "gomacc", "env", "nice", "time"};
    size_t at = 0;
    for (bool wrapped = true; wrapped && at < words->count; at += wrapped) {
        wrapped = false;
        for (size_t i = 0; i < COUNT_OF(WRAPPERS); i++)
            wrapped |= strcmp(path_name(words->items[at]), WRAPPERS[i]) == 0;
        wrapped |= interprets(words, at);
        wrapped |= at > 0 && strchr(words->items[at], '=') != NULL; // env NAME=VALUE
    }
    return at;
}

static void add_each(struct filter *filter, const char *option, const struct texts *values)
{
    VEC_EACH(values, value)
        VEC_PUSH(&filter->kept, arena_printf(filter->arena, "%s%s", option, *value));
}

// What the compiler brings along: its target, its macros and keywords, and behind everything else its headers.
static void add_own(struct filter *filter, struct profiles *profiles, const char *compiler, const char *language)
{
    add_each(filter, "", &filter->profile->arguments);
    add_each(filter, "-D", &filter->profile->define);
    if (!filter->cross) return;
    VEC_PUSH(&filter->machine, NULL);
    const struct texts *folders = profile_includes(profiles, filter->profile, compiler, language,
                                                   filter->machine.items);
    VEC_EACH(folders, folder) {
        VEC_PUSH(&filter->kept, "-isystem");
        VEC_PUSH(&filter->kept, arena_str(filter->arena, *folder));
    }
}

static bool is_asked_with(const char *word)
{
    return is_machine_option(word) || text_starts(word, "--sysroot=") || text_starts(word, "--specs=") ||
           strcmp(word, "-mthumb") == 0 || strcmp(word, "-mlittle-endian") == 0 || strcmp(word, "-mbig-endian") == 0;
}

const char *const *capture_filter(struct arena *arena, struct profiles *profiles, const char *folder, const char *language,
                                  const struct texts *words)
{
    struct filter filter = {.arena = arena, .folder = folder};
    struct texts all = {0};
    size_t first = options_compiler(words);
    const char *compiler = first < words->count ? words->items[first] : "";
    filter.profile = profiles ? profile_find(profiles, compiler) : NULL;
    options_expand(arena, filter.profile, folder, words, RESPONSE_DEPTH, &all);
    const char *target = profile_target(arena, filter.profile, compiler);
    filter.cross = target != NULL;
    if (target) VEC_PUSH(&filter.kept, arena_printf(arena, "--target=%s", target));
    for (size_t at = first + 1; at < all.count;) {
        size_t used = translate(&filter, &all, at);
        if (!used) used = keep_row(&filter, &all, at);
        if (!used && is_kept_flag(&filter, all.items[at])) VEC_PUSH(&filter.kept, all.items[at]);
        if (is_asked_with(all.items[at])) VEC_PUSH(&filter.machine, all.items[at]);
        at += used ? used : 1;
    }
    if (filter.profile) add_own(&filter, profiles, compiler, language);
    const char **row = ARENA_ARRAY(arena, const char *, filter.kept.count + 1);
    if (filter.kept.count) memcpy(row, filter.kept.items, filter.kept.count * sizeof *row);
    VEC_FREE(&filter.kept);
    VEC_FREE(&filter.machine);
    VEC_FREE(&all);
    return row;
}
