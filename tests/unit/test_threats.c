#include "unit.h"

#include "base/file.h"
#include "codec/cvss.h"
#include "threats/expr_internal.h"
#include "threats/threats.h"
#include <string.h>

struct fixture {
    struct arena arena;
    struct diags diags;
};

static int setup(void **state)
{
    *state = mem_alloc(sizeof(struct fixture));
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    arena_free(&f->arena);
    diags_free(&f->diags);
    free(f);
    return 0;
}

static struct device *parse(struct fixture *f, const char *text)
{
    struct device *device = device_parse(text, strlen(text), "device.yaml", &f->diags);
    assert_non_null(device);
    return device;
}

// --- the logic ---------------------------------------------------------------------------------

static void test_three_values(void **state)
{
    // Kleene's tables, rows and columns in the order no, unknown, yes.
    static const enum tri AND[3][3] = {{0, 0, 0}, {0, 1, 1}, {0, 1, 2}}, OR[3][3] = {{0, 1, 2}, {1, 1, 2}, {2, 2, 2}};
    (void)state;
    assert_int_equal(tri_not(TRI_NO), TRI_YES);
    assert_int_equal(tri_not(TRI_UNKNOWN), TRI_UNKNOWN);
    for (enum tri a = TRI_NO; a <= TRI_YES; a++)
        for (enum tri b = TRI_NO; b <= TRI_YES; b++) {
            assert_int_equal(tri_and(a, b), AND[a][b]);
            assert_int_equal(tri_or(a, b), OR[a][b]);
            assert_int_equal(tri_not(tri_and(a, b)), tri_or(tri_not(a), tri_not(b)));
        }
}

static const char LOGIC_MODEL[] =
    "zones:\n  - {id: in, trust: 8}\n  - {id: out, parent: in}\n  - {id: dark}\n"
    "processors:\n  - {id: p, zone: in, safety_critical: true, watchdog: false}\n"
    "parties:\n  - {id: q, kind: person, zone: out}\n  - {id: r, kind: system, zone: dark}\n"
    "memories:\n  - {id: m, processor: p, kind: flash, encrypted: true}\n"
    "  - {id: n, processor: p, kind: ram}\n"
    "data:\n  - {id: d, classes: [health, log], stored_in: [m, n]}\n"
    "  - {id: e, classes: [log], stored_in: m}\n"
    "assets:\n  - {id: a, refers_to: d, safety: medium}\n"
    "channels:\n"
    "  - {id: c, from: q, to: p, medium: wifi, encrypted: true, integrity: false, data: [d],\n"
    "     protocols: [tcp, tls 1.2, mqtt]}\n"
    "  - {id: f, from: r, to: p, medium: bus, data: [e]}\n"
    "  - {id: g, from: p, to: r, medium: ethernet, data: unknown}\n";

static enum tri evaluate(struct fixture *f, const struct device *device, const char *channel, const char *text,
                         struct expr_run *ret_run)
{
    struct expr_scope scope = {{{"channel", KIND_BIT(ELEMENT_CHANNEL)},
                                {"p", KIND_BIT(ELEMENT_PROCESSOR)},
                                {"q", KIND_BIT(ELEMENT_PARTY)},
                                {"m", KIND_BIT(ELEMENT_MEMORY)},
                                {"a", KIND_BIT(ELEMENT_ASSET)}},
                               5};
    struct model_index index = {0};
    struct expr *expr = expr_parse(&f->arena, text, &scope, "rule.yaml", 1, 1, &f->diags);
    if (!expr) fail_msg("%s: %s", text, VEC_LAST(&f->diags.list)->message);
    model_index_build(device, &index);
    *ret_run = (struct expr_run){.device = device, .index = &index, .arena = &f->arena};
    const struct element *const variables[] = {device_find(device, channel), device_find(device, "p"),
                                               device_find(device, "q"), device_find(device, "m"),
                                               device_find(device, "a")};
    memcpy(ret_run->variables, variables, sizeof variables);
    enum tri outcome = expr_eval(expr, ret_run);
    model_index_free(&index);
    ret_run->index = NULL;
    return outcome;
}

