// Known vulnerabilities of the parts and the answer to each; those without one stand first.
#include "report/html.h"
#include <string.h>

static void title_line(struct html *html, const struct answers *answers, const struct answer_group *group)
{
    const struct vulnerability *vulnerability = group->vulnerability;
    int score = vulnerability_score(vulnerability);
    enum severity severity = severity_of_score(score);
    html_add(html, "<summary>");
    if (score < 0)
        html_chip(html, "plain", "no score");
    else
        html_chip(html, severity_name(severity),
                  arena_printf(&html->scratch, "%d.%d %s", score / 10, score % 10, severity_name(severity)));
    html_add(html, "<span class=\"title\">%s", vulnerability->id);
    if (vulnerability->title && vulnerability->title[0]) html_add(html, " · %s", vulnerability->title);
    html_add(html, "<span class=\"where\">");
    for (size_t i = group->first; i < group->first + group->count; i++) {
        const struct component *component = match_component(html->assessment, answers->matches.items[i]);
        html_add(html, "%s%s %s", i > group->first ? ", " : "in ", component->name,
                 component->version ? component->version : "(version unknown)");
    }
    html_add(html, "</span></span><span class=\"right\">");
    if (vulnerability->kev) html_chip(html, "bad", "exploited (KEV)");
    if (vulnerability->withdrawn) html_chip(html, "plain", "withdrawn");
    if (vulnerability->epss >= 0 && vulnerability->epss <= 1) {
        unsigned tenths = (unsigned)(vulnerability->epss * 1000 + 0.5);
        html_add(html, " EPSS %u.%u%%", tenths / 10, tenths % 10);
    }
    if (group->decision) {
        html_add(html, " ");
        html_chip(html, decision_settles(group->decision) ? "good" : "medium", group->decision->state);
    }
    html_add(html, "</span></summary>");
}

static void scores(struct html *html, const struct vulnerability *vulnerability)
{
    for (size_t i = 0; i < vulnerability->score_count; i++) {
        const struct score *score = &vulnerability->scores[i];
        html_add(html, "<dt>Score by %s</dt><dd>", score->source ? score->source : "an unnamed source");
        html_score(html, score->tenths);
        html_add(html, " <span class=\"mono muted\">%s</span></dd>", score->vector ? score->vector : "");
    }
}

static void references(struct html *html, const struct vulnerability *vulnerability)
{
    enum { SHOWN = 8 };
    size_t count = 0;
    for (const char *const *url = vulnerability->references; url && *url && count < SHOWN; url++) {
        if (!is_web_reference(*url)) continue;
        if (!count) html_add(html, "<h4>References</h4><ul>");
        html_add(html, "<li><a href=\"%s\" rel=\"noreferrer\">%s</a></li>", *url, *url);
        count++;
    }
    if (count) html_add(html, "</ul>");
}

static void facts(struct html *html, const struct vulnerability *vulnerability)
{
    html_add(html, "<dl class=\"facts\">");
    scores(html, vulnerability);
    if (vulnerability->cwes && vulnerability->cwes[0]) {
        html_add(html, "<dt>Weakness</dt><dd>");
        for (const unsigned *cwe = vulnerability->cwes; *cwe; cwe++)
            html_add(html, "%sCWE-%u", cwe == vulnerability->cwes ? "" : ", ", *cwe);
        html_add(html, "</dd>");
    }
    html_fact(html, "Published", vulnerability->published);
    html_fact(html, "Exploited, listed", vulnerability->kev_added);
    html_fact(html, "Record", vulnerability->record ? vulnerability->record : vulnerability->id);
    html_fact(html, "Feed", vulnerability->feed);
    if (vulnerability->functions && vulnerability->functions[0]) {
        html_add(html, "<dt>Where it is</dt><dd class=\"mono\">");
        for (const char *const *name = vulnerability->functions; *name; name++)
            html_add(html, "%s%s", name == vulnerability->functions ? "" : ", ", *name);
        html_add(html, "</dd>");
    }
    html_add(html, "</dl>");
}

static void one_match(struct html *html, const struct match *match)
{
    const struct component *component = match_component(html->assessment, match);
    html_add(html, "<tr><th scope=\"row\"><a href=\"#c-%zu\">%s %s</a></th><td>", match->component, component->name,
             component->version ? component->version : "(version unknown)");
    html_chip(html, match->verdict == VERDICT_AFFECTED ? "high" : "medium", verdict_name(match->verdict));
    html_add(
        html,
        "<br><span class=\"muted\">%s confidence</span></td><td>%s</td><td>%s</td><td>%s<br><span class=\"muted\">by "
        "<span class=\"mono\">%s</span>%s%s</span></td></tr>",
        confidence_name(match->confidence), match->range ? match->range : "",
        match->fixed ? match->fixed : "none known", match->reason ? match->reason : "",
        match->identity ? match->identity : "an unnamed identity", match->scheme ? ", versions compared as " : "",
        match->scheme ? match->scheme : "");
}

