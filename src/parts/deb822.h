// Paragraphs of "Field: value" lines, as dpkg, opkg, vcpkg and theriac's own tables of libraries have them.
#pragma once
#include "base/buf.h"

enum { DEB822_FIELDS_MAX = 64 }; // further fields of a paragraph are dropped, and *dropped says so

struct deb822_field {
    struct str name;
    struct str value; // trimmed; continuation lines are in it with their line ends
    unsigned line;
};

struct deb822 { // a paragraph, views into the text
    struct deb822_field fields[DEB822_FIELDS_MAX];
    unsigned count;
    unsigned line;    // of its first field
    unsigned bad_line; // the first line that is no field; 0 when there is none
    bool dropped;
};

struct deb822_reader {
    struct str rest;
    unsigned line; // of the line before `rest`; start with 0
};

// The next paragraph with a field; lines that start with '#' are comments. False at the end.
bool deb822_next(struct deb822_reader *reader, struct deb822 *ret_paragraph);
const struct deb822_field *deb822_find(const struct deb822 *paragraph, const char *name); // case is ignored
char *deb822_text(struct arena *arena, const struct deb822 *paragraph, const char *name); // NULL when absent or empty
