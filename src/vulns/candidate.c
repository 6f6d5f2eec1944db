#include "vulns/candidate.h"
#include "vulns/purl_name.h"
#include <string.h>

struct asking {
    struct arena *arena;
    const struct part_list *parts;
    const struct part *part;
    struct candidates *candidates;
    size_t first; // of this record
};

void part_list_add(struct part_list *parts, struct arena *arena, const struct aliases *aliases,
                   const struct component *component)
{
    struct part *part = VEC_ADD(&parts->items);
    part_read(arena, aliases, component, part);
    VEC_EACH(&part->names, name) {
        uint64_t known;
        bool product = name->kind == NAME_PRODUCT || name->kind == NAME_CPE;
        if (product && !idmap_get(&parts->products, name->key, &known))
            idmap_put(&parts->products, name->key, parts->items.count);
    }
}

void part_list_free(struct part_list *parts)
{
    VEC_EACH(&parts->items, part)
        part_free(part);
    VEC_FREE(&parts->items);
    idmap_free(&parts->products);
}

// --- which name of the part an entry means -----------------------------------------------------------------

static const struct part_name *stronger(const struct part_name *a, const struct part_name *b)
{
    if (!a || !b) return a ? a : b;
    if (a->kind != b->kind) return a->kind > b->kind ? a : b;
    return a->confidence >= b->confidence ? a : b;
}

static const struct part_name *name_by_purl(const struct asking *asking, const char *purl)
{
    struct purl_name parsed;
    const struct part_name *found = NULL;
    if (!purl_name_parse(asking->arena, purl, &parsed)) return NULL;
    VEC_EACH(&asking->part->names, name)
        if (name->kind == NAME_PURL && strcmp(name->base, parsed.base) == 0) found = stronger(found, name);
    return found;
}

static bool product_fits(const struct part_name *name, const char *vendor, const char *product)
{
    if (!name->product || strcmp(name->product, product) != 0) return false;
    return name->kind == NAME_BARE || (vendor && strcmp(name->vendor, vendor) == 0);
}

static const struct part_name *name_by_product(const struct asking *asking, const char *vendor, const char *product)
{
    const struct part_name *found = NULL;
    if (!product) return NULL;
    vendor = fold_text(asking->arena, vendor);
    product = fold_text(asking->arena, product);
    VEC_EACH(&asking->part->names, name)
        if (product_fits(name, vendor, product)) found = stronger(found, name);
    return found;
}

static const struct part_name *name_by_cpe(const struct asking *asking, const char *text)
{
    struct cpe cpe;
    if (!cpe_parse(asking->arena, text, &cpe)) return NULL;
    return name_by_product(asking, cpe_text(&cpe, CPE_VENDOR), cpe_text(&cpe, CPE_PRODUCT));
}

static const struct part_name *name_of_entry(const struct asking *asking, const struct affected *affected)
{
    const struct part_name *found = name_by_product(asking, affected->vendor, affected->product);
    VEC_EACH(&affected->purls, purl)
        found = stronger(found, name_by_purl(asking, *purl));
    VEC_EACH(&affected->cpes, cpe)
        found = stronger(found, name_by_cpe(asking, *cpe));
    return found;
}

static bool is_distribution_name(const struct part_name *name)
{
    return name->kind == NAME_PURL && purl_base_is_distribution(name->base);
}

// Upstream's version where a name of upstream matched a distribution's package.
static const char *version_for(const struct part *part, const struct part_name *name, const char **ret_scheme)
{
    bool upstream = part->upstream_version && !is_distribution_name(name);
    *ret_scheme = upstream ? "generic" : part->scheme;
    return upstream ? part->upstream_version : part->version;
}

static void answer(struct asking *asking, const char *source, struct judgement judgement, const struct part_name *name,
                   const char *about)
{
    struct candidate *candidate = NULL;
    for (size_t i = asking->first; i < asking->candidates->count && !candidate; i++)
        if (text_equal(asking->candidates->items[i].source, source)) candidate = &asking->candidates->items[i];
    if (!candidate) candidate = VEC_ADD(asking->candidates);
    candidate->source = source;
    candidate->judgement = judgement_join(candidate->judgement, judgement);
    candidate->name = stronger(candidate->name, name);
    if (!candidate->about) candidate->about = about;
}

// --- entries of products -----------------------------------------------------------------------------------

