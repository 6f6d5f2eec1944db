#include "cli/show.h"

static const char *paint(bool colour, enum severity severity)
{
    static const char *const COLOURS[] = {"", "\033[36m", "\033[36m", "\033[33m", "\033[31m", "\033[1;31m"};
    return colour ? COLOURS[severity] : "";
}

static const char *plain(bool colour)
{
    return colour ? "\033[0m" : "";
}

static void show_place(struct buf *out, struct location location)
{
    buf_printf(out, "%s:%u", location.file, location.line);
    if (location.column) buf_printf(out, ":%u", location.column);
}

static void show_finding(struct buf *out, const struct finding *finding, bool colour)
{
    show_place(out, finding->location);
    buf_printf(out, ": %s%s%s: %s [%s, CWE-%u]\n", paint(colour, finding->severity), severity_name(finding->severity),
               plain(colour), finding->message, finding->rule, finding->cwe);
    if (finding->statement && finding->statement[0]) buf_printf(out, "    %s\n", finding->statement);
    for (size_t i = 0; i < finding->event_count; i++) {
        const struct finding_event *event = &finding->events[i];
        buf_printf(out, "    %*s", (int)(event->depth * 2), "");
        show_place(out, event->location);
        buf_printf(out, ": %s\n", event->message);
    }
    if (finding->also) buf_printf(out, "    also reported as: %s\n", finding->also);
    if (finding->suppression) buf_printf(out, "    suppressed: %s\n", finding->suppression);
}

void show_findings(struct buf *out, const struct assessment *assessment, bool suppressed_too, bool colour)
{
    const struct findings *findings = assessment->findings;
    size_t counts[SEVERITY_CRITICAL + 1] = {0}, suppressed = 0;
    for (int level = SEVERITY_CRITICAL; level >= SEVERITY_NONE; level--)
        VEC_EACH(&findings->list, finding) {
            if ((int)finding->severity != level) continue;
            suppressed += finding->suppression != NULL;
            if (!finding->suppression) counts[level]++;
            if (!finding->suppression || suppressed_too) show_finding(out, finding, colour);
        }
    size_t total = findings->list.count - suppressed;
    if (total) buf_char(out, '\n');
    buf_printf(out, "%zu finding%s", total, total == 1 ? "" : "s");
    const char *lead = ": ";
    for (int level = SEVERITY_CRITICAL; level > SEVERITY_NONE; level--) {
        if (!counts[level]) continue;
        buf_printf(out, "%s%zu %s", lead, counts[level], severity_name((enum severity)level));
        lead = ", ";
    }
    if (suppressed) buf_printf(out, " (%zu suppressed)", suppressed);
    const struct code_statistics *code = &assessment->code;
    buf_printf(out, "; %zu files, %zu lines, %zu functions in %.1f s\n", code->files, code->lines, code->functions,
               code->seconds);
    if (code->files_failed)
        buf_printf(out, "%zu file(s) could not be analysed in depth; see the diagnostics\n", code->files_failed);
}

static size_t count_verdict(const struct matches *matches, enum verdict verdict)
{
    size_t count = 0;
    VEC_EACH(&matches->list, match)
        count += match->verdict == verdict;
    return count;
}

static size_t count_unanswered(const struct assessment *assessment)
{
    size_t count = 0;
    VEC_EACH(&assessment->matches->list, match)
        count += match->verdict == VERDICT_AFFECTED && match_is_open(assessment, match);
    return count;
}

static void show_counts(struct buf *out, const struct assessment *assessment)
{
    if (assessment->findings && !assessment->code.files) {
        buf_text(out, "code     no C, C++, C# or Java source was found\n");
    } else if (assessment->findings) {
        size_t counts[SEVERITY_CRITICAL + 1] = {0};
        VEC_EACH(&assessment->findings->list, finding)
            if (!finding->suppression) counts[finding->severity]++;
        buf_printf(out, "code     %zu critical, %zu high, %zu medium, %zu low findings in %zu files, %zu lines\n",
                   counts[SEVERITY_CRITICAL], counts[SEVERITY_HIGH], counts[SEVERITY_MEDIUM],
                   counts[SEVERITY_LOW] + counts[SEVERITY_INFO], assessment->code.files, assessment->code.lines);
    }
    if (assessment->components) {
        buf_printf(out, "parts    %zu", assessment->components->list.count);
        if (assessment->matches)
            buf_printf(out,
                       "; vulnerabilities: %zu affected (%zu without an answer), %zu undecidable; %zu parts that no "
                       "feed speaks of",
                       count_verdict(assessment->matches, VERDICT_AFFECTED), count_unanswered(assessment),
                       count_verdict(assessment->matches, VERDICT_UNDECIDABLE), assessment->matches->unmatchable.count);
        buf_char(out, '\n');
    }
    if (assessment->threats) {
        size_t open = 0, demonstrated = 0;
        VEC_EACH(&assessment->threats->list, threat) {
            open += threat_is_open(assessment, threat);
            demonstrated += threat->demonstrated;
        }
        buf_printf(out, "threats  %zu, %zu open, %zu demonstrated; %zu open questions about the model\n",
                   assessment->threats->list.count, open, demonstrated, assessment->threats->questions.count);
    }
}

void show_summary(struct buf *out, const struct assessment *assessment, bool colour)
{
    enum { SHOWN = 10 };
    show_counts(out, assessment);
    if (!assessment->gate.count) {
        buf_printf(out, "gate     %sopen%s: nothing passes a limit\n", colour ? "\033[32m" : "", plain(colour));
        return;
    }
    buf_printf(out, "gate     %sclosed%s by %zu reason%s\n", colour ? "\033[31m" : "", plain(colour),
               assessment->gate.count, assessment->gate.count == 1 ? "" : "s");
    for (size_t i = 0; i < assessment->gate.count && i < SHOWN; i++)
        buf_printf(out, "  - %s: %s\n", assessment->gate.items[i].what, assessment->gate.items[i].why);
    if (assessment->gate.count > SHOWN)
        buf_printf(out, "  - and %zu more, in the report\n", assessment->gate.count - SHOWN);
}
