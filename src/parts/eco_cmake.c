// CMake's downloads: FetchContent_Declare, ExternalProject_Add, CPMAddPackage. Variables that set() gives in the same
// file, or in a CMakeLists.txt of a folder above, are put in; conditions are not followed: what may be built is listed.
#include "base/map.h"
#include "parts/source_url.h"
#include <ctype.h>
#include <string.h>

enum { ARGUMENTS_MAX = 256, EXPANSION_MAX = 16, PARENTS_MAX = 12 };

struct reader {
    struct part_file *file;
    const char *at, *end;
    unsigned line;
    struct map variables; // to text
    VEC(const char *) arguments;
    bool collects; // a file above: only its variables count
};

static void skip_comment(struct reader *reader)
{
    const char *close = NULL;
    if (reader->end - reader->at > 2 && reader->at[1] == '[' && (reader->at[2] == '[' || reader->at[2] == '='))
        close = memmem(reader->at, (size_t)(reader->end - reader->at), "]]", 2);
    while (reader->at < reader->end && (close ? reader->at < close : *reader->at != '\n'))
        reader->line += *reader->at++ == '\n';
}

static void skip_space(struct reader *reader)
{
    while (reader->at < reader->end) {
        if (*reader->at == '#')
            skip_comment(reader);
        else if (isspace((unsigned char)*reader->at))
            reader->line += *reader->at++ == '\n';
        else
            return;
    }
}

// One argument, quoted, bracketed or bare. The quotes are gone, references to variables still stand.
static const char *take_argument(struct reader *reader)
{
    struct buf out = {0};
    char open = *reader->at;
    if (open == '[' && reader->end - reader->at > 4 && reader->at[1] == '[') {
        const char *close = memmem(reader->at, (size_t)(reader->end - reader->at), "]]", 2);
        const char *stop = close ? close : reader->end;
        buf_add(&out, reader->at + 2, (size_t)(stop - reader->at - 2));
        for (; reader->at < stop; reader->at++) reader->line += *reader->at == '\n';
        reader->at = close ? close + 2 : reader->end;
    } else {
        reader->at += open == '"';
        while (reader->at < reader->end) {
            char c = *reader->at;
            if (open == '"' ? c == '"' : (isspace((unsigned char)c) || c == '(' || c == ')' || c == '#' || c == '"'))
                break;
            if (c == '\\' && reader->at + 1 < reader->end) c = *++reader->at;
            reader->line += c == '\n';
            buf_char(&out, c);
            reader->at++;
        }
        if (open == '"' && reader->at < reader->end) reader->at++;
    }
    const char *text = arena_copy(reader->file->arena, out.bytes, out.size);
    buf_free(&out);
    return text;
}

// Replaces ${NAME}; a reference to an unknown variable stays, and makes the text unusable.
static const char *expand(struct reader *reader, const char *text)
{
    for (unsigned round = 0; round < EXPANSION_MAX; round++) {
        const char *open = strstr(text, "${"), *close = open ? strchr(open, '}') : NULL;
        if (!close) return text;
        // The innermost reference first: ${A_${B}}.
        for (const char *inner; (inner = strstr(open + 2, "${")) && inner < close;) open = inner;
        const char *name = arena_copy(reader->file->arena, open + 2, (size_t)(close - open - 2));
        const char *value = map_get(&reader->variables, name);
        if (!value || strlen(value) + strlen(text) > 4096) return text;
        text = arena_printf(reader->file->arena, "%.*s%s%s", (int)(open - text), text, value, close + 1);
    }
    return text;
}

static const char *option(const struct reader *reader, const char *name)
{
    for (size_t i = 0; i + 1 < reader->arguments.count; i++)
        if (strcmp(reader->arguments.items[i], name) == 0) return reader->arguments.items[i + 1];
    return NULL;
}

static bool resolved(const char *text)
{
    return text && *text && !strstr(text, "${") && !strstr(text, "$<");
}

static void add_hash(struct part_file *file, struct component *component, const char *hash)
{
    static const char *const KINDS[][2] = {
        {"SHA256=", "SHA-256"}, {"SHA512=", "SHA-512"}, {"SHA1=", "SHA-1"}, {"MD5=", "MD5"}};
    for (size_t i = 0; hash && i < COUNT_OF(KINDS); i++)
        if (text_starts(hash, KINDS[i][0])) part_add_hash(file, component, KINDS[i][1], hash + strlen(KINDS[i][0]));
}

