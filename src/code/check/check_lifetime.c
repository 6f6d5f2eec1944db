// Memory and resources after their end, released twice, released the wrong way; addresses that outlive a local.
#include "code/check/check.h"
#include <string.h>

enum { USE_AFTER_FREE, DOUBLE_FREE, INVALID_FREE, OFFSET_FREE, MISMATCHED, STACK_ESCAPE, USE_AFTER_CLOSE,
       DOUBLE_CLOSE };

const struct rule RULES_lifetime[] = {
    [USE_AFTER_FREE] = {"use-after-free", 416, SEVERITY_HIGH, "Use after free",
     "The memory was given back and may belong to something else by now. Reading it leaks, writing it corrupts; both are "
     "a common way to take over a program.",
     "Do not use the pointer after the release; set it to null there, and make clear who owns the block.", "engine"},
    [DOUBLE_FREE] = {"double-free", 415, SEVERITY_HIGH, "Double free",
     "The block is released a second time. The allocator's own lists are corrupted, which attackers turn into writes of "
     "their choice.",
     "Release it in one place, and set the pointer to null after the release.", "engine"},
    [INVALID_FREE] = {"invalid-free", 590, SEVERITY_MEDIUM, "Release of memory that is not on the heap",
     "The released address is that of a local, a global or a literal. The allocator's state is corrupted.",
     "Release only what an allocating call returned.", "engine"},
    [OFFSET_FREE] = {"free-of-offset-pointer", 761, SEVERITY_MEDIUM, "Release of a pointer that was moved",
     "The pointer no longer points to the start of its block. The allocator takes the bytes before it for its own "
     "bookkeeping.",
     "Keep the pointer that the allocating call returned, and release that one.", "engine"},
    [MISMATCHED] = {"mismatched-deallocation", 762, SEVERITY_MEDIUM, "Release that does not match the allocation",
     "The block comes from one family of calls and goes back through another (malloc and delete, new[] and delete). "
     "Sizes and destructors go wrong.",
     "Use the release that belongs to the allocation.", "engine"},
    [STACK_ESCAPE] = {"stack-address-escape", 562, SEVERITY_MEDIUM, "Address of a local leaves its function",
     "The local is gone when the function returns; whoever uses the address reads or writes other calls' data.",
     "Return a value, let the caller give the memory, or allocate it.", "engine"},
    [USE_AFTER_CLOSE] = {"use-after-close", 910, SEVERITY_MEDIUM, "Use of a resource after it was closed",
     "The handle may stand for another file or socket by now.", "Do not use the handle after closing it.", "engine"},
    [DOUBLE_CLOSE] = {"double-close", 1341, SEVERITY_MEDIUM, "Resource closed twice",
     "The second close may hit another file or socket that got the same handle meanwhile, or corrupt the library's state.",
     "Close it in one place.", "engine"},
    {0}};

extern const struct checker CHECKER_lifetime;

static bool is_memory(const char *family)
{
    return !family || !strcmp(family, "malloc") || !strncmp(family, "new", 3);
}

static void access_alive(struct flow *flow, const struct access *access)
{
    term_id base, offset;
    if (!term_pointer(&flow->world.terms, access->pointer, &base, &offset))
        return;
    const char *name = flow_name(flow, access->value, "memory");
    const char *text = access->who ? flow_text(flow, "%s uses %s", access->who, name) : flow_text(flow, "%s is used", name);
    (void)flow_require(flow, &CHECKER_lifetime, (struct requirement){.need = NEED_ALIVE, .a = base, .text = text});
}

// Passing on a pointer to what was released is a use of it.
static void use_alive(struct flow *flow, ir_id value, term_id term, enum use use)
{
    struct place place;
    if (use != USE_ARGUMENT || !(term_of(&flow->world.terms, term)->flags & T_POINTER) || flow->instr->op != IR_CALL)
        return;
    const struct ir_call_info *info = &flow->function->calls.items[flow->instr->aux];
    if (!info->symbol || flow_knows(flow, info->symbol))
        return; // what it does with it is known
    if (!flow_place(flow, flow->state, term, &place) || memory_life(&flow->world, flow->state, place.object) != LIFE_FREED)
        return;
    (void)flow_require(flow, &CHECKER_lifetime,
                       (struct requirement){.need = NEED_ALIVE, .a = term,
                                            .text = flow_text(flow, "%s is passed on", flow_name(flow, value, "memory"))});
}

static void release(struct flow *flow, term_id pointer, ir_id value, const char *family)
{
    const char *text = flow_text(flow, "%s is released", flow_name(flow, value, "the block"));
    (void)flow_require(flow, &CHECKER_lifetime,
                       (struct requirement){.need = NEED_RELEASABLE, .a = pointer, .family = family, .text = text});
}

