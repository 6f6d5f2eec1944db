// Paths as text (base/file.h).
#include "base/file.h"
#include <limits.h>
#include <string.h>
#include <unistd.h>

char *path_join(struct arena *arena, const char *folder, const char *name)
{
    if (name[0] == '/' || !folder[0] || strcmp(folder, ".") == 0) return path_clean(arena, name);
    return path_clean(arena, arena_printf(arena, "%s/%s", folder, name));
}

// Drops the last piece of the cleaned path, unless there is none or it is ".." itself.
static bool step_up(struct buf *out, size_t root)
{
    if (out->size <= root) return root == 1; // "/.." is "/"
    size_t at = out->size;
    while (at > root && out->bytes[at - 1] != '/')
        at--;
    if (strcmp(out->bytes + at, "..") == 0) return false;
    out->size = at > root ? at - 1 : root;
    out->bytes[out->size] = '\0';
    return true;
}

char *path_clean(struct arena *arena, const char *path)
{
    struct buf out = {0};
    size_t root = path[0] == '/';
    buf_add(&out, "/", root);
    struct str rest = str_of(path), piece;
    while (str_next(&rest, '/', &piece)) {
        if (piece.size == 0 || str_is(piece, ".")) continue;
        if (str_is(piece, "..") && step_up(&out, root)) continue;
        if (out.size > root) buf_char(&out, '/');
        buf_add(&out, piece.at, piece.size);
    }
    char *clean = arena_str(arena, out.size ? out.bytes : ".");
    buf_free(&out);
    return clean;
}

char *path_absolute(struct arena *arena, const char *path)
{
    char here[PATH_MAX];
    if (path[0] == '/' || !getcwd(here, sizeof here)) return path_clean(arena, path);
    return path_join(arena, here, path);
}

char *path_folder(struct arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/');
    if (!slash) return arena_str(arena, ".");
    return slash == path ? arena_str(arena, "/") : arena_copy(arena, path, (size_t)(slash - path));
}

const char *path_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

const char *path_extension(const char *path)
{
    const char *name = path_name(path), *dot = strrchr(name, '.');
    return dot && dot != name ? dot : "";
}

const char *path_relative(const char *folder, const char *path)
{
    size_t size = strlen(folder);
    if (strcmp(folder, ".") == 0) return path;
    if (strcmp(folder, "/") == 0 && path[0] == '/') return path + 1;
    if (strncmp(folder, path, size) != 0) return path;
    if (path[size] == '\0') return ".";
    return path[size] == '/' ? path + size + 1 : path;
}
