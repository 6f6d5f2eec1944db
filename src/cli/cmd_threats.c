#include "base/file.h"
#include "cli/cli.h"
#include "codec/json.h"
#include "model/threat.h"
#include "threats/threats.h"
#include <string.h>

struct threats_options {
    const char *rule;
    bool all;
};

// --- the model and what follows from it ----------------------------------------------------------

struct loaded {
    struct device *device;
    struct threats threats;
};

static const char *model_path(struct cli *cli)
{
    const char *path = cli->arguments.count > 1 ? cli->arguments.items[1] : ".";
    return dir_exists(path) ? path_clean(&cli->arena, path_join(&cli->arena, path, "device.yaml")) : path;
}

static bool load(struct cli *cli, struct loaded *ret_loaded)
{
    const char *path = model_path(cli);
    *ret_loaded = (struct loaded){0};
    if (!file_exists(path)) {
        DIAG(&cli->diags, DIAG_ERROR, path, 0, "no device model here; `theriac init` writes one");
        return false;
    }
    ret_loaded->device = device_read(path, &cli->diags);
    return ret_loaded->device != NULL;
}

static void derive(struct cli *cli, struct loaded *loaded, const char *only)
{
    const char *folder = path_join(&cli->arena, path_folder(&cli->arena, model_path(cli)), "rules/threats");
    struct threat_rules *rules = threat_rules_load(folder, &cli->diags);
    if (only && !threat_rules_find(rules, only))
        DIAG(&cli->diags, DIAG_ERROR, NULL, 0, "no threat rule '%s'; `theriac threats rules` lists them", only);
    threats_derive_with(loaded->device, rules, only, &loaded->threats, &cli->diags);
    threat_rules_free(rules);
}

static void unload(struct loaded *loaded)
{
    threats_free(&loaded->threats);
    device_free(loaded->device);
}

// --- list ----------------------------------------------------------------------------------------

static void write_texts(struct json_writer *json, const char *key, const char *const *list)
{
    js_member_array(json, key);
    for (; list && *list; list++)
        js_write_text(json, *list);
    js_array_end(json);
}

static void write_score(struct json_writer *json, const char *key, int tenths)
{
    js_write_key(json, key);
    if (tenths < 0)
        js_write_text(json, NULL);
    else
        js_write_real(json, tenths / 10.0, 1);
}

static void write_threat(struct json_writer *json, const struct threat *threat)
{
    js_object_begin(json);
    js_member_text(json, "id", threat->id);
    js_member_text_opt(json, "rule", threat->rule);
    js_member_text(json, "title", threat->title);
    js_member_text(json, "description", threat->description);
    js_member_text(json, "element", threat->element);
    js_member_text_opt(json, "source", threat->source);
    js_member_text_opt(json, "flow", threat->flow);
    js_member_text_opt(json, "target", threat->target);
    js_member_text_opt(json, "asset", threat->asset);
    js_member_text_opt(json, "stride", threat->stride);
    js_member_text_opt(json, "linddun", threat->linddun);
    js_member_text_opt(json, "cia", threat->cia);
    if (threat->cwe) js_member_int(json, "cwe", threat->cwe);
    js_member_text_opt(json, "capec", threat->capec);
    js_member_text_opt(json, "emb3d", threat->emb3d);
    js_member_text_opt(json, "attack", threat->attack);
    js_member_text_opt(json, "cvss", threat->cvss);
    write_score(json, "exploitability", threat->exploitability);
    js_member_text(json, "harm", harm_severity_name(threat->harm));
    write_score(json, "residual_exploitability", threat->residual_exploitability);
    js_member_text(json, "residual_harm", harm_severity_name(threat->residual_harm));
    js_member_text(json, "state", threat->state);
    write_texts(json, "because", threat->because);
    js_member_text_opt(json, "false_alarm", threat->false_alarm);
    js_member_array(json, "mitigations");
    for (size_t i = 0; i < threat->mitigation_count; i++) {
        js_object_begin(json);
        js_member_text(json, "id", threat->mitigations[i].id);
        js_member_text(json, "text", threat->mitigations[i].text);
        js_member_text_opt(json, "requirement", threat->mitigations[i].requirement);
        js_member_text_opt(json, "verification", threat->mitigations[i].verification);
        js_object_end(json);
    }
    js_array_end(json);
    js_object_end(json);
}

static void write_questions(struct json_writer *json, const struct threats *threats)
{
    js_member_array(json, "questions");
    VEC_EACH(&threats->questions, question) {
        js_object_begin(json);
        js_member_text(json, "element", question->element);
        js_member_text(json, "attribute", question->attribute);
        js_member_text(json, "text", question->text);
        js_member_text(json, "file", question->file);
        js_member_int(json, "line", question->line);
        write_texts(json, "rules", question->rules);
        js_object_end(json);
    }
    js_array_end(json);
}

