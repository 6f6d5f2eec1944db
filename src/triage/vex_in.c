#include "triage/vex_in.h"
#include "base/file.h"
#include "codec/json.h"
#include "model/vex.h"
#include "triage/decisions.h"
#include <string.h>

enum { VEX_SIZE_MAX = 256 << 20 };

struct reading {
    struct decisions *decisions;
    struct arena *arena; // the decisions' own
    const char *path;
    const char *source;  // "OpenVEX urn:uuid:... (file.json)"
    const char *author;
    const char *date;    // of the document; NULL when it has none that can be used
    struct diags *diags;
};

static const char *copy(const struct reading *reading, const char *text)
{
    return text && text[0] ? arena_str(reading->arena, text) : NULL;
}

static const char *day_of(const struct reading *reading, const char *time)
{
    if (!time || strlen(time) < 10) return NULL;
    const char *day = arena_copy(reading->arena, time, 10);
    return date_is_valid(day) ? day : NULL;
}

// Our own documents join plan and verification in one text (report/answers.c); others have only a plan.
static void split_plan(const struct reading *reading, struct decision *decision, const char *text)
{
    const char *plan = text_starts(text, "Plan: ") ? text + strlen("Plan: ") : text;
    const char *mark = strstr(plan, " Verification: ");
    decision->patch_plan = mark ? arena_copy(reading->arena, plan, (size_t)(mark - plan)) : copy(reading, plan);
    if (!mark) return;
    const char *verification = mark + strlen(" Verification: ");
    const char *status = strstr(verification, " Verification status: ");
    decision->verification = status ? arena_copy(reading->arena, verification, (size_t)(status - verification))
                                    : copy(reading, verification);
}

static void set_detail(const struct reading *reading, struct decision *decision, const char *text)
{
    if (!text || !text[0]) return;
    if (strcmp(decision->state, "affected") == 0) {
        split_plan(reading, decision, text);
    } else if (strcmp(decision->state, "fixed") == 0) {
        const char *own = text_starts(text, "Verification: ") ? text + strlen("Verification: ") : text;
        const char *status = strstr(own, " Verification status: ");
        decision->verification = status ? arena_copy(reading->arena, own, (size_t)(status - own)) : copy(reading, own);
    } else {
        decision->rationale = copy(reading, text);
    }
}

// What the state asks for and the document does not give leaves the question open.
static void soften(const struct reading *reading, struct decision *decision)
{
    const struct decision_state *state = decision_state_find(decision->state);
    const char *missing = NULL;
    if (state && state->needs_verification && !decision->verification) missing = "verification";
    if (state && state->needs_patch_plan && !decision->patch_plan) missing = "plan";
    if (state && state->needs_rationale && !decision->rationale) missing = "explanation";
    if (state && state->needs_justification && !decision->justification) missing = "justification";
    if (!missing) return;
    DIAG(reading->diags, DIAG_NOTE, reading->path, 0,
         "%s is '%s' in the document, which gives no %s: it comes in as under_investigation", decision->subject,
         decision->state, missing);
    if (!decision->rationale)
        decision->rationale = arena_printf(reading->arena, "%s says '%s'.", reading->author, decision->state);
    decision->state = "under_investigation";
}

static void add_decision(struct reading *reading, struct decision *decision)
{
    const char **evidence = ARENA_ARRAY(reading->arena, const char *, 2);
    if (!decision->date) decision->date = reading->date;
    if (!decision->date) {
        DIAG(reading->diags, DIAG_SKIPPED, reading->path, 0,
             "the answer on %s is left out: nothing says when it was given", decision->subject);
        return;
    }
    evidence[0] = reading->source;
    decision->kind = DECISION_VULNERABILITY;
    decision->by = reading->author;
    decision->evidence = evidence;
    decision->file = arena_str(reading->arena, reading->path);
    soften(reading, decision);
    VEC_PUSH(&reading->decisions->list, *decision);
}

