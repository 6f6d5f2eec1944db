// Runs a language's whole query over a file, asks the predicates, and makes findings.
#include "base/file.h"
#include "base/hash.h"
#include "base/log.h"
#include "base/pool.h"
#include "code/syntax/outcome.h"
#include <ctype.h>
#include <string.h>

enum { STATEMENT_SIZE_MAX = 240, CAPTURE_SIZE_MAX = 60, NOTES_MAX = 8, MATCHES_OPEN_MAX = 20000, DEPTH_MAX = 2000 };

static const uint64_t QUERY_CALLS_BASE = 500000; // one call for each hundred steps of the query's machine
static const uint64_t QUERY_CALLS_PER_BYTE = 8;

// --- one finding -------------------------------------------------------------------------------

static void add_folded(struct buf *out, struct str text, size_t limit)
{
    size_t start = out->size;
    text = str_trim(text);
    for (size_t i = 0; i < text.size; i++) {
        if (out->size - start >= limit) {
            while (out->size > start && ((unsigned char)out->bytes[out->size - 1] & 0xC0) == 0x80)
                out->bytes[--out->size] = '\0'; // no half of a character
            buf_text(out, "...");
            return;
        }
        bool space = isspace((unsigned char)text.at[i]) != 0;
        if (space && isspace((unsigned char)text.at[i - 1])) continue;
        buf_char(out, space ? ' ' : text.at[i]);
    }
}

static const char *statement_at(struct arena *arena, const struct unit *unit, uint32_t byte)
{
    uint32_t start = byte, end = byte;
    while (start > 0 && unit->text[start - 1] != '\n')
        start--;
    while (end < unit->size && unit->text[end] != '\n')
        end++;
    struct buf line = {0};
    add_folded(&line, (struct str){unit->text + start, end - start}, STATEMENT_SIZE_MAX);
    const char *copy = arena_str(arena, buf_cstr(&line));
    buf_free(&line);
    return copy;
}

static bool capture_by_name(const struct ruleset *set, const TSQueryMatch *match, struct str name, TSNode *ret_node)
{
    for (uint16_t i = 0; i < match->capture_count; i++) {
        uint32_t size;
        const char *own = ts_query_capture_name_for_id(set->query, match->captures[i].index, &size);
        if (!str_equal((struct str){own, size}, name)) continue;
        *ret_node = match->captures[i].node;
        return true;
    }
    return false;
}

// "{capture}" becomes its text; braces around anything else stay.
static const char *fill_message(struct arena *arena, const struct ruleset *set, const struct unit *unit,
                                const TSQueryMatch *match, const char *template)
{
    struct buf out = {0};
    while (*template) {
        const char *close = *template == '{' ? strchr(template, '}') : NULL;
        TSNode node;
        if (close && capture_by_name(set, match, (struct str){template + 1, (size_t)(close - template - 1)}, &node)) {
            add_folded(&out, unit_text(unit, node), CAPTURE_SIZE_MAX);
            template = close + 1;
        } else {
            buf_char(&out, *template++);
        }
    }
    const char *copy = arena_str(arena, buf_cstr(&out));
    buf_free(&out);
    return copy;
}

static struct location location_of(const struct unit *unit, TSNode node)
{
    TSPoint start = ts_node_start_point(node), end = ts_node_end_point(node);
    return (struct location){unit->file, start.row + 1, start.column + 1, end.row + 1, end.column + 1};
}

static size_t make_events(struct arena *arena, const struct ruleset *set, const struct unit *unit,
                          const struct rule_file *rule, const TSQueryMatch *match, struct finding_event *events)
{
    size_t count = 0;
    VEC_EACH(&rule->notes, note) {
        TSNode node;
        if (count == NOTES_MAX || !capture_by_name(set, match, str_of(note->capture), &node)) continue;
        events[count++] = (struct finding_event){location_of(unit, node), 0,
                                                 fill_message(arena, set, unit, match, note->message)};
    }
    return count;
}

static bool in_folder(const char *file, const char *names, bool (*also)(const char *folder))
{
    struct str rest = str_of(file), piece;
    while (str_next(&rest, '/', &piece)) {
        if (!rest.at) break; // the file's own name says too little
        char lower[80];
        if (piece.size >= sizeof lower) continue;
        for (size_t i = 0; i < piece.size; i++)
            lower[i] = (char)tolower((unsigned char)piece.at[i]);
        lower[piece.size] = '\0';
        if (word_listed(names, str_of(lower)) || (also && also(lower))) return true;
    }
    return false;
}

