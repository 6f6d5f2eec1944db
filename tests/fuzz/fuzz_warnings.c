#include "code/front/warnings.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct diags diags = {0};
    struct findings findings = {0};
    struct warnings *warnings = warnings_load(&diags);
    warnings_parse(warnings, (const char *)data, size, "/p", &findings, &diags);
    findings_finish(&findings);
    warnings_free(warnings);
    findings_free(&findings);
    diags_free(&diags);
    return 0;
}
