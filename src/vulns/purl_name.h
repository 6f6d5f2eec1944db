// What of a package URL says which package it is, for looking it up: type, namespace and name, folded as the type's
// own rules fold them; and the few other parts that matching needs.
#pragma once
#include "base/buf.h"

struct purl_name {
    const char *base;      // "npm/@scope/name": decoded, folded; the key of the package
    const char *type;      // lower case
    const char *space;     // namespace, "" when none
    const char *name;
    const char *version;   // NULL when none
    const char *upstream;  // qualifier upstream=, the source package; NULL
    const char *distro;    // qualifier distro=; NULL
};

// False when it is no purl. Texts are in the arena.
bool purl_name_parse(struct arena *arena, const char *purl, struct purl_name *ret_name);
// Distribution packages carry fixes without a change of the upstream version.
bool purl_type_is_distribution(const char *type);
bool purl_base_is_distribution(const char *base);
// Types whose packages carry no vendor and may be any C or C++ library: generic, github, conan, vcpkg, ...
bool purl_type_is_native(const char *type);
const char *purl_type_scheme(const char *type); // version scheme; NULL when the type has none
