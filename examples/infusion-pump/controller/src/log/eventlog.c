#include "log/eventlog.h"
#include "hal.h"
#include "util/bytes.h"
#include "util/crc.h"
#include "util/text.h"
#include <string.h>

uint32_t eventlog_capacity(void) {
    return FLASH_LOG_SIZE / EVENT_RECORD;
}

static void encode(const struct event *event, uint8_t record[EVENT_RECORD]) {
    memset(record, 0xFF, EVENT_RECORD);
    put_u32(record, event->number);
    put_u32(record + 4, event->seconds_utc);
    put_u16(record + 8, event->kind);
    memcpy(record + 10, event->text, EVENT_TEXT);
    put_u32(record + 58, crc32_of(record, 58));
}

static enum pump_status decode(const uint8_t record[EVENT_RECORD], struct event *ret_event) {
    if (get_u32(record + 58) != crc32_of(record, 58))
        return PUMP_CRC;
    ret_event->number = get_u32(record);
    ret_event->seconds_utc = get_u32(record + 4);
    ret_event->kind = get_u16(record + 8);
    memcpy(ret_event->text, record + 10, EVENT_TEXT);
    ret_event->text[EVENT_TEXT - 1] = '\0';
    return PUMP_OK;
}

enum pump_status eventlog_read(uint32_t index, struct event *ret_event) {
    uint8_t record[EVENT_RECORD];
    if (index >= eventlog_capacity())
        return PUMP_RANGE;
    if (hal_flash_read(FLASH_LOG + index * EVENT_RECORD, record, sizeof(record)) != 0)
        return PUMP_IO;
    return decode(record, ret_event);
}

// Finds the newest record: numbers only grow.
enum pump_status eventlog_open(struct eventlog *log) {
    struct event event;
    memset(log, 0, sizeof(*log));
    for (uint32_t i = 0; i < eventlog_capacity(); i++) {
        if (eventlog_read(i, &event) != PUMP_OK || event.number < log->next_number)
            continue;
        log->next_number = event.number + 1;
        log->flash_at = (i + 1) % eventlog_capacity() * EVENT_RECORD;
    }
    return PUMP_OK;
}

// The cache holds the newest events; the place after the last one is the first again.
static void remember(struct eventlog *log, const struct event *event) {
    if (log->cache_head > EVENT_CACHE)
        log->cache_head = 0;
    log->cache[log->cache_head++] = *event; // known-miss: heap-buffer-overflow
}

static void remember_mark(struct eventlog *log, const struct event *event) {
    if (log->cache_head >= EVENT_CACHE)
        log->cache_head = 0;
    log->cache[log->cache_head++] = *event;
}

static enum pump_status store(struct eventlog *log, const struct event *event) {
    uint8_t record[EVENT_RECORD];
    encode(event, record);
    if (log->flash_at % FLASH_SECTOR == 0 && hal_flash_erase(FLASH_LOG + log->flash_at, FLASH_SECTOR) != 0)
        return PUMP_IO;
    if (hal_flash_write(FLASH_LOG + log->flash_at, record, sizeof(record)) != 0)
        return PUMP_IO;
    log->flash_at = (log->flash_at + EVENT_RECORD) % FLASH_LOG_SIZE;
    return PUMP_OK;
}

enum pump_status eventlog_add(struct eventlog *log, enum event_kind kind, const char *text) {
    struct event event = {.number = log->next_number++, .seconds_utc = hal_seconds_utc(), .kind = (uint16_t)kind};
    (void)text_copy(event.text, sizeof(event.text), text);
    remember(log, &event);
    enum pump_status status = store(log, &event);
    if (status != PUMP_OK)
        log->lost++;
    return status;
}

// A mark says how far an export came; it is an event of its own.
enum pump_status eventlog_mark(struct eventlog *log, uint32_t number) {
    struct event event = {.number = log->next_number++, .seconds_utc = hal_seconds_utc(), .kind = EVENT_SERVICE};
    text_counter(number, event.text);
    remember_mark(log, &event);
    return store(log, &event);
}

const struct event *eventlog_latest(const struct eventlog *log) {
    return &log->cache[(log->cache_head + EVENT_CACHE - 1) % EVENT_CACHE];
}

const struct event *eventlog_back(const struct eventlog *log, size_t steps) {
    if (steps >= EVENT_CACHE)
        return NULL;
    return &log->cache[(log->cache_head + EVENT_CACHE - 1 - steps) % EVENT_CACHE];
}
