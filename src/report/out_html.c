// The frame of the report for people: head, navigation, sections in order, script.
#include "base/data.h"
#include "base/hash.h"
#include "report/html.h"
#include <string.h>

static const char *data_text(const char *name)
{
    const struct data_file *file = data_find(name);
    if (!file) fatal("%s is not embedded", name);
    return file->content;
}

// Base64 of 32 bytes given in hexadecimal: what a content security policy names a script by.
static void script_hash(struct buf *out, const char *script)
{
    static const char DIGITS[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char hex[SHA256_HEX];
    unsigned char bytes[33] = {0};
    sha256_hex(script, strlen(script), hex);
    for (size_t i = 0; i < 32; i++) {
        unsigned high = (unsigned)(hex[2 * i] <= '9' ? hex[2 * i] - '0' : hex[2 * i] - 'a' + 10);
        unsigned low = (unsigned)(hex[2 * i + 1] <= '9' ? hex[2 * i + 1] - '0' : hex[2 * i + 1] - 'a' + 10);
        bytes[i] = (unsigned char)(high << 4 | low);
    }
    for (size_t i = 0; i < 33; i += 3) {
        unsigned bits = (unsigned)bytes[i] << 16 | (unsigned)bytes[i + 1] << 8 | bytes[i + 2];
        buf_char(out, DIGITS[bits >> 18]);
        buf_char(out, DIGITS[bits >> 12 & 63]);
        buf_char(out, DIGITS[bits >> 6 & 63]);
        buf_char(out, i == 30 ? '=' : DIGITS[bits & 63]);
    }
}

// Nothing may be loaded from anywhere, and no script runs but ours: what slipped through would still be dead.
static void head(struct html *html, const char *script)
{
    struct buf *out = html->out;
    buf_text(out,
             "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
             "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
             "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
             "img-src data:; base-uri 'none'; form-action 'none'; script-src 'sha256-");
    script_hash(out, script);
    buf_text(out, "'\">\n<meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"color-scheme\" content=\"light "
                  "dark\">\n");
    html_add(
        html, "<meta name=\"generator\" content=\"theriac %s\">\n<title>%s: security assessment</title>\n<style>\n",
        html->assessment->tool_version ? html->assessment->tool_version : "", report_device_name(html->assessment));
    buf_text(out, data_text("report/report.css"));
    buf_text(out, "</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#content\">Skip to the content</a>\n<div "
                  "class=\"layout\">\n");
}

static void entry(struct html *html, const char *id, const char *name, size_t count, bool counted)
{
    html_add(html, "<li><a href=\"#%s\"><span>%s</span>", id, name);
    if (counted) html_add(html, "<span class=\"count\">%zu</span>", count);
    html_add(html, "</a></li>\n");
}

static void navigation(struct html *html)
{
    const struct assessment *assessment = html->assessment;
    struct html_counts counts = html_count(assessment);
    html_add(html,
             "<nav class=\"side\" aria-label=\"Sections\"><div class=\"brand\">theriac<small>%s</small></div><ul>\n",
             report_device_name(assessment));
    entry(html, "summary", "Summary", 0, false);
    entry(html, "device", "The device", 0, false);
    if (assessment->diagram_svg) entry(html, "diagram", "Data flows", 0, false);
    entry(html, "threats", "Threats", counts.threats_open, assessment->threats != NULL);
    entry(html, "findings", "Findings in code", counts.findings_open, assessment->findings != NULL);
    entry(html, "parts", "Software parts", assessment->components ? assessment->components->list.count : 0,
          assessment->components != NULL);
    entry(html, "vulnerabilities", "Vulnerabilities", counts.affected_open, assessment->matches != NULL);
    entry(html, "questions", "Open questions", assessment->threats ? assessment->threats->questions.count : 0,
          assessment->threats != NULL);
    entry(html, "trace", "Traceability", 0, false);
    entry(html, "completeness", "Completeness", counts.left_out, true);
    entry(html, "method", "Method", 0, false);
    html_add(html, "</ul></nav>\n<main id=\"content\">\n");
}

static enum status write(const struct assessment *assessment, struct buf *out, struct diags *diags)
{
    (void)diags;
    struct html html = {.out = out, .assessment = assessment, .listing = {.folder = assessment->folder}};
    const char *script = data_text("report/report.js");
    head(&html, script);
    navigation(&html);
    html_summary(&html);
    html_device(&html);
    html_diagram(&html);
    html_threats(&html);
    html_findings(&html);
    html_parts(&html);
    html_vulnerabilities(&html);
    html_questions(&html);
    html_trace(&html);
    html_completeness(&html);
    html_method(&html);
    html_add(
        &html,
        "<footer>Written by theriac %s. This file is complete in itself and loads nothing.</footer>\n</main>\n</div>\n"
        "<script>",
        assessment->tool_version ? assessment->tool_version : "");
    buf_text(out, script);
    buf_text(out, "</script>\n</body>\n</html>\n");
    listing_free(&html.listing);
    arena_free(&html.scratch);
    return STATUS_OK;
}

const struct output OUTPUT_html = {
    .name = "html",
    .file_name = "index.html",
    .description = "the report for people: one file, no network",
    .in_report = true,
    .write = write,
};
