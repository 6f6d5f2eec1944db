#include "codec/yaml.h"
#include "../unit/same_yaml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

// Whatever is read must be written so that it reads as the same tree, and written again as the same bytes.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct diags diags = {0};
    struct arena arena = {0};
    struct buf first = {0}, second = {0};
    struct yaml *root = yaml_parse(&arena, (const char *)data, size, "fuzz.yaml", &diags);
    if (!root && !diags.list.count) abort(); // silence
    // A document of nested aliases is small to read and huge to write.
    if (root && size < 4096 && !memchr(data, '*', size)) {
        yaml_write(root, &first);
        struct yaml *again = yaml_parse(&arena, first.bytes, first.size, "again.yaml", &diags);
        if (!again || !same_yaml(root, again)) abort();
        yaml_write(again, &second);
        if (first.size != second.size || memcmp(first.bytes, second.bytes, first.size) != 0) abort();
    }
    buf_free(&first);
    buf_free(&second);
    arena_free(&arena);
    diags_free(&diags);
    return 0;
}
