#include "base/diag.h"

const char *diag_level_name(enum diag_level level)
{
    static const char *const NAMES[] = {"note", "warning", "skipped", "error"};
    return NAMES[level];
}

void diag_add(struct diags *diags, enum diag_level level, const char *file, unsigned line, unsigned column,
              const char *format, ...)
{
    if (diags->list.count >= DIAGS_MAX && level < DIAG_SKIPPED) {
        diags->dropped++;
        return;
    }
    va_list args;
    va_start(args, format);
    struct diag *diag = VEC_ADD(&diags->list);
    *diag = (struct diag){level, arena_str(&diags->arena, file), line, column,
                          arena_vprintf(&diags->arena, format, args)};
    va_end(args);
}

void diags_merge(struct diags *into, const struct diags *from)
{
    VEC_EACH(&from->list, diag)
        diag_add(into, diag->level, diag->file, diag->line, diag->column, "%s", diag->message);
    into->dropped += from->dropped;
}

bool diags_incomplete(const struct diags *diags)
{
    VEC_EACH(&diags->list, diag)
        if (diag->level >= DIAG_SKIPPED) return true;
    return false;
}

static void print_one(const struct diag *diag, FILE *out, bool colour)
{
    static const char *const COLOURS[] = {"\033[36m", "\033[33m", "\033[35m", "\033[31m"};
    if (diag->file) fprintf(out, "%s:", diag->file);
    if (diag->line) fprintf(out, "%u:", diag->line);
    if (diag->column) fprintf(out, "%u:", diag->column);
    fprintf(out, "%s%s%s:%s %s\n", diag->file ? " " : "theriac: ", colour ? COLOURS[diag->level] : "",
            diag_level_name(diag->level), colour ? "\033[0m" : "", diag->message);
}

void diags_print_from(const struct diags *diags, enum diag_level least, FILE *out, bool colour)
{
    size_t hidden = 0;
    VEC_EACH(&diags->list, diag) {
        hidden += diag->level < least;
        if (diag->level >= least) print_one(diag, out, colour);
    }
    if (hidden) fprintf(out, "theriac: %zu note%s; --verbose shows them\n", hidden, hidden == 1 ? "" : "s");
    if (diags->dropped) fprintf(out, "theriac: note: %u more diagnostics were not kept\n", diags->dropped);
}

void diags_print(const struct diags *diags, FILE *out, bool colour)
{
    diags_print_from(diags, DIAG_NOTE, out, colour);
}

void diags_free(struct diags *diags)
{
    VEC_FREE(&diags->list);
    arena_free(&diags->arena);
}