static bool holds_tests(const char *folder)
{
    return text_ends(folder, "tests") || text_ends(folder, ".test") || text_ends(folder, "_test") ||
        text_ends(folder, "-test") || text_starts(folder, "test_") || text_starts(folder, "test-") ||
        text_starts(folder, "tests_") || text_starts(folder, "tests-") || text_starts(folder, "fuzz");
}

bool syntax_is_test(const char *file)
{
    return in_folder(file, "test testing testsuite unittest mock mocks testdata ossfuzz oss-fuzz", holds_tests);
}

bool syntax_is_sample(const char *file)
{
    return in_folder(file, "example examples sample samples demo demos demoapps tutorial tutorials benchmark benchmarks", NULL);
}

// Where the parser guessed, in an expression or right beside it, the expression's shape is a guess too.
static bool is_guess(struct unit *unit, TSNode node)
{
    if (!strstr(ts_node_type(node), "expression")) return false;
    const TSNode *above;
    size_t count = unit_ancestors(unit, node, &above);
    if (ts_node_has_error(node)) return true;
    const char *parent = count ? ts_node_type(above[count - 1]) : "";
    return count && ts_node_has_error(above[count - 1]) &&
        (strstr(parent, "declarator") || strstr(parent, "expression"));
}

static void report(struct arena *scratch, const struct ruleset *set, const struct unit *unit, const struct pattern *pattern,
                   const TSQueryMatch *match, TSNode node, struct findings *findings)
{
    struct finding_event events[NOTES_MAX];
    const struct function_span *function = unit_function_at(unit, ts_node_start_byte(node));
    struct arena_mark mark = arena_mark(scratch);
    struct finding finding = {
        .rule = pattern->rule->rule.id,
        .cwe = pattern->cwe,
        .severity = unit->is_test && pattern->severity > SEVERITY_LOW ? SEVERITY_LOW : pattern->severity,
        .confidence = pattern->confidence,
        .location = location_of(unit, node),
        .function = function ? function->name : "",
        .message = fill_message(scratch, set, unit, match, pattern->message),
        .events = events,
        .event_count = make_events(scratch, set, unit, pattern->rule, match, events),
        .statement = statement_at(scratch, unit, ts_node_start_byte(node)),
        .tool = "theriac",
    };
    findings_add(findings, &finding);
    arena_reset(scratch, mark);
}

// --- one file ----------------------------------------------------------------------------------

struct worker {
    TSParser *parser;
    TSQueryCursor *cursor;
    struct arena scratch;
};

static void worker_start(struct worker *worker)
{
    if (worker->parser) return;
    worker->parser = ts_parser_new();
    worker->cursor = ts_query_cursor_new();
    ts_query_cursor_set_match_limit(worker->cursor, MATCHES_OPEN_MAX);
    ts_query_cursor_set_max_start_depth(worker->cursor, DEPTH_MAX);
}

static void worker_stop(struct worker *worker)
{
    if (worker->parser) ts_parser_delete(worker->parser);
    if (worker->cursor) ts_query_cursor_delete(worker->cursor);
    arena_free(&worker->scratch);
}

struct query_budget {
    uint64_t calls, limit;
};

static bool query_progress(TSQueryCursorState *state)
{
    struct query_budget *budget = state->payload;
    return ++budget->calls > budget->limit;
}

static void run_query(struct worker *worker, const struct ruleset *set, struct unit *unit, struct findings *findings,
                      struct diags *diags)
{
    struct query_budget budget = {0, QUERY_CALLS_BASE + QUERY_CALLS_PER_BYTE * unit->size};
    TSQueryCursorOptions options = {&budget, query_progress};
    ts_query_cursor_exec_with_options(worker->cursor, set->query, unit->root, &options);
    TSQueryMatch match;
    while (unit_work(unit, 1) && ts_query_cursor_next_match(worker->cursor, &match)) {
        const struct pattern *pattern = &set->patterns[match.pattern_index];
        TSNode node;
        if (!pattern->is_used || !match_capture(&match, pattern->match, &node)) continue;
        if (predicates_hold(unit, &pattern->predicates, &match) && !is_guess(unit, node))
            report(&worker->scratch, set, unit, pattern, &match, node, findings);
    }
    if (budget.calls > budget.limit || !unit_work(unit, 0) || ts_query_cursor_did_exceed_match_limit(worker->cursor))
        DIAG(diags, DIAG_SKIPPED, unit->file, 0, "the file is too entangled for the syntax rules; some were not finished");
    if (unit->depth > DEPTH_MAX)
        DIAG(diags, DIAG_SKIPPED, unit->file, 0, "nested %u deep; the syntax rules look no deeper than %d", unit->depth, DEPTH_MAX);
}

