#include "codec/elf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = {0};
    struct diags diags = {0};
    struct elf_file elf;
    enum status status = elf_read(&arena, (const char *)data, size, "fuzz", &elf, &diags);
    elf_free(&elf);
    diags_free(&diags);
    arena_free(&arena);
    return status == STATUS_INTERNAL ? -1 : 0;
}
