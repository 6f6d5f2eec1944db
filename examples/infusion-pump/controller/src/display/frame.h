// Frames between controller and display, 115200 baud, both directions:
//   A5 | length u16 | command u8 | payload | crc16 u16      little-endian; length and crc cover command and payload
#pragma once
#include "util/status.h"
#include <stddef.h>
#include <stdint.h>

enum { FRAME_START = 0xA5, FRAME_PAYLOAD_MAX = 240, FRAME_OVERHEAD = 6 };

struct frame {
    uint8_t command;
    uint16_t length; // of the payload, at most FRAME_PAYLOAD_MAX
    uint8_t payload[FRAME_PAYLOAD_MAX];
};

enum frame_state { WAIT_START, WAIT_LENGTH_LOW, WAIT_LENGTH_HIGH, WAIT_COMMAND, WAIT_PAYLOAD, WAIT_CRC_LOW, WAIT_CRC_HIGH };

struct frame_parser {
    enum frame_state state;
    uint16_t length; // of command and payload
    uint16_t at;
    uint16_t crc;
    uint16_t crc_seen;
    struct frame frame;
    uint32_t errors;
};

void frame_parser_init(struct frame_parser *parser);
// 1: parser->frame is complete; 0: more is needed; below 0: enum pump_status, and it waits for the next start.
int frame_feed(struct frame_parser *parser, uint8_t byte);
size_t frame_build(uint8_t command, const uint8_t *payload, uint16_t length, uint8_t *ret_bytes, size_t capacity);
