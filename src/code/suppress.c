#include "code/suppress.h"
#include "base/data.h"
#include "base/file.h"
#include "base/map.h"
#include "code/suppress_parse.h"
#include "code/syntax/syntax.h"
#include "codec/yaml.h"
#include <string.h>

enum { SOURCE_BYTES_MAX = 64 << 20, CWES_MAX = 16 };

static const char DATA_NAME[] = "suppressions.yaml";

// Which CWEs the name of another tool's check stands for.
struct names {
    struct arena arena;
    struct yaml *rows;
};

static void names_load(struct names *names, struct diags *diags)
{
    const struct data_file *file = data_find(DATA_NAME);
    names->rows = file ? yaml_parse(&names->arena, file->content, file->size, DATA_NAME, diags) : NULL;
}

static bool name_means(const struct names *names, const char *name, unsigned cwe)
{
    YAML_EACH(yaml_get(names->rows, name), item) {
        int64_t number;
        if (yaml_to_int(item->value, 1, 99999, &number) && (unsigned)number == cwe) return true;
    }
    return false;
}

static bool names_finding(const struct names *names, const struct suppression *suppression,
                          const struct finding *finding)
{
    if (!suppression->names[0]) return !suppression->own; // another tool's "everything on this line"
    struct str rest = str_of(suppression->names), piece;
    while (str_next(&rest, ' ', &piece)) {
        char name[SUPPRESS_NAME_MAX + 1], cwe[20];
        if (!piece.size || piece.size > SUPPRESS_NAME_MAX) continue;
        memcpy(name, piece.at, piece.size);
        name[piece.size] = '\0';
        snprintf(cwe, sizeof cwe, "CWE-%u", finding->cwe);
        if (finding_has_rule(finding, name) || strcasecmp(name, cwe) == 0) return true;
        if (!suppression->own && name_means(names, name, finding->cwe)) return true;
    }
    return false;
}

// What the comment covers, as a range of lines.
static void find_range(struct suppression *suppression, const struct syntax_functions *functions)
{
    if (suppression->scope != SUPPRESS_FUNCTION) return;
    const struct syntax_function *inside = NULL, *next = NULL;
    VEC_EACH(functions, function) {
        if (function->first_line <= suppression->line && suppression->line <= function->last_line) inside = function;
        if (!next && function->first_line >= suppression->line) next = function;
    }
    const struct syntax_function *found = inside ? inside : next;
    suppression->first_line = found ? found->first_line : 0;
    suppression->last_line = found ? found->last_line : 0;
}

struct answer {
    struct findings *findings;
    const struct names *names;
    struct map by_file; // relative file -> its first finding's index + 1; others follow in `next`
    size_t *next;       // index + 1 of the next finding of the same file; 0 at the end
};

static void answer_findings(struct answer *answer, const char *file, struct suppression *suppression)
{
    size_t at = (size_t)(uintptr_t)map_get(&answer->by_file, file);
    for (; at; at = answer->next[at - 1]) {
        struct finding *finding = &answer->findings->list.items[at - 1];
        unsigned line = finding->location.line;
        if (!line || line < suppression->first_line || line > suppression->last_line) continue;
        if (!names_finding(answer->names, suppression, finding)) continue;
        suppression->used = true;
        if (!finding->suppression) finding->suppression = arena_str(&answer->findings->arena, suppression->reason);
    }
}

static bool needs_functions(const struct suppressions *suppressions)
{
    VEC_EACH(suppressions, suppression)
        if (suppression->scope == SUPPRESS_FUNCTION) return true;
    return false;
}

static void apply_to_file(struct answer *answer, const char *path, const char *file, struct diags *diags)
{
    struct arena arena = {0};
    struct buf text = {0};
    struct suppressions found = {0};
    struct syntax_functions functions = {0};
    struct diags unused = {0}; // whoever analysed the file told already that it cannot be read
    if (file_read(path, SOURCE_BYTES_MAX, &text, &unused) == STATUS_OK && text.size)
        suppress_parse(&arena, file, text.bytes, text.size, &found, diags);
    if (needs_functions(&found)) syntax_functions_of(&arena, path, text.bytes, text.size, &functions);
    VEC_EACH(&found, suppression) {
        find_range(suppression, &functions);
        answer_findings(answer, file, suppression);
        if (suppression->own && !suppression->used)
            DIAG(diags, DIAG_WARNING, file, suppression->line, "theriac-ignore %s answers no finding: remove it",
                 suppression->names);
    }
    VEC_FREE(&functions);
    VEC_FREE(&found);
    diags_free(&unused);
    buf_free(&text);
    arena_free(&arena);
}

static void index_findings(struct answer *answer, struct arena *arena)
{
    struct findings *findings = answer->findings;
    answer->next = ARENA_ARRAY(arena, size_t, findings->list.count + 1);
    for (size_t i = findings->list.count; i-- > 0;) {
        void **place = map_at(&answer->by_file, findings->list.items[i].location.file);
        answer->next[i] = (size_t)(uintptr_t)*place;
        *place = (void *)(uintptr_t)(i + 1);
    }
}

void suppress_apply(struct findings *findings, const char *root, const char *const *files, size_t count,
                    struct diags *diags)
{
    struct arena arena = {0};
    struct names names = {0};
    struct answer answer = {.findings = findings, .names = &names};
    struct map seen = {0};
    names_load(&names, diags);
    index_findings(&answer, &arena);
    const char *folder = path_absolute(&arena, root);
    for (size_t i = 0; i < count; i++) {
        const char *file = path_relative(folder, path_absolute(&arena, files[i]));
        if (map_has(&seen, file)) continue;
        map_put(&seen, file, &answer);
        apply_to_file(&answer, files[i], file, diags);
    }
    // Files that only findings know of: headers, imported results.
    for (size_t i = 0; i < answer.by_file.count; i++) {
        const char *file = answer.by_file.entries[i].key;
        if (file[0] && !map_has(&seen, file)) apply_to_file(&answer, path_join(&arena, root, file), file, diags);
    }
    map_free(&seen);
    map_free(&answer.by_file);
    arena_free(&names.arena);
    arena_free(&arena);
}
