#include "unit.h"

#include "base/file.h"
#include "codec/json.h"
#include "model/device.h"
#include "model/threat.h"
#include <string.h>

struct fixture {
    struct diags diags;
    struct threats threats;
    struct buf out;
};

static int setup(void **state)
{
    *state = mem_alloc(sizeof(struct fixture));
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    diags_free(&f->diags);
    threats_free(&f->threats);
    buf_free(&f->out);
    free(f);
    return 0;
}

static struct device *parse(struct fixture *f, const char *text)
{
    return device_parse(text, strlen(text), "device.yaml", &f->diags);
}

// The message of the diagnostic in that line that holds the words; NULL when there is none.
static const struct diag *diag_at(const struct fixture *f, unsigned line, const char *words)
{
    VEC_EACH(&f->diags.list, diag)
        if (diag->line == line && strstr(diag->message, words)) return diag;
    return NULL;
}

static bool asks(const struct fixture *f, const char *element, const char *attribute, unsigned line)
{
    VEC_EACH(&f->threats.questions, question)
        if (strcmp(question->element, element) == 0 && strcmp(question->attribute, attribute) == 0)
            return question->line == line;
    return false;
}

static const char SMALL[] = "schema: theriac-device/1\n"
                            "device:\n"
                            "  name: Pump\n"
                            "zones:\n"
                            "  - id: inside\n"
                            "    trust: 8\n"
                            "  - id: ward\n"
                            "    parent: inside\n"
                            "processors:\n"
                            "  - id: mcu\n"
                            "    zone: inside\n"
                            "    secure_boot: unknown\n"
                            "memories:\n"
                            "  - id: flash\n"
                            "    kind: flash\n"
                            "    processor: mcu\n"
                            "    encrypted: no\n"
                            "data:\n"
                            "  - id: log\n"
                            "    classes: [log, health]\n"
                            "    stored_in: flash\n"
                            "    records: 12\n"
                            "parties:\n"
                            "  - id: nurse\n"
                            "    kind: person\n"
                            "    zone: ward\n"
                            "channels:\n"
                            "  - id: panel\n"
                            "    from: nurse\n"
                            "    to: mcu\n"
                            "    data: [log]\n"
                            "controls:\n"
                            "  - id: c1\n"
                            "    protects: [flash]\n"
                            "    attributes: [encrypted]\n"
                            "    verification: {test: T1, status: passed, more: kept}\n";

static void test_loads(void **state)
{
    struct fixture *f = *state;
    struct device *device = parse(f, SMALL);
    assert_non_null(device);
    assert_int_equal(f->diags.list.count, 1); // 'more' below
    assert_non_null(diag_at(f, 36, "'more'"));
    assert_string_equal(device_name(device), "Pump");
    const struct element *mcu = device_find(device, "mcu"), *flash = device_find(device, "flash");
    assert_int_equal(mcu->kind, ELEMENT_PROCESSOR);
    assert_string_equal(mcu->name, "mcu");
    assert_false(element_value(mcu, "secure_boot")->known);
    assert_int_equal(element_field_line(mcu, "secure_boot"), 12);
    assert_int_equal(element_field_line(mcu, "watchdog"), 10);
    assert_true(element_value(flash, "encrypted")->known && !element_is(flash, "encrypted"));
    const struct element *log = device_find(device, "log");
    assert_true(element_lists(log, "classes", "health"));
    assert_ptr_equal(element_ref(log, "stored_in"), flash);
    assert_int_equal(element_value(log, "records")->number, 12);
    assert_string_equal(element_text(device_find(device, "c1"), "verification.status"), "passed");
    assert_ptr_equal(element_zone(log), device_find(device, "inside"));
    int64_t trust = 0;
    assert_true(zone_trust(device_find(device, "ward"), &trust));
    assert_int_equal(trust, 8);
    assert_true(channel_crosses_zones(device_find(device, "panel")));
    assert_false(element_value(mcu, "no_such_field")->known);
    device_free(device);
}

