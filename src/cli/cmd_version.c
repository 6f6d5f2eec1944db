#include "cli/cli.h"

static int run(struct cli *cli, void *options)
{
    (void)options;
    buf_printf(&cli->out, "theriac %s\n", THERIAC_VERSION);
    return EXIT_CLEAN;
}

const struct command CMD_version = {
    .name = "version",
    .summary = "Print the version",
    .arguments = "",
    .run = run,
};
