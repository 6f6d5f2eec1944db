// Asks the update server for a newer release, and brings it into the spare slot. HTTP/1.1 over TLS, one request a
// connection.
#pragma once
#include "mbedtls_port.h"
#include "update/manifest.h"
#include "update/slots.h"

enum { RESPONSE_HEAD = 512, CHUNK_HEAD = 8, PACKET_MAX = 1024 };

struct update_client {
    mbedtls_ssl_context ssl;
    mbedtls_ssl_config conf;
    mbedtls_x509_crt *root; // borrowed: the manufacturer's certificate authority
    const char *server;
    const char *running;    // version that runs now
    int descriptor;         // the modem's socket, open
};

enum pump_status update_connect(struct update_client *client);
enum pump_status update_connect_mirror(struct update_client *client); // the hospital's own copy of the server
void update_disconnect(struct update_client *client);
enum pump_status update_fetch(struct update_client *client, const char *path, uint8_t **ret_body, size_t *ret_size);
enum pump_status update_fetch_manifest(struct update_client *client, uint8_t **ret_body, size_t *ret_size);
enum pump_status update_consider(struct update_client *client, const uint8_t *text, size_t size);
enum pump_status update_evaluate(struct update_client *client, const uint8_t *text, size_t size);
enum pump_status update_install(struct update_client *client, const uint8_t *text, size_t size,
                                const uint8_t *signature, size_t signature_size);
enum pump_status update_install_mirror(struct update_client *client, const uint8_t *text, size_t size,
                                       const uint8_t *signature, size_t signature_size);
enum pump_status update_save_notes(const struct manifest *manifest, const uint8_t *body, size_t size);
enum pump_status update_save_manifest(const uint8_t *body, size_t size);
enum pump_status update_read_packet(struct update_client *client, uint8_t *ret_payload, size_t *ret_size);
enum pump_status update_read_record(struct update_client *client, uint8_t *ret_payload, size_t *ret_size);
enum pump_status update_echo(struct update_client *client, size_t size);
enum pump_status update_ping(struct update_client *client, size_t size);
