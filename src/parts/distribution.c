#include "parts/distribution.h"
#include "base/map.h"
#include <ctype.h>
#include <string.h>

static const char *release_value(struct part_file *file, const struct buf *text, const char *key)
{
    struct str rest = {text->bytes, text->size}, line;
    size_t size = strlen(key);
    while (str_next(&rest, '\n', &line)) {
        if (line.size <= size || memcmp(line.at, key, size) != 0 || line.at[size] != '=') continue;
        struct str value = str_trim((struct str){line.at + size + 1, line.size - size - 1});
        if (value.size >= 2 && (*value.at == '"' || *value.at == '\'')) value.at++, value.size -= 2;
        return value.size ? arena_copy(file->arena, value.at, value.size) : NULL;
    }
    return NULL;
}

struct distribution distribution_of(struct part_file *file, const char *up, const char *otherwise)
{
    struct distribution found = {.id = otherwise};
    struct buf text = {0};
    if (part_near(file, arena_printf(file->arena, "%setc/os-release", up), &text) ||
        part_near(file, arena_printf(file->arena, "%susr/lib/os-release", up), &text)) {
        const char *id = release_value(file, &text, "ID");
        if (id) found.id = text_lower(file->arena, id);
        found.version = release_value(file, &text, "VERSION_ID");
    }
    if (found.version) found.distro = arena_printf(file->arena, "%s-%s", found.id, found.version);
    buf_free(&text);
    return found;
}

// "libc6:any (>= 2.34)" is libc6.
static struct str bare_name(struct str text)
{
    text = str_trim(text);
    size_t size = 0;
    while (size < text.size && !isspace((unsigned char)text.at[size]) && !strchr("(:[<=>~", text.at[size])) size++;
    return (struct str){text.at, size};
}

void distribution_depends(struct part_file *file, struct component *component, const struct map *refs, const char *list)
{
    struct str rest = str_of(list), item, alternative;
    while (component && str_next(&rest, ',', &item)) {
        while (str_next(&item, '|', &alternative)) {
            struct str name = bare_name(alternative);
            const char *ref = map_get(refs, arena_copy(file->arena, name.at, name.size));
            if (!ref) continue;
            part_depends(file, component, ref);
            break;
        }
    }
}