static void test_conditions(void **state)
{
    static const struct {
        const char *channel, *text;
        enum tri wanted;
    } ROWS[] = {
        {"c", "channel.encrypted", TRI_YES},
        {"c", "not channel.encrypted", TRI_NO},
        {"c", "channel.integrity", TRI_NO},
        {"c", "channel.replay_protected", TRI_UNKNOWN},
        {"c", "not channel.replay_protected", TRI_UNKNOWN},
        {"c", "channel.replay_protected and channel.integrity", TRI_NO},
        {"c", "channel.replay_protected or channel.encrypted", TRI_YES},
        {"c", "channel.replay_protected or channel.integrity", TRI_UNKNOWN},
        {"c", "channel.encrypted is true and channel.integrity is false", TRI_YES},
        {"c", "channel.encrypted and channel.integrity or channel.encrypted", TRI_YES}, // and binds closer
        {"c", "channel.encrypted or channel.encrypted and channel.integrity", TRI_YES},
        {"c", "(channel.encrypted or channel.encrypted) and channel.integrity", TRI_NO},
        {"c", "channel.medium in [wifi, bus]", TRI_YES},
        {"c", "channel.medium not in [wifi, bus]", TRI_NO},
        {"c", "channel.medium is not bus", TRI_YES},
        {"c", "channel.wireless and channel.networked", TRI_YES},
        {"f", "channel.wireless", TRI_NO},
        {"c", "channel.crosses", TRI_YES},
        {"c", "channel.from.trust = channel.to.trust", TRI_YES}, // through the parent
        {"f", "channel.from.trust < 9", TRI_UNKNOWN},
        {"c", "channel.classes has health", TRI_YES},
        {"c", "channel.classes has [key, log]", TRI_YES},
        {"c", "channel.classes lacks key", TRI_YES},
        {"f", "channel.sensitive", TRI_NO},
        {"g", "channel.sensitive", TRI_UNKNOWN},
        {"c", "channel.safety_relevant", TRI_UNKNOWN}, // its commands are not known, its data is no therapy's
        {"c", "channel.protocols has mqtt", TRI_YES},
        {"c", "channel.protocols has mq", TRI_NO},
        {"c", "version(channel.protocols, tls) < 1.10", TRI_YES},
        {"c", "version(channel.protocols, tls) >= 1.3", TRI_NO},
        {"c", "version(channel.protocols, mqtt) >= 5", TRI_UNKNOWN},
        {"c", "version(channel.protocols, dtls) < 1.2", TRI_NO}, // it does not speak it
        {"c", "channel.from is party and channel.to is processor", TRI_YES},
        {"c", "channel.from in [processor, memory]", TRI_NO},
        {"c", "channel.from.role is app", TRI_UNKNOWN},
        {"c", "channel.to is p", TRI_YES},
        {"c", "channel.from is channel.to", TRI_NO},
        {"c", "any d in channel.data: d.classes has health", TRI_YES},
        {"c", "all d in channel.data: d.classes has key", TRI_NO},
        {"c", "no d in channel.data: d.classes has key", TRI_YES},
        {"c", "any d in channel.data: any x in d.stored_in: x.encrypted is false", TRI_UNKNOWN},
        {"f", "any d in channel.data: any x in d.stored_in: x.encrypted is false", TRI_NO},
        {"c", "all d in channel.data: (all x in d.stored_in: x.encrypted)", TRI_UNKNOWN},
        {"g", "any d in channel.data: d.classes has key", TRI_UNKNOWN},
        {"c", "any c in channels: c.medium is bus", TRI_YES},
        {"c", "count(channel.protocols) = 3", TRI_YES},
        {"c", "count(channel.commands) > 0", TRI_UNKNOWN},
        {"c", "known(channel.commands)", TRI_NO},
        {"c", "known(channel.medium) and not known(channel.commands)", TRI_YES},
        {"c", "q reaches p", TRI_YES},
        {"c", "p reaches q", TRI_NO},
        {"c", "p.reachable", TRI_YES},
        {"c", "a.safety >= low and a.safety < high", TRI_YES},
        {"c", "a.privacy >= low", TRI_UNKNOWN},
        {"c", "m.classes has health and m.sensitive", TRI_YES},
        {"c", "true", TRI_YES},
    };
    struct fixture *f = *state;
    struct device *device = parse(f, LOGIC_MODEL);
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        struct expr_run run;
        enum tri got = evaluate(f, device, ROWS[i].channel, ROWS[i].text, &run);
        bool open = false;
        VEC_EACH(&run.facts, fact)
            open |= !fact->known;
        VEC_FREE(&run.facts);
        if (got != ROWS[i].wanted) fail_msg("%s: %d, wanted %d", ROWS[i].text, got, ROWS[i].wanted);
        // What is unknown names what would decide it. (A version that is not stated belongs to a known list.)
        if (got == TRI_UNKNOWN && !open && !strstr(ROWS[i].text, "version(")) fail_msg("%s: no question", ROWS[i].text);
    }
    device_free(device);
}

