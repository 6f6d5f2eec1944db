#include "code/scan.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/log.h"
#include "base/map.h"
#include "base/pool.h"
#include "base/proc.h"
#include "base/records.h"
#include "code/cache.h"
#include "code/capture.h"
#include "code/exposure.h"
#include "code/flow/engine.h"
#include "code/front/front.h"
#include "code/front/warnings.h"
#include "code/ir/build.h"
#include "code/ir/program.h"
#include "code/kept.h"
#include "code/merge.h"
#include "code/suppress.h"
#include "code/syntax/syntax.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { NEIGHBOURS_MAX = 32, TELLING = 2 }; // files compiled as neighbours; so many in need tell of the others

struct batch { // files that are compiled one after the other, so that each knows what was guessed for those before it
    size_t files[NEIGHBOURS_MAX];
    size_t count;
};
VEC_NAMED(batches, struct batch);

struct unit { // one translation unit on its way
    struct ir_module module;
    struct findings findings; // the compiler's warnings
    struct diags diags;
    bool lowered;
};

struct scan {
    const struct scan_options *options;
    struct arena arena;
    struct capture capture;
    struct texts files;       // every source and header, absolute, sorted, each once
    struct cache cache;
    struct warnings *warnings;
    struct unit *units;       // one for each of capture.commands
    struct batches batches;   // of them, in the order of their first
    const char *generated;    // where configuration headers go that no build has made
    uint64_t program_hash;    // of this program; 0 without a cache
    const char *scratch;      // folder for clang's dependency files
    struct ir_program program;
    struct syntax_index functions; // of all files that the syntax tier has seen
    struct scan_result *result;
    struct findings *findings;          // of the result, as are the statistics
    struct code_statistics *statistics;
    struct diags *diags;
};

// --- which files -------------------------------------------------------------------------------

static bool is_excluded(const struct scan *scan, const char *path)
{
    const char *relative = path_relative(scan->options->root, path);
    VEC_EACH(&scan->options->excludes, prefix) {
        size_t size = strlen(*prefix);
        while (size && (*prefix)[size - 1] == '/')
            size--;
        if (strncmp(relative, *prefix, size) == 0 && (relative[size] == '/' || relative[size] == '\0')) return true;
    }
    return false;
}

static void drop_excluded(const struct scan *scan, struct tree *tree)
{
    size_t kept = 0;
    for (size_t i = 0; i < tree->files.count; i++)
        if (!is_excluded(scan, tree->files.items[i].path)) tree->files.items[kept++] = tree->files.items[i];
    tree->files.count = kept;
}

// A build may compile what the user does not want to see.
static void drop_excluded_commands(struct scan *scan)
{
    size_t kept = 0;
    for (size_t i = 0; i < scan->capture.commands.count; i++)
        if (!is_excluded(scan, scan->capture.commands.items[i].file))
            scan->capture.commands.items[kept++] = scan->capture.commands.items[i];
    scan->capture.commands.count = kept;
}

static enum status add_file_target(struct scan *scan, const char *path)
{
    struct tree_file file = {path, path_name(path), file_size(path)};
    struct tree tree = {0};
    VEC_PUSH(&tree.files, file);
    VEC_PUSH(&scan->files, path);
    struct capture_options options = {.only_inferred = true, .generated = scan->generated};
    enum status status =
        capture_commands(path_folder(&scan->arena, path), &tree, &options, &scan->capture, scan->diags);
    tree_free(&tree);
    return status;
}

