// `theriac vulns`: the known vulnerabilities of a part list. Parts are read, matched, answered by decisions, gated.
#include "base/date.h"
#include "base/file.h"
#include "cli/cli.h"
#include "cli/show_vulns.h"
#include "cli/workspace.h"
#include "parts/parts.h"
#include "report/output.h"
#include "triage/decisions.h"
#include "triage/gate.h"
#include "triage/triage.h"
#include "vulns/history.h"
#include "vulns/match.h"
#include <string.h>

struct options {
    const char *db;
    const char *release;
    bool all;
};

static const struct option OPTIONS[] = {
    OPTION(OPTION_TEXT, struct options, db, "db", 0, "FILE", "the vulnerability database"),
    OPTION(OPTION_TEXT, struct options, release, "release", 'r', "NAME",
           "store the parts as this release, for theriac watch"),
    OPTION(OPTION_FLAG, struct options, all, "all", 'a', NULL, "also what is not in range, and every undecidable one"),
    {0}};

struct run {
    struct cli *cli;
    const struct options *options;
    struct workspace workspace;
    struct components components;
    struct matches matches;
    struct decisions decisions;
    struct assessment assessment;
};

// A workspace says where its parts are; anything else is read as it is.
static enum status read_parts(struct run *run, const char *path)
{
    struct cli *cli = run->cli;
    struct parts_options options = {.jobs = cli->jobs};
    const struct texts *listed = &run->workspace.parts;
    if (!dir_exists(path) || !listed->count) return parts_read(path, &options, &run->components, &cli->diags);
    VEC_EACH(listed, part) {
        options.prefix = strcmp(*part, ".") == 0 ? NULL : arena_printf(&cli->arena, "%s/", *part);
        enum status status = parts_read(path_join(&cli->arena, path, *part), &options, &run->components, &cli->diags);
        if (status != STATUS_OK) return status;
    }
    return STATUS_OK;
}

static enum status match(struct run *run)
{
    struct cli *cli = run->cli;
    struct database *database;
    const char *given = run->options->db;
    if (!given && run->workspace.database)
        given = path_join(&cli->arena, run->workspace.folder, run->workspace.database);
    enum status status =
        database_open(database_path(&cli->arena, given, run->workspace.folder), &cli->diags, &database);
    if (status == STATUS_MISSING)
        DIAG(&cli->diags, DIAG_WARNING, NULL, 0, "'theriac db import' makes it from the feeds' files");
    if (status == STATUS_OK) status = vulns_match(database, &run->components, &run->matches, &cli->diags);
    database_close(database);
    return status;
}

static void decide(struct run *run)
{
    struct cli *cli = run->cli;
    struct assessment *assessment = &run->assessment;
    const struct gate_limits limits = {.score = run->workspace.gate_score, .kev = run->workspace.gate_kev};
    const char *path = path_join(&cli->arena, run->workspace.folder, run->workspace.decisions);
    enum status status = decisions_load(path, &run->decisions, &cli->diags);
    assessment->folder = run->workspace.folder;
    assessment->tool_version = THERIAC_VERSION;
    assessment->date = date_now(&assessment->arena);
    assessment->components = &run->components;
    assessment->matches = &run->matches;
    assessment->diags = &cli->diags;
    if (status == STATUS_OK) {
        decisions_check(&run->decisions, assessment->date, &cli->diags);
        assessment->decisions = &run->decisions;
    }
    triage_apply(assessment, &cli->diags);
    gate_close(assessment, &limits);
}

static enum status render(struct run *run)
{
    struct cli *cli = run->cli;
    struct json_writer json = {.out = &cli->out, .pretty = true};
    if (cli_format_is(cli, "human")) {
        show_matches(&cli->out, &run->components, &run->matches, run->options->all, cli->colour);
        return STATUS_OK;
    }
    if (cli_format_is(cli, "json")) {
        write_matches(&json, &run->components, &run->matches, run->options->all);
        return STATUS_OK;
    }
    const struct output *output = output_find(cli->format);
    return output ? output->write(&run->assessment, &cli->out, &cli->diags) : STATUS_MISSING;
}

static void run_free(struct run *run)
{
    assessment_free(&run->assessment);
    decisions_free(&run->decisions);
    matches_free(&run->matches);
    components_free(&run->components);
    workspace_free(&run->workspace);
}

static int run(struct cli *cli, void *values)
{
    struct run run = {.cli = cli, .options = values};
    if (cli->arguments.count > 1) return cli_usage_error(cli, "vulns takes one file or folder");
    const char *path = cli->arguments.count ? cli->arguments.items[0] : ".";
    enum status status =
        workspace_load(dir_exists(path) ? path : path_folder(&cli->arena, path), &run.workspace, &cli->diags);
    if (status == STATUS_OK) status = read_parts(&run, path);
    if (status == STATUS_OK) status = match(&run);
    if (status == STATUS_OK) {
        decide(&run);
        status = render(&run);
    }
    if (status == STATUS_OK && run.options->release)
        status = history_save(path_join(&cli->arena, run.workspace.folder, ".theriac/history.db"), run.options->release,
                              &run.components, &run.matches, run.assessment.date, &cli->diags);
    bool closed = run.assessment.gate.count > 0;
    run_free(&run);
    if (status != STATUS_OK) return EXIT_FAILED;
    return cli_exit(cli, closed ? EXIT_GATE : EXIT_CLEAN);
}

const struct command CMD_vulns = {
    .name = "vulns",
    .summary = "Find the known vulnerabilities of a part list",
    .arguments = "[SBOM_FILE|PATH]",
    .formats = "human json cyclonedx cyclonedx-vex openvex",
    .description = "Reads a CycloneDX or SPDX file, or finds the parts of a folder as sbom does, and looks each part\n"
                   "up in the vulnerability database (theriac db). Every answer is affected, not in range, or\n"
                   "undecidable, and says by which name of the part, feed, range and version scheme it was reached.\n"
                   "A part that no feed knows is listed as such: it is not clean. Decisions of the folder's\n"
                   "decisions.yaml count as answers.\n\n"
                   "The exit code is 1 when something affected and unanswered passes the limits of theriac.yaml (by\n"
                   "default a CVSS score of 7.0, or known to be exploited).",
    .examples = "theriac vulns product.cdx.json\n    what is known about the parts of an SBOM\n"
                "theriac vulns --format json --all .\n    every answer with its reason, for another program\n",
    .options = OPTIONS,
    .options_size = sizeof(struct options),
    .run = run,
};
