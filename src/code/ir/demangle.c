#include "code/ir/demangle.h"
#include "base/vec.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_MAX_BYTES = 4096 };

// Of the C++ run time, which has no header for C.
char *__cxa_demangle(const char *linkage, char *buffer, size_t *size, int *status); // NOLINT(bugprone-reserved-identifier)

static const char *const OPERATORS[] = {"<=>", "->*", "<<=", ">>=", "<<", ">>", "<=", ">=", "->", "()", "<", ">"};

static bool ends_word(const char *start, const char *at)
{
    return at == start || !(isalnum((unsigned char)at[-1]) || at[-1] == '_');
}

// The end of "operator<" and the like at `at`; NULL when there is none.
static const char *after_operator(const char *start, const char *at)
{
    static const char WORD[] = "operator";
    if (!ends_word(start, at) || strncmp(at, WORD, sizeof WORD - 1) != 0)
        return NULL;
    const char *sign = at + sizeof WORD - 1;
    for (size_t i = 0; i < COUNT_OF(OPERATORS); i++)
        if (!strncmp(sign, OPERATORS[i], strlen(OPERATORS[i])))
            return sign + strlen(OPERATORS[i]);
    return NULL;
}

// Behind the bracket that closes the one at `at`.
static const char *after_group(const char *at, char open, char close)
{
    const char *start = at;
    int depth = 0;
    while (*at) {
        const char *skip = after_operator(start, at);
        if (skip) {
            at = skip;
            continue;
        }
        depth += *at == open;
        depth -= *at == close && !(close == '>' && at > start && at[-1] == '-');
        at++;
        if (!depth)
            break;
    }
    return at;
}

static const char *after_inline_namespace(const char *at)
{
    static const char *const SPACES[] = {"__cxx11::", "__1::", "__ndk1::", "_V2::"};
    for (size_t i = 0; i < COUNT_OF(SPACES); i++)
        if (!strncmp(at, SPACES[i], strlen(SPACES[i])))
            return at + strlen(SPACES[i]);
    return at;
}

// The ABI has short names for some instances; "std::istream" is std::basic_istream<char>. The long name that the text at
// `at` is short for; NULL when there is none.
static const char *long_name(const char *at, size_t *ret_size)
{
    static const char *const NAMES[][2] = {{"std::string", "std::basic_string"},
                                           {"std::istream", "std::basic_istream"},
                                           {"std::ostream", "std::basic_ostream"},
                                           {"std::iostream", "std::basic_iostream"}};
    for (size_t i = 0; i < COUNT_OF(NAMES); i++) {
        size_t size = strlen(NAMES[i][0]);
        if (!strncmp(at, NAMES[i][0], size) && !isalnum((unsigned char)at[size]) && at[size] != '_') {
            *ret_size = size;
            return NAMES[i][1];
        }
    }
    return NULL;
}

// Without template arguments, ABI tags and inline namespaces.
static void strip(const char *at, const char *end, struct buf *out)
{
    const char *start = at;
    size_t size = 0;
    while (at < end) {
        const char *skip = after_operator(start, at);
        if (skip) {
            buf_add(out, at, (size_t)((skip < end ? skip : end) - at));
            at = skip;
        } else if (*at == '<') {
            at = after_group(at, '<', '>');
        } else if (!strncmp(at, "[abi:", 5)) {
            at = after_group(at, '[', ']');
        } else if (ends_word(start, at) && after_inline_namespace(at) != at) {
            at = after_inline_namespace(at);
        } else if (ends_word(start, at) && long_name(at, &size)) {
            buf_text(out, long_name(at, &size));
            at += size;
        } else {
            buf_char(out, *at++);
        }
    }
}

// Where the parameters of a function begin; NULL when the text is no function.
static const char *find_parameters(const char *text)
{
    const char *at = text;
    while (*at) {
        const char *skip = after_operator(text, at);
        if (skip)
            at = skip;
        else if (*at == '<')
            at = after_group(at, '<', '>');
        else if (!strncmp(at, "(anonymous namespace)", 21))
            at += 21;
        else if (*at == '(')
            return at;
        else
            at++;
    }
    return NULL;
}

// The name begins behind the result's type, which template functions have.
static const char *find_name(const char *text, const char *end)
{
    const char *name = text;
    for (const char *at = text; at < end;) {
        const char *skip = after_operator(text, at);
        if (skip || (ends_word(text, at) && !strncmp(at, "operator", 8) && !isalnum((unsigned char)at[8]) && at[8] != '_'))
            return name; // what follows belongs to it: "operator new", "operator bool"
        if (*at == '<') {
            at = after_group(at, '<', '>');
        } else if (!strncmp(at, "(anonymous namespace)", 21)) {
            at += 21;
        } else {
            if (*at == ' ')
                name = at + 1;
            at++;
        }
    }
    return name;
}

