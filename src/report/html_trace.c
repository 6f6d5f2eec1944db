// Questions, traceability, what was left out, and how all this was made.
#include "report/html.h"
#include <string.h>

void html_questions(struct html *html)
{
    html_add(html, "<section><h2 id=\"questions\">Open questions</h2>");
    if (!html->assessment->threats || !html->assessment->threats->questions.count) {
        html_add(html, "<p>%s</p></section>", html->assessment->threats ? "The device model leaves none."
                                                                          : "Without a device model none were asked.");
        return;
    }
    html_add(
        html,
        "<p class=\"lead\">What the device model does not say and a rule needs. Unknown is neither safe nor a threat: "
        "it is a question.</p><div class=\"scroll\"><table class=\"sortable\" data-name=\"questions\"><thead><tr>"
        "<th scope=\"col\">Element</th><th scope=\"col\">Attribute</th><th scope=\"col\">Question</th>"
        "<th scope=\"col\">Where to answer</th></tr></thead><tbody>");
    VEC_EACH(&html->assessment->threats->questions, question) {
        html_add(html, "<tr><td>%s</td><td class=\"mono\">%s</td><td>%s</td><td>%s",
                 question->element ? question->element : "", question->attribute ? question->attribute : "",
                 question->text, question->file ? report_path(html->assessment, question->file) : "");
        if (question->line) html_add(html, ":%u", question->line);
        html_add(html, "</td></tr>");
    }
    html_add(html, "</tbody></table></div></section>");
}

enum trace_column { TRACE_FINDING, TRACE_VULNERABILITY, TRACE_CONTROL, TRACE_EVIDENCE, TRACE_COLUMNS };

static const char *trace_text(const struct trace_row *row, enum trace_column column)
{
    const char *const TEXTS[] = {row->finding, row->vulnerability, row->control, row->evidence};
    return TEXTS[column];
}

static bool told_before(const struct trace_row *first, const struct trace_row *row, enum trace_column column)
{
    for (const struct trace_row *other = first; other < row; other++)
        if (text_equal(trace_text(other, column), trace_text(row, column))) return true;
    return false;
}

// A finding is told by its rule and place; its fingerprint is behind the link.
static const char *trace_name(struct html *html, enum trace_column column, const char *text)
{
    const struct assessment *assessment = html->assessment;
    if (column == TRACE_FINDING && assessment->findings) VEC_EACH(&assessment->findings->list, finding)
            if (text_equal(finding->fingerprint, text)) {
                const char *slash = strrchr(finding->location.file, '/');
                return arena_printf(&html->scratch, "%s %s:%u", finding->rule,
                                    slash ? slash + 1 : finding->location.file, finding->location.line);
            }
    return text;
}

// What all rows of one threat say in a column, each thing once.
static void trace_cell(struct html *html, const struct trace_row *first, size_t count, enum trace_column column)
{
    enum { SHOWN = 12 };
    static const char *const PREFIXES[] = {"f", "v", "e"};
    size_t told = 0;
    html_add(html, "<td>");
    for (const struct trace_row *row = first; row < first + count; row++) {
        const char *text = trace_text(row, column);
        if (!text || told_before(first, row, column) || told++ >= SHOWN) continue;
        if (column == TRACE_EVIDENCE)
            html_add(html, "%s%s", told > 1 ? "; " : "", text);
        else
            html_add(html, told > 1 ? "<br><a href=\"#%s\">%s</a>" : "<a href=\"#%s\">%s</a>",
                     html_id(html, PREFIXES[column], text), trace_name(html, column, text));
    }
    if (told > SHOWN) html_add(html, " and %zu more", told - SHOWN);
    if (!told) html_add(html, "<span class=\"muted\">–</span>");
    html_add(html, "</td>");
}

static const struct threat *threat_of(const struct assessment *assessment, const char *id)
{
    if (assessment->threats) VEC_EACH(&assessment->threats->list, threat)
            if (strcmp(threat->id, id) == 0) return threat;
    return NULL;
}

static void trace_threat(struct html *html, const struct trace_row *first, size_t count)
{
    const struct threat *threat = threat_of(html->assessment, first->threat);
    html_add(html, "<tr><th scope=\"row\" class=\"wide\"><a href=\"#%s\">%s</a>", html_id(html, "t", first->threat),
             first->threat);
    if (threat) {
        enum harm_severity harm = threat->residual_harm != HARM_UNKNOWN ? threat->residual_harm : threat->harm;
        html_add(html, " ");
        html_chip(html, harm_severity_name(harm), harm_severity_name(harm));
        if (threat->demonstrated) html_chip(html, "bad", "demonstrated");
        if (!threat_is_open(html->assessment, threat)) html_chip(html, "good", "answered");
        html_add(html, "<br><span class=\"muted\">%s</span>", threat->title);
    }
    html_add(html, "</th>");
    for (int column = 0; column < TRACE_COLUMNS; column++)
        trace_cell(html, first, count, (enum trace_column)column);
    html_add(html, "</tr>");
}

struct trace_group { // the rows of one threat
    const struct trace_row *first;
    size_t count;
    bool demonstrated, tied;
};

