#include "sys/watchdog.h"
#include "hal.h"

void watchdog_init(struct watchdog *watchdog, uint32_t now_ms) {
    const uint32_t limits[WATCHED_COUNT] = {250, 2000, 500};
    for (int i = 0; i < WATCHED_COUNT; i++) {
        watchdog->seen_ms[i] = now_ms;
        watchdog->limit_ms[i] = limits[i];
    }
}

void watchdog_report(struct watchdog *watchdog, enum watched task, uint32_t now_ms) {
    if ((unsigned)task < WATCHED_COUNT)
        watchdog->seen_ms[task] = now_ms;
}

bool watchdog_kick(const struct watchdog *watchdog, uint32_t now_ms) {
    for (int i = 0; i < WATCHED_COUNT; i++)
        if (now_ms - watchdog->seen_ms[i] > watchdog->limit_ms[i])
            return false;
    hal_watchdog_kick();
    return true;
}
