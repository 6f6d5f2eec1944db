// CPE 2.3 names: the formatted string and the older URI (NISTIR 7695), and the comparison of attributes (NISTIR 7696).
// Texts are unescaped and lower case; an unquoted * or ? inside a text is kept as CPE_MANY or CPE_ONE.
#pragma once
#include "base/buf.h"

enum cpe_attribute {
    CPE_PART,
    CPE_VENDOR,
    CPE_PRODUCT,
    CPE_VERSION,
    CPE_UPDATE,
    CPE_EDITION,
    CPE_LANGUAGE,
    CPE_SW_EDITION,
    CPE_TARGET_SW,
    CPE_TARGET_HW,
    CPE_OTHER,
    CPE_ATTRIBUTES
};

enum { CPE_MANY = 1, CPE_ONE = 2, CPE_TEXT_MAX = 2048 };

enum cpe_kind { CPE_ANY, CPE_NA, CPE_VALUE }; // "*", "-", a text

struct cpe_value {
    enum cpe_kind kind;
    const char *text; // of CPE_VALUE, in the arena given to cpe_parse
};

struct cpe {
    struct cpe_value at[CPE_ATTRIBUTES];
};

enum cpe_relation { CPE_DISJOINT, CPE_EQUAL, CPE_SUBSET, CPE_SUPERSET, CPE_UNDEFINED };

// False when it is no CPE name: wrong prefix, part, number of attributes, or a bad escape.
bool cpe_parse(struct arena *arena, const char *text, struct cpe *ret_cpe);
void cpe_format(const struct cpe *cpe, struct buf *out); // "cpe:2.3:a:..."
// How the set named by `source` relates to the one named by `target`.
enum cpe_relation cpe_compare_value(const struct cpe_value *source, const struct cpe_value *target);
enum cpe_relation cpe_compare(const struct cpe *source, const struct cpe *target);
const char *cpe_text(const struct cpe *cpe, enum cpe_attribute attribute); // NULL for * and -
bool cpe_has_wildcard(const char *text);
