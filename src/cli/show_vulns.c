#include "cli/show_vulns.h"
#include "vulns/match.h"
#include <stdlib.h>
#include <string.h>

enum { UNDECIDABLE_SHOWN = 5, UNMATCHABLE_SHOWN = 20 }; // of one part; of all; the rest is counted

const char *score_text(struct arena *arena, const struct vulnerability *vulnerability)
{
    int tenths = vulnerability_score(vulnerability);
    if (tenths < 0) return "-";
    return arena_printf(arena, "%d.%d %s", tenths / 10, tenths % 10, severity_name(severity_of_score(tenths)));
}

// Exploited ones first, then by score, then by id. The list of vulnerabilities is reached through the sort key alone.
struct ranked {
    const struct match *match;
    bool kev;
    int score;
    const char *id;
};

static int by_rank(const void *left, const void *right)
{
    const struct ranked *a = left, *b = right;
    if (a->match->verdict != b->match->verdict) return (int)a->match->verdict - (int)b->match->verdict;
    if (a->kev != b->kev) return a->kev ? -1 : 1;
    if (a->score != b->score) return b->score - a->score;
    return strcmp(a->id, b->id);
}

VEC_NAMED(ranking, struct ranked);

static void rank_of_part(const struct matches *matches, size_t component, bool all, struct ranking *ret_ranking)
{
    VEC_CLEAR(ret_ranking);
    VEC_EACH(&matches->list, match) {
        const struct vulnerability *vulnerability = &matches->vulnerabilities.items[match->vulnerability];
        if (match->component != component || (match->verdict == VERDICT_NOT_IN_RANGE && !all)) continue;
        VEC_PUSH(ret_ranking, ((struct ranked){match, vulnerability->kev, vulnerability_score(vulnerability),
                                               vulnerability->id}));
    }
    VEC_SORT(ret_ranking, by_rank);
}

static const char *paint(enum verdict verdict, bool kev, bool colour)
{
    if (!colour) return "";
    return verdict != VERDICT_AFFECTED ? "\033[2m" : kev ? "\033[1;31m" : "\033[31m";
}

static void show_match(struct buf *out, const struct matches *matches, const struct match *match, bool colour)
{
    struct arena scratch = {0};
    const struct vulnerability *vulnerability = &matches->vulnerabilities.items[match->vulnerability];
    buf_printf(out, "  %s%-16s %-12s %-12s%s", paint(match->verdict, vulnerability->kev, colour), vulnerability->id,
               score_text(&scratch, vulnerability), verdict_name(match->verdict), colour ? "\033[0m" : "");
    if (vulnerability->kev) buf_text(out, "  EXPLOITED");
    if (vulnerability->epss >= 0) buf_printf(out, "  EPSS %.1f %%", vulnerability->epss * 100);
    if (match->fixed) buf_printf(out, "  fixed in %s", match->fixed);
    buf_printf(out, "  (%s confidence, by %s)\n", confidence_name(match->confidence), match->identity);
    if (vulnerability->title) buf_printf(out, "      %.110s\n", vulnerability->title);
    bool plain = match->verdict == VERDICT_AFFECTED && !strstr(match->reason, " But ");
    if (plain)
        buf_printf(out, "      range %s, feed %s\n", match->range ? match->range : "-", match->feed);
    else
        buf_printf(out, "      %s\n", match->reason);
    arena_free(&scratch);
}

struct tally {
    size_t affected, undecidable, exploited, parts;
};

static void show_part(struct buf *out, const struct components *components, const struct matches *matches,
                      const struct ranking *ranking, bool all, bool colour, struct tally *tally)
{
    const struct component *component = &components->list.items[ranking->items[0].match->component];
    size_t undecidable = 0, affected = 0;
    buf_printf(out, "%s%s %s%s\n", colour ? "\033[1m" : "", component->name,
               component->version ? component->version : "(version unknown)", colour ? "\033[0m" : "");
    VEC_EACH(ranking, ranked) {
        undecidable += ranked->match->verdict == VERDICT_UNDECIDABLE;
        affected += ranked->match->verdict == VERDICT_AFFECTED;
        tally->exploited += ranked->kev && ranked->match->verdict == VERDICT_AFFECTED;
        bool hidden = ranked->match->verdict == VERDICT_UNDECIDABLE && undecidable > UNDECIDABLE_SHOWN && !all;
        if (!hidden) show_match(out, matches, ranked->match, colour);
    }
    if (undecidable > UNDECIDABLE_SHOWN && !all)
        buf_printf(out, "  and %zu more that cannot be decided (--all shows them)\n", undecidable - UNDECIDABLE_SHOWN);
    tally->affected += affected;
    tally->undecidable += undecidable;
    tally->parts += affected > 0;
    buf_char(out, '\n');
}

