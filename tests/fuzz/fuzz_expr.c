#include "threats/expr.h"
#include "threats/index.h"
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char MODEL[] = "zones:\n  - {id: in, trust: 8}\n  - {id: out, parent: in}\n"
                            "processors:\n  - {id: p, zone: in, safety_critical: true}\n"
                            "parties:\n  - {id: q, kind: person, zone: out}\n"
                            "memories:\n  - {id: m, processor: p, kind: flash, encrypted: true}\n"
                            "data:\n  - {id: d, classes: [health, log], stored_in: [m, nowhere]}\n"
                            "assets:\n  - {id: a, refers_to: d, safety: medium}\n"
                            "channels:\n"
                            "  - {id: c, from: q, to: p, medium: wifi, encrypted: true, data: [d], protocols: [tls 1.2]}\n";

// Any text is a condition or a diagnostic with a place; a condition has an outcome; and a text is a template or not.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct expr_scope scope = {{{"channel", KIND_BIT(ELEMENT_CHANNEL)}, {"p", KIND_BIT(ELEMENT_PROCESSOR)}}, 2};
    struct arena arena = {0};
    struct diags diags = {0};
    struct buf out = {0};
    struct model_index index = {0};
    struct device *device = device_parse(MODEL, sizeof MODEL - 1, "model.yaml", &diags);
    const char *text = arena_copy(&arena, (const char *)data, size);
    model_index_build(device, &index);
    struct expr_run run = {.device = device, .index = &index, .arena = &arena};
    run.variables[0] = device_find(device, "c");
    run.variables[1] = device_find(device, "p");
    size_t before = diags.list.count;
    struct expr *expr = expr_parse(&arena, text, &scope, "rule.yaml", 1, 1, &diags);
    if (!expr && diags.list.count == before) abort();
    if (expr && expr_eval(expr, &run) > TRI_YES) abort();
    (void)expr_template(text, &scope, &run, &out, "rule.yaml", 1, &diags);
    VEC_FREE(&run.facts);
    model_index_free(&index);
    device_free(device);
    buf_free(&out);
    diags_free(&diags);
    arena_free(&arena);
    return 0;
}
