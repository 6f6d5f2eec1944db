#include "model/finding.h"
#include "base/buf.h"
#include "base/hash.h"
#include "base/map.h"
#include <ctype.h>
#include <string.h>

static struct location location_copy(struct arena *arena, struct location location)
{
    location.file = arena_str(arena, location.file ? location.file : "");
    return location;
}

void findings_add(struct findings *findings, const struct finding *finding)
{
    struct arena *arena = &findings->arena;
    struct finding *copy = VEC_ADD(&findings->list);
    *copy = *finding;
    copy->rule = arena_str(arena, finding->rule);
    copy->location = location_copy(arena, finding->location);
    copy->function = arena_str(arena, finding->function ? finding->function : "");
    copy->message = arena_str(arena, finding->message ? finding->message : "");
    copy->statement = arena_str(arena, finding->statement ? finding->statement : "");
    copy->key = arena_str(arena, finding->key);
    copy->also = arena_str(arena, finding->also);
    copy->fingerprint = arena_str(arena, finding->fingerprint);
    copy->path_fingerprint = arena_str(arena, finding->path_fingerprint);
    copy->tool = arena_str(arena, finding->tool ? finding->tool : "theriac");
    copy->suppression = arena_str(arena, finding->suppression);
    copy->exposure = arena_str(arena, finding->exposure);
    struct finding_event *events = ARENA_ARRAY(arena, struct finding_event, finding->event_count);
    for (size_t i = 0; i < finding->event_count; i++) {
        events[i] = finding->events[i];
        events[i].location = location_copy(arena, events[i].location);
        events[i].message = arena_str(arena, events[i].message);
    }
    copy->events = events;
}

bool finding_has_rule(const struct finding *finding, const char *rule)
{
    struct str rest = str_of(finding->also), piece;
    if (strcmp(finding->rule, rule) == 0) return true;
    while (rest.at && str_next(&rest, ' ', &piece))
        if (str_is(piece, rule)) return true;
    return false;
}

static int compare_uint(unsigned a, unsigned b)
{
    return (a > b) - (a < b);
}

static int by_place(const void *left, const void *right)
{
    const struct finding *a = left, *b = right;
    int order = strcmp(a->location.file, b->location.file);
    if (!order) order = compare_uint(a->location.line, b->location.line);
    if (!order) order = compare_uint(a->location.column, b->location.column);
    if (!order) order = strcmp(a->rule, b->rule);
    if (!order) order = compare_uint(a->cwe, b->cwe);
    if (!order) order = strcmp(a->function, b->function);
    if (!order) order = compare_uint(b->confidence, a->confidence);
    if (!order) order = compare_uint((unsigned)a->event_count, (unsigned)b->event_count);
    if (!order) order = strcmp(a->message, b->message);
    for (size_t i = 0; !order && i < a->event_count; i++) {
        order = strcmp(a->events[i].location.file, b->events[i].location.file);
        if (!order) order = compare_uint(a->events[i].location.line, b->events[i].location.line);
        if (!order) order = strcmp(a->events[i].message, b->events[i].message);
    }
    return order;
}

// The same weakness of the same statement told twice, whatever path led there.
static bool is_repetition(const struct finding *a, const struct finding *b)
{
    return a->location.line == b->location.line && a->location.column == b->location.column && a->cwe == b->cwe &&
           strcmp(a->location.file, b->location.file) == 0 && strcmp(a->rule, b->rule) == 0 &&
           strcmp(a->function, b->function) == 0;
}

static void drop_repetitions(struct findings *findings)
{
    size_t kept = 0;
    for (size_t i = 0; i < findings->list.count; i++) {
        if (kept && is_repetition(&findings->list.items[kept - 1], &findings->list.items[i])) continue;
        findings->list.items[kept++] = findings->list.items[i];
    }
    findings->list.count = kept;
}

static const char *key_of(struct arena *scratch, const struct finding *finding)
{
    if (finding->key) return finding->key;
    char *key = arena_str(scratch, finding->statement), *end = key;
    for (const char *c = key; *c; c++)
        if (!isspace((unsigned char)*c)) *end++ = *c;
    *end = '\0';
    return key;
}

// Equal keys are numbered in source order, so that two equal statements in one function stay apart.
static const char *fingerprint(struct findings *findings, struct map *seen, const char *key)
{
    void **count = map_at(seen, key);
    size_t ordinal = (size_t)(uintptr_t)*count;
    *count = (void *)(uintptr_t)(ordinal + 1);
    char hex[HASH_HEX];
    hash_hex(hash_mix(hash_text(key), ordinal), hex);
    return arena_str(&findings->arena, hex);
}

void findings_finish(struct findings *findings)
{
    struct arena scratch = {0};
    struct map seen = {0}, seen_paths = {0};
    VEC_SORT(&findings->list, by_place);
    drop_repetitions(findings);
    VEC_EACH(&findings->list, finding) {
        char *key = arena_printf(&scratch, "%s\n%s\n%s", finding->rule, finding->function,
                                 key_of(&scratch, finding));
        if (!finding->fingerprint) finding->fingerprint = fingerprint(findings, &seen, key);
        char *path_key = arena_printf(&scratch, "%s\n%s", key, finding->location.file);
        if (!finding->path_fingerprint) finding->path_fingerprint = fingerprint(findings, &seen_paths, path_key);
    }
    map_free(&seen);
    map_free(&seen_paths);
    arena_free(&scratch);
}

void findings_free(struct findings *findings)
{
    VEC_FREE(&findings->list);
    arena_free(&findings->arena);
}
