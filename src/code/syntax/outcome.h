// What the syntax tier makes of one file, and how it is kept from one scan to the next: under the file's bytes, name and
// language. A file that is as it was is not parsed again.
#pragma once
#include "base/records.h"
#include "code/syntax/ruleset.h"
#include "code/syntax/syntax.h"

struct outcome { // of one file
    struct findings findings;
    struct diags diags;
    size_t lines;
    struct syntax_functions functions;
    struct arena names;   // of the functions
    bool scanned;
    struct hash128 key;   // of what it was made from
    struct str kept;      // its bytes for the next scan; NULL: nothing is kept
    struct buf own;       // these bytes, when this scan made them
    bool known;           // taken over
};

struct hash128 outcome_key(const struct language *language, const char *file, const char *text, size_t size);
// Fills what a scan of the file would. False: not kept, or not usable.
bool outcome_take_over(struct outcome *outcome, const struct records *records);
void outcome_keep(struct outcome *outcome);
void outcome_free(struct outcome *outcome);