// --- OpenVEX -----------------------------------------------------------------------------------

static const char *product_id(const struct json *product)
{
    const char *purl = js_string(js_path(product, "identifiers.purl"));
    if (purl) return purl;
    return js_is_string(product) ? js_string(product) : js_text(product, "@id");
}

static void openvex_for(struct reading *reading, struct decision decision, const char *component)
{
    decision.component = copy(reading, component);
    add_decision(reading, &decision);
}

static void openvex_products(struct reading *reading, const struct json *statement, const struct decision *decision)
{
    if (!js_size(js_get(statement, "products"))) openvex_for(reading, *decision, NULL);
    JS_EACH(js_get(statement, "products"), product) {
        const struct json *inner = js_get(product, "subcomponents");
        if (!js_size(inner)) openvex_for(reading, *decision, product_id(product));
        JS_EACH(inner, subcomponent)
            openvex_for(reading, *decision, product_id(subcomponent));
    }
}

static void openvex_statement(struct reading *reading, const struct json *statement, size_t index)
{
    const struct json *vulnerability = js_get(statement, "vulnerability");
    const char *name = js_is_string(vulnerability) ? js_string(vulnerability) : js_text(vulnerability, "name");
    const char *state = vex_from_openvex_status(js_text(statement, "status"));
    if (!name || !state) {
        DIAG(reading->diags, DIAG_SKIPPED, reading->path, 0, "statements[%zu] is left out: it has no %s", index,
             name ? "status that OpenVEX knows" : "vulnerability");
        return;
    }
    struct decision decision = {.subject = copy(reading, name), .state = state};
    decision.justification = vex_from_openvex_justification(js_text(statement, "justification"));
    const char *detail = js_text(statement, "impact_statement");
    if (strcmp(state, "affected") == 0) detail = js_text(statement, "action_statement");
    if (!detail) detail = js_text(statement, "status_notes");
    set_detail(reading, &decision, detail);
    if (decision.justification && !decision.rationale)
        decision.rationale = arena_printf(reading->arena, "%s gives '%s' and no explanation.", reading->author,
                                          js_text(statement, "justification"));
    decision.date = day_of(reading, js_text(statement, "timestamp"));
    openvex_products(reading, statement, &decision);
}

static void read_openvex(struct reading *reading, const struct json *root)
{
    const char *id = js_text(root, "@id"), *author = js_text(root, "author");
    reading->author = author && author[0] ? copy(reading, author) : "an unnamed author";
    reading->source = arena_printf(reading->arena, "OpenVEX %s (%s)", id ? id : "without id", path_name(reading->path));
    reading->date = day_of(reading, js_text(root, "timestamp"));
    JS_EACH(js_get(root, "statements"), statement)
        openvex_statement(reading, statement, statement_at);
}

// --- CycloneDX ---------------------------------------------------------------------------------

