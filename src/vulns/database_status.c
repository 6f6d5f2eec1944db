// What the database holds, how old it is and what is known to be missing: a stale mirror must not look like a clean
// part.
#include "base/date.h"
#include "codec/sql.h"
#include "vulns/database.h"
#include <string.h>

// How many CVE records of each year there are at least, rounded down (counts of the public list in 2025): far fewer
// than that, and the import was not the whole list.
static const struct { int year, records; } CVE_YEARS[] = {
    {1999, 1500},  {2000, 1200},  {2001, 1500},  {2002, 2300},  {2003, 1500},  {2004, 2600},  {2005, 4600},
    {2006, 6900},  {2007, 6400},  {2008, 6900},  {2009, 4900},  {2010, 5000},  {2011, 4600},  {2012, 5300},
    {2013, 5900},  {2014, 8200},  {2015, 7700},  {2016, 8900},  {2017, 14000}, {2018, 15500}, {2019, 15500},
    {2020, 18000}, {2021, 20500}, {2022, 24000}, {2023, 28000}, {2024, 36000}, {2025, 30000}};

// The same for lists that don't say how long they are.
static const struct { const char *feed; int rows; } LISTS[] = {{"epss", 200000}, {"kev", 1300}};

static int64_t count_of(struct sql *sql, const char *text, const char *feed)
{
    struct sql_query *query = sql_prepare(sql, text);
    if (feed) sql_bind_text(query, 1, feed);
    int64_t count = sql_step(query) ? sql_int(query, 0) : 0;
    sql_finish(query);
    return count;
}

// Years whose count is under nine tenths of what there are at least, as "2016-2019, 2021"; NULL when there are none.
static const char *missing_years(struct sql *sql, const char *feed, struct arena *arena)
{
    struct buf out = {0};
    int from = 0, last = 0;
    struct sql_query *query = sql_prepare(
        sql,
        "SELECT count(*) FROM record WHERE feed = ? AND name >= 'CVE-' || ?2 || '-' AND name < 'CVE-' || ?2 || '.'");
    for (size_t i = 0; i <= COUNT_OF(CVE_YEARS); i++) {
        int64_t count = 0;
        bool short_of = false;
        if (i < COUNT_OF(CVE_YEARS)) {
            sql_bind_text(query, 1, feed);
            sql_bind_int(query, 2, CVE_YEARS[i].year);
            if (sql_step(query)) count = sql_int(query, 0);
            sql_reset(query);
            short_of = count * 10 < (int64_t)CVE_YEARS[i].records * 9;
        }
        if (short_of && !from) from = CVE_YEARS[i].year;
        if (!short_of && from) {
            buf_printf(&out, "%s%d", out.size ? ", " : "", from);
            if (last != from) buf_printf(&out, "-%d", last);
            from = 0;
        }
        if (i < COUNT_OF(CVE_YEARS)) last = CVE_YEARS[i].year;
    }
    sql_finish(query);
    const char *text = out.size ? arena_str(arena, buf_cstr(&out)) : NULL;
    buf_free(&out);
    return text;
}

// The ecosystems of OSV records are told by the ids' prefixes: each source has its own.
static const char *osv_prefixes(struct sql *sql, struct arena *arena)
{
    struct buf out = {0};
    struct sql_query *query =
        sql_prepare(sql, "SELECT substr(name, 1, instr(name || '-', '-') - 1) AS prefix, count(*)"
                         " FROM record WHERE feed = 'osv' GROUP BY prefix ORDER BY prefix LIMIT 40");
    while (sql_step(query))
        buf_printf(&out, "%s%s %lld", out.size ? ", " : "", sql_text(query, 0), (long long)sql_int(query, 1));
    sql_finish(query);
    const char *text = arena_printf(arena, "OSV is complete only for what was imported: %s", buf_cstr(&out));
    buf_free(&out);
    return text;
}

static const char *completeness(struct sql *sql, const struct feed_status *feed, struct arena *arena)
{
    bool cve_list = strcmp(feed->name, "cve5") == 0 || strcmp(feed->name, "nvd") == 0;
    if (strcmp(feed->name, "osv") == 0) return osv_prefixes(sql, arena);
    if (feed->expected > feed->records)
        return arena_printf(arena, "partial: %lld of %lld records", (long long)feed->records,
                            (long long)feed->expected);
    for (size_t i = 0; i < COUNT_OF(LISTS); i++)
        if (strcmp(LISTS[i].feed, feed->name) == 0 && feed->records < LISTS[i].rows)
            return arena_printf(arena, "partial: the whole list has more than %d rows", LISTS[i].rows);
    const char *years = cve_list ? missing_years(sql, feed->name, arena) : NULL;
    return years ? arena_printf(arena, "partial: few or no records of %s", years) : "complete";
}

static bool is_stale(const struct feed_status *feed, const char *now)
{
    int64_t then, today;
    if (!feed->feed || !date_days(now, &today)) return false;
    return !date_days(feed->date, &then) || today - then > feed->feed->stale_days;
}

static int64_t records_of(struct sql *sql, const char *feed)
{
    if (strcmp(feed, "kev") == 0) return count_of(sql, "SELECT count(*) FROM kev", NULL);
    if (strcmp(feed, "epss") == 0) return count_of(sql, "SELECT count(*) FROM epss", NULL);
    return count_of(sql, "SELECT count(*) FROM record WHERE feed = ?", feed);
}

void database_feeds(struct database *database, const char *now, struct arena *arena, struct feed_statuses *ret_feeds)
{
    struct sql *sql = database_sql(database);
    struct sql_query *query = sql_prepare(sql, "SELECT name, date, imported, expected FROM feed ORDER BY name");
    while (sql_step(query)) {
        struct feed_status *status = VEC_ADD(ret_feeds);
        status->name = arena_str(arena, sql_text(query, 0));
        const char *date = sql_text(query, 1);
        status->date = date && date[0] ? arena_str(arena, date) : NULL;
        status->imported = arena_str(arena, sql_text(query, 2));
        status->expected = sql_int(query, 3);
        status->feed = feed_find(status->name);
    }
    sql_finish(query);
    VEC_EACH(ret_feeds, status) {
        status->records = records_of(sql, status->name);
        status->stale = is_stale(status, now);
        status->completeness = completeness(sql, status, arena);
    }
}
