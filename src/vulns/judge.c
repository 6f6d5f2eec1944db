#include "vulns/judge.h"
#include "codec/version.h"
#include "vulns/purl_name.h"
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum answer { NO, YES, UNSURE };

struct question { // the version that is asked about, and what was used to answer
    const char *version, *scheme;
    const char *used; // scheme of the last comparison that was decided
};

static const char *after_v(const char *version)
{
    return (*version == 'v' || *version == 'V') && version[1] >= '0' && version[1] <= '9' ? version + 1 : version;
}

// "6.1.*" and "6.1.x" name every version that starts with 6.1; the size of that prefix, 0 for other texts.
static size_t wildcard_prefix(const char *bound)
{
    size_t size = strlen(bound);
    if (size > 2 && bound[size - 2] == '.' && strchr("*xX", bound[size - 1])) return size - 2;
    return size > 1 && bound[size - 1] == '*' ? size - 1 : 0;
}

static bool has_prefix(const char *version, const char *bound, size_t size)
{
    version = after_v(version);
    bound = after_v(bound);
    return strncmp(version, bound, size) == 0 &&
           (version[size] == '.' || version[size] == '-' || version[size] == '\0');
}

static enum version_order compare(struct question *question, const char *scheme, const char *bound)
{
    const char *used = NULL;
    if (strcasecmp(after_v(question->version), after_v(bound)) == 0) {
        question->used = version_scheme_find(question->scheme) ? version_scheme_find(question->scheme)->name : "text";
        return VERSION_EQUAL;
    }
    enum version_order order = version_compare_mixed(question->scheme, question->version, scheme, bound, &used);
    if (used) question->used = used;
    return order;
}

static enum answer at_or_after(struct question *question, const char *scheme, const char *bound, bool exclusive)
{
    size_t prefix = wildcard_prefix(bound);
    char plain[128];
    if (prefix && prefix < sizeof plain) {
        if (has_prefix(question->version, bound, prefix)) return exclusive ? NO : YES;
        memcpy(plain, bound, prefix);
        plain[prefix] = '\0';
        bound = plain;
    }
    switch (compare(question, scheme, bound)) {
    case VERSION_LESS: return NO;
    case VERSION_EQUAL: return exclusive ? NO : YES;
    case VERSION_GREATER: return YES;
    case VERSION_UNDECIDED: break;
    }
    return UNSURE;
}

static enum answer before(struct question *question, const char *scheme, const char *bound, bool inclusive)
{
    enum answer after = at_or_after(question, scheme, bound, inclusive);
    return after == UNSURE ? UNSURE : after == YES ? NO : YES;
}

static enum answer is_exactly(struct question *question, const char *scheme, const char *bound)
{
    size_t prefix = wildcard_prefix(bound);
    if (prefix) return has_prefix(question->version, bound, prefix) ? YES : NO;
    enum version_order order = compare(question, scheme, bound);
    return order == VERSION_UNDECIDED ? UNSURE : order == VERSION_EQUAL ? YES : NO;
}

static enum answer in_range(struct question *question, const struct version_range *range, const char *scheme)
{
    if (range->unusable) return UNSURE;
    if (range->exact) return is_exactly(question, scheme, range->from);
    enum answer low = range->from ? at_or_after(question, scheme, range->from, range->from_exclusive) : YES;
    if (low == NO) return NO;
    enum answer high = range->to ? before(question, scheme, range->to, range->to_inclusive) : YES;
    if (high == NO) return NO;
    return low == YES && high == YES ? YES : UNSURE;
}

