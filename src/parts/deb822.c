#include "parts/deb822.h"
#include <string.h>

static bool is_blank(struct str line)
{
    return str_trim(line).size == 0;
}

static void continue_value(struct deb822 *paragraph, struct str line)
{
    struct deb822_field *field = &paragraph->fields[paragraph->count - 1];
    // The value is a view from its first byte to the end of this line; both lie in the same text.
    if (!field->value.size) field->value.at = line.at;
    field->value.size = (size_t)(line.at + line.size - field->value.at);
}

static void add_field(struct deb822 *paragraph, struct str line, unsigned number)
{
    const char *colon = memchr(line.at, ':', line.size);
    if (!colon || colon == line.at) {
        if (!paragraph->bad_line) paragraph->bad_line = number;
        return;
    }
    if (paragraph->count == DEB822_FIELDS_MAX) {
        paragraph->dropped = true;
        return;
    }
    struct deb822_field *field = &paragraph->fields[paragraph->count++];
    size_t name = (size_t)(colon - line.at);
    field->name = str_trim((struct str){line.at, name});
    field->value = str_trim((struct str){colon + 1, line.size - name - 1});
    if (!field->value.size) field->value.at = line.at + line.size;
    field->line = number;
    if (paragraph->count == 1) paragraph->line = number;
}

bool deb822_next(struct deb822_reader *reader, struct deb822 *ret_paragraph)
{
    struct str line;
    ret_paragraph->count = 0;
    ret_paragraph->line = ret_paragraph->bad_line = 0;
    ret_paragraph->dropped = false;
    while (str_next(&reader->rest, '\n', &line)) {
        reader->line++;
        if (line.size && line.at[0] == '#') continue;
        if (is_blank(line)) {
            if (ret_paragraph->count) return true;
            continue;
        }
        bool continued = line.at[0] == ' ' || line.at[0] == '\t';
        if (line.at[line.size - 1] == '\r') line.size--;
        if (!continued)
            add_field(ret_paragraph, line, reader->line);
        else if (ret_paragraph->count && !ret_paragraph->dropped)
            continue_value(ret_paragraph, line);
    }
    return ret_paragraph->count > 0;
}

const struct deb822_field *deb822_find(const struct deb822 *paragraph, const char *name)
{
    size_t size = strlen(name);
    for (unsigned i = 0; i < paragraph->count; i++)
        if (paragraph->fields[i].name.size == size && strncasecmp(paragraph->fields[i].name.at, name, size) == 0)
            return &paragraph->fields[i];
    return NULL;
}

char *deb822_text(struct arena *arena, const struct deb822 *paragraph, const char *name)
{
    const struct deb822_field *field = deb822_find(paragraph, name);
    return field && field->value.size ? arena_copy(arena, field->value.at, field->value.size) : NULL;
}
