#include "parts/parts.h"
#include "base/data.h"
#include "base/file.h"
#include "base/log.h"
#include "base/map.h"
#include "base/pool.h"
#include "codec/elf.h"
#include "parts/binary.h"
#include "parts/ecosystem.h"
#include "parts/libraries.h"
#include <fnmatch.h>
#include <string.h>

static const struct ecosystem *const ECOSYSTEMS[] = {
#define ECO(name) &ECO_##name,
#include "parts/ecosystems.h"
#undef ECO
};

struct job { // one file for one reader; results stay apart until all are done
    const char *path, *shown;
    const struct ecosystem *ecosystem;
    bool by_name; // else only the content can tell
    struct components components;
    struct diags diags;
    struct texts own; // purls without version of what the tree makes itself
    bool recognised;
};

struct run {
    struct part_context context;
    VEC(struct job) jobs;
    struct arena arena;
    bool single; // one file given by hand
};

// A pattern with folders in it matches the end of the path, one without matches the name.
static bool pattern_matches(const char *pattern, const char *relative)
{
    const char *tail = relative + strlen(relative);
    for (const char *c = pattern; *c; c++)
        if (*c == '/')
            while (tail > relative && *--tail != '/') continue;
    while (tail > relative && tail[-1] != '/') tail--;
    return fnmatch(pattern, tail, 0) == 0;
}

static bool ecosystem_matches(const struct ecosystem *ecosystem, const struct part_context *context,
                              const char *relative)
{
    const char *name = path_name(relative);
    for (const char *const *pattern = ecosystem->files; pattern && *pattern; pattern++) {
        // fnmatch is slow; a plain name or a "*.end" need not reach it.
        const char *last = path_name(*pattern);
        if (last[0] == '*' ? !strpbrk(last + 1, "*?[") && !text_ends(name, last + 1)
                           : last[0] != '?' && last[0] != '[' && last[0] != name[0])
            continue;
        if (pattern_matches(*pattern, relative)) return true;
    }
    return ecosystem->wants && ecosystem->wants(context, relative);
}

// Whether the name alone says what the file has to be: a whole name, not a pattern such as "*bom*.json".
static bool is_named_for(const struct ecosystem *ecosystem, const char *path)
{
    for (const char *const *pattern = ecosystem->files; pattern && *pattern; pattern++)
        if (!strpbrk(*pattern, "*?[") && pattern_matches(*pattern, path)) return true;
    return false;
}

static void add_jobs(struct run *run, const char *path, const char *relative, const char *prefix)
{
    for (size_t i = 0; i < COUNT_OF(ECOSYSTEMS); i++) {
        if (!ecosystem_matches(ECOSYSTEMS[i], &run->context, relative)) continue;
        struct job job = {.path = path, .shown = arena_printf(&run->arena, "%s%s", prefix ? prefix : "", relative),
                          .ecosystem = ECOSYSTEMS[i], .by_name = true};
        VEC_PUSH(&run->jobs, job);
    }
}

static void read_content(const struct run *run, struct job *job, const struct buf *content)
{
    if (!job->by_name && elf_is(content->bytes, content->size)) return; // a program may hold any text
    struct arena arena = {0};
    struct part_file file = {&run->context, job->path,  job->shown,       content->bytes,
                             content->size, &arena,     &job->components, &job->diags,
                             &job->own,      run->single};
    const struct ecosystem *ecosystem = job->ecosystem;
    job->recognised = !ecosystem->recognises || ecosystem->recognises(&file);
    if (job->recognised)
        ecosystem->read(&file);
    else if (job->by_name && str_trim((struct str){content->bytes, content->size}).size &&
             is_named_for(ecosystem, job->shown))
        DIAG(&job->diags, DIAG_SKIPPED, job->shown, 1, "not read: its name is one of %s, and its content is not",
             ecosystem->title);
    arena_free(&arena);
}

static void run_job(void *context, size_t index, unsigned worker)
{
    struct run *run = context;
    struct job *job = &run->jobs.items[index];
    struct buf content = {0};
    (void)worker;
    if (file_read(job->path, PART_FILE_LIMIT, &content, &job->diags) == STATUS_OK) read_content(run, job, &content);
    buf_free(&content);
    progress_step(1);
}

