#include "ble/gatt.h"
#include "hal.h"
#include "util/bytes.h"
#include "util/text.h"
#include <stdlib.h>
#include <string.h>

enum { NOTE_MAX = 200, PROFILE_MAX = 20, TLV_NAME = 1, TLV_LANGUAGE = 2, IDLE_LIMIT_MS = 600000 };

void gatt_init(struct gatt *gatt, struct bonds *bonds, struct therapy *therapy, struct eventlog *log) {
    memset(gatt, 0, sizeof(*gatt));
    gatt->bonds = bonds;
    gatt->therapy = therapy;
    gatt->log = log;
    pairing_init(&gatt->pairing);
}

int ble_on_connect(struct gatt *gatt, uint16_t connection) {
    session_close_idle(&gatt->sessions, hal_millis(), IDLE_LIMIT_MS);
    return session_open(&gatt->sessions, connection, hal_millis()) ? 0 : BLE_ATT_ERR_INSUFFICIENT_RES;
}

void ble_on_disconnect(struct gatt *gatt, uint16_t connection) {
    struct ble_session *session = session_find(&gatt->sessions, connection);
    if (session)
        session_close(&gatt->sessions, session);
}

// A note becomes an event. The value has no zero at its end.
static int on_note(struct gatt *gatt, const struct os_mbuf *om) {
    uint16_t length = OS_MBUF_PKTLEN(om);
    uint16_t copied = 0;
    uint8_t *text = malloc(length);
    if (!text)
        return BLE_ATT_ERR_INSUFFICIENT_RES;
    if (ble_hs_mbuf_to_flat(om, text, length, &copied) != 0) {
        free(text);
        return BLE_ATT_ERR_UNLIKELY;
    }
    text[length] = '\0'; // expect: heap-buffer-overflow
    enum pump_status status = eventlog_add(gatt->log, EVENT_NOTE, (const char *)text);
    free(text);
    return status == PUMP_OK ? 0 : BLE_ATT_ERR_UNLIKELY;
}

static int on_memo(struct gatt *gatt, const struct os_mbuf *om) {
    uint16_t length = OS_MBUF_PKTLEN(om);
    uint16_t copied = 0;
    if (length > NOTE_MAX)
        return BLE_ATT_ERR_INVALID_ATTR_VALUE_LEN;
    uint8_t *text = malloc((size_t)length + 1);
    if (!text)
        return BLE_ATT_ERR_INSUFFICIENT_RES;
    if (ble_hs_mbuf_to_flat(om, text, length, &copied) != 0) {
        free(text);
        return BLE_ATT_ERR_UNLIKELY;
    }
    text[length] = '\0';
    enum pump_status status = eventlog_add(gatt->log, EVENT_NOTE, (const char *)text);
    free(text);
    return status == PUMP_OK ? 0 : BLE_ATT_ERR_UNLIKELY;
}

// The name that the app shows for itself.
static int on_name(struct ble_session *session, const struct os_mbuf *om) {
    memcpy(session->name, om->om_data, om->om_len); // expect: heap-buffer-overflow
    return 0;
}

static int on_alias(struct ble_session *session, const struct os_mbuf *om) {
    if (om->om_len > SESSION_NAME)
        return BLE_ATT_ERR_INVALID_ATTR_VALUE_LEN;
    memcpy(session->name, om->om_data, om->om_len);
    session->name[om->om_len] = '\0';
    return 0;
}

// Type, length, value, and again. Takes the name.
static int on_profile(struct ble_session *session, const struct os_mbuf *om) {
    uint8_t value[PROFILE_MAX];
    uint16_t size = 0;
    if (ble_hs_mbuf_to_flat(om, value, sizeof(value), &size) != 0 || size < 2 || size > sizeof(value))
        return BLE_ATT_ERR_INVALID_ATTR_VALUE_LEN;
    uint8_t type = value[0], length = value[1];
    if (type != TLV_NAME || length > SESSION_NAME)
        return 0;
    memcpy(session->name, value + 2, length); // expect: buffer-overread
    session->name[length] = '\0';
    return 0;
}

