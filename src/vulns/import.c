#include "vulns/import.h"
#include "base/file.h"
#include "base/log.h"
#include "base/pool.h"
#include "codec/sql.h"
#include "vulns/source.h"
#include <pthread.h>
#include <string.h>

enum { FEED_COUNT = 0
#define FEED(name) +1
#include "vulns/feeds.h"
#undef FEED
};

struct put_item {
    size_t feed;
    const char *name, *modified;
    size_t body, body_size; // in bodies
    size_t keys, key_count; // in keys
};

struct list_part { // the rows of one file of a list feed
    size_t feed;
    const char *date;
    size_t kev, kev_count, epss, epss_count;
};

// What one worker learned since it last wrote.
struct feed_sink {
    struct arena arena;
    struct diags *diags;
    const char *path;
    size_t feed; // index into FEEDS of the file that is read
    VEC(struct put_item) items;
    struct buf bodies;
    struct record_keys keys;
    VEC(struct kev_row) kev;
    VEC(struct epss_row) epss;
    VEC(struct list_part) parts;
    const char *date;
    const char *newest[FEED_COUNT]; // of the records, and as the files state it
    int64_t expected[FEED_COUNT];
    bool seen[FEED_COUNT];
    size_t files, unrecognised;
};

// --- the sink ----------------------------------------------------------------------------------------------

struct diags *sink_diags(struct feed_sink *sink)
{
    return sink->diags;
}

void sink_date(struct feed_sink *sink, const char *date)
{
    if (date) sink->date = arena_str(&sink->arena, date);
}

void sink_expect(struct feed_sink *sink, int64_t records)
{
    if (records > sink->expected[sink->feed]) sink->expected[sink->feed] = records;
}

static void note_date(struct feed_sink *sink, const char *date)
{
    const char **newest = &sink->newest[sink->feed];
    if (date && date[0] && (!*newest || strcmp(date, *newest) > 0)) *newest = arena_str(&sink->arena, date);
}

void sink_record(struct feed_sink *sink, const struct record *record)
{
    if (!record->name || !record->name[0] || strlen(record->name) > 256) {
        DIAG(sink->diags, DIAG_SKIPPED, sink->path, 0, "a record without an id was left out");
        return;
    }
    struct record_keys keys = {0};
    struct put_item *item = VEC_ADD(&sink->items);
    item->feed = sink->feed;
    item->name = arena_str(&sink->arena, record->name);
    item->modified = arena_str(&sink->arena, record->modified);
    item->body = sink->bodies.size;
    record_write(record, &sink->bodies);
    item->body_size = sink->bodies.size - item->body;
    buf_char(&sink->bodies, '\0');
    item->keys = sink->keys.count;
    record_keys_of(record, &keys);
    item->key_count = keys.count;
    VEC_EACH(&keys, key)
        VEC_PUSH(&sink->keys, *key);
    VEC_FREE(&keys);
    note_date(sink, record->modified);
}

void sink_kev(struct feed_sink *sink, const struct kev_row *row)
{
    struct arena *arena = &sink->arena;
    VEC_PUSH(&sink->kev, ((struct kev_row){arena_str(arena, row->cve), arena_str(arena, row->added),
                                           arena_str(arena, row->due), arena_str(arena, row->name), row->ransomware}));
    note_date(sink, row->added);
}

void sink_epss(struct feed_sink *sink, const struct epss_row *row)
{
    VEC_PUSH(&sink->epss, ((struct epss_row){arena_str(&sink->arena, row->cve), row->score, row->percentile}));
}

static void sink_clear(struct feed_sink *sink)
{
    VEC_CLEAR(&sink->items);
    VEC_CLEAR(&sink->keys);
    VEC_CLEAR(&sink->kev);
    VEC_CLEAR(&sink->epss);
    VEC_CLEAR(&sink->parts);
    buf_clear(&sink->bodies);
    memset(sink->newest, 0, sizeof sink->newest);
    memset(sink->expected, 0, sizeof sink->expected);
    memset(sink->seen, 0, sizeof sink->seen);
    sink->files = sink->unrecognised = 0;
    sink->date = NULL;
    arena_free(&sink->arena);
}

static void sink_free(struct feed_sink *sink)
{
    sink_clear(sink);
    VEC_FREE(&sink->items);
    VEC_FREE(&sink->keys);
    VEC_FREE(&sink->kev);
    VEC_FREE(&sink->epss);
    VEC_FREE(&sink->parts);
    buf_free(&sink->bodies);
}

// --- one document ------------------------------------------------------------------------------------------

static void tell_unrecognised(struct feed_sink *sink, const struct document *document,
                              const struct json_outline *outline)
{
    sink->unrecognised++;
    if (document->asked_for)
        DIAG(sink->diags, DIAG_SKIPPED, document->path, 0, "no feed recognises this file");
    else if (outline && !outline->whole && outline->count < JSON_OUTLINE_MAX)
        DIAG(sink->diags, DIAG_SKIPPED, document->path, 0, "the JSON breaks off and belongs to no known feed");
}

