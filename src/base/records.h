// A file of records for caches: bytes under 128-bit keys, the whole checked by a hash. A damaged file, and one that was
// made for something else, counts as absent. It is read at once and written anew: a reader never sees half of one, and
// of two writers the last wins.
#pragma once
#include "base/buf.h"
#include "base/hash.h"
#include "base/map.h"
#include "base/vec.h"

struct record {
    struct hash128 key;
    struct str bytes;
};

struct records { // zeroed is an empty one
    struct buf file;
    VEC(struct record) list; // in the order of the file; their bytes lie in `file`
    struct idmap index;      // low half of the key -> index
};

enum { RECORDS_LIMIT = 512 << 20 }; // bytes of a file

// `context` is a hash of what all records depend on beside their keys, records_program() among it. A file that is absent,
// damaged or of another context gives an empty list.
void records_open(struct records *records, const char *path, uint64_t context);
// The same over bytes: what tests damage.
void records_parse(struct records *records, const char *bytes, size_t size, uint64_t context);
bool records_find(const struct records *records, struct hash128 key, struct str *ret_bytes); // any number of threads
void records_free(struct records *records);
// Replaces the file by these, unless they are what was read from it: then the file only counts as used now, which is what
// keeps it when caches are made smaller. A failure is none of the analysis.
void records_update(const struct records *records, const char *path, uint64_t context, const struct record *list,
                    size_t count);
void records_touch(const char *path); // used now
void records_format(struct buf *out, uint64_t context, const struct record *list, size_t count);
// A hash of the program that runs: what another build made may mean something else. Some milliseconds: ask once.
uint64_t records_program(void);
