#include "cli/cli.h"

static int run(struct cli *cli, void *options)
{
    (void)options;
    if (cli->arguments.count) return cli_usage_error(cli, "man takes no arguments");
    help_manual(&cli->out);
    return EXIT_CLEAN;
}

const struct command CMD_man = {
    .name = "man",
    .summary = "Print the manual page",
    .arguments = "",
    .examples = "theriac man | man -l -\n    read it",
    .run = run,
};
