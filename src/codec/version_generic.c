// Versions whose scheme nobody stated. The order is lexicographic over numbers and words, the end counting as zeros:
// prereleases < nothing or 0 < other words < "-N" < .N. `decide` answers only where the known schemes agree: 1.2.9 and
// 1.2.10, 1.0-rc1 and 1.0, 9d and 9e; it refuses 1.0 and 1.0-1 (a Debian revision or a SemVer prerelease?), or 1.0-foo.
#include "codec/version.h"
#include <string.h>
#include <strings.h>

enum kind { PRERELEASE, ZERO, WORD, DASH_NUMBER, NUMBER };

struct token {
    enum kind kind;
    struct str text;
    int rank;    // of a prerelease
    bool common; // a prerelease that every scheme ranks alike; a word that every scheme puts after the release
    bool end;
};

static bool is_digit(struct str rest)
{
    return rest.size && *rest.at >= '0' && *rest.at <= '9';
}

static bool is_word(struct str text, const char *word)
{
    return text.size == strlen(word) && strncasecmp(text.at, word, text.size) == 0;
}

static struct token word_token(struct str word, bool digit_follows)
{
    static const struct { const char *word; int rank; bool common, needs_digit; } PRERELEASES[] = {
        {"dev", 0, false, false}, {"snapshot", 1, false, false}, {"alpha", 2, true, false}, {"a", 2, true, true},
        {"beta", 3, true, false}, {"b", 3, true, true}, {"preview", 4, false, false}, {"pre", 4, false, false},
        {"rc", 5, true, false}, {"cr", 5, true, false}};
    static const char *const AFTER[] = {"p", "pl", "patch", "sp", "post"};
    for (size_t i = 0; i < sizeof PRERELEASES / sizeof *PRERELEASES; i++)
        if (is_word(word, PRERELEASES[i].word) && (digit_follows || !PRERELEASES[i].needs_digit))
            return (struct token){PRERELEASE, word, PRERELEASES[i].rank, PRERELEASES[i].common, false};
    struct token token = {.kind = WORD, .text = word, .common = word.size == 1};
    for (size_t i = 0; i < sizeof AFTER / sizeof *AFTER; i++)
        token.common |= is_word(word, AFTER[i]);
    return token;
}

static struct token next(struct str *rest)
{
    bool dash = false;
    while (rest->size && strchr("._-~", *rest->at)) {
        dash |= *rest->at == '-';
        rest->at++, rest->size--;
    }
    if (!rest->size) return (struct token){.kind = ZERO, .end = true};
    if (is_digit(*rest)) {
        struct str digits = version_take_digits(rest);
        if (dash) return (struct token){.kind = DASH_NUMBER, .text = digits};
        bool zero = version_compare_numbers(digits, (struct str){0}) == 0;
        return (struct token){.kind = zero ? ZERO : NUMBER, .text = digits};
    }
    struct str word = version_take_letters(rest);
    return word_token(word, is_digit(*rest));
}

static int compare_words(struct str a, struct str b)
{
    size_t shared = a.size < b.size ? a.size : b.size;
    int order = strncasecmp(a.at, b.at, shared);
    return version_sign(order ? order : (a.size > b.size) - (a.size < b.size));
}

static int compare_tokens(const struct token *a, const struct token *b)
{
    if (a->kind != b->kind) return a->kind < b->kind ? -1 : 1;
    switch (a->kind) {
    case PRERELEASE: return version_sign(a->rank - b->rank);
    case ZERO: return 0;
    case WORD: return compare_words(a->text, b->text);
    case DASH_NUMBER:
    case NUMBER: return version_compare_numbers(a->text, b->text);
    }
    return 0;
}

// Whether every scheme would order these two differing tokens so.
static bool is_certain(const struct token *a, const struct token *b)
{
    if (a->kind > b->kind) return is_certain(b, a);
    switch (a->kind) {
    case PRERELEASE: return b->kind == PRERELEASE ? a->common && b->common : b->kind == ZERO || b->kind == NUMBER;
    case ZERO: return b->kind == NUMBER || (b->kind == WORD && b->common);
    case WORD: return b->kind == WORD && a->text.size == 1 && b->text.size == 1;
    case DASH_NUMBER: return b->kind == DASH_NUMBER;
    case NUMBER: return true;
    }
    return false;
}

static struct str strip(struct str text) // a leading v, and build metadata, which orders nothing
{
    if (!version_take_char(&text, 'v')) version_take_char(&text, 'V');
    const char *plus = memchr(text.at, '+', text.size);
    if (plus) text.size = (size_t)(plus - text.at);
    return text;
}

static int order_of(struct str a, struct str b, bool *ret_certain)
{
    a = strip(a);
    b = strip(b);
    *ret_certain = true;
    for (;;) {
        struct token left = next(&a), right = next(&b);
        int order = compare_tokens(&left, &right);
        if (order) {
            *ret_certain = is_certain(&left, &right);
            return order;
        }
        if (left.end && right.end) return 0;
    }
}

static int compare(struct str a, struct str b)
{
    bool certain;
    return order_of(a, b, &certain);
}

static enum version_order decide(struct str a, struct str b)
{
    bool certain;
    int order = order_of(a, b, &certain);
    return certain ? (enum version_order)order : VERSION_UNDECIDED;
}

static bool valid(struct str version)
{
    version = strip(version);
    return is_digit(version) && version_only(version, "._-~");
}

const struct version_scheme SCHEME_generic = {
    .name = "generic",
    .synonyms = "custom conan vcpkg composer packagist unknown other",
    .standard = "none: answers only where the known schemes agree",
    .valid = valid,
    .compare = compare,
    .decide = decide,
};
