#include "vulns/record.h"
#include "base/hash.h"
#include "codec/cpe.h"
#include "vulns/purl_name.h"
#include <stdlib.h>
#include <string.h>

void record_free(struct record *record)
{
    VEC_EACH(&record->affected, affected) {
        VEC_FREE(&affected->purls);
        VEC_FREE(&affected->cpes);
        VEC_EACH(&affected->ranges, range)
            free(range->changes);
        VEC_FREE(&affected->ranges);
        VEC_FREE(&affected->versions);
    }
    VEC_EACH(&record->configurations, configuration) {
        VEC_EACH(&configuration->nodes, node)
            VEC_FREE(&node->matches);
        VEC_FREE(&configuration->nodes);
    }
    VEC_FREE(&record->affected);
    VEC_FREE(&record->configurations);
    VEC_FREE(&record->aliases);
    VEC_FREE(&record->upstream);
    VEC_FREE(&record->scores);
    VEC_FREE(&record->cwes);
    VEC_FREE(&record->references);
    VEC_FREE(&record->functions);
    *record = (struct record){0};
}

// --- writing -----------------------------------------------------------------------------------------------

static void write_texts(struct json_writer *json, const char *key, const struct record_texts *texts)
{
    if (!texts->count) return;
    js_member_array(json, key);
    VEC_EACH(texts, text)
        js_write_text(json, *text);
    js_array_end(json);
}

static void write_flag(struct json_writer *json, const char *key, bool value)
{
    if (value) js_member_int(json, key, 1);
}

static void write_range(struct json_writer *json, const struct version_range *range)
{
    js_object_begin(json);
    js_member_text_opt(json, "f", range->from);
    js_member_text_opt(json, "t", range->to);
    write_flag(json, "fx", range->from_exclusive);
    write_flag(json, "ti", range->to_inclusive);
    write_flag(json, "x", range->exact);
    js_member_text_opt(json, "s", range->scheme);
    js_member_text_opt(json, "u", range->unusable);
    if (range->status != RANGE_AFFECTED) js_member_int(json, "st", range->status);
    if (range->change_count) {
        js_member_array(json, "ch");
        for (size_t i = 0; i < range->change_count; i++) {
            js_write_text(json, range->changes[i].at);
            js_write_int(json, range->changes[i].status);
        }
        js_array_end(json);
    }
    js_object_end(json);
}

static void write_affected(struct json_writer *json, const struct affected *affected)
{
    js_object_begin(json);
    js_member_text_opt(json, "src", affected->source);
    js_member_text_opt(json, "v", affected->vendor);
    js_member_text_opt(json, "p", affected->product);
    write_texts(json, "purl", &affected->purls);
    write_texts(json, "cpe", &affected->cpes);
    js_member_text_opt(json, "s", affected->scheme);
    if (affected->otherwise != RANGE_AFFECTED) js_member_int(json, "o", affected->otherwise);
    js_member_text_opt(json, "rel", affected->release);
    write_flag(json, "os", affected->otherwise_stated);
    write_flag(json, "git", affected->only_commits);
    if (affected->ranges.count) {
        js_member_array(json, "r");
        VEC_EACH(&affected->ranges, range)
            write_range(json, range);
        js_array_end(json);
    }
    write_texts(json, "vs", &affected->versions);
    js_object_end(json);
}

static void write_node(struct json_writer *json, const struct cpe_node *node)
{
    js_object_begin(json);
    write_flag(json, "and", node->all);
    write_flag(json, "not", node->negate);
    js_member_array(json, "m");
    VEC_EACH(&node->matches, match) {
        js_object_begin(json);
        js_member_text(json, "c", match->criteria);
        write_flag(json, "v", match->vulnerable);
        js_member_text_opt(json, "f", match->start);
        js_member_text_opt(json, "t", match->end);
        write_flag(json, "fx", match->start_exclusive);
        write_flag(json, "ti", match->end_inclusive);
        js_object_end(json);
    }
    js_array_end(json);
    js_object_end(json);
}

