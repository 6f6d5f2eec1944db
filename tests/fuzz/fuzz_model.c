#include "code/flow/model.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct models models = {0};
    struct diags diags = {0};
    models_parse(&models, "fuzz.model", (const char *)data, size, &diags);
    (void)models_find(&models, "f");
    models_free(&models);
    diags_free(&diags);
    return 0;
}
