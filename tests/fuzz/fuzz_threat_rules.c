#include "threats/threats.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char MODEL[] = "zones: [{id: in, trust: 8}, {id: out}]\n"
                            "processors: [{id: p, zone: in}]\n"
                            "parties: [{id: q, kind: person, zone: out}]\n"
                            "channels: [{id: c, from: q, to: p, medium: wifi, data: []}]\n";

// Any rule file loads as far as it goes, and what loaded can be applied.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct diags diags = {0};
    struct threats threats = {0};
    struct device *device = device_parse(MODEL, sizeof MODEL - 1, "model.yaml", &diags);
    struct threat_rules *rules = threat_rules_parse((const char *)data, size, "fuzz.yaml", &diags);
    threats_derive_with(device, rules, NULL, &threats, &diags);
    threat_rules_free(rules);
    device_free(device);
    threats_free(&threats);
    diags_free(&diags);
    return 0;
}
