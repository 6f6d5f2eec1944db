#include "therapy/therapy.h"
#include "hal.h"
#include "therapy/dose.h"
#include <string.h>

enum {
    BOLUS_RATE_UL = 2000, // 120 ml/h
    PRIME_RATE_UL = 5000,
    PRIME_VOLUME_UL = 2500,
    RESERVOIR_LOW_UL = 10000,
    AIR_LIMIT_UL = 50,
    FLAG_LOCKED = 0x04,
    FLAG_KVO = 0x10,
    BATTERY_LOW_MV = 3400,
};

static const char *const STATE_TEXTS[] = {
    "idle", "programmed", "priming", "infusing", "bolus", "paused", "keep vein open", "stopped by an alarm",
};

void therapy_init(struct therapy *therapy, uint32_t reservoir_ul) {
    memset(therapy, 0, sizeof(*therapy));
    therapy->reservoir_ul = reservoir_ul;
    therapy->last_steps = hal_motor_steps();
    therapy->last_tick_ms = hal_millis();
    alarm_init(&therapy->alarms);
    sensors_init(&therapy->sensors);
}

static enum pump_status check_order(const struct prescription *order) {
    if (order->rate_ul_min < 0 || order->rate_ul_min > RATE_MAX_UL) // expect: clang-tautological-unsigned-zero-compare
        return PUMP_RANGE;
    if (order->volume_ul == 0 || order->volume_ul > VOLUME_MAX_UL)
        return PUMP_RANGE;
    if (order->bolus_ul > order->volume_ul)
        return PUMP_RANGE;
    return PUMP_OK;
}

enum pump_status therapy_program(struct therapy *therapy, const struct prescription *order) {
    if (therapy->state != THERAPY_IDLE && therapy->state != THERAPY_PROGRAMMED && therapy->state != THERAPY_PAUSED)
        return PUMP_STATE;
    enum pump_status status = check_order(order);
    if (status != PUMP_OK)
        return status;
    therapy->order = *order;
    therapy->order.confirmed = false;
    therapy->delivered_ul = 0;
    therapy->bolus_count = 0;
    therapy->state = THERAPY_PROGRAMMED;
    return PUMP_OK;
}

enum pump_status therapy_confirm(struct therapy *therapy) {
    if (therapy->state != THERAPY_PROGRAMMED)
        return PUMP_STATE;
    therapy->order.confirmed = true;
    return PUMP_OK;
}

enum pump_status therapy_start(struct therapy *therapy) {
    if (therapy->state != THERAPY_PROGRAMMED && therapy->state != THERAPY_PAUSED)
        return PUMP_STATE;
    if (!therapy->order.confirmed)
        return PUMP_DENIED;
    if (alarm_stops_infusion(&therapy->alarms))
        return PUMP_STATE;
    therapy->state = THERAPY_INFUSING;
    return PUMP_OK;
}

enum pump_status therapy_pause(struct therapy *therapy) {
    if (therapy->state != THERAPY_INFUSING && therapy->state != THERAPY_BOLUS && therapy->state != THERAPY_KVO)
        return PUMP_STATE;
    therapy->state = THERAPY_PAUSED;
    hal_motor_set(0);
    return PUMP_OK;
}

enum pump_status therapy_stop(struct therapy *therapy) {
    hal_motor_set(0);
    therapy->state = THERAPY_IDLE;
    memset(&therapy->order, 0, sizeof(therapy->order));
    return PUMP_OK;
}

enum pump_status therapy_prime(struct therapy *therapy) {
    if (therapy->state != THERAPY_IDLE && therapy->state != THERAPY_PROGRAMMED)
        return PUMP_STATE;
    therapy->state = THERAPY_PRIMING;
    therapy->bolus_left_ul = PRIME_VOLUME_UL;
    return PUMP_OK;
}

// Patient-controlled bolus: only while infusing, only after the lockout.
enum pump_status therapy_bolus(struct therapy *therapy, uint32_t now_s) {
    if (therapy->state != THERAPY_INFUSING || therapy->order.bolus_ul == 0)
        return PUMP_STATE;
    if (therapy->bolus_count > 0 && now_s - therapy->bolus_last_s < therapy->order.lockout_s)
        return PUMP_DENIED;
    therapy->bolus_left_ul = therapy->order.bolus_ul;
    therapy->bolus_last_s = now_s;
    therapy->bolus_count++;
    therapy->state = THERAPY_BOLUS;
    return PUMP_OK;
}

enum pump_status therapy_set_rate(struct therapy *therapy, uint32_t rate_ul_min) {
    if (rate_ul_min < RATE_MIN_UL || rate_ul_min > RATE_MAX_UL)
        return PUMP_RANGE;
    if (therapy->locked)
        return PUMP_DENIED;
    therapy->order.rate_ul_min = rate_ul_min;
    return PUMP_OK;
}