// Cuts "a, b<c, d>, e" at the commas that stand outside of brackets; the count of pieces.
static uint32_t split(struct arena *arena, const char *at, const char *end, const char **ret_pieces)
{
    uint32_t count = 0;
    while (at < end && *at == ' ')
        at++;
    for (const char *piece = at; piece < end;) {
        const char *stop = piece;
        while (stop < end && *stop != ',') {
            const char *skip = *stop == '<' ? after_group(stop, '<', '>') : *stop == '(' ? after_group(stop, '(', ')') :
                               stop + 1;
            stop = skip;
        }
        stop = stop > end ? end : stop;
        if (count < CXX_ARGUMENTS) {
            struct str text = str_trim((struct str){piece, (size_t)(stop - piece)});
            ret_pieces[count] = arena_copy(arena, text.at, text.size);
        }
        count++;
        piece = stop < end ? stop + 1 : end;
    }
    return count;
}

// The template arguments of what the function is a member of.
static void read_arguments(struct arena *arena, const char *name, const char *end, struct cxx_name *ret)
{
    const char *open = NULL, *close = NULL;
    for (const char *at = name; at < end;) {
        const char *skip = after_operator(name, at);
        if (skip || *at != '<') {
            at = skip ? skip : at + 1;
            continue;
        }
        const char *after = after_group(at, '<', '>');
        if (after < end && after[0] == ':') {
            open = at;
            close = after;
        }
        at = after;
    }
    if (open)
        (void)split(arena, open + 1, close - 1, ret->arguments);
}

static void read_text(struct arena *arena, const char *text, const char *parameters, struct cxx_name *ret)
{
    const char *name = find_name(text, parameters), *behind = after_group(parameters, '(', ')');
    struct buf out = {0};
    strip(name, parameters, &out);
    while (out.size && out.bytes[out.size - 1] == ' ') // "operator<< <char>"
        out.bytes[--out.size] = 0;
    ret->name = arena_str(arena, buf_cstr(&out));
    strip(parameters, behind, &out);
    ret->full = arena_str(arena, buf_cstr(&out));
    buf_free(&out);
    ret->constant = !strncmp(behind, " const", 6);
    ret->parameters = split(arena, parameters + 1, behind - 1, ret->types);
    const char *last = NULL;
    for (const char *at = ret->name; (at = strstr(at, "::")); at += 2)
        if (!strncmp(at + 2, "operator", 8) || !strstr(at + 2, "::"))
            last = last ? last : at;
    if (last)
        ret->holder = arena_copy(arena, ret->name, (size_t)(last - ret->name));
    read_arguments(arena, name, parameters, ret);
}

bool cxx_name_read(struct arena *arena, const char *linkage, struct cxx_name *ret_name)
{
    *ret_name = (struct cxx_name){0};
    if (!linkage || strncmp(linkage, "_Z", 2) != 0 || strlen(linkage) > NAME_MAX_BYTES)
        return false;
    int status = 0;
    char *text = __cxa_demangle(linkage, NULL, NULL, &status);
    const char *parameters = text ? find_parameters(text) : NULL;
    if (parameters)
        read_text(arena, text, parameters, ret_name);
    free(text);
    return parameters != NULL;
}

static const struct {
    const char *name;
    uint8_t size; // 0: a pointer's (Unix)
} PLAIN[] = {{"bool", 1},     {"char", 1},          {"signed char", 1}, {"unsigned char", 1}, {"char8_t", 1},
             {"short", 2},    {"unsigned short", 2}, {"char16_t", 2},   {"char32_t", 4},      {"wchar_t", 4},
             {"int", 4},      {"unsigned int", 4},  {"float", 4},       {"double", 8},        {"long long", 8},
             {"unsigned long long", 8}, {"long", 0}, {"unsigned long", 0}};

// Without the reference and the const behind it.
static size_t bare_size(const char *type)
{
    size_t size = type ? strlen(type) : 0;
    while (size && type[size - 1] == '&')
        size--;
    if (size > 6 && !memcmp(type + size - 6, " const", 6))
        size -= 6;
    return size;
}

uint32_t cxx_type_size(const char *type, uint32_t pointer_bytes)
{
    size_t size = bare_size(type);
    if (size && (type[size - 1] == '*' || type[size - 1] == ')')) // of a function, too: "int (*)(int)"
        return pointer_bytes;
    for (size_t i = 0; i < COUNT_OF(PLAIN); i++)
        if (size == strlen(PLAIN[i].name) && !memcmp(type, PLAIN[i].name, size))
            return PLAIN[i].size ? PLAIN[i].size : pointer_bytes;
    return 0;
}

bool cxx_type_is_plain(const char *type)
{
    return cxx_type_size(type, 8) != 0;
}