static void add_git(struct reader *reader, struct part *part, const char *repository, const char *tag)
{
    if (!source_url_purl(reader->file->arena, repository, &part->purl)) {
        PART_SKIP(reader->file, part->line, "%s: not an address of sources: %s", part->name, repository);
        return;
    }
    if (tag && !resolved(tag)) {
        PART_NOTE(reader->file, part->line, "%s: '%s' uses a variable that is not set here", part->name, tag);
        part->no_version = true;
    } else {
        source_set_reference(reader->file, part, tag);
    }
    part_add(reader->file, part);
}

static void add_archive(struct reader *reader, struct part *part, const char *url)
{
    if (!source_url_purl(reader->file->arena, url, &part->purl)) {
        PART_SKIP(reader->file, part->line, "%s: not an address of sources: %s", part->name, url);
        return;
    }
    const char *tag = part->purl.version;
    if (tag)
        source_set_reference(reader->file, part, tag);
    else
        PART_NOTE(reader->file, part->line, "%s: its address names no version: %s", part->name, url);
    add_hash(reader->file, part_add(reader->file, part), option(reader, "URL_HASH"));
}

static void read_declaration(struct reader *reader, const char *rule, unsigned line)
{
    struct part part = {.name = reader->arguments.items[0], .rule = rule, .line = line};
    const char *repository = option(reader, "GIT_REPOSITORY"), *url = option(reader, "URL");
    part.detail = repository ? repository : url;
    if ((repository && !resolved(repository)) || (!repository && url && !resolved(url)))
        PART_SKIP(reader->file, line, "%s: its address uses a variable that is not set here: %s", part.name,
                  part.detail);
    else if (repository)
        add_git(reader, &part, repository, option(reader, "GIT_TAG"));
    else if (url && (strstr(url, "://") || text_starts(url, "git@")))
        add_archive(reader, &part, url);
    // A SOURCE_DIR or a local archive is part of the tree, and its own files are read.
}

// "gh:owner/name@1.2.3" or "...#tag", with gl: and bb: for the other hosts.
static void read_cpm_short(struct reader *reader, const char *text, unsigned line)
{
    static const char *const HOSTS[][2] = {{"gh:", "github.com"}, {"gl:", "gitlab.com"}, {"bb:", "bitbucket.org"}};
    struct part part = {.rule = "CPMAddPackage", .line = line, .detail = text};
    size_t size = strcspn(text, "@#");
    const char *reference =
        text[size] ? arena_copy(reader->file->arena, text + size + 1, strcspn(text + size + 1, "@#")) : NULL;
    const char *address = arena_copy(reader->file->arena, text, size);
    for (size_t i = 0; i < COUNT_OF(HOSTS); i++)
        if (text_starts(address, HOSTS[i][0]))
            address = arena_printf(reader->file->arena, "https://%s/%s", HOSTS[i][1], address + 3);
    part.name = strrchr(address, '/') ? strrchr(address, '/') + 1 : address;
    if (resolved(address)) add_git(reader, &part, address, reference);
}

static void read_cpm(struct reader *reader, unsigned line)
{
    static const char *const HOSTS[][2] = {{"GITHUB_REPOSITORY", "github.com"}, {"GITLAB_REPOSITORY", "gitlab.com"},
                                           {"BITBUCKET_REPOSITORY", "bitbucket.org"}};
    const char *name = option(reader, "NAME"), *version = option(reader, "VERSION"), *uri = option(reader, "URI");
    const char *repository = option(reader, "GIT_REPOSITORY"), *tag = option(reader, "GIT_TAG"),
               *url = option(reader, "URL");
    if (reader->arguments.count == 1 || uri) {
        read_cpm_short(reader, uri ? uri : reader->arguments.items[0], line);
        return;
    }
    for (size_t i = 0; i < COUNT_OF(HOSTS); i++)
        if (option(reader, HOSTS[i][0]))
            repository = arena_printf(reader->file->arena, "https://%s/%s", HOSTS[i][1], option(reader, HOSTS[i][0]));
    struct part part = {.name = name, .rule = "CPMAddPackage", .line = line, .detail = repository ? repository : url};
    // CPM's own rule: without a tag, VERSION means the tag "v" + VERSION.
    if (!tag && version) tag = arena_printf(reader->file->arena, "v%s", version);
    if (!name)
        PART_SKIP(reader->file, line, "CPMAddPackage without NAME");
    else if (resolved(repository))
        add_git(reader, &part, repository, tag);
    else if (resolved(url))
        add_archive(reader, &part, url);
}