// One fault each, appended to a sound start: what must be said, in which line. Nothing else may be lost.
static void test_faults(void **state)
{
    static const struct {
        const char *text;
        unsigned line;
        const char *says;
        enum diag_level level;
    } ROWS[] = {
        {"parties:\n  - id: nurse\n    kind: persn\n    zone: inside\n", 8, "did you mean 'person'?", DIAG_SKIPPED},
        {"parties:\n  - id: nurse\n    kind: person\n    zone: insid\n", 9, "did you mean 'inside'?", DIAG_SKIPPED},
        {"parties:\n  - id: nurse\n    zone: inside\n", 7, "has no 'kind'", DIAG_SKIPPED},
        {"parties:\n  - kind: person\n", 7, "without an id", DIAG_SKIPPED},
        {"parties:\n  - id: Nurse 1\n", 7, "is no id", DIAG_SKIPPED},
        {"parties:\n  - id: inside\n", 7, "already that of the zone in line 5", DIAG_SKIPPED},
        {"parties:\n  - nurse\n", 7, "not 'nurse'", DIAG_SKIPPED},
        {"parties: nurse\n", 6, "wants a list", DIAG_SKIPPED},
        {"partys: []\n", 6, "did you mean 'parties'?", DIAG_WARNING},
        {"processors:\n  - id: mcu\n    zone: inside\n    secure_bot: true\n", 9, "did you mean 'secure_boot'?",
         DIAG_WARNING},
        {"processors:\n  - id: mcu\n    zone: inside\n    secure_boot: maybe\n", 9, "true, false or unknown",
         DIAG_SKIPPED},
        {"processors:\n  - id: mcu\n    zone: inside\n    secure_boot: \"true\"\n", 9, "true, false or unknown",
         DIAG_SKIPPED},
        {"processors:\n  - id: mcu\n    zone: [inside]\n", 8, "wants a text, not a list", DIAG_SKIPPED},
        {"memories:\n  - id: m\n    kind: ram\n    processor: inside\n", 9, "'inside' is a zone", DIAG_SKIPPED},
        {"lifecycle:\n  end_of_support: 2031-13\n", 7, "a date", DIAG_SKIPPED},
        {"data:\n  - id: d\n    classes: [health, secret]\n    records: -1\n", 8, "'secret'", DIAG_SKIPPED},
        {"data:\n  - id: d\n    classes: [health, secret]\n    records: -1\n", 9, "0 to 1000000000", DIAG_SKIPPED},
        {"controls:\n  - id: c\n    protects: inside\n    verification: later\n", 9, "wants a map", DIAG_SKIPPED},
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        struct buf text = {0};
        buf_text(&text, "schema: theriac-device/1\ndevice:\n  name: x\nzones:\n  - id: inside\n");
        buf_text(&text, ROWS[i].text);
        f->diags.list.count = 0;
        struct device *device = parse(f, text.bytes);
        assert_non_null(device);
        const struct diag *diag = diag_at(f, ROWS[i].line, ROWS[i].says);
        if (!diag || diag->level != ROWS[i].level)
            fail_msg("row %zu: %s", i, f->diags.list.count ? f->diags.list.items[0].message : "nothing said");
        assert_non_null(device_find(device, "inside"));
        device_free(device);
        buf_free(&text);
    }
    assert_null(parse(f, "- a\n"));
    assert_null(parse(f, "a: [\n"));
    assert_null(parse(f, ""));
}

static void test_checks(void **state)
{
    struct fixture *f = *state;
    struct device *device = parse(f, "schema: theriac-device/1\n"
                                     "device: {name: x, archetypes: [no-such]}\n"
                                     "zones:\n"
                                     "  - {id: a, trust: 1, parent: b}\n"
                                     "  - {id: b, parent: a}\n"
                                     "processors:\n"
                                     "  - {id: p, zone: a, secure_boot: false}\n"
                                     "parties:\n"
                                     "  - {id: q, kind: system, zone: b}\n"
                                     "data:\n"
                                     "  - {id: lost, classes: health}\n"
                                     "  - {id: sent, classes: health, stored_in: []}\n"
                                     "ports:\n"
                                     "  - {id: jtag, kind: jtag}\n"
                                     "channels:\n"
                                     "  - {id: link, from: q, to: p, data: sent, encrypted: true}\n"
                                     "  - {id: loop, from: p, to: p}\n"
                                     "assets:\n"
                                     "  - {id: nothing}\n"
                                     "controls:\n"
                                     "  - {id: c, protects: p, attributes: [secure_boot, wings]}\n");
    assert_non_null(device);
    device_check(device, &f->threats, &f->diags);
    assert_non_null(diag_at(f, 2, "no archetype 'no-such'"));
    assert_non_null(diag_at(f, 4, "inside of itself"));
    assert_non_null(diag_at(f, 11, "'lost' has no location"));
    assert_null(diag_at(f, 12, "location"));
    assert_non_null(diag_at(f, 14, "no processor"));
    assert_non_null(diag_at(f, 16, "does not state 'peer_authentication', 'integrity'"));
    assert_non_null(diag_at(f, 17, "begins and ends"));
    assert_non_null(diag_at(f, 19, "names neither"));
    assert_non_null(diag_at(f, 21, "which says false in line 7"));
    assert_non_null(diag_at(f, 21, "'wings'"));
    assert_non_null(diag_at(f, 1, "no memories"));
    assert_true(asks(f, "lost", "stored_in", 11));
    assert_false(asks(f, "sent", "stored_in", 12));
    assert_true(asks(f, "link", "integrity", 16));
    assert_false(asks(f, "link", "encrypted", 16));
    assert_true(asks(f, "jtag", "enabled", 14));
    assert_false(asks(f, "a", "trust", 4));
    assert_true(asks(f, "lifecycle", "updatable", 1));
    device_free(device);
}

