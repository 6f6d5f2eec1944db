// C++ linkage names, which a source file may choose with asm("...").
#include "code/ir/demangle.h"
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = {0};
    struct cxx_name name;
    char *text = mem_alloc(size + 1);
    memcpy(text, data, size);
    if (cxx_name_read(&arena, text, &name))
        (void)cxx_type_is_plain(name.types[0]);
    free(text);
    arena_free(&arena);
    return 0;
}
