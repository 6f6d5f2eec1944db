#include "model/rule.h"
#include "base/vec.h"
#include <string.h>

static const char *const SEVERITIES[] = {"none", "info", "low", "medium", "high", "critical"};

const char *severity_name(enum severity severity)
{
    return SEVERITIES[severity];
}

int severity_parse(const char *text)
{
    for (size_t i = 0; text && i < COUNT_OF(SEVERITIES); i++)
        if (strcmp(text, SEVERITIES[i]) == 0) return (int)i;
    return -1;
}

const char *confidence_name(enum confidence confidence)
{
    static const char *const NAMES[] = {"low", "medium", "high"};
    return NAMES[confidence];
}