// Only the facts that decide are kept.
static void test_facts(void **state)
{
    static const struct {
        const char *text, *facts;
    } ROWS[] = {
        {"channel.encrypted and channel.integrity", "integrity=false "},
        {"channel.encrypted or channel.integrity", "encrypted=true "},
        {"channel.integrity or channel.encrypted", "encrypted=true "},
        {"channel.encrypted and channel.medium is wifi", "encrypted=true medium=wifi "},
        {"channel.encrypted and channel.logged and channel.rate_limited", "logged=? rate_limited=? "},
        {"channel.logged or channel.integrity", "logged=? "},
        {"any d in channel.data: d.classes has health", "data=[d] classes=[health, log] "},
    };
    struct fixture *f = *state;
    struct device *device = parse(f, LOGIC_MODEL);
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        struct expr_run run;
        struct buf text = {0};
        (void)evaluate(f, device, "c", ROWS[i].text, &run);
        VEC_EACH(&run.facts, fact)
            buf_printf(&text, "%s=%s ", fact->attribute, fact->known ? fact->value : "?");
        assert_string_equal(text.bytes, ROWS[i].facts);
        VEC_FREE(&run.facts);
        buf_free(&text);
    }
    device_free(device);
}

static void test_condition_errors(void **state)
{
    static const struct {
        const char *text;
        unsigned column; // from 1
        const char *says;
    } ROWS[] = {
        {"channel.encryptd", 9, "no field"},
        {"chanel.encrypted", 1, "no variable 'chanel'"},
        {"channel.medium is wify", 19, "'wify' is none of"},
        {"channel.medium in [wifi, foo]", 19, "'foo' is none of"},
        {"channel.medium is [wifi]", 19, "use in"},
        {"channel.medium in wifi", 19, "a list is missing"},
        {"channel.encrypted is 3", 22, "only a number"},
        {"channel.encrypted and", 22, "ends too early"},
        {"channel.encrypted channel.integrity", 19, "nothing may follow"},
        {"(channel.encrypted", 19, "')' is missing"},
        {"channel.data.classes has health", 14, "use any or all"},
        {"channel.medium", 1, "a comparison is missing"},
        {"channel.medium < bus and channel.encrypted < 3", 26, "have an order"},
        {"any in channel.data: true", 8, "'in' is missing"},
        {"any d in channel.medium: true", 10, "a list of elements"},
        {"channel.from is wheel", 17, "no kind of element"},
        {"channel.classes is health", 1, "use has"},
        {"channel.protocols has 'open", 23, "a value is missing"},
        {"channel.protocols has $", 23, "a value is missing"},
        {"", 1, "ends too early"},
    };
    struct fixture *f = *state;
    struct expr_scope scope = {{{"channel", KIND_BIT(ELEMENT_CHANNEL)}}, 1};
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        f->diags.list.count = 0;
        assert_null(expr_parse(&f->arena, ROWS[i].text, &scope, "rule.yaml", 7, 1, &f->diags));
        const struct diag *diag = &f->diags.list.items[0];
        if (!strstr(diag->message, ROWS[i].says) || diag->column != ROWS[i].column || diag->line != 7)
            fail_msg("%s: %u: %s", ROWS[i].text, diag->column, diag->message);
    }
    struct buf deep = {0};
    for (int i = 0; i < 100; i++)
        buf_char(&deep, '(');
    assert_null(expr_parse(&f->arena, deep.bytes, &scope, "rule.yaml", 7, 1, &f->diags));
    assert_non_null(strstr(VEC_LAST(&f->diags.list)->message, "deeper"));
    buf_free(&deep);
}

