// Alpine's order: number{.number}[letter]{_suffix[number]}[~hash][-rN], as apk-package(5) defines it.
#include "codec/version.h"
#include <string.h>

static const char *const SUFFIXES[] = {"alpha", "beta", "pre", "rc", "", "cvs", "svn", "git", "hg", "p"};
enum { SUFFIX_NONE = 4, SUFFIX_COUNT = sizeof SUFFIXES / sizeof *SUFFIXES };

static int take_suffix(struct str *rest) // after "_"; -1 when it is none
{
    struct str word = version_take_letters(rest);
    for (int i = 0; i < SUFFIX_COUNT; i++)
        if (i != SUFFIX_NONE && str_is(word, SUFFIXES[i])) return i;
    return -1;
}

static void take_hash(struct str *rest)
{
    if (!version_take_char(rest, '~')) return;
    while (rest->size && *rest->at != '-')
        rest->at++, rest->size--;
}

static bool valid(struct str text)
{
    do {
        if (!version_take_digits(&text).size) return false;
    } while (version_take_char(&text, '.'));
    if (version_take_letters(&text).size > 1) return false;
    while (version_take_char(&text, '_')) {
        if (take_suffix(&text) < 0) return false;
        version_take_digits(&text);
    }
    take_hash(&text);
    if (version_take_char(&text, '-') && !(version_take_char(&text, 'r') && version_take_digits(&text).size))
        return false;
    return text.size == 0;
}

// Digits after the first dot that start with a zero are compared as a fraction.
static int compare_numbers(struct str a, struct str b, bool first)
{
    if (!first && a.size && b.size && (*a.at == '0' || *b.at == '0')) return version_compare_bytes(a, b);
    return version_compare_numbers(a, b);
}

static int compare_dotted(struct str *a, struct str *b)
{
    for (bool first = true;; first = false) {
        struct str left = version_take_digits(a), right = version_take_digits(b);
        int order = compare_numbers(left, right, first);
        if (order) return order;
        bool more_left = version_take_char(a, '.'), more_right = version_take_char(b, '.');
        if (more_left != more_right) return more_left ? 1 : -1;
        if (!more_left) return 0;
    }
}

static int compare_suffixes(struct str *a, struct str *b)
{
    for (;;) {
        bool more_left = version_take_char(a, '_'), more_right = version_take_char(b, '_');
        if (!more_left && !more_right) return 0;
        int left = more_left ? take_suffix(a) : SUFFIX_NONE, right = more_right ? take_suffix(b) : SUFFIX_NONE;
        if (left != right) return left < right ? -1 : 1;
        int order = version_compare_numbers(version_take_digits(a), version_take_digits(b));
        if (order) return order;
    }
}

static int compare(struct str a, struct str b)
{
    int order = compare_dotted(&a, &b);
    if (order) return order;
    order = version_compare_bytes(version_take_letters(&a), version_take_letters(&b));
    if (!order) order = compare_suffixes(&a, &b);
    if (order) return order;
    take_hash(&a);
    take_hash(&b);
    if (a.size > 2) a.at += 2, a.size -= 2; // "-r"
    if (b.size > 2) b.at += 2, b.size -= 2;
    return version_compare_numbers(a, b);
}

const struct version_scheme SCHEME_apk = {
    .name = "apk",
    .synonyms = "alpine wolfi chainguard",
    .standard = "apk-package(5)",
    .valid = valid,
    .compare = compare,
};
