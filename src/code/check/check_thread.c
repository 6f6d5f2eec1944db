// What threads and interrupt handlers do to one another: globals that are changed without a lock, locks that are taken in
// different orders, locks that nobody ever releases. Lock sets as in Savage et al., "Eraser", ACM TOCS 1997, but over
// all paths of the program instead of one run.
#include "code/check/lockset.h"
#include <string.h>

enum { THREAD_RACE, INTERRUPT_RACE, LOCK_ORDER, NEVER_RELEASED, WAITS_LOCKED };

const struct rule RULES_thread[] = {
    [THREAD_RACE] = {"thread-race", 366, SEVERITY_MEDIUM, "Threads change the same data without a lock",
     "Two threads that change the same data at the same time lose one of the changes, or leave it half done: counters are wrong, "
     "lists lose elements.",
     "Take the same lock around every access, or use an atomic operation.", "engine"},
    [INTERRUPT_RACE] = {"interrupt-race", 362, SEVERITY_MEDIUM, "Interrupt handler and program change the same data",
     "The interrupt may arrive between reading and writing: what the handler did is overwritten with an old value. Volatile does "
     "not help.",
     "Switch the interrupt off around the change, or use an atomic operation.", "engine"},
    [LOCK_ORDER] = {"lock-order", 833, SEVERITY_MEDIUM, "Two locks are taken in either order",
     "Two threads that hold one lock each and want the other's wait for ever: the device hangs.",
     "Take locks in one order everywhere.", "engine"},
    [NEVER_RELEASED] = {"lock-never-released", 667, SEVERITY_MEDIUM, "Nobody releases the lock",
     "The lock is taken and stays so: the next one who needs it waits for ever.",
     "Release the lock on every path that took it.", "engine"},
    [WAITS_LOCKED] = {"wait-with-lock", 667, SEVERITY_LOW, "Waits while a lock is held",
     "Everybody who needs the lock waits as well; alarms and watchdogs may come late.",
     "Release the lock before waiting.", "engine"},
    {0}};

struct touch { // of one place, in one context
    struct spot spot;
    const struct deed *deed;
    const struct conduct *conduct;
    uint32_t context;
    struct lockset locks;
};

struct race {
    struct lockwork *work;
    struct findings *findings;
    VEC(struct touch) touches;
    uint32_t context; // being walked
};

static void report(struct findings *findings, const struct conduct *conduct, const struct deed *deed, int rule,
                   enum confidence confidence, const char *message, const struct finding_event *events, size_t count)
{
    const struct ir_location *l = ir_location_at(conduct->module, deed->location);
    const struct rule *r = &RULES_thread[rule];
    findings_add(findings, &(struct finding){
        .rule = r->id, .cwe = r->cwe, .severity = r->severity, .confidence = confidence, .function = conduct->function->name,
        .message = message, .tool = "theriac", .events = events, .event_count = count,
        .location = {.file = ir_location_file(conduct->module, deed->location), .line = l->line, .column = l->column,
                     .end_line = l->line, .end_column = l->column}});
}

static struct finding_event event_at(const struct conduct *conduct, const struct deed *deed, const char *message)
{
    const struct ir_location *l = ir_location_at(conduct->module, deed->location);
    return (struct finding_event){.message = message,
                                  .location = {.file = ir_location_file(conduct->module, deed->location), .line = l->line,
                                               .column = l->column, .end_line = l->line, .end_column = l->column}};
}

// --- races ---------------------------------------------------------------------------------------

// What a thread's parameter leads to is shared when every start of it hands over the same object.
static struct spot shared_spot(const struct lockwork *work, const struct root *root, const struct conduct *conduct,
                               struct spot spot)
{
    if (spot.kind != SPOT_PARAM)
        return spot;
    if (spot.id || conduct->function != work->conducts[root->function].function || root->argument.kind == SPOT_NONE)
        return (struct spot){0};
    struct spot moved = root->argument;
    if (moved.kind == SPOT_HANDLE || spot.offset == SPOT_ANYWHERE || moved.offset == SPOT_ANYWHERE)
        moved.offset = moved.kind == SPOT_HANDLE ? spot.offset : SPOT_ANYWHERE;
    else
        moved.offset += spot.offset;
    return moved;
}

static void collect_touch(void *context, uint32_t function, const struct deed *deed, const struct lockset *held)
{
    struct race *race = context;
    if (deed->kind != DEED_READ && deed->kind != DEED_WRITE)
        return;
    const struct conduct *conduct = &race->work->conducts[function];
    struct spot spot = shared_spot(race->work, &race->work->roots.items[race->context], conduct, deed->spot);
    if (spot.kind != SPOT_NONE)
        *VEC_ADD(&race->touches) = (struct touch){spot, deed, conduct, race->context, *held};
}

