#include "threats/attributes.h"
#include "base/map.h"
#include <string.h>

#define BIT(kind) KIND_BIT(ELEMENT_##kind)
#define ALL_KINDS ((1u << ELEMENT_KIND_COUNT) - 1)

// --- facts -------------------------------------------------------------------------------------

static const char *joined(struct arena *arena, const char *const *texts, size_t count)
{
    struct buf text = {0};
    buf_char(&text, '[');
    for (size_t i = 0; i < count; i++)
        buf_printf(&text, "%s%s", i ? ", " : "", texts[i]);
    buf_char(&text, ']');
    const char *copy = arena_str(arena, text.bytes);
    buf_free(&text);
    return copy;
}

static void note(struct expr_run *run, const struct element *element, const char *attribute, const char *value)
{
    VEC_PUSH(&run->facts, ((struct expr_fact){element, attribute, value != NULL, value}));
}

static bool is_word_of(const char *word, const char *words)
{
    struct str rest = str_of(words), piece;
    while (str_next(&rest, ' ', &piece))
        if (str_is(piece, word)) return true;
    return false;
}

// What a channel's medium says of a field that is not stated: keys and screens speak no protocol, a wire needs no
// pairing, a bus is not the internet. NULL when it says nothing.
static const struct model_value *implied_value(const struct element *element, const char *name)
{
    static const char *const NOTHING[] = {NULL};
    static const struct model_value NO = {.known = true, .text = "false"}, NONE = {.known = true, .text = "none"},
                                    EMPTY = {.known = true, .list = NOTHING};
    const char *medium = element->kind == ELEMENT_CHANNEL ? element_text(element, "medium") : NULL;
    if (!medium) return NULL;
    bool local = is_word_of(medium, "user-interface internal");
    if (local && strcmp(name, "protocols") == 0) return &EMPTY;
    if (local && (strcmp(name, "keys") == 0)) return &NONE;
    if (strcmp(name, "internet") == 0 && !is_word_of(medium, "ethernet wifi cellular")) return &NO;
    if (strcmp(name, "pairing") == 0 && !is_word_of(medium, "bluetooth-le bluetooth zigbee nfc wifi radio"))
        return &NONE;
    return NULL;
}

// Reads a field of the table and notes it.
static const struct model_value *field_value(struct expr_run *run, const struct element *element, const char *name)
{
    const struct model_value *value = element_value(element, name);
    if (!value->known && implied_value(element, name)) value = implied_value(element, name);
    const char *text = value->text;
    if (value->known && !text) text = joined(run->arena, value->list, value->count);
    note(run, element, name, value->known ? text : NULL);
    return value;
}

// --- lists that grow in the arena ---------------------------------------------------------------

VEC_NAMED(element_list, const struct element *);
VEC_NAMED(text_list, const char *);

static void add_element_once(struct element_list *list, const struct element *element)
{
    VEC_EACH(list, other)
        if (*other == element) return;
    VEC_PUSH(list, element);
}

static void add_text_once(struct text_list *list, const char *text)
{
    VEC_EACH(list, other)
        if (strcmp(*other, text) == 0) return;
    VEC_PUSH(list, text);
}

static void give_elements(struct expr_run *run, struct element_list *list, struct attribute_value *ret_value)
{
    const struct element **copy = ARENA_ARRAY(run->arena, const struct element *, list->count + 1);
    if (list->count) memcpy(copy, list->items, list->count * sizeof *copy);
    *ret_value = (struct attribute_value){.type = VALUE_ELEMENTS, .elements = copy, .count = list->count};
    VEC_FREE(list);
}

static void give_texts(struct expr_run *run, struct text_list *list, struct attribute_value *ret_value)
{
    const char **copy = ARENA_ARRAY(run->arena, const char *, list->count + 1);
    if (list->count) memcpy(copy, list->items, list->count * sizeof *copy);
    *ret_value = (struct attribute_value){.type = VALUE_TEXTS, .texts = copy, .count = list->count};
    VEC_FREE(list);
}

