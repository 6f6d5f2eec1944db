#include "codec/purl.h"
#include "base/buf.h"
#include <ctype.h>
#include <string.h>

enum presence { OPTIONAL, REQUIRED, PROHIBITED };
enum { LOWER_NAMESPACE = 1, LOWER_NAME = 2, LOWER_VERSION = 4, LOWER_SUBPATH = 8 };

// The rules of each type that differ from "anything goes", as the specification's type definitions state them.
struct type_rule {
    const char *type;
    enum presence namespace;
    unsigned lower;
    const char *qualifier; // one that must be there
};
static const struct type_rule TYPES[] = {
    {"alpm", REQUIRED, LOWER_NAMESPACE | LOWER_NAME, NULL},
    {"apk", REQUIRED, LOWER_NAMESPACE | LOWER_NAME, NULL},
    {"bazel", PROHIBITED, 0, NULL},
    {"bitbucket", REQUIRED, LOWER_NAMESPACE | LOWER_NAME, NULL},
    {"bitnami", PROHIBITED, LOWER_NAME, NULL},
    {"brew", OPTIONAL, LOWER_NAMESPACE | LOWER_NAME, NULL},
    {"cargo", PROHIBITED, 0, NULL},
    {"chrome-extension", PROHIBITED, LOWER_NAME, NULL},
    {"cocoapods", PROHIBITED, 0, NULL},
    {"composer", REQUIRED, LOWER_NAMESPACE | LOWER_NAME, NULL},
    {"conda", PROHIBITED, 0, NULL},
    {"cran", PROHIBITED, 0, NULL},
    {"deb", REQUIRED, LOWER_NAMESPACE | LOWER_NAME, NULL},
    {"gem", PROHIBITED, 0, NULL},
    {"github", REQUIRED, LOWER_NAMESPACE | LOWER_NAME, NULL},
    {"gitlab", REQUIRED, LOWER_NAMESPACE | LOWER_NAME, NULL},
    {"golang", OPTIONAL, 0, NULL}, // the definition says required, but real modules ("stdlib") have none
    {"hackage", PROHIBITED, 0, NULL},
    {"hex", OPTIONAL, LOWER_NAMESPACE | LOWER_NAME, NULL},
    {"huggingface", REQUIRED, LOWER_VERSION, NULL},
    {"julia", PROHIBITED, 0, "uuid"},
    {"luarocks", OPTIONAL, LOWER_NAMESPACE | LOWER_NAME, NULL},
    {"maven", REQUIRED, 0, NULL},
    {"mlflow", PROHIBITED, 0, NULL},
    {"nuget", PROHIBITED, 0, NULL},
    {"oci", PROHIBITED, LOWER_NAME | LOWER_VERSION, NULL},
    {"opam", PROHIBITED, 0, NULL},
    {"otp", PROHIBITED, LOWER_NAME | LOWER_SUBPATH, NULL},
    {"pub", PROHIBITED, LOWER_NAME, NULL},
    {"pypi", PROHIBITED, LOWER_NAME | LOWER_VERSION, NULL},
    {"qpkg", REQUIRED, LOWER_NAMESPACE, NULL},
    {"rpm", REQUIRED, LOWER_NAMESPACE, NULL},
    {"swid", OPTIONAL, 0, "tag_id"},
    {"swift", REQUIRED, 0, NULL},
    {"vcpkg", PROHIBITED, 0, NULL},
    {"vscode-extension", REQUIRED, LOWER_NAMESPACE | LOWER_NAME | LOWER_VERSION, NULL},
    {"yocto", OPTIONAL, LOWER_NAMESPACE, NULL},
};

static const struct type_rule *rule_of(const char *type)
{
    for (size_t i = 0; i < sizeof TYPES / sizeof *TYPES; i++)
        if (strcmp(TYPES[i].type, type) == 0) return &TYPES[i];
    return NULL;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

// NULL when a percent sign is not followed by two digits, or stands for a NUL.
static char *decode(struct arena *arena, struct str text)
{
    char *out = arena_alloc(arena, text.size + 1);
    size_t size = 0;
    for (size_t i = 0; i < text.size; i++) {
        char c = text.at[i];
        if (c == '%') {
            int high = i + 2 < text.size ? hex_digit(text.at[i + 1]) : -1;
            int low = high < 0 ? -1 : hex_digit(text.at[i + 2]);
            if (low < 0 || (high == 0 && low == 0)) return NULL;
            c = (char)(high * 16 + low);
            i += 2;
        }
        out[size++] = c;
    }
    return out;
}

static void encode(struct buf *out, const char *text, bool keep_slash)
{
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        bool plain = isalnum(c) || strchr(".-_~:", c) || (keep_slash && c == '/');
        if (plain && c < 128)
            buf_char(out, (char)c);
        else
            buf_printf(out, "%%%02X", c);
    }
}

