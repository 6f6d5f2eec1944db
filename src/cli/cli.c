#include "cli/cli.h"
#include "base/file.h"
#include "base/log.h"
#include "cli/options.h"
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define COMMAND(name) extern const struct command CMD_##name;
#include "cli/commands.h"
#undef COMMAND

const struct command *const COMMANDS[] = {
#define COMMAND(name) &CMD_##name,
#include "cli/commands.h"
#undef COMMAND
    NULL};

const struct command *command_find(const char *name)
{
    for (const struct command *const *command = COMMANDS; *command; command++)
        if (strcmp((*command)->name, name) == 0) return *command;
    return NULL;
}

bool cli_format_is(const struct cli *cli, const char *name)
{
    const char *formats = cli->command->formats;
    if (cli->format || !formats) return cli->format && strcmp(cli->format, name) == 0;
    struct str rest = str_of(formats), first;
    return str_next(&rest, ' ', &first) && str_is(first, name);
}

int cli_usage_error(const struct cli *cli, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fputs("theriac: ", stderr);
    vfprintf(stderr, format, args);
    va_end(args);
    if (cli->command)
        fprintf(stderr, "\nTry 'theriac %s --help'.\n", cli->command->name);
    else
        fputs("\nTry 'theriac --help'.\n", stderr);
    return EXIT_USAGE;
}

int cli_exit(const struct cli *cli, int otherwise)
{
    return otherwise == EXIT_CLEAN && diags_incomplete(&cli->diags) ? EXIT_INCOMPLETE : otherwise;
}

// --- options -----------------------------------------------------------------------------------

static const struct option COMMON[] = {
    OPTION(OPTION_TEXT, struct cli, format, "format", 0, "FORMAT", "how the result is written"),
    OPTION(OPTION_TEXT, struct cli, output, "output", 'o', "FILE", "write the result to FILE"),
    OPTION(OPTION_NUMBER, struct cli, jobs, "jobs", 'j', "N", "threads to use (0: one for each processor)"),
    OPTION(OPTION_FLAG, struct cli, quiet, "quiet", 'q', NULL, "no progress and no notes"),
    OPTION(OPTION_FLAG, struct cli, verbose, "verbose", 'v', NULL, "say more about what is done"),
    {0}};

static const struct option *find_in(const struct option *rows, struct str name, char letter)
{
    for (; rows && rows->name; rows++)
        if (letter ? rows->letter == letter : str_is(name, rows->name)) return rows;
    return NULL;
}

static int store(struct cli *cli, void *base, const struct option *option, const char *value)
{
    char *place = (char *)base + option->offset;
    int64_t number;
    switch (option->kind) {
    case OPTION_FLAG: *(bool *)(void *)place = true; break;
    case OPTION_TEXT: *(const char **)(void *)place = value; break;
    case OPTION_LIST: VEC_PUSH((struct texts *)(void *)place, value); break;
    case OPTION_NUMBER:
        if (!text_to_int(value, 0, UINT32_MAX, &number))
            return cli_usage_error(cli, "--%s wants a whole number, not '%s'", option->name, value);
        *(unsigned *)(void *)place = (unsigned)number;
        break;
    }
    return 0;
}

struct parse {
    struct cli *cli;
    void *options;
    int argc, at;
    char **argv;
};

// One option, long or short; its value may be joined (--name=value, -ovalue) or the next argument.
static int parse_option(struct parse *parse, const char *text)
{
    struct cli *cli = parse->cli;
    bool is_long = text[1] == '-';
    const char *equals = is_long ? strchr(text, '=') : NULL;
    struct str name = is_long ? (struct str){text + 2, equals ? (size_t)(equals - text - 2) : strlen(text + 2)}
                              : (struct str){text + 1, 1};
    char letter = is_long ? 0 : text[1];
    void *base = cli;
    const struct option *option = find_in(COMMON, name, letter);
    if (!option) {
        base = parse->options;
        option = find_in(cli->command->options, name, letter);
    }
    if (!option) return cli_usage_error(cli, "no option '%.*s'", (int)(is_long ? name.size + 2 : 2), text);
    if (option->kind == OPTION_FLAG) {
        if (equals || (!is_long && text[2])) return cli_usage_error(cli, "--%s takes no value", option->name);
        return store(cli, base, option, NULL);
    }
    const char *value = equals ? equals + 1 : !is_long && text[2] ? text + 2 : NULL;
    if (!value) {
        if (parse->at + 1 >= parse->argc) return cli_usage_error(cli, "--%s wants %s", option->name, option->argument);
        value = parse->argv[++parse->at];
    }
    return store(cli, base, option, value);
}