uint32_t therapy_rate(const struct therapy *therapy) {
    switch (therapy->state) {
    case THERAPY_INFUSING: return therapy->order.rate_ul_min;
    case THERAPY_BOLUS: return BOLUS_RATE_UL;
    case THERAPY_PRIMING: return PRIME_RATE_UL;
    case THERAPY_KVO: return therapy->order.rate_ul_min < KVO_RATE_UL ? therapy->order.rate_ul_min : KVO_RATE_UL;
    default: return 0;
    }
}

static void finish_volume(struct therapy *therapy) {
    if (therapy->kvo_enabled = true) // expect: assignment-as-condition, clang-parentheses
        therapy->state = THERAPY_KVO;
    else
        therapy->state = THERAPY_IDLE;
}

static void finish_bolus(struct therapy *therapy) {
    if (therapy->state == THERAPY_PRIMING)
        therapy->state = therapy->order.volume_ul ? THERAPY_PROGRAMMED : THERAPY_IDLE;
    else
        therapy->state = THERAPY_INFUSING;
    therapy->bolus_left_ul == 0; // expect: comparison-as-statement, clang-unused-comparison
}

static void stop_bolus(struct therapy *therapy) {
    if (therapy->state == THERAPY_BOLUS)
        therapy->state = THERAPY_PAUSED;
    therapy->bolus_left_ul = 0;
}

// Panel flags of the configuration sector.
void therapy_apply_flags(struct therapy *therapy, uint8_t flags) {
    therapy->locked = flags && FLAG_LOCKED; // expect: clang-int-in-bool-context
    therapy->kvo_enabled = (flags & FLAG_KVO) != 0;
}

static void account(struct therapy *therapy, uint32_t moved_ul) {
    if (therapy->state == THERAPY_PRIMING || therapy->state == THERAPY_BOLUS) {
        if (moved_ul >= therapy->bolus_left_ul)
            finish_bolus(therapy);
        else
            therapy->bolus_left_ul -= moved_ul;
    }
    if (therapy->state == THERAPY_PRIMING)
        return; // priming runs into the cap, not into the patient
    therapy->delivered_ul += moved_ul;
    if (therapy->state == THERAPY_INFUSING && therapy->delivered_ul >= therapy->order.volume_ul)
        finish_volume(therapy);
}

static void watch_sensors(struct therapy *therapy, uint32_t now_ms) {
    if (sensors_occluded(&therapy->sensors))
        alarm_raise(&therapy->alarms, ALARM_OCCLUSION, now_ms);
    if (sensors_air(&therapy->sensors, AIR_LIMIT_UL))
        alarm_raise(&therapy->alarms, ALARM_AIR_IN_LINE, now_ms);
    uint32_t left = dose_residual_ul(therapy->reservoir_ul, therapy->delivered_ul);
    if (left == 0)
        alarm_raise(&therapy->alarms, ALARM_RESERVOIR_EMPTY, now_ms);
    else if (left < RESERVOIR_LOW_UL)
        alarm_raise(&therapy->alarms, ALARM_RESERVOIR_LOW, now_ms);
    if (hal_battery_raw() < BATTERY_LOW_MV)
        alarm_raise(&therapy->alarms, ALARM_BATTERY_LOW, now_ms);
    if (alarm_stops_infusion(&therapy->alarms))
        stop_bolus(therapy);
        therapy->last_tick_ms = now_ms; // expect: clang-misleading-indentation
}

void therapy_tick(struct therapy *therapy, uint32_t now_ms) {
    uint32_t steps = hal_motor_steps();
    therapy->total_steps += steps - therapy->last_steps;
    therapy->last_steps = steps;
    uint64_t total_ul = therapy->total_steps * 1000u / STEPS_PER_ML; // from the total: no rounding adds up
    uint32_t moved_ul = (uint32_t)(total_ul - therapy->accounted_ul);
    therapy->accounted_ul = total_ul;
    if (moved_ul > 0)
        account(therapy, moved_ul);
    sensors_sample(&therapy->sensors, moved_ul);
    watch_sensors(therapy, now_ms);
    if (alarm_stops_infusion(&therapy->alarms) && therapy->state != THERAPY_IDLE)
        therapy->state = THERAPY_STOPPED_BY_ALARM;
    hal_motor_set(dose_steps_per_minute(therapy_rate(therapy)));
    alarm_tick(&therapy->alarms, now_ms);
}

const char *therapy_state_text(enum therapy_state state) {
    size_t index = (size_t)state;
    return index < sizeof(STATE_TEXTS) / sizeof(STATE_TEXTS[0]) ? STATE_TEXTS[index] : "unknown";
}