static enum status problem(const char **ret_problem, const char *text)
{
    *ret_problem = text;
    return STATUS_INPUT;
}

static const char *lower_if(struct arena *arena, const char *text, bool wanted)
{
    return text && wanted ? text_lower(arena, text) : text;
}

static bool type_is_valid(const char *type)
{
    if (!isalpha((unsigned char)*type)) return false;
    for (; *type; type++)
        if (!isalnum((unsigned char)*type) && !strchr(".-", *type)) return false;
    return true;
}

static bool key_is_valid(const char *key)
{
    if (!isalpha((unsigned char)*key)) return false;
    for (; *key; key++)
        if (!isalnum((unsigned char)*key) && !strchr(".-_", *key)) return false;
    return true;
}

// Joins the segments that say something: no empty ones, and in a subpath no "." and "..".
static const char *clean_segments(struct arena *arena, const char *text, bool subpath)
{
    if (!text) return NULL;
    char *out = arena_alloc(arena, strlen(text) + 1);
    size_t size = 0;
    struct str rest = str_of(text), segment;
    while (str_next(&rest, '/', &segment)) {
        if (!segment.size || (subpath && (str_is(segment, ".") || str_is(segment, "..")))) continue;
        if (size) out[size++] = '/';
        memcpy(out + size, segment.at, segment.size);
        size += segment.size;
    }
    return size ? out : NULL;
}

static void replace_chars(struct arena *arena, const char **text, const char *from, char to)
{
    char *copy = arena_str(arena, *text);
    for (char *at = copy; *at; at++)
        if (strchr(from, *at)) *at = to;
    *text = copy;
}

static bool chrome_is_valid(const struct purl *purl)
{
    if (strlen(purl->name) != 32 || strspn(purl->name, "abcdefghijklmnop") != 32) return false;
    unsigned dots = 0;
    for (const char *at = purl->version ? purl->version : ""; *at; at++) {
        if (*at == '.' && (++dots > 3 || !isdigit((unsigned char)at[1]))) return false;
        if (*at != '.' && !isdigit((unsigned char)*at)) return false;
    }
    return true;
}

static enum status apply_type(struct arena *arena, struct purl *purl, const char **ret_problem)
{
    const char *type = purl->type;
    const char *registry = purl_get(purl, "repository_url");
    if (strcmp(type, "pypi") == 0) replace_chars(arena, &purl->name, "_", '-');
    if (strcmp(type, "pub") == 0) {
        char *copy = arena_str(arena, purl->name);
        for (char *at = copy; *at; at++)
            if (!isalnum((unsigned char)*at)) *at = '_';
        purl->name = copy;
    }
    if (strcmp(type, "mlflow") == 0 && registry && strstr(registry, "azuredatabricks"))
        purl->name = text_lower(arena, purl->name);
    if (strcmp(type, "git") == 0) { // case is kept except where the host ignores it
        if (!purl->namespace) return problem(ret_problem, "this type needs a namespace");
        bool github = text_starts(purl->namespace, "github");
        purl->namespace = lower_if(arena, purl->namespace, github);
        purl->name = lower_if(arena, purl->name, github);
    }
    if (strcmp(type, "cpan") == 0 && strstr(purl->name, "::"))
        return problem(ret_problem, "a CPAN name is a distribution, not a module");
    if (strcmp(type, "chrome-extension") == 0 && !chrome_is_valid(purl))
        return problem(ret_problem, "not the identifier or version of a Chrome extension");
    return STATUS_OK;
}

