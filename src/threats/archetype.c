#include "threats/archetype.h"
#include "base/data.h"
#include <string.h>

// --- loading -----------------------------------------------------------------------------------

static void load_questions(struct archetypes *archetypes, const struct yaml *list, struct archetype *archetype,
                           struct diags *diags)
{
    YAML_EACH(list, item) {
        struct archetype_question question = {yaml_text(item->value, "id"), yaml_text(item->value, "text"),
                                              yaml_text(item->value, "default"), yaml_get(item->value, "sets")};
        if (question.id && question.text && yaml_is_list(question.sets) && yaml_size(question.sets))
            VEC_PUSH(&archetype->questions, question);
        else
            DIAG(diags, DIAG_SKIPPED, archetype->file, item->line, "a question wants an id, a text and a list `sets`");
    }
    (void)archetypes;
}

static void load_one(struct archetypes *archetypes, const struct data_file *file, struct diags *diags)
{
    const char *name = arena_printf(&archetypes->arena, "data/%s", file->name);
    const struct yaml *root = yaml_parse(&archetypes->arena, file->content, file->size, name, diags);
    struct archetype archetype = {.id = yaml_text(root, "id"),
                                  .name = yaml_text(root, "name"),
                                  .description = yaml_text(root, "description"),
                                  .file = name,
                                  .model = yaml_get(root, "model"),
                                  .threats = yaml_get(root, "threats")};
    if (!root) return;
    if (!archetype.id || !archetype.name || !archetype.description || !yaml_is_map(archetype.model) ||
        !yaml_to_int(yaml_get(root, "order"), 0, 1000, &archetype.order)) {
        DIAG(diags, DIAG_SKIPPED, name, 1, "an archetype wants an id, a name, a description, an order and a model");
        return;
    }
    load_questions(archetypes, yaml_get(root, "questions"), &archetype, diags);
    VEC_PUSH(&archetypes->list, archetype);
}

static int by_order(const void *a, const void *b)
{
    const struct archetype *x = a, *y = b;
    return x->order != y->order ? (x->order < y->order ? -1 : 1) : strcmp(x->id, y->id);
}

void archetypes_load(struct archetypes *ret_archetypes, struct diags *diags)
{
    const struct data_file *file;
    for (size_t at = 0; (file = data_next("archetypes/", &at));)
        load_one(ret_archetypes, file, diags);
    VEC_SORT(&ret_archetypes->list, by_order);
}

const struct archetype *archetypes_find(const struct archetypes *archetypes, const char *id)
{
    VEC_EACH(&archetypes->list, archetype)
        if (strcmp(archetype->id, id) == 0) return archetype;
    return NULL;
}

void archetypes_free(struct archetypes *archetypes)
{
    VEC_EACH(&archetypes->list, archetype)
        VEC_FREE(&archetype->questions);
    VEC_FREE(&archetypes->list);
    arena_free(&archetypes->arena);
}

// --- answers -----------------------------------------------------------------------------------

struct target { // "element.field" in a tree
    enum element_kind kind;
    struct yaml *element;
    const struct model_field *field;
};

static struct yaml *find_item(const struct yaml *list, struct str id)
{
    YAML_EACH(list, item)
        if (yaml_text(item->value, "id") && str_is(id, yaml_text(item->value, "id"))) return item->value;
    return NULL;
}

static bool find_target(const struct yaml *model, const char *path, struct target *ret_target)
{
    const char *dot = strchr(path, '.');
    struct str id = {path, dot ? (size_t)(dot - path) : 0};
    for (size_t kind = 0; dot && kind < ELEMENT_KIND_COUNT; kind++) {
        const struct model_kind *schema = &DEVICE_KINDS[kind];
        struct yaml *section = yaml_get(model, schema->section);
        struct yaml *element = !schema->single ? find_item(section, id) : str_is(id, schema->section) ? section : NULL;
        if (!element) continue;
        *ret_target =
            (struct target){(enum element_kind)kind, element, model_field_find((enum element_kind)kind, dot + 1)};
        return ret_target->field != NULL;
    }
    return false;
}

static bool is_choice(const char *choices, const char *word)
{
    struct str rest = str_of(choices), piece;
    while (str_next(&rest, ' ', &piece))
        if (str_is(piece, word)) return true;
    return false;
}

// A comma separated list, each a choice where the field has choices; NULL when one is none.
static struct yaml *list_value(struct arena *arena, const struct model_field *field, const char *answer)
{
    struct yaml *list = yaml_new_list(arena);
    struct str rest = str_of(answer), piece;
    while (str_next(&rest, ',', &piece)) {
        struct str word = str_trim(piece);
        const char *text = arena_copy(arena, word.at, word.size);
        if (!word.size) continue;
        if (field->choices && !is_choice(field->choices, text)) return NULL;
        yaml_add(arena, list, yaml_new_text(arena, text));
    }
    return list;
}

static struct yaml *flag_value(struct arena *arena, const char *answer)
{
    static const char *const YES[] = {"yes", "y", "true"}, *const NO[] = {"no", "n", "false"};
    for (size_t i = 0; i < COUNT_OF(YES); i++) {
        if (strcmp(answer, YES[i]) == 0) return yaml_new_plain(arena, "true");
        if (strcmp(answer, NO[i]) == 0) return yaml_new_plain(arena, "false");
    }
    return NULL;
}

