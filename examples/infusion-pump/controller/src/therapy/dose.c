#include "therapy/dose.h"

// The display sends rate and duration, both as 32-bit numbers.
int32_t dose_programmed_ul(int32_t rate_ul_min, int32_t minutes) {
    return rate_ul_min * minutes; // known-miss: integer-overflow
}

enum pump_status dose_bolus_ul(int32_t rate_ul_min, int32_t minutes, int32_t *ret_ul) {
    if (rate_ul_min < RATE_MIN_UL || rate_ul_min > RATE_MAX_UL || minutes < 0)
        return PUMP_RANGE;
    int64_t volume = (int64_t)rate_ul_min * minutes;
    if (volume > VOLUME_MAX_UL)
        return PUMP_RANGE;
    *ret_ul = (int32_t)volume;
    return PUMP_OK;
}

uint32_t dose_minutes_left(uint32_t volume_ul, uint32_t rate_ul_min) {
    return (volume_ul + rate_ul_min - 1) / rate_ul_min; // known-miss: divide-by-zero
}

enum pump_status dose_minutes_total(uint32_t volume_ul, uint32_t rate_ul_min, uint32_t *ret_minutes) {
    if (rate_ul_min == 0)
        return PUMP_RANGE;
    *ret_minutes = volume_ul / rate_ul_min;
    return PUMP_OK;
}

// What is left in the reservoir. A syringe that was filled past its mark delivers more than it was said to hold.
uint32_t dose_remaining_ul(uint32_t reservoir_ul, uint32_t delivered_ul) {
    return reservoir_ul - delivered_ul; // known-miss: integer-underflow
}

uint32_t dose_residual_ul(uint32_t reservoir_ul, uint32_t delivered_ul) {
    return delivered_ul < reservoir_ul ? reservoir_ul - delivered_ul : 0;
}

// The old display has one byte for the rate, in millilitres an hour.
uint8_t dose_display_rate(uint32_t rate_ul_min) {
    uint32_t ml_h = rate_ul_min / 50 * 3;
    return (uint8_t)ml_h; // known-miss: integer-truncation
}

uint8_t dose_bar_percent(uint32_t delivered_ul, uint32_t volume_ul) {
    if (volume_ul == 0 || delivered_ul >= volume_ul)
        return 100;
    return (uint8_t)((uint64_t)delivered_ul * 100 / volume_ul);
}

// How much the next minute has to make good.
int32_t dose_correction_ul(uint32_t expected_ul, uint32_t measured_ul) {
    int32_t expected = (int32_t)expected_ul; // known-miss: unsigned-to-signed
    if (measured_ul > VOLUME_MAX_UL)
        return 0;
    return expected / 2 - (int32_t)measured_ul / 2;
}

int32_t dose_deviation_ul(uint32_t expected_ul, uint32_t measured_ul) {
    if (expected_ul > VOLUME_MAX_UL || measured_ul > VOLUME_MAX_UL)
        return 0;
    return (int32_t)expected_ul - (int32_t)measured_ul;
}

uint32_t dose_steps_per_minute(uint32_t rate_ul_min) {
    if (rate_ul_min > RATE_MAX_UL)
        rate_ul_min = RATE_MAX_UL;
    return rate_ul_min * STEPS_PER_ML / 1000;
}

// Weight-based dosing: micrograms a kilogram and minute into microlitres a minute. 0 when it can't be expressed.
uint32_t dose_rate_for(uint32_t dose_ug_kg_min, uint32_t weight_g, uint32_t concentration_ug_ml) {
    if (concentration_ug_ml == 0 || weight_g == 0 || weight_g > 400000)
        return 0;
    uint64_t rate = (uint64_t)dose_ug_kg_min * weight_g / concentration_ug_ml; // ug/min over ug/ml, in ul
    return rate > RATE_MAX_UL ? 0 : (uint32_t)rate;
}
