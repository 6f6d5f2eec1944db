// Answers: what is open, setting a decision, checking them all, and exchanging them as VEX.
#include "base/date.h"
#include "base/file.h"
#include "cli/cli.h"
#include "cli/stored.h"
#include "codec/json.h"
#include "report/output.h"
#include "triage/decisions.h"
#include "triage/triage.h"
#include "triage/vex_in.h"
#include <string.h>

struct options {
    struct decision decision;  // texts of --state and the like
    struct texts evidence;
    bool all, force;
};

struct triage {
    struct cli *cli;
    struct options *options;
    const char *folder;
    const char *subject; // of `set`; the file of `import`
    struct stored_state state;
};

// --- list --------------------------------------------------------------------------------------

static const char *score_text(struct arena *arena, const struct vulnerability *vulnerability)
{
    int tenths = vulnerability_score(vulnerability);
    return tenths < 0 ? "no score" : arena_printf(arena, "CVSS %d.%d", tenths / 10, tenths % 10);
}

static bool wanted(const struct triage *triage, bool open)
{
    return open || triage->options->all;
}

static void list_answer(struct buf *out, const struct decision *decision)
{
    if (!decision) return;
    buf_printf(out, "    %s, %s on %s", decision->state, decision->by ? decision->by : "nobody",
               decision->date ? decision->date : "no date");
    if (decision->reopened) buf_printf(out, "; open again: %s", decision->reopened_why);
    buf_char(out, '\n');
}

static size_t list_findings(struct triage *triage, struct buf *out)
{
    const struct assessment *assessment = &triage->state.stored.assessment;
    size_t count = 0;
    if (assessment->findings) VEC_EACH(&assessment->findings->list, finding) {
            if (!wanted(triage, finding_is_open(assessment, finding))) continue;
            count++;
            buf_printf(out, "%s  %-8s %s:%u: %s [%s]\n", finding->fingerprint, severity_name(finding->severity),
                       finding->location.file, finding->location.line, finding->message, finding->rule);
            list_answer(out, assessment_decision_any(assessment, DECISION_FINDING, finding->fingerprint, NULL));
        }
    return count;
}

static void list_suggestions(struct triage *triage, struct buf *out, size_t match)
{
    VEC_EACH(&triage->state.stored.assessment.suggestions, suggestion)
        if (suggestion->match == match)
            buf_printf(out, "    perhaps %s, %s (%s): %s\n", suggestion->state,
                       suggestion->justification ? suggestion->justification : "", suggestion->rung, suggestion->text);
}

static size_t list_matches(struct triage *triage, struct buf *out)
{
    const struct assessment *assessment = &triage->state.stored.assessment;
    size_t count = 0;
    for (size_t i = 0; assessment->matches && i < assessment->matches->list.count; i++) {
        const struct match *match = &assessment->matches->list.items[i];
        if (match->verdict == VERDICT_NOT_IN_RANGE || !wanted(triage, match_is_open(assessment, match))) continue;
        const struct vulnerability *vulnerability = &assessment->matches->vulnerabilities.items[match->vulnerability];
        const struct component *component = &assessment->components->list.items[match->component];
        count++;
        buf_printf(out, "%s  %s%s%s in %s %s", vulnerability->id,
                   match->verdict == VERDICT_UNDECIDABLE ? "undecidable, " : "",
                   score_text(&triage->cli->arena, vulnerability), vulnerability->kev ? ", exploited (KEV)" : "",
                   component->name, component->version ? component->version : "(version unknown)");
        if (match->fixed) buf_printf(out, ", fixed in %s", match->fixed);
        buf_printf(out, "\n    --component %s\n",
                   component_purl(component) ? component_purl(component) : component->name);
        list_suggestions(triage, out, i);
        list_answer(out, assessment_decision_any(assessment, DECISION_VULNERABILITY, vulnerability->id, component));
    }
    return count;
}

static size_t list_threats(struct triage *triage, struct buf *out)
{
    const struct assessment *assessment = &triage->state.stored.assessment;
    size_t count = 0;
    if (assessment->threats) VEC_EACH(&assessment->threats->list, threat) {
            if (!wanted(triage, threat_is_open(assessment, threat))) continue;
            count++;
            buf_printf(out, "%s  %s harm%s: %s\n", threat->id, harm_severity_name(threat->harm),
                       threat->demonstrated ? ", demonstrated" : "", threat->title);
            list_answer(out, assessment_decision_any(assessment, DECISION_THREAT, threat->id, NULL));
        }
    return count;
}

