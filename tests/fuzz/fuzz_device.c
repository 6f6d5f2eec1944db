#include "model/device.h"
#include "model/threat.h"
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

// Any model loads, checks and saves; what was saved saves again as the same bytes.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct diags diags = {0};
    struct threats threats = {0};
    struct buf first = {0}, second = {0};
    struct device *device = device_parse((const char *)data, size, "fuzz.yaml", &diags);
    if (!device && !diags.list.count) abort();
    if (device && size < 4096 && !memchr(data, '*', size)) {
        device_check(device, &threats, &diags);
        device_write(device, &first);
        struct device *again = device_parse(first.bytes, first.size, "again.yaml", &diags);
        if (!again) abort();
        device_write(again, &second);
        if (strcmp(first.bytes, second.bytes) != 0) abort();
        device_free(again);
    }
    device_free(device);
    buf_free(&first);
    buf_free(&second);
    threats_free(&threats);
    diags_free(&diags);
    return 0;
}
