// Files and folders. Reads state their limit; writes are atomic (a temporary file, fsync, rename).
#pragma once
#include "base/buf.h"
#include "base/diag.h"
#include "base/vec.h"

enum { FILE_LIMIT = 512 << 20 }; // bytes; what no single input may exceed unless a caller says so

// Reads a whole regular file into *ret_content. Over `limit` bytes: STATUS_LIMIT. Failures are told to diags.
enum status file_read(const char *path, size_t limit, struct buf *ret_content, struct diags *diags) MUST_USE;
enum status file_write(const char *path, const void *bytes, size_t size, struct diags *diags) MUST_USE;
// The same without fsync, for what can be made again and is checked when it is read: after a power cut it may be damaged.
enum status file_keep(const char *path, const void *bytes, size_t size, struct diags *diags) MUST_USE;
enum status dir_make(const char *path, struct diags *diags) MUST_USE; // with its parents
bool file_exists(const char *path);
bool dir_exists(const char *path);
int64_t file_size(const char *path);     // -1 when absent
int64_t file_modified(const char *path); // nanoseconds since 1970; -1 when absent

// Paths are joined and cleaned as text; symbolic links are not followed.
char *path_join(struct arena *arena, const char *folder, const char *name); // an absolute name wins
char *path_clean(struct arena *arena, const char *path);                    // no "//", "/./", "x/.."
char *path_absolute(struct arena *arena, const char *path);
char *path_folder(struct arena *arena, const char *path); // "." when it has none
const char *path_name(const char *path);                  // the part after the last slash
const char *path_extension(const char *path);             // with the dot; "" when none
// `path` as seen from `folder` when it lies below it, else `path` itself. Both cleaned and absolute.
const char *path_relative(const char *folder, const char *path);

// Every regular file below a folder, sorted by path. Links to folders are not followed.
// .git, .theriac, node_modules and the like are skipped unless `everything`.
struct tree_file {
    const char *path;     // starts with the folder as given
    const char *relative; // below the folder
    int64_t size;
};
struct tree { // zeroed is ready for use
    struct arena arena;
    VEC(struct tree_file) files;
};
enum { TREE_MAX_FILES = 2000000, TREE_MAX_DEPTH = 128 };
enum status tree_list(const char *folder, bool everything, struct tree *ret_tree, struct diags *diags) MUST_USE;
void tree_free(struct tree *tree);
