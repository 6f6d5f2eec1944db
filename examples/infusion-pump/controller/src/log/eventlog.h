// The event log: a ring of fixed records in flash, oldest first. What happened to the therapy must be found here
// after an incident, so a record carries a number, the time and a checksum.
#pragma once
#include "util/status.h"
#include <stddef.h>
#include <stdint.h>

enum { EVENT_TEXT = 48, EVENT_CACHE = 32, EVENT_RECORD = 64 };

enum event_kind {
    EVENT_POWER_ON = 1,
    EVENT_STATE,
    EVENT_ALARM,
    EVENT_NOTE,
    EVENT_CONFIG,
    EVENT_UPDATE,
    EVENT_PAIRING,
    EVENT_SERVICE,
};

struct event {
    uint32_t number;
    uint32_t seconds_utc;
    uint16_t kind;
    char text[EVENT_TEXT];
};

struct eventlog {
    struct event cache[EVENT_CACHE]; // the newest, for the display and the app
    size_t cache_head;
    uint32_t next_number;
    uint32_t flash_at; // offset of the next record in the log's flash area
    uint32_t lost;     // records that could not be written
};

enum pump_status eventlog_open(struct eventlog *log);
enum pump_status eventlog_add(struct eventlog *log, enum event_kind kind, const char *text);
enum pump_status eventlog_read(uint32_t index, struct event *ret_event);
enum pump_status eventlog_mark(struct eventlog *log, uint32_t number);
const struct event *eventlog_latest(const struct eventlog *log);
const struct event *eventlog_back(const struct eventlog *log, size_t steps);
uint32_t eventlog_capacity(void);
