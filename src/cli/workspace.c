#include "cli/workspace.h"
#include "base/file.h"
#include "codec/yaml.h"
#include <stdlib.h>
#include <string.h>

struct load {
    struct workspace *workspace;
    struct diags *diags;
};

static void wrong(struct load *load, const struct yaml *node, const char *member, const char *expected)
{
    diag_add(load->diags, DIAG_ERROR, load->workspace->file, node ? node->line : 0, node ? node->column : 0,
             "%s: expected %s, found %s", member, expected, yaml_kind_name(node));
}

static const char *text_of(struct load *load, const struct yaml *node, const char *member)
{
    const char *text = yaml_string(node);
    if (!text) wrong(load, node, member, "a text");
    return text;
}

static void load_text(struct load *load, const struct yaml *node, const char *member, const char **place)
{
    const char *text = text_of(load, node, member);
    if (text) *place = text;
}

static void load_list(struct load *load, const struct yaml *node, const char *member, struct texts *list)
{
    if (!yaml_is_list(node)) {
        wrong(load, node, member, "a list of texts");
        return;
    }
    YAML_EACH(node, item) {
        const char *text = text_of(load, item->value, member);
        if (text) VEC_PUSH(list, text);
    }
}

static void load_flag(struct load *load, const struct yaml *node, const char *member, bool *place)
{
    if (!yaml_to_bool(node, place)) wrong(load, node, member, "true or false");
}

// --- members -----------------------------------------------------------------------------------

static void load_sources(struct load *load, const struct yaml *node)
{
    if (!yaml_is_list(node)) {
        wrong(load, node, "sources", "a list of paths");
        return;
    }
    YAML_EACH(node, item) {
        struct workspace_source source = {.path = yaml_string(item->value)};
        if (yaml_is_map(item->value)) {
            source.path = yaml_text(item->value, "path");
            source.build = yaml_text(item->value, "build");
        }
        if (source.path)
            VEC_PUSH(&load->workspace->sources, source);
        else
            wrong(load, item->value, "sources", "a path, or a map with `path` and perhaps `build`");
    }
}

static bool is_none(const struct yaml *node)
{
    return text_equal(yaml_string(node), "none");
}

// "7.0", "7", "10.0": a CVSS score.
static void load_score(struct load *load, const struct yaml *node)
{
    const char *text = yaml_string(node);
    char *end = NULL;
    double score = text ? strtod(text, &end) : -1;
    if (is_none(node))
        load->workspace->gate_score = -1;
    else if (text && *text && !*end && score >= 0 && score <= 10)
        load->workspace->gate_score = (int)(score * 10 + 0.5);
    else
        wrong(load, node, "gates.vulnerabilities", "a CVSS score from 0.0 to 10.0, or none");
}

static void load_gates(struct load *load, const struct yaml *node)
{
    if (!yaml_is_map(node)) {
        wrong(load, node, "gates", "a map");
        return;
    }
    YAML_EACH(node, item) {
        const char *text = yaml_string(item->value);
        if (strcmp(item->key, "findings") == 0) {
            int severity = severity_parse(text);
            if (severity < 0) wrong(load, item->value, "gates.findings", "none, info, low, medium, high or critical");
            else load->workspace->gate_findings = (enum severity)severity;
        } else if (strcmp(item->key, "vulnerabilities") == 0) {
            load_score(load, item->value);
        } else if (strcmp(item->key, "kev") == 0) {
            load_flag(load, item->value, "gates.kev", &load->workspace->gate_kev);
        } else if (strcmp(item->key, "threats") == 0) {
            int harm = is_none(item->value) ? 0 : harm_severity_parse(text);
            if (harm < 0)
                wrong(load, item->value, "gates.threats", "none, negligible, minor, serious, critical or catastrophic");
            else load->workspace->gate_harm = (enum harm_severity)harm;
        } else {
            DIAG(load->diags, DIAG_WARNING, load->workspace->file, item->line, "gates: no member '%s'", item->key);
        }
    }
}

static void load_member(struct load *load, const struct yaml_item *item)
{
    struct workspace *workspace = load->workspace;
    const char *key = item->key;
    if (strcmp(key, "sources") == 0) load_sources(load, item->value);
    else if (strcmp(key, "parts") == 0) load_list(load, item->value, key, &workspace->parts);
    else if (strcmp(key, "exclude") == 0) load_list(load, item->value, key, &workspace->excludes);
    else if (strcmp(key, "regimes") == 0) load_list(load, item->value, key, &workspace->regimes);
    else if (strcmp(key, "release") == 0) load_text(load, item->value, key, &workspace->release);
    else if (strcmp(key, "device") == 0) load_text(load, item->value, key, &workspace->device);
    else if (strcmp(key, "decisions") == 0) load_text(load, item->value, key, &workspace->decisions);
    else if (strcmp(key, "database") == 0) load_text(load, item->value, key, &workspace->database);
    else if (strcmp(key, "library") == 0) load_flag(load, item->value, key, &workspace->library);
    else if (strcmp(key, "gates") == 0) load_gates(load, item->value);
    else DIAG(load->diags, DIAG_WARNING, workspace->file, item->line, "no member '%s' in theriac.yaml", key);
}

static void set_defaults(struct workspace *workspace, const char *folder)
{
    workspace->folder = path_absolute(&workspace->arena, folder);
    workspace->device = "device.yaml";
    workspace->decisions = "decisions.yaml";
    workspace->gate_findings = SEVERITY_HIGH;
    workspace->gate_score = 70;
    workspace->gate_kev = true;
    workspace->gate_harm = HARM_SERIOUS;
}

enum status workspace_load(const char *folder, struct workspace *ret_workspace, struct diags *diags)
{
    set_defaults(ret_workspace, folder);
    struct load load = {ret_workspace, diags};
    const char *file = path_join(&ret_workspace->arena, ret_workspace->folder, "theriac.yaml");
    if (file_exists(file)) {
        ret_workspace->file = file;
        const struct yaml *root = yaml_read(&ret_workspace->arena, file, diags);
        if (!root) return STATUS_INPUT;
        if (!yaml_is_map(root) && !yaml_is_null(root)) {
            wrong(&load, root, "theriac.yaml", "a map");
            return STATUS_INPUT;
        }
        YAML_EACH(root, item)
            load_member(&load, item);
    }
    if (!ret_workspace->sources.count) VEC_PUSH(&ret_workspace->sources, ((struct workspace_source){.path = "."}));
    if (!ret_workspace->parts.count) VEC_PUSH(&ret_workspace->parts, ".");
    return STATUS_OK;
}

void workspace_free(struct workspace *workspace)
{
    VEC_FREE(&workspace->sources);
    VEC_FREE(&workspace->parts);
    VEC_FREE(&workspace->excludes);
    VEC_FREE(&workspace->regimes);
    arena_free(&workspace->arena);
}
