// Pairing of a companion app: the pump shows a PIN of six digits, the user types it into the app.
#pragma once
#include "util/status.h"
#include <stdbool.h>
#include <stdint.h>

enum { PIN_DIGITS = 6, PAIRING_TRIES = 3, PAIRING_KEY = 16 };

struct pairing {
    char pin[PIN_DIGITS + 1];
    bool open;
    uint32_t tries;
    uint32_t opened_ms;
};

void pairing_init(struct pairing *pairing);
void pairing_open(struct pairing *pairing, uint32_t now_ms);
enum pump_status pairing_open_random(struct pairing *pairing, uint32_t now_ms);
enum pump_status pairing_check(struct pairing *pairing, const char *pin);
enum pump_status pairing_derive_key(const char *pin, const uint8_t nonce[8], uint8_t ret_key[PAIRING_KEY]);
enum pump_status pairing_derive_session(const char *pin, const uint8_t nonce[8], uint8_t ret_key[PAIRING_KEY]);
bool pairing_same_tag(const uint8_t *tag, const uint8_t *expected);
bool pairing_equal_tag(const uint8_t *tag, const uint8_t *expected);