static enum status add_target(struct scan *scan, const struct scan_target *target)
{
    const char *path = path_join(&scan->arena, scan->options->root, target->path);
    if (file_exists(path)) return add_file_target(scan, path);
    struct tree tree = {0};
    enum status status = tree_list(path, false, &tree, scan->diags);
    if (status != STATUS_OK && status != STATUS_LIMIT) {
        tree_free(&tree);
        return status;
    }
    drop_excluded(scan, &tree);
    VEC_EACH(&tree.files, file)
        VEC_PUSH(&scan->files, path_join(&scan->arena, path, file->relative));
    const char *build = target->build_dir ? path_join(&scan->arena, scan->options->root, target->build_dir) : NULL;
    struct capture_options options = {.build_dir = build, .generated = scan->generated};
    status = capture_commands(path, &tree, &options, &scan->capture, scan->diags);
    drop_excluded_commands(scan);
    tree_free(&tree);
    return status;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int by_command(const void *a, const void *b)
{
    return strcmp(((const struct compile_command *)a)->file, ((const struct compile_command *)b)->file);
}

// Targets may overlap: each file counts once, with the first command that was found for it.
static void drop_repetitions(struct scan *scan)
{
    size_t kept = 0;
    VEC_SORT(&scan->files, by_text);
    for (size_t i = 0; i < scan->files.count; i++)
        if (!kept || strcmp(scan->files.items[kept - 1], scan->files.items[i]) != 0)
            scan->files.items[kept++] = scan->files.items[i];
    scan->files.count = kept;
    kept = 0;
    VEC_SORT(&scan->capture.commands, by_command);
    for (size_t i = 0; i < scan->capture.commands.count; i++)
        if (!kept || strcmp(scan->capture.commands.items[kept - 1].file, scan->capture.commands.items[i].file) != 0)
            scan->capture.commands.items[kept++] = scan->capture.commands.items[i];
    scan->capture.commands.count = kept;
}

static enum status collect(struct scan *scan)
{
    enum status status = STATUS_OK;
    VEC_EACH(&scan->options->targets, target)
        if (status == STATUS_OK) status = add_target(scan, target);
    drop_repetitions(scan);
    if (scan->capture.uncovered.count)
        DIAG(scan->diags, DIAG_NOTE, NULL, 0, "%zu C or C++ file(s) are not part of the build and get the syntax rules only",
             scan->capture.uncovered.count);
    return status;
}

// --- compiling and lowering --------------------------------------------------------------------

static enum status get_bitcode(struct scan *scan, size_t index, struct clang_known known, char name[40], struct clang_result *ret_result)
{
    const struct compile_command *command = &scan->capture.commands.items[index];
    const char *const *flags = warnings_flags(scan->warnings);
    cache_key(command, flags, known, name);
    if (cache_load(&scan->cache, name, command, ret_result, &scan->units[index].diags)) return STATUS_OK;
    struct arena scratch = {0};
    struct diags told = {0};
    const char *depfile = scan->cache.folder ? arena_printf(&scratch, "%s/%zu.d", scan->scratch, index) : NULL;
    enum status status = clang_compile(command, flags, depfile, known, ret_result, &told);
    if (status == STATUS_OK) cache_store(&scan->cache, name, depfile, ret_result, &told);
    diags_merge(&scan->units[index].diags, &told);
    diags_free(&told);
    if (depfile) unlink(depfile);
    arena_free(&scratch);
    return status;
}

// Where the command was guessed, a header may be missing for no other reason. A function that nobody declared returns int,
// which then becomes a pointer.
static void drop_guesswork(struct findings *findings)
{
    size_t kept = 0;
    bool undeclared = false;
    for (size_t i = 0; i < findings->list.count; i++)
        undeclared |= strcmp(findings->list.items[i].rule, "clang-implicit-function-declaration") == 0;
    for (size_t i = 0; undeclared && i < findings->list.count; i++) {
        const struct finding *finding = &findings->list.items[i];
        bool guess = strcmp(finding->rule, "clang-implicit-function-declaration") == 0 ||
            (strcmp(finding->rule, "clang-int-conversion") == 0 && strstr(finding->message, "'int'"));
        if (!guess) findings->list.items[kept++] = *finding;
    }
    if (undeclared) findings->list.count = kept;
}

static bool get_module(struct scan *scan, struct unit *unit, const char *file, const struct clang_result *result,
                       struct kept_unit *kept)
{
    struct diags told = {0};
    kept->context = kept_context(scan->program_hash, result);
    if (kept_load(&scan->cache, kept, &unit->module, &unit->diags)) return true;
    bool good = front_llvm_lower(result->bitcode.bytes, result->bitcode.size, file, &unit->module, &told) == STATUS_OK;
    if (good) kept_store(&scan->cache, kept, &unit->module, &told);
    diags_merge(&unit->diags, &told);
    diags_free(&told);
    return good;
}

struct learnt { // in one batch
    struct buf guesses;
    size_t files, needy; // of those so far, that needed guesses
};

// Adds what a file needed, each guess once.
static void learn(struct learnt *learnt, const struct buf *guesses)
{
    struct str rest = {guesses->bytes, guesses->size}, line;
    learnt->files++;
    learnt->needy += guesses->size > 0;
    while (str_next(&rest, '\n', &line)) {
        struct str all = {learnt->guesses.bytes, learnt->guesses.size}, old;
        bool is_new = line.size > 0;
        while (is_new && str_next(&all, '\n', &old))
            is_new = old.size != line.size || memcmp(old.at, line.at, line.size) != 0;
        if (is_new) buf_printf(&learnt->guesses, "%.*s\n", (int)line.size, line.at);
    }
}

static void process_unit(struct scan *scan, size_t index, struct learnt *learnt)
{
    struct unit *unit = &scan->units[index];
    const struct compile_command *command = &scan->capture.commands.items[index];
    struct clang_result result;
    struct kept_unit kept;
    struct clang_known known = {{learnt->guesses.bytes, learnt->guesses.size},
                                learnt->files >= TELLING && learnt->needy == learnt->files};
    if (get_bitcode(scan, index, known, kept.name, &result) == STATUS_OK) {
        warnings_parse(scan->warnings, buf_cstr(&result.messages), result.messages.size, scan->options->root,
                       &unit->findings, &unit->diags);
        if (command->inferred) drop_guesswork(&unit->findings);
        unit->lowered = get_module(scan, unit, command->file, &result, &kept);
    }
    if (command->inferred) learn(learnt, &result.guesses);
    clang_result_free(&result);
    progress_step(1);
}

static void process_batch(void *context, size_t index, unsigned worker)
{
    struct scan *scan = context;
    struct learnt learnt = {0};
    (void)worker;
    for (size_t i = 0; i < scan->batches.items[index].count; i++)
        process_unit(scan, scan->batches.items[index].files[i], &learnt);
    buf_free(&learnt.guesses);
}

// A file whose command is known stands alone; guesswork goes by folders. Which files go together is the same whatever
// the number of threads.
static void make_batches(struct scan *scan)
{
    struct map open = {0}; // folder -> index + 1 of the batch that has room
    for (size_t i = 0; i < scan->capture.commands.count; i++) {
        const struct compile_command *command = &scan->capture.commands.items[i];
        void **place = command->inferred ? map_at(&open, command->folder) : NULL;
        size_t at = place ? (size_t)(uintptr_t)*place : 0;
        if (!at || scan->batches.items[at - 1].count == NEIGHBOURS_MAX) {
            (void)VEC_ADD(&scan->batches);
            at = scan->batches.count;
            if (place) *place = (void *)(uintptr_t)at;
        }
        struct batch *batch = &scan->batches.items[at - 1];
        batch->files[batch->count++] = i;
    }
    map_free(&open);
}

static bool make_scratch(struct scan *scan)
{
    char *folder = arena_str(&scan->arena, "/tmp/theriac-scan-XXXXXX");
    scan->scratch = mkdtemp(folder);
    if (!scan->scratch) scan->cache.folder = NULL; // without a place for dependency files nothing can be kept
    return scan->scratch != NULL;
}

// Said once, not for every file.
static bool has_compiler(struct scan *scan)
{
    if (program_exists(clang_program())) return true;
    DIAG(scan->diags, DIAG_ERROR, NULL, 0,
         "%s is not there: %zu C and C++ file(s) get the syntax rules only (./setup installs clang-19; THERIAC_CLANG names "
         "another one)",
         clang_program(), scan->capture.commands.count);
    return false;
}

static void compile_all(struct scan *scan)
{
    size_t count = scan->capture.commands.count;
    bool has = !count || has_compiler(scan);
    scan->warnings = warnings_load(scan->diags);
    scan->program_hash = scan->cache.folder ? records_program() : 0;
    scan->units = ARENA_ARRAY(&scan->arena, struct unit, count);
    bool scratch = make_scratch(scan);
    progress_start("compiling", count);
    make_batches(scan);
    if (has) pool_run(scan->options->jobs, scan->batches.count, process_batch, scan);
    progress_end();
    if (scratch) rmdir(scan->scratch);
    for (size_t i = 0; i < count; i++) {
        struct unit *unit = &scan->units[i];
        diags_merge(scan->diags, &unit->diags);
        VEC_EACH(&unit->findings.list, finding)
            findings_add(scan->findings, finding);
        if (unit->lowered) {
            const char *file = path_relative(scan->options->root, scan->capture.commands.items[i].file);
            VEC_PUSH(&scan->program.modules, &unit->module);
            VEC_PUSH(&scan->result->compiled, arena_str(&scan->findings->arena, file));
        }
        scan->statistics->files_failed += !unit->lowered && !scan->capture.commands.items[i].part_of;
    }
}

// --- the tiers ---------------------------------------------------------------------------------

// Where results of this very scan are kept: another one's functions are others.
static const char *kept_results(struct scan *scan, const char *suffix)
{
    if (!scan->cache.folder) return NULL;
    struct buf key = {0};
    buf_printf(&key, "%s\n", scan->options->root);
    VEC_EACH(&scan->options->targets, target)
        buf_printf(&key, "%s\n%s\n", target->path, target->build_dir ? target->build_dir : "");
    VEC_EACH(&scan->options->excludes, prefix)
        buf_printf(&key, "%s\n", *prefix);
    buf_printf(&key, "%d", scan->options->library);
    struct hash128 hash = hash128_bytes(key.bytes, key.size);
    buf_free(&key);
    return arena_printf(&scan->arena, "%s/%016llx%016llx.%s", scan->cache.folder, (unsigned long long)hash.high,
                        (unsigned long long)hash.low, suffix);
}

static enum status run_engine(struct scan *scan)
{
    struct engine_statistics statistics = {0};
    const char *workspace = scan->options->workspace;
    struct engine_options options = {.jobs = scan->options->jobs, .entries = scan->options->entries,
                                     .models = workspace ? path_join(&scan->arena, workspace, "rules/models") : NULL,
                                     .dump = scan->options->dump, .library = scan->options->library,
                                     .store = kept_results(scan, "flow")};
    progress_start("analysing", 0);
    enum status status =
        engine_run(&scan->program, &options, scan->findings, &statistics, &scan->result->dump, scan->diags);
    progress_end();
    scan->statistics->limits_hit = statistics.budget_hits + statistics.joins;
    return status;
}

static void dump_modules(const struct scan *scan, struct buf *out)
{
    bool cfg = strcmp(scan->options->dump, "cfg") == 0;
    VEC_EACH(&scan->program.modules, module) {
        if (!cfg) ir_dump_module(*module, out);
        for (size_t i = 0; cfg && i < (*module)->functions.count; i++)
            ir_dump_cfg(*module, &(*module)->functions.items[i], out);
    }
}

static void dump_callgraph(const struct scan *scan, struct buf *out)
{
    struct callgraph graph = {0};
    callgraph_build(&scan->program, &graph);
    callgraph_dump(&scan->program, &graph, out);
    callgraph_free(&graph);
}

// Files become relative to the root; function and source line are filled in where a tier did not know them.
static void place_findings(struct scan *scan)
{
    struct arena *arena = &scan->findings->arena;
    const char *root = scan->options->root;
    VEC_EACH(&scan->findings->list, finding) {
        finding->location.file = path_relative(root, path_join(arena, root, finding->location.file));
        struct finding_event *events = (struct finding_event *)(uintptr_t)finding->events;
        for (size_t i = 0; i < finding->event_count; i++)
            events[i].location.file = path_relative(root, path_join(arena, root, events[i].location.file));
        if (finding->severity <= SEVERITY_LOW) continue;
        if (syntax_is_test(finding->location.file))
            finding->severity = SEVERITY_LOW;
        else if (syntax_is_sample(finding->location.file))
            finding->severity--;
    }
    syntax_place(scan->findings, root, &scan->functions);
    merge_tiers(scan->findings);
}

static void run_syntax(struct scan *scan)
{
    struct syntax_statistics statistics = {0};
    struct syntax_rules *rules = syntax_rules_load(scan->options->workspace, scan->diags);
    syntax_keep(rules, kept_results(scan, "syntax"));
    syntax_keep_functions(rules, &scan->functions);
    syntax_scan(rules, scan->options->root, scan->files.items, scan->files.count, scan->options->jobs, scan->findings,
                &statistics, scan->diags);
    scan->statistics->files = statistics.files;
    scan->statistics->lines = statistics.lines;
    scan->statistics->functions = statistics.functions;
    syntax_rules_free(rules);
}

static enum status run_tiers(struct scan *scan)
{
    compile_all(scan);
    ir_program_link(&scan->program, scan->diags);
    const char *dump = scan->options->dump;
    if (dump && (strcmp(dump, "ir") == 0 || strcmp(dump, "cfg") == 0)) {
        dump_modules(scan, &scan->result->dump);
        return STATUS_OK;
    }
    if (dump && strcmp(dump, "callgraph") == 0) {
        dump_callgraph(scan, &scan->result->dump);
        return STATUS_OK;
    }
    enum status status = run_engine(scan);
    const char *function = dump ? strchr(dump, ':') : NULL;
    if (function && !scan->result->dump.size)
        DIAG(scan->diags, DIAG_WARNING, NULL, 0, "no function '%s' was analysed: nothing to print", function + 1);
    if (status == STATUS_OK && !dump) run_syntax(scan);
    return status;
}

static void scan_free(struct scan *scan)
{
    for (size_t i = 0; i < scan->capture.commands.count; i++) {
        if (scan->units) ir_module_free(&scan->units[i].module);
        if (scan->units) findings_free(&scan->units[i].findings);
        if (scan->units) diags_free(&scan->units[i].diags);
    }
    ir_program_free(&scan->program);
    warnings_free(scan->warnings);
    syntax_index_free(&scan->functions);
    VEC_FREE(&scan->batches);
    VEC_FREE(&scan->files);
    capture_free(&scan->capture);
    arena_free(&scan->arena);
}

enum status scan_run(const struct scan_options *options, struct scan_result *ret_result, struct diags *diags)
{
    double started = clock_seconds();
    struct scan scan = {.options = options, .result = ret_result, .findings = &ret_result->findings, .diags = diags,
                        .statistics = &ret_result->statistics,
                        .cache = {options->cache_folder, (size_t)CACHE_DEFAULT_MIB << 20}};
    const char *kept = options->cache_folder ? options->cache_folder : cache_default_folder(&scan.arena);
    scan.generated = path_join(&scan.arena, kept ? kept : "/tmp/theriac", "generated");
    enum status status = collect(&scan);
    if (status == STATUS_OK) status = run_tiers(&scan);
    if (status == STATUS_OK && !options->dump) {
        place_findings(&scan);
        exposure_mark(&scan.program, options->entries, scan.findings);
        suppress_apply(scan.findings, options->root, scan.files.items, scan.files.count, diags);
        findings_finish(scan.findings);
    }
    cache_prune(&scan.cache);
    scan_free(&scan);
    ret_result->statistics.seconds = clock_seconds() - started;
    return status;
}

void scan_result_free(struct scan_result *result)
{
    findings_free(&result->findings);
    VEC_FREE(&result->compiled);
    buf_free(&result->dump);
}
