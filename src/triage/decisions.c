#include "triage/decisions.h"
#include "base/file.h"
#include "base/map.h"
#include "codec/yaml.h"
#include "model/vex.h"
#include <string.h>

enum { DECISIONS_SIZE_MAX = 64 << 20 };

// The text members in the order of the canonical file.
static const struct {
    const char *key;
    size_t offset;
} TEXTS[] = {
    {"component", offsetof(struct decision, component)},
    {"state", offsetof(struct decision, state)},
    {"justification", offsetof(struct decision, justification)},
    {"rationale", offsetof(struct decision, rationale)},
    {"patch_plan", offsetof(struct decision, patch_plan)},
    {"verification", offsetof(struct decision, verification)},
    {"verification_status", offsetof(struct decision, verification_status)},
    {"by", offsetof(struct decision, by)},
    {"date", offsetof(struct decision, date)},
    {"expires", offsetof(struct decision, expires)},
    {"basis", offsetof(struct decision, basis)},
};

struct loading {
    struct decisions *decisions;
    const char *path;
    struct diags *diags;
};

// --- reading -----------------------------------------------------------------------------------

static const char **text_place(struct decision *decision, size_t row)
{
    return (const char **)(void *)((char *)decision + TEXTS[row].offset);
}

static void load_evidence(struct loading *loading, const struct yaml *node, struct decision *decision)
{
    struct arena *arena = &loading->decisions->arena;
    const char **list = ARENA_ARRAY(arena, const char *, yaml_size(node) + 1);
    size_t count = 0;
    if (!yaml_is_list(node))
        DIAG(loading->diags, DIAG_ERROR, loading->path, node->line, "evidence: expected a list of texts, found %s",
             yaml_kind_name(node));
    else
        YAML_EACH(node, item)
            if (yaml_string(item->value)) list[count++] = arena_str(arena, yaml_string(item->value));
    decision->evidence = list;
}

static bool load_member(struct loading *loading, const struct yaml_item *item, struct decision *decision)
{
    const char *text = yaml_string(item->value);
    int kind = decision_kind_parse(item->key);
    if (kind < 0 && strcmp(item->key, "evidence") == 0) {
        load_evidence(loading, item->value, decision);
        return true;
    }
    const char **place = NULL;
    for (size_t i = 0; kind < 0 && i < COUNT_OF(TEXTS); i++)
        if (strcmp(TEXTS[i].key, item->key) == 0) place = text_place(decision, i);
    if (kind >= 0) {
        if (decision->subject) {
            DIAG(loading->diags, DIAG_ERROR, loading->path, item->line,
                 "'%s': this decision already has a subject; one decision answers one thing", item->key);
            return false;
        }
        decision->kind = (enum decision_kind)kind;
        place = &decision->subject;
    }
    if (!place) {
        DIAG(loading->diags, DIAG_WARNING, loading->path, item->line, "'%s' is no member of a decision", item->key);
        return true;
    }
    if (!text && !yaml_is_null(item->value)) {
        DIAG(loading->diags, DIAG_ERROR, loading->path, item->line, "%s: expected a text, found %s", item->key,
             yaml_kind_name(item->value));
        return false;
    }
    *place = text && text[0] ? arena_str(&loading->decisions->arena, text) : NULL;
    return true;
}

static void load_decision(struct loading *loading, const struct yaml_item *item)
{
    static const char *const NO_EVIDENCE[] = {NULL};
    struct decision decision = {.file = arena_str(&loading->decisions->arena, loading->path), .line = item->line,
                                .evidence = NO_EVIDENCE};
    bool fine = true;
    if (!yaml_is_map(item->value)) {
        DIAG(loading->diags, DIAG_ERROR, loading->path, item->line, "expected a decision (a map), found %s",
             yaml_kind_name(item->value));
        return;
    }
    YAML_EACH(item->value, member)
        fine &= load_member(loading, member, &decision);
    if (!decision.subject) {
        DIAG(loading->diags, DIAG_ERROR, loading->path, item->line,
             "this decision names nothing: expected one of vulnerability, finding, threat");
        fine = false;
    } else if (!decision.state) {
        DIAG(loading->diags, DIAG_ERROR, loading->path, item->line, "the decision on %s has no state",
             decision.subject);
        fine = false;
    }
    if (fine) VEC_PUSH(&loading->decisions->list, decision);
}

