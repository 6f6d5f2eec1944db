// Go modules: go.mod (versions, replacements, exclusions). go.sum adds nothing that is built: it also names modules
// that were only looked at, so it is read only where there is no go.mod beside it.
#include "base/map.h"
#include "parts/ecosystem.h"
#include <string.h>

static void add_module(struct part_file *file, const char *module, const char *version, const char *scope,
                       const char *rule, unsigned line)
{
    const char *slash = strrchr(module, '/');
    struct part part = {.purl = {.type = "golang", .name = slash ? slash + 1 : module, .version = version},
                        .name = module, .scope = scope, .rule = rule, .line = line};
    if (slash) part.purl.namespace = arena_copy(file->arena, module, (size_t)(slash - module));
    part_add(file, &part);
}

struct replacement {
    const char *path, *version; // NULL path: a folder on disk
};

struct mod {
    struct part_file *file;
    struct map replaced; // "module" or "module version" to struct replacement
    VEC(struct str) requires; // lines
    VEC(unsigned) lines;
};

static char *word(struct arena *arena, struct str *rest)
{
    *rest = str_trim(*rest);
    size_t size = 0;
    while (size < rest->size && rest->at[size] != ' ' && rest->at[size] != '\t') size++;
    if (!size) return NULL;
    struct str text = {rest->at, size};
    if (size >= 2 && *text.at == '"') text.at++, text.size -= 2;
    char *copy = arena_copy(arena, text.at, text.size);
    *rest = (struct str){rest->at + size, rest->size - size};
    return copy;
}

// "old [version] => new [version]"
static void take_replace(struct mod *mod, struct str text, unsigned line)
{
    struct arena *arena = mod->file->arena;
    const char *arrow = memmem(text.at, text.size, "=>", 2);
    if (!arrow) {
        PART_SKIP(mod->file, line, "a replace without '=>'");
        return;
    }
    struct str left = {text.at, (size_t)(arrow - text.at)},
               right = {arrow + 2, (size_t)(text.at + text.size - arrow - 2)};
    char *module = word(arena, &left), *version = word(arena, &left);
    struct replacement *to = ARENA_NEW(arena, struct replacement);
    char *path = word(arena, &right);
    to->version = word(arena, &right);
    to->path = path && path[0] != '.' && path[0] != '/' ? path : NULL;
    if (module) map_put(&mod->replaced, version ? arena_printf(arena, "%s %s", module, version) : module, to);
}

static void take_line(struct mod *mod, struct str directive, struct str text, unsigned line)
{
    if (str_is(directive, "require")) {
        VEC_PUSH(&mod->requires, text);
        VEC_PUSH(&mod->lines, line);
    } else if (str_is(directive, "replace")) {
        take_replace(mod, text, line);
    }
}

static void read_lines(struct mod *mod)
{
    struct str rest = {mod->file->content, mod->file->size}, line, block = {0};
    for (unsigned number = 1; str_next(&rest, '\n', &line); number++) {
        line = str_trim(line);
        if (!line.size || (line.size >= 2 && memcmp(line.at, "//", 2) == 0)) continue;
        if (block.size && *line.at == ')') {
            block.size = 0;
        } else if (block.size) {
            take_line(mod, block, line, number);
        } else {
            size_t size = 0;
            while (size < line.size && line.at[size] != ' ' && line.at[size] != '(' && line.at[size] != '\t') size++;
            struct str directive = {line.at, size}, text = str_trim((struct str){line.at + size, line.size - size});
            if (text.size && *text.at == '(')
                block = directive;
            else
                take_line(mod, directive, text, number);
        }
    }
}

static void read_mod(struct part_file *file)
{
    struct mod mod = {.file = file};
    read_lines(&mod);
    for (size_t i = 0; i < mod.requires.count; i++) {
        struct str text = mod.requires.items[i];
        const char *comment = memmem(text.at, text.size, "//", 2);
        if (comment) text.size = (size_t)(comment - text.at);
        char *module = word(file->arena, &text), *version = word(file->arena, &text);
        if (!module || !version) {
            PART_SKIP(file, mod.lines.items[i], "a require without module or version");
            continue;
        }
        const struct replacement *to = map_get(&mod.replaced, arena_printf(file->arena, "%s %s", module, version));
        if (!to) to = map_get(&mod.replaced, module);
        if (to && !to->path) {
            PART_NOTE(file, mod.lines.items[i], "%s is replaced by a folder: its own files tell its parts", module);
            continue;
        }
        add_module(file, to ? to->path : module, to && to->version ? to->version : version, NULL, "go.mod",
                   mod.lines.items[i]);
    }
    VEC_FREE(&mod.requires);
    VEC_FREE(&mod.lines);
    map_free(&mod.replaced);
}

static void read_sum(struct part_file *file)
{
    struct str rest = {file->content, file->size}, line;
    if (part_near_exists(file, "go.mod")) return;
    PART_NOTE(file, 0, "without its go.mod: modules that are not built may be listed");
    for (unsigned number = 1; str_next(&rest, '\n', &line); number++) {
        char *module = word(file->arena, &line), *version = word(file->arena, &line);
        if (!module) continue;
        if (!version) {
            PART_SKIP(file, number, "a line without a version");
            continue;
        }
        if (!text_ends(version, "/go.mod")) add_module(file, module, version, NULL, "go.sum", number);
    }
}

static void read(struct part_file *file)
{
    if (text_ends(file->path, "go.sum"))
        read_sum(file);
    else
        read_mod(file);
}

const struct ecosystem ECO_golang = {
    .name = "golang",
    .title = "Go modules",
    .files = (const char *const[]){"go.mod", "go.sum", NULL},
    .read = read,
};
