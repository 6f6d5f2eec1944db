#include "base/file.h"
#include "base/log.h"
#include "cli/cli.h"
#include "threats/archetype.h"
#include "threats/threats.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct init_options {
    struct texts archetypes;
    const char *answers;
    bool force;
    bool list;
};

enum { ANSWER_MAX = 1000, TRIES_MAX = 5 };

struct init {
    struct cli *cli;
    struct archetypes archetypes;
    struct texts chosen; // ends with NULL once chosen
    struct yaml *model;
    bool interactive;
};

// --- asking --------------------------------------------------------------------------------------

// One line from standard input without its end; false at the end of input.
static bool read_line(char *line, size_t size)
{
    if (!fgets(line, (int)size, stdin)) return false;
    line[strcspn(line, "\r\n")] = '\0';
    return true;
}

static void choose_interactively(struct init *init)
{
    char line[ANSWER_MAX];
    fputs("Which of these describe the device? Several numbers may be given.\n", stderr);
    for (size_t i = 0; i < init->archetypes.list.count; i++)
        fprintf(stderr, "  %zu  %s\n     %s\n", i + 1, init->archetypes.list.items[i].name,
                init->archetypes.list.items[i].description);
    fputs("[1] ", stderr);
    if (!read_line(line, sizeof line)) return;
    struct str rest = str_of(arena_str(&init->cli->arena, line)), piece;
    while (str_next(&rest, ' ', &piece)) {
        int64_t number;
        struct str word = str_trim(piece);
        const char *text = arena_copy(&init->cli->arena, word.at, word.size);
        if (text_ends(text, ",")) text = arena_copy(&init->cli->arena, text, strlen(text) - 1);
        if (text_to_int(text, 1, (int64_t)init->archetypes.list.count, &number))
            VEC_PUSH(&init->chosen, init->archetypes.list.items[number - 1].id);
        else if (*text)
            fprintf(stderr, "'%s' is none of the numbers: left out\n", text);
    }
}

static const char *hint(struct init *init, const struct model_field *field)
{
    if (field->type == MODEL_FLAG) return "yes, no, ?";
    if (field->choices) return arena_printf(&init->cli->arena, "%s, ?", field->choices);
    return field->type == MODEL_NUMBER ? "a number, ?" : "?";
}

// An empty line keeps what the model says now.
static void ask(struct init *init, const struct archetype_question *question)
{
    const char *now, *expected = "";
    const struct model_field *field = archetype_field(init->model, question, &now);
    char line[ANSWER_MAX] = "";
    for (int tries = 0; field && tries < TRIES_MAX; tries++) {
        fprintf(stderr, "%s (%s) [%s] ", question->text, hint(init, field), now ? now : "?");
        init->interactive = read_line(line, sizeof line);
        if (!init->interactive || !*line) return; // at the end of input the rest keeps its values, too
        if (archetype_answer(&init->cli->arena, init->model, question, line, &expected)) return;
        fprintf(stderr, "  that wants %s\n", expected);
    }
}

static void ask_all(struct init *init, const struct archetype *archetype)
{
    if (init->interactive) VEC_EACH(&archetype->questions, question)
            ask(init, question);
}

static bool is_chosen(const struct init *init, const struct archetype *archetype)
{
    for (size_t i = 0; i + 1 < init->chosen.count; i++)
        if (strcmp(init->chosen.items[i], archetype->id) == 0) return true;
    return strcmp(archetype->id, "stand-alone") == 0;
}

// --- answers from a file -------------------------------------------------------------------------

static void take_answer(struct init *init, const char *file, const struct yaml_item *item,
                        const struct archetype_question *question)
{
    const char *expected = "a text", *text = yaml_string(item->value);
    struct buf joined = {0};
    YAML_EACH(item->value, inner)
        buf_printf(&joined, "%s%s", joined.size ? ", " : "", yaml_string(inner->value) ? inner->value->text : "");
    if (yaml_is_list(item->value)) text = buf_cstr(&joined);
    if (yaml_is_null(item->value)) text = "unknown";
    if (!text || !archetype_answer(&init->cli->arena, init->model, question, text, &expected))
        DIAG(&init->cli->diags, DIAG_SKIPPED, file, item->line, "'%s' wants %s", item->key, expected);
    buf_free(&joined);
}

