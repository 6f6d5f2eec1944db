// Members of the model's structs as rows of tables, so that assessment.json is written and read from the same list.
#pragma once
#include "codec/json.h"
#include <stddef.h>

enum field_kind {
    FIELD_TEXT,   // const char *; NULL and "" are left out when written
    FIELD_TEXTS,  // const char *const *, ends with NULL
    FIELD_BOOL,   // left out when false
    FIELD_UINT,   // unsigned; left out when 0
    FIELD_INT,    // int; left out when negative, which means unknown
    FIELD_SIZE,   // size_t
    FIELD_U64,    // uint64_t; left out when 0
    FIELD_REAL,   // double; left out when negative, which means unknown
    FIELD_ENUM    // int, through names
};

struct field {
    const char *key;
    enum field_kind kind;
    size_t offset;
    const char *(*name)(int value); // FIELD_ENUM
    int last;                       // FIELD_ENUM: values are 0..last
    bool required;                  // FIELD_TEXT: an item without it cannot be used
};
#define FIELD(kind, type, member) {#member, (kind), offsetof(type, member), NULL, 0, false}
#define FIELD_MUST(type, member) {#member, FIELD_TEXT, offsetof(type, member), NULL, 0, true}
#define FIELD_NAMED(type, member, name, last) {#member, FIELD_ENUM, offsetof(type, member), (name), (last), false}

// Tables end with a row without key.
void fields_write(struct json_writer *json, const struct field *fields, const void *item);
// Fills the item's members; texts are copied into the arena. Returns the key of the first required member that is
// absent or of the first value that does not fit, NULL when all is well.
const char *fields_read(const struct field *fields, const struct json *object, struct arena *arena, void *item);
const char *const *texts_read(struct arena *arena, const struct json *array); // ends with NULL
void texts_write(struct json_writer *json, const char *key, const char *const *texts);
