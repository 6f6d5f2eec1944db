#include "code/syntax/ruleset.h"
#include "base/data.h"
#include "base/file.h"
#include "base/hash.h"
#include <string.h>

enum { RULE_BYTES_MAX = 1 << 20 };

// --- loading -----------------------------------------------------------------------------------

static const char *folder_of(struct arena *arena, const char *below)
{
    const char *slash = strchr(below, '/');
    return slash ? arena_copy(arena, below, (size_t)(slash - below)) : "";
}

static bool is_known_folder(const char *folder)
{
    for (size_t i = 0; i < LANGUAGE_COUNT; i++)
        if (word_listed(LANGUAGES[i].folders, str_of(folder))) return true;
    return false;
}

static void add_rule(struct syntax_rules *rules, const char *file, const char *below, const char *text, size_t size,
                     struct diags *diags)
{
    const char *folder = folder_of(&rules->arena, below);
    if (!is_known_folder(folder)) {
        DIAG(diags, DIAG_ERROR, file, 0, "rules stand in a folder named for a language; '%s' is none", folder);
        return;
    }
    struct rule_file *rule = ARENA_NEW(&rules->arena, struct rule_file);
    if (rule_file_parse(&rules->arena, file, text, size, rule, diags) != STATUS_OK) {
        rule_file_free(rule);
        return;
    }
    const struct rule_file *taken = map_get(&rules->ids, rule->rule.id);
    if (taken) {
        DIAG(diags, DIAG_ERROR, file, 1, "the rule id '%s' is taken by %s", rule->rule.id, taken->file);
        rule_file_free(rule);
        return;
    }
    map_put(&rules->ids, rule->rule.id, rule);
    VEC_PUSH(&rules->files, rule);
    VEC_PUSH(&rules->folders, folder);
}

static void load_embedded(struct syntax_rules *rules, struct diags *diags)
{
    static const char PREFIX[] = "syntax/";
    const struct data_file *file;
    for (size_t at = 0; (file = data_next(PREFIX, &at));)
        if (text_ends(file->name, ".scm"))
            add_rule(rules, arena_printf(&rules->arena, "data/%s", file->name), file->name + sizeof PREFIX - 1,
                     file->content, file->size, diags);
}

static void load_workspace(struct syntax_rules *rules, const char *workspace, struct diags *diags)
{
    const char *folder = path_join(&rules->arena, workspace, "rules/syntax");
    if (!dir_exists(folder)) return;
    struct tree tree = {0};
    if (tree_list(folder, false, &tree, diags) != STATUS_OK)
        DIAG(diags, DIAG_ERROR, folder, 0, "the workspace's rules could not all be listed");
    VEC_EACH(&tree.files, file) {
        if (!text_ends(file->path, ".scm")) continue;
        struct buf *text = mem_alloc(sizeof *text);
        VEC_PUSH(&rules->texts, text);
        if (file_read(file->path, RULE_BYTES_MAX, text, diags) != STATUS_OK) continue;
        rules->hash = hash_mix(rules->hash, hash_mix(hash_text(file->relative), hash_bytes(buf_cstr(text), text->size)));
        add_rule(rules, arena_str(&rules->arena, file->path), arena_str(&rules->arena, file->relative), buf_cstr(text),
                 text->size, diags);
    }
    tree_free(&tree);
}

struct syntax_rules *syntax_rules_load(const char *workspace, struct diags *diags)
{
    struct syntax_rules *rules = mem_alloc(sizeof *rules);
    load_embedded(rules, diags);
    if (workspace) load_workspace(rules, workspace, diags);
    return rules;
}

size_t syntax_rule_count(const struct syntax_rules *rules)
{
    return rules->files.count;
}

const struct rule *syntax_rule_at(const struct syntax_rules *rules, size_t index)
{
    return &rules->files.items[index]->rule;
}

