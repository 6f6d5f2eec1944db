// Gradle: gradle.lockfile (exact), else libs.versions.toml and the literal dependencies of build.gradle(.kts).
#include "codec/toml.h"
#include "parts/ecosystem.h"
#include <ctype.h>
#include <string.h>

// "group:artifact:version[:classifier]"; with an unknown version NULL.
static void add(struct part_file *file, struct str notation, const char *version, const char *scope, const char *rule,
                unsigned line)
{
    struct str pieces[4] = {0}, piece;
    size_t count = 0;
    while (count < 4 && str_next(&notation, ':', &piece)) pieces[count++] = str_trim(piece);
    if (count < 2 || !pieces[0].size || !pieces[1].size) return; // a project of its own, ":core"
    struct arena *arena = file->arena;
    struct part part = {.purl = {.type = "maven", .namespace = arena_copy(arena, pieces[0].at, pieces[0].size),
                                 .name = arena_copy(arena, pieces[1].at, pieces[1].size), .version = version},
                        .scope = scope, .rule = rule, .line = line};
    if (!version && count > 2)
        part.purl.version =
            arena_copy(arena, pieces[2].at, strcspn(arena_copy(arena, pieces[2].at, pieces[2].size), "@"));
    if (part.purl.version && strpbrk(part.purl.version, "[(,+$")) part.purl.version = NULL;
    part.group = part.purl.namespace;
    if (!part.purl.version) PART_NOTE(file, line, "%s:%s has no fixed version here", part.group, part.purl.name);
    part_add(file, &part);
}

static bool is_test(struct str configuration)
{
    for (size_t i = 0; i + 4 <= configuration.size; i++)
        if (strncasecmp(configuration.at + i, "test", 4) == 0) return true;
    return false;
}

static void read_lock(struct part_file *file)
{
    struct str rest = {file->content, file->size}, line;
    for (unsigned number = 1; str_next(&rest, '\n', &line); number++) {
        line = str_trim(line);
        const char *equals = line.size ? memchr(line.at, '=', line.size) : NULL;
        if (!line.size || *line.at == '#' ||
            (equals && (size_t)(equals - line.at) == 5 && memcmp(line.at, "empty", 5) == 0))
            continue;
        if (!equals) {
            PART_SKIP(file, number, "not a line 'group:artifact:version=configurations'");
            continue;
        }
        struct str configurations = {equals + 1, (size_t)(line.at + line.size - equals - 1)}, one;
        bool ships = false;
        while (str_next(&configurations, ',', &one))
            ships = ships || !(is_test(one) || str_is(one, "annotationProcessor") || str_is(one, "checkstyle"));
        add(file, (struct str){line.at, (size_t)(equals - line.at)}, NULL, ships ? NULL : "excluded", "gradle.lockfile",
            number);
    }
}

static void read_catalogue(struct part_file *file)
{
    struct yaml *root = toml_parse(file->arena, file->content, file->size, file->shown, file->diags);
    const struct yaml *versions = yaml_get(root, "versions");
    if (part_near_exists(file, "../gradle.lockfile")) return;
    YAML_EACH(yaml_get(root, "libraries"), item) {
        const struct yaml *row = item->value, *version = yaml_get(row, "version");
        const char *module = yaml_string(row) ? yaml_string(row) : yaml_text(row, "module");
        const char *group = yaml_text(row, "group"), *name = yaml_text(row, "name");
        const char *reference = yaml_text(version, "ref");
        const struct yaml *stated = reference ? yaml_get(versions, reference) : version;
        const char *text = yaml_string(stated) ? yaml_string(stated) : yaml_text(stated, "strictly");
        if (!module && group && name) module = arena_printf(file->arena, "%s:%s", group, name);
        if (!module) {
            PART_SKIP(file, item->line, "the library '%s' names no module", item->key);
            continue;
        }
        add(file, str_of(module), text, NULL, "libs.versions.toml", item->line);
    }
}