static int hex_digit(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

static const char *percent_decoded(struct arena *arena, const char *text)
{
    char *out = arena_str(arena, text), *into = out;
    for (const char *at = text; *at; at++) {
        int high = *at == '%' ? hex_digit(at[1]) : -1, low = high >= 0 ? hex_digit(at[2]) : -1;
        if (low >= 0 && (high || low)) {
            *into++ = (char)(high * 16 + low);
            at += 2;
        } else {
            *into++ = *at;
        }
    }
    *into = '\0';
    return out;
}

// The part that a reference means: by the bill's own components, else by a BOM-Link's fragment, else as it stands.
static const char *referred(struct reading *reading, const struct json *root, const char *ref)
{
    JS_EACH(js_get(root, "components"), component) {
        if (!text_equal(js_text(component, "bom-ref"), ref)) continue;
        const char *purl = js_text(component, "purl");
        return copy(reading, purl ? purl : js_text(component, "name"));
    }
    const char *fragment = text_starts(ref, "urn:cdx:") ? strchr(ref, '#') : NULL;
    return percent_decoded(reading->arena, fragment ? fragment + 1 : ref);
}

static void cyclonedx_vulnerability(struct reading *reading, const struct json *root, const struct json *item,
                                    size_t index)
{
    const struct json *analysis = js_get(item, "analysis");
    const char *id = js_text(item, "id"), *state = vex_from_cyclonedx_state(js_text(analysis, "state"));
    if (!analysis) return; // listed, not answered
    if (!id || !state) {
        DIAG(reading->diags, DIAG_SKIPPED, reading->path, 0, "vulnerabilities[%zu] is left out: it has no %s", index,
             id ? "state that CycloneDX knows" : "id");
        return;
    }
    struct decision decision = {.subject = copy(reading, id), .state = state};
    const char *justification = js_text(analysis, "justification");
    JS_EACH(js_get(analysis, "response"), response)
        if (text_equal(js_string(response), "will_not_fix") && strcmp(state, "affected") == 0)
            decision.state = "accepted";
    if (vex_justification_valid(justification)) decision.justification = copy(reading, justification);
    set_detail(reading, &decision, js_text(analysis, "detail"));
    const char *time = js_text(analysis, "lastUpdated");
    decision.date = day_of(reading, time ? time : js_text(analysis, "firstIssued"));
    if (!js_size(js_get(item, "affects"))) add_decision(reading, &decision);
    JS_EACH(js_get(item, "affects"), affected) {
        struct decision one = decision;
        const char *ref = js_text(affected, "ref");
        one.component = ref ? referred(reading, root, ref) : NULL;
        add_decision(reading, &one);
    }
}

static const char *cyclonedx_author(const struct json *root)
{
    const struct json *metadata = js_get(root, "metadata");
    const char *name = js_text(js_at(js_get(metadata, "authors"), 0), "name");
    if (!name) name = js_string(js_path(metadata, "manufacturer.name"));
    if (!name) name = js_string(js_path(metadata, "supplier.name"));
    if (!name) name = js_string(js_path(metadata, "component.supplier.name"));
    return name;
}

static void read_cyclonedx(struct reading *reading, const struct json *root)
{
    const char *serial = js_text(root, "serialNumber"), *author = cyclonedx_author(root);
    reading->author = author ? copy(reading, author)
                             : arena_printf(reading->arena, "the author of %s", path_name(reading->path));
    reading->source = arena_printf(reading->arena, "CycloneDX %s (%s)", serial ? serial : "without serial number",
                                   path_name(reading->path));
    reading->date = day_of(reading, js_string(js_path(root, "metadata.timestamp")));
    JS_EACH(js_get(root, "vulnerabilities"), item)
        cyclonedx_vulnerability(reading, root, item, item_at);
}

enum status vex_parse(const char *bytes, size_t size, const char *path, struct decisions *ret_decisions,
                      struct diags *diags)
{
    struct json *root = js_parse(bytes, size, path, diags);
    struct reading reading = {.decisions = ret_decisions, .arena = &ret_decisions->arena, .path = path, .diags = diags};
    enum status status = STATUS_OK;
    if (!root) return STATUS_INPUT;
    const char *context = js_text(root, "@context");
    if (context && strstr(context, "openvex")) {
        read_openvex(&reading, root);
    } else if (text_equal(js_text(root, "bomFormat"), "CycloneDX")) {
        read_cyclonedx(&reading, root);
    } else {
        DIAG(diags, DIAG_ERROR, path, 0, "this is neither OpenVEX nor CycloneDX");
        status = STATUS_INPUT;
    }
    js_free(root);
    return status;
}

enum status vex_read(const char *path, struct decisions *ret_decisions, struct diags *diags)
{
    struct buf content = {0};
    enum status status = file_read(path, VEX_SIZE_MAX, &content, diags);
    if (status == STATUS_OK) status = vex_parse(buf_cstr(&content), content.size, path, ret_decisions, diags);
    buf_free(&content);
    return status;
}