static struct yaml *answer_value(struct arena *arena, const struct model_field *field, const char *answer,
                                 const char **ret_expected)
{
    int64_t number;
    switch (field->type) {
    case MODEL_FLAG: *ret_expected = "yes, no or unknown"; return flag_value(arena, answer);
    case MODEL_NUMBER:
        *ret_expected =
            arena_printf(arena, "a whole number from %lld to %lld", (long long)field->low, (long long)field->high);
        return text_to_int(answer, field->low, field->high, &number) ? yaml_new_plain(arena, answer) : NULL;
    case MODEL_CHOICE:
        *ret_expected = arena_printf(arena, "one of: %s", field->choices);
        return is_choice(field->choices, answer) ? yaml_new_text(arena, answer) : NULL;
    case MODEL_TEXTS:
    case MODEL_CHOICES:
    case MODEL_REFS:
        *ret_expected = field->choices ? arena_printf(arena, "some of: %s", field->choices) : "a list with commas";
        return list_value(arena, field, answer);
    default: *ret_expected = "a text"; return yaml_new_text(arena, answer);
    }
}

bool archetype_answer(struct arena *arena, struct yaml *model, const struct archetype_question *question,
                      const char *answer, const char **ret_expected)
{
    struct str trimmed = str_trim(str_of(answer));
    const char *text = arena_copy(arena, trimmed.at, trimmed.size);
    bool open = !*text || text_spells_unknown(text);
    *ret_expected = "a question of this model";
    YAML_EACH(question->sets, item) {
        struct target target;
        if (!yaml_string(item->value) || !find_target(model, item->value->text, &target)) return false;
        struct yaml *value =
            open ? yaml_new_text(arena, "unknown") : answer_value(arena, target.field, text, ret_expected);
        if (!value) return false;
        yaml_set(arena, target.element, target.field->name, value);
    }
    return true;
}

const struct model_field *archetype_field(const struct yaml *model, const struct archetype_question *question,
                                          const char **ret_now)
{
    struct target target;
    const char *first = yaml_string(yaml_at(question->sets, 0));
    *ret_now = NULL;
    if (!first || !find_target(model, first, &target)) return NULL;
    const char *now = yaml_text(target.element, target.field->name);
    if (now && !text_spells_unknown(now)) *ret_now = now;
    return target.field;
}

// --- the model ---------------------------------------------------------------------------------

// Elements get nodes of their own, so that answers change neither the archetypes nor each other.
static struct yaml *own_nodes(struct arena *arena, const struct yaml *model)
{
    struct yaml *out = yaml_new_map(arena);
    YAML_EACH(model, section) {
        struct yaml *copy =
            yaml_is_list(section->value) ? yaml_new_list(arena) : yaml_merged(arena, section->value, NULL);
        if (yaml_is_list(section->value))
            YAML_EACH(section->value, item)
                yaml_add(arena, copy, yaml_merged(arena, item->value, NULL));
        yaml_set(arena, out, section->key, copy);
    }
    return out;
}

static void lay_over(const struct archetype *archetype, struct arena *arena, struct yaml **model)
{
    *model = *model ? yaml_merged(arena, *model, archetype->model) : yaml_merged(arena, archetype->model, NULL);
}

// What an archetype states itself stands; the rest gets its default or is written as unknown.
static void answer_initially(struct arena *arena, struct yaml *model, const struct archetype *archetype)
{
    VEC_EACH(&archetype->questions, question) {
        const char *now, *unused;
        (void)archetype_field(model, question, &now);
        if (question->initial || !now)
            (void)archetype_answer(arena, model, question, question->initial ? question->initial : "", &unused);
    }
}

struct yaml *archetypes_compose(const struct archetypes *archetypes, const char *const *ids, struct arena *arena)
{
    const struct archetype *base = archetypes_find(archetypes, "stand-alone");
    struct yaml *model = NULL, *stated = yaml_new_list(arena), *root = yaml_new_map(arena);
    if (base) lay_over(base, arena, &model);
    for (const char *const *id = ids; *id; id++) {
        const struct archetype *archetype = archetypes_find(archetypes, *id);
        if (!archetype) continue;
        if (archetype != base) lay_over(archetype, arena, &model);
        yaml_add(arena, stated, yaml_new_text(arena, *id));
    }
    model = own_nodes(arena, model);
    yaml_set_text(arena, root, "schema", DEVICE_SCHEMA_ID);
    YAML_EACH(model, item)
        yaml_add_item(arena, root, item);
    if (yaml_is_map(yaml_get(root, "device"))) yaml_set(arena, yaml_get(root, "device"), "archetypes", stated);
    VEC_EACH(&archetypes->list, archetype) {
        bool chosen = archetype == base;
        for (const char *const *id = ids; *id && !chosen; id++)
            chosen = strcmp(*id, archetype->id) == 0;
        if (chosen) answer_initially(arena, root, archetype);
    }
    return root;
}
