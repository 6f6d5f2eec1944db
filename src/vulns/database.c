#include "vulns/database.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/map.h"
#include "codec/sql.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct key_row {
    uint64_t key;
    int64_t record;
    uint64_t turn; // of the put that it belongs to
};

struct database {
    struct sql *sql;
    struct arena arena;
    const char *path;
    VEC(struct key_row) new_keys; // written sorted at commit: in random order the tree would be written many times
    uint64_t turn;
    struct idmap replaced; // record id -> turn of its last replacement in this run: older keys of it are void
    struct sql_query *get, *insert, *update, *drop_key;
    struct sql_query *put_kev, *put_epss;
    struct sql_query *find, *has, *kev, *epss;
};

// record.hash tells equal bodies apart from changed ones without reading them. name_key.key is vulns/record.h's key.
static const char SCHEMA[] =
    "CREATE TABLE IF NOT EXISTS record(id INTEGER PRIMARY KEY, feed TEXT NOT NULL, name TEXT NOT NULL, modified TEXT, "
    "hash INTEGER NOT NULL, body TEXT NOT NULL, UNIQUE(feed, name));CREATE TABLE IF NOT EXISTS name_key(key INTEGER "
    "NOT NULL, record INTEGER NOT NULL, PRIMARY KEY(key, record)) WITHOUT ROWID;CREATE TABLE IF NOT EXISTS kev(cve "
    "TEXT PRIMARY KEY, added TEXT, due TEXT, name TEXT, ransomware INTEGER) WITHOUT ROWID;CREATE TABLE IF NOT EXISTS "
    "epss(cve TEXT PRIMARY KEY, score REAL NOT NULL, percentile REAL NOT NULL) WITHOUT ROWID;CREATE TABLE IF NOT "
    "EXISTS feed(name TEXT PRIMARY KEY, date TEXT, imported TEXT NOT NULL, expected INTEGER NOT NULL) WITHOUT ROWID;";

const char *database_path(struct arena *arena, const char *given, const char *workspace)
{
    const char *variable = getenv("THERIAC_DB"), *data = getenv("XDG_DATA_HOME"), *home = getenv("HOME");
    if (given) return given;
    if (variable && variable[0]) return variable;
    const char *local = path_join(arena, workspace ? workspace : ".", ".theriac/vulns.db");
    if (file_exists(local)) return local;
    if (data && data[0] == '/') return path_join(arena, data, "theriac/vulns.db");
    return home && home[0] ? path_join(arena, home, ".local/share/theriac/vulns.db") : local;
}

static int64_t user_version(struct sql *sql)
{
    struct sql_query *query = sql_prepare(sql, "PRAGMA user_version");
    int64_t version = sql_step(query) ? sql_int(query, 0) : -1;
    sql_finish(query);
    return version;
}

static struct database *make(struct sql *sql, const char *path)
{
    struct database *database = mem_alloc(sizeof *database);
    database->sql = sql;
    database->path = arena_str(&database->arena, path);
    return database;
}

static enum status refuse(struct sql *sql, const char *path, int64_t version, struct diags *diags)
{
    enum status status = sql_status(sql);
    if (status == STATUS_OK) {
        DIAG(diags, DIAG_ERROR, path, 0, "this database has layout %lld, this program wants %d: import the feeds again",
             (long long)version, DATABASE_VERSION);
        status = STATUS_INPUT;
    }
    sql_close(sql);
    return status;
}

enum status database_open(const char *path, struct diags *diags, struct database **ret_database)
{
    struct sql *sql;
    *ret_database = NULL;
    enum status status = sql_open(path, SQL_READ, diags, &sql);
    if (status != STATUS_OK) return status;
    int64_t version = user_version(sql);
    if (version != DATABASE_VERSION) return refuse(sql, path, version, diags);
    sql_run(sql, "PRAGMA mmap_size=1073741824; BEGIN"); // one state from the first read to the last
    struct database *database = make(sql, path);
    database->find = sql_prepare(sql, "SELECT feed, name, body FROM name_key JOIN record ON record.id = name_key.record"
                                      " WHERE key = ? ORDER BY feed, name");
    database->has = sql_prepare(sql, "SELECT count(*) FROM (SELECT 1 FROM name_key WHERE key = ?1 LIMIT ?2)");
    database->kev = sql_prepare(sql, "SELECT added, due, name, ransomware FROM kev WHERE cve = ?");
    database->epss = sql_prepare(sql, "SELECT score, percentile FROM epss WHERE cve = ?");
    if (sql_status(sql) != STATUS_OK) {
        database_close(database);
        return STATUS_INPUT;
    }
    *ret_database = database;
    return STATUS_OK;
}

