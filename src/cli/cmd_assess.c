#include "base/file.h"
#include "cli/assess.h"
#include "cli/cli.h"
#include "cli/show.h"
#include "report/output.h"

struct assess_command {
    const char *database, *report;
    bool offline, no_cache, forget;
};

#define ROW(kind, member, name, letter, argument, help)                                            \
    OPTION(kind, struct assess_command, member, name, letter, argument, help)
static const struct option OPTIONS[] = {
    ROW(OPTION_TEXT, database, "db", 0, "FILE", "the vulnerability database"),
    ROW(OPTION_TEXT, report, "report", 0, "DIR", "where the outputs go (default: report in the workspace)"),
    ROW(OPTION_FLAG, offline, "offline", 0, NULL, "never use the network (assess never does; for scripts that insist)"),
    ROW(OPTION_FLAG, no_cache, "no-cache", 0, NULL, "compile everything again"),
    ROW(OPTION_FLAG, forget, "no-history", 0, NULL, "don't store this release for theriac watch"),
    {0}};

static int finish(struct cli *cli, const struct assess *assess, const char *folder)
{
    const struct assessment *assessment = &assess->assessment;
    if (outputs_write_report(assessment, folder, &cli->diags) != STATUS_OK) return EXIT_FAILED;
    if (cli_format_is(cli, "json")) {
        if (output_find("json")->write(assessment, &cli->out, &cli->diags) != STATUS_OK) return EXIT_FAILED;
    } else {
        show_summary(&cli->out, assessment, cli->colour);
        buf_printf(&cli->out, "report   %s/index.html\n", folder);
    }
    return assessment->gate.count ? EXIT_GATE : EXIT_CLEAN;
}

static int run(struct cli *cli, void *arguments)
{
    const struct assess_command *command = arguments;
    if (cli->arguments.count > 1) return cli_usage_error(cli, "assess takes one workspace");
    const char *folder = cli->arguments.count ? cli->arguments.items[0] : ".";
    struct assess_options options = {.folder = folder, .database = command->database, .jobs = cli->jobs,
                                     .no_cache = command->no_cache, .remember = !command->forget};
    struct assess assess = {0};
    int code = EXIT_FAILED;
    if (assess_run(&options, &assess, &cli->diags) == STATUS_OK) {
        const char *report = command->report ? command->report : path_join(&cli->arena, folder, "report");
        code = finish(cli, &assess, report);
    }
    assess_free(&assess);
    return cli_exit(cli, code);
}

const struct command CMD_assess = {
    .name = "assess",
    .summary = "Carry a workspace through all five steps and write the report",
    .arguments = "[DIR]",
    .formats = "human json",
    .description = "Reads theriac.yaml, device.yaml and decisions.yaml of the workspace, scans its code, lists its\n"
                   "parts, looks up their vulnerabilities, derives threats, and writes report/: index.html for\n"
                   "people, SARIF, CycloneDX, SPDX, OpenVEX and JSON for tools. Exit code 1 means that the gate is\n"
                   "closed; the summary says by what.",
    .examples = "theriac assess\n    the workspace in this folder\n"
                "theriac assess examples/infusion-pump\n    the example that comes with theriac",
    .options = OPTIONS,
    .options_size = sizeof(struct assess_command),
    .run = run,
};
