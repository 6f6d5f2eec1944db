// SemVer 2.0.0, read as its users write it: a leading v, one or two numbers missing (they count as 0).
#include "codec/version.h"

enum { NUMBERS = 3 };

struct parts {
    struct str numbers[NUMBERS];
    struct str prerelease;
};

static bool parse(struct str text, struct parts *ret_parts)
{
    *ret_parts = (struct parts){0};
    if (!version_take_char(&text, 'v')) version_take_char(&text, 'V');
    return version_take_numbers(&text, ret_parts->numbers, NUMBERS) &&
           version_take_labels(text, &ret_parts->prerelease);
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
    int order = version_compare_each(left.numbers, right.numbers, NUMBERS);
    return order ? order : version_compare_prereleases(left.prerelease, right.prerelease, false);
}

const struct version_scheme SCHEME_semver = {
    .name = "semver",
    .synonyms = "npm cargo crates.io golang go hex pub swift swifturl sem semantic",
    .standard = "Semantic Versioning 2.0.0",
    .valid = valid,
    .compare = compare,
};
