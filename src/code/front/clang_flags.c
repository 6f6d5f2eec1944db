#include "code/front/clang.h"
#include <stddef.h>

// What makes the bitcode that front_llvm_lower reads.
//
// - No optimisation and no pass: undefined reads and dead checks would vanish before we see them, and functions that
//   are always inlined would lose their names and their parameters.
// - Without the fortified macros of the C library, which hide the plain calls.
// - The sanitizer's checks through its handlers, which say what bitcode alone has lost: the operation, the types as the
//   source spells them, their signs. Null, alignment, object size and pointer arithmetic are the engine's own work and
//   would triple the code. The check of unreachable code is left out because clang then forgets which calls never return.
// - Functions carry their type as the source spells it, for checks of indirect calls: the only place where the
//   prototype of a function without a body survives. Asked of the compiler proper, since the driver refuses it for some
//   processors.
// - Virtual tables say which class they belong to; clang does that only when it compiles for link-time optimisation.
const char *const *clang_bitcode_flags(void)
{
    static const char *const FLAGS[] = {
        "-O0", "-g", "-Xclang", "-disable-O0-optnone", "-Xclang", "-disable-llvm-passes", "-U_FORTIFY_SOURCE",
        "-D_FORTIFY_SOURCE=0", "-emit-llvm", "-c", "-flto", "-fwhole-program-vtables",
        "-Xclang", "-fsanitize=cfi-icall", "-Xclang", "-fsanitize-recover=cfi-icall", "-Wno-unused-command-line-argument",
        "-fsanitize=signed-integer-overflow,unsigned-integer-overflow,shift,integer-divide-by-zero,implicit-conversion,"
        "array-bounds,vla-bound,float-cast-overflow,return,bool,enum,builtin",
        "-fsanitize-recover=all", "-fno-sanitize-trap=all", "-fno-inline", NULL};
    return FLAGS;
}
