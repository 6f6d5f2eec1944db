// The simulator has no cryptography: connections carry the bytes as they are, and everything that would have to be
// computed or verified fails. Nothing can pass for verified here.
#include "mbedtls_port.h"
#include <string.h>
#include <unistd.h>

void mbedtls_ssl_init(mbedtls_ssl_context *ssl) {
    memset(ssl, 0, sizeof(*ssl));
    ssl->fd = -1;
}

void mbedtls_ssl_free(mbedtls_ssl_context *ssl) {
    mbedtls_ssl_init(ssl);
}

void mbedtls_ssl_config_init(mbedtls_ssl_config *conf) {
    memset(conf, 0, sizeof(*conf));
}

void mbedtls_ssl_config_free(mbedtls_ssl_config *conf) {
    mbedtls_ssl_config_init(conf);
}

int mbedtls_ssl_config_defaults(mbedtls_ssl_config *conf, int endpoint, int transport, int preset) {
    (void)transport, (void)preset;
    conf->endpoint = endpoint;
    return 0;
}

void tls_attach(mbedtls_ssl_context *ssl, int descriptor) {
    ssl->fd = descriptor;
}

void mbedtls_ssl_conf_authmode(mbedtls_ssl_config *conf, int authmode) {
    conf->authmode = authmode;
}

void mbedtls_ssl_conf_ca_chain(mbedtls_ssl_config *conf, mbedtls_x509_crt *chain, void *revoked) {
    (void)revoked;
    conf->ca_chain = chain;
}

int mbedtls_ssl_setup(mbedtls_ssl_context *ssl, const mbedtls_ssl_config *conf) {
    (void)conf;
    return ssl->fd >= 0 ? 0 : -1;
}

int mbedtls_ssl_set_hostname(mbedtls_ssl_context *ssl, const char *hostname) {
    (void)ssl;
    return hostname && *hostname ? 0 : -1;
}

int mbedtls_ssl_handshake(mbedtls_ssl_context *ssl) {
    ssl->handshake_done = 1;
    return 0;
}

int mbedtls_ssl_read(mbedtls_ssl_context *ssl, unsigned char *buffer, size_t size) {
    return (int)read(ssl->fd, buffer, size);
}

int mbedtls_ssl_write(mbedtls_ssl_context *ssl, const unsigned char *buffer, size_t size) {
    return (int)write(ssl->fd, buffer, size);
}

void mbedtls_pk_init(mbedtls_pk_context *key) {
    memset(key, 0, sizeof(*key));
}

void mbedtls_pk_free(mbedtls_pk_context *key) {
    mbedtls_pk_init(key);
}

int mbedtls_pk_parse_public_key(mbedtls_pk_context *key, const unsigned char *der, size_t size) {
    if (size > sizeof(key->key))
        return -1;
    memcpy(key->key, der, size);
    key->size = size;
    return 0;
}

int mbedtls_pk_verify(mbedtls_pk_context *key, int digest, const unsigned char *hash, size_t hash_size,
                      const unsigned char *signature, size_t signature_size) {
    (void)key, (void)digest, (void)hash, (void)hash_size, (void)signature, (void)signature_size;
    return -1;
}

int mbedtls_md5(const unsigned char *input, size_t size, unsigned char output[16]) {
    (void)input, (void)size;
    memset(output, 0, 16);
    return -1;
}

int mbedtls_sha256(const unsigned char *input, size_t size, unsigned char output[32], int is224) {
    (void)input, (void)size, (void)is224;
    memset(output, 0, 32);
    return -1;
}

void mbedtls_aes_init(mbedtls_aes_context *aes) {
    memset(aes, 0, sizeof(*aes));
}

void mbedtls_aes_free(mbedtls_aes_context *aes) {
    mbedtls_aes_init(aes);
}

int mbedtls_aes_setkey_enc(mbedtls_aes_context *aes, const unsigned char *key, unsigned bits) {
    (void)key, (void)bits;
    memset(aes, 0, sizeof(*aes));
    return -1;
}

int mbedtls_aes_crypt_ecb(mbedtls_aes_context *aes, int mode, const unsigned char input[16], unsigned char output[16]) {
    (void)aes, (void)mode, (void)input;
    memset(output, 0, 16);
    return -1;
}

int mbedtls_aes_crypt_cbc(mbedtls_aes_context *aes, int mode, size_t size, unsigned char iv[16],
                          const unsigned char *input, unsigned char *output) {
    (void)aes, (void)mode, (void)iv, (void)input;
    memset(output, 0, size);
    return -1;
}