static void matches(struct html *html, const struct answers *answers, const struct answer_group *group)
{
    html_add(html,
             "<div class=\"scroll\"><table><thead><tr><th scope=\"col\">Part</th><th scope=\"col\">Verdict</th>"
             "<th scope=\"col\">Range</th><th scope=\"col\">Fixed in</th><th scope=\"col\">How that is known</th></tr>"
             "</thead><tbody>");
    for (size_t i = group->first; i < group->first + group->count; i++)
        one_match(html, answers->matches.items[i]);
    html_add(html, "</tbody></table></div>");
}

static void suggestions(struct html *html, const struct answers *answers, const struct answer_group *group)
{
    const struct match *first = html->assessment->matches->list.items;
    VEC_EACH(&html->assessment->suggestions, suggestion)
        for (size_t i = group->first; i < group->first + group->count; i++)
            if (answers->matches.items[i] == first + suggestion->match)
                html_add(html,
                         "<div class=\"suggestion\"><p><strong>Evidence, to be signed by a person:</strong> %s <span "
                         "class=\"muted\">(%s)</span></p><p>It would support <code>%s %s</code>.</p></div>",
                         suggestion->text, suggestion->rung ? suggestion->rung : "", suggestion->state,
                         suggestion->justification ? suggestion->justification : "");
}

static void one_group(struct html *html, const struct answers *answers, size_t at)
{
    const struct answer_group *group = &answers->groups.items[at];
    const struct vulnerability *vulnerability = group->vulnerability;
    bool settled = decision_settles(group->decision),
         again = at && answers->groups.items[at - 1].vulnerability == vulnerability;
    const char *id = html_id(html, "v", vulnerability->id);
    enum severity severity = severity_of_score(vulnerability_score(vulnerability));
    if (again) id = arena_printf(&html->scratch, "%s-%zu", id, at);
    html_add(html, "<details id=\"%s\" data-level=\"%s\" class=\"%s sev-%s\">", id,
             vulnerability_score(vulnerability) < 0 ? "no score" : severity_name(severity), settled ? "" : "open-item",
             severity_name(severity));
    title_line(html, answers, group);
    html_add(html, "<div class=\"body\">");
    if (vulnerability->description) html_add(html, "<p>%s</p>", vulnerability->description);
    matches(html, answers, group);
    html_answer(html, DECISION_VULNERABILITY, vulnerability->id,
                match_component(html->assessment, answers->matches.items[group->first]));
    if (!settled) suggestions(html, answers, group);
    facts(html, vulnerability);
    references(html, vulnerability);
    html_add(html, "</div></details>");
}

// --- the three lists ---------------------------------------------------------------------------

struct ranked {
    size_t group;
    bool kev;
    int score;
};

static int by_urgency(const void *left, const void *right)
{
    const struct ranked *a = left, *b = right;
    if (a->kev != b->kev) return a->kev ? -1 : 1;
    return (a->score < b->score) - (a->score > b->score);
}

enum pile { PILE_OPEN, PILE_UNDECIDABLE, PILE_SETTLED };

static enum pile pile_of(const struct answers *answers, const struct answer_group *group)
{
    if (decision_settles(group->decision)) return PILE_SETTLED;
    for (size_t i = group->first; i < group->first + group->count; i++)
        if (answers->matches.items[i]->verdict == VERDICT_AFFECTED) return PILE_OPEN;
    return PILE_UNDECIDABLE;
}

static void list(struct html *html, const struct answers *answers, enum pile pile, const char *title, const char *lead)
{
    VEC(struct ranked) chosen = {0};
    for (size_t i = 0; i < answers->groups.count; i++) {
        const struct answer_group *group = &answers->groups.items[i];
        if (pile_of(answers, group) == pile)
            VEC_PUSH(&chosen,
                     ((struct ranked){i, group->vulnerability->kev, vulnerability_score(group->vulnerability)}));
    }
    VEC_SORT(&chosen, by_urgency);
    if (chosen.count) {
        html_add(html, "<h3>%s (%zu)</h3><p class=\"muted\">%s</p><div class=\"items\" data-name=\"%s\">", title,
                 chosen.count, lead, title);
        VEC_EACH(&chosen, one)
            one_group(html, answers, one->group);
        html_add(html, "</div>");
    }
    VEC_FREE(&chosen);
}

void html_vulnerabilities(struct html *html)
{
    struct answers answers = {0};
    html_add(html, "<section><h2 id=\"vulnerabilities\">Known vulnerabilities</h2>");
    if (!html->assessment->matches || !html->assessment->components) {
        html_add(html,
                 "<p class=\"unknown\">No vulnerability database was asked: nothing is known, which is not the same as "
                 "clean.</p></section>");
        return;
    }
    answers_collect(html->assessment, &answers);
    if (!answers.groups.count)
        html_add(
            html,
            "<p>The feeds listed under <a href=\"#completeness\">completeness</a> know of none that applies to these "
            "parts.</p>");
    list(html, &answers, PILE_OPEN, "Unanswered",
         "They apply to a part, and nobody has said yet what that means for the device.");
    list(html, &answers, PILE_UNDECIDABLE, "Undecidable",
         "The record or the part does not say enough to compare versions. They are not clean, and they want an answer "
         "too.");
    list(html, &answers, PILE_SETTLED, "Answered",
         "Not applicable with a rationale, or applicable with a plan and its verification.");
    html_add(html, "</section>");
    answers_free(&answers);
}
