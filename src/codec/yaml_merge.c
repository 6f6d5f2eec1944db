// Laying one tree over another (codec/yaml.h).
#include "codec/yaml.h"
#include <string.h>

static const struct yaml *find_id(const struct yaml *list, const char *id)
{
    YAML_EACH(list, item)
        if (id && text_equal(yaml_text(item->value, "id"), id)) return item->value;
    return NULL;
}

static struct yaml *merged_list(struct arena *arena, const struct yaml *base, const struct yaml *change,
                                unsigned depth);
static struct yaml *merged_map(struct arena *arena, const struct yaml *base, const struct yaml *change, unsigned depth);

static struct yaml *merged_value(struct arena *arena, struct yaml *old, struct yaml *new, unsigned depth)
{
    if (depth >= YAML_DEPTH_MAX) return new;
    if (yaml_is_map(old) && yaml_is_map(new)) return merged_map(arena, old, new, depth + 1);
    // A list of maps without ids is a value like any other.
    if (yaml_is_list(old) && yaml_is_list(new) && yaml_text(yaml_at(old, 0), "id"))
        return merged_list(arena, old, new, depth + 1);
    return new;
}

static struct yaml *merged_list(struct arena *arena, const struct yaml *base, const struct yaml *change, unsigned depth)
{
    struct yaml *out = yaml_new_list(arena);
    YAML_EACH(base, item) {
        struct yaml_item copy = *item;
        const struct yaml *patch = find_id(change, yaml_text(item->value, "id"));
        if (patch) copy.value = merged_map(arena, item->value, patch, depth);
        yaml_add_item(arena, out, &copy);
    }
    YAML_EACH(change, item)
        if (!find_id(base, yaml_text(item->value, "id"))) yaml_add_item(arena, out, item);
    return out;
}

static struct yaml *merged_map(struct arena *arena, const struct yaml *base, const struct yaml *change, unsigned depth)
{
    struct yaml *out = yaml_new_map(arena);
    YAML_EACH(base, item)
        yaml_add_item(arena, out, item);
    YAML_EACH(change, item)
        yaml_set(arena, out, item->key, merged_value(arena, yaml_get(out, item->key), item->value, depth));
    return out;
}

struct yaml *yaml_merged(struct arena *arena, const struct yaml *base, const struct yaml *change)
{
    return merged_map(arena, base, change, 0);
}