static void write_configurations(struct json_writer *json, const struct record *record)
{
    if (!record->configurations.count) return;
    js_member_array(json, "conf");
    VEC_EACH(&record->configurations, configuration) {
        js_object_begin(json);
        write_flag(json, "and", configuration->all);
        write_flag(json, "not", configuration->negate);
        js_member_text_opt(json, "src", configuration->source);
        js_member_array(json, "n");
        VEC_EACH(&configuration->nodes, node)
            write_node(json, node);
        js_array_end(json);
        js_object_end(json);
    }
    js_array_end(json);
}

static void write_scores(struct json_writer *json, const struct record *record)
{
    if (!record->scores.count) return;
    js_member_array(json, "score");
    VEC_EACH(&record->scores, score) {
        js_write_text(json, score->source);
        js_write_int(json, score->tenths);
        js_write_text(json, score->vector);
    }
    js_array_end(json);
}

void record_write(const struct record *record, struct buf *out)
{
    struct json_writer json = {.out = out};
    js_object_begin(&json);
    js_member_text_opt(&json, "mod", record->modified);
    js_member_text_opt(&json, "pub", record->published);
    js_member_text_opt(&json, "title", record->title);
    js_member_text_opt(&json, "desc", record->description);
    write_flag(&json, "gone", record->withdrawn);
    write_texts(&json, "alias", &record->aliases);
    write_texts(&json, "up", &record->upstream);
    write_scores(&json, record);
    if (record->cwes.count) {
        js_member_array(&json, "cwe");
        VEC_EACH(&record->cwes, cwe)
            js_write_int(&json, *cwe);
        js_array_end(&json);
    }
    write_texts(&json, "ref", &record->references);
    write_texts(&json, "fun", &record->functions);
    if (record->affected.count) {
        js_member_array(&json, "aff");
        VEC_EACH(&record->affected, affected)
            write_affected(&json, affected);
        js_array_end(&json);
    }
    write_configurations(&json, record);
    js_object_end(&json);
}

// --- reading -----------------------------------------------------------------------------------------------

static void read_texts(const struct json *array, struct record_texts *texts)
{
    JS_EACH (array, item)
        if (js_string(item)) VEC_PUSH(texts, js_string(item));
}

static bool flag(const struct json *object, const char *key)
{
    return js_integer(js_get(object, key), 0) != 0;
}

static enum range_status read_status(const struct json *node)
{
    int64_t value = js_integer(node, RANGE_AFFECTED);
    return value < RANGE_AFFECTED || value > RANGE_UNKNOWN ? RANGE_UNKNOWN : (enum range_status)value;
}

static void read_changes(const struct json *array, struct version_range *range)
{
    size_t count = js_size(array) / 2;
    if (!count) return;
    range->changes = mem_alloc(count * sizeof *range->changes);
    for (size_t i = 0; i < count; i++) {
        const char *at = js_string(js_at(array, 2 * i));
        if (at) range->changes[range->change_count++] = (struct range_change){at, read_status(js_at(array, 2 * i + 1))};
    }
}

static void read_range(const struct json *object, struct version_range *range)
{
    range->from = js_text(object, "f");
    range->to = js_text(object, "t");
    range->from_exclusive = flag(object, "fx");
    range->to_inclusive = flag(object, "ti");
    range->exact = flag(object, "x");
    range->scheme = js_text(object, "s");
    range->unusable = js_text(object, "u");
    range->status = read_status(js_get(object, "st"));
    read_changes(js_get(object, "ch"), range);
}

static void read_affected(const struct json *object, struct affected *affected)
{
    affected->source = js_text(object, "src");
    affected->vendor = js_text(object, "v");
    affected->product = js_text(object, "p");
    read_texts(js_get(object, "purl"), &affected->purls);
    read_texts(js_get(object, "cpe"), &affected->cpes);
    affected->scheme = js_text(object, "s");
    affected->otherwise = read_status(js_get(object, "o"));
    affected->release = js_text(object, "rel");
    affected->otherwise_stated = flag(object, "os");
    affected->only_commits = flag(object, "git");
    const struct json *ranges = js_get(object, "r");
    JS_EACH (ranges, range)
        read_range(range, VEC_ADD(&affected->ranges));
    read_texts(js_get(object, "vs"), &affected->versions);
}