enum status database_begin(const char *path, struct diags *diags, struct database **ret_database)
{
    struct sql *sql;
    struct arena scratch = {0};
    *ret_database = NULL;
    enum status status = dir_make(path_folder(&scratch, path), diags);
    arena_free(&scratch);
    if (status == STATUS_OK) status = sql_open(path, SQL_CREATE, diags, &sql);
    if (status != STATUS_OK) return status;
    int64_t version = user_version(sql);
    if (version != DATABASE_VERSION && version != 0) return refuse(sql, path, version, diags);
    sql_run(sql, "PRAGMA page_size=8192; PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY; BEGIN IMMEDIATE");
    sql_run(sql, SCHEMA);
    sql_run(sql, "PRAGMA user_version=1");
    struct database *database = make(sql, path);
    database->get = sql_prepare(sql, "SELECT id, modified, hash, body FROM record WHERE feed = ? AND name = ?");
    database->insert = sql_prepare(sql, "INSERT INTO record(feed, name, modified, hash, body) VALUES(?, ?, ?, ?, ?)");
    database->update = sql_prepare(sql, "UPDATE record SET modified = ?, hash = ?, body = ? WHERE id = ?");
    database->drop_key = sql_prepare(sql, "DELETE FROM name_key WHERE key = ? AND record = ?");
    database->put_kev = sql_prepare(sql, "INSERT OR REPLACE INTO kev VALUES(?, ?, ?, ?, ?)");
    database->put_epss = sql_prepare(sql, "INSERT OR REPLACE INTO epss VALUES(?, ?, ?)");
    *ret_database = database;
    return sql_status(sql);
}

static int by_key(const void *left, const void *right)
{
    const struct key_row *a = left, *b = right;
    int64_t x = (int64_t)a->key, y = (int64_t)b->key; // as SQLite orders them
    if (x != y) return x < y ? -1 : 1;
    return (a->record > b->record) - (a->record < b->record);
}

static void write_keys(struct database *database)
{
    struct sql_query *insert = sql_prepare(database->sql, "INSERT OR IGNORE INTO name_key VALUES(?, ?)");
    if (database->new_keys.count)
        qsort(database->new_keys.items, database->new_keys.count, sizeof *database->new_keys.items, by_key);
    VEC_EACH(&database->new_keys, row) {
        uint64_t last;
        if (idmap_get(&database->replaced, (uint64_t)row->record, &last) && row->turn < last) continue;
        sql_bind_int(insert, 1, (int64_t)row->key);
        sql_bind_int(insert, 2, row->record);
        sql_do(insert);
    }
    VEC_CLEAR(&database->new_keys);
    sql_finish(insert);
}

enum status database_commit(struct database *database)
{
    write_keys(database);
    sql_run(database->sql, "COMMIT");
    return sql_status(database->sql);
}

void database_close(struct database *database)
{
    if (!database) return;
    sql_close(database->sql);
    VEC_FREE(&database->new_keys);
    idmap_free(&database->replaced);
    arena_free(&database->arena);
    free(database);
}

// --- writing -----------------------------------------------------------------------------------------------

// The keys of a record that is about to be replaced, as far as they are in the table.
static void drop_keys(struct database *database, int64_t id, const char *feed, const char *name, const char *body)
{
    struct diags ignored = {0};
    struct arena scratch = {0};
    struct record old;
    struct record_keys keys = {0};
    struct json *json = js_parse(body, strlen(body), database->path, &ignored);
    if (json && record_read(json, feed, name, &scratch, &old)) {
        record_keys_of(&old, &keys);
        record_free(&old);
    }
    VEC_EACH(&keys, key) {
        sql_bind_int(database->drop_key, 1, (int64_t)*key);
        sql_bind_int(database->drop_key, 2, id);
        sql_do(database->drop_key);
    }
    VEC_FREE(&keys);
    js_free(json);
    arena_free(&scratch);
    diags_free(&ignored);
}