static void give_flag(bool yes, struct attribute_value *ret_value)
{
    *ret_value = (struct attribute_value){.type = VALUE_FLAG, .yes = yes};
}

// Elements of a kind that refer to this one through one of the fields (NULL-terminated).
static void add_referrers(struct expr_run *run, const struct element *element, enum element_kind kind,
                          const char *const *fields, struct element_list *list)
{
    VEC_EACH(model_index_of(run->index, element), back) {
        if (back->from->kind != kind) continue;
        for (const char *const *field = fields; *field; field++)
            if (strcmp(back->field->name, *field) == 0) add_element_once(list, back->from);
    }
}

// --- places and trust ---------------------------------------------------------------------------

static void get_zone(struct expr_run *run, const struct element *element, struct attribute_value *ret_value)
{
    const struct element *zone = element_zone(element);
    note(run, element, "zone", zone ? zone->id : NULL);
    if (zone) *ret_value = (struct attribute_value){.type = VALUE_ELEMENT, .element = zone};
}

static void get_trust(struct expr_run *run, const struct element *element, struct attribute_value *ret_value)
{
    const struct element *zone = element_zone(element);
    int64_t trust;
    if (!zone) {
        note(run, element, "zone", NULL);
    } else if (!zone_trust(zone, &trust)) {
        note(run, zone, "trust", NULL);
    } else {
        note(run, zone, "trust", arena_printf(run->arena, "%lld", (long long)trust));
        *ret_value = (struct attribute_value){.type = VALUE_NUMBER, .number = trust};
    }
}

static void get_crosses(struct expr_run *run, const struct element *channel, struct attribute_value *ret_value)
{
    const struct element *from = element_ref(channel, "from"), *to = element_ref(channel, "to");
    const struct element *a = element_zone(from), *b = element_zone(to);
    if (a && b) {
        note(run, channel, "zones", arena_printf(run->arena, "%s to %s", a->id, b->id));
        give_flag(a != b, ret_value);
        return;
    }
    if (!a) note(run, from ? from : channel, from ? "zone" : "from", NULL);
    if (!b) note(run, to ? to : channel, to ? "zone" : "to", NULL);
}

static void medium_in(struct expr_run *run, const struct element *channel, const char *words,
                      struct attribute_value *ret_value)
{
    const struct model_value *medium = field_value(run, channel, "medium");
    if (medium->known) give_flag(is_word_of(medium->text, words), ret_value);
}

static void get_wireless(struct expr_run *run, const struct element *channel, struct attribute_value *ret_value)
{
    medium_in(run, channel, "wifi bluetooth-le bluetooth zigbee nfc infrared radio cellular acoustic optical",
              ret_value);
}

static void get_networked(struct expr_run *run, const struct element *channel, struct attribute_value *ret_value)
{
    if (element_is(channel, "internet")) {
        (void)field_value(run, channel, "internet");
        give_flag(true, ret_value);
        return;
    }
    medium_in(run, channel, "ethernet wifi cellular", ret_value);
}

// --- what is carried and kept -------------------------------------------------------------------

// The union of a list field over the elements of a reference list; unknown as soon as one of them is.
static void gather(struct expr_run *run, const struct element *const *elements, size_t count, const char *field,
                   struct attribute_value *ret_value)
{
    struct text_list list = {0};
    bool known = true;
    for (size_t i = 0; i < count; i++) {
        const struct model_value *value = elements[i] ? field_value(run, elements[i], field) : NULL;
        if (!value || !value->known) {
            known = false;
            continue;
        }
        for (size_t k = 0; k < value->count; k++)
            add_text_once(&list, value->list[k]);
        if (!value->list) add_text_once(&list, value->text);
    }
    if (known)
        give_texts(run, &list, ret_value);
    else
        VEC_FREE(&list);
}

