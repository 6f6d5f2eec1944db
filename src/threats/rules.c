// Reading rule files. Mitigations of all files are read first, because rules name them by id.
#include "threats/rules.h"
#include "base/data.h"
#include "base/file.h"
#include "codec/cvss.h"
#include "model/vulnerability.h"
#include <string.h>

enum { RULE_FILE_MAX = 4 << 20, RULES_MAX = 5000 };

VEC_NAMED(compiled_rules, struct compiled_rule *);
VEC_NAMED(rule_mitigations, struct rule_mitigation *);
VEC_NAMED(rule_documents, struct rule_document);

struct rule_document {
    const char *file;
    const struct yaml *root;
};

struct threat_rules {
    struct arena arena; // owns everything
    struct rule_documents documents;
    struct rule_mitigations mitigations;
    struct compiled_rules list;
};

struct rule_reader {
    struct threat_rules *rules;
    struct arena *arena;
    struct diags *diags;
    const char *file;
    const struct yaml *base; // the example model: the file's own, or the one of data/threats/example.yaml
};

// --- small things ------------------------------------------------------------------------------

PRINTF_LIKE(3, 4) static void skip(struct rule_reader *reader, const struct yaml *node, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    DIAG(reader->diags, DIAG_SKIPPED, reader->file, node ? node->line : 1, "%s",
         arena_vprintf(reader->arena, format, args));
    va_end(args);
}

static bool is_id(const char *text)
{
    size_t size = text ? strlen(text) : 0;
    return size && size <= 80 && strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-") == size;
}

static void warn_unknown(struct rule_reader *reader, const struct yaml *map, const char *const *known, const char *what)
{
    YAML_EACH(map, item) {
        bool found = false;
        for (const char *const *name = known; *name && !found; name++)
            found = strcmp(*name, item->key) == 0;
        if (!found)
            DIAG(reader->diags, DIAG_WARNING, reader->file, item->line, "a %s has no member '%.60s'", what, item->key);
    }
}

// --- mitigations -------------------------------------------------------------------------------

// "MAC:H/MPR:H": metrics that a CVSS 3.1 vector can take.
static bool parse_residual(const char *text, struct rule_mitigation *ret_mitigation)
{
    struct cvss probe = {.version = CVSS_3_1};
    struct str rest = str_of(text), piece;
    while (str_next(&rest, '/', &piece)) {
        const char *colon = memchr(piece.at, ':', piece.size);
        size_t size = colon ? (size_t)(colon - piece.at) : 0;
        if (!size || size > 3 || piece.size != size + 2 || ret_mitigation->residual_count == 8) return false;
        struct residual_metric *metric = &ret_mitigation->residual[ret_mitigation->residual_count++];
        memcpy(metric->metric, piece.at, size);
        metric->value[0] = colon[1];
        if (piece.at[0] != 'M' || !cvss_set(&probe, metric->metric, metric->value)) return false;
    }
    return true;
}

static struct rule_mitigation *find_mitigation(const struct threat_rules *rules, const char *id)
{
    VEC_EACH(&rules->mitigations, mitigation)
        if (strcmp((*mitigation)->mitigation.id, id) == 0) return *mitigation;
    return NULL;
}

static void read_mitigation(struct rule_reader *reader, const struct yaml *node)
{
    static const char *const MEMBERS[] = {"id", "text", "requirement", "verification", "residual", "lowers_harm", NULL};
    const char *id = yaml_text(node, "id"), *text = yaml_text(node, "text");
    if (!is_id(id) || !text || !yaml_text(node, "verification")) {
        skip(reader, node, "a mitigation wants an id of small letters, digits and '-', a text and a verification");
        return;
    }
    struct rule_mitigation *mitigation = ARENA_NEW(reader->arena, struct rule_mitigation);
    mitigation->mitigation =
        (struct mitigation){id, text, yaml_text(node, "requirement"), yaml_text(node, "verification")};
    const char *residual = yaml_text(node, "residual");
    if (residual && !parse_residual(residual, mitigation)) {
        skip(reader, yaml_get(node, "residual"), "'%.60s' is no list of modified CVSS 3.1 metrics such as MAC:H/MPR:H",
             residual);
        return;
    }
    if (yaml_get(node, "lowers_harm") && !yaml_to_bool(yaml_get(node, "lowers_harm"), &mitigation->lowers_harm))
        skip(reader, yaml_get(node, "lowers_harm"), "lowers_harm wants true or false");
    struct rule_mitigation *earlier = find_mitigation(reader->rules, id);
    warn_unknown(reader, node, MEMBERS, "mitigation");
    if (earlier)
        *earlier = *mitigation; // the user's own takes the place of the built-in one
    else
        VEC_PUSH(&reader->rules->mitigations, mitigation);
}

