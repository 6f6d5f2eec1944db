// File names that stand for another file by the time they are used: looked at first and used later, made for a
// temporary file that somebody else may create first; temporary files that stay behind.
#include "code/check/check.h"
#include "code/flow/mark.h"

enum { CHECK_THEN_USE, TEMPORARY_NAME, LEFT_BEHIND };

const struct rule RULES_name[] = {
    [CHECK_THEN_USE] = {"check-then-use", 367, SEVERITY_LOW, "File is looked at by name and then used by name",
     "Between the two calls somebody else may put another file, or a link to one, in its place: the check says nothing "
     "about the file that is used.",
     "Open the file first and ask about the open descriptor (fstat(), fchmod(), fchown()).", "engine"},
    [TEMPORARY_NAME] = {"insecure-temporary-file", 377, SEVERITY_MEDIUM, "Temporary file that somebody else may make first",
     "The name was free when it was made up. Whoever guesses it puts a file or a link there before this call, and reads or "
     "chooses what the program writes and reads.",
     "Use mkstemp() or tmpfile(), or open with O_CREAT | O_EXCL.", "engine"},
    [LEFT_BEHIND] = {"temporary-file-left", 459, SEVERITY_LOW, "Temporary file stays behind",
     "The name is forgotten when the function ends, and the file is still there: storage fills up, and its content can be "
     "read later.",
     "Remove the file when it is no longer needed, on every path; on POSIX right after it was opened.", "engine"},
    {0}};

// Whether the bits of an argument, or an 'x' in a mode, say that the file must be new.
static bool is_exclusive(struct flow *flow, const struct call *c)
{
    const struct effect *e = model_effect(c->model, EFFECT_EXCLUSIVE);
    if (!e || e->arg0 < 0 || (uint32_t)e->arg0 >= c->count)
        return false;
    term_id how = c->terms[e->arg0];
    struct place place;
    if (!(term_of(&flow->world.terms, how)->flags & T_POINTER)) {
        struct range r = state_range(&flow->world, flow->state, how);
        uint64_t bits = e->amount.count ? (uint64_t)e->amount.addends[0].factor : 0;
        return !range_is_const(r) || (r.umin & bits) == bits;
    }
    if (!flow_place(flow, flow->state, how, &place) || !place.exact)
        return true;
    for (int i = 0; i < 8; i++) {
        int64_t letter;
        term_id at = memory_load(&flow->world, flow->state, place.object, (int64_t)place.range.low + i, 8, false);
        if (!term_is_const(&flow->world.terms, at, &letter) || letter == 'x')
            return true; // a mode that is not known may say it
        if (!letter)
            return false;
    }
    return false;
}

static void use_name(struct flow *flow, const struct call *c, int8_t argument)
{
    term_id text = c->terms[argument];
    int64_t mark = flow_marked(flow, flow->state, text, MARK_NAME);
    if (mark <= 0 || flow_marked(flow, flow->state, text, MARK_NAME_TEXT) != flow_identity(flow, text))
        return;
    int64_t state = mark % NAME_STATES;
    if (state != NAME_CHECKED && state != NAME_TEMPORARY)
        return;
    bool opens = model_effect(c->model, EFFECT_OPEN);
    if (is_exclusive(flow, c) || (state == NAME_TEMPORARY && !opens))
        return;
    struct judgement j = {.rule = &RULES_name[state == NAME_CHECKED ? CHECK_THEN_USE : TEMPORARY_NAME],
                          .confidence = CONFIDENCE_HIGH};
    const char *name = flow_name(flow, c->arguments[argument], "the name");
    if (state == NAME_CHECKED)
        buf_printf(&j.message, "%s() uses the file %s, which was looked at by its name before: it may be another one by now",
                   c->name, name);
    else
        buf_printf(&j.message, "%s() opens %s, a name for a temporary file that somebody else may have taken meanwhile",
                   c->name, name);
    flow_report(flow, &j, text, flow->instr->location);
    buf_free(&j.message);
}

