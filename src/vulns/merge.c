// One vulnerability out of the records of several feeds.
#include "base/hash.h"
#include "vulns/match.h"
#include <string.h>

static const char *const FEED_ORDER[] = {"cve5", "nvd", "osv"}; // whose words come first

static size_t feed_rank(const char *feed)
{
    for (size_t i = 0; i < COUNT_OF(FEED_ORDER); i++)
        if (strcmp(FEED_ORDER[i], feed) == 0) return i;
    return COUNT_OF(FEED_ORDER);
}

static int by_feed(const void *left, const void *right)
{
    const struct record *a = *(const struct record *const *)left, *b = *(const struct record *const *)right;
    size_t x = feed_rank(a->feed), y = feed_rank(b->feed);
    if (x != y) return x < y ? -1 : 1;
    int order = strcmp(a->feed, b->feed);
    return order ? order : strcmp(a->name, b->name);
}

VEC_NAMED(record_refs, const struct record *);

static bool speaks_about(const struct record *record, const char *id)
{
    struct record_texts subjects = {0};
    bool found = false;
    record_subjects(record, &subjects);
    VEC_EACH(&subjects, subject)
        found |= strcmp(*subject, id) == 0;
    VEC_FREE(&subjects);
    return found;
}

static void add_text(struct record_texts *texts, const char *text)
{
    VEC_EACH(texts, known)
        if (strcmp(*known, text) == 0) return;
    VEC_PUSH(texts, text);
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static const char *const *keep_texts(struct arena *arena, struct record_texts *texts, bool sorted)
{
    const char **kept = ARENA_ARRAY(arena, const char *, texts->count + 1);
    if (sorted) VEC_SORT(texts, by_text);
    for (size_t i = 0; i < texts->count; i++)
        kept[i] = arena_str(arena, texts->items[i]);
    VEC_FREE(texts);
    return kept;
}

static void merge_lists(struct arena *arena, const struct record_refs *records, const char *id,
                        struct vulnerability *vulnerability)
{
    struct record_texts aliases = {0}, references = {0}, functions = {0};
    VEC_EACH(records, ref) {
        const struct record *record = *ref;
        if (strcmp(record->name, id) != 0) add_text(&aliases, record->name);
        VEC_EACH(&record->aliases, alias)
            if (strcmp(*alias, id) != 0) add_text(&aliases, *alias);
        VEC_EACH(&record->references, url)
            if (references.count < 60) add_text(&references, *url);
        VEC_EACH(&record->functions, function)
            if (functions.count < 200) add_text(&functions, *function);
    }
    vulnerability->aliases = keep_texts(arena, &aliases, true);
    vulnerability->references = keep_texts(arena, &references, false);
    vulnerability->functions = keep_texts(arena, &functions, false);
}

static void merge_scores(struct arena *arena, const struct record_refs *records, struct vulnerability *vulnerability)
{
    VEC(struct score) scores = {0};
    VEC_EACH(records, record)
        VEC_EACH(&(*record)->scores, score) {
            bool known = false;
            VEC_EACH(&scores, other)
                known |= text_equal(other->source, score->source) && text_equal(other->vector, score->vector);
            if (!known)
                VEC_PUSH(&scores, ((struct score){arena_str(arena, score->vector), arena_str(arena, score->source),
                                                  score->tenths}));
        }
    vulnerability->scores = ARENA_ARRAY(arena, struct score, scores.count + 1);
    if (scores.count) memcpy(vulnerability->scores, scores.items, scores.count * sizeof *scores.items);
    vulnerability->score_count = scores.count;
    VEC_FREE(&scores);
}

static void merge_cwes(struct arena *arena, const struct record_refs *records, struct vulnerability *vulnerability)
{
    struct record all = {0};
    VEC_EACH(records, record)
        VEC_EACH(&(*record)->cwes, cwe)
            VEC_PUSH(&all.cwes, *cwe);
    sort_cwes(&all);
    unsigned *cwes = ARENA_ARRAY(arena, unsigned, all.cwes.count + 1);
    for (size_t i = 0; i < all.cwes.count; i++)
        cwes[i] = all.cwes.items[i];
    vulnerability->cwes = cwes;
    record_free(&all);
}

static void keep_first(struct arena *arena, const char **known, const char *text)
{
    if (!*known && text && text[0]) *known = arena_str(arena, text);
}

// What would change an answer: the products and ranges, the scores, withdrawal, exploitation. Not dates, words, links.
static const char *basis_of(struct arena *arena, const struct record_refs *records, bool kev)
{
    struct buf text = {0};
    char hex[HASH_HEX];
    VEC_EACH(records, ref) {
        struct record part = **ref;
        part.modified = part.published = part.title = part.description = NULL;
        part.references = part.functions = part.aliases = (struct record_texts){0};
        buf_printf(&text, "%s %s ", part.feed, part.name);
        record_write(&part, &text);
        buf_char(&text, '\n');
    }
    buf_text(&text, kev ? "exploited" : "");
    hash_hex(hash_bytes(buf_cstr(&text), text.size), hex);
    buf_free(&text);
    return arena_str(arena, hex);
}

static void merge(struct database *database, struct arena *arena, const struct record_refs *records, const char *id,
                  struct vulnerability *ret)
{
    struct kev_row kev;
    struct epss_row epss;
    const struct record *first = records->items[0];
    *ret = (struct vulnerability){.id = arena_str(arena, id), .feed = arena_str(arena, first->feed),
                                  .record = arena_str(arena, first->name), .epss = -1, .epss_percentile = -1};
    bool all_withdrawn = true;
    VEC_EACH(records, ref) {
        const struct record *record = *ref;
        keep_first(arena, &ret->title, record->title);
        keep_first(arena, &ret->description, record->description);
        keep_first(arena, &ret->published, record->published);
        if (record->modified && (!ret->modified || strcmp(record->modified, ret->modified) > 0))
            ret->modified = arena_str(arena, record->modified);
        all_withdrawn = all_withdrawn && record->withdrawn;
        // The CVE's own record rejected it: what others still say about it is out of date.
        if (record->withdrawn && strcmp(record->feed, "cve5") == 0 && strcmp(record->name, id) == 0)
            ret->withdrawn = true;
    }
    ret->withdrawn = ret->withdrawn || all_withdrawn;
    merge_lists(arena, records, id, ret);
    merge_scores(arena, records, ret);
    merge_cwes(arena, records, ret);
    if (database_kev(database, id, arena, &kev)) {
        ret->kev = true;
        ret->kev_added = kev.added;
        ret->kev_due = kev.due;
    }
    if (database_epss(database, id, &epss)) {
        ret->epss = epss.score;
        ret->epss_percentile = epss.percentile;
    }
    ret->basis = basis_of(arena, records, ret->kev);
}

bool vulnerability_find(struct database *database, const char *id, struct arena *arena,
                        struct vulnerability *ret_vulnerability)
{
    struct arena scratch = {0};
    struct stored_records stored = {0};
    struct record_refs records = {0};
    database_find(database, key_of_id(id), &scratch, &stored);
    VEC_EACH(&stored, item)
        if (speaks_about(&item->record, id)) VEC_PUSH(&records, &item->record);
    if (records.count) {
        VEC_SORT(&records, by_feed);
        merge(database, arena, &records, id, ret_vulnerability);
    }
    bool found = records.count > 0;
    VEC_FREE(&records);
    stored_records_free(&stored);
    arena_free(&scratch);
    return found;
}

bool vulnerability_changed(const struct vulnerability *vulnerability, const char *basis)
{
    return basis && !text_equal(vulnerability->basis, basis);
}
