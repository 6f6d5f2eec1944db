#include "base/file.h"
#include "cli/baseline.h"
#include "cli/cli.h"
#include "cli/show.h"
#include "code/cache.h"
#include "code/record.h"
#include "code/scan.h"
#include "report/output.h"
#include <string.h>

struct scan_command {
    const char *build_dir, *dump, *baseline, *since, *fail_on;
    struct texts excludes, entries;
    bool no_cache, library, all, capture;
};

#define ROW(kind, member, name, letter, argument, help)                                            \
    OPTION(kind, struct scan_command, member, name, letter, argument, help)
static const struct option OPTIONS[] = {
    ROW(OPTION_TEXT, build_dir, "build", 'p', "DIR", "folder that holds compile_commands.json"),
    ROW(OPTION_FLAG, capture, "capture", 0, NULL, "what stands behind -- is a build: run it, record its compiler calls, scan here"),
    ROW(OPTION_TEXT, baseline, "baseline", 0, "FILE", "an earlier SARIF result: only what is new counts and is shown"),
    ROW(OPTION_TEXT, since, "since", 0, "REV", "only findings in lines that changed since that git revision"),
    ROW(OPTION_TEXT, fail_on, "fail-on", 0, "SEVERITY", "exit 1 from this severity on (default: high; none: never)"),
    ROW(OPTION_LIST, excludes, "exclude", 'x', "PATH", "leave out what lies below PATH; may be given again"),
    ROW(OPTION_LIST, entries, "entry", 'e', "FUNCTION", "its parameters come from outside; may be given again"),
    ROW(OPTION_FLAG, library, "library", 0, NULL, "strangers call the exported functions with any arguments"),
    ROW(OPTION_FLAG, all, "all", 'a', NULL, "show suppressed findings too"),
    ROW(OPTION_FLAG, no_cache, "no-cache", 0, NULL, "compile everything again"),
    ROW(OPTION_TEXT, dump, "dump", 0, "WHAT", "print ir, cfg, callgraph, stats, summary:FUNCTION or trace:FUNCTION"),
    {0}};

// The folder that every path lies in.
static const char *common_root(struct arena *arena, const struct texts *paths)
{
    const char *root = NULL;
    for (size_t i = 0; i < paths->count; i++) {
        const char *path = path_absolute(arena, paths->items[i]);
        if (!dir_exists(path)) path = path_folder(arena, path);
        if (!root) root = path;
        while (strcmp(root, "/") != 0 && strcmp(root, path) != 0 && path_relative(root, path) == path)
            root = path_folder(arena, root);
    }
    return root ? root : path_absolute(arena, ".");
}

static const char *const *terminated(struct arena *arena, const struct texts *list)
{
    const char **rows = ARENA_ARRAY(arena, const char *, list->count + 1);
    if (list->count) memcpy(rows, list->items, list->count * sizeof *rows);
    return rows;
}

static void set_targets(struct cli *cli, const struct scan_command *command, struct scan_options *options)
{
    struct texts here = {0};
    const struct texts *paths = &cli->arguments;
    if (!paths->count) {
        VEC_PUSH(&here, ".");
        paths = &here;
    }
    options->root = common_root(&cli->arena, paths);
    const char *build = command->build_dir ? path_absolute(&cli->arena, command->build_dir) : NULL;
    VEC_EACH(paths, path)
        VEC_PUSH(&options->targets, ((struct scan_target){path_absolute(&cli->arena, *path), build}));
    VEC_EACH(&command->excludes, path)
        VEC_PUSH(&options->excludes, path_relative(options->root, path_absolute(&cli->arena, *path)));
    VEC_FREE(&here);
}

static int gate(const struct findings *findings, enum severity limit)
{
    VEC_EACH(&findings->list, finding)
        if (limit != SEVERITY_NONE && !finding->suppression && finding->severity >= limit) return EXIT_GATE;
    return EXIT_CLEAN;
}

// Narrows to what is new, where that was asked for.
static int narrow(struct cli *cli, const struct scan_command *command, const char *root, struct findings *findings)
{
    size_t known = 0, untouched = 0;
    if (command->baseline && baseline_apply(findings, command->baseline, &known, &cli->diags) != STATUS_OK)
        return EXIT_FAILED;
    if (command->since && since_apply(findings, root, command->since, &untouched, &cli->diags) != STATUS_OK)
        return EXIT_FAILED;
    if (known) DIAG(&cli->diags, DIAG_NOTE, command->baseline, 0, "%zu finding(s) were known", known);
    if (untouched)
        DIAG(&cli->diags, DIAG_NOTE, NULL, 0, "%zu finding(s) lie in lines unchanged since %s", untouched,
             command->since);
    return EXIT_CLEAN;
}