static const char *range_text(struct arena *arena, const struct version_range *range)
{
    if (range->unusable) return range->unusable;
    bool one = range->from && range->to && range->to_inclusive && !range->from_exclusive &&
               strcmp(range->from, range->to) == 0;
    if (range->exact || one) return arena_printf(arena, "= %s", range->from);
    const char *low = range->from ? arena_printf(arena, "%s %s", range->from_exclusive ? ">" : ">=", range->from) : "";
    const char *high = range->to ? arena_printf(arena, "%s %s", range->to_inclusive ? "<=" : "<", range->to) : "";
    if (!low[0] && !high[0]) return "all versions";
    return arena_printf(arena, "%s%s%s", low, low[0] && high[0] ? ", " : "", high);
}

static struct judgement undecidable(const char *range, const char *reason)
{
    return (struct judgement){true, VERDICT_UNDECIDABLE, CONFIDENCE_LOW, range, NULL, NULL, reason};
}

// --- entries of CVE 5.x and OSV ----------------------------------------------------------------------------

// The status that changes[] leave at the version; UNSURE when one cannot be compared.
static enum answer status_after_changes(struct question *question, const struct version_range *range,
                                        const char *scheme, enum range_status *ret_status)
{
    *ret_status = range->status;
    for (size_t i = 0; i < range->change_count; i++) {
        enum answer reached = at_or_after(question, scheme, range->changes[i].at, false);
        if (reached == UNSURE) return UNSURE;
        if (reached == YES) *ret_status = range->changes[i].status;
    }
    return YES;
}

static const char *fix_in_range(const struct version_range *range)
{
    for (size_t i = 0; i < range->change_count; i++)
        if (range->changes[i].status == RANGE_UNAFFECTED) return range->changes[i].at;
    return range->exact || range->to_inclusive || (range->to && wildcard_prefix(range->to)) ? NULL : range->to;
}

// Where everything is affected but what is listed: the nearest listed start above the version.
static const char *fix_above(struct question *question, const struct affected *affected)
{
    const char *best = NULL;
    VEC_EACH(&affected->ranges, range) {
        const char *scheme = range->scheme ? range->scheme : affected->scheme;
        if (range->status != RANGE_UNAFFECTED || range->unusable || !range->from) continue;
        if (at_or_after(question, scheme, range->from, false) != NO) continue;
        if (!best || version_compare_mixed(scheme, range->from, scheme, best, &(const char *){NULL}) == VERSION_LESS)
            best = range->from;
    }
    return best;
}

static struct judgement judge_status(struct arena *arena, struct question *question, const struct version_range *range,
                                     enum range_status status)
{
    struct judgement judgement = {.spoken = true, .limit = CONFIDENCE_HIGH, .range = range_text(arena, range),
                                  .scheme = question->used};
    if (status == RANGE_UNKNOWN)
        return undecidable(judgement.range, "The record itself says that this version is unknown.");
    judgement.verdict = status == RANGE_AFFECTED ? VERDICT_AFFECTED : VERDICT_NOT_IN_RANGE;
    if (status == RANGE_AFFECTED) judgement.fixed = fix_in_range(range);
    judgement.reason = arena_printf(arena, "Version %s lies in the %s range %s.", question->version,
                                    status == RANGE_AFFECTED ? "affected" : "unaffected", judgement.range);
    return judgement;
}

// "Everything is affected", and then a list of what is affected: one of both is a slip, and mostly it is the first.
static bool contradicts_itself(const struct affected *affected)
{
    VEC_EACH(&affected->ranges, range)
        if (range->status != RANGE_AFFECTED || range->change_count) return false;
    return affected->otherwise == RANGE_AFFECTED && affected->ranges.count > 0;
}

