#include "base/arena.h"
#include "code/syntax/language.h"
#include "code/syntax/syntax.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct syntax_rules *rules;

static void scan(const char *language, const char *text, size_t size)
{
    struct diags diags = {0};
    struct findings findings = {0};
    if (!rules) rules = syntax_rules_load(NULL, &diags);
    syntax_scan_text(rules, language, "fuzz", text, size, &findings, &diags);
    findings_finish(&findings);
    findings_free(&findings);
    diags_free(&diags);
}

// Compiling a language's queries under the sanitizers takes longer than libFuzzer grants one input.
int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc, (void)argv;
    for (size_t i = 0; i < LANGUAGE_COUNT; i++)
        scan(LANGUAGES[i].name, " ", 1);
    return 0;
}

// The first byte chooses the language. All rules of the program run over the rest.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2) return 0;
    scan(LANGUAGES[data[0] % LANGUAGE_COUNT].name, (const char *)data + 1, size - 1);
    return 0;
}
