#include "base/data.h"
#include "base/file.h"
#include "cli/cli.h"
#include "cli/explain.h"
#include "cli/stored.h"
#include "code/rules.h"
#include "codec/cwe.h"
#include "codec/json.h"
#include "codec/yaml.h"
#include "threats/threats.h"
#include "vulns/match.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { SUGGESTIONS_MAX = 6, DISTANCE_MAX = 4, CHAIN_MAX = 12 };

static const char GLOSSARY[] = "glossary.yaml";

struct library { // all that can be explained
    struct cli *cli;
    struct code_rules rules;
    struct cwes cwes;
    struct yaml *terms;
    struct threat_rules *threats;
};

static void library_open(struct library *library, struct cli *cli)
{
    *library = (struct library){.cli = cli};
    const struct data_file *glossary = data_find(GLOSSARY);
    code_rules_load(&library->rules, ".", &cli->diags);
    library->threats = threat_rules_load("rules/threats", &cli->diags);
    cwe_load(&cli->arena, &library->cwes, &cli->diags);
    if (glossary)
        library->terms = yaml_parse(&cli->arena, glossary->content, glossary->size, GLOSSARY, &cli->diags);
}

static void library_close(struct library *library)
{
    code_rules_free(&library->rules);
    threat_rules_free(library->threats);
    cwe_free(&library->cwes);
}

// --- rules -------------------------------------------------------------------------------------

static const char *cwe_line(struct library *library, unsigned number)
{
    const struct cwe *cwe = cwe_find(&library->cwes, number);
    struct arena *arena = &library->cli->arena;
    if (!cwe) return arena_printf(arena, "CWE-%u", number);
    const char *line = arena_printf(arena, "CWE-%u: %s", number, cwe->name);
    return cwe->device ? arena_printf(arena, "%s. %s", line, cwe->device) : line;
}

static bool explain_rule(struct library *library, const char *id, struct topic *topic)
{
    const struct rule *rule = code_rules_find(&library->rules, id);
    struct arena *arena = &library->cli->arena;
    if (!rule) return false;
    topic->kind = "rule";
    topic->id = rule->id;
    topic->title = rule->title;
    topic->severity = severity_name(rule->severity);
    topic->facts = rule->cwe ? arena_printf(arena, "%s, CWE-%u, %s rule", topic->severity, rule->cwe, rule->tier)
                             : arena_printf(arena, "%s, %s rule", topic->severity, rule->tier);
    topic_add(topic, "explanation", "Why it matters", rule->explanation);
    topic_add(topic, "remedy", "What to do", rule->remedy);
    if (rule->cwe) topic_add(topic, "cwe", "Weakness", cwe_line(library, rule->cwe));
    topic_add_code(topic, "reported", "Reported", code_rules_example(&library->rules, id, true));
    topic_add_code(topic, "not_reported", "Not reported", code_rules_example(&library->rules, id, false));
    topic_add_code(topic, "suppression", "If it is no problem here, say why, on the line or the one before",
                   arena_printf(arena, "// theriac-ignore %s: the reason", rule->id));
    return true;
}

// --- CWE ---------------------------------------------------------------------------------------

// "CWE-79", "cwe79" and "79" name the same.
static bool cwe_from_text(const char *text, unsigned *ret_number)
{
    int64_t number;
    if (strncasecmp(text, "cwe", 3) == 0) text += 3;
    if (*text == '-' || *text == ' ') text++;
    if (!text_to_int(text, 1, 99999, &number)) return false;
    *ret_number = (unsigned)number;
    return true;
}

// The way up to the most general weakness, along each first parent.
static const char *chain_text(struct library *library, const struct cwe *cwe)
{
    struct buf out = {0};
    for (int step = 0; cwe && cwe->parent_count && step < CHAIN_MAX; step++) {
        cwe = cwe_find(&library->cwes, cwe->parents[0]);
        if (cwe) buf_printf(&out, "%sCWE-%u %s", out.size ? "\n" : "", cwe->number, cwe->name);
    }
    const char *copy = arena_str(&library->cli->arena, buf_cstr(&out));
    buf_free(&out);
    return copy;
}

static const char *rules_below(struct library *library, unsigned number)
{
    struct buf out = {0};
    VEC_EACH(&library->rules.list, rule)
        if ((*rule)->cwe && cwe_is_a(&library->cwes, (*rule)->cwe, number)) {
            buf_printf(&out, "%s%s (%s)", out.size ? "\n" : "", (*rule)->id, (*rule)->title);
            if ((*rule)->cwe != number) buf_printf(&out, ", as CWE-%u", (*rule)->cwe);
        }
    const char *copy = arena_str(&library->cli->arena, buf_cstr(&out));
    buf_free(&out);
    return copy;
}

