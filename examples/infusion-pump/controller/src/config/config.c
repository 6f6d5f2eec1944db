#include "config/config.h"
#include "hal.h"
#include "util/crc.h"
#include "util/text.h"
#include <string.h>

void config_defaults(struct config *config) {
    memset(config, 0, sizeof(*config));
    config->image.magic = CONFIG_MAGIC;
    config->image.version = 4;
    config->image.reservoir_ul = 250000;
    config->image.occlusion_mmhg = 600;
    config->image.brightness = 70;
    config->image.flags = 0x10;
    (void)text_copy(config->image.server, sizeof(config->image.server), "updates.calla.example");
    (void)text_copy(config->image.library, sizeof(config->image.library), "icu");
}

static uint32_t image_crc(const struct config_image *image) {
    return crc32_of(image, offsetof(struct config_image, crc));
}

enum pump_status config_load(struct config *config) {
    struct config_image image;
    config_defaults(config);
    if (hal_flash_read(FLASH_CONFIG, &image, sizeof(image)) != 0)
        return PUMP_IO;
    if (image.magic != CONFIG_MAGIC || image.crc != image_crc(&image) || image.calibration_count > CALIBRATION_MAX)
        return PUMP_CRC;
    image.server[sizeof(image.server) - 1] = '\0';
    image.library[sizeof(image.library) - 1] = '\0';
    config->image = image;
    return PUMP_OK;
}

enum pump_status config_save(struct config *config) {
    config->image.crc = image_crc(&config->image);
    if (hal_flash_erase(FLASH_CONFIG, FLASH_SECTOR) != 0)
        return PUMP_IO;
    if (hal_flash_write(FLASH_CONFIG, &config->image, sizeof(config->image)) != 0)
        return PUMP_IO;
    config->writes++;
    return PUMP_OK;
}

// For values that change often: the sector was erased when the pump was switched on.
enum pump_status config_save_quick(struct config *config) {
    config->image.crc = image_crc(&config->image);
    hal_flash_write(FLASH_CONFIG, &config->image, sizeof(config->image)); // expect: clang-unused-result
    config->writes++;
    return PUMP_OK;
}

enum pump_status config_set_calibration(struct config *config, const uint16_t *offsets, size_t count) {
    if (count > CALIBRATION_MAX)
        return PUMP_RANGE;
    memcpy(config->image.calibration, offsets, count * sizeof(offsets[0]));
    config->image.calibration_count = (uint8_t)count;
    return config_save(config);
}

enum pump_status config_set_brightness(struct config *config, uint8_t level) {
    if (level > 100)
        return PUMP_RANGE;
    config->image.brightness = level;
    return config_save_quick(config);
}

enum pump_status config_set_server(struct config *config, const char *server) {
    strcpy(config->image.server, server); // expect: unbounded-copy, heap-buffer-overflow
    return config_save(config);
}

enum pump_status config_set_library(struct config *config, const char *library) {
    if (!text_copy(config->image.library, sizeof(config->image.library), library))
        return PUMP_RANGE;
    return config_save(config);
}
