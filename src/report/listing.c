#include "report/listing.h"
#include "base/file.h"
#include <string.h>

struct listed_file {
    struct buf content;
    size_t *starts; // of each line, and one past the end
    unsigned count; // 0: it could not be read
};

static bool is_below(const char *file)
{
    return file[0] && file[0] != '/' && strcmp(file, "..") != 0 && !text_starts(file, "../");
}

static void find_lines(struct listed_file *source)
{
    size_t count = 1;
    for (size_t i = 0; i < source->content.size; i++)
        count += source->content.bytes[i] == '\n';
    source->starts = mem_alloc((count + 1) * sizeof *source->starts);
    source->count = 1;
    for (size_t i = 0; i < source->content.size; i++)
        if (source->content.bytes[i] == '\n') source->starts[source->count++] = i + 1;
    source->starts[source->count] = source->content.size + 1;
}

static struct listed_file *open_source(struct listing *listing, const char *file)
{
    struct listed_file *source = map_get(&listing->files, file);
    if (source) return source;
    source = ARENA_NEW(&listing->arena, struct listed_file);
    map_put(&listing->files, arena_str(&listing->arena, file), source);
    const char *clean = path_clean(&listing->arena, file);
    if (!listing->folder || !is_below(clean)) return source;
    struct diags unseen = {0}; // a file that is gone is shown as such where its code would stand
    const char *path = path_join(&listing->arena, listing->folder, clean);
    if (file_read(path, SOURCE_FILE_MAX, &source->content, &unseen) == STATUS_OK) find_lines(source);
    diags_free(&unseen);
    return source;
}

bool listing_line(struct listing *listing, const char *file, unsigned line, struct str *ret_line)
{
    struct listed_file *source = open_source(listing, file);
    if (!line || line > source->count) return false;
    size_t start = source->starts[line - 1], end = source->starts[line] - 1;
    const char *bytes = buf_cstr(&source->content);
    if (end > start && bytes[end - 1] == '\r') end--;
    *ret_line = (struct str){bytes + start, end - start};
    return true;
}

unsigned listing_line_count(struct listing *listing, const char *file)
{
    return open_source(listing, file)->count;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

bool listing_line_is(struct str line, const char *statement)
{
    struct str trimmed = str_trim(line), wanted = str_trim(str_of(statement));
    size_t i = 0, j = 0;
    while (i < trimmed.size && j < wanted.size) {
        bool left = is_space(trimmed.at[i]), right = is_space(wanted.at[j]);
        if (left != right) return false;
        if (!left && trimmed.at[i] != wanted.at[j]) return false;
        i++, j++;
        while (left && i < trimmed.size && is_space(trimmed.at[i]))
            i++;
        while (right && j < wanted.size && is_space(wanted.at[j]))
            j++;
    }
    return i == trimmed.size && j == wanted.size;
}

void listing_free(struct listing *listing)
{
    for (size_t i = 0; i < listing->files.count; i++) {
        struct listed_file *source = listing->files.entries[i].value;
        buf_free(&source->content);
        free(source->starts);
    }
    map_free(&listing->files);
    arena_free(&listing->arena);
}
