#include "report/cyclonedx.h"
#include "model/vex.h"
#include "report/answers.h"
#include <math.h>
#include <string.h>

void cyclonedx_serial(const struct assessment *assessment, char ret_uuid[UUID_TEXT])
{
    struct buf key = {0};
    buf_printf(&key, "%s\n%s\n", report_device_name(assessment),
               report_device_version(assessment) ? report_device_version(assessment) : "");
    if (assessment->components) VEC_EACH(&assessment->components->list, component)
            buf_printf(&key, "%s %s\n", component->ref, component->version ? component->version : "");
    uuid_of(buf_cstr(&key), key.size, ret_uuid);
    buf_free(&key);
}

void cyclonedx_write_head(struct json_writer *json, const char *uuid)
{
    char serial[64];
    snprintf(serial, sizeof serial, "urn:uuid:%s", uuid);
    js_member_text(json, "$schema", "http://cyclonedx.org/schema/bom-1.6.schema.json");
    js_member_text(json, "bomFormat", "CycloneDX");
    js_member_text(json, "specVersion", "1.6");
    js_member_text(json, "serialNumber", serial);
    js_member_int(json, "version", 1);
}

void cyclonedx_write_property(struct json_writer *json, const char *name, const char *value)
{
    if (!value || !value[0]) return;
    js_object_begin(json);
    js_member_text(json, "name", name);
    js_member_text(json, "value", value);
    js_object_end(json);
}

void cyclonedx_write_metadata(struct json_writer *json, const struct assessment *assessment)
{
    struct arena scratch = {0};
    js_member_object(json, "metadata");
    js_member_text_opt(json, "timestamp", date_time_of(&scratch, assessment->date));
    js_member_object(json, "tools");
    js_member_array(json, "components");
    js_object_begin(json);
    js_member_text(json, "type", "application");
    js_member_text(json, "name", "theriac");
    js_member_text_opt(json, "version", assessment->tool_version);
    js_object_end(json);
    js_array_end(json);
    js_object_end(json);
    js_member_object(json, "component");
    js_member_text(json, "type", assessment->device ? "device" : "application");
    js_member_text(json, "bom-ref", CYCLONEDX_ROOT);
    if (report_manufacturer(assessment)) {
        js_member_object(json, "supplier");
        js_member_text(json, "name", report_manufacturer(assessment));
        js_object_end(json);
    }
    js_member_text(json, "name", report_device_name(assessment));
    js_member_text_opt(json, "version", report_device_version(assessment));
    js_object_end(json);
    js_object_end(json);
    arena_free(&scratch);
}

// --- vulnerabilities ---------------------------------------------------------------------------

static void write_source(struct json_writer *json, const char *name)
{
    js_member_object(json, "source");
    js_member_text(json, "name", name);
    js_object_end(json);
}

static const char *score_method(const char *vector)
{
    if (text_starts(vector, "CVSS:4")) return "CVSSv4";
    if (text_starts(vector, "CVSS:3.1")) return "CVSSv31";
    if (text_starts(vector, "CVSS:3")) return "CVSSv3";
    return text_starts(vector, "AV:") || text_starts(vector, "(AV:") ? "CVSSv2" : "other";
}

static void write_ratings(struct json_writer *json, const struct vulnerability *vulnerability)
{
    if (!vulnerability->score_count) return;
    js_member_array(json, "ratings");
    for (size_t i = 0; i < vulnerability->score_count; i++) {
        const struct score *score = &vulnerability->scores[i];
        js_object_begin(json);
        if (score->source) write_source(json, score->source);
        if (score->tenths >= 0) {
            js_write_key(json, "score");
            js_write_real(json, score->tenths / 10.0, 1);
        }
        js_member_text(json, "severity",
                       score->tenths < 0 ? "unknown" : severity_name(severity_of_score(score->tenths)));
        js_member_text(json, "method", score->vector ? score_method(score->vector) : "other");
        js_member_text_opt(json, "vector", score->vector);
        js_object_end(json);
    }
    js_array_end(json);
}

static void write_links(struct json_writer *json, const struct vulnerability *vulnerability)
{
    bool any = false;
    for (const char *const *url = vulnerability->references; url && *url; url++) {
        if (!is_web_reference(*url)) continue;
        if (!any) js_member_array(json, "advisories");
        any = true;
        js_object_begin(json);
        js_member_text(json, "url", *url);
        js_object_end(json);
    }
    if (any) js_array_end(json);
}

static void write_cwes(struct json_writer *json, const struct vulnerability *vulnerability)
{
    if (!vulnerability->cwes || !vulnerability->cwes[0]) return;
    js_member_array(json, "cwes");
    for (const unsigned *cwe = vulnerability->cwes; *cwe; cwe++)
        js_write_int(json, *cwe);
    js_array_end(json);
}

