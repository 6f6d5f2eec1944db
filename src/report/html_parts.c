// Software parts: what is in the device, where that was seen, under which licence, and what is known against it.
#include "report/html.h"
#include <string.h>

struct part_counts {
    size_t affected, open, undecidable;
    bool unmatchable;
};

static struct part_counts *count_parts(struct html *html)
{
    const struct assessment *assessment = html->assessment;
    struct part_counts *counts = ARENA_ARRAY(&html->scratch, struct part_counts, assessment->components->list.count);
    if (!assessment->matches) return counts;
    VEC_EACH(&assessment->matches->list, match) {
        struct part_counts *one = &counts[match->component];
        one->affected += match->verdict == VERDICT_AFFECTED;
        one->undecidable += match->verdict == VERDICT_UNDECIDABLE;
        one->open += match->verdict == VERDICT_AFFECTED && match_is_open(assessment, match);
    }
    VEC_EACH(&assessment->matches->unmatchable, index)
        counts[*index].unmatchable = true;
    return counts;
}

static void cell(struct html *html, const char *text)
{
    if (text && text[0])
        html_add(html, "<td>%s</td>", text);
    else
        html_add(html, "<td class=\"unknown\">unknown</td>");
}

static void known_cell(struct html *html, const struct part_counts *counts)
{
    bool asked = html->assessment->matches != NULL;
    html_add(html, "<td data-key=\"%zu\">", counts->open * 1000 + counts->affected);
    if (!asked)
        html_add(html, "<span class=\"unknown\">not looked up</span>");
    else if (counts->unmatchable)
        html_add(html, "<span class=\"chip medium\">unmatchable</span>");
    else if (!counts->affected && !counts->undecidable)
        html_add(html, "none known");
    if (counts->open) html_add(html, "<span class=\"chip critical\">%zu unanswered</span> ", counts->open);
    if (counts->affected > counts->open)
        html_add(html, "<span class=\"chip good\">%zu answered</span> ", counts->affected - counts->open);
    if (counts->undecidable) html_add(html, "<span class=\"chip medium\">%zu undecidable</span>", counts->undecidable);
    html_add(html, "</td>");
}

static void seen_cell(struct html *html, const struct component *component)
{
    enum { SHOWN = 3 };
    size_t shown = 0;
    html_add(html, "<td>");
    VEC_EACH(&component->evidence, evidence) {
        if (!evidence->file || shown == SHOWN) continue;
        html_add(html, "%s%s", shown ? ", " : "", evidence->file);
        if (evidence->line) html_add(html, ":%u", evidence->line);
        shown++;
    }
    if (component->evidence.count > shown && shown) html_add(html, " and %zu more", component->evidence.count - shown);
    html_add(html, "</td>");
}

// Who makes it, and how long it is supported.
static void supplier_cell(struct html *html, const struct component *component)
{
    html_add(html, "<td>");
    if (component->supplier && component->supplier[0])
        html_add(html, "%s", component->supplier);
    else
        html_add(html, "<span class=\"unknown\">unknown</span>");
    if (component->support_level || component->end_of_support)
        html_add(html, "<br><span class=\"muted\">%s%s%s</span>",
                 component->support_level ? component->support_level : "supported",
                 component->end_of_support ? " until " : "",
                 component->end_of_support ? component->end_of_support : "");
    html_add(html, "</td>");
}

static void one_part(struct html *html, size_t index, const struct part_counts *counts)
{
    const struct component *component = &html->assessment->components->list.items[index];
    const char *purl = component_purl(component);
    html_add(html, "<tr id=\"c-%zu\"><th scope=\"row\" class=\"wide\">%s", index, component->name);
    if (purl) html_add(html, "<br><span class=\"muted mono\">%s</span>", purl);
    if (!text_equal(component->scope, "required") && component->scope)
        html_add(html, " <span class=\"chip plain\">%s</span>", component->scope);
    html_add(html, "</th>");
    cell(html, component->version);
    known_cell(html, counts);
    cell(html, component->licence);
    supplier_cell(html, component);
    seen_cell(html, component);
    html_add(html, "</tr>");
}

void html_parts(struct html *html)
{
    const struct components *components = html->assessment->components;
    html_add(html, "<section><h2 id=\"parts\">Software parts</h2>");
    if (!components) {
        html_add(html, "<p class=\"unknown\">No bill of materials was made.</p></section>");
        return;
    }
    html_add(
        html,
        "<p class=\"lead\">The bill of materials, for machines in sbom.cdx.json and sbom.spdx.json. A part is "
        "<em>unmatchable</em> when no feed can speak about it: that is not the same as clean.</p>"
        "<div class=\"scroll\"><table class=\"sortable\" data-name=\"parts\"><thead><tr><th scope=\"col\">Part</th>"
        "<th scope=\"col\">Version</th><th scope=\"col\">Vulnerabilities</th><th scope=\"col\">Licence</th>"
        "<th scope=\"col\">Supplier, support</th><th scope=\"col\">Seen in</th></tr>"
        "</thead><tbody>");
    struct part_counts *counts = count_parts(html);
    for (size_t i = 0; i < components->list.count; i++)
        one_part(html, i, &counts[i]);
    html_add(html, "</tbody></table></div></section>");
}
