// The report for people: one self-contained HTML file, built section by section. Everything that is not ours to word
// goes through html_text, the one place that escapes.
#pragma once
#include "report/answers.h"
#include "report/listing.h"
#include "report/output.h"
#include "report/render.h"

struct html {
    struct buf *out;
    const struct assessment *assessment;
    struct listing listing;
    struct arena scratch;
};

// Adds text that becomes visible as it is: markup, control and direction-changing characters lose their power, bytes
// that are not UTF-8 become U+FFFD. NULL adds nothing.
void html_text(struct buf *out, const char *text);
void html_text_sized(struct buf *out, const char *text, size_t size);
// printf into markup: every %s is escaped; also %u, %zu, %d and %%. The format itself is markup.
void html_add(struct html *html, const char *format, ...) PRINTF_LIKE(2, 3);
// "prefix-text" with what an id may not hold replaced; the same text always gives the same id.
const char *html_id(struct html *html, const char *prefix, const char *text);

void html_chip(struct html *html, const char *kind, const char *text); // kind: a severity, a harm, good, bad, plain
void html_fact(struct html *html, const char *name, const char *text); // a row of <dl class="facts">; NULL adds none
void html_fact_known(struct html *html, const char *name, const char *text); // the same; NULL says "unknown"
void html_score(struct html *html, int tenths); // "8.1", or "unknown"
// What was decided on something, or that nobody has.
void html_answer(struct html *html, enum decision_kind kind, const char *subject, const struct component *component);
// The lines around a place, the place marked; a sentence where the file cannot be read or has changed since.
void html_listing(struct html *html, const struct location *location, const char *statement, unsigned around);
void html_listing_line(struct html *html, const struct location *location); // the line alone, in a <pre>
const char *plural(size_t count, const char *one, const char *many);

void html_summary(struct html *html);
void html_device(struct html *html);
void html_diagram(struct html *html);
void html_threats(struct html *html);
void html_findings(struct html *html);
void html_parts(struct html *html);
void html_vulnerabilities(struct html *html);
void html_questions(struct html *html);
void html_trace(struct html *html);
void html_completeness(struct html *html);
void html_method(struct html *html);

// Counts that several sections show.
struct html_counts {
    size_t findings_open, findings_by_severity[SEVERITY_CRITICAL + 1]; // open ones
    size_t findings_settled;                                          // suppressed or answered
    size_t affected, affected_open, undecidable, undecidable_open, kev_open;
    size_t threats_open, threats_settled, threats_demonstrated;
    size_t left_out; // diagnostics that say something was not analysed
};
struct html_counts html_count(const struct assessment *assessment);
