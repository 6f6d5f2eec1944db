// A hash map from text to a pointer, remembering insertion order, so that walks are deterministic.
// Keys are not copied: they must outlive the map (an arena, an intern table).
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct map_entry {
    const char *key;
    void *value;
    uint64_t hash;
};

struct map { // zeroed is ready for use
    struct map_entry *entries; // in insertion order
    size_t count, capacity;
    uint32_t *slots; // index + 1 into entries; 0 is empty
    size_t slot_count;
};

void *map_get(const struct map *map, const char *key); // NULL when absent
bool map_has(const struct map *map, const char *key);
// The place of the key's value, made with NULL when absent. Valid until the next map_at or map_put.
void **map_at(struct map *map, const char *key);
void map_put(struct map *map, const char *key, void *value);
void map_free(struct map *map);

// A hash map from a 64-bit key to a 64-bit value; keys may be any value.
struct idmap_slot {
    uint64_t key, value;
    bool used;
};
struct idmap {
    struct idmap_slot *slots;
    size_t count, slot_count; // the latter is a power of two
};
// The slot of a key, or the free one where it belongs. The map must not be empty of slots.
static inline struct idmap_slot *idmap_slot(const struct idmap *map, uint64_t key)
{
    uint64_t mixed = (key ^ key >> 32) * 0x9e3779b97f4a7c15u;
    size_t mask = map->slot_count - 1, slot = (mixed ^ mixed >> 32) & mask;
    while (map->slots[slot].used && map->slots[slot].key != key)
        slot = (slot + 1) & mask;
    return &map->slots[slot];
}
static inline bool idmap_get(const struct idmap *map, uint64_t key, uint64_t *ret_value)
{
    if (!map->count) return false;
    const struct idmap_slot *slot = idmap_slot(map, key);
    if (slot->used) *ret_value = slot->value;
    return slot->used;
}
void idmap_put(struct idmap *map, uint64_t key, uint64_t value);
void idmap_free(struct idmap *map);
