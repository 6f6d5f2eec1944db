// The pump's GATT service for the companion app: status, a bolus request, notes, advertising data of the app.
#pragma once
#include "ble/bonds.h"
#include "ble/pairing.h"
#include "ble/session.h"
#include "log/eventlog.h"
#include "nimble_port.h"
#include "therapy/therapy.h"

enum gatt_attribute {
    ATTRIBUTE_STATUS = 0x10,
    ATTRIBUTE_BOLUS = 0x11,
    ATTRIBUTE_NOTE = 0x12,
    ATTRIBUTE_MEMO = 0x13,
    ATTRIBUTE_NAME = 0x14,
    ATTRIBUTE_ALIAS = 0x15,
    ATTRIBUTE_PROFILE = 0x16,
    ATTRIBUTE_SETTINGS = 0x17,
    ATTRIBUTE_DISCONNECT = 0x18,
    ATTRIBUTE_LEAVE = 0x19,
    ATTRIBUTE_HISTORY = 0x1A,
};

struct gatt {
    struct ble_sessions sessions;
    struct bonds *bonds;
    struct pairing pairing;
    struct therapy *therapy;
    struct eventlog *log;
    uint32_t closed;
};

void gatt_init(struct gatt *gatt, struct bonds *bonds, struct therapy *therapy, struct eventlog *log);
int ble_on_connect(struct gatt *gatt, uint16_t connection);
void ble_on_disconnect(struct gatt *gatt, uint16_t connection);
// The stack calls it for each read and write; 0 or an ATT error.
int ble_on_write(struct gatt *gatt, uint16_t connection, struct ble_gatt_access_ctxt *access);
