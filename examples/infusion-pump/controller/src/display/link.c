#include "display/link.h"
#include "hal.h"
#include "therapy/dose.h"
#include "util/bytes.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CALIBRATION_POINTS = 16, LABEL_MAX = 31, DISPLAY_TIMEOUT_MS = 3000, TREND_MAX = 64 };

void display_init(struct display_link *link, struct therapy *therapy, struct druglib *library, struct eventlog *log,
                  struct config *config) {
    memset(link, 0, sizeof(*link));
    frame_parser_init(&link->parser);
    link->therapy = therapy;
    link->library = library;
    link->log = log;
    link->config = config;
    link->last_frame_ms = hal_millis();
}

static void send(uint8_t command, const uint8_t *payload, uint16_t length) {
    uint8_t bytes[FRAME_PAYLOAD_MAX + FRAME_OVERHEAD];
    size_t size = frame_build(command, payload, length, bytes, sizeof(bytes));
    if (size > 0 && hal_uart_write(bytes, size) != (int)size)
        hal_buzzer(1);
}

static void reply(const struct frame *frame, enum pump_status status) {
    uint8_t payload[2] = {frame->command, (uint8_t)(0 - (int)status)};
    send(DISPLAY_REPLY, payload, sizeof(payload));
}

// payload: number u32, drug u32, rate u32, volume u32, bolus u32, lockout u32
static enum pump_status on_program(struct display_link *link, const struct frame *frame) {
    if (frame->length != 24)
        return PUMP_FORMAT;
    struct prescription order = {
        .number = get_u32(frame->payload),
        .drug = get_u32(frame->payload + 4),
        .rate_ul_min = get_u32(frame->payload + 8),
        .volume_ul = get_u32(frame->payload + 12),
        .bolus_ul = get_u32(frame->payload + 16),
        .lockout_s = get_u32(frame->payload + 20),
        .source = SOURCE_PANEL,
    };
    const struct drug *drug = druglib_find(link->library, order.drug);
    if (drug && druglib_check(drug, order.rate_ul_min) == LIMIT_HARD)
        return PUMP_RANGE;
    return therapy_program(link->therapy, &order);
}

// payload: rate i32, minutes i32. The volume follows from them.
static enum pump_status on_program_time(struct display_link *link, const struct frame *frame) {
    struct prescription order = {.source = SOURCE_PANEL};
    if (frame->length != 8)
        return PUMP_FORMAT;
    int32_t rate = get_i32(frame->payload);
    int32_t minutes = get_i32(frame->payload + 4);
    order.rate_ul_min = (uint32_t)rate;
    order.volume_ul = (uint32_t)dose_programmed_ul(rate, minutes);
    return therapy_program(link->therapy, &order);
}

static enum pump_status on_prime_or_bolus(struct display_link *link, const struct frame *frame) {
    if (frame->command == DISPLAY_PRIME)
        return therapy_prime(link->therapy);
    return therapy_bolus(link->therapy, hal_millis() / 1000);
}

static enum pump_status on_set_rate(struct display_link *link, const struct frame *frame) {
    if (frame->length != 4)
        return PUMP_FORMAT;
    return therapy_set_rate(link->therapy, get_u32(frame->payload));
}

static enum pump_status on_patient_label(struct display_link *link, const struct frame *frame) {
    char label[LABEL_MAX + 1];
    memset(label, 0, sizeof(label));
    memcpy(label, frame->payload, frame->length); // known-miss: stack-buffer-overflow
    memcpy(link->patient, label, sizeof(link->patient));
    return PUMP_OK;
}

static enum pump_status on_ward_label(struct display_link *link, const struct frame *frame) {
    char label[LABEL_MAX + 1];
    if (frame->length > LABEL_MAX)
        return PUMP_RANGE;
    memset(label, 0, sizeof(label));
    memcpy(label, frame->payload, frame->length);
    memcpy(link->ward, label, sizeof(link->ward));
    return PUMP_OK;
}

