// Keeps the IR of a translation unit beside its bitcode (code/cache.h): a unit that is as it was is not lowered again.
#pragma once
#include "base/diag.h"
#include "code/cache.h"
#include "code/ir/ir.h"

struct kept_unit {
    char name[40];     // of its entry, from cache_key()
    uint64_t context;  // what the IR was made from: records_program() and the bitcode
};

uint64_t kept_context(uint64_t program, const struct clang_result *result);
// Fills what lowering would: the module, and what there was to tell. False: not kept.
bool kept_load(const struct cache *cache, const struct kept_unit *unit, struct ir_module *ret_module,
               struct diags *diags);
void kept_store(const struct cache *cache, const struct kept_unit *unit, struct ir_module *module,
                const struct diags *told);
