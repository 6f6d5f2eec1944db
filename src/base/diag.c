#include "base/diag.h"
#include "base/map.h"

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

// How often each message stands in the list: one header that is missing stops every file that includes it.
static void count_messages(const struct diags *diags, struct map *ret_counts)
{
    VEC_EACH(&diags->list, diag) {
        void **count = map_at(ret_counts, diag->message);
        *count = (void *)((uintptr_t)*count + 1);
    }
}

void diags_print_from(const struct diags *diags, enum diag_level least, FILE *out, bool colour)
{
    enum { ALIKE_SHOWN = 3, SHOWN_MAX = 100 };
    struct map counts = {0}, told = {0};
    size_t hidden = 0, shown_all = 0, left = 0;
    if (least > DIAG_NOTE) count_messages(diags, &counts);
    VEC_EACH(&diags->list, diag) {
        hidden += diag->level < least;
        if (diag->level < least) continue;
        uintptr_t all = (uintptr_t)map_get(&counts, diag->message);
        void **shown = map_at(&told, diag->message);
        *shown = (void *)((uintptr_t)*shown + 1);
        bool show = all <= ALIKE_SHOWN + 1 || (uintptr_t)*shown <= ALIKE_SHOWN;
        if (show && least > DIAG_NOTE && diag->level < DIAG_ERROR && shown_all >= SHOWN_MAX) {
            left++;
            continue;
        }
        if (show) print_one(diag, out, colour);
        shown_all += show;
        if (all > ALIKE_SHOWN + 1 && (uintptr_t)*shown == ALIKE_SHOWN)
            fprintf(out, "theriac: %zu more %s for the same reason; --verbose shows them\n", (size_t)all - ALIKE_SHOWN,
                    diag->level == DIAG_SKIPPED ? "skipped" : "messages");
    }
    if (left) fprintf(out, "theriac: %zu more warnings and things left out; --verbose shows them\n", left);
    if (hidden) fprintf(out, "theriac: %zu note%s; --verbose shows them\n", hidden, hidden == 1 ? "" : "s");
    if (diags->dropped) fprintf(out, "theriac: note: %u more diagnostics were not kept\n", diags->dropped);
    map_free(&counts);
    map_free(&told);
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
