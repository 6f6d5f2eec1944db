// SemVer 2.0.0, read as its users write it: a leading v, one or two numbers missing (they count as 0).
#include "codec/version.h"

struct parts {
    struct str numbers[3];
    struct str prerelease;
};

static bool parse(struct str text, struct parts *ret_parts)
{
    *ret_parts = (struct parts){0};
    if (!version_take_char(&text, 'v')) version_take_char(&text, 'V');
    for (int i = 0; i < 3; i++) {
        ret_parts->numbers[i] = version_take_digits(&text);
        if (!ret_parts->numbers[i].size) return false;
        if (i == 2 || !version_take_char(&text, '.')) break;
    }
    if (version_take_char(&text, '-')) {
        size_t size = 0;
        while (size < text.size && text.at[size] != '+')
            size++;
        ret_parts->prerelease = (struct str){text.at, size};
        if (!version_only(ret_parts->prerelease, ".-")) return false;
        text.at += size, text.size -= size;
    }
    if (version_take_char(&text, '+')) return version_only(text, ".-");
    return text.size == 0;
}

static bool valid(struct str version)
{
    struct parts parts;
    return parse(version, &parts);
}

static int compare(struct str a, struct str b)
{
    struct parts left, right;
    parse(a, &left);
    parse(b, &right);
    for (int i = 0; i < 3; i++) {
        int order = version_compare_numbers(left.numbers[i], right.numbers[i]);
        if (order) return order;
    }
    if (!left.prerelease.size || !right.prerelease.size)
        return (right.prerelease.size > 0) - (left.prerelease.size > 0); // a prerelease comes before its release
    return version_compare_identifiers(left.prerelease, right.prerelease, false);
}

const struct version_scheme SCHEME_semver = {
    .name = "semver",
    .synonyms = "npm cargo crates.io golang go hex pub swift swifturl sem semantic",
    .standard = "Semantic Versioning 2.0.0",
    .valid = valid,
    .compare = compare,
};