static enum put_result compare_with_stored(struct database *database, const char *modified, int64_t hash)
{
    const char *known = sql_text(database->get, 1);
    int64_t known_hash = sql_int(database->get, 2);
    int order = strcmp(modified ? modified : "", known ? known : "");
    if (known_hash == hash) return PUT_SAME;
    if (order) return order < 0 ? PUT_OLDER : PUT_REPLACED;
    return hash > known_hash ? PUT_REPLACED : PUT_SAME;
}

static void replace(struct database *database, const char *feed, const char *name, const char *modified, int64_t hash,
                    struct str body, int64_t id)
{
    drop_keys(database, id, feed, name, sql_text(database->get, 3));
    sql_reset(database->get);
    sql_bind_text(database->update, 1, modified);
    sql_bind_int(database->update, 2, hash);
    sql_bind_text(database->update, 3, body.at);
    sql_bind_int(database->update, 4, id);
    sql_do(database->update);
}

enum put_result database_put(struct database *database, const char *feed, const char *name, const char *modified,
                             struct str body, const struct record_keys *keys)
{
    int64_t id = 0, hash = (int64_t)hash_bytes(body.at, body.size);
    enum put_result result = PUT_NEW;
    database->turn++;
    sql_bind_text(database->get, 1, feed);
    sql_bind_text(database->get, 2, name);
    if (sql_step(database->get)) {
        id = sql_int(database->get, 0);
        result = compare_with_stored(database, modified, hash);
        if (result == PUT_REPLACED) replace(database, feed, name, modified, hash, body, id);
        sql_reset(database->get);
        if (result != PUT_REPLACED) return result;
        idmap_put(&database->replaced, (uint64_t)id, database->turn);
    } else {
        sql_bind_text(database->insert, 1, feed);
        sql_bind_text(database->insert, 2, name);
        sql_bind_text(database->insert, 3, modified);
        sql_bind_int(database->insert, 4, hash);
        sql_bind_text(database->insert, 5, body.at);
        sql_do(database->insert);
        id = sql_last_row(database->sql);
    }
    VEC_EACH(keys, key)
        VEC_PUSH(&database->new_keys, ((struct key_row){*key, id, database->turn}));
    return result;
}

void database_put_kev(struct database *database, const struct kev_row *row)
{
    sql_bind_text(database->put_kev, 1, row->cve);
    sql_bind_text(database->put_kev, 2, row->added);
    sql_bind_text(database->put_kev, 3, row->due);
    sql_bind_text(database->put_kev, 4, row->name);
    sql_bind_int(database->put_kev, 5, row->ransomware);
    sql_do(database->put_kev);
}

void database_put_epss(struct database *database, const struct epss_row *row)
{
    sql_bind_text(database->put_epss, 1, row->cve);
    sql_bind_real(database->put_epss, 2, row->score);
    sql_bind_real(database->put_epss, 3, row->percentile);
    sql_do(database->put_epss);
}

bool database_renew(struct database *database, const char *feed, const char *date)
{
    struct sql_query *query = sql_prepare(database->sql, "SELECT date FROM feed WHERE name = ?");
    bool older = false;
    sql_bind_text(query, 1, feed);
    if (sql_step(query)) {
        const char *known = sql_text(query, 0);
        older = known && strcmp(date ? date : "", known) < 0;
    }
    sql_finish(query);
    if (!older) sql_run(database->sql, strcmp(feed, "kev") == 0 ? "DELETE FROM kev" : "DELETE FROM epss");
    return !older;
}

void database_note_feed(struct database *database, const char *feed, const char *date, int64_t expected,
                        const char *now)
{
    struct sql_query *query = sql_prepare(
        database->sql, "INSERT INTO feed VALUES(?1, ?2, ?3, ?4) ON CONFLICT(name) DO UPDATE SET imported = ?3,"
                       " date = max(coalesce(date, ''), coalesce(?2, '')), expected = max(expected, ?4)");
    sql_bind_text(query, 1, feed);
    sql_bind_text(query, 2, date);
    sql_bind_text(query, 3, now);
    sql_bind_int(query, 4, expected);
    sql_do(query);
    sql_finish(query);
}

// --- reading -----------------------------------------------------------------------------------------------

