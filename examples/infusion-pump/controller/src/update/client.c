#include "update/client.h"
#include "util/bytes.h"
#include "util/text.h"
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BODY_MAX = FLASH_SLOT_SIZE, SMALL_MESSAGE = 256 };

static enum pump_status prepare(struct update_client *client) {
    mbedtls_ssl_init(&client->ssl);
    mbedtls_ssl_config_init(&client->conf);
    tls_attach(&client->ssl, client->descriptor);
    return mbedtls_ssl_config_defaults(&client->conf, MBEDTLS_SSL_IS_CLIENT, MBEDTLS_SSL_TRANSPORT_STREAM,
                                       MBEDTLS_SSL_PRESET_DEFAULT) == 0 ? PUMP_OK : PUMP_ERROR;
}

static enum pump_status shake_hands(struct update_client *client) {
    if (mbedtls_ssl_setup(&client->ssl, &client->conf) != 0)
        return PUMP_ERROR;
    if (mbedtls_ssl_set_hostname(&client->ssl, client->server) != 0)
        return PUMP_ERROR;
    return mbedtls_ssl_handshake(&client->ssl) == 0 ? PUMP_OK : PUMP_DENIED;
}

enum pump_status update_connect(struct update_client *client) {
    if (prepare(client) != PUMP_OK)
        return PUMP_ERROR;
    mbedtls_ssl_conf_authmode(&client->conf, MBEDTLS_SSL_VERIFY_REQUIRED);
    mbedtls_ssl_conf_ca_chain(&client->conf, client->root, NULL);
    return shake_hands(client);
}

// Hospitals put their own certificate on the mirror.
enum pump_status update_connect_mirror(struct update_client *client) {
    if (prepare(client) != PUMP_OK)
        return PUMP_ERROR;
    mbedtls_ssl_conf_authmode(&client->conf, MBEDTLS_SSL_VERIFY_NONE); // expect: tls-verification-off
    return shake_hands(client);
}

void update_disconnect(struct update_client *client) {
    mbedtls_ssl_free(&client->ssl);
    mbedtls_ssl_config_free(&client->conf);
}

static enum pump_status send_all(struct update_client *client, const char *text) {
    size_t size = strlen(text), sent = 0;
    while (sent < size) {
        int count = mbedtls_ssl_write(&client->ssl, (const unsigned char *)text + sent, size - sent);
        if (count <= 0)
            return PUMP_IO;
        sent += (size_t)count;
    }
    return PUMP_OK;
}

// Reads up to and with the empty line that ends the head.
static enum pump_status read_head(struct update_client *client, char ret_head[RESPONSE_HEAD]) {
    size_t used = 0;
    while (used + 1 < RESPONSE_HEAD) {
        if (mbedtls_ssl_read(&client->ssl, (unsigned char *)ret_head + used, 1) != 1)
            return PUMP_IO;
        ret_head[++used] = '\0';
        if (used >= 4 && memcmp(ret_head + used - 4, "\r\n\r\n", 4) == 0)
            return PUMP_OK;
    }
    return PUMP_RANGE;
}

static unsigned long content_length(const char *head) {
    const char *at = strstr(head, "Content-Length:");
    return at ? strtoul(at + 15, NULL, 10) : 0;
}

static enum pump_status read_body(struct update_client *client, uint8_t *body, size_t size) {
    for (size_t at = 0; at < size;) {
        int count = mbedtls_ssl_read(&client->ssl, body + at, size - at);
        if (count <= 0 || (size_t)count > size - at)
            return PUMP_IO;
        at += (size_t)count;
    }
    return PUMP_OK;
}

static enum pump_status request(struct update_client *client, const char *path, char head[RESPONSE_HEAD]) {
    char text[256];
    int length = snprintf(text, sizeof(text), "GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n", path,
                          client->server);
    if (length < 0 || (size_t)length >= sizeof(text))
        return PUMP_RANGE;
    enum pump_status status = send_all(client, text);
    if (status == PUMP_OK)
        status = read_head(client, head);
    if (status == PUMP_OK && strncmp(head, "HTTP/1.1 200", 12) != 0)
        status = PUMP_DENIED;
    return status;
}