static bool explain_cwe(struct library *library, const char *text, struct topic *topic)
{
    unsigned number;
    struct arena *arena = &library->cli->arena;
    const struct cwe *cwe = cwe_from_text(text, &number) ? cwe_find(&library->cwes, number) : NULL;
    if (!cwe) return false;
    topic->kind = "cwe";
    topic->id = arena_printf(arena, "CWE-%u", number);
    topic->title = cwe->name;
    topic->facts = cwe->top25 ? arena_printf(arena, "%s, number %u of MITRE's Top 25 of 2025", cwe->kind, cwe->top25)
                              : cwe->kind;
    topic_add(topic, "device", "On a device", cwe->device);
    topic_add(topic, "rules", "Rules that report it", rules_below(library, number));
    topic_add(topic, "parents", "A kind of", chain_text(library, cwe));
    topic_add(topic, "link", "The full entry",
              arena_printf(arena, "https://cwe.mitre.org/data/definitions/%u.html", number));
    return true;
}

// --- terms -------------------------------------------------------------------------------------

static bool explain_term(struct library *library, const char *text, struct topic *topic)
{
    YAML_EACH(library->terms, row) {
        const char *term = yaml_text(row->value, "term"), *name = yaml_text(row->value, "name");
        if (!term || !name || (strcasecmp(term, text) != 0 && strcasecmp(name, text) != 0)) continue;
        struct buf see = {0};
        YAML_EACH(yaml_get(row->value, "see"), other)
            buf_printf(&see, "%s%s", see.size ? ", " : "", yaml_string(other->value));
        topic->kind = "term";
        topic->id = term;
        topic->title = name;
        topic_add(topic, "text", "What it is", yaml_text(row->value, "text"));
        topic_add(topic, "see", "See also", arena_str(&library->cli->arena, buf_cstr(&see)));
        buf_free(&see);
        return true;
    }
    return false;
}

// --- threats -----------------------------------------------------------------------------------

static const char *mitigations_text(struct arena *arena, const struct threat_rule *rule)
{
    struct buf out = {0};
    for (size_t i = 0; i < rule->mitigation_count; i++) {
        const struct mitigation *mitigation = &rule->mitigations[i];
        buf_printf(&out, "%s%s", i ? "\n" : "", mitigation->text);
        if (mitigation->requirement) buf_printf(&out, " (%s)", mitigation->requirement);
        if (mitigation->verification) buf_printf(&out, " Verified by: %s", mitigation->verification);
    }
    const char *copy = arena_str(arena, buf_cstr(&out));
    buf_free(&out);
    return copy;
}

static bool explain_threat(struct library *library, const char *id, struct topic *topic)
{
    const struct threat_rule *rule = threat_rules_find(library->threats, id);
    struct arena *arena = &library->cli->arena;
    if (!rule) return false;
    topic->kind = "threat";
    topic->id = rule->rule.id;
    topic->title = rule->rule.title;
    topic->severity = severity_name(rule->rule.severity);
    topic->facts = arena_printf(arena, "threat rule about each %s; STRIDE %s; CIA %s", element_kind_name(rule->scope),
                                rule->stride && rule->stride[0] ? rule->stride : "-", rule->cia ? rule->cia : "-");
    topic_add(topic, "explanation", "What can happen", rule->description);
    topic_add_code(topic, "when", "It is there when", rule->when);
    if (rule->unless) topic_add_code(topic, "unless", "Unless", rule->unless);
    topic_add(topic, "mitigations", "What to do", mitigations_text(arena, rule));
    if (rule->false_alarm) topic_add(topic, "false_alarm", "When it is a false alarm", rule->false_alarm);
    if (rule->linddun && rule->linddun[0]) topic_add(topic, "linddun", "Privacy (LINDDUN)", rule->linddun);
    if (rule->cvss) topic_add(topic, "cvss", "Seed vector", rule->cvss);
    if (rule->rule.cwe) topic_add(topic, "cwe", "Weakness", cwe_line(library, rule->rule.cwe));
    return true;
}

// --- vulnerabilities, where there is a database --------------------------------------------------