static struct judgement judge_otherwise(struct arena *arena, struct question *question, const struct affected *affected)
{
    struct judgement judgement = {.spoken = true, .limit = CONFIDENCE_HIGH, .scheme = question->used};
    if (affected->otherwise_stated && contradicts_itself(affected))
        return undecidable("all versions",
                           arena_printf(arena,
                                        "The record calls every version affected, and then lists affected"
                                        " ones without %s.",
                                        question->version));
    if (affected->otherwise == RANGE_AFFECTED && affected->otherwise_stated) {
        judgement.verdict = VERDICT_AFFECTED;
        judgement.range = "all but the listed versions";
        judgement.fixed = fix_above(question, affected);
        judgement.reason = arena_printf(arena, "Version %s is none of the unaffected ones that the record lists.",
                                        question->version);
        return judgement;
    }
    judgement.verdict = VERDICT_NOT_IN_RANGE;
    if (affected->otherwise_stated) {
        judgement.reason = arena_printf(arena, "Version %s is in none of the affected ranges.", question->version);
        return judgement;
    }
    judgement.limit = CONFIDENCE_LOW;
    judgement.reason = arena_printf(arena, "Version %s is in none of the listed ranges; the record does not say that"
                                           " other versions are free of it.", question->version);
    return judgement;
}

static const char *version_in_tag(const char *tag, char *space, size_t size)
{
    size_t used = 0;
    const char *at = tag + strcspn(tag, "0123456789"); // "OpenSSL_1_1_1k", "curl-7_80_0", "v1.2"
    for (; *at && used + 1 < size; at++)
        space[used++] = *at == '_' ? '.' : *at;
    space[used] = '\0';
    return space;
}

static bool is_listed(const struct affected *affected, struct question *question)
{
    char tag[128];
    VEC_EACH(&affected->versions, version) {
        const char *text = affected->only_commits ? version_in_tag(*version, tag, sizeof tag) : *version;
        if (strcasecmp(after_v(text), after_v(question->version)) == 0) return true;
        const char *used;
        if (!affected->only_commits &&
            version_compare_mixed(question->scheme, question->version, affected->scheme, text, &used) == VERSION_EQUAL)
            return true;
    }
    return false;
}

static bool only_unusable(const struct affected *affected)
{
    VEC_EACH(&affected->ranges, range)
        if (!range->unusable) return false;
    return affected->ranges.count > 0;
}

static struct judgement judge_ranges(struct arena *arena, struct question *question, const struct affected *affected)
{
    const struct version_range *unsure = NULL;
    VEC_EACH(&affected->ranges, range) {
        const char *scheme = range->scheme ? range->scheme : affected->scheme;
        enum range_status status;
        enum answer answer = in_range(question, range, scheme);
        if (answer == YES) answer = status_after_changes(question, range, scheme, &status);
        if (answer == UNSURE && !unsure) unsure = range;
        if (answer == YES) return judge_status(arena, question, range, status);
    }
    if (!unsure) return judge_otherwise(arena, question, affected);
    const char *range = range_text(arena, unsure);
    if (unsure->unusable)
        return undecidable(range,
                           arena_printf(arena, "The record gives no versions that can be compared: \"%s\".", range));
    return undecidable(range, arena_printf(arena, "Version %s (%s) cannot be compared with the range %s (%s).",
                                           question->version, question->scheme, range,
                                           unsure->scheme ? unsure->scheme : affected->scheme ? affected->scheme
                                                                                              : "scheme not stated"));
}

// Named in the list of affected versions. The ranges still tell which version fixes it.
static struct judgement judge_listed(struct arena *arena, const struct affected *affected, struct question *question)
{
    struct judgement judgement = {0};
    if (affected->ranges.count) judgement = judge_ranges(arena, question, affected);
    if (judgement.spoken && judgement.verdict == VERDICT_AFFECTED) return judgement;
    return (struct judgement){true, VERDICT_AFFECTED, CONFIDENCE_HIGH, "listed versions", NULL,
                              question->used ? question->used : "text",
                              arena_printf(arena, "Version %s is one of the affected versions that are listed.",
                                           question->version)};
}