static void get_contents(struct expr_run *run, const struct element *element, struct attribute_value *ret_value)
{
    static const char *const FIELDS[] = {"stored_in", NULL}, *const MEMORY_FIELDS[] = {"processor", NULL};
    struct element_list memories = {0}, list = {0};
    add_referrers(run, element, ELEMENT_DATA, FIELDS, &list);
    add_referrers(run, element, ELEMENT_MEMORY, MEMORY_FIELDS, &memories);
    VEC_EACH(&memories, memory)
        add_referrers(run, *memory, ELEMENT_DATA, FIELDS, &list);
    VEC_FREE(&memories);
    give_elements(run, &list, ret_value);
}

static void get_classes(struct expr_run *run, const struct element *element, struct attribute_value *ret_value)
{
    if (element->kind == ELEMENT_CHANNEL) {
        const struct model_value *data = field_value(run, element, "data");
        if (data->known) gather(run, data->refs, data->count, "classes", ret_value);
        return;
    }
    struct attribute_value contents = {0};
    get_contents(run, element, &contents);
    gather(run, contents.elements, contents.count, "classes", ret_value);
}

static void get_effects(struct expr_run *run, const struct element *channel, struct attribute_value *ret_value)
{
    const struct model_value *commands = field_value(run, channel, "commands");
    if (commands->known) gather(run, commands->refs, commands->count, "effect", ret_value);
}

// Does a gathered list hold one of the words? The facts are those of the list.
static void any_word(const struct attribute_value *list, const char *words, struct attribute_value *ret_value)
{
    if (list->type != VALUE_TEXTS) return;
    bool found = false;
    for (size_t i = 0; i < list->count && !found; i++)
        found = is_word_of(list->texts[i], words);
    give_flag(found, ret_value);
}

static void classes_of(struct expr_run *run, const struct element *element, struct attribute_value *ret_value)
{
    if (element->kind == ELEMENT_DATA)
        gather(run, &element, 1, "classes", ret_value);
    else
        get_classes(run, element, ret_value);
}

static void get_sensitive(struct expr_run *run, const struct element *element, struct attribute_value *ret_value)
{
    struct attribute_value classes = {0};
    classes_of(run, element, &classes);
    any_word(&classes, "health identity credential key prescription image location", ret_value);
}

static void get_personal(struct expr_run *run, const struct element *element, struct attribute_value *ret_value)
{
    struct attribute_value classes = {0};
    classes_of(run, element, &classes);
    any_word(&classes, "health identity prescription image location", ret_value);
}

// --- safety -------------------------------------------------------------------------------------

static const char SAFETY_CLASSES[] =
    "therapy-setting prescription drug-library alarm measurement firmware configuration";
static const char SAFETY_EFFECTS[] = "alarm configuration prescription therapy firmware power";

// An asset that refers to the element and says that safety depends on it.
static bool asset_says_safety(struct expr_run *run, const struct element *element)
{
    VEC_EACH(model_index_of(run->index, element), back) {
        const char *weight = back->from->kind == ELEMENT_ASSET ? element_text(back->from, "safety") : NULL;
        if (!weight || !is_word_of(weight, "medium high")) continue;
        (void)field_value(run, back->from, "safety");
        return true;
    }
    return false;
}

static bool is_yes(const struct attribute_value *value)
{
    return value->type == VALUE_FLAG && value->yes;
}

static void get_safety(struct expr_run *run, const struct element *element, struct attribute_value *ret_value)
{
    struct attribute_value words = {0}, second = {0}, by_data = {0}, by_command = {0};
    if (asset_says_safety(run, element)) {
        give_flag(true, ret_value);
        return;
    }
    switch (element->kind) {
    case ELEMENT_PROCESSOR: {
        const struct model_value *flag = field_value(run, element, "safety_critical");
        if (flag->known) give_flag(flag->number == 1, ret_value);
        return;
    }
    case ELEMENT_COMMAND:
        gather(run, &element, 1, "effect", &words);
        any_word(&words, SAFETY_EFFECTS, ret_value);
        return;
    case ELEMENT_CHANNEL:
        get_effects(run, element, &second);
        any_word(&second, SAFETY_EFFECTS, &by_command);
        if (is_yes(&by_command)) break;
        __attribute__((fallthrough));
    default:
        classes_of(run, element, &words);
        any_word(&words, SAFETY_CLASSES, &by_data);
        break;
    }
    if (is_yes(&by_data) || is_yes(&by_command))
        give_flag(true, ret_value);
    else if (by_data.type == VALUE_FLAG && (element->kind != ELEMENT_CHANNEL || by_command.type == VALUE_FLAG))
        give_flag(false, ret_value);
}

