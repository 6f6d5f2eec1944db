// What is odd in a model that could be read, and what it leaves open.
#include "base/data.h"
#include "model/device_internal.h"
#include "model/threat.h"
#include <stdio.h>
#include <string.h>

struct check {
    const struct device *device;
    struct threats *questions;
    struct diags *diags;
};

PRINTF_LIKE(3, 4) static void warn(struct check *check, unsigned line, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    DIAG(check->diags, DIAG_WARNING, check->device->file, line, "%s",
         arena_vprintf(&check->questions->arena, format, args));
    va_end(args);
}

static void ask(struct check *check, const struct element *element, const char *attribute, const char *text)
{
    struct question question = {.element = element->id,
                                .attribute = attribute,
                                .text = text,
                                .file = check->device->file,
                                .line = element_field_line(element, attribute)};
    if (!question.line) question.line = 1; // a section that is not there
    threats_ask(check->questions, &question, NULL);
}

// Keys, screens and what runs inside of one chip need no cryptography.
static bool needs_protection(const struct element *channel)
{
    const char *medium = element_text(channel, "medium");
    return !medium || (strcmp(medium, "user-interface") != 0 && strcmp(medium, "internal") != 0);
}

// A question that another field has answered.
static bool is_moot(const struct element *element, const struct model_field *field)
{
    int64_t trust;
    if (element->kind == ELEMENT_ZONE && strcmp(field->name, "trust") == 0) return zone_trust(element, &trust);
    return element->kind == ELEMENT_CHANNEL && strcmp(field->name, "protocols") == 0 && !needs_protection(element);
}

// --- every kind --------------------------------------------------------------------------------

static void check_open_fields(struct check *check, const struct element *element)
{
    const struct model_kind *schema = &DEVICE_KINDS[element->kind];
    for (size_t i = 0; i < schema->field_count; i++) {
        const struct model_field *field = &schema->fields[i];
        if (field->ask && !element->values[i].known && !is_moot(element, field))
            ask(check, element, field->name, field->ask);
    }
}

static bool is_mentioned(const struct device *device, enum element_kind kind, const char *field,
                         const struct element *target)
{
    const struct element *element;
    for (size_t at = 0; (element = device_next(device, kind, &at));)
        if (element_lists(element, field, target->id)) return true;
    return false;
}

// --- one kind each -----------------------------------------------------------------------------

static void check_device(struct check *check, const struct element *element)
{
    if (!element->line) warn(check, 1, "no section 'device': the product has no name");
    const struct model_value *archetypes = element_value(element, "archetypes");
    for (size_t i = 0; i < archetypes->count; i++) {
        const char *file = arena_printf(&check->questions->arena, "archetypes/%.100s.yaml", archetypes->list[i]);
        if (!data_find(file)) warn(check, archetypes->line, "no archetype '%.80s'", archetypes->list[i]);
    }
}

static void check_zone(struct check *check, const struct element *element)
{
    const struct element *zone = element;
    for (unsigned depth = 0; zone; zone = element_ref(zone, "parent"))
        if (++depth > 32) {
            warn(check, element_field_line(element, "parent"), "zone '%s' lies inside of itself, or too deep",
                 element->id);
            return;
        }
}

static void check_data(struct check *check, const struct element *element)
{
    const struct model_value *places = element_value(element, "stored_in");
    bool carried = is_mentioned(check->device, ELEMENT_CHANNEL, "data", element);
    if (places->known && (places->count || carried)) return;
    if (!carried)
        warn(check, element->line, "data '%s' has no location: no 'stored_in', and no channel carries it", element->id);
    if (!places->known)
        ask(check, element, "stored_in",
            carried ? "Is this data stored anywhere? An empty list says: no." : "Where is this data stored?");
}

static void check_port(struct check *check, const struct element *element)
{
    if (element_value(element, "processor")->known) return;
    warn(check, element->line, "port '%s' has no processor: nothing is known of what it leads to", element->id);
    ask(check, element, "processor", "Which processor does this port lead to?");
}

