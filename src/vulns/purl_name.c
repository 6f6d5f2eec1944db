#include "vulns/purl_name.h"
#include "base/vec.h"
#include "codec/purl.h"
#include <string.h>

struct type_row {
    const char *type, *scheme;
    bool folds;        // names are compared without regard to case
    bool distribution; // see purl_type_is_distribution
    bool native;       // see purl_type_is_native
};

static const struct type_row TYPES[] = {
    {"alpm", NULL, true, true, false},      {"apk", "apk", true, true, false},
    {"bitbucket", NULL, true, false, true}, {"bitnami", "semver", true, false, true},
    {"cargo", "semver", false, false, false}, {"composer", "generic", true, false, false},
    {"conan", "generic", false, false, true}, {"deb", "deb", true, true, false},
    {"gem", "gem", false, false, false},    {"generic", NULL, false, false, true},
    {"github", NULL, true, false, true},    {"gitlab", NULL, true, false, true},
    {"golang", "semver", true, false, false}, {"hex", "semver", true, false, false},
    {"maven", "maven", false, false, false}, {"npm", "semver", true, false, false},
    {"nuget", "nuget", true, false, false}, {"opkg", "deb", true, true, false},
    {"pub", "semver", true, false, false},  {"pypi", "pep440", true, false, false},
    {"rpm", "rpm", true, true, false},      {"swift", "semver", true, false, false},
    {"vcpkg", NULL, true, false, true},     {"yocto", NULL, true, true, false},
};

static const struct type_row *row_of(const char *type)
{
    for (size_t i = 0; i < COUNT_OF(TYPES); i++)
        if (strcmp(TYPES[i].type, type) == 0) return &TYPES[i];
    return NULL;
}

bool purl_type_is_distribution(const char *type)
{
    const struct type_row *row = row_of(type);
    return row && row->distribution;
}

bool purl_base_is_distribution(const char *base)
{
    char type[16];
    size_t size = strcspn(base, "/");
    if (size >= sizeof type) return false;
    memcpy(type, base, size);
    type[size] = '\0';
    return purl_type_is_distribution(type);
}

bool purl_type_is_native(const char *type)
{
    const struct type_row *row = row_of(type);
    return row && row->native;
}

const char *purl_type_scheme(const char *type)
{
    const struct type_row *row = row_of(type);
    return row ? row->scheme : NULL;
}

static char *fold(struct arena *arena, const char *text, const char *type)
{
    const struct type_row *row = row_of(type);
    char *out = row && row->folds ? text_lower(arena, text) : arena_str(arena, text);
    if (strcmp(type, "pypi") == 0) // PEP 503: runs of - _ . are one dash, which the purl rules don't go as far as
        for (char *from = out, *to = out;; from++) {
            bool mark = *from == '_' || *from == '.' || *from == '-';
            if (mark && to > out && to[-1] == '-') continue;
            *to++ = mark ? '-' : *from;
            if (!*from) break;
        }
    return out;
}

bool purl_name_parse(struct arena *arena, const char *purl, struct purl_name *ret_name)
{
    struct purl parsed;
    const char *problem;
    *ret_name = (struct purl_name){0};
    if (!purl || purl_parse(arena, purl, &parsed, &problem) != STATUS_OK) return false;
    ret_name->type = parsed.type;
    ret_name->space = fold(arena, parsed.namespace ? parsed.namespace : "", parsed.type);
    ret_name->name = fold(arena, parsed.name, parsed.type);
    ret_name->version = parsed.version;
    ret_name->upstream = purl_get(&parsed, "upstream");
    ret_name->distro = purl_get(&parsed, "distro");
    ret_name->base = arena_printf(arena, "%s/%s%s%s", ret_name->type, ret_name->space, ret_name->space[0] ? "/" : "",
                                  ret_name->name);
    return true;
}
