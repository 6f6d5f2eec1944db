// Renders the assessment that `assess` stored, with the decisions as they are now. Nothing is analysed again.
#include "base/file.h"
#include "cli/stored.h"
#include "report/output.h"

static int write_folder(struct cli *cli, const struct assessment *assessment, const char *folder)
{
    if (outputs_write_report(assessment, folder, &cli->diags) != STATUS_OK) return EXIT_FAILED;
    for (const struct output *const *output = OUTPUTS; *output; output++) {
        const char *path = path_join(&cli->arena, folder, (*output)->file_name);
        if ((*output)->in_report && file_exists(path)) buf_printf(&cli->out, "%s\n", path);
    }
    return EXIT_CLEAN;
}

static int render(struct cli *cli, const struct assessment *assessment, const char *folder)
{
    if (cli_format_is(cli, "all")) return write_folder(cli, assessment, folder);
    const struct output *output = output_find(cli->format);
    if (!output) return cli_usage_error(cli, "no format '%s'", cli->format);
    return output->write(assessment, &cli->out, &cli->diags) == STATUS_OK ? EXIT_CLEAN : EXIT_FAILED;
}

static int run(struct cli *cli, void *options)
{
    (void)options;
    struct stored_state state = {0};
    if (cli->arguments.count > 1) return cli_usage_error(cli, "report takes one folder");
    const char *folder = cli->arguments.count ? cli->arguments.items[0] : ".";
    int code = EXIT_FAILED;
    if (stored_open(cli, folder, true, &state) == STATUS_OK) code = render(cli, &state.stored.assessment, state.report);
    stored_close(&state);
    return cli_exit(cli, code);
}

const struct command CMD_report = {
    .name = "report",
    .summary = "Write the report again from the last assessment",
    .arguments = "[DIR]",
#define OUTPUT(name, word) " " word
    .formats = "all"
#include "report/formats.h"
    ,
#undef OUTPUT
    .description = "Reads report/assessment.json of the workspace DIR (here, when none is given) and renders it.\n"
                   "With the format 'all' every file of the report folder is written anew; another format is written\n"
                   "to standard output or to the file that -o names.",
    .examples = "theriac report\n    write report/ again, after a decision was made\n"
                "theriac report pump --format github -o findings.sarif\n    for GitHub code scanning",
    .run = run,
};
