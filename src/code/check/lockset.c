#include "code/check/lockset.h"
#include <string.h>

enum { SOLVE_ROUNDS = 16, WALK_VISITS = 8 };
enum { MATTERS_LOCKS = 1, MATTERS_ACCESSES = 2 };

struct locknet { // what a call leaves behind, in the callee's terms
    struct lockset taken, released;
};

// --- sets ----------------------------------------------------------------------------------------

static bool has(const struct lockset *set, struct spot spot)
{
    for (uint32_t i = 0; i < set->count; i++)
        if (spot_same(set->list[i], spot))
            return true;
    return false;
}

static void add(struct lockset *set, struct spot spot)
{
    if (spot.kind == SPOT_NONE || spot.offset == SPOT_ANYWHERE || set->count == LOCKSET_MAX)
        set->any = true;
    else if (!has(set, spot))
        set->list[set->count++] = spot;
}

static void drop(struct lockset *set, struct spot spot)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < set->count; i++)
        if (!spot_meets(set->list[i], spot))
            set->list[kept++] = set->list[i];
    set->count = kept;
    if (spot.kind == SPOT_NONE)
        set->any = false;
}

// What both hold. True when `into` changed.
static bool meet(struct lockset *into, const struct lockset *from)
{
    uint32_t kept = 0;
    bool changed = from->any && !into->any;
    for (uint32_t i = 0; i < into->count; i++)
        if (has(from, into->list[i]))
            into->list[kept++] = into->list[i];
    changed |= kept != into->count;
    into->count = kept;
    into->any |= from->any;
    return changed;
}

bool lockset_share(const struct lockset *a, const struct lockset *b)
{
    if (a->any || b->any)
        return true;
    for (uint32_t i = 0; i < a->count; i++)
        for (uint32_t k = 0; k < b->count; k++)
            if (spot_meets(a->list[i], b->list[k]))
                return true;
    return false;
}

// --- one function --------------------------------------------------------------------------------

// A place of the callee as the caller sees it.
static struct spot in_caller(const struct conduct *caller, const struct deed *call, struct spot spot)
{
    if (spot.kind == SPOT_LOCAL)
        return (struct spot){0};
    if (spot.kind != SPOT_PARAM && spot.kind != SPOT_PARAM_HANDLE)
        return spot;
    if (spot.id >= call->argument_count)
        return (struct spot){0};
    struct spot given = caller->arguments.items[call->first_argument + spot.id];
    if (spot.kind == SPOT_PARAM_HANDLE) {
        bool known = (given.kind == SPOT_GLOBAL || given.kind == SPOT_PARAM) && given.offset != SPOT_ANYWHERE &&
                     spot.offset != SPOT_ANYWHERE;
        if (!known)
            return (struct spot){0};
        given.kind = given.kind == SPOT_GLOBAL ? SPOT_HANDLE : SPOT_PARAM_HANDLE;
    }
    given.offset = given.offset == SPOT_ANYWHERE || spot.offset == SPOT_ANYWHERE ? SPOT_ANYWHERE :
                   given.offset + spot.offset;
    return given;
}

static void apply_call(const struct lockwork *work, const struct conduct *conduct, const struct deed *deed,
                       struct lockset *set)
{
    const struct locknet *net = &work->nets[deed->callee];
    for (uint32_t i = 0; i < net->released.count; i++)
        drop(set, in_caller(conduct, deed, net->released.list[i]));
    if (net->released.any)
        drop(set, (struct spot){0});
    for (uint32_t i = 0; i < net->taken.count; i++)
        add(set, in_caller(conduct, deed, net->taken.list[i]));
    set->any |= net->taken.any;
}

static void apply(const struct lockwork *work, const struct conduct *conduct, const struct deed *deed, struct lockset *set)
{
    if (deed->kind == DEED_LOCK)
        add(set, deed->spot);
    else if (deed->kind == DEED_UNLOCK)
        drop(set, deed->spot);
    else if (deed->kind == DEED_CALL && work->matters[deed->callee] & MATTERS_LOCKS)
        apply_call(work, conduct, deed, set);
}

struct solved {
    struct lockset *in; // by block
    bool *reached;
};

