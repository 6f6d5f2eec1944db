// One connected companion app. Sessions are allocated when the link comes up and freed when it goes down; the
// table owns them.
#pragma once
#include "util/status.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SESSION_MAX = 3, SESSION_KEY = 16, SESSION_NAME = 20 };

struct ble_session {
    uint16_t connection;
    bool authenticated;
    uint8_t key[SESSION_KEY];
    char name[SESSION_NAME + 1];
    uint32_t last_ms;
    uint32_t writes;
    uint8_t *partial;    // owned: a long write that is under way
    size_t partial_size;
};

struct ble_sessions {
    struct ble_session *list[SESSION_MAX];
};

struct ble_session *session_open(struct ble_sessions *sessions, uint16_t connection, uint32_t now_ms);
struct ble_session *session_find(const struct ble_sessions *sessions, uint16_t connection);
void session_close(struct ble_sessions *sessions, struct ble_session *session); // frees it
void session_drop_partial(struct ble_session *session);
void session_forget_key(struct ble_session *session);
void session_close_idle(struct ble_sessions *sessions, uint32_t now_ms, uint32_t limit_ms);
