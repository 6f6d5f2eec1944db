// Places where simpler rules complain of what they cannot see, and the engine can: a format that is constant on every path,
// a copy that fits on every path. What was found goes to merge_tiers as findings of no severity: "proved" where a state
// shows that the obligation holds, "open" where one does not. Only places that are proved and nowhere open are settled.
#include "base/hash.h"
#include "code/flow/enginep.h"

const char SETTLED_RULE[] = "settled";

static const char *const TEXTS[][2] = {
    [SETTLES_NOTHING] = {"", ""},
    [SETTLES_FORMAT] = {"format proved", "format open"},
    [SETTLES_BOUNDS] = {"bounds proved", "bounds open"},
};

static void note(struct flow *flow, uint8_t settles, struct location at, bool open)
{
    uint64_t key = hash_mix(hash_text(at.file ? at.file : ""), (uint64_t)at.line << 8 | (uint64_t)settles << 1 | open), seen;
    key = hash_mix(key, hash_text(SETTLED_RULE));
    if (!at.file || idmap_get(&flow->reported, key, &seen))
        return;
    idmap_put(&flow->reported, key, 1);
    findings_add(flow->findings, &(struct finding){.rule = SETTLED_RULE, .severity = SEVERITY_NONE, .location = at,
                                                   .function = "", .message = TEXTS[settles][open], .tool = "theriac"});
}

static struct location place_of(const struct flow *flow, const struct requirement *q, const struct story *inner)
{
    if (inner && inner->count)
        return inner->events[inner->count - 1].location;
    const struct ir_location *l = ir_location_at(flow->module, q->location);
    return (struct location){.file = ir_location_file(flow->module, q->location), .line = l->line, .column = l->column,
                             .end_line = l->line, .end_column = l->column};
}

bool engine_callers_are_known(const struct engine *engine, uint32_t program_id)
{
    const struct ir_program_symbol *symbol = &engine->program->symbols.items[program_id];
    return engine->called[program_id] && !symbol->address_taken && (symbol->internal || engine->program->closed) &&
           engine->graph.component_sizes[engine->graph.component[program_id]] == 1;
}

void flow_settle(struct flow *flow, const struct requirement *q, const struct story *inner, enum decision decision)
{
    if (!q->settles)
        return;
    if (decision == DECISION_INPUT) {
        dependency_add(flow, DEPENDS_CALLERS, flow->program_id);
        if (engine_callers_are_known(flow->engine, flow->program_id))
            return;
    }
    note(flow, q->settles, place_of(flow, q, inner), decision != DECISION_PROVED);
}

void flow_unsettle(struct flow *flow)
{
    VEC_EACH(&flow->latents, latent)
        flow_settle(flow, &latent->requirement, latent->inner, DECISION_UNKNOWN);
    if (!flow->abandoned)
        return;
    VEC_EACH(&flow->function->calls, info) { // what these demand was perhaps not looked at
        const struct summary *s = info->symbol ?
            engine_summary(flow, flow->module->symbols.items[info->symbol].program_id) : NULL;
        for (uint32_t i = 0; s && i < s->latent_count; i++)
            flow_settle(flow, &s->latents[i].requirement, s->latents[i].story, DECISION_UNKNOWN);
    }
}
