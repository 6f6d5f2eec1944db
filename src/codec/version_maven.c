// Maven's ComparableVersion: a list of numbers and qualifiers; "-" and every change between digits and letters opens an
// inner list at the end of the current one. As a list is always the last item of its parent, the whole is a chain of
// segments, compared here without recursion.
#include "codec/version.h"
#include <ctype.h>
#include <strings.h>
#include <string.h>

enum item_kind { ITEM_NONE, ITEM_NUMBER, ITEM_WORD, ITEM_LIST };

struct item {
    enum item_kind kind;
    struct str text;
    bool digit_follows; // "a1" is alpha 1, "a" is just a
};

struct chain {
    struct item items[VERSION_TEXT_MAX + 2];
    unsigned short starts[VERSION_TEXT_MAX + 2], sizes[VERSION_TEXT_MAX + 2];
    unsigned item_count, segment_count;
};

enum { RANK_RELEASE = 5, RANK_UNKNOWN = 7 };

static bool is_word(struct str text, const char *word)
{
    return text.size == strlen(word) && strncasecmp(text.at, word, text.size) == 0;
}

static int rank(const struct item *item)
{
    static const char *const WORDS[] = {"alpha", "beta", "milestone", "rc", "snapshot", "", "sp"};
    static const char *const RELEASES[] = {"ga", "final", "release"};
    if (item->digit_follows && is_word(item->text, "a")) return 0;
    if (item->digit_follows && is_word(item->text, "b")) return 1;
    if (item->digit_follows && is_word(item->text, "m")) return 2;
    if (is_word(item->text, "cr")) return 3;
    for (int i = 0; i < 3; i++)
        if (is_word(item->text, RELEASES[i])) return RANK_RELEASE;
    for (int i = 0; i < RANK_UNKNOWN; i++)
        if (is_word(item->text, WORDS[i])) return i;
    return RANK_UNKNOWN;
}

static bool is_null(const struct item *item)
{
    if (item->kind == ITEM_NUMBER) return version_compare_numbers(item->text, (struct str){0}) == 0;
    return rank(item) == RANK_RELEASE;
}

static void open_list(struct chain *chain)
{
    chain->starts[chain->segment_count] = (unsigned short)chain->item_count;
    chain->sizes[chain->segment_count++] = 0;
}

static void add(struct chain *chain, enum item_kind kind, struct str text, bool digit_follows)
{
    // 1.0.x1 reads as 1.0-x1: a word opens a list of its own unless it is the first of one.
    if (kind == ITEM_WORD && chain->sizes[chain->segment_count - 1]) open_list(chain);
    chain->items[chain->item_count++] = (struct item){kind, text, digit_follows};
    chain->sizes[chain->segment_count - 1]++;
}

static void normalise(struct chain *chain)
{
    for (unsigned s = chain->segment_count; s-- > 0;) {
        while (chain->sizes[s] && is_null(&chain->items[chain->starts[s] + chain->sizes[s] - 1]))
            chain->sizes[s]--;
        if (!chain->sizes[s] && s + 1 == chain->segment_count && s > 0) chain->segment_count--;
    }
}

static void parse(struct str text, struct chain *chain)
{
    chain->item_count = chain->segment_count = 0;
    open_list(chain);
    while (text.size) {
        if (*text.at == '.' || *text.at == '-') {
            char separator = *text.at;
            bool empty = chain->item_count == 0 || text.at[-1] == '.' || text.at[-1] == '-';
            if (empty) add(chain, ITEM_NUMBER, str_of("0"), false);
            version_take_char(&text, separator);
            if (separator == '-' && chain->sizes[chain->segment_count - 1]) open_list(chain);
            continue;
        }
        struct str number = version_take_digits(&text);
        if (number.size) {
            add(chain, ITEM_NUMBER, number, false);
            if (text.size && *text.at != '.' && *text.at != '-') open_list(chain);
            continue;
        }
        struct str word = {text.at, 0};
        while (text.size && *text.at != '.' && *text.at != '-' && !isdigit((unsigned char)*text.at))
            word.size++, text.at++, text.size--;
        bool digit = text.size && isdigit((unsigned char)*text.at);
        add(chain, ITEM_WORD, word, digit);
        if (digit) open_list(chain);
    }
    normalise(chain);
}

static struct item item_at(const struct chain *chain, unsigned segment, unsigned at)
{
    if (segment >= chain->segment_count) return (struct item){0};
    if (at < chain->sizes[segment]) return chain->items[chain->starts[segment] + at];
    if (at == chain->sizes[segment] && segment + 1 < chain->segment_count) return (struct item){.kind = ITEM_LIST};
    return (struct item){0};
}

static int against_nothing(struct item item)
{
    if (item.kind == ITEM_NUMBER) return is_null(&item) ? 0 : 1;
    return version_sign(rank(&item) - RANK_RELEASE);
}

// A list against nothing: its first item that says something, through the lists at its end.
static int list_against_nothing(const struct chain *chain, unsigned segment)
{
    for (; segment < chain->segment_count; segment++)
        for (unsigned i = 0; i < chain->sizes[segment]; i++) {
            int order = against_nothing(chain->items[chain->starts[segment] + i]);
            if (order) return order;
        }
    return 0;
}

static int compare_words(const struct item *a, const struct item *b)
{
    int left = rank(a), right = rank(b);
    if (left != right || left != RANK_UNKNOWN) return version_sign(left - right);
    size_t shared = a->text.size < b->text.size ? a->text.size : b->text.size;
    int order = strncasecmp(a->text.at, b->text.at, shared);
    return version_sign(order ? order : (a->text.size > b->text.size) - (a->text.size < b->text.size));
}

static int compare_items(const struct item *a, const struct item *b)
{
    static const int ORDER[] = {[ITEM_WORD] = 0, [ITEM_LIST] = 1, [ITEM_NUMBER] = 2}; // 1-xyz < 1-1 < 1.1
    if (a->kind != b->kind) return version_sign(ORDER[a->kind] - ORDER[b->kind]);
    return a->kind == ITEM_NUMBER ? version_compare_numbers(a->text, b->text) : compare_words(a, b);
}

static int compare(struct str a, struct str b)
{
    struct chain left, right;
    parse(a, &left);
    parse(b, &right);
    for (unsigned segment = 0;; segment++) {
        for (unsigned i = 0;; i++) {
            struct item x = item_at(&left, segment, i), y = item_at(&right, segment, i);
            int order = 0;
            if (x.kind == ITEM_NONE && y.kind == ITEM_NONE) return 0;
            if (x.kind == ITEM_LIST && y.kind == ITEM_LIST) break; // both go on in the next segment
            if (x.kind == ITEM_NONE)
                order = y.kind == ITEM_LIST ? -list_against_nothing(&right, segment + 1) : -against_nothing(y);
            else if (y.kind == ITEM_NONE)
                order = x.kind == ITEM_LIST ? list_against_nothing(&left, segment + 1) : against_nothing(x);
            else
                order = compare_items(&x, &y);
            if (order) return order;
            if (x.kind == ITEM_LIST || y.kind == ITEM_LIST) return 0;
        }
    }
}

static bool valid(struct str version)
{
    for (size_t i = 0; i < version.size; i++)
        if (version.at[i] <= ' ' || strchr(",[]()", version.at[i])) return false;
    return version.size > 0;
}

const struct version_scheme SCHEME_maven = {
    .name = "maven",
    .synonyms = "gradle mvn",
    .standard = "Maven's ComparableVersion",
    .valid = valid,
    .compare = compare,
};