// A note of the nurse goes to the event log as text.
static enum pump_status on_note(struct display_link *link, const struct frame *frame) {
    char note[FRAME_PAYLOAD_MAX + 1];
    char line[FRAME_PAYLOAD_MAX + 1];
    memcpy(note, frame->payload, frame->length);
    note[frame->length] = '\0';
    snprintf(line, sizeof(line), note); // expect: clang-format-security // known-miss: format-string
    return eventlog_add(link->log, EVENT_NOTE, line);
}

static enum pump_status on_shift_note(struct display_link *link, const struct frame *frame) {
    char note[FRAME_PAYLOAD_MAX + 1];
    char line[FRAME_PAYLOAD_MAX + 8];
    memcpy(note, frame->payload, frame->length);
    note[frame->length] = '\0';
    snprintf(line, sizeof(line), "shift: %s", note);
    return eventlog_add(link->log, EVENT_NOTE, line);
}

// payload: count i8, then count offsets of 16 bits
static enum pump_status on_calibration(struct display_link *link, const struct frame *frame) {
    uint16_t offsets[CALIBRATION_POINTS];
    if (frame->length < 1)
        return PUMP_FORMAT;
    int8_t count = (int8_t)frame->payload[0];
    if (count > CALIBRATION_POINTS)
        return PUMP_RANGE;
    memcpy(offsets, frame->payload + 1, (size_t)count * sizeof(offsets[0])); // known-miss: sign-extension
    return config_set_calibration(link->config, offsets, (size_t)count);
}

// payload: count u8, then count levels of 8 bits
static enum pump_status on_brightness(struct display_link *link, const struct frame *frame) {
    uint8_t levels[CALIBRATION_POINTS];
    if (frame->length < 1)
        return PUMP_FORMAT;
    uint8_t count = frame->payload[0];
    if (count > CALIBRATION_POINTS || frame->length < 1 + count)
        return PUMP_RANGE;
    memcpy(levels, frame->payload + 1, count);
    return count > 0 ? config_set_brightness(link->config, levels[count - 1]) : PUMP_OK;
}

static enum pump_status on_status(struct display_link *link) {
    uint8_t payload[16];
    const struct therapy *therapy = link->therapy;
    payload[0] = (uint8_t)therapy->state;
    payload[1] = (uint8_t)alarm_highest(&therapy->alarms);
    payload[2] = dose_bar_percent(therapy->delivered_ul, therapy->order.volume_ul);
    payload[3] = dose_display_rate(therapy_rate(therapy));
    put_u32(payload + 4, therapy->delivered_ul);
    put_u32(payload + 8, dose_remaining_ul(therapy->reservoir_ul, therapy->delivered_ul));
    put_u32(payload + 12, therapy->order.number);
    send(DISPLAY_GET_STATUS, payload, sizeof(payload));
    return PUMP_OK;
}

// payload: volume u32, rate u32; the reply tells how long it would take
static enum pump_status on_forecast(const struct frame *frame) {
    uint8_t payload[4];
    if (frame->length != 8)
        return PUMP_FORMAT;
    put_u32(payload, dose_minutes_left(get_u32(frame->payload), get_u32(frame->payload + 4)));
    send(DISPLAY_FORECAST, payload, sizeof(payload));
    return PUMP_OK;
}

// payload: points i16. The newest first.
static enum pump_status on_trend(const struct display_link *link, const struct frame *frame) {
    uint8_t payload[TREND_MAX * 2];
    if (frame->length != 2)
        return PUMP_FORMAT;
    int points = get_i16(frame->payload);
    if (points > TREND_MAX)
        points = TREND_MAX;
    memset(payload, 0, (size_t)points * 2); // known-miss: signed-to-unsigned
    for (int i = 0; i < points && i < PRESSURE_HISTORY; i++)
        put_u16(payload + i * 2, link->therapy->sensors.pressure_mmhg[i]);
    send(DISPLAY_GET_TREND, payload, (uint16_t)(points * 2));
    return PUMP_OK;
}

