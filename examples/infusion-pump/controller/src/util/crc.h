// Checksums: CRC-16/CCITT-FALSE on the display line, CRC-32 (IEEE 802.3) in flash.
#pragma once
#include <stddef.h>
#include <stdint.h>

uint16_t crc16(const uint8_t *data, size_t size);
uint16_t crc16_update(uint16_t crc, uint8_t byte); // begin with 0xFFFF
uint32_t crc32_of(const void *data, size_t size);
