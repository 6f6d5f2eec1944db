// A summary as text, for people who ask what the engine thinks (--dump=summary:FUNCTION).
#include "code/flow/summary.h"
#include "code/flow/term_text.h"

static struct term_table table_of(const struct summary *s)
{
    return (struct term_table){s->terms, s->parts, s->objects};
}

static void dump_term(const struct summary *s, term_id id, struct buf *out)
{
    struct term_table table = table_of(s);
    term_text(&table, id, out);
}

static void dump_object(const struct summary *s, object_id id, struct buf *out)
{
    struct term_table table = table_of(s);
    object_term_text(&table, id, out);
}

static void dump_guard(const struct summary *s, const struct summary_guard *g, struct buf *out)
{
    for (uint32_t i = 0; i < g->fact_count; i++) {
        const struct summary_fact *f = &g->facts[i];
        buf_text(out, i ? ", " : " if ");
        dump_term(s, f->term, out);
        if (f->fact.range.smin == f->fact.range.smax)
            buf_printf(out, " = %lld", (long long)f->fact.range.smin);
        else
            buf_printf(out, " in [%lld, %lld]", (long long)f->fact.range.smin, (long long)f->fact.range.smax);
    }
    if (g->way_count)
        buf_printf(out, ", joined from %u ways", g->way_count);
}

void summary_dump(const struct summary *s, const char *name, struct buf *out)
{
    static const char *const LIVES[] = {"alive", "freed", "unknown", "absent", "as it was"};
    static const char *const NEEDS[] = {
        [NEED_NONZERO] = "nonzero", [NEED_FITS] = "fits", [NEED_KEEPS] = "keeps", [NEED_INSIDE] = "inside",
        [NEED_DEFINED] = "defined", [NEED_ALIVE] = "alive", [NEED_RELEASABLE] = "releasable", [NEED_CLEAN] = "clean",
        [NEED_BELOW] = "below", [NEED_ABSOLUTE] = "absolute", [NEED_NEVER] = "never", [NEED_LIMITED] = "limited",
        [NEED_TERMINATED] = "terminated"};
    buf_printf(out, "%s: %u outcomes, %u latent%s\n", name, s->outcome_count, s->latent_count,
               s->throws ? ", may throw" : "");
    for (uint32_t i = 0; i < s->outcome_count; i++) {
        const struct summary_outcome *o = &s->outcomes[i];
        buf_printf(out, "  outcome %u:", i + 1);
        dump_guard(s, &o->guard, out);
        if (o->returned) {
            buf_text(out, " returns ");
            dump_term(s, o->returned, out);
        }
        buf_char(out, '\n');
        for (uint32_t m = 0; m < o->memory_count; m++) {
            buf_text(out, "    ");
            dump_object(s, o->memory[m].object, out);
            buf_printf(out, " %s%s", LIVES[o->memory[m].life], o->memory[m].generation ? " changed" : "");
            for (uint32_t c = 0; c < o->memory[m].cell_count; c++) {
                const struct cell *cell = &o->memory[m].cells[c];
                buf_printf(out, " +%lld:", (long long)cell->offset);
                if (cell->kind == CELL_GENERATION)
                    buf_text(out, "?");
                else
                    dump_term(s, cell->value, out);
            }
            buf_char(out, '\n');
        }
    }
    for (uint32_t i = 0; i < s->latent_count; i++) {
        const struct summary_latent *l = &s->latents[i];
        buf_printf(out, "  latent %s(", NEEDS[l->requirement.need]);
        dump_term(s, l->requirement.a, out);
        if (l->requirement.b) {
            buf_text(out, ", ");
            dump_term(s, l->requirement.b, out);
        }
        buf_text(out, ")");
        dump_guard(s, &l->guard, out);
        buf_printf(out, ": %s\n", l->requirement.text ? l->requirement.text : "");
    }
}
