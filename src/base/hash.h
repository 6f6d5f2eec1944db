// Hashes: xxHash3 for tables and caches, SHA-256 for identity and evidence (called from hash.c only).
#pragma once
#include <stddef.h>
#include <stdint.h>

uint64_t hash_bytes(const void *bytes, size_t size);
uint64_t hash_text(const char *text);
uint64_t hash_mix(uint64_t a, uint64_t b); // order matters

struct hash128 {
    uint64_t low, high;
};
struct hash128 hash128_bytes(const void *bytes, size_t size); // for content-addressed keys

enum { SHA256_HEX = 65, HASH_HEX = 17 };
void sha256_hex(const void *bytes, size_t size, char ret_hex[SHA256_HEX]);
void hash_hex(uint64_t hash, char ret_hex[HASH_HEX]);