const char *syntax_rule_example(const struct syntax_rules *rules, size_t index, bool matches)
{
    VEC_EACH(&rules->files.items[index]->examples, example)
        if ((example->wanted > 0) == matches) return example->code;
    return ""; // not reached: a rule without both kinds is not loaded
}

// --- compiling ---------------------------------------------------------------------------------

static const char *query_error_text(TSQueryError error)
{
    switch (error) {
    case TSQueryErrorSyntax: return "the query's syntax is wrong";
    case TSQueryErrorNodeType: return "the grammar has no such node kind";
    case TSQueryErrorField: return "the grammar has no such field";
    case TSQueryErrorCapture: return "no such capture in this pattern";
    case TSQueryErrorStructure: return "nodes of the grammar never stand like this";
    default: return "the query does not fit the grammar";
    }
}

static unsigned line_at(const char *text, size_t offset)
{
    unsigned line = 1;
    for (size_t i = 0; i < offset; i++)
        line += text[i] == '\n';
    return line;
}

struct part { // where a rule's text stands in the language's whole query
    const struct rule_file *rule;
    size_t start;
};
VEC_NAMED(parts, struct part);

static void collect_parts(const struct syntax_rules *rules, const struct language *language, struct buf *whole,
                          struct parts *parts)
{
    for (size_t i = 0; i < rules->files.count; i++) {
        if (!word_listed(language->folders, str_of(rules->folders.items[i]))) continue;
        *VEC_ADD(parts) = (struct part){rules->files.items[i], whole->size};
        buf_add(whole, rules->files.items[i]->query, rules->files.items[i]->query_size);
        buf_char(whole, '\n');
    }
}

static const struct part *part_at(const struct parts *parts, size_t offset)
{
    const struct part *found = NULL;
    VEC_EACH(parts, part)
        if (part->start <= offset) found = part;
    return found;
}

static bool compiles_alone(const struct language *language, const struct rule_file *rule, struct diags *diags)
{
    uint32_t offset;
    TSQueryError error;
    TSQuery *query = ts_query_new(language->grammar(), rule->query, (uint32_t)rule->query_size, &offset, &error);
    if (query) {
        ts_query_delete(query);
        return true;
    }
    DIAG(diags, DIAG_ERROR, rule->file, line_at(rule->query, offset), "%s (as %s)", query_error_text(error),
         language->name);
    return false;
}

// Compiles all rules as one query. Where that fails, each is tried alone, since a parenthesis that is missing in one
// shows as an error of a later one; those with errors are told and blanked.
static TSQuery *compile_whole(const struct language *language, struct buf *whole, const struct parts *parts,
                              struct diags *diags)
{
    uint32_t offset;
    TSQueryError error;
    TSQuery *query = ts_query_new(language->grammar(), buf_cstr(whole), (uint32_t)whole->size, &offset, &error);
    if (query) return query;
    VEC_EACH(parts, part)
        if (!compiles_alone(language, part->rule, diags)) memset(whole->bytes + part->start, ' ', part->rule->query_size);
    query = ts_query_new(language->grammar(), buf_cstr(whole), (uint32_t)whole->size, &offset, &error);
    if (!query)
        DIAG(diags, DIAG_ERROR, NULL, 0, "the syntax rules for %s do not fit together: %s", language->name,
             query_error_text(error));
    return query;
}

static bool take_setting(struct pattern *pattern, struct arena *arena, struct str key, struct str value)
{
    char *text = arena_copy(arena, value.at, value.size);
    int64_t number;
    if (str_is(key, "severity")) {
        int severity = severity_parse(text);
        if (severity >= 0) pattern->severity = (enum severity)severity;
        return severity >= 0;
    }
    if (str_is(key, "confidence")) {
        for (enum confidence c = CONFIDENCE_LOW; c <= CONFIDENCE_HIGH; c++)
            if (strcmp(confidence_name(c), text) == 0) {
                pattern->confidence = c;
                return true;
            }
        return false;
    }
    if (str_is(key, "cwe")) {
        if (!text_to_int(text, 1, 99999, &number)) return false;
        pattern->cwe = (unsigned)number;
        return true;
    }
    if (!str_is(key, "message")) return false;
    pattern->message = text;
    return true;
}

