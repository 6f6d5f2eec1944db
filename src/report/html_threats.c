// Threats on two axes, before and after controls, each with why it exists and what stands against it.
#include "report/html.h"
#include <string.h>

enum { BANDS = 5 }; // of exploitability: unknown, low, medium, high, critical

static size_t band_of(int exploitability)
{
    enum severity severity =
        exploitability < 0 ? SEVERITY_NONE : severity_of_score(exploitability ? exploitability : 1);
    return severity < SEVERITY_LOW ? 0 : (size_t)(severity - SEVERITY_LOW) + 1;
}

// How bad a cell looks: the sum of both axes, in five steps. Acceptance is the maker's, by the limits of the gate.
static const char *cell_class(size_t band, size_t harm)
{
    static const char *const CLASSES[] = {"r0", "r0", "r0", "r1", "r1", "r2", "r2", "r3", "r4", "r4"};
    return !band || !harm ? "ru" : CLASSES[band + harm];
}

// Nothing is left of a threat that cannot occur here, or whose cause was removed.
static bool is_gone(const struct html *html, const struct threat *threat)
{
    const struct decision *decision = threat_decision(html->assessment, threat);
    if (threat->residual_exploitability == 0) return true;
    return decision && !threat_is_open(html->assessment, threat) &&
           (strcmp(decision->state, "not_applicable") == 0 || strcmp(decision->state, "avoided") == 0);
}

static void matrix(struct html *html, const char *caption, bool after)
{
    static const char *const BAND_NAMES[BANDS] = {"unknown", "low", "medium", "high", "critical"};
    size_t cells[BANDS][HARM_CATASTROPHIC + 1] = {{0}};
    VEC_EACH(&html->assessment->threats->list, threat) {
        if (after && is_gone(html, threat)) continue;
        int exploitability = after ? threat->residual_exploitability : threat->exploitability;
        cells[band_of(exploitability)][after ? threat->residual_harm : threat->harm]++;
    }
    html_add(html,
             "<div class=\"scroll\"><table class=\"matrix\"><caption>%s</caption><thead><tr><th "
             "scope=\"col\">exploitable<br>by harm</th>",
             caption);
    for (int harm = HARM_NEGLIGIBLE; harm <= HARM_CATASTROPHIC; harm++)
        html_add(html, "<th scope=\"col\">%s</th>", harm_severity_name((enum harm_severity)harm));
    html_add(html, "<th scope=\"col\">unknown</th></tr></thead><tbody>");
    for (size_t row = 0; row < BANDS; row++) {
        size_t band = row == BANDS - 1 ? 0 : BANDS - 1 - row; // the worst on top, unknown last
        html_add(html, "<tr><th scope=\"row\">%s</th>", BAND_NAMES[band]);
        for (int column = 0; column <= HARM_CATASTROPHIC; column++) {
            size_t harm = column == HARM_CATASTROPHIC ? HARM_UNKNOWN : (size_t)column + 1;
            html_add(html, "<td class=\"%s%s\">%zu</td>", cell_class(band, harm), cells[band][harm] ? "" : " zero",
                     cells[band][harm]);
        }
        html_add(html, "</tr>");
    }
    html_add(html, "</tbody></table></div>");
}

// --- one threat --------------------------------------------------------------------------------

static const char *stride_name(char letter)
{
    static const struct {
        char letter;
        const char *name;
    } NAMES[] = {{'S', "Spoofing"}, {'T', "Tampering"}, {'R', "Repudiation"}, {'I', "Information disclosure"},
                 {'D', "Denial of service"}, {'E', "Elevation of privilege"}};
    for (size_t i = 0; i < COUNT_OF(NAMES); i++)
        if (NAMES[i].letter == letter) return NAMES[i].name;
    return NULL;
}

static void categories(struct html *html, const struct threat *threat)
{
    for (const char *at = threat->stride ? threat->stride : ""; *at; at++)
        if (stride_name(*at)) html_chip(html, "plain", stride_name(*at));
    struct str rest = str_of(threat->linddun), name;
    while (str_next(&rest, ',', &name)) {
        name = str_trim(name);
        if (name.size) html_chip(html, "plain", arena_copy(&html->scratch, name.at, name.size));
    }
}

