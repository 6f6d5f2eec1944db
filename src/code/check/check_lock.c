// Locks: taken twice by one thread, released without being held, held on one way out and released on the other.
#include "code/check/check.h"
#include "code/flow/mark.h"

enum { LOCKED_TWICE, UNLOCKED_FREE, STAYS_LOCKED };

const struct rule RULES_lock[] = {
    [LOCKED_TWICE] = {"double-lock", 764, SEVERITY_MEDIUM, "Lock is taken a second time",
     "The thread holds the lock and waits for itself: it hangs, or the behaviour is undefined.",
     "Take it once, or use a recursive lock on purpose.", "engine"},
    [UNLOCKED_FREE] = {"unlock-not-held", 832, SEVERITY_MEDIUM, "Lock is released that is not held",
     "The behaviour is undefined: the lock's state is corrupted, or another thread's hold on it ends.",
     "Release a lock only on the paths that took it.", "engine"},
    [STAYS_LOCKED] = {"lock-not-released", 667, SEVERITY_MEDIUM, "Lock is still held on one way out",
     "Everybody who needs the lock waits for ever: the device hangs.",
     "Release the lock on every path, the ones that handle errors included.", "engine"},
    {0}};

static void tell(struct flow *flow, const struct call *c, const struct effect *e, int rule, const char *what)
{
    struct judgement j = {.rule = &RULES_lock[rule], .confidence = CONFIDENCE_HIGH};
    buf_printf(&j.message, "%s() gets %s, which %s", c->name, flow_name(flow, c->arguments[e->arg0], "a lock"), what);
    flow_report(flow, &j, c->terms[e->arg0], flow->instr->location);
    buf_free(&j.message);
}

static void call(struct flow *flow, const struct call *c)
{
    for (uint32_t i = 0; c->model && i < c->model->count; i++) {
        const struct effect *e = &c->model->effects[i];
        if ((e->kind != EFFECT_LOCK && e->kind != EFFECT_UNLOCK) || e->arg0 < 0 || (uint32_t)e->arg0 >= c->count)
            continue;
        int64_t mark = flow_marked(flow, flow->state, c->terms[e->arg0], MARK_LOCK);
        if (e->kind == EFFECT_LOCK && mark == LOCK_HELD && !e->sure)
            tell(flow, c, e, LOCKED_TWICE, "this thread holds already");
        else if (e->kind == EFFECT_UNLOCK && (mark == LOCK_FREE || mark == LOCK_NEW))
            tell(flow, c, e, UNLOCKED_FREE, "nobody holds here");
    }
}

// What C functions return when they failed.
static bool tells_failure(struct flow *flow, struct state *state, term_id returned)
{
    if (!returned)
        return false;
    struct range r = state_range(&flow->world, state, returned);
    return term_of(&flow->world.terms, returned)->flags & T_POINTER ? r.umax == 0 : r.smax < 0;
}

static bool tells_success(struct flow *flow, struct state *state, term_id returned)
{
    if (!returned)
        return false;
    struct range r = state_range(&flow->world, state, returned);
    return term_of(&flow->world.terms, returned)->flags & T_POINTER ? r.umin > 0 : r.smin >= 0;
}

// Held on the way out `held` and released on the way out `free`: on purpose only where the caller can tell them apart,
// and gets the lock with what it asked for.
static bool is_forgotten(struct flow *flow, size_t held, size_t released)
{
    struct state *a = flow->exits.items[held], *b = flow->exits.items[released];
    term_id x = flow->returned.items[held], y = flow->returned.items[released];
    if (!x || !y || x == y || tells_failure(flow, a, x))
        return true;
    return tells_success(flow, a, x) && tells_success(flow, b, y) &&
           range_equal(state_range(&flow->world, a, x), state_range(&flow->world, b, y));
}

static void done(struct flow *flow)
{
    VEC_EACH(&flow->marked, place) {
        if (place->mark != MARK_LOCK)
            continue;
        size_t held = SIZE_MAX, released = SIZE_MAX;
        for (size_t i = 0; i < flow->exits.count; i++) {
            int64_t mark = flow_mark_at(flow, flow->exits.items[i], place);
            if (mark == LOCK_HELD && flow->exits.items[i]->open_inputs + flow->exits.items[i]->open_unknowns <= 6)
                held = i;
            else if (mark == LOCK_FREE)
                released = i;
        }
        if (held == SIZE_MAX || released == SIZE_MAX || !is_forgotten(flow, held, released))
            continue;
        flow->state = flow->exits.items[held];
        flow->instr_index = place->instr_index;
        flow->instr = &flow->function->instrs.items[place->instr_index];
        struct judgement j = {.rule = &RULES_lock[STAYS_LOCKED], .confidence = CONFIDENCE_MEDIUM};
        buf_printf(&j.message, "%s is released on one way out of the function and stays locked on another",
                   place->name);
        flow_report(flow, &j, 0, place->location);
        buf_free(&j.message);
    }
}

const struct checker CHECKER_lock = {.name = "lock", .rules = RULES_lock, .call = call, .done = done};