// --- every rule: its own examples ---------------------------------------------------------------

static struct device *example(struct fixture *f, const struct threat_rule *rule, const struct yaml *change)
{
    struct buf text = {0};
    f->diags.list.count = 0;
    yaml_write(yaml_merged(&f->arena, rule->base, change), &text);
    struct device *device = device_parse(text.bytes, text.size, rule->rule.id, &f->diags);
    if (!device || f->diags.list.count)
        fail_msg("%s: its example: %s", rule->rule.id, f->diags.list.count ? f->diags.list.items[0].message : "");
    buf_free(&text);
    return device;
}

static size_t open_threats(const struct threats *threats)
{
    size_t count = 0;
    VEC_EACH(&threats->list, threat)
        count += strcmp(threat->state, "open") == 0;
    return count;
}

static void check_threat(const struct threat_rule *rule, const struct threat *threat)
{
    if (strchr(threat->title, '{') || strstr(threat->title, "(unknown)") || strstr(threat->description, "(unknown)"))
        fail_msg("%s: %s: %s", rule->rule.id, threat->title, threat->description);
    assert_int_equal(strlen(threat->id), 12);
    assert_true(threat->exploitability > 0 && threat->exploitability <= 100);
    assert_true(threat->residual_exploitability <= threat->exploitability);
    assert_string_equal(threat->rule, rule->rule.id);
}

static void test_every_rule(void **state)
{
    struct fixture *f = *state;
    struct threat_rules *rules = threat_rules_load(NULL, &f->diags);
    VEC_EACH(&f->diags.list, diag)
        fail_msg("%s:%u: %s", diag->file, diag->line, diag->message);
    assert_true(threat_rules_count(rules) >= 60);
    for (size_t i = 0; i < threat_rules_count(rules); i++) {
        const struct threat_rule *rule = threat_rules_at(rules, i);
        if (!rule->fires || !rule->quiet) fail_msg("%s has no examples", rule->rule.id);
        struct threats fires = {0}, quiet = {0};
        struct device *device = example(f, rule, rule->fires);
        threats_derive_with(device, rules, rule->rule.id, &fires, &f->diags);
        if (!open_threats(&fires))
            fail_msg("%s does not fire on its example%s%s", rule->rule.id,
                     fires.questions.count ? ": it asks for " : "",
                     fires.questions.count ? fires.questions.items[0].attribute : "");
        VEC_EACH(&fires.list, threat)
            check_threat(rule, threat);
        device_free(device);
        device = example(f, rule, rule->quiet);
        threats_derive_with(device, rules, rule->rule.id, &quiet, &f->diags);
        if (quiet.list.count)
            fail_msg("%s fires on its quiet example: %s", rule->rule.id, quiet.list.items[0].because[0]);
        // Quiet because it knows, not because it can't tell.
        if (quiet.questions.count)
            fail_msg("%s asks on its quiet example: %s %s", rule->rule.id, quiet.questions.items[0].element,
                     quiet.questions.items[0].attribute);
        device_free(device);
        threats_free(&fires);
        threats_free(&quiet);
    }
    threat_rules_free(rules);
}

