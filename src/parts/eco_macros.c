// Vendored C and C++: headers and version files that state the version of a known library (parts/libraries.h).
#include "base/file.h"
#include "parts/ecosystem.h"
#include "parts/libraries.h"

static bool wants(const struct part_context *context, const char *relative)
{
    return libraries_read_file(context->libraries, relative);
}

static void add(struct part_file *file, const struct library *library, const char *version, unsigned line,
                const char *detail)
{
    struct part part = {.purl = {.type = "generic", .name = library->name, .version = version},
                        .rule = "version-macro", .detail = detail, .line = line};
    part_add(file, &part);
}

static void read(struct part_file *file)
{
    VEC_EACH(&file->context->libraries->list, library) {
        const char *version = NULL, *detail = NULL;
        unsigned line = 0;
        if (!library_reads_file(library, file->shown)) continue;
        if (library->beside && !part_near_exists(file, library->beside)) continue;
        enum macro_result result =
            library_version(library, file->arena, file->content, file->size, &version, &line, &detail);
        if (result == MACRO_FOUND) add(file, library, version, line, detail);
        if (result != MACRO_UNREADABLE) continue;
        PART_NOTE(file, 0, "%s is here, but this file does not say which version", library->name);
        add(file, library, NULL, 0, NULL);
    }
}

const struct ecosystem ECO_macros = {
    .name = "macros",
    .title = "vendored C and C++ by version macros",
    .wants = wants,
    .read = read,
};
