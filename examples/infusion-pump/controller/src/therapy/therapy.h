// The therapy: what was programmed, what was delivered, and the state machine between them. One pump, one channel;
// called from the main loop only.
#pragma once
#include "therapy/alarm.h"
#include "therapy/sensors.h"
#include "util/status.h"
#include <stdbool.h>
#include <stdint.h>

enum therapy_state {
    THERAPY_IDLE,
    THERAPY_PROGRAMMED,
    THERAPY_PRIMING,
    THERAPY_INFUSING,
    THERAPY_BOLUS,
    THERAPY_PAUSED,
    THERAPY_KVO, // keep vein open: the volume was reached
    THERAPY_STOPPED_BY_ALARM,
};

enum therapy_source { SOURCE_PANEL, SOURCE_PRESCRIPTION, SOURCE_APP };

struct prescription {
    uint32_t number;
    uint32_t drug;        // row of the drug library, 0 none
    uint32_t rate_ul_min;
    uint32_t volume_ul;   // to be infused
    uint32_t bolus_ul;    // one bolus
    uint32_t lockout_s;   // between two boluses
    enum therapy_source source;
    bool confirmed;       // a nurse pressed Confirm on the panel
};

struct therapy {
    enum therapy_state state;
    struct prescription order;
    struct alarms alarms;
    struct sensors sensors;
    uint32_t reservoir_ul;
    uint32_t delivered_ul;
    uint32_t bolus_left_ul;
    uint32_t bolus_last_s;
    uint32_t bolus_count;
    uint32_t last_steps;
    uint64_t total_steps;
    uint64_t accounted_ul; // of total_steps
    uint32_t last_tick_ms;
    bool kvo_enabled;
    bool locked;          // panel lock
};

void therapy_init(struct therapy *therapy, uint32_t reservoir_ul);
enum pump_status therapy_program(struct therapy *therapy, const struct prescription *order);
enum pump_status therapy_confirm(struct therapy *therapy);
enum pump_status therapy_start(struct therapy *therapy);
enum pump_status therapy_pause(struct therapy *therapy);
enum pump_status therapy_stop(struct therapy *therapy);
enum pump_status therapy_prime(struct therapy *therapy);
enum pump_status therapy_bolus(struct therapy *therapy, uint32_t now_s);
enum pump_status therapy_set_rate(struct therapy *therapy, uint32_t rate_ul_min);
void therapy_tick(struct therapy *therapy, uint32_t now_ms);
void therapy_apply_flags(struct therapy *therapy, uint8_t flags); // lock, keep vein open
uint32_t therapy_rate(const struct therapy *therapy); // what the motor is to do now
const char *therapy_state_text(enum therapy_state state);
