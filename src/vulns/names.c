#include "vulns/names.h"
#include "base/data.h"
#include "base/diag.h"
#include "base/map.h"
#include "vulns/purl_name.h"
#include <string.h>

struct alias {
    struct record_texts purls;    // as written
    struct record_texts products; // "vendor:product" as written
};

struct aliases {
    struct arena arena;
    VEC(struct alias) rows;
    struct map by_name; // folded name -> row + 1
    struct map by_purl; // base -> row + 1
};

const char *fold_text(struct arena *arena, const char *text)
{
    struct buf folded = {0};
    if (!text) return NULL;
    name_fold(text, &folded);
    const char *copy = arena_copy(arena, buf_cstr(&folded), folded.size);
    buf_free(&folded);
    return copy;
}

// --- the table ---------------------------------------------------------------------------------------------

static void take_items(struct arena *arena, struct str field, struct record_texts *ret_items)
{
    struct str item;
    field = str_trim(field);
    while (str_next(&field, ' ', &item))
        if (item.size) VEC_PUSH(ret_items, arena_copy(arena, item.at, item.size));
}

static void name_row(struct aliases *aliases, const char *name, size_t row)
{
    const char *folded = fold_text(&aliases->arena, name);
    if (folded[0] && !map_has(&aliases->by_name, folded))
        map_put(&aliases->by_name, folded, (void *)(uintptr_t)(row + 1));
}

static bool products_are_pairs(const struct alias *row)
{
    VEC_EACH(&row->products, product)
        if (!strchr(*product, ':')) return false;
    return true;
}

static bool read_row(struct aliases *aliases, struct str line)
{
    struct str fields[4], rest = line;
    struct record_texts names = {0};
    size_t count = 0;
    while (count < 4 && str_next(&rest, '|', &fields[count]))
        count++;
    if (count != 4 || rest.size) return false;
    size_t row = aliases->rows.count;
    struct alias *alias = VEC_ADD(&aliases->rows);
    take_items(&aliases->arena, fields[0], &names);
    take_items(&aliases->arena, fields[1], &names);
    take_items(&aliases->arena, fields[2], &alias->purls);
    take_items(&aliases->arena, fields[3], &alias->products);
    VEC_EACH(&names, name)
        name_row(aliases, *name, row);
    bool good = names.count && products_are_pairs(alias);
    VEC_EACH(&alias->purls, purl) {
        struct purl_name parsed;
        bool is_purl = purl_name_parse(&aliases->arena, *purl, &parsed);
        good = good && is_purl;
        if (is_purl) map_put(&aliases->by_purl, parsed.base, (void *)(uintptr_t)(row + 1));
    }
    VEC_FREE(&names);
    return good;
}

struct aliases *aliases_read(const char *text, const char *file, struct diags *diags)
{
    struct aliases *aliases = mem_alloc(sizeof *aliases);
    struct str rest = str_of(text), line;
    for (unsigned number = 1; str_next(&rest, '\n', &line); number++) {
        line = str_trim(line);
        if (!line.size || *line.at == '#') continue;
        if (!read_row(aliases, line))
            DIAG(diags, DIAG_ERROR, file, number, "expected: name | names | purls | vendor:product ...");
    }
    return aliases;
}

struct aliases *aliases_load(struct diags *diags)
{
    const struct data_file *file = data_find("parts/aliases.txt");
    return aliases_read(file ? file->content : "", "data/parts/aliases.txt", diags);
}

size_t aliases_count(const struct aliases *aliases)
{
    return aliases->rows.count;
}

void aliases_free(struct aliases *aliases)
{
    if (!aliases) return;
    VEC_EACH(&aliases->rows, row) {
        VEC_FREE(&row->purls);
        VEC_FREE(&row->products);
    }
    VEC_FREE(&aliases->rows);
    map_free(&aliases->by_name);
    map_free(&aliases->by_purl);
    arena_free(&aliases->arena);
    free(aliases);
}

// --- the names of a part -----------------------------------------------------------------------------------

static void add_name(struct part *part, struct part_name name)
{
    VEC_EACH(&part->names, known)
        if (known->kind == name.kind && known->key == name.key && text_equal(known->base, name.base)) return;
    if (name.key) VEC_PUSH(&part->names, name);
}

