#include "update/manifest.h"
#include "mbedtls_port.h"
#include "util/text.h"
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// The manufacturer's public key for releases, P-256, DER.
static const unsigned char RELEASE_KEY[] = {
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce,
    0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04, 0x5b, 0x8e, 0x11, 0xc7, 0x02, 0x9a, 0x64, 0xd3, 0x70, 0x1f, 0xbb,
    0x26, 0x95, 0x4d, 0xe8, 0x33, 0x0c, 0x7e, 0xa1, 0x58, 0xf2, 0x89, 0x14, 0xcd, 0x6b, 0x3f, 0x90, 0x27, 0xe4, 0x75,
    0x9d, 0x48, 0xb6, 0x0a, 0xdf, 0x52, 0x31, 0xee, 0x87, 0x1a, 0xc0, 0x69, 0xf4, 0x2d, 0x96, 0x43, 0xbc, 0x05, 0x7f,
    0xd8, 0x61, 0xaa, 0x1e, 0x93, 0x54, 0xcb, 0x30, 0x8f, 0x72, 0xe6, 0x09, 0xb7, 0x4c, 0xd5,
};

void manifest_free(struct manifest *manifest) {
    if (!manifest)
        return;
    free(manifest->notes);
    free(manifest);
}

void manifest_reject(struct manifest *manifest, const char *why) {
    fprintf(stderr, "update %s refused: %s\n", manifest->version, why);
    manifest_free(manifest);
}

enum pump_status manifest_complain(const struct manifest *manifest, const char *why) {
    fprintf(stderr, "update %s refused: %s\n", manifest->version, why);
    return PUMP_DENIED;
}

static int hex_value(char digit) {
    if (digit >= '0' && digit <= '9')
        return digit - '0';
    if (digit >= 'a' && digit <= 'f')
        return digit - 'a' + 10;
    return -1;
}

static enum pump_status read_digest(const char *text, uint8_t ret_digest[DIGEST_SIZE]) {
    if (strlen(text) != 2 * DIGEST_SIZE)
        return PUMP_FORMAT;
    for (size_t i = 0; i < DIGEST_SIZE; i++) {
        int high = hex_value(text[2 * i]), low = hex_value(text[2 * i + 1]);
        if (high < 0 || low < 0)
            return PUMP_FORMAT;
        ret_digest[i] = (uint8_t)(high << 4 | low);
    }
    return PUMP_OK;
}

static enum pump_status set_member(struct manifest *manifest, const char *key, const char *value) {
    if (strcmp(key, "version") == 0)
        return text_copy(manifest->version, sizeof(manifest->version), value) ? PUMP_OK : PUMP_RANGE;
    if (strcmp(key, "product") == 0)
        return text_copy(manifest->product, sizeof(manifest->product), value) ? PUMP_OK : PUMP_RANGE;
    if (strcmp(key, "size") == 0)
        return text_to_u32(value, UINT32_MAX, &manifest->size);
    if (strcmp(key, "digest") == 0)
        return read_digest(value, manifest->digest);
    if (strcmp(key, "notes") == 0) {
        free(manifest->notes);
        manifest->notes = strdup(value);
        return manifest->notes ? PUMP_OK : PUMP_MEMORY;
    }
    return PUMP_OK; // a newer server may say more
}

static enum pump_status read_lines(struct manifest *manifest, char *text) {
    char *rest = text;
    if (strncmp(rest, "calla-update 1\n", 15) != 0)
        return PUMP_FORMAT;
    for (rest += 15; *rest;) { // known-alarm: buffer-overread
        char *end = strchr(rest, '\n');
        if (!end)
            return PUMP_FORMAT;
        *end = '\0';
        char *equals = strchr(rest, '=');
        if (!equals)
            return PUMP_FORMAT;
        *equals = '\0';
        enum pump_status status = set_member(manifest, rest, equals + 1);
        if (status != PUMP_OK)
            return status;
        rest = end + 1;
    }
    return manifest->version[0] && manifest->size > 0 ? PUMP_OK : PUMP_FORMAT;
}

struct manifest *manifest_parse(const char *text, size_t size) {
    if (size == 0 || size > MANIFEST_MAX)
        return NULL;
    char *copy = malloc(size + 1);
    struct manifest *manifest = calloc(1, sizeof(*manifest));
    if (!copy || !manifest) {
        free(copy);
        free(manifest);
        return NULL;
    }
    memcpy(copy, text, size);
    copy[size] = '\0';
    enum pump_status status = read_lines(manifest, copy);
    free(copy);
    if (status == PUMP_OK)
        return manifest;
    manifest_free(manifest);
    return NULL;
}

enum pump_status manifest_verify(const uint8_t *text, size_t size, const uint8_t *signature, size_t signature_size) {
    mbedtls_pk_context key;
    unsigned char digest[DIGEST_SIZE];
    enum pump_status status = PUMP_DENIED;
    mbedtls_pk_init(&key);
    if (signature_size <= SIGNATURE_MAX && mbedtls_pk_parse_public_key(&key, RELEASE_KEY, sizeof(RELEASE_KEY)) == 0 &&
        mbedtls_sha256(text, size, digest, 0) == 0 &&
        mbedtls_pk_verify(&key, MBEDTLS_MD_SHA256, digest, sizeof(digest), signature, signature_size) == 0)
        status = PUMP_OK;
    mbedtls_pk_free(&key);
    return status;
}

int manifest_compare_versions(const char *a, const char *b) {
    while (*a || *b) {
        unsigned long left = 0, right = 0;
        for (; isdigit((unsigned char)*a); a++)
            left = left % 100000 * 10 + (unsigned long)(*a - '0');
        for (; isdigit((unsigned char)*b); b++)
            right = right % 100000 * 10 + (unsigned long)(*b - '0');
        if (left != right)
            return left < right ? -1 : 1;
        a += *a != '\0';
        b += *b != '\0';
    }
    return 0;
}
