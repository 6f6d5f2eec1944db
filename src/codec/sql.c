#include "codec/sql.h"
#include "base/file.h"
#include <sqlite3.h>

struct sql_query {
    struct sql *owner;
    sqlite3_stmt *statement;
};

struct sql {
    sqlite3 *inner;
    struct arena arena;
    const char *path;
    struct diags *diags;
    VEC(struct sql_query *) queries;
    enum status status;
};

static void failed(struct sql *sql, int code)
{
    if (sql->status != STATUS_OK) return;
    int kind = code & 0xFF;
    sql->status = kind == SQLITE_NOTADB || kind == SQLITE_CORRUPT ? STATUS_INPUT
                  : kind == SQLITE_BUSY || kind == SQLITE_LOCKED || kind == SQLITE_FULL || kind == SQLITE_IOERR ||
                          kind == SQLITE_READONLY || kind == SQLITE_CANTOPEN
                      ? STATUS_IO
                      : STATUS_INTERNAL;
    DIAG(sql->diags, DIAG_ERROR, sql->path, 0, "database: %s",
         sql->inner ? sqlite3_errmsg(sql->inner) : sqlite3_errstr(code));
}

enum status sql_open(const char *path, enum sql_mode mode, struct diags *diags, struct sql **ret_sql)
{
    *ret_sql = NULL;
    if (mode == SQL_READ && !file_exists(path)) {
        DIAG(diags, DIAG_ERROR, path, 0, "there is no such database");
        return STATUS_MISSING;
    }
    struct sql *sql = mem_alloc(sizeof *sql);
    sql->path = arena_str(&sql->arena, path);
    sql->diags = diags;
    int flags =
        SQLITE_OPEN_NOMUTEX | (mode == SQL_READ ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    int code = sqlite3_open_v2(path, &sql->inner, flags, NULL);
    if (code == SQLITE_OK) code = sqlite3_busy_timeout(sql->inner, 10000);
    if (code == SQLITE_OK) // reads the header, so that a file that is no database is told at once
        code = sqlite3_exec(sql->inner, "PRAGMA trusted_schema=OFF; PRAGMA schema_version;", NULL, NULL, NULL);
    if (code != SQLITE_OK) {
        failed(sql, code);
        enum status status = sql->status;
        sql_close(sql);
        return status;
    }
    *ret_sql = sql;
    return STATUS_OK;
}

void sql_close(struct sql *sql)
{
    if (!sql) return;
    VEC_EACH(&sql->queries, query) {
        sqlite3_finalize((*query)->statement);
        free(*query);
    }
    VEC_FREE(&sql->queries);
    sqlite3_close(sql->inner);
    arena_free(&sql->arena);
    free(sql);
}

enum status sql_status(const struct sql *sql)
{
    return sql->status;
}

void sql_run(struct sql *sql, const char *script)
{
    if (sql->status != STATUS_OK) return;
    int code = sqlite3_exec(sql->inner, script, NULL, NULL, NULL);
    if (code != SQLITE_OK) failed(sql, code);
}

int64_t sql_last_row(const struct sql *sql)
{
    return sqlite3_last_insert_rowid(sql->inner);
}

struct sql_query *sql_prepare(struct sql *sql, const char *text)
{
    sqlite3_stmt *statement = NULL;
    if (sql->status != STATUS_OK) return NULL;
    int code = sqlite3_prepare_v2(sql->inner, text, -1, &statement, NULL);
    if (code != SQLITE_OK) {
        failed(sql, code);
        return NULL;
    }
    struct sql_query *query = mem_alloc(sizeof *query);
    *query = (struct sql_query){sql, statement};
    VEC_PUSH(&sql->queries, query);
    return query;
}

static bool usable(struct sql_query *query)
{
    return query && query->owner->status == STATUS_OK;
}

static void check(struct sql_query *query, int code)
{
    if (code != SQLITE_OK) failed(query->owner, code);
}

void sql_bind_text(struct sql_query *query, int at, const char *text)
{
    if (usable(query)) check(query, sqlite3_bind_text(query->statement, at, text, -1, SQLITE_STATIC));
}

void sql_bind_blob(struct sql_query *query, int at, const void *bytes, size_t size)
{
    if (usable(query)) check(query, sqlite3_bind_blob64(query->statement, at, bytes, size, SQLITE_STATIC));
}

void sql_bind_int(struct sql_query *query, int at, int64_t value)
{
    if (usable(query)) check(query, sqlite3_bind_int64(query->statement, at, value));
}

void sql_bind_real(struct sql_query *query, int at, double value)
{
    if (usable(query)) check(query, sqlite3_bind_double(query->statement, at, value));
}

bool sql_step(struct sql_query *query)
{
    if (!usable(query)) return false;
    int code = sqlite3_step(query->statement);
    if (code == SQLITE_ROW) return true;
    if (code != SQLITE_DONE) failed(query->owner, code);
    sqlite3_reset(query->statement);
    return false;
}

void sql_do(struct sql_query *query)
{
    if (sql_step(query)) sqlite3_reset(query->statement);
}

void sql_reset(struct sql_query *query)
{
    if (query) sqlite3_reset(query->statement);
}

void sql_finish(struct sql_query *query)
{
    if (!query) return;
    VEC_EACH(&query->owner->queries, known)
        if (*known == query) {
            *known = *VEC_LAST(&query->owner->queries);
            query->owner->queries.count--;
            break;
        }
    sqlite3_finalize(query->statement);
    free(query);
}

const char *sql_text(struct sql_query *query, int column)
{
    return (const char *)sqlite3_column_text(query->statement, column);
}

const void *sql_blob(struct sql_query *query, int column, size_t *ret_size)
{
    const void *bytes = sqlite3_column_blob(query->statement, column);
    *ret_size = (size_t)sqlite3_column_bytes(query->statement, column);
    return bytes;
}

int64_t sql_int(struct sql_query *query, int column)
{
    return sqlite3_column_int64(query->statement, column);
}

double sql_real(struct sql_query *query, int column, double otherwise)
{
    if (sqlite3_column_type(query->statement, column) == SQLITE_NULL) return otherwise;
    return sqlite3_column_double(query->statement, column);
}
