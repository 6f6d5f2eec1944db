// SQLite behind a small face: the only caller of it. Errors are sticky: the first one is told to the diagnostics of the
// connection and makes every later call do nothing, so that a caller may run a batch and ask sql_status once.
// One thread at a time may use a connection.
#pragma once
#include "base/diag.h"

struct sql;
struct sql_query; // owned by its connection, freed by sql_close
enum sql_mode { SQL_READ, SQL_CREATE }; // SQL_CREATE makes the file where it is absent

// NULL with a diagnostic in *ret_sql where it fails: STATUS_MISSING when SQL_READ finds no file, STATUS_INPUT when it
// is no database. `diags` must outlive the connection. Waits up to 10 s for another process's lock.
enum status sql_open(const char *path, enum sql_mode mode, struct diags *diags, struct sql **ret_sql) MUST_USE;
void sql_close(struct sql *sql); // rolls back what was not committed; NULL is fine
enum status sql_status(const struct sql *sql) MUST_USE;
void sql_run(struct sql *sql, const char *script);
int64_t sql_last_row(const struct sql *sql);

// Values are bound from 1; texts and blobs must stay until the query was reset. NULL binds NULL.
struct sql_query *sql_prepare(struct sql *sql, const char *text); // NULL after an error; every call below takes that
void sql_bind_text(struct sql_query *query, int at, const char *text);
void sql_bind_blob(struct sql_query *query, int at, const void *bytes, size_t size);
void sql_bind_int(struct sql_query *query, int at, int64_t value);
void sql_bind_real(struct sql_query *query, int at, double value);
bool sql_step(struct sql_query *query); // true: a row is there, valid until the next step. At the end it resets itself
void sql_do(struct sql_query *query);     // runs a statement without rows
void sql_reset(struct sql_query *query);  // before rows were read to the end
void sql_finish(struct sql_query *query); // when it is not needed again
// Columns from 0.
const char *sql_text(struct sql_query *query, int column); // NULL for NULL
const void *sql_blob(struct sql_query *query, int column, size_t *ret_size);
int64_t sql_int(struct sql_query *query, int column);
double sql_real(struct sql_query *query, int column, double otherwise); // otherwise: for NULL
