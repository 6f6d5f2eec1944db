// The first page: what the device is, whether the gate is open and why, and how much was found.
#include "report/html.h"
#include <string.h>

static void count_matches(const struct assessment *assessment, struct html_counts *counts)
{
    if (!assessment->matches || !assessment->components) return;
    VEC_EACH(&assessment->matches->list, match) {
        bool open = match_is_open(assessment, match);
        counts->affected += match->verdict == VERDICT_AFFECTED;
        counts->affected_open += match->verdict == VERDICT_AFFECTED && open;
        counts->undecidable += match->verdict == VERDICT_UNDECIDABLE;
        counts->undecidable_open += match->verdict == VERDICT_UNDECIDABLE && open;
        counts->kev_open += open && match_vulnerability(assessment, match)->kev;
    }
}

struct html_counts html_count(const struct assessment *assessment)
{
    struct html_counts counts = {0};
    if (assessment->findings) VEC_EACH(&assessment->findings->list, finding) {
            bool open = finding_is_open(assessment, finding);
            counts.findings_open += open;
            counts.findings_settled += !open;
            if (open) counts.findings_by_severity[finding->severity]++;
        }
    count_matches(assessment, &counts);
    if (assessment->threats) VEC_EACH(&assessment->threats->list, threat) {
            bool open = threat_is_open(assessment, threat);
            counts.threats_open += open;
            counts.threats_settled += !open;
            counts.threats_demonstrated += threat->demonstrated;
        }
    if (assessment->diags) VEC_EACH(&assessment->diags->list, diag)
            counts.left_out += diag->level >= DIAG_SKIPPED;
    return counts;
}

// Reasons begin with "finding ID", "threat ID" or the id of a vulnerability (triage/gate.c).
static void reason(struct html *html, const struct gate_line *line)
{
    const char *rest = line->what, *prefix = "v";
    if (text_starts(rest, "finding ")) prefix = "f", rest += strlen("finding ");
    if (text_starts(rest, "threat ")) prefix = "t", rest += strlen("threat ");
    size_t size = strcspn(rest, " ");
    const char *id = arena_copy(&html->scratch, rest, size);
    html_add(html, "<li>%s<a href=\"#%s\"><strong>%s</strong></a>%s: %s</li>",
             arena_copy(&html->scratch, line->what, (size_t)(rest - line->what)), html_id(html, prefix, id), id,
             rest + size, line->why);
}

enum reason_kind { REASON_FINDING, REASON_VULNERABILITY, REASON_THREAT, REASON_KINDS };

static enum reason_kind kind_of(const struct gate_line *line)
{
    if (text_starts(line->what, "finding ")) return REASON_FINDING;
    return text_starts(line->what, "threat ") ? REASON_THREAT : REASON_VULNERABILITY;
}

static void reason_counts(struct html *html)
{
    size_t counts[REASON_KINDS] = {0};
    VEC_EACH(&html->assessment->gate, line)
        counts[kind_of(line)]++;
    size_t findings = counts[REASON_FINDING], threats = counts[REASON_THREAT], others = counts[REASON_VULNERABILITY];
    html_add(html, "<p>");
    if (findings) html_add(html, "%zu %s", findings, plural(findings, "finding", "findings"));
    if (others)
        html_add(html, "%s%zu %s", findings ? ", " : "", others, plural(others, "vulnerability", "vulnerabilities"));
    if (threats)
        html_add(html, "%s%zu %s", findings || others ? ", " : "", threats, plural(threats, "threat", "threats"));
    html_add(html, " %s the limits of this workspace.</p>", plural(findings + others + threats, "passes", "pass"));
}

// The first few of each kind; with `rest`, the others.
static size_t reasons(struct html *html, bool rest)
{
    enum { SHOWN = 4 };
    size_t seen[REASON_KINDS] = {0}, told = 0;
    VEC_EACH(&html->assessment->gate, line) {
        bool first = seen[kind_of(line)]++ < SHOWN;
        if (first == rest) continue;
        reason(html, line);
        told++;
    }
    return told;
}

static void verdict(struct html *html)
{
    const struct assessment *assessment = html->assessment;
    size_t count = assessment->gate.count;
    html_add(
        html,
        "<section class=\"verdict %s\" aria-label=\"Verdict\"><div class=\"sign\" aria-hidden=\"true\">%s</div><div>",
        count ? "closed" : "open", count ? "✕" : "✓");
    if (!count) {
        html_add(html, "<h2>The gate is open</h2><p>Nothing that was found passes the limits of this "
                       "workspace.</p></div></section>");
        return;
    }
    html_add(html, "<h2>The gate is closed</h2>");
    reason_counts(html);
    html_add(html, "</div><ul class=\"reasons\">");
    size_t left = count - reasons(html, false);
    html_add(html, "</ul>");
    if (left) {
        html_add(html, "<details><summary>%zu more</summary><ul class=\"reasons\">", left);
        reasons(html, true);
        html_add(html, "</ul></details>");
    }
    html_add(html, "</section>");
}