static bool take_mitigations(struct rule_reader *reader, const struct yaml *node, struct compiled_rule *rule)
{
    const struct yaml *list = yaml_get(node, "mitigations");
    size_t count = yaml_size(list);
    if (!yaml_is_list(list) || !count) {
        skip(reader, node, "rule '%s' has no list of mitigations", rule->rule.rule.id);
        return false;
    }
    struct mitigation *all = ARENA_ARRAY(reader->arena, struct mitigation, count);
    rule->mitigations = ARENA_ARRAY(reader->arena, const struct rule_mitigation *, count);
    for (size_t i = 0; i < count; i++) {
        const char *id = yaml_string(yaml_at(list, i));
        const struct rule_mitigation *found = id ? find_mitigation(reader->rules, id) : NULL;
        if (!found) {
            skip(reader, yaml_at(list, i), "rule '%s': no mitigation '%.60s'", rule->rule.rule.id, id ? id : "");
            return false;
        }
        all[i] = found->mitigation;
        rule->mitigations[i] = found;
    }
    rule->rule.mitigations = all;
    rule->rule.mitigation_count = count;
    return true;
}

// --- conditions --------------------------------------------------------------------------------

static void add_variable(struct expr_scope *scope, const char *name, unsigned kinds)
{
    scope->variables[scope->count++] = (struct expr_variable){name, kinds};
}

// The order is that of derive.c: the element, the three single sections, then what the element's kind adds.
static void make_scope(struct compiled_rule *rule)
{
    enum element_kind kind = rule->rule.scope;
    struct expr_scope *scope = &rule->scope;
    add_variable(scope, element_kind_name(kind), KIND_BIT(kind));
    add_variable(scope, "device", KIND_BIT(ELEMENT_DEVICE));
    add_variable(scope, "operation", KIND_BIT(ELEMENT_OPERATION));
    add_variable(scope, "lifecycle", KIND_BIT(ELEMENT_LIFECYCLE));
    unsigned ends = KIND_BIT(ELEMENT_PROCESSOR) | KIND_BIT(ELEMENT_PARTY) | KIND_BIT(ELEMENT_MEMORY);
    if (kind == ELEMENT_CHANNEL) {
        add_variable(scope, "source", ends);
        add_variable(scope, "target", ends);
    } else if (kind == ELEMENT_MEMORY || kind == ELEMENT_PORT) {
        add_variable(scope, "owner", ends);
    }
}

static bool parse_conditions(struct rule_reader *reader, const struct yaml *node, const struct compiled_rule *rule,
                             struct expr **ret_list, size_t *ret_count, const char **ret_text, const char *joint)
{
    struct buf text = {0};
    size_t count = yaml_is_list(node) ? node->count : 1;
    bool good = count > 0 && count <= RULE_PARTS_MAX;
    for (size_t i = 0; i < count && good; i++) {
        const struct yaml *part = yaml_is_list(node) ? node->items[i].value : node;
        good = yaml_string(part) != NULL;
        if (!good) break;
        ret_list[i] =
            expr_parse(reader->arena, part->text, &rule->scope, reader->file, part->line, part->column, reader->diags);
        if (!ret_list[i]) {
            buf_free(&text);
            return false;
        }
        buf_printf(&text, "%s%s%s%s", i ? joint : "", count > 1 ? "(" : "", part->text, count > 1 ? ")" : "");
    }
    if (good) {
        *ret_text = arena_str(reader->arena, buf_cstr(&text));
        *ret_count = count;
    } else {
        skip(reader, node, "rule '%s': a condition is a text, or a list of 1 to %d texts", rule->rule.rule.id,
             RULE_PARTS_MAX);
    }
    buf_free(&text);
    return good;
}

