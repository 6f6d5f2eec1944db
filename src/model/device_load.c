// From YAML to elements, by the tables. A value that is wrong is reported and stays unknown; the rest goes on.
#include "model/device_internal.h"
#include <string.h>

enum { ELEMENTS_MAX = 20000, NEAR_ENOUGH = 3 };

struct loader {
    struct device *device;
    struct arena *arena;
    struct diags *diags;
    const char *file;
};

bool text_spells_unknown(const char *text)
{
    return strcmp(text, "unknown") == 0 || strcmp(text, "?") == 0 || strcmp(text, "tbd") == 0;
}

// --- suggestions -------------------------------------------------------------------------------

// Levenshtein distance, for words of up to 63 bytes; longer ones are taken as far apart.
static unsigned edit_distance(const char *a, size_t a_size, const char *b, size_t b_size)
{
    unsigned row[64];
    if (a_size > 63 || b_size > 63) return 64;
    for (size_t k = 0; k <= b_size; k++)
        row[k] = (unsigned)k;
    for (size_t i = 1; i <= a_size; i++) {
        unsigned corner = row[0];
        row[0] = (unsigned)i;
        for (size_t k = 1; k <= b_size; k++) {
            unsigned best = corner + (a[i - 1] != b[k - 1]);
            if (row[k] + 1 < best) best = row[k] + 1;
            if (row[k - 1] + 1 < best) best = row[k - 1] + 1;
            corner = row[k];
            row[k] = best;
        }
    }
    return row[b_size];
}

struct nearest { // of the words offered so far, the one closest to `word`
    const char *word;
    struct str best;
    unsigned distance;
};

static void offer(struct nearest *nearest, struct str candidate)
{
    unsigned distance = edit_distance(nearest->word, strlen(nearest->word), candidate.at, candidate.size);
    if (nearest->best.at && distance >= nearest->distance) return;
    nearest->best = candidate;
    nearest->distance = distance;
}

// "; did you mean 'x'?" or "".
static const char *suggestion(struct arena *arena, const struct nearest *nearest)
{
    if (!nearest->best.at || nearest->distance > NEAR_ENOUGH || nearest->distance >= nearest->best.size) return "";
    return arena_printf(arena, "; did you mean '%.*s'?", (int)nearest->best.size, nearest->best.at);
}

// --- values ------------------------------------------------------------------------------------

static const char *label(struct loader *loader, const struct element *element, const struct model_field *field)
{
    return arena_printf(loader->arena, "%s '%s': '%s'", element_kind_name(element->kind), element->id, field->name);
}

static void wrong(struct loader *loader, const struct element *element, const struct model_field *field, unsigned line,
                  const char *expected, const char *got)
{
    DIAG(loader->diags, DIAG_SKIPPED, loader->file, line, "%s wants %s, not %s", label(loader, element, field),
         expected, got);
}

static const char *shown(struct loader *loader, const struct yaml *node)
{
    const char *text = yaml_string(node);
    return text ? arena_printf(loader->arena, "'%.80s'", text) : yaml_kind_name(node);
}

static bool is_choice(const char *choices, const char *word)
{
    struct str rest = str_of(choices), piece;
    while (str_next(&rest, ' ', &piece))
        if (str_is(piece, word)) return true;
    return false;
}

static bool check_choice(struct loader *loader, const struct element *element, const struct model_field *field,
                         const struct yaml *node)
{
    const char *text = yaml_string(node);
    if (text && is_choice(field->choices, text)) return true;
    struct nearest nearest = {.word = text ? text : ""};
    struct str rest = str_of(field->choices), piece;
    while (text && str_next(&rest, ' ', &piece))
        offer(&nearest, piece);
    DIAG(loader->diags, DIAG_SKIPPED, loader->file, node->line, "%s wants one of %s, not %s%s",
         label(loader, element, field), field->choices, shown(loader, node), suggestion(loader->arena, &nearest));
    return false;
}