static void list_human(struct triage *triage)
{
    struct buf *out = &triage->cli->out, part = {0};
    static const struct {
        const char *title;
        size_t (*list)(struct triage *triage, struct buf *out);
    } PARTS[] = {{"Findings", list_findings}, {"Vulnerabilities", list_matches}, {"Threats", list_threats}};
    size_t total = 0;
    for (size_t i = 0; i < COUNT_OF(PARTS); i++) {
        size_t count = PARTS[i].list(triage, &part);
        total += count;
        if (count) buf_printf(out, "%s%s (%zu)\n%s", out->size ? "\n" : "", PARTS[i].title, count, buf_cstr(&part));
        buf_clear(&part);
    }
    if (!total) buf_text(out, triage->options->all ? "Nothing was found.\n" : "Nothing is unanswered.\n");
    buf_free(&part);
}

static void json_item(struct json_writer *json, enum decision_kind kind, const char *id, const char *component,
                      const char *text, const struct decision *decision, bool open)
{
    js_object_begin(json);
    js_member_text(json, "kind", decision_kind_name(kind));
    js_member_text(json, "id", id);
    js_member_text_opt(json, "component", component);
    js_member_text_opt(json, "text", text);
    js_member_bool(json, "open", open);
    js_member_text_opt(json, "state", decision ? decision->state : NULL);
    js_member_text_opt(json, "reopened", decision && decision->reopened ? decision->reopened_why : NULL);
    js_object_end(json);
}

static void list_json(struct triage *triage)
{
    const struct assessment *assessment = &triage->state.stored.assessment;
    struct json_writer json = {.out = &triage->cli->out, .pretty = true};
    js_array_begin(&json);
    if (assessment->findings) VEC_EACH(&assessment->findings->list, finding)
            if (wanted(triage, finding_is_open(assessment, finding)))
                json_item(&json, DECISION_FINDING, finding->fingerprint, NULL, finding->message,
                          assessment_decision_any(assessment, DECISION_FINDING, finding->fingerprint, NULL),
                          finding_is_open(assessment, finding));
    if (assessment->matches) VEC_EACH(&assessment->matches->list, match) {
            const struct component *component = &assessment->components->list.items[match->component];
            const struct vulnerability *known = &assessment->matches->vulnerabilities.items[match->vulnerability];
            const char *purl = component_purl(component);
            if (match->verdict == VERDICT_NOT_IN_RANGE || !wanted(triage, match_is_open(assessment, match))) continue;
            json_item(&json, DECISION_VULNERABILITY, known->id, purl ? purl : component->name, known->title,
                      assessment_decision_any(assessment, DECISION_VULNERABILITY, known->id, component),
                      match_is_open(assessment, match));
        }
    if (assessment->threats) VEC_EACH(&assessment->threats->list, threat)
            if (wanted(triage, threat_is_open(assessment, threat)))
                json_item(&json, DECISION_THREAT, threat->id, NULL, threat->title,
                          assessment_decision_any(assessment, DECISION_THREAT, threat->id, NULL),
                          threat_is_open(assessment, threat));
    js_array_end(&json);
}

static int run_list(struct triage *triage)
{
    if (cli_format_is(triage->cli, "json"))
        list_json(triage);
    else
        list_human(triage);
    return EXIT_CLEAN;
}

// --- set ---------------------------------------------------------------------------------------

static bool is_hex(const char *text, size_t digits)
{
    return strlen(text) == digits && strspn(text, "0123456789abcdef") == digits;
}

static enum decision_kind kind_of(const char *subject)
{
    if (text_starts(subject, "T-") && is_hex(subject + 2, 10)) return DECISION_THREAT;
    return is_hex(subject, 16) ? DECISION_FINDING : DECISION_VULNERABILITY;
}

static enum status write_decisions(struct triage *triage, const struct decision *const *changes, size_t count)
{
    struct buf old = {0}, text = {0};
    struct diags *diags = &triage->cli->diags;
    const char *path = triage->state.decisions_path;
    enum status status = file_exists(path) ? file_read(path, FILE_LIMIT, &old, diags) : STATUS_OK;
    if (status == STATUS_OK) status = decisions_edit(buf_cstr(&old), old.size, path, changes, count, &text, diags);
    if (status == STATUS_OK) status = file_write(path, buf_cstr(&text), text.size, diags);
    buf_free(&old);
    buf_free(&text);
    return status;
}

// The decision must be whole before it is written: the same check that `assess` makes later.
static bool is_whole(struct triage *triage, const struct decision *decision)
{
    struct decisions one = {0};
    VEC_PUSH(&one.list, *decision);
    decisions_check(&one, NULL, &triage->cli->diags);
    bool whole = !one.list.items[0].reopened;
    decisions_free(&one);
    return whole;
}

