#include "code/front/warnings.h"
#include "base/data.h"
#include "base/file.h"
#include "base/map.h"
#include "base/regex.h"
#include "codec/yaml.h"
#include <string.h>

enum { EVENTS_MAX = 16, ERRORS_MAX = 20, LINE_MAX_BYTES = 16384 };

static const char DATA_NAME[] = "clang-warnings.yaml";

struct warning {
    struct rule rule;
    enum confidence confidence;
};

struct warnings {
    struct arena arena;
    VEC(struct warning *) list;
    struct map by_option; // "format" -> struct warning
    VEC(const char *) flags;
    struct regex *line;
};

// --- the table ---------------------------------------------------------------------------------

static enum confidence confidence_of(const char *text)
{
    for (enum confidence c = CONFIDENCE_LOW; text && c <= CONFIDENCE_HIGH; c++)
        if (strcmp(confidence_name(c), text) == 0) return c;
    return CONFIDENCE_HIGH;
}

static void add_row(struct warnings *warnings, const struct yaml_item *row, struct diags *diags)
{
    int64_t cwe = 0;
    const struct yaml *value = row->value;
    int severity = severity_parse(yaml_text(value, "severity"));
    const char *title = yaml_text(value, "title"), *explanation = yaml_text(value, "explanation");
    if (!yaml_to_int(yaml_get(value, "cwe"), 1, 99999, &cwe) || severity < 0 || !title || !explanation ||
        !yaml_text(value, "remedy") || !yaml_size(yaml_get(value, "options"))) {
        DIAG(diags, DIAG_ERROR, DATA_NAME, row->line, "a row needs options, cwe, severity, title, explanation, remedy");
        return;
    }
    YAML_EACH(yaml_get(value, "options"), option) {
        struct warning *warning = ARENA_NEW(&warnings->arena, struct warning);
        const char *name = yaml_string(option->value);
        if (!name || map_has(&warnings->by_option, name)) {
            DIAG(diags, DIAG_ERROR, DATA_NAME, option->line, "an option without a name, or named twice");
            continue;
        }
        *warning = (struct warning){
            {arena_printf(&warnings->arena, "clang-%s", name), (unsigned)cwe, (enum severity)severity, title, explanation,
             yaml_text(value, "remedy"), "compiler"},
            confidence_of(yaml_text(value, "confidence"))};
        VEC_PUSH(&warnings->list, warning);
        map_put(&warnings->by_option, name, warning);
        VEC_PUSH(&warnings->flags, arena_printf(&warnings->arena, "-W%s", name));
    }
}

struct warnings *warnings_load(struct diags *diags)
{
    // The form of the messages; -Wno-everything first, so that what the build asks for does not drown ours.
    static const char *const FORM[] = {"-Wno-everything", "-fno-caret-diagnostics", "-fdiagnostics-show-option",
                                       "-fdiagnostics-absolute-paths", "-fno-color-diagnostics", "-Wno-error"};
    static const char LINE[] = "^(.+?):([0-9]+):([0-9]+): (warning|note|error|fatal error): (.*?)"
                               "(?: \\[(?:-Werror,)?-W([A-Za-z0-9+#=-]+)[^\\]]*\\])?$";
    struct warnings *warnings = mem_alloc(sizeof *warnings);
    const struct data_file *file = data_find(DATA_NAME);
    for (size_t i = 0; i < COUNT_OF(FORM); i++)
        VEC_PUSH(&warnings->flags, FORM[i]);
    struct yaml *rows = file ? yaml_parse(&warnings->arena, file->content, file->size, DATA_NAME, diags) : NULL;
    YAML_EACH(rows, row)
        add_row(warnings, row, diags);
    VEC_PUSH(&warnings->flags, NULL);
    char why[REGEX_ERROR_SIZE];
    warnings->line = regex_new(LINE, sizeof LINE - 1, why);
    if (!warnings->line) fatal("%s: %s", DATA_NAME, why);
    return warnings;
}

void warnings_free(struct warnings *warnings)
{
    if (!warnings) return;
    regex_free(warnings->line);
    map_free(&warnings->by_option);
    VEC_FREE(&warnings->list);
    VEC_FREE(&warnings->flags);
    arena_free(&warnings->arena);
    free(warnings);
}

const char *const *warnings_flags(const struct warnings *warnings)
{
    return warnings->flags.items;
}

size_t warnings_rule_count(const struct warnings *warnings)
{
    return warnings->list.count;
}

const struct rule *warnings_rule_at(const struct warnings *warnings, size_t index)
{
    return &warnings->list.items[index]->rule;
}

// --- messages ----------------------------------------------------------------------------------

struct message {
    const char *file, *kind, *text, *option; // option is NULL when there is none
    unsigned line, column;
};

