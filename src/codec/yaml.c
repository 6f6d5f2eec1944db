// Reading YAML: libfyaml's events become a tree in the arena. No recursion; every limit is checked as events come.
#include "codec/yaml.h"
#include "base/file.h"
#include "base/map.h"
#include <libfyaml.h>
#include <string.h>

struct open { // a list or map that is being read
    struct yaml *node;
    bool flow;       // written with [ ] or { }: comments inside are not kept
    struct map keys; // of a map: its keys so far
    const char *key; // of a map: the key whose value comes next
    unsigned key_line, key_column;
    const char *comment;
    const char *anchor; // NULL when none
    size_t start;       // reader->nodes when it was opened
};

struct anchor {
    const char *name;
    struct yaml *node;
    size_t weight; // nodes below it, aliases counted in full
};

struct reader {
    struct arena *arena;
    struct diags *diags;
    const char *file;
    const char *bytes;
    size_t size;
    VEC(struct open) stack;
    VEC(struct anchor) anchors;
    VEC(size_t) lines; // where each line starts
    unsigned text_end; // last line that a scalar or a comment already taken covers, from 1
    size_t nodes;
    struct yaml *root;
    bool failed;
};

// Only the first failure is told: what follows it is its consequence.
PRINTF_LIKE(4, 5) static void fail(struct reader *reader, unsigned line, unsigned column, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    if (!reader->failed)
        diag_add(reader->diags, DIAG_ERROR, reader->file, line, column, "%s",
                 arena_vprintf(reader->arena, format, args));
    va_end(args);
    reader->failed = true;
}

static void place_of(struct fy_token *token, unsigned *ret_line, unsigned *ret_column)
{
    const struct fy_mark *mark = token ? fy_token_start_mark(token) : NULL;
    *ret_line = mark ? (unsigned)mark->line + 1 : 0;
    *ret_column = mark ? (unsigned)mark->column + 1 : 0;
}

// --- comments ----------------------------------------------------------------------------------

static bool ends_line(const struct reader *reader, size_t at)
{
    char c = reader->bytes[at];
    return c == '\n' || (c == '\r' && (at + 1 == reader->size || reader->bytes[at + 1] != '\n'));
}

static void find_lines(struct reader *reader)
{
    VEC_PUSH(&reader->lines, 0);
    for (size_t i = 0; i < reader->size; i++)
        if (ends_line(reader, i)) VEC_PUSH(&reader->lines, i + 1);
}

static struct str line_text(const struct reader *reader, unsigned line)
{
    size_t start = reader->lines.items[line - 1];
    size_t end = line < reader->lines.count ? reader->lines.items[line] : reader->size;
    return str_trim((struct str){reader->bytes + start, end - start});
}

static bool text_starts_dash(struct str line)
{
    return line.size && line.at[0] == '-' && (line.size == 1 || line.at[1] == ' ' || line.at[1] == '\t');
}

// The run of comment lines right above `line`, as far as no scalar covers them.
static const char *comment_above(struct reader *reader, unsigned line)
{
    unsigned first = line;
    if (line == 0 || line > reader->lines.count) return NULL;
    while (first - 1 > reader->text_end) {
        struct str text = line_text(reader, first - 1);
        if (!text.size || text.at[0] != '#') break;
        first--;
    }
    if (first == line) return NULL;
    struct buf joined = {0};
    for (; first < line; first++) {
        struct str text = line_text(reader, first);
        buf_add(&joined, text.at, text.size);
        if (first + 1 < line) buf_char(&joined, '\n');
    }
    const char *copy = text_is_utf8(joined.bytes, joined.size) ? arena_str(reader->arena, joined.bytes) : NULL;
    buf_free(&joined);
    reader->text_end = line - 1; // it belongs to one node only
    return copy;
}

// The comment above the item or the key that `node` begins; an item's dash can be on an earlier line than its value.
static const char *comment_of(struct reader *reader, const struct yaml *node)
{
    const struct open *top = reader->stack.count ? VEC_LAST(&reader->stack) : NULL;
    if (!top || top->flow || (top->node->kind == YAML_MAP && top->key)) return NULL;
    unsigned line = node->line;
    if (top->node->kind == YAML_LIST && line && line <= reader->lines.count)
        while (line > reader->text_end + 1 && !text_starts_dash(line_text(reader, line)))
            line--;
    return comment_above(reader, line);
}

