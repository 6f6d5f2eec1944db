// What the update server says about a release, as text, one "key=value" a line, and a signature over it:
//
//   calla-update 1
//   version=4.3.0
//   product=calla-3
//   size=524288
//   digest=<64 hexadecimal digits, SHA-256 of the image>
//   notes=<name of the release notes>
#pragma once
#include "hal.h"
#include "util/status.h"
#include <stddef.h>
#include <stdint.h>

enum { MANIFEST_MAX = 4096, DIGEST_SIZE = 32, SIGNATURE_MAX = 96 };

struct manifest {
    char version[16];
    char product[16];
    uint32_t size;
    uint8_t digest[DIGEST_SIZE];
    char *notes; // owned, NULL when there are none
};

// NULL when the text is not a manifest. The caller owns the result.
struct manifest *manifest_parse(const char *text, size_t size);
void manifest_free(struct manifest *manifest);
void manifest_reject(struct manifest *manifest, const char *why); // says why, and frees it
enum pump_status manifest_complain(const struct manifest *manifest, const char *why); // says why, frees nothing
__attribute__((warn_unused_result))
enum pump_status manifest_verify(const uint8_t *text, size_t size, const uint8_t *signature, size_t signature_size);
int manifest_compare_versions(const char *a, const char *b); // below, at or above zero
