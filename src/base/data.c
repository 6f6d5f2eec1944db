#include "base/data.h"
#include <string.h>

const struct data_file *data_find(const char *name)
{
    size_t low = 0, high = DATA_FILE_COUNT;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = strcmp(DATA_FILES[middle].name, name);
        if (order == 0) return &DATA_FILES[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

const struct data_file *data_next(const char *prefix, size_t *position)
{
    size_t size = strlen(prefix);
    for (; *position < DATA_FILE_COUNT; ++*position)
        if (strncmp(DATA_FILES[*position].name, prefix, size) == 0) return &DATA_FILES[(*position)++];
    return NULL;
}