static void solve(const struct lockwork *work, const struct conduct *conduct, const struct lockset *entry,
                  struct solved *ret)
{
    const struct ir_function *f = conduct->function;
    size_t blocks = f->blocks.count;
    ret->in = mem_alloc(blocks * sizeof *ret->in);
    ret->reached = mem_alloc(blocks * sizeof *ret->reached);
    ret->in[0] = *entry;
    ret->reached[0] = true;
    bool changed = true;
    for (int round = 0; changed && round < SOLVE_ROUNDS; round++) {
        changed = false;
        for (size_t b = 0; b < blocks; b++) {
            if (!ret->reached[b])
                continue;
            struct lockset out = ret->in[b];
            for (uint32_t d = conduct->first_deed[b]; d < conduct->first_deed[b + 1]; d++)
                apply(work, conduct, &conduct->deeds.items[d], &out);
            const struct ir_block *block = &f->blocks.items[b];
            const struct ir_instr *last = &f->instrs.items[block->first_instr + block->instr_count - 1];
            for (uint32_t e = 0; e < last->edge_count; e++) {
                uint32_t next = f->edges.items[last->first_edge + e];
                changed |= ret->reached[next] ? meet(&ret->in[next], &out) : true;
                if (!ret->reached[next])
                    ret->in[next] = out;
                ret->reached[next] = true;
            }
        }
    }
}

static void solved_free(struct solved *s)
{
    free(s->in);
    free(s->reached);
}

// Locks that are held at every return, and those that were released on some way without having been taken here.
static void find_net(struct lockwork *work, uint32_t id)
{
    const struct conduct *conduct = &work->conducts[id];
    struct locknet *net = &work->nets[id];
    struct solved s;
    bool first = true;
    if (!conduct->function || !(work->matters[id] & MATTERS_LOCKS))
        return;
    solve(work, conduct, &(struct lockset){0}, &s);
    for (size_t b = 0; b < conduct->function->blocks.count; b++) {
        if (!s.reached[b])
            continue;
        struct lockset set = s.in[b];
        for (uint32_t d = conduct->first_deed[b]; d < conduct->first_deed[b + 1]; d++) {
            const struct deed *deed = &conduct->deeds.items[d];
            if (deed->kind == DEED_UNLOCK && !has(&set, deed->spot)) {
                if (deed->spot.kind == SPOT_NONE)
                    net->released.any = true;
                else
                    add(&net->released, deed->spot);
            }
            for (uint32_t i = 0; deed->kind == DEED_CALL && i < work->nets[deed->callee].released.count; i++) {
                struct spot spot = in_caller(conduct, deed, work->nets[deed->callee].released.list[i]);
                if (spot.kind != SPOT_NONE && !has(&set, spot))
                    add(&net->released, spot);
            }
            apply(work, conduct, deed, &set);
        }
        const struct ir_block *block = &conduct->function->blocks.items[b];
        if (conduct->function->instrs.items[block->first_instr + block->instr_count - 1].op != IR_RETURN)
            continue;
        if (first)
            net->taken = set;
        else
            (void)meet(&net->taken, &set);
        first = false;
    }
    solved_free(&s);
}

// --- the program ---------------------------------------------------------------------------------

static void find_matters(struct lockwork *work, uint32_t id)
{
    VEC_EACH(&work->conducts[id].deeds, deed)
        switch (deed->kind) {
        case DEED_LOCK:
        case DEED_UNLOCK:
        case DEED_WAIT:
            work->matters[id] |= MATTERS_LOCKS;
            work->locks |= deed->kind == DEED_LOCK && deed->spot.kind != SPOT_NONE;
            break;
        case DEED_READ:
        case DEED_WRITE:
            work->matters[id] |= MATTERS_ACCESSES;
            break;
        case DEED_CALL:
            work->matters[id] |= work->matters[deed->callee];
            break;
        default:
            break;
        }
}

