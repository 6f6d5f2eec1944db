// XML 1.0, read into a tree of elements over libxml2, which xml.c alone calls. Nothing is fetched, no DTD is loaded, no
// entity of the document's own is expanded. Namespaces are dropped: elements are known by their local names.
#pragma once
#include "base/arena.h"
#include "base/diag.h"

enum {
    XML_SIZE_MAX = 64 << 20,
    XML_NODES_MAX = 4000000
}; // bytes; elements and attributes. libxml2 limits the depth to 256

struct xml_attribute {
    const char *name, *value;
    struct xml_attribute *next;
};

struct xml { // an element, in the arena given
    const char *name;
    const char *text; // its own text without that of inner elements, white space off both ends; never NULL
    unsigned line;
    struct xml_attribute *attributes;
    struct xml *parent, *child, *last, *next; // child is the first, last the last; next is the following sibling
};

// The root element. Malformed text or a limit: a diagnostic with file and line, then NULL.
struct xml *xml_parse(struct arena *arena, const char *bytes, size_t size, const char *file, struct diags *diags);

// Each takes NULL and answers with NULL. Names are compared exactly.
const struct xml *xml_child(const struct xml *element, const char *name);
const struct xml *xml_next(const struct xml *element, const char *name); // the next sibling of that name
const char *xml_text(const struct xml *element, const char *child);      // its text; NULL when absent or empty
const char *xml_attribute(const struct xml *element, const char *name);
// All elements in the order of the document, inside `root`: pass NULL first; NULL at the end.
const struct xml *xml_walk(const struct xml *root, const struct xml *current);
#define XML_EACH(element, inner)                                                                   \
    for (const struct xml *inner = (element) ? (element)->child : NULL; inner; inner = inner->next)
