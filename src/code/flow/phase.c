// What a modelled library call does to the marks of what it gets and gives: phases of a resource's life, locks and file
// names. What is wrong about it is for the checkers to say, before the call's effects.
#include "code/flow/mark.h"
#include <string.h>

// The object behind a handle or a pointer; 0.
static object_id object_behind(struct flow *flow, term_id handle)
{
    struct place place;
    return handle && flow_place(flow, flow->state, handle, &place) ? place.object : 0;
}

static void mark_lock(struct flow *flow, term_id lock, const char *name, const struct effect *e)
{
    enum lock_state next = e->kind == EFFECT_LOCK ? LOCK_HELD : e->kind == EFFECT_TRYLOCK ? LOCK_PERHAPS :
                           e->kind == EFFECT_NEWLOCK ? LOCK_NEW : LOCK_FREE;
    if (e->handle) // the lock is behind what the argument leads to
        lock = flow_load(flow, lock, flow->world.terms.pointer_bits, true);
    flow_mark(flow, lock, MARK_LOCK, next, name);
}

static void mark_name(struct flow *flow, term_id text, const char *name, enum name_state state, object_id made)
{
    int64_t identity = flow_identity(flow, text);
    if (identity == MARK_UNKNOWN)
        return;
    flow_mark(flow, text, MARK_NAME, state | (int64_t)made * NAME_STATES, name);
    flow_mark(flow, text, MARK_NAME_TEXT, identity, name);
}

static bool is_temporary(struct flow *flow, term_id text)
{
    int64_t mark = flow_marked(flow, flow->state, text, MARK_NAME);
    return mark > 0 && mark % NAME_STATES == NAME_TEMPORARY;
}

// A function, or a struct that begins with the address of one, is called by signals from here on; anything else
// (SIG_DFL, SIG_IGN) ends what was set up before.
static void mark_handler(struct flow *flow, term_id handler)
{
    struct terms *terms = &flow->world.terms;
    struct place place;
    bool found = term_of(terms, handler)->flags & T_POINTER && flow_place(flow, flow->state, handler, &place);
    if (found && terms->objects.items[place.object].kind != OBJECT_FUNCTION) {
        handler = flow_load(flow, handler, terms->pointer_bits, true);
        found = flow_place(flow, flow->state, handler, &place);
    }
    if (found && terms->objects.items[place.object].kind == OBJECT_FUNCTION) {
        flow_mark(flow, handler, MARK_HANDLER, 1, terms->objects.items[place.object].name);
        return;
    }
    for (size_t i = 0; i < flow->marked.count; i++)
        if (flow->marked.items[i].mark == MARK_HANDLER)
            flow_mark(flow, terms->objects.items[flow->marked.items[i].object].address, MARK_HANDLER, MARK_NONE, NULL);
}

void flow_apply_phase(struct flow *flow, const struct call *call, const struct effect *e, term_id result)
{
    bool given = e->arg0 == ARGUMENT_RESULT;
    term_id x = given ? result : e->arg0 >= 0 && (uint32_t)e->arg0 < call->count ? call->terms[e->arg0] : 0;
    ir_id value = given || !x ? 0 : call->arguments[e->arg0];
    if (!x)
        return;
    const char *name = flow_name(flow, value, "what it names");
    switch ((enum effect_kind)e->kind) {
    case EFFECT_PHASE:
        flow_mark(flow, x, MARK_PHASE, mark_word(e->family, strlen(e->family)), flow_name(flow, value, "the resource"));
        break;
    case EFFECT_LOCK:
    case EFFECT_UNLOCK:
    case EFFECT_TRYLOCK:
    case EFFECT_NEWLOCK:
        mark_lock(flow, x, flow_name(flow, value, "the lock"), e);
        break;
    case EFFECT_STARTS:
        if (!strcmp(e->family, "signal"))
            mark_handler(flow, x);
        break;
    case EFFECT_SHARES: {
        object_id shared = object_behind(flow, x);
        if (shared)
            flow->world.terms.objects.items[shared].weak = true;
        break;
    }
    case EFFECT_CHECKS:
        if (!is_temporary(flow, x))
            mark_name(flow, x, name, NAME_CHECKED, 0);
        break;
    case EFFECT_TEMPNAME:
        mark_name(flow, x, name, NAME_TEMPORARY, 0);
        break;
    case EFFECT_TEMPFILE:
        mark_name(flow, x, name, NAME_CREATED, object_behind(flow, result));
        break;
    case EFFECT_REMOVES:
        flow_mark(flow, x, MARK_NAME, NAME_REMOVED, name);
        break;
    default:
        break;
    }
}

// A file that is opened by a name for temporary files is one.
void flow_opens_name(struct flow *flow, term_id text, term_id result)
{
    if (is_temporary(flow, text))
        mark_name(flow, text, "the file name", NAME_CREATED, object_behind(flow, result));
}
