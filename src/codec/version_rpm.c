// RPM's order: [epoch:]version[-release], each compared run by run of digits or letters; ~ before, ^ after the end.
#include "codec/version.h"
#include <string.h>

struct parts {
    struct str epoch, version, release;
};

static struct parts split(struct str text)
{
    struct parts parts = {0};
    struct str digits = text;
    struct str epoch = version_take_digits(&digits);
    if (version_take_char(&digits, ':')) {
        parts.epoch = epoch;
        text = digits;
    }
    const char *dash = memrchr(text.at, '-', text.size);
    parts.version = (struct str){text.at, dash ? (size_t)(dash - text.at) : text.size};
    if (dash) parts.release = (struct str){dash + 1, text.size - parts.version.size - 1};
    return parts;
}

static bool valid(struct str version)
{
    struct parts parts = split(version);
    return version_only(parts.version, ".+~^_-") && (!parts.release.at || version_only(parts.release, ".+~^_"));
}

static bool is_alnum(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static void skip_separators(struct str *rest)
{
    while (rest->size && !is_alnum(*rest->at) && *rest->at != '~' && *rest->at != '^')
        rest->at++, rest->size--;
}

// Handles a tilde or caret at the front of either; true when that decided.
static bool compare_marks(struct str *a, struct str *b, int *ret_order)
{
    bool tilde_a = a->size && *a->at == '~', tilde_b = b->size && *b->at == '~';
    bool caret_a = a->size && *a->at == '^', caret_b = b->size && *b->at == '^';
    *ret_order = 0;
    if (tilde_a != tilde_b)
        *ret_order = tilde_a ? -1 : 1;
    else if (!tilde_a && caret_a != caret_b)
        *ret_order = caret_a ? (b->size ? -1 : 1) : (a->size ? 1 : -1);
    return *ret_order != 0;
}

static int compare_part(struct str a, struct str b)
{
    for (;;) {
        int order;
        skip_separators(&a);
        skip_separators(&b);
        if (compare_marks(&a, &b, &order)) return order;
        if (a.size && b.size && (*a.at == '~' || *a.at == '^')) {
            a.at++, a.size--, b.at++, b.size--;
            continue;
        }
        if (!a.size || !b.size) return (a.size > 0) - (b.size > 0);
        bool digits = *a.at >= '0' && *a.at <= '9';
        struct str left = digits ? version_take_digits(&a) : version_take_letters(&a);
        struct str right = digits ? version_take_digits(&b) : version_take_letters(&b);
        if (!right.size) return digits ? 1 : -1; // a number is newer than letters
        order = digits ? version_compare_numbers(left, right) : version_compare_bytes(left, right);
        if (order) return order;
    }
}

static int compare(struct str a, struct str b)
{
    struct parts left = split(a), right = split(b);
    int order = version_compare_numbers(left.epoch, right.epoch);
    if (!order) order = compare_part(left.version, right.version);
    return order ? order : compare_part(left.release, right.release);
}

const struct version_scheme SCHEME_rpm = {
    .name = "rpm",
    .synonyms = "redhat fedora suse",
    .standard = "rpm-version(7)",
    .valid = valid,
    .compare = compare,
};
