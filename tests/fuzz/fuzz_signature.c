// Mangled function types: any bytes are read to their end, and what is borrowed is always read too, and names lie inside.
#include "code/front/signature.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    struct signature s;
    signature_read(text, size, &s);
    if (s.borrows & ~s.reads)
        abort();
    for (int i = 0; i < SIGNATURE_POINTEES; i++)
        if (s.pointees[i].at && (s.pointees[i].at < text || s.pointees[i].at + s.pointees[i].size > text + size))
            abort();
    return 0;
}