void show_feeds(struct buf *out, const struct matches *matches)
{
    VEC_EACH(&matches->feeds, feed)
        buf_printf(out, "feed %-5s %zu records, newest %.10s, %s\n", feed->name, feed->records,
                   feed->date ? feed->date : "unknown", feed->completeness);
}

// The parts that are unmatchable for one reason, named in lines of a terminal's width.
static void show_unmatchable_for(struct buf *out, const struct components *components, const struct matches *matches,
                                 const char *reason, bool all)
{
    enum { WIDTH = 100 };
    size_t count = 0, shown = 0, column = 0;
    VEC_EACH(&matches->unmatchable, index)
        count += strcmp(unmatchable_reason(&components->list.items[*index]), reason) == 0;
    buf_printf(out, "%zu part%s that nothing can be said about. %s", count, count == 1 ? "" : "s", reason);
    VEC_EACH(&matches->unmatchable, index) {
        const struct component *component = &components->list.items[*index];
        if (strcmp(unmatchable_reason(component), reason) != 0 || (++shown > UNMATCHABLE_SHOWN && !all)) continue;
        const char *version = component->version ? component->version : "";
        size_t size = strlen(component->name) + strlen(version) + 3;
        bool fits = shown > 1 && column + size <= WIDTH;
        buf_printf(out, "%s%s%s%s",
                   shown == 1 ? "\n  "
                   : fits     ? ", "
                              : ",\n  ",
                   component->name, version[0] ? " " : "", version);
        column = fits ? column + size : size;
    }
    if (shown > UNMATCHABLE_SHOWN && !all)
        buf_printf(out, "\n  and %zu more (--all shows them)", shown - UNMATCHABLE_SHOWN);
    buf_text(out, "\n\n");
}

static void show_unmatchable(struct buf *out, const struct components *components, const struct matches *matches,
                             bool all)
{
    const char *told[8];
    size_t reasons = 0;
    VEC_EACH(&matches->unmatchable, index) {
        const char *reason = unmatchable_reason(&components->list.items[*index]);
        bool known = false;
        for (size_t i = 0; i < reasons && !known; i++)
            known = strcmp(told[i], reason) == 0;
        if (known || reasons == COUNT_OF(told)) continue;
        told[reasons++] = reason;
        show_unmatchable_for(out, components, matches, reason, all);
    }
}

void show_matches(struct buf *out, const struct components *components, const struct matches *matches, bool all,
                  bool colour)
{
    struct ranking ranking = {0};
    struct tally tally = {0};
    for (size_t i = 0; i < components->list.count; i++) {
        rank_of_part(matches, i, all, &ranking);
        if (ranking.count) show_part(out, components, matches, &ranking, all, colour, &tally);
    }
    show_unmatchable(out, components, matches, all);
    buf_printf(out, "%zu part%s, %zu affected by %zu vulnerabilit%s", components->list.count,
               components->list.count == 1 ? "" : "s", tally.parts, tally.affected, tally.affected == 1 ? "y" : "ies");
    if (tally.exploited) buf_printf(out, " (%zu known to be exploited)", tally.exploited);
    if (tally.undecidable) buf_printf(out, ", %zu that cannot be decided", tally.undecidable);
    if (matches->unmatchable.count) buf_printf(out, ", %zu unknown to every feed", matches->unmatchable.count);
    buf_char(out, '\n');
    show_feeds(out, matches);
    VEC_FREE(&ranking);
}

// --- json --------------------------------------------------------------------------------------------------

static void write_texts(struct json_writer *json, const char *key, const char *const *texts)
{
    js_member_array(json, key);
    for (; texts && *texts; texts++)
        js_write_text(json, *texts);
    js_array_end(json);
}

