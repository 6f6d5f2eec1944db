// The releases that are in the field: their parts, and what was known about them when somebody last looked. One SQLite
// file, .theriac/history.db of the workspace. Looking again needs neither the sources nor a scan: the parts are stored.
#pragma once
#include "model/vulnerability.h"
#include "vulns/database.h"

// Stores a release under its name, replacing one of the same name. What is affected or undecidable in `matches` counts
// as known from now on. `now` is an ISO time. Atomic.
enum status history_save(const char *path, const char *release, const struct components *components,
                         const struct matches *matches, const char *now, struct diags *diags) MUST_USE;

enum change_kind {
    CHANGE_NEW,       // not known before, or decided as affected only now
    CHANGE_EXPLOITED, // CISA lists it since
    CHANGE_RESCORED,
    CHANGE_CHANGED,   // its records say something else: ranges, products. A decision on the old basis reopens
    CHANGE_WITHDRAWN, // rejected or withdrawn by its source
    CHANGE_GONE       // the feeds no longer say that the part is affected
};

struct change {
    enum change_kind kind;
    size_t component;          // index into the release's components
    const char *vulnerability; // id
    const struct match *match; // as it is now; NULL for withdrawn and gone ones
    const char *title;         // NULL when none
    int score_before, score;   // tenths; -1 when unknown
    bool kev;
    const char *basis_before;  // NULL when it was not known
    const char *why;           // one sentence
};
VEC_NAMED(changes, struct change);

struct looked_release {
    const char *name, *saved, *looked_before; // ISO times
    struct components components;
    struct matches matches; // now
    struct changes changes; // by component, vulnerability id, kind
};

struct look {
    struct arena arena;
    VEC(struct looked_release) releases; // by name
};

// Matches every stored release with the database as it is now. With `store` what was found becomes what is known, in
// one transaction. STATUS_MISSING, with a diagnostic, when there is no history.
enum status history_look(const char *path, struct database *database, bool store, const char *now,
                         struct look *ret_look, struct diags *diags) MUST_USE;
void look_free(struct look *look);
const char *change_kind_name(enum change_kind kind); // "new" "exploited" "rescored" "changed" "withdrawn" "gone"