// --- events into nodes -------------------------------------------------------------------------

static struct yaml *node_new(struct reader *reader, enum yaml_kind kind, struct fy_token *token)
{
    struct yaml *node = ARENA_NEW(reader->arena, struct yaml);
    node->kind = kind;
    place_of(token, &node->line, &node->column);
    return node;
}

// NULL when it holds a NUL.
static const char *token_text(struct reader *reader, struct fy_token *token)
{
    if (!token) return "";
    // fy_token_get_text() leaks where a scalar has many escapes (libfyaml 0.7.12); its iterator does not.
    struct fy_token_iter *iter = fy_token_iter_create(token);
    const struct fy_iter_chunk *chunk = NULL;
    struct buf text = {0};
    int error = iter ? 0 : -1;
    while (iter && (chunk = fy_token_iter_chunk_next(iter, chunk, &error)))
        buf_add(&text, chunk->str, chunk->len);
    if (iter) fy_token_iter_destroy(iter);
    bool good = !error && (!text.size || !memchr(text.bytes, '\0', text.size));
    const char *copy = good ? arena_copy(reader->arena, buf_cstr(&text), text.size) : NULL;
    buf_free(&text);
    return copy;
}

static bool spells_null(const char *text)
{
    return !*text || strcmp(text, "~") == 0 || strcmp(text, "null") == 0 || strcmp(text, "Null") == 0 ||
           strcmp(text, "NULL") == 0;
}

static void anchor_put(struct reader *reader, const char *name, struct yaml *node, size_t weight)
{
    if (!name) return;
    VEC_EACH(&reader->anchors, anchor)
        if (strcmp(anchor->name, name) == 0) {
            anchor->node = node, anchor->weight = weight;
            return;
        }
    if (reader->anchors.count >= 10000) {
        fail(reader, node->line, node->column, "more than 10000 anchors");
        return;
    }
    VEC_PUSH(&reader->anchors, ((struct anchor){name, node, weight}));
}

static struct yaml_item *item_new(struct arena *arena, struct yaml *parent)
{
    if (parent->count == parent->capacity) {
        size_t capacity = parent->capacity ? parent->capacity * 2 : 4;
        struct yaml_item *items = ARENA_ARRAY(arena, struct yaml_item, capacity);
        if (parent->count) memcpy(items, parent->items, parent->count * sizeof *items);
        parent->items = items;
        parent->capacity = capacity;
    }
    struct yaml_item *item = &parent->items[parent->count++];
    memset(item, 0, sizeof *item);
    return item;
}

static void take_key(struct reader *reader, struct open *top, const struct yaml *node)
{
    if (node->kind == YAML_LIST || node->kind == YAML_MAP) {
        fail(reader, node->line, node->column, "a key must be a text");
        return;
    }
    const char *key = node->text ? node->text : "";
    if (strlen(key) > YAML_KEY_MAX) fail(reader, node->line, node->column, "a key is longer than 1000 bytes");
    if (map_has(&top->keys, key)) fail(reader, node->line, node->column, "'%.200s' stands twice in the same map", key);
    map_put(&top->keys, key, NULL);
    top->key = key;
    top->key_line = node->line;
    top->key_column = node->column;
}

// Puts a finished node where it belongs: the document's root, a list, a map's value, or a map's key.
static void place_node(struct reader *reader, struct yaml *node, const char *comment)
{
    if (!reader->stack.count) {
        reader->root = node;
        return;
    }
    struct open *top = VEC_LAST(&reader->stack);
    if (top->node->kind == YAML_MAP && !top->key) {
        take_key(reader, top, node);
        top->comment = comment;
        return;
    }
    struct yaml_item *item = item_new(reader->arena, top->node);
    item->value = node;
    item->key = top->key;
    item->line = top->key ? top->key_line : node->line;
    item->column = top->key ? top->key_column : node->column;
    item->comment = top->key ? top->comment : comment;
    top->key = NULL;
}

static void count_nodes(struct reader *reader, size_t weight, const struct yaml *node)
{
    reader->nodes += weight;
    if (reader->nodes > YAML_NODES_MAX)
        fail(reader, node ? node->line : 0, 0, "the document has more than 4000000 nodes (aliases count in full)");
}

