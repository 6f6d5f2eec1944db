#include "code/syntax/language.h"
#include "base/file.h"
#include <ctype.h>
#include <string.h>

#define LANGUAGE(name, package, grammar, ...) const TSLanguage *grammar(void);
#include "code/syntax/languages.h"
#undef LANGUAGE

const struct language LANGUAGES[] = {
#define LANGUAGE(name, package, grammar, ...) {#name, grammar, __VA_ARGS__},
#include "code/syntax/languages.h"
#undef LANGUAGE
};
const size_t LANGUAGE_COUNT = COUNT_OF(LANGUAGES);
_Static_assert(COUNT_OF(LANGUAGES) <= LANGUAGES_MAX, "raise LANGUAGES_MAX");

bool word_listed(const char *list, struct str word)
{
    struct str rest = str_of(list), piece;
    while (str_next(&rest, ' ', &piece))
        if (piece.size && str_equal(piece, word)) return true;
    return false;
}

const struct language *language_of_file(const char *path)
{
    char extension[16];
    const char *spelled = path_extension(path);
    size_t size = strlen(spelled);
    if (!size || size >= sizeof extension) return NULL;
    if (strcmp(spelled, ".C") == 0 || strcmp(spelled, ".H") == 0) return language_find("cpp");
    for (size_t i = 0; i <= size; i++)
        extension[i] = (char)tolower((unsigned char)spelled[i]);
    for (size_t i = 0; i < LANGUAGE_COUNT; i++)
        if (word_listed(LANGUAGES[i].extensions, str_of(extension))) return &LANGUAGES[i];
    return NULL;
}

const struct language *language_find(const char *name)
{
    for (size_t i = 0; i < LANGUAGE_COUNT; i++)
        if (strcmp(LANGUAGES[i].name, name) == 0) return &LANGUAGES[i];
    return NULL;
}

// The word at the start of a line that only C++ has, followed by white space, ':' or '<'.
static bool is_cpp_line(struct str line)
{
    static const char *const WORDS[] = {"class", "namespace", "template", "public", "private", "protected", "using",
                                        "virtual", "constexpr", "explicit"};
    line = str_trim(line);
    for (size_t i = 0; i < COUNT_OF(WORDS); i++) {
        size_t size = strlen(WORDS[i]);
        if (line.size <= size || memcmp(line.at, WORDS[i], size) != 0 || !strchr(" \t:<", line.at[size])) continue;
        // "class" and the like may be a C name in an old header: `int class;` never starts the line with it.
        return true;
    }
    return false;
}

const struct language *language_of_header(const char *text, size_t size)
{
    struct str rest = {text, size}, line;
    bool in_comment = false;
    while (str_next(&rest, '\n', &line)) {
        const char *opened = memmem(line.at, line.size, "/*", 2);
        if (!in_comment && !opened && is_cpp_line(line)) return language_find("cpp");
        const char *closed = memmem(line.at, line.size, "*/", 2);
        if (opened && (!closed || closed < opened)) in_comment = true;
        else if (closed) in_comment = false;
    }
    return language_find("c");
}

struct kinds kinds_new(struct arena *arena, const struct language *language, const char *list, struct str *ret_unknown)
{
    const TSLanguage *grammar = language->grammar();
    struct kinds kinds = {.count = ts_language_symbol_count(grammar)};
    kinds.is_member = ARENA_ARRAY(arena, bool, kinds.count);
    struct str rest = str_of(list), piece;
    while (str_next(&rest, ' ', &piece)) {
        bool known = !piece.size;
        // A kind can have several symbols; the first is the one that nodes tell, but aliases differ.
        for (uint32_t symbol = 1; symbol < kinds.count; symbol++) {
            const char *name = ts_language_symbol_name(grammar, (TSSymbol)symbol);
            if (!name || !str_is(piece, name)) continue;
            kinds.is_member[symbol] = known = true;
        }
        if (!known && ret_unknown && !ret_unknown->size) *ret_unknown = piece;
    }
    return kinds;
}

bool kinds_have(const struct kinds *kinds, TSNode node)
{
    TSSymbol symbol = ts_node_symbol(node);
    return symbol < kinds->count && kinds->is_member[symbol];
}
