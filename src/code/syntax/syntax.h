// The syntax tier: rules as tree-sitter queries over source text, for what a compiler's output no longer shows.
// Rules are data: data/syntax/LANG/*.scm in the program, rules/syntax/LANG/*.scm in a workspace.
#pragma once
#include "base/diag.h"
#include "base/map.h"
#include "model/finding.h"

struct syntax_rules; // read-only once loaded, except that a scan compiles what it needs first

// Loads the program's rules and, where `workspace` is not NULL, those of its rules/syntax folder. A rule that is
// malformed, or whose id is taken, is told to diags and left out.
struct syntax_rules *syntax_rules_load(const char *workspace, struct diags *diags);
void syntax_rules_free(struct syntax_rules *rules); // NULL is fine
size_t syntax_rule_count(const struct syntax_rules *rules);
const struct rule *syntax_rule_at(const struct syntax_rules *rules, size_t index); // in the order of their files
// The first example that a rule matches, or the first that it must not match; lines of code.
const char *syntax_rule_example(const struct syntax_rules *rules, size_t index, bool matches);

// From here on a scan keeps what it finds in that file, and does not parse files again that are as they were.
void syntax_keep(struct syntax_rules *rules, const char *store);

struct syntax_statistics {
    size_t files, lines, functions;
    double seconds;
};

bool syntax_knows(const char *path); // whether its extension belongs to a language of this tier

// Scans the files, each a path that can be opened; findings name them relative to `root`. Files of no known
// language are passed over in silence. `jobs` threads, 0 is one for each processor. The findings' order is the files';
// call findings_finish when everything was added. ret_statistics may be NULL.
void syntax_scan(struct syntax_rules *rules, const char *root, const char *const *files, size_t count, unsigned jobs,
                 struct findings *findings, struct syntax_statistics *ret_statistics, struct diags *diags);
// Whether a file, relative to the root, lies in a folder of tests: it is not on the device, and nothing in it counts more
// than low.
bool syntax_is_test(const char *file);
// In a folder of examples: people may copy it, but the device does not run it; all tiers count it one level less.
bool syntax_is_sample(const char *file);
// One text in memory, as the file named, in the language named ("c"); for tests, editors and fuzzing.
void syntax_scan_text(struct syntax_rules *rules, const char *language, const char *file, const char *text, size_t size,
                      struct findings *findings, struct diags *diags);

// The functions of a text, in order of their start; for a file of no known language none.
struct syntax_function {
    const char *name; // as findings have it
    unsigned first_line, last_line;
};
VEC_NAMED(syntax_functions, struct syntax_function);
void syntax_functions_of(struct arena *arena, const char *file, const char *text, size_t size,
                         struct syntax_functions *ret_functions);

// The functions of files, by the name that findings have for the file. Zeroed is ready for use.
struct syntax_index {
    struct arena arena;
    struct map by_file; // -> struct syntax_functions, in the arena
};
// From here on a scan tells `index` what functions the files have that it sees.
void syntax_keep_functions(struct syntax_rules *rules, struct syntax_index *index);
void syntax_index_free(struct syntax_index *index);

// Gives findings that lack them (the compiler's, imported ones) their function and statement, and each its key, from
// the files below `root`. Files that cannot be read leave them as they are. Before findings_finish: the fingerprint
// needs them. Files that `index` (may be NULL) does not have are parsed.
void syntax_place(struct findings *findings, const char *root, const struct syntax_index *index);
