#include "vulns/feed.h"
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define FEED(name) extern const struct feed FEED_##name;
#include "vulns/feeds.h"
#undef FEED

const struct feed *const FEEDS[] = {
#define FEED(name) &FEED_##name,
#include "vulns/feeds.h"
#undef FEED
    NULL};

const struct feed *feed_find(const char *name)
{
    for (const struct feed *const *feed = FEEDS; *feed; feed++)
        if (strcmp((*feed)->name, name) == 0) return *feed;
    return NULL;
}

const struct feed *feed_recognise(const struct feed_input *input)
{
    for (const struct feed *const *feed = FEEDS; *feed; feed++)
        if ((*feed)->recognises(input)) return *feed;
    return NULL;
}

static void parse_element(const struct feed_input *input, struct str text, sink_element *call, struct feed_sink *sink)
{
    struct diags found = {0};
    struct json *element = js_parse(text.at, text.size, input->path, &found);
    VEC_EACH(&found.list, diag)
        diag_add(sink_diags(sink), diag->level, diag->file,
                 diag->line ? diag->line + json_line_of(input->bytes, text.at) - 1 : 0, diag->column, "%s",
                 diag->message);
    if (element) call(input, element, sink);
    js_free(element);
    diags_free(&found);
}

void sink_each(const struct feed_input *input, struct str array, sink_element *call, struct feed_sink *sink)
{
    size_t offset = 0;
    struct str element;
    while (json_next_element(array, &offset, &element))
        parse_element(input, element, call, sink);
    if (!array.size || array.at[array.size - 1] != ']')
        DIAG(sink_diags(sink), DIAG_SKIPPED, input->path, json_line_of(input->bytes, array.at + array.size),
             "the list breaks off, what follows is missing");
}

void sink_whole(const struct feed_input *input, sink_element *call, struct feed_sink *sink)
{
    parse_element(input, (struct str){input->bytes, input->size}, call, sink);
}

// --- words for versions ------------------------------------------------------------------------------------

static bool is_one_of(const char *text, const char *const *words)
{
    for (; *words; words++)
        if (strcasecmp(text, *words) == 0) return true;
    return false;
}

bool version_says_nothing(const char *text)
{
    static const char *const WORDS[] = {"", "n/a", "na", "unspecified", "unknown", "-", "none", "not applicable", "tbd",
                                        "publication", "latest", "affected", "various", "multiple", "next", NULL};
    return is_one_of(text, WORDS);
}

bool version_is_all(const char *text)
{
    static const char *const WORDS[] = {"*", "all", "all versions", "any", "all version", NULL};
    return is_one_of(text, WORDS);
}

static struct str skip_word(struct str text, const char *word) // at the front, without regard to case
{
    size_t size = strlen(word);
    if (text.size <= size || strncasecmp(text.at, word, size) != 0) return text;
    return str_trim((struct str){text.at + size, text.size - size});
}

// "v1.2", "version 1.2", "1.2": the version alone; empty when other words remain.
static struct str bare_version(struct str text)
{
    text = skip_word(str_trim(text), "versions ");
    text = skip_word(text, "version ");
    for (size_t i = 0; i < text.size; i++)
        if ((unsigned char)text.at[i] <= ' ' || strchr("<>=,;()[]|", text.at[i])) return (struct str){0};
    return text;
}

static char *keep(struct arena *arena, struct str text)
{
    return text.size ? arena_copy(arena, text.at, text.size) : NULL;
}

// One comparison, "< 1.2". False when it is none or repeats a bound.
static bool apply_comparison(struct arena *arena, struct str text, struct version_range *range)
{
    text = str_trim(text);
    bool less = text.size && *text.at == '<', greater = text.size && *text.at == '>';
    size_t skip = less || greater ? 1 : 0;
    bool equal = text.size > skip && text.at[skip] == '=';
    if (!less && !greater && !equal) return false;
    for (skip += equal; equal && text.size > skip && text.at[skip] == '=';)
        skip++; // "=="
    char *version = keep(arena, bare_version((struct str){text.at + skip, text.size - skip}));
    if (!version || (less && range->to) || (greater && range->from)) return false;
    if (less) range->to = version, range->to_inclusive = equal;
    if (greater) range->from = version, range->from_exclusive = !equal;
    if (!less && !greater) range->from = version, range->exact = true;
    return true;
}

static bool apply_comparisons(struct arena *arena, struct str words, struct version_range *range)
{
    struct str piece;
    bool any = false;
    while (str_next(&words, ',', &piece)) {
        if (!apply_comparison(arena, piece, range)) return false;
        any = true;
    }
    return any && !(range->exact && range->to);
}

