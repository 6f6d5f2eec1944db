// The Common Weakness Enumeration: names, kinds and parents (data/cwe/cwe.tsv), and why a weakness matters on a device
// (data/cwe/device.tsv). Texts live in the arena given or in the program itself.
#pragma once
#include "base/diag.h"

struct cwe {
    unsigned number;
    const char *name;
    const char *kind;     // Pillar, Class, Base, Variant, Compound, Category
    unsigned top25;       // rank in MITRE's list of 2025; 0 when it is not there
    const char *device;   // a sentence; NULL when there is none
    const unsigned *parents; // in the research view
    size_t parent_count;
};

VEC_NAMED(cwes, struct cwe); // sorted by number

// Reads the two tables; malformed rows are told with their line and left out.
void cwe_load(struct arena *arena, struct cwes *ret_cwes, struct diags *diags);
void cwe_parse(struct arena *arena, const char *text, size_t size, struct cwes *ret_cwes, struct diags *diags);
const struct cwe *cwe_find(const struct cwes *cwes, unsigned number); // NULL when there is none
// Whether `number` is `ancestor` or lies below it.
bool cwe_is_a(const struct cwes *cwes, unsigned number, unsigned ancestor);
void cwe_free(struct cwes *cwes);
