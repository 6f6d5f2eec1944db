// RubyGems' order: runs of digits and of letters; letters make a prerelease, trailing zeros do not count.
#include "codec/version.h"

static bool valid(struct str version)
{
    return version.at[0] >= '0' && version.at[0] <= '9' && version_only(version, ".-") &&
           version.at[version.size - 1] != '.';
}

struct segment {
    struct str text;
    bool number;
};

// "-" reads as ".pre."; false at the end.
static bool next(struct str *rest, bool *dashed, struct segment *ret_segment)
{
    if (*dashed) {
        *dashed = false;
        *ret_segment = (struct segment){str_of("pre"), false};
        return true;
    }
    while (rest->size && *rest->at == '.')
        rest->at++, rest->size--;
    if (version_take_char(rest, '-')) {
        *ret_segment = (struct segment){str_of("pre"), false};
        return true;
    }
    if (!rest->size) return false;
    ret_segment->number = *rest->at >= '0' && *rest->at <= '9';
    ret_segment->text = ret_segment->number ? version_take_digits(rest) : version_take_letters(rest);
    return true;
}

static bool is_zero(struct str digits)
{
    return version_compare_numbers(digits, (struct str){0}) == 0;
}

// What is left of the longer one: zeros change nothing, a letter makes it older, a number newer. Zeros before letters
// are dropped, as canonical segments do.
static int sign_of_rest(struct str rest, bool dashed, struct segment segment)
{
    do {
        if (!segment.number) return -1;
        if (!is_zero(segment.text)) return 1;
    } while (next(&rest, &dashed, &segment));
    return 0;
}

// Moves past zeros that stand before letters or the end.
static void drop_zeros(struct str *rest, bool dashed)
{
    struct str look = *rest;
    struct segment segment;
    struct str before = look;
    while (next(&look, &dashed, &segment) && segment.number && is_zero(segment.text))
        before = look;
    struct str after = before;
    if (before.at == rest->at) return;
    if (!next(&after, &dashed, &segment) || !segment.number) *rest = before;
}

static int compare(struct str a, struct str b)
{
    bool dash_a = false, dash_b = false;
    for (;;) {
        struct segment left, right;
        drop_zeros(&a, dash_a);
        drop_zeros(&b, dash_b);
        bool has_left = next(&a, &dash_a, &left), has_right = next(&b, &dash_b, &right);
        if (!has_left && !has_right) return 0;
        if (!has_right) return sign_of_rest(a, dash_a, left);
        if (!has_left) return -sign_of_rest(b, dash_b, right);
        if (left.number != right.number) return left.number ? 1 : -1;
        int order = left.number ? version_compare_numbers(left.text, right.text)
                                : version_compare_bytes(left.text, right.text);
        if (order) return order;
    }
}

const struct version_scheme SCHEME_gem = {
    .name = "gem",
    .synonyms = "rubygems ruby",
    .standard = "Gem::Version",
    .valid = valid,
    .compare = compare,
};
