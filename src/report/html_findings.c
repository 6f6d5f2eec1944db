// Weaknesses in the code, most severe first, each with the story of its path and the code it tells about.
#include "report/html.h"
#include <string.h>

static void title_line(struct html *html, const struct finding *finding)
{
    html_add(html, "<summary>");
    html_chip(html, severity_name(finding->severity), severity_name(finding->severity));
    html_add(html, "<span class=\"title\">%s<span class=\"where\">%s", finding->message, finding->location.file);
    if (finding->location.line) html_add(html, ":%u", finding->location.line);
    if (finding->function[0]) html_add(html, " in %s", finding->function);
    html_add(html, "</span></span><span class=\"right\">");
    if (finding->cwe) html_add(html, "CWE-%u · ", finding->cwe);
    html_add(html, "<span class=\"mono\">%s</span></span></summary>", finding->rule);
}

static void path(struct html *html, const struct finding *finding)
{
    enum { SHOWN_MAX = 60 };
    size_t skipped = finding->event_count > SHOWN_MAX ? finding->event_count - SHOWN_MAX : 0;
    if (finding->event_count < 2) return;
    html_add(html, "<h4>How it comes to that</h4>");
    if (skipped)
        html_add(html, "<p class=\"muted\">The first %zu steps are left out here; findings.sarif has them.</p>",
                 skipped);
    html_add(html, "<ol class=\"steps\">");
    for (size_t i = skipped; i < finding->event_count; i++) {
        const struct finding_event *event = &finding->events[i];
        html_add(html, "<li><div class=\"%s\">%s <span class=\"muted\">%s", event->depth ? "depth" : "", event->message,
                 event->location.file);
        if (event->location.line) html_add(html, ":%u", event->location.line);
        html_add(html, "</span>");
        html_listing_line(html, &event->location);
        html_add(html, "</div></li>");
    }
    html_add(html, "</ol>");
}

static void one_finding(struct html *html, const struct finding *finding)
{
    const struct rule *rule = report_rule(html->assessment, finding->rule);
    bool open = finding_is_open(html->assessment, finding);
    html_add(html, "<details id=\"%s\" data-level=\"%s\" class=\"%s sev-%s\">",
             html_id(html, "f", finding->fingerprint), severity_name(finding->severity), open ? "open-item" : "",
             severity_name(finding->severity));
    title_line(html, finding);
    html_add(html, "<div class=\"body\">");
    html_listing(html, &finding->location, finding->statement, 4);
    if (rule && rule->explanation) html_add(html, "<p>%s</p>", rule->explanation);
    if (rule && rule->remedy) html_add(html, "<p><strong>What to do:</strong> %s</p>", rule->remedy);
    path(html, finding);
    html_add(html, "<dl class=\"facts\"><dt>Confidence</dt><dd>%s</dd>", confidence_name(finding->confidence));
    html_fact(html, "Reached over", finding->exposure);
    html_fact(html, "Found by", finding->tool);
    html_fact(html, "Also reported as", finding->also);
    html_add(html, "<dt>Fingerprint</dt><dd class=\"mono\">%s</dd></dl>", finding->fingerprint);
    if (finding->suppression)
        html_add(html, "<div class=\"answer\"><p><strong>Suppressed in the source:</strong> %s</p></div>",
                 finding->suppression);
    else
        html_answer(html, DECISION_FINDING, finding->fingerprint, NULL);
    html_add(html, "</div></details>");
}

static int by_severity(const void *left, const void *right)
{
    const struct finding *a = *(const struct finding *const *)left, *b = *(const struct finding *const *)right;
    return (a->severity < b->severity) - (a->severity > b->severity);
}

static void list(struct html *html, bool open, const char *name)
{
    VEC(const struct finding *) chosen = {0};
    VEC_EACH(&html->assessment->findings->list, finding)
        if (finding_is_open(html->assessment, finding) == open) VEC_PUSH(&chosen, finding);
    VEC_SORT(&chosen, by_severity); // stable: by file and line within a severity
    html_add(html, "<div class=\"items\" data-name=\"%s\">", name);
    VEC_EACH(&chosen, finding)
        one_finding(html, *finding);
    html_add(html, "</div>");
    VEC_FREE(&chosen);
}

void html_findings(struct html *html)
{
    struct html_counts counts = html_count(html->assessment);
    const struct code_statistics *code = &html->assessment->code;
    html_add(html, "<section><h2 id=\"findings\">Findings in code</h2>");
    if (!html->assessment->findings) {
        html_add(html, "<p class=\"unknown\">No code was analysed.</p></section>");
        return;
    }
    html_add(html, "<p class=\"lead\">%zu files, %zu lines, %zu functions were analysed", code->files, code->lines,
             code->functions);
    if (code->files_failed)
        html_add(html, "; <a href=\"#completeness\">%zu %s could not be analysed in depth</a>", code->files_failed,
                 plural(code->files_failed, "file", "files"));
    html_add(html, ".</p>");
    if (!counts.findings_open)
        html_add(html, "<p>No finding is open.</p>");
    else
        list(html, true, "open findings");
    if (counts.findings_settled) {
        html_add(html, "<details class=\"group\"><summary>%zu answered or suppressed</summary>",
                 counts.findings_settled);
        list(html, false, "settled findings");
        html_add(html, "</details>");
    }
    html_add(html, "</section>");
}