static bool is_listed(const char *list, const char *word)
{
    struct str rest = str_of(list), piece;
    while (list && str_next(&rest, ' ', &piece))
        if (str_is(piece, word)) return true;
    return false;
}

static int parse_all(struct parse *parse, bool *ret_help)
{
    struct cli *cli = parse->cli;
    bool only_arguments = false;
    for (; parse->at < parse->argc; parse->at++) {
        const char *text = parse->argv[parse->at];
        if (!only_arguments && strcmp(text, "--") == 0) {
            only_arguments = true;
        } else if (!only_arguments && (strcmp(text, "--help") == 0 || strcmp(text, "-h") == 0)) {
            *ret_help = true;
        } else if (!only_arguments && text[0] == '-' && text[1]) {
            int failed = parse_option(parse, text);
            if (failed) return failed;
        } else {
            VEC_PUSH(&cli->arguments, text);
        }
    }
    if (cli->format && !is_listed(cli->command->formats, cli->format))
        return cli_usage_error(cli, "--format %s: this command writes %s", cli->format,
                               cli->command->formats ? cli->command->formats : "one format only");
    return 0;
}

// --- running -----------------------------------------------------------------------------------

static bool write_result(struct cli *cli)
{
    if (cli->output && strcmp(cli->output, "-") != 0)
        return file_write(cli->output, buf_cstr(&cli->out), cli->out.size, &cli->diags) == STATUS_OK;
    fwrite(buf_cstr(&cli->out), 1, cli->out.size, stdout);
    if (fflush(stdout) == 0 || errno == EPIPE) return true; // a closed pager is no failure
    DIAG(&cli->diags, DIAG_ERROR, NULL, 0, "cannot write the result: %s", strerror(errno));
    return false;
}

static void free_lists(const struct command *command, void *options)
{
    for (const struct option *row = command->options; row && row->name; row++)
        if (row->kind == OPTION_LIST) VEC_FREE((struct texts *)(void *)((char *)options + row->offset));
    free(options);
}

static int run_command(struct cli *cli, int argc, char **argv)
{
    void *options = mem_alloc(cli->command->options_size);
    struct parse parse = {cli, options, argc, 2, argv};
    bool help = false;
    int code = parse_all(&parse, &help);
    if (help) {
        code = EXIT_CLEAN;
        help_command(&cli->out, cli->command, colour_wanted(stdout));
        cli->output = NULL;
    } else if (!code) {
        cli->colour = !cli->output && colour_wanted(stdout);
        log_set_level(cli->quiet ? LOG_QUIET : cli->verbose ? LOG_VERBOSE : LOG_NORMAL);
        code = cli->command->run(cli, options);
    }
    if ((cli->out.size || cli->output) && code != EXIT_USAGE && code != EXIT_FAILED && !write_result(cli))
        code = EXIT_FAILED;
    if (!cli->quiet)
        diags_print_from(&cli->diags, cli->verbose ? DIAG_NOTE : DIAG_WARNING, stderr, colour_wanted(stderr));
    free_lists(cli->command, options);
    return code;
}

// `theriac --help`, `theriac help scan`, `theriac --version` as people expect them.
static int run_word(struct cli *cli, int argc, char **argv)
{
    const char *word = argc > 1 ? argv[1] : "--help";
    if (strcmp(word, "--version") == 0) word = "version";
    if (strcmp(word, "help") == 0 && argc > 2) {
        cli->command = command_find(argv[2]);
        if (!cli->command) return cli_usage_error(cli, "no command '%s'", argv[2]);
        help_command(&cli->out, cli->command, colour_wanted(stdout));
        return write_result(cli) ? EXIT_CLEAN : EXIT_FAILED;
    }
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 || strcmp(word, "help") == 0) {
        help_overview(&cli->out, colour_wanted(stdout));
        bool written = write_result(cli);
        return argc < 2 ? EXIT_USAGE : written ? EXIT_CLEAN : EXIT_FAILED;
    }
    cli->command = command_find(word);
    if (!cli->command) return cli_usage_error(cli, "no command '%s'", word);
    return run_command(cli, argc, argv);
}

int cli_main(int argc, char **argv)
{
    signal(SIGPIPE, SIG_IGN);
    struct cli cli = {0};
    int code = run_word(&cli, argc, argv);
    VEC_FREE(&cli.arguments);
    buf_free(&cli.out);
    diags_free(&cli.diags);
    arena_free(&cli.arena);
    return code;
}