// Worst first: harm, then exploitability, then the id.
static int by_severity(const void *a, const void *b)
{
    const struct threat *const *x = a, *const *y = b;
    if ((*x)->harm != (*y)->harm) return (*x)->harm > (*y)->harm ? -1 : 1;
    if ((*x)->exploitability != (*y)->exploitability) return (*x)->exploitability > (*y)->exploitability ? -1 : 1;
    return strcmp((*x)->id, (*y)->id);
}

static void show_threat(struct cli *cli, const struct threat *threat)
{
    const char *bold = cli->colour ? "\033[1m" : "", *dim = cli->colour ? "\033[2m" : "",
               *plain = cli->colour ? "\033[0m" : "";
    struct buf *out = &cli->out;
    buf_printf(out, "%s%s  %s%s\n", bold, threat->id, threat->title, plain);
    buf_printf(out, "  %d.%d exploitability, %s harm", threat->exploitability / 10, threat->exploitability % 10,
               harm_severity_name(threat->harm));
    if (threat->residual_exploitability < threat->exploitability || threat->residual_harm != threat->harm)
        buf_printf(out, "; %d.%d, %s after verified controls", threat->residual_exploitability / 10,
                   threat->residual_exploitability % 10, harm_severity_name(threat->residual_harm));
    buf_printf(out, "  [%s]  %s%s%s%s", threat->state, threat->stride, *threat->linddun ? " " : "", threat->linddun,
               threat->cwe ? "" : "\n");
    if (threat->cwe) buf_printf(out, "  CWE-%u  %s\n", threat->cwe, threat->rule ? threat->rule : "");
    for (const char *const *reason = threat->because; *reason; reason++)
        buf_printf(out, "  %sbecause %s%s\n", dim, *reason, plain);
    if (threat->mitigation_count) buf_printf(out, "  do: %s\n", threat->mitigations[0].text);
    buf_char(out, '\n');
}

static void show_list(struct cli *cli, const struct threats *threats, bool all)
{
    size_t hidden = 0;
    VEC(const struct threat *) sorted = {0};
    VEC_EACH(&threats->list, threat) {
        if (all || strcmp(threat->state, "open") == 0)
            VEC_PUSH(&sorted, threat);
        else
            hidden++;
    }
    VEC_SORT(&sorted, by_severity);
    VEC_EACH(&sorted, threat)
        show_threat(cli, *threat);
    buf_printf(&cli->out, "%zu threat%s", sorted.count, sorted.count == 1 ? "" : "s");
    if (hidden) buf_printf(&cli->out, ", %zu mitigated (--all shows them)", hidden);
    buf_printf(&cli->out, ", %zu open question%s\n", threats->questions.count,
               threats->questions.count == 1 ? "" : "s");
    VEC_FREE(&sorted);
}

static int run_list(struct cli *cli, const struct threats_options *options)
{
    struct loaded loaded;
    if (!load(cli, &loaded)) return EXIT_FAILED;
    derive(cli, &loaded, options->rule);
    if (cli_format_is(cli, "json")) {
        struct json_writer json = {.out = &cli->out, .pretty = true};
        js_object_begin(&json);
        js_member_text(&json, "device", device_name(loaded.device));
        js_member_array(&json, "threats");
        VEC_EACH(&loaded.threats.list, threat)
            write_threat(&json, threat);
        js_array_end(&json);
        write_questions(&json, &loaded.threats);
        js_object_end(&json);
    } else {
        show_list(cli, &loaded.threats, options->all);
    }
    unload(&loaded);
    return cli_exit(cli, EXIT_CLEAN);
}

// --- check ---------------------------------------------------------------------------------------

static int by_place(const void *a, const void *b)
{
    const struct question *x = a, *y = b;
    if (x->line != y->line) return x->line < y->line ? -1 : 1;
    int order = strcmp(x->element, y->element);
    return order ? order : strcmp(x->attribute, y->attribute);
}

static void show_questions(struct cli *cli, const struct threats *threats)
{
    VEC_EACH(&threats->questions, question) {
        size_t askers = 0;
        while (question->rules[askers])
            askers++;
        buf_printf(&cli->out, "%s:%u: %s.%s: %s", question->file, question->line, question->element,
                   question->attribute, question->text);
        if (askers) buf_printf(&cli->out, "  [%s%s]", question->rules[0], askers > 1 ? ", ..." : "");
        buf_char(&cli->out, '\n');
    }
    buf_printf(&cli->out, "%zu question%s\n", threats->questions.count, threats->questions.count == 1 ? "" : "s");
}

