#include "vulns/history.h"
#include "base/file.h"
#include "codec/json.h"
#include "codec/sql.h"
#include "vulns/match.h"
#include <string.h>

enum { HISTORY_VERSION = 1 };

static const char SCHEMA[] =
    "CREATE TABLE IF NOT EXISTS release(name TEXT PRIMARY KEY, saved TEXT NOT NULL, looked TEXT NOT NULL,"
    " components TEXT NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS known(release TEXT NOT NULL, component TEXT NOT NULL, vulnerability TEXT NOT NULL,"
    " verdict INTEGER NOT NULL, score INTEGER NOT NULL, kev INTEGER NOT NULL, basis TEXT, title TEXT,"
    " PRIMARY KEY(release, component, vulnerability)) WITHOUT ROWID;";

const char *change_kind_name(enum change_kind kind)
{
    static const char *const NAMES[] = {"new", "exploited", "rescored", "changed", "withdrawn", "gone"};
    return NAMES[kind];
}

static enum status history_open(const char *path, enum sql_mode mode, struct diags *diags, struct sql **ret_sql)
{
    enum status status = sql_open(path, mode, diags, ret_sql);
    if (status != STATUS_OK) return status;
    struct sql_query *query = sql_prepare(*ret_sql, "PRAGMA user_version");
    int64_t version = sql_step(query) ? sql_int(query, 0) : -1;
    sql_finish(query);
    if (version == HISTORY_VERSION || version == 0) return sql_status(*ret_sql);
    DIAG(diags, DIAG_ERROR, path, 0, "this history has layout %lld, this program knows %d", (long long)version,
         HISTORY_VERSION);
    sql_close(*ret_sql);
    *ret_sql = NULL;
    return STATUS_INPUT;
}

// --- components as JSON ------------------------------------------------------------------------------------

static void write_component(struct json_writer *json, const struct component *component)
{
    js_object_begin(json);
    js_member_text_opt(json, "ref", component->ref);
    js_member_text_opt(json, "type", component->type);
    js_member_text(json, "name", component->name);
    js_member_text_opt(json, "group", component->group);
    js_member_text_opt(json, "version", component->version);
    js_member_text_opt(json, "scheme", component->scheme);
    js_member_text_opt(json, "supplier", component->supplier);
    js_member_text_opt(json, "licence", component->licence);
    js_member_text_opt(json, "scope", component->scope);
    js_member_array(json, "identities");
    VEC_EACH(&component->identities, identity) {
        js_array_begin(json);
        js_write_int(json, identity->kind);
        js_write_text(json, identity->text);
        js_write_int(json, identity->confidence);
        js_array_end(json);
    }
    js_array_end(json);
    js_object_end(json);
}

static void read_identity(struct components *components, struct component *component, const struct json *item)
{
    int64_t kind = js_integer(js_at(item, 0), -1), confidence = js_integer(js_at(item, 2), CONFIDENCE_LOW);
    const char *text = js_string(js_at(item, 1));
    if (!text || kind < IDENTITY_PURL || kind > IDENTITY_NAME || confidence < CONFIDENCE_LOW ||
        confidence > CONFIDENCE_HIGH)
        return;
    component_add_identity(components, component, (enum identity_kind)kind, text, (enum confidence)confidence,
                           (struct evidence){.rule = "history"});
}

static const char *member(struct arena *arena, const struct json *object, const char *key, const char *otherwise)
{
    const char *text = js_text(object, key);
    return text ? arena_str(arena, text) : otherwise;
}

static void read_components(const struct json *array, struct components *components)
{
    struct arena *arena = &components->arena;
    JS_EACH (array, item) {
        if (!js_text(item, "name")) continue;
        struct component *component = components_add(components, js_text(item, "name"), js_text(item, "version"));
        component->ref = member(arena, item, "ref", NULL);
        component->type = member(arena, item, "type", component->type);
        component->group = member(arena, item, "group", NULL);
        component->scheme = member(arena, item, "scheme", component->scheme);
        component->supplier = member(arena, item, "supplier", NULL);
        component->licence = member(arena, item, "licence", NULL);
        component->scope = member(arena, item, "scope", component->scope);
        const struct json *identities = js_get(item, "identities");
        JS_EACH (identities, identity)
            read_identity(components, component, identity);
    }
}