// --- who belongs to whom ------------------------------------------------------------------------

static void get_channels(struct expr_run *run, const struct element *element, struct attribute_value *ret_value)
{
    static const char *const FIELDS[] = {"from", "to", "port", "libraries", "authentication", NULL};
    struct element_list list = {0};
    add_referrers(run, element, ELEMENT_CHANNEL, FIELDS, &list);
    const char *field = element->kind == ELEMENT_LIBRARY ? "used_by" : "protects";
    const struct model_value *value = element_value(element, field);
    for (size_t i = 0; i < value->count; i++)
        if (value->refs[i] && value->refs[i]->kind == ELEMENT_CHANNEL) add_element_once(&list, value->refs[i]);
    give_elements(run, &list, ret_value);
}

static void get_carried_by(struct expr_run *run, const struct element *element, struct attribute_value *ret_value)
{
    static const char *const FIELDS[] = {"data", "commands", NULL};
    struct element_list list = {0};
    add_referrers(run, element, ELEMENT_CHANNEL, FIELDS, &list);
    give_elements(run, &list, ret_value);
}

static void get_ports(struct expr_run *run, const struct element *element, struct attribute_value *ret_value)
{
    static const char *const FIELDS[] = {"processor", NULL};
    struct element_list list = {0};
    add_referrers(run, element, ELEMENT_PORT, FIELDS, &list);
    give_elements(run, &list, ret_value);
}

static void get_memories(struct expr_run *run, const struct element *element, struct attribute_value *ret_value)
{
    static const char *const FIELDS[] = {"processor", NULL};
    struct element_list list = {0};
    add_referrers(run, element, ELEMENT_MEMORY, FIELDS, &list);
    give_elements(run, &list, ret_value);
}

static void get_guards(struct expr_run *run, const struct element *element, struct attribute_value *ret_value)
{
    static const char *const FIELDS[] = {"protects", NULL};
    struct element_list list = {0};
    add_referrers(run, element, ELEMENT_AUTHENTICATION, FIELDS, &list);
    if (element->kind == ELEMENT_CHANNEL) {
        const struct model_value *stated = field_value(run, element, "authentication");
        if (!stated->known && !list.count) return;
        for (size_t i = 0; i < stated->count; i++)
            if (stated->refs[i]) add_element_once(&list, stated->refs[i]);
    } else {
        note(run, element, "guards", list.count ? list.items[0]->id : "none");
    }
    give_elements(run, &list, ret_value);
}

static void get_guarded(struct expr_run *run, const struct element *element, struct attribute_value *ret_value)
{
    struct attribute_value guards = {0};
    get_guards(run, element, &guards);
    if (guards.type != VALUE_ELEMENTS) return;
    bool real = false;
    for (size_t i = 0; i < guards.count && !real; i++) {
        const struct model_value *kind = field_value(run, guards.elements[i], "kind");
        real = !kind->known || strcmp(kind->text, "none") != 0;
    }
    give_flag(real, ret_value);
}

static void get_assets(struct expr_run *run, const struct element *element, struct attribute_value *ret_value)
{
    static const char *const FIELDS[] = {"refers_to", NULL};
    struct element_list list = {0};
    add_referrers(run, element, ELEMENT_ASSET, FIELDS, &list);
    give_elements(run, &list, ret_value);
}