// The texts that people read, the ids that decisions name.
static void test_rule_texts(void **state)
{
    struct fixture *f = *state;
    struct threat_rules *rules = threat_rules_load(NULL, &f->diags);
    for (size_t i = 0; i < threat_rules_count(rules); i++) {
        const struct threat_rule *rule = threat_rules_at(rules, i);
        const char *id = rule->rule.id;
        if (!rule->stride[0] && !rule->linddun[0]) fail_msg("%s has no category", id);
        if (!rule->cia[0]) fail_msg("%s: which goal does it hurt?", id);
        if (!rule->version) fail_msg("%s has no version", id);
        if (!rule->rule.cwe) fail_msg("%s has no CWE", id);
        if (!text_ends(rule->description, ".") || !text_ends(rule->rule.explanation, "."))
            fail_msg("%s: a sentence ends with a full stop", id);
        if (rule->capec && strncmp(rule->capec, "CAPEC-", 6) != 0) fail_msg("%s: %s", id, rule->capec);
        if (rule->emb3d && strncmp(rule->emb3d, "TID-", 4) != 0) fail_msg("%s: %s", id, rule->emb3d);
        if (rule->attack && (rule->attack[0] != 'T' || strlen(rule->attack) != 5)) fail_msg("%s: %s", id, rule->attack);
        for (size_t k = 0; k < rule->mitigation_count; k++)
            if (!rule->mitigations[k].requirement) fail_msg("%s: %s names no requirement", id, rule->mitigations[k].id);
        assert_ptr_equal(threat_rules_find(rules, id), rule);
    }
    threat_rules_free(rules);
}

// An example whose flags are made unknown raises questions and no threat.
static struct yaml *with_unknown_flags(struct arena *arena, const struct yaml *node, size_t *count)
{
    bool flag;
    if (yaml_to_bool(node, &flag)) {
        ++*count;
        return yaml_new_text(arena, "unknown");
    }
    struct yaml *copy = ARENA_NEW(arena, struct yaml);
    *copy = *node;
    if (node->count) {
        copy->items = ARENA_ARRAY(arena, struct yaml_item, node->count);
        copy->capacity = node->count;
    }
    for (size_t i = 0; i < node->count; i++) {
        copy->items[i] = node->items[i];
        copy->items[i].value = with_unknown_flags(arena, node->items[i].value, count);
    }
    return copy;
}

static void test_unknown_asks(void **state)
{
    struct fixture *f = *state;
    struct threat_rules *rules = threat_rules_load(NULL, &f->diags);
    size_t tried = 0;
    for (size_t i = 0; i < threat_rules_count(rules); i++) {
        const struct threat_rule *rule = threat_rules_at(rules, i);
        struct threats threats = {0};
        size_t flags = 0;
        struct yaml *change = with_unknown_flags(&f->arena, rule->fires, &flags);
        if (!flags) continue;
        struct device *device = example(f, rule, change);
        threats_derive_with(device, rules, rule->rule.id, &threats, &f->diags);
        if (threats.list.count)
            fail_msg("%s fires on what it does not know: %s", rule->rule.id, threats.list.items[0].title);
        if (!threats.questions.count) fail_msg("%s asks nothing", rule->rule.id);
        assert_string_equal(threats.questions.items[0].rules[0], rule->rule.id);
        device_free(device);
        threats_free(&threats);
        tried++;
    }
    assert_true(tried > 40);
    threat_rules_free(rules);
}

// --- scores, controls, suppressions ---------------------------------------------------------------

static const char SCORED[] =
    "zones: [{id: in, trust: 8}, {id: out, trust: 2}]\n"
    "processors: [{id: p, zone: in}]\n"
    "parties: [{id: q, kind: system, zone: out}]\n"
    "data: [{id: d, classes: [health], stored_in: []}]\n"
    "commands: [{id: k, effect: therapy}]\n"
    "assets: [{id: a, refers_to: [d, k], confidentiality: high, integrity: high, safety: high}]\n"
    "harms:\n"
    "  - {id: h, severity: critical, caused_by: k, through: integrity}\n"
    "  - {id: i, severity: minor, caused_by: a}\n"
    "channels:\n"
    "  - {id: c, from: q, to: p, medium: wifi, data: d, commands: k, integrity: false, encrypted: %s}\n"
    "controls:\n"
    "  - {id: x, protects: c, attributes: [encrypted], implements: [%s],\n"
    "     verification: {test: T, status: %s}}\n"
    "%s";

static struct threats derive(struct fixture *f, const char *rule, const char *encrypted, const char *implements,
                             const char *status, const char *more)
{
    struct threats threats = {0};
    struct threat_rules *rules = threat_rules_load(NULL, &f->diags);
    struct device *device = parse(f, arena_printf(&f->arena, SCORED, encrypted, implements, status, more));
    threats_derive_with(device, rules, rule, &threats, &f->diags);
    device_free(device);
    threat_rules_free(rules);
    return threats;
}

