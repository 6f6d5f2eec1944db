// The table of C and C++ libraries that devices carry as source (data/parts/version-macros.txt, which explains its
// fields): how each states its version in headers and binaries, its CPEs, licence and repositories.
#pragma once
#include "base/buf.h"
#include "base/diag.h"
#include "base/map.h"
#include "base/vec.h"

struct library {
    const char *name;
    struct texts files;        // patterns of file names
    struct texts versions;     // templates, tried in turn
    struct texts binaries;     // "text * text"
    struct texts cpes;         // "part:vendor:product"
    const char *contains;      // NULL when any content will do
    const char *beside;        // a file that must stand in the same folder; NULL for none
    const char *licence;       // NULL when unknown; see library_licence
    const char *licence_before; // "3 OpenSSL": of versions below 3; NULL for none
    const char *scheme;        // NULL for the generic way
    unsigned line;             // in the table
};

struct libraries { // zeroed is an empty table
    struct arena arena;
    VEC(struct library) list;
    struct map by_name;       // lower case; to index + 1
    struct map by_repository; // "host/owner/name" in lower case; to index + 1
};

// Reads a table; lines that make no sense are told to diags and left out.
void libraries_read(struct libraries *libraries, const char *text, size_t size, const char *file, struct diags *diags);
void libraries_free(struct libraries *libraries);
const struct library *libraries_by_name(const struct libraries *libraries, const char *name); // NULL when unknown
// purl_type: github, gitlab, bitbucket, or git with the host in front of the namespace.
const struct library *libraries_by_repository(const struct libraries *libraries, const char *purl_type,
                                              const char *namespace, const char *name);
// The licence of a version; NULL when unknown, also because it depends on a version that is not known.
const char *library_licence(const struct library *library, const char *version);
// A CPE 2.3 formatted string (NISTIR 7695) for a version.
char *library_cpe(struct arena *arena, const char *part_vendor_product, const char *version);
// Whether a file of that name may state the version of the library; `relative` is a path.
bool library_reads_file(const struct library *library, const char *relative);
bool libraries_read_file(const struct libraries *libraries, const char *relative); // any of them

enum macro_result { MACRO_ABSENT, MACRO_UNREADABLE, MACRO_FOUND };
// The version that a file states for a library. MACRO_UNREADABLE: it speaks of the library's version but gives no
// number (a template, another macro). *ret_line is where the statement stands, *ret_version lives in the arena.
enum macro_result library_version(const struct library *library, struct arena *arena, const char *content, size_t size,
                                  const char **ret_version, unsigned *ret_line, const char **ret_detail);
// The version from a text that holds one, "OpenSSL 1.1.1k  25 Mar 2021" or "V10.4.3"; NULL when it holds none.
char *version_in_text(struct arena *arena, struct str text);
