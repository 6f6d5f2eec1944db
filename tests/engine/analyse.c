// Runs the engine alone over bitcode files and prints what it finds, one line a finding:
// file<TAB>line<TAB>CWE-n<TAB>rule<TAB>severity<TAB>function<TAB>message.
//   analyse --flags                  prints the options that bitcode has to be made with
//   analyse [-j N] [-d DUMP] [-s] FILE.bc...     -s: times and counts on standard error; -t: with the paths
//   -l: a library; -e FUNCTION: takes input from outside
//   -c STORE: takes over what an earlier run kept in that file
#include "base/file.h"
#include "base/log.h"
#include "base/pool.h"
#include "code/flow/engine.h"
#include "code/front/clang.h"
#include "code/front/front.h"
#include <stdio.h>
#include <string.h>

struct loading {
    char **paths;
    struct ir_module *modules;
    struct diags *diags;
    bool *good;
};

static void load(void *context, size_t index, unsigned worker)
{
    struct loading *l = context;
    struct buf bytes = {0};
    (void)worker;
    l->good[index] = file_read(l->paths[index], FILE_LIMIT, &bytes, &l->diags[index]) == STATUS_OK &&
                     front_llvm_lower(buf_cstr(&bytes), bytes.size, l->paths[index], &l->modules[index],
                                      &l->diags[index]) == STATUS_OK;
    buf_free(&bytes);
}

static void print_findings(const struct findings *findings, bool paths)
{
    VEC_EACH(&findings->list, f) {
        if (f->severity == SEVERITY_NONE)
            continue; // for merge_tiers
        printf("%s\t%u\tCWE-%u\t%s\t%s\t%s\t%s\n", f->location.file, f->location.line, f->cwe, f->rule,
               severity_name(f->severity), f->function, f->message);
        for (size_t i = 0; paths && i < f->event_count; i++)
            printf("    %*s%s:%u: %s\n", (int)f->events[i].depth * 2, "", path_name(f->events[i].location.file),
                   f->events[i].location.line, f->events[i].message);
    }
}

int main(int argc, char **argv)
{
    mem_keep_freed();
    struct engine_options options = {.jobs = 1};
    const char *entries[16] = {0};
    size_t entry_count = 0;
    bool statistics = false, paths = false;
    int at = 1;
    for (; at < argc && argv[at][0] == '-'; at++) {
        if (!strcmp(argv[at], "--flags")) {
            for (const char *const *flag = clang_bitcode_flags(); *flag; flag++)
                printf("%s\n", *flag);
            return 0;
        }
        statistics |= !strcmp(argv[at], "-s");
        paths |= !strcmp(argv[at], "-t");
        options.library |= !strcmp(argv[at], "-l");
        if (!strcmp(argv[at], "-e") && at + 1 < argc && entry_count + 1 < COUNT_OF(entries)) {
            entries[entry_count++] = argv[++at];
            options.entries = entries;
            continue;
        }
        if (!strcmp(argv[at], "-j") && at + 1 < argc)
            options.jobs = (unsigned)atoi(argv[++at]);
        else if (!strcmp(argv[at], "-d") && at + 1 < argc)
            options.dump = argv[++at];
        else if (!strcmp(argv[at], "-c") && at + 1 < argc)
            options.store = argv[++at];
    }
    size_t count = (size_t)(argc - at);
    struct loading l = {argv + at, mem_alloc((count + 1) * sizeof *l.modules), mem_alloc((count + 1) * sizeof *l.diags),
                        mem_alloc(count + 1)};
    double start = clock_seconds();
    pool_run(options.jobs, count, load, &l);
    double loaded = clock_seconds();
    struct ir_program program = {0};
    struct diags diags = {0};
    for (size_t i = 0; i < count; i++) {
        diags_merge(&diags, &l.diags[i]);
        if (l.good[i])
            *VEC_ADD(&program.modules) = &l.modules[i];
    }
    ir_program_link(&program, &diags);
    struct findings findings = {0};
    struct engine_statistics s = {0};
    struct buf dump = {0};
    enum status status = engine_run(&program, &options, &findings, &s, &dump, &diags);
    findings_finish(&findings);
    double done = clock_seconds();
    if (options.dump)
        fputs(buf_cstr(&dump), stdout);
    else
        print_findings(&findings, paths);
    if (statistics)
        fprintf(stderr, "load %.2f s, engine %.2f s, %zu functions, %zu states, %zu joins, %zu budgets hit, %zu findings, "
                "%zu taken over\n", loaded - start, done - loaded, s.functions, s.states, s.joins, s.budget_hits,
                findings.list.count, s.summaries_reused);
    diags_print(&diags, stderr, false);
    ir_program_free(&program);
    for (size_t i = 0; i < count; i++) {
        if (l.good[i])
            ir_module_free(&l.modules[i]);
        diags_free(&l.diags[i]);
    }
    free(l.modules);
    free(l.diags);
    free(l.good);
    findings_free(&findings);
    buf_free(&dump);
    diags_free(&diags);
    return status == STATUS_OK ? 0 : 1;
}
