// Front ends: a translation unit becomes an IR module.
#pragma once
#include "base/diag.h"
#include "code/ir/ir.h"

// C and C++: reads LLVM bitcode made by clang with clang_bitcode_flags() and lowers it. `path` is the main source, for
// messages. Files in locations are absolute and cleaned. An instruction or construct that cannot be lowered is a
// DIAG_SKIPPED that names it with file, line and function; that function alone is left out. Malformed bitcode:
// STATUS_INPUT. Safe to call from several threads at once (each call has its own LLVM context).
enum status front_llvm_lower(const char *bitcode, size_t size, const char *path, struct ir_module *ret_module,
                             struct diags *diags) MUST_USE;
