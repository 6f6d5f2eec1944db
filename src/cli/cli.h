// The frame of the command line: the table of commands, options bound to struct members, help, and output.
// A command is one file cmd_NAME.c that defines `const struct command CMD_name`, and one line in commands.h.
#pragma once
#include "base/buf.h"
#include "base/diag.h"
#include "base/vec.h"

enum exit_code { EXIT_CLEAN = 0, EXIT_GATE = 1, EXIT_USAGE = 2, EXIT_FAILED = 3, EXIT_INCOMPLETE = 4 };

enum option_kind { OPTION_FLAG, OPTION_TEXT, OPTION_NUMBER, OPTION_LIST };

// An option row: where its value goes is an offset into the command's own options struct.
struct option {
    const char *name;     // long name, without dashes
    char letter;          // short form; 0 for none
    enum option_kind kind;
    size_t offset;        // of a bool, const char *, unsigned, or VEC(const char *)
    const char *argument; // "FILE"; NULL for flags
    const char *help;     // one line
};
#define OPTION(kind, type, member, name, letter, argument, help)                                   \
    {(name), (letter), (kind), offsetof(type, member), (argument), (help)}

// What every command gets; freed by main.
struct cli {
    const struct command *command;
    struct texts arguments;  // positional
    const char *format;      // --format; NULL when not given
    const char *output;      // -o; NULL is standard output
    unsigned jobs;           // -j; 0 is one for each processor
    bool quiet, verbose;
    struct arena arena;      // lives as long as the command
    struct diags diags;      // printed on standard error at the end
    struct buf out;          // the result; written to --output or standard output at the end
    bool colour;             // whether the result may use colours
};

struct command {
    const char *name;
    const char *summary;   // one line, for the list of commands
    const char *arguments; // "[PATH...]"
    const char *formats;   // space separated, the first is the default; NULL when there is no choice
    const char *description; // paragraphs for --help and the manual page
    const char *examples;  // lines "command\n    what it does"
    const struct option *options; // ends with a row whose name is NULL; may be NULL
    size_t options_size;   // of the options struct, zeroed before parsing
    int (*run)(struct cli *cli, void *options); // returns an exit_code
    bool hidden;           // not in the short list of commands
};

extern const struct command *const COMMANDS[]; // in the order of commands.h, ends with NULL
const struct command *command_find(const char *name);

// True when the chosen format is `name`; the default format is the first of command->formats.
bool cli_format_is(const struct cli *cli, const char *name);
// Says what is wrong with the call, with a pointer to --help. Returns EXIT_USAGE.
int cli_usage_error(const struct cli *cli, const char *format, ...) PRINTF_LIKE(2, 3);
// EXIT_INCOMPLETE when the diagnostics tell of something left out, else `otherwise`.
int cli_exit(const struct cli *cli, int otherwise);

// Texts made from the command table.
void help_overview(struct buf *out, bool colour);
void help_command(struct buf *out, const struct command *command, bool colour);
void help_manual(struct buf *out);                            // man page, troff -man
enum status help_completion(struct buf *out, const char *shell); // bash, zsh or fish

extern const char THERIAC_VERSION[];