// The list of decisions of a document; NULL when it is none, told unless the document is empty.
static struct yaml *list_of(const struct yaml *root, const char *path, struct diags *diags)
{
    struct yaml *list = yaml_is_list(root) ? (struct yaml *)(uintptr_t)root : yaml_get(root, "decisions");
    if (yaml_is_null(root) || (yaml_is_map(root) && yaml_item(root, "decisions") && yaml_is_null(list))) return NULL;
    if (yaml_is_list(list)) return list;
    DIAG(diags, DIAG_ERROR, path, root->line, "expected 'decisions:' with a list, found %s", yaml_kind_name(root));
    return NULL;
}

enum status decisions_parse(const char *bytes, size_t size, const char *path, struct decisions *ret_decisions,
                            struct diags *diags)
{
    struct arena scratch = {0};
    size_t before = diags->list.count;
    struct yaml *root = yaml_parse(&scratch, bytes, size, path, diags);
    struct loading loading = {ret_decisions, path, diags};
    struct yaml *list = root ? list_of(root, path, diags) : NULL;
    YAML_EACH(list, item)
        load_decision(&loading, item);
    enum status status = !root || (!list && diags->list.count > before) ? STATUS_INPUT : STATUS_OK;
    arena_free(&scratch);
    return status;
}

enum status decisions_load(const char *path, struct decisions *ret_decisions, struct diags *diags)
{
    struct buf content = {0};
    if (!file_exists(path)) return STATUS_MISSING;
    enum status status = file_read(path, DECISIONS_SIZE_MAX, &content, diags);
    if (status == STATUS_OK) status = decisions_parse(buf_cstr(&content), content.size, path, ret_decisions, diags);
    buf_free(&content);
    return status;
}

// --- checking ----------------------------------------------------------------------------------