// --- saving ------------------------------------------------------------------------------------------------

static const char *ref_of(const struct component *component)
{
    return component->ref ? component->ref : component->name;
}

static void forget(struct sql *sql, const char *text, const char *release)
{
    struct sql_query *query = sql_prepare(sql, text);
    sql_bind_text(query, 1, release);
    sql_do(query);
    sql_finish(query);
}

static void save_known(struct sql *sql, const char *release, const struct components *components,
                       const struct matches *matches)
{
    forget(sql, "DELETE FROM known WHERE release = ?", release);
    struct sql_query *query = sql_prepare(sql, "INSERT OR REPLACE INTO known VALUES(?, ?, ?, ?, ?, ?, ?, ?)");
    VEC_EACH(&matches->list, match) {
        const struct vulnerability *vulnerability = &matches->vulnerabilities.items[match->vulnerability];
        if (match->verdict == VERDICT_NOT_IN_RANGE) continue;
        sql_bind_text(query, 1, release);
        sql_bind_text(query, 2, ref_of(&components->list.items[match->component]));
        sql_bind_text(query, 3, vulnerability->id);
        sql_bind_int(query, 4, match->verdict);
        sql_bind_int(query, 5, vulnerability_score(vulnerability));
        sql_bind_int(query, 6, vulnerability->kev);
        sql_bind_text(query, 7, vulnerability->basis);
        sql_bind_text(query, 8, vulnerability->title);
        sql_do(query);
    }
    sql_finish(query);
}

static void save_release(struct sql *sql, const char *release, const struct components *components, const char *now)
{
    struct buf text = {0};
    struct json_writer json = {.out = &text};
    js_array_begin(&json);
    VEC_EACH(&components->list, component)
        write_component(&json, component);
    js_array_end(&json);
    struct sql_query *query = sql_prepare(sql, "INSERT OR REPLACE INTO release VALUES(?1, ?2, ?2, ?3)");
    sql_bind_text(query, 1, release);
    sql_bind_text(query, 2, now);
    sql_bind_text(query, 3, buf_cstr(&text));
    sql_do(query);
    sql_finish(query);
    buf_free(&text);
}

enum status history_save(const char *path, const char *release, const struct components *components,
                         const struct matches *matches, const char *now, struct diags *diags)
{
    struct arena scratch = {0};
    struct sql *sql = NULL;
    enum status status = dir_make(path_folder(&scratch, path), diags);
    arena_free(&scratch);
    if (status == STATUS_OK) status = history_open(path, SQL_CREATE, diags, &sql);
    if (status != STATUS_OK) return status;
    sql_run(sql, "BEGIN IMMEDIATE");
    sql_run(sql, SCHEMA);
    sql_run(sql, "PRAGMA user_version=1");
    save_release(sql, release, components, now);
    save_known(sql, release, components, matches);
    sql_run(sql, "COMMIT");
    status = sql_status(sql);
    sql_close(sql);
    return status;
}

// --- looking again -----------------------------------------------------------------------------------------

struct known {
    const char *component, *vulnerability, *basis, *title;
    enum verdict verdict;
    int score;
    bool kev;
    bool still; // seen again
};
VEC_NAMED(knowns, struct known);