// Whoever gets the name, or a copy of it, may remove the file later.
static void pass_on(struct flow *flow, const struct call *c)
{
    static const enum effect_kind COPIES[] = {EFFECT_ALLOC, EFFECT_COPY, EFFECT_STRCPY, EFFECT_STRNCPY, EFFECT_STRCAT,
                                              EFFECT_STRNCAT, EFFECT_SPRINTF};
    bool passes = !c->model;
    for (size_t i = 0; i < COUNT_OF(COPIES); i++)
        passes |= model_effect(c->model, COPIES[i]) != NULL;
    for (uint32_t i = 0; passes && i < c->count; i++) {
        int64_t mark = term_of(&flow->world.terms, c->terms[i])->flags & T_POINTER ?
                       flow_marked(flow, flow->state, c->terms[i], MARK_NAME) : MARK_NONE;
        if (mark > 0 && mark % NAME_STATES == NAME_CREATED)
            flow_mark(flow, c->terms[i], MARK_NAME, NAME_REMOVED, NULL);
    }
}

static void call(struct flow *flow, const struct call *c)
{
    pass_on(flow, c);
    if (!c->model || model_effect(c->model, EFFECT_CHECKS))
        return; // looking twice uses nothing
    for (uint32_t i = 0; i < c->model->count; i++) {
        const struct effect *e = &c->model->effects[i];
        if ((e->kind == EFFECT_PATH || e->kind == EFFECT_LIBRARY) && e->arg0 >= 0 && (uint32_t)e->arg0 < c->count)
            use_name(flow, c, e->arg0);
    }
}

// Whether the call that should have made the file failed on this path.
static bool was_not_made(struct flow *flow, struct state *state, object_id made)
{
    struct world *world = &flow->world;
    if (!made || made >= world->terms.objects.count)
        return false;
    term_id address = world->terms.objects.items[made].address;
    if (state_range(world, state, address).umax == 0)
        return true;
    return state_range(world, state, term_cast(&world->terms, IR_TRUNC, address, 32, false)).smax < 0;
}

// Whether some way out removes the file: then the others are a matter of what failed there.
static bool is_removed_somewhere(struct flow *flow, const struct marked *place)
{
    VEC_EACH(&flow->exits, exit) {
        int64_t mark = flow_mark_at(flow, *exit, place);
        if (mark > 0 && mark % NAME_STATES == NAME_REMOVED)
            return true;
    }
    return false;
}

// A name in a local array is gone with the function, and with it the way to remove the file.
static bool is_left(struct flow *flow, struct state *exit, const struct marked *place)
{
    const struct memory *m = memory_get(exit, place->object);
    int64_t mark = flow_mark_at(flow, exit, place);
    return m && !m->escaped && mark > 0 && mark % NAME_STATES == NAME_CREATED &&
           !was_not_made(flow, exit, (object_id)(mark / NAME_STATES));
}

static void done(struct flow *flow)
{
    VEC_EACH(&flow->marked, place) {
        if (place->mark != MARK_NAME || flow->world.terms.objects.items[place->object].kind != OBJECT_STACK ||
            is_removed_somewhere(flow, place))
            continue;
        struct state *left = NULL;
        VEC_EACH(&flow->exits, exit)
            left = is_left(flow, *exit, place) ? *exit : left;
        if (!left)
            continue;
        flow->state = left;
        flow->instr_index = place->instr_index;
        flow->instr = &flow->function->instrs.items[place->instr_index];
        struct judgement j = {.rule = &RULES_name[LEFT_BEHIND], .confidence = CONFIDENCE_MEDIUM};
        buf_printf(&j.message, "the temporary file that %s names is not removed, and the name ends with this function",
                   place->name);
        flow_report(flow, &j, 0, place->location);
        buf_free(&j.message);
    }
}

const struct checker CHECKER_name = {.name = "name", .rules = RULES_name, .call = call, .done = done};
