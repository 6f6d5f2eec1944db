// Matches parts with the database: for each part and vulnerability one answer, affected, not in range or undecidable,
// with the name, feed, range and version scheme that it stands on.
//
// A name is as strong as its evidence: a purl, a CPE that came with the part, vendor and product by the table of
// aliases or the forge, the bare name. The strongest name that a feed can decide by wins; of equal ones the maker of
// the part (the CNA) before OSV, the NVD, and what others added. Feeds that disagree are named in the reason. Parts of
// a distribution are decided by the distribution's records; upstream ranges only rule out, because fixes are carried
// back.
#pragma once
#include "model/vulnerability.h"
#include "vulns/database.h"

// Fills *ret_matches; matches_free it. Every component has a match, or stands in unmatchable, or every feed that covers
// it has nothing on it. Fails only when the database does.
enum status vulns_match(struct database *database, const struct components *components, struct matches *ret_matches,
                        struct diags *diags) MUST_USE;
// Why a component stands in unmatchable, one sentence.
const char *unmatchable_reason(const struct component *component);

// All that the feeds say about one vulnerability: the records that speak about `id`, merged. False when there are none.
bool vulnerability_find(struct database *database, const char *id, struct arena *arena,
                        struct vulnerability *ret_vulnerability);
// Whether an answer that was given on `basis` has to be given again (struct decision's basis). NULL: no basis was
// noted.
bool vulnerability_changed(const struct vulnerability *vulnerability, const char *basis);
