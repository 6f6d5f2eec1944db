// The configuration: one sector of flash, written as a whole with a checksum. What is not there gets its default.
#pragma once
#include "util/status.h"
#include <stddef.h>
#include <stdint.h>

enum { CONFIG_MAGIC = 0x43414C41, CALIBRATION_MAX = 16 };

struct config_image { // as it stands in flash, little-endian like the processor
    uint32_t magic;
    uint32_t version;
    uint32_t reservoir_ul;
    uint32_t occlusion_mmhg;
    uint16_t calibration[CALIBRATION_MAX];
    uint8_t calibration_count;
    uint8_t brightness;
    uint8_t flags;
    uint8_t reserved;
    char server[64];  // update server
    char library[32]; // name of the drug library
    uint32_t crc;     // of everything before
};

struct config {
    struct config_image image;
    uint32_t writes;
};

void config_defaults(struct config *config);
enum pump_status config_load(struct config *config);
enum pump_status config_save(struct config *config);
enum pump_status config_save_quick(struct config *config);
enum pump_status config_set_calibration(struct config *config, const uint16_t *offsets, size_t count);
enum pump_status config_set_brightness(struct config *config, uint8_t level);
enum pump_status config_set_server(struct config *config, const char *server);
enum pump_status config_set_library(struct config *config, const char *library);