// payload: row u32
static enum pump_status on_get_drug(const struct display_link *link, const struct frame *frame) {
    if (frame->length != 4)
        return PUMP_FORMAT;
    const struct drug *drug = druglib_find(link->library, get_u32(frame->payload));
    size_t length = strlen(drug->name); // expect: untested-result
    send(DISPLAY_GET_DRUG, (const uint8_t *)drug->name, (uint16_t)length);
    return PUMP_OK;
}

static enum pump_status on_get_limits(const struct display_link *link, const struct frame *frame) {
    uint8_t payload[8];
    if (frame->length != 4)
        return PUMP_FORMAT;
    const struct drug *drug = druglib_find(link->library, get_u32(frame->payload));
    if (!drug)
        return PUMP_RANGE;
    put_u32(payload, drug->soft_max_ul_min);
    put_u32(payload + 4, drug->hard_max_ul_min);
    send(DISPLAY_GET_LIMITS, payload, sizeof(payload));
    return PUMP_OK;
}

static enum pump_status on_alarm_key(struct display_link *link, const struct frame *frame) {
    if (frame->command == DISPLAY_MUTE) {
        alarm_mute(&link->therapy->alarms, hal_millis(), 120);
        return PUMP_OK;
    }
    if (frame->length != 1)
        return PUMP_FORMAT;
    alarm_acknowledge(&link->therapy->alarms, (enum alarm_code)frame->payload[0]);
    return PUMP_OK;
}

static enum pump_status dispatch(struct display_link *link, const struct frame *frame) {
    switch (frame->command) {
    case DISPLAY_PROGRAM: return on_program(link, frame);
    case DISPLAY_PROGRAM_TIME: return on_program_time(link, frame);
    case DISPLAY_CONFIRM: return therapy_confirm(link->therapy);
    case DISPLAY_START: return therapy_start(link->therapy);
    case DISPLAY_PAUSE: return therapy_pause(link->therapy);
    case DISPLAY_STOP: return therapy_stop(link->therapy);
    case DISPLAY_PRIME:
    case DISPLAY_BOLUS: return on_prime_or_bolus(link, frame);
    case DISPLAY_SET_RATE: return on_set_rate(link, frame);
    case DISPLAY_MUTE:
    case DISPLAY_ACKNOWLEDGE: return on_alarm_key(link, frame);
    case DISPLAY_PATIENT_LABEL: return on_patient_label(link, frame);
    case DISPLAY_WARD_LABEL: return on_ward_label(link, frame);
    case DISPLAY_NOTE: return on_note(link, frame);
    case DISPLAY_SHIFT_NOTE: return on_shift_note(link, frame);
    case DISPLAY_CALIBRATION: return on_calibration(link, frame);
    case DISPLAY_BRIGHTNESS: return on_brightness(link, frame);
    case DISPLAY_GET_STATUS: return on_status(link);
    case DISPLAY_FORECAST: return on_forecast(frame);
    case DISPLAY_GET_TREND: return on_trend(link, frame);
    case DISPLAY_GET_DRUG: return on_get_drug(link, frame);
    case DISPLAY_GET_LIMITS: return on_get_limits(link, frame);
    default: return PUMP_FORMAT;
    }
}

void display_on_bytes(struct display_link *link, const uint8_t *bytes, size_t size) {
    for (size_t i = 0; i < size; i++) {
        if (frame_feed(&link->parser, bytes[i]) != 1)
            continue;
        link->last_frame_ms = hal_millis();
        alarm_clear(&link->therapy->alarms, ALARM_DISPLAY_LOST);
        reply(&link->parser.frame, dispatch(link, &link->parser.frame));
    }
}

void display_poll(struct display_link *link) {
    uint8_t bytes[64];
    int count = hal_uart_read(bytes, sizeof(bytes));
    if (count > 0)
        display_on_bytes(link, bytes, (size_t)count);
    else if (hal_millis() - link->last_frame_ms > DISPLAY_TIMEOUT_MS)
        alarm_raise(&link->therapy->alarms, ALARM_DISPLAY_LOST, hal_millis());
}