struct judgement judge_affected(struct arena *arena, const struct affected *affected, const char *version,
                                const char *scheme)
{
    struct question question = {version, scheme, NULL};
    bool silent = !affected->ranges.count && !affected->versions.count;
    if (silent && affected->otherwise == RANGE_UNAFFECTED && affected->otherwise_stated && !affected->only_commits)
        return (struct judgement){true, VERDICT_NOT_IN_RANGE, CONFIDENCE_MEDIUM, NULL, NULL, NULL,
                                  "The record says that this product is unaffected."};
    if (silent && affected->only_commits)
        return undecidable(NULL, "The record names commits of a repository, not versions.");
    if (!version) return undecidable(NULL, "The part's version is unknown.");
    bool listed = affected->versions.count && is_listed(affected, &question);
    if (listed) return judge_listed(arena, affected, &question);
    if (!affected->ranges.count && affected->versions.count)
        return (struct judgement){
            true,
            VERDICT_NOT_IN_RANGE,
            CONFIDENCE_MEDIUM,
            "listed versions",
            NULL,
            "text",
            arena_printf(arena, "Version %s is none of the affected versions that are listed.", version)};
    if (silent || only_unusable(affected)) {
        if (affected->otherwise == RANGE_AFFECTED && affected->otherwise_stated && silent)
            return undecidable("all versions", "The record says that every version is affected, without limits.");
        const char *words = affected->ranges.count ? affected->ranges.items[0].unusable : "nothing";
        return undecidable(words,
                           arena_printf(arena, "The record gives no versions that can be compared: \"%s\".", words));
    }
    struct judgement judgement = judge_ranges(arena, &question, affected);
    if (judgement.verdict == VERDICT_UNDECIDABLE && affected->versions.count &&
        version_valid(affected->scheme, version))
        judgement = (struct judgement){true, VERDICT_NOT_IN_RANGE, CONFIDENCE_MEDIUM, "listed versions", NULL, "text",
                                       "The version is none of the affected versions that are listed."};
    return judgement;
}

// --- CPE matches -------------------------------------------------------------------------------------------

// Software that only runs on one platform: "node.js" on a C library means another product of the same name.
static enum answer target_fits(const struct cpe_value *target, const char *type, const struct cpe *own)
{
    static const struct { const char *target, *type;
    } ECOSYSTEMS[] = {{"node.js", "npm"},   {"python", "pypi"},      {"ruby", "gem"},       {"rust", "cargo"},
                      {"go", "golang"},     {"php", "composer"},     {"java", "maven"},     {"maven", "maven"},
                      {".net", "nuget"},    {"asp.net", "nuget"},    {"perl", "cpan"},      {"wordpress", "wordpress"},
                      {"drupal", "drupal"}, {"joomla\\!", "joomla"}, {"joomla!", "joomla"}, {"jenkins", "jenkins"},
                      {"typo3", "typo3"},   {"moodle", "moodle"}};
    if (target->kind != CPE_VALUE) return YES;
    if (own && own->at[CPE_TARGET_SW].kind == CPE_VALUE)
        return cpe_compare_value(target, &own->at[CPE_TARGET_SW]) == CPE_DISJOINT ? NO : YES;
    for (size_t i = 0; i < COUNT_OF(ECOSYSTEMS); i++)
        if (strcmp(target->text, ECOSYSTEMS[i].target) == 0)
            return strcmp(type, ECOSYSTEMS[i].type) == 0 ? YES : type[0] ? NO : UNSURE;
    return UNSURE;
}

