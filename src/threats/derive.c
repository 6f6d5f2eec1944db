// Applies every rule to every element of its scope.
#include "base/file.h"
#include "base/hash.h"
#include "threats/attributes.h"
#include "threats/severity.h"
#include <stdio.h>
#include <string.h>

enum { THREATS_MAX = 50000, FACTS_SHOWN_MAX = 12 };

struct deriver {
    const struct device *device;
    struct model_index index;
    struct threats *threats;
    struct diags *diags;
    struct arena scratch; // of one rule on one element
    struct expr_run run;
    bool full;
};

// --- whether a rule fires ------------------------------------------------------------------------

struct outcome {
    enum tri when, unless; // unless: NO when the rule has none
    size_t unless_facts;   // where the facts of `unless` begin
};

static void set_variables(struct deriver *deriver, const struct element *element)
{
    struct expr_run *run = &deriver->run;
    const struct element *const own[] = {element,
                                         device_find(deriver->device, "device"),
                                         device_find(deriver->device, "operation"),
                                         device_find(deriver->device, "lifecycle"),
                                         NULL,
                                         NULL};
    memcpy(run->variables, own, sizeof own);
    if (element->kind == ELEMENT_CHANNEL) {
        run->variables[4] = element_ref(element, "from");
        run->variables[5] = element_ref(element, "to");
    } else if (element->kind == ELEMENT_MEMORY || element->kind == ELEMENT_PORT) {
        run->variables[4] = element_ref(element, "processor");
    }
    VEC_CLEAR(&run->facts);
}

// --- questions -----------------------------------------------------------------------------------

static void ask(struct deriver *deriver, const struct compiled_rule *rule, const struct expr_fact *fact)
{
    const struct model_field *field = model_field_find(fact->element->kind, fact->attribute);
    if (!field) return; // an attribute that follows from others, which were asked for
    const char *text = field->ask
                           ? field->ask
                           : arena_printf(&deriver->scratch,
                                          field->type == MODEL_FLAG ? "Is it so? %s" : "Please state: %s", field->help);
    unsigned line = element_field_line(fact->element, fact->attribute);
    struct question question = {.element = fact->element->id,
                                .attribute = fact->attribute,
                                .text = text,
                                .file = device_file(deriver->device),
                                .line = line ? line : 1};
    threats_ask(deriver->threats, &question, rule->rule.rule.id);
}

static void ask_unknown(struct deriver *deriver, const struct compiled_rule *rule)
{
    VEC_EACH(&deriver->run.facts, fact)
        if (!fact->known) ask(deriver, rule, fact);
}

// --- controls and suppressions -------------------------------------------------------------------

// Does a list of references name the element itself, its zone, or one of the ends of a channel?
static bool covers(const struct model_value *refs, const struct element *element)
{
    const struct element *zone = element_zone(element);
    for (size_t i = 0; refs->refs && i < refs->count; i++) {
        const struct element *one = refs->refs[i];
        if (!one) continue;
        if (one == element || one->kind == ELEMENT_DEVICE || (zone && one == zone)) return true;
    }
    return false;
}

static bool is_suppressed(const struct deriver *deriver, const struct compiled_rule *rule,
                          const struct element *element)
{
    const struct element *one;
    for (size_t at = 0; (one = device_next(deriver->device, ELEMENT_SUPPRESSION, &at));) {
        bool named = element_lists(one, "rules", "*") || element_lists(one, "rules", rule->rule.rule.id);
        const char *reason = element_text(one, "reason");
        if (named && reason && *reason && covers(element_value(one, "elements"), element)) return true;
    }
    return false;
}

VEC_NAMED(working_controls, struct working_control);

enum control_state { CONTROL_NONE, CONTROL_PLANNED, CONTROL_PASSED, CONTROL_FAILED };

static enum control_state state_of(const struct element *control)
{
    const char *status = element_text(control, "verification.status");
    if (status && strcmp(status, "passed") == 0)
        // Without a test to look at, a verification is a claim.
        return element_text(control, "verification.test") ? CONTROL_PASSED : CONTROL_PLANNED;
    return status && strcmp(status, "failed") == 0 ? CONTROL_FAILED : CONTROL_PLANNED;
}

static bool backs_fact(const struct element *control, const struct expr_facts *facts, size_t from)
{
    for (size_t i = from; i < facts->count; i++)
        if (element_lists(control, "attributes", facts->items[i].attribute) &&
            covers(element_value(control, "protects"), facts->items[i].element))
            return true;
    return false;
}

static void add_working(struct working_controls *list, const struct compiled_rule *rule, const struct element *control,
                        bool backs)
{
    bool any = false;
    for (size_t i = 0; i < rule->rule.mitigation_count; i++)
        if (element_lists(control, "implements", rule->rule.mitigations[i].id)) {
            VEC_PUSH(list, ((struct working_control){control, rule->mitigations[i]}));
            any = true;
        }
    if (!any && backs) VEC_PUSH(list, ((struct working_control){control, rule->mitigations[0]}));
}

