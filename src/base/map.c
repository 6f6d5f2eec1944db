#include "base/map.h"
#include "base/arena.h"
#include "base/hash.h"
#include <stdlib.h>
#include <string.h>

static size_t slot_find(const struct map *map, const char *key, uint64_t hash)
{
    size_t mask = map->slot_count - 1, slot = hash & mask;
    for (; map->slots[slot]; slot = (slot + 1) & mask) {
        const struct map_entry *entry = &map->entries[map->slots[slot] - 1];
        if (entry->hash == hash && strcmp(entry->key, key) == 0) break;
    }
    return slot;
}

static void rehash(struct map *map)
{
    map->slot_count = map->slot_count ? map->slot_count * 2 : 16;
    free(map->slots);
    map->slots = mem_alloc(map->slot_count * sizeof *map->slots);
    size_t mask = map->slot_count - 1;
    for (size_t i = 0; i < map->count; i++) {
        size_t slot = map->entries[i].hash & mask;
        while (map->slots[slot])
            slot = (slot + 1) & mask;
        map->slots[slot] = (uint32_t)(i + 1);
    }
}

void *map_get(const struct map *map, const char *key)
{
    if (!map->count) return NULL;
    size_t slot = slot_find(map, key, hash_text(key));
    return map->slots[slot] ? map->entries[map->slots[slot] - 1].value : NULL;
}

bool map_has(const struct map *map, const char *key)
{
    return map->count && map->slots[slot_find(map, key, hash_text(key))];
}

void **map_at(struct map *map, const char *key)
{
    if ((map->count + 1) * 4 > map->slot_count * 3) rehash(map);
    uint64_t hash = hash_text(key);
    size_t slot = slot_find(map, key, hash);
    if (map->slots[slot]) return &map->entries[map->slots[slot] - 1].value;
    if (map->count == map->capacity) {
        map->capacity = map->capacity ? map->capacity * 2 : 8;
        map->entries = mem_resize(map->entries, map->capacity * sizeof *map->entries);
    }
    map->entries[map->count] = (struct map_entry){key, NULL, hash};
    map->slots[slot] = (uint32_t)++map->count;
    return &map->entries[map->count - 1].value;
}

void map_put(struct map *map, const char *key, void *value)
{
    *map_at(map, key) = value;
}

void map_free(struct map *map)
{
    free(map->entries);
    free(map->slots);
    *map = (struct map){0};
}

static void id_rehash(struct idmap *map)
{
    struct idmap old = *map;
    map->slot_count = old.slot_count ? old.slot_count * 2 : 16;
    map->slots = mem_alloc(map->slot_count * sizeof *map->slots);
    for (size_t i = 0; i < old.slot_count; i++)
        if (old.slots[i].used) *idmap_slot(map, old.slots[i].key) = old.slots[i];
    free(old.slots);
}

void idmap_put(struct idmap *map, uint64_t key, uint64_t value)
{
    if ((map->count + 1) * 4 > map->slot_count * 3) id_rehash(map);
    struct idmap_slot *slot = idmap_slot(map, key);
    if (!slot->used) map->count++;
    *slot = (struct idmap_slot){key, value, true};
}

void idmap_free(struct idmap *map)
{
    free(map->slots);
    *map = (struct idmap){0};
}
