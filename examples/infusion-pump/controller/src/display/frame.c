#include "display/frame.h"
#include "util/bytes.h"
#include "util/crc.h"
#include <string.h>

void frame_parser_init(struct frame_parser *parser) {
    memset(parser, 0, sizeof(*parser));
    parser->state = WAIT_START;
}

static int fail(struct frame_parser *parser, enum pump_status status) {
    parser->state = WAIT_START;
    parser->errors++;
    return (int)status;
}

static int take_length(struct frame_parser *parser, uint8_t high) {
    parser->length = (uint16_t)(parser->length | (uint16_t)(high << 8));
    if (parser->length < 1 || parser->length > FRAME_PAYLOAD_MAX + 1)
        return fail(parser, PUMP_RANGE);
    parser->state = WAIT_COMMAND;
    return 0;
}

static int take_command(struct frame_parser *parser, uint8_t command) {
    parser->frame.command = command;
    parser->frame.length = (uint16_t)(parser->length - 1);
    parser->crc = crc16_update(0xFFFF, command);
    parser->at = 0;
    parser->state = parser->frame.length > 0 ? WAIT_PAYLOAD : WAIT_CRC_LOW;
    return 0;
}

static int take_payload(struct frame_parser *parser, uint8_t byte) {
    if (parser->at >= FRAME_PAYLOAD_MAX)
        return fail(parser, PUMP_RANGE);
    parser->frame.payload[parser->at++] = byte;
    parser->crc = crc16_update(parser->crc, byte);
    if (parser->at == parser->frame.length)
        parser->state = WAIT_CRC_LOW;
    return 0;
}

int frame_feed(struct frame_parser *parser, uint8_t byte) {
    switch (parser->state) {
    case WAIT_START:
        if (byte == FRAME_START)
            parser->state = WAIT_LENGTH_LOW;
        return 0;
    case WAIT_LENGTH_LOW:
        parser->length = byte;
        parser->state = WAIT_LENGTH_HIGH;
        return 0;
    case WAIT_LENGTH_HIGH: return take_length(parser, byte);
    case WAIT_COMMAND: return take_command(parser, byte);
    case WAIT_PAYLOAD: return take_payload(parser, byte);
    case WAIT_CRC_LOW:
        parser->crc_seen = byte;
        parser->state = WAIT_CRC_HIGH;
        return 0;
    case WAIT_CRC_HIGH:
        parser->crc_seen = (uint16_t)(parser->crc_seen | (uint16_t)(byte << 8));
        if (parser->crc_seen != parser->crc)
            return fail(parser, PUMP_CRC);
        parser->state = WAIT_START;
        return 1;
    default: return fail(parser, PUMP_ERROR);
    }
}

size_t frame_build(uint8_t command, const uint8_t *payload, uint16_t length, uint8_t *ret_bytes, size_t capacity) {
    if (length > FRAME_PAYLOAD_MAX || (size_t)length + FRAME_OVERHEAD > capacity)
        return 0;
    ret_bytes[0] = FRAME_START;
    put_u16(ret_bytes + 1, (uint16_t)(length + 1));
    ret_bytes[3] = command;
    if (length > 0)
        memcpy(ret_bytes + 4, payload, length);
    put_u16(ret_bytes + 4 + length, crc16(ret_bytes + 3, (size_t)length + 1));
    return (size_t)length + FRAME_OVERHEAD;
}
