// The simulator's board: time that runs as fast as the loop turns, a motor that moves what it is told, flash in
// memory, the display's line on standard input and output.
#include "hal.h"
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static uint8_t flash[FLASH_SIZE];
static uint32_t now_ms, motor_rate, motor_rest, motor_steps, calls;

uint32_t hal_millis(void) {
    if (++calls % 4 == 0) { // a quarter of a millisecond a call
        now_ms++;
        motor_rest += motor_rate;
        motor_steps += motor_rest / 60000;
        motor_rest %= 60000;
    }
    return now_ms;
}

uint32_t hal_seconds_utc(void) {
    return 1767225600u + now_ms / 1000;
}

int hal_uart_read(uint8_t *buffer, size_t capacity) {
    ssize_t count = read(STDIN_FILENO, buffer, capacity);
    return count < 0 ? -1 : (int)count;
}

int hal_uart_write(const uint8_t *data, size_t size) {
    ssize_t count = write(STDOUT_FILENO, data, size);
    return count < 0 ? -1 : (int)count;
}

static int inside(uint32_t address, size_t size) {
    return address <= FLASH_SIZE && size <= FLASH_SIZE - address;
}

int hal_flash_read(uint32_t address, void *ret_data, size_t size) {
    if (!inside(address, size))
        return -1;
    memcpy(ret_data, flash + address, size);
    return 0;
}

int hal_flash_write(uint32_t address, const void *data, size_t size) {
    if (!inside(address, size))
        return -1;
    memcpy(flash + address, data, size);
    return 0;
}

int hal_flash_erase(uint32_t address, size_t size) {
    if (!inside(address, size) || address % FLASH_SECTOR != 0)
        return -1;
    memset(flash + address, 0xFF, size);
    return 0;
}

void hal_motor_set(uint32_t steps_per_minute) {
    motor_rate = steps_per_minute;
}

uint32_t hal_motor_steps(void) {
    return motor_steps;
}

uint16_t hal_pressure_raw(void) {
    return 200;
}

uint16_t hal_air_raw(void) {
    return 3000;
}

uint16_t hal_battery_raw(void) {
    return 3900;
}

void hal_buzzer(uint8_t level) {
    (void)level;
}

void hal_watchdog_kick(void) {
}

int hal_random(uint8_t *ret_bytes, size_t size) {
    int descriptor = open("/dev/urandom", O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return -1;
    ssize_t count = read(descriptor, ret_bytes, size);
    close(descriptor);
    return count >= 0 && (size_t)count == size ? 0 : -1;
}

void hal_reset(void) {
    exit(3);
}