// A processor that anything can talk to over a network or by radio.
static void get_reachable(struct expr_run *run, const struct element *element, struct attribute_value *ret_value)
{
    struct attribute_value channels = {0};
    bool open = false;
    get_channels(run, element, &channels);
    for (size_t i = 0; i < channels.count; i++) {
        struct attribute_value network = {0}, wireless = {0};
        get_networked(run, channels.elements[i], &network);
        get_wireless(run, channels.elements[i], &wireless);
        if (is_yes(&network) || is_yes(&wireless)) {
            give_flag(true, ret_value);
            return;
        }
        open |= network.type == VALUE_UNKNOWN;
    }
    if (!open) give_flag(false, ret_value);
}

// --- the table ----------------------------------------------------------------------------------

struct derived {
    const char *name;
    unsigned kinds; // that have it
    enum value_type type;
    unsigned refs;               // what elements of the result are
    const char *like_field;      // choices are those of this field...
    enum element_kind like_kind; // ... of this kind
    void (*get)(struct expr_run *run, const struct element *element, struct attribute_value *ret_value);
    const char *help;
};

static void get_name(struct expr_run *run, const struct element *element, struct attribute_value *ret_value)
{
    (void)run;
    *ret_value = (struct attribute_value){.type = VALUE_TEXT, .text = element->name};
}

// In front of the fields: `zone.trust` looks at the parents as well.
static const struct derived DERIVED[] = {
    {"name", ALL_KINDS, VALUE_TEXT, .get = get_name, .help = "Its name, or its id where it has none."},
    {"zone", BIT(MEMORY) | BIT(PORT) | BIT(DATA), VALUE_ELEMENT, BIT(ZONE), .get = get_zone,
     .help = "The zone in which it is."},
    {"trust", BIT(ZONE) | BIT(PROCESSOR) | BIT(PARTY) | BIT(MEMORY) | BIT(PORT), VALUE_NUMBER, .get = get_trust,
     .help = "The trust of its zone, or else of the zone's parent."},
    {"crosses", BIT(CHANNEL), VALUE_FLAG, .get = get_crosses, .help = "Its ends are in different zones."},
    {"wireless", BIT(CHANNEL), VALUE_FLAG, .get = get_wireless, .help = "Its medium needs no wire."},
    {"networked", BIT(CHANNEL), VALUE_FLAG, .get = get_networked,
     .help = "Ethernet, Wi-Fi, cellular, or the internet."},
    {"contents", BIT(MEMORY) | BIT(PROCESSOR) | BIT(PARTY), VALUE_ELEMENTS, BIT(DATA), .get = get_contents,
     .help = "The data that is stored in it."},
    {"classes", BIT(CHANNEL) | BIT(MEMORY) | BIT(PROCESSOR) | BIT(PARTY), VALUE_TEXTS, .like_field = "classes",
     .like_kind = ELEMENT_DATA, .get = get_classes, .help = "The classes of all data that it carries or keeps."},
    {"effects", BIT(CHANNEL), VALUE_TEXTS, .like_field = "effect", .like_kind = ELEMENT_COMMAND, .get = get_effects,
     .help = "The effects of all commands that it carries."},
    {"sensitive", BIT(CHANNEL) | BIT(MEMORY) | BIT(DATA) | BIT(PROCESSOR) | BIT(PARTY), VALUE_FLAG,
     .get = get_sensitive, .help = "It has personal data, credentials or keys."},
    {"personal", BIT(CHANNEL) | BIT(MEMORY) | BIT(DATA) | BIT(PROCESSOR) | BIT(PARTY), VALUE_FLAG, .get = get_personal,
     .help = "It has data about persons."},
    {"safety_relevant", BIT(CHANNEL) | BIT(MEMORY) | BIT(DATA) | BIT(COMMAND) | BIT(PROCESSOR), VALUE_FLAG,
     .get = get_safety, .help = "An asset says that safety depends on it, or its data, commands or duty do."},
    {"channels", BIT(PROCESSOR) | BIT(PARTY) | BIT(MEMORY) | BIT(PORT) | BIT(LIBRARY) | BIT(AUTHENTICATION),
     VALUE_ELEMENTS, BIT(CHANNEL), .get = get_channels, .help = "The channels that begin, end, run or rely on it."},
    {"carried_by", BIT(DATA) | BIT(COMMAND), VALUE_ELEMENTS, BIT(CHANNEL), .get = get_carried_by,
     .help = "The channels that carry it."},
    {"ports", BIT(PROCESSOR), VALUE_ELEMENTS, BIT(PORT), .get = get_ports, .help = "Its ports."},
    {"memories", BIT(PROCESSOR), VALUE_ELEMENTS, BIT(MEMORY), .get = get_memories, .help = "Its memories."},
    {"guards", BIT(CHANNEL) | BIT(PORT) | BIT(COMMAND) | BIT(PROCESSOR) | BIT(DATA) | BIT(MEMORY), VALUE_ELEMENTS,
     BIT(AUTHENTICATION), .get = get_guards, .help = "The authentication mechanisms in front of it."},
    {"guarded", BIT(CHANNEL) | BIT(PORT) | BIT(COMMAND) | BIT(PROCESSOR) | BIT(DATA) | BIT(MEMORY), VALUE_FLAG,
     .get = get_guarded, .help = "There is such a mechanism, and its kind is not `none`."},
    {"assets", ALL_KINDS, VALUE_ELEMENTS, BIT(ASSET), .get = get_assets, .help = "The assets that refer to it."},
    {"reachable", BIT(PROCESSOR), VALUE_FLAG, .get = get_reachable,
     .help = "A networked or wireless channel ends at it."},
};

