#include "cli/stored.h"
#include "base/date.h"
#include "base/file.h"
#include "triage/decisions.h"
#include "triage/gate.h"
#include "triage/trace.h"
#include "triage/triage.h"

// What the stored run said about its decisions is said anew about those of today.
static void drop_old_messages(struct stored_state *state)
{
    const char *name = path_name(state->decisions_path);
    struct diags *diags = &state->stored.diags;
    size_t kept = 0;
    for (size_t i = 0; i < diags->list.count; i++)
        if (!diags->list.items[i].file || !text_equal(path_name(diags->list.items[i].file), name))
            diags->list.items[kept++] = diags->list.items[i];
    diags->list.count = kept;
}

static enum status read_decisions(struct cli *cli, struct stored_state *state, struct diags *diags)
{
    enum status status = decisions_load(state->decisions_path, &state->decisions, diags);
    if (status != STATUS_OK && status != STATUS_MISSING) return status;
    decisions_check(&state->decisions, date_now(&cli->arena), diags);
    return STATUS_OK;
}

static void apply(struct stored_state *state, struct diags *diags)
{
    const struct workspace *workspace = &state->workspace;
    struct assessment *assessment = &state->stored.assessment;
    struct gate_limits limits = {.findings = workspace->gate_findings, .score = workspace->gate_score,
                                 .kev = workspace->gate_kev, .harm = workspace->gate_harm};
    assessment->decisions = &state->decisions;
    triage_apply(assessment, diags);
    trace_collect(assessment);
    gate_close(assessment, &limits);
}

enum status stored_open(struct cli *cli, const char *folder, bool need_assessment, struct stored_state *ret_state)
{
    struct diags diags = {0}; // of the decisions: for the terminal and for the report
    struct arena *arena = &cli->arena;
    ret_state->folder = folder;
    ret_state->report = path_join(arena, folder, "report");
    const char *file = path_join(arena, ret_state->report, "assessment.json");
    const char *absolute = path_absolute(arena, folder);
    if (!dir_exists(folder)) {
        DIAG(&cli->diags, DIAG_ERROR, folder, 0, "there is no such folder");
        return STATUS_MISSING;
    }
    enum status status = workspace_load(folder, &ret_state->workspace, &cli->diags);
    if (status != STATUS_OK) return status;
    ret_state->decisions_path = path_clean(arena, path_join(arena, absolute, ret_state->workspace.decisions));
    ret_state->assessed = need_assessment || file_exists(file);
    if (ret_state->assessed) status = assessment_read(file, absolute, &ret_state->stored, &cli->diags);
    if (status != STATUS_OK) return status;
    status = read_decisions(cli, ret_state, &diags);
    if (status == STATUS_OK && ret_state->assessed) {
        drop_old_messages(ret_state);
        apply(ret_state, &diags);
        diags_merge(&ret_state->stored.diags, &diags);
    }
    diags_merge(&cli->diags, &diags);
    diags_free(&diags);
    return status;
}

void stored_close(struct stored_state *state)
{
    stored_assessment_free(&state->stored);
    decisions_free(&state->decisions);
    workspace_free(&state->workspace);
}