static const char *anchor_name(struct reader *reader, struct fy_token *token)
{
    return token ? token_text(reader, token) : NULL;
}

// Lines that this scalar covers hold no comments. A block's end mark is on the first line that is not its own.
static void note_text_end(struct reader *reader, struct fy_token *token)
{
    const struct fy_mark *end = token ? fy_token_end_mark(token) : NULL;
    if (!end) return;
    enum fy_scalar_style style = fy_token_scalar_style(token);
    bool block = style == FYSS_LITERAL || style == FYSS_FOLDED;
    unsigned last = (unsigned)end->line + (!block && end->column > 0 ? 1 : 0);
    if (last > reader->text_end) reader->text_end = last;
}

static void on_scalar(struct reader *reader, const struct fy_event *event)
{
    struct fy_token *token = event->scalar.value;
    struct yaml *node = node_new(reader, YAML_TEXT, token);
    const char *comment = comment_of(reader, node);
    node->text = token_text(reader, token);
    if (!node->text) {
        fail(reader, node->line, node->column, "a text holds a NUL");
        return;
    }
    node->plain = !event->scalar.tag && (!token || fy_token_scalar_style(token) == FYSS_PLAIN);
    if (node->plain && spells_null(node->text)) node->kind = YAML_NULL, node->text = NULL;
    note_text_end(reader, token);
    count_nodes(reader, 1, node);
    anchor_put(reader, anchor_name(reader, event->scalar.anchor), node, 1);
    place_node(reader, node, comment);
}

static bool starts_flow(const struct reader *reader, struct fy_token *token)
{
    const struct fy_mark *mark = token ? fy_token_start_mark(token) : NULL;
    bool inside = mark && mark->input_pos < reader->size;
    return inside && strchr("[{", reader->bytes[mark->input_pos]);
}

static void on_start(struct reader *reader, enum yaml_kind kind, struct fy_token *token, struct fy_token *anchor)
{
    struct yaml *node = node_new(reader, kind, token);
    if (reader->stack.count >= YAML_DEPTH_MAX) {
        fail(reader, node->line, node->column, "it nests deeper than 100");
        return;
    }
    struct open open = {.node = node,
                        .flow = starts_flow(reader, token),
                        .anchor = anchor_name(reader, anchor),
                        .start = reader->nodes};
    count_nodes(reader, 1, node);
    if (reader->stack.count && VEC_LAST(&reader->stack)->node->kind == YAML_MAP && !VEC_LAST(&reader->stack)->key)
        fail(reader, node->line, node->column, "a key must be a text");
    place_node(reader, node, comment_of(reader, node));
    VEC_PUSH(&reader->stack, open);
}

static void on_end(struct reader *reader)
{
    struct open open = VEC_POP(&reader->stack);
    map_free(&open.keys);
    anchor_put(reader, open.anchor, open.node, reader->nodes - open.start);
}

static void on_alias(struct reader *reader, const struct fy_event *event)
{
    unsigned line, column;
    place_of(event->alias.anchor, &line, &column);
    const char *name = anchor_name(reader, event->alias.anchor);
    VEC_EACH(&reader->anchors, anchor)
        if (name && strcmp(anchor->name, name) == 0) {
            count_nodes(reader, anchor->weight, anchor->node);
            place_node(reader, anchor->node, NULL);
            return;
        }
    fail(reader, line, column, "no anchor '%s' was finished before this alias", name ? name : "");
}

// True when the document is complete.
static bool on_event(struct reader *reader, const struct fy_event *event)
{
    switch (event->type) {
    case FYET_SCALAR: on_scalar(reader, event); break;
    case FYET_ALIAS: on_alias(reader, event); break;
    case FYET_MAPPING_START:
        on_start(reader, YAML_MAP, event->mapping_start.mapping_start, event->mapping_start.anchor);
        break;
    case FYET_SEQUENCE_START:
        on_start(reader, YAML_LIST, event->sequence_start.sequence_start, event->sequence_start.anchor);
        break;
    case FYET_MAPPING_END:
    case FYET_SEQUENCE_END: on_end(reader); break;
    case FYET_DOCUMENT_END: return true;
    default: break;
    }
    return false;
}

