// The simulator's Bluetooth: values come from memory, connections end when asked.
#include "nimble_port.h"
#include <string.h>

int ble_hs_mbuf_to_flat(const struct os_mbuf *om, void *flat, uint16_t max_len, uint16_t *out_copy_len) {
    uint16_t size = om->om_len < max_len ? om->om_len : max_len;
    memcpy(flat, om->om_data, size);
    *out_copy_len = size;
    return om->om_len > max_len;
}

int ble_gap_terminate(uint16_t connection, uint8_t reason) {
    (void)connection, (void)reason;
    return 0;
}

int ble_gatts_notify_custom(uint16_t connection, uint16_t attribute, const uint8_t *data, uint16_t size) {
    (void)connection, (void)attribute, (void)data, (void)size;
    return 0;
}