static void parse_document(struct feed_sink *sink, const struct document *document)
{
    struct json_outline outline;
    struct feed_input input = {document->path, document->bytes, document->size, NULL};
    if (json_outline(document->bytes, document->size, &outline)) input.outline = &outline;
    const struct feed *feed = feed_recognise(&input);
    sink->files++;
    sink->path = document->path;
    if (!feed) {
        tell_unrecognised(sink, document, input.outline);
        return;
    }
    for (sink->feed = 0; FEEDS[sink->feed] != feed;)
        sink->feed++;
    sink->date = NULL;
    sink->seen[sink->feed] = true;
    struct list_part part = {.feed = sink->feed, .kev = sink->kev.count, .epss = sink->epss.count};
    feed->read(&input, sink);
    note_date(sink, sink->date);
    part.kev_count = sink->kev.count - part.kev;
    part.epss_count = sink->epss.count - part.epss;
    part.date = sink->date ? sink->date : sink->newest[sink->feed];
    if (part.kev_count || part.epss_count) VEC_PUSH(&sink->parts, part);
}

size_t import_parse(const char *name, const char *bytes, size_t size, struct diags *diags)
{
    struct feed_sink sink = {.diags = diags};
    struct document document = {.path = name, .bytes = bytes, .size = size};
    parse_document(&sink, &document);
    size_t found = sink.items.count + sink.kev.count + sink.epss.count;
    sink_free(&sink);
    return found;
}

// --- writing -----------------------------------------------------------------------------------------------

struct import {
    struct database *database;
    const struct import_options *options;
    struct source *source;
    pthread_mutex_t reading, writing;
    struct import_feed_count counts[FEED_COUNT];
    size_t files, unrecognised;
    struct diags diags;
};

static void count_put(struct import_feed_count *count, enum put_result result)
{
    switch (result) {
    case PUT_NEW: count->added++; break;
    case PUT_REPLACED: count->replaced++; break;
    case PUT_SAME: count->same++; break;
    case PUT_OLDER: count->older++; break;
    }
}

static void write_part(struct import *import, const struct feed_sink *sink, const struct list_part *part)
{
    struct import_feed_count *count = &import->counts[part->feed];
    if (!database_renew(import->database, FEEDS[part->feed]->name, part->date)) {
        count->older += part->kev_count + part->epss_count;
        return;
    }
    database_note_feed(import->database, FEEDS[part->feed]->name, part->date, 0, import->options->now);
    count->added = part->kev_count + part->epss_count;
    for (size_t i = 0; i < part->kev_count; i++)
        database_put_kev(import->database, &sink->kev.items[part->kev + i]);
    for (size_t i = 0; i < part->epss_count; i++)
        database_put_epss(import->database, &sink->epss.items[part->epss + i]);
}

// A date in the future is somebody's mistake: it would make a feed look fresh for ever.
static const char *sane_date(const char *date, const char *now)
{
    return date && strncmp(date, now, 10) > 0 ? now : date;
}

static void write_sink(struct import *import, struct feed_sink *sink)
{
    VEC_EACH(&sink->items, item) {
        struct record_keys keys = {.items = sink->keys.items + item->keys, .count = item->key_count};
        struct str body = {sink->bodies.bytes + item->body, item->body_size};
        count_put(&import->counts[item->feed], database_put(import->database, FEEDS[item->feed]->name, item->name,
                                                            item->modified, body, &keys));
    }
    VEC_EACH(&sink->parts, part)
        write_part(import, sink, part);
    for (size_t i = 0; i < FEED_COUNT; i++)
        if (sink->seen[i])
            database_note_feed(import->database, FEEDS[i]->name, sane_date(sink->newest[i], import->options->now),
                               sink->expected[i], import->options->now);
    import->files += sink->files;
    import->unrecognised += sink->unrecognised;
    diags_merge(&import->diags, sink->diags);
}

static void work(void *context, size_t index, unsigned worker)
{
    struct import *import = context;
    struct feed_sink sink = {0};
    struct document_batch batch = {0};
    (void)index, (void)worker;
    for (;;) {
        struct diags diags = {0};
        sink.diags = &diags;
        pthread_mutex_lock(&import->reading);
        bool more = source_next(import->source, &batch, &diags);
        pthread_mutex_unlock(&import->reading);
        for (size_t i = 0; i < batch.count; i++)
            parse_document(&sink, &batch.documents[i]);
        pthread_mutex_lock(&import->writing);
        write_sink(import, &sink);
        pthread_mutex_unlock(&import->writing);
        progress_step(batch.count);
        sink_clear(&sink);
        diags_free(&diags);
        if (!more) break;
    }
    sink_free(&sink);
    document_batch_free(&batch);
}

