// The answers alone, as a CycloneDX document that points into the bill of materials by BOM-Link.
#include "report/cyclonedx.h"
#include "report/output.h"

static enum status write(const struct assessment *assessment, struct buf *out, struct diags *diags)
{
    (void)diags;
    struct json_writer json = {.out = out, .pretty = true};
    char bill[UUID_TEXT], own[UUID_TEXT], prefix[80];
    struct buf key = {0};
    cyclonedx_serial(assessment, bill);
    buf_printf(&key, "vex of %s at %s", bill, assessment->date ? assessment->date : "");
    uuid_of(buf_cstr(&key), key.size, own);
    buf_free(&key);
    snprintf(prefix, sizeof prefix, "urn:cdx:%s/1#", bill);
    js_object_begin(&json);
    cyclonedx_write_head(&json, own);
    cyclonedx_write_metadata(&json, assessment);
    cyclonedx_write_vulnerabilities(&json, assessment, prefix);
    js_object_end(&json);
    return STATUS_OK;
}

const struct output OUTPUT_cyclonedx_vex = {
    .name = "cyclonedx-vex",
    .file_name = "vex.cdx.json",
    .description = "the answers to vulnerabilities alone, CycloneDX 1.6 JSON",
    .write = write,
};
