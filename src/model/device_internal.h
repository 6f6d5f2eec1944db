// What device.c, device_load.c and device_check.c share; nobody else includes it.
#pragma once
#include "base/map.h"
#include "model/device.h"

struct device {
    struct arena arena;
    const char *file;
    const struct yaml *root;
    VEC(struct element *) elements; // sections in the tables' order, then file order
    struct map by_id;               // const char * -> struct element *
};