static int compare_touches(const void *left, const void *right)
{
    const struct touch *a = left, *b = right;
    if (a->spot.kind != b->spot.kind)
        return a->spot.kind < b->spot.kind ? -1 : 1;
    if (a->spot.id != b->spot.id)
        return a->spot.id < b->spot.id ? -1 : 1;
    return a->spot.function < b->spot.function ? -1 : a->spot.function > b->spot.function;
}

// Whether the two can happen at the same time, and one change be lost.
static bool collide(const struct race *race, const struct touch *change, const struct touch *other)
{
    const struct root *a = &race->work->roots.items[change->context], *b = &race->work->roots.items[other->context];
    if (change->context == other->context ? !a->many : a->kind == ROOT_REST && b->kind == ROOT_REST)
        return false;
    bool interrupt = a->kind == ROOT_INTERRUPT || b->kind == ROOT_INTERRUPT;
    if (!interrupt && (a->kind == ROOT_REST || b->kind == ROOT_REST))
        return false; // before the thread was started, or after it ended, for all we know
    if (a->kind == ROOT_INTERRUPT && b->kind != ROOT_INTERRUPT)
        return false; // nothing interrupts the handler: the other side's change is the one that is lost
    return spot_meets(change->spot, other->spot) && (!interrupt || other->deed->kind == DEED_WRITE) &&
           !lockset_share(&change->locks, &other->locks);
}

static void tell_race(struct race *race, const struct touch *change, const struct touch *other)
{
    const struct root *b = &race->work->roots.items[other->context];
    bool interrupt = b->kind == ROOT_INTERRUPT;
    const char *name = change->deed->name ? change->deed->name : "shared data";
    struct buf text = {0}, second = {0};
    const char *runner = race->work->conducts[b->function].function->name;
    if (interrupt)
        buf_printf(&text, "'%s' is read, changed and written back, and %s() may change it in between", name, runner);
    else
        buf_printf(&text, "'%s' is changed here, and %s thread that runs %s() may %s it at the same time: no lock keeps them apart",
                   name, change->context == other->context ? "another" : "the", runner,
                   other->deed->kind == DEED_WRITE ? "change" : "read");
    buf_printf(&second, "'%s' is %s here, too", name, other->deed->kind == DEED_WRITE ? "changed" : "read");
    struct finding_event events[] = {event_at(other->conduct, other->deed, buf_cstr(&second)),
                                     event_at(change->conduct, change->deed, buf_cstr(&text))};
    report(race->findings, change->conduct, change->deed, interrupt ? INTERRUPT_RACE : THREAD_RACE, CONFIDENCE_MEDIUM,
           buf_cstr(&text), events, COUNT_OF(events));
    buf_free(&text);
    buf_free(&second);
}

// What touches one place. One report a function: the others are the same mistake.
static void judge_touches(struct race *race, const struct touch *touches, size_t count)
{
    bool locked = false, open = false;
    for (size_t i = 0; i < count; i++) {
        locked |= touches[i].locks.count > 0;
        open |= touches[i].deed->kind == DEED_WRITE && !touches[i].locks.count && !touches[i].locks.any;
    }
    const struct conduct *told = NULL;
    for (size_t i = 0; i < count; i++) {
        const struct touch *change = &touches[i];
        if (change->deed->kind != DEED_WRITE || change->conduct == told || change->locks.any ||
            (change->locks.count && open)) // told where no lock is held
            continue;
        for (size_t k = 0; k < count && change->conduct != told; k++) {
            bool interrupts = race->work->roots.items[touches[k].context].kind == ROOT_INTERRUPT;
            bool loses = change->deed->builds || (locked && !interrupts && !change->locks.count);
            if (!loses || touches[k].locks.any || !collide(race, change, &touches[k]))
                continue;
            tell_race(race, change, &touches[k]);
            told = change->conduct;
        }
    }
}

static void find_races(struct lockwork *work, struct findings *findings)
{
    struct race race = {.work = work, .findings = findings};
    for (uint32_t i = 0; i < work->roots.count; i++) {
        race.context = i;
        lockwork_walk(work, work->roots.items[i].function, work->roots.items[i].kind == ROOT_INTERRUPT, collect_touch, &race);
    }
    VEC_SORT(&race.touches, compare_touches);
    for (size_t from = 0, to; from < race.touches.count; from = to) {
        for (to = from + 1; to < race.touches.count && !compare_touches(&race.touches.items[from], &race.touches.items[to]); to++)
            ;
        judge_touches(&race, race.touches.items + from, to - from);
    }
    VEC_FREE(&race.touches);
}

// --- locks ---------------------------------------------------------------------------------------

