// Lengths of texts.
#include "code/flow/flow.h"

// The text's end lies somewhere between the pointer and the object's last byte: said of the place of the zero, whose
// distance from the pointer is the length, so that pointer + length stays inside whatever the pointer is.
static term_id length_from(struct flow *flow, const struct place *place, int64_t add)
{
    struct world *world = &flow->world;
    struct terms *terms = &world->terms;
    uint32_t origin = 0, bits = terms->pointer_bits;
    uint16_t flags = memory_flags(world, flow->state, place->object, 0, UINT64_MAX, &origin) & T_TAINT;
    term_id end = term_fresh(terms, flow->instr_index, ++terms->fresh, bits, flags, origin);
    term_id start = term_add(terms, place->offset, add), size = memory_size(world, flow->state, place->object);
    if (!size)
        return end;
    struct range whole = state_range(world, flow->state, size);
    if (whole.umax == 0 || whole.umax > INT64_MAX)
        return end;
    int64_t first = place->range.low + add < 0 ? 0 : (int64_t)(place->range.low + add);
    if (!state_narrow(world, flow->state, end, range_signed(first, (int64_t)whole.umax - 1, bits)))
        return end; // the pointer lies outside of the object: told where it is followed
    if (!range_is_const(whole))
        (void)state_assume(world, flow->state, term_compare(terms, IR_ULT, end, size), true);
    if (!state_assume(world, flow->state, term_compare(terms, IR_SLE, start, end), true))
        return end;
    return state_binary(world, flow->state, IR_SUB, end, start, true);
}

term_id flow_text_length_at(struct flow *flow, const struct place *place, int64_t add, uint32_t width)
{
    bool unterminated;
    if (place->exact)
        return memory_string(&flow->world, flow->state, place->object, (int64_t)place->range.low + add, width,
                             &unterminated);
    if (width == 1)
        return length_from(flow, place, add);
    uint32_t origin = 0;
    uint16_t flags = memory_flags(&flow->world, flow->state, place->object, 0, UINT64_MAX, &origin);
    return term_fresh(&flow->world.terms, flow->instr_index, ++flow->world.terms.fresh, flow->world.terms.pointer_bits,
                      flags & T_TAINT, origin);
}

term_id flow_text_length(struct flow *flow, term_id pointer, uint32_t width)
{
    struct place place;
    if (!pointer || !flow_place(flow, flow->state, pointer, &place))
        return 0;
    return flow_text_length_at(flow, &place, 0, width);
}