// "Debian:12" against a package of debian-12; "alpine-3.18.4" is of v3.18, "debian-12" is not of 1.
static bool release_fits(const struct part *part, const struct affected *affected)
{
    if (!affected->release || !part->distro) return true;
    const char *release = affected->release + (*affected->release == 'v');
    const char *found = strstr(part->distro, release);
    size_t size = strlen(release);
    return found && (found == part->distro || found[-1] == '-') && (found[size] == '\0' || found[size] == '.');
}

static void judge_entry(struct asking *asking, const struct affected *affected)
{
    const struct part_name *name = release_fits(asking->part, affected) ? name_of_entry(asking, affected) : NULL;
    if (!name) return;
    const char *scheme, *version = version_for(asking->part, name, &scheme);
    struct judgement judgement = judge_affected(asking->arena, affected, version, scheme);
    if (!judgement.spoken) return;
    const char *about = arena_printf(asking->arena, "%s%s%s", affected->vendor ? affected->vendor : "",
                                     affected->vendor ? " " : "", affected->product ? affected->product : name->text);
    answer(asking, affected->source, judgement, name, about);
}

static bool is_only_commits(const struct affected *affected)
{
    return affected->only_commits && !affected->ranges.count && !affected->versions.count;
}

static void judge_products(struct asking *asking, const struct record *record)
{
    VEC_EACH(&record->affected, affected)
        if (!is_only_commits(affected)) judge_entry(asking, affected);
    if (asking->candidates->count > asking->first) return;
    VEC_EACH(&record->affected, affected) // commits count only where nothing else was said
        if (is_only_commits(affected)) judge_entry(asking, affected);
}

// --- configurations ----------------------------------------------------------------------------------------

// o:vendor:x_firmware runs on h:vendor:x: that platform is there with the firmware.
static bool is_own_hardware(struct arena *arena, const struct part_name *own, const struct cpe *platform)
{
    const char *part = cpe_text(platform, CPE_PART);
    const char *vendor = fold_text(arena, cpe_text(platform, CPE_VENDOR));
    const char *product = fold_text(arena, cpe_text(platform, CPE_PRODUCT));
    if (!part || *part != 'h' || !vendor || !product || !own->vendor) return false;
    size_t size = strlen(product);
    return strcmp(own->vendor, vendor) == 0 && strncmp(own->product, product, size) == 0 &&
           strcmp(own->product + size, "firmware") == 0;
}

// Whether the list of parts holds what else a configuration wants: the platform, or the other half.
static bool is_present(const struct asking *asking, const struct cpe_match *match, const struct part_name *own)
{
    struct cpe cpe;
    uint64_t found;
    if (!cpe_parse(asking->arena, match->criteria, &cpe)) return false;
    const char *vendor = cpe_text(&cpe, CPE_VENDOR), *product = cpe_text(&cpe, CPE_PRODUCT);
    if (is_own_hardware(asking->arena, own, &cpe)) return true;
    if (!vendor || !product || !idmap_get(&asking->parts->products, key_of_product(vendor, product), &found))
        return false;
    if (cpe.at[CPE_VERSION].kind != CPE_VALUE && !match->start && !match->end) return true;
    const struct part *part = &asking->parts->items.items[found - 1];
    const char *version = part->upstream_version ? part->upstream_version : part->version;
    struct judgement judgement = judge_cpe_match(asking->arena, match, version, part->scheme, part->type, NULL);
    return judgement.spoken && judgement.verdict == VERDICT_AFFECTED;
}

struct node_answer {
    struct judgement judgement;   // about the part; not spoken: the node does not name it as vulnerable
    const struct part_name *name;
};

static struct node_answer judge_node(const struct asking *asking, const struct cpe_node *node)
{
    struct node_answer answer = {0};
    VEC_EACH(&node->matches, match) {
        const struct part_name *name = match->vulnerable ? name_by_cpe(asking, match->criteria) : NULL;
        if (!name) continue;
        const char *scheme, *version = version_for(asking->part, name, &scheme);
        struct judgement judgement =
            judge_cpe_match(asking->arena, match, version, scheme, asking->part->type, name->cpe);
        if (!judgement.spoken) continue;
        answer.judgement = judgement_join(answer.judgement, judgement);
        answer.name = stronger(answer.name, name);
    }
    return answer;
}

// What a node wants beside the part and the list of parts does not have; NULL when nothing.
static const char *missing_in_node(const struct asking *asking, const struct cpe_node *node,
                                   const struct part_name *own)
{
    const char *missing = NULL;
    bool any = false;
    VEC_EACH(&node->matches, match) {
        bool present = (match->vulnerable && name_by_cpe(asking, match->criteria)) || is_present(asking, match, own);
        any = any || present;
        if (!present && !missing) missing = match->criteria;
    }
    return node->all || !any ? missing : NULL;
}