static void add_purl(struct arena *arena, struct part *part, const char *purl, enum confidence confidence)
{
    struct purl_name name;
    if (!purl_name_parse(arena, purl, &name)) return;
    add_name(part, (struct part_name){.kind = NAME_PURL, .text = purl, .base = name.base, .confidence = confidence,
                                      .key = key_of_purl(purl)});
}

static void add_product(struct arena *arena, struct part *part, const char *vendor, const char *product,
                        enum confidence confidence)
{
    if (!vendor || !vendor[0] || !product || !product[0]) return;
    add_name(part, (struct part_name){.kind = NAME_PRODUCT, .text = arena_printf(arena, "%s:%s", vendor, product),
                                      .vendor = fold_text(arena, vendor), .product = fold_text(arena, product),
                                      .confidence = confidence, .key = key_of_product(vendor, product)});
}

static void add_cpe(struct arena *arena, struct part *part, const struct identity *identity)
{
    struct cpe *cpe = ARENA_NEW(arena, struct cpe);
    if (!cpe_parse(arena, identity->text, cpe)) return;
    const char *vendor = cpe_text(cpe, CPE_VENDOR), *product = cpe_text(cpe, CPE_PRODUCT);
    if (!product || !vendor || cpe_has_wildcard(product) || cpe_has_wildcard(vendor)) return;
    const char *version = cpe_text(cpe, CPE_VERSION), *update = cpe_text(cpe, CPE_UPDATE);
    if (!part->version && version && !cpe_has_wildcard(version))
        part->version = arena_printf(arena, "%s%s", version, update ? update : "");
    add_name(part, (struct part_name){.kind = NAME_CPE, .text = identity->text, .vendor = fold_text(arena, vendor),
                                      .product = fold_text(arena, product), .cpe = cpe,
                                      .confidence = identity->confidence, .key = key_of_product(vendor, product)});
}

static void add_alias(struct arena *arena, struct part *part, const struct alias *row)
{
    VEC_EACH(&row->purls, purl)
        add_purl(arena, part, *purl, CONFIDENCE_MEDIUM);
    VEC_EACH(&row->products, pair) {
        const char *colon = strchr(*pair, ':');
        add_product(arena, part, arena_copy(arena, *pair, (size_t)(colon - *pair)), colon + 1, CONFIDENCE_MEDIUM);
    }
}

static const struct alias *alias_at(const struct aliases *aliases, const void *found)
{
    return found ? &aliases->rows.items[(uintptr_t)found - 1] : NULL;
}

static void add_aliases(struct arena *arena, const struct aliases *aliases, struct part *part, const char *name)
{
    const struct alias *row = alias_at(aliases, map_get(&aliases->by_name, fold_text(arena, name)));
    if (row) add_alias(arena, part, row);
}

// "libssl3:amd64" is libssl3.
static const char *without_architecture(struct arena *arena, const char *name)
{
    const char *colon = strchr(name, ':');
    return colon ? arena_copy(arena, name, (size_t)(colon - name)) : name;
}

static bool name_is_free(const struct part *part) // any C or C++ library may be behind the name
{
    return !part->type[0] || purl_type_is_native(part->type) || purl_type_is_distribution(part->type);
}

static void read_forge(struct arena *arena, struct part *part, const struct purl_name *name)
{
    bool forge = strcmp(name->type, "github") == 0 || strcmp(name->type, "gitlab") == 0 ||
                 strcmp(name->type, "bitbucket") == 0 || strcmp(name->type, "composer") == 0;
    const char *github = "github.com/";
    if (forge) add_product(arena, part, name->space, name->name, CONFIDENCE_MEDIUM);
    if (strcmp(name->type, "golang") == 0 && text_starts(name->space, github)) {
        const char *owner = name->space + strlen(github);
        if (strchr(owner, '/')) return;
        add_product(arena, part, owner, name->name, CONFIDENCE_MEDIUM);
        add_purl(arena, part, arena_printf(arena, "pkg:github/%s/%s", owner, name->name), CONFIDENCE_MEDIUM);
    }
}

