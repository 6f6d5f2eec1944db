// Structs to bytes and back, by one description for both directions: a function that names a struct's members to a
// `struct pack` writes them or reads them, so that no member can be known to one side only. Numbers take as many bytes as
// they need; a text that was there before is a number. The bytes are for caches of this machine: they have no names and
// no versions (base/records.h has).
//
// Reading never trusts the bytes: whatever does not fit sets `bad`, and from then on every value is zero. Texts that were
// read point into the bytes, which must outlive them.
#pragma once
#include "base/buf.h"
#include "base/diag.h"
#include "base/map.h"
#include "base/vec.h"

struct pack { // zeroed is ready for writing
    bool reading, bad;
    struct buf out;          // what was written
    const char *at, *end;    // what is left to read
    VEC(const char *) texts; // those that were read so far
    struct map numbers;      // those that were written so far, by their number from 1
};

void pack_read(struct pack *pack, const char *bytes, size_t size); // starts reading
void pack_free(struct pack *pack); // also what was written
// True when everything was read, and nothing was wrong.
bool pack_done(const struct pack *pack);

void pack_number(struct pack *pack, uint64_t *value);
void pack_signed(struct pack *pack, int64_t *value);
void pack_text(struct pack *pack, const char **text); // NULL stays NULL
// The length of a list of which each item takes a byte at least: no more than what is left to read.
void pack_count(struct pack *pack, size_t *count);
// Bytes as they are. Reading: a view of them.
void pack_bytes(struct pack *pack, struct str *bytes);

void pack_diags(struct pack *pack, struct diags *diags); // reading adds to them

// Any unsigned member, enumeration or bool; reading, a value that it cannot hold is bad.
#define PACK(pack, member)                                                                         \
    do {                                                                                           \
        uint64_t pack_value_ = (uint64_t)(member);                                                 \
        pack_number((pack), &pack_value_);                                                         \
        (member) = (__typeof__(member))pack_value_;                                                \
        if ((uint64_t)(member) != pack_value_) (pack)->bad = true;                                 \
    } while (0)
#define PACK_SIGNED(pack, member)                                                                  \
    do {                                                                                           \
        int64_t pack_value_ = (int64_t)(member);                                                   \
        pack_signed((pack), &pack_value_);                                                         \
        (member) = (__typeof__(member))pack_value_;                                                \
        if ((int64_t)(member) != pack_value_) (pack)->bad = true;                                  \
    } while (0)
// Says in the code that lists a struct's members how large the struct is: who adds a member comes here.
#define PACK_COMPLETE(type, size) _Static_assert(sizeof(type) == (size), "a member of " #type " is not packed here")