static void write_vulnerability(struct json_writer *json, const struct vulnerability *vulnerability)
{
    js_object_begin(json);
    js_member_text(json, "id", vulnerability->id);
    write_texts(json, "aliases", vulnerability->aliases);
    js_member_text_opt(json, "title", vulnerability->title);
    js_member_text_opt(json, "description", vulnerability->description);
    js_member_text_opt(json, "published", vulnerability->published);
    js_member_text_opt(json, "modified", vulnerability->modified);
    js_member_bool(json, "withdrawn", vulnerability->withdrawn);
    js_write_key(json, "score");
    int tenths = vulnerability_score(vulnerability);
    if (tenths >= 0) js_write_real(json, tenths / 10.0, 1);
    else js_write_text(json, NULL);
    js_member_array(json, "scores");
    for (size_t i = 0; i < vulnerability->score_count; i++) {
        js_object_begin(json);
        js_member_text(json, "source", vulnerability->scores[i].source);
        js_member_text(json, "vector", vulnerability->scores[i].vector);
        js_write_key(json, "score");
        js_write_real(json, vulnerability->scores[i].tenths / 10.0, 1);
        js_object_end(json);
    }
    js_array_end(json);
    js_member_array(json, "cwes");
    for (const unsigned *cwe = vulnerability->cwes; cwe && *cwe; cwe++)
        js_write_int(json, *cwe);
    js_array_end(json);
    write_texts(json, "functions", vulnerability->functions);
    write_texts(json, "references", vulnerability->references);
    js_member_bool(json, "kev", vulnerability->kev);
    js_member_text_opt(json, "kev_due", vulnerability->kev_due);
    if (vulnerability->epss >= 0) {
        js_write_key(json, "epss");
        js_write_real(json, vulnerability->epss, 5);
    }
    js_member_text(json, "basis", vulnerability->basis);
    js_object_end(json);
}

static void write_match(struct json_writer *json, const struct components *components, const struct matches *matches,
                        const struct match *match)
{
    const struct component *component = &components->list.items[match->component];
    js_object_begin(json);
    js_member_text(json, "component", component->ref ? component->ref : component->name);
    js_member_text(json, "name", component->name);
    js_member_text(json, "version", component->version);
    js_member_text(json, "vulnerability", matches->vulnerabilities.items[match->vulnerability].id);
    js_member_text(json, "verdict", verdict_name(match->verdict));
    js_member_text(json, "confidence", confidence_name(match->confidence));
    js_member_text(json, "identity", match->identity);
    js_member_text(json, "feed", match->feed);
    js_member_text(json, "scheme", match->scheme);
    js_member_text(json, "range", match->range);
    js_member_text(json, "fixed", match->fixed);
    js_member_text(json, "reason", match->reason);
    js_object_end(json);
}

void write_matches(struct json_writer *json, const struct components *components, const struct matches *matches,
                   bool all)
{
    bool *wanted = mem_alloc(matches->vulnerabilities.count + 1);
    js_object_begin(json);
    js_member_array(json, "feeds");
    VEC_EACH(&matches->feeds, feed) {
        js_object_begin(json);
        js_member_text(json, "name", feed->name);
        js_member_text(json, "date", feed->date);
        js_member_text(json, "imported", feed->imported);
        js_member_int(json, "records", (int64_t)feed->records);
        js_member_text(json, "completeness", feed->completeness);
        js_object_end(json);
    }
    js_array_end(json);
    js_member_array(json, "matches");
    VEC_EACH(&matches->list, match) {
        if (match->verdict == VERDICT_NOT_IN_RANGE && !all) continue;
        wanted[match->vulnerability] = true;
        write_match(json, components, matches, match);
    }
    js_array_end(json);
    js_member_array(json, "vulnerabilities");
    for (size_t i = 0; i < matches->vulnerabilities.count; i++)
        if (wanted[i]) write_vulnerability(json, &matches->vulnerabilities.items[i]);
    js_array_end(json);
    js_member_array(json, "unmatchable");
    VEC_EACH(&matches->unmatchable, index) {
        const struct component *component = &components->list.items[*index];
        js_object_begin(json);
        js_member_text(json, "component", component->ref ? component->ref : component->name);
        js_member_text(json, "reason", unmatchable_reason(component));
        js_object_end(json);
    }
    js_array_end(json);
    js_object_end(json);
    free(wanted);
}