static void warn_if_unknown(struct triage *triage, const struct decision *decision)
{
    const struct assessment *assessment = &triage->state.stored.assessment;
    struct arena *arena = &triage->cli->arena;
    bool vulnerability = decision->kind == DECISION_VULNERABILITY, found = false;
    if (!triage->state.assessed) return;
    if (vulnerability && assessment->matches) VEC_EACH(&assessment->matches->list, match)
            found =
                found ||
                (text_equal(assessment->matches->vulnerabilities.items[match->vulnerability].id, decision->subject) &&
                 decision_names_component(decision->component, &assessment->components->list.items[match->component]));
    if (!vulnerability) found = triage_basis(arena, assessment, decision->kind, decision->subject) != NULL;
    if (!found)
        DIAG(&triage->cli->diags, DIAG_WARNING, NULL, 0, "the last assessment has no %s '%s'%s%s",
             decision_kind_name(decision->kind), decision->subject, decision->component ? " in " : "",
             decision->component ? decision->component : "");
}

static int run_set(struct triage *triage)
{
    struct cli *cli = triage->cli;
    struct decision *decision = &triage->options->decision;
    if (!decision->state) return cli_usage_error(cli, "set wants --state");
    decision->kind = kind_of(triage->subject);
    decision->subject = triage->subject;
    if (!decision->date) decision->date = arena_printf(&cli->arena, "%.10s", date_now(&cli->arena));
    VEC_PUSH(&triage->options->evidence, NULL);
    decision->evidence = triage->options->evidence.items;
    if (!decision->basis && triage->state.assessed)
        decision->basis =
            triage_basis(&cli->arena, &triage->state.stored.assessment, decision->kind, decision->subject);
    if (!is_whole(triage, decision)) return EXIT_USAGE;
    warn_if_unknown(triage, decision);
    const struct decision *changes[] = {decision};
    if (write_decisions(triage, changes, 1) != STATUS_OK) return EXIT_FAILED;
    buf_printf(&cli->out, "%s: %s is %s\n", triage->state.decisions_path, decision->subject, decision->state);
    return EXIT_CLEAN;
}

// --- check, import, export ---------------------------------------------------------------------

static int run_check(struct triage *triage)
{
    const struct decisions *decisions = &triage->state.decisions;
    size_t used = 0, reopened = 0;
    VEC_EACH(&decisions->list, decision) {
        used += decision->used;
        reopened += decision->reopened;
    }
    buf_printf(&triage->cli->out, "%zu decisions", decisions->list.count);
    if (triage->state.assessed) buf_printf(&triage->cli->out, ", %zu answer something", used);
    buf_printf(&triage->cli->out, ", %zu open again or not valid\n", reopened);
    return reopened ? EXIT_GATE : EXIT_CLEAN;
}

static bool answers_something(const struct assessment *assessment, const struct decision *decision)
{
    if (!assessment->matches) return false;
    VEC_EACH(&assessment->matches->list, match)
        if (match->verdict != VERDICT_NOT_IN_RANGE &&
            text_equal(assessment->matches->vulnerabilities.items[match->vulnerability].id, decision->subject) &&
            decision_names_component(decision->component, &assessment->components->list.items[match->component]))
            return true;
    return false;
}

static bool is_decided(const struct decisions *decisions, const struct decision *decision)
{
    VEC_EACH(&decisions->list, own)
        if (own->kind == decision->kind && text_equal(own->subject, decision->subject) &&
            (text_equal(own->component, decision->component) || !own->component))
            return true;
    return false;
}

static int run_import(struct triage *triage)
{
    struct cli *cli = triage->cli;
    struct decisions others = {0};
    VEC(const struct decision *) changes = {0};
    size_t foreign = 0, decided = 0;
    int code = EXIT_FAILED;
    if (vex_read(triage->subject, &others, &cli->diags) == STATUS_OK) {
        VEC_EACH(&others.list, decision) {
            const struct assessment *assessment = &triage->state.stored.assessment;
            bool here = !triage->state.assessed || triage->options->all || answers_something(assessment, decision);
            bool own = !triage->options->force && is_decided(&triage->state.decisions, decision);
            foreign += !here;
            decided += here && own;
            if (!here || own) continue;
            if (triage->state.assessed)
                decision->basis = triage_basis(&others.arena, assessment, decision->kind, decision->subject);
            VEC_PUSH(&changes, decision);
        }
        if (!changes.count || write_decisions(triage, changes.items, changes.count) == STATUS_OK) code = EXIT_CLEAN;
        buf_printf(&cli->out, "%zu answers imported", changes.count);
        if (decided) buf_printf(&cli->out, ", %zu kept as they are decided here (--force takes theirs)", decided);
        if (foreign) buf_printf(&cli->out, ", %zu about nothing in this device (--all takes them too)", foreign);
        buf_char(&cli->out, '\n');
    }
    VEC_FREE(&changes);
    decisions_free(&others);
    return code;
}

