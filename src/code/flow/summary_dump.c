// A summary as text, for people who ask what the engine thinks (--dump=summary:FUNCTION).
#include "code/flow/summary.h"

static const char *const OPS[] = {[IR_ADD] = "+", [IR_SUB] = "-", [IR_MUL] = "*", [IR_UDIV] = "/", [IR_SDIV] = "/",
                                  [IR_UREM] = "%", [IR_SREM] = "%", [IR_SHL] = "<<", [IR_LSHR] = ">>", [IR_ASHR] = ">>",
                                  [IR_AND] = "&", [IR_OR] = "|", [IR_XOR] = "^"};
static const char *const PREDICATES[] = {"==", "!=", ">", ">=", "<", "<=", ">", ">=", "<", "<="};

static void dump_term(const struct summary *s, term_id id, struct buf *out, int depth);

static void dump_object(const struct summary *s, object_id id, struct buf *out, int depth)
{
    const struct object *o = &s->objects[id];
    switch (o->kind) {
    case OBJECT_POINTEE:
        buf_text(out, "*");
        dump_term(s, o->key, out, depth + 1);
        break;
    case OBJECT_HEAP:
        buf_printf(out, "%s#%u", o->family ? o->family : "heap", id);
        break;
    default:
        buf_printf(out, "%s", o->name ? o->name : "object");
    }
}

static void dump_term(const struct summary *s, term_id id, struct buf *out, int depth)
{
    const struct term *t = &s->terms[id];
    if (depth > 8) {
        buf_text(out, "...");
        return;
    }
    switch (t->kind) {
    case TERM_CONST:
        buf_printf(out, "%lld", (long long)t->number);
        break;
    case TERM_REAL:
        buf_printf(out, "%g", t->real);
        break;
    case TERM_PARAM:
        buf_printf(out, "arg%lld", (long long)t->number);
        break;
    case TERM_CONTENT:
    case TERM_LENGTH:
        buf_text(out, t->kind == TERM_LENGTH ? "length(" : "(");
        dump_object(s, t->a, out, depth);
        buf_printf(out, ")+%lld", (long long)t->number);
        break;
    case TERM_OBJECT:
        buf_text(out, "&");
        dump_object(s, t->a, out, depth);
        break;
    case TERM_LINEAR:
        buf_printf(out, "(%lld", (long long)t->number);
        for (uint32_t i = 0; i < t->b; i++) {
            buf_printf(out, " + %lld*", (long long)s->parts[t->a + i].coefficient);
            dump_term(s, s->parts[t->a + i].term, out, depth + 1);
        }
        buf_text(out, ")");
        break;
    case TERM_BINARY:
    case TERM_COMPARE:
        buf_text(out, "(");
        dump_term(s, t->a, out, depth + 1);
        buf_printf(out, " %s ", t->kind == TERM_COMPARE ? (t->op < 10 ? PREDICATES[t->op] : "?") :
                   t->op < COUNT_OF(OPS) && OPS[t->op] ? OPS[t->op] : "op");
        dump_term(s, t->b, out, depth + 1);
        buf_text(out, ")");
        break;
    case TERM_CAST:
        buf_printf(out, "(i%u)", t->bits);
        dump_term(s, t->a, out, depth + 1);
        break;
    default:
        buf_printf(out, "%s%u", t->flags & T_TAINT ? "chosen" : t->kind == TERM_SWEEP ? "counter" : "unknown", id);
    }
}

static void dump_guard(const struct summary *s, const struct summary_guard *g, struct buf *out)
{
    for (uint32_t i = 0; i < g->fact_count; i++) {
        const struct summary_fact *f = &g->facts[i];
        buf_text(out, i ? ", " : " if ");
        dump_term(s, f->term, out, 0);
        if (f->fact.range.smin == f->fact.range.smax)
            buf_printf(out, " = %lld", (long long)f->fact.range.smin);
        else
            buf_printf(out, " in [%lld, %lld]", (long long)f->fact.range.smin, (long long)f->fact.range.smax);
    }
}

void summary_dump(const struct summary *s, const char *name, struct buf *out)
{
    static const char *const LIVES[] = {"alive", "freed", "unknown", "absent"};
    static const char *const NEEDS[] = {"nonzero", "fits", "keeps", "inside", "defined", "alive", "releasable", "clean",
                                        "below", "terminated"};
    buf_printf(out, "%s: %u outcomes, %u latent%s\n", name, s->outcome_count, s->latent_count,
               s->throws ? ", may throw" : "");
    for (uint32_t i = 0; i < s->outcome_count; i++) {
        const struct summary_outcome *o = &s->outcomes[i];
        buf_printf(out, "  outcome %u:", i + 1);
        dump_guard(s, &o->guard, out);
        if (o->returned) {
            buf_text(out, " returns ");
            dump_term(s, o->returned, out, 0);
        }
        buf_char(out, '\n');
        for (uint32_t m = 0; m < o->memory_count; m++) {
            buf_text(out, "    ");
            dump_object(s, o->memory[m].object, out, 0);
            buf_printf(out, " %s%s", LIVES[o->memory[m].life], o->memory[m].generation ? " changed" : "");
            for (uint32_t c = 0; c < o->memory[m].cell_count; c++) {
                const struct cell *cell = &o->memory[m].cells[c];
                buf_printf(out, " +%lld:", (long long)cell->offset);
                if (cell->kind == CELL_GENERATION)
                    buf_text(out, "?");
                else
                    dump_term(s, cell->value, out, 0);
            }
            buf_char(out, '\n');
        }
    }
    for (uint32_t i = 0; i < s->latent_count; i++) {
        const struct summary_latent *l = &s->latents[i];
        buf_printf(out, "  latent %s(", NEEDS[l->requirement.need]);
        dump_term(s, l->requirement.a, out, 0);
        if (l->requirement.b) {
            buf_text(out, ", ");
            dump_term(s, l->requirement.b, out, 0);
        }
        buf_text(out, ")");
        dump_guard(s, &l->guard, out);
        buf_printf(out, ": %s\n", l->requirement.text ? l->requirement.text : "");
    }
}
