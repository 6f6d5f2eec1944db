#include "code/merge.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/map.h"
#include "code/check/check.h"
#include "codec/cwe.h"
#include <string.h>

enum { STATEMENT_LINES_MAX = 4 }; // what starts further above is another statement

enum tier { TIER_ENGINE, TIER_SYNTAX, TIER_COMPILER, TIERS }; // who speaks first for a merged finding

struct merge {
    struct findings *findings;
    struct cwes cwes;
    struct map engine; // ids of the engine's rules
    size_t *group;     // of each finding: the index of the first one of its group
    size_t *end;       // of each first one: behind the last of its group
};

static enum tier tier_of(const struct merge *merge, const struct finding *finding)
{
    if (strcmp(finding->tool, "clang") == 0) return TIER_COMPILER;
    return map_has(&merge->engine, finding->rule) ? TIER_ENGINE : TIER_SYNTAX;
}

static bool agree(const struct merge *merge, const struct finding *a, const struct finding *b)
{
    if (!a->cwe || !b->cwe || strcmp(a->rule, b->rule) == 0) return false;
    if (a->cwe == b->cwe) return true;
    if (tier_of(merge, a) == tier_of(merge, b)) return false;
    return cwe_is_a(&merge->cwes, a->cwe, b->cwe) || cwe_is_a(&merge->cwes, b->cwe, a->cwe);
}

static unsigned last_line(const struct finding *finding)
{
    unsigned line = finding->location.line, end = finding->location.end_line;
    return end > line && end - line < STATEMENT_LINES_MAX ? end : line;
}

static int by_line(const void *left, const void *right)
{
    const struct finding *a = left, *b = right;
    int order = strcmp(a->location.file, b->location.file);
    if (!order) order = (a->location.line > b->location.line) - (a->location.line < b->location.line);
    if (!order) order = (a->location.column > b->location.column) - (a->location.column < b->location.column);
    if (!order) order = strcmp(a->rule, b->rule);
    return order ? order : strcmp(a->message, b->message);
}

// The list is sorted, so a group's first finding is the one with the lowest index.
static void join_groups(struct merge *merge, size_t a, size_t b)
{
    size_t left = merge->group[a], right = merge->group[b];
    size_t into = left < right ? left : right, from = left < right ? right : left;
    if (left == right) return;
    for (size_t i = from; i < merge->end[from]; i++)
        if (merge->group[i] == from) merge->group[i] = into;
    if (merge->end[from] > merge->end[into]) merge->end[into] = merge->end[from];
}

static void find_groups(struct merge *merge)
{
    const struct finding *list = merge->findings->list.items;
    size_t count = merge->findings->list.count;
    for (size_t i = 0; i < count; i++)
        for (size_t j = i + 1; j < count && strcmp(list[i].location.file, list[j].location.file) == 0 &&
                               list[j].location.line <= last_line(&list[i]); j++)
            if (agree(merge, &list[i], &list[j])) join_groups(merge, i, j);
}

static size_t count_rule(const struct merge *merge, size_t group, const char *rule)
{
    size_t count = 0;
    for (size_t i = group; i < merge->end[group]; i++)
        count += merge->group[i] == group && strcmp(merge->findings->list.items[i].rule, rule) == 0;
    return count;
}

// Two weaknesses of one kind in one statement stay two: the rule that tells more of them apart speaks.
static const char *speaker(const struct merge *merge, size_t group)
{
    const char *best = NULL;
    size_t best_count = 0;
    enum tier best_tier = TIERS;
    for (size_t i = group; i < merge->end[group]; i++) {
        const struct finding *finding = &merge->findings->list.items[i];
        if (merge->group[i] != group) continue;
        size_t count = count_rule(merge, group, finding->rule);
        enum tier tier = tier_of(merge, finding);
        if (best && (count < best_count || (count == best_count && tier >= best_tier))) continue;
        best = finding->rule, best_count = count, best_tier = tier;
    }
    return best;
}

static void take_over(const struct merge *merge, struct finding *finding, const struct finding *other)
{
    if (!finding_has_rule(finding, other->rule)) {
        struct arena *arena = &merge->findings->arena;
        finding->also = finding->also ? arena_printf(arena, "%s %s", finding->also, other->rule) : other->rule;
    }
    if (other->severity > finding->severity) finding->severity = other->severity;
    if (other->confidence > finding->confidence) finding->confidence = other->confidence;
    if (cwe_is_a(&merge->cwes, other->cwe, finding->cwe)) finding->cwe = other->cwe;
}

static void settle_group(const struct merge *merge, size_t group, bool *dropped)
{
    struct finding *list = merge->findings->list.items;
    const char *rule = speaker(merge, group);
    size_t end = merge->end[group];
    for (size_t i = group; i < end; i++) {
        if (merge->group[i] != group) continue;
        dropped[i] = strcmp(list[i].rule, rule) != 0;
        for (size_t j = group; j < end && !dropped[i]; j++)
            if (merge->group[j] == group && strcmp(list[j].rule, rule) != 0) take_over(merge, &list[i], &list[j]);
    }
}