static void test_scores(void **state)
{
    struct fixture *f = *state;
    // The seed AV:A/AC:L/PR:N/UI:N/S:U/C:N/I:H/A:N in its place: wifi keeps it adjacent; high integrity and safety make
    // IR and AR high, high confidentiality makes CR high.
    struct threats threats = derive(f, "channel-tampering", "false", "", "planned", "");
    int wanted = cvss_score("CVSS:3.1/AV:A/AC:L/PR:N/UI:N/S:U/C:N/I:H/A:N/MAV:A/CR:H/IR:H/AR:H");
    assert_int_equal(threats.list.count, 1);
    const struct threat *threat = &threats.list.items[0];
    assert_int_equal(threat->exploitability, wanted);
    assert_int_equal(threat->harm, HARM_CRITICAL);
    assert_string_equal(threat->source, "q");
    assert_string_equal(threat->flow, "c");
    assert_string_equal(threat->target, "p");
    assert_string_equal(threat->state, "open");
    threats_free(&threats);
    // Confidentiality alone leads to the other harm only.
    threats = derive(f, "channel-eavesdropping", "false", "", "planned", "");
    assert_int_equal(threats.list.items[0].harm, HARM_MINOR);
    assert_non_null(strstr(threats.list.items[0].because[0], "medium is wifi (device.yaml:11)"));
    threats_free(&threats);
}

static void test_controls(void **state)
{
    static const struct {
        const char *encrypted, *implements, *status;
        const char *state; // NULL: no threat
        bool lower;
    } ROWS[] = {
        {"false", "encrypt-channel", "planned", "open", false},
        {"false", "encrypt-channel", "passed", "open", true},
        {"false", "sign-updates", "passed", "open", false}, // not a mitigation of this rule
        {"true", "", "planned", "mitigated", false},
        {"true", "", "passed", "mitigated", true},
        {"true", "", "failed", "open", false},
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        struct threats threats =
            derive(f, "channel-eavesdropping", ROWS[i].encrypted, ROWS[i].implements, ROWS[i].status, "");
        assert_int_equal(threats.list.count, 1);
        const struct threat *threat = &threats.list.items[0];
        assert_string_equal(threat->state, ROWS[i].state);
        assert_int_equal(threat->residual_exploitability < threat->exploitability, ROWS[i].lower);
        threats_free(&threats);
    }
    // Without a control, the attribute alone switches the rule off.
    struct threats threats = derive(f, "channel-tampering", "true", "", "passed", "");
    assert_int_equal(threats.list.count, 1);
    threats_free(&threats);
}

static void test_suppressions(void **state)
{
    static const struct {
        const char *more;
        size_t wanted;
    } ROWS[] = {
        {"", 1},
        {"suppressions: [{id: s, rules: [channel-tampering], elements: c, reason: Test bench.}]\n", 0},
        {"suppressions: [{id: s, rules: ['*'], elements: out, reason: Test bench.}]\n", 0}, // the zone it comes from
        {"suppressions: [{id: s, rules: ['*'], elements: in, reason: Test bench.}]\n", 1},
        {"suppressions: [{id: s, rules: [other], elements: c, reason: Test bench.}]\n", 1},
        {"suppressions: [{id: s, rules: ['*'], elements: c}]\n", 1}, // no reason, no effect
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        struct threats threats = derive(f, "channel-tampering", "true", "", "planned", ROWS[i].more);
        assert_int_equal(threats.list.count, ROWS[i].wanted);
        threats_free(&threats);
    }
}

// Ids depend on the rule and the places only, not on order, names or values.
static void test_stable_ids(void **state)
{
    struct fixture *f = *state;
    struct threats one = derive(f, NULL, "false", "", "planned", "");
    struct threats two = derive(f, NULL, "false", "encrypt-channel", "passed", "libraries: [{id: l, version: '1'}]\n");
    assert_true(one.list.count >= 2);
    for (size_t i = 0; i < one.list.count; i++) {
        size_t found = 0;
        for (size_t k = 0; k < two.list.count; k++)
            found += strcmp(one.list.items[i].id, two.list.items[k].id) == 0;
        assert_int_equal(found, 1);
        assert_true(i == 0 || strcmp(one.list.items[i - 1].id, one.list.items[i].id) < 0);
    }
    threats_free(&one);
    threats_free(&two);
}

