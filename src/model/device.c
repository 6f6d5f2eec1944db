#include "model/device.h"
#include "model/device_internal.h"
#include <string.h>

enum { ZONE_DEPTH_MAX = 32 };

void device_free(struct device *device)
{
    if (!device) return;
    VEC_FREE(&device->elements);
    map_free(&device->by_id);
    arena_free(&device->arena);
    free(device);
}

// --- access ------------------------------------------------------------------------------------

const char *device_name(const struct device *device)
{
    const char *name = element_text(device_find(device, "device"), "name");
    return name ? name : "";
}

const char *device_file(const struct device *device)
{
    return device->file;
}

size_t device_count(const struct device *device)
{
    return device->elements.count;
}

const struct element *device_at(const struct device *device, size_t index)
{
    return device->elements.items[index];
}

const struct element *device_find(const struct device *device, const char *id)
{
    return id ? map_get(&device->by_id, id) : NULL;
}

const struct element *device_next(const struct device *device, enum element_kind kind, size_t *position)
{
    while (*position < device->elements.count) {
        const struct element *element = device->elements.items[(*position)++];
        if (element->kind == kind) return element;
    }
    return NULL;
}

const char *element_kind_name(enum element_kind kind)
{
    return DEVICE_KINDS[kind].singular;
}

const struct model_field *model_field_find(enum element_kind kind, const char *name)
{
    const struct model_kind *schema = &DEVICE_KINDS[kind];
    for (size_t i = 0; i < schema->field_count; i++)
        if (strcmp(schema->fields[i].name, name) == 0) return &schema->fields[i];
    return NULL;
}

const struct model_value *element_value(const struct element *element, const char *name)
{
    static const struct model_value UNKNOWN = {0};
    const struct model_field *field = element ? model_field_find(element->kind, name) : NULL;
    return field ? &element->values[field - DEVICE_KINDS[element->kind].fields] : &UNKNOWN;
}

const char *element_text(const struct element *element, const char *field)
{
    return element_value(element, field)->text;
}

bool element_is(const struct element *element, const char *flag)
{
    const struct model_value *value = element_value(element, flag);
    return value->known && value->number == 1;
}

bool element_lists(const struct element *element, const char *field, const char *word)
{
    const struct model_value *value = element_value(element, field);
    for (size_t i = 0; i < value->count; i++)
        if (strcmp(value->list[i], word) == 0) return true;
    return false;
}

const struct element *element_ref(const struct element *element, const char *field)
{
    const struct model_value *value = element_value(element, field);
    return value->count && value->refs ? value->refs[0] : NULL;
}

unsigned element_field_line(const struct element *element, const char *field)
{
    const struct model_value *value = element_value(element, field);
    return value->line ? value->line : element->line;
}

// --- places ------------------------------------------------------------------------------------

// The field that says where an element of this kind is; NULL for kinds that have no place.
static const char *place_field(enum element_kind kind)
{
    switch (kind) {
    case ELEMENT_PROCESSOR:
    case ELEMENT_PARTY: return "zone";
    case ELEMENT_MEMORY:
    case ELEMENT_PORT: return "processor";
    case ELEMENT_DATA: return "stored_in";
    case ELEMENT_CHANNEL: return "from";
    default: return NULL;
    }
}

const struct element *element_zone(const struct element *element)
{
    for (unsigned depth = 0; element && depth < ZONE_DEPTH_MAX; depth++) {
        if (element->kind == ELEMENT_ZONE) return element;
        const char *field = place_field(element->kind);
        element = field ? element_ref(element, field) : NULL;
    }
    return NULL;
}

bool zone_trust(const struct element *zone, int64_t *ret_trust)
{
    for (unsigned depth = 0; zone && depth < ZONE_DEPTH_MAX; depth++) {
        const struct model_value *trust = element_value(zone, "trust");
        if (trust->known) {
            *ret_trust = trust->number;
            return true;
        }
        zone = element_ref(zone, "parent");
    }
    return false;
}

bool channel_crosses_zones(const struct element *channel)
{
    const struct element *from = element_zone(element_ref(channel, "from"));
    const struct element *to = element_zone(element_ref(channel, "to"));
    return from && to && from != to;
}

// --- writing -----------------------------------------------------------------------------------

// The members of `group` that the tables name, in their order, then the others.
static struct yaml *ordered_group(struct arena *arena, const struct model_kind *schema, const struct yaml *node,
                                  const char *group, size_t size)
{
    struct yaml *out = yaml_new_map(arena);
    for (size_t i = 0; i < schema->field_count; i++) {
        const char *name = schema->fields[i].name;
        if (strncmp(name, group, size) != 0 || name[size] != '.') continue;
        const struct yaml_item *item = yaml_item(node, name + size + 1);
        if (item) yaml_add_item(arena, out, item);
    }
    YAML_EACH(node, item)
        if (!yaml_item(out, item->key)) yaml_add_item(arena, out, item);
    return out;
}

static void add_field(struct arena *arena, const struct model_kind *schema, const struct yaml *node, const char *name,
                      struct yaml *out)
{
    size_t size = strcspn(name, ".");
    const char *key = arena_copy(arena, name, size);
    const struct yaml_item *item = yaml_item(node, key);
    if (!item || yaml_item(out, key)) return;
    struct yaml_item copy = *item;
    if (name[size] && yaml_is_map(item->value)) copy.value = ordered_group(arena, schema, item->value, name, size);
    yaml_add_item(arena, out, &copy);
}

static struct yaml *ordered_element(struct arena *arena, const struct model_kind *schema, const struct yaml *node)
{
    struct yaml *out = yaml_new_map(arena);
    for (size_t i = 0; i < schema->field_count; i++)
        add_field(arena, schema, node, schema->fields[i].name, out);
    YAML_EACH(node, item)
        if (!yaml_item(out, item->key)) yaml_add_item(arena, out, item);
    return out;
}

static struct yaml *ordered_section(struct arena *arena, const struct model_kind *schema, struct yaml *node)
{
    if (schema->single) return yaml_is_map(node) ? ordered_element(arena, schema, node) : node;
    if (!yaml_is_list(node)) return node;
    struct yaml *out = yaml_new_list(arena);
    YAML_EACH(node, item) {
        struct yaml_item copy = *item;
        if (yaml_is_map(item->value)) copy.value = ordered_element(arena, schema, item->value);
        yaml_add_item(arena, out, &copy);
    }
    return out;
}

void device_write(const struct device *device, struct buf *out)
{
    struct arena scratch = {0};
    struct yaml *root = yaml_new_map(&scratch);
    const struct yaml_item *schema = yaml_item(device->root, "schema");
    if (schema)
        yaml_add_item(&scratch, root, schema);
    else
        yaml_set_text(&scratch, root, "schema", DEVICE_SCHEMA_ID);
    for (size_t kind = 0; kind < ELEMENT_KIND_COUNT; kind++) {
        const struct yaml_item *item = yaml_item(device->root, DEVICE_KINDS[kind].section);
        if (!item) continue;
        struct yaml_item copy = *item;
        copy.value = ordered_section(&scratch, &DEVICE_KINDS[kind], item->value);
        yaml_add_item(&scratch, root, &copy);
    }
    YAML_EACH(device->root, item)
        if (!yaml_item(root, item->key)) yaml_add_item(&scratch, root, item);
    yaml_write(root, out);
    arena_free(&scratch);
}