static void leave(struct flow *flow, ir_id value, term_id term)
{
    struct place place;
    const struct term *t = term_of(&flow->world.terms, term);
    if (!(t->flags & T_POINTER) || !flow_place(flow, flow->state, term, &place))
        return;
    const struct object *o = &flow->world.terms.objects.items[place.object];
    if (o->kind != OBJECT_STACK || o->sequence || !o->type)
        return;
    struct judgement j = {.rule = &RULES_lifetime[STACK_ESCAPE], .confidence = CONFIDENCE_HIGH};
    buf_printf(&j.message, "%s is the address of a local, which ends with the function",
               flow_name(flow, value, "the returned pointer"));
    flow_report(flow, &j, term, flow->instr->location);
    buf_free(&j.message);
}

struct keeping {
    struct flow *flow;
    object_id kept; // the local
    term_id value;
};

// Where the path last stored the address, for the report.
static ir_id stored_at(const struct flow *flow, term_id value)
{
    for (const struct event *e = flow->state->trace; e; e = e->previous)
        if (e->kind == EVENT_ASSIGN && e->term == value && !e->variable)
            return e->location;
    return flow->instr->location; // a callee did
}

// What outlives the function and holds the address of one of its locals.
static void look_for_locals(void *context, uint32_t id, void *a, void *b)
{
    struct keeping *k = context;
    struct terms *terms = &k->flow->world.terms;
    const struct memory *memory = a;
    (void)b;
    uint8_t kind = terms->objects.items[id].kind;
    if (kind != OBJECT_GLOBAL || memory->escaped)
        return;
    for (uint32_t i = 0; i < memory->count; i++) {
        term_id base, offset, value = memory->cells[i].value;
        if (memory->cells[i].kind != CELL_VALUE || !term_pointer(terms, value, &base, &offset) ||
            term_of(terms, base)->kind != TERM_OBJECT)
            continue;
        const struct object *o = &terms->objects.items[term_of(terms, base)->a];
        if (o->kind == OBJECT_STACK && !o->sequence && o->type && o->name)
            k->kept = term_of(terms, base)->a, k->value = value;
    }
}

static void keeps_locals(struct flow *flow, term_id returned)
{
    struct keeping k = {.flow = flow};
    (void)returned;
    if (flow->function->is_main) // its locals live as long as the program
        return;
    trie_difference(&flow->state->memory, &(struct trie){0}, look_for_locals, &k);
    if (!k.kept)
        return;
    // Often it only carries the address into a call that is over by now: nobody was seen to use it later.
    struct judgement j = {.rule = &RULES_lifetime[STACK_ESCAPE], .severity = SEVERITY_LOW, .confidence = CONFIDENCE_HIGH};
    buf_printf(&j.message, "the address of '%s', which ends with the function, stays where others find it",
               flow->world.terms.objects.items[k.kept].name);
    flow_report(flow, &j, k.value, stored_at(flow, k.value));
    buf_free(&j.message);
}

static bool judge(struct flow *flow, const struct requirement *q, const struct verdict *v, struct judgement *ret)
{
    const struct object *o = &flow->world.terms.objects.items[v->object];
    bool memory = o->kind == OBJECT_HEAP ? !o->resource : is_memory(q->family);
    // What containers hold is known in part only: whether a path that depends on it exists cannot be told.
    if (v->released && v->released->foreign && flow->state->open_unknowns)
        return false;
    if (q->need == NEED_ALIVE) {
        ret->rule = &RULES_lifetime[memory ? USE_AFTER_FREE : USE_AFTER_CLOSE];
        buf_printf(&ret->message, "%s after it was %s", q->text, memory ? "released" : "closed");
        return true;
    }
    switch (v->release) {
    case RELEASE_TWICE:
        ret->rule = &RULES_lifetime[memory ? DOUBLE_FREE : DOUBLE_CLOSE];
        buf_printf(&ret->message, "%s, a second time", q->text);
        return true;
    case RELEASE_NOT_HEAP:
        ret->rule = &RULES_lifetime[INVALID_FREE];
        buf_printf(&ret->message, "%s, but it points to the %s", q->text, object_text(flow, v->object));
        return true;
    case RELEASE_OFFSET:
        ret->rule = &RULES_lifetime[OFFSET_FREE];
        buf_printf(&ret->message, "%s, but it no longer points to the start of its block", q->text);
        return true;
    case RELEASE_FAMILY:
        ret->rule = &RULES_lifetime[MISMATCHED];
        buf_printf(&ret->message, "%s as '%s', but it was allocated as '%s'", q->text, q->family, o->family);
        return true;
    default:
        return false;
    }
}

const struct checker CHECKER_lifetime = {.name = "lifetime", .rules = RULES_lifetime, .access = access_alive,
                                         .use = use_alive, .release = release, .leave = leave, .finish = keeps_locals,
                                         .judge = judge};
