#include "base/arena.h"
#include "code/syntax/language.h"
#include "code/syntax/syntax.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

// The first byte chooses the language. All rules of the program run over the rest.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2) return 0;
    const char *language = LANGUAGES[data[0] % LANGUAGE_COUNT].name;
    // Compiling the queries takes longer than scanning a small input: once for the whole run.
    static struct syntax_rules *rules;
    struct diags diags = {0};
    struct findings findings = {0};
    if (!rules) rules = syntax_rules_load(NULL, &diags);
    syntax_scan_text(rules, language, "fuzz", (const char *)data + 1, size - 1, &findings, &diags);
    findings_finish(&findings);
    findings_free(&findings);
    diags_free(&diags);
    return 0;
}