static const char *scores_text(struct arena *arena, const struct vulnerability *vulnerability)
{
    struct buf out = {0};
    for (size_t i = 0; i < vulnerability->score_count; i++) {
        const struct score *score = &vulnerability->scores[i];
        buf_printf(&out, "%s%d.%d by %s: %s", i ? "\n" : "", score->tenths / 10, score->tenths % 10, score->source,
                   score->vector ? score->vector : "no vector");
    }
    if (vulnerability->kev)
        buf_printf(&out, "%sknown to be exploited (CISA), since %s", out.size ? "\n" : "",
                   vulnerability->kev_added ? vulnerability->kev_added : "an unknown date");
    if (vulnerability->epss >= 0)
        buf_printf(&out, "%sEPSS %.3f", out.size ? "\n" : "", vulnerability->epss);
    const char *copy = arena_str(arena, buf_cstr(&out));
    buf_free(&out);
    return copy;
}

static bool explain_vulnerability(struct library *library, const char *id, struct topic *topic)
{
    struct cli *cli = library->cli;
    struct database *database = NULL;
    struct vulnerability *found = ARENA_NEW(&cli->arena, struct vulnerability);
    const char *path = database_path(&cli->arena, NULL, ".");
    if (!file_exists(path) || database_open(path, &cli->diags, &database) != STATUS_OK) return false;
    bool known = vulnerability_find(database, id, &cli->arena, found);
    database_close(database);
    if (!known) return false;
    topic->kind = "vulnerability";
    topic->id = found->id;
    topic->title = found->title ? found->title : "Known vulnerability";
    topic->severity = severity_name(severity_of_score(vulnerability_score(found)));
    topic->facts =
        arena_printf(&cli->arena, "published %s, changed %s%s", found->published ? found->published : "unknown",
                     found->modified ? found->modified : "unknown", found->withdrawn ? ", withdrawn" : "");
    topic_add(topic, "text", "What it is", found->description);
    topic_add(topic, "scores", "How bad", scores_text(&cli->arena, found));
    for (const unsigned *cwe = found->cwes; cwe && *cwe; cwe++)
        topic_add(topic, "cwe", "Weakness", cwe_line(library, *cwe));
    return true;
}

// --- a finding or a threat of the last assessment here -------------------------------------------

static bool is_fingerprint(const char *text)
{
    return strlen(text) == 16 && strspn(text, "0123456789abcdef") == 16;
}

static const char *lines_text(struct arena *arena, const char *const *lines)
{
    struct buf out = {0};
    for (; lines && *lines; lines++)
        buf_printf(&out, "%s%s", out.size ? "\n" : "", *lines);
    const char *text = arena_str(arena, buf_cstr(&out));
    buf_free(&out);
    return text;
}

static bool explain_here(struct library *library, const struct assessment *assessment, const char *id,
                         struct topic *topic)
{
    struct arena *arena = &library->cli->arena;
    if (assessment->findings) VEC_EACH(&assessment->findings->list, finding) {
            if (strcmp(finding->fingerprint, id) != 0) continue;
            topic_add(topic, "here", "Here",
                      arena_printf(arena, "%s:%u, in %s: %s", finding->location.file, finding->location.line,
                                   finding->function, finding->message));
            return explain_rule(library, finding->rule, topic);
        }
    if (assessment->threats) VEC_EACH(&assessment->threats->list, threat) {
            if (strcmp(threat->id, id) != 0) continue;
            topic_add(topic, "here", "Here", arena_printf(arena, "%s. %s", threat->title, threat->description));
            topic_add(topic, "because", "Because", lines_text(arena, threat->because));
            return explain_threat(library, threat->rule, topic);
        }
    return false;
}

// Ids of one assessment mean something in its workspace only.
static bool explain_stored(struct library *library, const char *id, struct topic *topic)
{
    bool may_be = is_fingerprint(id) || (text_starts(id, "T-") && strlen(id) == 12);
    struct stored_state state = {0};
    struct diags *diags = &library->cli->diags;
    size_t before = diags->list.count;
    if (!may_be || !file_exists("report/assessment.json")) return false;
    bool known = stored_open(library->cli, ".", true, &state) == STATUS_OK &&
                 explain_here(library, &state.stored.assessment, id, topic);
    stored_close(&state);
    if (known) diags->list.count = before; // what is odd about the workspace's decisions was not asked
    return known;
}

// --- the sources, and what to say when none knows -----------------------------------------------

typedef bool explain_source(struct library *library, const char *text, struct topic *topic);
// Asked in this order; the first that knows answers.
static explain_source *const SOURCES[] = {explain_rule, explain_cwe, explain_threat, explain_term,
                                          explain_stored, explain_vulnerability};

struct candidate {
    const char *name;
    unsigned distance;
};

static int by_distance(const void *left, const void *right)
{
    const struct candidate *a = left, *b = right;
    if (a->distance != b->distance) return a->distance < b->distance ? -1 : 1;
    return strcmp(a->name, b->name);
}

VEC_NAMED(candidates, struct candidate);

