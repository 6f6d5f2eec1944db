// A module to bytes and back, for caches: what a front end made need not be made again. `interned` is left out: nothing is
// added to a module that was read.
#pragma once
#include "base/pack.h"
#include "code/ir/ir.h"

void ir_module_pack(struct pack *pack, struct ir_module *module); // both ways
// Takes the bytes over: the module's texts lie in them. False, and nothing in the module, when they are not what was
// written. Ids are in range then; the other rules of ir.h hold when they held before.
bool ir_module_read(struct ir_module *module, struct buf *bytes);