static void run_command(struct reader *reader, const char *name, unsigned line)
{
    if (strcasecmp(name, "set") == 0 && reader->arguments.count >= 2) {
        const char *key = reader->arguments.items[0];
        // What was set nearer wins; of several in one file the first, as a cache variable would.
        if (!map_has(&reader->variables, key))
            map_put(&reader->variables, key, (void *)(uintptr_t)expand(reader, reader->arguments.items[1]));
        return;
    }
    if (reader->collects || !reader->arguments.count) return;
    bool fetch = strcasecmp(name, "FetchContent_Declare") == 0, external = strcasecmp(name, "ExternalProject_Add") == 0;
    bool cpm = strcasecmp(name, "CPMAddPackage") == 0 || strcasecmp(name, "CPMFindPackage") == 0 ||
               strcasecmp(name, "CPMDeclarePackage") == 0;
    if (!fetch && !external && !cpm) return;
    VEC_EACH(&reader->arguments, argument)
        *argument = expand(reader, *argument);
    if (cpm)
        read_cpm(reader, line);
    else
        read_declaration(reader, fetch ? "FetchContent_Declare" : "ExternalProject_Add", line);
}

static void run(struct reader *reader, const char *content, size_t size)
{
    reader->at = content;
    reader->end = content + size;
    reader->line = 1;
    for (skip_space(reader); reader->at < reader->end; skip_space(reader)) {
        const char *start = reader->at;
        unsigned line = reader->line;
        while (reader->at < reader->end && (isalnum((unsigned char)*reader->at) || *reader->at == '_')) reader->at++;
        const char *name = arena_copy(reader->file->arena, start, (size_t)(reader->at - start));
        skip_space(reader);
        if (reader->at == start || reader->at == reader->end || *reader->at != '(') {
            if (reader->at == start) reader->at++;
            continue;
        }
        unsigned depth = 1;
        reader->at++;
        VEC_CLEAR(&reader->arguments);
        for (skip_space(reader); reader->at < reader->end && depth; skip_space(reader)) {
            if (*reader->at == '(' || *reader->at == ')') {
                depth = *reader->at++ == '(' ? depth + 1 : depth - 1;
                continue;
            }
            const char *argument = take_argument(reader);
            if (reader->arguments.count < ARGUMENTS_MAX) VEC_PUSH(&reader->arguments, argument);
        }
        run_command(reader, name, line);
    }
}

// Whether there is anything to find: most files have none of these, and their parents need not be read.
static bool mentions_download(const struct part_file *file)
{
    return memmem(file->content, file->size, "FetchContent", 12) ||
           memmem(file->content, file->size, "ExternalProject", 15) || memmem(file->content, file->size, "CPM", 3);
}

static void read(struct part_file *file)
{
    struct reader reader = {.file = file, .collects = true};
    if (!mentions_download(file)) return;
    run(&reader, file->content, file->size); // this file's variables first: they may be set below their use in macros
    const char *up = "../CMakeLists.txt";
    for (unsigned i = 0; i < PARENTS_MAX; i++, up = arena_printf(file->arena, "../%s", up)) {
        struct buf text = {0};
        if (i == 0 && !text_ends(file->path, "CMakeLists.txt") && part_near(file, "CMakeLists.txt", &text))
            run(&reader, text.bytes, text.size);
        buf_clear(&text);
        if (part_near(file, up, &text)) run(&reader, text.bytes, text.size);
        buf_free(&text);
    }
    reader.collects = false;
    run(&reader, file->content, file->size);
    VEC_FREE(&reader.arguments);
    map_free(&reader.variables);
}

const struct ecosystem ECO_cmake = {
    .name = "cmake",
    .title = "CMake downloads",
    .files = (const char *const[]){"CMakeLists.txt", "*.cmake", NULL},
    .read = read,
};
