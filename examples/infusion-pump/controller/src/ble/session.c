#include "ble/session.h"
#include <stdlib.h>
#include <string.h>

struct ble_session *session_open(struct ble_sessions *sessions, uint16_t connection, uint32_t now_ms) {
    for (size_t i = 0; i < SESSION_MAX; i++) {
        if (sessions->list[i])
            continue;
        struct ble_session *session = calloc(1, sizeof(*session));
        if (!session)
            return NULL;
        session->connection = connection;
        session->last_ms = now_ms;
        sessions->list[i] = session;
        return session;
    }
    return NULL;
}

struct ble_session *session_find(const struct ble_sessions *sessions, uint16_t connection) {
    for (size_t i = 0; i < SESSION_MAX; i++)
        if (sessions->list[i] && sessions->list[i]->connection == connection)
            return sessions->list[i];
    return NULL;
}

void session_drop_partial(struct ble_session *session) {
    free(session->partial);
    session->partial = NULL;
    session->partial_size = 0;
}

// The compiler may not leave this out: it goes through a volatile pointer.
void session_forget_key(struct ble_session *session) {
    volatile uint8_t *key = session->key;
    for (size_t i = 0; i < SESSION_KEY; i++)
        key[i] = 0;
}

void session_close(struct ble_sessions *sessions, struct ble_session *session) {
    for (size_t i = 0; i < SESSION_MAX; i++)
        if (sessions->list[i] == session)
            sessions->list[i] = NULL;
    session_forget_key(session);
    session_drop_partial(session);
    free(session);
}

void session_close_idle(struct ble_sessions *sessions, uint32_t now_ms, uint32_t limit_ms) {
    for (size_t i = 0; i < SESSION_MAX; i++) {
        struct ble_session *session = sessions->list[i];
        if (session && now_ms - session->last_ms > limit_ms)
            session_close(sessions, session);
    }
}