static bool take_conditions(struct rule_reader *reader, const struct yaml *node, struct compiled_rule *rule)
{
    const struct yaml *when = yaml_get(node, "when"), *unless = yaml_get(node, "unless");
    if (!when) {
        skip(reader, node, "rule '%s' has no 'when'", rule->rule.rule.id);
        return false;
    }
    return parse_conditions(reader, when, rule, rule->when, &rule->when_count, &rule->rule.when, " and ") &&
           (!unless ||
            parse_conditions(reader, unless, rule, rule->unless, &rule->unless_count, &rule->rule.unless, " or "));
}

// --- the rest of a rule ------------------------------------------------------------------------

static bool take_scope(struct rule_reader *reader, const struct yaml *node, struct compiled_rule *rule)
{
    const char *scope = yaml_text(node, "scope");
    for (size_t kind = 0; scope && kind < ELEMENT_KIND_COUNT; kind++)
        if (strcmp(DEVICE_KINDS[kind].singular, scope) == 0) {
            rule->rule.scope = (enum element_kind)kind;
            make_scope(rule);
            return true;
        }
    skip(reader, node, "rule '%s': scope wants a kind of element, not '%.60s'", rule->rule.rule.id, scope ? scope : "");
    return false;
}

// Letters out of `allowed`, each once; absent is "".
static bool take_letters(struct rule_reader *reader, const struct yaml *node, const char *member, const char *allowed,
                         const char **ret_letters)
{
    const char *letters = yaml_text(node, member);
    *ret_letters = letters ? letters : "";
    if (strspn(*ret_letters, allowed) == strlen(*ret_letters)) return true;
    skip(reader, yaml_get(node, member), "%s wants letters out of %s, not '%.60s'", member, allowed, letters);
    return false;
}

static bool take_linddun(struct rule_reader *reader, const struct yaml *node, struct threat_rule *rule)
{
    static const char *const NAMES[] = {"Linking",         "Identifying", "Non-repudiation", "Detecting",
                                        "Data Disclosure", "Unawareness", "Non-compliance"};
    const struct yaml *list = yaml_get(node, "linddun");
    struct buf text = {0};
    bool good = yaml_is_null(list) || yaml_is_list(list);
    for (size_t i = 0; i < yaml_size(list) && good; i++) {
        const char *name = yaml_string(yaml_at(list, i));
        good = false;
        for (size_t k = 0; name && k < COUNT_OF(NAMES) && !good; k++)
            good = strcmp(NAMES[k], name) == 0;
        buf_printf(&text, "%s%s", i ? ", " : "", name ? name : "");
    }
    if (!good) skip(reader, list, "rule '%s': linddun wants a list of its seven names", rule->rule.id);
    rule->linddun = arena_str(reader->arena, buf_cstr(&text));
    buf_free(&text);
    return good;
}

static bool take_score(struct rule_reader *reader, const struct yaml *node, struct threat_rule *rule)
{
    struct cvss cvss;
    char problem[CVSS_PROBLEM_SIZE] = "it is missing";
    rule->cvss = yaml_text(node, "cvss");
    if (!rule->cvss || cvss_parse(rule->cvss, &cvss, problem) != STATUS_OK ||
        (cvss.version != CVSS_3_1 && cvss.version != CVSS_4_0)) {
        skip(reader, node, "rule '%s' wants a CVSS 3.1 or 4.0 vector: %s", rule->rule.id, problem);
        return false;
    }
    rule->rule.severity = severity_of_score(cvss_scores(&cvss).base);
    return true;
}