static void read_known(struct sql *sql, const char *release, struct arena *arena, struct knowns *ret_known)
{
    struct sql_query *query =
        sql_prepare(sql, "SELECT component, vulnerability, verdict, score, kev, basis, title FROM known"
                         " WHERE release = ? ORDER BY component, vulnerability");
    sql_bind_text(query, 1, release);
    while (sql_step(query)) {
        struct known known = {arena_str(arena, sql_text(query, 0)), arena_str(arena, sql_text(query, 1)),
                              arena_str(arena, sql_text(query, 5)), arena_str(arena, sql_text(query, 6)),
                              sql_int(query, 2) == VERDICT_AFFECTED ? VERDICT_AFFECTED : VERDICT_UNDECIDABLE,
                              (int)sql_int(query, 3), sql_int(query, 4) != 0, false};
        VEC_PUSH(ret_known, known);
    }
    sql_finish(query);
}

static int by_key(const char *component, const char *vulnerability, const struct known *known)
{
    int order = strcmp(component, known->component);
    return order ? order : strcmp(vulnerability, known->vulnerability);
}

static struct known *find_known(struct knowns *list, const char *component, const char *vulnerability)
{
    size_t low = 0, high = list->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = by_key(component, vulnerability, &list->items[middle]);
        if (!order) return &list->items[middle];
        if (order < 0) high = middle;
        else low = middle + 1;
    }
    return NULL;
}

static void tell(struct looked_release *release, enum change_kind kind, const struct match *match,
                 const struct known *known, const char *why)
{
    const struct vulnerability *vulnerability = &release->matches.vulnerabilities.items[match->vulnerability];
    struct change change = {.kind = kind,
                            .component = match->component,
                            .vulnerability = vulnerability->id,
                            .match = match,
                            .title = vulnerability->title,
                            .score_before = known ? known->score : -1,
                            .score = vulnerability_score(vulnerability),
                            .kev = vulnerability->kev,
                            .basis_before = known ? known->basis : NULL,
                            .why = why};
    VEC_PUSH(&release->changes, change);
}

static const char *rescored_why(struct arena *arena, int before, int now)
{
    if (before < 0) return arena_printf(arena, "It had no score, and now has %d.%d.", now / 10, now % 10);
    if (now < 0) return arena_printf(arena, "Its score was %d.%d; now it has none.", before / 10, before % 10);
    return arena_printf(arena, "Its score was %d.%d and is %d.%d.", before / 10, before % 10, now / 10, now % 10);
}

static void compare_match(struct arena *arena, struct looked_release *release, const struct match *match,
                          struct knowns *knowns)
{
    const struct vulnerability *vulnerability = &release->matches.vulnerabilities.items[match->vulnerability];
    int score = vulnerability_score(vulnerability);
    struct known *known =
        find_known(knowns, ref_of(&release->components.list.items[match->component]), vulnerability->id);
    if (!known) {
        tell(release, CHANGE_NEW, match, NULL, match->reason);
        return;
    }
    known->still = true;
    bool told = false;
    if (match->verdict == VERDICT_AFFECTED && known->verdict != VERDICT_AFFECTED) {
        tell(release, CHANGE_NEW, match, known, "It could not be decided before; now the part is affected.");
        told = true;
    }
    if (vulnerability->kev && !known->kev) {
        tell(release, CHANGE_EXPLOITED, match, known, "CISA lists it as known to be exploited.");
        told = true;
    }
    if (score != known->score) {
        tell(release, CHANGE_RESCORED, match, known, rescored_why(arena, known->score, score));
        told = true;
    }
    if (!told && !text_equal(known->basis, vulnerability->basis))
        tell(release, CHANGE_CHANGED, match, known, "Its records say something else than when it was last looked at.");
}

static void tell_absent(struct look *look, struct looked_release *release, struct database *database,
                        const struct known *known)
{
    struct vulnerability now = {0};
    bool exists = vulnerability_find(database, known->vulnerability, &look->arena, &now);
    bool withdrawn = exists && now.withdrawn;
    size_t component = 0;
    while (component < release->components.list.count &&
           strcmp(ref_of(&release->components.list.items[component]), known->component) != 0)
        component++;
    if (component == release->components.list.count) return;
    struct change change = {.kind = withdrawn ? CHANGE_WITHDRAWN : CHANGE_GONE, .component = component,
                            .vulnerability = known->vulnerability, .title = exists ? now.title : known->title,
                            .score_before = known->score, .score = exists ? vulnerability_score(&now) : -1,
                            .kev = exists && now.kev, .basis_before = known->basis,
                            .why = withdrawn ? "It was withdrawn or rejected by its source."
                                   : exists  ? "The feeds no longer say that this version is affected."
                                             : "No feed has a record of it any more."};
    VEC_PUSH(&release->changes, change);
}