static const struct archetype_question *find_question(const struct init *init, const char *id)
{
    VEC_EACH(&init->archetypes.list, archetype) {
        if (!is_chosen(init, archetype)) continue;
        VEC_EACH(&archetype->questions, question)
            if (strcmp(question->id, id) == 0) return question;
    }
    return NULL;
}

static void take_answers(struct init *init, const char *file)
{
    const struct yaml *answers = yaml_read(&init->cli->arena, file, &init->cli->diags);
    if (answers && !yaml_is_map(answers) && !yaml_is_null(answers))
        DIAG(&init->cli->diags, DIAG_ERROR, file, 1, "an answers file is a map from a question's id to its answer");
    if (!yaml_is_map(answers)) return;
    YAML_EACH(answers, item) {
        const struct archetype_question *question = find_question(init, item->key);
        if (question)
            take_answer(init, file, item, question);
        else
            DIAG(&init->cli->diags, DIAG_WARNING, file, item->line, "no question '%.80s' in the chosen archetypes",
                 item->key);
    }
}

// --- writing -------------------------------------------------------------------------------------

static const char WORKSPACE[] = "# What theriac assesses here. Every member is optional; these are the defaults.\n"
                                "device: device.yaml\n\n"
                                "gates:\n"
                                "  # From here on, what is open closes the gate.\n"
                                "  findings: high\n"
                                "  vulnerabilities: 7.0\n"
                                "  kev: true\n"
                                "  threats: serious\n";

static enum status write_new(struct init *init, const char *folder, const char *name, const char *bytes, size_t size)
{
    struct cli *cli = init->cli;
    const char *path = path_clean(&cli->arena, path_join(&cli->arena, folder, name));
    enum status status = file_write(path, bytes, size, &cli->diags);
    if (status == STATUS_OK) buf_printf(&cli->out, "wrote %s\n", path);
    return status;
}

// As `theriac threats check` counts them: the archetypes' own questions and those of the rules.
static size_t count_questions(const struct device *device)
{
    struct threats threats = {0};
    struct diags diags = {0};
    device_check(device, &threats, &diags);
    threats_derive(device, NULL, &threats, &diags);
    size_t count = threats.questions.count;
    threats_free(&threats);
    diags_free(&diags);
    return count;
}

static int write_workspace(struct init *init, const char *folder)
{
    struct cli *cli = init->cli;
    struct buf text = {0}, canonical = {0};
    init->model->items[0].comment =
        "# The device model. Its reference is docs/device-model.md; `theriac threats check` asks what is open.";
    yaml_write(init->model, &text);
    struct device *device = device_parse(text.bytes, text.size, "device.yaml", &cli->diags);
    int code = EXIT_FAILED;
    if (device) {
        device_write(device, &canonical);
        const char *settings = path_join(&cli->arena, folder, "theriac.yaml");
        if (dir_make(folder, &cli->diags) == STATUS_OK &&
            write_new(init, folder, "device.yaml", canonical.bytes, canonical.size) == STATUS_OK &&
            (file_exists(settings) ||
             write_new(init, folder, "theriac.yaml", WORKSPACE, strlen(WORKSPACE)) == STATUS_OK))
            code = cli_exit(cli, EXIT_CLEAN);
    }
    size_t open = device && code == EXIT_CLEAN ? count_questions(device) : 0;
    if (open) buf_printf(&cli->out, "%zu questions are open: theriac threats check %s\n", open, folder);
    device_free(device);
    buf_free(&text);
    buf_free(&canonical);
    return code;
}

// --- the command ---------------------------------------------------------------------------------

