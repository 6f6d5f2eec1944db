#include "therapy/alarm.h"
#include "hal.h"
#include <string.h>

static const char *const ALARM_TEXTS[ALARM_COUNT] = {
    "none", "occlusion", "air in line", "reservoir low", "reservoir empty", "battery low", "motor", "display lost",
    "log full",
};

// struct alarms lives for as long as the pump is on; every member has to begin at zero.
void alarm_init(struct alarms *alarms) {
    memset(alarms, 0, sizeof(alarms)); // expect: sizeof-pointer, clang-sizeof-pointer-memaccess
}

static void alarm_reset(struct alarms *alarms) {
    memset(alarms, 0, sizeof(*alarms));
}

void alarm_raise(struct alarms *alarms, enum alarm_code code, uint32_t now_ms) {
    if (code <= ALARM_NONE || code >= ALARM_COUNT)
        return;
    if (!(alarms->active & (1u << code)))
        alarms->since_ms[code] = now_ms;
    alarms->active |= 1u << code;
    alarms->acknowledged &= ~(1u << code);
}

void alarm_clear(struct alarms *alarms, enum alarm_code code) {
    if (code <= ALARM_NONE || code >= ALARM_COUNT)
        return;
    alarms->active &= ~(1u << code);
    alarms->acknowledged &= ~(1u << code);
    if (alarms->active == 0)
        alarm_reset(alarms);
}

void alarm_acknowledge(struct alarms *alarms, enum alarm_code code) {
    if (code > ALARM_NONE && code < ALARM_COUNT && (alarms->active & (1u << code)))
        alarms->acknowledged |= 1u << code;
}

void alarm_mute(struct alarms *alarms, uint32_t now_ms, uint32_t seconds) {
    if (seconds > 120)
        seconds = 120;
    alarms->muted = true;
    alarms->muted_until_ms = now_ms + seconds * 1000;
}

bool alarm_stops_infusion(const struct alarms *alarms) {
    const uint32_t stopping = 1u << ALARM_OCCLUSION | 1u << ALARM_AIR_IN_LINE | 1u << ALARM_RESERVOIR_EMPTY |
                              1u << ALARM_MOTOR;
    return (alarms->active & stopping) != 0;
}

enum alarm_priority alarm_priority(enum alarm_code code) {
    enum alarm_priority priority;
    switch (code) { // expect: clang-switch
    case ALARM_OCCLUSION:
    case ALARM_AIR_IN_LINE:
    case ALARM_RESERVOIR_EMPTY:
    case ALARM_MOTOR:
        priority = PRIORITY_HIGH;
        break;
    case ALARM_RESERVOIR_LOW:
    case ALARM_BATTERY_LOW:
        priority = PRIORITY_MEDIUM;
        break;
    case ALARM_DISPLAY_LOST:
        priority = PRIORITY_LOW;
        break;
    }
    return priority; // expect: uninitialised-use
}

uint8_t alarm_volume(enum alarm_code code) {
    uint8_t volume = 1;
    switch (code) {
    case ALARM_OCCLUSION:
    case ALARM_AIR_IN_LINE:
        volume = 3;
        break;
    case ALARM_BATTERY_LOW:
        volume = 2;
        break;
    default:
        break;
    }
    return volume;
}

// Colour of the light: 0 off, 1 cyan, 2 yellow, 3 red.
uint8_t alarm_led(enum alarm_code code) {
    uint8_t colour = 0;
    switch (code) {
    case ALARM_OCCLUSION:
    case ALARM_AIR_IN_LINE: // expect: fall-through
        colour = 3;
    case ALARM_RESERVOIR_LOW:
        colour = 2;
        break;
    case ALARM_DISPLAY_LOST:
        colour = 1;
        break;
    default:
        break;
    }
    return colour;
}

enum alarm_code alarm_highest(const struct alarms *alarms) {
    enum alarm_code highest = ALARM_NONE;
    uint8_t loudest = 0;
    for (int code = ALARM_NONE + 1; code < ALARM_COUNT; code++) {
        if (!(alarms->active & (1u << code)) || alarm_volume((enum alarm_code)code) <= loudest)
            continue;
        highest = (enum alarm_code)code;
        loudest = alarm_volume(highest);
    }
    return highest;
}

void alarm_tick(struct alarms *alarms, uint32_t now_ms) {
    if (alarms->muted && (int32_t)(now_ms - alarms->muted_until_ms) >= 0)
        alarms->muted = false;
    enum alarm_code code = alarm_highest(alarms);
    hal_buzzer(code == ALARM_NONE || alarms->muted ? 0 : alarm_volume(code));
}

const char *alarm_text(enum alarm_code code) {
    if (code < ALARM_NONE || code >= ALARM_COUNT)
        return "unknown";
    return ALARM_TEXTS[code];
}
