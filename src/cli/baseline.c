#include "cli/baseline.h"
#include "base/file.h"
#include "base/map.h"
#include "base/proc.h"
#include "codec/json.h"
#include <string.h>

// --- an earlier result -------------------------------------------------------------------------

static void read_fingerprints(const struct json *sarif, struct arena *arena, struct map *known)
{
    JS_EACH(js_get(sarif, "runs"), run)
        JS_EACH(js_get(run, "results"), result) {
            const struct json *prints = js_get(result, "partialFingerprints");
            for (const void *it = js_first(prints); it; it = js_next(prints, it)) {
                const char *text = js_string(js_value(it));
                if (text) map_put(known, arena_str(arena, text), known);
            }
        }
}

enum status baseline_apply(struct findings *findings, const char *sarif_path, size_t *ret_dropped, struct diags *diags)
{
    struct arena scratch = {0};
    struct map known = {0};
    *ret_dropped = 0;
    struct json *sarif = js_read(sarif_path, diags);
    if (!sarif) return STATUS_INPUT;
    if (!js_is_array(js_get(sarif, "runs"))) {
        DIAG(diags, DIAG_ERROR, sarif_path, 0, "not a SARIF result: it has no runs");
        js_free(sarif);
        return STATUS_INPUT;
    }
    read_fingerprints(sarif, &scratch, &known);
    size_t kept = 0;
    for (size_t i = 0; i < findings->list.count; i++)
        if (!map_has(&known, findings->list.items[i].fingerprint))
            findings->list.items[kept++] = findings->list.items[i];
    *ret_dropped = findings->list.count - kept;
    findings->list.count = kept;
    js_free(sarif);
    map_free(&known);
    arena_free(&scratch);
    return STATUS_OK;
}

// --- changed lines -----------------------------------------------------------------------------

struct line_range {
    const char *file;
    unsigned first, count;
};

struct changed_lines {
    struct arena arena;
    VEC(struct line_range) ranges;
};

static unsigned take_number(struct str *rest)
{
    unsigned number = 0;
    for (; rest->size && rest->at[0] >= '0' && rest->at[0] <= '9'; rest->at++, rest->size--)
        if (number < 100000000) number = number * 10 + (unsigned)(rest->at[0] - '0');
    return number;
}

// "@@ -12,3 +14,2 @@": the numbers behind the plus; no count means one line.
static void read_hunk(struct changed_lines *lines, const char *file, struct str line)
{
    const char *plus = memchr(line.at, '+', line.size);
    if (!plus || !file) return;
    struct str rest = {plus + 1, (size_t)(line.at + line.size - plus - 1)};
    struct line_range range = {.file = file, .first = take_number(&rest), .count = 1};
    if (rest.size && rest.at[0] == ',') {
        rest.at++;
        rest.size--;
        range.count = take_number(&rest);
    }
    if (range.count) VEC_PUSH(&lines->ranges, range);
}

struct changed_lines *changed_lines_parse(const char *diff, size_t size)
{
    struct changed_lines *lines = mem_alloc(sizeof *lines);
    struct str rest = {diff, size}, line;
    const char *file = NULL;
    while (str_next(&rest, '\n', &line)) {
        if (line.size > 4 && memcmp(line.at, "+++ ", 4) == 0) {
            bool prefixed = line.size > 6 && memcmp(line.at + 4, "b/", 2) == 0;
            size_t skip = prefixed ? 6 : 4;
            file = arena_copy(&lines->arena, line.at + skip, line.size - skip);
        } else if (line.size > 3 && memcmp(line.at, "@@ ", 3) == 0) {
            read_hunk(lines, file, line);
        }
    }
    return lines;
}

bool changed_lines_has(const struct changed_lines *lines, const char *file, unsigned line)
{
    VEC_EACH(&lines->ranges, range)
        if (line >= range->first && line - range->first < range->count && strcmp(range->file, file) == 0) return true;
    return false;
}

void changed_lines_free(struct changed_lines *lines)
{
    VEC_FREE(&lines->ranges);
    arena_free(&lines->arena);
    free(lines);
}

static bool is_in(const struct changed_lines *lines, const struct finding *finding)
{
    if (changed_lines_has(lines, finding->location.file, finding->location.line)) return true;
    for (size_t i = 0; i < finding->event_count; i++)
        if (changed_lines_has(lines, finding->events[i].location.file, finding->events[i].location.line)) return true;
    return false;
}

enum status since_apply(struct findings *findings, const char *root, const char *revision, size_t *ret_dropped,
                        struct diags *diags)
{
    // --relative: names as findings have them, below root. A revision that begins with a dash would be an option.
    const char *const argv[] = {"git", "diff", "-U0", "--no-color", "--no-ext-diff", "--relative", "--end-of-options",
                                revision, "--", ".", NULL};
    struct proc_options options = {.folder = root, .output_limit = 256 << 20};
    struct proc_result result;
    *ret_dropped = 0;
    enum status status = proc_run(argv, &options, &result, diags);
    if (status == STATUS_OK && result.exit_code != 0) {
        struct str rest = str_of(buf_cstr(&result.errors)), line = {"", 0};
        (void)str_next(&rest, '\n', &line);
        DIAG(diags, DIAG_ERROR, root, 0, "git diff %s: %.*s", revision, (int)line.size, line.at);
        status = STATUS_INPUT;
    }
    if (status == STATUS_OK) {
        struct changed_lines *lines = changed_lines_parse(buf_cstr(&result.output), result.output.size);
        size_t kept = 0;
        for (size_t i = 0; i < findings->list.count; i++)
            if (is_in(lines, &findings->list.items[i])) findings->list.items[kept++] = findings->list.items[i];
        *ret_dropped = findings->list.count - kept;
        findings->list.count = kept;
        changed_lines_free(lines);
    }
    proc_result_free(&result);
    return status;
}