bool date_is_valid(const char *text)
{
    static const int DAYS[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (!text || strlen(text) != 10 || text[4] != '-' || text[7] != '-') return false;
    for (size_t i = 0; i < 10; i++)
        if (i != 4 && i != 7 && (text[i] < '0' || text[i] > '9')) return false;
    int year = (text[0] - '0') * 1000 + (text[1] - '0') * 100 + (text[2] - '0') * 10 + text[3] - '0';
    int month = (text[5] - '0') * 10 + text[6] - '0', day = (text[8] - '0') * 10 + text[9] - '0';
    if (month < 1 || month > 12 || day < 1) return false;
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return day <= DAYS[month - 1] + (month == 2 && leap);
}

struct checking {
    struct decisions *decisions;
    struct diags *diags;
    const char *today;
};

// A decision that is not whole answers nothing.
static void refuse(struct checking *checking, struct decision *decision, const char *format, ...) PRINTF_LIKE(3, 4);
static void refuse(struct checking *checking, struct decision *decision, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    const char *why = arena_vprintf(&checking->decisions->arena, format, args);
    va_end(args);
    DIAG(checking->diags, DIAG_ERROR, decision->file, decision->line, "the decision on %s counts for nothing: %s",
         decision->subject, why);
    decision->reopened = true;
    if (!decision->reopened_why) decision->reopened_why = why;
}

static void list_states(struct buf *out, enum decision_kind kind)
{
    for (const struct decision_state *state = DECISION_STATES; state->name; state++)
        if (state->kinds & 1u << kind) buf_printf(out, "%s%s", out->size ? ", " : "", state->name);
}

static void check_state(struct checking *checking, struct decision *decision, const struct decision_state *state)
{
    if (!state || !(state->kinds & 1u << decision->kind)) {
        struct buf states = {0};
        list_states(&states, decision->kind);
        refuse(checking, decision, "the state '%s' does not exist for a %s; expected one of %s", decision->state,
               decision_kind_name(decision->kind), buf_cstr(&states));
        buf_free(&states);
        return;
    }
    if (state->needs_rationale && !decision->rationale)
        refuse(checking, decision, "'%s' needs a rationale", state->name);
    if (state->needs_patch_plan && !decision->patch_plan)
        refuse(checking, decision, "'%s' needs a patch_plan: what will be done, by when", state->name);
    if (state->needs_verification && !decision->verification)
        refuse(checking, decision, "'%s' needs a verification: how the effect is shown", state->name);
    if (state->needs_justification && !decision->justification)
        refuse(checking, decision, "'%s' needs a justification, one of CycloneDX's such as code_not_reachable",
               state->name);
}

static void check_words(struct checking *checking, struct decision *decision)
{
    const char *status = decision->verification_status;
    if (decision->justification && !vex_justification_valid(decision->justification))
        refuse(checking, decision,
               "'%s' is no justification; expected one such as code_not_present, code_not_reachable, "
               "requires_configuration, requires_environment, protected_at_perimeter",
               decision->justification);
    if (status && strcmp(status, "planned") != 0 && strcmp(status, "passed") != 0 && strcmp(status, "failed") != 0)
        refuse(checking, decision, "the verification_status '%s' is none of planned, passed, failed", status);
    if (status && strcmp(status, "failed") == 0) refuse(checking, decision, "its verification failed");
    if (!decision->by) refuse(checking, decision, "nobody signed it ('by')");
    if (!decision->date) refuse(checking, decision, "it has no date");
    if (decision->date && !date_is_valid(decision->date))
        refuse(checking, decision, "the date '%s' is not of the form 2026-02-28", decision->date);
    if (decision->expires && !date_is_valid(decision->expires))
        refuse(checking, decision, "the date '%s' in 'expires' is not of the form 2026-02-28", decision->expires);
    if (decision->basis && (strlen(decision->basis) != 16 || strspn(decision->basis, "0123456789abcdef") != 16))
        refuse(checking, decision, "its basis '%s' is not 16 hexadecimal digits", decision->basis);
}

// ISO dates compare as texts.
static void check_time(struct checking *checking, struct decision *decision)
{
    if (!checking->today) return;
    if (date_is_valid(decision->expires) && strcmp(decision->expires, checking->today) < 0) {
        decision->reopened = true;
        if (!decision->reopened_why)
            decision->reopened_why = arena_printf(&checking->decisions->arena, "it expired on %s", decision->expires);
        DIAG(checking->diags, DIAG_WARNING, decision->file, decision->line, "the decision on %s expired on %s",
             decision->subject, decision->expires);
    }
    if (date_is_valid(decision->date) && strcmp(decision->date, checking->today) > 0)
        DIAG(checking->diags, DIAG_WARNING, decision->file, decision->line,
             "the decision on %s is dated %s, which is after the day of this run", decision->subject, decision->date);
}

void decisions_check(struct decisions *decisions, const char *today, struct diags *diags)
{
    const char *day = today ? arena_printf(&decisions->arena, "%.10s", today) : NULL;
    struct checking checking = {decisions, diags, date_is_valid(day) ? day : NULL};
    struct map seen = {0};
    VEC_EACH(&decisions->list, decision) {
        check_state(&checking, decision, decision_state_find(decision->state));
        check_words(&checking, decision);
        check_time(&checking, decision);
        void **first = map_at(&seen, arena_printf(&decisions->arena, "%d %s %s", (int)decision->kind, decision->subject,
                                                  decision->component ? decision->component : ""));
        if (*first)
            refuse(&checking, decision, "line %u already decides it", ((const struct decision *)*first)->line);
        else
            *first = decision;
    }
    map_free(&seen);
}

// --- writing -----------------------------------------------------------------------------------

static const char *text_of(const struct decision *decision, size_t row)
{
    return *(const char *const *)(const void *)((const char *)decision + TEXTS[row].offset);
}

static size_t member_rank(const char *key)
{
    if (decision_kind_parse(key) >= 0) return 0;
    for (size_t i = 0; i < COUNT_OF(TEXTS); i++)
        if (strcmp(TEXTS[i].key, key) == 0) return i + (strcmp(key, "basis") == 0 ? 2 : 1);
    return strcmp(key, "evidence") == 0 ? COUNT_OF(TEXTS) : COUNT_OF(TEXTS) + 2;
}

static int by_rank(const void *left, const void *right)
{
    size_t a = member_rank(((const struct yaml_item *)left)->key),
           b = member_rank(((const struct yaml_item *)right)->key);
    return (a > b) - (a < b);
}

static void fill_map(struct arena *arena, struct yaml *map, const struct decision *decision)
{
    yaml_set(arena, map, decision_kind_name(decision->kind), yaml_new_text(arena, decision->subject));
    for (size_t i = 0; i < COUNT_OF(TEXTS); i++) {
        const char *text = text_of(decision, i);
        if (!text || !text[0])
            yaml_remove(map, TEXTS[i].key);
        else if (date_is_valid(text)) // as people write it, without quotes
            yaml_set(arena, map, TEXTS[i].key, yaml_new_plain(arena, text));
        else
            yaml_set_text(arena, map, TEXTS[i].key, text);
    }
    yaml_remove(map, "evidence");
    if (decision->evidence && decision->evidence[0]) {
        struct yaml *list = yaml_new_list(arena);
        for (const char *const *text = decision->evidence; *text; text++)
            yaml_add(arena, list, yaml_new_text(arena, *text));
        yaml_set(arena, map, "evidence", list);
    }
    vec_sort(map->items, map->count, sizeof *map->items, by_rank);
}

// "kind subject component" of an item, for finding and for order.
static const char *item_key(struct arena *arena, const struct yaml *map)
{
    for (int kind = DECISION_VULNERABILITY; kind <= DECISION_THREAT; kind++) {
        const char *subject = yaml_text(map, decision_kind_name((enum decision_kind)kind));
        const char *component = yaml_text(map, "component");
        if (subject) return arena_printf(arena, "%d %s %s", kind, subject, component ? component : "");
    }
    return "";
}

static void set_decision(struct arena *arena, struct yaml *list, const struct decision *decision)
{
    struct yaml *map = yaml_new_map(arena);
    fill_map(arena, map, decision);
    const char *key = item_key(arena, map);
    size_t place = list->count;
    for (size_t i = 0; i < list->count; i++) {
        const char *other = item_key(arena, list->items[i].value);
        if (strcmp(other, key) == 0) { // keeps what theriac does not know, and the comments
            fill_map(arena, list->items[i].value, decision);
            return;
        }
        if (place == list->count && strcmp(other, key) > 0) place = i;
    }
    yaml_add(arena, list, map);
    struct yaml_item added = list->items[list->count - 1];
    memmove(&list->items[place + 1], &list->items[place], (list->count - 1 - place) * sizeof added);
    list->items[place] = added;
}

enum status decisions_edit(const char *old, size_t size, const char *path, const struct decision *const *changes,
                           size_t count, struct buf *out, struct diags *diags)
{
    struct arena arena = {0};
    size_t before = diags->list.count;
    struct yaml *root = yaml_parse(&arena, old ? old : "", size, path, diags);
    struct yaml *list = root ? list_of(root, path, diags) : NULL;
    if (!root || (!list && diags->list.count > before)) {
        arena_free(&arena);
        return STATUS_INPUT; // a file that cannot be read is never written over
    }
    if (!list) {
        list = yaml_new_list(&arena);
        if (!yaml_is_map(root)) root = yaml_new_map(&arena);
        yaml_set(&arena, root, "decisions", list);
    }
    for (size_t i = 0; i < count; i++)
        set_decision(&arena, list, changes[i]);
    yaml_write(root, out);
    arena_free(&arena);
    return STATUS_OK;
}
