// The schema's reference, from its tables: Markdown for people, JSON Schema for editors.
#include "codec/json.h"
#include "model/device.h"
#include <string.h>

static const char *type_text(const struct model_field *field)
{
    static const char *const TEXTS[] = {"text",   "list of texts", "date",    "whole number",    "true, false",
                                        "one of", "list of",       "id of a", "list of ids of a"};
    return TEXTS[field->type];
}

static void write_kinds(struct buf *out, unsigned kinds)
{
    bool any = false;
    if (kinds == (1u << ELEMENT_KIND_COUNT) - 1 ||
        kinds == (((1u << ELEMENT_KIND_COUNT) - 1) & ~KIND_BIT(ELEMENT_CONTROL))) {
        buf_text(out, "ny element"); // "id of a" + "ny element"
        return;
    }
    for (size_t kind = 0; kind < ELEMENT_KIND_COUNT; kind++)
        if (kinds & KIND_BIT(kind)) {
            buf_printf(out, "%s%s", any ? ", " : " ", DEVICE_KINDS[kind].singular);
            any = true;
        }
}

static void write_choices(struct buf *out, const char *choices)
{
    struct str rest = str_of(choices), word;
    const char *separator = " ";
    while (str_next(&rest, ' ', &word)) {
        buf_printf(out, "%s`%.*s`", separator, (int)word.size, word.at);
        separator = ", ";
    }
}

static void write_row(struct buf *out, const struct model_field *field)
{
    buf_printf(out, "| `%s`%s | %s", field->name, field->required ? " (required)" : "", type_text(field));
    if (field->choices) write_choices(out, field->choices);
    if (field->refs) write_kinds(out, field->refs);
    if (field->type == MODEL_NUMBER) buf_printf(out, ", %lld to %lld", (long long)field->low, (long long)field->high);
    buf_printf(out, " | %s |\n", field->help);
}

void device_reference(struct buf *out)
{
    for (size_t kind = 0; kind < ELEMENT_KIND_COUNT; kind++) {
        const struct model_kind *schema = &DEVICE_KINDS[kind];
        buf_printf(out, "%s### `%s`%s\n\n%s\n\n| field | value | meaning |\n| --- | --- | --- |\n", kind ? "\n" : "",
                   schema->section, schema->single ? "" : " (list)", schema->help);
        for (size_t i = 0; i < schema->field_count; i++)
            write_row(out, &schema->fields[i]);
    }
}

// --- JSON Schema -------------------------------------------------------------------------------

static void write_enum(struct json_writer *json, const char *choices)
{
    struct str rest = str_of(choices), word;
    struct arena scratch = {0};
    js_member_array(json, "enum");
    while (str_next(&rest, ' ', &word))
        js_write_text(json, arena_copy(&scratch, word.at, word.size));
    js_write_text(json, "unknown");
    js_array_end(json);
    arena_free(&scratch);
}

static void write_scalar_type(struct json_writer *json, const struct model_field *field)
{
    if (field->choices)
        write_enum(json, field->choices);
    else
        js_member_text(json, "type", "string");
}

static void write_property(struct json_writer *json, const char *name, const struct model_field *field)
{
    js_member_object(json, name);
    js_member_text(json, "description", field->help);
    switch (field->type) {
    case MODEL_TEXTS:
    case MODEL_CHOICES:
    case MODEL_REFS:
        js_member_array(json, "type");
        js_write_text(json, "array");
        js_write_text(json, "string");
        js_array_end(json);
        js_member_object(json, "items");
        write_scalar_type(json, field);
        js_object_end(json);
        break;
    case MODEL_FLAG:
        js_member_array(json, "enum");
        js_write_bool(json, true);
        js_write_bool(json, false);
        js_write_text(json, "unknown");
        js_array_end(json);
        break;
    case MODEL_NUMBER:
        js_member_array(json, "type");
        js_write_text(json, "integer");
        js_write_text(json, "string");
        js_array_end(json);
        js_member_int(json, "minimum", field->low);
        js_member_int(json, "maximum", field->high);
        break;
    case MODEL_TEXT:
    case MODEL_DATE:
    case MODEL_CHOICE:
    case MODEL_REF: write_scalar_type(json, field); break;
    }
    js_object_end(json);
}

static bool same_group(const char *a, const char *b, size_t size)
{
    return strncmp(a, b, size) == 0 && b[size] == '.';
}

// The fields of one element; those with a dot are gathered into an object of their own, written at the first of them.
static void write_properties(struct json_writer *json, const struct model_kind *schema)
{
    struct arena scratch = {0};
    js_member_object(json, "properties");
    for (size_t i = 0; i < schema->field_count; i++) {
        const char *name = schema->fields[i].name;
        size_t size = strcspn(name, ".");
        if (!name[size]) {
            write_property(json, name, &schema->fields[i]);
            continue;
        }
        if (i && same_group(name, schema->fields[i - 1].name, size)) continue;
        js_member_object(json, arena_copy(&scratch, name, size));
        js_member_text(json, "type", "object");
        js_member_object(json, "properties");
        for (size_t k = i; k < schema->field_count && same_group(name, schema->fields[k].name, size); k++)
            write_property(json, schema->fields[k].name + size + 1, &schema->fields[k]);
        js_object_end(json);
        js_object_end(json);
    }
    js_object_end(json);
    js_member_array(json, "required");
    for (size_t i = 0; i < schema->field_count; i++)
        if (schema->fields[i].required) js_write_text(json, schema->fields[i].name);
    js_array_end(json);
    arena_free(&scratch);
}

void device_json_schema(struct buf *out)
{
    struct json_writer json = {.out = out, .pretty = true};
    js_object_begin(&json);
    js_member_text(&json, "$schema", "https://json-schema.org/draft/2020-12/schema");
    js_member_text(&json, "title", DEVICE_SCHEMA_ID);
    js_member_text(&json, "type", "object");
    js_member_object(&json, "properties");
    js_member_object(&json, "schema");
    js_member_text(&json, "const", DEVICE_SCHEMA_ID);
    js_object_end(&json);
    for (size_t kind = 0; kind < ELEMENT_KIND_COUNT; kind++) {
        const struct model_kind *schema = &DEVICE_KINDS[kind];
        js_member_object(&json, schema->section);
        js_member_text(&json, "description", schema->help);
        js_member_text(&json, "type", schema->single ? "object" : "array");
        if (!schema->single) {
            js_member_object(&json, "items");
            js_member_text(&json, "type", "object");
        }
        write_properties(&json, schema);
        if (!schema->single) js_object_end(&json);
        js_object_end(&json);
    }
    js_object_end(&json);
    js_object_end(&json);
}
