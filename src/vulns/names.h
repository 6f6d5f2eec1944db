// Under which names a part may stand in the feeds: its own purls and CPEs, what the table of aliases
// (data/parts/aliases.txt) adds, owner and repository on a forge, and last its bare name, which alone never makes a
// part affected for certain.
#pragma once
#include "codec/cpe.h"
#include "model/component.h"
#include "vulns/record.h"

enum name_kind { NAME_BARE, NAME_PRODUCT, NAME_CPE, NAME_PURL }; // from weak to strong

struct part_name {
    enum name_kind kind;
    const char *text;            // for people: a purl, a CPE, "vendor:product", a name
    const char *base;            // of NAME_PURL: purl_name's base
    const char *vendor, *product; // folded (name_fold); of NAME_BARE only the product
    const struct cpe *cpe;       // of NAME_CPE
    enum confidence confidence;  // the most that a verdict by this name can have
    uint64_t key;                // where the database has records under it
};
VEC_NAMED(part_names, struct part_name);

struct part { // a component as the matcher sees it; texts in the arena given
    const struct component *component;
    const char *version, *scheme; // NULL when unknown; scheme "generic" when nobody states one
    const char *type;             // purl type, "" when there is no purl
    const char *distro;           // of a distribution package, "debian-12"; NULL
    const char *upstream_version; // of a distribution package: without epoch and revision; NULL for others
    struct part_names names;
};

struct aliases; // the table, read once
struct aliases *aliases_read(const char *text, const char *file, struct diags *diags);
struct aliases *aliases_load(struct diags *diags); // the embedded one
void aliases_free(struct aliases *aliases);
size_t aliases_count(const struct aliases *aliases);

void part_read(struct arena *arena, const struct aliases *aliases, const struct component *component,
               struct part *ret_part);
void part_free(struct part *part);
const char *fold_text(struct arena *arena, const char *text); // name_fold into an arena; NULL stays NULL
