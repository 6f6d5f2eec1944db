#include "code/flow/term_text.h"

enum { TEXT_DEPTH = 8 };

static const char *const OPS[] = {[IR_ADD] = "+", [IR_SUB] = "-", [IR_MUL] = "*", [IR_UDIV] = "/", [IR_SDIV] = "/",
                                  [IR_UREM] = "%", [IR_SREM] = "%", [IR_SHL] = "<<", [IR_LSHR] = ">>", [IR_ASHR] = ">>",
                                  [IR_AND] = "&", [IR_OR] = "|", [IR_XOR] = "^"};
static const char *const PREDICATES[] = {"==", "!=", ">", ">=", "<", "<=", ">", ">=", "<", "<="};

static void write_term(const struct term_table *table, term_id id, struct buf *out, int depth);

static void write_object(const struct term_table *table, object_id id, struct buf *out, int depth)
{
    const struct object *o = &table->objects[id];
    switch (o->kind) {
    case OBJECT_POINTEE:
        buf_text(out, "*");
        write_term(table, o->key, out, depth + 1);
        break;
    case OBJECT_HEAP:
        buf_printf(out, "%s#%u", o->family ? o->family : "heap", id);
        break;
    default:
        buf_printf(out, "%s", o->name ? o->name : "object");
    }
}

static void write_other(const struct term *t, term_id id, struct buf *out)
{
    static const char *const NAMES[] = {[TERM_UNDEF] = "undefined", [TERM_FRESH] = "unknown", [TERM_JOIN] = "joined",
                                        [TERM_SWEEP] = "counter"};
    const char *name = t->flags & T_TAINT && t->kind == TERM_FRESH ? "chosen" :
                       t->kind < COUNT_OF(NAMES) && NAMES[t->kind] ? NAMES[t->kind] : "term";
    buf_printf(out, "%s%u", name, id);
}

static void write_term(const struct term_table *table, term_id id, struct buf *out, int depth)
{
    const struct term *t = &table->terms[id];
    if (depth > TEXT_DEPTH) {
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
        write_object(table, t->a, out, depth);
        buf_printf(out, ")+%lld", (long long)t->number);
        if (t->b) buf_printf(out, "@%u", t->b);
        break;
    case TERM_OBJECT:
        buf_text(out, "&");
        write_object(table, t->a, out, depth);
        break;
    case TERM_LINEAR:
        buf_printf(out, "(%lld", (long long)t->number);
        for (uint32_t i = 0; i < t->b; i++) {
            buf_printf(out, " + %lld*", (long long)table->parts[t->a + i].coefficient);
            write_term(table, table->parts[t->a + i].term, out, depth + 1);
        }
        buf_text(out, ")");
        break;
    case TERM_BINARY:
    case TERM_COMPARE:
        buf_text(out, "(");
        write_term(table, t->a, out, depth + 1);
        buf_printf(out, " %s ", t->kind == TERM_COMPARE ? (t->op < COUNT_OF(PREDICATES) ? PREDICATES[t->op] : "?") :
                   t->op < COUNT_OF(OPS) && OPS[t->op] ? OPS[t->op] : "op");
        write_term(table, t->b, out, depth + 1);
        buf_text(out, ")");
        break;
    case TERM_CAST:
        buf_printf(out, "(i%u)", t->bits);
        write_term(table, t->a, out, depth + 1);
        break;
    default:
        write_other(t, id, out);
    }
}

void term_text(const struct term_table *table, term_id id, struct buf *out)
{
    write_term(table, id, out, 0);
}

void object_term_text(const struct term_table *table, object_id id, struct buf *out)
{
    write_object(table, id, out, 0);
}
