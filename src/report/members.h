// Members of the model's structs as rows of tables, so that assessment.json is written and read from the same list.
#pragma once
#include "codec/json.h"
#include <stddef.h>

enum member_kind {
    MEMBER_TEXT,   // const char *; NULL and "" are left out when written
    MEMBER_TEXTS,  // const char *const *, ends with NULL
    MEMBER_BOOL,   // left out when false
    MEMBER_UINT,   // unsigned; left out when 0
    MEMBER_INT,    // int; left out when negative, which means unknown
    MEMBER_SIZE,   // size_t
    MEMBER_U64,    // uint64_t; left out when 0
    MEMBER_REAL,   // double; left out when negative, which means unknown
    MEMBER_ENUM    // int, through names
};

struct member {
    const char *key;
    enum member_kind kind;
    size_t offset;
    const char *(*name)(int value); // MEMBER_ENUM
    int last;                       // MEMBER_ENUM: values are 0..last
    bool required;                  // MEMBER_TEXT: an item without it cannot be used
};
#define MEMBER(kind, type, member) {#member, (kind), offsetof(type, member), NULL, 0, false}
#define MEMBER_MUST(type, member) {#member, MEMBER_TEXT, offsetof(type, member), NULL, 0, true}
#define MEMBER_NAMED(type, member, name, last) {#member, MEMBER_ENUM, offsetof(type, member), (name), (last), false}

// Tables end with a row without key.
void members_write(struct json_writer *json, const struct member *members, const void *item);
// Fills the item's members; texts are copied into the arena. Returns the key of the first required member that is
// absent or of the first value that does not fit, NULL when all is well.
const char *members_read(const struct member *members, const struct json *object, struct arena *arena, void *item);
const char *const *texts_read(struct arena *arena, const struct json *array); // ends with NULL
void texts_write(struct json_writer *json, const char *key, const char *const *texts);
