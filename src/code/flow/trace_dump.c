// What the walk knows after each instruction, for people who ask where knowledge was lost (--dump=trace:FUNCTION).
#include "code/flow/flow.h"
#include "code/flow/term_text.h"
#include "code/ir/build.h"

static void write_value(struct flow *flow, struct state *state, term_id id, struct buf *out)
{
    const struct terms *terms = &flow->world.terms;
    struct term_table table = {terms->list.items, terms->parts.items, terms->objects.items};
    term_text(&table, id, out);
    const struct term *t = term_of(terms, id);
    if (t->kind == TERM_CONST || t->kind == TERM_REAL || t->kind == TERM_OBJECT)
        return;
    struct range r = state_range(&flow->world, state, id);
    if (!range_equal(r, range_full(t->bits)))
        buf_printf(out, " in [%lld, %lld]", (long long)r.smin, (long long)r.smax);
    if (t->flags & (T_TAINT | T_RANDOM))
        buf_printf(out, " chosen%s%s", state_bounded(&flow->world, state, id, true) ? " bounded above" : "",
                   state_bounded(&flow->world, state, id, false) ? " bounded below" : "");
    if (t->flags & T_UNKNOWN) buf_text(out, " unknown");
    if (t->flags & T_UNDEFINED) buf_text(out, " undefined");
}

static void write_memory(struct flow *flow, const struct state *state, object_id object, struct buf *out)
{
    static const char *const KINDS[] = {"entry", "unwritten", "zero", "unknown", "copy"};
    const struct terms *terms = &flow->world.terms;
    struct term_table table = {terms->list.items, terms->parts.items, terms->objects.items};
    const struct memory *m = memory_get(state, object);
    buf_text(out, "        ");
    object_term_text(&table, object, out);
    buf_printf(out, ": %s", KINDS[terms->generations.items[m ? m->generation : 0].kind]);
    for (uint32_t i = 0; m && i < m->count && i < 12; i++) {
        const struct cell *c = &m->cells[i];
        buf_printf(out, ", +%lld.%lld ", (long long)c->offset, (long long)c->size);
        if (c->kind == CELL_GENERATION) {
            buf_text(out, KINDS[terms->generations.items[c->value].kind]);
        } else {
            buf_text(out, c->kind == CELL_FILL ? "all " : "");
            term_text(&table, c->value, out);
        }
    }
    buf_char(out, '\n');
}

void flow_trace(struct flow *flow, struct state *state, size_t number)
{
    struct buf *out = flow->trace;
    const struct ir_instr *instr = flow->instr;
    buf_printf(out, "b%u state %zu, %u+%u open:", flow->block, number, state->open_inputs, state->open_unknowns);
    ir_dump_instr(flow->module, flow->function, instr, out);
    if (flow->ended) {
        buf_text(out, "        the path ends here\n");
        return;
    }
    void *known = instr->result ? trie_get(&state->environment, instr->result) : NULL;
    if (known) {
        buf_text(out, "        = ");
        write_value(flow, state, (term_id)(uintptr_t)known, out);
        buf_char(out, '\n');
    }
    struct place place;
    if (instr->op == IR_STORE) {
        struct state *before = flow->state;
        flow->state = state;
        if (flow_place(flow, state, flow_term(flow, ir_operand(flow->function, instr, 1)), &place))
            write_memory(flow, state, place.object, out);
        flow->state = before;
    }
}