static void check_channel(struct check *check, const struct element *element)
{
    static const char *const PROTECTION[] = {"peer_authentication", "encrypted", "integrity"};
    static const char *const QUESTIONS[] = {"Which end shows its identity?", "Is its content encrypted?",
                                            "Is it protected against changes?"};
    const struct element *from = element_ref(element, "from"), *to = element_ref(element, "to");
    if (from && from == to) warn(check, element->line, "channel '%s' begins and ends at '%s'", element->id, from->id);
    const struct element *port = element_ref(element, "port"), *owner = element_ref(port, "processor");
    if (owner && from && to && owner != from && owner != to)
        warn(check, element_field_line(element, "port"),
             "channel '%s' runs through port '%s' of '%s', which is at neither end", element->id, port->id, owner->id);
    if (!channel_crosses_zones(element) || !needs_protection(element)) return;
    struct buf open = {0};
    for (size_t i = 0; i < COUNT_OF(PROTECTION); i++)
        if (!element_value(element, PROTECTION[i])->known) {
            buf_printf(&open, "%s'%s'", open.size ? ", " : "", PROTECTION[i]);
            ask(check, element, PROTECTION[i], QUESTIONS[i]);
        }
    if (open.size)
        warn(check, element->line, "channel '%s' crosses from zone '%s' to zone '%s' and does not state %s",
             element->id, element_zone(from)->id, element_zone(to)->id, open.bytes);
    buf_free(&open);
}

static void check_asset(struct check *check, const struct element *element)
{
    if (!element_value(element, "refers_to")->count && !element_text(element, "function"))
        warn(check, element->line, "asset '%s' names neither an element nor a function", element->id);
}

// A control that says it makes a field true contradicts a field that says false.
static void check_control_field(struct check *check, const struct element *control, const struct element *target,
                                const char *name, bool *found)
{
    const struct model_field *field = target ? model_field_find(target->kind, name) : NULL;
    if (!field) return;
    *found = true;
    const struct model_value *value = element_value(target, name);
    if (field->type == MODEL_FLAG && value->known && !value->number)
        warn(check, control->line, "control '%s' claims '%s' of %s '%s', which says false in line %u", control->id,
             name, element_kind_name(target->kind), target->id, value->line);
}

static void check_control(struct check *check, const struct element *element)
{
    const struct model_value *attributes = element_value(element, "attributes"),
                             *targets = element_value(element, "protects");
    for (size_t i = 0; i < attributes->count; i++) {
        bool found = false, dangling = false;
        for (size_t k = 0; k < targets->count; k++) {
            dangling |= !targets->refs[k];
            check_control_field(check, element, targets->refs[k], attributes->list[i], &found);
        }
        if (!found && !dangling)
            warn(check, attributes->line, "control '%s': nothing that it protects has a field '%.80s'", element->id,
                 attributes->list[i]);
    }
    const char *status = element_text(element, "verification.status");
    if (status && strcmp(status, "passed") == 0 && !element_text(element, "verification.test"))
        warn(check, element_field_line(element, "verification.status"),
             "control '%s' says that its verification passed, and names no test", element->id);
}

static void check_element(struct check *check, const struct element *element)
{
    check_open_fields(check, element);
    switch (element->kind) {
    case ELEMENT_DEVICE: check_device(check, element); break;
    case ELEMENT_ZONE: check_zone(check, element); break;
    case ELEMENT_DATA: check_data(check, element); break;
    case ELEMENT_PORT: check_port(check, element); break;
    case ELEMENT_CHANNEL: check_channel(check, element); break;
    case ELEMENT_ASSET: check_asset(check, element); break;
    case ELEMENT_CONTROL: check_control(check, element); break;
    default: break;
    }
}

static void check_kinds_present(struct check *check)
{
    static const enum element_kind WANTED[] = {ELEMENT_ZONE, ELEMENT_PROCESSOR, ELEMENT_MEMORY,
                                               ELEMENT_DATA, ELEMENT_ASSET,     ELEMENT_HARM};
    for (size_t i = 0; i < COUNT_OF(WANTED); i++) {
        size_t at = 0;
        if (!device_next(check->device, WANTED[i], &at))
            warn(check, 1, "the model has no %s: threats about them can't be found", DEVICE_KINDS[WANTED[i]].section);
    }
}

void device_check(const struct device *device, struct threats *questions, struct diags *diags)
{
    struct check check = {device, questions, diags};
    check_kinds_present(&check);
    VEC_EACH(&device->elements, element)
        check_element(&check, *element);
}
