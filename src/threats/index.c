#include "threats/index.h"

static void index_value(struct model_index *index, const struct element *from, const struct model_field *field,
                        const struct model_value *value)
{
    for (size_t i = 0; value->refs && i < value->count; i++)
        if (value->refs[i]) VEC_PUSH(&index->of[value->refs[i]->index], ((struct back_reference){from, field}));
}

void model_index_build(const struct device *device, struct model_index *ret_index)
{
    ret_index->count = device_count(device);
    ret_index->of = mem_alloc(ret_index->count * sizeof *ret_index->of);
    for (size_t i = 0; i < ret_index->count; i++) {
        const struct element *element = device_at(device, i);
        const struct model_kind *kind = &DEVICE_KINDS[element->kind];
        for (size_t k = 0; k < kind->field_count; k++)
            index_value(ret_index, element, &kind->fields[k], &element->values[k]);
    }
}

void model_index_free(struct model_index *index)
{
    for (size_t i = 0; i < index->count; i++)
        VEC_FREE(&index->of[i]);
    free(index->of);
    *index = (struct model_index){0};
}

const struct back_references *model_index_of(const struct model_index *index, const struct element *element)
{
    return &index->of[element->index];
}