static void incomplete(struct html *html, const struct html_counts *counts)
{
    const struct assessment *assessment = html->assessment;
    struct buf missing = {0};
    if (!assessment->findings) buf_text(&missing, " code,");
    if (!assessment->components) buf_text(&missing, " parts,");
    if (!assessment->matches) buf_text(&missing, " vulnerabilities,");
    if (!assessment->threats) buf_text(&missing, " threats,");
    if (missing.size) {
        missing.bytes[missing.size - 1] = '\0';
        html_add(html,
                 "<p class=\"notice\"><strong>Not every step was carried out.</strong> This assessment says nothing "
                 "about:%s.</p>",
                 buf_cstr(&missing));
    }
    if (counts->left_out)
        html_add(html, "<p class=\"notice\"><strong>The analysis is incomplete.</strong> %zu %s could not be analysed; "
                       "<a href=\"#completeness\">what and why</a>.</p>",
                 counts->left_out, plural(counts->left_out, "thing", "things"));
    buf_free(&missing);
}

static void severity_bar(struct html *html, const size_t counts[SEVERITY_CRITICAL + 1], size_t total)
{
    if (!total) return;
    html_add(html, "<span class=\"bar\" aria-hidden=\"true\">");
    for (int level = SEVERITY_CRITICAL; level > SEVERITY_NONE; level--)
        if (counts[level])
            html_add(html, "<i class=\"bg-%s\" style=\"flex:%zu\"></i>", severity_name((enum severity)level),
                     counts[level]);
    html_add(html, "</span>");
}

static void findings_tile(struct html *html, const struct html_counts *counts)
{
    const char *lead = "";
    html_add(html, "<a class=\"tile\" href=\"#findings\"><span class=\"name\">Findings in code</span><b>%zu</b>",
             counts->findings_open);
    severity_bar(html, counts->findings_by_severity, counts->findings_open);
    html_add(html, "<span class=\"detail\">");
    for (int level = SEVERITY_CRITICAL; level > SEVERITY_NONE; level--) {
        if (!counts->findings_by_severity[level]) continue;
        html_add(html, "%s%zu %s", lead, counts->findings_by_severity[level], severity_name((enum severity)level));
        lead = ", ";
    }
    html_add(html, "%s%zu answered or suppressed</span></a>", lead, counts->findings_settled);
}

static void share_bar(struct html *html, size_t settled, size_t total)
{
    if (!total) return;
    html_add(html, "<span class=\"bar\" aria-hidden=\"true\">");
    if (settled) html_add(html, "<i class=\"bg-good\" style=\"flex:%zu\"></i>", settled);
    if (total > settled) html_add(html, "<i class=\"bg-high\" style=\"flex:%zu\"></i>", total - settled);
    html_add(html, "</span>");
}

static void tiles(struct html *html, const struct html_counts *counts)
{
    const struct assessment *assessment = html->assessment;
    html_add(html, "<div class=\"tiles\">");
    if (assessment->findings) findings_tile(html, counts);
    if (assessment->matches) {
        html_add(html,
                 "<a class=\"tile\" href=\"#vulnerabilities\"><span class=\"name\">Unanswered "
                 "vulnerabilities</span><b>%zu</b>",
                 counts->affected_open);
        share_bar(html, counts->affected - counts->affected_open, counts->affected);
        html_add(html,
                 "<span class=\"detail\">of %zu that apply; %zu exploited (KEV) and open; %zu undecidable</span></a>",
                 counts->affected, counts->kev_open, counts->undecidable);
    }
    if (assessment->threats) {
        size_t total = counts->threats_open + counts->threats_settled;
        html_add(html, "<a class=\"tile\" href=\"#threats\"><span class=\"name\">Open threats</span><b>%zu</b>",
                 counts->threats_open);
        share_bar(html, counts->threats_settled, total);
        html_add(html, "<span class=\"detail\">of %zu; %zu demonstrated by a finding or a part</span></a>", total,
                 counts->threats_demonstrated);
        html_add(html, "<a class=\"tile\" href=\"#questions\"><span class=\"name\">Open questions</span><b>%zu</b>"
                       "<span class=\"detail\">that the device model leaves</span></a>",
                 assessment->threats->questions.count);
    }
    if (assessment->components) {
        size_t unmatchable = assessment->matches ? assessment->matches->unmatchable.count : 0;
        html_add(html, "<a class=\"tile\" href=\"#parts\"><span class=\"name\">Software parts</span><b>%zu</b>"
                       "<span class=\"detail\">%zu that no feed can speak about</span></a>",
                 assessment->components->list.count, unmatchable);
    }
    html_add(html, "</div>");
}

void html_summary(struct html *html)
{
    const struct assessment *assessment = html->assessment;
    struct html_counts counts = html_count(assessment);
    const char *version = report_device_version(assessment), *maker = report_manufacturer(assessment);
    html_add(html, "<header id=\"summary\"><h1>%s%s%s</h1><p class=\"lead\">Security assessment",
             report_device_name(assessment), version ? " " : "", version ? version : "");
    if (maker) html_add(html, " · %s", maker);
    if (assessment->date) html_add(html, " · <time datetime=\"%s\">%s</time>", assessment->date, assessment->date);
    html_add(html, "</p></header>");
    verdict(html);
    incomplete(html, &counts);
    tiles(html, &counts);
}