static void test_writes_canonically(void **state)
{
    struct fixture *f = *state;
    struct device *device = parse(f, "extra: 1\n"
                                     "channels:\n"
                                     "  # the only one\n"
                                     "  - color: red\n"
                                     "    encrypted: true\n"
                                     "    to: p\n"
                                     "    from: p\n"
                                     "    id: c\n"
                                     "controls:\n"
                                     "  - verification: {by: me, status: passed, test: T}\n"
                                     "    id: k\n"
                                     "zones: [{trust: 5, id: z}]\n"
                                     "device:\n"
                                     "  version: \"1.0\"\n"
                                     "  name: x\n");
    static const char WANTED[] =
        "schema: theriac-device/1\n\n"
        "device:\n  name: x\n  version: \"1.0\"\n\n"
        "zones:\n  - id: z\n    trust: 5\n\n"
        "channels:\n  # the only one\n  - id: c\n    from: p\n    to: p\n    encrypted: true\n"
        "    color: red\n\n"
        "controls:\n  - id: k\n    verification:\n      test: T\n      status: passed\n      by: me\n"
        "extra: 1\n";
    assert_non_null(device);
    device_write(device, &f->out);
    assert_string_equal(f->out.bytes, WANTED);
    device_free(device);
    struct buf again = {0};
    device = parse(f, f->out.bytes);
    device_write(device, &again);
    assert_string_equal(again.bytes, WANTED);
    device_free(device);
    buf_free(&again);
}

// Every row of the tables can be found again, and is told in a sentence; references name kinds that exist.
static void test_tables(void **state)
{
    (void)state;
    for (size_t kind = 0; kind < ELEMENT_KIND_COUNT; kind++) {
        const struct model_kind *schema = &DEVICE_KINDS[kind];
        assert_int_equal(schema->kind, kind);
        if (!schema->single) assert_string_equal(schema->fields[0].name, "id");
        for (size_t i = 0; i < schema->field_count; i++) {
            const struct model_field *field = &schema->fields[i];
            assert_ptr_equal(model_field_find(schema->kind, field->name), field); // no name twice
            assert_true(text_ends(field->help, "."));
            assert_true(!field->ask || text_ends(field->ask, "?"));
            bool wants_refs = field->type == MODEL_REF || field->type == MODEL_REFS;
            bool wants_words = field->type == MODEL_CHOICE || field->type == MODEL_CHOICES;
            assert_int_equal(wants_refs, field->refs != 0);
            assert_int_equal(wants_words, field->choices != NULL);
            if (wants_words) assert_null(strstr(field->choices, "  "));
        }
    }
}

// docs/device-model.md ends with the reference that the tables give.
static void test_documented(void **state)
{
    struct fixture *f = *state;
    struct buf page = {0};
    assert_int_equal(file_read("docs/device-model.md", 1 << 20, &page, &f->diags), STATUS_OK);
    device_reference(&f->out);
    if (!text_ends(page.bytes, f->out.bytes))
        fail_msg("docs/device-model.md does not end with what `theriac threats schema` prints");
    buf_free(&page);
    buf_clear(&f->out);
    device_json_schema(&f->out);
    struct json *schema = js_parse(f->out.bytes, f->out.size, "schema", &f->diags);
    assert_non_null(schema);
    assert_string_equal(js_text(js_path(schema, "properties.channels.items.properties.from"), "type"), "string");
    js_free(schema);
}

#define WITH(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
RUN(WITH(test_loads), WITH(test_faults), WITH(test_checks), WITH(test_writes_canonically), WITH(test_tables),
    WITH(test_documented))
