// `theriac watch`: every stored release against the vulnerability database as it is now. Nothing is scanned.
#include "base/date.h"
#include "base/file.h"
#include "cli/cli.h"
#include "cli/show_vulns.h"
#include "cli/workspace.h"
#include "triage/decisions.h"
#include "triage/triage.h"
#include "vulns/history.h"
#include "vulns/match.h"
#include <string.h>

struct options {
    const char *db;
    bool keep;
};

static const struct option OPTIONS[] = {
    OPTION(OPTION_TEXT, struct options, db, "db", 0, "FILE", "the vulnerability database"),
    OPTION(OPTION_FLAG, struct options, keep, "keep", 'k', NULL,
           "do not store this look: the next one tells the same again"),
    {0}};

struct watch { // one workspace
    struct cli *cli;
    struct json_writer *json; // NULL: for people
    const struct options *options;
    const char *folder;
    struct workspace workspace;
    struct decisions decisions;
    size_t changes, alarms;
};

struct answer { // of a person to a change
    const struct decision *decision; // NULL when nobody answered
    bool reopened;                   // it stood on another basis
    bool settled;                    // it holds and asks for nothing more
};

static struct answer answer_to(const struct watch *watch, const struct looked_release *release,
                               const struct change *change)
{
    struct answer answer = {0};
    const struct component *component = &release->components.list.items[change->component];
    VEC_EACH(&watch->decisions.list, decision) {
        if (decision->kind != DECISION_VULNERABILITY || strcmp(decision->subject, change->vulnerability) != 0 ||
            !decision_names_component(decision->component, component))
            continue;
        const struct decision_state *state = decision_state_find(decision->state);
        answer.decision = decision;
        if (change->match) {
            const struct vulnerability *now = &release->matches.vulnerabilities.items[change->match->vulnerability];
            answer.reopened = decision->reopened || vulnerability_changed(now, decision->basis);
        }
        answer.settled = state && state->settles && !answer.reopened;
        return answer;
    }
    return answer;
}

// New and affected, or worse than before, and nobody has answered it for good.
static bool is_alarm(const struct watch *watch, const struct change *change, const struct answer *answer)
{
    bool worse = change->kind == CHANGE_NEW || change->kind == CHANGE_EXPLOITED ||
                 (change->kind == CHANGE_RESCORED && change->score > change->score_before) || answer->reopened;
    if (!change->match || change->match->verdict != VERDICT_AFFECTED || answer->settled || !worse) return false;
    return (watch->workspace.gate_kev && change->kev) ||
           (watch->workspace.gate_score >= 0 && change->score >= watch->workspace.gate_score);
}

static void show_change(struct watch *watch, const struct looked_release *release, const struct change *change,
                        const struct answer *answer, bool alarm)
{
    struct buf *out = &watch->cli->out;
    const struct component *component = &release->components.list.items[change->component];
    buf_printf(out, "  %s%-9s %-16s", alarm ? "! " : "  ",
               answer->reopened ? "reopened" : change_kind_name(change->kind), change->vulnerability);
    if (change->score >= 0) buf_printf(out, " %d.%d", change->score / 10, change->score % 10);
    buf_printf(out, "  %s %s", component->name, component->version ? component->version : "");
    if (change->match) buf_printf(out, "  %s", verdict_name(change->match->verdict));
    if (change->kev) buf_text(out, "  EXPLOITED");
    if (change->match && change->match->fixed) buf_printf(out, "  fixed in %s", change->match->fixed);
    buf_char(out, '\n');
    if (change->title) buf_printf(out, "              %.100s\n", change->title);
    buf_printf(out, "              %s\n", change->why);
    if (answer->reopened)
        buf_printf(out, "              The decision '%s' of %s by %s stands on another basis.\n",
                   answer->decision->state, answer->decision->date ? answer->decision->date : "?",
                   answer->decision->by ? answer->decision->by : "?");
}

