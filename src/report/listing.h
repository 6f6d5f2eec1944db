// The lines of the workspace's listing, read when a report shows them. Only files below the workspace are read.
#pragma once
#include "base/buf.h"
#include "base/map.h"

enum { SOURCE_FILE_MAX = 16 << 20 }; // bytes; longer files are shown without code

struct listing {
    struct arena arena;
    const char *folder; // the workspace; NULL: nothing can be read
    struct map files;   // path -> struct listed_file
};

// One line without its end; false when the file or the line cannot be read. The view lives as long as the listing.
bool listing_line(struct listing *listing, const char *file, unsigned line, struct str *ret_line);
unsigned listing_line_count(struct listing *listing, const char *file); // 0 when it cannot be read
// Whether a line, white space folded, is the statement that was recorded when it was analysed.
bool listing_line_is(struct str line, const char *statement);
void listing_free(struct listing *listing);