static const struct derived *find_derived(unsigned kinds, const char *name)
{
    for (size_t i = 0; i < COUNT_OF(DERIVED); i++)
        if (DERIVED[i].kinds & kinds && strcmp(DERIVED[i].name, name) == 0) return &DERIVED[i];
    return NULL;
}

static enum value_type type_of_field(const struct model_field *field)
{
    switch (field->type) {
    case MODEL_FLAG: return VALUE_FLAG;
    case MODEL_NUMBER: return VALUE_NUMBER;
    case MODEL_TEXTS:
    case MODEL_CHOICES: return VALUE_TEXTS;
    case MODEL_REF: return VALUE_ELEMENT;
    case MODEL_REFS: return VALUE_ELEMENTS;
    default: return VALUE_TEXT;
    }
}

static bool type_on_kind(enum element_kind kind, const char *name, struct attribute_type *ret_type)
{
    const struct derived *derived = find_derived(KIND_BIT(kind), name);
    const struct model_field *field = model_field_find(kind, name);
    if (derived) {
        const struct model_field *like =
            derived->like_field ? model_field_find(derived->like_kind, derived->like_field) : NULL;
        *ret_type = (struct attribute_type){derived->type, derived->refs, like ? like->choices : NULL};
    } else if (field) {
        *ret_type = (struct attribute_type){type_of_field(field), field->refs, field->choices};
    }
    return derived || field;
}

bool attribute_type(unsigned kinds, const char *name, struct attribute_type *ret_type)
{
    bool found = false;
    for (size_t kind = 0; kind < ELEMENT_KIND_COUNT; kind++) {
        struct attribute_type type;
        if (!(kinds & KIND_BIT(kind)) || !type_on_kind((enum element_kind)kind, name, &type)) continue;
        // Kinds can use one name for different things (`kind`): words are then checked against none of them.
        if (found && type.choices != ret_type->choices) type.choices = NULL;
        if (found) type.kinds |= ret_type->kinds;
        *ret_type = type;
        found = true;
    }
    return found;
}

