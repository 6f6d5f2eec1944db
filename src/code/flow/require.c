// What happens to an obligation once it is decided: a report, a note for the callers, or silence.
#include "base/hash.h"
#include "code/flow/enginep.h"
#include <stdio.h>
#include <string.h>

// What holds from here on, where going on makes sense. False: nothing can be assumed, the path ends.
static bool assume_required(struct flow *flow, const struct requirement *q)
{
    struct world *world = &flow->world;
    uint32_t bits = term_of(&world->terms, q->a)->bits;
    switch (q->need) {
    case NEED_NONZERO: {
        struct range r = state_range(world, flow->state, q->a), rest = range_full(bits);
        if (r.umax == 0)
            return false;
        rest.umin = 1;
        return state_narrow(world, flow->state, q->a, rest);
    }
    case NEED_BELOW:
        return state_range(world, flow->state, q->b).umax == 0 ||
               state_assume(world, flow->state, term_compare(&world->terms, IR_ULT, q->a, q->b), true);
    default:
        return true;
    }
}

// The same obligation on the same values is kept once, under the weakest condition.
void flow_keep_latent(struct flow *flow, const struct requirement *q, const struct story *inner, const char *via)
{
    (void)via;
    if (flow->foreign) {
        flow_settle(flow, q, inner, DECISION_UNKNOWN);
        return; // the library's own conditions are too intricate to hold its users to them
    }
    uint64_t key = hash_mix((uint64_t)q->need << 8 | q->kind, (uint64_t)q->a << 32 | q->b), index;
    key = hash_mix(key, (uint64_t)q->certain << 16 | (uint64_t)q->bits << 8 | q->op);
    uint32_t open = flow->state->open_inputs + flow->state->open_unknowns;
    if (idmap_get(&flow->latent_index, key, &index)) {
        struct latent *old = &flow->latents.items[index];
        if (old->state->open_inputs + old->state->open_unknowns > open) {
            old->state = state_fork(&flow->world, flow->state);
            old->requirement = *q;
            old->inner = inner;
        }
        return;
    }
    if (flow->latents.count >= LATENTS) {
        flow_settle(flow, q, inner, DECISION_UNKNOWN);
        return;
    }
    struct requirement kept = *q;
    struct place place;
    if (q->need == NEED_INSIDE && !q->size && flow_place(flow, flow->state, q->a, &place)) {
        kept.storage = flow->world.terms.objects.items[place.object].kind;
        if (kept.storage != OBJECT_POINTEE)
            kept.size = memory_size(&flow->world, flow->state, place.object);
    }
    if (q->need == NEED_CLEAN && q->width && flow_place(flow, flow->state, q->a, &place)) {
        object_id source = memory_source(&flow->world, flow->state, place.object, (int64_t)place.range.low);
        if (source) // the text was put together here, from one that the caller knows
            kept.a = flow->world.terms.objects.items[source].address;
    }
    idmap_put(&flow->latent_index, key, flow->latents.count);
    *VEC_ADD(&flow->latents) = (struct latent){kept, inner, state_fork(&flow->world, flow->state)};
}

// Whether the variable that leads to what was released got its value after that: from a list, say, from which the object
// was taken in a way that the analysis did not see.
static bool is_found_again(const struct flow *flow, const struct verdict *v)
{
    for (const struct event *e = flow->state->trace; e && e != v->released; e = e->previous)
        if (e->kind == EVENT_ASSIGN && e->term == v->culprit)
            return true;
    return false;
}

// Broken on a path that inputs decide, through values that depend on inputs: whether that happens is for the callers
// to say. What nobody calls is asked itself, and only where its own test shows that the value is expected.
void flow_broken(struct flow *flow, const struct requirement *q, const struct verdict *v, const struct story *inner,
                 const char *via)
{
    const struct terms *terms = &flow->world.terms;
    uint16_t flags = term_of(terms, q->a)->flags | (q->b ? term_of(terms, q->b)->flags : 0);
    term_id size = v->object ? memory_size(&flow->world, flow->state, v->object) : 0;
    if (!size)
        size = q->size; // a callee's object
    if (size && q->need == NEED_INSIDE)
        flags |= term_of(terms, size)->flags;
    bool callers = flags & T_INPUT && flow->state->open_inputs && !v->chosen && !v->allowed;
    bool own = v->released && !is_found_again(flow, v);
    uint32_t open = flow->state->open_inputs + flow->state->open_unknowns + flow->state->open_failures;
    if (!callers || (flow_is_root(flow) && (q->need == NEED_NONZERO || own) && open <= 2)) {
        flow_issue(flow, q, v, inner, via);
    } else if (!flow_is_root(flow)) {
        struct requirement kept = *q;
        kept.certain |= own;
        flow_keep_latent(flow, &kept, inner, via);
    }
}

