#include "log/export.h"
#include "hal.h"
#include "mbedtls_port.h"
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const uint8_t EXPORT_AES_KEY[16] = {0x4b, 0x1d, 0x93, 0x52, 0xa7, 0x08, 0xee, 0x61, // expect: hard-coded-key
                                           0x2c, 0xf5, 0x90, 0x3e, 0xd4, 0x7a, 0x16, 0xb8};

enum pump_status export_line(const struct event *event, char *ret_line, size_t capacity) {
    int length = snprintf(ret_line, capacity, "%u;%u;%u;%s\n", (unsigned)event->number, (unsigned)event->seconds_utc,
                          (unsigned)event->kind, event->text);
    return length > 0 && (size_t)length < capacity ? PUMP_OK : PUMP_RANGE;
}

enum pump_status export_to_file(struct eventlog *log, const char *path) {
    struct event event;
    char line[128];
    FILE *file = fopen(path, "w"); // expect: resource-leak
    if (!file)
        return PUMP_IO;
    for (uint32_t i = 0; i < eventlog_capacity(); i++) {
        if (eventlog_read(i, &event) != PUMP_OK)
            continue;
        if (export_line(&event, line, sizeof(line)) != PUMP_OK)
            return PUMP_RANGE;
        fwrite(line, 1, strlen(line), file); // expect: unchecked-return
    }
    if (fclose(file) != 0)
        return PUMP_IO;
    chmod(path, 0666); // expect: world-writable
    return eventlog_mark(log, log->next_number);
}

enum pump_status export_recent(const struct eventlog *log, const char *path) {
    char line[128];
    enum pump_status status = PUMP_OK;
    FILE *file = fopen(path, "w");
    if (!file)
        return PUMP_IO;
    for (size_t steps = EVENT_CACHE; steps-- > 0 && status == PUMP_OK;) {
        const struct event *event = eventlog_back(log, steps);
        if (!event || event->kind == 0)
            continue;
        status = export_line(event, line, sizeof(line));
        if (status == PUMP_OK && fwrite(line, 1, strlen(line), file) != strlen(line))
            status = PUMP_IO;
    }
    if (fclose(file) != 0)
        status = PUMP_IO;
    if (status == PUMP_OK && chmod(path, 0600) != 0)
        status = PUMP_IO;
    return status;
}

// The last events in one text, for the app. The caller frees it.
char *export_summary(const struct eventlog *log, size_t count) {
    if (count > EVENT_CACHE)
        count = EVENT_CACHE;
    size_t capacity = count * 128 + 1;
    char *text = malloc(capacity);
    text[0] = '\0'; // expect: unchecked-allocation
    for (size_t i = 0; i < count; i++) {
        const struct event *event = eventlog_back(log, i);
        size_t used = strlen(text);
        if (event)
            (void)export_line(event, text + used, capacity - used);
    }
    return text;
}

char *export_headline(const struct eventlog *log) {
    char *text = malloc(128);
    if (!text)
        return NULL;
    if (export_line(eventlog_latest(log), text, 128) != PUMP_OK)
        text[0] = '\0';
    return text;
}

// Keeps the export before this one as events.old.
enum pump_status export_rotate(const char *folder) {
    char path[160], old[160];
    if (strlen(folder) > 120)
        return PUMP_RANGE;
    snprintf(path, sizeof(path), "%s/events.csv", folder);
    snprintf(old, sizeof(old), "%s/events.old", folder);
    if (access(path, W_OK) != 0) // expect: check-then-open
        return PUMP_OK;
    FILE *file = fopen(path, "a");
    if (!file)
        return PUMP_IO;
    int written = fputs("end\n", file);
    if (fclose(file) != 0 || written < 0)
        return PUMP_IO;
    return rename(path, old) == 0 ? PUMP_OK : PUMP_IO;
}

// A new export file; one that is there already is not touched, whoever made it.
enum pump_status export_create(const char *path) {
    int descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor < 0)
        return PUMP_IO;
    return close(descriptor) == 0 ? PUMP_OK : PUMP_IO;
}

// The newest event with a key of this export only, which the technician gets on paper.
enum pump_status export_sealed(const struct eventlog *log, const uint8_t key[16], FILE *out) {
    mbedtls_aes_context aes;
    uint8_t block[EVENT_RECORD], cipher[EVENT_RECORD], start[16], chain[16];
    const struct event *event = eventlog_latest(log);
    memset(block, 0, sizeof(block));
    memcpy(block, event->text, sizeof(event->text));
    if (hal_random(start, sizeof(start)) != 0)
        return PUMP_IO;
    memcpy(chain, start, sizeof(chain));
    mbedtls_aes_init(&aes);
    int failed = mbedtls_aes_setkey_enc(&aes, key, 128);
    if (!failed)
        failed = mbedtls_aes_crypt_cbc(&aes, MBEDTLS_AES_ENCRYPT, sizeof(block), chain, block, cipher);
    mbedtls_aes_free(&aes);
    if (failed)
        return PUMP_ERROR;
    if (fwrite(start, 1, sizeof(start), out) != sizeof(start))
        return PUMP_IO;
    return fwrite(cipher, 1, sizeof(cipher), out) == sizeof(cipher) ? PUMP_OK : PUMP_IO;
}

// Blocks of 16 bytes, so that a stick that is lost tells nothing.
enum pump_status export_encrypted(const struct eventlog *log, FILE *out) {
    mbedtls_aes_context aes;
    uint8_t block[EVENT_RECORD];
    uint8_t cipher[EVENT_RECORD];
    const struct event *event = eventlog_latest(log);
    memset(block, 0, sizeof(block));
    memcpy(block, event->text, sizeof(event->text));
    mbedtls_aes_init(&aes);
    int failed = mbedtls_aes_setkey_enc(&aes, EXPORT_AES_KEY, 128);
    for (size_t at = 0; at < sizeof(block) && !failed; at += 16)
        failed = mbedtls_aes_crypt_ecb(&aes, MBEDTLS_AES_ENCRYPT, block + at, cipher + at); // expect: weak-cipher
    mbedtls_aes_free(&aes);
    if (failed)
        return PUMP_ERROR;
    return fwrite(cipher, 1, sizeof(cipher), out) == sizeof(cipher) ? PUMP_OK : PUMP_IO;
}

const char *export_name(uint32_t number) {
    char name[32];
    snprintf(name, sizeof(name), "calla-%08u.csv", (unsigned)number);
    return name; // expect: stack-address-escape, clang-return-stack-address
}

void export_name_into(uint32_t number, char *ret_name, size_t capacity) {
    snprintf(ret_name, capacity, "calla-%08u.csv", (unsigned)number);
}
