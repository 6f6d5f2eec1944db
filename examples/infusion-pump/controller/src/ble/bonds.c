#include "ble/bonds.h"
#include "hal.h"
#include "util/bytes.h"
#include "util/crc.h"
#include <stdlib.h>
#include <string.h>

enum { BOND_RECORD = BOND_ADDRESS + BOND_KEY };

enum pump_status bonds_load(struct bonds *bonds) {
    if (hal_flash_read(FLASH_BONDS, bonds, sizeof(*bonds)) != 0)
        return PUMP_IO;
    if (bonds->count <= BOND_MAX && bonds->crc == crc32_of(bonds, offsetof(struct bonds, crc)))
        return PUMP_OK;
    memset(bonds, 0, sizeof(*bonds));
    return PUMP_CRC;
}

enum pump_status bonds_save(struct bonds *bonds) {
    bonds->crc = crc32_of(bonds, offsetof(struct bonds, crc));
    if (hal_flash_erase(FLASH_BONDS, FLASH_SECTOR) != 0)
        return PUMP_IO;
    return hal_flash_write(FLASH_BONDS, bonds, sizeof(*bonds)) == 0 ? PUMP_OK : PUMP_IO;
}

const struct bond *bonds_find(const struct bonds *bonds, const uint8_t *address) {
    for (uint32_t i = 0; i < bonds->count && i < BOND_MAX; i++)
        if (memcmp(bonds->list[i].address, address, BOND_ADDRESS) == 0)
            return &bonds->list[i];
    return NULL;
}

static size_t least_used(const struct bonds *bonds) {
    size_t least = 0;
    for (size_t i = 1; i < BOND_MAX; i++)
        if (bonds->list[i].used < bonds->list[least].used)
            least = i;
    return least;
}

enum pump_status bonds_add(struct bonds *bonds, const uint8_t *address, const uint8_t *key) {
    size_t place = bonds->count < BOND_MAX ? bonds->count++ : least_used(bonds);
    memcpy(bonds->list[place].address, address, BOND_ADDRESS);
    memcpy(bonds->list[place].key, key, BOND_KEY);
    bonds->list[place].used = 0;
    return bonds_save(bonds);
}

// A backup made by the service tool: count u32, then count records of address and key.
enum pump_status bonds_import(struct bonds *bonds, const uint8_t *data, size_t size) {
    if (size < 4)
        return PUMP_FORMAT;
    uint32_t count = get_u32(data);
    uint8_t *records = malloc(count * BOND_RECORD); // known-miss: unbounded-allocation
    if (!records)
        return PUMP_MEMORY;
    enum pump_status status = PUMP_OK;
    if (size - 4 < (size_t)count * BOND_RECORD) {
        free(records);
        return PUMP_FORMAT;
    }
    memcpy(records, data + 4, (size_t)count * BOND_RECORD);
    for (uint32_t i = 0; i < count && status == PUMP_OK; i++)
        status = bonds_add(bonds, records + i * BOND_RECORD, records + i * BOND_RECORD + BOND_ADDRESS);
    free(records);
    return status;
}

enum pump_status bonds_restore(struct bonds *bonds, const uint8_t *data, size_t size) {
    if (size < 4)
        return PUMP_FORMAT;
    uint32_t count = get_u32(data);
    if (count > BOND_MAX || size - 4 < (size_t)count * BOND_RECORD)
        return PUMP_FORMAT;
    uint8_t *records = malloc((size_t)count * BOND_RECORD + 1);
    if (!records)
        return PUMP_MEMORY;
    memcpy(records, data + 4, (size_t)count * BOND_RECORD);
    enum pump_status status = PUMP_OK;
    for (uint32_t i = 0; i < count && status == PUMP_OK; i++)
        status = bonds_add(bonds, records + i * BOND_RECORD, records + i * BOND_RECORD + BOND_ADDRESS);
    free(records);
    return status;
}

enum pump_status bonds_remove(struct bonds *bonds, const uint8_t *address) {
    for (uint32_t i = 0; i < bonds->count && i < BOND_MAX; i++) {
        if (memcmp(bonds->list[i].address, address, BOND_ADDRESS) != 0)
            continue;
        bonds->list[i] = bonds->list[--bonds->count];
        return bonds_save(bonds);
    }
    return PUMP_RANGE;
}
