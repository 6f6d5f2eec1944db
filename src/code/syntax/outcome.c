#include "code/syntax/outcome.h"
#include "base/hash.h"
#include "base/pack.h"
#include "model/finding_pack.h"

struct hash128 outcome_key(const struct language *language, const char *file, const char *text, size_t size)
{
    struct hash128 content = hash128_bytes(text, size);
    struct buf parts = {0};
    buf_printf(&parts, "%s\n%s\n", language->name, file);
    buf_add(&parts, &content, sizeof content);
    struct hash128 key = hash128_bytes(parts.bytes, parts.size);
    buf_free(&parts);
    return key;
}

static void pack_functions(struct pack *pack, struct syntax_functions *functions)
{
    size_t count = functions->count;
    pack_count(pack, &count);
    for (size_t i = 0; i < count && !pack->bad; i++) {
        struct syntax_function *function = pack->reading ? VEC_ADD(functions) : &functions->items[i];
        pack_text(pack, &function->name);
        PACK(pack, function->first_line);
        PACK(pack, function->last_line);
        if (!function->name) pack->bad = true;
    }
}

static void pack_outcome(struct pack *pack, struct outcome *outcome)
{
    PACK(pack, outcome->scanned);
    PACK(pack, outcome->lines);
    pack_functions(pack, &outcome->functions);
    pack_diags(pack, &outcome->diags);
    pack_findings(pack, &outcome->findings, pack_location, NULL);
}

bool outcome_take_over(struct outcome *outcome, const struct records *records)
{
    struct pack pack;
    if (!records_find(records, outcome->key, &outcome->kept)) return false;
    pack_read(&pack, outcome->kept.at, outcome->kept.size);
    pack_outcome(&pack, outcome);
    outcome->known = pack_done(&pack);
    pack_free(&pack);
    if (outcome->known) return true;
    struct hash128 key = outcome->key;
    outcome_free(outcome);
    outcome->key = key;
    return false;
}

void outcome_keep(struct outcome *outcome)
{
    struct pack pack = {0};
    pack_outcome(&pack, outcome);
    outcome->own = pack.out;
    pack.out = (struct buf){0};
    outcome->kept = (struct str){buf_cstr(&outcome->own), outcome->own.size};
    pack_free(&pack);
}

void outcome_free(struct outcome *outcome)
{
    findings_free(&outcome->findings);
    diags_free(&outcome->diags);
    buf_free(&outcome->own);
    VEC_FREE(&outcome->functions);
    arena_free(&outcome->names);
    *outcome = (struct outcome){0};
}