// --- the document ------------------------------------------------------------------------------

static void report_errors(struct reader *reader, struct fy_diag *diag)
{
    void *iterator = NULL;
    struct fy_diag_error *error;
    while ((error = fy_diag_errors_iterate(diag, &iterator)) && !reader->failed) {
        const char *message = error->msg ? error->msg : "it cannot be read";
        struct str text = str_trim(str_of(message));
        message = arena_copy(reader->arena, text.at, text.size);
        fail(reader, error->line > 0 ? (unsigned)error->line : 0, error->column > 0 ? (unsigned)error->column : 0,
             "not YAML: %s", message);
    }
    fail(reader, 0, 0, "not YAML");
}

static void read_events(struct reader *reader, struct fy_parser *parser, struct fy_diag *diag)
{
    struct fy_event *event;
    bool complete = false;
    while (!reader->failed && (event = fy_parser_parse(parser))) {
        if (complete && event->type == FYET_DOCUMENT_START) {
            DIAG(reader->diags, DIAG_SKIPPED, reader->file, 0, "only the first of its YAML documents is read");
            fy_parser_event_free(parser, event);
            return;
        }
        if (on_event(reader, event)) complete = true;
        fy_parser_event_free(parser, event);
    }
    if (!reader->failed && fy_parser_get_stream_error(parser)) report_errors(reader, diag);
}

static bool check_bytes(struct reader *reader)
{
    if (reader->size > YAML_SIZE_MAX) {
        fail(reader, 0, 0, "larger than 64 MiB");
        return false;
    }
    unsigned line = 1;
    for (size_t i = 0; i < reader->size; i++) {
        unsigned char c = (unsigned char)reader->bytes[i];
        if (ends_line(reader, i)) line++;
        if ((c < 0x20 && c != '\n' && c != '\r' && c != '\t') || c == 0x7F) {
            fail(reader, line, 0, "not YAML: it holds a control character (0x%02x)", c);
            return false;
        }
    }
    if (!text_is_utf8(reader->bytes, reader->size)) {
        fail(reader, 0, 0, "not YAML: it is not UTF-8");
        return false;
    }
    return true;
}

static void parse_with(struct reader *reader)
{
    struct fy_diag_cfg diag_config;
    fy_diag_cfg_default(&diag_config);
    diag_config.fp = NULL;
    struct fy_diag *diag = fy_diag_create(&diag_config);
    if (diag) fy_diag_set_collect_errors(diag, true);
    struct fy_parse_cfg config = {.flags = FYPCF_QUIET | FYPCF_COLLECT_DIAG | FYPCF_DEFAULT_VERSION_1_2, .diag = diag};
    struct fy_parser *parser = diag ? fy_parser_create(&config) : NULL;
    if (!parser || fy_parser_set_string(parser, reader->bytes, reader->size) != 0)
        fail(reader, 0, 0, "the YAML library could not be started");
    else
        read_events(reader, parser, diag);
    if (parser) fy_parser_destroy(parser);
    if (diag) fy_diag_destroy(diag);
}

struct yaml *yaml_parse(struct arena *arena, const char *bytes, size_t size, const char *file, struct diags *diags)
{
    if (size >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) bytes += 3, size -= 3; // byte order mark
    struct reader reader = {.arena = arena, .diags = diags, .file = file, .bytes = bytes ? bytes : "", .size = size};
    if (check_bytes(&reader)) {
        find_lines(&reader);
        if (str_trim((struct str){reader.bytes, reader.size}).size) parse_with(&reader);
    }
    VEC_EACH(&reader.stack, open)
        map_free(&open->keys);
    VEC_FREE(&reader.stack);
    VEC_FREE(&reader.anchors);
    VEC_FREE(&reader.lines);
    if (reader.failed) return NULL;
    return reader.root ? reader.root : node_new(&reader, YAML_NULL, NULL);
}

struct yaml *yaml_read(struct arena *arena, const char *path, struct diags *diags)
{
    struct buf content = {0};
    struct yaml *root = NULL;
    if (file_read(path, YAML_SIZE_MAX, &content, diags) == STATUS_OK)
        root = yaml_parse(arena, content.bytes, content.size, path, diags);
    buf_free(&content);
    return root;
}

