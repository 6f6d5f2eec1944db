// Two image slots in flash and the boot record that says which one runs. A new image runs on trial: when it does not
// confirm itself within three starts, the boot loader goes back to the other slot.
#pragma once
#include "update/manifest.h"
#include <stdbool.h>

enum { SLOT_MAGIC = 0x534C4F54, SLOT_TRIES = 3, SLOT_PAGE = 256 };
enum slot { SLOT_A, SLOT_B };

struct boot_record {
    uint32_t magic;
    uint32_t active; // enum slot
    uint32_t trial;  // 1 while the active image is not confirmed
    uint32_t tries;
    char version[16];
    uint32_t crc;
};

enum pump_status slots_read(struct boot_record *ret_record);
enum pump_status slots_write_page(enum slot slot, uint32_t offset, const uint8_t *page, size_t size);
enum pump_status slots_prepare(enum slot slot);
enum pump_status slots_check_digest(enum slot slot, uint32_t size, const uint8_t digest[DIGEST_SIZE]);
enum pump_status slots_activate(enum slot slot, const char *version);
enum pump_status slots_confirm(void);
enum pump_status slots_count_start(void);
enum slot slots_spare(const struct boot_record *record);
void slots_enter_recovery(void);
void slots_enter_active(const struct boot_record *record);