static void take_all(struct lockwork *work, bool accesses)
{
    const struct callgraph *graph = &work->engine->graph;
    work->locks = false;
    for (uint32_t id = 1; id < work->count; id++) {
        conduct_free(&work->conducts[id]);
        conduct_take(work->engine, id, accesses, &work->conducts[id]);
    }
    memset(work->matters, 0, work->count);
    for (int pass = 0; pass < 2; pass++) // what matters, then what calls do; callees have lower components
        for (uint32_t c = 0; c < graph->component_count; c++)
            for (uint32_t round = 0; round < (graph->component_sizes[c] > 1 ? 2u : 1u); round++)
                for (uint32_t i = 0; i < graph->component_sizes[c]; i++) {
                    uint32_t id = graph->component_nodes[c][i];
                    if (pass)
                        find_net(work, id);
                    else
                        find_matters(work, id);
                }
}

// CMSIS and most vendors' start-up files name handlers so; nobody calls them.
static bool is_interrupt_handler(const struct lockwork *work, uint32_t id)
{
    const struct conduct *conduct = &work->conducts[id];
    const char *name = work->engine->program->symbols.items[id].name;
    if (!conduct->function || work->engine->called[id] || conduct->function->param_count > 1)
        return false;
    return text_ends(name, "_IRQHandler") || text_ends(name, "_irq_handler") || text_ends(name, "_isr") ||
           text_ends(name, "_ISR") || text_starts(name, "ISR_") || text_starts(name, "isr_") ||
           !strcmp(name, "SysTick_Handler") || text_starts(name, "__vector_");
}

static void add_start(struct lockwork *work, const struct conduct *starter, const struct deed *deed)
{
    VEC_EACH(&work->roots, root)
        if (root->function == deed->callee) {
            root->many = true;
            if (!spot_same(root->argument, deed->spot))
                root->argument = (struct spot){0};
            return;
        }
    if (work->conducts[deed->callee].function)
        *VEC_ADD(&work->roots) = (struct root){ROOT_THREAD, deed->callee, starter->starts_in_loop, deed->spot};
}

static void find_roots(struct lockwork *work)
{
    bool interrupts = false;
    for (uint32_t id = 1; id < work->count; id++) {
        VEC_EACH(&work->conducts[id].deeds, deed)
            if (deed->kind == DEED_START)
                add_start(work, &work->conducts[id], deed);
        if (is_interrupt_handler(work, id)) {
            *VEC_ADD(&work->roots) = (struct root){.kind = ROOT_INTERRUPT, .function = id};
            interrupts = true;
        }
    }
    size_t special = work->roots.count;
    for (uint32_t id = 1; interrupts && id < work->count; id++) {
        bool taken = !work->conducts[id].function || work->engine->called[id];
        for (size_t i = 0; i < special; i++)
            taken |= work->roots.items[i].function == id;
        if (!taken)
            *VEC_ADD(&work->roots) = (struct root){.kind = ROOT_REST, .function = id};
    }
}

void lockwork_start(const struct engine *engine, struct lockwork *ret)
{
    *ret = (struct lockwork){.engine = engine, .count = (uint32_t)engine->program->symbols.count};
    ret->conducts = mem_alloc((ret->count + 1) * sizeof *ret->conducts);
    ret->nets = mem_alloc((ret->count + 1) * sizeof *ret->nets);
    ret->matters = mem_alloc(ret->count + 1);
    ret->entry = mem_alloc((ret->count + 1) * sizeof *ret->entry);
    ret->seen = mem_alloc((ret->count + 1) * sizeof *ret->seen);
    take_all(ret, false);
    find_roots(ret);
    if (ret->roots.count)
        take_all(ret, true);
}

void lockwork_end(struct lockwork *work)
{
    for (uint32_t id = 1; id < work->count; id++)
        conduct_free(&work->conducts[id]);
    free(work->conducts);
    free(work->nets);
    free(work->matters);
    free(work->entry);
    free(work->seen);
    VEC_FREE(&work->queue);
    VEC_FREE(&work->roots);
}

// What a callee knows of the locks that its caller holds: those that both can name.
static struct lockset handed_over(const struct lockset *held)
{
    struct lockset set = {.any = held->any};
    for (uint32_t i = 0; i < held->count; i++)
        if (held->list[i].kind == SPOT_GLOBAL || held->list[i].kind == SPOT_HANDLE || held->list[i].kind == SPOT_INTERRUPTS)
            set.list[set.count++] = held->list[i];
        else
            set.any = true;
    return set;
}

