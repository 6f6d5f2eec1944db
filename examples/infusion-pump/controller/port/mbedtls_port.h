// The part of Mbed TLS 3.6 that the controller calls. On the target the library's own headers take its place
// (PUMP_WITH_MBEDTLS); without them these declarations let the controller be compiled, analysed and simulated.
#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef PUMP_WITH_MBEDTLS
#include <mbedtls/aes.h>
#include <mbedtls/md5.h>
#include <mbedtls/pk.h>
#include <mbedtls/sha256.h>
#include <mbedtls/ssl.h>
#else
#define MBEDTLS_SSL_IS_CLIENT 0
#define MBEDTLS_SSL_TRANSPORT_STREAM 0
#define MBEDTLS_SSL_PRESET_DEFAULT 0
#define MBEDTLS_SSL_VERIFY_NONE 0
#define MBEDTLS_SSL_VERIFY_REQUIRED 2
#define MBEDTLS_MD_SHA256 9
#define MBEDTLS_AES_ENCRYPT 1

typedef struct { int fd; int handshake_done; } mbedtls_ssl_context;
typedef struct { int endpoint; int authmode; const void *ca_chain; } mbedtls_ssl_config;
typedef struct { const unsigned char *der; size_t size; } mbedtls_x509_crt;
typedef struct { unsigned char key[96]; size_t size; } mbedtls_pk_context;
typedef struct { unsigned char round_keys[240]; } mbedtls_aes_context;

void mbedtls_ssl_init(mbedtls_ssl_context *ssl);
void mbedtls_ssl_free(mbedtls_ssl_context *ssl);
void mbedtls_ssl_config_init(mbedtls_ssl_config *conf);
void mbedtls_ssl_config_free(mbedtls_ssl_config *conf);
int mbedtls_ssl_config_defaults(mbedtls_ssl_config *conf, int endpoint, int transport, int preset);
void mbedtls_ssl_conf_authmode(mbedtls_ssl_config *conf, int authmode);
void mbedtls_ssl_conf_ca_chain(mbedtls_ssl_config *conf, mbedtls_x509_crt *chain, void *revoked);
int mbedtls_ssl_setup(mbedtls_ssl_context *ssl, const mbedtls_ssl_config *conf);
int mbedtls_ssl_set_hostname(mbedtls_ssl_context *ssl, const char *hostname);
int mbedtls_ssl_handshake(mbedtls_ssl_context *ssl);
int mbedtls_ssl_read(mbedtls_ssl_context *ssl, unsigned char *buffer, size_t size);
int mbedtls_ssl_write(mbedtls_ssl_context *ssl, const unsigned char *buffer, size_t size);
void mbedtls_pk_init(mbedtls_pk_context *key);
void mbedtls_pk_free(mbedtls_pk_context *key);
int mbedtls_pk_parse_public_key(mbedtls_pk_context *key, const unsigned char *der, size_t size);
int mbedtls_pk_verify(mbedtls_pk_context *key, int digest, const unsigned char *hash, size_t hash_size,
                      const unsigned char *signature, size_t signature_size);
int mbedtls_md5(const unsigned char *input, size_t size, unsigned char output[16]);
int mbedtls_sha256(const unsigned char *input, size_t size, unsigned char output[32], int is224);
void mbedtls_aes_init(mbedtls_aes_context *aes);
void mbedtls_aes_free(mbedtls_aes_context *aes);
int mbedtls_aes_setkey_enc(mbedtls_aes_context *aes, const unsigned char *key, unsigned bits);
int mbedtls_aes_crypt_ecb(mbedtls_aes_context *aes, int mode, const unsigned char input[16], unsigned char output[16]);
int mbedtls_aes_crypt_cbc(mbedtls_aes_context *aes, int mode, size_t size, unsigned char iv[16],
                          const unsigned char *input, unsigned char *output);
#endif

// The board package's: ties a connection to an open socket of the modem, with mbedtls_ssl_set_bio.
void tls_attach(mbedtls_ssl_context *ssl, int descriptor);