static int list_archetypes(struct init *init)
{
    VEC_EACH(&init->archetypes.list, archetype) {
        buf_printf(&init->cli->out, "%-22s %s\n%-22s %s\n", archetype->id, archetype->name, "", archetype->description);
        VEC_EACH(&archetype->questions, question)
            buf_printf(&init->cli->out, "%-22s   %-26s %s\n", "", question->id, question->text);
    }
    return EXIT_CLEAN;
}

static int choose(struct init *init, const struct init_options *options)
{
    VEC_EACH(&options->archetypes, id) {
        if (!archetypes_find(&init->archetypes, *id))
            return cli_usage_error(init->cli, "no archetype '%s'; --list shows them", *id);
        VEC_PUSH(&init->chosen, *id);
    }
    if (!init->chosen.count && init->interactive) choose_interactively(init);
    if (!init->chosen.count) VEC_PUSH(&init->chosen, "stand-alone");
    VEC_PUSH(&init->chosen, NULL);
    return EXIT_CLEAN;
}

static int make_workspace(struct init *init, const struct init_options *options)
{
    struct cli *cli = init->cli;
    const char *folder = cli->arguments.count ? cli->arguments.items[0] : ".";
    const char *target = path_clean(&cli->arena, path_join(&cli->arena, folder, "device.yaml"));
    if (file_exists(target) && !options->force) {
        DIAG(&cli->diags, DIAG_ERROR, target, 0, "it exists already; --force writes it anew");
        return EXIT_FAILED;
    }
    int code = choose(init, options);
    if (code != EXIT_CLEAN) return code;
    init->model = archetypes_compose(&init->archetypes, init->chosen.items, &cli->arena);
    if (options->answers) take_answers(init, options->answers);
    if (options->answers) init->interactive = false;
    VEC_EACH(&init->archetypes.list, archetype)
        if (is_chosen(init, archetype)) ask_all(init, archetype);
    return write_workspace(init, folder);
}

static int run(struct cli *cli, void *parsed)
{
    const struct init_options *options = parsed;
    struct init init = {.cli = cli, .interactive = isatty(STDIN_FILENO) && isatty(STDERR_FILENO) && !cli->quiet};
    if (cli->arguments.count > 1) return cli_usage_error(cli, "init makes one workspace at a time");
    archetypes_load(&init.archetypes, &cli->diags);
    int code = options->list ? list_archetypes(&init) : make_workspace(&init, options);
    VEC_FREE(&init.chosen);
    archetypes_free(&init.archetypes);
    return code;
}

static const struct option OPTIONS[] = {
    OPTION(OPTION_LIST, struct init_options, archetypes, "archetype", 'a', "ID",
           "how the device is connected; may be repeated"),
    OPTION(OPTION_TEXT, struct init_options, answers, "answers", 0, "FILE",
           "take the answers from a YAML file and ask nothing"),
    OPTION(OPTION_FLAG, struct init_options, force, "force", 'f', NULL, "write device.yaml anew when it exists"),
    OPTION(OPTION_FLAG, struct init_options, list, "list", 0, NULL, "show the archetypes and their questions"),
    {0}};

const struct command CMD_init = {
    .name = "init",
    .summary = "Describe a device: answer a few questions, get a device model",
    .arguments = "[DIR]",
    .description = "Writes device.yaml, and theriac.yaml where there is none, into DIR (default: here). On a\n"
                   "terminal it asks which archetypes describe the device and then a few questions of each;\n"
                   "elsewhere, or with --answers, it asks nothing, and what was not answered is written as unknown.\n"
                   "It never overwrites a model without --force.",
    .examples = "theriac init\n    asks, and writes into this folder\n"
                "theriac init pump --archetype remote-updates --archetype remote-prescription\n    both, over a "
                "stand-alone device\n"
                "theriac init pump --answers answers.yaml </dev/null\n    without a person\n",
    .options = OPTIONS,
    .options_size = sizeof(struct init_options),
    .run = run,
};
