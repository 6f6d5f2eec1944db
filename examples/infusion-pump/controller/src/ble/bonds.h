// Bonded companion apps: their addresses and long-term keys, kept in flash.
#pragma once
#include "util/status.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { BOND_MAX = 8, BOND_ADDRESS = 6, BOND_KEY = 16 };

struct bond {
    uint8_t address[BOND_ADDRESS];
    uint8_t key[BOND_KEY];
    uint16_t used; // how often, to replace the least used
};

struct bonds {
    struct bond list[BOND_MAX];
    uint32_t count;
    uint32_t crc;
};

enum pump_status bonds_load(struct bonds *bonds);
enum pump_status bonds_save(struct bonds *bonds);
enum pump_status bonds_add(struct bonds *bonds, const uint8_t *address, const uint8_t *key);
enum pump_status bonds_import(struct bonds *bonds, const uint8_t *data, size_t size);
enum pump_status bonds_restore(struct bonds *bonds, const uint8_t *data, size_t size);
const struct bond *bonds_find(const struct bonds *bonds, const uint8_t *address);
enum pump_status bonds_remove(struct bonds *bonds, const uint8_t *address);
