// A syntax rule's file: a header of ";" lines, then tree-sitter query patterns. docs/extend/syntax-rule.md has the
// form. Parsing copies what it keeps into the arena given; the query's text stays a view of the file.
#pragma once
#include "base/buf.h"
#include "base/diag.h"
#include "model/rule.h"

struct rule_example {
    unsigned line;    // of its "match" line
    unsigned wanted;  // findings of this rule; 0 for an example that must not match
    const char *code; // lines with their newline
};

struct rule_note { // a capture that becomes an event of the finding
    const char *capture, *message;
};

struct rule_file {
    struct rule rule;
    enum confidence confidence;
    const char *file;    // as diagnostics name it
    const char *message; // with {capture} placeholders
    const char *query;   // the whole text; the header is comment lines to tree-sitter too
    size_t query_size;
    VEC(struct rule_note) notes;
    VEC(struct rule_example) examples;
};

// STATUS_INPUT, and diagnostics with lines, when a required key is absent or has a wrong value, a key is unknown, or an
// example of either kind is missing: such a rule is not used. Free with rule_file_free in any case.
enum status rule_file_parse(struct arena *arena, const char *file, const char *text, size_t size,
                            struct rule_file *ret_rule, struct diags *diags) MUST_USE;
void rule_file_free(struct rule_file *rule);
