// Compilers that clang stands in for: which options mean what, which keywords to define away, where their headers lie.
// One data file each, data/compilers/NAME.yaml; docs/extend/compiler-profile.md has the form.
#pragma once
#include "base/diag.h"
#include "base/map.h"
#include "base/vec.h"

struct profile_option {
    const char *from;  // how the word begins, or all of it
    const char *to;    // what clang is given instead; NULL: nothing. Ends in '=' or is "-D", "-I", "-U": joined with the value
    bool next, joined; // where the value stands
    bool path;         // the value is a path: made absolute
    bool lower;        // the value in lower case
    bool file;         // the value names a file whose words stand in its place
};

struct profile {
    const char *name;        // of its file
    struct texts programs;   // patterns of the compiler's name, with '*' and '[...]'
    const char *target;      // NULL: what stands in front of the name ("arm-none-eabi" of "arm-none-eabi-gcc"), or this machine
    struct texts arguments, define, includes; // always given; macros "NAME=TEXT"; folders seen from the compiler's own
    bool asks;               // it tells its include folders as gcc does
    VEC(struct profile_option) options;
};

struct profiles { // zeroed is ready for use
    struct arena arena;
    VEC(struct profile *) list;
    struct map asked; // compiler and machine options -> struct texts *: its include folders
};

// The program's own. A malformed file is told to diags and left out.
void profiles_load(struct profiles *ret_profiles, struct diags *diags);
void profiles_add(struct profiles *profiles, const char *file, const char *text, size_t size, struct diags *diags);
// The profile whose pattern fits the program's name, of several the longest pattern's; NULL when it is no known
// compiler.
const struct profile *profile_find(const struct profiles *profiles, const char *program);
// The row that a word is spelled by, the longest first; NULL when none is.
const struct profile_option *profile_option(const struct profile *profile, const char *word);
// "arm-none-eabi" for "arm-none-eabi-gcc-12"; NULL for a compiler of this machine.
const char *profile_target(struct arena *arena, const struct profile *profile, const char *program);
// The compiler's own include folders for a language ("c", "c++"): asked from it with its machine options (ends with
// NULL) where it lies in PATH - nothing that the sources bring along is run -, else looked for where its profile says.
// Absolute.
const struct texts *profile_includes(struct profiles *profiles, const struct profile *profile, const char *program,
                                     const char *language, const char *const *machine);
void profiles_free(struct profiles *profiles);
