// Conan: conan.lock (version 1's graph and version 2's lists), conanfile.txt, and conanfile.py as far as it is
// constant. Where a lock stands beside it, the conanfile is not read: the lock says more, and exactly.
#include "base/map.h"
#include "codec/json.h"
#include "parts/ecosystem.h"
#include <ctype.h>
#include <string.h>

// "name/version@user/channel#revision:package#revision%time"; a version in brackets is a range.
static bool split_reference(struct part_file *file, const char *text, struct part *part)
{
    struct arena *arena = file->arena;
    char *copy = arena_copy(arena, text, strcspn(text, ":%"));
    char *revision = strchr(copy, '#'), *slash = strchr(copy, '/');
    if (revision) *revision++ = '\0';
    if (!slash || slash == copy || !slash[1] || (slash[1] != '[' && strpbrk(copy, " \t{}$"))) return false;
    *slash = '\0';
    char *version = slash + 1, *user = strchr(version, '@');
    if (user) *user++ = '\0';
    char *channel = user ? strchr(user, '/') : NULL;
    if (channel) *channel++ = '\0';
    part->purl.type = "conan";
    part->purl.name = copy;
    purl_set(&part->purl, "user", user && strcmp(user, "_") != 0 ? user : NULL);
    purl_set(&part->purl, "channel", channel && strcmp(channel, "_") != 0 ? channel : NULL);
    purl_set(&part->purl, "rrev", revision);
    if (*version == '[')
        PART_NOTE(file, part->line, "%s has a range of versions, %s: a lock would say which", copy, version);
    else
        part->purl.version = version;
    return true;
}

static struct component *add(struct part_file *file, const char *reference, const char *scope, const char *rule,
                             unsigned line)
{
    struct part part = {.scope = scope, .rule = rule, .line = line, .detail = reference};
    if (split_reference(file, reference, &part)) return part_add(file, &part);
    PART_SKIP(file, line, "not a reference to a Conan package: '%.100s'", reference);
    return NULL;
}

static void read_lock2(struct part_file *file, const struct json *root)
{
    static const char *const LISTS[][2] = {
        {"requires", NULL}, {"build_requires", "excluded"}, {"python_requires", "excluded"}};
    for (size_t i = 0; i < COUNT_OF(LISTS); i++) {
        struct part_lines lines = {0};
        JS_EACH(js_get(root, LISTS[i][0]), reference)
            if (js_string(reference))
                add(file, js_string(reference), LISTS[i][1], "conan.lock",
                    part_line_of(file, &lines, js_string(reference)));
    }
}

static void read_lock1(struct part_file *file, const struct json *nodes)
{
    struct map refs = {0};
    VEC(size_t) places = {0};
    struct part_lines lines = {0};
    for (const void *it = js_first(nodes); it; it = js_next(nodes, it)) {
        const struct json *node = js_value(it);
        const char *reference = js_text(node, "ref"), *context = js_text(node, "context");
        VEC_PUSH(&places, SIZE_MAX);
        if (!reference || !strchr(reference, '/') || js_text(node, "path")) continue; // the project itself
        bool build = context && strcmp(context, "build") == 0;
        struct component *component =
            add(file, reference, build ? "excluded" : NULL, "conan.lock", part_line_of(file, &lines, reference));
        if (!component) continue;
        *VEC_LAST(&places) = file->components->list.count - 1;
        map_put(&refs, js_key(it), (void *)(uintptr_t)arena_str(file->arena, component->ref));
    }
    size_t n = 0;
    for (const void *it = js_first(nodes); it; it = js_next(nodes, it), n++)
        JS_EACH(js_get(js_value(it), "requires"), wanted)
            if (places.items[n] != SIZE_MAX && js_string(wanted))
                part_depends(file, &file->components->list.items[places.items[n]], map_get(&refs, js_string(wanted)));
    VEC_FREE(&places);
    map_free(&refs);
}

static void read_lock(struct part_file *file)
{
    struct json *root = js_parse(file->content, file->size, file->shown, file->diags);
    const struct json *nodes = js_path(root, "graph_lock.nodes");
    if (nodes)
        read_lock1(file, nodes);
    else if (js_is_array(js_get(root, "requires")) || js_is_array(js_get(root, "build_requires")))
        read_lock2(file, root);
    else if (root)
        PART_SKIP(file, 1, "not a conan.lock: neither graph_lock nor requires");
    js_free(root);
}