// docs/extend/threat-rule.md ends with the reference that the table gives.
static void test_documented(void **state)
{
    struct fixture *f = *state;
    struct buf page = {0}, reference = {0};
    assert_int_equal(file_read("docs/extend/threat-rule.md", 1 << 20, &page, &f->diags), STATUS_OK);
    threats_attribute_reference(&reference);
    if (!text_ends(page.bytes, reference.bytes)) fail_msg("it should end with:\n%s", reference.bytes);
    buf_free(&page);
    buf_free(&reference);
}

// --- the user's own rules --------------------------------------------------------------------------

static void test_rule_faults(void **state)
{
    static const char GOOD[] = "mitigations: [{id: fix, text: Fix it., verification: Look., residual: MAC:H}]\n"
                               "rules:\n"
                               "  - id: own\n"
                               "    version: 1\n"
                               "    scope: channel\n"
                               "    when: channel.crosses\n"
                               "    name: Own\n"
                               "    title: T {channel.name}\n"
                               "    description: D.\n"
                               "    why: W.\n"
                               "    stride: S\n"
                               "    cia: C\n"
                               "    cvss: CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N\n"
                               "    mitigations: [fix]\n";
    static const struct {
        const char *from, *to;
        unsigned line;
        const char *says;
    } ROWS[] = {
        {"channel.crosses", "channel.crosess", 6, "no field 'crosess'"},
        {"scope: channel", "scope: wheel", 3, "not 'wheel'"},
        {"id: own", "id: Own", 3, "wants an id"},
        {"{channel.name}", "{channel.nam}", 3, "{channel.nam}"},
        {"{channel.name}", "{channel.name", 3, "'}' is missing"},
        {"AV:N/AC", "AV:Q/AC", 3, "AV can't be 'Q'"},
        {"stride: S", "stride: X", 11, "letters out of STRIDE"},
        {"[fix]", "[other]", 14, "no mitigation 'other'"},
        {"MAC:H", "AC:H", 1, "no list of modified"},
        {"    why: W.\n", "", 3, "and a why"},
        {"    when: channel.crosses\n", "", 3, "no 'when'"},
        {"version: 1", "version: x", 4, "wants a number"},
    };
    struct fixture *f = *state;
    struct threat_rules *rules = threat_rules_parse(GOOD, strlen(GOOD), "own.yaml", &f->diags);
    assert_int_equal(threat_rules_count(rules), 1);
    assert_int_equal(f->diags.list.count, 0);
    threat_rules_free(rules);
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        const char *at = strstr(GOOD, ROWS[i].from);
        const char *text =
            arena_printf(&f->arena, "%.*s%s%s", (int)(at - GOOD), GOOD, ROWS[i].to, at + strlen(ROWS[i].from));
        f->diags.list.count = 0;
        rules = threat_rules_parse(text, strlen(text), "own.yaml", &f->diags);
        assert_int_equal(threat_rules_count(rules), 0);
        const struct diag *diag = f->diags.list.items;
        if (!f->diags.list.count || !strstr(diag->message, ROWS[i].says) || diag->line != ROWS[i].line ||
            diag->level != DIAG_SKIPPED)
            fail_msg("row %zu: %u: %s", i, diag ? diag->line : 0, diag ? diag->message : "");
        threat_rules_free(rules);
    }
}

#define WITH(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
RUN(cmocka_unit_test(test_three_values), WITH(test_conditions), WITH(test_facts), WITH(test_condition_errors),
    WITH(test_every_rule), WITH(test_rule_texts), WITH(test_unknown_asks), WITH(test_scores), WITH(test_controls),
    WITH(test_documented), WITH(test_suppressions), WITH(test_stable_ids), WITH(test_rule_faults))
