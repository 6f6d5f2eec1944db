// Shared by the YAML test and its fuzz target: do two trees say the same?
#pragma once
#include "codec/yaml.h"
#include <string.h>

static inline bool same_yaml(const struct yaml *a, const struct yaml *b) // depth is limited by the reader
{
    if (a->kind != b->kind || a->count != b->count) return false;
    if (a->kind == YAML_TEXT && (strcmp(a->text, b->text) != 0)) return false;
    for (size_t i = 0; i < a->count; i++) {
        if (!text_equal(a->items[i].key, b->items[i].key)) return false;
        if (!text_equal(a->items[i].comment, b->items[i].comment)) return false;
        if (!same_yaml(a->items[i].value, b->items[i].value)) return false;
    }
    return true;
}
