#include "vulns/csv.h"
#include <string.h>

struct csv csv_start(const char *bytes, size_t size)
{
    if (size >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) bytes += 3, size -= 3;
    return (struct csv){.rest = {bytes, size}, .next_line = 1};
}

static char take(struct csv *csv)
{
    char c = *csv->rest.at++;
    csv->rest.size--;
    if (c == '\n') csv->next_line++;
    return c;
}

static void read_quoted(struct csv *csv)
{
    take(csv);
    while (csv->rest.size) {
        char c = take(csv);
        if (c == '"' && !(csv->rest.size && *csv->rest.at == '"')) return;
        if (c == '"') take(csv);
        if (c) buf_char(&csv->text, c);
    }
}

// Not strchr: that finds a NUL of the input as well.
static bool ends_field(char c)
{
    return c == ',' || c == '\n' || c == '\r';
}

static void read_field(struct csv *csv)
{
    size_t start = csv->text.size;
    if (csv->rest.size && *csv->rest.at == '"') read_quoted(csv);
    while (csv->rest.size && !ends_field(*csv->rest.at)) {
        char c = take(csv);
        if (c) buf_char(&csv->text, c);
    }
    buf_char(&csv->text, '\0');
    if (csv->field_count < CSV_FIELDS) csv->starts[csv->field_count++] = start;
}

bool csv_next(struct csv *csv)
{
    buf_clear(&csv->text);
    csv->field_count = 0;
    csv->line = csv->next_line;
    if (!csv->rest.size) return false;
    for (;;) {
        read_field(csv);
        if (!csv->rest.size || *csv->rest.at != ',') break;
        take(csv);
    }
    while (csv->rest.size && *csv->rest.at == '\r')
        take(csv);
    if (csv->rest.size && *csv->rest.at == '\n') take(csv);
    return true;
}

const char *csv_field(const struct csv *csv, int index)
{
    return index >= 0 && index < csv->field_count ? csv->text.bytes + csv->starts[index] : NULL;
}

int csv_column(const struct csv *csv, const char *title)
{
    for (int i = 0; i < csv->field_count; i++)
        if (strcmp(csv_field(csv, i), title) == 0) return i;
    return -1;
}

void csv_end(struct csv *csv)
{
    buf_free(&csv->text);
}