static void read_text(struct part_file *file)
{
    struct str rest = {file->content, file->size}, line, section = {0};
    for (unsigned number = 1; str_next(&rest, '\n', &line); number++) {
        const char *comment = line.size ? memchr(line.at, '#', line.size) : NULL;
        if (comment && (comment == line.at || isspace((unsigned char)comment[-1])))
            line.size = (size_t)(comment - line.at);
        line = str_trim(line);
        if (!line.size) continue;
        if (*line.at == '[' && line.at[line.size - 1] == ']') {
            section = line;
            continue;
        }
        bool tool = str_is(section, "[tool_requires]") || str_is(section, "[build_requires]") ||
                    str_is(section, "[test_requires]");
        if (tool || str_is(section, "[requires]"))
            add(file, arena_copy(file->arena, line.at, line.size), tool ? "excluded" : NULL, "conanfile.txt", number);
    }
}

// Every string literal from `at` to the end of the statement: of the call's parentheses, or of the line and its
// continuations.
static void read_literals(struct part_file *file, const char *at, const char *scope, bool call)
{
    int depth = call ? 1 : 0;
    const char *end = file->content + file->size;
    for (bool first = true; at < end && depth >= 0; at++) {
        if (*at == '#') {
            while (at + 1 < end && at[1] != '\n') at++;
        } else if (*at == '"' || *at == '\'') {
            const char *close = memchr(at + 1, *at, (size_t)(end - at - 1));
            if (!close) return;
            char *text = arena_copy(file->arena, at + 1, (size_t)(close - at - 1));
            bool formatted = at > file->content && at[-1] == 'f';
            unsigned line = part_line(file, at);
            if (formatted && strchr(text, '{'))
                PART_SKIP(file, line, "a requirement made at run time is not read: %.100s", text);
            else if (first || !call) // later literals of a call are options
                add(file, text, scope, "conanfile.py", line);
            first = false;
            at = close;
        } else if (strchr("([{", *at) && *at) {
            depth++;
        } else if (strchr(")]}", *at) && *at) {
            if (--depth == 0 && call) return;
        } else if (*at == '\n' && depth == 0 && !call) {
            const char *before = at;
            while (before > file->content && isspace((unsigned char)before[-1])) before--;
            if (before[-1] != ',' && before[-1] != '\\') return;
        }
    }
}

static void read_python(struct part_file *file)
{
    static const char *const NAMES[][2] = {{"requires", NULL},
                                           {"tool_requires", "excluded"},
                                           {"build_requires", "excluded"},
                                           {"test_requires", "excluded"}};
    for (size_t i = 0; i < COUNT_OF(NAMES); i++) {
        size_t size = strlen(NAMES[i][0]), left = file->size;
        const char *end = file->content + file->size;
        for (const char *at = file->content; (at = memmem(at, left, NAMES[i][0], size)); left = (size_t)(end - at)) {
            char before = at > file->content ? at[-1] : '\n';
            const char *line = at;
            while (line > file->content && line[-1] != '\n') line--;
            bool comment = memchr(line, '#', (size_t)(at - line)) != NULL;
            at += size;
            if (comment || !(before == '.' || isspace((unsigned char)before))) continue;
            const char *next = at;
            while (next < end && *next == ' ') next++;
            if (before == '.' && *next == '(')
                read_literals(file, next + 1, NAMES[i][1], true);
            else if (before != '.' && *next == '=' && next[1] != '=')
                read_literals(file, next + 1, NAMES[i][1], false);
        }
    }
}

static void read(struct part_file *file)
{
    if (text_ends(file->path, ".lock")) {
        read_lock(file);
    } else if (!part_near_exists(file, "conan.lock")) {
        if (text_ends(file->path, ".txt"))
            read_text(file);
        else
            read_python(file);
    }
}

const struct ecosystem ECO_conan = {
    .name = "conan",
    .title = "Conan",
    .files = (const char *const[]){"conan.lock", "conanfile.txt", "conanfile.py", NULL},
    .read = read,
};