// Collects the verified controls; the answer is the state of those that back what `unless` found: the best, but failed
// when one failed. A control that claims what the model denies backs nothing.
static enum control_state find_controls(struct deriver *deriver, const struct compiled_rule *rule,
                                        const struct element *element, const struct outcome *outcome,
                                        struct working_controls *ret_list)
{
    enum control_state state = CONTROL_NONE;
    const struct element *control;
    for (size_t at = 0; (control = device_next(deriver->device, ELEMENT_CONTROL, &at));) {
        bool backs = outcome->unless == TRI_YES && backs_fact(control, &deriver->run.facts, outcome->unless_facts);
        if (!backs && !covers(element_value(control, "protects"), element)) continue;
        enum control_state own = state_of(control);
        if (own == CONTROL_PASSED) add_working(ret_list, rule, control, backs);
        if (backs && own > state) state = own;
    }
    return state;
}

// --- threats -------------------------------------------------------------------------------------

static const char *filled(struct deriver *deriver, const struct compiled_rule *rule, const char *template)
{
    struct buf text = {0};
    size_t facts = deriver->run.facts.count;
    (void)expr_template(template, &rule->scope, &deriver->run, &text, rule->rule.file, rule->rule.line, deriver->diags);
    deriver->run.facts.count = facts; // what a text reads is no reason
    const char *copy = arena_str(&deriver->threats->arena, buf_cstr(&text));
    buf_free(&text);
    return copy;
}

static void make_id(struct threats *threats, struct threat *threat)
{
    const char *const parts[] = {threat->rule, threat->source, threat->flow, threat->target, threat->asset};
    struct buf key = {0};
    char hex[SHA256_HEX];
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        buf_text(&key, parts[i]);
        buf_char(&key, '\n');
    }
    sha256_hex(key.bytes, key.size, hex);
    threat->id = arena_printf(&threats->arena, "T-%.10s", hex);
    buf_free(&key);
}

static void set_place(struct threats *threats, const struct element *element, struct threat *threat)
{
    const struct element *from = element_ref(element, "from"), *to = element_ref(element, "to");
    threat->element = arena_str(&threats->arena, element->id);
    if (element->kind == ELEMENT_CHANNEL) {
        threat->flow = threat->element;
        threat->source = from ? arena_str(&threats->arena, from->id) : NULL;
        threat->target = to ? arena_str(&threats->arena, to->id) : NULL;
    } else if (element->kind == ELEMENT_ASSET) {
        threat->asset = threat->element;
    } else {
        threat->target = threat->element;
    }
}

static const char *fact_text(struct deriver *deriver, const struct expr_fact *fact)
{
    const char *file = path_name(device_file(deriver->device));
    unsigned line = element_field_line(fact->element, fact->attribute);
    struct arena *arena = &deriver->threats->arena;
    if (!line) return arena_printf(arena, "%s: %s is %s", fact->element->id, fact->attribute, fact->value);
    return arena_printf(arena, "%s: %s is %s (%s:%u)", fact->element->id, fact->attribute, fact->value, file, line);
}

// The known facts in the order in which they were read, each once.
static const char *const *because(struct deriver *deriver, const struct expr_facts *facts, const char *last)
{
    const char **list = ARENA_ARRAY(&deriver->threats->arena, const char *, FACTS_SHOWN_MAX + 2);
    size_t count = 0;
    VEC_EACH(facts, fact) {
        bool seen = !fact->known || count == FACTS_SHOWN_MAX;
        const char *text = seen ? NULL : fact_text(deriver, fact);
        for (size_t i = 0; i < count && !seen; i++)
            seen = strcmp(list[i], text) == 0;
        if (!seen) list[count++] = text;
    }
    if (last) list[count++] = last;
    return list;
}

static void copy_mitigations(struct threats *threats, const struct threat_rule *rule, struct threat *threat)
{
    struct mitigation *copy = ARENA_ARRAY(&threats->arena, struct mitigation, rule->mitigation_count);
    for (size_t i = 0; i < rule->mitigation_count; i++) {
        copy[i].id = arena_str(&threats->arena, rule->mitigations[i].id);
        copy[i].text = arena_str(&threats->arena, rule->mitigations[i].text);
        copy[i].requirement = arena_str(&threats->arena, rule->mitigations[i].requirement);
        copy[i].verification = arena_str(&threats->arena, rule->mitigations[i].verification);
    }
    threat->mitigations = copy;
    threat->mitigation_count = rule->mitigation_count;
}

