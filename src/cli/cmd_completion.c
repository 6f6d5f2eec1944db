#include "cli/cli.h"

static int run(struct cli *cli, void *options)
{
    (void)options;
    if (cli->arguments.count != 1 || help_completion(&cli->out, cli->arguments.items[0]) != STATUS_OK)
        return cli_usage_error(cli, "completion wants one of: bash zsh fish");
    return EXIT_CLEAN;
}

const struct command CMD_completion = {
    .name = "completion",
    .summary = "Print the completion script of a shell",
    .arguments = "bash|zsh|fish",
    .examples = "theriac completion bash >/etc/bash_completion.d/theriac\n    for every user of bash",
    .run = run,
};
