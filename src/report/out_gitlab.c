// GitLab's Code Quality report: an array of issues. Open findings only; it has no word for the others.
#include "codec/json.h"
#include "report/output.h"
#include "report/render.h"

static const char *gitlab_severity(enum severity severity)
{
    static const char *const NAMES[] = {"info", "info", "minor", "major", "critical", "blocker"};
    return NAMES[severity];
}

static void write_issue(struct json_writer *json, const struct finding *finding)
{
    js_object_begin(json);
    js_member_text(json, "type", "issue");
    js_member_text(json, "description", finding->message);
    js_member_text(json, "check_name", finding->rule);
    js_member_text(json, "fingerprint", finding->fingerprint);
    js_member_text(json, "severity", gitlab_severity(finding->severity));
    js_member_array(json, "categories");
    js_write_text(json, "Security");
    js_array_end(json);
    js_member_object(json, "location");
    js_member_text(json, "path", finding->location.file);
    js_member_object(json, "lines");
    js_member_int(json, "begin", finding->location.line ? finding->location.line : 1);
    if (finding->location.end_line > finding->location.line) js_member_int(json, "end", finding->location.end_line);
    js_object_end(json);
    js_object_end(json);
    js_object_end(json);
}

static enum status write(const struct assessment *assessment, struct buf *out, struct diags *diags)
{
    (void)diags;
    struct json_writer json = {.out = out, .pretty = true};
    js_array_begin(&json);
    if (assessment->findings) VEC_EACH(&assessment->findings->list, finding)
            if (finding_is_open(assessment, finding)) write_issue(&json, finding);
    js_array_end(&json);
    return STATUS_OK;
}

const struct output OUTPUT_gitlab = {
    .name = "gitlab",
    .file_name = "gl-code-quality-report.json",
    .description = "open findings for GitLab Code Quality",
    .write = write,
};
