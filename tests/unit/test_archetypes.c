#include "unit.h"

#include "threats/archetype.h"
#include "threats/threats.h"
#include <string.h>

struct fixture {
    struct arena arena;
    struct diags diags;
    struct archetypes archetypes;
};

static int setup(void **state)
{
    struct fixture *f = *state = mem_alloc(sizeof *f);
    archetypes_load(&f->archetypes, &f->diags);
    return f->diags.list.count ? -1 : 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    archetypes_free(&f->archetypes);
    arena_free(&f->arena);
    diags_free(&f->diags);
    free(f);
    return 0;
}

static struct device *device_of(struct fixture *f, const struct yaml *model)
{
    struct buf text = {0};
    yaml_write(model, &text);
    struct device *device = device_parse(text.bytes, text.size, "device.yaml", &f->diags);
    VEC_EACH(&f->diags.list, diag)
        fail_msg("line %u: %s", diag->line, diag->message);
    buf_free(&text);
    assert_non_null(device);
    return device;
}

static void test_seven(void **state)
{
    static const char *const IDS[] = {"stand-alone",        "clinical-network",  "remote-updates",
                                      "remote-monitoring",  "external-database", "external-computation",
                                      "remote-prescription"};
    struct fixture *f = *state;
    assert_true(f->archetypes.list.count >= COUNT_OF(IDS));
    for (size_t i = 0; i < COUNT_OF(IDS); i++)
        assert_string_equal(f->archetypes.list.items[i].id, IDS[i]);
    assert_null(archetypes_find(&f->archetypes, "no-such"));
}

static bool names_rule(const struct threats *threats, const char *rule)
{
    VEC_EACH(&threats->list, threat)
        if (strcmp(threat->rule, rule) == 0) return true;
    VEC_EACH(&threats->questions, question)
        for (const char *const *asker = question->rules; *asker; asker++)
            if (strcmp(*asker, rule) == 0) return true;
    return false;
}

// Each one's model is sound, its questions can be answered, and its threats are raised or asked about.
static void test_each(void **state)
{
    struct fixture *f = *state;
    VEC_EACH(&f->archetypes.list, archetype) {
        const char *const ids[] = {archetype->id, NULL};
        struct threats threats = {0};
        struct yaml *model = archetypes_compose(&f->archetypes, ids, &f->arena);
        struct device *device = device_of(f, model);
        assert_true(element_lists(device_find(device, "device"), "archetypes", archetype->id));
        threats_derive(device, NULL, &threats, &f->diags);
        assert_true(yaml_size(archetype->threats) >= 5);
        YAML_EACH(archetype->threats, rule)
            if (!names_rule(&threats, rule->value->text))
                fail_msg("%s: nothing of %s", archetype->id, rule->value->text);
        assert_true(archetype->questions.count >= 5);
        VEC_EACH(&archetype->questions, question) {
            const char *now;
            if (!archetype_field(model, question, &now)) fail_msg("%s sets nothing", question->id);
            YAML_EACH(question->sets, path) {
                struct archetype_question one = *question;
                struct yaml *list = yaml_new_list(&f->arena);
                yaml_add(&f->arena, list, path->value);
                one.sets = list;
                if (!archetype_field(model, &one, &now)) fail_msg("%s: no %s", question->id, path->value->text);
            }
        }
        threats_free(&threats);
        device_free(device);
    }
}

// All at once; and answers change the model and nothing else.
static void test_answers(void **state)
{
    static const struct {
        const char *question, *answer;
        const char *element, *field, *wanted; // NULL: refused
    } ROWS[] = {
        {"name", "Pump 3", "device", "name", "Pump 3"},
        {"update-signed", "yes", "lifecycle", "update_signed", "true"},
        {"update-signed", "no", "lifecycle", "update_signed", "false"},
        {"update-signed", "perhaps", NULL, NULL, NULL},
        {"update-signed", "unknown", "lifecycle", "update_signed", NULL},
        {"severity", "minor", "wrong-therapy", "severity", "minor"},
        {"severity", "awful", NULL, NULL, NULL},
        {"records-people", "1200", "patient-records", "records", "1200"},
        {"records-people", "many", NULL, NULL, NULL},
        {"prescription-encrypted", "yes", "prescriber-link", "encrypted", "true"}, // the second that it sets
    };
    struct fixture *f = *state;
    const char *ids[16] = {NULL};
    for (size_t i = 0; i < f->archetypes.list.count && i < 15; i++)
        ids[i] = f->archetypes.list.items[i].id;
    struct yaml *model = archetypes_compose(&f->archetypes, ids, &f->arena);
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        const struct archetype_question *found = NULL;
        const char *expected = "";
        VEC_EACH(&f->archetypes.list, archetype)
            VEC_EACH(&archetype->questions, question)
                if (strcmp(question->id, ROWS[i].question) == 0) found = question;
        assert_non_null(found);
        bool taken = archetype_answer(&f->arena, model, found, ROWS[i].answer, &expected);
        assert_int_equal(taken, ROWS[i].element != NULL);
        if (!taken) {
            assert_true(*expected);
            continue;
        }
        struct device *device = device_of(f, model);
        const char *now = element_text(device_find(device, ROWS[i].element), ROWS[i].field);
        if (!text_equal(now, ROWS[i].wanted)) fail_msg("row %zu: %s", i, now ? now : "unknown");
        device_free(device);
    }
    // What an archetype states is kept although a question could set it.
    const char *const updates[] = {"remote-updates", NULL};
    struct device *device = device_of(f, archetypes_compose(&f->archetypes, updates, &f->arena));
    assert_true(element_is(device_find(device, "lifecycle"), "updatable"));
    device_free(device);
}

#define WITH(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
RUN(WITH(test_seven), WITH(test_each), WITH(test_answers))