static enum status clean_qualifiers(struct arena *arena, struct purl *purl, const char **ret_problem)
{
    unsigned kept = 0;
    for (unsigned i = 0; i < purl->qualifier_count; i++) {
        struct purl_qualifier pair = purl->qualifiers[i];
        if (!pair.key || !key_is_valid(pair.key)) return problem(ret_problem, "not a valid qualifier key");
        if (!pair.value || !*pair.value) continue;
        pair.key = text_lower(arena, pair.key);
        unsigned at = kept;
        for (; at > 0 && strcmp(purl->qualifiers[at - 1].key, pair.key) > 0; at--)
            purl->qualifiers[at] = purl->qualifiers[at - 1];
        if (at > 0 && strcmp(purl->qualifiers[at - 1].key, pair.key) == 0)
            return problem(ret_problem, "a qualifier is given twice");
        purl->qualifiers[at] = pair;
        kept++;
    }
    purl->qualifier_count = kept;
    return STATUS_OK;
}

enum status purl_normalise(struct arena *arena, struct purl *purl, const char **ret_problem)
{
    if (!purl->type || !*purl->type) return problem(ret_problem, "no type");
    if (!type_is_valid(purl->type)) return problem(ret_problem, "not a valid type");
    if (!purl->name || !*purl->name) return problem(ret_problem, "no name");
    purl->type = text_lower(arena, purl->type);
    purl->namespace = clean_segments(arena, purl->namespace, false);
    purl->subpath = clean_segments(arena, purl->subpath, true);
    if (purl->version && !*purl->version) purl->version = NULL;
    enum status status = clean_qualifiers(arena, purl, ret_problem);
    if (status != STATUS_OK) return status;
    const struct type_rule *rule = rule_of(purl->type);
    if (rule) {
        if (rule->namespace == REQUIRED && !purl->namespace)
            return problem(ret_problem, "this type needs a namespace");
        if (rule->namespace == PROHIBITED && purl->namespace)
            return problem(ret_problem, "this type has no namespace");
        if (rule->qualifier && !purl_get(purl, rule->qualifier))
            return problem(ret_problem, "a qualifier that this type needs is missing");
        purl->namespace = lower_if(arena, purl->namespace, rule->lower & LOWER_NAMESPACE);
        purl->name = lower_if(arena, purl->name, rule->lower & LOWER_NAME);
        purl->version = lower_if(arena, purl->version, rule->lower & LOWER_VERSION);
        purl->subpath = lower_if(arena, purl->subpath, rule->lower & LOWER_SUBPATH);
    }
    return apply_type(arena, purl, ret_problem);
}

// Cuts `text` at the last `mark`: what follows is *ret_tail. False when there is none.
static bool cut_last(struct str *text, char mark, struct str *ret_tail)
{
    for (size_t i = text->size; i > 0; i--) {
        if (text->at[i - 1] != mark) continue;
        *ret_tail = (struct str){text->at + i, text->size - i};
        text->size = i - 1;
        return true;
    }
    return false;
}

static bool cut_first(struct str *text, char mark, struct str *ret_tail)
{
    const char *at = text->size ? memchr(text->at, mark, text->size) : NULL;
    if (!at) return false;
    size_t before = (size_t)(at - text->at);
    *ret_tail = (struct str){at + 1, text->size - before - 1};
    text->size = before;
    return true;
}

static enum status parse_qualifiers(struct arena *arena, struct str text, struct purl *purl, const char **ret_problem)
{
    struct str pair;
    while (str_next(&text, '&', &pair)) {
        struct str value = {0};
        if (!pair.size) continue;
        if (!cut_first(&pair, '=', &value)) return problem(ret_problem, "a qualifier without a value");
        if (purl->qualifier_count == PURL_QUALIFIERS_MAX) return problem(ret_problem, "too many qualifiers");
        char *decoded = decode(arena, value);
        if (!decoded) return problem(ret_problem, "a broken percent escape");
        purl->qualifiers[purl->qualifier_count++] =
            (struct purl_qualifier){arena_copy(arena, pair.at, pair.size), decoded};
    }
    return STATUS_OK;
}

// Segments are decoded one by one: an escaped slash belongs to its segment, which no type allows to split.
static enum status parse_name(struct arena *arena, struct str rest, struct purl *purl, const char **ret_problem)
{
    while (rest.size && rest.at[rest.size - 1] == '/') rest.size--;
    struct str name = rest;
    // In type git the host is the namespace and all of the path the name.
    bool git = strcasecmp(purl->type, "git") == 0;
    if (git ? cut_first(&rest, '/', &name) : cut_last(&rest, '/', &name)) {
        purl->namespace = decode(arena, rest);
        if (!purl->namespace) return problem(ret_problem, "a broken percent escape");
    }
    purl->name = decode(arena, name);
    return purl->name ? STATUS_OK : problem(ret_problem, "a broken percent escape");
}