static bool is_tied(const struct trace_row *row)
{
    return row->finding || row->vulnerability || row->control || row->evidence;
}

// What is shown to be real, then what has controls or answers, then the gaps; each in the order of the ids.
static int by_weight(const void *left, const void *right)
{
    const struct trace_group *a = left, *b = right;
    if (a->demonstrated != b->demonstrated) return b->demonstrated - a->demonstrated;
    if (a->tied != b->tied) return b->tied - a->tied;
    return strcmp(a->first->threat, b->first->threat);
}

static void trace_groups(struct html *html)
{
    const struct trace_row *rows = html->assessment->trace.items;
    size_t count = html->assessment->trace.count;
    VEC(struct trace_group) groups = {0};
    for (size_t first = 0, next; first < count; first = next) {
        for (next = first + 1; next < count && strcmp(rows[next].threat, rows[first].threat) == 0;)
            next++;
        const struct threat *threat = threat_of(html->assessment, rows[first].threat);
        VEC_PUSH(&groups, ((struct trace_group){&rows[first], next - first, threat && threat->demonstrated,
                                                is_tied(&rows[first])}));
    }
    VEC_SORT(&groups, by_weight);
    VEC_EACH(&groups, group)
        trace_threat(html, group->first, group->count);
    VEC_FREE(&groups);
}

enum { UNTIED_SHOWN = 24 };

static bool is_traced(const struct assessment *assessment, const char *id, enum trace_column column)
{
    VEC_EACH(&assessment->trace, row)
        if (text_equal(trace_text(row, column), id)) return true;
    return false;
}

static void untied_findings(struct html *html)
{
    const struct assessment *assessment = html->assessment;
    size_t told = 0;
    if (assessment->findings) VEC_EACH(&assessment->findings->list, finding) {
            if (!finding_is_open(assessment, finding) || is_traced(assessment, finding->fingerprint, TRACE_FINDING))
                continue;
            if (told == 0) html_add(html, "<p>Open findings that show no threat of this model: ");
            if (told < UNTIED_SHOWN)
                html_add(html, "%s<a href=\"#%s\">%s</a>", told ? ", " : "", html_id(html, "f", finding->fingerprint),
                         finding->rule);
            told++;
        }
    if (told > UNTIED_SHOWN) html_add(html, " and %zu more", told - UNTIED_SHOWN);
    if (told) html_add(html, ".</p>");
}

static void untied_vulnerabilities(struct html *html)
{
    const struct assessment *assessment = html->assessment;
    const char *last = NULL;
    size_t told = 0;
    if (assessment->matches) VEC_EACH(&assessment->matches->list, match) {
            const char *id = assessment->matches->vulnerabilities.items[match->vulnerability].id;
            bool open = match->verdict == VERDICT_AFFECTED && !decision_settles(match_decision(assessment, match));
            if (!open || text_equal(last, id) || is_traced(assessment, id, TRACE_VULNERABILITY)) continue;
            if (told == 0) html_add(html, "<p>Unanswered vulnerabilities of parts that no threat names: ");
            if (told < UNTIED_SHOWN)
                html_add(html, "%s<a href=\"#%s\">%s</a>", told ? ", " : "", html_id(html, "v", id), id);
            last = id;
            told++;
        }
    if (told > UNTIED_SHOWN) html_add(html, " and %zu more", told - UNTIED_SHOWN);
    if (told) html_add(html, ". A part is tied to a threat by the model's libraries.</p>");
}

void html_trace(struct html *html)
{
    html_add(html, "<section><h2 id=\"trace\">Traceability</h2>");
    if (!html->assessment->trace.count) {
        html_add(html, "<p>No threat is tied to a finding, a vulnerability or a control yet.</p></section>");
        return;
    }
    html_add(
        html,
        "<p class=\"lead\">Which findings and vulnerabilities show a threat, which controls of the device stand "
        "against it, and what is the evidence.</p><div class=\"scroll\"><table class=\"sortable\" "
        "data-name=\"traceability\"><thead><tr><th scope=\"col\">Threat</th><th scope=\"col\">Findings</th><th "
        "scope=\"col\">Vulnerabilities</th><th scope=\"col\">Controls</th><th "
        "scope=\"col\">Evidence</th></tr></thead><tbody>");
    trace_groups(html);
    html_add(html, "</tbody></table></div>");
    untied_findings(html);
    untied_vulnerabilities(html);
    html_add(html, "</section>");
}

static void feeds(struct html *html)
{
    const struct matches *matches = html->assessment->matches;
    if (!matches) return;
    if (!matches->feeds.count) {
        html_add(html, "<p class=\"notice\">The vulnerability database holds no feed.</p>");
        return;
    }
    html_add(
        html,
        "<div class=\"scroll\"><table><caption>What the vulnerability database knew</caption><thead><tr><th "
        "scope=\"col\">Feed</th><th scope=\"col\">Newest record</th><th scope=\"col\">Records</th><th scope=\"col\">"
        "Imported</th><th scope=\"col\">Completeness</th></tr></thead><tbody>");
    VEC_EACH(&matches->feeds, feed) {
        html_add(html,
                 "<tr><th scope=\"row\">%s</th><td>%s</td><td class=\"number\">%zu</td><td>%s</td><td>%s</td></tr>",
                 feed->name, feed->date ? feed->date : "unknown", feed->records,
                 feed->imported ? feed->imported : "unknown", feed->completeness ? feed->completeness : "unknown");
    }
    html_add(html, "</tbody></table></div>");
}

