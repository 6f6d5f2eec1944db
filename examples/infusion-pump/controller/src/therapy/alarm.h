// Alarms as IEC 60601-1-8 sorts them: a set of conditions, each with a priority, latched until acknowledged.
#pragma once
#include <stdbool.h>
#include <stdint.h>

enum alarm_code {
    ALARM_NONE,
    ALARM_OCCLUSION,
    ALARM_AIR_IN_LINE,
    ALARM_RESERVOIR_LOW,
    ALARM_RESERVOIR_EMPTY,
    ALARM_BATTERY_LOW,
    ALARM_MOTOR,
    ALARM_DISPLAY_LOST,
    ALARM_LOG_FULL,
    ALARM_COUNT,
};
enum alarm_priority { PRIORITY_INFO, PRIORITY_LOW, PRIORITY_MEDIUM, PRIORITY_HIGH };

struct alarms {
    uint32_t active;       // bit per alarm_code
    uint32_t acknowledged;
    uint32_t since_ms[ALARM_COUNT];
    bool muted;
    uint32_t muted_until_ms;
};

void alarm_init(struct alarms *alarms);
void alarm_raise(struct alarms *alarms, enum alarm_code code, uint32_t now_ms);
void alarm_clear(struct alarms *alarms, enum alarm_code code);
void alarm_acknowledge(struct alarms *alarms, enum alarm_code code);
void alarm_mute(struct alarms *alarms, uint32_t now_ms, uint32_t seconds); // two minutes at most
bool alarm_stops_infusion(const struct alarms *alarms);
enum alarm_priority alarm_priority(enum alarm_code code);
uint8_t alarm_volume(enum alarm_code code);
uint8_t alarm_led(enum alarm_code code);
void alarm_tick(struct alarms *alarms, uint32_t now_ms);
const char *alarm_text(enum alarm_code code);
enum alarm_code alarm_highest(const struct alarms *alarms);
