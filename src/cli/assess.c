#include "cli/assess.h"
#include "base/date.h"
#include "base/file.h"
#include "base/log.h"
#include "base/map.h"
#include "cli/cli.h"
#include "cli/model_parts.h"
#include "parts/parts.h"
#include "threats/threats.h"
#include "triage/decisions.h"
#include "triage/evidence.h"
#include "triage/gate.h"
#include "triage/trace.h"
#include "triage/triage.h"
#include "vulns/history.h"
#include "vulns/match.h"
#include <string.h>

struct step { // what every step gets
    const struct assess_options *options;
    struct assess *assess;
    struct arena *arena;
    struct diags *diags;
};

static const char *in_workspace(const struct step *step, const char *path)
{
    return path_join(step->arena, step->assess->workspace.folder, path);
}

// --- scope -------------------------------------------------------------------------------------

static void load_device(struct step *step)
{
    struct assess *assess = step->assess;
    const char *path = in_workspace(step, assess->workspace.device);
    if (!file_exists(path)) {
        DIAG(step->diags, DIAG_SKIPPED, path, 0, "no device model: no threats are derived; theriac init writes one");
        return;
    }
    assess->device = device_read(path, step->diags);
    assess->assessment.device = assess->device;
}

// --- code --------------------------------------------------------------------------------------

// Entry functions of the channels, and which channel each belongs to.
static const char *const *entries_of(struct step *step, struct map *channels)
{
    struct texts entries = {0};
    const struct device *device = step->assess->device;
    const struct element *channel;
    for (size_t at = 0; device && (channel = device_next(device, ELEMENT_CHANNEL, &at));) {
        const struct model_value *entry = element_value(channel, "entry");
        for (size_t i = 0; i < entry->count; i++) {
            if (map_has(channels, entry->list[i])) continue;
            map_put(channels, entry->list[i], (void *)(uintptr_t)channel);
            VEC_PUSH(&entries, entry->list[i]);
        }
    }
    const char **rows = ARENA_ARRAY(step->arena, const char *, entries.count + 1);
    if (entries.count) memcpy(rows, entries.items, entries.count * sizeof *rows);
    VEC_FREE(&entries);
    return rows;
}

// A channel that comes from less trusted surroundings than the device's own makes an attack likelier.
static bool is_exposed(const struct element *channel)
{
    return channel_crosses_zones(channel);
}

// A finding reached over a channel carries the channel's id, and weighs one step more where that is exposed.
static void weigh_by_exposure(struct step *step, const struct map *channels)
{
    VEC_EACH(&step->assess->code.findings.list, finding) {
        const struct element *channel = finding->exposure ? map_get(channels, finding->exposure) : NULL;
        if (!channel) continue;
        finding->exposure = arena_str(&step->assess->code.findings.arena, channel->id);
        if (is_exposed(channel) && finding->severity >= SEVERITY_MEDIUM && finding->severity < SEVERITY_CRITICAL)
            finding->severity++;
    }
}

static void scan_code(struct step *step)
{
    struct assess *assess = step->assess;
    const struct workspace *workspace = &assess->workspace;
    struct map channels = {0};
    struct scan_options options = {.root = workspace->folder,
                                   .workspace = workspace->folder,
                                   .library = workspace->library,
                                   .jobs = step->options->jobs,
                                   .entries = entries_of(step, &channels)};
    if (!step->options->no_cache) options.cache_folder = in_workspace(step, ".theriac/cache");
    VEC_EACH(&workspace->sources, source)
        VEC_PUSH(&options.targets, ((struct scan_target){source->path, source->build}));
    VEC_EACH(&workspace->excludes, path)
        VEC_PUSH(&options.excludes, *path);
    VEC_PUSH(&options.excludes, "report");
    if (scan_run(&options, &assess->code, step->diags) == STATUS_OK) {
        weigh_by_exposure(step, &channels);
        assess->assessment.findings = &assess->code.findings;
    }
    assess->assessment.code = assess->code.statistics;
    VEC_FREE(&options.targets);
    VEC_FREE(&options.excludes);
    map_free(&channels);
}

// --- parts and their vulnerabilities -----------------------------------------------------------

// What is left out of the workspace, as seen from one of its folders. Our own report names parts too: it is no
// evidence.
static void excludes_below(const struct workspace *workspace, const char *prefix, struct texts *ret_excludes)
{
    VEC_EACH(&workspace->excludes, path)
        if (text_starts(*path, prefix)) VEC_PUSH(ret_excludes, *path + strlen(prefix));
    if (!prefix[0]) VEC_PUSH(ret_excludes, "report");
}