// A file given by hand is read by whoever knows its name; else by the first that knows its content.
static void add_file_jobs(struct run *run, const char *path, const char *prefix)
{
    add_jobs(run, path, path, prefix);
    if (run->jobs.count) return;
    for (size_t i = 0; i < COUNT_OF(ECOSYSTEMS); i++) { // its name tells nothing: its content may
        if (!ECOSYSTEMS[i]->recognises) continue;
        struct job job = {.path = path, .shown = arena_printf(&run->arena, "%s%s", prefix ? prefix : "", path),
                          .ecosystem = ECOSYSTEMS[i]};
        VEC_PUSH(&run->jobs, job);
    }
}

// "pkg:maven/g/a@1?type=pom" is of the package "pkg:maven/g/a".
static bool is_own(const struct map *own, const struct component *component)
{
    const char *purl = component_purl(component);
    struct arena scratch = {0};
    size_t size = purl ? strcspn(purl, "?#") : 0;
    for (size_t i = size; i > 0; i--)
        if (purl[i - 1] == '@') {
            size = i - 1;
            break;
        } else if (purl[i - 1] == '/') {
            break;
        }
    bool found = purl && map_has(own, arena_copy(&scratch, purl, size));
    arena_free(&scratch);
    return found;
}

static void drop_own(struct run *run, struct components *components)
{
    struct map own = {0};
    size_t kept = 0;
    VEC_EACH(&run->jobs, job)
        VEC_EACH(&job->own, ref)
            map_put(&own, *ref, job);
    for (size_t i = 0; i < components->list.count && own.count; i++) {
        struct component *component = &components->list.items[i];
        if (!is_own(&own, component)) {
            components->list.items[kept++] = *component;
            continue;
        }
        VEC_FREE(&component->identities);
        VEC_FREE(&component->evidence);
        VEC_FREE(&component->hashes);
        VEC_FREE(&component->depends_on);
    }
    if (own.count) components->list.count = kept;
    map_free(&own);
}

static bool is_vendored(const struct component *component)
{
    return component->evidence.count && text_equal(component->evidence.items[0].rule, "version-macro");
}

// A header's template says that a library is there, another file of it which version: that is one part.
static void fold_unknown(struct components *components)
{
    struct map known = {0};
    for (size_t i = 0; i < components->list.count; i++)
        if (is_vendored(&components->list.items[i]) && components->list.items[i].version)
            map_put(&known, components->list.items[i].name, (void *)(uintptr_t)(i + 1));
    for (size_t i = 0; i < components->list.count; i++) {
        struct component *component = &components->list.items[i];
        size_t at =
            is_vendored(component) && !component->version ? (size_t)(uintptr_t)map_get(&known, component->name) : 0;
        if (at) { // same name, version and purl: components_finish makes them one
            const struct component *other = &components->list.items[at - 1];
            component->version = other->version;
            component->ref = other->ref;
            for (size_t k = 0; k < component->identities.count; k++)
                if (component->identities.items[k].kind == IDENTITY_PURL)
                    component->identities.items[k].text = component_purl(other);
        }
    }
    map_free(&known);
}

static enum status merge(struct run *run, bool single, struct components *ret_components, struct diags *diags)
{
    bool known = false, told = false;
    VEC_EACH(&run->jobs, job) {
        bool first = job->recognised && !known;
        // Of several that know the content only the first counts, and the file is read in vain only once.
        if (job->by_name || first || (!told && diags_incomplete(&job->diags))) {
            diags_merge(diags, &job->diags);
            told = true;
        }
        if (job->by_name || first) components_merge(ret_components, &job->components);
        known = known || job->recognised;
    }
    drop_own(run, ret_components);
    fold_unknown(ret_components);
    VEC_EACH(&run->jobs, job) {
        components_free(&job->components);
        diags_free(&job->diags);
        VEC_FREE(&job->own);
    }
    return single && !known ? STATUS_INPUT : STATUS_OK;
}