static void judge_configuration(struct asking *asking, const struct cpe_configuration *configuration)
{
    struct judgement joined = {0};
    const struct part_name *own = NULL;
    const char *missing = NULL;
    bool negated = configuration->negate;
    VEC_EACH(&configuration->nodes, node) {
        struct node_answer answer = judge_node(asking, node);
        if (!answer.judgement.spoken) continue;
        joined = judgement_join(joined, answer.judgement);
        own = stronger(own, answer.name);
        negated = negated || node->negate;
    }
    if (!joined.spoken) return; // at most a platform: running there does not make it affected
    VEC_EACH(&configuration->nodes, node) {
        bool wanted = configuration->all || (node->all && judge_node(asking, node).judgement.spoken);
        if (wanted && !missing) missing = missing_in_node(asking, node, own);
    }
    if (joined.verdict == VERDICT_AFFECTED && (missing || negated)) {
        joined.verdict = VERDICT_UNDECIDABLE;
        joined.limit = CONFIDENCE_LOW;
        joined.reason = negated ? "The record excludes products in a way that a person has to read."
                                : arena_printf(asking->arena,
                                               "In the range %s, but affected only together with %s, which is not in"
                                               " the list of parts.",
                                               joined.range, missing);
    }
    answer(asking, configuration->source, joined, own, own->text);
}

// --- what a name is worth ----------------------------------------------------------------------------------

// Patches are carried back into a distribution's package without a new upstream version.
static void weaken_for_distribution(const struct asking *asking, struct candidate *candidate)
{
    struct judgement *judgement = &candidate->judgement;
    const struct part *part = asking->part;
    if (!part->upstream_version || is_distribution_name(candidate->name) || judgement->verdict != VERDICT_AFFECTED)
        return;
    judgement->verdict = VERDICT_UNDECIDABLE;
    judgement->limit = CONFIDENCE_LOW;
    judgement->reason = arena_printf(asking->arena,
                                     "Upstream %s lies in the range %s, but this is a distribution's package and may"
                                     " carry the fix: only the distribution's own records can tell.",
                                     part->upstream_version, judgement->range ? judgement->range : "given");
}

// False: an answer by the bare name that is worth nothing.
static bool weaken_for_bare_name(const struct asking *asking, struct candidate *candidate)
{
    struct judgement *judgement = &candidate->judgement;
    if (candidate->name->kind != NAME_BARE) return true;
    if (judgement->verdict != VERDICT_AFFECTED) return false;
    judgement->limit = CONFIDENCE_LOW;
    judgement->verdict = VERDICT_UNDECIDABLE;
    judgement->reason =
        arena_printf(asking->arena, "Only the name says that this part is %s, whose range %s it would lie in.",
                     candidate->about, judgement->range ? judgement->range : "given");
    return true;
}

// The record goes away after this: keeps what the candidate borrows from it.
static struct candidate kept(struct arena *arena, const struct candidate *candidate, const char *feed, const char *id)
{
    struct candidate copy = *candidate;
    copy.id = arena_str(arena, id);
    copy.feed = arena_str(arena, feed);
    copy.source = arena_str(arena, copy.source);
    copy.about = arena_str(arena, copy.about);
    copy.judgement.range = arena_str(arena, copy.judgement.range);
    copy.judgement.fixed = arena_str(arena, copy.judgement.fixed);
    copy.judgement.reason = arena_str(arena, copy.judgement.reason);
    copy.judgement.scheme = arena_str(arena, copy.judgement.scheme);
    return copy;
}

void candidates_of_record(struct arena *arena, const struct part_list *parts, const struct part *part,
                          const struct record *record, struct candidates *ret_candidates)
{
    struct candidates found = {0};
    struct asking asking = {arena, parts, part, &found, 0};
    struct record_texts subjects = {0};
    if (record->withdrawn) return;
    judge_products(&asking, record);
    VEC_EACH(&record->configurations, configuration)
        judge_configuration(&asking, configuration);
    if (found.count) record_subjects(record, &subjects);
    VEC_EACH(&found, candidate) {
        if (!weaken_for_bare_name(&asking, candidate)) continue;
        weaken_for_distribution(&asking, candidate);
        VEC_EACH(&subjects, id) // an advisory may answer several
            VEC_PUSH(ret_candidates, kept(arena, candidate, record->feed, *id));
    }
    VEC_FREE(&subjects);
    VEC_FREE(&found);
}