static void list_parts(struct step *step)
{
    struct assess *assess = step->assess;
    struct diags diags = {0};
    bool any = false;
    progress_start("parts", 0);
    VEC_EACH(&assess->workspace.parts, path) {
        const char *prefix = strcmp(*path, ".") == 0 ? NULL : arena_printf(step->arena, "%s/", *path);
        struct texts excludes = {0};
        excludes_below(&assess->workspace, prefix ? prefix : "", &excludes);
        struct parts_options options = {.jobs = step->options->jobs, .prefix = prefix, .excludes = &excludes};
        any |= parts_read(in_workspace(step, *path), &options, &assess->components, &diags) == STATUS_OK;
        VEC_FREE(&excludes);
    }
    VEC_EACH(&diags.list, diag) // evidence is told as seen from the workspace, diagnostics as seen from here
        diag_add(step->diags, diag->level, diag->file ? in_workspace(step, diag->file) : NULL, diag->line, diag->column,
                 "%s", diag->message);
    diags_free(&diags);
    progress_end();
    if (assess->device)
        model_parts_add(assess->device, assess->workspace.folder, &assess->components, step->diags);
    else
        components_finish(&assess->components);
    if (any || assess->components.list.count) assess->assessment.components = &assess->components;
}

static void match_parts(struct step *step)
{
    struct assess *assess = step->assess;
    struct database *database = NULL;
    const char *stated = step->options->database;
    if (!stated && assess->workspace.database) stated = in_workspace(step, assess->workspace.database);
    const char *path = database_path(step->arena, stated, assess->workspace.folder);
    if (!file_exists(path)) {
        DIAG(step->diags, DIAG_SKIPPED, path, 0,
             "no vulnerability database: no part was checked; theriac db import makes one");
        return;
    }
    if (database_open(path, step->diags, &database) != STATUS_OK) return;
    if (vulns_match(database, &assess->components, &assess->matches, step->diags) == STATUS_OK)
        assess->assessment.matches = &assess->matches;
    database_close(database);
}

// --- threats, decisions, the gate ----------------------------------------------------------------

static void derive_threats(struct step *step)
{
    struct assess *assess = step->assess;
    if (!assess->device) return;
    device_check(assess->device, &assess->threats, step->diags);
    threats_derive(assess->device, in_workspace(step, "rules/threats"), &assess->threats, step->diags);
    assess->assessment.threats = &assess->threats;
    if (threats_diagram(assess->device, &assess->diagram, step->diags) == STATUS_OK)
        assess->assessment.diagram_svg = buf_cstr(&assess->diagram);
}

static void answer(struct step *step)
{
    struct assess *assess = step->assess;
    struct assessment *assessment = &assess->assessment;
    const char *path = in_workspace(step, assess->workspace.decisions);
    if (decisions_load(path, &assess->decisions, step->diags) == STATUS_OK) {
        decisions_check(&assess->decisions, arena_printf(step->arena, "%.10s", assessment->date), step->diags);
        assessment->decisions = &assess->decisions;
    }
    triage_apply(assessment, step->diags);
    evidence_collect(assessment, assess->code.compiled.items, assess->code.compiled.count);
    trace_collect(assessment);
    struct gate_limits limits = {assess->workspace.gate_findings, assess->workspace.gate_score,
                                 assess->workspace.gate_kev, assess->workspace.gate_harm};
    gate_close(assessment, &limits);
}

// A release is stored under its name, so that theriac watch can look at it again when the feeds have moved.
static void remember(struct step *step)
{
    struct assess *assess = step->assess;
    const char *release = assess->workspace.release;
    size_t at = 0;
    if (!release && assess->device) release = element_text(device_next(assess->device, ELEMENT_DEVICE, &at), "version");
    if (!assess->assessment.matches) return;
    enum status status = history_save(in_workspace(step, ".theriac/history.db"), release ? release : "current",
                                      &assess->components, &assess->matches, assess->assessment.date, step->diags);
    if (status != STATUS_OK) DIAG(step->diags, DIAG_SKIPPED, NULL, 0, "this release was not stored for theriac watch");
}

enum status assess_run(const struct assess_options *options, struct assess *ret_assess, struct diags *diags)
{
    struct assessment *assessment = &ret_assess->assessment;
    struct step step = {options, ret_assess, &assessment->arena, diags};
    if (!dir_exists(options->folder)) {
        DIAG(diags, DIAG_ERROR, options->folder, 0, "no such folder");
        return STATUS_MISSING;
    }
    enum status status = workspace_load(options->folder, &ret_assess->workspace, diags);
    if (status != STATUS_OK) return status;
    assessment->folder = ret_assess->workspace.folder;
    assessment->tool_version = THERIAC_VERSION;
    assessment->date = date_now(&assessment->arena);
    assessment->diags = diags;
    code_rules_load(&ret_assess->rules, ret_assess->workspace.folder, diags);
    assessment->rules = ret_assess->rules.list.items;
    load_device(&step);
    scan_code(&step);
    list_parts(&step);
    match_parts(&step);
    derive_threats(&step);
    answer(&step);
    if (options->remember) remember(&step);
    return STATUS_OK;
}

void assess_free(struct assess *assess)
{
    workspace_free(&assess->workspace);
    device_free(assess->device);
    scan_result_free(&assess->code);
    components_free(&assess->components);
    matches_free(&assess->matches);
    threats_free(&assess->threats);
    decisions_free(&assess->decisions);
    buf_free(&assess->diagram);
    code_rules_free(&assess->rules);
    assessment_free(&assess->assessment);
}
