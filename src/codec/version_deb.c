// Debian's order, deb-version(7): [epoch:]upstream[-revision], a tilde before everything, letters before the rest.
#include "codec/version.h"
#include <string.h>

struct parts {
    struct str epoch, upstream, revision;
};

static struct parts split(struct str text)
{
    struct parts parts = {0};
    const char *colon = memchr(text.at, ':', text.size);
    if (colon) {
        parts.epoch = (struct str){text.at, (size_t)(colon - text.at)};
        text.size -= parts.epoch.size + 1;
        text.at = colon + 1;
    }
    const char *dash = memrchr(text.at, '-', text.size);
    parts.upstream = (struct str){text.at, dash ? (size_t)(dash - text.at) : text.size};
    if (dash) parts.revision = (struct str){dash + 1, text.size - parts.upstream.size - 1};
    return parts;
}

static bool all_digits(struct str text)
{
    struct str rest = text;
    return version_take_digits(&rest).size == text.size;
}

static bool valid(struct str version)
{
    struct parts parts = split(version);
    bool has_epoch = memchr(version.at, ':', version.size), has_revision = parts.revision.at;
    return (!has_epoch || (parts.epoch.size && all_digits(parts.epoch))) && version_only(parts.upstream, ".+~-:") &&
           parts.upstream.at[0] >= '0' && parts.upstream.at[0] <= '9' &&
           (!has_revision || version_only(parts.revision, ".+~"));
}

static int rank(struct str rest)
{
    if (!rest.size) return 0;
    unsigned char c = (unsigned char)*rest.at;
    if (c >= '0' && c <= '9') return 0;
    if (c == '~') return -1;
    bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return letter ? c : c + 256;
}

static bool at_digit(struct str rest)
{
    return rest.size && *rest.at >= '0' && *rest.at <= '9';
}

static int compare_part(struct str a, struct str b)
{
    while (a.size || b.size) {
        while ((a.size && !at_digit(a)) || (b.size && !at_digit(b))) {
            int left = rank(a), right = rank(b);
            if (left != right) return left < right ? -1 : 1;
            if (a.size && !at_digit(a)) a.at++, a.size--;
            if (b.size && !at_digit(b)) b.at++, b.size--;
        }
        int order = version_compare_numbers(version_take_digits(&a), version_take_digits(&b));
        if (order) return order;
    }
    return 0;
}

static int compare(struct str a, struct str b)
{
    struct parts left = split(a), right = split(b);
    int order = version_compare_numbers(left.epoch, right.epoch);
    if (!order) order = compare_part(left.upstream, right.upstream);
    return order ? order : compare_part(left.revision, right.revision);
}

const struct version_scheme SCHEME_deb = {
    .name = "deb",
    .synonyms = "dpkg debian ubuntu opkg ipk",
    .standard = "deb-version(7)",
    .valid = valid,
    .compare = compare,
};