static void read_node(const struct json *object, struct cpe_node *node)
{
    node->all = flag(object, "and");
    node->negate = flag(object, "not");
    const struct json *matches = js_get(object, "m");
    JS_EACH (matches, item) {
        const char *criteria = js_text(item, "c");
        if (!criteria) continue;
        struct cpe_match *match = VEC_ADD(&node->matches);
        *match = (struct cpe_match){criteria, flag(item, "v"), js_text(item, "f"), js_text(item, "t"),
                                    flag(item, "fx"), flag(item, "ti")};
    }
}

static void read_scores(const struct json *array, struct record *record)
{
    for (size_t i = 0; i + 2 < js_size(array); i += 3) {
        struct score score = {.source = js_string(js_at(array, i)),
                              .tenths = (int)js_integer(js_at(array, i + 1), -1),
                              .vector = js_string(js_at(array, i + 2))};
        if (score.source && score.tenths >= -1 && score.tenths <= 100) VEC_PUSH(&record->scores, score);
    }
}

bool record_read(const struct json *body, const char *feed, const char *name, struct arena *arena,
                 struct record *ret_record)
{
    struct record *record = ret_record;
    *record = (struct record){.feed = arena_str(arena, feed), .name = arena_str(arena, name)};
    if (!js_is_object(body)) return false;
    record->modified = js_text(body, "mod");
    record->published = js_text(body, "pub");
    record->title = js_text(body, "title");
    record->description = js_text(body, "desc");
    record->withdrawn = flag(body, "gone");
    read_texts(js_get(body, "alias"), &record->aliases);
    read_texts(js_get(body, "up"), &record->upstream);
    read_scores(js_get(body, "score"), record);
    const struct json *cwes = js_get(body, "cwe"), *affected = js_get(body, "aff"), *conf = js_get(body, "conf");
    JS_EACH (cwes, cwe)
        VEC_PUSH(&record->cwes, (unsigned)js_integer(cwe, 0));
    read_texts(js_get(body, "ref"), &record->references);
    read_texts(js_get(body, "fun"), &record->functions);
    JS_EACH (affected, item)
        read_affected(item, VEC_ADD(&record->affected));
    JS_EACH (conf, item) {
        struct cpe_configuration *configuration = VEC_ADD(&record->configurations);
        configuration->all = flag(item, "and");
        configuration->negate = flag(item, "not");
        configuration->source = js_text(item, "src");
        const struct json *nodes = js_get(item, "n");
        JS_EACH (nodes, node)
            read_node(node, VEC_ADD(&configuration->nodes));
    }
    return true;
}

// --- what it is about, and its keys ------------------------------------------------------------------------

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void add_subject(struct record_texts *ids, const char *id)
{
    VEC_EACH(ids, known)
        if (strcmp(*known, id) == 0) return;
    VEC_PUSH(ids, id);
}

static bool is_cve(const char *id)
{
    return text_starts(id, "CVE-");
}

void record_subjects(const struct record *record, struct record_texts *ret_ids)
{
    if (is_cve(record->name)) {
        add_subject(ret_ids, record->name);
        return;
    }
    VEC_EACH(&record->aliases, alias)
        if (is_cve(*alias)) add_subject(ret_ids, *alias);
    VEC_EACH(&record->upstream, id)
        if (is_cve(*id)) add_subject(ret_ids, *id);
    if (ret_ids->count) {
        VEC_SORT(ret_ids, by_text);
        return;
    }
    const char *first = record->name;
    VEC_EACH(&record->aliases, alias)
        if (strcmp(*alias, first) < 0) first = *alias;
    add_subject(ret_ids, first);
}

void name_fold(const char *name, struct buf *ret_folded)
{
    buf_clear(ret_folded);
    for (const char *at = name; *at; at++) {
        char c = *at;
        if (c >= 'A' && c <= 'Z') c = (char)(c - 'A' + 'a');
        bool kept = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || (unsigned char)c >= 0x80;
        if (kept) buf_char(ret_folded, c);
    }
}