bool flow_require(struct flow *flow, const struct checker *checker, struct requirement q)
{
    while (ENGINE_CHECKERS[q.checker] != checker)
        q.checker++;
    if (!q.location)
        q.location = flow->instr->location;
    struct verdict v = flow_decide(flow, flow->state, &q);
    flow_settle(flow, &q, NULL, v.decision);
    switch (v.decision) {
    case DECISION_PROVED:
        flow->proved++;
        return true;
    case DECISION_BROKEN:
        flow_broken(flow, &q, &v, NULL, NULL);
        return assume_required(flow, &q);
    case DECISION_INPUT:
        flow_keep_latent(flow, &q, NULL, NULL);
        return assume_required(flow, &q);
    default:
        flow->unknowns++;
        return assume_required(flow, &q);
    }
}

// --- texts ---------------------------------------------------------------------------------------

const char *flow_text(struct flow *flow, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    const char *text = arena_vprintf(&flow->arena, format, args);
    va_end(args);
    return text;
}

unsigned flow_line(struct flow *flow, ir_id location)
{
    dependency_add(flow, DEPENDS_LINE, flow->program_id);
    return ir_location_at(flow->module, location)->line;
}

static const char *make_name(struct flow *flow, ir_id value)
{
    struct buf text = {0};
    const char *name = "";
    if (ir_describe(flow->module, flow->function, value, &text) && text.size && text.size < 80)
        name = flow_text(flow, "'%s'", buf_cstr(&text) + (text.bytes[0] == '&')); // the object, not its address
    buf_free(&text);
    return name;
}

const char *flow_name(struct flow *flow, ir_id value, const char *otherwise)
{
    if (!value || value >= flow->function->values.count)
        return otherwise;
    if (!flow->names)
        flow->names = ARENA_ARRAY(&flow->arena, const char *, flow->function->values.count);
    if (!flow->names[value])
        flow->names[value] = make_name(flow, value);
    return flow->names[value][0] ? flow->names[value] : otherwise;
}

const char *object_text(struct flow *flow, object_id object)
{
    const struct object *o = &flow->world.terms.objects.items[object];
    int64_t size;
    const char *what = o->kind == OBJECT_STACK ? "local" : o->kind == OBJECT_GLOBAL ? (o->literal ? "literal" : "global") :
                       o->kind == OBJECT_HEAP ? "block" : "object";
    const char *name = o->name ? flow_text(flow, " '%s'", o->name) : "";
    const char *bytes = o->size && term_is_const(&flow->world.terms, o->size, &size) ?
                        flow_text(flow, " of %lld byte%s", (long long)size, size == 1 ? "" : "s") : "";
    return flow_text(flow, "%s%s%s", what, name, bytes);
}

// --- the story -----------------------------------------------------------------------------------

static struct location place_of(const struct ir_module *module, ir_id location)
{
    const struct ir_location *l = ir_location_at(module, location);
    return (struct location){.file = ir_location_file(module, location), .line = l->line, .column = l->column,
                             .end_line = l->line, .end_column = l->column};
}

