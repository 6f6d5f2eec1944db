#include "vulns/match.h"
#include "base/date.h"
#include "base/log.h"
#include "codec/sql.h"
#include "vulns/candidate.h"
#include "vulns/purl_name.h"
#include <string.h>

struct matching {
    struct database *database;
    struct matches *matches;
    struct arena arena; // of the parts
    struct part_list parts;
    struct map vulnerabilities; // id -> index + 1
};

// --- the best of several answers ---------------------------------------------------------------------------

static int source_rank(const struct candidate *candidate)
{
    if (text_equal(candidate->source, "CNA")) return 4;
    if (strcmp(candidate->feed, "osv") == 0) return 3;
    return strcmp(candidate->feed, "nvd") == 0 ? 2 : 1;
}

// Vendor and product name as exactly as a CPE does; a purl names more exactly, a bare name less.
static int name_rank(const struct candidate *candidate)
{
    return candidate->name->kind == NAME_CPE ? NAME_PRODUCT : (int)candidate->name->kind;
}

// The better sourced answer comes first. A decided one wins over an undecidable one, but not by the bare name.
static int by_worth(const void *left, const void *right)
{
    const struct candidate *a = left, *b = right;
    int order = strcmp(a->id, b->id);
    if (order) return order;
    bool decided_a = a->judgement.verdict != VERDICT_UNDECIDABLE,
         decided_b = b->judgement.verdict != VERDICT_UNDECIDABLE;
    if (decided_a != decided_b) return decided_a ? -1 : 1;
    if (name_rank(a) != name_rank(b)) return name_rank(b) - name_rank(a);
    if (source_rank(a) != source_rank(b)) return source_rank(b) - source_rank(a);
    order = strcmp(a->feed, b->feed);
    if (!order) order = strcmp(a->source ? a->source : "", b->source ? b->source : "");
    return order ? order : (int)a->judgement.verdict - (int)b->judgement.verdict;
}

static const char *source_text(struct arena *arena, const struct candidate *candidate)
{
    bool plain = !candidate->source || strcmp(candidate->source, "OSV") == 0 || strcmp(candidate->source, "NVD") == 0;
    return plain ? candidate->feed : arena_printf(arena, "%s (%s)", candidate->feed, candidate->source);
}

// A sentence for every decided answer of others that differs; NULL when all agree.
static const char *disagreement(struct arena *arena, const struct candidate *group, size_t count)
{
    struct buf text = {0};
    for (size_t i = 1; i < count; i++) {
        enum verdict verdict = group[i].judgement.verdict;
        bool silent = verdict == VERDICT_UNDECIDABLE || group[0].judgement.verdict == VERDICT_UNDECIDABLE;
        if (silent || verdict == group[0].judgement.verdict || group[i].name->kind == NAME_BARE) continue;
        buf_printf(&text, " But %s says %s (%s).", source_text(arena, &group[i]), verdict_name(verdict),
                   group[i].judgement.range ? group[i].judgement.range : "no range");
    }
    const char *kept = text.size ? arena_str(arena, buf_cstr(&text)) : NULL;
    buf_free(&text);
    return kept;
}

static size_t vulnerability_index(struct matching *matching, const char *id)
{
    struct matches *matches = matching->matches;
    void *known = map_get(&matching->vulnerabilities, id);
    struct vulnerability vulnerability;
    if (known) return (size_t)(uintptr_t)known - 1;
    if (!vulnerability_find(matching->database, id, &matches->arena, &vulnerability))
        vulnerability = (struct vulnerability){.id = arena_str(&matches->arena, id), .epss = -1, .epss_percentile = -1};
    VEC_PUSH(&matches->vulnerabilities, vulnerability);
    map_put(&matching->vulnerabilities, vulnerability.id, (void *)(uintptr_t)matches->vulnerabilities.count);
    return matches->vulnerabilities.count - 1;
}

// `group` are the answers about one vulnerability, the best first.
static void add_match(struct matching *matching, size_t component, const struct candidate *group, size_t count)
{
    struct arena *arena = &matching->matches->arena;
    const struct judgement *judgement = &group->judgement;
    const char *others = disagreement(arena, group, count);
    size_t index = vulnerability_index(matching, group->id);
    struct match match = {.component = component, .vulnerability = index, .verdict = judgement->verdict,
                          .confidence = group->name->confidence < judgement->limit ? group->name->confidence
                                                                                   : judgement->limit,
                          .identity = arena_str(arena, group->name->text), .feed = arena_str(arena, group->feed),
                          .scheme = arena_str(arena, judgement->scheme), .range = arena_str(arena, judgement->range)};
    if (others && match.confidence > CONFIDENCE_LOW) match.confidence--;
    for (size_t i = 0; i < count && !match.fixed; i++) // another source may know the fix
        if (group[i].judgement.fixed && name_rank(&group[i]) == name_rank(group))
            match.fixed = arena_str(arena, group[i].judgement.fixed);
    match.reason = arena_printf(arena, "%s%s", judgement->reason, others ? others : "");
    if (matching->matches->vulnerabilities.items[index].withdrawn) {
        match.verdict = VERDICT_NOT_IN_RANGE;
        match.reason = "The vulnerability was withdrawn or rejected by its source.";
    }
    VEC_PUSH(&matching->matches->list, match);
}

// --- one part ----------------------------------------------------------------------------------------------