static void unmatchable(struct html *html)
{
    const struct assessment *assessment = html->assessment;
    if (!assessment->matches || !assessment->matches->unmatchable.count) return;
    html_add(html,
             "<h3>Parts that no feed can speak about (%zu)</h3><p>They have no identity or no version that a feed "
             "uses. Nothing is known about them, which is not the same as clean.</p><p>",
             assessment->matches->unmatchable.count);
    for (size_t i = 0; i < assessment->matches->unmatchable.count; i++) {
        size_t index = assessment->matches->unmatchable.items[i];
        const struct component *component = &assessment->components->list.items[index];
        html_add(html, "%s<a href=\"#c-%zu\">%s %s</a>", i ? ", " : "", index, component->name,
                 component->version ? component->version : "(version unknown)");
    }
    html_add(html, "</p>");
}

static int by_level(const void *left, const void *right)
{
    const struct diag *a = *(const struct diag *const *)left, *b = *(const struct diag *const *)right;
    return (a->level < b->level) - (a->level > b->level);
}

static void messages(struct html *html)
{
    static const char *const KINDS[] = {"plain", "medium", "high", "critical"};
    VEC(const struct diag *) list = {0};
    if (html->assessment->diags) VEC_EACH(&html->assessment->diags->list, diag)
            VEC_PUSH(&list, diag);
    VEC_SORT(&list, by_level);
    if (!list.count) {
        html_add(html, "<p>Everything that was looked at could be analysed.</p>");
        return;
    }
    html_add(html, "<div class=\"scroll\"><table class=\"sortable\" data-name=\"messages\"><caption>What the analysis "
                   "had to say</caption><thead><tr><th scope=\"col\">Level</th><th scope=\"col\">Place</th><th "
                   "scope=\"col\">Message</th></tr></thead><tbody>");
    VEC_EACH(&list, diag) {
        html_add(html, "<tr data-level=\"%s\"><td>", diag_level_name((*diag)->level));
        html_chip(html, KINDS[(*diag)->level], diag_level_name((*diag)->level));
        html_add(html, "</td><td>%s", (*diag)->file ? report_path(html->assessment, (*diag)->file) : "");
        if ((*diag)->line) html_add(html, ":%u", (*diag)->line);
        html_add(html, "</td><td>%s</td></tr>", (*diag)->message);
    }
    html_add(html, "</tbody></table></div>");
    if (html->assessment->diags->dropped)
        html_add(html, "<p>%u more messages were not kept.</p>", html->assessment->diags->dropped);
    VEC_FREE(&list);
}

void html_completeness(struct html *html)
{
    const struct code_statistics *code = &html->assessment->code;
    html_add(html, "<section><h2 id=\"completeness\">Completeness</h2><p class=\"lead\">What this assessment rests on, "
                   "and what it could not see. <em>skipped</em> and <em>error</em> mean that something was left "
                   "out.</p>");
    feeds(html);
    unmatchable(html);
    if (code->limits_hit)
        html_add(html,
                 "<p class=\"notice\">The code analysis reached a limit %zu %s: beyond it a weakness may have been "
                 "missed.</p>",
                 code->limits_hit, plural(code->limits_hit, "time", "times"));
    messages(html);
    html_add(html, "</section>");
}

void html_method(struct html *html)
{
    html_add(
        html,
        "<section><h2 id=\"method\">Method</h2><dl class=\"facts\"><dt>Tool</dt><dd>theriac %s</dd><dt>Date of the "
        "run</dt><dd>%s</dd></dl><ul><li><strong>Threats</strong> are derived by rules from the device model, with "
        "STRIDE, LINDDUN and CIA as categories. A rule whose facts are unknown asks a question instead. Exploitability "
        "is a CVSS score with environmental metrics from the model; harm is what the model ties to the asset. A "
        "control counts once its verification passed.</li><li><strong>Findings</strong> come from whole-program "
        "analysis, the compiler's warnings and syntax rules. Severity is impact times likelihood; a channel that "
        "reaches the code raises it. Analysis of programs is never complete: no finding is no "
        "proof.</li><li><strong>Parts</strong> are read from manifests, package databases, binaries and version "
        "macros, each with the place where it was seen. A vulnerability applies when the feeds' ranges hold the part's "
        "version under the same version scheme; otherwise the verdict is undecidable.</li><li><strong>Answers</strong> "
        "are decisions that a person signed, in decisions.yaml. They open again when what they stood on changes, when "
        "they expire, and when CISA lists the vulnerability as exploited.</li><li>No probability of occurrence is used "
        "to rate security risks.</li></ul></section>",
        html->assessment->tool_version ? html->assessment->tool_version : "",
        html->assessment->date ? html->assessment->date : "");
}