// Whether two functions are made from one template: their names differ in its arguments only.
static bool same_template(const char *a, const char *b)
{
    if (!a || !b || strcmp(a, b) == 0) return false;
    while (*a && *a == *b) {
        bool open = *a == '<' && strncmp(a, "<<", 2) != 0;
        a++, b++;
        if (!open) continue;
        for (int depth = 1; *a && depth; a++)
            depth += (*a == '<') - (*a == '>');
        for (int depth = 1; *b && depth; b++)
            depth += (*b == '<') - (*b == '>');
    }
    return *a == *b;
}

// What is said of one function made from a template is said once. The list is sorted by place, then by rule.
static void drop_instances(const struct findings *findings, bool *dropped)
{
    const struct finding *list = findings->list.items;
    for (size_t i = 0; i < findings->list.count; i++)
        for (size_t j = i + 1; j < findings->list.count && !dropped[i]; j++) {
            const struct finding *a = &list[i], *b = &list[j];
            if (strcmp(a->location.file, b->location.file) != 0 || a->location.line != b->location.line ||
                a->location.column != b->location.column || strcmp(a->rule, b->rule) != 0)
                break;
            if (a->function && strchr(a->function, '<') && same_template(a->function, b->function)) dropped[j] = true;
        }
}

// --- what the engine has settled -----------------------------------------------------------------

enum { SETTLED_PROVED = 1, SETTLED_OPEN = 2, CALL_LINES = 4 };

// Rules that look at the text, or at one function, and what the engine must have proved to overrule them.
static const struct {
    const char *rule, *proof;
} OVERRULED[] = {
    {"clang-format-security", "format"}, {"clang-format-nonliteral", "format"}, {"length-of-source", "bounds"},
    {"unbounded-copy", "bounds"},
};

static const char *place_key(struct arena *arena, const char *proof, size_t proof_size, const char *file, unsigned line)
{
    return arena_printf(arena, "%.*s:%u:%s", (int)proof_size, proof, line, file);
}

static bool is_settled(struct map *settled, struct arena *arena, const struct finding *finding, const char *proof)
{
    for (unsigned up = 0; up < CALL_LINES && up < finding->location.line; up++) { // the call may begin further above
        const char *key = place_key(arena, proof, strlen(proof), finding->location.file, finding->location.line - up);
        uintptr_t state = (uintptr_t)map_get(settled, key);
        if (state) return state == SETTLED_PROVED;
    }
    return false;
}

// Drops what the engine has overruled, and its own notes of it.
static void drop_settled(struct findings *findings, bool *dropped, struct arena *arena)
{
    struct map settled = {0};
    struct finding *list = findings->list.items;
    for (size_t i = 0; i < findings->list.count; i++) {
        const char *space = strchr(list[i].message, ' ');
        if (strcmp(list[i].rule, SETTLED_RULE) != 0) continue;
        dropped[i] = true;
        void **state = map_at(&settled, place_key(arena, list[i].message, (size_t)(space - list[i].message),
                                                  list[i].location.file, list[i].location.line));
        *state = (void *)((uintptr_t)*state | (strcmp(space, " proved") == 0 ? SETTLED_PROVED : SETTLED_OPEN));
    }
    for (size_t i = 0; i < findings->list.count; i++)
        for (size_t k = 0; k < COUNT_OF(OVERRULED) && !dropped[i]; k++)
            dropped[i] = strcmp(list[i].rule, OVERRULED[k].rule) == 0 && !list[i].also &&
                         is_settled(&settled, arena, &list[i], OVERRULED[k].proof);
    map_free(&settled);
}

static void drop(struct findings *findings, const bool *dropped)
{
    size_t kept = 0;
    for (size_t i = 0; i < findings->list.count; i++)
        if (!dropped[i]) findings->list.items[kept++] = findings->list.items[i];
    findings->list.count = kept;
}

void merge_tiers(struct findings *findings)
{
    struct arena arena = {0};
    struct diags unused = {0}; // the table is part of the program and has its own test
    struct merge merge = {.findings = findings};
    size_t count = findings->list.count;
    merge.group = ARENA_ARRAY(&arena, size_t, count);
    merge.end = ARENA_ARRAY(&arena, size_t, count);
    bool *dropped = ARENA_ARRAY(&arena, bool, count);
    cwe_load(&arena, &merge.cwes, &unused);
    for (const struct rule *const *table = ENGINE_RULE_TABLES; *table; table++)
        for (const struct rule *rule = *table; rule->id; rule++)
            map_put(&merge.engine, rule->id, (void *)(uintptr_t)rule);
    VEC_SORT(&findings->list, by_line);
    for (size_t i = 0; i < count; i++)
        merge.group[i] = i, merge.end[i] = i + 1;
    find_groups(&merge);
    for (size_t i = 0; i < count; i++)
        if (merge.group[i] == i && merge.end[i] > i + 1) settle_group(&merge, i, dropped);
    drop_settled(findings, dropped, &arena);
    drop_instances(findings, dropped);
    drop(findings, dropped);
    map_free(&merge.engine);
    cwe_free(&merge.cwes);
    diags_free(&unused);
    arena_free(&arena);
}
