// Mangled function types: any bytes are read to their end, and what is borrowed is always read too.
#include "code/front/signature.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint64_t reads, borrows;
    signature_read((const char *)data, size, &reads, &borrows);
    if (borrows & ~reads)
        abort();
    return 0;
}
