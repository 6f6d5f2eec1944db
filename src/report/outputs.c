#include "base/file.h"
#include "report/output.h"

#define OUTPUT(name, word) extern const struct output OUTPUT_##name;
#include "report/formats.h"
#undef OUTPUT

const struct output *const OUTPUTS[] = {
#define OUTPUT(name, word) &OUTPUT_##name,
#include "report/formats.h"
#undef OUTPUT
    NULL};

const struct output *output_find(const char *name)
{
    for (const struct output *const *output = OUTPUTS; *output; output++)
        if (text_equal((*output)->name, name)) return *output;
    return NULL;
}

static enum status write_one(const struct assessment *assessment, const struct output *output, const char *folder,
                             struct diags *diags)
{
    struct buf out = {0};
    struct arena scratch = {0};
    enum status status = output->write(assessment, &out, diags);
    if (status == STATUS_OK)
        status = file_write(path_join(&scratch, folder, output->file_name), buf_cstr(&out), out.size, diags);
    buf_free(&out);
    arena_free(&scratch);
    return status == STATUS_MISSING ? STATUS_OK : status; // nothing to tell in that format
}

enum status outputs_write_report(const struct assessment *assessment, const char *folder, struct diags *diags)
{
    enum status first = dir_make(folder, diags);
    for (const struct output *const *output = OUTPUTS; *output && first != STATUS_IO; output++) {
        if (!(*output)->in_report) continue;
        enum status status = write_one(assessment, *output, folder, diags);
        if (first == STATUS_OK) first = status;
    }
    return first;
}
