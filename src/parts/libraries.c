#include "parts/libraries.h"
#include "base/file.h"
#include "parts/deb822.h"
#include <ctype.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

static void split(struct libraries *libraries, const struct deb822 *paragraph, const char *field, char separator,
                  struct texts *ret_words)
{
    const struct deb822_field *found = deb822_find(paragraph, field);
    struct str rest = found ? found->value : (struct str){0}, piece;
    while (str_next(&rest, separator, &piece)) {
        piece = str_trim(piece);
        if (piece.size) VEC_PUSH(ret_words, arena_copy(&libraries->arena, piece.at, piece.size));
    }
}

static void index_words(struct libraries *libraries, struct map *map, const struct texts *words, size_t number)
{
    VEC_EACH(words, word) {
        char *key = text_lower(&libraries->arena, *word);
        if (!map_has(map, key)) map_put(map, key, (void *)(uintptr_t)number);
    }
}

static bool check(const struct library *library, const struct deb822 *paragraph, const char *file,
                  struct diags *diags)
{
    static const char *const KNOWN[] = {"Name",   "Also", "Files",   "Version",    "Contains", "Beside",
                                        "Binary", "Cpe",  "Licence", "Repository", "Scheme", "Licence-Before"};
    for (unsigned i = 0; i < paragraph->count; i++) {
        bool known = false;
        for (size_t k = 0; k < COUNT_OF(KNOWN); k++)
            known = known || str_is(paragraph->fields[i].name, KNOWN[k]);
        if (!known)
            DIAG(diags, DIAG_WARNING, file, paragraph->fields[i].line, "no field '%.*s' in a table of libraries",
                 (int)paragraph->fields[i].name.size, paragraph->fields[i].name.at);
    }
    if (paragraph->bad_line) DIAG(diags, DIAG_WARNING, file, paragraph->bad_line, "not a 'Field: value' line");
    if (!library->name) {
        DIAG(diags, DIAG_SKIPPED, file, paragraph->line, "a library without a Name");
    } else if ((library->files.count != 0) != (library->versions.count != 0)) {
        DIAG(diags, DIAG_SKIPPED, file, paragraph->line, "%s: Files and Version need each other", library->name);
    } else {
        return true;
    }
    return false;
}

void libraries_read(struct libraries *libraries, const char *text, size_t size, const char *file, struct diags *diags)
{
    struct deb822_reader reader = {{text, size}, 0};
    struct deb822 paragraph;
    while (deb822_next(&reader, &paragraph)) {
        struct arena *arena = &libraries->arena;
        struct texts names = {0}, repositories = {0};
        struct library library = {.name = deb822_text(arena, &paragraph, "Name"), .line = paragraph.line};
        split(libraries, &paragraph, "Name", '\n', &names);
        split(libraries, &paragraph, "Also", ',', &names);
        split(libraries, &paragraph, "Repository", ',', &repositories);
        split(libraries, &paragraph, "Files", ',', &library.files);
        split(libraries, &paragraph, "Version", ';', &library.versions);
        split(libraries, &paragraph, "Binary", ';', &library.binaries);
        split(libraries, &paragraph, "Cpe", ',', &library.cpes);
        library.contains = deb822_text(arena, &paragraph, "Contains");
        library.beside = deb822_text(arena, &paragraph, "Beside");
        library.licence = deb822_text(arena, &paragraph, "Licence");
        library.licence_before = deb822_text(arena, &paragraph, "Licence-Before");
        library.scheme = deb822_text(arena, &paragraph, "Scheme");
        bool good = check(&library, &paragraph, file, diags);
        if (good) {
            VEC_PUSH(&libraries->list, library);
            index_words(libraries, &libraries->by_name, &names, libraries->list.count);
            index_words(libraries, &libraries->by_repository, &repositories, libraries->list.count);
        } else {
            VEC_FREE(&library.files);
            VEC_FREE(&library.versions);
            VEC_FREE(&library.binaries);
            VEC_FREE(&library.cpes);
        }
        VEC_FREE(&names);
        VEC_FREE(&repositories);
    }
}

void libraries_free(struct libraries *libraries)
{
    VEC_EACH(&libraries->list, library) {
        VEC_FREE(&library->files);
        VEC_FREE(&library->versions);
        VEC_FREE(&library->binaries);
        VEC_FREE(&library->cpes);
    }
    VEC_FREE(&libraries->list);
    map_free(&libraries->by_name);
    map_free(&libraries->by_repository);
    arena_free(&libraries->arena);
}

static const struct library *look_up(const struct libraries *libraries, const struct map *map, const char *key)
{
    struct arena scratch = {0};
    uintptr_t number = (uintptr_t)map_get(map, text_lower(&scratch, key));
    arena_free(&scratch);
    return number ? &libraries->list.items[number - 1] : NULL;
}

const struct library *libraries_by_name(const struct libraries *libraries, const char *name)
{
    return look_up(libraries, &libraries->by_name, name);
}

const struct library *libraries_by_repository(const struct libraries *libraries, const char *purl_type,
                                              const char *namespace, const char *name)
{
    static const char *const HOSTS[][2] = {
        {"github", "github.com/"}, {"gitlab", "gitlab.com/"}, {"bitbucket", "bitbucket.org/"}, {"git", ""}};
    const struct library *library = NULL;
    struct arena scratch = {0};
    for (size_t i = 0; i < COUNT_OF(HOSTS) && !library; i++)
        if (strcmp(HOSTS[i][0], purl_type) == 0)
            library = look_up(libraries, &libraries->by_repository,
                              arena_printf(&scratch, "%s%s/%s", HOSTS[i][1], namespace, name));
    arena_free(&scratch);
    return library;
}

const char *library_licence(const struct library *library, const char *version)
{
    const char *before = library->licence_before, *space = before ? strchr(before, ' ') : NULL;
    if (!space) return library->licence;
    if (!version) return NULL;
    return strtol(version, NULL, 10) < strtol(before, NULL, 10) ? space + 1 : library->licence;
}

char *library_cpe(struct arena *arena, const char *part_vendor_product, const char *version)
{
    struct buf out = {0};
    buf_printf(&out, "cpe:2.3:%s:", part_vendor_product);
    for (const char *c = version; *c; c++) {
        if (!isalnum((unsigned char)*c) && !strchr("._-", *c)) buf_char(&out, '\\');
        buf_char(&out, (char)tolower((unsigned char)*c));
    }
    buf_text(&out, ":*:*:*:*:*:*:*");
    char *text = arena_copy(arena, out.bytes, out.size);
    buf_free(&out);
    return text;
}

// Matches a pattern against the end of a path, folder by folder.
static bool file_matches(const char *pattern, const char *relative)
{
    const char *tail = relative + strlen(relative);
    for (const char *c = pattern; *c; c++) // as many folders as the pattern has
        if (*c == '/')
            while (tail > relative && *--tail != '/') continue;
    while (tail > relative && tail[-1] != '/') tail--;
    return fnmatch(pattern, tail, 0) == 0;
}

bool library_reads_file(const struct library *library, const char *relative)
{
    VEC_EACH(&library->files, pattern)
        if (file_matches(*pattern, relative)) return true;
    return false;
}

bool libraries_read_file(const struct libraries *libraries, const char *relative)
{
    const char *name = path_name(relative);
    VEC_EACH(&libraries->list, library)
        VEC_EACH(&library->files, pattern)
            // The first letter of the name settles nearly all of them without a call.
            if (path_name(*pattern)[0] == name[0] && file_matches(*pattern, relative)) return true;
    return false;
}
