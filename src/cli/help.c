// Help and the manual page, made from the command table.
#include "cli/cli.h"
#include <string.h>

static const char INTRODUCTION[] =
    "Finds, ranks and follows the security risks of a device, offline: what it stores and over\n"
    "which channels it talks, weaknesses in its code, its software parts and their known\n"
    "vulnerabilities, threats, and what changes after it went to market.\n";

static const char EXIT_CODES[] = "0 clean; 1 something passes the gate's limit; 2 usage; 3 failure; "
                                 "4 the analysis is incomplete";

static void heading(struct buf *out, const char *text, bool colour)
{
    buf_printf(out, "\n%s%s%s\n", colour ? "\033[1m" : "", text, colour ? "\033[0m" : "");
}

void help_overview(struct buf *out, bool colour)
{
    buf_text(out, "usage: theriac COMMAND [ARGUMENTS]\n\n");
    buf_text(out, INTRODUCTION);
    heading(out, "Commands", colour);
    for (const struct command *const *command = COMMANDS; *command; command++)
        if (!(*command)->hidden) buf_printf(out, "  %-11s %s\n", (*command)->name, (*command)->summary);
    heading(out, "Start here", colour);
    buf_text(out, "  theriac init                     answer a few questions, get a device model\n"
                  "  theriac assess                   all five steps on the workspace in this folder\n"
                  "  theriac scan src/                only the code\n"
                  "  theriac COMMAND --help           options and examples of a command\n");
    buf_printf(out, "\nExit codes: %s.\n", EXIT_CODES);
}

static void option_row(struct buf *out, const struct option *option)
{
    char left[64];
    snprintf(left, sizeof left, "%s%c%s--%s%s%s", option->letter ? "-" : " ", option->letter ? option->letter : ' ',
             option->letter ? ", " : "  ", option->name, option->argument ? " " : "",
             option->argument ? option->argument : "");
    buf_printf(out, "  %-28s %s\n", left, option->help);
}

static const struct option COMMON_HELP[] = {
    {"output", 'o', OPTION_TEXT, 0, "FILE", "write the result to FILE instead of standard output"},
    {"jobs", 'j', OPTION_NUMBER, 0, "N", "threads to use; 0, the default, is one for each processor"},
    {"quiet", 'q', OPTION_FLAG, 0, NULL, "no progress, no diagnostics"},
    {"verbose", 'v', OPTION_FLAG, 0, NULL, "say more about what is done"},
    {"help", 'h', OPTION_FLAG, 0, NULL, "this text"},
    {0}};

void help_command(struct buf *out, const struct command *command, bool colour)
{
    buf_printf(out, "usage: theriac %s [OPTIONS] %s\n\n%s.\n", command->name, command->arguments, command->summary);
    if (command->description) buf_printf(out, "\n%s\n", command->description);
    heading(out, "Options", colour);
    for (const struct option *row = command->options; row && row->name; row++)
        option_row(out, row);
    if (command->formats) buf_printf(out, "  %-28s one of: %s\n", "    --format FORMAT", command->formats);
    for (const struct option *row = COMMON_HELP; row->name; row++)
        option_row(out, row);
    if (command->examples) {
        heading(out, "Examples", colour);
        struct str rest = str_of(command->examples), line;
        while (str_next(&rest, '\n', &line))
            if (line.size) buf_printf(out, "  %.*s\n", (int)line.size, line.at);
    }
    buf_printf(out, "\nExit codes: %s.\n", EXIT_CODES);
}

// troff reads a leading dot or quote as a request, and a backslash as an escape.
static void troff_text(struct buf *out, const char *text)
{
    bool line_start = true;
    for (; *text; text++) {
        if (line_start && (*text == '.' || *text == '\'')) buf_text(out, "\\&");
        if (*text == '\\')
            buf_text(out, "\\e");
        else if (*text == '-')
            buf_text(out, "\\-");
        else
            buf_char(out, *text);
        line_start = *text == '\n';
    }
}

static void manual_options(struct buf *out, const struct option *row)
{
    for (; row && row->name; row++) {
        buf_text(out, ".TP\n\\fB");
        if (row->letter) buf_printf(out, "\\-%c\\fR, \\fB", row->letter);
        buf_text(out, "\\-\\-");
        troff_text(out, row->name);
        buf_printf(out, "\\fR%s%s\n", row->argument ? " " : "", row->argument ? row->argument : "");
        troff_text(out, row->help);
        buf_char(out, '\n');
    }
}

static void manual_command(struct buf *out, const struct command *command)
{
    buf_printf(out, ".SS theriac %s ", command->name);
    troff_text(out, command->arguments);
    buf_char(out, '\n');
    troff_text(out, command->summary);
    buf_text(out, ".\n");
    if (command->description) {
        buf_text(out, ".PP\n");
        troff_text(out, command->description);
        buf_char(out, '\n');
    }
    if (command->formats) {
        buf_text(out, ".PP\nFormats: ");
        troff_text(out, command->formats);
        buf_text(out, ".\n");
    }
    manual_options(out, command->options);
    if (!command->examples) return;
    buf_text(out, ".PP\nExamples:\n.nf\n");
    troff_text(out, command->examples);
    buf_text(out, "\n.fi\n");
}

void help_manual(struct buf *out)
{
    buf_printf(out, ".TH THERIAC 1 \"\" \"theriac %s\" \"User Commands\"\n", THERIAC_VERSION);
    buf_text(out, ".SH NAME\ntheriac \\- security risks of a device, from model to report\n"
                  ".SH SYNOPSIS\n.B theriac\n\\fICOMMAND\\fR [\\fIOPTIONS\\fR] [\\fIARGUMENTS\\fR]\n"
                  ".SH DESCRIPTION\n");
    troff_text(out, INTRODUCTION);
    buf_text(out, ".SH COMMANDS\n");
    for (const struct command *const *command = COMMANDS; *command; command++)
        manual_command(out, *command);
    buf_text(out, ".SH OPTIONS OF EVERY COMMAND\n");
    manual_options(out, COMMON_HELP);
    buf_text(out, ".SH EXIT STATUS\n");
    troff_text(out, EXIT_CODES);
    buf_text(out, ".\n.SH FILES\n.TP\ntheriac.yaml\nwhat to assess: sources, build, gates\n.TP\ndevice.yaml\n"
                  "the device model\n.TP\ndecisions.yaml\nwho decided what, when, why, on which evidence\n");
}
