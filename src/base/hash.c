#include "base/hash.h"
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

uint64_t hash_bytes(const void *bytes, size_t size)
{
    return XXH3_64bits(bytes, size);
}

uint64_t hash_text(const char *text)
{
    return hash_bytes(text, strlen(text));
}

uint64_t hash_mix(uint64_t a, uint64_t b)
{
    uint64_t pair[2] = {a, b};
    return XXH3_64bits(pair, sizeof pair);
}

struct hash128 hash128_bytes(const void *bytes, size_t size)
{
    XXH128_hash_t hash = XXH3_128bits(bytes, size);
    return (struct hash128){hash.low64, hash.high64};
}

void sha256_hex(const void *bytes, size_t size, char ret_hex[SHA256_HEX])
{
    unsigned char digest[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(digest, bytes, size);
    sodium_bin2hex(ret_hex, SHA256_HEX, digest, sizeof digest);
}

void hash_hex(uint64_t hash, char ret_hex[HASH_HEX])
{
    snprintf(ret_hex, HASH_HEX, "%016llx", (unsigned long long)hash);
}
