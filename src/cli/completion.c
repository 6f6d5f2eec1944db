// Shell completions, made from the command table.
#include "cli/cli.h"
#include <string.h>

static void option_words(struct buf *out, const struct command *command)
{
    buf_text(out, "--output --jobs --quiet --verbose --help");
    if (command->formats) buf_text(out, " --format");
    for (const struct option *row = command->options; row && row->name; row++)
        buf_printf(out, " --%s", row->name);
}

static void bash_completion(struct buf *out)
{
    buf_text(out, "_theriac() {\n    local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}\n"
                  "    local words= formats=\n    case ${COMP_WORDS[1]} in\n");
    for (const struct command *const *command = COMMANDS; *command; command++) {
        buf_printf(out, "    %s) words='", (*command)->name);
        option_words(out, *command);
        buf_printf(out, "' formats='%s' ;;\n", (*command)->formats ? (*command)->formats : "");
    }
    buf_text(out, "    esac\n    if [ $COMP_CWORD -eq 1 ]; then\n        words='");
    for (const struct command *const *command = COMMANDS; *command; command++)
        buf_printf(out, "%s%s", command == COMMANDS ? "" : " ", (*command)->name);
    buf_text(out, "'\n    elif [ \"$previous\" = --format ]; then\n        words=$formats\n"
                  "    elif [[ $word != -* ]]; then\n        words=\n    fi\n"
                  "    COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n}\n"
                  "complete -o default -F _theriac theriac\n");
}

static void zsh_completion(struct buf *out)
{
    buf_text(out, "#compdef theriac\n_theriac() {\n    local -a commands=(\n");
    for (const struct command *const *command = COMMANDS; *command; command++)
        buf_printf(out, "        '%s:%s'\n", (*command)->name, (*command)->summary);
    buf_text(out, "    )\n    if (( CURRENT == 2 )); then _describe command commands; return; fi\n"
                  "    case $words[2] in\n");
    for (const struct command *const *command = COMMANDS; *command; command++) {
        buf_printf(out, "    %s) compadd -- ", (*command)->name);
        option_words(out, *command);
        buf_text(out, " ;;\n");
    }
    buf_text(out, "    esac\n    _files\n}\n_theriac \"$@\"\n");
}

static void fish_completion(struct buf *out)
{
    for (const struct command *const *command = COMMANDS; *command; command++) {
        buf_printf(out, "complete -c theriac -n __fish_use_subcommand -a %s -d '%s'\n", (*command)->name,
                   (*command)->summary);
        for (const struct option *row = (*command)->options; row && row->name; row++)
            buf_printf(out, "complete -c theriac -n '__fish_seen_subcommand_from %s' -l %s -d '%s'\n",
                       (*command)->name, row->name, row->help);
    }
}

enum status help_completion(struct buf *out, const char *shell)
{
    if (strcmp(shell, "bash") == 0)
        bash_completion(out);
    else if (strcmp(shell, "zsh") == 0)
        zsh_completion(out);
    else if (strcmp(shell, "fish") == 0)
        fish_completion(out);
    else
        return STATUS_MISSING;
    return STATUS_OK;
}
