// The words of a compiler's command line.
#pragma once
#include "code/profile.h"

enum { RESPONSE_DEPTH = 8 }; // response files may name others

// Where the compiler stands: behind ccache, distcc and the like. words->count when there is none.
size_t options_compiler(const struct texts *words);
// Response files, in whatever form the compiler has them, become their words. `depth` levels of them.
void options_expand(struct arena *arena, const struct profile *profile, const char *folder, const struct texts *words,
                    unsigned depth, struct texts *ret_all);