static bool is_excluded(const struct texts *excludes, const char *relative)
{
    if (excludes) VEC_EACH(excludes, pattern) {
            size_t size = strlen(*pattern);
            while (size && (*pattern)[size - 1] == '/') size--;
            bool below = size && strncmp(relative, *pattern, size) == 0 && (!relative[size] || relative[size] == '/');
            if (below || fnmatch(*pattern, relative, FNM_LEADING_DIR) == 0) return true;
        }
    return false;
}

static void drop_excluded(struct tree *tree, const struct texts *excludes)
{
    size_t kept = 0;
    for (size_t i = 0; i < tree->files.count; i++)
        if (!is_excluded(excludes, tree->files.items[i].relative)) tree->files.items[kept++] = tree->files.items[i];
    tree->files.count = kept;
}

static enum status list_folder(struct run *run, const char *path, const struct parts_options *options,
                               struct tree *tree, struct diags *diags)
{
    enum status status = tree_list(path, options->everything, tree, diags);
    if (status == STATUS_MISSING || status == STATUS_IO) return status;
    if (options->excludes) drop_excluded(tree, options->excludes);
    VEC_EACH(&tree->files, file)
        add_jobs(run, file->path, file->relative, options->prefix);
    return STATUS_OK;
}

static void read_libraries(struct libraries *libraries, struct diags *diags)
{
    const struct data_file *table = data_find("parts/version-macros.txt");
    if (table) libraries_read(libraries, table->content, table->size, table->name, diags);
}

enum status parts_read(const char *path, const struct parts_options *options, struct components *ret_components,
                       struct diags *diags)
{
    struct libraries libraries = {0};
    struct tree tree = {0};
    struct run run = {0};
    bool single = run.single = !dir_exists(path);
    size_t said = diags->list.count;
    enum status status = STATUS_OK;
    if (single && !file_exists(path)) {
        DIAG(diags, DIAG_ERROR, path, 0, "no such file or folder");
        return STATUS_MISSING;
    }
    read_libraries(&libraries, diags);
    // One file's neighbours (a root file system's os-release, a parent's pom.xml) may lie anywhere above it.
    run.context = (struct part_context){single ? "/" : path, &libraries};
    if (single)
        add_file_jobs(&run, path, options->prefix);
    else
        status = list_folder(&run, path, options, &tree, diags);
    progress_start("parts", run.jobs.count);
    pool_run(options->jobs, run.jobs.count, run_job, &run);
    progress_end();
    if (single) VEC_PUSH(&tree.files, ((struct tree_file){path, path, 0}));
    struct binaries_job binaries = {&run.context, &tree, options->prefix, options->jobs, single};
    // A file given by hand that is a manifest by its name is no program.
    bool look = status == STATUS_OK && !(single && run.jobs.count && run.jobs.items[0].by_name);
    size_t found = look ? binaries_read(&binaries, ret_components, diags) : 0;
    enum status merged = merge(&run, single && !found, ret_components, diags);
    if (status == STATUS_OK) status = merged;
    if (status == STATUS_INPUT && diags->list.count == said)
        DIAG(diags, DIAG_ERROR, path, 0, "not a kind of file that theriac reads parts from");
    components_finish(ret_components);
    VEC_FREE(&run.jobs);
    arena_free(&run.arena);
    tree_free(&tree);
    libraries_free(&libraries);
    return status;
}

enum status parts_read_bytes(const char *name, const char *bytes, size_t size, struct components *ret_components,
                             struct diags *diags)
{
    struct libraries libraries = {0};
    struct run run = {.context = {NULL, &libraries}, .single = true};
    struct buf content = {0};
    buf_add(&content, bytes, size);
    buf_add(&content, "", 0);
    read_libraries(&libraries, diags);
    add_file_jobs(&run, name, NULL);
    VEC_EACH(&run.jobs, job)
        read_content(&run, job, &content);
    enum status status = merge(&run, true, ret_components, diags);
    components_finish(ret_components);
    VEC_FREE(&run.jobs);
    arena_free(&run.arena);
    buf_free(&content);
    libraries_free(&libraries);
    return status;
}
