#include "util/status.h"

const char *pump_status_text(enum pump_status status) {
    switch (status) {
    case PUMP_OK: return "ok";
    case PUMP_RANGE: return "outside of its limits";
    case PUMP_MEMORY: return "no memory";
    case PUMP_IO: return "input or output failed";
    case PUMP_CRC: return "checksum differs";
    case PUMP_DENIED: return "not allowed";
    case PUMP_STATE: return "not possible now";
    case PUMP_FORMAT: return "malformed";
    case PUMP_ERROR: break;
    default: break;
    }
    return "failed";
}