// "$name" or "${name}" as a whole version, from "name = 'x'" in the same file or in gradle.properties beside it.
static const char *variable(struct part_file *file, const char *name)
{
    struct buf properties = {0};
    bool near =
        part_near(file, "gradle.properties", &properties) || part_near(file, "../gradle.properties", &properties);
    const struct str texts[] = {{file->content, file->size}, {properties.bytes, near ? properties.size : 0}};
    const char *found = NULL;
    size_t size = strlen(name);
    for (size_t i = 0; i < COUNT_OF(texts) && !found && size; i++) {
        const char *end = texts[i].size ? texts[i].at + texts[i].size : texts[i].at;
        for (const char *at = texts[i].at; at && !found && (at = memmem(at, (size_t)(end - at), name, size));
             at += size) {
            const char *next = at + size;
            while (next < end && (*next == ' ' || *next == '\t')) next++;
            if (next == end || *next != '=' || (at > texts[i].at && isalnum((unsigned char)at[-1]))) continue;
            next++;
            while (next < end && strchr(" \t'\"", *next) && *next) next++;
            size_t length = 0;
            while (next + length < end &&
                   (isalnum((unsigned char)next[length]) || (next[length] && strchr(".-_+", next[length]))))
                length++;
            if (length) found = arena_copy(file->arena, next, length);
        }
    }
    buf_free(&properties);
    return found;
}

static void read_notation(struct part_file *file, struct str text, const char *scope, unsigned line)
{
    const char *dollar = text.size ? memchr(text.at, '$', text.size) : NULL;
    const char *version = NULL;
    if (dollar) {
        struct str name = {dollar + 1, (size_t)(text.at + text.size - dollar - 1)};
        if (name.size && *name.at == '{') name.at++, name.size--;
        if (name.size && name.at[name.size - 1] == '}') name.size--;
        for (size_t i = 0; i < name.size; i++) // "project.ext.x" and "rootProject.x" are known by their last part
            if (name.at[i] == '.') name = (struct str){name.at + i + 1, name.size - i - 1}, i = 0;
        version = variable(file, arena_copy(file->arena, name.at, name.size));
    }
    add(file, text, version, scope, "build.gradle", line);
}

// "group: 'g', name: 'a', version: 'v'" after the configuration.
static char *named(struct part_file *file, struct str line, const char *key)
{
    const char *at = memmem(line.at, line.size, key, strlen(key)), *end = line.at + line.size;
    if (!at) return NULL;
    at += strlen(key);
    while (at < end && strchr(" :=\t", *at) && *at) at++;
    if (at == end || (*at != '\'' && *at != '"')) return NULL;
    const char *close = memchr(at + 1, *at, (size_t)(end - at - 1));
    return close ? arena_copy(file->arena, at + 1, (size_t)(close - at - 1)) : NULL;
}

static void read_build_line(struct part_file *file, struct str line, unsigned number)
{
    static const char *const KINDS[] = {"implementation", "api", "compile", "compileOnly", "runtimeOnly", "runtime",
                                        "testImplementation", "testCompile", "testRuntimeOnly", "testCompileOnly",
                                        "androidTestImplementation", "debugImplementation", "releaseImplementation",
                                        "annotationProcessor", "kapt"};
    size_t size = 0;
    while (size < line.size && isalnum((unsigned char)line.at[size])) size++;
    struct str kind = {line.at, size};
    bool known = false;
    for (size_t i = 0; i < COUNT_OF(KINDS); i++) known = known || str_is(kind, KINDS[i]);
    if (!known) return;
    const char *scope = is_test(kind) || str_is(kind, "annotationProcessor") || str_is(kind, "kapt") ? "excluded"
                        : str_is(kind, "compileOnly") ? "optional" : NULL;
    char *group = named(file, line, "group"), *name = named(file, line, "name"),
         *version = named(file, line, "version");
    if (group && name) {
        read_notation(file, str_of(arena_printf(file->arena, "%s:%s:%s", group, name, version ? version : "")), scope,
                      number);
        return;
    }
    const char *end = line.at + line.size, *open = line.at + size;
    while (open < end && *open != '\'' && *open != '"') open++;
    const char *close = open < end ? memchr(open + 1, *open, (size_t)(end - open - 1)) : NULL;
    if (close && memchr(open, ':', (size_t)(close - open)))
        read_notation(file, (struct str){open + 1, (size_t)(close - open - 1)}, scope, number);
}

static void read_build(struct part_file *file)
{
    struct str rest = {file->content, file->size}, line;
    if (part_near_exists(file, "gradle.lockfile")) return;
    for (unsigned number = 1; str_next(&rest, '\n', &line); number++)
        read_build_line(file, str_trim(line), number);
}

static void read(struct part_file *file)
{
    if (text_ends(file->path, ".lockfile"))
        read_lock(file);
    else if (text_ends(file->path, ".toml"))
        read_catalogue(file);
    else
        read_build(file);
}

const struct ecosystem ECO_gradle = {
    .name = "gradle",
    .title = "Gradle",
    .files = (const char *const[]){"gradle.lockfile", "libs.versions.toml", "build.gradle", "build.gradle.kts", NULL},
    .read = read,
};
