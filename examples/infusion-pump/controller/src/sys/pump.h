// All parts of the running pump, and the order in which they start.
#pragma once
#include "ble/gatt.h"
#include "config/config.h"
#include "display/link.h"
#include "library/druglib.h"
#include "log/eventlog.h"
#include "sys/scheduler.h"
#include "sys/watchdog.h"
#include "therapy/therapy.h"

enum { PUMP_TASKS = 4 };
#define PUMP_VERSION "4.2.1"

struct pump {
    struct config config;
    struct eventlog log;
    struct druglib library;
    struct therapy therapy;
    struct display_link display;
    struct bonds bonds;
    struct gatt gatt;
    struct watchdog watchdog;
    struct task tasks[PUMP_TASKS];
    enum therapy_state logged_state;
    uint32_t logged_alarms;
};

enum pump_status pump_start(struct pump *pump);
void pump_step(struct pump *pump);
void pump_stop(struct pump *pump);
enum pump_status pump_self_test(const struct pump *pump);