static void read_purl(struct arena *arena, const struct aliases *aliases, struct part *part,
                      const struct identity *identity)
{
    struct purl_name name;
    if (!purl_name_parse(arena, identity->text, &name)) return;
    part->type = name.type;
    if (!part->version) part->version = name.version;
    if (name.distro) part->distro = name.distro;
    add_purl(arena, part, identity->text, identity->confidence);
    const struct alias *row = alias_at(aliases, map_get(&aliases->by_purl, name.base));
    if (row) add_alias(arena, part, row);
    read_forge(arena, part, &name);
    if (purl_type_is_native(name.type) || purl_type_is_distribution(name.type))
        add_aliases(arena, aliases, part, name.name);
    if (name.upstream) { // the source package, as Debian's trackers name it
        const char *source = arena_copy(arena, name.upstream, strcspn(name.upstream, "@ "));
        add_purl(arena, part,
                 arena_printf(arena, "pkg:%s/%s%s%s", name.type, name.space, name.space[0] ? "/" : "", source),
                 identity->confidence);
        add_aliases(arena, aliases, part, source);
    }
}

// Names that many unrelated products share: under them a search finds noise only.
static bool is_common_word(const char *folded)
{
    static const char *const WORDS[] = {
        "api",    "app",     "application", "backend",    "base",     "bootloader", "client",   "cli",
        "common", "config",  "console",     "controller", "core",     "data",       "database", "debug",
        "device", "driver",  "engine",      "firmware",   "frontend", "gateway",    "hal",      "kernel",
        "lib",    "library", "main",        "manager",    "parser",   "platform",   "project",  "protocol",
        "router", "runtime", "sdk",         "server",     "service",  "software",   "system",   "test",
        "tests",  "tool",    "tools",       "ui",         "util",     "utils",      "web"};
    for (size_t i = 0; i < COUNT_OF(WORDS); i++)
        if (strcmp(WORDS[i], folded) == 0) return true;
    return strlen(folded) < 3;
}

static void add_bare_name(struct arena *arena, struct part *part, const char *name)
{
    const char *folded = fold_text(arena, name);
    if (is_common_word(folded)) return;
    add_name(part, (struct part_name){.kind = NAME_BARE, .text = name, .product = folded, .confidence = CONFIDENCE_LOW,
                                      .key = key_of_name(name)});
}

// 1:1.2.11.dfsg-2+deb11u2 was made from 1.2.11.
static const char *upstream_of(struct arena *arena, const char *version)
{
    static const char *const MARKS[] = {".dfsg", "+dfsg", "~dfsg", "+ds", "~ds", "+really", "+git", "~git", "+b"};
    const char *colon = strchr(version, ':');
    if (colon) version = colon + 1;
    const char *dash = strrchr(version, '-');
    char *upstream = arena_copy(arena, version, dash && dash > version ? (size_t)(dash - version) : strlen(version));
    for (size_t i = 0; i < COUNT_OF(MARKS); i++) {
        char *found = strstr(upstream, MARKS[i]);
        if (found && found > upstream) *found = '\0';
    }
    return upstream;
}

void part_read(struct arena *arena, const struct aliases *aliases, const struct component *component,
               struct part *ret_part)
{
    struct part *part = ret_part;
    *part = (struct part){.component = component, .version = component->version, .type = ""};
    if (part->version && !part->version[0]) part->version = NULL;
    VEC_EACH(&component->identities, identity) {
        if (identity->kind == IDENTITY_PURL) read_purl(arena, aliases, part, identity);
        if (identity->kind == IDENTITY_CPE) add_cpe(arena, part, identity);
    }
    const char *name = without_architecture(arena, component->name);
    if (name_is_free(part)) add_aliases(arena, aliases, part, name);
    add_product(arena, part, component->supplier, name, CONFIDENCE_MEDIUM);
    bool has_product = false;
    VEC_EACH(&part->names, known)
        has_product |= known->kind == NAME_PRODUCT || known->kind == NAME_CPE;
    if (!has_product && name_is_free(part)) add_bare_name(arena, part, name);
    part->scheme = component->scheme && strcmp(component->scheme, "generic") != 0 ? component->scheme
                                                                                    : purl_type_scheme(part->type);
    if (!part->scheme) part->scheme = "generic";
    if (purl_type_is_distribution(part->type) && part->version)
        part->upstream_version = upstream_of(arena, part->version);
}

void part_free(struct part *part)
{
    VEC_FREE(&part->names);
}
