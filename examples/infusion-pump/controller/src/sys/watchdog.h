// The hardware watchdog is kicked only while every watched task has reported within its time.
#pragma once
#include <stdbool.h>
#include <stdint.h>

enum watched { WATCHED_THERAPY, WATCHED_DISPLAY, WATCHED_ALARM, WATCHED_COUNT };

struct watchdog {
    uint32_t seen_ms[WATCHED_COUNT];
    uint32_t limit_ms[WATCHED_COUNT];
};

void watchdog_init(struct watchdog *watchdog, uint32_t now_ms);
void watchdog_report(struct watchdog *watchdog, enum watched task, uint32_t now_ms);
bool watchdog_kick(const struct watchdog *watchdog, uint32_t now_ms); // false: somebody is late