static void add_threat(struct deriver *deriver, const struct compiled_rule *rule, const struct element *element,
                       const char *state, const struct working_controls *controls, const char *last_reason)
{
    static const char *const NOTHING[] = {NULL};
    struct threats *threats = deriver->threats;
    struct arena *arena = &threats->arena;
    const struct threat_rule *own = &rule->rule;
    if (threats->list.count >= THREATS_MAX) {
        if (!deriver->full)
            DIAG(deriver->diags, DIAG_SKIPPED, device_file(deriver->device), 1, "more than %d threats", THREATS_MAX);
        deriver->full = true;
        return;
    }
    struct threat threat = {.rule = arena_str(arena, own->rule.id),
                            .stride = arena_str(arena, own->stride),
                            .linddun = arena_str(arena, own->linddun),
                            .cia = arena_str(arena, own->cia),
                            .cwe = own->rule.cwe,
                            .capec = arena_str(arena, own->capec),
                            .emb3d = arena_str(arena, own->emb3d),
                            .attack = arena_str(arena, own->attack),
                            .cvss = arena_str(arena, own->cvss),
                            .exploitability = -1,
                            .residual_exploitability = -1,
                            .state = state,
                            .false_alarm = arena_str(arena, own->false_alarm),
                            .findings = NOTHING,
                            .vulnerabilities = NOTHING};
    set_place(threats, element, &threat);
    threat.title = filled(deriver, rule, own->title);
    threat.description = filled(deriver, rule, own->description);
    threat.because = because(deriver, &deriver->run.facts, last_reason);
    copy_mitigations(threats, own, &threat);
    severity_rate(deriver->device, &deriver->index, own, element, controls->items, &threat);
    make_id(threats, &threat);
    VEC_PUSH(&threats->list, threat);
}

// The rule's situation exists; whether it is met depends on `unless` and on what was verified.
static void settle(struct deriver *deriver, const struct compiled_rule *rule, const struct element *element,
                   const struct outcome *outcome)
{
    struct working_controls controls = {0};
    enum control_state state = find_controls(deriver, rule, element, outcome, &controls);
    VEC_PUSH(&controls, ((struct working_control){NULL, NULL}));
    if (outcome->unless == TRI_NO)
        add_threat(deriver, rule, element, "open", &controls, NULL);
    else if (state == CONTROL_FAILED)
        add_threat(deriver, rule, element, "open", &controls, "the verification of its control failed");
    else if (state == CONTROL_PASSED)
        add_threat(deriver, rule, element, "mitigated", &controls, "its control was verified");
    else if (state == CONTROL_PLANNED)
        add_threat(deriver, rule, element, "mitigated", &controls,
                   "its control is not verified yet: the residual equals the initial score");
    VEC_FREE(&controls);
}

static void apply(struct deriver *deriver, const struct compiled_rule *rule, const struct element *element)
{
    struct arena_mark mark = arena_mark(&deriver->scratch);
    struct outcome outcome = {.unless = TRI_NO};
    set_variables(deriver, element);
    outcome.when = expr_eval_parts(rule->when, rule->when_count, true, &deriver->run);
    outcome.unless_facts = deriver->run.facts.count;
    if (outcome.when != TRI_NO && rule->unless_count)
        outcome.unless = expr_eval_parts(rule->unless, rule->unless_count, false, &deriver->run);
    bool open = outcome.when == TRI_UNKNOWN || outcome.unless == TRI_UNKNOWN;
    if (outcome.when != TRI_NO && !is_suppressed(deriver, rule, element)) {
        if (outcome.when == TRI_YES && outcome.unless != TRI_UNKNOWN)
            settle(deriver, rule, element, &outcome);
        else if (open && outcome.unless != TRI_YES)
            ask_unknown(deriver, rule);
    }
    arena_reset(&deriver->scratch, mark);
}

static int by_id(const void *a, const void *b)
{
    return strcmp(((const struct threat *)a)->id, ((const struct threat *)b)->id);
}

void threats_derive_with(const struct device *device, const struct threat_rules *rules, const char *only,
                         struct threats *ret_threats, struct diags *diags)
{
    struct deriver deriver = {.device = device, .threats = ret_threats, .diags = diags};
    model_index_build(device, &deriver.index);
    deriver.run = (struct expr_run){.device = device, .index = &deriver.index, .arena = &deriver.scratch};
    for (size_t i = 0; i < threat_rules_count(rules); i++) {
        const struct compiled_rule *rule = threat_rules_compiled(rules, i);
        const struct element *element;
        if (only && strcmp(only, rule->rule.rule.id) != 0) continue;
        for (size_t at = 0; (element = device_next(device, rule->rule.scope, &at));)
            apply(&deriver, rule, element);
    }
    VEC_SORT(&ret_threats->list, by_id);
    VEC_FREE(&deriver.run.facts);
    model_index_free(&deriver.index);
    arena_free(&deriver.scratch);
}

void threats_derive(const struct device *device, const char *rules_folder, struct threats *ret_threats,
                    struct diags *diags)
{
    struct threat_rules *rules = threat_rules_load(rules_folder, diags);
    threats_derive_with(device, rules, NULL, ret_threats, diags);
    threat_rules_free(rules);
}

void threats_attribute_reference(struct buf *out)
{
    attribute_reference(out);
}