// The caller frees the body.
enum pump_status update_fetch(struct update_client *client, const char *path, uint8_t **ret_body, size_t *ret_size) {
    char head[RESPONSE_HEAD] = "";
    enum pump_status status = request(client, path, head);
    if (status != PUMP_OK)
        return status;
    unsigned long size = content_length(head);
    uint8_t *body = malloc(size); // known-miss: unbounded-allocation
    if (!body)
        return PUMP_MEMORY;
    status = read_body(client, body, size);
    if (status != PUMP_OK) {
        free(body);
        return status;
    }
    *ret_body = body;
    *ret_size = size;
    return PUMP_OK;
}

enum pump_status update_fetch_manifest(struct update_client *client, uint8_t **ret_body, size_t *ret_size) {
    char head[RESPONSE_HEAD] = "";
    enum pump_status status = request(client, "/calla-3/manifest", head);
    if (status != PUMP_OK)
        return status;
    unsigned long size = content_length(head);
    if (size == 0 || size > MANIFEST_MAX)
        return PUMP_RANGE;
    uint8_t *body = malloc(size);
    if (!body)
        return PUMP_MEMORY;
    status = read_body(client, body, size);
    if (status != PUMP_OK) {
        free(body);
        return status;
    }
    *ret_body = body;
    *ret_size = size;
    return PUMP_OK;
}

static enum pump_status check_product(const struct update_client *client, const struct manifest *manifest) {
    if (strcmp(manifest->product, "calla-3") != 0 || manifest->size > FLASH_SLOT_SIZE)
        return PUMP_DENIED;
    return manifest_compare_versions(manifest->version, client->running) > 0 ? PUMP_OK : PUMP_STATE;
}

// Is it a release for this pump, and newer than what runs?
enum pump_status update_consider(struct update_client *client, const uint8_t *text, size_t size) {
    struct manifest *manifest = manifest_parse((const char *)text, size);
    if (!manifest)
        return PUMP_FORMAT;
    enum pump_status status = check_product(client, manifest);
    if (status != PUMP_OK)
        manifest_reject(manifest, pump_status_text(status));
    manifest_free(manifest); // expect: double-free, use-after-free
    return status;
}

enum pump_status update_evaluate(struct update_client *client, const uint8_t *text, size_t size) {
    struct manifest *manifest = manifest_parse((const char *)text, size);
    if (!manifest)
        return PUMP_FORMAT;
    enum pump_status status = check_product(client, manifest);
    if (status != PUMP_OK)
        status = manifest_complain(manifest, pump_status_text(status));
    manifest_free(manifest);
    return status;
}

static enum pump_status download_image(struct update_client *client, const struct manifest *manifest, enum slot slot) {
    char path[64];
    uint8_t *body = NULL;
    size_t size = 0;
    snprintf(path, sizeof(path), "/calla-3/%s.img", manifest->version);
    enum pump_status status = update_fetch(client, path, &body, &size);
    if (status != PUMP_OK)
        return status;
    status = size == manifest->size ? slots_prepare(slot) : PUMP_FORMAT;
    for (size_t at = 0; at < size && status == PUMP_OK; at += SLOT_PAGE)
        status = slots_write_page(slot, (uint32_t)at, body + at, size - at < SLOT_PAGE ? size - at : SLOT_PAGE);
    free(body);
    return status;
}

static enum pump_status install_verified(struct update_client *client, const uint8_t *text, size_t size) {
    struct boot_record record;
    struct manifest *manifest = manifest_parse((const char *)text, size);
    if (!manifest)
        return PUMP_FORMAT;
    (void)slots_read(&record);
    enum slot slot = slots_spare(&record);
    enum pump_status status = check_product(client, manifest);
    if (status == PUMP_OK)
        status = download_image(client, manifest, slot);
    if (status == PUMP_OK)
        status = slots_check_digest(slot, manifest->size, manifest->digest);
    if (status == PUMP_OK)
        status = slots_activate(slot, manifest->version);
    manifest_free(manifest);
    return status;
}

