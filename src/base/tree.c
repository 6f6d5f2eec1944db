// Listing the files below a folder (base/file.h).
#include "base/file.h"
#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

static bool is_skipped(const char *name)
{
    static const char *const SKIPPED[] = {".git", ".hg", ".svn", ".theriac", "node_modules", ".cache", "__pycache__"};
    for (size_t i = 0; i < COUNT_OF(SKIPPED); i++)
        if (strcmp(name, SKIPPED[i]) == 0) return true;
    return false;
}

struct pending {
    const char *path;
    unsigned depth;
};

struct walk {
    struct tree *tree;
    struct diags *diags;
    bool everything;
    size_t prefix;
    VEC(struct pending) pending;
};

static void visit(struct walk *walk, const struct pending *folder, const char *name)
{
    if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0) return;
    struct arena *arena = &walk->tree->arena;
    char *path = arena_printf(arena, "%s/%s", folder->path, name);
    struct stat info;
    if (lstat(path, &info) != 0) return;
    if (S_ISLNK(info.st_mode) && (stat(path, &info) != 0 || S_ISDIR(info.st_mode))) return;
    if (S_ISDIR(info.st_mode)) {
        if (!walk->everything && is_skipped(name)) return;
        if (folder->depth >= TREE_MAX_DEPTH)
            DIAG(walk->diags, DIAG_SKIPPED, path, 0, "folders nest deeper than %d", TREE_MAX_DEPTH);
        else
            VEC_PUSH(&walk->pending, ((struct pending){path, folder->depth + 1}));
    } else if (S_ISREG(info.st_mode)) {
        struct tree_file file = {path, path + walk->prefix, (int64_t)info.st_size};
        VEC_PUSH(&walk->tree->files, file);
    }
}

static int by_path(const void *a, const void *b)
{
    return strcmp(((const struct tree_file *)a)->path, ((const struct tree_file *)b)->path);
}

enum status tree_list(const char *folder, bool everything, struct tree *ret_tree, struct diags *diags)
{
    enum status status = STATUS_OK;
    struct walk walk = {.tree = ret_tree, .diags = diags, .everything = everything};
    const char *root = path_clean(&ret_tree->arena, folder);
    walk.prefix = strlen(root) + 1;
    VEC_PUSH(&walk.pending, ((struct pending){root, 0}));
    while (walk.pending.count && status == STATUS_OK) {
        struct pending next = VEC_POP(&walk.pending);
        DIR *dir = opendir(next.path);
        if (!dir) {
            DIAG(diags, DIAG_SKIPPED, next.path, 0, "cannot open the folder: %s", strerror(errno));
            if (next.depth == 0) status = errno == ENOENT ? STATUS_MISSING : STATUS_IO;
            continue;
        }
        for (struct dirent *entry; (entry = readdir(dir));)
            visit(&walk, &next, entry->d_name);
        closedir(dir);
        if (ret_tree->files.count > TREE_MAX_FILES) {
            DIAG(diags, DIAG_SKIPPED, root, 0, "more than %d files", TREE_MAX_FILES);
            status = STATUS_LIMIT;
        }
    }
    VEC_FREE(&walk.pending);
    VEC_SORT(&ret_tree->files, by_path);
    return status;
}

void tree_free(struct tree *tree)
{
    VEC_FREE(&tree->files);
    arena_free(&tree->arena);
}