void database_find(struct database *database, uint64_t key, struct arena *arena, struct stored_records *ret_records)
{
    struct diags ignored = {0}; // a body that this program wrote and cannot read is a damaged file; told by the count
    sql_bind_int(database->find, 1, (int64_t)key);
    while (sql_step(database->find)) {
        const char *body = sql_text(database->find, 2);
        struct json *json = body ? js_parse(body, strlen(body), database->path, &ignored) : NULL;
        struct stored_record stored = {.body = json};
        if (json && record_read(json, sql_text(database->find, 0), sql_text(database->find, 1), arena, &stored.record))
            VEC_PUSH(ret_records, stored);
        else
            js_free(json);
    }
    diags_free(&ignored);
}

void stored_records_free(struct stored_records *records)
{
    VEC_EACH(records, stored) {
        record_free(&stored->record);
        js_free(stored->body);
    }
    VEC_FREE(records);
}

bool database_has(struct database *database, uint64_t key, int64_t count)
{
    sql_bind_int(database->has, 1, (int64_t)key);
    sql_bind_int(database->has, 2, count);
    bool enough = sql_step(database->has) && sql_int(database->has, 0) >= count;
    sql_reset(database->has);
    return enough;
}

bool database_kev(struct database *database, const char *cve, struct arena *arena, struct kev_row *ret_row)
{
    sql_bind_text(database->kev, 1, cve);
    bool found = sql_step(database->kev);
    if (!found) return false;
    *ret_row = (struct kev_row){arena_str(arena, cve), arena_str(arena, sql_text(database->kev, 0)),
                                arena_str(arena, sql_text(database->kev, 1)),
                                arena_str(arena, sql_text(database->kev, 2)), sql_int(database->kev, 3) != 0};
    sql_reset(database->kev);
    return true;
}

bool database_epss(struct database *database, const char *cve, struct epss_row *ret_row)
{
    sql_bind_text(database->epss, 1, cve);
    bool found = sql_step(database->epss);
    if (!found) return false;
    *ret_row = (struct epss_row){cve, sql_real(database->epss, 0, 0), sql_real(database->epss, 1, 0)};
    sql_reset(database->epss);
    return true;
}

// --- whole files -------------------------------------------------------------------------------------------

enum status database_export(struct database *database, const char *path, struct diags *diags)
{
    struct arena scratch = {0};
    char *temporary = arena_printf(&scratch, "%s.%ld.tmp", path, (long)getpid());
    unlink(temporary);
    sql_run(database->sql, "COMMIT");
    struct sql_query *query = sql_prepare(database->sql, "VACUUM INTO ?");
    sql_bind_text(query, 1, temporary);
    sql_do(query);
    sql_finish(query);
    sql_run(database->sql, "BEGIN");
    enum status status = sql_status(database->sql);
    if (status == STATUS_OK && rename(temporary, path) != 0) {
        DIAG(diags, DIAG_ERROR, path, 0, "cannot write the export");
        status = STATUS_IO;
    }
    if (status != STATUS_OK) unlink(temporary);
    arena_free(&scratch);
    return status;
}

enum status database_walk(struct database *database, database_visit *visit, void *context)
{
    struct sql_query *query = sql_prepare(database->sql, "SELECT feed, name, modified, body FROM record ORDER BY id");
    while (sql_step(query)) {
        const char *feed = sql_text(query, 0), *name = sql_text(query, 1), *body = sql_text(query, 3);
        if (feed && name && body) visit(context, feed, name, sql_text(query, 2), str_of(body));
    }
    sql_finish(query);
    return sql_status(database->sql);
}

enum status database_walk_lists(struct database *database, database_visit_kev *kev, database_visit_epss *epss,
                                void *context)
{
    struct sql_query *query = sql_prepare(database->sql, "SELECT cve, added, due, name, ransomware FROM kev");
    while (sql_step(query)) {
        struct kev_row row = {sql_text(query, 0), sql_text(query, 1), sql_text(query, 2), sql_text(query, 3),
                              sql_int(query, 4) != 0};
        if (row.cve) kev(context, &row);
    }
    sql_finish(query);
    query = sql_prepare(database->sql, "SELECT cve, score, percentile FROM epss");
    while (sql_step(query)) {
        struct epss_row row = {sql_text(query, 0), sql_real(query, 1, 0), sql_real(query, 2, 0)};
        if (row.cve) epss(context, &row);
    }
    sql_finish(query);
    return sql_status(database->sql);
}

struct sql *database_sql(struct database *database)
{
    return database->sql;
}