bool name_same(const char *a, const char *b)
{
    struct buf left = {0}, right = {0};
    name_fold(a, &left);
    name_fold(b, &right);
    bool same = left.size && strcmp(buf_cstr(&left), buf_cstr(&right)) == 0;
    buf_free(&left);
    buf_free(&right);
    return same;
}

static uint64_t key_of(char kind, const char *text)
{
    return hash_mix((uint64_t)(unsigned char)kind, hash_text(text));
}

uint64_t key_of_id(const char *id)
{
    return key_of('i', id);
}

uint64_t key_of_purl(const char *purl)
{
    struct arena scratch = {0};
    struct purl_name name;
    uint64_t key = purl_name_parse(&scratch, purl, &name) ? key_of('u', name.base) : 0;
    arena_free(&scratch);
    return key;
}

uint64_t key_of_type(const char *purl)
{
    struct arena scratch = {0};
    struct purl_name name;
    uint64_t key = 0;
    if (purl_name_parse(&scratch, purl, &name))
        key = key_of('t', purl_type_is_distribution(name.type) ? arena_printf(&scratch, "%s/%s", name.type, name.space)
                                                               : name.type);
    arena_free(&scratch);
    return key;
}

uint64_t key_of_product(const char *vendor, const char *product)
{
    struct buf folded = {0}, both = {0};
    name_fold(vendor, &folded);
    buf_text(&both, buf_cstr(&folded));
    buf_char(&both, '/');
    name_fold(product, &folded);
    buf_text(&both, buf_cstr(&folded));
    uint64_t key = folded.size ? key_of('p', buf_cstr(&both)) : 0;
    buf_free(&folded);
    buf_free(&both);
    return key;
}

uint64_t key_of_name(const char *product)
{
    struct buf folded = {0};
    name_fold(product, &folded);
    uint64_t key = folded.size ? key_of('n', buf_cstr(&folded)) : 0;
    buf_free(&folded);
    return key;
}

static void add_key(struct record_keys *keys, uint64_t key)
{
    if (key) VEC_PUSH(keys, key);
}

static void add_product(struct record_keys *keys, const char *vendor, const char *product)
{
    if (!product || !product[0]) return;
    add_key(keys, key_of_product(vendor ? vendor : "", product));
    add_key(keys, key_of_name(product));
}

static void add_cpe(struct record_keys *keys, struct arena *scratch, const char *text)
{
    struct cpe cpe;
    if (!cpe_parse(scratch, text, &cpe)) return;
    add_product(keys, cpe_text(&cpe, CPE_VENDOR), cpe_text(&cpe, CPE_PRODUCT));
}

static int by_key(const void *a, const void *b)
{
    uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;
    return (left > right) - (left < right);
}

void record_keys_of(const struct record *record, struct record_keys *ret_keys)
{
    struct arena scratch = {0};
    add_key(ret_keys, key_of_id(record->name));
    VEC_EACH(&record->aliases, alias)
        add_key(ret_keys, key_of_id(*alias));
    VEC_EACH(&record->upstream, id)
        add_key(ret_keys, key_of_id(*id));
    VEC_EACH(&record->affected, affected) {
        add_product(ret_keys, affected->vendor, affected->product);
        VEC_EACH(&affected->purls, purl) {
            add_key(ret_keys, key_of_purl(*purl));
            // OSV comes ecosystem by ecosystem; a CVE record that names a package says nothing about its neighbours.
            if (text_equal(record->feed, "osv")) add_key(ret_keys, key_of_type(*purl));
        }
        VEC_EACH(&affected->cpes, cpe)
            add_cpe(ret_keys, &scratch, *cpe);
    }
    VEC_EACH(&record->configurations, configuration)
        VEC_EACH(&configuration->nodes, node)
            VEC_EACH(&node->matches, match)
                if (match->vulnerable) add_cpe(ret_keys, &scratch, match->criteria);
    arena_free(&scratch);
    if (!ret_keys->count) return;
    qsort(ret_keys->items, ret_keys->count, sizeof *ret_keys->items, by_key);
    size_t kept = 1;
    for (size_t i = 1; i < ret_keys->count; i++)
        if (ret_keys->items[i] != ret_keys->items[kept - 1]) ret_keys->items[kept++] = ret_keys->items[i];
    ret_keys->count = kept;
}
