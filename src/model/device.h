// The device model (device.yaml): what the device stores and where, over which channels it talks, what protects it,
// who is around it, and which harm can follow. Elements of every kind have the same shape: an id, and one value for
// each row of their kind's table of fields (model/device_schema.c). Loading, saving, checking, the reference in docs/
// and the rule engine all work from those tables: a new field is one row there.
//
// Three-valued: a field that is absent, null or `unknown` is not known, which is not the same as no.
// Ownership: every text, element and value lives in the device and dies with it (device_free).
#pragma once
#include "base/buf.h"
#include "base/diag.h"
#include "codec/yaml.h"

enum element_kind {
    ELEMENT_DEVICE,    // one each: they have their section's name as id
    ELEMENT_OPERATION,
    ELEMENT_LIFECYCLE,
    ELEMENT_ZONE,
    ELEMENT_PROCESSOR,
    ELEMENT_MEMORY,
    ELEMENT_DATA,
    ELEMENT_PARTY,
    ELEMENT_PORT,
    ELEMENT_COMMAND,
    ELEMENT_AUTHENTICATION,
    ELEMENT_LIBRARY,
    ELEMENT_CHANNEL,
    ELEMENT_ASSET,
    ELEMENT_HARM,
    ELEMENT_CONTROL,
    ELEMENT_ASSUMPTION,
    ELEMENT_SUPPRESSION,
    ELEMENT_KIND_COUNT
};
#define KIND_BIT(kind) (1u << (kind))

enum model_type {
    MODEL_TEXT,
    MODEL_TEXTS,   // a list of texts
    MODEL_DATE,    // YYYY-MM-DD, YYYY-MM or YYYY
    MODEL_NUMBER,  // whole, within low..high
    MODEL_FLAG,    // true or false
    MODEL_CHOICE,  // one of the words
    MODEL_CHOICES, // a list of them
    MODEL_REF,     // the id of an element of the kinds `refs`
    MODEL_REFS     // a list of them
};

struct model_field {
    const char *name;      // in the file; "group.name" stands in a map `group`
    enum model_type type;
    const char *choices;   // words separated by spaces, in their order of strength where they have one
    unsigned refs;         // KIND_BIT of what a reference may name
    int64_t low, high;     // of a number
    bool required;
    const char *ask;       // the question to put when it is not known; NULL: only where a rule needs it
    const char *help;      // one sentence
};

struct model_kind {
    enum element_kind kind;
    const char *section;   // "channels"
    const char *singular;  // "channel"
    const char *help;
    bool single;           // a map, not a list
    const struct model_field *fields; // in the order of the canonical file; the first is `id` unless single
    size_t field_count;
};
extern const struct model_kind DEVICE_KINDS[ELEMENT_KIND_COUNT]; // in the order of the canonical file
extern const char DEVICE_SCHEMA_ID[];                             // what `schema:` says

struct model_value {
    bool known;
    unsigned line;               // where it stands; 0 when absent
    const char *text;            // of texts, dates, choices and references: as written; of flags "true" or "false"
    int64_t number;              // of numbers; of flags 0 or 1
    const char *const *list;     // of TEXTS, CHOICES, REFS; a REF is a list of one
    size_t count;
    const struct element *const *refs; // of REF and REFS: the elements, NULL where one does not exist
};

struct element {
    enum element_kind kind;
    size_t index;                // device_at(device, index) is this element
    const char *id;
    const char *name;            // its name, or else its id: never NULL
    unsigned line;
    const struct yaml *node;     // as read, with the members that no table names
    struct model_value *values;        // one for each field of its kind
};

struct device;

// Reads a model. What is wrong with a single value is told to diags and makes that value unknown; NULL only when there
// is no usable document at all (then diags holds an error).
struct device *device_read(const char *path, struct diags *diags);
struct device *device_parse(const char *bytes, size_t size, const char *file, struct diags *diags);
void device_free(struct device *device); // NULL is fine

const char *device_name(const struct device *device); // of the product; "" when not stated
const char *device_file(const struct device *device);
size_t device_count(const struct device *device);
const struct element *device_at(const struct device *device, size_t index); // sections in order, then file order
const struct element *device_find(const struct device *device, const char *id); // NULL when there is none
// The next element of a kind at or after *position: for (size_t p = 0; (e = device_next(d, kind, &p));)
const struct element *device_next(const struct device *device, enum element_kind kind, size_t *position);

const struct model_field *model_field_find(enum element_kind kind, const char *name); // NULL when there is none
const struct model_value *element_value(const struct element *element, const char *field); // never NULL
const char *element_text(const struct element *element, const char *field); // NULL when not known
bool element_is(const struct element *element, const char *flag);          // known and true
bool element_lists(const struct element *element, const char *field, const char *word); // known, and word is in it
const struct element *element_ref(const struct element *element, const char *field); // NULL when none or dangling
unsigned element_field_line(const struct element *element, const char *field); // the field's line, else the element's
const char *element_kind_name(enum element_kind kind); // "channel"

// Where an element is: a processor's or a party's zone, else that of what it belongs to. NULL when it has no place.
const struct element *element_zone(const struct element *element);
// 0 (hostile) to 10 (fully trusted): the zone's, else its parent's. False when none states it.
bool zone_trust(const struct element *zone, int64_t *ret_trust);
bool channel_crosses_zones(const struct element *channel); // both ends have a zone, and they differ
bool text_spells_unknown(const char *text);                // "unknown", "?" or "tbd"

// Canonical text: sections and fields in the order of the tables, then members that no table names, in file order.
void device_write(const struct device *device, struct buf *out);

// What is odd in the model (diags) and what it leaves open (questions, added to the list).
struct threats;
void device_check(const struct device *device, struct threats *questions, struct diags *diags);

// The reference of the schema: Markdown for docs/device-model.md, or JSON Schema (draft 2020-12).
void device_reference(struct buf *out);
void device_json_schema(struct buf *out);