// "prior to 1.2", "1.2 and earlier", "1.0 through 1.4". False when the words are others.
static bool apply_prose(struct arena *arena, struct str words, struct version_range *range)
{
    static const char *const BEFORE[] = {"before ", "prior to ",     "prior ",
                                         "below ",  "earlier than ", "up to (excluding) "};
    static const char *const UP_TO[] = {"through ", "up to and including ", "up to (including) ", "up to "};
    static const char *const EARLIER[] = {" and earlier",
                                          " and prior",
                                          " and below",
                                          " or earlier",
                                          " or prior",
                                          " or below",
                                          " and previous versions",
                                          " and prior versions",
                                          " and earlier versions"};
    static const char *const TO[] = {" through ", " - ", " to "};
    for (size_t i = 0; i < COUNT_OF(BEFORE) + COUNT_OF(UP_TO); i++) {
        bool inclusive = i >= COUNT_OF(BEFORE);
        struct str rest = skip_word(words, inclusive ? UP_TO[i - COUNT_OF(BEFORE)] : BEFORE[i]);
        if (rest.at == words.at) continue;
        range->to = keep(arena, bare_version(rest));
        range->to_inclusive = inclusive;
        return range->to != NULL;
    }
    char *text = arena_copy(arena, words.at, words.size);
    for (size_t i = 0; i < COUNT_OF(EARLIER); i++) {
        size_t size = strlen(EARLIER[i]);
        if (words.size <= size || strcasecmp(text + words.size - size, EARLIER[i]) != 0) continue;
        range->to = keep(arena, bare_version((struct str){words.at, words.size - size}));
        range->to_inclusive = true;
        return range->to != NULL;
    }
    for (size_t i = 0; i < COUNT_OF(TO); i++) {
        char *found = strcasestr(text, TO[i]);
        if (!found) continue;
        range->from = keep(arena, bare_version((struct str){text, (size_t)(found - text)}));
        range->to = keep(arena, bare_version(str_of(found + strlen(TO[i]))));
        range->to_inclusive = true;
        return range->from && range->to;
    }
    return false;
}

void range_from_words(struct arena *arena, const char *words, struct version_range *ret_range)
{
    struct version_range *range = ret_range;
    struct str text = str_trim(str_of(words));
    if (version_says_nothing(words) || version_is_all(words)) {
        range->unusable = words;
        return;
    }
    if (text.size && strchr("<>=", *text.at)) {
        if (apply_comparisons(arena, text, range)) return;
    } else {
        struct str bare = bare_version(text);
        if (bare.size) {
            range->from = arena_copy(arena, bare.at, bare.size);
            range->exact = true;
            return;
        }
        if (apply_prose(arena, text, range)) return;
    }
    range->from = range->to = NULL;
    range->exact = range->from_exclusive = range->to_inclusive = false;
    range->unusable = words;
}

// --- small things ------------------------------------------------------------------------------------------

unsigned cwe_number(const char *text)
{
    const char *found = text ? strcasestr(text, "CWE-") : NULL;
    if (!found || found[4] < '0' || found[4] > '9') return 0;
    unsigned long number = strtoul(found + 4, NULL, 10);
    return number < 100000 ? (unsigned)number : 0;
}

static bool is_and(const struct json *object)
{
    const char *text = js_text(object, "operator");
    return text && strcasecmp(text, "AND") == 0;
}

static void read_cpe_match(const struct json *item, struct cpe_node *node)
{
    const char *criteria = js_text(item, "criteria");
    if (!criteria) return;
    struct cpe_match *match = VEC_ADD(&node->matches);
    match->criteria = criteria;
    match->vulnerable = js_bool(js_get(item, "vulnerable"), false);
    match->start = js_text(item, "versionStartIncluding");
    match->start_exclusive = !match->start;
    if (!match->start) match->start = js_text(item, "versionStartExcluding");
    match->end = js_text(item, "versionEndIncluding");
    match->end_inclusive = match->end != NULL;
    if (!match->end) match->end = js_text(item, "versionEndExcluding");
    match->start_exclusive = match->start && match->start_exclusive;
}

void configuration_read(const struct json *item, const char *source, struct cpe_configuration *ret_configuration)
{
    const struct json *nodes = js_get(item, "nodes");
    ret_configuration->all = is_and(item);
    ret_configuration->negate = js_bool(js_get(item, "negate"), false);
    ret_configuration->source = source;
    JS_EACH (nodes, object) {
        struct cpe_node *node = VEC_ADD(&ret_configuration->nodes);
        const struct json *matches = js_get(object, "cpeMatch");
        node->all = is_and(object);
        node->negate = js_bool(js_get(object, "negate"), false);
        JS_EACH (matches, match)
            read_cpe_match(match, node);
    }
}

int score_tenths(double score)
{
    return score >= 0 && score <= 10 ? (int)(score * 10 + 0.5) : -1;
}

static int by_number(const void *a, const void *b)
{
    unsigned left = *(const unsigned *)a, right = *(const unsigned *)b;
    return (left > right) - (left < right);
}

void sort_cwes(struct record *record)
{
    size_t kept = 0;
    VEC_SORT(&record->cwes, by_number);
    for (size_t i = 0; i < record->cwes.count; i++)
        if (record->cwes.items[i] && (!kept || record->cwes.items[i] != record->cwes.items[kept - 1]))
            record->cwes.items[kept++] = record->cwes.items[i];
    record->cwes.count = kept;
}
