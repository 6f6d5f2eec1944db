// Imports files of feeds into the database: files, folders, archives of them, and databases that were exported. Reading
// and parsing run on several threads; one at a time writes. The outcome does not depend on their order.
#pragma once
#include "codec/archive.h"
#include "vulns/database.h"

struct import_options {
    unsigned jobs;   // 0: one for each processor
    const char *now; // ISO time, for the note of when a feed was imported
    const struct archive_limits *limits; // NULL: the defaults
};

struct import_feed_count {
    const struct feed *feed;
    size_t added, replaced, same, older; // rows of a list (KEV, EPSS) count as added
};
VEC_NAMED(import_counts, struct import_feed_count);

struct import_result {
    size_t files, unrecognised;
    struct import_counts feeds; // those that had anything, in the order of feeds.h
};

// What cannot be read becomes a diagnostic and the rest goes on. The transaction stays open: database_commit keeps it.
enum status database_import(struct database *database, const char *const *paths, size_t count,
                            const struct import_options *options, struct import_result *ret_result,
                            struct diags *diags) MUST_USE;
// Parses one document as import does, for fuzzing and tests: the number of records and rows that it gave.
size_t import_parse(const char *name, const char *bytes, size_t size, struct diags *diags);