// Text of one event; NULL for one that is not worth telling.
static const char *event_text(struct flow *flow, const struct event *event)
{
    const struct terms *terms = &flow->world.terms;
    const struct ir_instr *instr = &flow->function->instrs.items[event->instr];
    int64_t number;
    switch (event->kind) {
    case EVENT_ASSIGN: {
        const char *name = event->variable ? flow->function->variables.items[event->variable].name : NULL;
        if (!name)
            return NULL;
        if (term_is_const(terms, event->term, &number))
            return flow_text(flow, number ? "'%s' becomes %lld" : "'%s' becomes %lld", name, (long long)number);
        return flow_text(flow, "'%s' gets its value", name);
    }
    case EVENT_BRANCH: {
        struct buf text = {0};
        bool known = instr->operand_count &&
                     ir_describe(flow->module, flow->function, ir_operand(flow->function, instr, 0), &text);
        const char *told = known && text.size < 100 ?
                           flow_text(flow, "taking the %s branch: %s", event->taken ? "true" : "false", buf_cstr(&text)) :
                           flow_text(flow, "taking the %s branch", event->taken ? "true" : "false");
        buf_free(&text);
        return told;
    }
    case EVENT_CALL:
        return flow_text(flow, "calling %s", flow_name(flow, ir_operand(flow->function, instr, 0), "a function"));
    case EVENT_RELEASE:
        return flow_text(flow, "released here");
    case EVENT_ALLOCATE:
        return flow_text(flow, "allocated here");
    case EVENT_SOURCE:
        return terms->origins.items[term_of(terms, event->term)->origin].what;
    default:
        return NULL;
    }
}

static void story_add(struct arena *arena, struct finding_event *events, size_t *count, struct location location,
                      unsigned depth, const char *text)
{
    if (*count == STORY_EVENTS * 2)
        return;
    events[(*count)++] = (struct finding_event){location, depth, arena_str(arena, text)};
}

static void story_append(struct arena *arena, struct finding_event *events, size_t *count, const struct story *story,
                         unsigned deeper)
{
    for (size_t i = 0; story && i < story->count; i++)
        story_add(arena, events, count, story->events[i].location, story->events[i].depth + deeper,
                  story->events[i].message);
}

// Assignments of values that the culprit is made of.
static bool concerns(const struct terms *terms, const struct event *event, term_id about, int depth)
{
    if (!about || depth > 4)
        return false;
    if (event->term == about)
        return true;
    const struct term *t = term_of(terms, about);
    if (t->kind == TERM_LINEAR) {
        for (uint32_t i = 0; i < t->b; i++)
            if (concerns(terms, event, terms->parts.items[t->a + i].term, depth + 1))
                return true;
        return false;
    }
    if (t->kind == TERM_BINARY || t->kind == TERM_CAST || t->kind == TERM_PURE)
        return concerns(terms, event, t->a, depth + 1) || (t->b && concerns(terms, event, t->b, depth + 1));
    return false;
}

struct story *story_tell(struct flow *flow, struct arena *arena, const struct state *state, term_id about,
                         ir_id location, const char *message, const struct story *inner)
{
    const struct terms *terms = &flow->world.terms;
    const struct event *picked[STORY_EVENTS];
    size_t count = 0;
    for (const struct event *e = state->trace; e && count < STORY_EVENTS; e = e->previous) {
        bool tell = e->kind == EVENT_ASSIGN ? concerns(terms, e, about, 0) : e->kind == EVENT_BRANCH ||
                    e->kind == EVENT_RELEASE || e->kind == EVENT_ALLOCATE ? concerns(terms, e, about, 0) ||
                    e->kind == EVENT_BRANCH : false;
        if (tell)
            picked[count++] = e;
    }
    struct finding_event *events = ARENA_ARRAY(arena, struct finding_event, STORY_EVENTS * 2);
    size_t out = 0;
    uint32_t origin = about ? term_of(terms, about)->origin : 0;
    if (origin) {
        const struct origin *o = &terms->origins.items[origin];
        story_append(arena, events, &out, o->story, 1);
        if (o->what && o->location)
            story_add(arena, events, &out, place_of(flow->module, o->location), 0, o->what);
    }
    while (count) {
        const struct event *e = picked[--count];
        const char *text = event_text(flow, e);
        if (text && e->location)
            story_add(arena, events, &out, place_of(flow->module, e->location), 0, text);
    }
    if (inner)
        story_append(arena, events, &out, inner, 1);
    else
        story_add(arena, events, &out, place_of(flow->module, location), 0, message);
    struct story *story = ARENA_NEW(arena, struct story);
    *story = (struct story){events, out, inner ? inner->function : arena_str(arena, flow->function->name)};
    return story;
}

// --- reports -------------------------------------------------------------------------------------

