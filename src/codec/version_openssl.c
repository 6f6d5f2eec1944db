// OpenSSL: up to 1.1.1 a patch is letters behind the third number (1.0.2, 1.0.2a ... 1.0.2z, 1.0.2za ...); from 3.0
// on three numbers. "-alpha1", "-beta1", "-pre1", "-dev" come before the release; "-fips" is a build of it.
#include "codec/version.h"
#include <strings.h>

enum { NUMBERS = 4 };

struct parts {
    struct str numbers[NUMBERS];
    struct str letters;
    int stage; // 0 dev, 1 alpha, 2 beta and pre, 3 release
    struct str stage_number;
};

static bool parse_stage(struct str text, struct parts *parts)
{
    static const struct { const char *word; int stage; } STAGES[] = {{"dev", 0}, {"alpha", 1}, {"beta", 2}, {"pre", 2}};
    struct str word = version_take_letters(&text);
    for (size_t i = 0; i < sizeof STAGES / sizeof *STAGES; i++) {
        if (!str_is(word, STAGES[i].word)) continue;
        parts->stage = STAGES[i].stage;
        parts->stage_number = version_take_digits(&text);
        return !text.size || *text.at == '-';
    }
    return str_is(word, "fips");
}

static bool parse(struct str text, struct parts *ret_parts)
{
    *ret_parts = (struct parts){.stage = 3};
    if (!version_take_numbers(&text, ret_parts->numbers, NUMBERS)) return false;
    ret_parts->letters = version_take_letters(&text);
    for (size_t i = 0; i < ret_parts->letters.size; i++)
        if (ret_parts->letters.at[i] < 'a') return false;
    if (ret_parts->letters.size > 4) return false;
    if (version_take_char(&text, '-')) return parse_stage(text, ret_parts);
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
    int order = version_compare_each(left.numbers, right.numbers, NUMBERS);
    if (order) return order;
    if (left.letters.size != right.letters.size) return left.letters.size < right.letters.size ? -1 : 1; // z before za
    order = version_compare_bytes(left.letters, right.letters);
    if (!order) order = (left.stage > right.stage) - (left.stage < right.stage);
    return order ? order : version_compare_numbers(left.stage_number, right.stage_number);
}

const struct version_scheme SCHEME_openssl = {
    .name = "openssl",
    .synonyms = "",
    .standard = "OpenSSL's release numbering",
    .valid = valid,
    .compare = compare,
};
