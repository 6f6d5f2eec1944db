#include "update/slots.h"
#include "hal.h"
#include "mbedtls_port.h"
#include "util/bytes.h"
#include "util/crc.h"
#include "util/text.h"
#include <stdlib.h>
#include <string.h>

static uint32_t slot_address(enum slot slot) {
    return slot == SLOT_A ? FLASH_SLOT_A : FLASH_SLOT_B;
}

enum slot slots_spare(const struct boot_record *record) {
    return record->active == SLOT_A ? SLOT_B : SLOT_A;
}

enum pump_status slots_read(struct boot_record *ret_record) {
    if (hal_flash_read(FLASH_BOOT_RECORD, ret_record, sizeof(*ret_record)) != 0)
        return PUMP_IO;
    if (ret_record->magic == SLOT_MAGIC && ret_record->crc == crc32_of(ret_record, offsetof(struct boot_record, crc)))
        return PUMP_OK;
    memset(ret_record, 0, sizeof(*ret_record));
    return PUMP_CRC;
}

static enum pump_status write_record(struct boot_record *record) {
    record->magic = SLOT_MAGIC;
    record->crc = crc32_of(record, offsetof(struct boot_record, crc));
    if (hal_flash_erase(FLASH_BOOT_RECORD, FLASH_SECTOR) != 0)
        return PUMP_IO;
    return hal_flash_write(FLASH_BOOT_RECORD, record, sizeof(*record)) == 0 ? PUMP_OK : PUMP_IO;
}

enum pump_status slots_prepare(enum slot slot) {
    return hal_flash_erase(slot_address(slot), FLASH_SLOT_SIZE) == 0 ? PUMP_OK : PUMP_IO;
}

enum pump_status slots_write_page(enum slot slot, uint32_t offset, const uint8_t *page, size_t size) {
    if (offset > FLASH_SLOT_SIZE || size > FLASH_SLOT_SIZE - offset)
        return PUMP_RANGE;
    return hal_flash_write(slot_address(slot) + offset, page, size) == 0 ? PUMP_OK : PUMP_IO;
}

enum pump_status slots_check_digest(enum slot slot, uint32_t size, const uint8_t digest[DIGEST_SIZE]) {
    uint8_t seen[DIGEST_SIZE];
    if (size == 0 || size > FLASH_SLOT_SIZE)
        return PUMP_RANGE;
    uint8_t *image = malloc(size);
    if (!image)
        return PUMP_MEMORY;
    enum pump_status status = PUMP_OK;
    if (hal_flash_read(slot_address(slot), image, size) != 0)
        status = PUMP_IO;
    else if (mbedtls_sha256(image, size, seen, 0) != 0)
        status = PUMP_ERROR;
    else if (memcmp(seen, digest, DIGEST_SIZE) != 0)
        status = PUMP_CRC;
    free(image);
    return status;
}

enum pump_status slots_activate(enum slot slot, const char *version) {
    struct boot_record record;
    (void)slots_read(&record);
    record.active = slot;
    record.trial = 1;
    record.tries = 0;
    (void)text_copy(record.version, sizeof(record.version), version);
    return write_record(&record);
}

enum pump_status slots_confirm(void) {
    struct boot_record record;
    enum pump_status status = slots_read(&record);
    if (status != PUMP_OK || !record.trial)
        return status;
    record.trial = 0;
    return write_record(&record);
}

// The boot loader's part: one more start of a trial image, and back to the other one when there were too many.
enum pump_status slots_count_start(void) {
    struct boot_record record;
    enum pump_status status = slots_read(&record);
    if (status != PUMP_OK || !record.trial)
        return status;
    if (++record.tries > SLOT_TRIES) {
        record.active = slots_spare(&record);
        record.trial = 0;
        record.version[0] = '\0';
    }
    return write_record(&record);
}

void slots_enter_recovery(void) {
    void (*recovery)(void) = (void (*)(void))0x08001000; // expect: fixed-address
    recovery();
}

// The first words of an image are its stack and its entry, as the linker placed them.
void slots_enter_active(const struct boot_record *record) {
    uint8_t vector[8];
    uint32_t base = slot_address((enum slot)record->active);
    if (hal_flash_read(base, vector, sizeof(vector)) != 0)
        return;
    uint32_t entry = get_u32(vector + 4);
    if (entry > base && entry - base < FLASH_SLOT_SIZE)
        hal_reset(); // the boot loader jumps: it knows the new vector from the record
}
