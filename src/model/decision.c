#include "model/decision.h"

const char *decision_kind_name(enum decision_kind kind)
{
    static const char *const NAMES[] = {"vulnerability", "finding", "threat"};
    return NAMES[kind];
}

void decisions_free(struct decisions *decisions)
{
    VEC_FREE(&decisions->list);
    arena_free(&decisions->arena);
}
