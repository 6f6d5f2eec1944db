// Who refers to whom in a device model, the other way round: made once, so that rules need no search.
#pragma once
#include "base/vec.h"
#include "model/device.h"

struct back_reference {
    const struct element *from;
    const struct model_field *field; // of `from`
};
VEC_NAMED(back_references, struct back_reference);

struct model_index { // zeroed before model_index_build
    struct back_references *of; // by element index
    size_t count;
};

void model_index_build(const struct device *device, struct model_index *ret_index);
void model_index_free(struct model_index *index);
const struct back_references *model_index_of(const struct model_index *index, const struct element *element);
