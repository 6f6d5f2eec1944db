#include "codec/version.h"
#include <ctype.h>
#include <string.h>
#include <strings.h>

#define SCHEME(name) extern const struct version_scheme SCHEME_##name;
#include "codec/version_schemes.h"
#undef SCHEME

static const struct version_scheme *const SCHEMES[] = {
#define SCHEME(name) &SCHEME_##name,
#include "codec/version_schemes.h"
#undef SCHEME
};

static bool word_is_listed(const char *list, const char *word)
{
    struct str rest = str_of(list), piece;
    size_t size = strlen(word);
    while (str_next(&rest, ' ', &piece))
        if (piece.size == size && strncasecmp(piece.at, word, size) == 0) return true;
    return false;
}

const struct version_scheme *version_scheme_find(const char *name)
{
    if (!name || !name[0]) return NULL;
    for (size_t i = 0; i < sizeof SCHEMES / sizeof *SCHEMES; i++)
        if (strcasecmp(SCHEMES[i]->name, name) == 0 || word_is_listed(SCHEMES[i]->synonyms, name)) return SCHEMES[i];
    return NULL;
}

const struct version_scheme *version_scheme_at(size_t index)
{
    return index < sizeof SCHEMES / sizeof *SCHEMES ? SCHEMES[index] : NULL;
}

static bool is_valid(const struct version_scheme *scheme, struct str version)
{
    return version.size > 0 && version.size <= VERSION_TEXT_MAX && scheme->valid(version);
}

bool version_valid(const char *scheme, const char *version)
{
    const struct version_scheme *found = version_scheme_find(scheme);
    return found && version && is_valid(found, str_of(version));
}

static enum version_order order_in(const struct version_scheme *scheme, struct str a, struct str b)
{
    if (!is_valid(scheme, a) || !is_valid(scheme, b)) return VERSION_UNDECIDED;
    if (scheme->decide) return scheme->decide(a, b);
    return (enum version_order)version_sign(scheme->compare(a, b));
}

enum version_order version_compare(const char *scheme, const char *a, const char *b)
{
    const struct version_scheme *found = version_scheme_find(scheme);
    if (!found || !a || !b) return VERSION_UNDECIDED;
    return order_in(found, str_of(a), str_of(b));
}

// What may stand behind a number without being part of it, in every scheme: 2 in 1.2-rc1, but not in 1.2f or 1.2rc1.
static bool number_ends(struct str rest)
{
    return !rest.size || strchr(".-+~", *rest.at);
}

// Numbers separated by dots up to the first difference: every scheme without an epoch orders these alike.
static enum version_order order_of_numbers(struct str a, struct str b)
{
    for (;;) {
        struct str left = version_take_digits(&a), right = version_take_digits(&b);
        if (!left.size || !right.size || left.size > 9 || right.size > 9) return VERSION_UNDECIDED;
        int order = version_compare_numbers(left, right);
        if (order) return number_ends(a) && number_ends(b) ? (enum version_order)order : VERSION_UNDECIDED;
        bool left_more = version_take_char(&a, '.'), right_more = version_take_char(&b, '.');
        if ((!left_more && a.size) || (!right_more && b.size))
            return str_equal(a, b) && left_more == right_more ? VERSION_EQUAL : VERSION_UNDECIDED;
        if (!left_more && !right_more) return VERSION_EQUAL;
        if (left_more != right_more) return VERSION_UNDECIDED; // 1.2 and 1.2.0: some say equal, some say less
    }
}

enum version_order version_compare_mixed(const char *scheme_a, const char *a, const char *scheme_b, const char *b,
                                         const char **ret_scheme)
{
    const struct version_scheme *left = version_scheme_find(scheme_a), *right = version_scheme_find(scheme_b);
    const struct version_scheme *generic = version_scheme_find("generic");
    enum version_order order = VERSION_UNDECIDED;
    *ret_scheme = NULL;
    if (!a || !b) return order;
    if (!left) left = generic;
    if (!right) right = generic;
    const struct version_scheme *both = left == right ? left : left == generic ? right : right == generic ? left : NULL;
    struct str x = str_of(a), y = str_of(b);
    if (both && is_valid(both, x) && is_valid(both, y)) {
        order = order_in(both, x, y);
        if (order != VERSION_UNDECIDED) *ret_scheme = both->name;
        return order;
    }
    if (x.size <= VERSION_TEXT_MAX && y.size <= VERSION_TEXT_MAX) order = order_of_numbers(x, y);
    if (order != VERSION_UNDECIDED) *ret_scheme = "numbers";
    return order;
}