static bool is_date(const char *text)
{
    static const char SHAPE[] = "dddd-dd-dd";
    size_t size = strlen(text);
    if (size != 4 && size != 7 && size != 10) return false;
    for (size_t i = 0; i < size; i++)
        if (SHAPE[i] == 'd' ? text[i] < '0' || text[i] > '9' : text[i] != SHAPE[i]) return false;
    int month = size > 4 ? (text[5] - '0') * 10 + text[6] - '0' : 1;
    int day = size > 7 ? (text[8] - '0') * 10 + text[9] - '0' : 1;
    return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

// One scalar of a field; false when it is wrong (then it was told).
static bool check_scalar(struct loader *loader, const struct element *element, const struct model_field *field,
                         const struct yaml *node)
{
    switch (field->type) {
    case MODEL_CHOICE:
    case MODEL_CHOICES: return check_choice(loader, element, field, node);
    case MODEL_DATE:
        if (yaml_string(node) && is_date(node->text)) return true;
        wrong(loader, element, field, node->line, "a date YYYY-MM-DD", shown(loader, node));
        return false;
    default:
        if (yaml_string(node)) return true;
        wrong(loader, element, field, node->line, "a text", yaml_kind_name(node));
        return false;
    }
}

static void load_flag(struct loader *loader, const struct element *element, const struct model_field *field,
                      const struct yaml *node, struct model_value *value)
{
    bool yes = false;
    const char *text = yaml_string(node);
    if (text && node->plain && (strcmp(text, "yes") == 0 || strcmp(text, "no") == 0))
        yes = text[0] == 'y';
    else if (!yaml_to_bool(node, &yes)) {
        wrong(loader, element, field, node->line, "true, false or unknown", shown(loader, node));
        return;
    }
    value->known = true;
    value->number = yes;
    value->text = yes ? "true" : "false";
}

static void load_number(struct loader *loader, const struct element *element, const struct model_field *field,
                        const struct yaml *node, struct model_value *value)
{
    if (!yaml_to_int(node, field->low, field->high, &value->number)) {
        const char *range = arena_printf(loader->arena, "a whole number from %lld to %lld", (long long)field->low,
                                         (long long)field->high);
        wrong(loader, element, field, node->line, range, shown(loader, node));
        return;
    }
    value->known = true;
    value->text = node->text;
}

static void load_list(struct loader *loader, const struct element *element, const struct model_field *field,
                      const struct yaml *node, struct model_value *value)
{
    size_t count = yaml_is_list(node) ? node->count : 1;
    const char **list = ARENA_ARRAY(loader->arena, const char *, count + 1);
    for (size_t i = 0; i < count; i++) {
        const struct yaml *item = yaml_is_list(node) ? node->items[i].value : node;
        if (yaml_string(item) && text_spells_unknown(item->text)) return; // one unknown item makes the list unknown
        if (check_scalar(loader, element, field, item)) list[value->count++] = item->text;
    }
    value->list = list;
    // A list of which nothing was usable says nothing; an empty list says: none.
    value->known = value->count > 0 || count == 0;
}

static void load_value(struct loader *loader, const struct element *element, const struct model_field *field,
                       const struct yaml_item *item, struct model_value *value)
{
    const struct yaml *node = item->value;
    value->line = item->line;
    if (yaml_is_null(node) || (yaml_string(node) && text_spells_unknown(node->text))) return;
    switch (field->type) {
    case MODEL_FLAG: load_flag(loader, element, field, node, value); break;
    case MODEL_NUMBER: load_number(loader, element, field, node, value); break;
    case MODEL_TEXTS:
    case MODEL_CHOICES:
    case MODEL_REFS: load_list(loader, element, field, node, value); break;
    case MODEL_TEXT:
    case MODEL_DATE:
    case MODEL_CHOICE:
    case MODEL_REF:
        if (!check_scalar(loader, element, field, node)) return;
        value->known = true;
        value->text = node->text;
        if (field->type == MODEL_REF) load_list(loader, element, field, node, value);
        break;
    }
}

// --- elements ----------------------------------------------------------------------------------

static const struct yaml_item *field_item(struct arena *arena, const struct yaml *node, const char *name)
{
    size_t size = strcspn(name, ".");
    if (!name[size]) return yaml_item(node, name);
    return yaml_item(yaml_get(node, arena_copy(arena, name, size)), name + size + 1);
}

// Is `key` (in the map `group`, NULL for the element itself) in the table?
static bool names_field(const struct model_kind *schema, const char *group, const char *key)
{
    for (size_t i = 0; i < schema->field_count; i++) {
        const char *name = schema->fields[i].name;
        size_t size = strcspn(name, ".");
        if (group && name[size] && strncmp(name, group, size) == 0 && !group[size] && strcmp(name + size + 1, key) == 0)
            return true;
        if (!group && strncmp(name, key, size) == 0 && !key[size]) return true;
    }
    return false;
}

static bool names_group(const struct model_kind *schema, const char *key)
{
    for (size_t i = 0; i < schema->field_count; i++) {
        size_t size = strcspn(schema->fields[i].name, ".");
        if (schema->fields[i].name[size] && strncmp(schema->fields[i].name, key, size) == 0 && !key[size]) return true;
    }
    return false;
}

static void tell_unknown_member(struct loader *loader, const struct element *element, const char *group,
                                const struct yaml_item *item)
{
    const struct model_kind *schema = &DEVICE_KINDS[element->kind];
    struct nearest nearest = {.word = item->key};
    for (size_t i = 0; i < schema->field_count; i++) {
        const char *name = schema->fields[i].name;
        size_t size = strcspn(name, ".");
        offer(&nearest, group && name[size] ? str_of(name + size + 1) : (struct str){name, size});
    }
    DIAG(loader->diags, DIAG_WARNING, loader->file, item->line, "%s '%s' has no field '%.80s'%s (it is kept, not used)",
         schema->singular, element->id, item->key, suggestion(loader->arena, &nearest));
}

static void tell_unknown_members(struct loader *loader, const struct element *element)
{
    const struct model_kind *schema = &DEVICE_KINDS[element->kind];
    YAML_EACH(element->node, item) {
        if (!names_field(schema, NULL, item->key)) {
            tell_unknown_member(loader, element, NULL, item);
        } else if (names_group(schema, item->key) && yaml_is_map(item->value)) {
            YAML_EACH(item->value, inner)
                if (!names_field(schema, item->key, inner->key)) tell_unknown_member(loader, element, item->key, inner);
        } else if (names_group(schema, item->key) && !yaml_is_null(item->value)) {
            DIAG(loader->diags, DIAG_SKIPPED, loader->file, item->line, "%s '%s': '%s' wants a map, not %s",
                 schema->singular, element->id, item->key, yaml_kind_name(item->value));
        }
    }
}

static void tell_missing(struct loader *loader, const struct element *element, const struct model_field *field)
{
    DIAG(loader->diags, DIAG_SKIPPED, loader->file, element->line, "%s '%s' has no '%s': %s",
         element_kind_name(element->kind), element->id, field->name, field->help);
}

static void load_fields(struct loader *loader, struct element *element)
{
    const struct model_kind *schema = &DEVICE_KINDS[element->kind];
    element->values = ARENA_ARRAY(loader->arena, struct model_value, schema->field_count);
    for (size_t i = 0; i < schema->field_count; i++) {
        const struct yaml_item *item = field_item(loader->arena, element->node, schema->fields[i].name);
        if (item) load_value(loader, element, &schema->fields[i], item, &element->values[i]);
        // An `unknown` is an answer; only what is not there at all is missing.
        if (!item && schema->fields[i].required && element->line) tell_missing(loader, element, &schema->fields[i]);
    }
    const char *name = element_text(element, "name");
    element->name = name && *name ? name : element->id;
    tell_unknown_members(loader, element);
}

static struct element *add_element(struct loader *loader, enum element_kind kind, const char *id,
                                   const struct yaml *node, unsigned line)
{
    struct element *element = ARENA_NEW(loader->arena, struct element);
    element->kind = kind;
    element->index = loader->device->elements.count;
    element->id = id;
    element->node = node;
    element->line = line;
    VEC_PUSH(&loader->device->elements, element);
    map_put(&loader->device->by_id, id, element);
    load_fields(loader, element);
    return element;
}

static bool is_id(const char *text)
{
    static const char LETTERS[] = "abcdefghijklmnopqrstuvwxyz0123456789-_.";
    size_t size = strlen(text);
    return size && size <= 100 && strspn(text, LETTERS) == size && text[0] != '-' && text[0] != '.';
}

static void load_item(struct loader *loader, const struct model_kind *schema, const struct yaml_item *item)
{
    const struct yaml *node = item->value;
    const char *id = yaml_text(node, "id");
    unsigned line = node->line;
    if (!yaml_is_map(node))
        DIAG(loader->diags, DIAG_SKIPPED, loader->file, line, "%s wants maps with an id, not %s", schema->section,
             shown(loader, node));
    else if (!id)
        DIAG(loader->diags, DIAG_SKIPPED, loader->file, line, "a %s without an id is left out", schema->singular);
    else if (!is_id(id))
        DIAG(loader->diags, DIAG_SKIPPED, loader->file, line,
             "'%.80s' is no id: small letters, digits, '-', '_' and '.', at most 100", id);
    else if (device_find(loader->device, id))
        DIAG(loader->diags, DIAG_SKIPPED, loader->file, line, "the id '%s' is already that of the %s in line %u", id,
             element_kind_name(device_find(loader->device, id)->kind), device_find(loader->device, id)->line);
    else if (loader->device->elements.count >= ELEMENTS_MAX)
        DIAG(loader->diags, DIAG_SKIPPED, loader->file, line, "more than %d elements", ELEMENTS_MAX);
    else
        (void)add_element(loader, schema->kind, id, node, line);
}

static void load_section(struct loader *loader, const struct model_kind *schema)
{
    const struct yaml_item *item = yaml_item(loader->device->root, schema->section);
    if (schema->single) {
        bool usable = item && yaml_is_map(item->value);
        if (item && !usable && !yaml_is_null(item->value))
            DIAG(loader->diags, DIAG_SKIPPED, loader->file, item->line, "'%s' wants a map, not %s", schema->section,
                 shown(loader, item->value));
        // It exists in any case, so that rules can ask for what it would say.
        (void)add_element(loader, schema->kind, schema->section, usable ? item->value : yaml_new_map(loader->arena),
                          item ? item->line : 0);
        return;
    }
    if (!item || yaml_is_null(item->value)) return;
    if (!yaml_is_list(item->value)) {
        DIAG(loader->diags, DIAG_SKIPPED, loader->file, item->line, "'%s' wants a list, not %s", schema->section,
             shown(loader, item->value));
        return;
    }
    YAML_EACH(item->value, entry)
        load_item(loader, schema, entry);
}

// --- references --------------------------------------------------------------------------------

static const char *kind_list(struct arena *arena, unsigned kinds)
{
    struct buf text = {0};
    for (size_t kind = 0; kind < ELEMENT_KIND_COUNT; kind++)
        if (kinds & KIND_BIT(kind))
            buf_printf(&text, "%s%s", text.size ? " or " : "", element_kind_name((enum element_kind)kind));
    const char *copy = arena_str(arena, buf_cstr(&text));
    buf_free(&text);
    return copy;
}

static const struct element *resolve_one(struct loader *loader, const struct element *element,
                                         const struct model_field *field, const struct model_value *value,
                                         const char *id)
{
    const struct element *target = device_find(loader->device, id);
    if (target && field->refs & KIND_BIT(target->kind)) return target;
    if (target) {
        DIAG(loader->diags, DIAG_SKIPPED, loader->file, value->line, "%s wants a %s; '%s' is a %s",
             label(loader, element, field), kind_list(loader->arena, field->refs), id, element_kind_name(target->kind));
        return NULL;
    }
    struct nearest nearest = {.word = id};
    VEC_EACH(&loader->device->elements, other)
        if (field->refs & KIND_BIT((*other)->kind)) offer(&nearest, str_of((*other)->id));
    DIAG(loader->diags, DIAG_SKIPPED, loader->file, value->line, "%s names '%.80s', which is no %s of this model%s",
         label(loader, element, field), id, kind_list(loader->arena, field->refs), suggestion(loader->arena, &nearest));
    return NULL;
}

static void resolve(struct loader *loader, struct element *element)
{
    const struct model_kind *schema = &DEVICE_KINDS[element->kind];
    for (size_t i = 0; i < schema->field_count; i++) {
        const struct model_field *field = &schema->fields[i];
        struct model_value *value = &element->values[i];
        if ((field->type != MODEL_REF && field->type != MODEL_REFS) || !value->known) continue;
        const struct element **refs = ARENA_ARRAY(loader->arena, const struct element *, value->count + 1);
        for (size_t k = 0; k < value->count; k++)
            refs[k] = resolve_one(loader, element, field, value, value->list[k]);
        value->refs = refs;
    }
}

// --- the file ----------------------------------------------------------------------------------

static void check_top(struct loader *loader)
{
    const struct yaml *root = loader->device->root;
    const char *schema = yaml_text(root, "schema");
    if (!schema)
        DIAG(loader->diags, DIAG_WARNING, loader->file, 1, "no 'schema: %s' at the top", DEVICE_SCHEMA_ID);
    else if (strcmp(schema, DEVICE_SCHEMA_ID) != 0)
        DIAG(loader->diags, DIAG_SKIPPED, loader->file, yaml_item(root, "schema")->line,
             "schema '%.80s' is not the one that this version reads (%s): what it does not know is left out", schema,
             DEVICE_SCHEMA_ID);
    YAML_EACH(root, item) {
        struct nearest nearest = {.word = item->key};
        bool known = strcmp(item->key, "schema") == 0;
        for (size_t kind = 0; kind < ELEMENT_KIND_COUNT && !known; kind++) {
            known = strcmp(item->key, DEVICE_KINDS[kind].section) == 0;
            offer(&nearest, str_of(DEVICE_KINDS[kind].section));
        }
        if (!known)
            DIAG(loader->diags, DIAG_WARNING, loader->file, item->line, "no section '%.80s'%s (it is kept, not used)",
                 item->key, suggestion(loader->arena, &nearest));
    }
}

static struct device *load(struct device *device, struct diags *diags)
{
    struct loader loader = {device, &device->arena, diags, device->file};
    if (!yaml_is_map(device->root)) {
        if (device->root)
            DIAG(diags, DIAG_ERROR, device->file, 1, "a device model is a map of sections, not %s",
                 yaml_kind_name(device->root));
        device_free(device);
        return NULL;
    }
    check_top(&loader);
    for (size_t kind = 0; kind < ELEMENT_KIND_COUNT; kind++)
        load_section(&loader, &DEVICE_KINDS[kind]);
    VEC_EACH(&device->elements, element)
        resolve(&loader, *element);
    return device;
}

struct device *device_parse(const char *bytes, size_t size, const char *file, struct diags *diags)
{
    struct device *device = mem_alloc(sizeof *device);
    device->file = arena_str(&device->arena, file);
    device->root = yaml_parse(&device->arena, bytes, size, device->file, diags);
    return load(device, diags);
}

struct device *device_read(const char *path, struct diags *diags)
{
    struct device *device = mem_alloc(sizeof *device);
    device->file = arena_str(&device->arena, path);
    device->root = yaml_read(&device->arena, device->file, diags);
    return load(device, diags);
}
