// The pieces of markup that every section uses, and the one place that escapes.
#include "base/hash.h"
#include "report/html.h"
#include <stdio.h>
#include <string.h>

static size_t utf8_size(const unsigned char *at, size_t left)
{
    size_t wanted = at[0] < 0x80 ? 1 : at[0] < 0xE0 ? 2 : at[0] < 0xF0 ? 3 : 4;
    return wanted <= left && text_is_utf8((const char *)at, wanted) ? wanted : 0;
}

static unsigned code_point(const unsigned char *at, size_t size)
{
    unsigned point = size == 1 ? at[0] : size == 2 ? at[0] & 0x1Fu : size == 3 ? at[0] & 0x0Fu : at[0] & 0x07u;
    for (size_t i = 1; i < size; i++)
        point = point << 6 | (at[i] & 0x3Fu);
    return point;
}

// Characters that reorder or hide what stands around them: code that reads otherwise than it runs (CVE-2021-42574).
static bool is_deceptive(unsigned point)
{
    return (point >= 0x202A && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069) || point == 0x200E ||
           point == 0x200F || point == 0x061C || point == 0x200B || point == 0xFEFF;
}

static void escape_one(struct buf *out, const unsigned char *at, size_t size)
{
    unsigned point = code_point(at, size);
    if (is_deceptive(point))
        buf_printf(out, "[U+%04X]", point);
    else if ((point < 0x20 && point != '\n' && point != '\t') || (point >= 0x7F && point < 0xA0))
        buf_text(out, "\xEF\xBF\xBD");
    else
        buf_add(out, at, size);
}

void html_text_sized(struct buf *out, const char *text, size_t size)
{
    const unsigned char *at = (const unsigned char *)text, *end = at + size;
    while (at < end) {
        size_t length = utf8_size(at, (size_t)(end - at));
        switch (*at) {
        case '&': buf_text(out, "&amp;"); break;
        case '<': buf_text(out, "&lt;"); break;
        case '>': buf_text(out, "&gt;"); break;
        case '"': buf_text(out, "&quot;"); break;
        case '\'': buf_text(out, "&#39;"); break;
        default:
            if (length)
                escape_one(out, at, length);
            else
                buf_text(out, "\xEF\xBF\xBD");
        }
        at += length ? length : 1;
    }
}

void html_text(struct buf *out, const char *text)
{
    if (text) html_text_sized(out, text, strlen(text));
}

void html_add(struct html *html, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    for (const char *at = format; *at; at++) {
        size_t plain = strcspn(at, "%");
        buf_add(html->out, at, plain);
        at += plain;
        if (!*at) break;
        switch (*++at) {
        case 's': html_text(html->out, va_arg(args, const char *)); break;
        case 'u': buf_printf(html->out, "%u", va_arg(args, unsigned)); break;
        case 'd': buf_printf(html->out, "%d", va_arg(args, int)); break;
        case 'z':
            at++;
            buf_printf(html->out, "%zu", va_arg(args, size_t));
            break;
        case '%': buf_char(html->out, '%'); break;
        default: fatal("html_add does not know '%%%c'", *at);
        }
    }
    va_end(args);
}

const char *html_id(struct html *html, const char *prefix, const char *text)
{
    struct buf id = {0};
    bool changed = false;
    buf_printf(&id, "%s-", prefix);
    for (const char *at = text; *at && at - text < 80; at++) {
        bool plain = (*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z') || (*at >= '0' && *at <= '9') ||
                     *at == '-' || *at == '_' || *at == '.';
        changed |= !plain;
        buf_char(&id, plain ? *at : '_');
    }
    if (changed || strlen(text) >= 80) {
        char hash[HASH_HEX];
        hash_hex(hash_text(text), hash);
        buf_printf(&id, "-%.8s", hash);
    }
    const char *copy = arena_str(&html->scratch, buf_cstr(&id));
    buf_free(&id);
    return copy;
}

void html_chip(struct html *html, const char *kind, const char *text)
{
    html_add(html, "<span class=\"chip %s\">%s</span>", kind, text);
}

void html_fact(struct html *html, const char *name, const char *text)
{
    if (text && text[0]) html_add(html, "<dt>%s</dt><dd>%s</dd>", name, text);
}

void html_fact_known(struct html *html, const char *name, const char *text)
{
    if (text && text[0])
        html_fact(html, name, text);
    else
        html_add(html, "<dt>%s</dt><dd class=\"unknown\">unknown</dd>", name);
}

void html_score(struct html *html, int tenths)
{
    if (tenths < 0)
        html_add(html, "<span class=\"unknown\">unknown</span>");
    else
        html_add(html, "%d.%d", tenths / 10, tenths % 10);
}

const char *plural(size_t count, const char *one, const char *many)
{
    return count == 1 ? one : many;
}

static void answer_lines(struct html *html, const struct decision *decision)
{
    static const char *const NONE[] = {NULL};
    const struct decision_state *state = decision_state_find(decision->state);
    html_add(html, "<p><strong>%s</strong>", decision->state);
    if (decision->justification) html_add(html, " · %s", decision->justification);
    html_add(html, " <span class=\"muted\">by %s on %s", decision->by ? decision->by : "nobody",
             decision->date ? decision->date : "an unknown day");
    if (decision->expires) html_add(html, ", until %s", decision->expires);
    html_add(html, "</span></p>");
    if (state) html_add(html, "<p class=\"muted\">%s</p>", state->meaning);
    if (decision->rationale) html_add(html, "<p>%s</p>", decision->rationale);
    if (decision->patch_plan) html_add(html, "<p><strong>Plan:</strong> %s</p>", decision->patch_plan);
    if (decision->verification)
        html_add(html, "<p><strong>Verification</strong> (%s): %s</p>",
                 decision->verification_status ? decision->verification_status : "planned", decision->verification);
    const char *const *evidence = decision->evidence ? decision->evidence : NONE;
    if (!evidence[0]) return;
    html_add(html, "<p><strong>Evidence:</strong> ");
    for (size_t i = 0; evidence[i]; i++)
        html_add(html, "%s%s", i ? ", " : "", evidence[i]);
    html_add(html, "</p>");
}

void html_answer(struct html *html, enum decision_kind kind, const char *subject, const struct component *component)
{
    const struct decision *decision = assessment_decision_any(html->assessment, kind, subject, component);
    if (!decision) {
        html_add(html, "<div class=\"answer none\"><p><strong>Not answered yet.</strong> <code>theriac triage set %s "
                       "--state …</code></p></div>", subject);
        return;
    }
    html_add(html, "<div class=\"answer%s\">", decision->reopened             ? " reopened"
                                               : !decision_settles(decision) ? " none"
                                                                              : "");
    if (decision->reopened)
        html_add(html, "<p><strong>Open again:</strong> %s. What was decided:</p>",
                 decision->reopened_why ? decision->reopened_why : "it does not hold");
    answer_lines(html, decision);
    html_add(html, "</div>");
}