// --- for the schemes' own files ----------------------------------------------------------------------------

int version_compare_bytes(struct str a, struct str b)
{
    size_t shared = a.size < b.size ? a.size : b.size;
    int order = shared ? memcmp(a.at, b.at, shared) : 0;
    return version_sign(order ? order : (a.size > b.size) - (a.size < b.size));
}

static struct str without_zeros(struct str digits)
{
    while (digits.size && *digits.at == '0')
        digits.at++, digits.size--;
    return digits;
}

int version_compare_numbers(struct str a, struct str b)
{
    a = without_zeros(a);
    b = without_zeros(b);
    if (a.size != b.size) return a.size < b.size ? -1 : 1;
    return version_compare_bytes(a, b);
}

static struct str take_while(struct str *rest, int (*test)(int))
{
    struct str taken = {rest->at, 0};
    if (!rest->size) return taken; // there may be no bytes at all behind it
    while (taken.size < rest->size && (unsigned char)rest->at[taken.size] < 0x80 &&
           test((unsigned char)rest->at[taken.size]))
        taken.size++;
    rest->at += taken.size;
    rest->size -= taken.size;
    return taken;
}

struct str version_take_digits(struct str *rest)
{
    return take_while(rest, isdigit);
}

struct str version_take_letters(struct str *rest)
{
    return take_while(rest, isalpha);
}

bool version_take_char(struct str *rest, char c)
{
    if (!rest->size || *rest->at != c) return false;
    rest->at++, rest->size--;
    return true;
}

bool version_only(struct str text, const char *others)
{
    for (size_t i = 0; i < text.size; i++) {
        unsigned char c = (unsigned char)text.at[i];
        bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!plain && (!c || !strchr(others, c))) return false;
    }
    return text.size > 0;
}

static bool all_digits(struct str text)
{
    for (size_t i = 0; i < text.size; i++)
        if (text.at[i] < '0' || text.at[i] > '9') return false;
    return text.size > 0;
}

static int compare_identifier(struct str a, struct str b, bool fold_case)
{
    bool number_a = all_digits(a), number_b = all_digits(b);
    if (number_a && number_b) return version_compare_numbers(a, b);
    if (number_a != number_b) return number_a ? -1 : 1;
    for (size_t i = 0; fold_case && i < a.size && i < b.size; i++) {
        int left = tolower((unsigned char)a.at[i]), right = tolower((unsigned char)b.at[i]);
        if (left != right) return left < right ? -1 : 1;
    }
    if (fold_case) return (a.size > b.size) - (a.size < b.size);
    return version_compare_bytes(a, b);
}

bool version_take_numbers(struct str *rest, struct str *ret_numbers, size_t most)
{
    for (size_t i = 0; i < most; i++) {
        ret_numbers[i] = version_take_digits(rest);
        if (!ret_numbers[i].size) return false;
        if (i == most - 1 || !version_take_char(rest, '.')) break;
    }
    return true;
}

int version_compare_each(const struct str *a, const struct str *b, size_t count)
{
    int order = 0;
    for (size_t i = 0; i < count && !order; i++)
        order = version_compare_numbers(a[i], b[i]);
    return order;
}

bool version_take_labels(struct str text, struct str *ret_prerelease)
{
    *ret_prerelease = (struct str){0};
    if (version_take_char(&text, '-')) {
        size_t size = 0;
        while (size < text.size && text.at[size] != '+')
            size++;
        *ret_prerelease = (struct str){text.at, size};
        if (!version_only(*ret_prerelease, ".-")) return false;
        text.at += size, text.size -= size;
    }
    if (version_take_char(&text, '+')) return version_only(text, ".-");
    return text.size == 0;
}

int version_compare_prereleases(struct str a, struct str b, bool fold_case)
{
    if (!a.size || !b.size) return (b.size > 0) - (a.size > 0); // a prerelease comes before its release
    return version_compare_identifiers(a, b, fold_case);
}

int version_compare_identifiers(struct str a, struct str b, bool fold_case)
{
    struct str left, right;
    for (;;) {
        bool has_left = str_next(&a, '.', &left), has_right = str_next(&b, '.', &right);
        if (!has_left || !has_right) return has_left - has_right;
        int order = compare_identifier(left, right, fold_case);
        if (order) return order;
    }
}