struct order { // `second` is taken while `first` is held
    struct spot first, second;
    const struct deed *deed;
    const struct conduct *conduct;
    struct lockset held;
};

struct ordering {
    struct lockwork *work;
    struct findings *findings;
    VEC(struct order) orders;
};

static void add_orders(struct ordering *o, const struct conduct *conduct, const struct deed *deed, struct spot taken,
                       const struct lockset *held)
{
    if (taken.kind != SPOT_GLOBAL && taken.kind != SPOT_HANDLE)
        return;
    for (uint32_t i = 0; i < held->count; i++)
        if (!spot_meets(held->list[i], taken) && held->list[i].kind != SPOT_INTERRUPTS)
            *VEC_ADD(&o->orders) = (struct order){held->list[i], taken, deed, conduct, *held};
}

static void collect_order(void *context, uint32_t function, const struct deed *deed, const struct lockset *held)
{
    struct ordering *o = context;
    const struct conduct *conduct = &o->work->conducts[function];
    if (deed->kind == DEED_WAIT && held->count && !held->any && held->list[0].kind != SPOT_INTERRUPTS) {
        struct buf text = {0};
        buf_printf(&text, "%s() waits while a lock is held", deed->name);
        report(o->findings, conduct, deed, WAITS_LOCKED, CONFIDENCE_MEDIUM, buf_cstr(&text), NULL, 0);
        buf_free(&text);
    }
    if (deed->kind == DEED_LOCK && !deed->foreign)
        add_orders(o, conduct, deed, deed->spot, held);
    struct lockset taken = deed->kind == DEED_CALL ? lockwork_taken(o->work, function, deed) : (struct lockset){0};
    for (uint32_t i = 0; i < taken.count; i++)
        add_orders(o, conduct, deed, taken.list[i], held);
}

// A third lock that both hold lets only one of them in.
static bool is_guarded(const struct order *a, const struct order *b)
{
    for (uint32_t i = 0; i < a->held.count; i++)
        for (uint32_t k = 0; k < b->held.count; k++)
            if (spot_meets(a->held.list[i], b->held.list[k]))
                return true;
    return false;
}

static const char *lock_name(const struct ordering *o, const struct order *order)
{
    const struct ir_program_symbol *symbol = &o->work->engine->program->symbols.items[order->second.id];
    return order->deed->name ? order->deed->name : symbol->display ? symbol->display : symbol->name;
}

static void judge_orders(struct ordering *o)
{
    for (size_t i = 0; i < o->orders.count; i++) {
        const struct order *a = &o->orders.items[i];
        for (size_t k = 0; k < o->orders.count; k++) {
            const struct order *b = &o->orders.items[k];
            if (!spot_same(a->first, b->second) || !spot_same(a->second, b->first) || is_guarded(a, b))
                continue;
            struct buf text = {0};
            buf_printf(&text, "'%s' is taken here while another lock is held; %s() takes the two the other way round",
                       lock_name(o, a), b->conduct->function->name);
            struct finding_event events[] = {event_at(b->conduct, b->deed, "here in the other order"),
                                             event_at(a->conduct, a->deed, buf_cstr(&text))};
            report(o->findings, a->conduct, a->deed, LOCK_ORDER, CONFIDENCE_MEDIUM, buf_cstr(&text), events, 2);
            buf_free(&text);
            break;
        }
    }
}

static void find_never_released(const struct lockwork *work, struct findings *findings)
{
    for (uint32_t id = 1; id < work->count; id++) {
        const struct conduct *conduct = &work->conducts[id];
        VEC_EACH(&conduct->deeds, deed) {
            if (deed->kind != DEED_LOCK || deed->foreign || !lockwork_is_lost(work, deed->spot))
                continue;
            struct buf text = {0};
            buf_printf(&text, "'%s' is taken, and nothing in the program releases it", deed->name ? deed->name : "the lock");
            report(findings, conduct, deed, NEVER_RELEASED, CONFIDENCE_MEDIUM, buf_cstr(&text), NULL, 0);
            buf_free(&text);
        }
    }
}

static void program(const struct engine *engine, struct findings *findings)
{
    struct lockwork work;
    lockwork_start(engine, &work);
    if (work.locks) {
        struct ordering o = {.work = &work, .findings = findings};
        for (uint32_t id = 1; id < work.count; id++)
            if (work.conducts[id].function && !engine->called[id])
                lockwork_walk(&work, id, false, collect_order, &o);
        judge_orders(&o);
        VEC_FREE(&o.orders);
        find_never_released(&work, findings);
    }
    if (work.roots.count)
        find_races(&work, findings);
    lockwork_end(&work);
}

const struct checker CHECKER_thread = {.name = "thread", .rules = RULES_thread, .program = program};
