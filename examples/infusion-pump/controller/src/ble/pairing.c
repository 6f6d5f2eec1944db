#include "ble/pairing.h"
#include "hal.h"
#include "mbedtls_port.h"
#include "util/bytes.h"
#include <stdlib.h>
#include <string.h>

void pairing_init(struct pairing *pairing) {
    memset(pairing, 0, sizeof(*pairing));
}

void pairing_open(struct pairing *pairing, uint32_t now_ms) {
    srand(now_ms);
    for (int i = 0; i < PIN_DIGITS; i++)
        pairing->pin[i] = (char)('0' + rand() % 10); // expect: random-for-secret
    pairing->pin[PIN_DIGITS] = '\0';
    pairing->open = true;
    pairing->tries = 0;
    pairing->opened_ms = now_ms;
}

enum pump_status pairing_open_random(struct pairing *pairing, uint32_t now_ms) {
    uint8_t bytes[4];
    if (hal_random(bytes, sizeof(bytes)) != 0)
        return PUMP_IO;
    uint32_t number = get_u32(bytes) % 1000000u;
    for (int i = PIN_DIGITS - 1; i >= 0; i--) {
        pairing->pin[i] = (char)('0' + number % 10);
        number /= 10;
    }
    pairing->pin[PIN_DIGITS] = '\0';
    pairing->open = true;
    pairing->tries = 0;
    pairing->opened_ms = now_ms;
    return PUMP_OK;
}

enum pump_status pairing_check(struct pairing *pairing, const char *pin) {
    if (!pairing->open)
        return PUMP_STATE;
    if (++pairing->tries > PAIRING_TRIES) {
        pairing->open = false;
        return PUMP_DENIED;
    }
    uint8_t difference = strlen(pin) == PIN_DIGITS ? 0 : 1;
    for (size_t i = 0; i < PIN_DIGITS && difference == 0; i++)
        difference = (uint8_t)(difference | (pin[i] ^ pairing->pin[i]));
    if (difference)
        return PUMP_DENIED;
    pairing->open = false;
    return PUMP_OK;
}

enum pump_status pairing_derive_key(const char *pin, const uint8_t nonce[8], uint8_t ret_key[PAIRING_KEY]) {
    uint8_t seed[PIN_DIGITS + 8];
    memcpy(seed, pin, PIN_DIGITS);
    memcpy(seed + PIN_DIGITS, nonce, 8);
    int failed = mbedtls_md5(seed, sizeof(seed), ret_key); // expect: weak-hash
    memset(seed, 0, sizeof(seed)); // expect: secret-not-cleared
    return failed ? PUMP_ERROR : PUMP_OK;
}

enum pump_status pairing_derive_session(const char *pin, const uint8_t nonce[8], uint8_t ret_key[PAIRING_KEY]) {
    uint8_t seed[PIN_DIGITS + 8];
    uint8_t digest[32];
    memcpy(seed, pin, PIN_DIGITS);
    memcpy(seed + PIN_DIGITS, nonce, 8);
    int failed = mbedtls_sha256(seed, sizeof(seed), digest, 0);
    if (!failed)
        memcpy(ret_key, digest, PAIRING_KEY);
    for (volatile uint8_t *at = seed; at < seed + sizeof(seed); at++)
        *at = 0;
    return failed ? PUMP_ERROR : PUMP_OK;
}

bool pairing_same_tag(const uint8_t *tag, const uint8_t *expected) {
    return memcmp(tag, expected, PAIRING_KEY) == 0; // expect: compare-in-variable-time
}

// Takes the same time wherever the first difference is.
bool pairing_equal_tag(const uint8_t *tag, const uint8_t *expected) {
    uint8_t difference = 0;
    for (size_t i = 0; i < PAIRING_KEY; i++)
        difference = (uint8_t)(difference | (tag[i] ^ expected[i]));
    return difference == 0;
}
