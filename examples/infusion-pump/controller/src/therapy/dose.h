// Arithmetic of the therapy. Volumes are microlitres, rates microlitres a minute, doses micrograms.
#pragma once
#include "util/status.h"
#include <stdint.h>

enum {
    RATE_MIN_UL = 1,           // 0.06 ml/h
    RATE_MAX_UL = 20000,       // 1200 ml/h
    VOLUME_MAX_UL = 3000000,   // a 3 l bag
    STEPS_PER_ML = 1840,       // motor steps that move one millilitre
    KVO_RATE_UL = 50,          // keep-vein-open: 3 ml/h
};

int32_t dose_programmed_ul(int32_t rate_ul_min, int32_t minutes);
enum pump_status dose_bolus_ul(int32_t rate_ul_min, int32_t minutes, int32_t *ret_ul);
uint32_t dose_minutes_left(uint32_t volume_ul, uint32_t rate_ul_min);
enum pump_status dose_minutes_total(uint32_t volume_ul, uint32_t rate_ul_min, uint32_t *ret_minutes);
uint32_t dose_remaining_ul(uint32_t reservoir_ul, uint32_t delivered_ul);
uint32_t dose_residual_ul(uint32_t reservoir_ul, uint32_t delivered_ul);
uint8_t dose_display_rate(uint32_t rate_ul_min);
uint8_t dose_bar_percent(uint32_t delivered_ul, uint32_t volume_ul);
int32_t dose_correction_ul(uint32_t expected_ul, uint32_t measured_ul);
int32_t dose_deviation_ul(uint32_t expected_ul, uint32_t measured_ul);
uint32_t dose_steps_per_minute(uint32_t rate_ul_min);
uint32_t dose_rate_for(uint32_t dose_ug_kg_min, uint32_t weight_g, uint32_t concentration_ug_ml);
