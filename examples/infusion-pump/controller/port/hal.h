// What the controller needs from the board: time, motor, sensors, flash, the display's serial line, randomness.
// The board package implements it on the target; host/ implements it for the simulator.
#pragma once
#include <stddef.h>
#include <stdint.h>

// External flash map. Sizes are multiples of FLASH_SECTOR.
enum {
    FLASH_SECTOR = 4096,
    FLASH_CONFIG = 0x000000,
    FLASH_BONDS = 0x002000,
    FLASH_LOG = 0x010000,
    FLASH_LOG_SIZE = 0x020000,
    FLASH_LIBRARY = 0x040000,
    FLASH_SLOT_A = 0x100000,
    FLASH_SLOT_B = 0x200000,
    FLASH_SLOT_SIZE = 0x0C0000,
    FLASH_BOOT_RECORD = 0x2F0000,
    FLASH_SIZE = 0x300000,
};

uint32_t hal_millis(void);                                // since power on, wraps after 49 days
uint32_t hal_seconds_utc(void);                           // 0 while the clock was never set
int hal_uart_read(uint8_t *buffer, size_t capacity);      // bytes read, 0 when there is none, -1 on error
int hal_uart_write(const uint8_t *data, size_t size);     // bytes written or -1
__attribute__((warn_unused_result))
int hal_flash_read(uint32_t address, void *ret_data, size_t size); // 0 or -1
__attribute__((warn_unused_result))
int hal_flash_write(uint32_t address, const void *data, size_t size); // 0 or -1; sector erased before
__attribute__((warn_unused_result))
int hal_flash_erase(uint32_t address, size_t size); // 0 or -1
void hal_motor_set(uint32_t steps_per_minute);            // 0 stops
uint32_t hal_motor_steps(void);                           // steps since power on, wraps
uint16_t hal_pressure_raw(void);                          // 0..4095, 1 mmHg per 2 counts
uint16_t hal_air_raw(void);                               // 0..4095, transit amplitude; low means air
uint16_t hal_battery_raw(void);                           // millivolts
void hal_buzzer(uint8_t level);                           // 0 off .. 3 loudest
void hal_watchdog_kick(void);
__attribute__((warn_unused_result))
int hal_random(uint8_t *ret_bytes, size_t size); // from the hardware generator; 0 or -1
void hal_reset(void);