// --- getters -----------------------------------------------------------------------------------

const struct yaml_item *yaml_item(const struct yaml *map, const char *key)
{
    if (!yaml_is_map(map)) return NULL;
    YAML_EACH(map, item)
        if (strcmp(item->key, key) == 0) return item;
    return NULL;
}

struct yaml *yaml_get(const struct yaml *map, const char *key)
{
    const struct yaml_item *item = yaml_item(map, key);
    return item ? item->value : NULL;
}

struct yaml *yaml_at(const struct yaml *list, size_t index)
{
    return yaml_is_list(list) && index < list->count ? list->items[index].value : NULL;
}

size_t yaml_size(const struct yaml *node)
{
    return node ? node->count : 0;
}

const char *yaml_string(const struct yaml *node)
{
    return node && node->kind == YAML_TEXT ? node->text : NULL;
}

const char *yaml_text(const struct yaml *map, const char *key)
{
    return yaml_string(yaml_get(map, key));
}

bool yaml_is_null(const struct yaml *node)
{
    return !node || node->kind == YAML_NULL;
}

bool yaml_is_list(const struct yaml *node)
{
    return node && node->kind == YAML_LIST;
}

bool yaml_is_map(const struct yaml *node)
{
    return node && node->kind == YAML_MAP;
}

bool yaml_to_bool(const struct yaml *node, bool *ret_value)
{
    const char *text = yaml_string(node);
    if (!text || !node->plain) return false;
    bool yes = strcmp(text, "true") == 0 || strcmp(text, "True") == 0 || strcmp(text, "TRUE") == 0;
    bool no = strcmp(text, "false") == 0 || strcmp(text, "False") == 0 || strcmp(text, "FALSE") == 0;
    if (yes || no) *ret_value = yes;
    return yes || no;
}

bool yaml_to_int(const struct yaml *node, int64_t low, int64_t high, int64_t *ret_value)
{
    const char *text = yaml_string(node);
    return text && node->plain && text_to_int(text, low, high, ret_value);
}

const char *yaml_kind_name(const struct yaml *node)
{
    static const char *const NAMES[] = {"nothing", "a text", "a list", "a map"};
    return node ? NAMES[node->kind] : NAMES[0];
}

// --- making trees ------------------------------------------------------------------------------

static struct yaml *made(struct arena *arena, enum yaml_kind kind, const char *text, bool plain)
{
    struct yaml *node = ARENA_NEW(arena, struct yaml);
    node->kind = kind;
    node->text = arena_str(arena, text);
    node->plain = plain;
    return node;
}

struct yaml *yaml_new_text(struct arena *arena, const char *text)
{
    return made(arena, YAML_TEXT, text ? text : "", false);
}

struct yaml *yaml_new_plain(struct arena *arena, const char *text)
{
    return made(arena, YAML_TEXT, text, true);
}

struct yaml *yaml_new_list(struct arena *arena)
{
    return made(arena, YAML_LIST, NULL, false);
}

struct yaml *yaml_new_map(struct arena *arena)
{
    return made(arena, YAML_MAP, NULL, false);
}

void yaml_add(struct arena *arena, struct yaml *list, struct yaml *value)
{
    item_new(arena, list)->value = value;
}

void yaml_add_item(struct arena *arena, struct yaml *list_or_map, const struct yaml_item *item)
{
    *item_new(arena, list_or_map) = *item;
}

void yaml_set(struct arena *arena, struct yaml *map, const char *key, struct yaml *value)
{
    struct yaml_item *item = (struct yaml_item *)(uintptr_t)yaml_item(map, key);
    if (!item) {
        item = item_new(arena, map);
        item->key = arena_str(arena, key);
    }
    item->value = value;
}

void yaml_set_text(struct arena *arena, struct yaml *map, const char *key, const char *text)
{
    if (text) yaml_set(arena, map, key, yaml_new_text(arena, text));
}

bool yaml_remove(struct yaml *map, const char *key)
{
    const struct yaml_item *item = yaml_item(map, key);
    if (!item) return false;
    size_t at = (size_t)(item - map->items);
    memmove(map->items + at, map->items + at + 1, (map->count - at - 1) * sizeof *map->items);
    map->count--;
    return true;
}
