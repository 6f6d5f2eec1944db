// One record of a feed in the form that the database keeps and the matcher reads: what every feed says, said alike.
// A record borrows: its texts belong to the document or arena that it was read from, its arrays to the arena given.
#pragma once
#include "base/buf.h"
#include "codec/json.h"
#include "model/vulnerability.h"

enum range_status { RANGE_AFFECTED, RANGE_UNAFFECTED, RANGE_UNKNOWN };

VEC_NAMED(record_texts, const char *);

struct range_change { // CVE 5.x changes[]: from version `at` on, within the range, the status is another
    const char *at;
    enum range_status status;
};

// A set of versions and its status. Bounds that are NULL are open.
struct version_range {
    const char *from, *to;
    bool from_exclusive, to_inclusive;
    bool exact;           // `from` alone
    const char *scheme;   // as the feed states it; NULL when it does not
    const char *unusable; // the text that could not be read as versions; the bounds mean nothing then
    enum range_status status;
    struct range_change *changes;
    size_t change_count;
};
VEC_NAMED(version_ranges, struct version_range);

struct affected { // one product, and the versions of it that a source speaks about
    const char *source;          // "CNA", "CISA-ADP", "OSV", "NVD", "curl"
    const char *vendor, *product; // NULL when not given, or when the product is named by a purl of a collection
    struct record_texts purls;   // without version: "pkg:npm/lodash"
    struct record_texts cpes;
    const char *scheme;          // of a range that states none; NULL
    enum range_status otherwise; // status of versions outside of every range
    bool otherwise_stated;       // false: the feed's format has no default, or its default means "nobody looked"
    const char *release;         // of the distribution, "12" of "Debian:12"; NULL
    bool only_commits;           // ranges were commits of a repository: they say nothing about a version
    struct version_ranges ranges;
    struct record_texts versions; // affected ones by name
};
VEC_NAMED(affected_list, struct affected);

// NVD and CVE 5.x applicability: configurations are alternatives; nodes and their CPE matches are joined by an
// operator.
struct cpe_match {
    const char *criteria;
    bool vulnerable; // false: the platform that the vulnerable part runs on
    const char *start, *end;
    bool start_exclusive, end_inclusive;
};
struct cpe_node {
    bool all, negate; // all: AND
    VEC(struct cpe_match) matches;
};
struct cpe_configuration {
    bool all, negate;
    const char *source;
    VEC(struct cpe_node) nodes;
};

struct record {
    const char *feed;     // "cve5"
    const char *name;     // the feed's id of it
    const char *modified; // ISO date and time; NULL
    const char *published, *title, *description;
    bool withdrawn;
    struct record_texts aliases;  // other ids of the same vulnerability
    struct record_texts upstream; // ids of the vulnerabilities that this distribution's record answers
    VEC(struct score) scores;
    VEC(unsigned) cwes;
    struct record_texts references, functions;
    struct affected_list affected;
    VEC(struct cpe_configuration) configurations;
};

// Frees the arrays; not the texts.
void record_free(struct record *record);
// The form in the database: compact JSON, the same record always the same bytes.
void record_write(const struct record *record, struct buf *out);
// Reads it back; the texts point into `body`. False when it is not such a body.
bool record_read(const struct json *body, const char *feed, const char *name, struct arena *arena,
                 struct record *ret_record);

// The vulnerabilities that a record speaks about: its CVE ids (its own name, an alias, upstream), else the first in
// order of its name and aliases. Texts are the record's own.
void record_subjects(const struct record *record, struct record_texts *ret_ids);

// Keys under which a record is found: each is the hash of a short text.
VEC_NAMED(record_keys, uint64_t);
void record_keys_of(const struct record *record, struct record_keys *ret_keys); // sorted, each once
uint64_t key_of_id(const char *id);
uint64_t key_of_purl(const char *purl);                             // type, namespace and name of it count
uint64_t key_of_product(const char *vendor, const char *product);   // folded: case, spaces and punctuation don't count
uint64_t key_of_name(const char *product);
uint64_t
key_of_type(const char *purl); // of its type, and namespace for distributions: how well is its ecosystem covered?
// Lower case letters and digits of it; what two spellings of a name have in common.
void name_fold(const char *name, struct buf *ret_folded);
bool name_same(const char *a, const char *b);
