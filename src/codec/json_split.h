// Finds the members of a large JSON object and the elements of its arrays without parsing them, so that a feed of
// hundreds of megabytes becomes one small document after the other. Only quotes and brackets are looked at: what is
// found still has to be parsed, and malformed text is told there.
#pragma once
#include "base/buf.h"

struct json_member {
    struct str key;   // without quotes; escapes are left in
    struct str value; // the text of it, white space trimmed
};
enum { JSON_OUTLINE_MAX = 64 };

struct json_outline { // the members of the outermost object, in the order of the file
    struct json_member members[JSON_OUTLINE_MAX]; // the first ones when there are more
    size_t count;
    bool whole; // the object's end was found
};

bool json_outline(const char *bytes, size_t size, struct json_outline *ret_outline); // false: it is no object
const struct str *json_outline_get(const struct json_outline *outline, const char *key); // NULL when absent
// The next element of an array's text. Start with *offset 0. False at the end, or where the text breaks off.
bool json_next_element(struct str array, size_t *offset, struct str *ret_element);
unsigned json_line_of(const char *bytes, const char *at); // from 1
