// Pieces of CycloneDX 1.6 that the bill of materials and the stand-alone VEX share.
#pragma once
#include "codec/json.h"
#include "model/assessment.h"
#include "report/render.h"

#define CYCLONEDX_ROOT "theriac-root" // bom-ref of the device itself

// The bill's serial number: the same parts of the same device always have the same one.
void cyclonedx_serial(const struct assessment *assessment, char ret_uuid[UUID_TEXT]);
void cyclonedx_write_head(struct json_writer *json, const char *uuid);
void cyclonedx_write_metadata(struct json_writer *json, const struct assessment *assessment);
// The "vulnerabilities" member. References to parts get `prefix` before them: "" within the bill, a BOM-Link outside.
void cyclonedx_write_vulnerabilities(struct json_writer *json, const struct assessment *assessment, const char *prefix);
void cyclonedx_write_property(struct json_writer *json, const char *name, const char *value); // NULL writes nothing