static void scan_unit(struct worker *worker, const struct ruleset *set, const char *file, char *text, size_t size,
                      struct outcome *outcome)
{
    struct unit unit;
    if (unit_parse(&unit, set->language, &set->kinds, worker->parser, file, text, size, &outcome->diags) == STATUS_OK) {
        unit.is_test = syntax_is_test(file);
        if (set->query) run_query(worker, set, &unit, &outcome->findings, &outcome->diags);
        unit_functions(&unit, &outcome->names, &outcome->functions);
        outcome->scanned = true;
        for (size_t i = 0; i < size; i++)
            outcome->lines += text[i] == '\n';
    }
    unit_free(&unit);
}

// --- many files --------------------------------------------------------------------------------

struct job {
    struct syntax_rules *rules;
    const char *root; // absolute, clean
    const char *const *files;
    const struct language **languages; // of each file; NULL for those of another kind
    struct outcome *outcomes;
    struct worker *workers;
    struct records records; // what the scan before kept
    bool *whole;            // by language: its rules were all understood
};

// A ".h" belongs to C++ when it says so, or when it stands beside C++ sources and no C ones.
static const struct language *language_among(const char *const *files, size_t count, size_t index)
{
    const struct language *own = language_of_file(files[index]);
    if (!own || !text_ends(files[index], ".h")) return own;
    size_t folder = (size_t)(path_name(files[index]) - files[index]);
    bool cpp = false;
    // Files of one folder stand together in a sorted list; a few hundred neighbours are enough to tell.
    size_t first = index > 200 ? index - 200 : 0, last = index + 200 < count ? index + 200 : count;
    for (size_t i = first; i < last; i++) {
        if (strncmp(files[i], files[index], folder) != 0 || strchr(files[i] + folder, '/')) continue;
        if (text_ends(files[i], ".c")) return own;
        const struct language *other = language_of_file(files[i]);
        cpp |= other && strcmp(other->name, "cpp") == 0;
    }
    return cpp ? language_find("cpp") : own;
}

// As findings name it.
static const char *name_in(struct arena *arena, const struct job *job, size_t index)
{
    return path_relative(job->root, path_absolute(arena, job->files[index]));
}

static void look_up_file(void *context, size_t index, unsigned number)
{
    struct job *job = context;
    struct outcome *outcome = &job->outcomes[index];
    struct buf text = {0};
    struct arena names = {0};
    struct diags unused = {0}; // the scan reads it again and tells
    (void)number;
    if (job->languages[index] &&
        file_read(job->files[index], UNIT_BYTES_MAX, &text, &unused) == STATUS_OK) {
        outcome->key = outcome_key(job->languages[index], name_in(&names, job, index), buf_cstr(&text), text.size);
        if (outcome_take_over(outcome, &job->records)) progress_step(1);
    }
    diags_free(&unused);
    buf_free(&text);
    arena_free(&names);
}

static void scan_file(void *context, size_t index, unsigned number)
{
    struct job *job = context;
    struct outcome *outcome = &job->outcomes[index];
    const struct language *language = job->languages[index];
    if (!language || outcome->known) return;
    struct worker *worker = &job->workers[number];
    worker_start(worker);
    struct buf text = {0};
    struct arena names = {0};
    const char *name = name_in(&names, job, index);
    if (file_read(job->files[index], UNIT_BYTES_MAX, &text, &outcome->diags) == STATUS_OK && text.size) {
        bool keep = job->rules->store && job->whole[language - LANGUAGES];
        outcome->key = outcome_key(language, name, text.bytes, text.size);
        scan_unit(worker, &job->rules->sets[language - LANGUAGES], name, text.bytes, text.size, outcome);
        if (keep) outcome_keep(outcome);
    }
    buf_free(&text);
    arena_free(&names);
    progress_step(1);
}

bool syntax_knows(const char *path)
{
    return language_of_file(path) != NULL;
}

// What a header says itself counts more than its neighbours.
static const struct language *language_by_content(const char *path, const struct language *guess)
{
    struct buf text = {0};
    struct diags unused = {0}; // the scan reads it again and tells
    const struct language *language = guess;
    if (file_read(path, UNIT_BYTES_MAX, &text, &unused) == STATUS_OK && text.size)
        language = language_of_header(text.bytes, text.size);
    buf_free(&text);
    diags_free(&unused);
    return language;
}

static void find_languages(struct job *job, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct language *language = language_among(job->files, count, i);
        if (language && text_ends(job->files[i], ".h") && strcmp(language->name, "c") == 0)
            language = language_by_content(job->files[i], language);
        job->languages[i] = language;
    }
}

