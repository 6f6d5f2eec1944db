#include "model/threat.h"
#include <string.h>

static const char *const HARMS[] = {"unknown", "negligible", "minor", "serious", "critical", "catastrophic"};

const char *harm_severity_name(enum harm_severity severity)
{
    return HARMS[severity];
}

int harm_severity_parse(const char *text)
{
    for (size_t i = 0; text && i < COUNT_OF(HARMS); i++)
        if (strcmp(text, HARMS[i]) == 0) return (int)i;
    return -1;
}

void threats_free(struct threats *threats)
{
    VEC_FREE(&threats->list);
    VEC_FREE(&threats->questions);
    arena_free(&threats->arena);
}