struct reading {
    const struct warnings *warnings;
    const char *root;
    struct findings *findings;
    struct diags *diags;
    struct arena arena;
    struct finding open;  // the warning whose notes are being read; its rule is NULL when there is none
    struct finding_event events[EVENTS_MAX];
    size_t errors;
};

static const char *group_text(struct arena *arena, const char *line, struct regex_group group)
{
    return group.start == SIZE_MAX ? NULL : arena_copy(arena, line + group.start, group.end - group.start);
}

static bool read_message(struct reading *reading, struct str line, struct message *ret_message)
{
    struct regex_group groups[REGEX_GROUPS_MAX];
    int64_t row, column;
    if (line.size > LINE_MAX_BYTES || !regex_find(reading->warnings->line, line.at, line.size, 0, groups)) return false;
    struct arena *arena = &reading->arena;
    if (!text_to_int(group_text(arena, line.at, groups[2]), 0, UINT32_MAX, &row) ||
        !text_to_int(group_text(arena, line.at, groups[3]), 0, UINT32_MAX, &column))
        return false;
    *ret_message = (struct message){path_clean(arena, group_text(arena, line.at, groups[1])),
                                    group_text(arena, line.at, groups[4]), group_text(arena, line.at, groups[5]),
                                    group_text(arena, line.at, groups[6]), (unsigned)row, (unsigned)column};
    return true;
}

static void close_finding(struct reading *reading)
{
    if (!reading->open.rule) return;
    reading->open.events = reading->events;
    findings_add(reading->findings, &reading->open);
    reading->open = (struct finding){0};
}

static struct location place(const struct reading *reading, const struct message *message)
{
    return (struct location){path_relative(reading->root, message->file), message->line, message->column, 0, 0};
}

static void open_finding(struct reading *reading, const struct message *message)
{
    const struct warning *warning = map_get(&reading->warnings->by_option, message->option);
    bool outside = path_relative(reading->root, message->file) == message->file && message->file[0] == '/';
    if (!warning || outside) return;
    reading->open = (struct finding){.rule = warning->rule.id,
                                     .cwe = warning->rule.cwe,
                                     .severity = warning->rule.severity,
                                     .confidence = warning->confidence,
                                     .location = place(reading, message),
                                     .message = message->text,
                                     .tool = "clang"};
}

// Notes that only say how to make the compiler quiet tell nothing about the weakness.
static bool is_advice(const char *text)
{
    static const char *const STARTS[] = {"place parentheses", "add parentheses", "remove", "use '", "initialize the variable",
                                         "did you mean", "treat the string", "put the semicolon", "insert", "silence"};
    for (size_t i = 0; i < COUNT_OF(STARTS); i++)
        if (text_starts(text, STARTS[i])) return true;
    return strstr(text, "to silence") != NULL;
}

// `if (0)` is a switch that somebody set by hand: the dead code behind it is meant to be dead.
static bool is_deliberate(const struct reading *reading, const char *note)
{
    return strstr(reading->open.rule, "unreachable-code") && strstr(note, "mark code as explicitly dead");
}

static void add_note(struct reading *reading, const struct message *message)
{
    if (reading->open.rule && is_deliberate(reading, message->text)) {
        reading->open = (struct finding){0};
        return;
    }
    if (!reading->open.rule || reading->open.event_count == EVENTS_MAX || is_advice(message->text)) return;
    reading->events[reading->open.event_count++] =
        (struct finding_event){place(reading, message), 0, message->text};
}

static void add_error(struct reading *reading, const struct message *message)
{
    if (reading->errors++ < ERRORS_MAX)
        diag_add(reading->diags, DIAG_SKIPPED, path_relative(reading->root, message->file), message->line, message->column,
                 "does not compile: %s", message->text);
}

static void take_message(struct reading *reading, const struct message *message)
{
    if (strcmp(message->kind, "note") == 0) {
        add_note(reading, message);
        return;
    }
    close_finding(reading);
    // With -Werror a warning is called an error and still names its option.
    if (message->option) open_finding(reading, message);
    else if (strcmp(message->kind, "warning") != 0) add_error(reading, message);
}

void warnings_parse(const struct warnings *warnings, const char *text, size_t size, const char *root,
                    struct findings *findings, struct diags *diags)
{
    struct reading reading = {.warnings = warnings, .root = root, .findings = findings, .diags = diags};
    struct str rest = {size ? text : NULL, size}, line;
    while (str_next(&rest, '\n', &line)) {
        struct message message;
        if (line.size && line.at[line.size - 1] == '\r') line.size--;
        if (read_message(&reading, line, &message)) take_message(&reading, &message);
    }
    close_finding(&reading);
    arena_free(&reading.arena);
}