// A criteria with a version of its own; `update` is part of it: 4.2.8 and p18 is 4.2.8p18.
static struct judgement judge_cpe_version(struct arena *arena, const struct cpe *criteria, struct question *question)
{
    const struct cpe_value *version = &criteria->at[CPE_VERSION], *update = &criteria->at[CPE_UPDATE];
    char pattern[256];
    snprintf(pattern, sizeof pattern, "%s%s", version->text, update->kind == CPE_VALUE ? update->text : "");
    if (cpe_has_wildcard(pattern)) {
        struct cpe_value wild = {CPE_VALUE, pattern}, own = {CPE_VALUE, text_lower(arena, question->version)};
        bool fits = cpe_compare_value(&wild, &own) == CPE_SUPERSET;
        struct judgement judgement = {
            true,   fits ? VERDICT_AFFECTED : VERDICT_NOT_IN_RANGE,          CONFIDENCE_MEDIUM, NULL, NULL,
            "text", "The version was compared with a pattern of the record."};
        return judgement;
    }
    struct version_range range = {.from = arena_str(arena, pattern), .exact = true};
    switch (in_range(question, &range, NULL)) {
    case YES: return judge_status(arena, question, &range, RANGE_AFFECTED);
    case UNSURE:
        return undecidable(range_text(arena, &range), arena_printf(arena, "Version %s cannot be compared with %s.",
                                                                   question->version, range.from));
    case NO: break;
    }
    size_t size = strlen(version->text);
    if (update->kind == CPE_ANY && strncasecmp(question->version, version->text, size) == 0 &&
        ((question->version[size] | 32) >= 'a' && (question->version[size] | 32) <= 'z'))
        return undecidable(range_text(arena, &range),
                           arena_printf(arena, "The record names %s and leaves its updates open.", version->text));
    return (struct judgement){true,
                              VERDICT_NOT_IN_RANGE,
                              CONFIDENCE_HIGH,
                              range_text(arena, &range),
                              NULL,
                              question->used,
                              arena_printf(arena, "Version %s is not %s.", question->version, range.from)};
}

struct judgement judge_cpe_match(struct arena *arena, const struct cpe_match *match, const char *version,
                                 const char *scheme, const char *type, const struct cpe *cpe)
{
    struct cpe criteria;
    struct question question = {version, scheme, NULL};
    if (!cpe_parse(arena, match->criteria, &criteria)) return (struct judgement){0};
    enum answer target = target_fits(&criteria.at[CPE_TARGET_SW], type, cpe);
    if (target == NO) return (struct judgement){0};
    if (!version) return undecidable(match->criteria, "The part's version is unknown.");
    struct judgement judgement;
    struct version_range range = {.from = match->start, .from_exclusive = match->start_exclusive, .to = match->end,
                                  .to_inclusive = match->end_inclusive};
    enum cpe_kind kind = criteria.at[CPE_VERSION].kind;
    if (match->start || match->end) {
        enum answer answer = in_range(&question, &range, NULL);
        if (answer == UNSURE)
            return undecidable(range_text(arena, &range),
                               arena_printf(arena, "Version %s (%s) cannot be compared with the range %s.", version,
                                            scheme, range_text(arena, &range)));
        judgement = judge_status(arena, &question, &range, answer == YES ? RANGE_AFFECTED : RANGE_UNAFFECTED);
        if (answer == NO)
            judgement.reason = arena_printf(arena, "Version %s is outside of the range %s.", version, judgement.range);
    } else if (kind == CPE_VALUE) {
        judgement = judge_cpe_version(arena, &criteria, &question);
    } else {
        return undecidable("all versions", kind == CPE_NA
                                               ? "The record names the product without a version."
                                               : "The record names every version of the product, without limits.");
    }
    if (judgement.verdict == VERDICT_AFFECTED && target == UNSURE)
        return undecidable(judgement.range,
                           arena_printf(arena,
                                        "It concerns the product's build for %s; whether this part is that is unknown.",
                                        criteria.at[CPE_TARGET_SW].text));
    return judgement;
}

struct judgement judgement_join(struct judgement a, struct judgement b)
{
    static const int STRENGTH[] = {[VERDICT_AFFECTED] = 3, [VERDICT_UNDECIDABLE] = 2, [VERDICT_NOT_IN_RANGE] = 1};
    if (!a.spoken) return b;
    if (!b.spoken) return a;
    int left = STRENGTH[a.verdict], right = STRENGTH[b.verdict];
    if (left != right) return left > right ? a : b;
    return a.limit >= b.limit ? a : b;
}
