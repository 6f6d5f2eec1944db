// The answers to vulnerabilities as OpenVEX 0.2.0. What nobody has answered is under investigation: that is what
// the format calls it when the maker does not know yet.
#include "codec/json.h"
#include "model/vex.h"
#include "report/answers.h"
#include "report/output.h"
#include "report/render.h"
#include <string.h>

struct openvex {
    const struct assessment *assessment;
    struct json_writer json;
    struct arena scratch;
    const char *product; // purl of the device
};

static const char *product_purl(struct arena *arena, const struct assessment *assessment)
{
    struct component device = {.name = report_device_name(assessment), .version = report_device_version(assessment)};
    return component_purl_made(arena, &device);
}

static void write_identified(struct json_writer *json, const char *purl)
{
    js_member_text(json, "@id", purl);
    js_member_object(json, "identifiers");
    js_member_text(json, "purl", purl);
    js_object_end(json);
}

static void write_product(struct openvex *vex, const struct answers *answers, const struct answer_group *group)
{
    struct json_writer *json = &vex->json;
    const char *last = NULL;
    js_member_array(json, "products");
    js_object_begin(json);
    write_identified(json, vex->product);
    js_member_array(json, "subcomponents");
    for (size_t i = group->first; i < group->first + group->count; i++) {
        const char *purl =
            component_purl_made(&vex->scratch, match_component(vex->assessment, answers->matches.items[i]));
        if (text_equal(purl, last)) continue; // the format wants each once; parts are sorted
        last = purl;
        js_object_begin(json);
        write_identified(json, purl);
        js_object_end(json);
    }
    js_array_end(json);
    js_object_end(json);
    js_array_end(json);
}

static void write_vulnerability(struct json_writer *json, const struct vulnerability *vulnerability)
{
    js_member_object(json, "vulnerability");
    js_member_text(json, "name", vulnerability->id);
    js_member_text_opt(json, "description", vulnerability->title);
    bool any = false;
    for (const char *const *alias = vulnerability->aliases; alias && *alias; alias++) {
        if (!any) js_member_array(json, "aliases");
        any = true;
        js_write_text(json, *alias);
    }
    if (any) js_array_end(json);
    js_object_end(json);
}

static void write_answer(struct openvex *vex, const struct decision *decision)
{
    struct json_writer *json = &vex->json;
    struct buf detail = {0};
    const char *status = decision ? vex_openvex_status(decision->state) : NULL;
    if (!status) status = "under_investigation";
    js_member_text(json, "status", status);
    if (decision) answer_detail(&detail, decision);
    const char *text = detail.size ? buf_cstr(&detail) : "Not answered yet.";
    if (strcmp(status, "not_affected") == 0) {
        js_member_text_opt(json, "justification", vex_openvex_justification(decision->justification));
        js_member_text(json, "impact_statement", text);
    } else if (strcmp(status, "affected") == 0) {
        js_member_text(json, "action_statement", text);
    } else {
        js_member_text(json, "status_notes", text);
    }
    js_member_text_opt(json, "timestamp", decision ? date_time_of(&vex->scratch, decision->date) : NULL);
    buf_free(&detail);
}

static void write_statements(struct openvex *vex, const struct answers *answers)
{
    struct json_writer *json = &vex->json;
    js_member_array(json, "statements");
    VEC_EACH(&answers->groups, group) {
        js_object_begin(json);
        write_vulnerability(json, group->vulnerability);
        write_product(vex, answers, group);
        write_answer(vex, group->decision);
        js_object_end(json);
    }
    js_array_end(json);
}

// The document's id is a function of its statements, so that the same answers have the same id.
static void write_id(struct openvex *vex, const struct answers *answers)
{
    struct buf body = {0};
    struct openvex inner = {.assessment = vex->assessment, .json = {.out = &body}, .product = vex->product};
    char uuid[UUID_TEXT], id[64];
    js_object_begin(&inner.json);
    js_member_text(&inner.json, "product", vex->product);
    write_statements(&inner, answers);
    js_object_end(&inner.json);
    uuid_of(buf_cstr(&body), body.size, uuid);
    snprintf(id, sizeof id, "urn:uuid:%s", uuid);
    js_member_text(&vex->json, "@id", id);
    buf_free(&body);
    arena_free(&inner.scratch);
}

static enum status write(const struct assessment *assessment, struct buf *out, struct diags *diags)
{
    struct openvex vex = {.assessment = assessment, .json = {.out = out, .pretty = true}};
    struct answers answers = {0};
    struct json_writer *json = &vex.json;
    answers_collect(assessment, &answers);
    if (!answers.groups.count) {
        DIAG(diags, DIAG_NOTE, NULL, 0, "there is nothing to say in OpenVEX: no vulnerability matches a part");
        answers_free(&answers);
        return STATUS_MISSING; // the format wants one statement at least
    }
    vex.product = product_purl(&vex.scratch, assessment);
    const char *date = date_time_of(&vex.scratch, assessment->date);
    const char *author = report_manufacturer(assessment);
    js_object_begin(json);
    js_member_text(json, "@context", "https://openvex.dev/ns/v0.2.0");
    write_id(&vex, &answers);
    js_member_text(json, "author", author ? author : "the maker of the device");
    js_member_text(json, "timestamp", date ? date : "1970-01-01T00:00:00Z");
    js_member_int(json, "version", 1);
    js_member_text(json, "tooling",
                   arena_printf(&vex.scratch, "theriac %s", assessment->tool_version ? assessment->tool_version : ""));
    write_statements(&vex, &answers);
    js_object_end(json);
    answers_free(&answers);
    arena_free(&vex.scratch);
    return STATUS_OK;
}

const struct output OUTPUT_openvex = {
    .name = "openvex",
    .file_name = "vex.openvex.json",
    .description = "the answers to vulnerabilities, OpenVEX 0.2.0",
    .in_report = true,
    .write = write,
};