static void consider(struct candidates *list, const char *name, const char *wanted)
{
    unsigned distance = strcasestr(name, wanted) ? 1 : word_distance(name, wanted, DISTANCE_MAX);
    if (distance < DISTANCE_MAX) VEC_PUSH(list, ((struct candidate){name, distance}));
}

static int nothing_known(struct library *library, const char *wanted)
{
    struct candidates list = {0};
    VEC_EACH(&library->rules.list, rule)
        consider(&list, (*rule)->id, wanted);
    for (size_t i = 0; i < threat_rules_count(library->threats); i++)
        consider(&list, threat_rules_at(library->threats, i)->rule.id, wanted);
    YAML_EACH(library->terms, row)
        if (yaml_text(row->value, "term")) consider(&list, yaml_text(row->value, "term"), wanted);
    VEC_SORT(&list, by_distance);
    struct buf text = {0};
    for (size_t i = 0; i < list.count && i < SUGGESTIONS_MAX; i++)
        buf_printf(&text, "%s%s", i ? ", " : "", list.items[i].name);
    int code = text.size
                   ? cli_usage_error(library->cli, "nothing is known of '%s'; do you mean %s?", wanted, buf_cstr(&text))
                   : cli_usage_error(library->cli, "nothing is known of '%s'", wanted);
    buf_free(&text);
    VEC_FREE(&list);
    return code;
}

// --- the command -------------------------------------------------------------------------------

static void list_rules(struct library *library)
{
    struct buf *out = &library->cli->out;
    if (cli_format_is(library->cli, "json")) {
        struct json_writer json = {.out = out, .pretty = true};
        js_array_begin(&json);
        VEC_EACH(&library->rules.list, rule) {
            js_object_begin(&json);
            js_member_text(&json, "id", (*rule)->id);
            js_member_text(&json, "tier", (*rule)->tier);
            js_member_int(&json, "cwe", (*rule)->cwe);
            js_member_text(&json, "severity", severity_name((*rule)->severity));
            js_member_text(&json, "title", (*rule)->title);
            js_object_end(&json);
        }
        js_array_end(&json);
        buf_char(out, '\n');
        return;
    }
    VEC_EACH(&library->rules.list, rule)
        buf_printf(out, "%-46s %-8s CWE-%-5u %s\n", (*rule)->id, severity_name((*rule)->severity), (*rule)->cwe,
                   (*rule)->title);
    for (size_t i = 0; i < threat_rules_count(library->threats); i++) {
        const struct rule *rule = &threat_rules_at(library->threats, i)->rule;
        buf_printf(out, "%-46s %-8s CWE-%-5u %s\n", rule->id, severity_name(rule->severity), rule->cwe, rule->title);
    }
}

static int explain_one(struct library *library, const char *wanted)
{
    struct cli *cli = library->cli;
    struct topic topic = {0};
    bool known = false;
    for (size_t i = 0; !known && i < COUNT_OF(SOURCES); i++)
        known = SOURCES[i](library, wanted, &topic);
    if (known && cli_format_is(cli, "json")) {
        struct json_writer json = {.out = &cli->out, .pretty = true};
        topic_write_json(&json, &topic);
        buf_char(&cli->out, '\n');
    } else if (known) {
        topic_show(&cli->out, &topic, terminal_width(), cli->colour);
    }
    topic_free(&topic);
    return known ? EXIT_CLEAN : nothing_known(library, wanted);
}

static int run(struct cli *cli, void *options)
{
    (void)options;
    struct library library;
    struct buf wanted = {0};
    VEC_EACH(&cli->arguments, word)
        buf_printf(&wanted, "%s%s", wanted.size ? " " : "", *word);
    library_open(&library, cli);
    int code = EXIT_CLEAN;
    if (wanted.size) code = explain_one(&library, buf_cstr(&wanted));
    else list_rules(&library);
    library_close(&library);
    buf_free(&wanted);
    return code == EXIT_CLEAN ? cli_exit(cli, code) : code;
}

const struct command CMD_explain = {
    .name = "explain",
    .summary = "Explain a rule, a CWE, a threat, a CVE or a term",
    .arguments = "[RULE | CWE-N | THREAT | CVE | TERM | ID]",
    .formats = "human json",
    .description = "Says what a rule looks for, why it matters on a device, what to do, and shows code that it\n"
                   "reports and code that it does not. Without an argument it lists all rules. Rules of the\n"
                   "workspace in this folder count too, and so do the ids of findings and threats of its report.",
    .examples = "theriac explain gets\n    a rule\n"
                "theriac explain CWE-787\n    a weakness, and the rules that report it or a kind of it\n"
                "theriac explain VEX\n    a term that reports use",
    .run = run,
};
