// Python: requirements*.txt with pinned versions, poetry.lock, uv.lock, pdm.lock, Pipfile.lock, and METADATA of what
// is installed (*.dist-info).
#include "base/file.h"
#include "base/map.h"
#include "codec/json.h"
#include "codec/toml.h"
#include "parts/deb822.h"
#include "parts/ecosystem.h"
#include <ctype.h>
#include <string.h>

// PEP 503: how names are compared.
static char *normal_name(struct arena *arena, const char *name)
{
    char *out = text_lower(arena, name), *to = out;
    for (const char *from = out; *from; from++) {
        bool separator = strchr("-_.", *from) != NULL;
        if (separator && to > out && to[-1] == '-') continue;
        *to++ = separator ? '-' : *from;
    }
    *to = '\0';
    return out;
}

static struct component *add(struct part_file *file, const char *name, const char *version, const char *scope,
                             const char *rule, unsigned line)
{
    struct part part = {.purl = {.type = "pypi", .name = normal_name(file->arena, name), .version = version},
                        .name = name, .scope = scope, .rule = rule, .line = line};
    return part_add(file, &part);
}

// Requirements of the documentation, of tests and of tools don't ship: their file or folder says so.
static const char *requirements_scope(const struct part_file *file)
{
    static const char *const WORDS[] = {"doc",  "docs", "test",  "tests",   "dev",
                                        "lint", "ci",   "tools", "scripts", "examples"};
    struct str rest = str_of(file->shown), word = {0};
    size_t size = 0;
    for (const char *c = rest.at; c && *c; c += size + (c[size] != '\0')) {
        size = strcspn(c, "/-_.");
        word = (struct str){c, size};
        for (size_t i = 0; i < COUNT_OF(WORDS); i++)
            if (str_is(word, WORDS[i])) return "excluded";
    }
    return NULL;
}

// One logical line of requirements: "name[extra] == 1.0 ; marker --hash=sha256:...".
static void read_requirement(struct part_file *file, struct str text, unsigned line)
{
    size_t size = 0;
    while (size < text.size && (isalnum((unsigned char)text.at[size]) || strchr("-_.", text.at[size]))) size++;
    const char *name = arena_copy(file->arena, text.at, size);
    struct str rest = str_trim((struct str){text.at + size, text.size - size});
    if (!size) {
        PART_SKIP(file, line, "not a requirement: '%.*s'", (int)(text.size < 60 ? text.size : 60), text.at);
        return;
    }
    if (rest.size && *rest.at == '[') { // extras
        const char *close = memchr(rest.at, ']', rest.size);
        if (close) rest = str_trim((struct str){close + 1, rest.size - (size_t)(close + 1 - rest.at)});
    }
    size_t equals = rest.size >= 3 && memcmp(rest.at, "===", 3) == 0  ? 3
                    : rest.size >= 2 && memcmp(rest.at, "==", 2) == 0 ? 2
                                                                      : 0;
    struct str version = str_trim((struct str){rest.at + equals, rest.size - equals});
    size_t length = 0;
    while (length < version.size && !isspace((unsigned char)version.at[length]) && !strchr(";,#\\", version.at[length]))
        length++;
    version.size = length;
    bool pinned = equals && length && !memchr(version.at, '*', length);
    if (!pinned) PART_NOTE(file, line, "%s is not pinned to one version", name);
    struct component *component =
        add(file, name, pinned ? arena_copy(file->arena, version.at, version.size) : NULL,
            requirements_scope(file), "requirements.txt", line);
    static const char HASH[] = "--hash=sha256:";
    for (const char *at = text.at; component && (at = memmem(at, (size_t)(text.at + text.size - at), HASH, 14));
         at += 14)
        if ((size_t)(text.at + text.size - at) >= 14 + 64)
            part_add_hash(file, component, "SHA-256", arena_copy(file->arena, at + 14, 64));
}

static void read_requirements(struct part_file *file)
{
    struct str rest = {file->content, file->size}, line;
    struct buf joined = {0};
    unsigned first = 0;
    for (unsigned number = 1; str_next(&rest, '\n', &line); number++) {
        struct str text = str_trim(line);
        if (!joined.size) first = number;
        bool continued = text.size && text.at[text.size - 1] == '\\';
        if (continued) text.size--;
        if (!(text.size && *text.at == '#')) buf_add(&joined, text.at, text.size);
        if (continued) {
            buf_char(&joined, ' ');
            continue;
        }
        struct str whole = str_trim((struct str){joined.bytes, joined.size});
        if (whole.size && *whole.at == '-') { // options; of them these lead to more parts
            bool editable = text_starts(buf_cstr(&joined), "-e") || text_starts(buf_cstr(&joined), "--editable");
            if (editable)
                PART_NOTE(file, first, "an editable requirement is not a released part: %.*s", (int)whole.size,
                          whole.at);
        } else if (whole.size && !memchr(whole.at, '/', whole.size)) {
            read_requirement(file, whole, first);
        } else if (whole.size) {
            const char *mark = memmem(whole.at, whole.size, " @ ", 3);
            PART_NOTE(file, first, "a requirement by address has no version: %.*s", (int)whole.size, whole.at);
            if (mark) {
                struct str name = str_trim((struct str){whole.at, (size_t)(mark - whole.at)});
                add(file, arena_copy(file->arena, name.at, name.size), NULL, requirements_scope(file),
                    "requirements.txt", first);
            }
        }
        buf_clear(&joined);
    }
    buf_free(&joined);
}