static bool take_number(struct rule_reader *reader, const struct yaml *node, const char *member, unsigned *ret_number)
{
    int64_t number = 0;
    const struct yaml *value = yaml_get(node, member);
    if (yaml_is_null(value) || yaml_to_int(value, 0, 1000000, &number)) {
        *ret_number = (unsigned)number;
        return true;
    }
    skip(reader, value, "%s wants a number", member);
    return false;
}

static bool take_texts(struct rule_reader *reader, const struct yaml *node, struct compiled_rule *rule)
{
    struct threat_rule *own = &rule->rule;
    struct buf unused = {0};
    own->title = yaml_text(node, "title");
    own->description = yaml_text(node, "description");
    own->false_alarm = yaml_text(node, "false_alarm");
    own->capec = yaml_text(node, "capec");
    own->emb3d = yaml_text(node, "emb3d");
    own->attack = yaml_text(node, "attack");
    own->rule.explanation = yaml_text(node, "why");
    own->rule.title = yaml_text(node, "name");
    if (!own->title || !own->description || !own->rule.explanation || !own->rule.title) {
        skip(reader, node, "rule '%s' wants a name, a title, a description and a why", own->rule.id);
        return false;
    }
    bool good = expr_template(own->title, &rule->scope, NULL, &unused, reader->file, node->line, reader->diags) &&
                expr_template(own->description, &rule->scope, NULL, &unused, reader->file, node->line, reader->diags);
    buf_free(&unused);
    return good;
}

static void put_rule(struct rule_reader *reader, struct compiled_rule *rule)
{
    VEC_EACH(&reader->rules->list, other) {
        if (strcmp((*other)->rule.rule.id, rule->rule.rule.id) != 0) continue;
        if ((*other)->rule.file == rule->rule.file)
            DIAG(reader->diags, DIAG_SKIPPED, reader->file, rule->rule.line, "the rule '%s' stands twice in this file",
                 rule->rule.rule.id);
        else
            *other = rule;
        return;
    }
    if (reader->rules->list.count < RULES_MAX)
        VEC_PUSH(&reader->rules->list, rule);
    else
        DIAG(reader->diags, DIAG_SKIPPED, reader->file, rule->rule.line, "more than %d threat rules", RULES_MAX);
}

static void read_rule(struct rule_reader *reader, const struct yaml *node)
{
    static const char *const MEMBERS[] = {"id",          "version",     "scope", "when",   "unless",  "name",
                                          "title",       "description", "why",   "stride", "linddun", "cia",
                                          "cvss",        "cwe",         "capec", "emb3d",  "attack",  "mitigations",
                                          "false_alarm", "fires",       "quiet", NULL};
    struct compiled_rule *rule = ARENA_NEW(reader->arena, struct compiled_rule);
    struct threat_rule *own = &rule->rule;
    own->rule.id = yaml_text(node, "id");
    own->rule.tier = "threat";
    own->file = reader->file;
    own->line = node->line;
    own->base = reader->base;
    own->fires = yaml_get(node, "fires");
    own->quiet = yaml_get(node, "quiet");
    if (!yaml_is_map(node) || !is_id(own->rule.id)) {
        skip(reader, node, "a rule wants an id of small letters, digits and '-'");
        return;
    }
    warn_unknown(reader, node, MEMBERS, "rule");
    bool good = take_scope(reader, node, rule) && take_conditions(reader, node, rule) &&
                take_texts(reader, node, rule) && take_letters(reader, node, "stride", "STRIDE", &own->stride) &&
                take_letters(reader, node, "cia", "CIA", &own->cia) && take_linddun(reader, node, own) &&
                take_score(reader, node, own) && take_number(reader, node, "cwe", &own->rule.cwe) &&
                take_number(reader, node, "version", &own->version) && take_mitigations(reader, node, rule);
    if (!good) return;
    own->rule.remedy = own->mitigations[0].text;
    put_rule(reader, rule);
}

// --- files -------------------------------------------------------------------------------------

// A file without an example of its own takes the first one that any file has.
static const struct yaml *example_of(const struct threat_rules *rules, const struct yaml *root)
{
    const struct yaml *own = yaml_get(root, "example");
    if (own) return own;
    VEC_EACH(&rules->documents, document)
        if ((own = yaml_get(document->root, "example"))) return own;
    return NULL;
}

