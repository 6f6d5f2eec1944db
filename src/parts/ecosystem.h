// What a reader of one kind of manifest, lock file, package database or document is made of. A reader is one file
// eco_NAME.c that defines `const struct ecosystem ECO_NAME`, and one line in ecosystems.h.
#pragma once
#include "base/buf.h"
#include "base/diag.h"
#include "codec/purl.h"
#include "model/component.h"
#include "parts/libraries.h"

enum { PART_FILE_LIMIT = 256 << 20, PART_NEAR_LIMIT = 16 << 20 }; // bytes of a file; of one that it refers to

struct part_context { // one for a run, read-only while readers work
    const char *root; // the folder that is read; readers never look outside it; NULL: at no other file at all
    const struct libraries *libraries; // parts/libraries.h
};

struct part_file { // one file for a reader, and where its findings go
    const struct part_context *context;
    const char *path;    // to open
    const char *shown;   // for people and evidence
    const char *content; // NUL behind it
    size_t size;
    struct arena *arena; // scratch, freed when the reader returns
    struct components *components;
    struct diags *diags;
    struct texts *own; // see part_own
    bool given;        // by hand, not found in a folder
};

struct ecosystem {
    const char *name;    // as in ecosystems.h
    const char *title;   // for people: "Conan"
    // File names, ends with NULL. '*' and '?' as in the shell; "a/b" matches the end of the path.
    const char *const *files;
    // Instead of, or before, names: whether the file is wanted. May be NULL.
    bool (*wants)(const struct part_context *context, const char *relative);
    // For a file with any name given by hand, and to turn down a name that says too little. May be NULL.
    bool (*recognises)(const struct part_file *file);
    void (*read)(struct part_file *file);
};

// A part as a reader saw it; everything but the purl's type and name may be left out.
struct part {
    struct purl purl;       // type, namespace, name, version, qualifiers
    const char *name;       // as people know it; NULL takes the purl's
    const char *group;      // NULL for none
    const char *version;    // NULL takes the purl's, unless no_version
    bool no_version;        // what the purl carries is a commit, not a version
    const char *scheme;     // NULL takes the one of the purl's type
    const char *licence;    // as declared; normalised to an SPDX expression
    const char *scope;      // NULL is required
    const char *supplier;
    const char *component_type; // NULL is library
    const char *rule;       // which reader and which kind of statement: "conan.lock"
    const char *detail;     // the text that was seen
    unsigned line;
};

// Adds it with its purl, its evidence, and a CPE when the table of libraries knows the name. The ref is the purl.
// NULL, with a diagnostic, when the name or version cannot make a valid purl. Valid until the next addition.
struct component *part_add(struct part_file *file, const struct part *part);
void part_add_cpe(struct part_file *file, struct component *component, const char *cpe, struct evidence evidence);
void part_add_hash(struct part_file *file, struct component *component, const char *algorithm, const char *hex);
void part_depends(struct part_file *file, struct component *component, const char *ref);
const char *part_scheme(const char *purl_type, const char *name); // how versions of that type compare
// The purl that part_add would give as ref, for edges to parts that come later.
char *part_ref(struct arena *arena, const struct purl *purl);

// Says that a package is made by the tree itself: where other files of it list it as a part, it is left out. `ref` is
// its purl without version; NULL is passed over.
void part_own(struct part_file *file, const char *ref);

unsigned part_line(const struct part_file *file, const char *at); // the line of a place in the content
// Another file, by a path as seen from this one's folder. False when it is absent or outside the root.
bool part_near(struct part_file *file, const char *relative, struct buf *ret_content);
bool part_near_exists(struct part_file *file, const char *relative);

// Finds the lines of texts that are asked for in the order of the file, as when walking parsed JSON.
struct part_lines {
    const char *at;
    unsigned line;
    unsigned misses;
};
unsigned part_line_of(const struct part_file *file, struct part_lines *lines, const char *quoted);

#define PART_SKIP(file, line, ...) DIAG((file)->diags, DIAG_SKIPPED, (file)->shown, (line), __VA_ARGS__)
#define PART_NOTE(file, line, ...) DIAG((file)->diags, DIAG_NOTE, (file)->shown, (line), __VA_ARGS__)
#define PART_WARN(file, line, ...) DIAG((file)->diags, DIAG_WARNING, (file)->shown, (line), __VA_ARGS__)

#define ECO(name) extern const struct ecosystem ECO_##name;
#include "parts/ecosystems.h"
#undef ECO
