#include "util/crc.h"

uint16_t crc16_update(uint16_t crc, uint8_t byte) {
    crc = (uint16_t)(crc ^ (uint16_t)(byte << 8));
    for (int bit = 0; bit < 8; bit++)
        crc = (uint16_t)((crc & 0x8000u) ? ((unsigned)crc << 1) ^ 0x1021u : (unsigned)crc << 1);
    return crc;
}

uint16_t crc16(const uint8_t *data, size_t size) {
    uint16_t crc = 0xFFFF;
    for (size_t i = 0; i < size; i++)
        crc = crc16_update(crc, data[i]);
    return crc;
}

uint32_t crc32_of(const void *data, size_t size) {
    const uint8_t *bytes = data;
    uint32_t crc = 0xFFFFFFFFu;
    for (size_t i = 0; i < size; i++) {
        crc ^= bytes[i];
        for (int bit = 0; bit < 8; bit++)
            crc = (crc & 1u) ? (crc >> 1) ^ 0xEDB88320u : crc >> 1;
    }
    return ~crc;
}
