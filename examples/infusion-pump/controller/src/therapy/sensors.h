// Downstream pressure and the air detector: filtered samples, occlusion and air-in-line decisions.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PRESSURE_HISTORY = 16, FILTER_WINDOW = 5, OCCLUSION_LIMIT_MMHG = 600, AIR_THRESHOLD = 900 };

struct sensors {
    uint16_t pressure_mmhg[PRESSURE_HISTORY];
    size_t head; // next place in pressure_mmhg
    uint16_t raw[FILTER_WINDOW];
    size_t raw_head;
    uint32_t air_ul; // air seen without a break
    uint32_t samples;
};

void sensors_init(struct sensors *sensors);
void sensors_sample(struct sensors *sensors, uint32_t moved_ul);
bool sensors_occluded(const struct sensors *sensors);
bool sensors_air(const struct sensors *sensors, uint32_t limit_ul);
uint16_t sensors_median(const uint16_t samples[FILTER_WINDOW]);
uint16_t sensors_peak(const uint16_t samples[FILTER_WINDOW]);
uint16_t sensors_mean(const struct sensors *sensors);
uint32_t sensors_slope(const struct sensors *sensors, uint32_t interval_ms);