// A version starts at the last '@' that follows the last '/', or follows a complete name: "pkg:npm/@scope/name".
static enum status parse_version(struct arena *arena, struct str *rest, struct purl *purl, const char **ret_problem)
{
    struct str version, head = *rest;
    if (!cut_last(&head, '@', &version)) return STATUS_OK;
    if (version.size && memchr(version.at, '/', version.size)) return STATUS_OK;
    if (head.size == 0 || head.at[head.size - 1] == '/') return problem(ret_problem, "no name");
    purl->version = decode(arena, version);
    *rest = head;
    return purl->version ? STATUS_OK : problem(ret_problem, "a broken percent escape");
}

enum status purl_parse(struct arena *arena, const char *text, struct purl *ret_purl, const char **ret_problem)
{
    *ret_purl = (struct purl){0};
    size_t size = strlen(text);
    if (size > PURL_MAX) return problem(ret_problem, "too long");
    if (size < 4 || strncasecmp(text, "pkg:", 4) != 0) return problem(ret_problem, "does not start with 'pkg:'");
    struct str rest = {text + 4, size - 4}, part;
    if (cut_last(&rest, '#', &part) && !(ret_purl->subpath = decode(arena, part)))
        return problem(ret_problem, "a broken percent escape");
    enum status status = STATUS_OK;
    if (cut_first(&rest, '?', &part)) status = parse_qualifiers(arena, part, ret_purl, ret_problem);
    if (status != STATUS_OK) return status;
    while (rest.size && *rest.at == '/') rest.at++, rest.size--;
    if (!cut_first(&rest, '/', &part)) return problem(ret_problem, "no type or no name");
    ret_purl->type = arena_copy(arena, rest.at, rest.size);
    rest = part;
    status = parse_version(arena, &rest, ret_purl, ret_problem);
    if (status == STATUS_OK) status = parse_name(arena, rest, ret_purl, ret_problem);
    return status == STATUS_OK ? purl_normalise(arena, ret_purl, ret_problem) : status;
}

char *purl_text(struct arena *arena, const struct purl *purl)
{
    struct buf out = {0};
    buf_printf(&out, "pkg:%s/", purl->type);
    if (purl->namespace) {
        encode(&out, purl->namespace, true);
        buf_char(&out, '/');
    }
    encode(&out, purl->name, strcmp(purl->type, "git") == 0);
    if (purl->version) {
        buf_char(&out, '@');
        encode(&out, purl->version, false);
    }
    for (unsigned i = 0; i < purl->qualifier_count; i++) {
        buf_printf(&out, "%c%s=", i ? '&' : '?', purl->qualifiers[i].key);
        encode(&out, purl->qualifiers[i].value, false);
    }
    if (purl->subpath) {
        buf_char(&out, '#');
        encode(&out, purl->subpath, true);
    }
    char *text = arena_copy(arena, out.bytes, out.size);
    buf_free(&out);
    return text;
}

char *purl_build(struct arena *arena, const struct purl *purl)
{
    struct purl copy = *purl;
    const char *why;
    return purl_normalise(arena, &copy, &why) == STATUS_OK ? purl_text(arena, &copy) : NULL;
}

char *purl_canonical(struct arena *arena, const char *text)
{
    struct purl purl;
    const char *why;
    return purl_parse(arena, text, &purl, &why) == STATUS_OK ? purl_text(arena, &purl) : NULL;
}

void purl_set(struct purl *purl, const char *key, const char *value)
{
    if (!value || !*value || purl->qualifier_count == PURL_QUALIFIERS_MAX) return;
    purl->qualifiers[purl->qualifier_count++] = (struct purl_qualifier){key, value};
}

const char *purl_get(const struct purl *purl, const char *key)
{
    for (unsigned i = 0; i < purl->qualifier_count; i++)
        if (strcasecmp(purl->qualifiers[i].key, key) == 0) return purl->qualifiers[i].value;
    return NULL;
}
