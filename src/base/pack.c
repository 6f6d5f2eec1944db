#include "base/pack.h"
#include <string.h>

void pack_read(struct pack *pack, const char *bytes, size_t size)
{
    *pack = (struct pack){.reading = true, .at = bytes, .end = bytes + size};
}

void pack_free(struct pack *pack)
{
    buf_free(&pack->out);
    VEC_FREE(&pack->texts);
    map_free(&pack->numbers);
    *pack = (struct pack){0};
}

bool pack_done(const struct pack *pack)
{
    return !pack->bad && (!pack->reading || pack->at == pack->end);
}

// Seven bits a byte, the lowest first; the highest bit says that more follow.
static uint64_t read_number(struct pack *pack)
{
    uint64_t value = 0;
    for (unsigned shift = 0; shift < 64 && !pack->bad && pack->at < pack->end; shift += 7) {
        uint64_t byte = (unsigned char)*pack->at++;
        if (shift == 63 && byte > 1) break;
        value |= (byte & 0x7f) << shift;
        if (!(byte & 0x80)) return value;
    }
    pack->bad = true;
    return 0;
}

void pack_number(struct pack *pack, uint64_t *value)
{
    if (pack->reading) {
        *value = read_number(pack);
        return;
    }
    char bytes[10];
    size_t size = 0;
    for (uint64_t rest = *value;; rest >>= 7) {
        bytes[size++] = (char)((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
        if (rest <= 0x7f) break;
    }
    buf_add(&pack->out, bytes, size);
}

void pack_signed(struct pack *pack, int64_t *value)
{
    uint64_t number = ((uint64_t)*value << 1) ^ (*value < 0 ? UINT64_MAX : 0);
    pack_number(pack, &number);
    *value = (int64_t)((number >> 1) ^ (number & 1 ? UINT64_MAX : 0));
}

void pack_count(struct pack *pack, size_t *count)
{
    PACK(pack, *count);
    if (pack->reading && *count > (size_t)(pack->end - pack->at)) pack->bad = true;
    if (pack->bad) *count = 0;
}

void pack_bytes(struct pack *pack, struct str *bytes)
{
    pack_count(pack, &bytes->size);
    if (!pack->reading) {
        buf_add(&pack->out, bytes->at, bytes->size);
        return;
    }
    bytes->at = pack->bad ? "" : pack->at;
    pack->at += bytes->size;
}

// 0: NULL; 1: a text with its end follows; more: one that was there before.
enum { TEXT_NULL, TEXT_NEW, TEXT_OLD };

static void read_text(struct pack *pack, const char **ret_text)
{
    uint64_t number = read_number(pack);
    *ret_text = NULL;
    if (pack->bad || number == TEXT_NULL) return;
    if (number >= TEXT_OLD) {
        pack->bad = number - TEXT_OLD >= pack->texts.count;
        if (!pack->bad) *ret_text = pack->texts.items[number - TEXT_OLD];
        return;
    }
    const char *end = memchr(pack->at, '\0', (size_t)(pack->end - pack->at));
    if (!end) {
        pack->bad = true;
        return;
    }
    *ret_text = pack->at;
    VEC_PUSH(&pack->texts, *ret_text);
    pack->at = end + 1;
}

void pack_text(struct pack *pack, const char **text)
{
    if (pack->reading) {
        read_text(pack, text);
        return;
    }
    uint64_t number = *text ? TEXT_NEW : TEXT_NULL;
    void **known = *text ? map_at(&pack->numbers, *text) : NULL;
    if (known && *known) number = TEXT_OLD - 1 + (uint64_t)(uintptr_t)*known;
    pack_number(pack, &number);
    if (!known || *known) return;
    *known = (void *)(uintptr_t)pack->numbers.count;
    buf_add(&pack->out, *text, strlen(*text) + 1);
}

void pack_diags(struct pack *pack, struct diags *diags)
{
    PACK_COMPLETE(struct diag, 32);
    size_t count = diags->list.count;
    pack_count(pack, &count);
    for (size_t i = 0; i < count && !pack->bad; i++) {
        struct diag read = {0}, *diag = pack->reading ? &read : &diags->list.items[i];
        PACK(pack, diag->level);
        pack_text(pack, &diag->file);
        PACK(pack, diag->line);
        PACK(pack, diag->column);
        pack_text(pack, &diag->message);
        if (diag->level > DIAG_ERROR || !diag->message) pack->bad = true;
        if (pack->reading && !pack->bad) diag_add(diags, read.level, read.file, read.line, read.column, "%s", read.message);
    }
    PACK(pack, diags->dropped);
}