static int show(struct cli *cli, const struct scan_command *command, struct assessment *assessment)
{
    if (cli_format_is(cli, "human")) {
        show_findings(&cli->out, assessment, command->all, cli->colour);
        return 0;
    }
    const struct output *output = output_find(cli->format);
    return output && output->write(assessment, &cli->out, &cli->diags) == STATUS_OK ? 0 : EXIT_FAILED;
}

// Runs the build that the arguments are; afterwards there are none, and the scan is of this folder.
static int capture(struct cli *cli)
{
    struct record_result result = {0};
    if (!cli->arguments.count) return cli_usage_error(cli, "--capture wants a build: theriac scan --capture -- make");
    VEC_PUSH(&cli->arguments, NULL);
    enum status status = record_build(cli->arguments.items, path_absolute(&cli->arena, "."), &result, &cli->diags);
    VEC_CLEAR(&cli->arguments);
    if (status != STATUS_OK) return cli_exit(cli, EXIT_FAILED);
    DIAG(&cli->diags, result.calls ? DIAG_NOTE : DIAG_WARNING, NULL, 0, "the build called a compiler %zu times, for %zu files%s",
         result.calls, result.entries, result.calls ? "" : "; was there anything left to build?");
    return EXIT_CLEAN;
}

static int run(struct cli *cli, void *arguments)
{
    const struct scan_command *command = arguments;
    int captured = command->capture ? capture(cli) : EXIT_CLEAN;
    if (captured != EXIT_CLEAN) return captured;
    struct scan_options options = {.dump = command->dump, .library = command->library, .jobs = cli->jobs};
    struct scan_result result = {0};
    int limit = command->fail_on ? severity_parse(command->fail_on) : SEVERITY_HIGH;
    if (limit < 0) return cli_usage_error(cli, "--fail-on wants a severity: none info low medium high critical");
    set_targets(cli, command, &options);
    options.entries = terminated(&cli->arena, &command->entries);
    options.workspace = file_exists(path_join(&cli->arena, options.root, "theriac.yaml")) ? options.root : NULL;
    if (!command->no_cache)
        options.cache_folder = options.workspace ? path_join(&cli->arena, options.root, ".theriac/cache")
                                                 : cache_default_folder(&cli->arena);
    struct assessment assessment = {
        .folder = options.root, .tool_version = THERIAC_VERSION, .findings = &result.findings, .diags = &cli->diags};
    enum status status = scan_run(&options, &result, &cli->diags);
    assessment.code = result.statistics;
    buf_add(&cli->out, buf_cstr(&result.dump), result.dump.size);
    int code = status == STATUS_OK ? EXIT_CLEAN : EXIT_FAILED;
    if (!code && !command->dump) code = narrow(cli, command, options.root, &result.findings);
    if (!code && !command->dump) code = show(cli, command, &assessment);
    if (!code && !command->dump) code = gate(&result.findings, (enum severity)limit);
    VEC_FREE(&options.targets);
    VEC_FREE(&options.excludes);
    scan_result_free(&result);
    assessment_free(&assessment);
    return cli_exit(cli, code);
}

const struct command CMD_scan = {
    .name = "scan",
    .summary = "Find weaknesses in C, C++, C# and Java sources",
    .arguments = "[PATH...] | --capture -- BUILD...",
    .formats = "human json sarif gitlab github",
    .description = "C and C++ are compiled with clang, as the build does where there is a compile_commands.json,\n"
                   "else by guessing; they are then analysed as one program. All four languages get the syntax\n"
                   "rules. Findings carry their CWE, a path, and a fingerprint that survives moved lines.",
    .examples = "theriac scan\n    everything below this folder\n"
                "theriac scan -p build src --format sarif -o findings.sarif\n    with the build's own commands, for "
                "other tools\n"
                "theriac scan --entry ble_on_write src\n    what ble_on_write receives comes from outside",
    .options = OPTIONS,
    .options_size = sizeof(struct scan_command),
    .run = run,
};
