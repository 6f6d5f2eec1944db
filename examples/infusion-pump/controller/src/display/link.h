// The commands of the display: programming, confirmation, alarms, labels, trend data. The display is its own
// processor with its own software, so what it sends is input like any other.
#pragma once
#include "config/config.h"
#include "display/frame.h"
#include "library/druglib.h"
#include "log/eventlog.h"
#include "therapy/therapy.h"

enum display_command {
    DISPLAY_PROGRAM = 0x10,
    DISPLAY_CONFIRM = 0x11,
    DISPLAY_START = 0x12,
    DISPLAY_PAUSE = 0x13,
    DISPLAY_STOP = 0x14,
    DISPLAY_BOLUS = 0x15,
    DISPLAY_PRIME = 0x16,
    DISPLAY_SET_RATE = 0x17,
    DISPLAY_PROGRAM_TIME = 0x18,
    DISPLAY_ACKNOWLEDGE = 0x20,
    DISPLAY_MUTE = 0x21,
    DISPLAY_PATIENT_LABEL = 0x30,
    DISPLAY_WARD_LABEL = 0x31,
    DISPLAY_NOTE = 0x32,
    DISPLAY_SHIFT_NOTE = 0x33,
    DISPLAY_CALIBRATION = 0x38,
    DISPLAY_BRIGHTNESS = 0x39,
    DISPLAY_GET_STATUS = 0x40,
    DISPLAY_GET_TREND = 0x41,
    DISPLAY_GET_DRUG = 0x42,
    DISPLAY_GET_LIMITS = 0x43,
    DISPLAY_FORECAST = 0x44,
    DISPLAY_REPLY = 0x80,
};

struct display_link {
    struct frame_parser parser;
    struct therapy *therapy;
    struct druglib *library;
    struct eventlog *log;
    struct config *config;
    char patient[32];
    char ward[32];
    uint32_t last_frame_ms;
};

void display_init(struct display_link *link, struct therapy *therapy, struct druglib *library, struct eventlog *log,
                  struct config *config);
void display_on_bytes(struct display_link *link, const uint8_t *bytes, size_t size); // from the serial interrupt's queue
void display_poll(struct display_link *link);
