// Lengths of texts.
#include "base/hash.h"
#include "code/flow/flow.h"

#define SITE_SEARCH 0xe0000000u

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
    term_id length = state_binary(world, flow->state, IR_SUB, end, start, true);
    (void)state_narrow(world, flow->state, length, range_signed(0, (int64_t)whole.umax - 1 - first, bits));
    return length;
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

// --- searching -----------------------------------------------------------------------------------

// The same search of the same text, as long as nobody has changed it: two terms, for where it is found and whether it is.
static uint32_t search_number(struct flow *flow, const struct call *call, term_id text)
{
    struct place place;
    const struct memory *m = flow_place(flow, flow->state, text, &place) ? memory_get(flow->state, place.object) : NULL;
    uint64_t key = hash_mix(hash_text(call->name ? call->name : ""), (uint64_t)text << 32 | (m ? m->version : 0));
    for (uint32_t i = 1; i < call->count; i++)
        key = hash_mix(key, call->terms[i]);
    return (uint32_t)key;
}

// The end of a text is always found.
static bool looks_for_end(const struct flow *flow, const struct call *call)
{
    int64_t character;
    return call->count == 2 && !(term_of(&flow->world.terms, call->terms[1])->flags & T_POINTER) &&
           term_is_const(&flow->world.terms, call->terms[1], &character) && character == 0;
}

// A letter is found before the end of the text.
static bool looks_for_letter(const struct flow *flow, const struct call *call)
{
    int64_t character;
    return call->count == 2 && !(term_of(&flow->world.terms, call->terms[1])->flags & T_POINTER) &&
           term_is_const(&flow->world.terms, call->terms[1], &character) && character != 0;
}

term_id flow_search(struct flow *flow, const struct call *call, term_id text, uint32_t width)
{
    struct world *world = &flow->world;
    struct terms *terms = &world->terms;
    term_id base, offset;
    uint32_t bits = terms->pointer_bits;
    if (!text || !term_pointer(terms, text, &base, &offset))
        return 0;
    uint32_t number = search_number(flow, call, text);
    term_id found = term_fresh(terms, SITE_SEARCH, number, bits, 0, 0);
    term_id absent = term_fresh(terms, SITE_SEARCH + 1, number, 8, 0, 0);
    struct range known = state_range(world, flow->state, absent);
    if (known.umin == 1 && known.umax == 1)
        return term_const(terms, 0, bits);
    bool maybe = known.umax != 0 && !looks_for_end(flow, call) && flow->instr->result;
    term_id length = flow_text_length(flow, text, width);
    struct range r = length ? state_range(world, flow->state, length) : range_full(64);
    bool letter = looks_for_letter(flow, call);
    if (letter && r.umax == 0)
        return term_const(terms, 0, bits); // not in an empty text
    if (maybe) {
        struct state *missing = state_fork(world, flow->state);
        trie_put(&missing->environment, world->arena, missing->token, flow->instr->result,
                 (void *)(uintptr_t)term_const(terms, 0, bits));
        missing->open_unknowns++;
        (void)state_narrow(world, missing, absent, range_const(1, 8));
        flow_branch(flow, missing);
    }
    (void)state_narrow(world, flow->state, absent, range_const(0, 8));
    (void)state_narrow(world, flow->state, found,
                       range_unsigned(0, r.umax > INT32_MAX ? INT32_MAX : (r.umax - letter) * width, bits));
    return state_binary(world, flow->state, IR_ADD, text, found, true);
}
