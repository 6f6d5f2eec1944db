#include "sys/pump.h"
#include "hal.h"
#include "update/slots.h"
#include "util/crc.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void log_changes(struct pump *pump) {
    if (pump->therapy.state != pump->logged_state) {
        pump->logged_state = pump->therapy.state;
        (void)eventlog_add(&pump->log, EVENT_STATE, therapy_state_text(pump->therapy.state));
    }
    uint32_t fresh = pump->therapy.alarms.active & ~pump->logged_alarms;
    for (int code = ALARM_NONE + 1; code < ALARM_COUNT; code++)
        if (fresh & (1u << code))
            (void)eventlog_add(&pump->log, EVENT_ALARM, alarm_text((enum alarm_code)code));
    pump->logged_alarms = pump->therapy.alarms.active;
}

static void run_therapy(void *context, uint32_t now_ms) {
    struct pump *pump = context;
    therapy_tick(&pump->therapy, now_ms);
    log_changes(pump);
    watchdog_report(&pump->watchdog, WATCHED_THERAPY, now_ms);
}

static void run_display(void *context, uint32_t now_ms) {
    struct pump *pump = context;
    display_poll(&pump->display);
    watchdog_report(&pump->watchdog, WATCHED_DISPLAY, now_ms);
}

static void run_alarms(void *context, uint32_t now_ms) {
    struct pump *pump = context;
    alarm_tick(&pump->therapy.alarms, now_ms);
    if (pump->log.lost > 0)
        alarm_raise(&pump->therapy.alarms, ALARM_LOG_FULL, now_ms);
    watchdog_report(&pump->watchdog, WATCHED_ALARM, now_ms);
}

static void run_watchdog(void *context, uint32_t now_ms) {
    struct pump *pump = context;
    if (!watchdog_kick(&pump->watchdog, now_ms))
        hal_motor_set(0);
}

// The checksum must know what it is: of "123456789", as every description of these two gives it.
enum pump_status pump_self_test(const struct pump *pump) {
    static const uint8_t digits[] = {'1', '2', '3', '4', '5', '6', '7', '8', '9'};
    if (crc16(digits, sizeof(digits)) != 0x29B1 || crc32_of(digits, sizeof(digits)) != 0xCBF43926u)
        return PUMP_ERROR;
    return pump->config.image.reservoir_ul > 0 ? PUMP_OK : PUMP_RANGE;
}

enum pump_status pump_start(struct pump *pump) {
    memset(pump, 0, sizeof(*pump));
    if (config_load(&pump->config) != PUMP_OK && config_save(&pump->config) != PUMP_OK)
        return PUMP_IO;
    if (eventlog_open(&pump->log) != PUMP_OK || bonds_load(&pump->bonds) == PUMP_IO)
        return PUMP_IO;
    therapy_init(&pump->therapy, pump->config.image.reservoir_ul);
    therapy_apply_flags(&pump->therapy, pump->config.image.flags);
    (void)druglib_load_area(pump->config.image.library, &pump->library); // without it no limits: the panel says so
    display_init(&pump->display, &pump->therapy, &pump->library, &pump->log, &pump->config);
    gatt_init(&pump->gatt, &pump->bonds, &pump->therapy, &pump->log);
    watchdog_init(&pump->watchdog, hal_millis());
    pump->tasks[0] = (struct task){.name = "therapy", .run = run_therapy, .context = pump, .period_ms = 50};
    pump->tasks[1] = (struct task){.name = "display", .run = run_display, .context = pump, .period_ms = 10};
    pump->tasks[2] = (struct task){.name = "alarms", .run = run_alarms, .context = pump, .period_ms = 100};
    pump->tasks[3] = (struct task){.name = "watchdog", .run = run_watchdog, .context = pump, .period_ms = 20};
    scheduler_init(pump->tasks, PUMP_TASKS, hal_millis());
    enum pump_status status = pump_self_test(pump);
    if (status == PUMP_OK)
        status = eventlog_add(&pump->log, EVENT_POWER_ON, "power on, version " PUMP_VERSION);
    if (status == PUMP_OK)
        status = slots_confirm() == PUMP_IO ? PUMP_IO : PUMP_OK;
    return status;
}

void pump_step(struct pump *pump) {
    scheduler_run(pump->tasks, PUMP_TASKS, hal_millis());
}

void pump_stop(struct pump *pump) {
    (void)therapy_stop(&pump->therapy);
    druglib_free(&pump->library);
}
