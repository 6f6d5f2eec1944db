// NuGet's order: up to four numbers, then SemVer prerelease labels without regard to case.
#include "codec/version.h"

enum { NUMBERS = 4 };

struct parts {
    struct str numbers[NUMBERS];
    struct str prerelease;
};

static bool parse(struct str text, struct parts *ret_parts)
{
    *ret_parts = (struct parts){0};
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
    return order ? order : version_compare_prereleases(left.prerelease, right.prerelease, true);
}

const struct version_scheme SCHEME_nuget = {
    .name = "nuget",
    .synonyms = "dotnet .net",
    .standard = "NuGet package versioning",
    .valid = valid,
    .compare = compare,
};
