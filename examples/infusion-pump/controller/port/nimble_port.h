// The part of Apache NimBLE 1.6 that the controller calls; see mbedtls_port.h for why it is declared here.
#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef PUMP_WITH_NIMBLE
#include <host/ble_hs.h>
#else
#define BLE_GATT_ACCESS_OP_READ_CHR 0
#define BLE_GATT_ACCESS_OP_WRITE_CHR 1
#define BLE_ATT_ERR_INVALID_ATTR_VALUE_LEN 0x0D
#define BLE_ATT_ERR_INSUFFICIENT_AUTHEN 0x05
#define BLE_ATT_ERR_UNLIKELY 0x0E
#define BLE_ATT_ERR_INSUFFICIENT_RES 0x11

struct os_mbuf { const uint8_t *om_data; uint16_t om_len; };
#define OS_MBUF_PKTLEN(om) ((om)->om_len)

struct ble_gatt_access_ctxt { uint8_t op; struct os_mbuf *om; uint16_t attribute; };

int ble_hs_mbuf_to_flat(const struct os_mbuf *om, void *flat, uint16_t max_len, uint16_t *out_copy_len);
int ble_gap_terminate(uint16_t connection, uint8_t reason);
int ble_gatts_notify_custom(uint16_t connection, uint16_t attribute, const uint8_t *data, uint16_t size);
#endif
