// Reads CSV (RFC 4180) row by row: quoted fields may hold commas, quotes and line ends. At most CSV_FIELDS fields a
// row; what is beyond is dropped. Fields are valid until the next row.
#pragma once
#include "base/buf.h"

enum { CSV_FIELDS = 64 };

struct csv {
    struct str rest;
    struct buf text;              // the fields of this row, NUL between them
    size_t starts[CSV_FIELDS];
    int field_count;
    unsigned line, next_line;     // of this row's start, from 1
};

struct csv csv_start(const char *bytes, size_t size);
bool csv_next(struct csv *csv); // false at the end
const char *csv_field(const struct csv *csv, int index); // NULL when there is no such field
int csv_column(const struct csv *csv, const char *title); // in this row; -1 when absent
void csv_end(struct csv *csv);
