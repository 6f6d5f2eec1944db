// The vulnerability database: one SQLite file of records from feeds, found by key. Import writes it, matching reads it.
#pragma once
#include "base/diag.h"
#include "vulns/feed.h"
#include "vulns/record.h"

struct database;
struct sql; // codec/sql.h
struct sql *database_sql(struct database *database); // for the folder's own files
enum { DATABASE_VERSION = 1 }; // of the tables; another version is refused with advice

// The path to use: `given`, else $THERIAC_DB, else .theriac/vulns.db of the workspace where it exists, else
// theriac/vulns.db below $XDG_DATA_HOME or ~/.local/share.
const char *database_path(struct arena *arena, const char *given, const char *workspace);

// Read only. STATUS_MISSING when there is none; told to diags. Several threads need one each.
enum status database_open(const char *path, struct diags *diags, struct database **ret_database) MUST_USE;
// Makes the file and its folder where absent. Everything until database_commit is one transaction: a kill before it
// leaves what was there.
enum status database_begin(const char *path, struct diags *diags, struct database **ret_database) MUST_USE;
enum status database_commit(struct database *database) MUST_USE;
void database_close(struct database *database); // NULL is fine

// --- writing ---
enum put_result { PUT_NEW, PUT_REPLACED, PUT_SAME, PUT_OLDER };
// `body` is what record_write made. The same record is kept; a newer `modified` replaces; of equal dates the greater
// body wins, so that the outcome does not depend on the order of import.
enum put_result database_put(struct database *database, const char *feed, const char *name, const char *modified,
                             struct str body, const struct record_keys *keys);
void database_put_kev(struct database *database, const struct kev_row *row);
void database_put_epss(struct database *database, const struct epss_row *row);
// A list that replaces the one before (KEV, EPSS): forgets the rows when `date` is not older. False: it is older.
bool database_renew(struct database *database, const char *feed, const char *date);
// Notes that a feed was imported now: its own date (NULL: the newest record's) and the records it says it has (0:
// unknown).
void database_note_feed(struct database *database, const char *feed, const char *date, int64_t expected,
                        const char *now);

// --- reading ---
struct stored_record {
    struct json *body; // frees with js_free
    struct record record;
};
VEC_NAMED(stored_records, struct stored_record);
// Every record under the key, sorted by feed and name. Free with stored_records_free.
void database_find(struct database *database, uint64_t key, struct arena *arena, struct stored_records *ret_records);
void stored_records_free(struct stored_records *records);
bool database_kev(struct database *database, const char *cve, struct arena *arena, struct kev_row *ret_row);
bool database_epss(struct database *database, const char *cve, struct epss_row *ret_row);
// Whether at least `count` records stand under the key.
bool database_has(struct database *database, uint64_t key, int64_t count);

struct feed_status {
    const struct feed *feed;  // NULL when this program does not know it
    const char *name, *date, *imported;
    int64_t records, expected;
    bool stale;
    const char *completeness; // "complete", or what is known to be missing
};
VEC_NAMED(feed_statuses, struct feed_status);
// One a feed that was imported, sorted by name; texts in the arena. `now` is an ISO date.
void database_feeds(struct database *database, const char *now, struct arena *arena, struct feed_statuses *ret_feeds);

// A compact copy of the database as a file of its own, which import takes. Atomic.
enum status database_export(struct database *database, const char *path, struct diags *diags) MUST_USE;
// Calls back for everything in another database file, for import.
typedef void database_visit(void *context, const char *feed, const char *name, const char *modified, struct str body);
enum status database_walk(struct database *database, database_visit *visit, void *context) MUST_USE;
typedef void database_visit_kev(void *context, const struct kev_row *row);
typedef void database_visit_epss(void *context, const struct epss_row *row);
enum status database_walk_lists(struct database *database, database_visit_kev *kev, database_visit_epss *epss,
                                void *context) MUST_USE;
