// What several formats ask of an assessment.
#pragma once
#include "base/buf.h"
#include "model/assessment.h"

const char *report_device_name(const struct assessment *assessment); // else the workspace's name, else "device"
const char *report_device_version(const struct assessment *assessment); // NULL when unknown
const char *report_manufacturer(const struct assessment *assessment);   // NULL when unknown

// A file as the reader knows it: below the workspace where it lies there, so that documents don't tell the machine's
// paths.
const char *report_path(const struct assessment *assessment, const char *file);

const struct component *match_component(const struct assessment *assessment, const struct match *match);
const struct vulnerability *match_vulnerability(const struct assessment *assessment, const struct match *match);
bool match_is_told(const struct match *match);          // affected or undecidable
const struct rule *report_rule(const struct assessment *assessment, const char *id); // NULL when not listed
// "pkg:..." of the component, else "pkg:generic/NAME@VERSION" made for it.
const char *component_purl_made(struct arena *arena, const struct component *component);

enum { UUID_TEXT = 37 };
// A UUID (version 8, RFC 9562) that is a function of the text: the same document always has the same one.
void uuid_of(const char *text, size_t size, char ret_uuid[UUID_TEXT]);
// "2026-01-02" becomes "2026-01-02T00:00:00Z"; a date with time stays; NULL when it is no ISO date.
const char *date_time_of(struct arena *arena, const char *date);
void uri_path(struct buf *out, const char *path);   // percent-encodes what RFC 3986 does not allow in a path
bool is_web_reference(const char *url);             // http or https without white space or control bytes
bool is_licence_expression(const char *text);       // has the form of an SPDX licence expression