static void axes(struct html *html, int exploitability, enum harm_severity harm)
{
    html_add(html, "<span class=\"axes\">");
    html_score(html, exploitability);
    html_add(html, " × ");
    html_chip(html, harm_severity_name(harm), harm_severity_name(harm));
    html_add(html, "</span>");
}

static void scores(struct html *html, const struct threat *threat)
{
    html_add(html, "<dl class=\"facts\"><dt>Before controls</dt><dd>exploitability ");
    axes(html, threat->exploitability, threat->harm);
    html_add(html, " harm</dd><dt>After verified controls</dt><dd>exploitability ");
    axes(html, threat->residual_exploitability, threat->residual_harm);
    html_add(html, " harm</dd>");
    html_fact(html, "Seed vector", threat->cvss);
    if (threat->cwe) html_add(html, "<dt>Weakness</dt><dd>CWE-%u</dd>", threat->cwe);
    html_fact(html, "Attack pattern", threat->capec);
    html_fact(html, "EMB3D", threat->emb3d);
    html_fact(html, "ATT&CK for ICS", threat->attack);
    html_fact(html, "Element", threat->element);
    if (threat->source && threat->target)
        html_add(html, "<dt>Path</dt><dd>%s → %s%s%s</dd>", threat->source, threat->target,
                 threat->flow ? " over " : "", threat->flow ? threat->flow : "");
    html_fact(html, "Asset", threat->asset);
    html_fact(html, "Rule", threat->rule);
    html_add(html, "</dl>");
}

static void mitigations(struct html *html, const struct threat *threat)
{
    if (!threat->mitigation_count) return;
    html_add(html,
             "<div class=\"scroll\"><table><caption>What can be done</caption><thead><tr><th "
             "scope=\"col\">Mitigation</th><th scope=\"col\">Requirement</th><th scope=\"col\">How its effect is "
             "verified</th></tr></thead><tbody>");
    for (size_t i = 0; i < threat->mitigation_count; i++) {
        const struct mitigation *one = &threat->mitigations[i];
        html_add(html, "<tr><td>%s <span class=\"muted mono\">%s</span></td><td>%s</td><td>%s</td></tr>", one->text,
                 one->id, one->requirement ? one->requirement : "", one->verification ? one->verification : "");
    }
    html_add(html, "</tbody></table></div>");
}

static void evidence(struct html *html, const struct threat *threat)
{
    enum { SHOWN = 12 };
    size_t told = 0;
    VEC_EACH(&html->assessment->trace, row) {
        const char *id = row->finding ? row->finding : row->vulnerability;
        if (!id || strcmp(row->threat, threat->id) != 0 || told++ >= SHOWN) continue;
        html_add(html, "%s", told > 1 ? ", " : "");
        if (told == 1) html_add(html, "<p><strong>Shown by:</strong> ");
        html_add(html, "<a href=\"#%s\">%s%s</a>", html_id(html, row->finding ? "f" : "v", id),
                 row->finding ? "finding " : "", id);
    }
    if (told > SHOWN) html_add(html, " and <a href=\"#trace\">%zu more</a>", told - SHOWN);
    if (told) html_add(html, "</p>");
}

// The device's own controls that stand against it, each with the requirement and how its effect was verified.
static void controls(struct html *html, const struct threat *threat)
{
    const struct device *device = html->assessment->device;
    size_t told = 0;
    VEC_EACH(&html->assessment->trace, row) {
        if (!row->control || strcmp(row->threat, threat->id) != 0) continue;
        const struct element *control = device ? device_find(device, row->control) : NULL;
        const char *requirement = control ? element_text(control, "requirement") : NULL;
        const char *date = control ? element_text(control, "verification.date") : NULL;
        if (!told++)
            html_add(html, "<div class=\"scroll\"><table><caption>Controls of this device</caption><thead><tr>"
                           "<th scope=\"col\">Control</th><th scope=\"col\">Requirement</th>"
                           "<th scope=\"col\">Verified by</th></tr></thead><tbody>");
        html_add(html, "<tr><td><a href=\"#%s\">%s</a> %s</td><td>%s</td><td>%s%s%s</td></tr>",
                 html_id(html, "e", row->control), row->control, control ? control->name : "",
                 requirement ? requirement : "", row->evidence ? row->evidence : "not verified", date ? ", " : "",
                 date ? date : "");
    }
    html_add(html, told ? "</tbody></table></div>" : "<p><strong>Controls of this device:</strong> none is stated.</p>");
}

