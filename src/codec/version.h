// Orders version texts under the rules of their ecosystem. A scheme is one file version_NAME.c that defines
// `const struct version_scheme SCHEME_NAME`, and one line in version_schemes.h. No allocation, no state.
// A scheme's compare is a total order over the texts that it calls valid; anything else is VERSION_UNDECIDED,
// because a guess about a version becomes a wrong answer about a vulnerability.
#pragma once
#include "base/buf.h"

enum version_order { VERSION_LESS = -1, VERSION_EQUAL = 0, VERSION_GREATER = 1, VERSION_UNDECIDED = 2 };
enum { VERSION_TEXT_MAX = 256 }; // longer texts are valid in no scheme

struct version_scheme {
    const char *name;     // "semver"
    const char *synonyms; // other names for it in the wild, space separated: CVE versionType, purl types; may be ""
    const char *standard; // where the order is defined
    bool (*valid)(struct str version);
    int (*compare)(struct str a, struct str b); // both valid; -1, 0, 1
    // Where it is set: like compare, but VERSION_UNDECIDED where the schemes that the text could belong to disagree.
    enum version_order (*decide)(struct str a, struct str b);
};

// By name or synonym, in any case; NULL when it is none of ours.
const struct version_scheme *version_scheme_find(const char *name);
const struct version_scheme *version_scheme_at(size_t index); // NULL past the last
bool version_valid(const char *scheme, const char *version);
enum version_order version_compare(const char *scheme, const char *a, const char *b);

// Two versions whose schemes are stated by different people. The same scheme: its order. One side unknown (NULL,
// "generic", "custom", no name of ours): the other's scheme when it calls both texts valid. Two different schemes: an
// answer only where every scheme agrees, which is where plain numbers decide; else VERSION_UNDECIDED. *ret_scheme is
// the scheme used, "numbers" for the last case; NULL when undecided.
enum version_order version_compare_mixed(const char *scheme_a, const char *a, const char *scheme_b, const char *b,
                                         const char **ret_scheme);

// --- for the schemes' own files ---
int version_compare_numbers(struct str a, struct str b); // decimal digits of any length
struct str version_take_digits(struct str *rest);
struct str version_take_letters(struct str *rest);
bool version_take_char(struct str *rest, char c);
int version_compare_bytes(struct str a, struct str b); // as memcmp, a prefix is smaller
int version_compare_identifiers(struct str a, struct str b, bool fold_case); // SemVer 2.0.0 item 11, "." separated
// "1.2.3": digits between dots into ret_numbers, at most `most`; false when one is empty. Those not there stay as they
// are.
bool version_take_numbers(struct str *rest, struct str *ret_numbers, size_t most);
int version_compare_each(const struct str *a, const struct str *b, size_t count); // number by number; empty is 0
bool version_take_labels(struct str text, struct str *ret_prerelease); // "-rc.1+build" or less, and nothing else
int version_compare_prereleases(struct str a, struct str b, bool fold_case); // empty: a release
bool version_only(struct str text, const char *others); // ASCII letters, digits and `others` only, not empty
static inline int version_sign(int value)
{
    return (value > 0) - (value < 0);
}
