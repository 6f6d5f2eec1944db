#include "code/kept.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/records.h"
#include "code/ir/pack.h"
#include <string.h>

enum { RECORD_TOLD = 1, RECORD_MODULE };

uint64_t kept_context(uint64_t program, const struct clang_result *result)
{
    return hash_mix(program, hash_bytes(result->bitcode.bytes, result->bitcode.size));
}

// "NAME.tu" becomes "NAME.ir".
static const char *path_of(struct arena *arena, const struct cache *cache, const struct kept_unit *unit)
{
    int size = (int)strcspn(unit->name, ".");
    return arena_printf(arena, "%s/%.*s.ir", cache->folder, size, unit->name);
}

static bool read_told(const struct records *records, struct diags *diags)
{
    struct str bytes;
    struct pack pack;
    if (!records_find(records, (struct hash128){RECORD_TOLD, 0}, &bytes)) return false;
    pack_read(&pack, bytes.at, bytes.size);
    pack_diags(&pack, diags);
    bool good = pack_done(&pack);
    pack_free(&pack);
    return good;
}

bool kept_load(const struct cache *cache, const struct kept_unit *unit, struct ir_module *ret_module, struct diags *diags)
{
    if (!cache->folder) return false;
    struct arena scratch = {0};
    struct records records;
    struct diags told = {0};
    struct str bytes;
    struct buf copy = {0};
    const char *path = path_of(&scratch, cache, unit);
    records_open(&records, path, unit->context);
    bool good = read_told(&records, &told) && records_find(&records, (struct hash128){RECORD_MODULE, 0}, &bytes);
    if (good) {
        buf_add(&copy, bytes.at, bytes.size);
        good = ir_module_read(ret_module, &copy);
    }
    if (good) {
        diags_merge(diags, &told);
        records_touch(path);
    }
    diags_free(&told);
    buf_free(&copy);
    records_free(&records);
    arena_free(&scratch);
    return good;
}

void kept_store(const struct cache *cache, const struct kept_unit *unit, struct ir_module *module,
                const struct diags *told)
{
    if (!cache->folder) return;
    struct arena scratch = {0};
    struct pack diags = {0}, packed = {0};
    struct records none = {0};
    pack_diags(&diags, (struct diags *)(uintptr_t)told);
    ir_module_pack(&packed, module);
    const struct record LIST[] = {
        {{RECORD_TOLD, 0}, {buf_cstr(&diags.out), diags.out.size}},
        {{RECORD_MODULE, 0}, {buf_cstr(&packed.out), packed.out.size}},
    };
    if (!packed.bad) records_update(&none, path_of(&scratch, cache, unit), unit->context, LIST, COUNT_OF(LIST));
    pack_free(&diags);
    pack_free(&packed);
    arena_free(&scratch);
}