static void one_threat(struct html *html, const struct threat *threat)
{
    bool open = threat_is_open(html->assessment, threat);
    const struct decision *decision = threat_decision(html->assessment, threat);
    const char *state = decision_settles(decision) ? decision->state : threat->state ? threat->state : "open";
    html_add(html, "<details id=\"%s\" data-level=\"%s\" class=\"%s\"><summary>", html_id(html, "t", threat->id), state,
             open ? "open-item" : "");
    html_chip(html, harm_severity_name(threat->harm), harm_severity_name(threat->harm));
    html_add(html, "<span class=\"title\">%s <span class=\"where\">%s%s%s", threat->title, threat->id,
             threat->element ? " · " : "", threat->element ? threat->element : "");
    html_add(html, "</span></span><span class=\"right\">");
    if (threat->demonstrated) html_chip(html, "bad", "demonstrated");
    html_add(html, " ");
    html_chip(html, open ? "high" : "good", state);
    html_add(html, " <span class=\"axes\">");
    html_score(html, threat->exploitability);
    html_add(html, " → ");
    html_score(html, threat->residual_exploitability);
    html_add(html, "</span></span></summary><div class=\"body\"><p>");
    html_text(html->out, threat->description);
    html_add(html, "</p><p>");
    categories(html, threat);
    html_add(html, "</p>");
    if (threat->because && threat->because[0]) {
        html_add(html, "<h4>Because</h4><ul>");
        for (const char *const *because = threat->because; *because; because++)
            html_add(html, "<li>%s</li>", *because);
        html_add(html, "</ul>");
    }
    scores(html, threat);
    evidence(html, threat);
    controls(html, threat);
    mitigations(html, threat);
    if (threat->false_alarm)
        html_add(html, "<p class=\"muted\"><strong>A false alarm when:</strong> %s</p>", threat->false_alarm);
    if (open || decision) html_answer(html, DECISION_THREAT, threat->id, NULL);
    html_add(html, "</div></details>");
}

static int by_risk(const void *left, const void *right)
{
    const struct threat *a = *(const struct threat *const *)left, *b = *(const struct threat *const *)right;
    if (a->harm != b->harm) return a->harm < b->harm ? 1 : -1;
    return (a->exploitability < b->exploitability) - (a->exploitability > b->exploitability);
}

void html_threats(struct html *html)
{
    VEC(const struct threat *) list = {0};
    html_add(html, "<section><h2 id=\"threats\">Threats</h2>");
    if (!html->assessment->threats) {
        html_add(html, "<p class=\"unknown\">No device model was assessed, so no threats were derived.</p></section>");
        return;
    }
    html_add(html,
             "<p class=\"lead\">Each threat is rated on two axes: how exploitable it is (CVSS with the device's own "
             "environment) and how severe the harm to a patient is. No probability of occurrence is used. All threats "
             "of this device, answered ones too:</p>"
             "<div class=\"matrices\">");
    matrix(html, "Before controls", false);
    matrix(html, "After verified controls", true);
    html_add(html, "</div><div class=\"items\" data-name=\"threats\">");
    VEC_EACH(&html->assessment->threats->list, threat)
        VEC_PUSH(&list, threat);
    VEC_SORT(&list, by_risk);
    VEC_EACH(&list, threat)
        one_threat(html, *threat);
    html_add(html, "</div></section>");
    VEC_FREE(&list);
}