enum pump_status update_install(struct update_client *client, const uint8_t *text, size_t size,
                                const uint8_t *signature, size_t signature_size) {
    enum pump_status status = manifest_verify(text, size, signature, signature_size);
    return status == PUMP_OK ? install_verified(client, text, size) : status;
}

// The mirror serves what the server signed.
enum pump_status update_install_mirror(struct update_client *client, const uint8_t *text, size_t size,
                                       const uint8_t *signature, size_t signature_size) {
    manifest_verify(text, size, signature, signature_size); // expect: clang-unused-result
    return install_verified(client, text, size);
}

// The release notes are kept for the panel, under the name that the manifest gives.
enum pump_status update_save_notes(const struct manifest *manifest, const uint8_t *body, size_t size) {
    char path[256];
    if (!manifest->notes || strlen(manifest->notes) > 100)
        return PUMP_RANGE;
    snprintf(path, sizeof(path), "/var/lib/calla/notes/%s", manifest->notes);
    FILE *file = fopen(path, "w"); // known-miss: relative-path
    if (!file)
        return PUMP_IO;
    size_t written = fwrite(body, 1, size, file);
    if (fclose(file) != 0)
        return PUMP_IO;
    return written == size ? PUMP_OK : PUMP_IO;
}

enum pump_status update_save_manifest(const uint8_t *body, size_t size) {
    FILE *file = fopen("/var/lib/calla/notes/manifest", "w");
    if (!file)
        return PUMP_IO;
    size_t written = fwrite(body, 1, size, file);
    if (fclose(file) != 0)
        return PUMP_IO;
    return written == size ? PUMP_OK : PUMP_IO;
}

// A packet of the mirror's push channel: length u16 with its head, kind u16, number u32, payload.
enum pump_status update_read_packet(struct update_client *client, uint8_t *ret_payload, size_t *ret_size) {
    uint8_t head[CHUNK_HEAD];
    enum pump_status status = read_body(client, head, sizeof(head));
    if (status != PUMP_OK)
        return status;
    uint32_t length = get_u16(head);
    uint32_t payload = length - CHUNK_HEAD; // expect: integer-underflow
    if (length > PACKET_MAX)
        return PUMP_RANGE;
    *ret_size = payload;
    return read_body(client, ret_payload, payload);
}

enum pump_status update_read_record(struct update_client *client, uint8_t *ret_payload, size_t *ret_size) {
    uint8_t head[CHUNK_HEAD];
    enum pump_status status = read_body(client, head, sizeof(head));
    if (status != PUMP_OK)
        return status;
    uint32_t length = get_u16(head);
    if (length < CHUNK_HEAD || length > PACKET_MAX)
        return PUMP_RANGE;
    *ret_size = length - CHUNK_HEAD;
    return read_body(client, ret_payload, length - CHUNK_HEAD);
}

// Measures the way to the server: what is sent comes back. Small messages need no allocation.
enum pump_status update_echo(struct update_client *client, size_t size) {
    uint8_t small[SMALL_MESSAGE];
    if (size == 0 || size > BODY_MAX)
        return PUMP_RANGE;
    uint8_t *message = size <= sizeof(small) ? small : malloc(size);
    if (!message)
        return PUMP_MEMORY;
    memset(message, 0x55, size);
    int sent = mbedtls_ssl_write(&client->ssl, message, size);
    free(message); // expect: invalid-free
    return sent > 0 && (size_t)sent == size ? PUMP_OK : PUMP_IO;
}

enum pump_status update_ping(struct update_client *client, size_t size) {
    uint8_t small[SMALL_MESSAGE];
    if (size == 0 || size > BODY_MAX)
        return PUMP_RANGE;
    uint8_t *message = size <= sizeof(small) ? small : malloc(size);
    if (!message)
        return PUMP_MEMORY;
    memset(message, 0xAA, size);
    int sent = mbedtls_ssl_write(&client->ssl, message, size);
    if (message != small)
        free(message);
    return sent > 0 && (size_t)sent == size ? PUMP_OK : PUMP_IO;
}