static int on_settings(struct ble_session *session, const struct os_mbuf *om) {
    uint8_t value[PROFILE_MAX];
    uint16_t size = 0;
    if (ble_hs_mbuf_to_flat(om, value, sizeof(value), &size) != 0 || size < 2 || size > sizeof(value))
        return BLE_ATT_ERR_INVALID_ATTR_VALUE_LEN;
    uint8_t type = value[0], length = value[1];
    if (type != TLV_NAME || length > SESSION_NAME || length > size - 2)
        return BLE_ATT_ERR_INVALID_ATTR_VALUE_LEN;
    memcpy(session->name, value + 2, length);
    session->name[length] = '\0';
    return 0;
}

static int on_bolus(struct gatt *gatt, const struct ble_session *session) {
    if (!session->authenticated)
        return BLE_ATT_ERR_INSUFFICIENT_AUTHEN;
    return therapy_bolus(gatt->therapy, hal_millis() / 1000) == PUMP_OK ? 0 : BLE_ATT_ERR_UNLIKELY;
}

// The app asks for the end of the link. session_close() frees the session.
static int on_disconnect_request(struct gatt *gatt, struct ble_session *session) {
    session_close(&gatt->sessions, session);
    gatt->closed++;
    return ble_gap_terminate(session->connection, 0x13); // expect: use-after-free
}

static int on_leave_request(struct gatt *gatt, struct ble_session *session) {
    uint16_t connection = session->connection;
    session_close(&gatt->sessions, session);
    gatt->closed++;
    return ble_gap_terminate(connection, 0x13);
}

// payload: how many events back, i16
static int on_history(struct gatt *gatt, const struct ble_session *session, const struct os_mbuf *om) {
    uint8_t value[2];
    uint16_t size = 0;
    if (ble_hs_mbuf_to_flat(om, value, sizeof(value), &size) != 0 || size != 2)
        return BLE_ATT_ERR_INVALID_ATTR_VALUE_LEN;
    int back = get_i16(value);
    if (back >= EVENT_CACHE)
        return BLE_ATT_ERR_UNLIKELY;
    const struct event *event = eventlog_back(gatt->log, (size_t)back);
    if (!event || event->kind == 0)
        return BLE_ATT_ERR_UNLIKELY;
    return ble_gatts_notify_custom(session->connection, ATTRIBUTE_HISTORY, (const uint8_t *)event->text, EVENT_TEXT);
}

static int on_status(const struct gatt *gatt, const struct ble_session *session) {
    uint8_t value[8];
    value[0] = (uint8_t)gatt->therapy->state;
    value[1] = (uint8_t)alarm_highest(&gatt->therapy->alarms);
    put_u16(value + 2, (uint16_t)(therapy_rate(gatt->therapy) & 0xFFFFu));
    put_u32(value + 4, gatt->therapy->delivered_ul);
    return ble_gatts_notify_custom(session->connection, ATTRIBUTE_STATUS, value, sizeof(value));
}

int ble_on_write(struct gatt *gatt, uint16_t connection, struct ble_gatt_access_ctxt *access) {
    struct ble_session *session = session_find(&gatt->sessions, connection);
    if (!session)
        return BLE_ATT_ERR_UNLIKELY;
    session->last_ms = hal_millis();
    session->writes++;
    switch (access->attribute) {
    case ATTRIBUTE_STATUS: return on_status(gatt, session);
    case ATTRIBUTE_BOLUS: return on_bolus(gatt, session);
    case ATTRIBUTE_NOTE: return on_note(gatt, access->om);
    case ATTRIBUTE_MEMO: return on_memo(gatt, access->om);
    case ATTRIBUTE_NAME: return on_name(session, access->om);
    case ATTRIBUTE_ALIAS: return on_alias(session, access->om);
    case ATTRIBUTE_PROFILE: return on_profile(session, access->om);
    case ATTRIBUTE_SETTINGS: return on_settings(session, access->om);
    case ATTRIBUTE_HISTORY: return on_history(gatt, session, access->om);
    case ATTRIBUTE_DISCONNECT: return on_disconnect_request(gatt, session);
    case ATTRIBUTE_LEAVE: return on_leave_request(gatt, session);
    default: return BLE_ATT_ERR_UNLIKELY;
    }
}
