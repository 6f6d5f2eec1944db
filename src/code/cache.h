// Keeps what clang made of a file, for as long as the file, its headers and its command are the same.
#pragma once
#include "base/diag.h"
#include "code/front/clang.h"

struct cache {
    const char *folder; // NULL: nothing is kept
    size_t limit;       // bytes; the entries used longest ago go first
};

enum { CACHE_DEFAULT_MIB = 2048 };

// Names the entry of a command: everything that decides what clang makes, but for the contents of files. `known`: what was
// guessed for the file's neighbours (clang_compile).
void cache_key(const struct compile_command *command, const char *const *warning_flags, struct clang_known known,
               char ret_name[40]);
// True when there is a valid entry: no file that was read then has changed. What was told then is told again.
// Nor is one valid that took a header as empty which `command` finds by now.
bool cache_load(const struct cache *cache, const char *name, const struct compile_command *command,
                struct clang_result *ret_result, struct diags *diags);
// `depfile` is what clang wrote with -MF, `told` what there was to tell. A failure to store is no failure of the analysis.
void cache_store(const struct cache *cache, const char *name, const char *depfile, const struct clang_result *result,
                 const struct diags *told);
// Removes the entries used longest ago until the rest fits the limit.
void cache_prune(const struct cache *cache);
// Where entries go when the workspace has no folder of its own: $XDG_CACHE_HOME/theriac, else ~/.cache/theriac.
const char *cache_default_folder(struct arena *arena); // NULL when there is no home
