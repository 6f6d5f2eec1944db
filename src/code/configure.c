#include "code/configure.h"
#include "base/data.h"
#include "base/file.h"
#include <ctype.h>
#include <dlfcn.h>
#include <string.h>

enum { NAME_MAX_SIZE = 128 };

// --- values ------------------------------------------------------------------------------------

static const char *table_value(const char *name, struct arena *arena)
{
    const struct data_file *file = data_find("code/configuration.txt");
    struct str rest = {file ? file->content : NULL, file ? file->size : 0}, line;
    size_t size = strlen(name);
    while (str_next(&rest, '\n', &line))
        if (line.size > size && line.at[size] == ' ' && memcmp(line.at, name, size) == 0)
            return arena_copy(arena, line.at + size + 1, line.size - size - 1);
    return NULL;
}

static bool header_exists(const char *path)
{
    static const char *const FOLDERS[] = {"/usr/include", "/usr/include/x86_64-linux-gnu", "/usr/include/aarch64-linux-gnu",
                                          "/usr/lib/llvm-19/lib/clang/19/include"};
    struct arena scratch = {0};
    bool found = false;
    for (size_t i = 0; i < COUNT_OF(FOLDERS) && !found; i++)
        found = file_exists(arena_printf(&scratch, "%s/%s", FOLDERS[i], path));
    arena_free(&scratch);
    return found;
}

// HAVE_SYS_SOCKET_H is sys/socket.h, HAVE_EXECINFO_H execinfo.h, HAVE_LINUX_TCP_H linux/tcp.h.
static bool have_header(const char *name)
{
    char path[NAME_MAX_SIZE];
    size_t size = strlen(name) - strlen("HAVE_") - strlen("_H");
    if (size + 3 > sizeof path) return false;
    for (size_t i = 0; i < size; i++)
        path[i] = (char)tolower((unsigned char)name[strlen("HAVE_") + i]);
    strcpy(path + size, ".h");
    if (header_exists(path)) return true;
    char *underscore = strchr(path, '_');
    if (!underscore) return false;
    *underscore = '/';
    return header_exists(path);
}

// Asked of the C library's own handles: what else this program links must not count.
static bool have_function(const char *name)
{
    static const char *const LIBRARIES[] = {"libc.so.6", "libm.so.6"};
    char function[NAME_MAX_SIZE];
    size_t size = strlen(name);
    bool found = false;
    if (size + 1 > sizeof function) return false;
    for (size_t i = 0; i <= size; i++)
        function[i] = (char)tolower((unsigned char)name[i]);
    for (size_t i = 0; i < COUNT_OF(LIBRARIES) && !found; i++) {
        void *library = dlopen(LIBRARIES[i], RTLD_LAZY | RTLD_LOCAL);
        found = library && dlsym(library, function);
        if (library) dlclose(library);
    }
    return found;
}

const char *configure_value(const char *name, struct arena *arena)
{
    const char *value = table_value(name, arena);
    if (value) return value;
    if (text_starts(name, "SIZEOF_")) return text_ends(name, "_T") ? "8" : NULL;
    if (text_starts(name, "HAVE_DECL_")) return have_function(name + strlen("HAVE_DECL_")) ? "1" : NULL;
    if (!text_starts(name, "HAVE_")) return NULL;
    if (text_ends(name, "_H") && strlen(name) > strlen("HAVE__H")) return have_header(name) ? "1" : NULL;
    return have_function(name + strlen("HAVE_")) ? "1" : NULL;
}

// --- templates ---------------------------------------------------------------------------------

