// Terms as text, for the dumps. Works on the tables of an analysis and on those of a summary alike.
#pragma once
#include "base/buf.h"
#include "code/flow/term.h"

struct term_table {
    const struct term *terms;
    const struct part *parts;
    const struct object *objects;
};

void term_text(const struct term_table *table, term_id id, struct buf *out);
void object_term_text(const struct term_table *table, object_id id, struct buf *out);
