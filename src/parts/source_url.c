#include "parts/source_url.h"
#include "parts/libraries.h"
#include <ctype.h>
#include <string.h>

bool source_is_commit(const char *reference)
{
    size_t size = strlen(reference);
    if (strspn(reference, "0123456789abcdefABCDEF") != size) return false;
    return size == 40 || size == 64 || (size >= 7 && size < 40 && strpbrk(reference, "abcdefABCDEF"));
}

char *source_tag_version(struct arena *arena, const char *tag)
{
    if (source_is_commit(tag)) return NULL;
    const char *name = tag;
    for (const char *slash; (slash = strchr(name, '/'));) name = slash + 1; // refs/tags/x, origin/x
    // The last place where digits begin a run with a separator in it, else a plain number behind a "v".
    const char *start = NULL;
    for (const char *c = name; *c; c++) {
        bool begins = isdigit((unsigned char)*c) && (c == name || !isdigit((unsigned char)c[-1]));
        if (!begins || (c > name && strchr("._", c[-1]) && c - name >= 2 && isdigit((unsigned char)c[-2]))) continue;
        const char *end = c + strspn(c, "0123456789");
        bool separated = (*end == '.' || *end == '_' || *end == '-') && isdigit((unsigned char)end[1]);
        if (separated && !start) start = c;
    }
    if (!start && strchr("vVrR", *name) && isdigit((unsigned char)name[1])) start = name + 1;
    if (!start && isdigit((unsigned char)*name) && name[strspn(name, "0123456789")] == '\0') start = name;
    if (!start) return NULL;
    char *version = arena_str(arena, start);
    // "8_4_0" and "2-13-0" separate numbers with something else than dots.
    if (!strchr(version, '.'))
        for (char *c = version + 1; *c; c++)
            if ((*c == '_' || *c == '-') && isdigit((unsigned char)c[-1]) && isdigit((unsigned char)c[1])) *c = '.';
    static const char *const TAILS[] = {"_RELEASE", "-release", "-stable", "_stable", "_tag", "-RELEASE"};
    for (size_t i = 0; i < COUNT_OF(TAILS); i++)
        if (text_ends(version, TAILS[i])) version[strlen(version) - strlen(TAILS[i])] = '\0';
    return version;
}

static struct str without_scheme(struct str url)
{
    const char *mark = memmem(url.at, url.size, "://", 3);
    if (mark) return (struct str){mark + 3, url.size - (size_t)(mark + 3 - url.at)};
    return url;
}

static char *drop_ending(struct arena *arena, const char *name)
{
    static const char *const ENDINGS[] = {".tar.gz", ".tar.xz", ".tar.bz2", ".tar.zst", ".tgz", ".tbz2", ".txz",
                                          ".zip",    ".7z",     ".tar",     ".git",     ".gz"};
    for (size_t i = 0; i < COUNT_OF(ENDINGS); i++)
        if (text_ends(name, ENDINGS[i])) return arena_copy(arena, name, strlen(name) - strlen(ENDINGS[i]));
    return NULL;
}

// "zlib-1.2.11" is zlib and 1.2.11; "boost_1_74_0" is boost and 1.74.0.
static void split_archive(struct arena *arena, const char *base, struct purl *purl)
{
    for (const char *c = base; *c; c++) {
        bool cut = (*c == '-' || *c == '_') && c > base &&
                   (isdigit((unsigned char)c[1]) || (strchr("vV", c[1]) && isdigit((unsigned char)c[2])));
        if (!cut) continue;
        purl->name = arena_copy(arena, base, (size_t)(c - base));
        purl->version = source_tag_version(arena, c + 1);
        if (!purl->version) purl->version = version_in_text(arena, str_of(c + 1));
        return;
    }
    purl->name = base;
}

static const char *host_type(const char *host)
{
    static const char *const HOSTS[][2] = {{"github.com", "github"},
                                           {"gitlab.com", "gitlab"},
                                           {"bitbucket.org", "bitbucket"},
                                           {"codeload.github.com", "github"}};
    for (size_t i = 0; i < COUNT_OF(HOSTS); i++)
        if (strcasecmp(HOSTS[i][0], host) == 0) return HOSTS[i][1];
    return NULL;
}