static int run_check(struct cli *cli)
{
    struct loaded loaded;
    if (!load(cli, &loaded)) return EXIT_FAILED;
    device_check(loaded.device, &loaded.threats, &cli->diags);
    derive(cli, &loaded, NULL);
    VEC_SORT(&loaded.threats.questions, by_place);
    if (cli_format_is(cli, "json")) {
        struct json_writer json = {.out = &cli->out, .pretty = true};
        js_object_begin(&json);
        write_questions(&json, &loaded.threats);
        js_object_end(&json);
    } else {
        show_questions(cli, &loaded.threats);
    }
    unload(&loaded);
    return cli_exit(cli, EXIT_CLEAN);
}

// --- draw, rules, schema, save ---------------------------------------------------------------------

static int run_draw(struct cli *cli)
{
    struct loaded loaded;
    if (!load(cli, &loaded)) return EXIT_FAILED;
    enum status status = threats_diagram(loaded.device, &cli->out, &cli->diags);
    unload(&loaded);
    return status == STATUS_OK ? cli_exit(cli, EXIT_CLEAN) : EXIT_FAILED;
}

static int run_rules(struct cli *cli)
{
    const char *folder = path_join(&cli->arena, path_folder(&cli->arena, model_path(cli)), "rules/threats");
    struct threat_rules *rules = threat_rules_load(folder, &cli->diags);
    for (size_t i = 0; i < threat_rules_count(rules); i++) {
        const struct threat_rule *rule = threat_rules_at(rules, i);
        buf_printf(&cli->out, "%-34s %-9s %-15s %s\n", rule->rule.id, severity_name(rule->rule.severity),
                   element_kind_name(rule->scope), rule->rule.title);
    }
    buf_printf(&cli->out, "%zu rules\n", threat_rules_count(rules));
    threat_rules_free(rules);
    return cli_exit(cli, EXIT_CLEAN);
}

static int run_schema(struct cli *cli)
{
    if (cli_format_is(cli, "json"))
        device_json_schema(&cli->out);
    else
        device_reference(&cli->out);
    return EXIT_CLEAN;
}

static int run_save(struct cli *cli)
{
    struct loaded loaded;
    if (!load(cli, &loaded)) return EXIT_FAILED;
    device_write(loaded.device, &cli->out);
    unload(&loaded);
    return cli_exit(cli, EXIT_CLEAN);
}

static int run(struct cli *cli, void *options)
{
    const char *what = cli->arguments.count ? cli->arguments.items[0] : "list";
    if (cli->arguments.count > 2) return cli_usage_error(cli, "threats %s wants one model", what);
    if (strcmp(what, "list") == 0) return run_list(cli, options);
    if (strcmp(what, "check") == 0) return run_check(cli);
    if (strcmp(what, "draw") == 0) return run_draw(cli);
    if (strcmp(what, "rules") == 0) return run_rules(cli);
    if (strcmp(what, "schema") == 0) return run_schema(cli);
    if (strcmp(what, "save") == 0) return run_save(cli);
    return cli_usage_error(cli, "threats wants list, check, draw, rules, schema or save, not '%s'", what);
}

static const struct option OPTIONS[] = {
    OPTION(OPTION_TEXT, struct threats_options, rule, "rule", 0, "ID", "list: only the threats of this rule"),
    OPTION(OPTION_FLAG, struct threats_options, all, "all", 'a', NULL, "list: mitigated threats as well"),
    {0}};

const struct command CMD_threats = {
    .name = "threats",
    .summary = "Derive threats from the device model, check it, draw it",
    .arguments = "list|check|draw|rules|schema|save [MODEL]",
    .formats = "human json",
    .description = "MODEL is a device.yaml or the folder that holds it; without one, the current folder.\n\n"
                   "list derives the threats by rules, worst first, each with the facts that it rests on.\n"
                   "check tells what is wrong or odd in the model, and asks what the rules need to know.\n"
                   "draw writes the data-flow diagram as SVG.\n"
                   "rules lists the threat rules, the workspace's own in rules/threats/ included.\n"
                   "schema prints the reference of device.yaml; with --format json a JSON Schema for editors.\n"
                   "save prints the model in its canonical form.",
    .examples = "theriac threats list pump/\n    the threats of the workspace pump\n"
                "theriac threats check device.yaml\n    problems and open questions\n"
                "theriac threats draw -o flows.svg\n    the diagram\n",
    .options = OPTIONS,
    .options_size = sizeof(struct threats_options),
    .run = run,
};