// One report for a rule at a line is enough.
static bool first_report(struct flow *flow, const struct rule *rule, ir_id location)
{
    const struct ir_location *l = ir_location_at(flow->module, location);
    uint64_t key = hash_mix(hash_text(rule->id), (uint64_t)l->file << 32 | l->line), seen;
    if (idmap_get(&flow->reported, key, &seen))
        return false;
    idmap_put(&flow->reported, key, 1);
    return true;
}

// What an attacker chooses breaks where it is used, whoever passes it on; all else is the fault of the call that passes
// it.
static void publish(struct flow *flow, const struct judgement *j, ir_id location, const struct story *story, bool deep)
{
    struct finding finding = {
        .rule = j->rule->id, .cwe = j->cwe ? j->cwe : j->rule->cwe,
        .severity = j->severity != SEVERITY_NONE ? j->severity : j->rule->severity, .confidence = j->confidence,
        .location = deep ? story->events[story->count - 1].location : place_of(flow->module, location),
        .function = deep ? story->function : flow->function->name,
        .message = buf_cstr(&j->message), .events = story->events, .event_count = story->count, .tool = "theriac"};
    if (finding.location.file && !flow->foreign)
        findings_add(flow->findings, &finding);
}

enum { HEAP_DOUBTS = 2 };

// A path that takes several undecided turns may not exist: the more of them, the less we say.
static bool believable(const struct flow *flow, const struct requirement *q, const struct verdict *v, bool from_callee)
{
    // How far a callee reads a text depends on the text, which joined paths no longer know.
    const struct object *o = &flow->world.terms.objects.items[v->object];
    if (from_callee && q->need == NEED_INSIDE && !q->write && !v->chosen && o->literal)
        return false;
    // What a callee's test of something unknown pins to its limit: that the test went this way is one guess, that it ends
    // just there another.
    bool place = q->need == NEED_INSIDE || q->need == NEED_BELOW;
    if (place && !from_callee && flow->state->guessed && flow->state->open_unknowns > 1 && !v->chosen)
        return false;
    uint32_t open = flow->state->open_inputs + flow->state->open_unknowns;
    // How large a block is, and how often a loop goes on in it, may hang on the same things that nobody decided.
    bool counted = q->need == NEED_INSIDE && o->kind == OBJECT_HEAP && !v->allowed && !v->chosen;
    if (counted && open > HEAP_DOUBTS)
        return false;
    return v->chosen || (from_callee ? open + flow->state->open_failures <= 2 : open <= 6);
}

// What only the person who starts the program can choose, with the rights that this person has anyway, weighs less.
static enum severity weigh(const struct flow *flow, const struct judgement *j, const struct verdict *v)
{
    const struct terms *terms = &flow->world.terms;
    enum severity severity = j->severity != SEVERITY_NONE ? j->severity : j->rule->severity;
    bool local = v->chosen && terms->origins.items[term_of(terms, v->culprit)->origin].local;
    return local && severity > SEVERITY_LOW ? severity - 1 : severity;
}

void flow_issue(struct flow *flow, const struct requirement *q, const struct verdict *v, const struct story *inner,
                const char *via)
{
    const struct checker *checker = ENGINE_CHECKERS[q->checker];
    struct judgement j = {.confidence = v->chosen || !flow->state->open_unknowns ? CONFIDENCE_HIGH : CONFIDENCE_MEDIUM};
    ir_id location = flow->instr->location;
    bool deep = inner && v->chosen && inner->function;
    if (believable(flow, q, v, inner != NULL) && checker->judge && checker->judge(flow, q, v, &j) && j.rule &&
        (deep || first_report(flow, j.rule, location))) {
        if (deep)
            buf_printf(&j.message, " (called by %s)", flow->function->name);
        else if (via)
            buf_printf(&j.message, ", in the call of %s", via);
        j.severity = weigh(flow, &j, v);
        struct story *story = story_tell(flow, &flow->arena, flow->state, v->culprit, location, buf_cstr(&j.message),
                                         inner);
        publish(flow, &j, location, story, deep);
    }
    buf_free(&j.message);
}

void flow_report(struct flow *flow, const struct judgement *judgement, term_id about, ir_id location)
{
    if (!first_report(flow, judgement->rule, location))
        return;
    publish(flow, judgement, location,
            story_tell(flow, &flow->arena, flow->state, about, location, buf_cstr(&judgement->message), NULL), false);
}
