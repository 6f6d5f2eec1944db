// What a controller function answers. Everything below zero is a failure.
#pragma once

enum pump_status {
    PUMP_OK = 0,
    PUMP_ERROR = -1,
    PUMP_RANGE = -2,  // a value lies outside of its limits
    PUMP_MEMORY = -3,
    PUMP_IO = -4,
    PUMP_CRC = -5,
    PUMP_DENIED = -6, // not authenticated, or not allowed to
    PUMP_STATE = -7,  // not possible in the present state
    PUMP_FORMAT = -8,
};

const char *pump_status_text(enum pump_status status);