static bool is_seen(struct map *seen, struct arena *arena, const struct record *record)
{
    void **slot = map_at(seen, arena_printf(arena, "%s %s", record->feed, record->name));
    bool known = *slot != NULL;
    *slot = (void *)(uintptr_t)1;
    return known;
}

static void find_candidates(struct matching *matching, const struct part *part, struct arena *arena,
                            struct candidates *ret_candidates)
{
    struct map seen = {0};
    VEC_EACH(&part->names, name) {
        struct stored_records stored = {0};
        database_find(matching->database, name->key, arena, &stored);
        VEC_EACH(&stored, item)
            if (!is_seen(&seen, arena, &item->record))
                candidates_of_record(arena, &matching->parts, part, &item->record, ret_candidates);
        stored_records_free(&stored);
    }
    map_free(&seen);
}

// With fewer records of an ecosystem than this, its feed was not imported as a whole: that a package has none says
// nothing.
enum { ECOSYSTEM_RECORDS = 50 };

static bool is_covered(struct matching *matching, const struct part *part)
{
    VEC_EACH(&part->names, name) {
        if (name->kind == NAME_BARE) continue;
        if (database_has(matching->database, name->key, 1)) return true;
        bool ecosystem = name->kind == NAME_PURL && !purl_type_is_native(part->type);
        if (ecosystem && database_has(matching->database, key_of_type(name->text), ECOSYSTEM_RECORDS)) return true;
    }
    return false;
}

static void match_part(struct matching *matching, size_t index)
{
    const struct part *part = &matching->parts.items.items[index];
    struct arena arena = {0};
    struct candidates candidates = {0};
    if (part->version) find_candidates(matching, part, &arena, &candidates);
    VEC_SORT(&candidates, by_worth);
    for (size_t i = 0, end; i < candidates.count; i = end) {
        for (end = i + 1; end < candidates.count; end++)
            if (strcmp(candidates.items[end].id, candidates.items[i].id) != 0) break;
        add_match(matching, index, &candidates.items[i], end - i);
    }
    if (!candidates.count && (!part->version || !is_covered(matching, part)))
        VEC_PUSH(&matching->matches->unmatchable, index);
    VEC_FREE(&candidates);
    arena_free(&arena);
}

const char *unmatchable_reason(const struct component *component)
{
    if (!component->version || !component->version[0]) return "Its version is unknown.";
    return "No feed that was imported has a record under any of its names.";
}

// --- all of them -------------------------------------------------------------------------------------------

static int by_id(const void *left, const void *right)
{
    const struct vulnerability *const *a = left, *const *b = right;
    return strcmp((*a)->id, (*b)->id);
}

static int by_place(const void *left, const void *right)
{
    const struct match *a = left, *b = right;
    if (a->component != b->component) return a->component < b->component ? -1 : 1;
    return (a->vulnerability > b->vulnerability) - (a->vulnerability < b->vulnerability);
}

// Sorts the vulnerabilities by id, and the matches by component and id.
static void sort_matches(struct matches *matches)
{
    size_t count = matches->vulnerabilities.count;
    struct vulnerability *unsorted = matches->vulnerabilities.items;
    VEC(const struct vulnerability *) order = {0};
    size_t *place = mem_alloc((count + 1) * sizeof *place);
    struct vulnerability *sorted = mem_alloc((count + 1) * sizeof *sorted);
    for (size_t i = 0; i < count; i++)
        VEC_PUSH(&order, &unsorted[i]);
    VEC_SORT(&order, by_id);
    for (size_t i = 0; i < count; i++) {
        sorted[i] = *order.items[i];
        place[order.items[i] - unsorted] = i;
    }
    VEC_EACH(&matches->list, match)
        match->vulnerability = place[match->vulnerability];
    VEC_SORT(&matches->list, by_place);
    free(unsorted);
    free(place);
    VEC_FREE(&order);
    matches->vulnerabilities.items = sorted;
    matches->vulnerabilities.capacity = count + 1;
}

static void tell_feeds(struct matching *matching)
{
    struct matches *matches = matching->matches;
    struct feed_statuses feeds = {0};
    database_feeds(matching->database, date_now(&matching->arena), &matches->arena, &feeds);
    VEC_EACH(&feeds, feed) {
        const char *completeness = feed->stale ? arena_printf(&matches->arena, "%s; stale", feed->completeness)
                                               : feed->completeness;
        VEC_PUSH(&matches->feeds, ((struct feed_state){feed->name, feed->date, feed->imported, (size_t)feed->records,
                                                       completeness}));
    }
    VEC_FREE(&feeds);
}

enum status vulns_match(struct database *database, const struct components *components, struct matches *ret_matches,
                        struct diags *diags)
{
    struct matching matching = {.database = database, .matches = ret_matches};
    struct aliases *aliases = aliases_load(diags);
    *ret_matches = (struct matches){0};
    VEC_EACH(&components->list, component)
        part_list_add(&matching.parts, &matching.arena, aliases, component);
    progress_start("matching", components->list.count);
    for (size_t i = 0; i < matching.parts.items.count; i++) {
        match_part(&matching, i);
        progress_step(1);
    }
    progress_end();
    sort_matches(ret_matches);
    tell_feeds(&matching);
    part_list_free(&matching.parts);
    map_free(&matching.vulnerabilities);
    aliases_free(aliases);
    arena_free(&matching.arena);
    return sql_status(database_sql(database));
}