static void write_score(struct json_writer *json, const char *key, int tenths)
{
    if (tenths < 0) {
        js_member_text(json, key, NULL); // nobody has scored it
        return;
    }
    js_write_key(json, key);
    js_write_real(json, tenths / 10.0, 1);
}

static void write_change(struct json_writer *json, const struct looked_release *release, const struct change *change,
                         const struct answer *answer, bool alarm)
{
    const struct component *component = &release->components.list.items[change->component];
    js_object_begin(json);
    js_member_text(json, "kind", change_kind_name(change->kind));
    js_member_text(json, "vulnerability", change->vulnerability);
    js_member_text(json, "component", component->ref ? component->ref : component->name);
    js_member_text(json, "name", component->name);
    js_member_text(json, "version", component->version);
    js_member_text(json, "verdict", change->match ? verdict_name(change->match->verdict) : NULL);
    js_member_text(json, "fixed", change->match ? change->match->fixed : NULL);
    js_member_text_opt(json, "title", change->title);
    write_score(json, "score", change->score);
    write_score(json, "score_before", change->score_before);
    js_member_bool(json, "kev", change->kev);
    js_member_bool(json, "reopened", answer->reopened);
    js_member_text(json, "decision", answer->decision ? answer->decision->state : NULL);
    js_member_bool(json, "alarm", alarm);
    js_member_text(json, "why", change->why);
    js_object_end(json);
}

struct told { // a change with what it means here
    const struct change *change;
    struct answer answer;
    bool alarm;
};

static int rank_of(const struct told *told)
{
    if (told->alarm) return 0;
    if (told->answer.reopened || told->change->kev) return 1;
    return told->change->match && told->change->match->verdict == VERDICT_UNDECIDABLE ? 3 : 2;
}

// What asks for an action first, what cannot be decided last; the higher score first.
static int by_urgency(const void *left, const void *right)
{
    const struct told *a = left, *b = right;
    if (rank_of(a) != rank_of(b)) return rank_of(a) - rank_of(b);
    if (a->change->score != b->change->score) return b->change->score - a->change->score;
    return (a->change > b->change) - (a->change < b->change);
}

static void show_changes(struct watch *watch, const struct looked_release *release, struct told *list, size_t count)
{
    enum { UNDECIDABLE_SHOWN = 10 };
    struct buf *out = &watch->cli->out;
    size_t undecidable = 0;
    buf_printf(out, "%s release %s, %zu parts, last looked at %.10s\n", watch->folder, release->name,
               release->components.list.count, release->looked_before);
    if (!count) buf_text(out, "    nothing new\n");
    for (size_t i = 0; i < count; i++) {
        undecidable += rank_of(&list[i]) == 3;
        if (undecidable <= UNDECIDABLE_SHOWN || watch->cli->verbose)
            show_change(watch, release, list[i].change, &list[i].answer, list[i].alarm);
    }
    if (undecidable > UNDECIDABLE_SHOWN && !watch->cli->verbose)
        buf_printf(out, "    and %zu more that cannot be decided (--verbose shows them)\n",
                   undecidable - UNDECIDABLE_SHOWN);
}

static void write_changes(struct watch *watch, const struct looked_release *release, const struct told *list,
                          size_t count)
{
    js_object_begin(watch->json);
    js_member_text(watch->json, "workspace", watch->folder);
    js_member_text(watch->json, "release", release->name);
    js_member_text(watch->json, "saved", release->saved);
    js_member_text(watch->json, "looked_before", release->looked_before);
    js_member_array(watch->json, "changes");
    for (size_t i = 0; i < count; i++)
        write_change(watch->json, release, list[i].change, &list[i].answer, list[i].alarm);
    js_array_end(watch->json);
    js_object_end(watch->json);
}

