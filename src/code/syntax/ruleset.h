// All rules of the syntax tier; for each language one query that holds the patterns of all of its rules, so that a
// file is walked once. A language's query is compiled when the first file asks (ruleset_prepare, before threads start).
#pragma once
#include "code/syntax/predicate.h"
#include "code/syntax/rulefile.h"
#include "code/syntax/syntax.h"

struct pattern {
    const struct rule_file *rule;
    struct predicates predicates;
    uint32_t match;          // the capture that is the finding's place
    enum severity severity;  // the rule's own unless `#set! severity` says otherwise
    enum confidence confidence;
    unsigned cwe;
    const char *message;
    bool is_used; // false when the pattern is malformed
};

struct ruleset { // of one language
    const struct language *language;
    TSQuery *query;
    struct pattern *patterns; // by the query's pattern index
    uint32_t pattern_count;
    struct unit_kinds kinds;
    bool is_prepared;
};

struct syntax_rules {
    struct arena arena;
    VEC(struct rule_file *) files;
    VEC(const char *) folders;     // of each file, beside it: "c"
    struct ruleset sets[LANGUAGES_MAX];
    VEC(struct buf *) texts; // of the workspace's rules
    struct map ids;
    uint64_t hash;     // of the workspace's rules; the program's own are known by the program
    const char *store; // file of results that the next scan may take over; NULL: none
    struct syntax_index *index; // gets the functions of the files; NULL: nobody asks
};

// Compiles the language's query. A pattern that does not compile is told to diags with its file and line, once, and
// left out.
struct ruleset *ruleset_prepare(struct syntax_rules *rules, const struct language *language, struct diags *diags);