static void read_field(struct expr_run *run, const struct element *element, const char *name,
                       const struct model_field *field, struct attribute_value *ret_value)
{
    const struct model_value *value = field_value(run, element, name);
    if (!value->known) return;
    *ret_value = (struct attribute_value){.type = type_of_field(field),
                                          .yes = value->number == 1,
                                          .number = value->number,
                                          .text = value->text,
                                          .texts = value->list,
                                          .elements = value->refs,
                                          .count = value->count,
                                          .choices = field->choices};
    if (field->type != MODEL_REF) return;
    ret_value->element = value->count ? value->refs[0] : NULL;
    if (!ret_value->element) ret_value->type = VALUE_UNKNOWN; // it names nothing that exists
}

void attribute_read(struct expr_run *run, const struct element *element, const char *name,
                    struct attribute_value *ret_value)
{
    *ret_value = (struct attribute_value){.type = VALUE_UNKNOWN};
    if (!element) return;
    const struct derived *derived = find_derived(KIND_BIT(element->kind), name);
    const struct model_field *field = model_field_find(element->kind, name);
    if (derived)
        derived->get(run, element, ret_value);
    else if (field)
        read_field(run, element, name, field, ret_value);
    else
        ret_value->type = VALUE_NOTHING;
}

enum element_kind attribute_section_kind(const char *section)
{
    for (size_t kind = 0; kind < ELEMENT_KIND_COUNT; kind++)
        if (!DEVICE_KINDS[kind].single && strcmp(DEVICE_KINDS[kind].section, section) == 0)
            return (enum element_kind)kind;
    return ELEMENT_KIND_COUNT;
}

bool attribute_section(struct expr_run *run, const char *section, struct attribute_value *ret_value)
{
    enum element_kind kind = attribute_section_kind(section);
    struct element_list list = {0};
    const struct element *element;
    if (kind == ELEMENT_KIND_COUNT) return false;
    for (size_t at = 0; (element = device_next(run->device, kind, &at));)
        VEC_PUSH(&list, element);
    give_elements(run, &list, ret_value);
    return true;
}

void attribute_reference(struct buf *out)
{
    buf_text(out, "| attribute | of | meaning |\n| --- | --- | --- |\n");
    for (size_t i = 0; i < COUNT_OF(DERIVED); i++) {
        buf_printf(out, "| `%s` | ", DERIVED[i].name);
        const char *separator = "";
        for (size_t kind = 0; kind < ELEMENT_KIND_COUNT && DERIVED[i].kinds != ALL_KINDS; kind++)
            if (DERIVED[i].kinds & KIND_BIT(kind)) {
                buf_printf(out, "%s%s", separator, DEVICE_KINDS[kind].singular);
                separator = ", ";
            }
        buf_printf(out, "%s | %s |\n", DERIVED[i].kinds == ALL_KINDS ? "every element" : "", DERIVED[i].help);
    }
}

// --- paths through the device --------------------------------------------------------------------

static void visit_neighbours(struct expr_run *run, const struct element *at, struct idmap *seen,
                             struct element_list *open)
{
    VEC_EACH(model_index_of(run->index, at), back) {
        if (back->from->kind != ELEMENT_CHANNEL) continue;
        bool is_from = strcmp(back->field->name, "from") == 0, is_to = strcmp(back->field->name, "to") == 0;
        if (!is_from && !(is_to && element_is(back->from, "both_ways"))) continue;
        const struct element *next = element_ref(back->from, is_from ? "to" : "from");
        uint64_t unused;
        if (!next || idmap_get(seen, next->index, &unused)) continue;
        idmap_put(seen, next->index, 1);
        VEC_PUSH(open, next);
    }
}

bool attribute_reaches(struct expr_run *run, const struct element *from, const struct element *to)
{
    struct idmap seen = {0};
    struct element_list open = {0};
    uint64_t unused;
    VEC_PUSH(&open, from);
    idmap_put(&seen, from->index, 1);
    for (size_t i = 0; i < open.count; i++)
        visit_neighbours(run, open.items[i], &seen, &open);
    bool found = idmap_get(&seen, to->index, &unused);
    note(run, from, "reaches", found ? to->id : arena_printf(run->arena, "not %s", to->id));
    idmap_free(&seen);
    VEC_FREE(&open);
    return found;
}