static void write_analysis(struct json_writer *json, const struct decision *decision)
{
    struct buf detail = {0};
    struct arena scratch = {0};
    if (!decision || !vex_cyclonedx_state(decision->state)) return;
    js_member_object(json, "analysis");
    js_member_text(json, "state", vex_cyclonedx_state(decision->state));
    if (vex_justification_valid(decision->justification))
        js_member_text(json, "justification", decision->justification);
    bool accepted = strcmp(decision->state, "accepted") == 0;
    if (accepted || strcmp(decision->state, "affected") == 0) {
        js_member_array(json, "response");
        js_write_text(json, accepted ? "will_not_fix" : "update");
        js_array_end(json);
    }
    answer_detail(&detail, decision);
    js_member_text_opt(json, "detail", buf_cstr(&detail));
    js_member_text_opt(json, "firstIssued", date_time_of(&scratch, decision->date));
    js_object_end(json);
    buf_free(&detail);
    arena_free(&scratch);
}

static void write_affects(struct json_writer *json, const struct assessment *assessment, const struct answers *answers,
                          const struct answer_group *group, const char *prefix)
{
    js_member_array(json, "affects");
    for (size_t i = group->first; i < group->first + group->count; i++) {
        const struct match *match = answers->matches.items[i];
        const struct component *component = match_component(assessment, match);
        struct buf ref = {0};
        buf_text(&ref, prefix);
        if (prefix[0])
            uri_path(&ref, component->ref);
        else
            buf_text(&ref, component->ref);
        js_object_begin(json);
        js_member_text(json, "ref", buf_cstr(&ref));
        if (component->version && component->version[0]) {
            js_member_array(json, "versions");
            js_object_begin(json);
            js_member_text(json, "version", component->version);
            js_member_text(json, "status", match->verdict == VERDICT_AFFECTED ? "affected" : "unknown");
            js_object_end(json);
            js_array_end(json);
        }
        js_object_end(json);
        buf_free(&ref);
    }
    js_array_end(json);
}

static const char *first_fixed(const struct answers *answers, const struct answer_group *group)
{
    for (size_t i = group->first; i < group->first + group->count; i++)
        if (answers->matches.items[i]->fixed) return answers->matches.items[i]->fixed;
    return NULL;
}

static void write_match_properties(struct json_writer *json, const struct assessment *assessment,
                                   const struct match *match)
{
    struct buf text = {0};
    buf_printf(&text, "%s: %s by %s", match_component(assessment, match)->ref, verdict_name(match->verdict),
               match->identity ? match->identity : "an unnamed identity");
    if (match->range) buf_printf(&text, " in range %s", match->range);
    if (match->scheme) buf_printf(&text, ", compared as %s", match->scheme);
    if (match->feed) buf_printf(&text, ", feed %s", match->feed);
    if (match->reason) buf_printf(&text, ": %s", match->reason);
    cyclonedx_write_property(json, "theriac:match", buf_cstr(&text));
    buf_free(&text);
}

static void write_properties(struct json_writer *json, const struct assessment *assessment,
                             const struct answers *answers, const struct answer_group *group)
{
    const struct vulnerability *vulnerability = group->vulnerability;
    char number[32];
    js_member_array(json, "properties");
    cyclonedx_write_property(json, "theriac:answered", decision_settles(group->decision) ? "yes" : "no");
    if (vulnerability->kev)
        cyclonedx_write_property(json, "theriac:kev", vulnerability->kev_added ? vulnerability->kev_added : "yes");
    if (vulnerability->epss >= 0 && isfinite(vulnerability->epss)) {
        snprintf(number, sizeof number, "%.5f", vulnerability->epss);
        cyclonedx_write_property(json, "theriac:epss", number);
    }
    for (size_t i = group->first; i < group->first + group->count; i++)
        write_match_properties(json, assessment, answers->matches.items[i]);
    js_array_end(json);
}

static void write_group(struct json_writer *json, const struct assessment *assessment, const struct answers *answers,
                        size_t at, const char *prefix)
{
    const struct answer_group *group = &answers->groups.items[at];
    const struct vulnerability *vulnerability = group->vulnerability;
    struct arena scratch = {0};
    js_object_begin(json);
    js_member_text(json, "bom-ref", arena_printf(&scratch, "vulnerability-%zu-%s", at + 1, vulnerability->id));
    js_member_text(json, "id", vulnerability->id);
    if (vulnerability->feed) write_source(json, vulnerability->feed);
    write_ratings(json, vulnerability);
    write_cwes(json, vulnerability);
    js_member_text_opt(json, "description",
                       vulnerability->description ? vulnerability->description : vulnerability->title);
    if (first_fixed(answers, group))
        js_member_text(json, "recommendation",
                       arena_printf(&scratch, "Update to %s or later.", first_fixed(answers, group)));
    write_links(json, vulnerability);
    js_member_text_opt(json, "published", date_time_of(&scratch, vulnerability->published));
    js_member_text_opt(json, "updated", date_time_of(&scratch, vulnerability->modified));
    write_analysis(json, group->decision);
    write_affects(json, assessment, answers, group, prefix);
    write_properties(json, assessment, answers, group);
    js_object_end(json);
    arena_free(&scratch);
}

void cyclonedx_write_vulnerabilities(struct json_writer *json, const struct assessment *assessment, const char *prefix)
{
    struct answers answers = {0};
    answers_collect(assessment, &answers);
    js_member_array(json, "vulnerabilities");
    for (size_t i = 0; i < answers.groups.count; i++)
        write_group(json, assessment, &answers, i, prefix);
    js_array_end(json);
    answers_free(&answers);
}