// Queries are compiled before threads start, and only those of languages that have something to scan: some take a
// quarter of a second. What a language's rules are told of is told by each scan, so that one with bad rules keeps nothing.
static void prepare(struct job *job, size_t count, struct diags *diags)
{
    for (size_t i = 0; i < count; i++) {
        const struct language *language = job->languages[i];
        if (!language || job->outcomes[i].known || job->rules->sets[language - LANGUAGES].is_prepared) continue;
        size_t told = diags->list.count;
        ruleset_prepare(job->rules, language, diags);
        job->whole[language - LANGUAGES] = told == diags->list.count;
    }
}

static uint64_t store_context(const struct job *job)
{
    return hash_mix(records_program(), job->rules->hash);
}

static void keep_all(const struct job *job, size_t count)
{
    VEC(struct record) list = {0};
    for (size_t i = 0; i < count; i++)
        if (job->outcomes[i].kept.size) VEC_PUSH(&list, ((struct record){job->outcomes[i].key, job->outcomes[i].kept}));
    records_update(&job->records, job->rules->store, store_context(job), list.items, list.count);
    VEC_FREE(&list);
}

static void add_to_index(struct syntax_index *index, const char *file, const struct syntax_functions *functions)
{
    struct arena *arena = &index->arena;
    struct syntax_functions *copy = ARENA_NEW(arena, struct syntax_functions);
    copy->items = ARENA_ARRAY(arena, struct syntax_function, functions->count);
    copy->count = functions->count;
    for (size_t i = 0; i < copy->count; i++) {
        copy->items[i] = functions->items[i];
        copy->items[i].name = arena_str(arena, functions->items[i].name);
    }
    map_put(&index->by_file, arena_str(arena, file), copy);
}

void syntax_keep_functions(struct syntax_rules *rules, struct syntax_index *index)
{
    rules->index = index;
}

void syntax_index_free(struct syntax_index *index)
{
    map_free(&index->by_file);
    arena_free(&index->arena);
}

static void collect(struct outcome *outcome, struct findings *findings, struct syntax_statistics *statistics,
                    struct diags *diags)
{
    VEC_EACH(&outcome->findings.list, finding)
        findings_add(findings, finding);
    diags_merge(diags, &outcome->diags);
    statistics->files += outcome->scanned;
    statistics->lines += outcome->lines;
    statistics->functions += outcome->functions.count;
    outcome_free(outcome);
}

void syntax_keep(struct syntax_rules *rules, const char *store)
{
    rules->store = store ? arena_str(&rules->arena, store) : NULL;
}

void syntax_scan(struct syntax_rules *rules, const char *root, const char *const *files, size_t count, unsigned jobs,
                 struct findings *findings, struct syntax_statistics *ret_statistics, struct diags *diags)
{
    struct arena arena = {0};
    struct syntax_statistics statistics = {0};
    double start = clock_seconds();
    struct job job = {rules, path_absolute(&arena, root), files, ARENA_ARRAY(&arena, const struct language *, count),
                      ARENA_ARRAY(&arena, struct outcome, count), ARENA_ARRAY(&arena, struct worker, POOL_MAX),
                      .whole = ARENA_ARRAY(&arena, bool, LANGUAGES_MAX)};
    find_languages(&job, count);
    progress_start("syntax rules", count);
    if (rules->store) {
        records_open(&job.records, rules->store, store_context(&job));
        pool_run(jobs, count, look_up_file, &job);
    }
    prepare(&job, count, diags);
    pool_run(jobs, count, scan_file, &job);
    progress_end();
    if (rules->store) keep_all(&job, count);
    for (size_t i = 0; i < count; i++) {
        if (rules->index && job.outcomes[i].scanned) add_to_index(rules->index, name_in(&arena, &job, i), &job.outcomes[i].functions);
        collect(&job.outcomes[i], findings, &statistics, diags);
    }
    for (size_t i = 0; i < POOL_MAX; i++)
        worker_stop(&job.workers[i]);
    statistics.seconds = clock_seconds() - start;
    if (ret_statistics) *ret_statistics = statistics;
    records_free(&job.records);
    arena_free(&arena);
}

void syntax_scan_text(struct syntax_rules *rules, const char *language, const char *file, const char *text, size_t size,
                      struct findings *findings, struct diags *diags)
{
    const struct language *known = language_find(language);
    if (!known) {
        DIAG(diags, DIAG_ERROR, file, 0, "no language '%s'", language);
        return;
    }
    struct worker worker = {0};
    struct outcome outcome = {0};
    struct syntax_statistics statistics = {0};
    struct buf copy = {0};
    buf_add(&copy, text, size);
    worker_start(&worker);
    if (size) scan_unit(&worker, ruleset_prepare(rules, known, diags), file, copy.bytes, size, &outcome);
    collect(&outcome, findings, &statistics, diags);
    worker_stop(&worker);
    buf_free(&copy);
}