static int run_export(struct triage *triage)
{
    struct cli *cli = triage->cli;
    const struct output *output = output_find(cli->format ? cli->format : "openvex");
    if (!output || cli_format_is(cli, "json")) return cli_usage_error(cli, "export writes openvex or cyclonedx-vex");
    return output->write(&triage->state.stored.assessment, &cli->out, &cli->diags) == STATUS_OK ? EXIT_CLEAN
                                                                                                : EXIT_FAILED;
}

static const struct verb {
    const char *name;
    bool subject;         // a first argument before the folder
    bool need_assessment;
    bool lists;           // --format json
    int (*run)(struct triage *triage);
} VERBS[] = {
    {"list", false, true, true, run_list},      {"set", true, false, false, run_set},
    {"check", false, false, false, run_check},  {"import", true, false, false, run_import},
    {"export", false, true, false, run_export},
};

static int run(struct cli *cli, void *options)
{
    struct triage triage = {.cli = cli, .options = options};
    const struct verb *verb = NULL;
    for (size_t i = 0; cli->arguments.count && i < COUNT_OF(VERBS); i++)
        if (strcmp(VERBS[i].name, cli->arguments.items[0]) == 0) verb = &VERBS[i];
    if (!verb) return cli_usage_error(cli, "triage wants one of: list set check import export");
    size_t next = 1, count = cli->arguments.count;
    if (verb->subject) {
        if (next >= count) return cli_usage_error(cli, "triage %s wants %s", verb->name,
                                                  verb->run == run_set ? "the id of what is decided" : "a VEX file");
        triage.subject = cli->arguments.items[next++];
    }
    triage.folder = next < count ? cli->arguments.items[next++] : ".";
    if (next < count) return cli_usage_error(cli, "triage %s: what is '%s'?", verb->name, cli->arguments.items[next]);
    int code = EXIT_FAILED;
    if (stored_open(cli, triage.folder, verb->need_assessment, &triage.state) == STATUS_OK) code = verb->run(&triage);
    stored_close(&triage.state);
    return verb->run == run_set || code != EXIT_CLEAN ? code : cli_exit(cli, code);
}

#define TEXT(member, name, argument, help) OPTION(OPTION_TEXT, struct options, decision.member, name, 0, argument, help)
static const struct option OPTIONS[] = {
    TEXT(state, "state", "STATE", "not_affected, affected, fixed, false_positive, accepted, mitigated, ..."),
    TEXT(component, "component", "PURL", "the part that the answer is about; default: every part"),
    TEXT(justification, "justification", "WORD", "why not affected: code_not_reachable, requires_environment, ..."),
    TEXT(rationale, "rationale", "TEXT", "why, in sentences"),
    TEXT(patch_plan, "patch-plan", "TEXT", "affected: what will be done, by when"),
    TEXT(verification, "verification", "TEXT", "how the effect is shown: a test, a review"),
    TEXT(verification_status, "verification-status", "WORD", "planned, passed or failed"),
    TEXT(by, "by", "NAME", "who decides"),
    TEXT(date, "date", "DATE", "when; default: today"),
    TEXT(expires, "expires", "DATE", "until when the answer holds"),
    OPTION(OPTION_LIST, struct options, evidence, "evidence", 0, "TEXT", "a file, a link, a hash; may be repeated"),
    OPTION(OPTION_FLAG, struct options, all, "all", 'a', NULL,
           "list: answered ones too; import: also what is not here"),
    OPTION(OPTION_FLAG, struct options, force, "force", 0, NULL, "import: replace answers that were given here"),
    {0}};

const struct command CMD_triage = {
    .name = "triage",
    .summary = "Answer findings, vulnerabilities and threats",
    .arguments = "list|set ID|check|import FILE|export [DIR]",
    .formats = "human json openvex cyclonedx-vex",
    .description = "Works on the last assessment of the workspace DIR (here, when none is given) and its\n"
                   "decisions.yaml. list shows what is unanswered, with the ids to use; set writes an answer; check\n"
                   "says which answers are not valid, expired, or open again; import and export exchange answers as\n"
                   "OpenVEX or CycloneDX. check exits with 1 when an answer does not hold.",
    .examples = "theriac triage list\n    what is still open\n"
                "theriac triage set CVE-2018-25032 --component pkg:conan/zlib --state not_affected --justification "
                "code_not_reachable"
                " --rationale 'Only inflate is called.' --by 'A. Person'\n    answer a vulnerability\n"
                "theriac triage import supplier.vex.json\n    take over what a supplier answered\n"
                "theriac triage export --format openvex -o pump.openvex.json\n    tell others",
    .options = OPTIONS,
    .options_size = sizeof(struct options),
    .run = run,
};