static bool is_name(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

// The next name at or after `from`.
static const char *take_name(struct arena *arena, struct str line, size_t *from)
{
    size_t at = *from;
    while (at < line.size && !is_name(line.at[at]))
        at++;
    size_t start = at;
    while (at < line.size && is_name(line.at[at]))
        at++;
    *from = at;
    return at > start ? arena_copy(arena, line.at + start, at - start) : NULL;
}

// @prefix@name, name@suffix@.h: part of a name, and nothing unless somebody asked for it.
static bool is_glued(struct str line, size_t from, size_t to)
{
    bool before = from > 0 && is_name(line.at[from - 1]), behind = to + 1 < line.size && is_name(line.at[to + 1]);
    for (size_t i = from + 1; i < to; i++)
        if (isupper((unsigned char)line.at[i])) return false;
    return before || behind;
}

// Replaces @NAME@ and ${NAME}. False when one of them is unknown.
static bool substitute(struct arena *arena, struct str line, struct buf *out)
{
    bool known = true;
    for (size_t i = 0; i < line.size; i++) {
        bool brace = line.at[i] == '$' && i + 1 < line.size && line.at[i + 1] == '{';
        if (line.at[i] != '@' && !brace) {
            buf_char(out, line.at[i]);
            continue;
        }
        size_t start = i + (brace ? 2 : 1), end = start;
        while (end < line.size && is_name(line.at[end]))
            end++;
        if (end == start || end >= line.size || line.at[end] != (brace ? '}' : '@')) {
            buf_char(out, line.at[i]);
            continue;
        }
        const char *value = configure_value(arena_copy(arena, line.at + start, end - start), arena);
        known = known && (value || is_glued(line, i, end));
        buf_text(out, value);
        i = end;
    }
    return known;
}

static void write_define(struct buf *out, const char *name, const char *value)
{
    if (value && strcmp(value, "0") != 0)
        buf_printf(out, "#define %s %s\n", name, value);
    else
        buf_printf(out, "/* #undef %s */\n", name);
}

// CMake's ${SIZEOF_LONG_CODE}, alone on its line, stands for a whole definition.
static bool code_line(struct arena *arena, struct str line, struct buf *out)
{
    if (line.size < 8 || memcmp(line.at, "${", 2) != 0 ||
        memcmp(line.at + line.size - 6, "_CODE}", 6) != 0) return false;
    const char *name = arena_copy(arena, line.at + 2, line.size - 8);
    write_define(out, name, configure_value(name, arena));
    return true;
}

static void fill_cmake(struct arena *arena, struct str line, size_t at, const char *name, struct buf *out)
{
    struct buf rest = {0};
    const char *value = configure_value(name, arena);
    bool known = substitute(arena, str_trim((struct str){line.at + at, line.size - at}), &rest);
    if (value && strcmp(value, "0") != 0)
        buf_printf(out, "#define %s %s\n", name, known && rest.size ? rest.bytes : value);
    else
        buf_printf(out, "/* #undef %s */\n", name);
    buf_free(&rest);
}

static void fill_line(struct arena *arena, struct str line, struct buf *out)
{
    static const char *const KINDS[] = {"undef", "mesondefine", "cmakedefine01", "cmakedefine", "define"};
    struct str trimmed = str_trim(line);
    size_t at = 1;
    const char *directive = trimmed.size && trimmed.at[0] == '#' ? take_name(arena, trimmed, &at) : NULL;
    const char *name = directive ? take_name(arena, trimmed, &at) : NULL;
    size_t kind = 0;
    while (name && kind < COUNT_OF(KINDS) && strcmp(directive, KINDS[kind]) != 0)
        kind++;
    if (name && kind <= 1) {
        write_define(out, name, configure_value(name, arena));
    } else if (name && kind == 2) {
        const char *value = configure_value(name, arena);
        buf_printf(out, "#define %s %d\n", name, value && strcmp(value, "0") != 0);
    } else if (name && kind == 3) {
        fill_cmake(arena, trimmed, at, name, out);
    } else if (!code_line(arena, trimmed, out)) {
        struct buf filled = {0};
        bool known = substitute(arena, line, &filled);
        if (known || kind > 4 || !name) buf_printf(out, "%s\n", known ? buf_cstr(&filled) : "");
        else buf_printf(out, "/* #undef %s */\n", name);
        buf_free(&filled);
    }
}

void configure_template(const char *text, size_t size, struct buf *out)
{
    struct arena scratch = {0};
    struct str rest = {text, size}, line;
    while (str_next(&rest, '\n', &line))
        fill_line(&scratch, line, out);
    arena_free(&scratch);
}

bool configure_is_template(const char *template, const char *header)
{
    static const char *const TAILS[] = {".h.in", "-cmake.h.in", "_cmake.h.in", ".cmake.h.in", ".h.cmake", ".h.cmake.in",
                                        ".h.in.cmake", ".h.meson", ".h.meson.in", ".h.tmpl"};
    size_t stem = strlen(header);
    if (!text_ends(header, ".h") || strncmp(template, header, stem - 2) != 0) return false;
    for (size_t i = 0; i < COUNT_OF(TAILS); i++)
        if (strcmp(template + stem - 2, TAILS[i]) == 0) return true;
    return false;
}