static void enter(struct lockwork *work, uint32_t id, const struct lockset *held)
{
    if (!work->conducts[id].function || !work->matters[id])
        return;
    bool again = work->seen[id];
    if (again && !meet(&work->entry[id], held))
        return;
    if (!again)
        work->entry[id] = *held;
    work->seen[id] = true;
    VEC_PUSH(&work->queue, id);
}

static void walk_function(struct lockwork *work, uint32_t id, lockwork_visit *visit, void *context)
{
    const struct conduct *conduct = &work->conducts[id];
    struct lockset entry = work->entry[id];
    struct solved s;
    solve(work, conduct, &entry, &s);
    for (size_t b = 0; b < conduct->function->blocks.count; b++) {
        struct lockset set = s.in[b];
        for (uint32_t d = conduct->first_deed[b]; s.reached[b] && d < conduct->first_deed[b + 1]; d++) {
            const struct deed *deed = &conduct->deeds.items[d];
            struct lockset below = handed_over(&set);
            if (visit)
                visit(context, id, deed, &set);
            else if (deed->kind == DEED_CALL)
                enter(work, deed->callee, &below);
            apply(work, conduct, deed, &set);
        }
    }
    solved_free(&s);
}

void lockwork_walk(struct lockwork *work, uint32_t function, bool off, lockwork_visit *visit, void *context)
{
    VEC(uint32_t) order = {0};
    struct lockset none = {0};
    VEC_CLEAR(&work->queue);
    if (off)
        add(&none, (struct spot){.kind = SPOT_INTERRUPTS});
    enter(work, function, &none);
    for (size_t at = 0; at < work->queue.count && at < (size_t)work->count * WALK_VISITS; at++)
        walk_function(work, work->queue.items[at], NULL, NULL);
    VEC_EACH(&work->queue, id)
        if (work->seen[*id]) {
            work->seen[*id] = false;
            *VEC_ADD(&order) = *id;
        }
    VEC_CLEAR(&work->queue);
    VEC_EACH(&order, id)
        walk_function(work, *id, visit, context);
    VEC_FREE(&order);
}

struct lockset lockwork_taken(const struct lockwork *work, uint32_t function, const struct deed *call)
{
    struct lockset set = {0};
    const struct lockset *taken = &work->nets[call->callee].taken;
    for (uint32_t i = 0; i < taken->count; i++)
        if (taken->list[i].kind == SPOT_PARAM || taken->list[i].kind == SPOT_PARAM_HANDLE) // the others are taken there
            add(&set, in_caller(&work->conducts[function], call, taken->list[i]));
    return set;
}

// Whether nobody outside of the program can release the lock. A handle is not found out by who knows its variable.
static bool is_own(const struct lockwork *work, struct spot lock)
{
    if ((lock.kind != SPOT_GLOBAL && lock.kind != SPOT_HANDLE) || !ir_program_global(work->engine->program, lock.id))
        return false;
    return work->engine->program->closed || engine_global_is_private(work->engine, lock.id) ||
           (lock.kind == SPOT_HANDLE && work->engine->program->symbols.items[lock.id].internal);
}

// Whether the place may be the lock; what a parameter leads to is asked where the function is called.
static bool may_be(const struct lockwork *work, uint32_t function, struct spot spot, struct spot lock)
{
    if (spot.kind == SPOT_PARAM || spot.kind == SPOT_PARAM_HANDLE)
        return !work->engine->called[function] || work->engine->program->symbols.items[function].address_taken;
    return spot.kind == SPOT_NONE || spot_meets(spot, lock);
}

bool lockwork_is_lost(const struct lockwork *work, struct spot lock)
{
    if (!is_own(work, lock))
        return false;
    for (uint32_t id = 1; id < work->count; id++) {
        const struct conduct *conduct = &work->conducts[id];
        VEC_EACH(&conduct->deeds, deed) {
            if (deed->kind == DEED_UNLOCK && may_be(work, id, deed->spot, lock))
                return false;
            const struct lockset *released = deed->kind == DEED_CALL ? &work->nets[deed->callee].released : NULL;
            for (uint32_t i = 0; released && i < released->count; i++)
                if (may_be(work, id, in_caller(conduct, deed, released->list[i]), lock))
                    return false;
            if (released && released->any)
                return false;
        }
    }
    return true;
}
