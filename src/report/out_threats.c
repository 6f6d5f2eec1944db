// threats.json: the threat register alone, for other threat-modelling tools and for a risk file.
#include "report/output.h"
#include "report/records.h"
#include "report/render.h"

static void write_score(struct json_writer *json, const char *key, int exploitability, enum harm_severity harm)
{
    js_member_object(json, key);
    js_write_key(json, "exploitability");
    if (exploitability >= 0)
        js_write_real(json, exploitability / 10.0, 1);
    else
        js_write_text(json, NULL);
    js_member_text(json, "harm", harm_severity_name(harm));
    js_object_end(json);
}

static void write_answer(struct json_writer *json, const struct decision *decision)
{
    if (!decision) return;
    js_member_object(json, "decision");
    members_write(json, DECISION_MEMBERS, decision);
    js_object_end(json);
}

static void write_threat(struct json_writer *json, const struct assessment *assessment, const struct threat *threat)
{
    js_object_begin(json);
    members_write(json, THREAT_MEMBERS, threat);
    write_score(json, "before", threat->exploitability, threat->harm);
    write_score(json, "after", threat->residual_exploitability, threat->residual_harm);
    js_member_bool(json, "open", threat_is_open(assessment, threat));
    write_answer(json, threat_decision(assessment, threat));
    record_write_mitigations(json, threat);
    js_object_end(json);
}

static enum status write(const struct assessment *assessment, struct buf *out, struct diags *diags)
{
    (void)diags;
    struct json_writer json = {.out = out, .pretty = true};
    js_object_begin(&json);
    js_member_text(&json, "format", "theriac-threats");
    js_member_int(&json, "format_version", 1);
    js_member_text(&json, "device", report_device_name(assessment));
    js_member_text_opt(&json, "date", assessment->date);
    js_member_array(&json, "threats");
    if (assessment->threats) VEC_EACH(&assessment->threats->list, threat)
            write_threat(&json, assessment, threat);
    js_array_end(&json);
    record_write_questions(&json, assessment);
    js_object_end(&json);
    return STATUS_OK;
}

const struct output OUTPUT_threats = {
    .name = "threats",
    .file_name = "threats.json",
    .description = "the threat register with scores, reasons and controls",
    .in_report = true,
    .write = write,
};
