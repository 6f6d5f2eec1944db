#include "therapy/sensors.h"
#include "hal.h"
#include <string.h>

void sensors_init(struct sensors *sensors) {
    memset(sensors, 0, sizeof(*sensors));
}

// Insertion sort of a copy, then the middle.
uint16_t sensors_median(const uint16_t samples[FILTER_WINDOW]) {
    uint16_t sorted[FILTER_WINDOW];
    for (int i = 0; i < FILTER_WINDOW; i++) {
        int j = i - 1;
        while (sorted[j] > samples[i] && j >= 0) { // expect: buffer-underread
            sorted[j + 1] = sorted[j];
            j--;
        }
        sorted[j + 1] = samples[i];
    }
    return sorted[FILTER_WINDOW / 2];
}

// The second largest: one spike of the amplifier does not count.
uint16_t sensors_peak(const uint16_t samples[FILTER_WINDOW]) {
    uint16_t sorted[FILTER_WINDOW];
    for (int i = 0; i < FILTER_WINDOW; i++) {
        int j = i - 1;
        while (j >= 0 && sorted[j] > samples[i]) {
            sorted[j + 1] = sorted[j];
            j--;
        }
        sorted[j + 1] = samples[i];
    }
    return sorted[FILTER_WINDOW - 2];
}

void sensors_sample(struct sensors *sensors, uint32_t moved_ul) {
    sensors->raw[sensors->raw_head] = hal_pressure_raw();
    sensors->raw_head = (sensors->raw_head + 1) % FILTER_WINDOW;
    sensors->pressure_mmhg[sensors->head] = sensors_median(sensors->raw) / 2;
    sensors->head = (sensors->head + 1) % PRESSURE_HISTORY;
    sensors->samples++;
    if (hal_air_raw() >= AIR_THRESHOLD)
        sensors->air_ul = 0;
    else if (sensors->air_ul < 100000)
        sensors->air_ul += moved_ul;
}

bool sensors_occluded(const struct sensors *sensors) {
    if (sensors->samples < FILTER_WINDOW)
        return false;
    size_t last = (sensors->head + PRESSURE_HISTORY - 1) % PRESSURE_HISTORY;
    return sensors->pressure_mmhg[last] > OCCLUSION_LIMIT_MMHG && sensors_peak(sensors->raw) / 2 > OCCLUSION_LIMIT_MMHG;
}

bool sensors_air(const struct sensors *sensors, uint32_t limit_ul) {
    return sensors->air_ul > limit_ul;
}

uint16_t sensors_mean(const struct sensors *sensors) {
    uint32_t sum = 0;
    uint32_t count = sensors->samples < PRESSURE_HISTORY ? sensors->samples : PRESSURE_HISTORY;
    if (count == 0)
        return 0;
    for (uint32_t i = 0; i < count; i++)
        sum += sensors->pressure_mmhg[i];
    return (uint16_t)(sum / count);
}

// Rise of the pressure over the history, in mmHg a minute: tells a kinked line before the limit is reached.
uint32_t sensors_slope(const struct sensors *sensors, uint32_t interval_ms) {
    uint32_t span_ms = interval_ms * (PRESSURE_HISTORY - 1);
    size_t last = (sensors->head + PRESSURE_HISTORY - 1) % PRESSURE_HISTORY;
    uint16_t newest = sensors->pressure_mmhg[last], oldest = sensors->pressure_mmhg[sensors->head];
    if (span_ms == 0 || newest <= oldest)
        return 0;
    return (uint32_t)(newest - oldest) * 60000u / span_ms;
}
