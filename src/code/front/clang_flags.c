#include "code/front/clang.h"

// No optimisation and no pass, or undefined reads and dead checks vanish before we see them; the fortified macros of the
// C library hide the plain calls; the sanitizer's handlers carry what the bitcode alone has lost: the kind of check, the
// types as the source spells them, signedness. Null, alignment and object size are the engine's own work.
const char *const *clang_bitcode_flags(void)
{
    static const char *const FLAGS[] = {
        "-O0", "-g", "-Xclang", "-disable-O0-optnone", "-U_FORTIFY_SOURCE", "-D_FORTIFY_SOURCE=0", "-emit-llvm", "-c",
        "-fsanitize=signed-integer-overflow,unsigned-integer-overflow,shift,integer-divide-by-zero,implicit-conversion,"
        "array-bounds,vla-bound,float-cast-overflow,return,unreachable,bool,enum",
        "-fsanitize-recover=all", "-fno-sanitize-trap=all", "-fno-inline", "-fno-discard-value-names", 0};
    return FLAGS;
}