static void tell_release(struct watch *watch, const struct looked_release *release)
{
    VEC(struct told) list = {0};
    VEC_EACH(&release->changes, change) {
        struct told told = {change, answer_to(watch, release, change), false};
        told.alarm = is_alarm(watch, change, &told.answer);
        watch->changes++;
        watch->alarms += told.alarm;
        VEC_PUSH(&list, told);
    }
    VEC_SORT(&list, by_urgency);
    if (watch->json)
        write_changes(watch, release, list.items, list.count);
    else
        show_changes(watch, release, list.items, list.count);
    VEC_FREE(&list);
}

static void load_decisions(struct watch *watch)
{
    struct cli *cli = watch->cli;
    const char *path = path_join(&cli->arena, watch->workspace.folder, watch->workspace.decisions);
    if (decisions_load(path, &watch->decisions, &cli->diags) == STATUS_OK)
        decisions_check(&watch->decisions, date_now(&cli->arena), &cli->diags);
}

static enum status look_at(struct watch *watch)
{
    struct cli *cli = watch->cli;
    struct database *database = NULL;
    struct look look = {0};
    enum status status = workspace_load(watch->folder, &watch->workspace, &cli->diags);
    if (status != STATUS_OK) return status;
    const char *given = watch->options->db;
    if (!given && watch->workspace.database)
        given = path_join(&cli->arena, watch->workspace.folder, watch->workspace.database);
    load_decisions(watch);
    status = database_open(database_path(&cli->arena, given, watch->workspace.folder), &cli->diags, &database);
    if (status == STATUS_OK)
        status = history_look(path_join(&cli->arena, watch->workspace.folder, ".theriac/history.db"), database,
                              !watch->options->keep, date_now(&cli->arena), &look, &cli->diags);
    VEC_EACH(&look.releases, release)
        tell_release(watch, release);
    if (look.releases.count && !watch->json) show_feeds(&cli->out, &look.releases.items[0].matches);
    look_free(&look);
    database_close(database);
    return status;
}

static int run(struct cli *cli, void *values)
{
    struct json_writer json = {.out = &cli->out, .pretty = true};
    bool as_json = cli_format_is(cli, "json");
    size_t alarms = 0, failed = 0;
    if (!cli->arguments.count) VEC_PUSH(&cli->arguments, ".");
    if (as_json) js_array_begin(&json);
    VEC_EACH(&cli->arguments, folder) {
        struct watch watch = {.cli = cli, .json = as_json ? &json : NULL, .options = values, .folder = *folder};
        failed += look_at(&watch) != STATUS_OK;
        alarms += watch.alarms;
        decisions_free(&watch.decisions);
        workspace_free(&watch.workspace);
    }
    if (as_json) js_array_end(&json);
    if (failed == cli->arguments.count) return EXIT_FAILED;
    return cli_exit(cli, alarms ? EXIT_GATE : EXIT_CLEAN);
}

const struct command CMD_watch = {
    .name = "watch",
    .summary = "Look again at every stored release",
    .arguments = "[DIR...]",
    .formats = "human json",
    .description = "Matches the parts of every release that a workspace has stored with the vulnerability database\n"
                   "as it is now, and tells what changed since the last look: new vulnerabilities, other scores,\n"
                   "ones that are exploited now, withdrawn ones, ones that the feeds no longer tell, and decisions\n"
                   "that reopen because the records they stood on changed. Nothing is scanned, no sources are\n"
                   "needed. A release is stored by assess, or by vulns --release NAME.\n\n"
                   "The exit code is 1 when something that is new or worse is affected, passes the workspace's\n"
                   "limits, and nobody has answered it: these lines start with an exclamation mark.",
    .examples = "theriac db import new-records.zip && theriac watch pump monitor\n"
                "    after every update of the database, for two products\n"
                "theriac watch --format json --keep\n"
                "    the same for a program, without storing the look\n",
    .options = OPTIONS,
    .options_size = sizeof(struct options),
    .run = run,
};
