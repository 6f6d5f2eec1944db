#include "codec/cwe.h"
#include "base/buf.h"
#include "base/data.h"
#include <string.h>

enum { COLUMNS = 5, PARENTS_MAX = 16, ANCESTORS_MAX = 256, NUMBER_MAX = 99999 };

static const char TABLE[] = "cwe/cwe.tsv", DEVICE[] = "cwe/device.tsv";

static bool read_number(struct arena *arena, struct str text, unsigned *ret_number)
{
    int64_t value;
    if (!text_to_int(arena_copy(arena, text.at, text.size), 0, NUMBER_MAX, &value)) return false;
    *ret_number = (unsigned)value;
    return true;
}

static size_t split(struct str line, struct str *ret_columns, size_t limit)
{
    size_t count = 0;
    while (count < limit && str_next(&line, '\t', &ret_columns[count]))
        count++;
    return line.at ? limit + 1 : count;
}

static bool read_parents(struct arena *arena, struct str list, struct cwe *cwe)
{
    unsigned parents[PARENTS_MAX];
    struct str piece;
    while (list.size && str_next(&list, ',', &piece))
        if (cwe->parent_count == PARENTS_MAX || !read_number(arena, piece, &parents[cwe->parent_count++])) return false;
    unsigned *copy = ARENA_ARRAY(arena, unsigned, cwe->parent_count);
    if (cwe->parent_count) memcpy(copy, parents, cwe->parent_count * sizeof *parents);
    cwe->parents = copy;
    return true;
}

static int by_number(const void *left, const void *right)
{
    const struct cwe *a = left, *b = right;
    return (a->number > b->number) - (a->number < b->number);
}

void cwe_parse(struct arena *arena, const char *text, size_t size, struct cwes *ret_cwes, struct diags *diags)
{
    struct str rest = {size ? text : NULL, size}, line, columns[COLUMNS];
    for (unsigned number = 1; str_next(&rest, '\n', &line); number++) {
        struct cwe cwe = {0};
        if (!line.size || line.at[0] == '#') continue;
        if (split(line, columns, COLUMNS) != COLUMNS || !read_number(arena, columns[0], &cwe.number) || !cwe.number ||
            !read_number(arena, columns[2], &cwe.top25) || !read_parents(arena, columns[3], &cwe) || !columns[4].size) {
            DIAG(diags, DIAG_ERROR, TABLE, number, "a row is: number, kind, rank, parents, name, a tab between");
            continue;
        }
        cwe.kind = arena_copy(arena, columns[1].at, columns[1].size);
        cwe.name = arena_copy(arena, columns[4].at, columns[4].size);
        VEC_PUSH(ret_cwes, cwe);
    }
    VEC_SORT(ret_cwes, by_number);
}

static void add_sentences(struct arena *arena, const struct data_file *file, struct cwes *cwes, struct diags *diags)
{
    struct str rest = {file->content, file->size}, line, columns[2];
    for (unsigned row = 1; str_next(&rest, '\n', &line); row++) {
        unsigned number;
        if (!line.size || line.at[0] == '#') continue;
        struct cwe *cwe = split(line, columns, 2) == 2 && read_number(arena, columns[0], &number)
                              ? (struct cwe *)(uintptr_t)cwe_find(cwes, number)
                              : NULL;
        if (cwe) cwe->device = arena_copy(arena, columns[1].at, columns[1].size);
        else DIAG(diags, DIAG_ERROR, DEVICE, row, "a row is a known number and a sentence, a tab between");
    }
}

void cwe_load(struct arena *arena, struct cwes *ret_cwes, struct diags *diags)
{
    const struct data_file *table = data_find(TABLE), *device = data_find(DEVICE);
    if (table) cwe_parse(arena, table->content, table->size, ret_cwes, diags);
    if (device) add_sentences(arena, device, ret_cwes, diags);
}

const struct cwe *cwe_find(const struct cwes *cwes, unsigned number)
{
    size_t low = 0, high = cwes->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (cwes->items[middle].number == number) return &cwes->items[middle];
        if (cwes->items[middle].number < number) low = middle + 1;
        else high = middle;
    }
    return NULL;
}

bool cwe_is_a(const struct cwes *cwes, unsigned number, unsigned ancestor)
{
    unsigned open[ANCESTORS_MAX] = {number};
    size_t count = 1;
    // Each ancestor is looked at once; the limit also ends a table whose parents go in a circle.
    for (size_t at = 0; at < count; at++) {
        if (open[at] == ancestor) return true;
        const struct cwe *cwe = cwe_find(cwes, open[at]);
        for (size_t p = 0; cwe && p < cwe->parent_count && count < ANCESTORS_MAX; p++) {
            bool known = false;
            for (size_t i = 0; i < count; i++)
                known |= open[i] == cwe->parents[p];
            if (!known) open[count++] = cwe->parents[p];
        }
    }
    return false;
}

void cwe_free(struct cwes *cwes)
{
    VEC_FREE(cwes);
}