// --- databases ---------------------------------------------------------------------------------------------

static size_t feed_index(const char *name)
{
    size_t i = 0;
    while (FEEDS[i] && strcmp(FEEDS[i]->name, name) != 0)
        i++;
    return i;
}

static void visit_record(void *context, const char *feed, const char *name, const char *modified, struct str body)
{
    struct import *import = context;
    struct arena scratch = {0};
    struct record record;
    struct record_keys keys = {0};
    struct json *json = js_parse(body.at, body.size, name, &import->diags);
    size_t index = feed_index(feed);
    if (index == FEED_COUNT) {
        import->unrecognised++;
    } else if (json && record_read(json, feed, name, &scratch, &record)) {
        record_keys_of(&record, &keys);
        count_put(&import->counts[index], database_put(import->database, feed, name, modified, body, &keys));
        record_free(&record);
    }
    VEC_FREE(&keys);
    js_free(json);
    arena_free(&scratch);
}

static void visit_kev(void *context, const struct kev_row *row)
{
    sink_kev(context, row);
}

static void visit_epss(void *context, const struct epss_row *row)
{
    sink_epss(context, row);
}

// KEV and EPSS of another database, as if they were files of their own.
static void import_lists(struct import *import, struct database *other, const struct feed_statuses *feeds)
{
    struct feed_sink sink = {.diags = &import->diags};
    sink.feed = feed_index("kev");
    if (database_walk_lists(other, visit_kev, visit_epss, &sink) == STATUS_OK) {
        VEC_EACH(feeds, feed) {
            size_t index = feed_index(feed->name);
            bool is_kev = strcmp(feed->name, "kev") == 0, is_epss = strcmp(feed->name, "epss") == 0;
            struct list_part part = {.feed = index, .date = feed->date, .kev_count = is_kev ? sink.kev.count : 0,
                                     .epss_count = is_epss ? sink.epss.count : 0};
            if (part.kev_count || part.epss_count) write_part(import, &sink, &part);
        }
    }
    sink_free(&sink);
}

static void import_database(struct import *import, const char *path)
{
    struct database *other;
    struct arena arena = {0};
    struct feed_statuses feeds = {0};
    if (database_open(path, &import->diags, &other) != STATUS_OK) return;
    database_feeds(other, import->options->now, &arena, &feeds);
    import_lists(import, other, &feeds);
    if (database_walk(other, visit_record, import) == STATUS_OK)
        VEC_EACH(&feeds, feed)
            if (feed_index(feed->name) != FEED_COUNT)
                database_note_feed(import->database, feed->name, sane_date(feed->date, import->options->now),
                                   feed->expected, import->options->now);
    import->files++;
    VEC_FREE(&feeds);
    arena_free(&arena);
    database_close(other);
}

// --- all of it ---------------------------------------------------------------------------------------------

static int by_place(const void *left, const void *right)
{
    const struct diag *a = left, *b = right;
    int order = strcmp(a->file ? a->file : "", b->file ? b->file : "");
    if (!order) order = (a->line > b->line) - (a->line < b->line);
    return order ? order : strcmp(a->message, b->message);
}

static void finish(struct import *import, struct import_result *result, struct diags *diags)
{
    VEC_SORT(&import->diags.list, by_place);
    diags_merge(diags, &import->diags);
    result->files = import->files;
    result->unrecognised = import->unrecognised;
    for (size_t i = 0; i < FEED_COUNT; i++) {
        struct import_feed_count *count = &import->counts[i];
        count->feed = FEEDS[i];
        if (count->added || count->replaced || count->same || count->older) VEC_PUSH(&result->feeds, *count);
    }
    if (import->files == import->unrecognised && import->files)
        DIAG(diags, DIAG_ERROR, NULL, 0, "none of %zu files belongs to a known feed", import->files);
    else if (import->unrecognised)
        DIAG(diags, DIAG_NOTE, NULL, 0, "%zu of %zu files belong to no known feed and were left out",
             import->unrecognised, import->files);
}

enum status database_import(struct database *database, const char *const *paths, size_t count,
                            const struct import_options *options, struct import_result *ret_result,
                            struct diags *diags)
{
    struct import import = {.database = database, .options = options, .reading = PTHREAD_MUTEX_INITIALIZER,
                            .writing = PTHREAD_MUTEX_INITIALIZER};
    struct source *source = source_open(paths, count, options->limits, &import.diags);
    const char *path;
    import.source = source;
    *ret_result = (struct import_result){0};
    progress_start("importing", 0);
    while ((path = source_next_database(source)))
        import_database(&import, path);
    unsigned jobs = pool_jobs(options->jobs);
    pool_run(jobs, jobs, work, &import);
    progress_end();
    finish(&import, ret_result, diags);
    source_close(source);
    diags_free(&import.diags);
    return sql_status(database_sql(database));
}