// poetry.lock of old says "category"; newer ones list groups; uv marks the project's own by its source.
static const char *scope_of(const struct yaml *package)
{
    const char *category = yaml_text(package, "category");
    if (category && strcmp(category, "dev") == 0) return "excluded";
    bool any = false, main = false;
    YAML_EACH(yaml_get(package, "groups"), group) {
        const char *name = yaml_string(group->value);
        any = true;
        main = main || (name && (strcmp(name, "main") == 0 || strcmp(name, "default") == 0));
    }
    bool optional = false;
    (void)yaml_to_bool(yaml_get(package, "optional"), &optional);
    return any && !main ? "excluded" : optional ? "optional" : NULL;
}

static bool is_own(const struct yaml *package)
{
    const struct yaml *source = yaml_get(package, "source");
    return yaml_text(source, "editable") || yaml_text(source, "virtual") ||
           (yaml_text(source, "type") && strcmp(yaml_text(source, "type"), "directory") == 0);
}

static void add_lock_edges(struct part_file *file, struct component *component, const struct map *refs,
                           const struct yaml *wanted)
{
    YAML_EACH(wanted, item) {
        const char *name = item->key ? item->key : yaml_text(item->value, "name");
        if (!name && yaml_string(item->value)) { // pdm: "name>=1.0; marker"
            const char *text = yaml_string(item->value);
            name = arena_copy(file->arena, text, strcspn(text, " [<>=!~;"));
        }
        if (name) part_depends(file, component, map_get(refs, normal_name(file->arena, name)));
    }
}

static void read_toml_lock(struct part_file *file)
{
    struct yaml *root = toml_parse(file->arena, file->content, file->size, file->shown, file->diags);
    const struct yaml *packages = yaml_get(root, "package");
    struct map refs = {0};
    VEC(size_t) places = {0};
    const char *rule = arena_str(file->arena, path_name(file->shown));
    YAML_EACH(packages, item) {
        const char *name = yaml_text(item->value, "name"), *version = yaml_text(item->value, "version");
        VEC_PUSH(&places, SIZE_MAX);
        if (is_own(item->value)) continue;
        if (!name || !version) {
            PART_SKIP(file, item->line, "a package without name or version");
            continue;
        }
        struct component *component = add(file, name, version, scope_of(item->value), rule, item->line);
        if (!component) continue;
        *VEC_LAST(&places) = file->components->list.count - 1;
        map_put(&refs, normal_name(file->arena, name), (void *)(uintptr_t)arena_str(file->arena, component->ref));
    }
    for (size_t i = 0; i < places.count; i++)
        if (places.items[i] != SIZE_MAX)
            add_lock_edges(file, &file->components->list.items[places.items[i]], &refs,
                           yaml_get(yaml_at(packages, i), "dependencies"));
    VEC_FREE(&places);
    map_free(&refs);
}

static void read_pipfile(struct part_file *file)
{
    struct json *root = js_parse(file->content, file->size, file->shown, file->diags);
    static const char *const GROUPS[] = {"default", "develop"};
    struct part_lines lines = {0};
    for (size_t g = 0; root && g < COUNT_OF(GROUPS); g++) {
        const struct json *group = js_get(root, GROUPS[g]);
        for (const void *it = js_first(group); it; it = js_next(group, it)) {
            const char *version = js_text(js_value(it), "version");
            unsigned line = part_line_of(file, &lines, js_key(it));
            bool pinned = version && text_starts(version, "==");
            if (!pinned) PART_NOTE(file, line, "%s is not pinned to one version", js_key(it));
            struct component *component =
                add(file, js_key(it), pinned ? version + 2 : NULL, g ? "excluded" : NULL, "Pipfile.lock", line);
            JS_EACH(js_get(js_value(it), "hashes"), hash) {
                const char *text = js_string(hash);
                if (text && text_starts(text, "sha256:")) part_add_hash(file, component, "SHA-256", text + 7);
            }
        }
    }
    js_free(root);
}

static void read_metadata(struct part_file *file)
{
    struct deb822_reader reader = {{file->content, file->size}, 0};
    struct deb822 head;
    if (!deb822_next(&reader, &head)) return;
    const char *name = deb822_text(file->arena, &head, "Name"), *version = deb822_text(file->arena, &head, "Version");
    if (!name || !version) {
        PART_SKIP(file, head.line, "no Name or no Version");
        return;
    }
    const char *expression = deb822_text(file->arena, &head, "License-Expression");
    const char *licence = deb822_text(file->arena, &head, "License");
    struct part part = {.purl = {.type = "pypi", .name = normal_name(file->arena, name), .version = version},
                        .name = name,
                        .rule = "dist-info",
                        .line = head.line,
                        .licence = expression ? expression : licence};
    if (part.licence && strchr(part.licence, '\n')) part.licence = NULL; // some hold the whole text
    part_add(file, &part);
}

static void read(struct part_file *file)
{
    const char *name = path_name(file->path);
    if (text_ends(name, ".txt"))
        read_requirements(file);
    else if (strcmp(name, "Pipfile.lock") == 0)
        read_pipfile(file);
    else if (strcmp(name, "METADATA") == 0)
        read_metadata(file);
    else
        read_toml_lock(file);
}

const struct ecosystem ECO_pypi = {
    .name = "pypi",
    .title = "Python packages",
    .files = (const char *const[]){"requirements*.txt", "poetry.lock", "uv.lock", "pdm.lock", "Pipfile.lock",
                                   "*.dist-info/METADATA", NULL},
    .read = read,
};
