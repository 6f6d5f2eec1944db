#include "cli/cli.h"
#include "base/file.h"
#include "model/device.h"
#include "model/threat.h"
#include <string.h>

static const char *model_path(struct cli *cli)
{
    const char *path = cli->arguments.count > 1 ? cli->arguments.items[1] : ".";
    return dir_exists(path) ? path_clean(&cli->arena, path_join(&cli->arena, path, "device.yaml")) : path;
}

static int run_schema(struct cli *cli)
{
    if (cli_format_is(cli, "json"))
        device_json_schema(&cli->out);
    else
        device_reference(&cli->out);
    return EXIT_CLEAN;
}

static int run_check(struct cli *cli)
{
    struct threats threats = {0};
    struct device *device = device_read(model_path(cli), &cli->diags);
    if (!device) return EXIT_FAILED;
    device_check(device, &threats, &cli->diags);
    VEC_EACH(&threats.questions, question)
        buf_printf(&cli->out, "%s:%u: %s: %s: %s\n", question->file, question->line, question->element,
                   question->attribute, question->text);
    buf_printf(&cli->out, "%zu questions\n", threats.questions.count);
    threats_free(&threats);
    device_free(device);
    return cli_exit(cli, EXIT_CLEAN);
}

static int run(struct cli *cli, void *options)
{
    (void)options;
    const char *what = cli->arguments.count ? cli->arguments.items[0] : "";
    if (strcmp(what, "check") == 0) return run_check(cli);
    if (strcmp(what, "schema") == 0) return run_schema(cli);
    return cli_usage_error(cli, "threats wants one of: check schema");
}

const struct command CMD_threats = {
    .name = "threats",
    .summary = "Check the device model",
    .arguments = "check|schema [FILE]",
    .formats = "human json",
    .run = run,
};
