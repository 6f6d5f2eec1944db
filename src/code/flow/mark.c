#include "code/flow/mark.h"
#include "base/hash.h"

static const int64_t MARKS_START = INT64_C(1) << 40, MARK_SPACING = INT64_C(1) << 34;

static int64_t mark_offset(int64_t offset, enum mark mark)
{
    return MARKS_START + MARK_SPACING * (int64_t)mark + offset * 8;
}

static bool exact_place(struct flow *flow, struct state *state, term_id pointer, struct place *ret_place)
{
    return pointer && flow_place(flow, state, pointer, ret_place) && ret_place->exact && ret_place->range.low >= 0 &&
           ret_place->range.low < INT32_MAX && term_of(&flow->world.terms, ret_place->base)->kind != TERM_JOIN &&
           !flow->world.terms.objects.items[ret_place->object].weak;
}

// Once a place; it is told about where it got the mark that needs an end.
static void remember_place(struct flow *flow, struct marked place, bool begins)
{
    VEC_EACH(&flow->marked, known)
        if (known->object == place.object && known->offset == place.offset && known->mark == place.mark) {
            if (begins)
                *known = place;
            return;
        }
    *VEC_ADD(&flow->marked) = place;
}

void flow_mark(struct flow *flow, term_id pointer, enum mark mark, int64_t value, const char *name)
{
    struct place place;
    if (!exact_place(flow, flow->state, pointer, &place))
        return;
    int64_t offset = (int64_t)place.range.low;
    memory_set(&flow->world, flow->state, place.object, mark_offset(offset, mark), 8, CELL_VALUE, 0,
               term_const(&flow->world.terms, value, 64));
    remember_place(flow, (struct marked){place.object, offset, (uint8_t)mark, flow->instr->location,
                                          flow->instr_index, name},
                   (mark == MARK_LOCK && value == LOCK_HELD) ||
                       (mark == MARK_NAME && value % NAME_STATES == NAME_CREATED));
}

static int64_t read_mark(struct flow *flow, struct state *state, object_id object, int64_t offset, enum mark mark)
{
    term_id term = memory_load(&flow->world, state, object, mark_offset(offset, mark), 64, false);
    int64_t value;
    if (term_is_const(&flow->world.terms, term, &value))
        return value;
    return term_of(&flow->world.terms, term)->kind == TERM_UNDEF ? MARK_NONE : MARK_UNKNOWN;
}

int64_t flow_marked(struct flow *flow, struct state *state, term_id pointer, enum mark mark)
{
    struct place place;
    if (!exact_place(flow, state, pointer, &place))
        return MARK_UNKNOWN;
    return read_mark(flow, state, place.object, (int64_t)place.range.low, mark);
}

int64_t flow_mark_at(struct flow *flow, struct state *state, const struct marked *place)
{
    return read_mark(flow, state, place->object, place->offset, place->mark);
}

int64_t mark_word(const char *word, size_t size)
{
    return (int64_t)(hash_bytes(word, size) & INT32_MAX) | 1;
}

int64_t flow_identity(struct flow *flow, term_id string)
{
    struct place place;
    if (!exact_place(flow, flow->state, string, &place))
        return MARK_UNKNOWN;
    bool unterminated;
    int64_t offset = (int64_t)place.range.low;
    term_id first = memory_load(&flow->world, flow->state, place.object, offset, 8, false);
    term_id length = memory_string(&flow->world, flow->state, place.object, offset, 1, &unterminated);
    return (int64_t)(hash_mix(first, length) & INT32_MAX) | 1;
}
