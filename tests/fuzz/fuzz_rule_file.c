#include "code/syntax/ruleset.h"
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
const char *__lsan_default_suppressions(void);

// tree-sitter 0.25 forgets some bytes of a query that it refuses.
const char *__lsan_default_suppressions(void)
{
    return "leak:ts_query__parse_pattern\n";
}

// A rule's header; and, where it stands, its query and predicates over its own examples.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct syntax_rules *rules = mem_alloc(sizeof *rules);
    struct diags diags = {0};
    struct findings findings = {0};
    struct rule_file *rule = ARENA_NEW(&rules->arena, struct rule_file);
    if (rule_file_parse(&rules->arena, "fuzz.scm", (const char *)data, size, rule, &diags) == STATUS_OK) {
        VEC_PUSH(&rules->files, rule);
        VEC_PUSH(&rules->folders, "c");
        VEC_EACH(&rule->examples, example)
            syntax_scan_text(rules, "c", "fuzz.c", example->code, strlen(example->code), &findings, &diags);
    } else {
        rule_file_free(rule);
    }
    syntax_rules_free(rules);
    findings_free(&findings);
    diags_free(&diags);
    return 0;
}
