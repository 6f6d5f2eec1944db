// PEP 440: [epoch!]numbers[pre][post][dev][+local], with the spellings that it normalises.
#include "codec/version.h"
#include <ctype.h>
#include <string.h>
#include <strings.h>

struct parts {
    struct str epoch, release, pre_number, post_number, dev_number, local;
    int pre; // 0 none, 1 alpha, 2 beta, 3 release candidate
    bool has_post, has_dev;
};

static void skip_separator(struct str *rest)
{
    if (rest->size && strchr("-_.", *rest->at)) rest->at++, rest->size--;
}

static int pre_of(struct str word)
{
    static const struct { const char *word; int pre; } WORDS[] = {
        {"a", 1}, {"alpha", 1}, {"b", 2}, {"beta", 2}, {"c", 3}, {"rc", 3}, {"pre", 3}, {"preview", 3}};
    for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++)
        if (strlen(WORDS[i].word) == word.size && strncasecmp(WORDS[i].word, word.at, word.size) == 0)
            return WORDS[i].pre;
    return 0;
}

static bool is_word(struct str word, const char *a, const char *b, const char *c)
{
    const char *const all[] = {a, b, c};
    for (int i = 0; i < 3; i++)
        if (all[i] && strlen(all[i]) == word.size && strncasecmp(all[i], word.at, word.size) == 0) return true;
    return false;
}

// A separator, a word of the given kind, a separator, digits. Leaves *rest alone when the word is another.
static bool take_part(struct str *rest, char kind, int *ret_pre, struct str *ret_number)
{
    struct str look = *rest;
    skip_separator(&look);
    struct str word = version_take_letters(&look);
    int pre = pre_of(word);
    bool fits = kind == 'a'   ? pre > 0
                : kind == 'p' ? is_word(word, "post", "rev", "r")
                              : is_word(word, "dev", NULL, NULL);
    if (!fits) return false;
    struct str number = look;
    skip_separator(&number);
    *ret_number = version_take_digits(&number);
    if (ret_number->size) look = number;
    if (ret_pre) *ret_pre = pre;
    *rest = look;
    return true;
}

static bool take_release(struct str *rest, struct str *ret_release)
{
    const char *start = rest->at;
    for (;;) {
        if (!version_take_digits(rest).size) return false;
        if (rest->size < 2 || *rest->at != '.' || !isdigit((unsigned char)rest->at[1])) break;
        version_take_char(rest, '.');
    }
    *ret_release = (struct str){start, (size_t)(rest->at - start)};
    return true;
}

static bool take_local(struct str *rest, struct str *ret_local)
{
    if (!version_take_char(rest, '+')) return true;
    *ret_local = *rest;
    bool good = version_only(*rest, ".-_") && isalnum((unsigned char)rest->at[rest->size - 1]) &&
                isalnum((unsigned char)rest->at[0]);
    *rest = (struct str){rest->at + rest->size, 0};
    return good;
}

static bool parse(struct str text, struct parts *ret_parts)
{
    *ret_parts = (struct parts){0};
    if (!version_take_char(&text, 'v')) version_take_char(&text, 'V');
    struct str look = text, epoch = version_take_digits(&look);
    if (epoch.size && version_take_char(&look, '!')) ret_parts->epoch = epoch, text = look;
    if (!take_release(&text, &ret_parts->release)) return false;
    take_part(&text, 'a', &ret_parts->pre, &ret_parts->pre_number);
    look = text;
    if (version_take_char(&look, '-') && look.size && isdigit((unsigned char)*look.at)) { // 1.0-1 is 1.0.post1
        ret_parts->post_number = version_take_digits(&look);
        ret_parts->has_post = true;
        text = look;
    } else {
        ret_parts->has_post = take_part(&text, 'p', NULL, &ret_parts->post_number);
    }
    ret_parts->has_dev = take_part(&text, 'd', NULL, &ret_parts->dev_number);
    return take_local(&text, &ret_parts->local) && text.size == 0;
}

static bool valid(struct str version)
{
    struct parts parts;
    return parse(version, &parts);
}

static int compare_release(struct str a, struct str b)
{
    while (a.size || b.size) {
        int order = version_compare_numbers(version_take_digits(&a), version_take_digits(&b)); // absent is 0
        if (order) return order;
        version_take_char(&a, '.');
        version_take_char(&b, '.');
    }
    return 0;
}

static int pre_rank(const struct parts *parts)
{
    if (parts->pre) return parts->pre;
    return parts->has_dev && !parts->has_post ? 0 : 4;
}

static struct str take_local_piece(struct str *rest)
{
    struct str piece = {rest->at, 0};
    while (piece.size < rest->size && !strchr(".-_", rest->at[piece.size]))
        piece.size++;
    size_t used = piece.size < rest->size ? piece.size + 1 : piece.size;
    rest->at += used, rest->size -= used;
    return piece;
}

static int compare_local(struct str a, struct str b)
{
    while (a.size && b.size) {
        struct str left = take_local_piece(&a), right = take_local_piece(&b);
        int order = version_compare_identifiers(left, right, true);
        bool number_left = isdigit((unsigned char)left.at[0]) &&
                           version_take_digits(&(struct str){left.at, left.size}).size == left.size;
        bool number_right = isdigit((unsigned char)right.at[0]) &&
                            version_take_digits(&(struct str){right.at, right.size}).size == right.size;
        if (number_left != number_right) order = number_left ? 1 : -1; // here numbers come after words
        if (order) return order;
    }
    return (a.size > 0) - (b.size > 0);
}

static int compare(struct str a, struct str b)
{
    struct parts left, right;
    parse(a, &left);
    parse(b, &right);
    int order = version_compare_numbers(left.epoch, right.epoch);
    if (!order) order = compare_release(left.release, right.release);
    if (!order) order = version_sign(pre_rank(&left) - pre_rank(&right));
    if (!order) order = version_compare_numbers(left.pre_number, right.pre_number);
    if (!order) order = left.has_post - right.has_post;
    if (!order) order = version_compare_numbers(left.post_number, right.post_number);
    if (!order) order = right.has_dev - left.has_dev;
    if (!order) order = version_compare_numbers(left.dev_number, right.dev_number);
    return order ? order : compare_local(left.local, right.local);
}

const struct version_scheme SCHEME_pep440 = {
    .name = "pep440",
    .synonyms = "python pypi pip",
    .standard = "PEP 440",
    .valid = valid,
    .compare = compare,
};