static uint32_t capture_named(const TSQuery *query, const char *name)
{
    uint32_t count = ts_query_capture_count(query), size;
    for (uint32_t i = 0; i < count; i++) {
        const char *own = ts_query_capture_name_for_id(query, i, &size);
        if (str_is((struct str){own, size}, name)) return i;
    }
    return NO_CAPTURE;
}

static void prepare_pattern(struct syntax_rules *rules, struct ruleset *set, uint32_t index, const struct part *part,
                            struct diags *diags)
{
    struct pattern *pattern = &set->patterns[index];
    const struct rule_file *rule = part->rule;
    *pattern = (struct pattern){.rule = rule, .severity = rule->rule.severity, .confidence = rule->confidence,
                                .cwe = rule->rule.cwe, .message = rule->message, .match = capture_named(set->query, "match")};
    struct buf error = {0};
    pattern->is_used = predicates_compile(&rules->arena, set->language, set->query, index, &pattern->predicates,
                                          &error);
    for (size_t i = 0; pattern->is_used && i < pattern->predicates.count; i++) {
        const struct predicate *predicate = &pattern->predicates.items[i];
        if (strcmp(predicate->kind->name, "set!") != 0) continue;
        pattern->is_used = predicate->text_count == 2 &&
                           take_setting(pattern, &rules->arena, predicate->texts[0], predicate->texts[1]);
        if (!pattern->is_used) buf_text(&error, "'#set!' takes severity, confidence, cwe or message, and a value");
    }
    if (pattern->is_used && (pattern->match == NO_CAPTURE ||
                             ts_query_capture_quantifier_for_id(set->query, index, pattern->match) == TSQuantifierZero)) {
        buf_text(&error, "the pattern captures no @match");
        pattern->is_used = false;
    }
    if (!pattern->is_used)
        DIAG(diags, DIAG_ERROR, rule->file,
             line_at(rule->query, ts_query_start_byte_for_pattern(set->query, index) - part->start), "%s", buf_cstr(&error));
    buf_free(&error);
}

struct ruleset *ruleset_prepare(struct syntax_rules *rules, const struct language *language, struct diags *diags)
{
    struct ruleset *set = &rules->sets[language - LANGUAGES];
    if (set->is_prepared) return set;
    *set = (struct ruleset){.language = language, .is_prepared = true,
                            .kinds = unit_kinds_new(&rules->arena, language)};
    struct buf whole = {0};
    struct parts parts = {0};
    collect_parts(rules, language, &whole, &parts);
    set->query = compile_whole(language, &whole, &parts, diags);
    if (set->query) {
        set->pattern_count = ts_query_pattern_count(set->query);
        set->patterns = ARENA_ARRAY(&rules->arena, struct pattern, set->pattern_count);
        for (uint32_t i = 0; i < set->pattern_count; i++)
            prepare_pattern(rules, set, i, part_at(&parts, ts_query_start_byte_for_pattern(set->query, i)), diags);
    }
    VEC_FREE(&parts);
    buf_free(&whole);
    return set;
}

void syntax_rules_free(struct syntax_rules *rules)
{
    if (!rules) return;
    for (size_t i = 0; i < LANGUAGE_COUNT; i++) {
        for (uint32_t p = 0; p < rules->sets[i].pattern_count; p++)
            predicates_free(&rules->sets[i].patterns[p].predicates);
        if (rules->sets[i].query) ts_query_delete(rules->sets[i].query);
    }
    VEC_EACH(&rules->files, rule)
        rule_file_free(*rule);
    VEC_EACH(&rules->texts, text) {
        buf_free(*text);
        free(*text);
    }
    VEC_FREE(&rules->files);
    VEC_FREE(&rules->folders);
    VEC_FREE(&rules->texts);
    map_free(&rules->ids);
    arena_free(&rules->arena);
    free(rules);
}