enum { SEGMENTS_MAX = 16 };

// The tag in the address of an archive that a host makes: .../archive/refs/tags/v1.tar.gz, .../releases/download/v1/x.
static const char *tag_in_path(struct arena *arena, const char *const *segments, size_t count)
{
    for (size_t i = 2; i + 1 < count; i++) {
        if (strcmp(segments[i], "download") == 0 && strcmp(segments[i - 1], "releases") == 0) return segments[i + 1];
        bool archive = strcmp(segments[i], "archive") == 0 || strcmp(segments[i], "tar.gz") == 0 ||
                       strcmp(segments[i], "zip") == 0 || strcmp(segments[i], "get") == 0;
        if (!archive) continue;
        const char *last = segments[count - 1], *bare = drop_ending(arena, last);
        return bare ? bare : last;
    }
    return NULL;
}

bool source_url_purl(struct arena *arena, const char *url, struct purl *ret_purl)
{
    struct str rest = str_of(url), piece;
    const char *segments[SEGMENTS_MAX];
    size_t count = 0;
    const char *query = strpbrk(url, "?#");
    if (query) rest.size = (size_t)(query - url);
    const char *user = rest.size ? memchr(rest.at, '@', rest.size) : NULL;
    size_t behind = user ? (size_t)(rest.at + rest.size - user - 1) : 0;
    bool scp = rest.size && !memmem(rest.at, rest.size, "://", 3) && behind &&
               memchr(user + 1, ':', behind); // git@host:owner/name
    if (scp) rest = (struct str){user + 1, behind};
    rest = without_scheme(rest);
    while (str_next(&rest, '/', &piece)) {
        const char *colon = scp && !count && piece.size ? memchr(piece.at, ':', piece.size) : NULL;
        if (colon && count + 1 < SEGMENTS_MAX) {
            segments[count++] = arena_copy(arena, piece.at, (size_t)(colon - piece.at));
            piece = (struct str){colon + 1, piece.size - (size_t)(colon + 1 - piece.at)};
        }
        if (piece.size && count < SEGMENTS_MAX) segments[count++] = arena_copy(arena, piece.at, piece.size);
    }
    if (count < 2) return false;
    char *host = text_lower(arena, segments[0]), *at = strrchr(host, '@');
    if (at) host = at + 1; // never keep who logs in
    const char *type = host_type(host), *last = segments[count - 1], *bare = drop_ending(arena, last);
    ret_purl->type = type;
    if (type && count >= 3) {
        const char *own = drop_ending(arena, segments[2]), *tag = tag_in_path(arena, segments, count);
        ret_purl->namespace = segments[1];
        ret_purl->name = count == 3 && own ? own : segments[2];
        if (tag) ret_purl->version = tag;
        return true;
    }
    bool archive = bare && !text_ends(last, ".git");
    if (!archive) {
        struct buf path = {0};
        for (size_t i = 1; i < count; i++)
            buf_printf(&path, "%s%s", i > 1 ? "/" : "", i + 1 == count && bare ? bare : segments[i]);
        ret_purl->type = "git";
        ret_purl->namespace = host;
        ret_purl->name = arena_copy(arena, path.bytes, path.size);
        buf_free(&path);
        return true;
    }
    ret_purl->type = "generic";
    split_archive(arena, bare, ret_purl);
    purl_set(ret_purl, "download_url", url);
    return true;
}

void source_set_reference(struct part_file *file, struct part *part, const char *reference)
{
    part->purl.version = reference;
    part->version = reference ? source_tag_version(file->arena, reference) : NULL;
    part->no_version = !part->version;
    if (!part->no_version) return;
    const char *name = part->name ? part->name : part->purl.name;
    if (!reference)
        PART_NOTE(file, part->line, "%s is fetched without a fixed version", name);
    else if (source_is_commit(reference))
        PART_NOTE(file, part->line, "%s is fixed to a commit: its version is not known", name);
    else
        PART_NOTE(file, part->line, "%s follows '%s', which is not a version", name, reference);
}
