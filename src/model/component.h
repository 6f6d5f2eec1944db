// A software part of the device, with its identities and the evidence for each (a bill of materials).
#pragma once
#include "base/arena.h"
#include "base/vec.h"
#include "model/rule.h"
#include <stdbool.h>

struct evidence { // where something was learned
    const char *file;
    unsigned line;   // from 1; 0 for binaries
    uint64_t offset; // bytes, for binaries
    const char *rule; // which reader found it: "conan.lock", "elf-needed", "version-macro", "cyclonedx", "manual"
    const char *detail; // the text that was seen; may be NULL
};

enum identity_kind { IDENTITY_PURL, IDENTITY_CPE, IDENTITY_NAME };

struct identity {
    enum identity_kind kind;
    const char *text; // a canonical purl, a CPE 2.3 formatted string, or a bare name
    enum confidence confidence;
    struct evidence evidence;
};

struct component_hash {
    const char *algorithm; // "SHA-256" as CycloneDX spells it
    const char *hex;
};

struct component {
    const char *ref;       // unique in its list; stable for the same input
    const char *type;      // CycloneDX: library, framework, application, operating-system, firmware, file
    const char *name;
    const char *group;     // Maven group, npm scope; NULL when none
    const char *version;   // NULL when unknown: said so in reports, never shown as clean
    const char *scheme;    // version scheme: semver deb rpm apk maven pep440 nuget openssl generic ...
    const char *supplier;  // NULL when unknown
    const char *licence;   // SPDX expression, or a name that is none, as declared; NULL when unknown
    const char *scope;     // required, optional, excluded (test, development)
    const char *support_level; // FDA: actively maintained, no longer maintained, abandoned; NULL when unknown
    const char *end_of_support; // ISO date; NULL when unknown
    const char *description;
    VEC(struct identity) identities;
    VEC(struct evidence) evidence;
    VEC(struct component_hash) hashes;
    VEC(const char *) depends_on; // refs
};

struct components { // zeroed is ready for use
    struct arena arena; // owns every text
    VEC(struct component) list;
};

// A new component with copies of name and version. The pointer is valid until the next addition.
struct component *components_add(struct components *components, const char *name, const char *version);
void component_add_identity(struct components *components, struct component *component, enum identity_kind kind,
                            const char *text, enum confidence confidence, struct evidence evidence);
void component_add_evidence(struct components *components, struct component *component, struct evidence evidence);
// Copies every component of `from` to the end of `into`; refs stay as they are, so they must mean the same in both.
void components_merge(struct components *into, const struct components *from);
const char *component_purl(const struct component *component); // its best one; NULL when none
// Merges components that are the same (equal purl, or equal name, version and scheme), keeping all evidence, makes
// refs unique, sorts by name, version, ref.
void components_finish(struct components *components);
void components_free(struct components *components);