static int by_place(const void *left, const void *right)
{
    const struct change *a = left, *b = right;
    if (a->component != b->component) return a->component < b->component ? -1 : 1;
    int order = strcmp(a->vulnerability, b->vulnerability);
    return order ? order : (int)a->kind - (int)b->kind;
}

static enum status look_at(struct look *look, struct looked_release *release, struct sql *sql,
                           struct database *database, struct diags *diags)
{
    struct knowns knowns = {0};
    read_known(sql, release->name, &look->arena, &knowns);
    enum status status = vulns_match(database, &release->components, &release->matches, diags);
    if (status == STATUS_OK) {
        VEC_EACH(&release->matches.list, match)
            if (match->verdict != VERDICT_NOT_IN_RANGE) compare_match(&look->arena, release, match, &knowns);
        VEC_EACH(&knowns, known)
            if (!known->still) tell_absent(look, release, database, known);
        VEC_SORT(&release->changes, by_place);
    }
    VEC_FREE(&knowns);
    return status;
}

static void read_releases(struct sql *sql, const char *path, struct look *look, struct diags *diags)
{
    struct sql_query *query = sql_prepare(sql, "SELECT name, saved, looked, components FROM release ORDER BY name");
    while (sql_step(query)) {
        const char *text = sql_text(query, 3);
        struct json *json = text ? js_parse(text, strlen(text), path, diags) : NULL;
        struct looked_release *release = VEC_ADD(&look->releases);
        release->name = arena_str(&look->arena, sql_text(query, 0));
        release->saved = arena_str(&look->arena, sql_text(query, 1));
        release->looked_before = arena_str(&look->arena, sql_text(query, 2));
        read_components(json, &release->components);
        js_free(json);
    }
    sql_finish(query);
}

static void store_look(struct sql *sql, const struct look *look, const char *now)
{
    struct sql_query *query = sql_prepare(sql, "UPDATE release SET looked = ? WHERE name = ?");
    VEC_EACH(&look->releases, release) {
        save_known(sql, release->name, &release->components, &release->matches);
        sql_bind_text(query, 1, now);
        sql_bind_text(query, 2, release->name);
        sql_do(query);
    }
    sql_finish(query);
}

enum status history_look(const char *path, struct database *database, bool store, const char *now,
                         struct look *ret_look, struct diags *diags)
{
    struct sql *sql;
    *ret_look = (struct look){0};
    if (!file_exists(path)) {
        DIAG(diags, DIAG_ERROR, path, 0, "no release was stored here yet");
        return STATUS_MISSING;
    }
    enum status status = history_open(path, SQL_CREATE, diags, &sql);
    if (status != STATUS_OK) return status;
    sql_run(sql, store ? "BEGIN IMMEDIATE" : "BEGIN");
    sql_run(sql, SCHEMA);
    read_releases(sql, path, ret_look, diags);
    VEC_EACH(&ret_look->releases, release)
        if (status == STATUS_OK) status = look_at(ret_look, release, sql, database, diags);
    if (status == STATUS_OK && store) store_look(sql, ret_look, now);
    sql_run(sql, store && status == STATUS_OK ? "COMMIT" : "ROLLBACK");
    if (status == STATUS_OK) status = sql_status(sql);
    sql_close(sql);
    return status;
}

void look_free(struct look *look)
{
    VEC_EACH(&look->releases, release) {
        components_free(&release->components);
        matches_free(&release->matches);
        VEC_FREE(&release->changes);
    }
    VEC_FREE(&look->releases);
    arena_free(&look->arena);
}