static void each_item(struct rule_reader *reader, const char *member,
                      void (*read)(struct rule_reader *reader, const struct yaml *node))
{
    VEC_EACH(&reader->rules->documents, document) {
        const struct yaml *list = yaml_get(document->root, member);
        reader->file = document->file;
        reader->base = example_of(reader->rules, document->root);
        if (!yaml_is_null(list) && !yaml_is_list(list)) skip(reader, list, "'%s' wants a list", member);
        if (!yaml_is_list(list)) continue;
        YAML_EACH(list, item)
            read(reader, item->value);
    }
}

static void add_document(struct threat_rules *rules, const char *file, const struct yaml *root, struct diags *diags)
{
    if (!root || yaml_is_null(root)) return;
    if (!yaml_is_map(root)) {
        DIAG(diags, DIAG_SKIPPED, file, 1, "a rule file is a map with 'rules' and 'mitigations'");
        return;
    }
    VEC_PUSH(&rules->documents, ((struct rule_document){arena_str(&rules->arena, file), root}));
}

static int by_id(const void *a, const void *b)
{
    const struct compiled_rule *const *x = a, *const *y = b;
    return strcmp((*x)->rule.rule.id, (*y)->rule.rule.id);
}

static void compile(struct threat_rules *rules, struct diags *diags)
{
    struct rule_reader reader = {.rules = rules, .arena = &rules->arena, .diags = diags};
    each_item(&reader, "mitigations", read_mitigation);
    each_item(&reader, "rules", read_rule);
    VEC_SORT(&rules->list, by_id);
}

static void add_folder(struct threat_rules *rules, const char *folder, struct diags *diags)
{
    struct tree tree = {0};
    if (!folder || !dir_exists(folder)) return;
    if (tree_list(folder, false, &tree, diags) == STATUS_OK)
        VEC_EACH(&tree.files, file) {
            if (!text_ends(file->path, ".yaml") && !text_ends(file->path, ".yml")) continue;
            const char *path = arena_str(&rules->arena, file->path);
            add_document(rules, path, yaml_read(&rules->arena, path, diags), diags);
        }
    tree_free(&tree);
}

struct threat_rules *threat_rules_load(const char *folder, struct diags *diags)
{
    struct threat_rules *rules = mem_alloc(sizeof *rules);
    const struct data_file *file;
    for (size_t at = 0; (file = data_next("threats/", &at));) {
        const char *name = arena_printf(&rules->arena, "data/%s", file->name);
        add_document(rules, name, yaml_parse(&rules->arena, file->content, file->size, name, diags), diags);
    }
    add_folder(rules, folder, diags);
    compile(rules, diags);
    return rules;
}

struct threat_rules *threat_rules_parse(const char *bytes, size_t size, const char *file, struct diags *diags)
{
    struct threat_rules *rules = mem_alloc(sizeof *rules);
    const char *name = arena_str(&rules->arena, file);
    add_document(rules, name, yaml_parse(&rules->arena, bytes, size, name, diags), diags);
    compile(rules, diags);
    return rules;
}

size_t threat_rules_count(const struct threat_rules *rules)
{
    return rules->list.count;
}

const struct threat_rule *threat_rules_at(const struct threat_rules *rules, size_t index)
{
    return &rules->list.items[index]->rule;
}

const struct compiled_rule *threat_rules_compiled(const struct threat_rules *rules, size_t index)
{
    return rules->list.items[index];
}

const struct threat_rule *threat_rules_find(const struct threat_rules *rules, const char *id)
{
    VEC_EACH(&rules->list, rule)
        if (strcmp((*rule)->rule.rule.id, id) == 0) return &(*rule)->rule;
    return NULL;
}

void threat_rules_free(struct threat_rules *rules)
{
    if (!rules) return;
    VEC_FREE(&rules->documents);
    VEC_FREE(&rules->mitigations);
    VEC_FREE(&rules->list);
    arena_free(&rules->arena);
    free(rules);
}
